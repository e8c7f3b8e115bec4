"""A copy of a file for the clerk who sent it: what must be mended is coloured, said in a note, and listed in front.

The copy of a workbook stays the form it was, so that it can be mended and sent back. Its formulas stay formulas: a
total must follow the figure that is mended.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.utils.cell import column_index_from_string as column_index
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from edu_balance.intake.copied_cells import TooMany, copy_of_sheets, copy_of_text
from edu_balance.intake.delivery import Delivery, Place, Remark
from edu_balance.intake.layout import KEY_SHEET, MEND_SHEET
from edu_balance.intake.overview import SEVERITIES, shown_cell
from edu_balance.intake.reading import TEXT_SUFFIXES
from edu_balance.intake.safe_cells import printable, width_of, write
from edu_balance.intake.table_sheets import bold, fit_page, hold_header, set_widths, write_table
from edu_balance.intake.template_sheets import TO_FILL
from edu_balance.intake.text_file import open_text
from edu_balance.intake.timeless import WRITER, timeless_bytes
from edu_balance.intake.workbook_file import MAX_ROWS, Unreadable, open_workbook

HEADER = ("序号", "工作表", "单元格", "看到的内容", "应为", "English", "严重程度")
WIDTHS = (6, 12, 11, 26, 44, 44, 17)
FIRST_ROW = 6
# The reader takes no sheet longer than this; the overview lists every problem.
MAX_LISTED = MAX_ROWS - FIRST_ROW - 1
# An XML larger than this takes openpyxl minutes: such a workbook is copied by its values.
MAX_MARKED_BYTES = 16 * 1024 * 1024
RED, AMBER = PatternFill("solid", fgColor="FF9C94"), PatternFill("solid", fgColor="FFD45C")
FILLS = {"stop": RED, "ask": AMBER}
LINK = Font(name="Calibri", color="0563C1", underline="single")
CELL = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")
# Between a note of ours and one that was there before.
BELOW, NEXT = "\n――――\n", "\n\n"
NOTE_WIDTH, NOTE_LINE, NOTE_LETTERS = 340, 18, 48  # points, points a line, characters a line
MEND_HERE = (
    "红色单元格必须改正，黄色的请核对（确实如此，请告知县教育局）。直接在本文件中改好并保存，将本文件发回；本页不用填。",
    "Red cells must be mended; check the amber ones, and tell the county office if they are right. "
    "Mend this very file, save it and send it back; leave this sheet as it is.",
)
MEND_TEXT = (
    "红色行必须改正，黄色行请核对（确实如此，请告知县教育局）。"
    "请在原 CSV 文件中改正后发回；在本文件中改的，请另存为 CSV。",
    "Red lines must be mended; check the amber ones, and tell the county office if they are right. "
    "Mend the CSV file and send it back; if you mend this copy, save it as CSV.",
)
SEND_AGAIN = (
    "此文件无法复制，故只列出原因。请按下面的说明处理原文件，再发送。",
    "This file could not be copied, so only the reasons are listed. Do what they ask and send the file again.",
)


@dataclass(frozen=True)
class _Marked:
    """A workbook being marked: its sheets by the names remarks use."""

    book: Workbook
    how: tuple[str, str]
    sheets: Mapping[str, Worksheet] = field(default_factory=dict)
    lines: Sequence[int] = ()  # of a text file: the line at which each row of the copy begins
    columns: int = 0  # of a text file
    is_form: bool = False  # the file itself, not a copy of its cells

    def cells(self, place: Place) -> list[Cell]:
        """What to colour, the cell of the note first: a cell, or the row of a line; none where the copy has neither."""
        is_cell = CELL.fullmatch(place.cell or "")
        if place.line is not None and self.lines:
            (sheet,) = self.sheets.values()
            row = max(1, bisect_right(self.lines, place.line))
            noted = column_index(coordinate_from_string(place.cell or "")[0]) if is_cell else 1
            columns = sorted(range(1, self.columns + 1), key=lambda column: column != noted)
            return [sheet.cell(row, column) for column in columns]
        if place.sheet in self.sheets and is_cell:
            return [_anchor(self.sheets[place.sheet], place.cell or "")]
        return []

    def link(self, place: Place) -> str:
        """Where in the copy a remark leads to; empty: nowhere a clerk can see."""
        sheet = self.sheets.get(place.sheet or "")
        if cells := self.cells(place):
            sheet, cell = cells[0].parent, cells[0].coordinate
        else:
            cell = "A1"
        return f"{quote_sheetname(sheet.title)}!{cell}" if sheet and sheet.sheet_state == "visible" else ""


def problems_of(delivery: Delivery) -> list[Remark]:
    """What the clerk has to do something about, the worst first."""
    found = (remark for remark in delivery.remarks if remark.severity in FILLS)
    return sorted(found, key=lambda remark: remark.severity == "ask")


def annotated_copy(delivery: Delivery) -> bytes:
    """The copy as an .xlsx, the same bytes for the same file and remarks."""
    marked = _opened(delivery.path)
    try:
        return _marked_bytes(marked, delivery)
    except Exception:  # whatever of a file of others openpyxl read but cannot write: the values can be copied
        if not marked.is_form:
            raise
        return _marked_bytes(_opened(delivery.path, as_form=False), delivery)


def _marked_bytes(marked: _Marked, delivery: Delivery) -> bytes:
    problems = problems_of(delivery)
    for remark in reversed(problems):  # the worst comes last: it gives the colour and heads the note
        cells = marked.cells(remark.place)
        for cell in cells:
            cell.fill = FILLS[remark.severity]
        for cell in cells[:1]:
            _note(cell, f"{remark.expected_zh}\n{remark.expected_en}")
            _unlock(cell)
    _write_list(marked, delivery.path.name, problems)
    return timeless_bytes(marked.book)


# The file as a workbook to mark


def _opened(path: Path, *, as_form: bool = True) -> _Marked:
    """The form itself where it can be kept, else its cells; an empty workbook where nobody can read the file."""
    try:
        if path.suffix.lower() in TEXT_SUFFIXES:
            rows = open_text(path).rows
            book, sheet = copy_of_text(path.stem, [row.cells for row in rows])
            lines = [row.line for row in rows]
            return _Marked(book, MEND_TEXT, {sheet.title: sheet}, lines, sheet.max_column)
        sheets = open_workbook(path)
        if as_form and (book := _form(path)):
            _unmark(book)
            return _Marked(book, MEND_HERE, {sheet.title: sheet for sheet in book.worksheets}, is_form=True)
        book, by_name = copy_of_sheets({name: sheet for name, sheet in sheets.items() if name != MEND_SHEET})
        return _Marked(book, MEND_HERE, by_name)
    except (Unreadable, TooMany, OSError):
        book = Workbook()
        book.remove(book.worksheets[0])
        return _Marked(book, SEND_AGAIN)


def _form(path: Path) -> Workbook | None:
    """The workbook with its rules and styles; None where it is of the old format or openpyxl cannot keep it."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_MARKED_BYTES:
                return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it cannot keep, such as a picture, nobody here can mend
            return load_workbook(path)
    except Exception:  # whatever it stumbles over in a file of others: the values can still be copied
        return None


