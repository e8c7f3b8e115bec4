"""The report cards drawn as PDF.

The font is STSong-Light of the Adobe-GB1 collection: the reader of the file supplies it, so no font has to be
installed, carried along or fetched where the file is made. Text is drawn, never read as markup.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from edu_balance.intake.safe_cells import printable
from edu_balance.reports.report_cards_data import Card, Cards, Figure, Item, SectionCard, cut_actions
from edu_balance.reports.sparkline import sparkline

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
MARGIN = 34.0  # points
INNER = WIDTH - 2 * MARGIN
SMALL, NORMAL, TITLE = 7.5, 8.5, 16.0
LEADING = 1.25
PAD = 2.5
CHART_HEIGHT = 18.0
MOST_LINES = 3
INK, SOFT, RULE, HEAD = HexColor("#1d2733"), HexColor("#4f5b67"), HexColor("#c3ccd5"), HexColor("#e6eef6")
RED, BLUE = HexColor("#b3261e"), HexColor("#0b57a4")
FILLS = {
    "met": HexColor("#ddf0df"),
    "near": HexColor("#ffe9b0"),
    "unmet": HexColor("#f8cfcb"),
    "unknown": HexColor("#e6e6e6"),
}
# shares of the width
FIGURE_WIDTHS = (0.3, 0.08, 0.075, 0.075, 0.075, 0.075, 0.085, 0.135, 0.1)
ITEM_HEADER = ("事项", "实际", "达标值", "判定", "缺口或超出", "标准")
ITEM_WIDTHS = (0.31, 0.17, 0.08, 0.08, 0.1, 0.26)


def write_pdf(cards: Cards) -> bytes:
    """A page per school; times and ids inside the file are fixed, the build's time is printed."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(f"学校报告单 {cards.release.county} {cards.release.term}")
    canvas.setAuthor("edu_balance")
    for card in cards.cards:
        name = _text(card.name)
        canvas.bookmarkPage(card.school_id)
        canvas.addOutlineEntry(name, card.school_id)
        _draw_card(canvas, cards, card)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _draw_card(canvas: Canvas, cards: Cards, card: Card) -> None:
    """Measure the card at full size, then draw it so that it fits the page."""
    measured = _Page(Canvas(io.BytesIO(), pagesize=A4), cards)
    measured.card(card)
    used, room = HEIGHT - MARGIN - measured.y, HEIGHT - 2 * MARGIN
    scale = min(1.0, room / used)
    canvas.saveState()
    canvas.translate(WIDTH / 2 * (1 - scale), (HEIGHT - MARGIN) * (1 - scale))
    canvas.scale(scale, scale)
    _Page(canvas, cards).card(card)
    canvas.restoreState()


def _text(text: str) -> str:
    """One line without signs that a font cannot show."""
    return " ".join(printable(text).split("\n"))


def _wrap(text: str, size: float, width: float, most: int = 99) -> list[str]:
    """Lines that fit the width, broken between any two signs; past the last line the text ends in an ellipsis."""
    lines = [""]
    for sign in _text(text):
        if lines[-1] and pdfmetrics.stringWidth(lines[-1] + sign, FONT, size) > width:
            lines.append("")
        lines[-1] += sign
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][:-1] + "…"]


@dataclass(frozen=True)
class _Cell:
    text: str
    fill: Color | None = None
    align: str = "right"
    figure: Figure | None = None  # a chart instead of the text


