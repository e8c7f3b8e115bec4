"""Tables of our own on a sheet: a header that stays, text that wraps, pages of A4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from edu_balance.intake.safe_cells import width_of, write

HEAD = PatternFill("solid", fgColor="D9E5F2")
THIN = Border(*(Side(style="thin", color="BFBFBF"),) * 4)
WRAPPED = Alignment(vertical="top", wrap_text=True)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
A4 = 9
MARGIN = 0.4  # inches
LINE = 15.0  # points
MOST_LINES = 20  # a spreadsheet shows no row higher than 409 points


def bold(size: int = 11, color: str | None = None) -> Font:
    return Font(name="Calibri", bold=True, size=size, color=color)


def write_table(
    sheet: Worksheet, header: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[float], at: int = 1
) -> int:
    """A header, if any, and rows below it, each high enough for its text; the first row after the table."""
    for column, label in enumerate(header, 1):
        cell = write(sheet.cell(at, column), label)
        cell.font, cell.fill, cell.border, cell.alignment = bold(), HEAD, THIN, CENTRED
    row = at if header else at - 1
    if header:
        _set_height(sheet, at, header, widths)
    for values in rows:
        row += 1
        for column, value in enumerate(values, 1):
            cell = write(sheet.cell(row, column), value)
            cell.border, cell.alignment = THIN, WRAPPED
        _set_height(sheet, row, values, widths)
    return row + 1


def _set_height(sheet: Worksheet, row: int, values: Sequence[object], widths: Sequence[float]) -> None:
    """Not every office program fits rows to wrapped text when it opens a file."""
    lines = (
        sum(max(1, ceil(width_of(line) / (width - 1))) for line in str(value).splitlines())
        for value, width in zip(values, widths, strict=False)
    )
    sheet.row_dimensions[row].height = LINE * min(MOST_LINES, max((1, *lines)))


def hold_header(sheet: Worksheet, row: int, columns: int) -> None:
    """Keep the header of the sheet's one table in sight and on every printed page; let its rows be filtered."""
    sheet.freeze_panes = f"A{row + 1}"
    sheet.print_title_rows = f"{row}:{row}"
    sheet.auto_filter.ref = f"A{row}:{get_column_letter(columns)}{sheet.max_row}"


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def fit_page(sheet: Worksheet) -> None:
    """A4 landscape, as wide as the page, with page numbers."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight = A4, "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins = PageMargins(left=MARGIN, right=MARGIN, top=MARGIN, bottom=2 * MARGIN)
    sheet.oddFooter.center.text = "&A　&P / &N"
