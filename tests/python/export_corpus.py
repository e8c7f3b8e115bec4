"""Files of many schools as counties send them: exports by stage, tidy tables; some must be read, some refused.

All are of the small county with three schools more, in its term. What each must give is written here by hand.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import xlwt
from forms import add_row
from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from small_county import COUNTY, TERM, write_small_county

# survey form, school, stage: the columns that are filled
Values = dict[tuple[str, str, str], dict[str, str]]
Write = Callable[[Path], Path]
ONE, TWO, THROUGH, JUNIOR, POINT, ATTACHED, SPECIAL = (f"010000000{number}" for number in range(1, 8))


@dataclass(frozen=True)
class Case:
    """One file. `write` puts it into a folder; `zh`: what the message that refuses it says, `where` it stands."""

    name: str
    write: Write
    values: Values = field(default_factory=dict)
    notices: tuple[str, ...] = ()  # each of these is said, as a notice
    asks: tuple[str, ...] = ()  # exactly these are asked
    zh: str = ""
    where: str = ""
    shape: str = "county_export"


def write_register(folder: Path) -> Path:
    """The small county with a teaching point, attached primary classes of the junior school, a special school."""
    write_small_county(folder)
    more = (
        (POINT, "第5教学点", "218", "0", ""),
        (ATTACHED, "第4学校附设小学班", "219", "0", JUNIOR),
        (SPECIAL, "小县培智学校", "513", "1", ""),
    )
    for school_id, name, kind, counts, parent in more:
        add_row(
            folder / "schools.csv",
            term_id=TERM,
            county_code=COUNTY,
            school_id=school_id,
            school_name=name,
            school_kind=kind,
            urban_rural_code="220",
            township_id=f"{COUNTY}-01",
            organiser_code="7",
            counts_as_school=counts,
            parent_school_id=parent,
            is_boarding="0",
            source_id="small",
            revision="1",
            received_at="2026-09-20",
        )
    return folder


# The exports

# Labels from top to bottom, one column a line; what an exporter leaves out of a merged cell is left out below.
COLUMNS: tuple[tuple[str, ...], ...] = (
    ("学校名称",),
    ("学校标识码",),
    ("办学类型",),
    ("城乡类型",),
    ("是否计校数",),
    ("在校生数", "合计"),
    ("班数", "合计"),
    ("专任教师", "合计"),
    ("专任教师", "按学历分", "博士研究生"),
    ("专任教师", "按学历分", "硕士研究生"),
    ("专任教师", "按学历分", "本科"),
    ("专任教师", "按学历分", "专科"),
    ("按授课课程分", "体育与健康"),
    ("按授课课程分", "音乐"),
    ("按授课课程分", "美术"),
    ("按授课课程分", "艺术", "计"),
    ("按授课课程分", "艺术", "其中：舞蹈"),
    ("县级以上骨干教师（小学）",),
    ("县级以上骨干教师（初中）",),
    ("教学及辅助用房", "计"),
    ("教学及辅助用房", "室内体育用房"),
    ("运动场地面积",),
    ("教学仪器设备资产值（万元）",),
    ("网络多媒体教室",),
)
NAME, ID, KIND, AREA, COUNTS, PUPILS, CLASSES, TEACHERS = range(8)
PE, MUSIC, ART, ARTS, DANCE, BACKBONE, BACKBONE_JUNIOR = range(12, 19)
TEACHING, INDOOR, OUTDOOR, EQUIPMENT, ROOMS = range(19, 24)

PRIMARY_ROWS: tuple[tuple[Any, ...], ...] = (
    ("第1学校", ONE, "211", "220", "是", 300, 6, 20, 0, 1, 9, 4, 1, 1, 1, 2, 1, 2, "*", 1500, 100, 2400, 60.5, 7),
    ("第2学校", TWO, "211", "220", "是", 120, 6, 21, 0, 0, 5, 3, 1, 1, 0, 0, 0, 1, "*", 480.5, 0, 960, 20.25, 3),
    ("第3学校", THROUGH, "312", "220", "是", 210, 6, 22, 0, 1, 6, 4, 1, 0, 1, 0, 0, 1, 3, 2000, 150.5, 2880, 80, 9),
    ("第5教学点", POINT, "218", "220", "否", 30, 2, 3, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, "*", 200, 0, 310, 5, 1),
    (
        "第4学校附设小学班",
        ATTACHED,
        "219",
        "220",
        "否",
        20,
        1,
        2,
        0,
        0,
        1,
        1,
        0,
        1,
        0,
        0,
        0,
        0,
        "*",
        "",
        "",
        "",
        "",
        "",
    ),
)
JUNIOR_ROWS: tuple[tuple[Any, ...], ...] = (
    ("第3学校", THROUGH, "312", "220", "是", 150, 3, 24, 0, 2, 11, 1, 1, 1, 1, 0, 0, 1, 3, 2000, 150.5, 2880, 80, 9),
    ("第4学校", JUNIOR, "311", "220", "是", 450, 9, 36, 0, 3, 30, 3, 2, 1, 1, 0, 0, "*", 4, 2610, 0, 4500, 200.75, 12),
)
SUM_PRIMARY = ("合计", "", "", "", "", 680, 21, 68, 0, 2, 22, 14, 3, 3, 2, 2, 1, 4, "", 4180.5, 250.5, 6550, 165.75, 20)


def _teachers(*counts: int) -> dict[str, str]:
    names = ("full_time", "doctor", "master", "bachelor", "college", "pe", "music", "fine_art", "arts", "backbone")
    return dict(zip(names, map(str, counts), strict=True))


def _campus(school: str, teaching: str, indoor: str, outdoor: str, value: str, rooms: str) -> Values:
    areas = {"teaching_area_m2": teaching, "indoor_sports_m2": indoor, "outdoor_sports_m2": outdoor}
    return {
        ("premises", school, ""): areas | {"gymnasium_m2": "0"},
        ("equipment", school, ""): {"equipment_value_wan": value, "multimedia_rooms": rooms},
    }


PRIMARY: Values = {
    ("pupils", ONE, "primary"): {"pupils": "300"},
    ("pupils", TWO, "primary"): {"pupils": "120"},
    ("pupils", THROUGH, "primary"): {"pupils": "210"},
    ("pupils", POINT, "primary"): {"pupils": "30"},
    ("pupils", ATTACHED, "primary"): {"pupils": "20"},
    ("teachers", ONE, "primary"): _teachers(20, 0, 1, 9, 4, 1, 1, 1, 2, 2),
    ("teachers", TWO, "primary"): _teachers(21, 0, 0, 5, 3, 1, 1, 0, 0, 1),
    ("teachers", THROUGH, "primary"): _teachers(22, 0, 1, 6, 4, 1, 0, 1, 0, 1),
    ("teachers", POINT, "primary"): _teachers(3, 0, 0, 1, 2, 0, 0, 0, 0, 0),
    ("teachers", ATTACHED, "primary"): _teachers(2, 0, 0, 1, 1, 0, 1, 0, 0, 0),
    **_campus(ONE, "1500", "100", "2400", "60.5", "7"),
    **_campus(TWO, "480.5", "0", "960", "20.25", "3"),
    **_campus(THROUGH, "2000", "150.5", "2880", "80", "9"),
    **_campus(POINT, "200", "0", "310", "5", "1"),
}
JUNIOR_STAGE: Values = {
    ("pupils", THROUGH, "junior"): {"pupils": "150"},
    ("pupils", JUNIOR, "junior"): {"pupils": "450"},
    ("teachers", THROUGH, "junior"): _teachers(24, 0, 2, 11, 1, 1, 1, 1, 0, 3),
    ("teachers", JUNIOR, "junior"): _teachers(36, 0, 3, 30, 3, 2, 1, 1, 0, 4),
    **_campus(THROUGH, "2000", "150.5", "2880", "80", "9"),
    **_campus(JUNIOR, "2610", "0", "4500", "200.75", "12"),
}


def but(values: Values, *changes: tuple[str, str, str, str]) -> Values:
    """The values but for some: form, school, column, value; empty: the column is blank."""
    changed = deepcopy(values)
    for form, school, column, value in changes:
        key = next(key for key in changed if key[:2] == (form, school))
        if value:
            changed[key][column] = value
        else:
            del changed[key][column]
    return changed


def without(values: Values, *columns: str, school: str = "") -> Values:
    """The values without some columns, or without a school."""
    kept = {key: {name: cell for name, cell in row.items() if name not in columns} for key, row in values.items()}
    return {key: row for key, row in kept.items() if row and key[1] != school}


def without_arts(values: Values) -> Values:
    """The values without those of the first school's arts, of whatever subject."""
    return but(values, *(("teachers", ONE, name, "") for name in ("music", "fine_art", "arts")))


