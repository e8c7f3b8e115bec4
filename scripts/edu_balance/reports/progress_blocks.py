"""What the progress report is made of, before it becomes a Word document or a PDF: blocks in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHARE = "%"
EMPTY_CHART = "本学期各项均为缺数，没有图可画。"


@dataclass(frozen=True)
class Heading:
    """A heading: level 0 is the title, 1 a chapter, 2 a part of one."""

    text: str
    level: int


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body; a mark stands out, a note is small and below what it is about."""

    text: str
    kind: str = "body"  # body, mark, note, centred


@dataclass(frozen=True)
class Cell:
    """A cell of a table; a status gives it its shade."""

    text: str
    status: str = ""
    align: str = "left"


@dataclass(frozen=True)
class Table:
    """A table with its caption above; widths are shares of the page, their sum is 1."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float]


@dataclass(frozen=True)
class Series:
    """A row of figures, one per category; None: not known, and nothing is drawn."""

    name: str
    values: tuple[float | None, ...]
    is_limit: bool = False  # a level to hold the others against


@dataclass(frozen=True)
class Chart:
    """Bars by category, or lines over the terms, with the levels they are held against."""

    caption: str
    kind: str  # bars, lines
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return all(value is None for series in self.series if not series.is_limit for value in series.values)

    def in_words(self) -> str:
        """Every figure drawn, for those who do not see the picture."""
        told = []
        for series in self.series:
            pairs = zip(self.categories, series.values, strict=True)
            told.append(f"{series.name}：" + "，".join(f"{name} {_figure(value)}" for name, value in pairs))
        return f"{self.caption}（{self.unit}）。" + "；".join(told) + "。"


Block = Heading | Paragraph | Table | Chart


def _figure(value: float | None) -> str:
    return "缺数" if value is None else f"{value:g}"


def joined(words: Sequence[str], most: int = 99) -> str:
    """Words in a row; past the most, how many there are in all."""
    shown = "、".join(words[:most])
    return f"{shown}等{len(words)}项" if len(words) > most else shown
