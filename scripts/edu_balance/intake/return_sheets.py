"""One sheet of the statistics return as a table: its rows and columns by their labels, whatever their order.

Above the table stand a title and a line with the unit, then header rows with merged cells and a row of column letters
(甲, 乙, 1, 2 …); below it lines that somebody signs. Merged cells come as one filled cell and blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from edu_balance.intake.cells import WHOLE_DIGITS, seen_text
from edu_balance.intake.fields import normalised
from edu_balance.intake.layout import HEADER_WITHIN
from edu_balance.intake.workbook_file import Sheet, address

LETTERS = frozenset("甲乙丙丁戊己庚辛壬癸")
LABEL_HEADS = frozenset(("项目", "指标", "指标名称", "项目名称", "名称"))
LINE_HEADS = frozenset(("编号", "代码", "序号", "行号", "指标代码"))
UNIT_HEADS = frozenset(("单位", "计量单位"))
TEXT_HEADS = UNIT_HEADS | LINE_HEADS | {"备注", "说明", "备注说明"}
# What stands before the words of a label: `其中：`, `#`, `一、`, `（二）`, `1.`
_BEFORE = re.compile(r"(?:[#:]|其中|[一二三四五六七八九十]+、|\([一二三四五六七八九十0-9]+\)|[0-9]+[、.](?![0-9]))+")
_UNIT = r"[十百千万亿]*(?:元|平方米|平米|m2|亩|公顷|人|名|个|间|班|册|台|套)"
_UNIT_IN_LABEL = re.compile(rf"\((?:(?:计量)?单位:)?({_UNIT})\)")
_UNIT_OF_SHEET = re.compile(rf"单位:({_UNIT}(?:[、,/;]{_UNIT})*)(?![\u4e00-\u9fff])")
# `单位：人` or `学校名称：…`, but not `其中：女`; the number of the form
_ABOVE_HEADER = re.compile(r"(?<!中):|基[0-9]{3}")
_DASH = re.compile(r"[\u2010-\u2015\u2212\u2500~\u301c至]")
# The exporter's own numbers at the end of rows go up by this.
EXPORTER_STEP = 10
# How like a label must be to one that is missing to be named beside it: 0 to 1.
ALIKE = 0.4


def tidy(text: str) -> str:
    """A label as it is compared: width, spaces, numbering, a unit in brackets and the kind of dash mean nothing."""
    label = _UNIT_IN_LABEL.sub("", _DASH.sub("-", normalised(text)))
    return label[found.end() :].rstrip(":") if (found := _BEFORE.match(label)) else label.rstrip(":")


def units_in(text: str) -> tuple[str, ...]:
    """The units a label names in brackets."""
    return tuple(_UNIT_IN_LABEL.findall(normalised(text)))


@dataclass(frozen=True)
class Line:
    """A row or a column of a table: its number in the sheet, its labels from the outermost in, and the units named."""

    number: int
    path: tuple[str, ...]
    units: tuple[str, ...] = ()
    is_numbered: bool = True  # a row with a line number; signatures below a table have none


@dataclass(frozen=True)
class Found:
    """A cell found by its labels, the unit printed beside it or in its labels, and that of the sheet (empty: none)."""

    sheet: Sheet
    row: Line
    column: Line
    unit: str
    unit_above: str

    @property
    def address(self) -> str:
        return address(self.row.number, self.column.number)


@dataclass(frozen=True)
class NotFound:
    """Why no cell is meant: a label that is not there, with the one most like it, or several cells with the labels."""

    missing: str = ""
    nearest: str = ""
    twice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """The rows and columns of a sheet that hold figures."""

    sheet: Sheet
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    unit: str
    unit_column: int | None

    def find(self, row: str, column: str, stage_label: str = "") -> Found | NotFound:
        """The cell of a row and a column, each by its label; sheets with both exchanged are read as well."""
        upright = self._find((row, self.rows), (column, self.columns), stage_label)
        if isinstance(upright, Found):
            return upright
        turned = self._find((row, self.columns), (column, self.rows), stage_label)
        if isinstance(turned, Found) or (turned.twice and not upright.twice):
            return turned
        return upright

    def labels(self) -> list[str]:
        """The innermost label of every column and of every row with a line number."""
        return [line.path[-1] for line in (*self.columns, *self.rows) if line.path and line.is_numbered]

    def _find(
        self, one: tuple[str, Sequence[Line]], other: tuple[str, Sequence[Line]], stage_label: str
    ) -> Found | NotFound:
        found = [_matching(lines, label, stage_label) for label, lines in (one, other)]
        for (label, lines), lines_found in zip((one, other), found, strict=True):
            if not lines_found:
                return NotFound(label.split("|")[0], _nearest(label, lines))
        if len(found[0]) * len(found[1]) > 1:
            cells = (
                (first, second) if one[1] is self.rows else (second, first) for first in found[0] for second in found[1]
            )
            return NotFound(
                one[0].split("|")[0], twice=tuple(address(row.number, column.number) for row, column in cells)
            )
        row, column = (found[0][0], found[1][0]) if one[1] is self.rows else (found[1][0], found[0][0])
        return Found(self.sheet, row, column, self._unit(row, column), self.unit)

    def _unit(self, row: Line, column: Line) -> str:
        """What is printed nearest to the cell: beside its row, else in its labels."""
        if self.unit_column and (beside := tidy(seen_text(self.sheet.cell(row.number, self.unit_column)))):
            return beside
        return next(iter((*row.units, *column.units)), "")


def alternatives(label: str) -> tuple[tuple[str, ...], ...]:
    """The ways a label may be printed, `>` between an outer label and an inner one. `*`: the only one there is."""
    return tuple(tuple(tidy(part) for part in way.split(">")) for way in label.split("|"))


def table_of(sheet: Sheet) -> Table | None:
    """The table of a sheet, or nothing where no header is found."""
    texts = [[seen_text(cell) for cell in row] for row in sheet.rows]
    width = max(map(len, texts), default=0)
    if not texts or not width:
        return None
    grid = [row + [""] * (width - len(row)) for row in texts]
    head = _head_of(grid)
    if head is None:
        return None
    first, last, letters = head
    named = _header_paths(grid[first : last + 1])
    dropped = _exporter_column(sheet, width)
    labels = _label_columns(grid, first, letters, named)
    if not labels:
        return None
    heads = [{tidy(label) for label in path} for path in named]
    marks = [normalised(text) for text in grid[letters]] if letters is not None else []
    line_column = next((number for number, words in enumerate(heads) if words & LINE_HEADS), None)
    if line_column is None and "乙" in marks:
        line_column = marks.index("乙")
    has_numbers = any(mark.isdecimal() for mark in marks)
    columns = tuple(
        Line(number + 1, _path(path), _units(path))
        for number, path in enumerate(named)
        if number not in (*labels, line_column, dropped)
        and not heads[number] & TEXT_HEADS
        and (marks[number] or not has_numbers if marks else True)
    )
    below = (last if letters is None else letters) + 1
    unit_column = next((number + 1 for number, words in enumerate(heads) if words & UNIT_HEADS), None)
    rows = tuple(_rows(grid, below, labels, line_column, [column.number - 1 for column in columns]))
    return Table(sheet, rows, columns, _unit_of_sheet(grid[:below]), unit_column)


def _matching(lines: Sequence[Line], label: str, stage_label: str) -> list[Line]:
    """The lines with the label, by the first of its alternatives that any line has; the outermost of them."""
    for way in alternatives(label):
        if way == ("*",):
            found = [line for line in lines if line.is_numbered]
            found = found if len(found) == 1 else []
        else:
            found = [line for line in lines if line.path[-len(way) :] == way]
        if found:
            depth = min(len(line.path) for line in found)
            found = [line for line in found if len(line.path) == depth]
            of_stage = [line for line in found if any(stage_label in part for part in line.path)] if stage_label else []
            return of_stage if len(found) > 1 and of_stage else found
    return []


def _nearest(label: str, lines: Sequence[Line]) -> str:
    """The label most like one that was looked for and is not there."""
    there = [line.path[-1] for line in lines if line.path and line.is_numbered]
    wanted = [way[-1] for way in alternatives(label)]
    alike = [(SequenceMatcher(None, one, other).ratio(), other) for one in wanted for other in dict.fromkeys(there)]
    ratio, nearest = max(alike, default=(0, ""))
    return nearest if ratio >= ALIKE else ""


def _head_of(grid: list[list[str]]) -> tuple[int, int, int | None] | None:
    """First and last header row, and the row of column letters, where there is one."""
    for number, row in enumerate(grid[:HEADER_WITHIN]):
        cells = {text for text in map(normalised, row) if text}
        if "甲" in cells and all(text in LETTERS or text.isdecimal() for text in cells):
            first = at = number
            # a row wholly merged with the one above it is blank
            while at and (_is_header_row(grid[at - 1]) or not any(map(normalised, grid[at - 1]))):
                at -= 1
                first = at if _is_header_row(grid[at]) else first
            return (first, number - 1, number) if first < number else None
    for number, row in enumerate(grid[:HEADER_WITHIN]):
        heads = {tidy(text) for text in row}
        if heads & LABEL_HEADS and heads & LINE_HEADS:
            return number, number, None
    return None


def _is_header_row(row: list[str]) -> bool:
    """A title is alone in its row; a line with the unit, the form or the school has a colon or names the form."""
    filled = [normalised(text) for text in row if normalised(text)]
    words = [text for text in filled if not text.isdecimal()]
    return len(words) > 1 and not any(_ABOVE_HEADER.search(_UNIT_IN_LABEL.sub("", text)) for text in words)


def _header_paths(rows: list[list[str]]) -> list[list[str]]:
    """The labels above each column. A blank cell belongs to the filled one left of it below the same outer labels."""
    paths: list[list[str]] = [[] for _ in rows[0]]
    for row in rows:
        carried, outer = "", None
        above = [list(path) for path in paths]
        for number, text in enumerate(row):
            if normalised(text) and not normalised(text).isdecimal():
                carried, outer = text, above[number]
            paths[number].append(carried if outer == above[number] else "")
    return paths


def _path(labels: Iterable[str]) -> tuple[str, ...]:
    """Tidied, without blanks and without a label that repeats the one above it."""
    path: list[str] = []
    for label in map(tidy, labels):
        if label and label != (path[-1] if path else ""):
            path.append(label)
    return tuple(path)


def _units(labels: Sequence[str]) -> tuple[str, ...]:
    return tuple(unit for label in reversed(labels) for unit in units_in(label))


def _label_columns(grid: list[list[str]], first: int, letters: int | None, named: list[list[str]]) -> list[int]:
    """The columns of row labels: that of 甲, or of the word for it, and the blank ones merged with it."""
    words = frozenset("甲") if letters is not None else LABEL_HEADS
    marks = [tidy(text) for text in grid[first if letters is None else letters]]
    start = next((number for number, mark in enumerate(marks) if mark in words), None)
    if start is None:
        return []
    end = start + 1
    while end < len(marks) and not marks[end] and named[end][:1] == named[start][:1]:
        end += 1
    return list(range(start, end))


def _rows(
    grid: list[list[str]], below: int, labels: list[int], line_column: int | None, values: list[int]
) -> Iterator[Line]:
    """The rows with a label. A blank outer label is that of the row above; a heading of its own goes before all."""
    carried = [""] * len(labels)
    heading = ""
    for number in range(below, len(grid)):
        own = [grid[number][column] for column in labels]
        filled = [place for place, text in enumerate(own) if normalised(text)]
        if not filled or {normalised(text) for text in own} & {"甲"}:
            continue
        carried = [
            text if normalised(text) else (carried[place] if place < filled[0] else "")
            for place, text in enumerate(own)
        ]
        line = normalised(grid[number][line_column]) if line_column is not None else ""
        path = _path((heading, *carried))
        if line_column is not None and not line and all(not normalised(grid[number][column]) for column in values):
            heading = own[filled[0]]
            continue
        yield Line(number + 1, path, _units(carried), line.isdecimal() or line_column is None)


def _exporter_column(sheet: Sheet, width: int) -> int | None:
    """The last column, where it holds nothing but the exporter's row numbers."""
    texts = [normalised(seen_text(row[width - 1])) for row in sheet.rows if len(row) == width]
    filled = [text for text in texts if text]
    if len(filled) < 2 or not all(text.isdecimal() and len(text) < WHOLE_DIGITS for text in filled):
        return None
    numbers = [int(text) for text in filled]
    is_counted = all(after - before == EXPORTER_STEP for before, after in pairwise(numbers))
    return width - 1 if is_counted and numbers[0] % EXPORTER_STEP == 0 else None


def _unit_of_sheet(rows: list[list[str]]) -> str:
    """The unit printed above the table; empty where several are, as they then say nothing of one cell."""
    found = {match for row in rows for text in row for match in _UNIT_OF_SHEET.findall(normalised(text))}
    units = {unit for match in found for unit in re.split(r"[、,/;]", match)}
    return units.pop() if len(units) == 1 else ""
