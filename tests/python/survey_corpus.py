"""Survey workbooks as they come in: files that must be read, and files that must be refused, each made on the spot.

Those of our own are the templates of the small county, filled in; the others are forms of another office.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
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
    JUNIOR,
    NINE_YEARS,
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
# form, key without the term, column
Cell = tuple[str, tuple[str, ...], str]


@dataclass(frozen=True)
class Case:
    """One file. `write` puts it into a folder and says where."""

    name: str
    write: Callable[[Path], Path]
    # Of a file to be read: which file it must be read like, but for these cells, and what is said about it in Chinese.
    like: str = ""
    but: Mapping[Cell, str] | None = None
    said: tuple[str, ...] = ()
    # Of a file to be refused: a part of what is said in Chinese, and where.
    zh: str = ""
    sheet: str | None = None
    cell: str | None = None


# What the files are made of


@cache
def small_county() -> tuple[Path, Known]:
    """The data folder of the small county, and what is known of it."""
    folder = write_small_county(Path(tempfile.mkdtemp(prefix="corpus-")) / "data")
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


def all_of(*changes: Change) -> Change:
    def change(book: Opened) -> None:
        for one in changes:
            one(book)

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
    place = _place_of(PUPILS)
    return in_sheet(rf'<c r="{place}"[^>]*><v>300</v></c>', f'<c r="{place}"{kind}><f>100+200</f>{value}</c>')


def _place_of(label: str, code: str = SCHOOL) -> str:
    return str(opened(code).line(label).coordinate)


def _table_place(sheet: str, row: int, label: str) -> str:
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


def both_of(*changes: Callable[[Workbook], object]) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for one in changes:
            one(book)

    return change


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


def without(*begins: str) -> dict[str, object]:
    return {label: value for label, value in PRIMARY.items() if not label.startswith(begins)}


def drop_rows(begin: str) -> Callable[[Workbook], None]:
    return rewrite_rows(lambda rows: [row for row in rows if not str(row[2]).startswith(begin)])


VISITING = {"体育交流": 1, "音乐交流": 2, "美术交流": 0}
TEACHERS_1 = ("teachers", (SCHOOL, "primary"), "visiting_pe_arts")
UNREAD = ("不需要，或由其他数据得出", "本表没有本软件需要的")
WHOLE = ("是全校合计", *UNREAD)
COUNTY_SAID = ("同时计入", "同时计入", "是合计", *UNREAD)


def ours_read(name: str, change: Change | None, *said: str, but: Mapping[Cell, str] | None = None) -> Case:
    return Case(name, ours(change), "school", but, said)


def pupils(written: object, *said: str) -> Case:
    return ours_read(f"300 pupils written as {written!r}", put(PUPILS, written), *said)


def day(written: object, *said: str, number_format: str = "@") -> Case:
    write = ours(day_cell(written, number_format), COUNTY)
    return Case(f"2026-05-20 written as {written!r}", write, "county", None, said)


READ = (
    # ours
    ours_read("ours as handed out, filled in", None),
    Case("ours of a nine-year school", ours(code=THROUGH), "through"),
    Case("ours of a junior school", ours(code=JUNIOR_SCHOOL), "junior"),
    Case("ours of the county", ours(code=COUNTY), "county"),
    Case("ours saved as .xls", old(ours()), "school"),
    Case("ours of the county saved as .xls", old(ours(code=COUNTY)), "county"),
    Case("ours under a name in capitals", ours(name="0100000001 第1学校（终稿）.XLSX"), "school"),
    pupils("300"),
    pupils(300.0),
    pupils("３００", "读为 300"),
    pupils(" 300\u00a0", "读为 300"),
    pupils("300_x000D_\n", "读为 300"),
    pupils("３ ００", "读为 300"),
    ours_read("thousands apart", put(AREA, "1,500"), "读为 1500"),
    ours_read("thousands apart, full-width", put(AREA, "１，５００"), "读为 1500"),
    ours_read("none for 0", put(DOCTORS, "无"), "“无”按 0 计"),
    *(
        ours_read(
            f"missing written as {sign!r}",
            put(OPTIONAL, sign),
            "按缺报处理",
            but={("school_funds", ("2025", SCHOOL), "allocated_wan"): ""},
        )
        for sign in ("—", "——", "-1", -1, "*", "＊", "-")
    ),
    ours_read(
        "a required item left blank",
        put(PUPILS, None),
        "必填项“小学学生人数”未填",
        but={("pupils", (SCHOOL, "primary"), "pupils"): ""},
    ),
    ours_read("id as a number", put("学校代码", int(SCHOOL), "0"), f"标识码按文本读为 {SCHOOL}"),
    ours_read("id full-width", put("学校代码", "０１０００００００１"), f"读为 {SCHOOL}"),
    ours_read("a choice by its code", put("所在地城乡类型", "220")),
    ours_read("a choice by its words", put("所在地城乡类型", "村庄"), but=None),
    ours_read("yes with spaces", put("是否寄宿制学校", " 否 "), "读为 否"),
    ours_read("rows upside down", shuffle),
    ours_read("columns in another order", swap_columns),
    ours_read("the form moved down and right", move),
    ours_read("a sum row among the classes", sum_row, "合计行，未读取"),
    ours_read("blank rows among the classes", blank_rows),
    ours_read("styled rows far below", style_far),
    ours_read("sections and titles merged", merge),
    ours_read("a header over two rows", merge_header),
    ours_read("a sheet of one's own", scratch_sheet, "此工作表不属于填报表，未读取"),
    ours_read("a sheet of one's own in front", scratch_first, "此工作表不属于填报表，未读取"),
    ours_read("sheets in another order", reorder),
    ours_read("hidden sheets shown", show_hidden),
    ours_read("a chart on a sheet of its own", chart),
    ours_read("comments, hidden rows and a filter", remarks_beside),
    ours_read("a column of one's own", own_column, "此列不属于填报表，未读取"),
    ours_read("signed below", signed, "个人信息，未读取"),
    ours_read("a line that asks for the principal", person_line, "个人信息，未读取"),
    ours_read("a column for the form teachers", person_column, "个人信息，未读取"),
    ours_read("line breaks of an exporter in a label", relabel(PUPILS, " 小学_x000D_\n学生\u3000人数 ")),
    Case("a formula with its value", repacked(formula("<v>300</v>")), "school"),
    Case("a formula whose value is text", repacked(formula("<v>300</v>", ' t="str"')), "school"),
    Case("texts in a part of their own", shared_texts(ours()), "school"),
    Case("cells that do not say where they are", repacked(without_places), "school"),
    Case("elements with a prefix", repacked(prefixed), "school"),
    Case("a sheet that reaches to the last cell", repacked(wide_dimension), "school"),
    Case("parts named from the workbook on", repacked(relative_targets), "school"),
    Case("printer settings, theme and custom parts", repacked(unchanged, {"customXml/item1.xml": b"<a/>"}), "school"),
    day("2026/5/20", "读为 2026-05-20"),
    day("2026.5.20", "读为 2026-05-20"),
    day("2026年5月20日", "读为 2026-05-20"),
    day("２０２６－０５－２０", "读为 2026-05-20"),
    day(date(2026, 5, 20), number_format="yyyy/m/d"),
    day(datetime(2026, 5, 20, 9, 30), number_format="yyyy-mm-dd hh:mm"),
    Case("days counted from 1904", ours(counted_from_1904, COUNTY), "county"),
    # of another office
    Case("plain, of a primary school", plain(), "plain primary", said=UNREAD),
    Case("plain, of a junior school", plain(JUNIOR), "plain junior", said=UNREAD),
    Case("plain, of a nine-year school", plain(NINE_YEARS), "plain through", said=WHOLE),
    Case("plain, of the county", plain_county(), "plain county", said=COUNTY_SAID),
    Case("plain, saved as .xls", old(plain()), "plain primary", said=UNREAD),
    Case("plain, of the county, saved as .xls", old(plain_county()), "plain county", said=COUNTY_SAID),
    Case("plain, texts in a part of their own", shared_texts(plain()), "plain primary", said=UNREAD),
    Case("plain, units in a column only", plain(change=labels_changed(without_brackets)), "plain primary", said=UNREAD),
    Case("plain, units in the labels only", plain(change=without_unit_column), "plain primary", said=UNREAD),
    Case("plain, half-width brackets", plain(change=labels_changed(narrow)), "plain primary", said=UNREAD),
    Case(
        "plain, other dashes and signs",
        plain(change=labels_changed(lambda label: label.replace("-", "—").replace("㎡", "m²"))),
        "plain primary",
        said=UNREAD,
    ),
    Case(
        "plain, items numbered and starred",
        plain(change=rewrite_rows(lambda rows: [[*r[:2], f"{r[0]}、{r[2]}*", *r[3:]] for r in rows])),
        "plain primary",
        said=UNREAD,
    ),
    Case("plain, rows upside down", plain(change=rewrite_rows(lambda rows: rows[::-1])), "plain primary", said=UNREAD),
    Case("plain, on two sheets", plain(change=on_two_sheets), "plain primary", said=UNREAD),
    Case("plain, with headings and a sum row", plain(change=headings), "plain primary", said=("合计行", *UNREAD)),
    Case("plain, header printed again", plain(change=printed_again), "plain primary", said=UNREAD),
    Case("plain, signed below", plain(change=signed_plain), "plain primary", said=("个人信息", *UNREAD)),
    Case(
        "plain, id as a number",
        plain(PRIMARY | {"学校代码": int(SCHOOL)}),
        "plain primary",
        said=("前导0", *UNREAD),
    ),
    Case(
        "plain, school by its name",
        plain(PRIMARY | {"学校代码": None}),
        "plain primary",
        said=("没有学校代码，按校名读为", *UNREAD),
    ),
    Case(
        "plain, another name",
        plain(PRIMARY | {"学校名称": "小县第一小学"}),
        "plain primary",
        said=("请确认是同一所学校", *UNREAD),
    ),
    Case(
        "plain, visiting teachers",
        plain(PRIMARY | VISITING),
        "plain primary",
        {TEACHERS_1: "3"},
        ("计入“体育、音乐、美术、艺术交流轮岗", *UNREAD),
    ),
    Case(
        "plain, small music rooms",
        plain(PRIMARY | {"61㎡≤单间面积＜73": 1, "音乐教室总": 2}),
        "plain primary",
        {
            ("premises", (SCHOOL,), "music_rooms"): "2",
            ("premises", (SCHOOL,), "music_rooms_54_73"): "1",
        },
        ("计入“54㎡≤单间面积＜73㎡的音乐教室间数”", *UNREAD),
    ),
    Case(
        "plain, rented grounds",
        plain(PRIMARY | {"校外租赁": 800}),
        "plain primary",
        said=("未计入", *UNREAD),
    ),
    Case(
        "plain, an item missing",
        plain(change=drop_rows("网络多媒体")),
        "plain primary",
        {("equipment", (SCHOOL,), "multimedia_rooms"): ""},
        ("表中缺少 1 个填报项目", *UNREAD),
    ),
    Case(
        "plain, classes that do not add up",
        plain(PRIMARY | {"班级总数": 7}),
        "plain primary",
        said=("各班额段班级数合计为 6", *UNREAD),
    ),
    Case("plain, nothing for a stage not taught", plain(PRIMARY | {"初中学生人数": 0}), "plain primary", said=UNREAD),
    Case("plain, dashes for a stage not taught", plain(PRIMARY | {"本届毕业": "—"}), "plain primary", said=UNREAD),
    Case(
        "plain, an unknown item without a value",
        plain(change=rewrite_rows(lambda rows: [*rows, [99, "其他", "校车辆数（辆）", "辆", None, "选填"]])),
        "plain primary",
        said=("不认识的填报项目，没有填数", *UNREAD),
    ),
    Case(
        "plain, county by its name",
        plain_county(COUNTY_ANSWERS | {"区县代码": None}),
        "plain county",
        said=("没有区县代码", *COUNTY_SAID),
    ),
    Case(
        "plain, year with its word",
        plain_county(COUNTY_ANSWERS | {"填报年度": "2026年度"}),
        "plain county",
        said=COUNTY_SAID,
    ),
    Case(
        "plain, no year",
        plain_county(COUNTY_ANSWERS | {"填报年度": None}),
        "plain county",
        said=("没有填报年度", *COUNTY_SAID),
    ),
)


# What is refused


def refused(
    name: str, write: Callable[[Path], Path], zh: str, sheet: str | None = None, cell: str | None = None
) -> Case:
    return Case(name, write, zh=zh, sheet=sheet, cell=cell)


def ours_refused(name: str, change: Change, zh: str, sheet: str | None = None, cell: str | None = None) -> Case:
    return refused(name, ours(change), zh, sheet, cell)


def line_refused(label: str, value: object, zh: str, column: str = "填报值") -> Case:
    """A line of our items with something in it that cannot be read."""
    place = str(opened(SCHOOL).line(label, column).coordinate)
    return ours_refused(f"{label} {column}: {value!r}", relabel(label, value, column), zh, ITEMS, place)


def class_refused(row: int, label: str, value: object, zh: str, at: str = "") -> Case:
    place = _table_place(CLASSES, row, at or label)
    return ours_refused(f"class {row} {label}: {value!r}", in_table(CLASSES, row, label, value), zh, CLASSES, place)


def plain_refused(begin: str, value: object, zh: str, column: int = 4, answers: Mapping[str, object] = PRIMARY) -> Case:
    """A cell of another office's form with something in it that cannot be read."""
    items = COUNTY_ITEMS if answers is COUNTY_ANSWERS else SCHOOL_ITEMS
    row = next(number for number, (_, label, _) in enumerate(items, 4) if label.startswith(begin))
    write = plain(answers, set_value(begin, value, column), items)
    return refused(f"plain {begin} {HEADER[column]}: {value!r}", write, zh, "数据采集", f"{'ABCDEFG'[column]}{row}")


