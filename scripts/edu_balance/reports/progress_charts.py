"""The charts of the progress report: as parts of a Word document, and drawn for the PDF.

In Word a chart is a chart: with its figures in a small workbook beside it, so that the office can restyle it.
"""

from __future__ import annotations

import io
import zipfile

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.parts.document import DocumentPart
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.charts.linecharts import HorizontalLineChart
from reportlab.graphics.shapes import Drawing, Line, String
from reportlab.lib.colors import HexColor, white
from xlsxwriter import Workbook

from edu_balance.intake.timeless import WRITTEN
from edu_balance.reports.progress_blocks import SHARE, Chart

# told apart in grey too: dark and light
COLOURS = ("#0b57a4", "#e08a1e", "#4f8a4c", "#8a5aa8")
SHEET = "Sheet1"
WHOLE = 100.0  # the end of an axis of shares
INK, GRID = HexColor("#1d2733"), HexColor("#d5dbe1")
EMBEDDED = b'<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'


def chart_part(chart: Chart, document: DocumentPart, number: int) -> str:
    """Put a chart and its workbook beside a Word document; the id by which the document refers to it."""
    book = _workbook(chart)
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        drawn = parts.read("xl/charts/chart1.xml").replace(b"</c:chartSpace>", EMBEDDED)
    package = document.package
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, drawn, package)
    held = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), CONTENT_TYPE.SML_SHEET, book, package)
    assert part.relate_to(held, RELATIONSHIP_TYPE.PACKAGE) == "rId1"
    return str(document.relate_to(part, RELATIONSHIP_TYPE.CHART))


