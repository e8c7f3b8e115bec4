"""Writes statistics returns as schools export them: merged headers, column letters, a sheet per form."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import xlwt
from openpyxl import Workbook
from openpyxl.styles import PatternFill

# In a grid: merged with the cell to the left, merged with the cell above.
LEFT, UP = "<", "^"
Grid = list[list[Any]]


@dataclass(frozen=True)
class Form:
    """One sheet: what stands in its cells, and which are merged with their neighbours."""

    name: str
    grid: Grid
    is_hidden: bool = False
    styled_rows: int = 0

    def cell_of(self, text: str) -> tuple[int, int]:
        """Row and column, from 0, of the first cell with this text."""
        return next((r, c) for r, row in enumerate(self.grid) for c, cell in enumerate(row) if cell == text)

    def changed(self, row: str, column: str | int, value: Any) -> Form:
        """The value beside the first cell `row` and below the first cell `column`, replaced."""
        down = self.cell_of(row)[0]
        across = column if isinstance(column, int) else self.cell_of(column)[1]
        grid = [list(cells) for cells in self.grid]
        grid[down] += [None] * (across + 1 - len(grid[down]))
        grid[down][across] = value
        return replace(self, grid=grid)

    def renamed(self, old: str, new: Any) -> Form:
        """Every cell with this text, with another."""
        return replace(self, grid=[[new if cell == old else cell for cell in row] for row in self.grid])

    def without_row(self, label: str) -> Form:
        number = self.cell_of(label)[0]
        return replace(self, grid=[row for at, row in enumerate(self.grid) if at != number])

    def with_rows(self, *rows: Sequence[Any]) -> Form:
        return replace(self, grid=[*self.grid, *map(list, rows)])


@dataclass(frozen=True)
class Book:
    """The sheets of one return, in order."""

    forms: tuple[Form, ...] = field(default=())

    def __getitem__(self, name: str) -> Form:
        return next(form for form in self.forms if form.name == name)

    def with_form(self, form: Form, name: str = "") -> Book:
        """A sheet in place of the one of its name (or of the name given), else at the end."""
        name = name or form.name
        if any(old.name == name for old in self.forms):
            return Book(tuple(form if old.name == name else old for old in self.forms))
        return Book((*self.forms, form))

    def without(self, *names: str) -> Book:
        return Book(tuple(form for form in self.forms if form.name not in names))

    def write(self, path: Path) -> Path:
        return _write_xls(self, path) if path.suffix == ".xls" else _write_xlsx(self, path)


def merges(grid: Grid) -> list[tuple[int, int, int, int]]:
    """First and last row, first and last column of every merged block, from 0."""
    blocks = []
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            if cell in (LEFT, UP):
                continue
            last_column = column
            while last_column + 1 < len(cells) and cells[last_column + 1] == LEFT:
                last_column += 1
            last_row = row
            while last_row + 1 < len(grid) and grid[last_row + 1][column : column + 1] == [UP]:
                last_row += 1
            if (last_row, last_column) != (row, column):
                blocks.append((row, last_row, column, last_column))
    return blocks


def _write_xlsx(book: Book, path: Path) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for form in book.forms:
        sheet = workbook.create_sheet(form.name)
        for row, cells in enumerate(form.grid, 1):
            for column, cell in enumerate(cells, 1):
                if cell not in (LEFT, UP, None):
                    sheet.cell(row, column).value = cell
        for first, last, left, right in merges(form.grid):
            sheet.merge_cells(start_row=first + 1, end_row=last + 1, start_column=left + 1, end_column=right + 1)
        for number in range(form.styled_rows):
            sheet.cell(len(form.grid) + 1 + number, 1).fill = PatternFill("solid", fgColor="DDDDDD")
        sheet.sheet_state = "hidden" if form.is_hidden else "visible"
    workbook.save(path)
    return path


def _write_xls(book: Book, path: Path) -> Path:
    workbook = xlwt.Workbook(encoding="utf-8")
    for form in book.forms:
        sheet = workbook.add_sheet(form.name)
        blocks = {(first, left): (last, right) for first, last, left, right in merges(form.grid)}
        for row, cells in enumerate(form.grid):
            for column, cell in enumerate(cells):
                if cell in (LEFT, UP):
                    continue
                if (row, column) in blocks:
                    last, right = blocks[row, column]
                    sheet.write_merge(row, last, column, right, cell)
                elif cell is not None:
                    sheet.write(row, column, cell)
    content = io.BytesIO()
    workbook.save(content)
    path.write_bytes(content.getvalue())
    return path


# The forms, from figures by name. A figure that is not named is None: the cell stays blank.

GRADES = {
    "primary": ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级"),
    "junior": ("一年级", "二年级", "三年级"),
    "senior": ("一年级", "二年级", "三年级"),
}
WORDS = {"primary": "小学", "junior": "初中", "senior": "普通高中"}
BANDS = ("25人及以下", *(f"{low}-{low + 4}人" for low in range(26, 66, 5)), "66人及以上")
Figures = Mapping[str, Any]


def _head(title: str, code: str, unit: str, width: int) -> Grid:
    return [[title, *[LEFT] * (width - 1)], [code, *[None] * (width - 2), f"单位：{unit}" if unit else None]]


def _letters(values: int, labels: int = 1) -> list[Any]:
    return ["甲", *[LEFT] * (labels - 1), "乙", *range(1, values + 1)]


def cover(school_id: Any, year: str = "2026-2027学年") -> Form:
    return Form(
        "封面",
        [
            ["基础教育学校（机构）统计报表", LEFT, LEFT],
            [year, LEFT, LEFT],
            ["学校（机构）名称：", "某某学校", None],
            ["学校（机构）标识码：", school_id, None],
            ["单位负责人：", "张三", None],
            ["填表人：李四", None, "联系电话：13800138000"],
        ],
    )


def identity_111(school_id: Any, kind: tuple[str, Any], area: tuple[str, Any] = ("村庄", "220"), **extra: Any) -> Form:
    return Form(
        extra.get("name", "基础基111"),
        [
            ["学校（机构）基本情况", LEFT, LEFT, LEFT],
            [extra.get("code", "基础基111"), None, None, None],
            ["学校（机构）标识码", school_id, "学校（机构）名称", "某某学校"],
            ["地址", "一乡一村1号", "地址代码", extra.get("address", "100001100200")],
            ["所在地城乡类型", area[0], "代码", area[1]],
            ["属地管理教育行政部门", "小县教育局", "代码", "100001000000"],
            ["办学类型", kind[0], "代码", kind[1]],
            ["举办者", "县级教育部门", "代码", "811"],
            ["附设班", extra.get("attached_word"), "代码", extra.get("attached")],
            ["经度", 76.1, "纬度", 38.9],
            ["校长姓名", "王五", "办公电话", "0998-1234567"],
            ["电子邮箱", "wangwu@example.com", None, None],
        ],
    )


def pupils_old(number: str, stage: str, figures: Figures) -> Form:
    """312, 313, 314: figures `pupils`, `grades`, `migrant`, `left_behind`."""
    grades = GRADES[stage]
    width = 7 + len(grades) + 1
    total = [80, figures.get("entrants", 50), None, figures.get("pupils"), 148, *figures["grades"], 49]
    return Form(
        f"基础基{number}",
        [
            *_head(f"{WORDS[stage]}学生数", f"基础基{number}", "人", width),
            [None, "编号", "毕业生数", "招生数", LEFT, "在校生数", LEFT, *[LEFT] * len(grades), "预计毕业生数"],
            [UP, UP, UP, "合计", "其中：受过学前教育", "合计", "其中：女", *grades, UP],
            _letters(6 + len(grades)),
            ["总　计", "01", *total],
            ["其中：女", "02", 40, 25, None, 148, "*", *[25] * len(grades), 24],
            ["少数民族", "03", 80, 50, None, 290, 140, *[48] * len(grades), 47],
            ["其中：进城务工人员随迁子女", "04", 1, 2, None, figures.get("migrant"), 5, *[2] * len(grades), 1],
            ["农村留守儿童", "05", 1, 1, None, figures.get("left_behind"), 3, *[1] * len(grades), 1],
        ],
    )


def pupils_new(number: str, stage: str, figures: Figures, suffix: str) -> Form:
    """3112, 3115, 3118: one header row of the pupils, marks with #."""
    grades = GRADES[stage]
    width = 5 + len(grades) + 2
    values = 5 + len(grades)
    return Form(
        f"教基{number}_{suffix}",
        [
            *_head(f"{WORDS[stage]}分类型学生数", f"教基{number}", "人", width),
            ["指标名称", "代码", "毕业生数", "招生数", "在校生数", "#女", *grades, "预计毕业生数"],
            _letters(values),
            ["总计", "1", 80, 50, figures.get("pupils"), 148, *figures["grades"], 49],
            ["#女", "2", 40, 25, 148, "*", *[25] * len(grades), 24],
            ["#少数民族", "3", 80, 50, 290, 140, *[48] * len(grades), 47],
            ["#随迁子女", "4", 1, 2, 20, 9, *[3] * len(grades), 1],
            ["  外省迁入", "5", 1, 2, 3, 1, *[0] * len(grades), 1],
            ["#进城务工人员随迁子女", "6", 1, 2, figures.get("migrant"), 5, *[2] * len(grades), 1],
            ["  外省迁入", "7", 0, 0, 1, 1, *[0] * len(grades), 0],
            ["#农村留守儿童", "8", 1, 1, figures.get("left_behind"), 3, *[1] * len(grades), 1],
        ],
    )