@dataclass
class _Page:
    """A page that is filled from top to bottom."""

    canvas: Canvas
    cards: Cards
    y: float = field(default=HEIGHT - MARGIN)

    def card(self, card: Card) -> None:
        release = self.cards.release
        self.lines(card.name, TITLE)
        self.lines(card.facts, NORMAL)
        self.lines(f"学校报告单　{release.county}　{release.term}", NORMAL, SOFT)
        if release.synthetic:
            self.lines(release.synthetic, NORMAL, RED)
        for section in card.sections:
            self.section(section)
        if card.items:
            self.heading("全校事项")
            self.table(ITEM_HEADER, [_item_cells(item) for item in card.items], ITEM_WIDTHS)
        self.heading("需要做什么")
        for number, action in enumerate(cut_actions(card), 1):
            self.lines(f"{number}. {action}", NORMAL)
        for note in card.notes:
            self.lines(note, SMALL, SOFT)
        self.footer(card)

    def section(self, section: SectionCard) -> None:
        self.heading(section.title)
        self.lines(section.summary, NORMAL)
        if not section.figures:
            return
        terms = self.cards.terms
        span = f"{terms[0]}至{terms[-1]}秋季" if len(terms) > 1 else f"{terms[0]}秋季" if terms else "历史"
        others = self.cards.other_standards or "其他标准"
        header = ("指标（单位）", "实际值", "达标值", "基本值", "县均值", "判定", others, "缺口", span)
        self.table(header, [_figure_cells(figure) for figure in section.figures], FIGURE_WIDTHS)

    def footer(self, card: Card) -> None:
        self.y -= 4
        self.canvas.setStrokeColor(RULE)
        self.canvas.line(MARGIN, self.y, WIDTH - MARGIN, self.y)
        others = f"；并列：{self.cards.other_standards}" if self.cards.other_standards else ""
        self.lines(
            f"判定依据：{self.cards.main_standard}{others}。判定用未取整值；图中圆点为各秋季学期的实际值，虚线为达标值；缺数不作0。",
            SMALL,
            SOFT,
        )
        self.lines(self.cards.release.line, SMALL, SOFT)
        self.lines(f"数据来源编号：{card.sources}", SMALL, SOFT)

    def heading(self, text: str) -> None:
        self.y -= 5
        self.lines(text, NORMAL + 2, BLUE)

    def lines(self, text: str, size: float, color: Color = INK) -> None:
        self.canvas.setFillColor(color)
        self.canvas.setFont(FONT, size)
        for line in _wrap(text, size, INNER):
            self.y -= size * LEADING
            self.canvas.drawString(MARGIN, self.y, line)
        self.y -= 1

    def table(self, header: Sequence[str], rows: Sequence[Sequence[_Cell]], shares: Sequence[float]) -> None:
        widths = [INNER * share for share in shares]
        self.y -= 3
        self.row([_Cell(label, HEAD, "center") for label in header], widths)
        for cells in rows:
            self.row(cells, widths)

    def row(self, cells: Sequence[_Cell], widths: Sequence[float]) -> None:
        """One row, as high as its highest cell."""
        pairs = zip(cells, widths, strict=True)
        texts = [_wrap(cell.text, SMALL, width - 2 * PAD, MOST_LINES) for cell, width in pairs]
        height = max(len(lines) for lines in texts) * SMALL * LEADING + 2 * PAD
        if any(cell.figure for cell in cells):
            height = max(height, CHART_HEIGHT)
        x = MARGIN
        self.canvas.setStrokeColor(RULE)
        self.canvas.setLineWidth(0.5)
        for cell, lines, width in zip(cells, texts, widths, strict=True):
            if cell.fill is not None:
                self.canvas.setFillColor(cell.fill)
            self.canvas.rect(x, self.y - height, width, height, stroke=1, fill=int(cell.fill is not None))
            if cell.figure:
                self.chart(cell.figure, x, width)
            else:
                self.cell_text(cell, lines, x, width, height)
            x += width
        self.y -= height

    def cell_text(self, cell: _Cell, lines: Sequence[str], x: float, width: float, height: float) -> None:
        self.canvas.setFillColor(INK)
        self.canvas.setFont(FONT, SMALL)
        y = self.y - (height - len(lines) * SMALL * LEADING) / 2 - SMALL
        for line in lines:
            if cell.align == "left":
                self.canvas.drawString(x + PAD, y, line)
            elif cell.align == "center":
                self.canvas.drawCentredString(x + width / 2, y, line)
            else:
                self.canvas.drawRightString(x + width - PAD, y, line)
            y -= SMALL * LEADING

    def chart(self, figure: Figure, x: float, width: float) -> None:
        line = sparkline(figure.history, figure.limit_value, width, CHART_HEIGHT)
        self.canvas.saveState()
        self.canvas.setStrokeColor(RED)
        self.canvas.setDash(3, 2)
        self.canvas.line(x + 1, self.y - line.limit_y, x + width - 1, self.y - line.limit_y)
        self.canvas.setDash()
        self.canvas.setStrokeColor(BLUE)
        self.canvas.setFillColor(BLUE)
        self.canvas.setLineWidth(1.2)
        for x1, y1, x2, y2 in line.segments:
            self.canvas.line(x + x1, self.y - y1, x + x2, self.y - y2)
        for px, py in line.points:
            self.canvas.circle(x + px, self.y - py, 1.7, stroke=0, fill=1)
        self.canvas.restoreState()


def _figure_cells(figure: Figure) -> list[_Cell]:
    mark = "※" if figure.reads_otherwise else ""
    return [
        _Cell(f"{figure.label}（{figure.unit}）", align="left"),
        _Cell(f"{figure.value}{mark}"),
        _Cell(figure.limit),
        _Cell(figure.floor),
        _Cell(figure.mean),
        _Cell(figure.status_zh, FILLS[figure.status], "center"),
        _Cell(figure.others, align="center"),
        _Cell(figure.gap),
        _Cell("", figure=figure),
    ]


def _item_cells(item: Item) -> list[_Cell]:
    mark = "※" if item.reads_otherwise else ""
    return [
        _Cell(item.label, align="left"),
        _Cell(f"{item.value}{mark}"),
        _Cell(item.limit),
        _Cell(item.status_zh, FILLS[item.status], "center"),
        _Cell(item.gap),
        _Cell(item.standard, align="left"),
    ]