def _workbook(chart: Chart) -> bytes:
    """The figures of a chart as a sheet, and the chart of them: the same bytes each time."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": WRITTEN})
        sheet = book.add_worksheet(SHEET)
        for row, name in enumerate(chart.categories, 1):
            sheet.write_string(row, 0, name)
        for column, series in enumerate(chart.series, 1):
            sheet.write_string(0, column, series.name)
            for row, value in enumerate(series.values, 1):
                if value is not None:
                    sheet.write_number(row, column, value)
        sheet.insert_chart(0, len(chart.series) + 2, _excel_chart(chart, book))
    return file.getvalue()


def _excel_chart(chart: Chart, book: Workbook):
    main = book.add_chart({"type": "column" if chart.kind == "bars" else "line"})
    limits = book.add_chart({"type": "line"})
    last = len(chart.categories)
    for column, series in enumerate(chart.series, 1):
        colour = COLOURS[(column - 1) % len(COLOURS)]
        options = {
            "name": [SHEET, 0, column],
            "categories": [SHEET, 1, 0, last, 0],
            "values": [SHEET, 1, column, last, column],
        }
        if series.is_limit:
            colour = COLOURS[(column - 1 - len(chart.series) // 2) % len(COLOURS)]
            limits.add_series({**options, "line": {"color": colour, "width": 1.5, "dash_type": "dash"}})
        elif chart.kind == "bars":
            main.add_series({**options, "fill": {"color": colour}, "gap": 60})
        else:
            marker = {"type": "circle", "size": 6, "fill": {"color": colour}, "border": {"color": colour}}
            main.add_series({**options, "line": {"color": colour, "width": 2}, "marker": marker})
    if any(series.is_limit for series in chart.series):
        main.combine(limits)
    main.set_title({"none": True})
    main.set_legend({"position": "bottom"})
    grid = {"visible": True, "line": {"color": "#d5dbe1"}}
    main.set_y_axis(
        {"name": chart.unit, "min": 0, "max": WHOLE if chart.unit == SHARE else None, "major_gridlines": grid}
    )
    main.show_blanks_as("gap")
    return main


def drawing(chart: Chart, width: float, font: str) -> Drawing:
    """The same chart as lines and letters, `width` points wide."""
    height, left, bottom, right, top = width * 0.42, 34.0, 40.0, 8.0, 16.0
    picture = Drawing(width, height)
    plot = VerticalBarChart() if chart.kind == "bars" else HorizontalLineChart()
    plot.x, plot.y, plot.width, plot.height = left, bottom, width - left - right, height - bottom - top
    drawn = [series for series in chart.series if not series.is_limit]
    plot.data = [list(series.values) for series in drawn]
    plot.categoryAxis.categoryNames = list(chart.categories)
    known = [value for series in chart.series for value in series.values if value is not None]
    highest, step = (WHOLE, WHOLE / 5) if chart.unit == SHARE else _scale(max(known))
    plot.valueAxis.valueMin, plot.valueAxis.valueMax, plot.valueAxis.valueStep = 0, highest, step
    plot.valueAxis.visibleGrid, plot.valueAxis.gridStrokeColor = True, GRID
    for axis in (plot.categoryAxis, plot.valueAxis):
        axis.labels.fontName, axis.labels.fontSize, axis.labels.fillColor = font, 8, INK
        axis.strokeColor = GRID
    for number, _ in enumerate(drawn):
        colour = HexColor(COLOURS[number % len(COLOURS)])
        if chart.kind == "bars":
            plot.bars[number].fillColor, plot.bars[number].strokeColor = colour, white
        else:
            plot.lines[number].strokeColor, plot.lines[number].strokeWidth = colour, 1.8
    if chart.kind == "bars":
        plot.groupSpacing, plot.barSpacing = 8, 1
    picture.add(plot)
    picture.add(String(2, height - 9, chart.unit, fontName=font, fontSize=8, fillColor=INK))
    _add_limits(chart, picture, plot, highest)
    if chart.kind == "lines":
        _add_points(chart, picture, plot, highest)
    picture.add(_legend(chart, width, font))
    return picture


def _scale(highest: float) -> tuple[float, float]:
    """An axis that ends on a round step above the highest figure."""
    if highest <= 0:
        return 1.0, 0.5
    power = 10.0
    while power > highest:
        power /= 10
    step = next(power * part for part in (0.2, 0.5, 1.0, 2.0, 5.0) if highest <= power * part * 6)
    steps = int(highest / step) + 1
    return steps * step, step


def _colour(chart: Chart, number: int) -> HexColor:
    """A limit takes the colour of the series it is for."""
    own = number - len(chart.series) // 2 if chart.series[number].is_limit else number
    return HexColor(COLOURS[own % len(COLOURS)])


def _add_limits(chart: Chart, picture: Drawing, plot: VerticalBarChart, highest: float) -> None:
    """A level per limit, over the categories it holds for."""
    slot = plot.width / len(chart.categories)
    for number, series in enumerate(chart.series):
        for place, value in enumerate(series.values if series.is_limit else ()):
            if value is not None:
                x, y = plot.x + place * slot, plot.y + plot.height * value / highest
                colour = _colour(chart, number)
                line = Line(x, y, x + slot, y, strokeColor=colour, strokeWidth=1.2, strokeDashArray=(4, 2))
                picture.add(line)


def _add_points(chart: Chart, picture: Drawing, plot: HorizontalLineChart, highest: float) -> None:
    """The figures of each term: the highest above its point, the others below theirs, at the axis beside it."""
    slot = plot.width / len(chart.categories)
    for place, values in enumerate(zip(*(series.values for series in chart.series), strict=True)):
        known = sorted((value for value in values if value is not None), reverse=True)
        for rank, value in enumerate(known):
            x, y = plot.x + (place + 0.5) * slot, plot.height * value / highest
            aside, offset = (0, 4) if rank == 0 else (0, -9 * rank) if y > 9 * rank else (14, 2)
            text = String(x + aside, plot.y + y + offset, f"{value:g}", fontSize=7, textAnchor="middle", fillColor=INK)
            picture.add(text)


def _legend(chart: Chart, width: float, font: str) -> Legend:
    legend = Legend()
    legend.x, legend.y, legend.boxAnchor = width / 2, 8, "c"
    legend.alignment, legend.columnMaximum, legend.deltax = "right", 1, 70
    legend.fontName, legend.fontSize, legend.fillColor = font, 8, INK
    legend.dx, legend.dy, legend.strokeColor = 10, 3, None
    legend.colorNamePairs = [(_colour(chart, number), series.name) for number, series in enumerate(chart.series)]
    return legend
