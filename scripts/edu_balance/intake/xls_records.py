"""Checks an old workbook (.xls) record by record before a library reads it, which sets aside what the records claim.

The layout is Microsoft's [MS-XLS]. Only places, lengths and kinds of cells are looked at, never what they say.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from edu_balance.intake.compound_file import STREAM, CompoundFile, written
from edu_balance.intake.unreadable import broken, has_links, has_macros, locked, too_large
from edu_balance.intake.workbook_limits import MAX_SHEETS, Extent

NO_CACHED_VALUE, ERROR_VALUE = "formula", "error"
Faults = dict[str, dict[str, str]]
# Names of storages and streams stand in the file as UTF-16.
MACROS, ENCRYPTED = "_VBA_PROJECT".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
# records
BOF, FILE_PASSWORD, BOUND_SHEET, SHARED_TEXTS, CONTINUE, DIMENSIONS = 0x809, 0x2F, 0x85, 0xFC, 0x3C, 0x200
FORMULA, NUMBER, LABEL, SHARED_LABEL, RK, MULTIPLE_RK, BOOL_OR_ERROR = 0x06, 0x203, 0x204, 0xFD, 0x27E, 0xBD, 0x205
RICH_LABEL, SUPPORTING_BOOK, END = 0xD6, 0x1AE, 0x0A
ONE_CELL = (FORMULA, NUMBER, LABEL, RICH_LABEL, SHARED_LABEL, RK, BOOL_OR_ERROR)
MAX_RECORDS = 1_000_000
MAX_TEXTS = 1_000_000
OLDER = 0x0500  # the version before texts were shared
MACRO_SHEET, VISUAL_BASIC = 1, 6
LAST_ROW, LAST_COLUMN = 65536, 256
WIDE, PHONETIC, RICH = 0x01, 0x04, 0x08


def checked_records(content: bytes) -> tuple[bytes, Faults]:
    """A sound file with the workbook alone, and the cells without a usable value by sheet; or `Unreadable`."""
    try:
        stream = _workbook_stream(content)
        faults = _Records(stream).faults()
    except (struct.error, IndexError, ValueError, KeyError) as error:
        raise broken() from error
    return written("Workbook", stream), faults


def _workbook_stream(content: bytes) -> bytes:
    """The stream of records. What else lies in the file tells of a password and of macros."""
    if MACROS in content:
        raise has_macros()
    if ENCRYPTED in content:
        raise locked()
    files = CompoundFile(content)
    for entry in files.entries:
        if entry.kind == STREAM and entry.name.lower() in ("workbook", "book"):
            return files.read(entry)
    raise broken()


@dataclass
class _Records:
    """The records of the workbook, one after the other."""

    stream: bytes
    lengths: list[int] = field(default_factory=list)
    extent: Extent = field(default_factory=Extent)
    left: int = MAX_RECORDS

    def faults(self) -> Faults:
        found: Faults = {}
        sheets = list(self._sheets())
        if len(sheets) > MAX_SHEETS:
            raise too_large()
        if len({name for _, name in sheets}) < len(sheets):
            raise broken()
        for at, name in sheets:
            found[name] = self._cell_faults(at)
            self.extent.end_sheet()
        return found

    def _from(self, at: int) -> Iterator[tuple[int, bytes]]:
        """Kind and content of the records from a place on."""
        while at + 4 <= len(self.stream):
            kind, length = struct.unpack_from("<HH", self.stream, at)
            self.left -= 1
            if self.left < 0:
                raise too_large()
            yield kind, self.stream[at + 4 : at + 4 + length]
            at += 4 + length

    def _part(self, at: int) -> Iterator[tuple[int, bytes]]:
        """The records of one part of the workbook, those of charts in it among them."""
        depth = 0
        for kind, record in self._from(at):
            if kind == BOF:
                depth += 1
            elif kind == END:
                depth -= 1
                if depth <= 0:
                    return
            else:
                yield kind, record

    def _sheets(self) -> Iterator[tuple[int, str]]:
        """Where each sheet begins, be it a chart, and its name; the texts that cells share are measured on the way."""
        shared: list[bytes] = []
        is_shared, is_older = False, struct.unpack_from("<H", self.stream, 4)[0] <= OLDER
        for kind, record in self._part(0):
            if kind == FILE_PASSWORD:
                raise locked()
            if kind == SUPPORTING_BOOK and len(record) > 4:  # of this workbook itself it has no name
                raise has_links()
            is_shared = kind == SHARED_TEXTS or (kind == CONTINUE and is_shared)
            if is_shared:
                shared.append(record)
            if kind == BOUND_SHEET:
                at, _, sort, length = struct.unpack_from("<IBBB", record)
                if sort in (MACRO_SHEET, VISUAL_BASIC):
                    raise has_macros()
                yield at, _name(record[7:], length, is_older=is_older)
        self.lengths = list(_text_lengths(shared)) if shared else []

    def _cell_faults(self, at: int) -> dict[str, str]:
        faults = {}
        if struct.unpack_from("<H", self.stream, at)[0] != BOF:
            raise broken()
        for kind, record in self._part(at):
            if kind == DIMENSIONS:
                _check_dimensions(record)
            elif kind == MULTIPLE_RK:
                row, first = struct.unpack_from("<HH", record)
                self.extent.add_cell(row + 1, first + max(1, (len(record) - 6) // 6))
            elif kind in ONE_CELL:
                row, column = struct.unpack_from("<HH", record)
                self.extent.add_cell(row + 1, column + 1)
                if fault := self._fault(kind, record):
                    faults[f"{get_column_letter(column + 1)}{row + 1}"] = fault
        return faults

    def _fault(self, kind: int, record: bytes) -> str:
        if kind == SHARED_LABEL:
            at = struct.unpack_from("<I", record, 6)[0]
            self.extent.add_text(self.lengths[at])
        if kind == BOOL_OR_ERROR and record[7]:
            return ERROR_VALUE
        if kind == FORMULA and record[12:14] == b"\xff\xff":
            return {2: ERROR_VALUE, 3: NO_CACHED_VALUE}.get(record[6], "")
        return ""


def _check_dimensions(record: bytes) -> None:
    """The reader sets aside the rows and columns a sheet announces, from the first to the one after the last."""
    layout = next((layout for layout in ("<HHHHH", "<IIHHH") if struct.calcsize(layout) == len(record)), None)
    if layout is None:
        raise broken()
    first_row, rows, first_column, columns, _ = struct.unpack(layout, record)
    if not (first_row <= rows <= LAST_ROW and first_column <= columns <= LAST_COLUMN):
        raise broken()


def _name(text: bytes, length: int, *, is_older: bool) -> str:
    if is_older:
        return text[:length].decode("gb18030", "replace")
    return text[1:].decode("utf-16-le" if text[0] & WIDE else "latin-1", "replace")[:length]


def _text_lengths(records: list[bytes]) -> Iterator[int]:
    """How long each text is that cells share: the list of them runs over as many records as it needs."""
    texts = _Runs(records)
    shown, count = struct.unpack("<II", texts.take(8))
    if max(shown, count) > MAX_TEXTS:
        raise too_large()
    for _ in range(count):
        length, flags = struct.unpack("<HB", texts.take(3))
        runs = struct.unpack("<H", texts.take(2))[0] if flags & RICH else 0
        phonetic = struct.unpack("<I", texts.take(4))[0] if flags & PHONETIC else 0
        texts.skip_text(length, flags & WIDE)
        texts.skip(4 * runs + phonetic)
        yield length


class _Runs:
    """Bytes that go on in the next record. A text that does begins there with a byte that says how wide it is."""

    def __init__(self, records: list[bytes]) -> None:
        self.records, self.number, self.at = records, 0, 0

    @property
    def left(self) -> int:
        return len(self.records[self.number]) - self.at

    def _go_on(self) -> None:
        self.number, self.at = self.number + 1, 0

    def take(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            if not self.left:
                self._go_on()
            piece = self.records[self.number][self.at : self.at + count - len(taken)]
            self.at += len(piece)
            taken += piece
        return taken

    def skip(self, count: int) -> None:
        while count:
            if not self.left:
                self._go_on()
            step = min(count, self.left)
            self.at, count = self.at + step, count - step

    def skip_text(self, characters: int, is_wide: int) -> None:
        while characters:
            if not self.left:
                self._go_on()
                is_wide = self.take(1)[0] & WIDE
            width = 2 if is_wide else 1
            step = min(characters, self.left // width)
            if not step:
                raise broken()
            self.at, characters = self.at + step * width, characters - step
