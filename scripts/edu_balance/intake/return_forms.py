"""Which form of the statistics return each sheet of a workbook is: by the name of the sheet, or by its title."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from edu_balance.intake.cells import seen_text
from edu_balance.intake.fields import normalised
from edu_balance.intake.layout import is_blank
from edu_balance.intake.return_sheets import table_of
from edu_balance.intake.workbook_file import Sheet

# The series of the forms of schools up to 2020 and from 2021 on; those of others are known and not read.
SERIES = ("基础基", "教基")
_SERIES = "基础基|教基|中职基|职基|高基|成基|特教基"
_NAME = re.compile(rf"({_SERIES})?([0-9]{{3,4}})(续[0-9一二三]?|-[0-9])?(?:[_(].*|-[^0-9].*)?")
_TITLE = re.compile(rf"({_SERIES})([0-9]{{3,4}})(?![0-9])")
IDENTITY_FORMS = ("111", "1001")
COVER, CONTENTS = "封面", ("封面", "目录", "填表说明", "说明")
TITLE_ROWS = 6


@dataclass(frozen=True)
class Page:
    """A sheet that is a form, or a further page of one (`112-1`, `1102续`)."""

    sheet: Sheet
    series: str
    number: str
    further: str
    titled: str  # the number in the title, where that is another one

    @property
    def form(self) -> str:
        return f"{self.series}{self.number}"

    @property
    def kind_word(self) -> str:
        """The kind of school the name of the sheet ends in: 教基3112_九年一贯制学校."""
        return normalised(self.sheet.name).partition("_")[2]


@dataclass(frozen=True)
class Forms:
    """The sheets of a workbook: forms, the cover, those that are hidden, and those nobody knows."""

    pages: tuple[Page, ...]
    cover: tuple[Sheet, ...]
    hidden: tuple[Page, ...]
    unknown: tuple[Sheet, ...]

    def of(self, number: str) -> tuple[Page, ...]:
        return tuple(page for page in self.pages if page.number == number)

    @property
    def series(self) -> str:
        """The one series the forms are of; empty: several, or none is named."""
        named = {page.series for page in self.pages if page.series}
        return named.pop() if len(named) == 1 else ""


def forms_of(sheets: Mapping[str, Sheet], known: Collection[str]) -> Forms:
    """Sort the sheets; `known`: the numbers of all forms of the return."""
    pages = {name: page for name, sheet in sheets.items() if (page := _page_of(sheet, known))}
    visible = {name: sheet for name, sheet in sheets.items() if sheet.is_visible}
    return Forms(
        pages=tuple(page for name, page in pages.items() if name in visible and page.number in known),
        cover=tuple(sheet for name, sheet in visible.items() if normalised(name) == COVER),
        hidden=tuple(page for name, page in pages.items() if name not in visible),
        unknown=tuple(
            sheet
            for name, sheet in visible.items()
            if (name not in pages or pages[name].number not in known)
            and normalised(name) not in CONTENTS
            and _is_filled(sheet)
        ),
    )


def is_statistics_return(sheets: Mapping[str, Sheet]) -> bool:
    """Whether a workbook is a return of a school, of a kindergarten or another kind of school too."""
    for sheet in sheets.values():
        found = _NAME.fullmatch(normalised(sheet.name))
        if (found and found[1]) or (len(_titles(sheet)) == 1 and table_of(sheet)):
            return True
    return False


def _page_of(sheet: Sheet, known: Collection[str]) -> Page | None:
    titles = {} if normalised(sheet.name) in CONTENTS else dict(_titles(sheet))
    titled, series = next(iter(titles.items())) if len(titles) == 1 else ("", "")
    found = _NAME.fullmatch(normalised(sheet.name))
    # a bare number may be anything
    if found and (found[1] or found[2] in known):
        return Page(sheet, found[1] or series, found[2], found[3] or "", titled if titled != found[2] else "")
    return Page(sheet, series, titled, "", "") if titled else None


def _titles(sheet: Sheet) -> dict[str, str]:
    """Number and series of the forms that the lines above the table name."""
    return {number: series for text in _texts_above(sheet) for series, number in _TITLE.findall(text)}


def _texts_above(sheet: Sheet) -> Iterator[str]:
    for row in sheet.rows[:TITLE_ROWS]:
        for cell in row:
            if isinstance(cell, str):
                yield normalised(seen_text(cell))


def _is_filled(sheet: Sheet) -> bool:
    return any(not is_blank(cell) for row in sheet.rows for cell in row)
