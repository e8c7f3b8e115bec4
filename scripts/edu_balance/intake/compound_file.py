"""A compound file, the small file system an .xls is: its streams read by their chains of sectors, or one written.

The layout is Microsoft's [MS-CFB].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from edu_balance.intake.unreadable import broken

# sector numbers that are none
LAST_SECTOR, TABLE_SECTOR, END_OF_CHAIN, FREE = 0xFFFFFFFA, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
ENTRY, NAME_AT_MOST, SMALL_SECTOR = 128, 64, 64
STORAGE, STREAM, ROOT = 1, 2, 5
LISTED = 109  # sectors of the table that the header lists
# what is written: sectors large enough for the header to list every sector of the table
SECTOR, SMALL_BELOW = 4096, 4096


@dataclass(frozen=True)
class Entry:
    """A stream or a storage."""

    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """The streams of a compound file. Raises `Unreadable` or what `struct` does where it is damaged."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.sector_size = 1 << (struct.unpack_from("<H", content, 30)[0] & 0x1F)
        if self.sector_size not in (512, SECTOR):
            raise broken()
        directory, self.small_below, small_table, _, more = struct.unpack_from("<I4xIIII", content, 48)
        self.table = self._numbers(self._table_sectors(more))
        self.entries = list(self._entries(self._chain(directory)))
        self.small_table = self._numbers(_follow(small_table, self.table))
        root = next((entry for entry in self.entries if entry.kind == ROOT), None)
        self.small = self._chain(root.start)[: root.size] if root else b""

    def read(self, entry: Entry) -> bytes:
        if entry.size >= self.small_below:
            return self._chain(entry.start)[: entry.size]
        places = (at * SMALL_SECTOR for at in _follow(entry.start, self.small_table))
        return b"".join(self.small[at : at + SMALL_SECTOR] for at in places)[: entry.size]

    def _table_sectors(self, more: int) -> Iterator[int]:
        """The sectors that hold the table of chains: the header lists some, the rest stand in a chain of their own."""
        yield from (at for at in struct.unpack_from(f"<{LISTED}I", self.content, 76) if at < LAST_SECTOR)
        while more < LAST_SECTOR:
            *listed, more = struct.unpack(f"<{self.sector_size // 4}I", self._sector(more))
            yield from (at for at in listed if at < LAST_SECTOR)

    def _sector(self, at: int) -> bytes:
        begin = (at + 1) * self.sector_size
        if begin >= len(self.content):
            raise broken()
        return self.content[begin : begin + self.sector_size].ljust(self.sector_size, b"\0")

    def _numbers(self, sectors: Iterator[int]) -> list[int]:
        most = len(self.content) // self.sector_size + 1  # a chain may run in a circle
        joined = b"".join(self._sector(at) for at in islice(sectors, most))
        return list(struct.unpack(f"<{len(joined) // 4}I", joined))

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(at) for at in _follow(start, self.table))

    def _entries(self, directory: bytes) -> Iterator[Entry]:
        for at in range(0, len(directory) - ENTRY + 1, ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + NAME_AT_MOST)
            start, size = struct.unpack_from("<II", directory, at + 116)
            name = directory[at : at + max(0, min(length, NAME_AT_MOST) - 2)].decode("utf-16-le", "replace")
            if kind in (STORAGE, STREAM, ROOT):
                yield Entry(name, kind, start, size)


def _follow(start: int, table: list[int]) -> Iterator[int]:
    """The sectors of a chain; one that runs in a circle or out of the table is damaged."""
    for _ in range(len(table) + 1):
        if start >= LAST_SECTOR:
            return
        yield start
        if start >= len(table):
            break
        start = table[start]
    raise broken()


def written(name: str, stream: bytes) -> bytes:
    """A compound file of one stream."""
    stream = stream.ljust(SMALL_BELOW, b"\0")
    sectors = -(-len(stream) // SECTOR)
    # the library wants a place for small streams, though there are none
    directory = _entry("Root Entry", ROOT, sectors + 1, SECTOR, child=1) + _entry(name, STREAM, 0, len(stream))
    chain = [*range(1, sectors), *[END_OF_CHAIN] * 3]  # the stream, the directory, the place for small ones
    tables = next(count for count in range(1, LISTED) if count * SECTOR // 4 >= len(chain) + count)
    places = range(len(chain), len(chain) + tables)
    table = struct.pack(f"<{len(chain) + tables}I", *chain, *[TABLE_SECTOR] * tables)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xI", 0x3E, 4, 0xFFFE, 12, 6, 1)
    header += struct.pack("<IIIIIIIII", tables, sectors, 0, SMALL_BELOW, END_OF_CHAIN, 0, END_OF_CHAIN, 0, *places[:1])
    header += struct.pack(f"<{LISTED - 1}I", *places[1:], *[FREE] * (LISTED - tables))
    body = stream.ljust(sectors * SECTOR, b"\0") + directory.ljust(2 * SECTOR, b"\0")
    return header.ljust(SECTOR, b"\0") + body + table.ljust(tables * SECTOR, b"\xff")


def _entry(name: str, kind: int, start: int, size: int, *, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(NAME_AT_MOST, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
