"""Finds the rows of a survey form that is not ours: which row says what, in which unit, and what is said about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from edu_balance.intake.cells import Reading, read_at, seen_text
from edu_balance.intake.delivery import Place
from edu_balance.intake.fields import Choice, normalised
from edu_balance.intake.labels import Label
from edu_balance.intake.layout import LABEL, UNIT, VALUE, find_header, is_blank
from edu_balance.intake.persons import is_personal, personal_words
from edu_balance.intake.printed_labels import bare, read_label, unit_of
from edu_balance.intake.remarks import Remarks
from edu_balance.intake.workbook_file import Cell, Sheet, address

HEADER = (LABEL, VALUE)
SUM_ROWS = ("合计", "总计", "小计")
# A figure of money or area without its unit may be off by a factor of ten thousand.
NEEDS_UNIT = ("元", "万元", "平方米")


@dataclass(frozen=True)
class Line:
    """One row of the form whose label is known, and the cell of its value."""

    labels: tuple[Label, ...]  # more than one where the form asks once for what we hold apart
    sheet: Sheet
    row: int
    column: int

    @property
    def label(self) -> Label:
        return self.labels[0]

    @property
    def place(self) -> Place:
        return Place(self.sheet.name, address(self.row, self.column))

    @property
    def seen(self) -> str:
        return seen_text(self.sheet.cell(self.row, self.column))

    @property
    def is_filled(self) -> bool:
        """Whether it says more than 0, or than that there is nothing to say."""
        return self.is_answered and self.read("decimal").value != "0"

    @property
    def is_answered(self) -> bool:
        """Whether it says anything, be it 0."""
        reading = self.read("decimal")
        return reading.severity == "stop" or bool(reading.value)

    def read(self, value_type: str, choices: Iterable[Choice] = ()) -> Reading:
        return read_at(self.sheet, self.row, self.column, value_type, choices)


def forms_in(sheets: Mapping[str, Sheet]) -> dict[str, tuple[int, dict[str, int]]]:
    """The sheets that can be seen and hold rows of items, each with where its header stands."""
    found = {name: find_header(sheet, HEADER) for name, sheet in sheets.items() if sheet.is_visible}
    return {name: header for name, header in found.items() if header}


def find_lines(sheets: Mapping[str, Sheet], labels: Iterable[Label], remarks: Remarks) -> list[Line]:
    """Every row whose label is known, in the order of the form. Rows nobody can place are spoken of."""
    finder = _Finder(labels, remarks)
    forms = forms_in(sheets)
    for name, sheet in sheets.items():
        if name in forms:
            header, columns = forms[name]
            finder.read(sheet, header, columns)
        elif any(not is_blank(cell) for row in sheet.rows for cell in row):
            zh, en = "此工作表没有填报项目或已隐藏，未读取", "a sheet of items that can be seen: not read"
            remarks.add(Place(name), "", zh, en, "notice")
    finder.say_what_was_dropped()
    return finder.lines


class _Finder:
    """Goes through the rows of one file."""

    def __init__(self, labels: Iterable[Label], remarks: Remarks) -> None:
        self.known: dict[str, tuple[Label, ...]] = {}
        for label in labels:
            self.known[bare(label.row)] = (*self.known.get(bare(label.row), ()), label)
        self.remarks = remarks
        self.lines: list[Line] = []
        self.found: dict[str, Place] = {}
        self.personal: dict[str, None] = {}

    def read(self, sheet: Sheet, header: int, columns: Mapping[str, int]) -> None:
        """One sheet, from below its header."""
        for cell in sheet.rows[header - 1]:
            self._is_about_persons([cell])
        unit_column = next(
            (at for at, cell in enumerate(sheet.rows[header - 1], 1) if normalised(seen_text(cell)) == UNIT), None
        )
        for row in range(header + 1, len(sheet.rows) + 1):
            label, value = (sheet.cell(row, columns[name]) for name in HEADER)
            text = seen_text(label)
            place = Place(sheet.name, address(row, columns[LABEL]))
            if is_blank(label):
                self._read_nameless(sheet, row, columns[VALUE])
            elif (normalised(text), normalised(seen_text(value))) == HEADER:
                continue  # printed again at the top of a page
            elif normalised(text) in SUM_ROWS:
                self.remarks.add(place, text, "合计行，未读取", "a sum row: not read", "notice")
            elif printed := read_label(text, self.known):
                line = Line(self.known[printed.name], sheet, row, columns[VALUE])
                if self._is_first(printed.name, text, place):
                    self._check_unit(line, printed.unit, place, row, unit_column)
                    self.lines.append(line)
            elif not self._is_about_persons([label]):
                self._refuse_unknown(text, place, is_empty=not _holds(sheet, row, columns[VALUE]))

    def say_what_was_dropped(self) -> None:
        """Only the words that ask: what stands beside them, or behind them in the same cell, is shown to nobody."""
        if self.personal:
            zh, en = "个人信息，未读取：本软件不收", "about persons: not read, and not wanted"
            self.remarks.add(Place(), "、".join(self.personal), zh, en, "notice")

    def _is_about_persons(self, cells: Iterable[Cell]) -> bool:
        asked = [text for text in map(seen_text, cells) if is_personal(text)]
        self.personal |= dict.fromkeys(map(personal_words, asked))
        return bool(asked)

    def _read_nameless(self, sheet: Sheet, row: int, column: int) -> None:
        """A blank row, a row of remarks, the line below a form that its writer signs; a value here is lost."""
        is_signed = self._is_about_persons(sheet.rows[row - 1])
        if _holds(sheet, row, column) and not is_signed:
            seen = seen_text(sheet.cell(row, column))
            place = Place(sheet.name, address(row, column))
            self.remarks.add(place, seen, "此行没有填报项目", "an item beside the value")

    def _is_first(self, name: str, text: str, place: Place) -> bool:
        if name not in self.found:
            self.found[name] = place
            return True
        there = self.found[name]
        zh, en = f"填报项目重复，已在 {there}：一份表只报一所学校", f"each item once, of one school: see {there}"
        self.remarks.add(place, text, zh, en)
        return False

    def _check_unit(self, line: Line, in_label: str, place: Place, row: int, column: int | None) -> None:
        """The unit of the label and that of its column, where there are such, must be the one the item has."""
        in_column = seen_text(line.sheet.cell(row, column)) if column else ""
        expected = line.label.unit
        said = [(place, in_label)] if in_label else []
        if column and in_column.strip() and bare(in_column) != "-":
            said.append((Place(line.sheet.name, address(row, column)), unit_of(in_column)))
        for where, unit in said:
            if expected and unit != expected:
                zh = f"单位应为“{expected}”：请按此单位填数，不要改单位"
                self.remarks.add(where, unit, zh, f"the unit {expected}: give the figure in it and leave the unit")
                return
        if not said and expected in NEEDS_UNIT and line.is_filled:
            zh, en = f"没有写单位，按“{expected}”读取，请核对", f"no unit is given; read as {expected}"
            self.remarks.add(line.place, line.seen, zh, en, "ask")

    def _refuse_unknown(self, text: str, place: Place, *, is_empty: bool) -> None:
        """A label nobody knows stops the file, unless it is a heading or asks for what was not answered."""
        close = difflib.get_close_matches(bare(text), self.known, n=1)
        nearest = self.known[close[0]][0].row if close else ""
        like_zh, like_en = (f"，最接近的是“{nearest}”", f"; nearest: {nearest}") if close else ("", "")
        if is_empty:
            zh, en = f"不认识的填报项目，没有填数，未读取{like_zh}", f"an item that is known: not read{like_en}"
            self.remarks.add(place, text, zh, en, "notice")
        else:
            self.remarks.add(place, text, f"不认识的填报项目{like_zh}", f"an item that is known{like_en}")


def _holds(sheet: Sheet, row: int, column: int) -> bool:
    """Whether there is anything in a cell, be it a formula without a value."""
    return not is_blank(sheet.cell(row, column)) or address(row, column) in sheet.faults
