"""Opens a workbook nobody has vouched for: its kind by its bytes, its size before it is unpacked, then its cells.

Nothing in it is run or followed: macros and links to other files are refused, formulas give the value saved with them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.etree import ElementTree

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string as column_index
from openpyxl.utils.cell import coordinate_from_string
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

Cell = str | int | float | bool | date | datetime | time | timedelta

# A survey workbook has a few hundred rows and a few kilobytes; these leave room for what an office program adds.
MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 16 * MEGABYTE
MAX_UNPACKED_BYTES = 64 * MEGABYTE
MAX_PARTS = 512
MAX_ROWS = 4096
MAX_COLUMNS = 256
ZIP_MARK, OLE_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SUFFIXES = {".xlsx": ZIP_MARK, ".xls": OLE_MARK}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
NO_CACHED_VALUE, ERROR_VALUE = "formula", "error"


class Unreadable(Exception):
    """The file as a whole cannot be taken: why, in both languages."""

    def __init__(self, seen: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.seen, self.zh, self.en = seen, zh, en


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet from A1 on, blank ones as ''; row and column count from 1."""

    name: str
    is_visible: bool
    rows: list[list[Cell]]
    # cells whose value cannot be told: a formula saved without one, or an error
    faults: dict[str, str]

    def cell(self, row: int, column: int) -> Cell:
        cells = self.rows[row - 1]
        return cells[column - 1] if column <= len(cells) else ""


def address(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def open_workbook(path: Path) -> dict[str, Sheet]:
    """Every worksheet by name, or `Unreadable`."""
    content = _content(path)
    faults = _checked_parts(content) if content.startswith(ZIP_MARK) else {}
    if content.startswith(OLE_MARK):
        _check_streams(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            visible = {sheet.name: sheet.visible == SheetVisibleEnum.Visible for sheet in book.sheets_metadata}
            return {
                name: Sheet(name, visible[name], _cells(book, name), faults.get(name, {})) for name in book.sheet_names
            }
    except PasswordError as error:
        raise _locked() from error
    except CalamineError as error:
        raise _broken(str(error)) from error


def _content(path: Path) -> bytes:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise Unreadable(
            path.suffix,
            "只接受 .xlsx 或 .xls 工作簿（含宏的 .xlsm 不接受），请另存后再报",
            "only .xlsx and .xls workbooks are taken, none with macros (.xlsm): save it as one of these",
        )
    if path.stat().st_size > MAX_FILE_BYTES:
        raise _too_large()
    content = path.read_bytes()
    if not content:
        raise Unreadable("", "文件是空的，请重新保存并发送", "the file is empty: save and send it again")
    if not content.startswith(SUFFIXES[suffix]):
        if suffix == ".xlsx" and content.startswith(OLE_MARK):
            raise _locked()
        raise Unreadable(
            "",
            f"内容与扩展名 {suffix} 不符：请用 Excel/WPS 打开后另存，不要改扩展名",
            f"the content is not what {suffix} says: open and save it with Excel or WPS, do not rename it",
        )
    return content


def _check_streams(content: bytes) -> None:
    """Names of the storages of an old workbook stand in it as UTF-16."""
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise _has_macros()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise _locked()


def _checked_parts(content: bytes) -> dict[str, dict[str, str]]:
    """Refuse what is too large, has macros or links; the cells without a usable value, by sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise _too_large()
            if damaged := archive.testzip():
                raise _broken(damaged)
            names = {part.filename for part in parts}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise _has_macros()
            if any(name.startswith("xl/externalLinks/") for name in names):
                raise Unreadable(
                    "",
                    "含有指向其他文件的链接：请断开链接（数据－编辑链接）后再报",
                    "it links to other files: break the links (Data, Edit links) and send it again",
                )
            return {name: _cell_faults(archive.read(part)) for name, part in _sheet_parts(archive) if part in names}
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError, OSError, NotImplementedError) as error:
        raise _broken(str(error)) from error
    except RuntimeError as error:  # how zipfile says that a part has a password
        raise _locked() from error


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name of each sheet and of the part of the archive that holds it."""
    related = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.attrib["Id"]: relation.attrib["Target"] for relation in related}
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
        target = targets[sheet.attrib[LINKED]]
        yield sheet.attrib["name"], target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _cell_faults(xml: bytes) -> dict[str, str]:
    """The cells whose value cannot be told. A filled cell far away would make the reader allocate all before it."""
    faults = {}
    for _, element in ElementTree.iterparse(io.BytesIO(xml)):
        if element.tag == f"{MAIN}row":
            element.clear()
        if element.tag != f"{MAIN}c":
            continue
        kind, formula = element.get("t"), element.find(f"{MAIN}f")
        value = element.findtext(f"{MAIN}v") or ("inline" if element.find(f"{MAIN}is") is not None else "")
        if value or formula is not None:
            column, row = coordinate_from_string(element.attrib["r"])
            if row > MAX_ROWS or column_index(column) > MAX_COLUMNS:
                raise _too_large(element.attrib["r"])
        if kind == "e":
            faults[element.attrib["r"]] = ERROR_VALUE
        # a formula may well give the empty text, and then says so
        elif formula is not None and not value and kind != "str":
            faults[element.attrib["r"]] = NO_CACHED_VALUE
    return faults


def _cells(book: CalamineWorkbook, name: str) -> list[list[Cell]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
        raise _too_large(name)
    return sheet.to_python(skip_empty_area=False)


def _too_large(seen: str = "") -> Unreadable:
    return Unreadable(
        seen,
        "文件过大或有内容远在表格之外：请只保留填报内容，另存后再报",
        "the file is too large, or has content far outside its tables: keep the form only and save it again",
    )


def _locked() -> Unreadable:
    return Unreadable("", "文件有密码：请取消密码后再报", "the file has a password: remove it and send it again")


def _has_macros() -> Unreadable:
    return Unreadable(
        "", "文件含宏：请另存为不含宏的 .xlsx 后再报", "the file has macros: save it as .xlsx without them"
    )


def _broken(seen: str) -> Unreadable:
    return Unreadable(
        seen,
        "文件已损坏或不是工作簿：请用 Excel/WPS 打开后另存，再发送",
        "the file is damaged or no workbook: open it with Excel or WPS, save it and send it again",
    )
