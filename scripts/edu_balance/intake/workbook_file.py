"""Opens a workbook nobody has vouched for: its kind by its bytes, its size before it is unpacked, then its cells.

Nothing in it is run or followed: macros and links to other files are refused, formulas give the value saved with them.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from edu_balance.intake.unreadable import Unreadable, broken, locked, too_large
from edu_balance.intake.workbook_limits import MAX_COLUMNS, MAX_ROWS
from edu_balance.intake.xls_records import checked_records
from edu_balance.intake.xlsx_parts import ERROR_VALUE, NO_CACHED_VALUE, checked_parts

# What the readers of opened workbooks need to know of how they were opened.
__all__ = [
    "ERROR_VALUE",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "MEGABYTE",
    "NO_CACHED_VALUE",
    "OLE_MARK",
    "ZIP_MARK",
    "Cell",
    "Sheet",
    "Unreadable",
    "address",
    "open_workbook",
]

Cell = str | int | float | bool | date | datetime | time | timedelta

MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 16 * MEGABYTE
ZIP_MARK, OLE_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SUFFIXES = {".xlsx": ZIP_MARK, ".xls": OLE_MARK}
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


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
    content, faults = checked_parts(content) if content.startswith(ZIP_MARK) else checked_records(content)
    try:
        return _sheets(content, faults)
    except PasswordError as error:
        raise locked() from error
    except CalamineError as error:
        raise broken(str(error)) from error
    except BaseException as error:
        # how a fault inside the library arrives that it did not foresee; it derives from no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise broken() from error


def _sheets(content: bytes, faults: dict[str, dict[str, str]]) -> dict[str, Sheet]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return {
            sheet.name: Sheet(
                name=sheet.name,
                is_visible=sheet.visible == SheetVisibleEnum.Visible,
                rows=book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False),
                faults=faults.get(sheet.name, {}),
            )
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        }


def _content(path: Path) -> bytes:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise Unreadable(
            path.suffix,
            "只接受 .xlsx 或 .xls 工作簿（含宏的 .xlsm 不接受），请另存后再报",
            "only .xlsx and .xls workbooks are taken, none with macros (.xlsm): save it as one of these",
        )
    if path.stat().st_size > MAX_FILE_BYTES:
        raise too_large()
    content = path.read_bytes()
    if not content:
        raise Unreadable("", "文件是空的，请重新保存并发送", "the file is empty: save and send it again")
    if not content.startswith(SUFFIXES[suffix]):
        # a workbook with a password is packed in a file of the old kind
        if suffix == ".xlsx" and content.startswith(OLE_MARK) and ENCRYPTED in content:
            raise locked()
        raise Unreadable(
            "",
            f"内容与扩展名 {suffix} 不符：请用 Excel/WPS 打开后另存，不要改扩展名",
            f"the content is not what {suffix} says: open and save it with Excel or WPS, do not rename it",
        )
    return content
