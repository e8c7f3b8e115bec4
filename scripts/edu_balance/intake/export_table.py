"""The table of a county-wide export as it stands in a sheet: a header of several rows, labels over every column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from edu_balance.intake.cells import seen_text
from edu_balance.intake.fields import normalised
from edu_balance.intake.layout import HEADER_WITHIN
from edu_balance.intake.workbook_file import Sheet

# What every such table has in one row of its header, and what no other table has below or beside it.
NAME = "学校名称"
IDS = ("学校标识码", "学校(机构)标识码", "学校代码")
GROUPS = ("在校生数", "班数", "专任教师", "教学及辅助用房", "运动场地面积", "教学仪器设备资产值", "网络多媒体教室")
STAGE_COLUMN = "学段"
# Labels stand on at most so many rows.
HEADER_ROWS = 5
# No row is numbered with more digits.
SHORT = 7
# Units as they are printed; what they stand for where it is written in several ways.
UNITS = {
    **{unit: unit for unit in ("个", "班", "间", "台", "套", "册", "元", "千元", "万元", "亿元", "亩", "公顷")},
    **dict.fromkeys(("人", "名"), "人"),
    **dict.fromkeys(("平方米", "m2", "平米"), "平方米"),
}
OF_WHICH = re.compile(r"^其中[::]?(?=.)")
IN_BRACKETS = re.compile(r"[(\[](?:(?:计量)?单位[::])?([^()\[\]]+)[)\]]$")
TITLE_UNITS = re.compile(r"单位[::]([^\s()]+)")


@dataclass(frozen=True)
class Column:
    """A column of the table: the labels above it from top to bottom, and the unit one of them names."""

    number: int
    labels: tuple[str, ...]
    unit: str


@dataclass(frozen=True)
class Table:
    """Where the header stands and what it says. `title`: whatever stands above it."""

    sheet: Sheet
    top: int
    first_row: int  # the row below the header
    columns: tuple[Column, ...]
    title: str

    @property
    def title_units(self) -> frozenset[str]:
        """The units the title names: often several, for persons, areas and money."""
        found = (word for listed in TITLE_UNITS.findall(self.title) for word in re.split("[、,/;和及]", listed))
        return frozenset(UNITS[word] for word in found if word in UNITS)

    def is_header_again(self, row: int) -> bool:
        """Whether the whole header stands here once more, as on every printed page."""
        return all(_labels(self.sheet, row + n) == _labels(self.sheet, self.top + n) for n in range(self.height))

    @property
    def height(self) -> int:
        return self.first_row - self.top


def find_table(sheet: Sheet) -> Table | None:
    """The table of a sheet, if it is one of schools with the groups of columns of an export."""
    for number in range(1, min(HEADER_WITHIN, len(sheet.rows)) + 1):
        labels = _labels(sheet, number)
        if NAME not in labels or not any(name in labels for name in IDS) or STAGE_COLUMN in labels:
            continue
        top = number - 1 if number > 1 and _is_of_groups(_labels(sheet, number - 1)) else number
        first_row = _first_row(sheet, number, labels)
        columns = _columns(sheet, range(top, first_row))
        if not any(label in GROUPS for column in columns for label in column.labels):
            continue
        title = " ".join(normalised(seen_text(cell)) for row in sheet.rows[: top - 1] for cell in row)
        return Table(sheet, top, first_row, columns, title)
    return None


def _labels(sheet: Sheet, row: int) -> list[str]:
    return [normalised(seen_text(cell)) for cell in sheet.rows[row - 1]] if row <= len(sheet.rows) else []


def _is_of_groups(labels: list[str]) -> bool:
    return sum(split_unit(label)[0] in GROUPS for label in set(labels)) > 1


def _first_row(sheet: Sheet, named: int, labels: list[str]) -> int:
    """The first row below the header: the columns of name and id go on saying nothing, or the same, until it."""
    own = [labels.index(NAME), next(labels.index(name) for name in IDS if name in labels)]
    for row in range(named + 1, min(named + HEADER_ROWS, len(sheet.rows)) + 1):
        below = _labels(sheet, row)
        said = {column: below[column] for column in own if column < len(below) and below[column]}
        if any(text != labels[column] for column, text in said.items()):
            return row
    return min(named + HEADER_ROWS, len(sheet.rows) + 1)


def _columns(sheet: Sheet, rows: range) -> tuple[Column, ...]:
    """The labels of each column. A merged cell has its text in its first cell, so a label goes on to the right."""
    width = max((len(sheet.rows[row - 1]) for row in rows), default=0)
    own = [[*_labels(sheet, row), *[""] * width][:width] for row in rows]
    paths: list[list[str]] = [[] for _ in range(width)]
    for level, labels in enumerate(own):
        above = [tuple(path) for path in paths]
        last = ""
        for column, label in enumerate(labels):
            is_within = column > 0 and above[column] == above[column - 1]
            has_own_below = any(lower[column] for lower in own[level + 1 :])
            last = label or (last if is_within and has_own_below else "")
            paths[column].append(last)
    return tuple(_column(number, path) for number, path in enumerate(paths, 1))


def _column(number: int, path: list[str]) -> Column:
    labels: list[str] = []
    units = []
    for text in filter(None, path):
        label, unit = split_unit(OF_WHICH.sub("", text))
        units.append(unit)
        # a header whose merged cells were split says the same on every row
        if label and labels[-1:] != [label]:
            labels.append(label)
    return Column(number, tuple(labels), next(filter(None, reversed(units)), ""))


def split_unit(label: str) -> tuple[str, str]:
    """A label without the unit in brackets at its end, and that unit."""
    found = IN_BRACKETS.search(label)
    if found and found[1] in UNITS:
        return label[: found.start()], UNITS[found[1]]
    return label, ""


def are_row_numbers(texts: list[str]) -> bool:
    """Whether these are the numbers of rows, in whatever order and with some rows taken out."""
    if not all(text.isdecimal() and len(text) < SHORT for text in texts):
        return False
    numbers = sorted(int(text) for text in texts)
    steps = [after - before for before, after in pairwise(numbers)] or [max(numbers[0], 1)]
    step = min(steps)
    return step > 0 and all(gap % step == 0 for gap in steps) and numbers[-1] - numbers[0] <= 2 * step * len(numbers)