@dataclass
class Grid:
    """A table of an export before it is written: title, header and rows."""

    title: list[list[Any]] = field(default_factory=lambda: [["小县小学基本情况"], ["单位：人、平方米、万元"]])
    columns: list[tuple[str, ...]] = field(default_factory=lambda: list(COLUMNS))
    rows: list[list[Any]] = field(default_factory=lambda: [list(row) for row in (*PRIMARY_ROWS, SUM_PRIMARY)])
    sheet: str = "Sheet1"
    # merged cells of the header: as such, or their text repeated in each cell
    is_split: bool = False

    def header(self) -> list[list[str]]:
        depth = max(map(len, self.columns))
        rows = []
        for level in range(depth):
            row = []
            for number, labels in enumerate(self.columns):
                path, before = labels[: level + 1], self.columns[number - 1][: level + 1] if number else ()
                label = labels[level] if level < len(labels) else ""
                if self.is_split:
                    label = labels[min(level, len(labels) - 1)]
                elif path == before:
                    label = ""
                row.append(label)
            rows.append(row)
        return rows

    def cells(self) -> list[list[Any]]:
        return [*self.title, *self.header(), *self.rows]

    @property
    def first_row(self) -> int:
        """The number of the first school's row."""
        return len(self.title) + max(map(len, self.columns)) + 1


Change = Callable[[Grid], object]


def grid(*changes: Change) -> Grid:
    made = Grid()
    for change in changes:
        change(made)
    return made


def junior_grid(*changes: Change) -> Grid:
    made = Grid(title=[["小县初中基本情况"], ["单位：人、平方米、万元"]], rows=[list(row) for row in JUNIOR_ROWS])
    for change in changes:
        change(made)
    return made


def to_xlsx(grids: Sequence[Grid], name: str, finish: Callable[[Workbook], object] = lambda book: None) -> Write:
    """A workbook of these tables, one a sheet; `finish` changes it before it is saved."""

    def write(folder: Path) -> Path:
        book = Workbook()
        book.remove(book.active)
        for number, one in enumerate(grids):
            sheet = book.create_sheet(one.sheet if len(grids) == 1 or one.sheet != "Sheet1" else f"Sheet{number + 1}")
            for row, cells in enumerate(one.cells(), 1):
                for column, value in enumerate(cells, 1):
                    if value != "":
                        sheet.cell(row, column).value = value
            if not one.is_split:
                _merge(sheet, one)
        finish(book)
        book.save(folder / name)
        return folder / name

    return write


def _merge(sheet: Any, one: Grid) -> None:
    top, header = len(one.title) + 1, one.header()
    for level, row in enumerate(header):
        for number, label in enumerate(row):
            if not label:
                continue
            right = number
            while (
                right + 1 < len(row)
                and not row[right + 1]
                and one.columns[right + 1][: level + 1] == one.columns[number][: level + 1]
            ):
                right += 1
            bottom = level
            while right == number and bottom + 1 < len(header) and not header[bottom + 1][number]:
                bottom += 1
            if (right, bottom) != (number, level):
                sheet.merge_cells(
                    start_row=top + level, end_row=top + bottom, start_column=number + 1, end_column=right + 1
                )


def to_xls(grids: Sequence[Grid], name: str) -> Write:
    def write(folder: Path) -> Path:
        book = xlwt.Workbook(encoding="utf-8")
        for number, one in enumerate(grids, 1):
            sheet = book.add_sheet(one.sheet if one.sheet != "Sheet1" else f"Sheet{number}")
            for row, cells in enumerate(one.cells()):
                for column, value in enumerate(cells):
                    if value != "":
                        sheet.write(row, column, value)
        content = io.BytesIO()
        book.save(content)
        (folder / name).write_bytes(content.getvalue())
        return folder / name

    return write


def to_csv(one: Grid, name: str, encoding: str = "utf-8", delimiter: str = ",", end: str = "\r\n") -> Write:
    return text_file(csv_text(one.cells(), delimiter, end), name, encoding)


def csv_text(rows: Sequence[Sequence[Any]], delimiter: str = ",", end: str = "\r\n") -> str:
    """Rows as an office program writes them: every row as wide as the widest."""
    width = max(map(len, rows))

    def cell(value: Any) -> str:
        text = str(value)
        return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in f'{delimiter}"\n') else text

    return "".join(delimiter.join(cell(value) for value in [*row, *[""] * (width - len(row))]) + end for row in rows)


def bare_csv(one: Grid, name: str, delimiter: str) -> Write:
    """As written by hand: a row ends with its last filled cell."""
    rows = ([str(cell) for cell in row] for row in one.cells())
    ends = ("".join(delimiter.join(row).rstrip(delimiter)) + "\n" for row in rows)
    return text_file("".join(ends), name)


def text_file(text: str, name: str, encoding: str = "utf-8") -> Write:
    return bytes_file(text.encode(encoding), name)


def bytes_file(content: bytes, name: str) -> Write:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return write


def put(row: int, column: int, value: Any) -> Change:
    return lambda one: one.rows[row].__setitem__(column, value)


def put_all(column: int, change: Callable[[Any], Any]) -> Change:
    def apply(one: Grid) -> None:
        for row in one.rows:
            row[column] = change(row[column]) if row[column] != "" else ""

    return apply


def relabel(column: int, *labels: str) -> Change:
    return lambda one: one.columns.__setitem__(column, labels)


def drop(*columns: int) -> Change:
    def apply(one: Grid) -> None:
        for column in sorted(columns, reverse=True):
            del one.columns[column]
            for row in one.rows:
                del row[column]

    return apply


def insert(column: int, labels: tuple[str, ...], values: Sequence[Any]) -> Change:
    """One more column, at the end of it all or between; every row has its value."""

    def apply(one: Grid) -> None:
        one.columns.insert(column, labels)
        for row, value in zip(one.rows, values, strict=True):
            row.insert(column, value)

    return apply


def append_rows(*rows: Sequence[Any]) -> Change:
    return lambda one: one.rows.extend(list(row) for row in rows)


def remove_row(row: int) -> Change:
    return lambda one: one.rows.pop(row)


def titled(*title: str) -> Change:
    return lambda one: setattr(one, "title", [[text] for text in title])


def named(sheet: str) -> Change:
    return lambda one: setattr(one, "sheet", sheet)


def split(one: Grid) -> None:
    one.is_split = True


def shuffle(one: Grid) -> None:
    one.rows = [one.rows[number] for number in (5, 3, 0, 4, 2, 1)]


