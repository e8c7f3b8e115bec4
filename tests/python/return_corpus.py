"""Statistics returns as schools send them: those that must be read, with every value, and those that must be refused.

The schools are those of the small county and a few more, of every kind. Every expected value is written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from forms import add_row
from return_sheets_written import (
    LEFT,
    Book,
    Figures,
    Form,
    classes,
    cover,
    evidence_112,
    evidence_1102,
    grounds_522,
    grounds_5176,
    identity_111,
    pupils_new,
    pupils_old,
    rooms_512,
    rooms_5170,
    teachers_new,
    teachers_old,
)
from small_county import COUNTY, DELIVERY, TERM, write_small_county

PRIMARY, SECOND, NINE, JUNIOR = "0100000001", "0100000002", "0100000003", "0100000004"
# Beyond the small county: a complete secondary school, a teaching point, a twelve-year school, a special school, and
# two schools with attached classes.
COMPLETE, POINT, TWELVE, SPECIAL = "0100000005", "0100000006", "0100000011", "0100000012"
PARENT_JUNIOR, ATTACHED_PRIMARY = "0100000008", "0100000007"
PARENT_PRIMARY, ATTACHED_ALIKE = "0100000009", "0100000010"
MORE_SCHOOLS = (
    (COMPLETE, "341", ""),
    (POINT, "218", ""),
    (TWELVE, "345", ""),
    (SPECIAL, "514", ""),
    (PARENT_JUNIOR, "311", ""),
    (ATTACHED_PRIMARY, "219", PARENT_JUNIOR),
    (PARENT_PRIMARY, "211", ""),
    (ATTACHED_ALIKE, "219", PARENT_PRIMARY),
)


def write_return_county(folder: Path) -> Path:
    """The small county with the schools of the returns; of the complete school the senior stage has answered."""
    write_small_county(folder)
    for school_id, kind, parent in MORE_SCHOOLS:
        add_row(
            folder / "schools.csv",
            **DELIVERY,
            term_id=TERM,
            county_code=COUNTY,
            school_id=school_id,
            school_name=f"第{int(school_id[-2:])}学校",
            school_kind=kind,
            urban_rural_code="220",
            township_id=f"{COUNTY}-01",
            organiser_code="7",
            counts_as_school="0" if kind in ("218", "219") else "1",
            parent_school_id=parent,
            is_boarding="0",
        )
    senior = {"term_id": TERM, "school_id": COMPLETE, "stage": "senior"}
    add_row(folder / "teachers.csv", **DELIVERY, **senior, full_time="31", bachelor="30")
    return folder


@dataclass(frozen=True)
class Said:
    """A remark that must be made: how grave, a part of its Chinese words, where."""

    severity: str
    zh: str
    sheet: str | None = None
    cell: str | None = None


@dataclass(frozen=True)
class Case:
    """One file, why it is here, and what must become of it."""

    name: str
    reason: str
    book: Book
    school_id: str = PRIMARY
    values: Mapping[str, str] = field(default_factory=dict)
    said: tuple[Said, ...] = ()
    suffix: str = ".xlsx"
    form_version: str = "基础基"
    written: Callable[[Path], Path] | None = None

    def write(self, folder: Path) -> Path:
        """Write the file into a folder."""
        path = folder / f"{self.name}{self.suffix}"
        return self.written(path) if self.written else self.book.write(path)

    @property
    def refusal(self) -> Said:
        """Of a refused file: what stops it."""
        return next(said for said in self.said if said.severity == "stop")


# Figures of the schools

PUPILS: Figures = {"pupils": 300, "grades": (52, 50, 49, 51, 48, 50), "migrant": 12, "left_behind": 7}
CLASSES = (0, 1, 2, 4, 1, 0, 0, 0, 0, 0)
TEACHERS: Figures = {
    **{"full_time": 22, "graduate": 1, "bachelor": 14, "college": 6, "below": 1},
    **{"pe": 2, "music": 1, "fine_art": 1, "arts": 2, "dance": 1},
}
NEW_TEACHERS: Figures = {
    **{"full_time": 22, "doctor": 0, "master": 1, "bachelor": 14, "college": 6, "below": 1},
    **{"pe": 2, "arts_total": 4, "music": 1, "fine_art": 2, "dance": 1},
}
EVIDENCE: Figures = {
    **{"tested": 246, "excellent": 40, "good": 90, "pass": 110, "fail": 6},
    **{"backbone_primary": 3, "backbone_junior": "*", "backbone_senior": "*"},
}
ROOMS: Figures = {"teaching": 1536.5, "indoor": 120}
GROUNDS: Figures = {"outdoor": 2400, "equipment": 61.25, "multimedia": 9}
J_PUPILS: Figures = {"pupils": 450, "grades": (150, 148, 152), "migrant": 9, "left_behind": 4}
J_CLASSES = (0, 0, 0, 1, 2, 7, 0, 0, 0, 0)
J_TEACHERS: Figures = {
    **{"full_time": 36, "graduate": 2, "bachelor": 33, "college": 1},
    **{"pe": 3, "music": 1, "fine_art": 2, "arts": 0, "dance": 0},
}
J_EVIDENCE: Figures = {
    **{"tested": 440, "excellent": 30, "good": 100, "pass": 290, "fail": 20},
    **{"backbone_primary": "*", "backbone_junior": 6, "backbone_senior": "*"},
}
N_PUPILS: Figures = {"pupils": 210, "grades": (35, 36, 34, 35, 33, 37), "migrant": 3, "left_behind": 2}
N_TEACHERS: Figures = {
    **{"full_time": 20, "graduate": 0, "bachelor": 14, "college": 6},
    **{"pe": 1, "music": 1, "fine_art": 0, "arts": 0, "dance": 0},
}
NJ_PUPILS: Figures = {"pupils": 150, "grades": (51, 49, 50), "migrant": 1, "left_behind": 5}
N_EVIDENCE: Figures = {**EVIDENCE, "backbone_primary": 2, "backbone_junior": 4}


def old_primary(school_id: str = PRIMARY, kind: tuple[str, str] = ("小学", "211")) -> Book:
    return Book(
        (
            cover(school_id),
            Form("目录", [["表号", "表名"], ["基础基111", "学校基本情况"], ["基础基312", "小学学生数"]]),
            identity_111(school_id, kind),
            evidence_112(EVIDENCE),
            classes("基础基212", "基础基212", "primary", CLASSES),
            pupils_old("312", "primary", PUPILS),
            Form("基础基411", [["教职工数"], ["基础基411"]]),
            teachers_old("423", "primary", TEACHERS),
            rooms_512(ROOMS),
            grounds_522(GROUNDS),
        )
    )


def new_primary(school_id: str = PRIMARY, kind: tuple[str, str] = ("小学", "211"), suffix: str = "小学") -> Book:
    return Book(
        (
            cover(school_id),
            identity_111(school_id, kind, name=f"教基1001_{suffix}", code="教基1001"),
            evidence_1102(EVIDENCE, suffix),
            classes(f"教基2106_{suffix}", "教基2106", "primary", CLASSES),
            pupils_new("3112", "primary", PUPILS, suffix),
            teachers_new("4155", "primary", NEW_TEACHERS, suffix),
            rooms_5170(ROOMS, suffix),
            grounds_5176(GROUNDS, suffix),
        )
    )


def old_junior(school_id: str = JUNIOR, kind: tuple[str, str] = ("初级中学", "311")) -> Book:
    return Book(
        (
            cover(school_id),
            identity_111(school_id, kind),
            evidence_112(J_EVIDENCE),
            classes("基础基213", "基础基213", "junior", J_CLASSES),
            pupils_old("313", "junior", J_PUPILS),
            teachers_old("424", "junior", J_TEACHERS),
            rooms_512(ROOMS),
            grounds_522(GROUNDS),
        )
    )


def old_nine() -> Book:
    book = old_junior(NINE, ("九年一贯制学校", "312"))
    for form in (
        evidence_112(N_EVIDENCE),
        classes("基础基212", "基础基212", "primary", (0, 0, 3, 3, 0, 0, 0, 0, 0, 0)),
        classes("基础基213", "基础基213", "junior", (0, 0, 0, 0, 0, 2, 1, 0, 0, 0)),
        pupils_old("312", "primary", N_PUPILS),
        pupils_old("313", "junior", NJ_PUPILS),
        teachers_old("423", "primary", N_TEACHERS),
    ):
        book = book.with_form(form)
    return book


def new_nine(suffix: str = "九年一贯制") -> Book:
    new_junior: Figures = {**NEW_TEACHERS, "full_time": 21, "bachelor": 20, "college": 0, "below": 0, "doctor": 0}
    return Book(
        (
            cover(NINE),
            identity_111(NINE, ("九年一贯制学校", "312"), name=f"教基1001_{suffix}", code="教基1001"),
            evidence_1102(N_EVIDENCE, suffix),
            classes(f"教基2106_{suffix}", "教基2106", "primary", (0, 0, 3, 3, 0, 0, 0, 0, 0, 0)),
            classes(f"教基2107_{suffix}", "教基2107", "junior", (0, 0, 0, 0, 0, 2, 1, 0, 0, 0)),
            pupils_new("3112", "primary", N_PUPILS, suffix),
            pupils_new("3115", "junior", NJ_PUPILS, suffix),
            teachers_new("4155", "primary", NEW_TEACHERS, suffix),
            teachers_new("4156", "junior", new_junior, suffix),
            rooms_5170(ROOMS, suffix),
            grounds_5176(GROUNDS, suffix),
        )
    )


# What must be read from them

CAMPUS = {
    "premises//teaching_area_m2": "1536.5",
    "premises//indoor_sports_m2": "120",
    "premises//gymnasium_m2": "0",
    "premises//outdoor_sports_m2": "2400",
    "equipment//equipment_value_wan": "61.25",
    "equipment//multimedia_rooms": "9",
}
SECTION = {
    "pupils/primary/pupils": "300",
    "pupils/primary/migrant": "12",
    "pupils/primary/left_behind": "7",
    "pupils_by_grade/primary/1": "52",
    "pupils_by_grade/primary/2": "50",
    "pupils_by_grade/primary/3": "49",
    "pupils_by_grade/primary/4": "51",
    "pupils_by_grade/primary/5": "48",
    "pupils_by_grade/primary/6": "50",
    "class_bands/primary/to_25": "0",
    "class_bands/primary/26_30": "1",
    "class_bands/primary/31_35": "2",
    "class_bands/primary/36_40": "4",
    "class_bands/primary/41_45": "1",
    "class_bands/primary/46_50": "0",
    "class_bands/primary/51_55": "0",
    "class_bands/primary/56_60": "0",
    "class_bands/primary/61_65": "0",
    "class_bands/primary/from_66": "0",
    "teachers/primary/full_time": "22",
    "teachers/primary/doctor": "0",
    "teachers/primary/master": "1",
    "teachers/primary/bachelor": "14",
    "teachers/primary/college": "6",
    "teachers/primary/pe": "2",
    "teachers/primary/music": "1",
    "teachers/primary/backbone": "3",
}
FITNESS = {"pupils/primary/fitness_tested": "246", "pupils/primary/fitness_passed": "240"}
OLD_PRIMARY = {**CAMPUS, **SECTION, **FITNESS, "teachers/primary/fine_art": "1", "teachers/primary/arts": "2"}
NEW_PRIMARY = {**CAMPUS, **SECTION, "teachers/primary/fine_art": "2", "teachers/primary/arts": "1"}
OLD_JUNIOR = {
    **CAMPUS,
    "pupils/junior/pupils": "450",
    "pupils/junior/migrant": "9",
    "pupils/junior/left_behind": "4",
    "pupils/junior/fitness_tested": "440",
    "pupils/junior/fitness_passed": "420",
    "pupils_by_grade/junior/7": "150",
    "pupils_by_grade/junior/8": "148",
    "pupils_by_grade/junior/9": "152",
    "class_bands/junior/to_25": "0",
    "class_bands/junior/26_30": "0",
    "class_bands/junior/31_35": "0",
    "class_bands/junior/36_40": "1",
    "class_bands/junior/41_45": "2",
    "class_bands/junior/46_50": "7",
    "class_bands/junior/51_55": "0",
    "class_bands/junior/56_60": "0",
    "class_bands/junior/61_65": "0",
    "class_bands/junior/from_66": "0",
    "teachers/junior/full_time": "36",
    "teachers/junior/doctor": "0",
    "teachers/junior/master": "2",
    "teachers/junior/bachelor": "33",
    "teachers/junior/college": "1",
    "teachers/junior/pe": "3",
    "teachers/junior/music": "1",
    "teachers/junior/fine_art": "2",
    "teachers/junior/arts": "0",
    "teachers/junior/backbone": "6",
}
NINE_BANDS = {
    **{f"class_bands/primary/{band}": "0" for band in ("to_25", "26_30", "41_45", "46_50", "51_55", "56_60", "61_65")},
    **{f"class_bands/junior/{band}": "0" for band in ("to_25", "26_30", "31_35", "36_40", "41_45", "56_60", "61_65")},
    **{"class_bands/primary/31_35": "3", "class_bands/primary/36_40": "3", "class_bands/primary/from_66": "0"},
    **{"class_bands/junior/46_50": "2", "class_bands/junior/51_55": "1", "class_bands/junior/from_66": "0"},
}
NINE_PUPILS = {
    "pupils/primary/pupils": "210",
    "pupils/primary/migrant": "3",
    "pupils/primary/left_behind": "2",
    "pupils/junior/pupils": "150",
    "pupils/junior/migrant": "1",
    "pupils/junior/left_behind": "5",
    "pupils_by_grade/primary/1": "35",
    "pupils_by_grade/primary/2": "36",
    "pupils_by_grade/primary/3": "34",
    "pupils_by_grade/primary/4": "35",
    "pupils_by_grade/primary/5": "33",
    "pupils_by_grade/primary/6": "37",
    "pupils_by_grade/junior/7": "51",
    "pupils_by_grade/junior/8": "49",
    "pupils_by_grade/junior/9": "50",
    "teachers/primary/backbone": "2",
    "teachers/junior/backbone": "4",
}
OLD_NINE = {
    **CAMPUS,
    **NINE_BANDS,
    **NINE_PUPILS,
    **{key: value for key, value in OLD_JUNIOR.items() if key.startswith("teachers/") and "backbone" not in key},
    "teachers/primary/full_time": "20",
    "teachers/primary/doctor": "0",
    "teachers/primary/master": "0",
    "teachers/primary/bachelor": "14",
    "teachers/primary/college": "6",
    "teachers/primary/pe": "1",
    "teachers/primary/music": "1",
    "teachers/primary/fine_art": "0",
    "teachers/primary/arts": "0",
}
NEW_NINE = {
    **CAMPUS,
    **NINE_BANDS,
    **NINE_PUPILS,
    **{key: value for key, value in NEW_PRIMARY.items() if key.startswith("teachers/") and "backbone" not in key},
    "teachers/junior/full_time": "21",
    "teachers/junior/doctor": "0",
    "teachers/junior/master": "1",
    "teachers/junior/bachelor": "20",
    "teachers/junior/college": "0",
    "teachers/junior/pe": "2",
    "teachers/junior/music": "1",
    "teachers/junior/fine_art": "2",
    "teachers/junior/arts": "1",
}

PERSONS = Said("notice", "个人信息栏目，未读取")
OLD_SAID = (
    PERSONS,
    Said("notice", "博士按 0 计", "基础基423", "D10"),
    Said("notice", "学校体育馆面积按 0 计", "基础基512", "C12"),
)
J_SAID = (PERSONS, Said("notice", "博士按 0 计", "基础基424", "D10"), OLD_SAID[2])
N_WHOLE = Said("notice", "C6:C9 为全校数字", "基础基112")
NEW_SAID = (
    PERSONS,
    Said("notice", "其余 1 人计入艺术", "教基4155_小学", "F6"),
    Said("notice", "学校体育馆面积按 0 计", "教基5170_小学", "C11"),
    Said("notice", "本表没有“上学年参加国家学生体质健康标准测试人数、优秀”", "教基1102续_小学"),
)


def without(values: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if name not in names}


def primary(name: str, reason: str, change: Callable[[Book], Book], *said: Said, **values: str | None) -> Case:
    """The older return of a primary school with one change; values by form__stage__column, None: not read."""
    changed = {key.replace("__", "/"): value for key, value in values.items()}
    expected = {key: value for key, value in {**OLD_PRIMARY, **changed}.items() if value is not None}
    return Case(name, reason, change(old_primary()), PRIMARY, expected, (*OLD_SAID, *said))


def form(name: str, change: Callable[[Form], Form]) -> Callable[[Book], Book]:
    """A change of one sheet."""
    return lambda book: book.with_form(change(book[name]), name)


def exported(width: int, first: int = 1) -> Callable[[Form], Form]:
    """The exporter's own row numbers, ten apart, at the end of the rows from one on."""

    def number(old: Form) -> Form:
        rows = [[*row, *[None] * (width - len(row))] for row in old.grid]
        return replace(old, grid=[[*row, at * 10 if at >= first else None] for at, row in enumerate(rows, 1)])

    return number


