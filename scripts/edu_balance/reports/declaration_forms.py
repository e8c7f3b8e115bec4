"""Forms Ⅰ to Ⅵ of the declaration, in the official precision; what the workbook reckons is referred to, not copied."""

from __future__ import annotations

from itertools import groupby

from edu_balance.reports import declaration_formulas as f
from edu_balance.reports.declaration_figures import (
    DISPERSION,
    FIGURE,
    FIGURES,
    STAGE_WORDS,
    VERDICT,
    Layout,
    dispersion_row,
)
from edu_balance.reports.declaration_inputs import STAGES, Inputs
from edu_balance.reports.declaration_sheets import HEAD_ROW, Book, Page
from edu_balance.reports.published import Row
from edu_balance.reports.report_words import SIGN
from edu_balance.reports.small_cells import HIDDEN, gives_away, hidden_figures, is_guarded

FIRST = HEAD_ROW + 1
OTHERWISE = "印数与判定不一致"
PROFILE = {
    "county_name": "县（市、区）名称",
    "townships": "乡镇数",
    "primary_schools": "小学数",
    "nine_year_schools": "九年一贯制学校数",
    "twelve_year_schools": "十二年一贯制学校数",
    "junior_schools": "初级中学数",
    "complete_secondary_schools": "完全中学数",
    "special_education_schools": "特殊教育学校数",
    "teaching_points": "小学教学点数",
    "public_schools": "公办学校数",
    "private_schools": "民办学校数",
    "boarding_schools": "寄宿制学校数",
    "primary_classes": "小学教学班数",
    "junior_classes": "初中教学班数",
    "primary_pupils": "小学在校学生数",
    "junior_pupils": "初中在校学生数",
    "primary_teachers": "小学专任教师数",
    "junior_teachers": "初中专任教师数",
    "special_education_pupils": "特殊教育学校学生数",
    "migrant_pupils": "随迁子女在校学生数",
    "left_behind_pupils": "留守儿童在校学生数",
    "disabled_children": "适龄残疾儿童少年数",
    "disabled_enrolled": "残疾儿童少年入学数",
    "education_spending_wan": "上年一般公共预算教育支出（万元）",
}
FORMS = {"government": ("表Ⅳ", "政府保障程度"), "quality": ("表Ⅴ", "教育质量")}


def form_1(book: Book, inputs: Inputs) -> None:
    """Form Ⅰ: the county's profile, counts as they are."""
    page = book.sheet("表Ⅰ", "表Ⅰ 县域基本情况", [("栏次", 7), ("项目", 40), ("数值", 34)])
    page.freeze(FIRST, 0)
    hidden = hidden_figures(inputs.profile)
    for position, (name, label) in enumerate(PROFILE.items(), 1):
        row, value = HEAD_ROW + position, inputs.profile[name]
        page.number(row, 0, position, align="center")
        page.text(row, 1, label)
        if name in hidden:
            page.text(row, 2, HIDDEN, align="right")
        elif isinstance(value, str):
            page.text(row, 2, value, align="right")
        else:
            page.number(row, 2, value, "0.00" if name.endswith("_wan") else "0")


def form_2_1(book: Book, where: Layout) -> None:
    """Form Ⅱ-1: how many sections meet each indicator and the rule."""
    columns = [
        ("学段", 8),
        ("指标", 7),
        ("指标名称", 44),
        ("学部数", 10),
        ("达标数", 10),
        ("达标比例（%）", 12),
        ("缺数", 8),
    ]
    page = book.sheet("表Ⅱ-1", "表Ⅱ-1 资源配置达标学校数与比例", columns)
    page.freeze(FIRST, 0)
    row = FIRST
    for stage in STAGES:
        for k, name in enumerate([*where.inputs.ratios, "RS"]):
            found = where.inputs.shares_met.get((stage, name))
            for column, text in enumerate((STAGE_WORDS[stage], name, where.inputs.indicators[name]["label_zh"])):
                page.text(row, column, text)
            if found is None:
                for column in range(3, 7):
                    page.text(row, column, f.WORDS["not_applicable"], align="center")
            else:
                column = where.rule_column + 4 if name == "RS" else where.column(k, VERDICT)
                verdicts = f.span(*where.section_rows(stage), column, FIGURES[stage])
                page.formula(row, 3, f"=ROWS({verdicts})", found["sections"], "0")
                page.formula(row, 4, f"=SUMPRODUCT(--({verdicts}={f.MET}))", found["met"], "0")
                # of sections that are all unknown no share is told
                known = f"{f.cell(row, 6)}<{f.cell(row, 3)}"
                per_cent = f"=IF({known},ROUND({f.cell(row, 4)}/{f.cell(row, 3)}%,2),{f.UNKNOWN})"
                page.formula(row, 5, per_cent, found["printed_share_met"], "0.00")
                page.formula(row, 6, f"=SUMPRODUCT(--({verdicts}={f.UNKNOWN}))", found["unknown"], "0")
            row += 1