def number_rows(one: Grid) -> None:
    """The exporter's own numbers at the end of the rows, without a label."""
    for number, row in enumerate(one.rows, 1):
        row.append(number * 10)


def township_sums(one: Grid) -> None:
    half = ["", "", "", ""]
    one.rows.insert(2, ["一乡合计", *half, 420, *[""] * 18])
    one.rows.insert(4, ["小计", *half, 210, *[""] * 18])
    one.rows.insert(6, ["一乡", *half, 50, *[""] * 18])


def letters_row(one: Grid) -> None:
    one.rows.insert(0, ["甲", "乙", "丙", "丁", "戊", *range(1, 20)])


def header_again(one: Grid) -> None:
    one.rows[3:3] = [list(row) for row in one.header()]


def blank_rows(one: Grid) -> None:
    one.rows.insert(2, [""] * len(COLUMNS))
    one.rows.extend([[""] * len(COLUMNS)] * 3)


def number_column(one: Grid) -> None:
    one.columns.insert(0, ("序号",))
    for number, row in enumerate(one.rows, 1):
        row.insert(0, number)


def grouped_identity(one: Grid) -> None:
    one.columns[:5] = [("学校基本信息", label[0]) for label in COLUMNS[:5]]


def four_rows(one: Grid) -> None:
    one.columns[PE : DANCE + 1] = [("专任教师", *labels) for labels in COLUMNS[PE : DANCE + 1]]


def two_rows(one: Grid) -> None:
    one.columns[8:12] = [("按学历分", labels[-1]) for labels in COLUMNS[8:12]]
    one.columns[ARTS : DANCE + 1] = [("按授课课程分", "艺术"), ("按授课课程分", "舞蹈")]


def tall_group(one: Grid) -> None:
    names = ("体育与健康", "音乐", "美术", "艺术", "其中：舞蹈")
    one.columns[PE : DANCE + 1] = [("按授课课程分", "", name) for name in names]


def decorate(one: Grid) -> None:
    one.columns[NAME] = ("学校\n名称",)
    one.columns[ID] = ("学校（机构）标识码",)
    one.columns[EQUIPMENT] = ("教学仪器设备\n资产值_x000D_\n（单位：万元）",)
    one.columns[TEACHING] = ("教学及\u3000辅助用房", "计")
    one.columns[INDOOR] = ("教学及\u3000辅助用房", "其中：室内体育用房")


def arts_only_as_total(one: Grid) -> None:
    """Music and fine art stand only below the total of the integrated subject, and are in it."""
    one.columns[MUSIC], one.columns[ART] = (("按授课课程分", "艺术", f"其中：{name}") for name in ("音乐", "美术"))


def arts_beside_and_below(one: Grid) -> None:
    one.columns[DANCE] = ("按授课课程分", "艺术", "其中：音乐")


def footnotes(one: Grid) -> None:
    one.rows.append(["注：数据截至2026年9月1日"])
    one.rows.append(["填表人：某某", "", "", "", "", "审核人：某某"])


def style_far_rows(book: Workbook) -> None:
    for row in range(20, 60):
        for column in range(1, 30):
            book.worksheets[0].cell(row, column).fill = PatternFill("solid", fgColor="FFEEEEEE")


def add_notes_sheet(book: Workbook) -> None:
    book.create_sheet("填报说明")["A1"] = "本表由系统导出"


def hide_copy(book: Workbook) -> None:
    copy = book.copy_worksheet(book.worksheets[0])
    copy.title, copy.sheet_state = "备份", "hidden"


SHOWN_IN_ALL = ("没有各班人数", "学校体育馆面积按 0 计", "另一学段", "本软件不用的栏目")
BOTH = PRIMARY | JUNIOR_STAGE


def primary(
    name: str,
    *changes: Change,
    values: Values = PRIMARY,
    notices: tuple[str, ...] = (),
    asks: tuple[str, ...] = (),
    file: str = "导出.xlsx",
    finish: Callable[[Workbook], object] = lambda book: None,
) -> Case:
    """The primary table with some changes, as a workbook."""
    return Case(name, to_xlsx([grid(*changes)], file, finish), values, notices, asks)


