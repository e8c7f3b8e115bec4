"""The progress report as PDF, with the font every reader of PDF brings along (see `report_cards_pdf`)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, SimpleDocTemplate, Spacer
from reportlab.platypus import Paragraph as Flowed
from reportlab.platypus import Table as FlowedTable

from edu_balance.intake.safe_cells import printable
from edu_balance.intake.timeless import WRITER
from edu_balance.reports.progress_blocks import EMPTY_CHART, Block, Cell, Chart, Heading, Paragraph, Table
from edu_balance.reports.progress_charts import drawing
from edu_balance.reports.report_cards_pdf import FILLS, FONT, HEAD, INK, RED, RULE, SOFT

TOP, RIGHT, BOTTOM, LEFT = 30 * mm, 24 * mm, 26 * mm, 24 * mm
PADDING = 6  # what the frame of a page keeps free, points
WIDTH = A4[0] - LEFT - RIGHT - 2 * PADDING
BODY, SMALL, CELL = 12.0, 9.0, 8.0
# what must fit below a heading or a caption, else it goes to the next page
ROOM = 30 * mm


def _style(name: str, size: float, **more: object) -> ParagraphStyle:
    return ParagraphStyle(name, fontName=FONT, fontSize=size, leading=size * 1.6, textColor=INK, wordWrap="CJK", **more)


HEADINGS = {
    0: _style("title", 19, alignment=TA_CENTER, spaceAfter=6),
    1: _style("chapter", 14, spaceBefore=10, spaceAfter=2, firstLineIndent=0),
    2: _style("part", 12.5, spaceBefore=6, spaceAfter=2),
}
PARAGRAPHS = {
    "body": _style("body", BODY, firstLineIndent=2 * BODY),
    "plain": _style("plain", BODY),
    "centred": _style("centred", BODY, alignment=TA_CENTER, spaceAfter=4),
    "mark": ParagraphStyle("mark", _style("m", SMALL + 1, alignment=TA_CENTER, spaceAfter=6), textColor=RED),
    "note": ParagraphStyle("note", _style("n", SMALL), textColor=SOFT),
}
CAPTION = _style("caption", 9.5, alignment=TA_CENTER, spaceBefore=8, spaceAfter=3)
CELLS = {
    align: ParagraphStyle(align, fontName=FONT, fontSize=CELL, leading=CELL * 1.3, wordWrap="CJK", alignment=side)
    for align, side in (("left", 0), ("right", TA_RIGHT), ("center", TA_CENTER))
}


def write_pdf(blocks: Sequence[Block]) -> bytes:
    """The document; the same bytes for the same blocks."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    titles = [block.text for block in blocks if isinstance(block, Heading) and block.level == 0]
    file = io.BytesIO()
    template = SimpleDocTemplate(
        file,
        pagesize=A4,
        topMargin=TOP,
        rightMargin=RIGHT,
        bottomMargin=BOTTOM,
        leftMargin=LEFT,
        title="".join(titles[:1]),
        author=WRITER,
        lang="zh-CN",
        invariant=1,
    )
    template.build(_flow(blocks), onFirstPage=_page_number, onLaterPages=_page_number)
    return file.getvalue()


def _flow(blocks: Sequence[Block]) -> list[Flowable]:
    flow: list[Flowable] = []
    tables = charts = 0
    for block in blocks:
        match block:
            case Heading():
                flow += [CondPageBreak(ROOM), _Marked(block, f"heading-{len(flow)}")]
            case Paragraph():
                flow.append(Flowed(_escaped(block.text), PARAGRAPHS[block.kind]))
            case Table():
                tables += 1
                flow += _table(block, tables)
            case Chart() if block.is_empty:
                flow.append(Flowed(_escaped(f"{block.caption}：{EMPTY_CHART}"), PARAGRAPHS["body"]))
            case Chart():
                charts += 1
                caption = Flowed(_escaped(f"图{charts}　{block.caption}"), CAPTION)
                flow.append(KeepTogether([Spacer(1, 8), drawing(block, WIDTH, FONT), caption]))
    return flow


class _Marked(Flowed):
    """A heading that stands in the outline beside the pages too."""

    def __init__(self, heading: Heading, key: str) -> None:
        super().__init__(_escaped(heading.text), HEADINGS[heading.level])
        self.heading, self.key = heading, key

    def draw(self) -> None:
        """Draw it and enter it in the outline."""
        self.canv.bookmarkPage(self.key)
        self.canv.addOutlineEntry(printable(self.heading.text), self.key, min(self.heading.level, 1))
        super().draw()


def _escaped(text: str) -> str:
    """Text is text: what looks like markup is shown as it is."""
    return escape(" ".join(printable(text).split("\n")))


def _table(block: Table, number: int) -> list[Flowable]:
    header = [Cell(label, align="center") for label in block.header]
    lines = [[Flowed(_escaped(cell.text), CELLS[cell.align]) for cell in row] for row in (header, *block.rows)]
    look: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.4, RULE),
        ("BACKGROUND", (0, 0), (-1, 0), HEAD),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        *((f"{side}PADDING", (0, 0), (-1, -1), 2.5) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ]
    for line, row in enumerate(block.rows, 1):
        look += [
            ("BACKGROUND", (column, line), (column, line), FILLS[cell.status])
            for column, cell in enumerate(row)
            if cell.status in FILLS
        ]
    table = FlowedTable(lines, [WIDTH * share for share in block.widths], repeatRows=1, style=look)
    caption = Flowed(_escaped(f"表{number}　{block.caption}"), CAPTION)
    return [CondPageBreak(ROOM), caption, table, Spacer(1, 6)]


def _page_number(canvas: Canvas, template: SimpleDocTemplate) -> None:
    canvas.saveState()
    canvas.setFont(FONT, 10)
    canvas.setFillColor(HexColor("#4f5b67"))
    canvas.drawCentredString(A4[0] / 2, BOTTOM / 2, f"— {canvas.getPageNumber()} —")
    canvas.restoreState()