def shuffled_columns(old: Form) -> Form:
    """The value columns of a sheet without merged groups, last first; labels behind the figures."""
    return replace(old, grid=[*old.grid[:2], *([*reversed(row)] for row in old.grid[2:])])


def reversed_rows(first: int) -> Callable[[Form], Form]:
    return lambda old: replace(old, grid=[*old.grid[:first], *reversed(old.grid[first:])])


def turned(old: Form, label: str) -> Form:
    """Bands across and grades down: rows and columns exchanged."""
    bands = old.grid[5:]
    return replace(
        old,
        grid=[
            [old.grid[0][0], *[LEFT] * 11],
            old.grid[1],
            [label, "编号", *[row[0] for row in bands]],
            ["甲", "乙", *range(1, len(bands) + 1)],
            ["合计", "01", *[row[2] for row in bands]],
            ["一年级", "02", *[row[3] for row in bands]],
        ],
    )


def spaced(old: Form) -> Form:
    """Spaces of every kind and the exporter's line breaks in the labels."""
    around = {"在校生数": "在校_x000D_\n生数", "一年级": "　一年级\u00a0", "总　计": "总\u00a0计", "编号": "编 号"}
    for text, other in around.items():
        old = old.renamed(text, other)
    return old


def unmerged(old: Form) -> Form:
    """Every merged cell filled with what stands in the first of them."""
    grid = [list(row) for row in old.grid]
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            if cell == LEFT:
                grid[row][column] = grid[row][column - 1]
            elif cell == "^":
                grid[row][column] = grid[row - 1][column]
    return replace(old, grid=[old.grid[0], *grid[1:]])