EXPORTS_READ: tuple[Case, ...] = (
    replace(primary("as it is exported"), notices=(*SHOWN_IN_ALL, "合计行")),
    Case("the junior table", to_xlsx([junior_grid()], "导出.xlsx"), JUNIOR_STAGE, SHOWN_IN_ALL),
    Case("both stages in one workbook", to_xlsx([grid(), junior_grid()], "导出.xlsx"), BOTH, SHOWN_IN_ALL),
    Case("old workbook", to_xls([grid()], "导出.xls"), PRIMARY, SHOWN_IN_ALL),
    Case("old workbook of both stages", to_xls([grid(named("小学")), junior_grid(named("初中"))], "2026.xls"), BOTH),
    Case("CSV in UTF-8 with BOM", to_csv(grid(), "导出.csv", "utf-8-sig"), PRIMARY, SHOWN_IN_ALL),
    Case("CSV in UTF-8 without BOM", to_csv(grid(), "导出.csv"), PRIMARY, SHOWN_IN_ALL),
    Case("CSV in GB18030", to_csv(grid(), "导出.csv", "gb18030"), PRIMARY, ("GB18030",)),
    Case("Unicode text of Excel", to_csv(grid(), "导出.txt", "utf-16", "\t"), PRIMARY, ("UTF-16", "制表符")),
    Case("CSV parted by semicolons", to_csv(grid(), "导出.csv", delimiter=";"), PRIMARY, ("分号",)),
    Case("CSV of the junior table", to_csv(junior_grid(), "导出.csv", "gb18030", end="\n"), JUNIOR_STAGE),
    Case(
        "CSV with line breaks in its labels",
        to_csv(grid(decorate), "导出.csv", "utf-8-sig"),
        PRIMARY,
        SHOWN_IN_ALL,
    ),
    primary("header with its merged cells split", split, notices=SHOWN_IN_ALL),
    primary("header of four rows", four_rows),
    primary("header of two rows", two_rows),
    primary("group label over two rows of the header", tall_group),
    primary("identity under a group of its own", grouped_identity),
    primary("labels with line breaks, spaces and brackets", decorate),
    primary("numbered rows in front", number_column),
    primary("row of column letters", letters_row, notices=("栏号行",)),
    primary("trailing row numbers", number_rows, notices=("行号列",)),
    primary("trailing row numbers of shuffled rows", number_rows, shuffle, notices=("行号列",)),
    primary("shuffled rows", shuffle),
    primary("sums by township among the rows", township_sums, notices=("合计行", "共 4 处")),
    primary("sums by township only", remove_row(5), lambda one: one.rows.insert(2, ["一乡小计", *[""] * 4, 420])),
    primary("sum named after the county", put(5, NAME, "小县合计"), notices=("合计行",)),
    primary("the header again on the second page", header_again, notices=("重复的表头",)),
    primary("blank rows between and below", blank_rows),
    primary("styled rows far below", finish=style_far_rows),
    primary("notes and names below the table", footnotes, notices=("表下说明",)),
    primary("a sheet of instructions", finish=add_notes_sheet, notices=("未读取",)),
    primary("a hidden copy of the table", finish=hide_copy, notices=("已隐藏",)),
    primary("ids as numbers", put_all(ID, int), notices=("前导0已补足10位",)),
    Case("CSV of ids as numbers", to_csv(grid(put_all(ID, int)), "导出.csv"), PRIMARY, ("前导0已补足10位",)),
    primary("ids as ten-digit text with an apostrophe", put_all(ID, lambda cell: f"'{cell}"), notices=("按文本读取",)),
    Case(
        "CSV of an id as 1.00E+08 beside a name only one school has",
        to_csv(grid(put(1, ID, "1.00E+08")), "导出.csv"),
        PRIMARY,
        ("按校名与登记对应",),
    ),
    primary("full-width digits", put(0, PUPILS, "３００"), notices=("读为 300",)),
    primary("thousands", put(0, TEACHING, "1,500"), notices=("读为 1500",)),
    primary("none in words", put(1, ART, "无"), notices=("“无”按 0 计",)),
    primary("counts as text", put_all(PUPILS, str)),
    primary("counts as decimals of an exporter", put_all(PUPILS, float)),
    primary(
        "a dash for what is missing",
        put(1, OUTDOOR, "—"),
        values=but(PRIMARY, ("premises", TWO, "outdoor_sports_m2", "")),
        asks=("“运动场地面积”未填",),
    ),
    primary(
        "minus one and blanks for what is missing",
        put(0, PE, -1),
        put(1, PE, ""),
        values=but(PRIMARY, ("teachers", ONE, "pe", ""), ("teachers", TWO, "pe", "")),
        asks=("共 2 处：M6、M7",),
    ),
    primary(
        "equipment in yuan by its label",
        relabel(EQUIPMENT, "教学仪器设备资产值（元）"),
        put_all(EQUIPMENT, lambda cell: cell * 10000),
        notices=("已换算为“万元”",),
    ),
    primary(
        "equipment in yuan by the title",
        titled("小县小学基本情况", "单位：人、平方米、元"),
        relabel(EQUIPMENT, "教学仪器设备资产值"),
        put_all(EQUIPMENT, lambda cell: cell * 10000),
        notices=("已换算为“万元”",),
    ),
    primary("unit in the title only", relabel(EQUIPMENT, "教学仪器设备资产值")),
    primary(
        "no unit at all",
        titled("小县小学基本情况"),
        relabel(EQUIPMENT, "教学仪器设备资产值"),
        asks=("未写明单位",),
    ),
    primary("stage by the name of the sheet", titled("小县基本情况"), named("小学")),
    primary("stage by the name of the file", titled("小县基本情况"), file="2026年小学.xlsx"),
    primary("stage by the kinds of its schools", titled("小县基本情况")),
    primary("school year in the title", titled("2026-2027学年小县小学", "单位：人、平方米、万元")),
    primary("year in the title", titled("2027年小县小学", "单位：人、平方米、万元")),
    primary("another year in the title", titled("2025年小县小学", "单位：万元"), asks=("年份不在 2026-2027 学年内",)),
    Case(
        "a sheet for each half of the schools",
        to_xlsx(
            [
                grid(lambda one: setattr(one, "rows", one.rows[:3])),
                grid(lambda one: setattr(one, "rows", one.rows[3:5])),
            ],
            "导出.xlsx",
        ),
        PRIMARY,
    ),
    Case("CSV without the commas of blank cells", bare_csv(grid(), "导出.csv", ","), PRIMARY),
    Case("text with tabs, without those of blank cells", bare_csv(grid(), "导出.txt", "\t"), PRIMARY, ("制表符",)),
    primary("rooms by another word", relabel(ROOMS, "网络多媒体教室（个）")),
    primary("teachers by another word", relabel(TEACHERS, "专任教师（名）", "合计")),
    primary("no title at all", titled(), notices=SHOWN_IN_ALL),
    primary("kinds and places in words", put(0, KIND, "小学"), put(0, AREA, "乡村"), put(1, AREA, "村庄")),
    primary(
        "attached classes with premises",
        put(4, TEACHING, 300),
        put(4, ROOMS, 2),
        notices=("计入所属学校",),
    ),
    primary(
        "arts only as a total",
        arts_only_as_total,
        values=but(
            PRIMARY,
            *(("teachers", school, "music", "0") for school in (ONE, TWO, ATTACHED)),
            *(("teachers", school, "fine_art", "0") for school in (ONE, THROUGH)),
        ),
        notices=("音乐按 0 计", "美术按 0 计"),
    ),
    primary("music beside and below the arts", arts_beside_and_below, asks=("“音乐”另有一栏",)),
    primary(
        "a column for persons",
        insert(5, ("校长姓名",), ["某某", "某某", "某某", "某某", "某某", ""]),
        notices=("个人信息栏",),
    ),
    primary(
        "columns of no use",
        insert(24, ("图书册数",), [100, 200, 300, 400, 500, 1500]),
        notices=("本软件不用的栏目",),
    ),
    primary(
        "a school of the stage is not there",
        remove_row(1),
        put(4, PUPILS, 560),
        values=without(PRIMARY, school=TWO),
        asks=(f"1 所小学不在文件中：{TWO} 第2学校",),
    ),
    primary("the sum does not add up", put(5, PUPILS, 690), asks=("各校在校生数之和为 680",)),
    primary("the sum is less than its rows", put(5, PUPILS, 670), asks=("各校在校生数之和为 680",)),
    primary(
        "arts only as a total that is blank",
        arts_only_as_total,
        put(0, ARTS, "*"),
        values=without_arts(
            but(
                PRIMARY,
                *(("teachers", school, "music", "0") for school in (TWO, ATTACHED)),
                ("teachers", THROUGH, "fine_art", "0"),
            )
        ),
        asks=("“按授课课程分>艺术>计”未填",),
    ),
    primary("another name than registered", put(0, NAME, "第一学校"), asks=("登记为“第1学校”",)),
    primary("another kind than registered", put(1, KIND, "312"), asks=("登记为“211”",)),
    primary("another place than registered", put(1, AREA, "城区"), asks=("登记为“220”",)),
    primary("counted otherwise than registered", put(3, COUNTS, "是"), asks=("登记为“0”",)),
    primary(
        "a column less",
        drop(ROOMS),
        values=without(PRIMARY, "multimedia_rooms"),
        asks=("缺少栏目 网络多媒体教室",),
    ),
)


def both(junior_change: Change) -> Write:
    return to_xlsx([grid(), junior_grid(junior_change)], "导出.xlsx")


def cell_of(row: int, column: int, one: Grid | None = None) -> str:
    """The address of a cell of a school's row."""
    return f"{get_column_letter(column + 1)}{(one or Grid()).first_row + row}"


def refused(name: str, *changes: Change, zh: str, where: str = "", file: str = "导出.xlsx") -> Case:
    return Case(name, to_xlsx([grid(*changes)], file), zh=zh, where=where)


def cut(write: Write, size: int) -> Write:
    def cut_short(folder: Path) -> Path:
        path = write(folder)
        path.write_bytes(path.read_bytes()[:size])
        return path

    return cut_short


def renamed(write: Write, name: str) -> Write:
    return lambda folder: write(folder).rename(folder / name)


