"""The corpus of survey workbooks: files that must be read, and files that must be refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import hostile_files as hostile
from corpus_files import (
    AREA,
    DOCTORS,
    JUNIOR_SCHOOL,
    NOBODY,
    NOBODYS_PHONE,
    OPTIONAL,
    PUPILS,
    SCHOOL,
    THROUGH,
    Change,
    add_column,
    blank_rows,
    both_kinds,
    chart,
    counted_from_1904,
    cut,
    day_cell,
    drop_rows,
    empty_workbook,
    flipped,
    formula,
    headings,
    in_document,
    in_sheet,
    in_table,
    key,
    labels_changed,
    merge,
    merge_header,
    move,
    narrow,
    no_value_header,
    old,
    on_two_sheets,
    opened,
    other_workbook,
    ours,
    own_column,
    person_column,
    person_line,
    plain,
    plain_county,
    prefixed,
    printed_again,
    put,
    raw,
    relabel,
    relative_targets,
    remarks_beside,
    renamed,
    reorder,
    repacked,
    rewrite_rows,
    scratch_first,
    scratch_sheet,
    set_value,
    shared_texts,
    show_hidden,
    shuffle,
    signed,
    signed_plain,
    style_far,
    sum_row,
    swap_columns,
    table_place,
    unchanged,
    wide_dimension,
    without_brackets,
    without_line,
    without_places,
    without_sheet,
    without_unit_column,
    word_document,
)
from plain_forms import (
    COUNTY_ANSWERS,
    COUNTY_ITEMS,
    HEADER,
    JUNIOR,
    NINE_YEARS,
    PRIMARY,
    SCHOOL_ITEMS,
)
from small_county import COUNTY, TERM
from workbooks import CLASSES, DOCUMENTS, ITEMS, KEY

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
    place = table_place(CLASSES, row, at or label)
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
    refused("a part larger than it says", raw("a.xlsx", lambda: hostile.understated(2**28)), DAMAGED),
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
    refused("an .xls with a chart with a cell outside", raw("a.xls", hostile.old_chart_with_cells), LARGE),
    refused("an .xls with a cell outside within a part", raw("a.xls", hostile.old_part_within_a_sheet), LARGE),
    refused("an .xls with a sheet beyond its end", raw("a.xls", hostile.old_sheet_beyond), DAMAGED),
    refused("an .xls with rows by the thousand million", raw("a.xls", hostile.old_dimension), DAMAGED),
    refused("an .xls with one sheet many times", raw("a.xls", hostile.old_same_sheet_often), LARGE),
    refused("an .xls with texts announced", raw("a.xls", hostile.old_texts_announced), LARGE),
    refused("an .xls with one text everywhere", raw("a.xls", hostile.old_text_everywhere), LARGE),
    refused("an .xls of nothing but records", raw("a.xls", hostile.old_endless_records), LARGE),
    # not this form
    refused("an empty workbook", empty_workbook, NO_FORM),
    refused("another workbook", other_workbook, NO_FORM),
    ours_refused("ours without its hidden sheet", without_sheet(KEY), "请用发下的原表填报"),
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