def with_headings(old: Form) -> Form:
    """Two groups of rows below headings of their own, as forms of several stages have them."""
    own, other = ["小学", *[None] * 11], ["附设班", *[None] * 11]
    more = ["总计", LEFT, "08", 3, 0, 0, 1, 1, 0, 0, 0, 0]
    return replace(old, grid=[*old.grid[:6], own, *old.grid[6:], other, more])


IDENTITY_ACROSS = Form(
    "基础基111",
    [
        ["学校（机构）基本情况"],
        ["基础基111"],
        ["学校（机构）标识码", "学校（机构）名称", "办学类型", LEFT, "所在地城乡类型", LEFT, "地址代码", "校长姓名"],
        ["^", "^", "名称", "代码", "名称", "代码", "^", "^"],
        ["0100000001", "某某学校", "小学", "211", "村庄", "220", "100001100200", "王五"],
    ],
)
IDENTITY_DOWN = Form(
    "教基1001_小学",
    [
        ["学校（机构）基本信息"],
        ["教基1001"],
        ["指标名称", "代码", "内容"],
        ["学校（机构）标识码", "01", 100000001],
        ["学校（机构）名称", "02", "某某学校"],
        ["学校（机构）地址", "03", "一乡一村1号"],
        ["学校（机构）地址代码", "04", 100001100200],
        ["学校（机构）驻地城乡类型", "05", "村庄"],
        ["学校（机构）驻地城乡类型代码", "06", 220],
        ["学校（机构）办学类型", "07", "小学"],
        ["学校（机构）办学类型代码", "08", 211],
        ["校长姓名", "09", "王五"],
        ["校长联系电话", "10", "13900139000"],
    ],
)