SECOND_ROW = ("第1学校", ONE, *PRIMARY_ROWS[0][2:])
EXPORTS_REFUSED: tuple[Case, ...] = (
    refused("school year of another term", titled("2025-2026学年小县小学"), zh="应为 2026-2027 学年", where="A1"),
    refused("school year of another term in the file's name", zh="应为 2026-2027 学年", file="2027学年小学.xlsx"),
    Case(
        "school on two sheets of its stage",
        to_xlsx([grid(), grid(lambda one: setattr(one, "rows", one.rows[1:2]))], "导出.xlsx"),
        zh="学校重复，已在 Sheet1!B7",
        where="Sheet2!B6",
    ),
    refused("text in a number", put(0, PUPILS, "约三百"), zh="应为不小于0的数", where=f"Sheet1!{cell_of(0, PUPILS)}"),
    refused("number with a unit", put(1, TEACHING, "480平方米"), zh="应为不小于0的数", where=cell_of(1, TEACHING)),
    refused("pupils in decimals", put(2, PUPILS, 210.5), zh="应为整数", where=cell_of(2, PUPILS)),
    refused("negative teachers", put(0, TEACHERS, -20), zh="应为不小于0的数", where=cell_of(0, TEACHERS)),
    refused("formula without a value", put(0, PUPILS, "=100+200"), zh="公式没有保存结果", where=cell_of(0, PUPILS)),
    refused("formula for an id", put(0, ID, "=B7"), zh="公式没有保存结果", where=cell_of(0, ID)),
    refused("error in a cell", put(0, OUTDOOR, "#REF!"), zh="错误值", where=cell_of(0, OUTDOOR)),
    refused("unknown school", put(0, ID, "0100000099"), zh="本学期登记的学校", where=cell_of(0, ID)),
    refused("school twice", append_rows(SECOND_ROW), zh="学校重复", where=cell_of(6, ID)),
    refused("school without id", put(0, ID, ""), zh="缺少学校标识码", where=cell_of(0, ID)),
    refused("id too long", put(0, ID, "010000000123"), zh="10位", where=cell_of(0, ID)),
    refused("id in words", put(0, ID, "无标识码"), zh="标识码", where=cell_of(0, ID)),
    refused("identity number for an id", put(0, ID, "110101199001011237"), zh="不收个人信息", where=cell_of(0, ID)),
    refused("id shortened, name of no school", put(0, ID, "1.00E+08"), put(0, NAME, "某校"), zh="科学计数法"),
    refused("attached classes by the id of their parent", put(4, ID, JUNIOR), zh="附设班", where=cell_of(4, ID)),
    refused("attached classes nobody registered", put(4, ID, "0100000088"), zh="附设班", where=cell_of(4, ID)),
    refused("junior school in the primary table", append_rows(JUNIOR_ROWS[1]), zh="没有小学", where=cell_of(6, ID)),
    refused("slip in a label", relabel(OUTDOOR, "运动场地面枳"), zh="最接近的是“运动场地面积”", where="V3"),
    refused("equipment in mu", relabel(EQUIPMENT, "教学仪器设备资产值（亩）"), zh="单位应为", where="W3"),
    refused("areas in mu", relabel(OUTDOOR, "运动场地面积（亩）"), zh="单位应为 平方米", where="V3"),
    refused("no column of pupils", drop(PUPILS), zh="缺少栏目“在校生数>合计”"),
    refused("a column twice", insert(6, ("在校生数", "计"), [1, 2, 3, 4, 5, 6]), zh="重复", where="G3"),
    refused(
        "a column without a label", lambda one: [row.append("是") for row in one.rows], zh="没有栏目名", where="Y6"
    ),
    refused(
        "figures without a label",
        lambda one: [row.append(row[PUPILS]) for row in one.rows],
        zh="没有栏目名",
        where="Y6",
    ),
    refused("title of one stage, file of another", zh="无法判断是小学表还是初中表", file="初中.xlsx"),
    refused(
        "no word of the stage",
        titled("小县"),
        lambda one: setattr(one, "rows", one.rows[2:3]),
        zh="无法判断是小学表还是初中表",
    ),
    refused("both stages in one title", titled("小县小学"), named("初中"), zh="无法判断是小学表还是初中表"),
    refused("header without a school", lambda one: one.rows.clear(), zh="表头下没有学校"),
    refused(
        "a second table below",
        append_rows(("学校名称", "学校标识码", "在校生数"), ("第4学校", JUNIOR, 450)),
        zh="又有一个不同的表头",
        where=cell_of(6, NAME),
    ),
    Case("through-school with two areas", both(put(0, TEACHING, 2100)), zh="两表中的校舍或设备不同", where="Sheet2!T6"),
    Case("through-school with two values", both(put(0, EQUIPMENT, 81)), zh="两表中的校舍或设备不同", where="Sheet2!W6"),
    Case(
        "CSV with text in a number",
        to_csv(grid(put(0, PUPILS, "三百")), "导出.csv"),
        zh="不小于0的数",
        where="F6 第 6 行",
    ),
    Case("CSV of an id as 1.00E+08", to_csv(grid(put(0, ID, "1E+08"), put(0, NAME, "某校")), "a.csv"), zh="科学计数法"),
)


# Tidy tables

KEYS = "term_id,school_id"
PUPILS_HEADER = f"{KEYS},stage,pupils,in_catchment,migrant,migrant_purchased,left_behind,fitness_tested,fitness_passed"
PUPILS_ROWS = (
    f"{TERM},{ONE},primary,300,290,4,,2,300,297",
    f"{TERM},{THROUGH},primary,210,200,4,,2,210,205",
    f"{TERM},{THROUGH},junior,150,140,3,,1,150,141",
)
TIDY_PUPILS: Values = {
    ("pupils", ONE, "primary"): {
        **{"pupils": "300", "in_catchment": "290", "migrant": "4"},
        **{"left_behind": "2", "fitness_tested": "300", "fitness_passed": "297"},
    },
    ("pupils", THROUGH, "primary"): {
        **{"pupils": "210", "in_catchment": "200", "migrant": "4"},
        **{"left_behind": "2", "fitness_tested": "210", "fitness_passed": "205"},
    },
    ("pupils", THROUGH, "junior"): {
        **{"pupils": "150", "in_catchment": "140", "migrant": "3"},
        **{"left_behind": "1", "fitness_tested": "150", "fitness_passed": "141"},
    },
}
EQUIPMENT_HEADER = f"{KEYS},equipment_value_wan,multimedia_rooms"
EQUIPMENT_ROWS = (f"{TERM},{ONE},60.50,7", f"{TERM},{JUNIOR},200.75,12")
TIDY_EQUIPMENT: Values = {
    ("equipment", ONE, ""): {"equipment_value_wan": "60.50", "multimedia_rooms": "7"},
    ("equipment", JUNIOR, ""): {"equipment_value_wan": "200.75", "multimedia_rooms": "12"},
}
DOCUMENT_HEADER = (
    "county_code,document_id,indicator_id,subgroup,dated,conclusion,conclusion_zh,evidence,assessor_office"
)
DOCUMENT = f"{COUNTY},2,G1,,2026-05-20,met,布局合理,小县教〔2026〕2号,小县教育督导室"


def lines(*texts: str, end: str = "\r\n") -> str:
    return "".join(f"{text}{end}" for text in texts)


def tidy(
    name: str,
    *texts: str,
    values: Values,
    notices: tuple[str, ...] = (),
    asks: tuple[str, ...] = (),
    file: str = "表.csv",
    encoding: str = "utf-8",
    end: str = "\r\n",
) -> Case:
    return Case(name, text_file(lines(*texts, end=end), file, encoding), values, notices, asks, shape="tidy_csv")


def with_receipt(row: str, *, is_header: bool = False) -> str:
    return f"{row},source_id,revision,received_at" if is_header else f"{row},small,1,2026-09-20"


EQUIPMENT_TSV = [row.replace(",", "\t") for row in (EQUIPMENT_HEADER, *EQUIPMENT_ROWS)]
EQUIPMENT_SEMICOLONS = [row.replace(",", ";") for row in (EQUIPMENT_HEADER, *EQUIPMENT_ROWS)]
NAMED_ROWS = (f"{TERM},{ONE},第1学校,60.50,7", f"{TERM},{JUNIOR},第4学校,200.75,12")
NAMED_HEADER = f"{KEYS},school_name,equipment_value_wan,multimedia_rooms"
SCHOOL_HEADER = (
    "term_id,county_code,school_id,school_name,school_kind,urban_rural_code,township_id,organiser_code,"
    "counts_as_school,parent_school_id,is_boarding,built_by_2010,built_by_2016"
)
NEW_SCHOOL = "0100000009"
SCHOOL_VALUES: Values = {
    ("schools", NEW_SCHOOL, ""): {
        **{"county_code": COUNTY, "school_name": "第9学校", "school_kind": "211", "urban_rural_code": "122"},
        **{"township_id": f"{COUNTY}-01", "organiser_code": "7", "counts_as_school": "1", "is_boarding": "0"},
        **{"built_by_2010": "0", "built_by_2016": "1"},
    }
}