def form_2_2(book: Book, where: Layout) -> None:
    """Form Ⅱ-2: one row per section, two decimals, with the indicators by what they reach."""
    inputs = where.inputs
    floor = where.of(inputs.ratios[0], STAGES[0], "value")["floor_share"]
    columns = [("序号", 6), ("学校名称", 26), ("举办者类型", 7), ("在校生数", 8), ("年级数", 6), ("班级数", 6)]
    columns += [(name, 9) for name in inputs.ratios]
    columns += [
        ("是否达标", 8),
        ("达到100%的指标", 18),
        (f"达到{floor or 0:.0%}的指标", 14),
        ("缺数的指标", 20),
        (OTHERWISE, 12),
    ]
    page = book.sheet("表Ⅱ-2", "表Ⅱ-2 资源配置各校情况", columns)
    page.freeze(FIRST, 2)
    row, judged = FIRST, 6 + len(inputs.ratios)
    for stage in STAGES:
        for n, section in enumerate(inputs.sections[stage]):
            source, sheet = where.section_rows(stage)[0] + n, FIGURES[stage]
            page.number(row, 0, n + 1, align="center")
            page.text(row, 1, section.name)
            page.text(row, 2, section.organiser_code, align="center")
            page.formula(row, 3, f.number(f.cell(source, 2, sheet)), section.pupils, "0")
            page.number(row, 4, section.grades)
            page.number(row, 5, section.classes)
            verdicts, flags, words = [], [], {"met": [], "near": [], "unknown": []}
            for k, name in enumerate(inputs.ratios):
                figure, verdict = f.cell(source, where.column(k, FIGURE), sheet), section.verdicts[name]
                judged_cell = f.cell(source, where.column(k, VERDICT), sheet)
                printed = f"=IF(ISNUMBER({figure}),ROUND({figure},2),{f.UNKNOWN})"
                page.formula(row, 6 + k, printed, _rounded(section.figures[name]["value"], 2), "0.00")
                verdicts.append((name, judged_cell))
                words.get(verdict["status"], []).append(name)
                limit = where.limit(verdict["threshold_id"])
                flags.append(f.otherwise(figure, 2, ">=", limit, judged_cell, f"{name} "))
            rule = f.cell(source, where.rule_column + 4, sheet)
            page.formula(row, judged, f"={rule}", f.WORDS[section.verdicts["RS"]["status"]])
            for column, word in enumerate(words, judged + 1):
                page.formula(row, column, f.named(verdicts, word), " ".join(words[word]))
            page.formula(
                row, judged + 4, f"=TRIM({'&'.join(flags)})", _otherwise(where, section.figures, section.verdicts)
            )
            row += 1
    page.shade(FIRST, judged, max(row - 1, FIRST), judged)


def _rounded(value: float | None, decimals: int) -> float | None:
    return None if value is None else round(value + 1e-12, decimals)


def _otherwise(where: Layout, figures: dict[str, Row], verdicts: dict[str, Row]) -> str:
    limits = {row["threshold_id"]: row["limit_value"] for row in where.inputs.limits}
    names = []
    for name in where.inputs.ratios:
        printed = _rounded(figures[name]["value"], 2)
        reads_met = printed is not None and printed >= float(limits[verdicts[name]["threshold_id"]])
        if printed is not None and reads_met != (verdicts[name]["status"] == "met"):
            names.append(name)
    return " ".join(names)