READ: list[Case] = [
    Case("old_primary", "every form of the older series", old_primary(), PRIMARY, OLD_PRIMARY, OLD_SAID),
    Case(
        "new_primary",
        "every form of the newer series",
        new_primary(),
        PRIMARY,
        NEW_PRIMARY,
        NEW_SAID,
        form_version="教基",
    ),
    Case("old_junior", "a junior school", old_junior(), JUNIOR, OLD_JUNIOR, J_SAID),
    Case(
        "old_nine",
        "a nine-year school has both stages in one workbook",
        old_nine(),
        NINE,
        OLD_NINE,
        (*OLD_SAID, J_SAID[1], N_WHOLE),
    ),
    Case(
        "new_nine",
        "a nine-year school in the newer series, its sheets named after it",
        new_nine(),
        NINE,
        NEW_NINE,
        (
            PERSONS,
            Said("notice", "其余 1 人计入艺术", "教基4155_九年一贯制", "F6"),
            Said("notice", "其余 1 人计入艺术", "教基4156_九年一贯制", "F6"),
            Said("notice", "学校体育馆面积按 0 计", "教基5170_九年一贯制", "C11"),
        ),
        form_version="教基",
    ),
    Case(
        "old_complete",
        "a complete secondary school: the senior pupils share the campus",
        old_junior(COMPLETE, ("完全中学", "341"))
        .with_form(evidence_112({**J_EVIDENCE, "backbone_senior": 11}))
        .with_form(
            pupils_old("314", "senior", {"pupils": 620, "grades": (210, 205, 205), "migrant": 0, "left_behind": 0})
        ),
        COMPLETE,
        {
            **without(OLD_JUNIOR, "pupils/junior/fitness_tested", "pupils/junior/fitness_passed"),
            "pupils/senior/pupils": "620",
            "pupils/senior/migrant": "0",
            "pupils/senior/left_behind": "0",
            "pupils_by_grade/senior/10": "210",
            "pupils_by_grade/senior/11": "205",
            "pupils_by_grade/senior/12": "205",
            "teachers/senior/backbone": "11",
        },
        (*J_SAID, N_WHOLE),
    ),
    Case(
        "old_complete_without_senior_pupils",
        "the forms of the junior stage only: what other files say of the senior stage stays",
        old_junior(COMPLETE, ("完全中学", "341")),
        COMPLETE,
        without(OLD_JUNIOR, "pupils/junior/fitness_tested", "pupils/junior/fitness_passed"),
        (
            *J_SAID,
            N_WHOLE,
            Said("notice", "文件中没有 基础基314 表"),
            Said("notice", "* 表示不适用", "基础基112", "C13"),
        ),
    ),
    Case(
        "old_point",
        "a teaching point, whose 212 names its bands another way",
        old_primary(POINT, ("小学教学点", "218")).with_form(
            classes("基础基212", "基础基212", "primary", CLASSES)
            .renamed("25人及以下", "25人以下")
            .renamed("26-30人", "26–30人")
            .renamed("31-35人", "３１～３５人")
            .renamed("66人及以上", "66人以上")
        ),
        POINT,
        OLD_PRIMARY,
        OLD_SAID,
    ),
    Case(
        "old_attached",
        "attached primary classes of a junior school: their figures stand in its return",
        Book((*old_junior(PARENT_JUNIOR).forms, *(old_primary()[f"基础基{no}"] for no in ("212", "312", "423"))))
        .with_form(evidence_112({**J_EVIDENCE, "backbone_primary": 3}))
        .with_form(identity_111(PARENT_JUNIOR, ("初级中学", "311"), attached_word="附设小学班", attached="219")),
        PARENT_JUNIOR,
        {
            **without(OLD_JUNIOR, "pupils/junior/fitness_tested", "pupils/junior/fitness_passed"),
            **{
                f"{ATTACHED_PRIMARY}:{name}": value
                for name, value in OLD_PRIMARY.items()
                if "/primary/" in name and "fitness" not in name
            },
        },
        (*OLD_SAID, J_SAID[1], N_WHOLE),
    ),
    Case(
        "old_attached_alike",
        "attached classes of the stage the school teaches itself: nobody can tell them apart",
        old_primary(PARENT_PRIMARY),
        PARENT_PRIMARY,
        OLD_PRIMARY,
        (*OLD_SAID, Said("notice", f"附设班 {ATTACHED_ALIKE} 的小学数字与其他班合在一起")),
    ),
    primary(
        "attached_not_registered",
        "the first form names attached classes the register does not have",
        lambda book: book.with_form(
            identity_111(PRIMARY, ("小学", "211"), attached_word="附设普通初中班", attached="319")
        ),
        Said("notice", "报表列有附设普通初中班（319），登记中没有", "基础基111", "D9"),
    ),
    replace(primary("old_format", "an .xls of the old office program", lambda book: book), suffix=".xls"),
    replace(
        primary("new_format_old", "the newer series as .xls", lambda book: new_primary()),
        suffix=".xls",
        form_version="教基",
        values=NEW_PRIMARY,
        said=NEW_SAID,
    ),
    primary("exporter_rows", "the exporter's row numbers at the end of all rows", form("基础基312", exported(14))),
    primary(
        "exporter_data_rows", "its numbers at the end of the figures only", form("基础基423", exported(12, first=7))
    ),
    primary("exporter_one_row", "and where there is a single row of figures", form("基础基522", exported(11, first=7))),
    replace(
        primary("exporter_beside_value", "its numbers beside the one column of figures", lambda book: new_primary()),
        book=form("教基5176_小学", exported(4))(new_primary()),
        form_version="教基",
        values=NEW_PRIMARY,
        said=NEW_SAID,
    ),
    Case(
        "attached_by_itself",
        "attached classes with a return of their own: the premises in it are the parent school's",
        old_primary(ATTACHED_PRIMARY, ("附设小学班", "219")),
        ATTACHED_PRIMARY,
        without(OLD_PRIMARY, *CAMPUS),
        (
            *OLD_SAID[:2],
            Said("notice", "C9、C12 附设班的校舍和设备计入所属学校", "基础基512"),
            Said("notice", "E7、H7、J7 附设班的校舍和设备计入所属学校", "基础基522"),
        ),
    ),
    primary(
        "other_year_in_title",
        "a sheet of the year before among the others",
        form("基础基312", lambda old: old.renamed("小学学生数", "2025—2026学年 小学学生数")),
        Said("ask", "应为 2026-2027 学年的报表", "基础基312", "A1"),
    ),
    primary("spaces", "spaces of every kind and line breaks within labels", form("基础基312", spaced)),
    replace(
        primary("rows_reversed", "the rows in another order", form("基础基512", reversed_rows(5))),
        said=(*OLD_SAID[:2], Said("notice", "学校体育馆面积按 0 计", "基础基512", "C9")),
    ),
    replace(
        primary("columns_shuffled", "figures before their labels", lambda book: new_primary()),
        book=form("教基3112_小学", shuffled_columns)(new_primary()),
        form_version="教基",
        values=NEW_PRIMARY,
        said=NEW_SAID,
    ),
    primary("turned", "bands across the sheet, grades down", form("基础基212", lambda old: turned(old, "指标"))),
    primary("unmerged", "merged cells taken apart and filled", form("基础基522", unmerged)),
    primary(
        "lines_above",
        "a few lines of the sender above the title",
        form("基础基312", lambda old: replace(old, grid=[["小县教育局"], [None], [], *old.grid])),
    ),
    primary(
        "styled_rows",
        "coloured empty rows below the table",
        form("基础基312", lambda old: replace(old, styled_rows=40)),
    ),
    primary(
        "signed_below",
        "names below a table are never shown",
        form(
            "基础基312", lambda old: old.with_rows(["单位负责人：赵六", None, None, "填表人：孙七"], ["审核人", "周八"])
        ),
    ),
    primary(
        "numbers_as_text",
        "full-width digits, thousands, spaces",
        form(
            "基础基312",
            lambda old: old.changed("总　计", 5, "３００").changed("总　计", 7, " 52\u00a0").changed("总　计", 8, "50"),
        ),
        Said("notice", "F6、H6 去掉空格、全角等后按数字读取", "基础基312", "F6"),
    ),
    primary(
        "none_in_words",
        "无 is 0",
        form("基础基312", lambda old: old.changed("农村留守儿童", 5, "无")),
        Said("notice", "F10 “无”按 0 计", "基础基312", "F10"),
        pupils__primary__left_behind="0",
    ),
    replace(
        primary(
            "not_applicable",
            "* is not applicable and no figure",
            form("基础基512", lambda old: old.changed("体育馆", 2, "＊")),
            premises____indoor_sports_m2=None,
            premises____gymnasium_m2=None,
        ),
        said=(*OLD_SAID[:2], Said("notice", "C12 * 表示不适用", "基础基512", "C12")),
    ),
    primary(
        "blank_and_minus_one",
        "blank cells and -1 are missing, asked about once per sheet",
        form("基础基423", lambda old: old.changed("总计", 7, None).changed("总计", 8, "").changed("本科毕业", 3, -1)),
        Said("ask", "H7:I7 空白", "基础基423", "H7"),
        Said("ask", "D11 -1、— 等按缺报处理", "基础基423", "D11"),
        teachers__primary__music=None,
        teachers__primary__fine_art=None,
        teachers__primary__bachelor=None,
    ),
    primary(
        "bands_blank",
        "a blank band may be 0 or forgotten: the band stands in the list without a number",
        lambda book: book.with_form(classes("基础基212", "基础基212", "primary", (None, 1, 2, 4, 1, *[None] * 5))),
        Said("ask", "C7、C12:C16 空白", "基础基212", "C7"),
        **{f"class_bands__primary__{band}": None for band in ("to_25", "46_50", "51_55", "56_60", "61_65", "from_66")},
    ),
    primary(
        "zeros_lost",
        "the id became a number and lost its first zero",
        lambda book: book.with_form(cover(100000001)),
        Said("notice", "前导0已补足10位，读为 0100000001", "封面", "B4"),
    ),
    primary("id_on_cover_only", "without form 111 the cover says whose it is", lambda book: book.without("基础基111")),
    primary(
        "id_in_first_form_only",
        "without a cover form 111 says whose it is",
        lambda book: book.without("封面", "目录"),
    ),
    primary(
        "identity_across",
        "form 111 with its labels in a header and their values below",
        lambda book: book.with_form(IDENTITY_ACROSS).without("封面"),
    ),
    Case(
        "identity_down",
        "form 1001 as a list with line numbers; name and code of the kind in rows of their own",
        new_primary().with_form(IDENTITY_DOWN).without("封面"),
        PRIMARY,
        NEW_PRIMARY,
        (*NEW_SAID[1:], Said("notice", "前导0已补足10位", "教基1001_小学", "C4"), PERSONS),
        form_version="教基",
    ),
    Case(
        "new_twelve",
        "a twelve-year school, its senior pupils in 3118",
        new_nine("十二年一贯制学校")
        .with_form(cover(TWELVE))
        .with_form(
            identity_111(TWELVE, ("十二年一贯制学校", "345"), name="教基1001_十二年一贯制学校", code="教基1001"),
        )
        .with_form(evidence_1102({**N_EVIDENCE, "backbone_senior": 9}, "十二年一贯制学校"))
        .with_form(
            pupils_new(
                "3118",
                "senior",
                {"pupils": 333, "grades": (111, 112, 110), "migrant": 0, "left_behind": 1},
                "十二年一贯制学校",
            )
        ),
        TWELVE,
        {
            **NEW_NINE,
            "pupils/senior/pupils": "333",
            "pupils/senior/migrant": "0",
            "pupils/senior/left_behind": "1",
            "pupils_by_grade/senior/10": "111",
            "pupils_by_grade/senior/11": "112",
            "pupils_by_grade/senior/12": "110",
            "teachers/senior/backbone": "9",
        },
        (
            PERSONS,
            Said("notice", "其余 1 人计入艺术", "教基4155_十二年一贯制学校", "F6"),
            Said("notice", "其余 1 人计入艺术", "教基4156_十二年一贯制学校", "F6"),
            Said("notice", "学校体育馆面积按 0 计", "教基5170_十二年一贯制学校", "C11"),
        ),
        form_version="教基",
    ),
    replace(
        primary(
            "named_by_number",
            "sheets named by the number alone, the series in their titles",
            lambda book: Book(tuple(replace(old, name=old.name.removeprefix("基础基")) for old in book.forms)),
        ),
        said=(PERSONS, Said("notice", "博士按 0 计", "423", "D10"), Said("notice", "面积按 0 计", "512", "C12")),
    ),
    primary(
        "yuan",
        "the value of the equipment in yuan, as the header says",
        lambda book: book.with_form(grounds_522({**GROUNDS, "equipment": 612500}, "元")),
        Said("notice", "单位为“元”，已换算为“万元”", "基础基522", "J7"),
    ),
    primary(
        "money_without_unit",
        "no unit for money: read as 10 000 yuan and asked about",
        lambda book: book.with_form(grounds_522(GROUNDS, "")),
        Said("ask", "未写明单位，暂按“万元”读取", "基础基522", "J7"),
    ),
    primary(
        "kind_and_area_differ",
        "kind, area and county of the return are not those of the register",
        lambda book: book.with_form(
            identity_111(PRIMARY, ("九年一贯制学校", "312"), ("镇中心区", "121"), address="100002100200")
        ),
        Said("ask", "办学类型与登记不同，登记为 211 小学", "基础基111", "D7"),
        Said("ask", "城乡类型与登记不同，登记为 220 村庄", "基础基111", "D5"),
        Said("ask", "地址代码不在登记的区县 100001 内", "基础基111", "D4"),
    ),
    primary(
        "other_school_year",
        "the return of the year before",
        lambda book: book.with_form(cover(PRIMARY, "2025-2026学年")),
        Said("ask", "应为 2026-2027 学年的报表", "封面", "A2"),
    ),
    primary(
        "other_stage_filled",
        "figures of a stage the school is not registered for are left out and asked about",
        lambda book: book.with_form(pupils_old("313", "junior", J_PUPILS)),
        Said("ask", "本校没有的学段（登记为小学）", "基础基313"),
    ),
    primary(
        "other_stage_empty",
        "the form of another stage, empty as the exporter leaves it, is nothing to talk about",
        lambda book: book.with_form(pupils_old("313", "junior", {"pupils": 0, "grades": (None, 0, "*")})).with_form(
            pupils_old("313", "junior", {"pupils": 0, "grades": (None, 0, "*")})
        ),
    ),
    primary(
        "without_bands",
        "a form that is not there leaves its figures out",
        lambda book: book.without("基础基212"),
        Said("ask", "文件中没有 基础基212 表"),
        **{key.replace("/", "__"): None for key in SECTION if key.startswith("class_bands")},
    ),
    primary(
        "without_migrants",
        "a return need not have the row of migrant children",
        form("基础基312", lambda old: old.without_row("其中：进城务工人员随迁子女")),
        Said("notice", "本表没有“进城务工人员随迁子女”", "基础基312"),
        pupils__primary__migrant=None,
    ),
    primary(
        "strange_sheets",
        "notes of the school, a form nobody knows, a hidden form",
        lambda book: Book(
            (
                *book.forms,
                Form("草稿", [["备忘", 12]]),
                Form("基础基999", [["另一张表"], ["基础基999"]]),
                replace(pupils_old("313", "junior", J_PUPILS), is_hidden=True),
            )
        ),
        Said("notice", "不是统计报表的工作表，未读取", "草稿"),
        Said("notice", "不是统计报表的工作表，未读取", "基础基999"),
        Said("notice", "工作表已隐藏，未读取", "基础基313"),
    ),
    primary(
        "unknown_labels",
        "rows and columns a province has added",
        form("基础基312", lambda old: old.with_rows(["其中：双语班学生", "06", 0, 0, 0, 20, 9, 3, 3, 3, 3, 4, 4, 0])),
        Said("notice", "本软件不用的栏目，未读取", "基础基312"),
    ),
    primary(
        "arts_in_one_column",
        "the arts without columns of their own",
        form("基础基423", lambda old: replace(old, grid=[row[:10] + row[11:] for row in old.grid]).renamed("计", "^")),
    ),
    primary(
        "second_page",
        "the list of 112 goes on in 112-1",
        lambda book: book.with_form(replace(book["基础基112"], grid=book["基础基112"].grid[:10])).with_form(
            replace(
                book["基础基112"], name="基础基112-1", grid=[*book["基础基112"].grid[:3], *book["基础基112"].grid[10:]]
            )
        ),
    ),
    replace(
        primary(
            "groups_below_headings",
            "headings between the rows: the total of the stage is meant",
            form("基础基423", with_headings),
        ),
        said=(PERSONS, Said("notice", "博士按 0 计", "基础基423", "D11"), OLD_SAID[2]),
    ),
]


