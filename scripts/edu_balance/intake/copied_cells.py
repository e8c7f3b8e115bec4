"""The cells of a file as a plain workbook, where the file itself cannot be marked: an old workbook, or a text file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from edu_balance.intake.cells import seen_text
from edu_balance.intake.layout import is_blank
from edu_balance.intake.safe_cells import width_of, write
from edu_balance.intake.table_sheets import fit_page
from edu_balance.intake.workbook_file import Cell, Sheet

# Beyond this the problems are only listed: a copy would take memory and minutes, and nobody mends such a file by hand.
MAX_CELLS = 200_000
TITLE_LENGTH = 31
NO_TITLE = re.compile(r"[\\*?:/\[\]]")
WIDEST, NARROWEST = 44, 8  # characters


class TooMany(Exception):
    """The file has more cells than a copy of it may have."""


def copy_of_sheets(sheets: Mapping[str, Sheet]) -> tuple[Workbook, dict[str, Worksheet]]:
    """Every sheet with its values, hidden ones hidden; the sheets by the names they had."""
    _bound(cell for sheet in sheets.values() for row in sheet.rows for cell in row)
    book = Workbook()
    book.remove(book.worksheets[0])
    copies: dict[str, Worksheet] = {}
    for name, sheet in sheets.items():
        copies[name] = book.create_sheet(NO_TITLE.sub("_", name)[:TITLE_LENGTH])
        copies[name].sheet_state = "visible" if sheet.is_visible else "veryHidden"
        _copy_rows(copies[name], sheet.rows)
    return book, copies


def copy_of_text(name: str, rows: Sequence[Sequence[str]]) -> tuple[Workbook, Worksheet]:
    """One sheet with the fields of each record in a row, all of them text."""
    _bound(cell for row in rows for cell in row)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = NO_TITLE.sub("_", name)[:TITLE_LENGTH] or "CSV"
    _copy_rows(sheet, rows)
    sheet.freeze_panes = "A2"
    return book, sheet


def _bound(cells: Iterable[Cell]) -> None:
    if sum(not is_blank(cell) for cell in cells) > MAX_CELLS:
        raise TooMany


def _copy_rows(sheet: Worksheet, rows: Sequence[Sequence[Cell]]) -> None:
    widths: dict[int, int] = {}
    for number, row in enumerate(rows, 1):
        filled = [(column, value) for column, value in enumerate(row, 1) if not is_blank(value)]
        for column, value in filled:
            write(sheet.cell(number, column), value)
            if len(filled) > 1:  # a title may run over the columns beside it
                widths[column] = max(widths.get(column, NARROWEST), width_of(seen_text(value)[:WIDEST]) + 2)
    fit_page(sheet)
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(width, WIDEST)