TIDY_READ: tuple[Case, ...] = (
    tidy("columns of the seed", PUPILS_HEADER, *PUPILS_ROWS, values=TIDY_PUPILS, file="pupils.csv"),
    tidy("with BOM", PUPILS_HEADER, *PUPILS_ROWS, values=TIDY_PUPILS, encoding="utf-8-sig"),
    tidy("line ends of other systems", PUPILS_HEADER, *PUPILS_ROWS, values=TIDY_PUPILS, end="\n"),
    tidy("UTF-16 with its mark", *EQUIPMENT_TSV, values=TIDY_EQUIPMENT, encoding="utf-16", notices=("UTF-16",)),
    tidy("tabs", *EQUIPMENT_TSV, values=TIDY_EQUIPMENT, file="表.txt", notices=("制表符",)),
    tidy("semicolons", *EQUIPMENT_SEMICOLONS, values=TIDY_EQUIPMENT, notices=("分号",)),
    tidy("delimiter named in the first line", "sep=;", *EQUIPMENT_SEMICOLONS, values=TIDY_EQUIPMENT),
    tidy("blank lines", EQUIPMENT_HEADER, "", *EQUIPMENT_ROWS, "", ",,,", values=TIDY_EQUIPMENT),
    tidy(
        "columns in another order",
        "multimedia_rooms,equipment_value_wan,school_id,term_id",
        f"7,60.50,{ONE},{TERM}",
        f"12,200.75,{JUNIOR},{TERM}",
        values=TIDY_EQUIPMENT,
    ),
    tidy(
        "columns of the receipt",
        with_receipt(EQUIPMENT_HEADER, is_header=True),
        *map(with_receipt, EQUIPMENT_ROWS),
        values=TIDY_EQUIPMENT,
        notices=("收报信息", "共 3 处"),
    ),
    tidy(
        "names beside the ids, GB18030",
        NAMED_HEADER,
        *NAMED_ROWS,
        values=TIDY_EQUIPMENT,
        encoding="gb18030",
        notices=("GB18030",),
    ),
    tidy(
        "another name than registered",
        NAMED_HEADER,
        NAMED_ROWS[0].replace("第1学校", "一小"),
        NAMED_ROWS[1],
        values=TIDY_EQUIPMENT,
        asks=("登记为“第1学校”",),
    ),
    tidy(
        "ids that became numbers",
        EQUIPMENT_HEADER,
        *(row.replace(",0", ",") for row in EQUIPMENT_ROWS),
        values=TIDY_EQUIPMENT,
        notices=("前导0已补足10位",),
    ),
    tidy(
        "ids kept by a formula",
        EQUIPMENT_HEADER,
        f'{TERM},"=""{ONE}""",60.50,7',
        EQUIPMENT_ROWS[1],
        values=TIDY_EQUIPMENT,
        notices=("按文本读取",),
    ),
    tidy(
        "Chinese labels of the register and the figures",
        "学期,学校标识码,教学仪器设备资产值（账面原值）（万元）,网络多媒体教室间数（间）",
        *EQUIPMENT_ROWS,
        values=TIDY_EQUIPMENT,
        encoding="gb18030",
    ),
    tidy(
        "stages in Chinese",
        "学期,学校代码,学段,学生人数,家庭住址在划片范围内的在校学生人数,进城务工人员随迁子女在校生人数,"
        "在政府购买学位就读的随迁子女人数,留守儿童在校生人数,上学年参加国家学生体质健康标准测试人数,体质健康标准测试及格及以上人数",
        *(row.replace("primary", "小学").replace("junior", "初中") for row in PUPILS_ROWS),
        values=TIDY_PUPILS,
    ),
    tidy(
        "stages in the labels",
        "学期,学校代码,体育专任教师人数（小学）,体育专任教师人数（初中）",
        f"{TERM},{ONE},2,",
        f"{TERM},{THROUGH},1,3",
        values={
            ("teachers", ONE, "primary"): {"pe": "2"},
            ("teachers", THROUGH, "primary"): {"pe": "1"},
            ("teachers", THROUGH, "junior"): {"pe": "3"},
        },
        notices=(),
    ),
    tidy(
        "years in the labels",
        "年度,学校代码,公用经费预算总额（万元）,教师培训经费预算总额（万元）,核定公用经费（万元）",
        f"2024,{ONE},40.5,2.1,39",
        values={
            ("school_funds", ONE, ""): {
                **{"fiscal_year": "2024", "budget_wan": "40.5", "training_wan": "2.1", "allocated_wan": "39"}
            }
        },
    ),
    tidy(
        "classes in Chinese",
        "学期,学校标识码,学段,年级,班号,人数",
        f"{TERM},{POINT},小学,1,1,45",
        f"{TERM},{POINT},小学,1,2,46",
        values={
            ("classes", POINT, "primary/1/1"): {"pupils": "45"},
            ("classes", POINT, "primary/1/2"): {"pupils": "46"},
        },
    ),
    tidy(
        "size bands by their words",
        f"{KEYS},stage,band,classes",
        f"{TERM},{POINT},primary,26–30人,2",
        f"{TERM},{POINT},primary,from_66,0",
        values={
            ("class_bands", POINT, "primary/26_30"): {"classes": "2"},
            ("class_bands", POINT, "primary/from_66"): {"classes": "0"},
        },
    ),
    tidy(
        "a school that is new to the register",
        SCHOOL_HEADER,
        f"{TERM},{COUNTY},{NEW_SCHOOL},第9学校,211,122,{COUNTY}-01,7,1,,0,0,1",
        values=SCHOOL_VALUES,
    ),
    tidy(
        "codes of the register in words",
        SCHOOL_HEADER,
        f"{TERM},{COUNTY},{NEW_SCHOOL},第9学校,小学,镇乡结合区,一乡,县级教育部门,是,,否,否,是",
        values=SCHOOL_VALUES,
        encoding="gb18030",
        notices=("GB18030",),
    ),
    tidy(
        "any fiscal year",
        "fiscal_year,school_id,allocated_wan,budget_wan,training_wan",
        f"2023,{ONE},30,31,1.5",
        values={
            ("school_funds", ONE, ""): {
                "fiscal_year": "2023",
                **{"allocated_wan": "30", "budget_wan": "31", "training_wan": "1.5"},
            }
        },
    ),
    tidy(
        "any cohort",
        "entry_year,school_id,entrants,moved_in,moved_out,deaths,graduates",
        f"2022,{JUNIOR},150,1,3,0,148",
        values={
            ("retention", JUNIOR, ""): {
                **{"entry_year": "2022", "entrants": "150", "moved_in": "1", "moved_out": "3"},
                **{"deaths": "0", "graduates": "148"},
            }
        },
    ),
    tidy(
        "figures of the county",
        "county_code,period,measure_id,stage,subgroup,value",
        f"{COUNTY},2025,teacher_pay_wan,,,9.35",
        f"{COUNTY},{TERM},disabled_enrolled,,inclusive,12",
        values={
            ("county_figures", "teacher_pay_wan", ""): {"period": "2025", "value": "9.35"},
            ("county_figures", "disabled_enrolled", ""): {"period": TERM, "subgroup": "inclusive", "value": "12"},
        },
    ),
    tidy(
        "documents",
        DOCUMENT_HEADER,
        DOCUMENT,
        values={
            ("documents", "2", ""): {
                **{"indicator_id": "G1", "dated": "2026-05-20", "conclusion": "met", "conclusion_zh": "布局合理"},
                **{"evidence": "小县教〔2026〕2号", "assessor_office": "小县教育督导室"},
            }
        },
    ),
    tidy(
        "semicolons within a text",
        DOCUMENT_HEADER,
        DOCUMENT.replace("布局合理", "布局合理;已公示"),
        values={
            ("documents", "2", ""): {
                **{
                    "indicator_id": "G1",
                    "dated": "2026-05-20",
                    "conclusion": "met",
                    "conclusion_zh": "布局合理;已公示",
                },
                **{"evidence": "小县教〔2026〕2号", "assessor_office": "小县教育督导室"},
            }
        },
    ),
    tidy(
        "a waiver",
        "county_code,threshold_id,subgroup,entity_id,first_term_id,last_term_id,approved_by,reason",
        f"{COUNTY},national__teacher_pay,,{COUNTY},2026-2027-1,2027-2028-2,小县督导室,待调整",
        values={
            ("waivers", "national__teacher_pay", ""): {
                **{"entity_id": COUNTY, "first_term_id": "2026-2027-1", "last_term_id": "2027-2028-2"},
                **{"approved_by": "小县督导室", "reason": "待调整"},
            }
        },
    ),
    tidy(
        "a school that closed",
        "predecessor_school_id,successor_school_id,change,last_term_id",
        f"{TWO},{ONE},merged,{TERM}",
        values={
            ("school_successions", TWO, ""): {"successor_school_id": ONE, "change": "merged", "last_term_id": TERM}
        },
    ),
    tidy(
        "none in words, dashes, full-width digits",
        EQUIPMENT_HEADER,
        f"{TERM},{ONE},６０．５０,无",
        f"{TERM},{JUNIOR},—,12.0",
        values={
            ("equipment", ONE, ""): {"equipment_value_wan": "60.50", "multimedia_rooms": "0"},
            ("equipment", JUNIOR, ""): {"multimedia_rooms": "12"},
        },
        notices=("“无”按 0 计", "读为 60.50", "读为 12"),
        asks=("“equipment_value_wan”未填",),
    ),
    tidy(
        "a column for persons",
        f"{EQUIPMENT_HEADER},联系人",
        *(f"{row},某某" for row in EQUIPMENT_ROWS),
        values=TIDY_EQUIPMENT,
        notices=("个人信息列",),
    ),
    tidy(
        "sums among the rows",
        EQUIPMENT_HEADER,
        *EQUIPMENT_ROWS,
        "合计,,261.25,19",
        values=TIDY_EQUIPMENT,
        notices=("合计行",),
    ),
    tidy(
        "a title above", "小县设备", "", EQUIPMENT_HEADER, *EQUIPMENT_ROWS, values=TIDY_EQUIPMENT, notices=("标题行",)
    ),
    tidy(
        "numbered rows",
        f"序号,{EQUIPMENT_HEADER}",
        *(f"{number},{row}" for number, row in enumerate(EQUIPMENT_ROWS, 1)),
        values=TIDY_EQUIPMENT,
        notices=("序号列",),
    ),
    tidy(
        "commas behind the last column",
        *(f"{row},," for row in (EQUIPMENT_HEADER, *EQUIPMENT_ROWS)),
        values=TIDY_EQUIPMENT,
    ),
    tidy(
        "zeros for stages the school has not",
        "学期,学校代码,体育专任教师人数（小学）,体育专任教师人数（初中）,体育专任教师人数（高中）",
        f"{TERM},{THROUGH},1,3,0",
        f"{TERM},{JUNIOR},0,4,—",
        values={
            ("teachers", THROUGH, "primary"): {"pe": "1"},
            ("teachers", THROUGH, "junior"): {"pe": "3"},
            ("teachers", JUNIOR, "junior"): {"pe": "4"},
        },
        notices=("本校没有这个学段，未读取（共 3 处：E2、C3、E3）",),
    ),
    tidy(
        "quoted cells",
        *(row.replace(ONE, f'"{ONE}"') for row in (EQUIPMENT_HEADER, *EQUIPMENT_ROWS)),
        values=TIDY_EQUIPMENT,
    ),
)