def form_3(book: Book, where: Layout) -> None:
    """Form Ⅲ: mean at two decimals, CV at three, and their mean, which is never judged."""
    inputs = where.inputs
    columns = [("学段", 8), ("项目", 18), *[(name, 12) for name in inputs.ratios], ("综合", 12)]
    page = book.sheet("表Ⅲ", "表Ⅲ 校际差异系数", columns)
    page.freeze(FIRST, 2)
    composite = 2 + len(inputs.ratios)
    for s, stage in enumerate(STAGES):
        first = FIRST + s * 5
        for n, label in enumerate(("平均值", "差异系数", "限值", "是否达标", OTHERWISE)):
            page.text(first + n, 0, STAGE_WORDS[stage])
            page.text(first + n, 1, label)
            page.text(first + n, composite, "—" if n > 1 or n == 0 else "", align="center")
        for k, name in enumerate(inputs.ratios):
            _form_3_cells(page, where, (first, 2 + k), (stage, name), dispersion_row(where, s, k))
        if not inputs.sections[stage]:
            page.text(first + 1, composite, f.WORDS["not_applicable"], align="center")
            continue
        rows = dispersion_row(where, s, 0), dispersion_row(where, s, len(inputs.ratios) - 1)
        cvs = f.span(*rows, 10, DISPERSION)
        mean = f"=IF(COUNT({cvs})=ROWS({cvs}),ROUND(AVERAGE({cvs}),3),{f.UNKNOWN})"
        page.formula(first + 1, composite, mean, _composite(inputs, stage), "0.000")
        page.shade(first + 3, 2, first + 3, composite - 1)


def _composite(inputs: Inputs, stage: str) -> object:
    row = inputs.means.get((stage, "RC"))
    return None if row is None else row["printed_cv"]


def _form_3_cells(page: Page, where: Layout, at: tuple[int, int], key: tuple[str, str], source: int) -> None:
    row, column = at
    found = where.inputs.means[key]
    mean, cv, limit, judged = (f.cell(source, n, DISPERSION) for n in (7, 10, 11, 12))
    unknown = f.WORDS[found["status"]] if found["status"] == "not_applicable" else None
    for n, (figure, decimals, name) in enumerate(((mean, 2, "printed_mean"), (cv, 3, "printed_cv"))):
        printed = f"=IF(ISNUMBER({figure}),ROUND({figure},{decimals}),{figure})"
        value = unknown if found[name] is None else found[name]
        page.formula(row + n, column, printed, value, "0." + "0" * decimals)
    page.formula(row + 2, column, f"={limit}", found["limit_value"], "0.00####")
    page.formula(row + 3, column, f"={judged}", f.WORDS[found["status"]])
    comparator = where.of(key[1], key[0], "cv")["comparator"]
    says = f.otherwise(cv, 3, comparator, limit, judged, "是")
    page.formula(row + 4, column, f"={says}", "是" if found["reads_otherwise"] else "")


def form_items(book: Book, where: Layout, area: str) -> None:
    """Form Ⅳ or Ⅴ: items and parts; a county's ratio is reckoned from its two counts, which may be changed."""
    names = "序号 内容 分项 分子或数值 分母 倍数 实际值（未舍入） 实际值或结论 单位 比较 达标值 是否达标 该项结论 说明"
    widths = (5, 20, 32, 12, 12, 6, 13, 15, 8, 5, 9, 9, 9, 36)
    name, title = FORMS[area]
    page = book.sheet(name, f"{name} {title}", list(zip(names.split(), widths, strict=True)))
    page.freeze(FIRST, 3)
    row = FIRST
    for item, parts in groupby(where.inputs.items[area], key=lambda part: part["item"]):
        first, found = row, list(parts)
        for part in found:
            page.number(row, 0, item, align="center")
            page.text(row, 1, part["item_zh"] if row == first else "")
            page.text(row, 2, part["part_zh"])
            _item_cells(page, where, row, part)
            page.text(row, 12, "")
            row += 1
        verdicts = [f.cell(n, 11) for n in range(first, row)]
        page.formula(first, 12, f.roll_up(verdicts), f.WORDS[found[0]["item_status"]])
    page.shade(FIRST, 11, max(row - 1, FIRST), 12)


