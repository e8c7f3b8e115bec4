"""What the door asks of what schools send, as data: which rule on which frame, how severe, in which words.

stop: it cannot be right. ask: it may be right, and somebody has to confirm it. What a build refuses (tests/integrity)
is a stop here, so that a file that passes the door does not stop the build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from edu_balance.intake.delivery import Severity

# What a worked-out column of a frame holds where the row is as it should be; missing: not judged.
FITS = "fits"
# Frames that are no survey form.
SECTIONS, COUNTY, FILES, REGISTER = "sections", "county", "files", "register"


@dataclass(frozen=True)
class AtMost:
    """Parts that add up to no more than their whole. A part without an answer adds nothing, unless all are needed."""

    frame: str
    parts: tuple[str, ...]
    parts_zh: str
    wholes: tuple[str, ...]
    wholes_zh: str
    severity: Severity = "stop"
    needs_all: bool = False
    at: str = ""  # the column to blame; empty: the whole
    is_one_file: bool = False  # a sum over many files: the likeliest of them is told, not all

    @property
    def name(self) -> str:
        return f"{'_and_'.join(self.parts)}__at_most__{'_and_'.join(self.wholes)}"

    @property
    def zh(self) -> str:
        return f"{self.parts_zh}不应大于{self.wholes_zh}"

    @property
    def en(self) -> str:
        return f"{' + '.join(self.parts)} no more than {' + '.join(self.wholes)}"

    @property
    def blamed(self) -> tuple[str, ...]:
        return (self.at, *self.parts, *self.wholes) if self.at else (*self.wholes, *self.parts)


@dataclass(frozen=True)
class Same:
    """A sum that is complete and equals its whole."""

    frame: str
    whole: str
    whole_zh: str
    sum: str
    sum_zh: str
    severity: Severity = "stop"

    @property
    def name(self) -> str:
        return f"{self.sum}__same_as__{self.whole}"

    @property
    def zh(self) -> str:
        return f"{self.sum_zh}应等于{self.whole_zh}"

    @property
    def en(self) -> str:
        return f"{self.whole} the same as the sum of its {self.sum.removesuffix('_all')}"

    @property
    def blamed(self) -> tuple[str, ...]:
        return self.whole, self.sum


@dataclass(frozen=True)
class Fault:
    """What a worked-out column may say of a row that is not as it should be, and what should stand there."""

    severity: Severity
    zh: str
    en: str


@dataclass(frozen=True)
class Says:
    """A column the frame has worked out, row by row: FITS, or the name of a fault."""

    frame: str
    name: str
    blamed: tuple[str, ...]
    faults: Mapping[str, Fault]


@dataclass(frozen=True)
class Cells:
    """A column that names the cells of the row with a fault of one kind: FITS, or `column:what` and a space between."""

    frame: str
    name: str
    zh: str
    en: str
    severity: Severity = "stop"


Rule = AtMost | Same | Says | Cells


# Cells, as tests/generic/seed_rows.sql has them. Which column is of which type, and required, the forms' YAML says.


@dataclass(frozen=True)
class CellType:
    pattern: str
    zh: str
    en: str


TYPES = {
    "count": CellType("[0-9]{1,9}", "应为不小于0的整数", "a whole number, 0 or more"),
    "decimal": CellType(
        "[0-9]{1,9}([.][0-9]{1,6})?", "应为不小于0的数，最多6位小数", "a number, 0 or more, with at most 6 decimals"
    ),
    "date": CellType(
        "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
        "应为真实存在的日期，格式 YYYY-MM-DD",
        "a day that exists, YYYY-MM-DD",
    ),
    "flag": CellType("[01]", "应为 1 或 0", "1 or 0"),
    "school_id": CellType("[0-9]{10}", "应为10位学校标识码", "a school id of 10 digits"),
}
TYPE, GAP, CODE = "type", "gap", "code"


def cell_rules(form: str) -> tuple[Cells, ...]:
    """What every cell of a form is asked."""
    return (
        Cells(form, TYPE, "各单元格应为该列类型的值", "cells of the type of their column"),
        Cells(form, GAP, "必填项不能为空", "a value: this cell must be filled"),
        Cells(form, CODE, "应为已有的代码", "a code that is listed"),
    )


# Parts and wholes of one row


def _parts(form: str, whole: str, whole_zh: str, parts: Mapping[str, str]) -> list[AtMost]:
    return [AtMost(form, (part,), zh, (whole,), whole_zh) for part, zh in parts.items()]


FORM_PARTS = (
    *_parts(
        "pupils", "pupils", "在校生", {"in_catchment": "片内学生", "migrant": "随迁子女", "left_behind": "留守儿童"}
    ),
    *_parts("pupils", "migrant", "随迁子女", {"migrant_purchased": "政府购买学位就读的随迁子女"}),
    *_parts("pupils", "fitness_tested", "体质测试人数", {"fitness_passed": "体质测试及格人数"}),
    AtMost("teachers", ("doctor", "master", "bachelor", "college"), "学历合计", ("full_time",), "专任教师"),
    AtMost("teachers", ("pe", "music", "fine_art", "arts"), "体育艺术合计", ("full_time",), "专任教师"),
    *_parts(
        "teachers",
        "full_time",
        "专任教师",
        {
            "backbone": "骨干教师",
            "senior_title": "高级岗位",
            "certified": "持证教师",
            "trained_360h": "培训满360学时教师",
        },
    ),
    *_parts("premises", "teaching_area_m2", "教学及辅助用房", {"indoor_sports_m2": "室内体育用房"}),
    AtMost(
        "premises",
        ("music_rooms_96", "music_rooms_73_96", "music_rooms_54_73"),
        "各档音乐教室合计",
        ("music_rooms",),
        "音乐教室总数",
    ),
    AtMost(
        "premises",
        ("art_rooms_90", "art_rooms_67_90", "art_rooms_61_67"),
        "各档美术教室合计",
        ("art_rooms",),
        "美术教室总数",
    ),
    *_parts("school_funds", "budget_wan", "公用经费预算", {"training_wan": "培训经费预算"}),
    *_parts("retention", "entrants", "入学人数", {"deaths": "死亡人数"}),
    # a pupil who graduated entered or moved in, and neither moved out nor died
    AtMost(
        "retention",
        ("graduates", "moved_out", "deaths"),
        "毕业＋转出＋死亡",
        ("entrants", "moved_in"),
        "入学＋转入",
        needs_all=True,
        at="graduates",
    ),
)

# Measures of the county's own form: part, whole, and what they are called
COUNTY_PAIRS = (
    ("teachers_rotated", "实际交流教师", "rotation_eligible", "符合交流条件教师"),
    ("backbone_rotated", "交流骨干教师", "teachers_rotated", "实际交流教师"),
    ("high_school_places_allocated", "分配指标", "high_school_places", "优质高中招生计划"),
    ("high_school_places_rural", "向农村分配指标", "high_school_places_allocated", "分配指标"),
    ("scarce_teachers_recruited", "紧缺学科新教师", "teachers_recruited", "新招录教师"),
    ("questionnaires_valid", "有效问卷", "questionnaires_sent", "发放问卷"),
    ("questionnaires_satisfied", "满意问卷", "questionnaires_valid", "有效问卷"),
    ("visits_satisfied", "走访满意人数", "visits", "走访人数"),
    ("school_satisfaction_satisfied", "对学校满意人数", "school_satisfaction_asked", "调查有效人数"),
    ("government_satisfaction_satisfied", "对政府满意人数", "government_satisfaction_asked", "调查有效人数"),
)
# Sums over rows that the county's figure is held against, worked out by the frame
ENROLLED_ALL, MIGRANTS_HERE, LEFT_BEHIND_HERE = "disabled_enrolled_all", "migrant_in_schools", "left_behind_in_schools"
COUNTY_RULES = (
    *(AtMost(COUNTY, (part,), part_zh, (whole,), whole_zh) for part, part_zh, whole, whole_zh in COUNTY_PAIRS),
    AtMost(COUNTY, (ENROLLED_ALL,), "各类入学残疾儿童合计", ("disabled_children",), "适龄残疾儿童少年"),
    # A share above 100 %. Schools and county count by rules of their own, so it is asked, not refused.
    AtMost(
        COUNTY,
        (MIGRANTS_HERE,),
        "公办学校和政府购买学位的随迁子女合计",
        ("migrant_children",),
        "全县符合条件的随迁子女",
        severity="ask",
        is_one_file=True,
    ),
    AtMost(
        COUNTY,
        (LEFT_BEHIND_HERE,),
        "公办学校留守儿童合计",
        ("left_behind_children",),
        "全县留守儿童",
        severity="ask",
        is_one_file=True,
    ),
)

# Figures of one section that stand in several forms. `_all`: every row has an answer; `_some`: the sum of those that
# have one, a lower bound.
SECTION_RULES = (
    Same(SECTIONS, "pupils", "学生人数", "grades_all", "各年级之和"),
    AtMost(SECTIONS, ("grades_some",), "已填各年级之和", ("pupils",), "学生人数"),
    Same(SECTIONS, "pupils", "学生人数", "classes_all", "各班之和"),
    AtMost(SECTIONS, ("classes_some",), "已填各班之和", ("pupils",), "学生人数"),
    AtMost(SECTIONS, ("bands_least",), "各班额段至少容纳的人数", ("pupils",), "学生人数"),
    AtMost(SECTIONS, ("pupils",), "学生人数", ("bands_most",), "各班额段至多容纳的人数", at="pupils"),
    Says(
        SECTIONS,
        "class_sizes",
        ("bands_least", "classes_all"),
        {
            "both": Fault(
                "stop",
                "班额分段与班级名单只能填报其一：已有逐班名单的学段请按名单填报",
                "bands or a list of classes, not both: where classes are listed, list them again",
            )
        },
    ),
)


# Jumps against the last figure


@dataclass(frozen=True)
class Jump:
    """Factors against the last figure, up or down, that are no matter of course. None: no end."""

    rise: tuple[Fraction, Fraction | None]
    fall: tuple[Fraction | None, Fraction]
    rise_fault: str
    fall_fault: str
    is_beyond: bool = False  # the nearer ends themselves are a matter of course


def _about(low: int, high: int, rise_fault: str, fall_fault: str) -> Jump:
    return Jump((Fraction(low), Fraction(high)), (Fraction(1, high), Fraction(1, low)), rise_fault, fall_fault)


HALF = Jump((Fraction(3, 2), None), (None, Fraction(1, 2)), "half", "half", is_beyond=True)
DOUBLE = Jump((Fraction(2), None), (None, Fraction(1, 2)), "double", "double")
# 1 亩 is 666.67 m²; the figure itself may have changed a little between the terms.
MU = _about(600, 720, "mu", "mu")
# 万元 is 10 000 yuan; a school's figure changes by less than a factor of three beside the slip.
YUAN_AS_WAN = _about(3_000, 30_000, "yuan", "unit")
# The same slip in a figure of the county that is asked for in yuan.
WAN_AS_YUAN = _about(3_000, 30_000, "unit", "wan")
MONEY_UNITS = {"万元": YUAN_AS_WAN, "元": WAN_AS_YUAN}

WATCHED: Mapping[tuple[str, str], tuple[Jump, ...]] = {
    ("pupils", "pupils"): (HALF,),
    ("teachers", "full_time"): (HALF,),
    **{
        ("premises", column): (MU, DOUBLE)
        for column in ("teaching_area_m2", "indoor_sports_m2", "gymnasium_m2", "outdoor_sports_m2")
    },
    **{("premises", column): (DOUBLE,) for column in ("music_rooms", "art_rooms")},
    ("equipment", "equipment_value_wan"): (YUAN_AS_WAN, DOUBLE),
    ("equipment", "multimedia_rooms"): (DOUBLE,),
    **{("school_funds", column): (YUAN_AS_WAN,) for column in ("allocated_wan", "budget_wan", "training_wan")},
    # which figures of the county are money, and in which unit, the measure says
    ("county_figures", "value"): (),
}
# A change by so few rooms is a matter of course, whatever the factor: a second music room is a doubling.
FEW_ROOMS = 1
COUNTED_IN_ROOMS = ("music_rooms", "art_rooms", "multimedia_rooms")
# Registered facts of a school that rarely change
LASTING = ("school_kind", "township_id", "organiser_code")
CHANGE = "__change"
CHANGES = {
    "half": Fault("ask", "与上期相差一半以上，请核对", "a figure within half of the last one, or a confirmation"),
    "double": Fault(
        "ask",
        "为上期的两倍以上或一半以下，请核对",
        "a figure less than twice and more than half the last, or a confirmation",
    ),
    "mu": Fault("ask", "疑似把亩和平方米混用，请核对", "square metres, not mu: see the last figure"),
    "yuan": Fault("stop", "疑似把元填成万元：应以万元填报", "yuan given as 10 000 yuan? The figure in 10 000 yuan"),
    "wan": Fault("stop", "疑似把万元填成元：应以元填报", "10 000 yuan given as yuan? The figure in yuan"),
    "unit": Fault(
        "stop",
        "与上期约差一万倍，疑似单位有误；如上期有误，请先更正上期",
        "a figure in the unit asked for, or the last one corrected first: they are about 10 000 times apart",
    ),
    "lasting": Fault("ask", "与上期登记不同，请核对", "as registered last, or a confirmation"),
}


def _changes(form: str, column: str, jumps: tuple[Jump, ...]) -> Says:
    names = [name for jump in jumps for name in (jump.rise_fault, jump.fall_fault)]
    if form == "county_figures":
        names = ["yuan", "wan", "unit"]
    return Says(form, f"{column}{CHANGE}", (column,), {name: CHANGES[name] for name in dict.fromkeys(names)})


CHANGE_RULES = (
    *(_changes(form, column, jumps) for (form, column), jumps in WATCHED.items()),
    *(Says("schools", f"{column}{CHANGE}", (column,), {"lasting": CHANGES["lasting"]}) for column in LASTING),
)

# Where nothing stands to compare with. The standards ask for 2 000 to 2 500 yuan of equipment a pupil and some hundred
# yuan of public funds, a small school's many times that; yuan given as 10 000 yuan makes millions. Between the two:
MOST_YUAN_PER_PUPIL = 100_000
PER_PUPIL = "__per_pupil"
COUNTED_PER_PUPIL = {
    "equipment": ("equipment_value_wan",),
    "school_funds": ("allocated_wan", "budget_wan", "training_wan"),
}
PER_PUPIL_FAULT = Fault(
    "ask",
    f"每名学生超过 {MOST_YUAN_PER_PUPIL} 元，疑似把元填成万元，请核对",
    f"at most {MOST_YUAN_PER_PUPIL} yuan a pupil, or a confirmation: yuan given as 10 000 yuan?",
)
PER_PUPIL_RULES = tuple(
    Says(form, f"{column}{PER_PUPIL}", (column,), {"too_much": PER_PUPIL_FAULT})
    for form, columns in COUNTED_PER_PUPIL.items()
    for column in columns
)


# Rows against the register and the lists

SECTION_FORMS = ("pupils", "pupils_by_grade", "classes", "class_bands", "teachers")
CAMPUS_FORMS = ("premises", "equipment", "activities")
# what stands in a cell for "there is none"; of a document without evidence nothing can be judged
NO_EVIDENCE = ("无", "没有", "-", "—", "/")
CONCLUSIONS = ("met", "unmet")
REGISTERED = "registered"
REGISTERED_FAULTS = {
    SECTION_FORMS: {
        "section": Fault(
            "stop", "应为本学期已登记且设有该学段的学校", "a school registered for the term that teaches this stage"
        )
    },
    CAMPUS_FORMS: {
        "campus": Fault(
            "stop",
            "应为本学期已登记的学校；附设班的校舍与设备随所属学校填报",
            "a school registered for the term; attached classes report with their parent",
        )
    },
    ("school_funds",): {
        "ever": Fault(
            "stop",
            "应为已登记的学校；附设班随所属学校填报",
            "a registered school; attached classes report with their parent",
        )
    },
    ("retention",): {
        "junior": Fault("stop", "应为已登记且设有初中的学校", "a registered school that teaches junior classes")
    },
}
ROW_RULES = (
    *(
        Says(form, REGISTERED, ("school_id", "stage"), faults)
        for forms, faults in REGISTERED_FAULTS.items()
        for form in forms
    ),
    *(
        Says(
            form,
            "grade_of_stage",
            ("grade", "pupils"),
            {"other": Fault("stop", "年级应属于该学段", "a grade of the stage")},
        )
        for form in ("pupils_by_grade", "classes")
    ),
    Says(
        "pupils",
        "purchased",
        ("migrant_purchased",),
        {
            "public": Fault(
                "stop",
                "仅民办学校填报政府购买学位，公办学校应为空",
                "empty: only private schools have places the government purchased",
            )
        },
    ),
    Says(
        "schools",
        "parent",
        ("parent_school_id", "school_kind", "school_id"),
        {
            "parent": Fault(
                "stop",
                "附设班应填写本学期已登记的所属学校，其他类型应为空",
                "for attached classes a school registered for the term, for other kinds empty",
            )
        },
    ),
    Says(
        "schools",
        "counted",
        ("counts_as_school",),
        {"not_counted": Fault("stop", "除教学点和附设班外应计校数", "1, but for teaching points and attached classes")},
    ),
    Says(
        "schools",
        "township",
        ("township_id",),
        {"elsewhere": Fault("stop", "应为本县所辖乡镇", "a township of the county")},
    ),
    Says(
        "schools",
        "open",
        ("school_id",),
        {
            "ended": Fault(
                "stop", "已撤销学校的标识码不得再次使用", "a code that has not ended: see school_successions.csv"
            )
        },
    ),
    Says(
        "county_figures",
        "asked",
        ("measure_id", "stage", "subgroup", "value"),
        {
            "measure": Fault(
                "stop",
                "应为县级填报项目及其学段、分组",
                "a measure of the county form, with its stage and subgroup if it has any",
            )
        },
    ),
    Says(
        "county_figures",
        "period_read",
        ("period", "value"),
        {
            "period": Fault(
                "stop",
                "应为该项目的填报期间：学期 2026-2027-1、年度 2026 或学年 2026-2027",
                "a period of the measure: a term 2026-2027-1, a year 2026, a school year 2026-2027",
            )
        },
    ),
    Says(
        "county_figures",
        "whole",
        ("value",),
        {"fraction": Fault("stop", "该项目为计数，应为整数", "a whole number: the measure counts")},
    ),
    Says(
        "documents",
        "question",
        ("subgroup", "indicator_id"),
        {
            "question": Fault(
                "stop",
                "应为以材料认定的指标及其分项",
                "an indicator that is shown by documents, with one of its parts",
            )
        },
    ),
    Says(
        "documents",
        "conclusion_word",
        ("conclusion",),
        {"word": Fault("stop", "应为 met（达标）或 unmet（未达标）", "met or unmet")},
    ),
    Says(
        "documents",
        "evidence_named",
        ("evidence",),
        {
            "none": Fault(
                "stop",
                "应为佐证材料的文号或名称；没有材料的不要填报",
                "the reference of what shows it; without one leave the document out",
            )
        },
    ),
    Says(
        "documents",
        "dated_before_receipt",
        ("dated",),
        {"later": Fault("stop", "评估日期不应晚于收到材料的日期", "a day not after the document was received")},
    ),
)


# What came and what did not

FILE_RULES = (
    Says(
        FILES,
        "one_file",
        (),
        {"contradicted": Fault("stop", "同一学校、同一张表只能有一份文件", "one file for each school and form")},
    ),
    Says(
        REGISTER,
        "answered",
        (),
        {"missing": Fault("ask", "登记的学校都应填报", "an answer from every registered school")},
    ),
)

# In this order; of several faults of one cell the first one is told first.
RULES: tuple[Rule, ...] = (
    *ROW_RULES,
    *FORM_PARTS,
    *SECTION_RULES,
    *COUNTY_RULES,
    *CHANGE_RULES,
    *PER_PUPIL_RULES,
    *FILE_RULES,
)


def rules_of(frame: str, *, is_form: bool) -> tuple[Rule, ...]:
    """The suite of one frame."""
    own = tuple(rule for rule in RULES if rule.frame == frame)
    return (*cell_rules(frame), *own) if is_form else own
