"""Whose statistics return a workbook is: the school's id, kind and place as the cover and the first form print them.

Names of persons, telephone numbers and mail addresses stand beside them and are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from edu_balance.intake.cells import seen_text
from edu_balance.intake.delivery import Place
from edu_balance.intake.fields import normalised
from edu_balance.intake.persons import is_personal
from edu_balance.intake.return_sheets import tidy
from edu_balance.intake.workbook_file import Sheet, address

SCHOOL_ID, KIND, AREA, ADDRESS = "school_id", "school_kind", "urban_rural_code", "address"
_WHOSE = r"(?:学校|机构)?(?:\(机构\))?"
_LABELS = {
    SCHOOL_ID: re.compile(rf"{_WHOSE}标识码|(?:学校|机构)(?:\(机构\))?代码"),
    KIND: re.compile(rf"{_WHOSE}办学类型(?:名称|代码|码)?"),
    AREA: re.compile(rf"{_WHOSE}(?:所在地|驻地)?城乡(?:类型|分类)(?:名称|代码|码)?"),
    ADDRESS: re.compile(rf"{_WHOSE}(?:所在地|驻地)?(?:地址(?:代码|码)?|地域码|地域代码)"),
}
# A word between a label and its value, and what begins another item.
_BETWEEN = re.compile(r"名称|代码|编号|内容|[0-9]{1,2}|[甲乙丙丁]")
_OTHER_ITEM = re.compile(r"名称|地址|代码|标识码|类型|举办者|行政部门|经度|纬度|邮政|邮编|电话|邮箱|姓名|校长|附设")
_SCHOOL_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?:[-/~\u2014\u2013至]20[0-9]{2})?学年")
# The lines above a table that may name school, form and year.
TITLE_ROWS = 4


@dataclass(frozen=True)
class Said:
    """A word or a code as it stands in a cell."""

    text: str
    place: Place

    @property
    def is_code(self) -> bool:
        return self.text.isdecimal()


@dataclass
class Identity:
    """What a return says of its school, by item and in the order found: codes and their words."""

    said: dict[str, list[Said]] = field(default_factory=lambda: {item: [] for item in _LABELS})
    attached: list[Said] = field(default_factory=list)
    school_years: list[Said] = field(default_factory=list)

    def code(self, item: str, lengths: Iterable[int]) -> Said | None:
        """The first code of an item with a length it may have."""
        return next((said for said in self.said[item] if said.is_code and len(said.text) in lengths), None)

    def word(self, item: str) -> Said | None:
        return next((said for said in self.said[item] if not said.is_code), None)


def identity_of(
    cover: Iterable[Sheet], first: Iterable[Sheet], others: Iterable[Sheet], attached_kinds: Iterable[str]
) -> Identity:
    """Read the cover and the first form; of other sheets the lines above the table, which may name a school."""
    identity = Identity()
    kinds = frozenset(attached_kinds)
    for sheet in cover:
        _read_items(identity, sheet, len(sheet.rows))
        _read_years(identity, sheet, len(sheet.rows))
    for sheet in first:
        _read_items(identity, sheet, len(sheet.rows))
        _read_years(identity, sheet, TITLE_ROWS)
        identity.attached += _attached(sheet, kinds)
    for sheet in others:
        above = Identity()
        _read_items(above, sheet, TITLE_ROWS)
        identity.said[SCHOOL_ID] += above.said[SCHOOL_ID]
        _read_years(identity, sheet, TITLE_ROWS)
    return identity


def _texts(sheet: Sheet, rows: int) -> Iterator[tuple[int, int, str]]:
    """The filled text cells of the first rows, by row and column from 0."""
    for number, row in enumerate(sheet.rows[:rows]):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and (text := normalised(cell)):
                yield number, column, text


def _read_items(identity: Identity, sheet: Sheet, rows: int) -> None:
    for row, column, text in _texts(sheet, rows):
        label, _, value = text.partition(":")
        item = next((item for item, pattern in _LABELS.items() if pattern.fullmatch(tidy(label))), None)
        if item and value:
            identity.said[item].append(Said(value, Place(sheet.name, address(row + 1, column + 1))))
        elif item:
            identity.said[item] += list(_right_of(sheet, row, column)) or list(_below(sheet, row, column))


def _read_years(identity: Identity, sheet: Sheet, rows: int) -> None:
    for row, column, text in _texts(sheet, rows):
        place = Place(sheet.name, address(row + 1, column + 1))
        identity.school_years += [Said(found[1], place) for found in _SCHOOL_YEAR.finditer(text)]


def _right_of(sheet: Sheet, row: int, column: int) -> Iterator[Said]:
    """The values beside a label, up to the next item of the row."""
    for other, cell in enumerate(sheet.rows[row][column + 1 :], column + 1):
        text = normalised(seen_text(cell))
        if not text or _BETWEEN.fullmatch(text):
            continue
        if _OTHER_ITEM.search(text) or is_personal(text):
            return
        yield Said(text, Place(sheet.name, address(row + 1, other + 1)))


def _below(sheet: Sheet, row: int, column: int) -> Iterator[Said]:
    """The first value below a label and below each blank cell merged with it."""
    columns = [column]
    while columns[-1] + 1 < len(sheet.rows[row]) and not normalised(seen_text(sheet.rows[row][columns[-1] + 1])):
        columns.append(columns[-1] + 1)
    for other in columns:
        for number in range(row + 1, len(sheet.rows)):
            text = normalised(seen_text(sheet.cell(number + 1, other + 1)))
            if text and not _BETWEEN.fullmatch(text):
                if not _OTHER_ITEM.search(text) and not is_personal(text):
                    yield Said(text, Place(sheet.name, address(number + 1, other + 1)))
                break


def _attached(sheet: Sheet, kinds: frozenset[str]) -> Iterator[Said]:
    """The kinds of attached classes that rows of the first form name."""
    for number, row in enumerate(sheet.rows):
        texts = [normalised(seen_text(cell)) for cell in row]
        if tidy(next(filter(None, texts), "")).startswith("附设"):
            for column, text in enumerate(texts):
                if text in kinds:
                    yield Said(text, Place(sheet.name, address(number + 1, column + 1)))