def document_refused(label: str, value: object, zh: str) -> Case:
    book = opened(COUNTY)
    row = next(row for row in range(1, 99) if book.table(DOCUMENTS, row, "编号").value)
    place = str(book.table(DOCUMENTS, row, label).coordinate)
    return refused(f"document {label}: {value!r}", ours(in_document(label, value), COUNTY), zh, DOCUMENTS, place)


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


DAMAGED, LARGE, RENAMED, LOCKED, MACROS = "已损坏", "过大", "与扩展名", "有密码", "文件含宏"
NO_NUMBER, NO_PERSON, NO_FORM = "应为不小于0的数", "含身份证号或手机号", "不认识的文件"
MACRO_KIND = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
SHEET_KIND = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

REFUSED = (
    # no workbook, or a broken one
    *(refused(f"cut off after {share:.0%}", cut(share), DAMAGED) for share in (0.05, 0.5, 0.9, 0.999)),
    refused("one byte left", raw("a.xlsx", b"P"), RENAMED),
    refused("one byte wrong", flipped, DAMAGED),
    refused("no byte", raw("a.xlsx", b""), "空的"),
    refused(".xls renamed .xlsx", renamed(old(ours()), ".xlsx"), RENAMED),
    refused(".xlsx renamed .xls", renamed(ours(), ".xls"), RENAMED),
    refused("CSV renamed .xlsx", raw("a.xlsx", "填报项目,填报值\n小学学生人数,300\n".encode("gb18030")), RENAMED),
    refused("web page named .xls", raw("a.xls", "<table><tr><td>填报项目</td></tr></table>".encode()), RENAMED),
    refused("Word document renamed .xlsx", raw("a.xlsx", word_document), DAMAGED),
    refused("PDF renamed .xlsx", raw("a.xlsx", b"%PDF-1.7\n"), RENAMED),
    refused("archive renamed .xlsx", raw("a.xlsx", hostile.nested), DAMAGED),
    refused("half an .xls", raw("a.xls", lambda: hostile.old_workbook(hostile.old_number(0, 0))[:2048]), DAMAGED),
    refused("an .xls of zeros", raw("a.xls", b"\xd0\xcf\x11\xe0" + bytes(5000)), DAMAGED),
    refused("an .xls that runs in a circle", raw("a.xls", hostile.old_chain_in_a_circle), DAMAGED),
    refused("a sheet that breaks off", repacked(in_sheet("</sheetData>", "")), DAMAGED),
    refused("a sheet that is no XML", repacked(in_sheet("<sheetData>", "<sheetData>&nbsp;")), DAMAGED),
    refused("no list of sheets", repacked(lambda n, c: None if n == "xl/workbook.xml" else c), DAMAGED),
    refused(
        "a text nobody wrote",
        raw("a.xlsx", lambda: hostile.packed(hostile.xlsx_parts('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'))),
        DAMAGED,
    ),
    refused("a cell nowhere", repacked(in_sheet('<c r="A1"', '<c r="A0"')), DAMAGED),
    refused("a part twice", raw("a.xlsx", hostile.same_part_twice), DAMAGED),
    # locked, macros, links
    refused("a password", raw("a.xlsx", hostile.encrypted_workbook), LOCKED),
    refused("a password, named .xls", raw("a.xls", hostile.encrypted_workbook), LOCKED),
    refused("a password of an .xls", raw("a.xls", hostile.old_password), LOCKED),
    refused("a password of a zip program", raw("a.xlsx", hostile.with_password_flag), LOCKED),
    refused("macros, .xlsm", renamed(ours(), ".xlsm"), "宏"),
    refused("macros, renamed .xlsx", repacked(unchanged, {"xl/vbaProject.bin": b"code"}), MACROS),
    refused("macros, by the kind alone", repacked(lambda _, c: c.replace(SHEET_KIND, MACRO_KIND)), MACROS),
    refused("macro sheets", repacked(unchanged, {"xl/macrosheets/sheet1.xml": b"<x/>"}), MACROS),
    refused(
        "macros in an .xls", raw("a.xls", lambda: hostile.compound_file({"Workbook": b"", "_VBA_PROJECT": b""})), MACROS
    ),
    refused("a macro sheet in an .xls", raw("a.xls", hostile.old_macro_sheet), MACROS),
    refused("links", repacked(unchanged, {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "指向其他文件"),
    refused("links in an .xls", raw("a.xls", hostile.old_links), "指向其他文件"),
    # bombs
    refused("zeros by the hundred megabytes", raw("a.xlsx", lambda: hostile.zeros(2**28)), LARGE),
    refused("zeros beyond the limit", raw("a.xlsx", lambda: hostile.zeros(65 * 2**20)), LARGE),
    refused("a part larger than it says", raw("a.xlsx", lambda: hostile.understated(2**26)), DAMAGED),
    refused("thousands of parts", raw("a.xlsx", hostile.many_parts), LARGE),
    refused("many megabytes", raw("a.xlsx", hostile.many_megabytes), LARGE),
    refused("a cell in the last corner", ours(lambda book: book.sheet(ITEMS).cell(1048576, 16384, 1)), LARGE),
    refused(
        "an empty text in the last corner",
        repacked(in_sheet("</sheetData>", '<row r="1048576"><c r="XFD1048576" t="str"><v></v></c></row></sheetData>')),
        LARGE,
    ),
    refused("wide sheets by the hundred", raw("a.xlsx", hostile.many_wide_sheets), LARGE),
    refused("millions of cells", raw("a.xlsx", hostile.millions_of_cells), LARGE),
    refused("elements in elements", raw("a.xlsx", hostile.deep_elements), LARGE),
    refused("one text everywhere", raw("a.xlsx", hostile.one_text_everywhere), LARGE),
    refused("texts announced", raw("a.xlsx", hostile.texts_announced), LARGE),
    refused("entities in a sheet", raw("a.xlsx", hostile.laughing_sheet), DAMAGED),
    refused("entities in the texts", raw("a.xlsx", hostile.laughing_texts), DAMAGED),
    refused("an entity from outside", raw("a.xlsx", hostile.outside_entity), DAMAGED),
    refused("an .xls with a cell far away", raw("a.xls", hostile.old_far_cell), LARGE),
    refused("an .xls with a cell outside", raw("a.xls", hostile.old_cell_outside), LARGE),
    refused("an .xls with rows by the thousand million", raw("a.xls", hostile.old_dimension), DAMAGED),
    refused("an .xls with one sheet many times", raw("a.xls", hostile.old_same_sheet_often), LARGE),
    refused("an .xls with texts announced", raw("a.xls", hostile.old_texts_announced), LARGE),
    refused("an .xls with one text everywhere", raw("a.xls", hostile.old_text_everywhere), LARGE),
    refused("an .xls of nothing but records", raw("a.xls", hostile.old_endless_records), LARGE),
    # not this form
    refused("an empty workbook", empty_workbook, NO_FORM),
    refused("another workbook", other_workbook, NO_FORM),
    ours_refused("ours without its hidden sheet", without_sheet(KEY), NO_FORM),
    ours_refused("another version", key("form_version", "000000000000"), "填报表版本应为", KEY),
    ours_refused("another term", key("term_id", "2025-2026-2"), f"应为 {TERM} 学期的表", KEY),
    ours_refused("another county", key("county_code", "999999"), "应为 counties.csv 中的区县代码", KEY),
    ours_refused("a school nobody registered", key("school_id", "0100000099"), "登记的学校", KEY),
    ours_refused("a workbook of no kind", key("workbook", "kindergarten"), "不是本软件发出的填报表"),
    ours_refused("without the classes", without_sheet(CLASSES), "缺少此工作表", CLASSES),
    ours_refused("without the items", without_sheet(ITEMS), "缺少此工作表", ITEMS),
    ours_refused("without the header", no_value_header, "找不到表头", ITEMS),
    ours_refused("without an item", without_line, f"缺少填报项目“{PUPILS}”", ITEMS),
    # a cell of ours
    line_refused(PUPILS, "约三百", NO_NUMBER),
    line_refused(PUPILS, "300人", NO_NUMBER),
    line_refused(PUPILS, -5, NO_NUMBER),
    line_refused(PUPILS, "1,30", NO_NUMBER),
    line_refused(PUPILS, 300.5, "应为整数"),
    line_refused(PUPILS, "300.5", "应为整数"),
    line_refused(PUPILS, 10**9, "数值过大"),
    line_refused(PUPILS, date(2026, 3, 1), "应为数字"),
    line_refused(PUPILS, True, "应为数字"),
    line_refused(PUPILS, "=100+200", "公式没有保存结果"),
    line_refused(PUPILS, "#REF!", "错误值"),
    line_refused(AREA, "3亩", NO_NUMBER),
    line_refused("教学仪器设备资产值（账面原值）", "元", "单位应为“万元”", "单位"),
    line_refused(AREA, "亩", "单位应为“平方米”", "单位"),
    line_refused(PUPILS, "小学在校学生总数", "不认识的填报项目", "填报项目"),
    line_refused("家庭住址在划片范围内的在校学生人数（小学）", PUPILS, "填报项目重复", "填报项目"),
    line_refused("学校类型", "311 初级中学", "不可改动"),
    line_refused("学校代码", THROUGH, "不可改动"),
    line_refused("所在地城乡类型", "999", "下拉列表"),
    line_refused("是否寄宿制学校", "不详", "下拉列表"),
    line_refused("学校名称", f"第1学校 {NOBODYS_PHONE}", NO_PERSON),
    ours_refused("a class of a stage not taught", in_table(CLASSES, 2, "学段", "初中"), "下拉列表", CLASSES),
    class_refused(2, "学段", "合并班", "下拉列表"),
    class_refused(2, "年级", "二年级", NO_NUMBER),
    class_refused(2, "年级", 1, "重复", "学段"),
    class_refused(2, "年级", 8, "年级", "年级"),
    class_refused(2, "班号", None, "必填"),
    class_refused(2, "人数", "=B2", "公式没有保存结果"),
    class_refused(2, "人数", -1.5, NO_NUMBER),
    document_refused("日期", "2026-02-30", "真实存在的日期"),
    document_refused("结论", "基本达标", "下拉列表"),
    document_refused("佐证材料", f"见某人 {NOBODY}", NO_PERSON),
    document_refused("简短结论", f"联系 {NOBODYS_PHONE[:3]}-{NOBODYS_PHONE[3:7]}-{NOBODYS_PHONE[7:]}", NO_PERSON),
    document_refused("评估部门", "办公室１９９００００００００", NO_PERSON),
    # of another office
    plain_refused("小学学生人数", "约三百", NO_NUMBER),
    plain_refused("小学学生人数", -3, NO_NUMBER),
    plain_refused("小学学生人数", 3.5, "应为整数"),
    plain_refused("小学学生人数", "=1+1", "公式没有保存结果"),
    plain_refused("小学学生人数", "在校小学生数（人）", "不认识的填报项目", 2),
    plain_refused("初中学生人数", 12, "本校不设初中"),
    plain_refused("教学仪器", "元", "单位应为“万元”", 3),
    plain_refused("教学仪器", "教学仪器设备资产值（账面原值）（元）", "单位应为“万元”", 2),
    plain_refused("上一年度公用经费预算", "上一年度公用经费预算总额（元）", "单位应为“万元”", 2),
    plain_refused("教学及辅助", "亩", "单位应为“平方米”", 3),
    plain_refused("学校代码", "0100000099", "应为本学期登记的学校"),
    plain_refused("学校代码", "0100000002", "应为本学期登记的学校"),
    plain_refused("学校代码", "第一小学", "只含数字"),
    plain_refused("学校类型", "初中", "登记为“小学”"),
    plain_refused("是否2010年", "大概", "下拉列表"),
    plain_refused("区县代码", "999999", "应为 counties.csv 中的区县代码", answers=COUNTY_ANSWERS),
    plain_refused("填报年度", 2025, "应为 2026 年度的表", answers=COUNTY_ANSWERS),
    plain_refused("规定的小学", "规定的小学生均公用经费标准（万元）", "单位应为“元”", 2, COUNTY_ANSWERS),
    plain_refused("上年度义务教育", "元", "单位应为“万元”", 3, COUNTY_ANSWERS),
    plain_refused("填报年度", "下一年", "应为 2026 年度的表", answers=COUNTY_ANSWERS),
    refused("plain, two schools", plain(change=add_column), "一份表只报一所学校", "数据采集"),
    refused("plain, of a school and the county", plain(change=both_kinds), "请分表填报", "数据采集"),
    refused("plain, no school", plain(PRIMARY | {"学校代码": None, "学校名称": "别处小学"}), "应为本学期登记的学校"),
    refused(
        "plain, a value without an item",
        plain(change=rewrite_rows(lambda rows: [*rows, [None, None, None, None, 5]])),
        "没有填报项目",
        "数据采集",
    ),
    refused(
        "plain, a formula in an .xls",
        raw("a.xls", lambda: hostile.old_formula_without_value(PUPILS)),
        "公式没有保存结果",
        "表",
        "C3",
    ),
)
