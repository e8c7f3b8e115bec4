"""Checks an .xlsx part by part before a library reads it, and hands on an archive of just the parts it checked.

The library follows its own reading of the archive; with a new one of plain parts there is no other to follow.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.parsers import expat

from openpyxl.utils import column_index_from_string, get_column_letter

from edu_balance.intake.unreadable import broken, has_links, has_macros, locked, too_large
from edu_balance.intake.workbook_limits import MAX_SHEETS, Extent

MEGABYTE = 1024 * 1024
MAX_UNPACKED_BYTES = 64 * MEGABYTE
MAX_PARTS = 512
MAX_ELEMENTS = 2_000_000
MAX_DEPTH = 64
CHUNK = 64 * 1024
CONTENT_TYPES, ROOT_RELATIONS = "[Content_Types].xml", "_rels/.rels"
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STRINGS, STYLES = "xl/sharedstrings.xml", "xl/styles.xml"
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
REFERENCE = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
NO_CACHED_VALUE, ERROR_VALUE = "formula", "error"
# of a value only whether there is one, and the number of a shared text
ENOUGH = 16
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError)
DAMAGED += (KeyError, ValueError, OSError, EOFError, NotImplementedError)
Faults = dict[str, dict[str, str]]
Attributes = dict[str, str]


def checked_parts(content: bytes) -> tuple[bytes, Faults]:
    """A sound archive with the parts that matter, and the cells without a usable value by sheet; or `Unreadable`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _checked(archive)
    except DAMAGED as error:
        raise broken() from error
    except RuntimeError as error:  # how zipfile says that a part has a password
        raise locked() from error


def _checked(archive: zipfile.ZipFile) -> tuple[bytes, Faults]:
    _check_listing(archive.infolist())
    parts = {info.filename: info for info in archive.infolist()}
    kept = {name: _read(archive, parts[name]) for name in (CONTENT_TYPES, WORKBOOK, RELATIONS)}
    if b"macroEnabled" in kept[CONTENT_TYPES]:
        raise has_macros()
    budget = _Budget()
    sheets = dict(_sheets(kept, budget))
    for name, info in parts.items():
        if name == ROOT_RELATIONS or name.lower() in (STRINGS, STYLES) or name in sheets.values():
            kept[name] = _read(archive, info)
    lengths: list[int] = []
    for name, xml in kept.items():
        if name.lower() == STRINGS:
            lengths = _text_lengths(xml, budget)
        elif name not in (WORKBOOK, RELATIONS, *sheets.values()):
            _parse(xml, budget)
    extent = Extent()
    faults = {name: _cell_faults(kept[part], lengths, extent, budget) for name, part in sheets.items() if part in kept}
    return _archive(kept), faults


def _check_listing(parts: list[zipfile.ZipInfo]) -> None:
    """What the names and sizes of the parts say, before any is unpacked."""
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise too_large()
    names = [part.filename.lower() for part in parts]
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise has_macros()
    if any(name.startswith("xl/externallinks/") for name in names):
        raise has_links()
    if len(set(names)) < len(names):
        raise broken()


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """One part; never more than it says it holds, whatever is packed in it."""
    if part.compress_type not in METHODS:
        raise broken(part.filename)
    # asked for all it has, the library would unpack the whole before it cuts it to the size that was stated
    with archive.open(part) as stream:
        return stream.read(part.file_size + 1)


def _archive(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


class _Budget:
    """How many elements the parts of one file may still have."""

    left = MAX_ELEMENTS


def _parse(
    xml: bytes,
    budget: _Budget,
    start: Callable[[str, Attributes], None] = lambda _, __: None,
    end: Callable[[str], None] = lambda _: None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Go through a part, its elements by their names without prefix. It may not declare anything: no entity, no DTD."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def on_start(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        budget.left -= 1
        if budget.left < 0 or depth > MAX_DEPTH:
            raise too_large()
        start(name.rpartition(":")[2], attributes)

    def on_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name.rpartition(":")[2])

    def on_declaration(*_: object) -> None:
        raise broken("DOCTYPE")

    parser.StartElementHandler, parser.EndElementHandler = on_start, on_end
    parser.StartDoctypeDeclHandler = on_declaration
    if text:
        parser.CharacterDataHandler = text
    for at in range(0, len(xml), CHUNK):
        parser.Parse(xml[at : at + CHUNK], False)
    parser.Parse(b"", True)


def _local(attributes: Attributes) -> Attributes:
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}


def _sheets(kept: dict[str, bytes], budget: _Budget) -> Iterator[tuple[str, str]]:
    """Name of each sheet and of the part of the archive that holds it."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def on_relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    def on_sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            sheets.append((attributes["name"], _local(attributes)["id"]))

    _parse(kept[RELATIONS], budget, on_relation)
    _parse(kept[WORKBOOK], budget, on_sheet)
    if len(sheets) > MAX_SHEETS:
        raise too_large()
    if not sheets or len({name for name, _ in sheets}) < len(sheets):
        raise broken()
    for name, relation in sheets:
        target = targets[relation]
        yield name, posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")


def _text_lengths(xml: bytes, budget: _Budget) -> list[int]:
    """How long each text is that cells share."""
    lengths: list[int] = []

    def on_start(name: str, attributes: Attributes) -> None:
        if name == "si":
            lengths.append(0)
        elif name == "sst" and any(int(attributes.get(count, 0)) > MAX_ELEMENTS for count in ("count", "uniqueCount")):
            raise too_large()  # the reader sets aside what is announced

    def on_text(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    _parse(xml, budget, on_start, text=on_text)
    return lengths


def _cell_faults(xml: bytes, lengths: list[int], extent: Extent, budget: _Budget) -> dict[str, str]:
    """The cells of a sheet whose value cannot be told, after its cells are counted."""
    scan = _Scan(lengths, extent)
    _parse(xml, budget, scan.start, scan.end, scan.text)
    extent.end_sheet()
    return scan.faults


class _Scan:
    """Where the cells of a sheet stand. Cells and rows may leave their place out: it is the next one then."""

    def __init__(self, lengths: list[int], extent: Extent) -> None:
        self.lengths, self.extent = lengths, extent
        self.faults: dict[str, str] = {}
        self.row = self.column = 0
        self.kind = self.value = ""
        self.inside: set[str] = set()
        self.element = ""

    def start(self, name: str, attributes: Attributes) -> None:
        self.element = name
        if name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif name == "c":
            self.kind, self.value, self.inside = attributes.get("t", ""), "", set()
            self._move_to(attributes.get("r"))
        elif name in ("v", "f", "is"):
            self.inside.add(name)

    def text(self, text: str) -> None:
        if self.element == "v":
            self.value = (self.value + text)[:ENOUGH]

    def end(self, name: str) -> None:
        self.element = ""
        if name != "c" or not self.inside:
            return
        self.extent.add_cell(self.row, self.column)
        if self.kind == "s" and self.value.strip().isdecimal() and int(self.value) < len(self.lengths):
            self.extent.add_text(self.lengths[int(self.value)])
        if self.kind == "e":
            self.faults[f"{get_column_letter(self.column)}{self.row}"] = ERROR_VALUE
        # a formula may well give the empty text, and then says so
        elif "f" in self.inside and not self.value and "is" not in self.inside and self.kind != "str":
            self.faults[f"{get_column_letter(self.column)}{self.row}"] = NO_CACHED_VALUE

    def _move_to(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
            return
        found = REFERENCE.fullmatch(reference)
        if not found:
            raise broken(reference)
        self.row, self.column = int(found[2]), column_index_from_string(found[1])
