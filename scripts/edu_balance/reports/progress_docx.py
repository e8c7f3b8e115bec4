"""The progress report as a Word document, laid out as official documents are (GB/T 9704: margins, fonts, indents)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

from edu_balance.intake.safe_cells import printable
from edu_balance.intake.timeless import WRITER, WRITTEN, timeless
from edu_balance.reports.progress_blocks import EMPTY_CHART, Block, Cell, Chart, Heading, Paragraph, Table
from edu_balance.reports.progress_charts import chart_part

SONG, FANGSONG, HEITI, KAITI = "宋体", "仿宋", "黑体", "楷体"
LATIN = "Times New Roman"
MARGINS = (Mm(37), Mm(26), Mm(35), Mm(28))  # top, right, bottom, left
TEXT_WIDTH = Mm(210 - 26 - 28)
CHART_HEIGHT = Mm(72)
BODY, SMALL, CELL_SIZE = Pt(16), Pt(10.5), Pt(9)
TWIPS = 20  # a point
BLACK, RED = RGBColor(0, 0, 0), RGBColor(0xB3, 0x26, 0x1E)
ALIGNS = {"left": ALIGN.LEFT, "right": ALIGN.RIGHT, "center": ALIGN.CENTER}
FILLS = {"met": "DDF0DF", "near": "FFE9B0", "unmet": "F8CFCB", "unknown": "E6E6E6"}
HEAD_FILL = "E6EEF6"


@dataclass(frozen=True)
class _Look:
    """How a kind of paragraph looks: the office changes the style, and the whole document follows."""

    name: str
    font: str
    size: Pt
    align: ALIGN = ALIGN.LEFT
    is_indented: bool = False  # two characters, as every paragraph of an official document
    before: float = 0  # points
    after: float = 0
    spacing: float = 1.0
    colour: RGBColor = BLACK
    keeps_with_next: bool = False


HEADINGS = {
    0: _Look("Title", SONG, Pt(22), ALIGN.CENTER, after=12),
    1: _Look("Heading 1", HEITI, BODY, is_indented=True, before=6, keeps_with_next=True),
    2: _Look("Heading 2", KAITI, BODY, is_indented=True, before=6, keeps_with_next=True),
}
PARAGRAPHS = {
    "body": _Look("报告正文", FANGSONG, BODY, is_indented=True, spacing=1.4),
    "plain": _Look("主送", FANGSONG, BODY, spacing=1.4),
    "centred": _Look("学期", KAITI, BODY, ALIGN.CENTER, spacing=1.4),
    "mark": _Look("标记", FANGSONG, SMALL, ALIGN.CENTER, colour=RED),
    "note": _Look("注释", FANGSONG, SMALL, spacing=1.2),
}
TABLE_CAPTION = _Look("表题", HEITI, SMALL, ALIGN.CENTER, before=8, after=2, keeps_with_next=True)
CHART_CAPTION = _Look("图题", HEITI, SMALL, ALIGN.CENTER, before=2, after=8)
CHART_PLACE = _Look("图", FANGSONG, SMALL, ALIGN.CENTER, before=8, keeps_with_next=True)
CELL = _Look("表格文字", FANGSONG, CELL_SIZE)
# the header never stands alone at the foot of a page
CELL_HEAD = _Look("表头", FANGSONG, CELL_SIZE, ALIGN.CENTER, keeps_with_next=True)
PAGE = _Look("页码", SONG, Pt(14), ALIGN.CENTER)
LOOKS = (
    *HEADINGS.values(),
    *PARAGRAPHS.values(),
    *(TABLE_CAPTION, CHART_CAPTION, CHART_PLACE, CELL, CELL_HEAD, PAGE),
)


def write_docx(blocks: Sequence[Block]) -> bytes:
    """The document; the same bytes for the same blocks."""
    return _Writer().written(blocks)


class _Writer:
    """One document that is filled from top to bottom."""

    def __init__(self) -> None:
        self.document: DocumentType = Document()
        self.tables = self.charts = 0
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = MARGINS
        for look in LOOKS:
            _define(self.document, look)
        _page_number(section.footer.paragraphs[0])

    def written(self, blocks: Sequence[Block]) -> bytes:
        titles = [block.text for block in blocks if isinstance(block, Heading) and block.level == 0]
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = printable("".join(titles[:1])), WRITER, ""
        properties.created = properties.modified = WRITTEN
        for block in blocks:
            match block:
                case Heading():
                    self.add(block.text, HEADINGS[block.level])
                case Paragraph():
                    self.add(block.text, PARAGRAPHS[block.kind])
                case Table():
                    self.table(block)
                case Chart() if block.is_empty:
                    self.add(f"{block.caption}：{EMPTY_CHART}", PARAGRAPHS["body"])
                case Chart():
                    self.chart(block)
        raw = io.BytesIO()
        self.document.save(raw)
        return timeless(raw)

    def add(self, text: str, look: _Look) -> None:
        """Text of ours or others, as text; control characters show as such."""
        self.document.add_paragraph(printable(text), style=look.name)

    def table(self, block: Table) -> None:
        self.tables += 1
        self.add(f"表{self.tables}　{block.caption}", TABLE_CAPTION)
        table = self.document.add_table(rows=len(block.rows) + 1, cols=len(block.header), style="Table Grid")
        table.autofit = False
        table._tbl.tblPr.append(_cell_margins())
        for column, share in zip(table.columns, block.widths, strict=True):
            column.width = int(TEXT_WIDTH * share)
        header = [Cell(label, align="center") for label in block.header]
        for row, cells in zip(table.rows, [header, *block.rows], strict=True):
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for place, cell, share in zip(row.cells, cells, block.widths, strict=True):
                place.width = int(TEXT_WIDTH * share)
                _fill(place, cell, is_head=cells is header)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        self.add("", CELL)

    def chart(self, block: Chart) -> None:
        self.charts += 1
        related = chart_part(block, self.document.part, self.charts)
        place = self.document.add_paragraph(style=CHART_PLACE.name)
        place.add_run()._r.append(_inline_chart(related, self.charts, block))
        self.add(f"图{self.charts}　{block.caption}", CHART_CAPTION)


def _define(document: DocumentType, look: _Look) -> None:
    """The style of a kind of paragraph; those that Word knows by name keep their place in its outline."""
    known = {style.name for style in document.styles}
    style = (
        document.styles[look.name]
        if look.name in known
        else document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    )
    style.font.name, style.font.size, style.font.color.rgb = LATIN, look.size, look.colour
    style.font.bold = look.name == HEADINGS[0].name
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[theme]
    fonts.set(qn("w:eastAsia"), look.font)
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)
    for border in style.element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)
    layout = style.paragraph_format
    layout.alignment, layout.line_spacing, layout.keep_with_next = look.align, look.spacing, look.keeps_with_next
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    if look.is_indented:
        indent = style.element.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "200")
        indent.set(qn("w:firstLine"), str(int(2 * look.size.pt * TWIPS)))


def _fill(place: WordCell, cell: Cell, *, is_head: bool) -> None:
    look = CELL_HEAD if is_head else CELL
    paragraph = place.paragraphs[0]
    paragraph.style = look.name
    paragraph.add_run(printable(cell.text))
    if ALIGNS[cell.align] != look.align:
        paragraph.alignment = ALIGNS[cell.align]
    fill = HEAD_FILL if is_head else FILLS.get(cell.status)
    if fill:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
            shade.set(qn(f"w:{name}"), value)
        place._tc.get_or_add_tcPr().append(shade)


def _cell_margins() -> OxmlElement:
    """A millimetre to the left and right of what a cell says: the tables have many columns."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(int(Mm(1).pt * TWIPS)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _page_number(paragraph: WordParagraph) -> None:
    paragraph.style = PAGE.name
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")


def _inline_chart(related: str, number: int, chart: Chart) -> OxmlElement:
    drawing = parse_xml(
        f'<w:drawing {nsdecls("w", "wp", "a", "c", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{int(TEXT_WIDTH)}" cy="{int(CHART_HEIGHT)}"/><wp:docPr id="{number}" name="chart{number}"/>'
        "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )
    drawing.find(".//" + qn("wp:docPr")).set("descr", chart.in_words())
    drawing.find(".//" + qn("c:chart")).set(qn("r:id"), related)
    return drawing