def tidy_refused(
    name: str, *texts: str, zh: str, where: str = "", file: str = "表.csv", encoding: str = "utf-8"
) -> Case:
    return Case(name, text_file(lines(*texts), file, encoding), zh=zh, where=where, shape="")


def equipment_row(value: str = "60.50", rooms: str = "7", school: str = ONE, term: str = TERM) -> str:
    return f"{term},{school},{value},{rooms}"


GB_ROW = lines(NAMED_HEADER, *NAMED_ROWS).encode("gb18030")
TIDY_REFUSED: tuple[Case, ...] = (
    tidy_refused("text in a number", EQUIPMENT_HEADER, equipment_row("约六十"), zh="不小于0的数", where="C2 第 2 行"),
    tidy_refused(
        "decimals in a count", EQUIPMENT_HEADER, equipment_row(rooms="7.5"), zh="应为整数", where="D2 第 2 行"
    ),
    tidy_refused("negative", EQUIPMENT_HEADER, equipment_row("-60"), zh="不小于0的数", where="C2 第 2 行"),
    tidy_refused("too large", EQUIPMENT_HEADER, equipment_row("6050000000"), zh="数值过大", where="C2"),
    tidy_refused("unknown school", EQUIPMENT_HEADER, equipment_row(school="0100000099"), zh="登记的学校", where="B2"),
    tidy_refused("id shortened", EQUIPMENT_HEADER, equipment_row(school="1.00E+08"), zh="科学计数法", where="B2"),
    tidy_refused("id missing", EQUIPMENT_HEADER, equipment_row(school=""), zh="不能为空", where="B2"),
    tidy_refused(
        "row twice", EQUIPMENT_HEADER, *EQUIPMENT_ROWS, EQUIPMENT_ROWS[0], zh="与第 2 行重复", where="第 4 行"
    ),
    tidy_refused(
        "another term", EQUIPMENT_HEADER, equipment_row(term="2025-2026-1"), zh=f"应为 {TERM} 学期", where="A2"
    ),
    tidy_refused("no such term", EQUIPMENT_HEADER, equipment_row(term="2026秋"), zh="应从下拉列表中选择", where="A2"),
    tidy_refused(
        "key missing", "school_id,equipment_value_wan,multimedia_rooms", f"{ONE},60.50,7", zh="缺少列 term_id"
    ),
    tidy_refused(
        "column nobody knows", f"{EQUIPMENT_HEADER},备用", f"{EQUIPMENT_ROWS[0]},1", zh="不认识的列", where="E1"
    ),
    tidy_refused(
        "column twice", f"{EQUIPMENT_HEADER},multimedia_rooms", f"{EQUIPMENT_ROWS[0]},7", zh="重复", where="E1"
    ),
    tidy_refused("value without a column", f"{EQUIPMENT_HEADER},", f"{EQUIPMENT_ROWS[0]},9", zh="没有列名", where="E2"),
    tidy_refused(
        "one label of several without its stage",
        "学期,学校代码,体育专任教师人数（小学）,音乐专任教师人数",
        f"{TERM},{ONE},1,1",
        zh="此列缺少 stage",
        where="D1",
    ),
    tidy_refused(
        "stage in a column and in a label",
        "学期,学校代码,学段,体育专任教师人数（小学）",
        f"{TERM},{ONE},小学,1",
        zh="已有列 stage",
        where="D1",
    ),
    tidy_refused(
        "unit that is not ours",
        "学期,学校标识码,教学仪器设备资产值（账面原值）（元）",
        f"{TERM},{ONE},605000",
        zh="单位应为“万元”",
        where="C1",
    ),
    tidy_refused("row too short", EQUIPMENT_HEADER, f"{TERM},{ONE},60.50", zh="应与表头一样有 4 格", where="第 2 行"),
    tidy_refused("row too long", EQUIPMENT_HEADER, f"{TERM},{ONE},60,50,7", zh="实有 5 格", where="第 2 行"),
    tidy_refused("header only", EQUIPMENT_HEADER, zh="表头下没有数据"),
    tidy_refused("no form", "姓名,成绩", "某某,90", zh="无法判断是哪张表", where="第 1 行"),
    tidy_refused("forms that cannot be told apart", f"{KEYS},stage", f"{TERM},{ONE},primary", zh="无法判断是哪张表"),
    tidy_refused(
        "two tables in one",
        EQUIPMENT_HEADER,
        *EQUIPMENT_ROWS,
        PUPILS_HEADER,
        *PUPILS_ROWS,
        zh="一个文件只放一张表",
        where="第 4 行",
        file="equipment.csv",
    ),
    tidy_refused(
        "two files joined",
        EQUIPMENT_HEADER,
        EQUIPMENT_ROWS[0],
        EQUIPMENT_HEADER,
        EQUIPMENT_ROWS[1],
        zh="一个文件只放一张表",
        where="第 3 行",
    ),
    tidy_refused(
        "stage the school has not",
        f"{KEYS},stage,pupils",
        f"{TERM},{ONE},junior,300",
        zh="没有这个学段",
        where="C2",
    ),
    tidy_refused("stage in other words", f"{KEYS},stage,pupils", f"{TERM},{ONE},小,300", zh="下拉列表", where="C2"),
    tidy_refused(
        "value in the label of another stage",
        "学期,学校代码,小学学生人数,初中学生人数",
        f"{TERM},{ONE},300,5",
        zh="没有这个学段",
        where="第 2 行",
    ),
    tidy_refused(
        "day that is none", DOCUMENT_HEADER, DOCUMENT.replace("05-20", "02-30"), zh="真实存在的日期", where="E2"
    ),
    tidy_refused(
        "conclusion in other words", DOCUMENT_HEADER, DOCUMENT.replace("met", "基本达标"), zh="下拉", where="F2"
    ),
    tidy_refused(
        "evidence missing", DOCUMENT_HEADER, DOCUMENT.replace("小县教〔2026〕2号", ""), zh="不能为空", where="H2"
    ),
    tidy_refused(
        "identity number in a text",
        DOCUMENT_HEADER,
        DOCUMENT.replace("布局合理", "经办人 110101199001011237"),
        zh="不收个人信息",
        where="G2",
    ),
    tidy_refused(
        "part of another indicator",
        DOCUMENT_HEADER,
        DOCUMENT.replace("G1,,", "G1,allowance,"),
        zh="分项",
        where="D2",
    ),
    tidy_refused(
        "measure nobody knows",
        "county_code,period,measure_id,stage,subgroup,value",
        f"{COUNTY},2025,pay,,,9",
        zh="应从下拉列表中选择",
        where="C2",
    ),
    tidy_refused(
        "figure of a stage it has not",
        "county_code,period,measure_id,stage,subgroup,value",
        f"{COUNTY},2025,teacher_pay_wan,primary,,9",
        zh="没有这个学段或分项",
        where="C2",
    ),
    tidy_refused(
        "period of another kind",
        "county_code,period,measure_id,stage,subgroup,value",
        f"{COUNTY},2025-2026,teacher_pay_wan,,,9",
        zh="填报期间",
        where="B2",
    ),
    tidy_refused(
        "another county",
        "county_code,period,measure_id,stage,subgroup,value",
        "999999,2025,teacher_pay_wan,,,9",
        zh="应从下拉列表中选择",
        where="A2",
    ),
    tidy_refused(
        "year of two digits",
        "fiscal_year,school_id,budget_wan",
        f"25,{ONE},40",
        zh="四位数的年份",
        where="A2",
        file="school_funds.csv",
    ),
    Case(
        "quote that is not closed",
        text_file(lines(EQUIPMENT_HEADER, f'{TERM},"{ONE},60.50,7'), "a.csv"),
        zh="引号",
        where="第 2 行",
    ),
    Case(
        "NUL bytes", bytes_file(lines(EQUIPMENT_HEADER, "a\0b,1,2,3").encode(), "a.csv"), zh="不是文本", where="第 2 行"
    ),
    Case("UTF-16 without its mark", bytes_file(lines(EQUIPMENT_HEADER).encode("utf-16-le"), "a.csv"), zh="不是文本"),
    Case(
        "damaged UTF-8",
        bytes_file(lines(NAMED_HEADER, *NAMED_ROWS).encode()[:-35] + b"\xe5,9\r\n", "a.csv"),
        zh="不是文本",
        where="第 3 行",
    ),
    Case(
        "GB18030 cut within a character",
        bytes_file(GB_ROW[: GB_ROW.index("学校".encode("gb18030")) + 1], "a.csv"),
        zh="不是文本",
        where="第 2 行",
    ),
    Case(
        "Western text",
        bytes_file(lines(NAMED_HEADER, f"{TERM},{ONE},École,60,7").encode("latin-1"), "a.csv"),
        zh="编码",
    ),
    Case(
        "Big5",
        bytes_file(lines(NAMED_HEADER, f"{TERM},{ONE},縣立第一國民學校與附設幼稚園,60,7").encode("big5"), "a.csv"),
        zh="编码",
    ),
    Case("empty", bytes_file(b"", "a.csv"), zh="空的"),
    Case("only blanks", bytes_file(b"\r\n \r\n", "a.csv"), zh="空的"),
    Case("mark of UTF-8 alone", bytes_file(b"\xef\xbb\xbf\r\n", "a.csv"), zh="空的"),
    Case("workbook called CSV", renamed(to_xlsx([grid()], "b.xlsx"), "a.csv"), zh="不要改扩展名"),
    Case("old workbook called CSV", renamed(to_xls([grid()], "b.xls"), "a.csv"), zh="不要改扩展名"),
    Case("page called CSV", bytes_file(b"<html><table></table></html>", "a.csv"), zh="不要改扩展名"),
    Case("a file too large", bytes_file(b"a,b\r\n" * 2_000_000, "a.csv"), zh="过大"),
    Case("too many columns", bytes_file(b"," * 5000 + b"\r\n" + b"a", "a.csv"), zh="过大"),
    Case("one endless cell", bytes_file(b"a,b\r\n" + b"x" * 200_000 + b",1\r\n", "a.csv"), zh="过长", where="第 2 行"),
)
# What a dispatcher refuses before any reader sees it: the opening of workbooks is tested with the survey workbooks.
WORKBOOKS_REFUSED: tuple[Case, ...] = (
    Case("truncated workbook", cut(to_xlsx([grid()], "导出.xlsx"), 3000), zh="损坏"),
    Case("CSV called workbook", renamed(to_csv(grid(), "b.csv"), "导出.xlsx"), zh="不要改扩展名"),
    Case("old workbook called new", renamed(to_xls([grid()], "b.xls"), "导出.xlsx"), zh="不要改扩展名"),
)

READ: tuple[Case, ...] = (*EXPORTS_READ, *TIDY_READ)
REFUSED: tuple[Case, ...] = (*EXPORTS_REFUSED, *TIDY_REFUSED, *WORKBOOKS_REFUSED)
