"""The reckoning sheets of the inspection workbook: limits, inputs, the seven indicators by stage, the CVs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from edu_balance.reports import declaration_formulas as f
from edu_balance.reports.declaration_inputs import STAGES, Inputs, Section
from edu_balance.reports.declaration_sheets import HEAD_ROW, Book, Page
from edu_balance.reports.published import Row
from edu_balance.reports.report_words import SIGN

LIMITS, INPUTS, DISPERSION = "限值", "输入", "差异系数"
STAGE_WORDS = {"primary": "小学", "junior": "初中"}
FIGURES = {"primary": "小学指标", "junior": "初中指标"}
STATISTICS = {"value": "指标值", "share": "比例", "cv": "差异系数", "rule": "达标规则"}
# columns of 输入
PUPILS, WEIGHT, OTHERS, BASE, FIRST_FIGURE = 4, 5, 6, 7, 8
UNIT_ROW, MULTIPLIER_ROW, FIRST_INPUT = HEAD_ROW + 1, HEAD_ROW + 2, HEAD_ROW + 3
# columns of an indicator sheet: three of identity, five for each indicator, six of the rule
IDENTITY, PER_INDICATOR = 3, 5
FLOOR, LIMIT, FIGURE, SHARE, VERDICT = range(PER_INDICATOR)
FIRST_FIGURE_ROW = HEAD_ROW + 2
# schools named beside a CV that is unknown
SCHOOLS_NAMED = 5
# per cent of full size at which three indicators fit the width of A4
ACROSS = 60


@dataclass(frozen=True)
class Layout:
    """Where limits and sections stand."""

    inputs: Inputs
    limit_rows: Mapping[str, int]
    input_rows: Mapping[tuple[str, str], int]

    def limit(self, threshold_id: str) -> str:
        """The cell of a limit."""
        return f.cell(self.limit_rows[threshold_id], 6, LIMITS, fixed=True)

    def share(self, threshold_id: str) -> str:
        """The cell of the floor: the share of the limit the remaining indicators must reach."""
        return f.cell(self.limit_rows[threshold_id], 8, LIMITS, fixed=True)

    def of(self, indicator_id: str, stage: str, statistic: str) -> Row:
        """The deciding limit of an indicator."""
        return next(
            row
            for row in self.inputs.limits
            if (row["indicator_id"], row["stage"], row["statistic"]) == (indicator_id, stage, statistic)
        )

    def multiplier(self, k: int) -> str:
        """The cell that says per how many pupils the k-th indicator is."""
        return f.cell(MULTIPLIER_ROW, FIRST_FIGURE + k, INPUTS, fixed=True)

    def column(self, k: int, part: int) -> int:
        """The column of a part of the k-th indicator on an indicator sheet."""
        return IDENTITY + k * PER_INDICATOR + part

    @property
    def rule_column(self) -> int:
        """The first column of the school rule: met, near, unmet, unknown, verdict, note."""
        return IDENTITY + len(self.inputs.ratios) * PER_INDICATOR

    def section_rows(self, stage: str) -> tuple[int, int]:
        """First and last row of a stage on its indicator sheet."""
        return FIRST_FIGURE_ROW, FIRST_FIGURE_ROW + len(self.inputs.sections[stage]) - 1


def layout(inputs: Inputs) -> Layout:
    """Where everything stands."""
    limits = {row["threshold_id"]: HEAD_ROW + 1 + n for n, row in enumerate(inputs.limits)}
    sections = [section for stage in STAGES for section in inputs.sections[stage]]
    return Layout(
        inputs, limits, {(section.school_id, section.stage): FIRST_INPUT + n for n, section in enumerate(sections)}
    )


def limits_sheet(book: Book, inputs: Inputs) -> None:
    """限值: the only place where limits stand as numbers."""
    names = "标准 指标 指标名称 学段 判定对象 比较 达标值 基本值占达标值 基本值 单位 条款 依据编号"
    widths = (22, 7, 44, 7, 22, 6, 10, 10, 10, 8, 26, 40)
    page = book.sheet(LIMITS, "限值（全部公式引用此表）", list(zip(names.split(), widths, strict=True)))
    page.freeze(HEAD_ROW + 1, 3)
    for row, limit in enumerate(inputs.limits, HEAD_ROW + 1):
        texts = (limit["standard_zh"], limit["indicator_id"], limit["indicator_zh"])
        kind = " · ".join(filter(None, (STATISTICS.get(limit["statistic"]), limit["applies_to_zh"], limit["part_zh"])))
        for column, text in enumerate((*texts, STAGE_WORDS.get(limit["stage"], ""), kind, SIGN[limit["comparator"]])):
            page.text(row, column, text)
        page.given(row, 6, limit["limit_value"])
        if limit["floor_share"] is None:
            page.text(row, 7, "")
            page.text(row, 8, "")
        else:
            page.given(row, 7, limit["floor_share"], "0%")
            product = f"=ROUND({f.cell(row, 6)}*{f.cell(row, 7)},{f.DIFFERENCE})"
            page.formula(row, 8, product, limit["limit_value"] * limit["floor_share"], "0.######")
        page.text(row, 9, "—" if limit["statistic"] == "cv" else limit["unit_zh"])
        page.text(row, 10, limit["clause"])
        page.text(row, 11, limit["threshold_id"], font_size=8)


def inputs_sheet(book: Book, where: Layout) -> None:
    """输入: what an inspector may change, one row per section in scope."""
    inputs = where.inputs
    columns = [("序号", 6), ("学校标识码", 12), ("学部", 26), ("学段", 6), ("在校生数", 9), ("本学段学生权重", 8)]
    columns += [("同校区其他学段加权学生数（不在本表的学段）", 12), ("校区加权学生数", 11)]
    columns += [
        (f"{name} {inputs.indicators[name]['label_zh']}（填报数，校舍设备为全校区）", 14) for name in inputs.ratios
    ]
    page = book.sheet(INPUTS, "输入（黄色可改，紫色为缺报）", [*columns, ("缺报与豁免说明", 34)])
    page.paper.set_row(HEAD_ROW, 80)
    for row, label in ((UNIT_ROW, "单位"), (MULTIPLIER_ROW, "倍数")):
        for column in range(len(columns) + 1):
            page.head(row, column, label if column == 0 else "")
    for k, name in enumerate(inputs.ratios):
        page.head(UNIT_ROW, FIRST_FIGURE + k, inputs.indicators[name]["unit_zh"])
        page.number(MULTIPLIER_ROW, FIRST_FIGURE + k, inputs.indicators[name]["multiplier"])
    page.freeze(FIRST_INPUT, 4)
    for stage in STAGES:
        for position, section in enumerate(inputs.sections[stage], 1):
            _input_row(page, where, position, section)


def _input_row(page: Page, where: Layout, position: int, section: Section) -> None:
    row = where.input_rows[section.school_id, section.stage]
    page.number(row, 0, position, align="center")
    for column, text in enumerate((section.school_id, section.name, STAGE_WORDS[section.stage]), 1):
        page.text(row, column, text)
    page.given(row, PUPILS, section.pupils)
    page.given(row, WEIGHT, section.split_weight)
    campus = [
        other for stage in STAGES for other in where.inputs.sections[stage] if other.school_id == section.school_id
    ]
    page.given(row, OTHERS, _not_listed(section, campus))
    rows = [where.input_rows[other.school_id, other.stage] for other in campus]
    needed = [f.cell(row, OTHERS)] + [f.cell(other, column) for other in rows for column in (PUPILS, WEIGHT)]
    weighted = "+".join(f"{f.cell(other, PUPILS)}*{f.cell(other, WEIGHT)}" for other in rows)
    base = f.when_known(needed, f"{weighted}+{f.cell(row, OTHERS)}")
    page.formula(row, BASE, base, section.split_base, "0.00")
    for k, name in enumerate(where.inputs.ratios):
        page.given(row, FIRST_FIGURE + k, section.figures[name]["reported"])
    page.text(row, FIRST_FIGURE + len(where.inputs.ratios), section.notes)


def _not_listed(section: Section, campus: list[Section]) -> Decimal | None:
    """Weighted pupils of the campus whose stage has no row: senior ones, or a section out of scope."""
    if section.split_base is None:
        return None
    listed = [other.split_weight * other.pupils for other in campus if other.split_weight and other.pupils is not None]
    return section.split_base - sum(listed, Decimal(0))


def figures_sheet(book: Book, where: Layout, stage: str) -> None:
    """小学指标 or 初中指标: floor, limit, figure and verdict of every section, and the school rule."""
    inputs = where.inputs
    columns = [("序号", 5), ("学部", 24), ("在校生数", 8)]
    for name in inputs.ratios:
        columns += [
            ("基本值", 8),
            ("达标值", 8),
            ("实际值", 9),
            (f"分摊后数量\n（{_unit(inputs, name)}）", 11),
            ("是否达标", 7),
        ]
    columns += [
        ("达标项数", 6),
        ("接近项数", 6),
        ("未达标项数", 6),
        ("缺数项数", 6),
        ("学校是否达标", 9),
        ("缺报与豁免说明", 40),
    ]
    page = book.sheet(FIGURES[stage], f"{STAGE_WORDS[stage]}七项指标逐校判定", columns, HEAD_ROW + 1)
    _bands(page, where)
    page.freeze(FIRST_FIGURE_ROW, IDENTITY)
    page.paper.set_print_scale(ACROSS)
    for position, section in enumerate(inputs.sections[stage], 1):
        _figure_row(page, where, position, section)
    if not inputs.sections[stage]:
        page.text(FIRST_FIGURE_ROW, 1, "本县本学段无纳入评估的学校")
        page.paper.print_area(0, 0, FIRST_FIGURE_ROW, where.column(2, VERDICT))
        return
    page.paper.set_v_pagebreaks([where.column(3, 0), where.column(6, 0)])
    page.paper.print_across()
    first, last = where.section_rows(stage)
    for k in range(len(inputs.ratios)):
        column = where.column(k, VERDICT)
        page.shade(first, column, last, column)
        page.shade_beside((first, last), where.column(k, FIGURE), f"${f.cell(first, column)}")
    page.shade(first, where.rule_column + 4, last, where.rule_column + 4)


def _unit(inputs: Inputs, name: str) -> str:
    return str(inputs.indicators[name]["unit_zh"])


def _bands(page: Page, where: Layout) -> None:
    """The row above the head: which indicator the five columns are of."""
    style = page.book.style(bold=True, align="center", bg_color="#C5D9F1", text_wrap=True)
    page.paper.set_row(HEAD_ROW, 20)
    page.paper.merge_range(HEAD_ROW, 0, HEAD_ROW, IDENTITY - 1, "", style)
    for k, name in enumerate(where.inputs.ratios):
        label = f"{name} {where.inputs.indicators[name]['label_zh']}（{_unit(where.inputs, name)}）"
        page.paper.merge_range(HEAD_ROW, where.column(k, 0), HEAD_ROW, where.column(k, VERDICT), label, style)
    label = where.inputs.indicators["RS"]["label_zh"]
    page.paper.merge_range(HEAD_ROW, where.rule_column, HEAD_ROW, where.rule_column + 5, label, style)


def _figure_row(page: Page, where: Layout, position: int, section: Section) -> None:
    row = FIRST_FIGURE_ROW + position - 1
    source = where.input_rows[section.school_id, section.stage]
    page.number(row, 0, position, align="center")
    page.text(row, 1, section.name)
    page.formula(row, 2, f.number(f.cell(source, PUPILS, INPUTS)), section.pupils, "0")
    for k, name in enumerate(where.inputs.ratios):
        _figure_cells(page, where, (row, source), k, section.figures[name], section.verdicts[name])
    _rule_cells(page, where, row, section)


def _figure_cells(page: Page, where: Layout, rows: tuple[int, int], k: int, figure: Row, verdict: Row) -> None:
    """Five cells of an indicator: judged as numerator x multiplier against limit x denominator."""
    row, source = rows
    have, pupils, weight, base = (f.cell(source, c, INPUTS) for c in (FIRST_FIGURE + k, PUPILS, WEIGHT, BASE))
    needed, numerator, denominator, share = [have, pupils], have, pupils, have
    if figure["is_split"]:
        needed, numerator, denominator = [have, base], f"{weight}*{have}", base
        share = f"{weight}*{have}*{pupils}/{base}"
    limit = next(entry for entry in where.inputs.limits if entry["threshold_id"] == verdict["threshold_id"])
    own, multiplied = where.limit(verdict["threshold_id"]), f"{numerator}*{where.multiplier(k)}"
    passes = f.holds(multiplied, limit["comparator"], f"{own}*{denominator}")
    passes_floor = ""
    if limit["floor_share"] is None:
        page.text(row, where.column(k, FLOOR), "")
    else:
        floor = where.share(verdict["threshold_id"])
        product = limit["limit_value"] * limit["floor_share"]
        page.formula(row, where.column(k, FLOOR), f"={floor}", product, "0.00####")
        passes_floor = f.holds(multiplied, limit["comparator"], f"{floor}*{denominator}")
    page.formula(row, where.column(k, LIMIT), f"={own}", limit["limit_value"], "0.00####")
    ratio = f.when_known(needed, f"{multiplied}/{denominator}", positive=pupils)
    page.formula(row, where.column(k, FIGURE), ratio, figure["value"], "0.00")
    page.formula(row, where.column(k, SHARE), f.when_known(needed, share, positive=pupils), figure["numerator"], "0.00")
    judged = f.verdict(f.cell(row, where.column(k, FIGURE)), passes, passes_floor)
    page.formula(row, where.column(k, VERDICT), judged, f.WORDS[verdict["status"]])


def _rule_cells(page: Page, where: Layout, row: int, section: Section) -> None:
    inputs, first = where.inputs, where.rule_column
    verdicts = [f.cell(row, where.column(k, VERDICT)) for k in range(len(inputs.ratios))]
    statuses = [section.verdicts[name]["status"] for name in inputs.ratios]
    for n, word in enumerate(("met", "near", "unmet", "unknown")):
        page.formula(row, first + n, f.count(verdicts, word), statuses.count(word), "0")
    met, _, unmet, unknown = (f.cell(row, first + n) for n in range(4))
    limit = where.limit(section.verdicts["RS"]["threshold_id"])
    verdict = f.WORDS[section.verdicts["RS"]["status"]]
    page.formula(row, first + 4, f.rule(met, unmet, unknown, limit), verdict)
    page.text(row, first + 5, section.notes)


def dispersion_sheet(book: Book, where: Layout) -> None:
    """差异系数: mean, standard deviation and CV of each indicator and stage, in the centred form."""
    names = (
        "学段 指标 指标名称 学部数 缺数学部数 学生数合计 资源合计 平均值 标准差 差异系数的平方 差异系数 限值 是否达标 "
    )
    names += "缺数的学校"
    widths = (6, 6, 36, 7, 7, 11, 16, 14, 14, 14, 12, 8, 9, 50)
    page = book.sheet(DISPERSION, "校际差异系数", list(zip(names.split(), widths, strict=True)))
    page.freeze(HEAD_ROW + 1, 3)
    for s, stage in enumerate(STAGES):
        for k, name in enumerate(where.inputs.ratios):
            _dispersion_row(page, where, dispersion_row(where, s, k), stage, k, name)
    page.shade(HEAD_ROW + 1, 12, dispersion_row(where, len(STAGES), 0), 12)


def _some(schools: str | None) -> str:
    """The first of the schools that lack the figure, and how many there are: all of them stand in 输入."""
    names = schools.split("; ") if schools else []
    more = f" 等共{len(names)}个，见“{INPUTS}”" if len(names) > SCHOOLS_NAMED else ""
    return "；".join(names[:SCHOOLS_NAMED]) + more


def dispersion_row(where: Layout, stage: int, k: int) -> int:
    """The row of an indicator on 差异系数."""
    return HEAD_ROW + 1 + stage * len(where.inputs.ratios) + k


def _dispersion_row(page: Page, where: Layout, row: int, stage: str, k: int, name: str) -> None:
    found = where.inputs.dispersions[stage, name]
    for column, text in enumerate((STAGE_WORDS[stage], name, where.inputs.indicators[name]["label_zh"])):
        page.text(row, column, text)
    page.text(row, 13, _some(found["missing"]))
    limit = where.of(name, stage, "cv")
    page.formula(row, 11, f"={where.limit(limit['threshold_id'])}", limit["limit_value"], "0.00####")
    if not where.inputs.sections[stage]:
        for column in range(3, 13):
            if column != 11:
                page.text(row, column, f.WORDS["not_applicable"], align="center")
        return
    first, last = where.section_rows(stage)
    start = where.input_rows[where.inputs.sections[stage][0].school_id, stage]
    pupils = f.span(start, start + last - first, PUPILS, INPUTS)
    shares = f.span(first, last, where.column(k, SHARE), FIGURES[stage])
    unknown, all_pupils, resource, mean, _, square, cv = (f.cell(row, column) for column in range(4, 11))
    page.formula(row, 3, f"=ROWS({shares})", found["n_sections"], "0")
    page.formula(row, 4, f"=ROWS({shares})-COUNT({shares})", found["n_unknown"], "0")
    page.formula(row, 5, f.total(pupils), found["pupils"], "#,##0")
    page.formula(row, 6, f.total(shares), found["resource"], "#,##0.00")
    known = f"IF({unknown}>0,{f.UNKNOWN},"
    page.formula(row, 7, f"={known}{resource}*{where.multiplier(k)}/{all_pupils})", found["mean"], "0.000000")
    spread = f"IF({resource}=0,{mean},{mean}*{cv})"
    page.formula(row, 8, f"={known}{spread})", found["sd"], "0.000000")
    deviations = f"SUMPRODUCT(({shares}*{all_pupils}-{pupils}*{resource})^2/{pupils})"
    squared = f"IF({resource}=0,{f.UNKNOWN},{deviations}/({all_pupils}*{resource}^2))"
    stored = None if found["cv"] is None else found["cv"] ** 2
    page.formula(row, 9, f"={known}{squared})", stored, "0.00000000")
    page.formula(row, 10, f"=IF(ISNUMBER({square}),SQRT({square}),{f.UNKNOWN})", found["cv"], "0.000000")
    own = where.limit(limit["threshold_id"])
    judged = f.verdict(square, f.holds(square, limit["comparator"], f"{own}^2", f.SQUARE))
    page.formula(row, 12, judged, f.WORDS[where.inputs.means[stage, name]["status"]])