def classes(name: str, code: str, stage: str, counts: Sequence[Any]) -> Form:
    """212, 213, 2106, 2107: classes by band of size, down; by grade, across."""
    grades = GRADES[stage]
    given = [count for count in counts if isinstance(count, int)]
    return Form(
        name,
        [
            *_head(f"{WORDS[stage]}班额情况", code, "个", 3 + len(grades)),
            ["指标", "编号", "班数", LEFT, *[LEFT] * (len(grades) - 1)],
            [UP, UP, "合计", *grades],
            _letters(1 + len(grades)),
            ["总计", "01", sum(given), *[1] * len(grades)],
            *(
                [band, f"{at:02}", count, *[None] * len(grades)]
                for at, (band, count) in enumerate(zip(BANDS, counts, strict=True), 2)
            ),
        ],
    )


def teachers_old(number: str, stage: str, figures: Figures) -> Form:
    """423, 424: row labels in two columns, masters and doctors together, the arts with columns of their own below."""
    whole = [figures.get(name) for name in ("full_time", None, None, "pe", "music", "fine_art", "arts", "dance", None)]
    blank = [0] * 8
    return Form(
        f"基础基{number}",
        [
            *_head(f"{WORDS[stage]}专任教师分课程、分学历情况", f"基础基{number}", "人", 12),
            [None, LEFT, "编号", "合计", "按授课课程分", *[LEFT] * 7],
            [UP, UP, UP, UP, "语文", "数学", "体育与健康", "音乐", "美术", "艺术", LEFT, "当年不授课"],
            [UP, UP, UP, UP, UP, UP, UP, UP, UP, "计", "舞蹈", UP],
            _letters(9, labels=2),
            ["总计", LEFT, "01", *whole],
            ["其中", "女", "02", 9, *blank],
            [UP, "少数民族", "03", 18, *blank],
            ["按学历分", "研究生毕业", "04", figures.get("graduate"), *blank],
            [UP, "本科毕业", "05", figures.get("bachelor"), *blank],
            [UP, "专科毕业", "06", figures.get("college"), *blank],
            [UP, "高中阶段毕业", "07", figures.get("below", 0), *blank],
        ],
    )