def _unmark(book: Workbook) -> None:
    """Take the marks of an earlier copy away, where that is what was sent."""
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if MEND_SHEET not in sheets:
        return
    open_fill = TO_FILL if KEY_SHEET in sheets else PatternFill()
    for row in sheets[MEND_SHEET].iter_rows(FIRST_ROW, MAX_ROWS, 2, 5, values_only=True):
        title, place, _, expected = (str(value) for value in row)
        if title not in sheets or not CELL.fullmatch(place):
            continue
        cell = _anchor(sheets[title], place)
        # by its text: not every office program keeps who wrote a note
        if cell.comment and cell.comment.text.startswith(expected):
            _, _, kept = cell.comment.text.partition(BELOW)
            cell.comment = Comment(kept, "") if kept else None
            cell.fill = copy(open_fill)
    del book[MEND_SHEET]


def _anchor(sheet: Worksheet, place: str) -> Cell:
    """The cell at a place; of merged ones the first, which holds the value."""
    cell = sheet[place]
    if isinstance(cell, MergedCell):
        merged = next(merged for merged in sheet.merged_cells.ranges if place in merged)
        cell = sheet.cell(merged.min_row, merged.min_col)
    return cell


# Marks


def _note(cell: Cell, text: str) -> None:
    """A note above what stands there already, large enough to be read without dragging it."""
    before = cell.comment.text if cell.comment else ""
    is_ours = cell.comment is not None and cell.comment.author == WRITER
    text = f"{printable(text)}{(NEXT if is_ours else BELOW) if before else ''}{before}"
    lines = sum(1 + width_of(line) // NOTE_LETTERS for line in text.splitlines())
    cell.comment = Comment(text, WRITER, height=NOTE_LINE * (lines + 1), width=NOTE_WIDTH)


def _unlock(cell: Cell) -> None:
    """A cell that must be mended can be, on a protected sheet too."""
    protection = copy(cell.protection)
    protection.locked = False
    cell.protection = protection


# The list in front


def _write_list(marked: _Marked, file: str, problems: Sequence[Remark]) -> None:
    sheet = marked.book.create_sheet(MEND_SHEET, 0)
    set_widths(sheet, WIDTHS)
    write(sheet["A1"], f"{MEND_SHEET} / to be mended：{file}").font = bold(14)
    listed = f"共 {len(problems)} 处 / {len(problems)} in all"
    if len(problems) > MAX_LISTED:
        listed += f"；此处列出前 {MAX_LISTED} 处，其余改正后再报 / the first {MAX_LISTED} are listed here"
    for row, text in enumerate((*marked.how, listed), 2):
        write(sheet.cell(row, 1), text)
    shown = problems[:MAX_LISTED]
    write_table(
        sheet, HEADER, (_cells_of(number, remark) for number, remark in enumerate(shown, 1)), WIDTHS, FIRST_ROW - 1
    )
    for row, remark in enumerate(shown, FIRST_ROW):
        sheet.cell(row, len(HEADER)).fill = FILLS[remark.severity]
        if link := marked.link(remark.place):
            cell = sheet.cell(row, 3 if shown_cell(remark.place) else 2)
            cell.hyperlink, cell.font = Hyperlink(ref=cell.coordinate, location=link), LINK
    hold_header(sheet, FIRST_ROW - 1, len(HEADER))
    fit_page(sheet)
    # sheets selected together would all be written to at once
    for other in marked.book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    marked.book.active = 0


def _cells_of(number: int, remark: Remark) -> tuple[object, ...]:
    words, place = SEVERITIES[remark.severity], remark.place
    said = (remark.seen, remark.expected_zh, remark.expected_en, f"{words.zh}\n{words.en}")
    return (number, place.sheet or "", shown_cell(place), *said)