def _item_cells(page: Page, where: Layout, row: int, part: Row) -> None:
    """Columns from the figures to the note; a document has a conclusion and no limit in numbers."""
    is_small = _is_hidden(part)
    is_ratio = part["entity_type"] == "county" and part["statistic"] != "document" and part["numerator_before"] is None
    # a county without anybody to judge has no ratio that could be reckoned again
    is_live = is_ratio and part["status"] != "not_applicable" and not is_small
    for column in (3, 4, 5, 6):
        page.text(row, column, "")
    if is_live:
        _live_cells(page, where, row, part)
    else:
        page.text(row, 7, _shown(part, is_small), align="right")
        page.text(row, 11, f.WORDS[part["status"]], align="center")
    page.text(row, 8, part["unit_zh"], align="center")
    if part["statistic"] == "document":
        page.text(row, 9, "")
        page.text(row, 10, "结论符合", align="right")
    else:
        page.text(row, 9, SIGN[part["comparator"]], align="center")
        page.formula(row, 10, f"={where.limit(part['threshold_id'])}", part["limit_value"], "0.######")
    reasons = [where.inputs.reasons.get(reason, reason) for reason in (part["reason"] or "").split(", ")]
    texts = (
        "；".join(filter(None, reasons)),
        part["missing"],
        OTHERWISE if part["reads_otherwise"] and not is_small else "",
    )
    page.text(row, 13, " · ".join(filter(None, texts)))


def _shown(part: Row, is_small: bool) -> str:
    """What stands in a part's cell where nothing is reckoned."""
    if is_small:
        return HIDDEN
    return part["printed"] or f.WORDS["not_applicable" if part["status"] == "not_applicable" else "unknown"]


def _is_hidden(part: Row) -> bool:
    """Whether the figure of a part would show a small count of children that are not to be recognised."""
    guarded = is_guarded((part["numerator_measure"], part["denominator_measure"]))
    if not guarded:
        return False
    if not is_guarded((part["numerator_measure"],)) or "funds" in part["numerator_measure"]:
        return gives_away(None, part["denominator"])
    return gives_away(part["numerator"], part["denominator"])


def _live_cells(page: Page, where: Layout, row: int, part: Row) -> None:
    numerator, denominator, multiplier, figure = (f.cell(row, column) for column in (3, 4, 5, 6))
    limit = where.limit(part["threshold_id"])
    page.given(row, 3, part["numerator"])
    page.number(row, 5, part["multiplier"])
    if part["denominator_measure"]:
        page.given(row, 4, part["denominator"])
        ratio = f.when_known([numerator, denominator], f"{numerator}*{multiplier}/{denominator}", positive=denominator)
        passes = f.holds(f"{numerator}*{multiplier}", part["comparator"], f"{limit}*{denominator}")
    else:
        ratio = f.when_known([numerator], f"{numerator}*{multiplier}")
        passes = f.holds(f"{numerator}*{multiplier}", part["comparator"], limit)
    decimals = int(part["decimals"])
    form = "0." + "0" * decimals if decimals else "0"
    page.formula(row, 6, ratio, part["value"], "0.000000")
    printed = f"=IF(ISNUMBER({figure}),ROUND({figure},{decimals}),{f.UNKNOWN})"
    page.formula(row, 7, printed, None if part["printed"] is None else float(part["printed"]), form)
    page.formula(row, 11, f.verdict(figure, passes), f.WORDS[part["status"]])