def teachers_new(number: str, stage: str, figures: Figures, suffix: str) -> Form:
    """4155, 4156: doctors and masters apart; music and fine art within the total of the arts."""
    whole = [figures.get(name) for name in ("full_time", None, "pe", "arts_total", "music", "fine_art", "dance")]
    blank = [0] * 6
    return Form(
        f"教基{number}_{suffix}",
        [
            *_head(f"{WORDS[stage]}专任教师分课程、分学历情况", f"教基{number}", "人", 9),
            ["指标名称", "代码", "合计", "语文", "体育与健康", "艺术", LEFT, LEFT, LEFT],
            [UP, UP, UP, UP, UP, "计", "音乐", "美术", "舞蹈"],
            _letters(7),
            ["总计", "1", *whole],
            ["#女", "2", 9, *blank],
            ["博士研究生", "3", figures.get("doctor"), *blank],
            ["硕士研究生", "4", figures.get("master"), *blank],
            ["本科", "5", figures.get("bachelor"), *blank],
            ["专科", "6", figures.get("college"), *blank],
            ["高中阶段", "7", figures.get("below", 0), *blank],
        ],
    )


def evidence_112(figures: Figures) -> Form:
    """112: a list without column letters; figures `tested`, `excellent`, `good`, `pass`, and backbone by stage."""
    return Form(
        "基础基112",
        [
            ["中小学校其他情况", LEFT, LEFT, LEFT, LEFT],
            ["基础基112", None, None, None, "单位：　"],
            ["项目", "编号", "内容", "单位", "备注"],
            ["体育运动场（馆）面积是否达标", "01", "是", None, None],
            ["音乐器材配备是否达标", "02", "是", None, None],
            ["上学年参加国家学生体质健康标准测试人数", "20", figures.get("tested"), "人", None],
            ["其中：优秀", "21", figures.get("excellent"), "人", None],
            ["良好", "22", figures.get("good"), "人", None],
            ["及格", "23", figures.get("pass"), "人", None],
            ["不及格", "24", figures.get("fail"), "人", None],
            ["县级及以上骨干教师（小学）", "25", figures.get("backbone_primary"), "人", None],
            ["县级及以上骨干教师（初中）", "26", figures.get("backbone_junior"), "人", None],
            ["县级及以上骨干教师（高中）", "27", figures.get("backbone_senior"), "人", None],
            ["政府购买学位数", "28", 0, "个", None],
            ["其中：用于进城务工人员随迁子女的学位数", "29", 0, "个", None],
        ],
    )


