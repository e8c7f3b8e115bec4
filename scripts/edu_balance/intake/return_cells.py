"""The figures of one sheet of the statistics return: each cell as a value, and what was odd about them said once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from edu_balance.intake.cells import DECIMALS, read_at, seen_text
from edu_balance.intake.delivery import Place
from edu_balance.intake.fields import normalised
from edu_balance.intake.remarks import Remarks
from edu_balance.intake.return_sheets import Found
from edu_balance.intake.workbook_file import Sheet, address

NOT_APPLICABLE, ZERO = "*", "0"
# Kinds of cells that are gathered: severity and words. They are many, and each sheet has its own.
_BLANK = (
    "ask",
    "空白，分不清是 0 还是漏填，按缺报处理：是 0 的请填 0",
    "a figure in these blank cells; read as missing: put 0 where it is 0",
)
_MISSING = ("ask", "-1、— 等按缺报处理", "a figure; -1 and — are read as missing")
_NOT_APPLICABLE = ("notice", "* 表示不适用，按缺报处理", "* (not applicable) is read as missing")
_NONE = ("notice", "“无”按 0 计", "'无' (none) is read as 0")
_CLEANED = ("notice", "去掉空格、全角等后按数字读取", "read as numbers, without spaces and full-width digits")
MOST_SHOWN = 12


@dataclass
class SheetCells:
    """Reads cells of a sheet and remembers the odd ones."""

    sheet: Sheet
    remarks: Remarks
    _odd: dict[tuple[str, str, str], dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def value(self, found: Found, value_type: str) -> str:
        """The value of a cell; empty: missing, or refused."""
        reading = read_at(self.sheet, found.row.number, found.column.number, value_type)
        seen = seen_text(self.sheet.cell(found.row.number, found.column.number))
        if reading.severity == "stop":
            self.remarks.add(Place(self.sheet.name, found.address), seen, reading.zh, reading.en)
        elif not reading.value:
            kinds = {"": _BLANK, NOT_APPLICABLE: _NOT_APPLICABLE}
            self._odd[kinds.get(normalised(seen), _MISSING)][found.address] = seen
        elif reading.severity and reading.value == ZERO and normalised(seen) == "无":
            self._odd[_NONE][found.address] = seen
        elif reading.severity and normalised(seen) == reading.value:
            self._odd[_CLEANED][found.address] = seen
        elif reading.severity:
            place = Place(self.sheet.name, found.address)
            self.remarks.add(place, seen, reading.zh, reading.en, reading.severity)
        return f"{Decimal(reading.value):.0f}" if value_type == "count" and reading.value else reading.value

    def say(self) -> None:
        """One remark for each kind of odd cells, naming them."""
        for (severity, zh, en), cells in self._odd.items():
            where = shown_cells(cells)
            place = Place(self.sheet.name, next(iter(cells)))
            self.remarks.add(place, next(iter(cells.values())).strip(), f"{where} {zh}", f"{where}: {en}", severity)


def times(value: str, factor: Decimal) -> str:
    """A value in our unit, to the decimals that survey columns keep."""
    if factor == 1 or not value:
        return value
    number = f"{(Decimal(value) * factor).quantize(DECIMALS, ROUND_HALF_EVEN):f}"
    return number.rstrip("0").rstrip(".")


def shown_cells(addresses: Iterable[str]) -> str:
    """Cells in runs down or across, first to last: D6:D9、F12."""
    cells = {(row, column_index_from_string(column)) for column, row in map(coordinate_from_string, addresses)}
    down, across = _runs(cells, (1, 0)), _runs(cells, (0, 1))
    runs = min((down, across), key=len)
    shown = [":".join(dict.fromkeys(address(*end) for end in run)) for run in runs[:MOST_SHOWN]]
    return "、".join(shown) + (f"…({len(cells)})" if len(runs) > MOST_SHOWN else "")


def _runs(cells: set[tuple[int, int]], step: tuple[int, int]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """First and last cell of every run of neighbours in one direction."""
    runs = []
    for row, column in sorted(cells):
        if (row - step[0], column - step[1]) not in cells:
            last = (row, column)
            while (last[0] + step[0], last[1] + step[1]) in cells:
                last = (last[0] + step[0], last[1] + step[1])
            runs.append(((row, column), last))
    return runs


def is_positive(found: Found) -> bool:
    """Whether a cell that is not read holds a number other than 0."""
    reading = read_at(found.sheet, found.row.number, found.column.number, "decimal")
    return bool(re.search("[1-9]", reading.value))