def form_6(book: Book, where: Layout) -> None:
    """Form Ⅵ: questionnaires and visits by group, apart, and pooled; the pool is complete where every group is."""
    names = (
        "序号 调查对象 问卷发放 有效问卷 满意问卷 满意比例（%） 走访人次 满意人次 走访满意比例（%） 达标值 是否达标 "
    )
    names += "说明"
    widths = (6, 20, 10, 10, 10, 11, 10, 10, 12, 9, 10, 34)
    page = book.sheet("表Ⅵ", "表Ⅵ 社会认可度", list(zip(names.split(), widths, strict=True)))
    page.freeze(FIRST, 2)
    counts = ("questionnaires_sent", "questionnaires_valid", "questionnaires_satisfied", "visits", "visits_satisfied")
    groups = sum(1 for row in where.inputs.asked if row["subgroup"])
    for row, group in enumerate(where.inputs.asked, FIRST):
        page.number(row, 0, group["position"], align="center")
        page.text(row, 1, group["label_zh"], bold=not group["subgroup"])
        for column, name in zip((2, 3, 4, 6, 7), counts, strict=True):
            if group["subgroup"]:
                page.given(row, column, group[name])
            else:
                rows = f.span(FIRST, FIRST + groups - 1, column)
                pooled = f"=IF(COUNT({rows})=ROWS({rows}),SUM({rows}),{f.UNKNOWN})"
                page.formula(row, column, pooled, group[name], "0")
        _share(page, row, (4, 3, 5), group["printed_share_satisfied"])
        _share(page, row, (7, 6, 8), group["printed_share_visits_satisfied"])
        _recognised(page, where, row, group)
    last = max(FIRST + len(where.inputs.asked) - 1, FIRST)
    page.shade(FIRST, 10, last, 10)


def _share(page: Page, row: int, columns: tuple[int, int, int], printed: object) -> None:
    part, whole = f.cell(row, columns[0]), f.cell(row, columns[1])
    page.formula(
        row, columns[2], f.when_known([part, whole], f"ROUND({part}/{whole}%,1)", positive=whole), printed, "0.0"
    )


def _recognised(page: Page, where: Layout, row: int, group: Row) -> None:
    """The limit of the group that its verdict was given under, and the verdict."""
    limit = next(
        (
            entry
            for entry in where.inputs.limits
            if entry["indicator_id"] in ("S1", "S2")
            and entry["standard_id"] == group["standard_id"]
            and (entry["indicator_id"] == "S1") == (not group["subgroup"])
            and entry["subgroup"] in ("", group["subgroup"])
        ),
        None,
    )
    note = [
        where.inputs.reasons.get(group["reason"], ""),
        group["missing"],
        OTHERWISE if group["reads_otherwise"] else "",
    ]
    if limit is None or group["status"] is None:
        page.text(row, 9, "")
        page.text(row, 10, "")
    else:
        own, valid, satisfied = where.limit(limit["threshold_id"]), f.cell(row, 3), f.cell(row, 4)
        page.formula(row, 9, f"={own}", limit["limit_value"], "0.######")
        passes = f.holds(satisfied, limit["comparator"], f"{own}%*{valid}")
        page.formula(row, 10, f.verdict(f.cell(row, 5), passes), f.WORDS[group["status"]])
        note.insert(0, f"按{limit['standard_zh']}")
    page.text(row, 11, " · ".join(filter(None, note)))


def outside_sheet(book: Book, inputs: Inputs) -> None:
    """Sections out of scope, each with its reason; the classes of a special school stay together where one is small."""
    columns = [("学段", 8), ("学校标识码", 14), ("学部", 36), ("在校生数", 24), ("不纳入的原因", 40)]
    page = book.sheet("不纳入评估", "不纳入七项指标评估的学部", columns)
    page.freeze(FIRST, 0)
    special = [row for row in inputs.outside if row["scope_reason"] == "special_education"]
    is_hidden = bool(special) and (
        any(gives_away(row["pupils"], None) for row in special)
        or "special_education_pupils" in hidden_figures(inputs.profile)
    )
    for row, section in enumerate(inputs.outside, FIRST):
        for column, text in enumerate((STAGE_WORDS[section["stage"]], section["school_id"], section["section_name"])):
            page.text(row, column, text)
        if is_hidden and section in special:
            page.text(row, 3, HIDDEN, align="right")
        else:
            page.number(row, 3, section["pupils"])
        page.text(row, 4, section["reason_zh"])
    if not inputs.outside:
        page.text(FIRST, 2, "无")