def evidence_1102(figures: Figures, suffix: str) -> Form:
    return Form(
        f"教基1102续_{suffix}",
        [
            ["学校（机构）基本情况（续）", LEFT, LEFT, LEFT],
            ["教基1102", None, None, None],
            ["指标名称", "代码", "计量单位", "数量"],
            ["甲", "乙", "丙", "1"],
            ["县级以上骨干教师（小学）", "1", "人", figures.get("backbone_primary")],
            ["县级以上骨干教师（初中）", "2", "人", figures.get("backbone_junior")],
            ["县级以上骨干教师（高中）", "3", "人", figures.get("backbone_senior")],
        ],
    )


def rooms_512(figures: Figures) -> Form:
    blank = [0] * 4
    return Form(
        "基础基512",
        [
            *_head("中小学校舍情况", "基础基512", "平方米", 8),
            [None, "编号", "校舍建筑面积", LEFT, LEFT, LEFT, "校舍建筑面积中：租借面积", LEFT],
            [UP, UP, "合计", "框架结构", "砖混结构", "砖木结构", "计", "租借公办的基础教育学校的校舍建筑面积"],
            _letters(6),
            ["总计", "01", 9000, 9000, *blank],
            ["其中：危房", "02", 0, 0, *blank],
            ["当年新增校舍", "03", 0, 0, *blank],
            ["一、教学及辅助用房", "04", figures.get("teaching"), 0, *blank],
            ["教室", "05", 800, 0, *blank],
            ["实验室", "06", 60, 0, *blank],
            ["体育馆", "10", figures.get("indoor"), 0, *blank],
            ["二、行政办公用房", "11", 200, 0, *blank],
            ["其中：教师办公室", "12", 100, 0, *blank],
            ["三、生活用房", "13", 500, 0, *blank],
        ],
    )


def rooms_5170(figures: Figures, suffix: str) -> Form:
    return Form(
        f"教基5170_{suffix}",
        [
            *_head("中小学校舍情况", "教基5170", "平方米", 5),
            ["指标名称", "代码", "校舍建筑面积", LEFT, "正在施工面积"],
            [UP, UP, "合计", "其中：危房", UP],
            _letters(3),
            ["总计", "1", 9000, 0, 0],
            ["一、教学及辅助用房", "2", figures.get("teaching"), 0, 0],
            ["（一）教室", "3", 800, 0, 0],
            ["（二）专用教室", "4", 60, 0, 0],
            ["（三）公共教学用房", "5", 300, 0, 0],
            ["其中：室内体育用房", "6", figures.get("indoor"), 0, 0],
            ["二、行政办公用房", "7", 200, 0, 0],
        ],
    )


def grounds_522(figures: Figures, money: str = "万元") -> Form:
    """522: one row of figures, their names above."""
    ground = [20000, 3000, figures.get("outdoor")]
    wealth = [900.5, figures.get("equipment"), 3]
    assets = f"固定资产总值（{money}）" if money else "固定资产总值"
    of_assets, of_rooms = "其中：教学仪器设备资产值", "其中：网络多媒体教室"
    return Form(
        "基础基522",
        [
            *_head("中小学占地面积及其他办学条件", "基础基522", "", 11),
            [None, "编号", "占地面积（平方米）", LEFT, LEFT, "图书（册）", "教室（间）", LEFT, assets, LEFT, LEFT],
            [UP, UP, "合计", "其中", LEFT, UP, "计", of_rooms, "计", of_assets, LEFT],
            [UP, UP, UP, "绿化用地面积", "运动场地面积", UP, UP, UP, UP, "计", "当年新增"],
            _letters(9),
            ["总计", "01", *ground, 6000, 20, figures.get("multimedia"), *wealth],
        ],
    )


def grounds_5176(figures: Figures, suffix: str, money: str = "万元") -> Form:
    """5176: a list down, the unit beside each name."""
    return Form(
        f"教基5176_{suffix}",
        [
            *_head("中小学占地面积及其他办学条件", "教基5176", "", 4),
            ["指标名称", "代码", "计量单位", "数量"],
            ["甲", "乙", "丙", 1],
            ["占地面积", "1", "平方米", 20000],
            ["其中：绿化用地面积", "2", "平方米", 3000],
            ["运动场地面积", "3", "平方米", figures.get("outdoor")],
            ["图书", "4", "册", 6000],
            ["教室", "5", "间", 20],
            ["其中：网络多媒体教室", "6", "间", figures.get("multimedia")],
            ["固定资产总值", "7", money, 900.5],
            ["其中：教学仪器设备资产值", "8", money, figures.get("equipment")],
        ],
    )
