"""The sheets of the inspection workbook as paper: title, source line, head of the table, colours, print setup."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from edu_balance.reports.declaration_formulas import WORDS
from edu_balance.reports.declaration_inputs import Heading

SYNTHETIC = "【合成样例数据】"
A4 = 9
HEAD_ROW = 2  # title, source line, then the table
# the most text a cell of a spreadsheet holds, characters
LONGEST = 32_000
# letters from here on take two columns; a line of text, points, and the highest row there may be
WIDE, LINE_HEIGHT, HIGHEST = 0x2E00, 13.5, 150
# office programs break lines a little earlier than letters counted say
SPARE = 1.08
COLOURS = {"未达标": "#F4B6B6", "接近": "#FFE9A8", "缺数": "#D9D2E9", "达标": "#DDF0D8"}
INPUT, MISSING, HEAD = "#FFFBE0", "#D9D2E9", "#DCE6F1"
BASE = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#A6A6A6"}


@dataclass
class Book:
    """The workbook being written."""

    heading: Heading
    stream: io.BytesIO = field(default_factory=io.BytesIO)
    formats: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.file = xlsxwriter.Workbook(self.stream, {"in_memory": True, "strings_to_formulas": False})
        self.file.set_calc_mode("auto")
        built = datetime.fromisoformat(self.heading.built_at)
        self.file.set_properties({"title": f"{self.heading.county_zh} 督导核查表", "created": built})

    def style(self, **given: Any) -> Format:
        """A cell format; the same one for the same wishes."""
        wishes = {**BASE, **given}
        key = tuple(sorted(wishes.items()))
        if key not in self.formats:
            self.formats[key] = self.file.add_format(wishes)
        return self.formats[key]

    def sheet(self, name: str, title: str, columns: Sequence[tuple[str, float]], head_row: int = HEAD_ROW) -> Page:
        """A sheet with title, source line and the head of its table; columns are names and widths in characters."""
        paper = self.file.add_worksheet(name)
        page = Page(self, paper, name, tuple(width for _, width in columns))
        mark = SYNTHETIC if self.heading.is_synthetic else ""
        head = self.heading
        line = (
            f"{mark}{head.county_zh} · {head.term_zh} · {head.standard_zh} · 政策版本 {head.policy_version} · "
            f"数据散列 {head.seeds_version} · 生成时间 {head.built_at}"
        )
        plain = {"border": 0, "valign": "vcenter"}
        paper.write_string(0, 0, f"{title}{mark}", self.style(**plain, bold=True, font_size=14))
        paper.write_string(1, 0, line, self.style(**plain, font_color="#555555", font_size=9))
        for column, (text, width) in enumerate(columns):
            page.head(head_row, column, text)
            paper.set_column(column, column, width)
        paper.set_row(head_row, 42)
        self._print_setup(paper, name, mark)
        return page

    def _print_setup(self, paper: Worksheet, name: str, mark: str) -> None:
        head = self.heading
        county, term = (text.replace("&", "&&") for text in (head.county_zh, head.term_zh))
        paper.set_landscape()
        paper.set_paper(A4)
        paper.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
        paper.set_header(f"&L&9{county[:60]}&C&9{name}&R&9{mark}{term[:60]}")
        versions = f"政策版本 {head.policy_version} · 数据散列 {head.seeds_version}"
        paper.set_footer(f"&L&9{versions}&C&9第 &P / &N 页&R&9生成时间 {head.built_at}")
        paper.fit_to_pages(1, 0)

    def finished(self) -> bytes:
        """The file."""
        self.file.close()
        return self.stream.getvalue()


@dataclass(frozen=True)
class Page:
    """One sheet, written cell by cell."""

    book: Book
    paper: Worksheet
    name: str
    widths: tuple[float, ...]
    heights: dict[int, float] = field(default_factory=dict)

    def head(self, row: int, column: int, text: str) -> None:
        """A cell of the table's head."""
        style = self.book.style(bold=True, bg_color=HEAD, text_wrap=True, align="center")
        self.paper.write_string(row, column, text, style)

    def freeze(self, row: int, column: int) -> None:
        """Keep rows above and columns to the left in sight, on screen and on paper."""
        self.paper.freeze_panes(row, column)
        self.paper.repeat_rows(HEAD_ROW, row - 1)
        if column:
            self.paper.repeat_columns(0, column - 1)

    def text(self, row: int, column: int, text: object, **style: Any) -> None:
        """Text as text, whatever it begins with."""
        words = "" if text is None else str(text)
        if len(words) > LONGEST:
            words = f"{words[:LONGEST]}……（余略）"
        self.paper.write_string(row, column, words, self.book.style(**{"text_wrap": True, **style}))
        self._make_room(row, column, words)

    def _make_room(self, row: int, column: int, words: str) -> None:
        """Make the row as high as its longest text needs: not every office program does it by itself."""
        width = sum(2 if ord(letter) > WIDE else 1 for letter in words)
        lines = math.ceil(width * SPARE / self.widths[column])
        height = min(LINE_HEIGHT * lines + 3, HIGHEST)
        if lines > 1 and height > self.heights.get(row, 0):
            self.heights[row] = height
            self.paper.set_row(row, height)

    def number(self, row: int, column: int, value: Decimal | float | None, form: str = "0", **style: Any) -> None:
        """A number, or 缺数 where it is unknown."""
        if value is None:
            self.text(row, column, WORDS["unknown"], align="right", bg_color=MISSING)
        else:
            self.paper.write_number(row, column, float(value), self.book.style(num_format=form, **style))

    def given(self, row: int, column: int, value: Decimal | float | None, form: str = "0.######") -> None:
        """An input: empty and shaded where it is missing. 0 is a number like any other."""
        style = self.book.style(num_format=form, bg_color=INPUT if value is not None else MISSING)
        if value is None:
            self.paper.write_blank(row, column, None, style)
        else:
            self.paper.write_number(row, column, float(value), style)

    def formula(self, row: int, column: int, formula: str, value: object, form: str = "General", **style: Any) -> None:
        """A formula with the published figure as its stored result, for viewers that do not reckon."""
        shown = WORDS["unknown"] if value is None else float(value) if isinstance(value, Decimal) else value
        wishes = {"num_format": form, "align": "center" if isinstance(shown, str) else "right", **style}
        self.paper.write_formula(row, column, formula, self.book.style(**wishes), shown)

    def shade(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Shade verdicts by what they say, as they change."""
        for word, colour in COLOURS.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self._fill(colour)}
            self.paper.conditional_format(first_row, first_column, last_row, last_column, rule)

    def shade_beside(self, rows: tuple[int, int], column: int, verdict_address: str) -> None:
        """Shade figures whose verdict, in the same row, fails; the address is that of the first row."""
        for word in ("未达标", "接近", "缺数"):
            rule = {"type": "formula", "criteria": f'={verdict_address}="{word}"', "format": self._fill(COLOURS[word])}
            self.paper.conditional_format(rows[0], column, rows[1], column, rule)

    def _fill(self, colour: str) -> Format:
        key = (("fill", colour),)
        if key not in self.book.formats:
            self.book.formats[key] = self.book.file.add_format({"bg_color": colour})
        return self.book.formats[key]
