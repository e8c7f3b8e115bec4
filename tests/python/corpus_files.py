"""Survey workbooks made on the spot: our templates of the small county filled in, forms of another office, both as
clerks, programs and networks change them.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import datetime
from functools import cache
from pathlib import Path

import hostile_files as hostile
from forms import Row, read_form
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from plain_forms import (
    COUNTY_ANSWERS,
    COUNTY_ITEMS,
    HEADER,
    PRIMARY,
    SCHOOL_ITEMS,
    plain_book,
    save,
    write_rows,
)
from small_county import COUNTY, TERM, write_small_county
from workbooks import CLASSES, DOCUMENTS, ITEMS, KEY, SEEDS, Opened, as_xls, county_labels, fill_county, fill_school

from edu_balance.intake.known import Known
from edu_balance.intake.template_sheets import Addressee
from edu_balance.intake.templates import workbook_bytes
from edu_balance.paths import Paths

SCHOOL, THROUGH, JUNIOR_SCHOOL = "0100000001", "0100000003", "0100000004"
PUPILS, AREA, DOCTORS = "小学学生人数", "教学及辅助用房总面积", "博士研究生学历教师人数（小学）"
OPTIONAL = "上一年度核定公用经费"
# An identity number and a mobile number nobody has.
NOBODY, NOBODYS_PHONE = "653123190001010000", "19900000000"
Change = Callable[[Opened], object]
KEPT = tempfile.TemporaryDirectory(prefix="corpus-")


@cache
def small_county() -> tuple[Path, Known]:
    """The data folder of the small county, gone when the tests end, and what is known of it."""
    folder = write_small_county(Path(KEPT.name) / "data")
    return folder, Known.read(Paths(SEEDS.parent, folder))


def rows_of(form: str) -> list[Row]:
    return read_form(small_county()[0] / f"{form}.csv")


@cache
def template(code: str) -> bytes:
    """The empty workbook of a school or of the county."""
    known = small_county()[1]
    if code == COUNTY:
        return workbook_bytes(known, TERM, Addressee("county", COUNTY, "小县", None))
    school = known.registered(TERM)[code]
    return workbook_bytes(known, TERM, Addressee("school", COUNTY, school["school_name"], school))


@cache
def filled(code: str) -> bytes:
    """The same, every line and table answered."""
    opened = Opened(load_workbook(io.BytesIO(template(code))))
    if code == COUNTY:
        fill_county(opened, county_figures(), rows_of("documents"))
    else:
        fill_school(opened, code, rows_of)
        for label in ("是否2010年及之前规划并建成", "是否2016年及之前规划并建成"):
            opened.line(label).value = "否"
        for label in ("本年度核定公用经费", "本年度公用经费预算总额", "本年度教师培训经费预算总额", OPTIONAL):
            opened.line(label).value = 40 if "总额" in label and "培训" not in label else 2
    target = io.BytesIO()
    opened.book.save(target)
    return target.getvalue()


def county_figures() -> list[Row]:
    """A figure for every item of the county: no part is more than its whole."""
    special = {"monitoring_level": "3", "monitoring_difference": "0.1", "spending_pupils": "1230"}
    special |= {"disabled_children": "30"}
    return [
        {"measure_id": measure, "stage": stage, "subgroup": part, "period": period, "value": special.get(measure, "10")}
        for (measure, stage, part), (_, period) in county_labels().items()
    ]


def opened(code: str) -> Opened:
    return Opened(load_workbook(io.BytesIO(filled(code))))


# Ways to make a file


def ours(change: Change | None = None, code: str = SCHOOL, name: str = "填报表.xlsx") -> Callable[[Path], Path]:
    """A filled workbook of ours with one thing changed in it."""

    def write(folder: Path) -> Path:
        book = opened(code)
        if change:
            change(book)
        return book.save(folder / name)

    return write


def repacked(
    change: Callable[[str, bytes], bytes | None],
    added: Mapping[str, bytes] | None = None,
    made: Callable[[Path], Path] | None = None,
) -> Callable[[Path], Path]:
    """A workbook with its parts changed: None leaves a part out."""

    def write(folder: Path) -> Path:
        path = (made or ours())(folder)
        with zipfile.ZipFile(path) as source:
            parts = {name: change(name, source.read(name)) for name in source.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for name, content in (parts | dict(added or {})).items():
                if content is not None:
                    target.writestr(name, content)
        return path

    return write


def in_sheet(pattern: str, new: str, count: int = 1) -> Callable[[str, bytes], bytes]:
    """Replace text in the part of the first sheet, the one with the items."""

    def change(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        text, made = re.subn(pattern, lambda _: new, content.decode(), count=count)
        assert made, pattern
        return text.encode()

    return change


def unchanged(_: str, content: bytes) -> bytes:
    return content


def raw(name: str, content: bytes | Callable[[], bytes]) -> Callable[[Path], Path]:
    """A file of these bytes."""

    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content())
        return path

    return write


def old(made: Callable[[Path], Path]) -> Callable[[Path], Path]:
    """The same saved in the old format."""
    return lambda folder: as_xls(made(folder))


def plain(
    answers: Mapping[str, object] = PRIMARY,
    change: Callable[[Workbook], object] | None = None,
    items: Sequence[tuple[str, str, str]] = SCHOOL_ITEMS,
    name: str = "采集表.xlsx",
) -> Callable[[Path], Path]:
    """A filled form of another office with one thing changed in it."""

    def write(folder: Path) -> Path:
        book = plain_book(items, answers)
        if change:
            change(book)
        return save(book, folder / name)

    return write


def plain_county(
    answers: Mapping[str, object] = COUNTY_ANSWERS, change: Callable[[Workbook], object] | None = None
) -> Callable[[Path], Path]:
    return plain(answers, change, COUNTY_ITEMS)


# What clerks and programs do to our workbooks


def put(label: str, value: object, number_format: str | None = None) -> Change:
    def change(book: Opened) -> None:
        cell = book.line(label)
        if number_format:
            cell.number_format = number_format
        cell.value = value

    return change


def relabel(label: str, new: object, column: str = "填报项目") -> Change:
    def change(book: Opened) -> None:
        book.line(label, column).value = new

    return change


def in_table(sheet: str, row: int, label: str, value: object) -> Change:
    def change(book: Opened) -> None:
        book.table(sheet, row, label).value = value

    return change


def in_document(label: str, value: object) -> Change:
    """Change the one document of the county."""

    def change(book: Opened) -> None:
        row = next(row for row in range(1, 99) if book.table(DOCUMENTS, row, "编号").value)
        book.table(DOCUMENTS, row, label).value = value

    return change


def key(name: str, value: str) -> Change:
    def change(book: Opened) -> None:
        cells = next(cells for cells in book.sheet(KEY).iter_rows() if cells[0].value == name)
        cells[1].value = value

    return change


def shuffle(book: Opened) -> None:
    head = book.header(ITEMS, "填报项目").row
    rows = [[cell.value for cell in row] for row in book.sheet(ITEMS).iter_rows(head + 1)]
    for row, values in zip(book.sheet(ITEMS).iter_rows(head + 1), reversed(rows), strict=True):
        for cell, value in zip(row, values, strict=True):
            cell.value = value


def move(book: Opened) -> None:
    book.sheet(ITEMS).insert_rows(1, 4)
    book.sheet(ITEMS).insert_cols(1, 2)


def swap_columns(book: Opened) -> None:
    """The value before the label."""
    label, value = book.header(ITEMS, "填报项目"), book.header(ITEMS, "填报值")
    for row in range(label.row, book.sheet(ITEMS).max_row + 1):
        left, right = book.sheet(ITEMS).cell(row, label.column), book.sheet(ITEMS).cell(row, value.column)
        left.value, right.value = right.value, left.value


def sum_row(book: Opened) -> None:
    for label, value in (("学段", "合计"), ("人数", 300)):
        book.table(CLASSES, 7, label).value = value


def blank_rows(book: Opened) -> None:
    sheet = book.sheet(CLASSES)
    sheet.insert_rows(book.header(CLASSES, "学段").row + 3, 2)


def style_far(book: Opened) -> None:
    fill = book.line(PUPILS).fill
    for row in (900, 5000, 60000):
        book.sheet(ITEMS).cell(row, 3).fill = copy(fill)


def merge(book: Opened) -> None:
    head = book.header(ITEMS, "类别")
    book.sheet(ITEMS).merge_cells(None, head.row + 1, head.column, head.row + 6, head.column)
    book.sheet(ITEMS).merge_cells("A1:H1")


def merge_header(book: Opened) -> None:
    """The header of the classes over two rows."""
    head = book.header(CLASSES, "学段").row
    book.sheet(CLASSES).insert_rows(head + 1)
    for column in range(1, 5):
        book.sheet(CLASSES).merge_cells(None, head, column, head + 1, column)


def scratch_sheet(book: Opened) -> None:
    book.book.create_sheet("草稿")["A1"] = "自用"


def scratch_first(book: Opened) -> None:
    book.book.create_sheet("说明", 0)["B2"] = "见各表"


def reorder(book: Opened) -> None:
    for sheet in list(book.book.worksheets)[:2]:
        book.book.move_sheet(sheet, len(book.book.worksheets))


def show_hidden(book: Opened) -> None:
    for sheet in book.book.worksheets:
        sheet.sheet_state = "visible"


def chart(book: Opened) -> None:
    book.book.create_chartsheet("图").add_chart(BarChart())


def remarks_beside(book: Opened) -> None:
    book.line(PUPILS).comment = Comment("核对过", "某")
    book.sheet(ITEMS).row_dimensions[9].hidden = True
    book.sheet(ITEMS).auto_filter.ref = "A5:H60"


def own_column(book: Opened) -> None:
    head = book.header(ITEMS, "备注说明")
    book.sheet(ITEMS).cell(head.row, head.column + 1).value = "本校核对"
    book.sheet(ITEMS).cell(head.row + 3, head.column + 1).value = "√"


def signed(book: Opened) -> None:
    row = book.sheet(ITEMS).max_row + 2
    book.sheet(ITEMS).cell(row, 1).value = "填表人：某甲"
    book.sheet(ITEMS).cell(row, 5).value = f"联系电话：{NOBODYS_PHONE}"


def person_line(book: Opened) -> None:
    row = book.sheet(ITEMS).max_row + 1
    book.sheet(ITEMS).cell(row, 3).value = "校长姓名"
    book.sheet(ITEMS).cell(row, 5).value = "某乙"


def person_column(book: Opened) -> None:
    head = book.header(CLASSES, "人数")
    for offset, value in enumerate(("班主任", "某丙", "某丁")):
        book.sheet(CLASSES).cell(head.row + offset, head.column + 1).value = value


def day_cell(value: object, number_format: str = "yyyy-mm-dd") -> Change:
    def change(book: Opened) -> None:
        row = next(row for row in range(1, 99) if book.table(DOCUMENTS, row, "编号").value)
        cell = book.table(DOCUMENTS, row, "日期")
        cell.value, cell.number_format = value, number_format

    return change


def counted_from_1904(book: Opened) -> None:
    book.book.epoch = CALENDAR_MAC_1904
    day_cell(datetime(2026, 5, 20))(book)


def shared_texts(made: Callable[[Path], Path]) -> Callable[[Path], Path]:
    """Texts in a part of their own, as Excel, WPS and LibreOffice save them."""

    def write(folder: Path) -> Path:
        texts: list[str] = []

        def share(found: re.Match[str]) -> str:
            texts.append(found[2])
            return f'{found[1]}t="s"><v>{len(texts) - 1}</v></c>'

        def change(name: str, content: bytes) -> bytes:
            if name == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
                part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
                return content.replace(b"</Types>", part.encode())
            if name == "xl/_rels/workbook.xml.rels":
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
                part = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
                return content.replace(b"</Relationships>", part.encode())
            if not name.startswith("xl/worksheets/"):
                return content
            pattern = r'(<c [^>]*)t="inlineStr"><is>(.*?)</is></c>'
            return re.sub(pattern, share, content.decode(), flags=re.DOTALL).encode()

        path = repacked(change, made=made)(folder)
        listed = "".join(f"<si>{text}</si>" for text in texts)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            head = f'<sst xmlns="{MAIN}" count="{len(texts)}" uniqueCount="{len(texts)}">'
            archive.writestr("xl/sharedStrings.xml", f'<?xml version="1.0" encoding="UTF-8"?>{head}{listed}</sst>')
        return path

    return write


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def prefixed(name: str, content: bytes) -> bytes:
    """Every element with a prefix, as libraries of other languages write it."""
    if not name.startswith("xl/worksheets/"):
        return content
    text = re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", content.decode())
    return text.replace("xmlns=", "xmlns:x=", 1).encode()


def without_places(name: str, content: bytes) -> bytes:
    """Cells that do not say where they are; blank ones keep the place of those behind them."""
    if name != "xl/worksheets/sheet1.xml":
        return content
    return re.sub(rb'<c r="[A-Z]+[0-9]+"', b"<c", content)


def relative_targets(name: str, content: bytes) -> bytes:
    return content.replace(b'Target="/xl/', b'Target="') if name.endswith("workbook.xml.rels") else content


def wide_dimension(name: str, content: bytes) -> bytes:
    """A sheet that says it reaches to the last cell, and a styled row there, as LibreOffice may leave it."""
    if name != "xl/worksheets/sheet1.xml":
        return content
    content = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', content)
    last = b'<row r="1048576" ht="12.8"><c r="A1048576" s="1"/><c r="AMJ1048576" s="1"/></row></sheetData>'
    return content.replace(b"</sheetData>", last)


def formula(value: str, kind: str = "") -> Callable[[str, bytes], bytes]:
    """The pupils as a formula, with the value an office program saves beside it."""
    place = place_of(PUPILS)
    return in_sheet(rf'<c r="{place}"[^>]*><v>300</v></c>', f'<c r="{place}"{kind}><f>100+200</f>{value}</c>')


def place_of(label: str, code: str = SCHOOL) -> str:
    return str(opened(code).line(label).coordinate)


def table_place(sheet: str, row: int, label: str) -> str:
    return str(opened(SCHOOL).table(sheet, row, label).coordinate)


# What offices do to their own forms


def rows_of_sheet(book: Workbook) -> list[list[object]]:
    return [[cell.value for cell in row] for row in book.active.iter_rows(4)]


def rewrite_rows(change: Callable[[list[list[object]]], Sequence[Sequence[object]]]) -> Callable[[Workbook], None]:
    """Change the rows below the header."""

    def rewritten(book: Workbook) -> None:
        rows = change([row for row in rows_of_sheet(book)])
        book.active.delete_rows(4, book.active.max_row)
        for row in rows:
            book.active.append(list(row))

    return rewritten


def set_value(label: str, value: object, column: int = 4) -> Callable[[Workbook], None]:
    """Change a cell of the row whose label begins so."""

    def change(rows: list[list[object]]) -> list[list[object]]:
        found = [row for row in rows if str(row[2]).startswith(label)]
        assert len(found) == 1, label
        found[0][column] = value
        return rows

    return rewrite_rows(change)


def labels_changed(change: Callable[[str], str]) -> Callable[[Workbook], None]:
    return rewrite_rows(lambda rows: [[*row[:2], change(str(row[2])), *row[3:]] for row in rows])


def without_brackets(label: str) -> str:
    """Units in their own column only."""
    return re.sub(r"（(?:人|个|间|年|万元|元|平方米)）", "", label)


def without_unit_column(book: Workbook) -> None:
    book.active.delete_cols(4)


def narrow(label: str) -> str:
    return label.replace("（", "(").replace("）", ")").replace("＜", "<").replace("≤", "<=").replace("≥", ">=")


def on_two_sheets(book: Workbook) -> None:
    """The first 25 items on one sheet, the rest on another."""
    rows = rows_of_sheet(book)
    book.active.delete_rows(4 + 25, len(rows))
    write_rows(book.create_sheet("续表"), rows[25:])


def headings(book: Workbook) -> None:
    rewrite_rows(lambda rows: [["一、基本信息"], *rows[:9], [], ["二、学生信息"], *rows[9:], ["合计", "", "合计"]])(
        book
    )


def printed_again(book: Workbook) -> None:
    rewrite_rows(lambda rows: [*rows[:30], HEADER, *rows[30:]])(book)


def signed_plain(book: Workbook) -> None:
    book.active.append([])
    book.active.append(["", "", "填表人：某甲", "", f"电话 {NOBODYS_PHONE}"])
    book.active.append(["", "", "校长", "", "某乙"])


def drop_rows(begin: str) -> Callable[[Workbook], None]:
    return rewrite_rows(lambda rows: [row for row in rows if not str(row[2]).startswith(begin)])


# What is sent in their place


def cut(share: float) -> Callable[[Path], Path]:
    """A download that broke off."""

    def write(folder: Path) -> Path:
        path = ours()(folder)
        content = path.read_bytes()
        path.write_bytes(content[: max(1, int(len(content) * share))])
        return path

    return write


def flipped(folder: Path) -> Path:
    """One byte of the items wrong, as a bad disk leaves it."""
    path = ours()(folder)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 500
    content[at] ^= 0xFF
    path.write_bytes(content)
    return path


def renamed(made: Callable[[Path], Path], suffix: str) -> Callable[[Path], Path]:
    return lambda folder: (path := made(folder)).rename(path.with_suffix(suffix))


def word_document() -> bytes:
    body = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'
    return hostile.packed(
        {"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<x/>", "word/document.xml": body.encode()}
    )


def add_column(book: Workbook) -> None:
    """A second school beside the first: its code stands in the next row of the same item."""
    rewrite_rows(lambda rows: [*rows, [99, "基本信息", "学校代码", "", "0100000002", "必填", None]])(book)


def both_kinds(book: Workbook) -> None:
    book.active.append([99, "残疾儿童入学", "适龄残疾儿童少年总数（人）", "人", 6, "必填", None])


def empty_workbook(folder: Path) -> Path:
    return save(Workbook(), folder / "a.xlsx")


def other_workbook(folder: Path) -> Path:
    book = Workbook()
    book.active.append(["幼儿园名称", "在园人数"])
    book.active.append(["某幼儿园", 120])
    return save(book, folder / "a.xlsx")


def no_value_header(book: Opened) -> None:
    book.header(ITEMS, "填报值").value = "数值"


def without_sheet(name: str) -> Change:
    return lambda book: book.book.remove(book.sheet(name))


def without_line(book: Opened) -> None:
    book.sheet(ITEMS).delete_rows(book.line(PUPILS).row)