def refused(name: str, reason: str, book: Book, zh: str, sheet: str | None = None, cell: str | None = None) -> Case:
    return Case(name, reason, book, said=(Said("stop", zh, sheet, cell),))


def broken(name: str, reason: str, change: Callable[[Book], Book], zh: str, *where: str) -> Case:
    """The older return of a primary school with one change that nobody can read."""
    return refused(name, reason, change(old_primary()), zh, *where)


def kindergarten(code: str | None = "111") -> Book:
    return Book(
        (
            cover("1165312001"),
            identity_111("1165312001", ("幼儿园", code)),
            Form(
                "基础基211",
                [["幼儿园班数情况"], ["基础基211"], [None, "编号", "合计"], ["甲", "乙", 1], ["总计", "01", 6]],
            ),
        )
    )


def _without_header(old: Form) -> Form:
    return replace(old, grid=[*old.grid[:2], *old.grid[5:]])


REFUSED: list[Case] = [
    refused(
        "kindergarten", "a kindergarten", kindergarten(), "办学类型为“111 幼儿园”，不是义务教育", "基础基111", "D7"
    ),
    refused(
        "kindergarten_in_words",
        "a kindergarten whose form names its kind in words only",
        kindergarten(None),
        "办学类型为“幼儿园”，不是义务教育",
        "基础基111",
        "B7",
    ),
    refused(
        "kindergarten_by_sheets",
        "a kindergarten told by the names of its sheets alone",
        Book((cover("1165312001"), Form("教基2105_幼儿园", [["幼儿园班数"], ["教基2105", 1]]))),
        "办学类型为“幼儿园”，不是义务教育",
    ),
    refused(
        "vocational",
        "a vocational school, in a series of its own",
        Book(
            (
                cover("3665312001"),
                identity_111("3665312001", ("职业高中学校", "363"), name="中职基111", code="中职基111"),
            )
        ),
        "办学类型为“363 职业高中学校”，不是义务教育",
    ),
    refused(
        "senior_school",
        "a senior school teaches no compulsory stage",
        Book(
            (
                cover("3465312001"),
                identity_111("3465312001", ("高级中学", "342")),
                pupils_old("314", "senior", J_PUPILS),
            )
        ),
        "办学类型为“342 高级中学”，不是义务教育",
        "基础基111",
        "D7",
    ),
    broken(
        "two_ids",
        "the cover is one school's, form 111 another's",
        lambda book: book.with_form(cover(SECOND)),
        "一个文件只报一所学校",
        "基础基111",
        "B3",
    ),
    broken(
        "id_in_other_sheet",
        "a sheet further on is another school's",
        form("基础基512", lambda old: replace(old, grid=[old.grid[0], [f"学校标识码：{SECOND}"], *old.grid[1:]])),
        "一个文件只报一所学校",
        "基础基512",
        "A2",
    ),
    refused(
        "form_twice",
        "the same form of two schools",
        new_primary().with_form(pupils_new("3112", "primary", N_PUPILS, "九年一贯制学校")),
        "教基3112 表出现两次，另一张为“教基3112_小学”",
        "教基3112_九年一贯制学校",
    ),
    broken(
        "two_series",
        "forms of the older series and the newer one",
        lambda book: book.with_form(pupils_new("3112", "primary", PUPILS, "小学")),
        "新旧两套报表",
    ),
    broken("no_id", "nowhere an id", lambda book: book.without("封面", "基础基111"), "找不到学校（机构）标识码"),
    broken(
        "not_registered",
        "a school the county does not know",
        lambda book: old_primary("2165312099"),
        "应为本县本学期登记的学校",
        "封面",
        "B4",
    ),
    broken("id_in_words", "an id that is none", lambda book: old_primary("待定"), "标识码", "封面", "B4"),
    broken("id_too_long", "a digit too many", lambda book: old_primary("01000000011"), "标识码", "封面", "B4"),
    broken("id_shortened", "an id as 1.0E+08", lambda book: old_primary("1.0E+09"), "科学计数法", "封面", "B4"),
    broken(
        "label_missing",
        "the area of the teaching rooms is not there",
        form("基础基512", lambda old: old.renamed("一、教学及辅助用房", "一、教学辅助房屋")),
        "缺少栏目“教学及辅助用房>计”，最接近的是“教学辅助房屋”",
        "基础基512",
    ),
    broken(
        "column_missing",
        "a heading of another form",
        form("基础基312", lambda old: old.renamed("在校生数", "在册人数")),
        "缺少栏目“在校生数>合计”",
        "基础基312",
    ),
    broken(
        "total_missing",
        "without the row of the total nothing says which row is meant",
        form("基础基423", lambda old: old.without_row("总计")),
        "缺少栏目“总计”",
        "基础基423",
    ),
    broken(
        "band_missing",
        "bands of another width",
        form("基础基212", lambda old: old.renamed("26-30人", "26-35人")),
        "缺少栏目“26-30人”，最接近的是“26-35人”",
        "基础基212",
    ),
    refused(
        "label_twice",
        "two rows of one name",
        form("教基5176_小学", lambda old: old.with_rows(["运动场地面积", "9", "平方米", 100]))(new_primary()),
        "“运动场地面积”不止一处（D7、D13），分不清用哪一处",
        "教基5176_小学",
    ),
    broken(
        "formula",
        "a formula no program has worked out",
        form("基础基312", lambda old: old.changed("总　计", 5, "=SUM(H6:M6)")),
        "公式没有保存结果",
        "基础基312",
        "F6",
    ),
    broken(
        "error_value",
        "an error in place of a figure",
        form("基础基522", lambda old: old.changed("总计", 4, "#DIV/0!")),
        "单元格是错误值",
        "基础基522",
        "E7",
    ),
    broken(
        "words_in_number",
        "words beside the figure",
        form("基础基312", lambda old: old.changed("总　计", 5, "约300人")),
        "应为不小于0的数",
        "基础基312",
        "F6",
    ),
    broken(
        "negative",
        "less than nothing",
        form("基础基512", lambda old: old.changed("体育馆", 2, -5)),
        "应为不小于0的数",
        "基础基512",
        "C12",
    ),
    broken(
        "half_a_teacher",
        "persons are whole",
        form("基础基423", lambda old: old.changed("本科毕业", 3, 12.5)),
        "应为整数",
        "基础基423",
        "D11",
    ),
    broken(
        "too_large",
        "more square metres than a county has",
        form("基础基522", lambda old: old.changed("总计", 4, 12345678901)),
        "数值过大",
        "基础基522",
        "E7",
    ),
    broken(
        "thousand_yuan",
        "money in a unit we do not turn into ours",
        lambda book: book.with_form(grounds_522(GROUNDS, "千元")),
        "单位应为 万元 / 元",
        "基础基522",
        "J7",
    ),
    broken(
        "ten_thousand_m2",
        "areas in ten thousand square metres, as the line above the table says",
        form("基础基512", lambda old: old.renamed("单位：平方米", "单位：万平方米")),
        "单位应为 平方米",
        "基础基512",
        "C9",
    ),
    broken(
        "no_header",
        "a table without its header",
        form("基础基312", _without_header),
        "找不到表头",
        "基础基312",
    ),
    broken(
        "title_of_another_form",
        "the sheet is named 512, its title says 522",
        form("基础基512", lambda old: old.renamed("基础基512", "基础基522")),
        "工作表名称为 512，表题却是 522",
        "基础基512",
    ),
    refused(
        "arts_below_parts",
        "a total of the arts below its music and fine art",
        new_primary().with_form(teachers_new("4155", "primary", {**NEW_TEACHERS, "arts_total": 2}, "小学")),
        "“艺术”的“计”小于其中音乐、美术之和",
        "教基4155_小学",
        "F6",
    ),
    refused(
        "nothing_to_read",
        "a special school, none of whose forms is read",
        Book((cover(SPECIAL), identity_111(SPECIAL, ("其他特教学校", "514")))),
        "文件中没有本软件要读的报表",
    ),
]
