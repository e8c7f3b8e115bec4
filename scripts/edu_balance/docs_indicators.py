"""The docs page of all indicators: one section per indicator, by area, and what each survey form asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from edu_balance.docs_words import (
    CV_UNMET,
    KINDS,
    MOVES,
    NO_UNIT,
    NOT_JUDGED,
    NOTHING_TO_MEND,
    NOTICE,
    Both,
    anchor,
    cell,
    entities,
    in_force,
    label,
    listed,
    sentence,
    unit,
)
from edu_balance.policy_seeds import Policy, Row

SIDES = ("numerator_measure", "denominator_measure")
COUNTY_FORM, DOCUMENT_FORM = "county_figures", "documents"

INTRODUCTION = f"""# 指标一览 · Indicators

{NOTICE} from `seeds/policy`, `seeds/reference` and `seeds/survey/_survey.yml`; do not edit.

每项指标一节：算式、所属期间、判定对象、限值与条款、来源表，缺数和不达标各怎么办。缺数即“未知”（unknown），不按0计，
也不算达标；判定结果（`fct_verdict`、`ledger_unmet`）的 `missing` 列写明缺的是哪张表的哪一列、哪所学校或缺几所。
真实的零填 `0`，未答的留空。限值按未修约的数值判定；小数位只用于打印。

One section per indicator: formula, period, who is judged, limits and clauses, source forms, what to do where the figure
is unknown and where a limit is not met. What is missing is `unknown`, never 0 and never passed: the column `missing` of
a verdict (`fct_verdict`, `ledger_unmet`) names the form and the column, and the school or how many. A true zero is `0`,
a cell not answered stays empty. Limits are judged on unrounded figures; decimals are for print.
"""
FORMS = """## 填报表 · Survey forms

表中各列与填报项目，写自 `seeds/survey/_survey.yml`。更正不改旧行：另起一行，`revision` 加一，写明 `source_id` 和
`received_at`。

The columns of each form and the items they are printed as. A correction is a further row with the next `revision`, its
own `source_id` and `received_at`."""


def indicators_page(policy: Policy, root: Path) -> str:
    lines = [INTRODUCTION]
    for area, indicators in policy.indicators_by_area():
        lines += [f"## {label(area)}", "", "| 编号 Id | 指标 Indicator | 限值 Limits |", "|---|---|---|"]
        for row in indicators:
            count = len(policy.limits_of(row["indicator_id"])) or NOT_JUDGED
            lines.append(f"| [{row['indicator_id']}](#{anchor(row['indicator_id'])}) | {cell(label(row))} | {count} |")
        for row in indicators:
            lines += ["", f"### {row['indicator_id']}", "", *_section(policy, row)]
        lines.append("")
    return "\n".join([*lines, FORMS, *_forms(root)]) + "\n"


def _section(policy: Policy, indicator: Row) -> Iterator[str]:
    """One indicator: how its figure is made, what it is judged by, where it comes from, how to mend."""
    parts = policy.parts(indicator["indicator_id"])
    limits = policy.limits_of(indicator["indicator_id"])
    yield from [f"**{indicator['label_zh']}** · {indicator['label_en']}", ""]
    yield from _by_part("算式 formula", parts, lambda part: _formula(policy, part))
    if parts[0]["subgroup"]:
        yield f"- **分组 subgroups**: {listed(map(label, parts))}"
    yield from _by_part("期间 period", parts, lambda part: _period(policy, part))
    yield f"- **判定 judged**: {entities(limits) if limits else NOT_JUDGED}"
    yield from _clauses(policy, indicator, limits)
    yield f"- **来源 source form**: {'; '.join(_sources(policy, parts))}"
    yield f"- **结果表 published in**: `{KINDS[indicator['kind']].figures}`"
    yield from _by_part("小数位 decimals printed", parts, lambda part: part["decimals"])
    if indicator["note"]:
        yield f"- **说明 note**: {indicator['note']}"
    yield from _limits(policy, limits)
    unknown, unmet = _unknown(policy, parts, limits), _unmet(indicator, limits)
    yield from ["", "**怎么办 how to mend**", ""]
    yield f"- 缺数：{unknown.zh}。"
    yield f"  Unknown: {unknown.en}."
    yield f"- 不达标：{unmet.zh}。"
    yield f"  Not met: {unmet.en}."


def _limits(policy: Policy, limits: list[Row]) -> Iterator[str]:
    """The table of an indicator's limits, by standard."""
    if limits:
        yield from ["", "| 标准 Standard | 限值 Limit | 条款 Clause | 起止 In force |", "|---|---|---|---|"]
    standards = {row["standard_id"]: row for row in policy.standards}
    for row in limits:
        link = f"[{cell(sentence(policy, row, with_label=False))}](limits.md#{anchor(row['threshold_id'])})"
        standard = cell(standards[row["standard_id"]]["label_zh"])
        yield f"| {standard} | {link} | `{row['clause']}` | {in_force(row)} |"


def _by_part(title: str, parts: list[Row], text: Callable[[Row], object]) -> Iterator[str]:
    """A line that holds for every subgroup, or one line for each."""
    texts = [str(text(part)) for part in parts]
    if len(set(texts)) == 1:
        yield f"- **{title}**: {texts[0]}"
        return
    yield f"- **{title}**:"
    yield from (f"  - {label(part)}: {shown}" for part, shown in zip(parts, texts, strict=True))


def _formula(policy: Policy, part: Row) -> Both:
    """The figure in words: numerator × multiplier ÷ denominator, and of a trend the same over the period before."""
    if fixed := KINDS[part["kind"]].formula:
        return fixed
    sides = [policy.measures[part[side]] for side in SIDES if part[side] or side == SIDES[0]]
    zh = " ÷ ".join(f"「{row['label_zh']}」" for row in sides)
    en = " ÷ ".join(f"“{row['label_en']}”" for row in sides)
    if part["kind"] == "trend":
        zh, en = f"（{zh}）÷ 上一期间的同一数值", f"({en}) ÷ the same of the period before"
    if part["multiplier"] != "1":
        zh, en = f"{zh} × {part['multiplier']}", f"{en} × {part['multiplier']}"
    if (shown := unit(part)) != NO_UNIT:
        zh, en = f"{zh}（{shown.zh}）", f"{en} ({shown.en})"
    if sides[0]["is_shared_premises"] == "1":
        zh, en = f"{zh}；多学段共用的，按学段分摊", f"{en}; shared premises are split between the stages of a campus"
    return Both(zh, en)


def _period(policy: Policy, part: Row) -> str:
    kind = policy.period_kinds[part["period_kind"]]
    return str(label(kind)) + (f" ({kind['note']})" if kind["note"] else "")


def _clauses(policy: Policy, indicator: Row, limits: list[Row]) -> Iterator[str]:
    """Where it stands: the clauses of its limits, and every part of the plan that names it, in the plan's words."""
    clauses = dict.fromkeys(row["clause"] for row in limits)
    named = policy.commitments(indicator["indicator_id"])
    clauses |= dict.fromkeys(row["clause_id"] for row in named)
    yield f"- **条款 clause**: {', '.join(f'`{clause}`' for clause in clauses) or '无 none'}"
    yield from (f"  - `{row['clause_id']}`「{row['text_zh']}」" for row in named)


def _measures(policy: Policy, parts: list[Row]) -> list[Row]:
    """The measures of an indicator, each once."""
    named = dict.fromkeys(part[side] for part in parts for side in SIDES if part[side])
    return [policy.measures[measure_id] for measure_id in named]


def _form(name: str) -> str:
    return f"[`{name}`](#{anchor(f'form {name}')})"


def _sources(policy: Policy, parts: list[Row]) -> Iterator[str]:
    """The forms an indicator is read from, each with its measures."""
    measures = _measures(policy, parts)
    for form in dict.fromkeys(row["form"] for row in measures):
        yield f"{_form(form)} {listed(label(row) for row in measures if row['form'] == form)}"
    kind = parts[0]["kind"]
    if kind == "document":
        yield f"{_form(DOCUMENT_FORM)} `indicator_id` = `{parts[0]['indicator_id']}`"
    elif kind in ("rule", "composite"):
        yield str(Both("由其他指标算出", "made of other indicators"))


def _unknown(policy: Policy, parts: list[Row], limits: list[Row]) -> Both:
    """What to fill in: which form and, of the county's own forms, which row."""
    kind, indicator_id = parts[0]["kind"], parts[0]["indicator_id"]
    if kind == "document":
        groups = _codes([part["subgroup"] for part in parts if part["subgroup"]])
        return Both(
            f"在 {_form(DOCUMENT_FORM)} 增加一行：`indicator_id` 填 `{indicator_id}`{groups.zh}，`dated` 在当年，"
            "写明结论、佐证材料和评估部门",
            f"add a row to {_form(DOCUMENT_FORM)}: `indicator_id` `{indicator_id}`{groups.en}, `dated` in the year, "
            "with conclusion, evidence and assessing office",
        )
    if kind in ("rule", "composite"):
        return Both("补齐所含各指标的缺数", "fill in what its indicators lack")
    steps = []
    measures = _measures(policy, parts)
    by_row = [row for row in measures if row["form"] == COUNTY_FORM and row["level"] == "county"]
    steps += _county_rows(policy, by_row, limits)
    if kind == "trend":
        steps.append(Both("本期和上一期间都要有", "both for the period and for the one before"))
    if forms := [_form(row["form"]) for row in measures if row not in by_row]:
        shown = ", ".join(dict.fromkeys(forms))
        steps.append(
            Both(f"在 {shown} 中补填 `missing` 所指的空格", f"fill in the empty cells of {shown} that `missing` names")
        )
    if kind == "class_size":
        steps.append(
            Both(
                f"没有班级名单的学校改填 {_form('class_bands')}",
                f"a school without a list sends {_form('class_bands')}",
            )
        )
    if any(policy.period_kinds[part["period_kind"]]["known_at"] == "end" for part in parts):
        steps.append(Both("期间未结束前一律为未知", "before the period is over it is always unknown"))
    return Both("；".join(step.zh for step in steps), "; ".join(step.en for step in steps))


def _county_rows(policy: Policy, measures: list[Row], limits: list[Row]) -> Iterator[Both]:
    """The rows of the county's own form that give its measures; those asked by the same codes together."""
    stages = _codes([stage for stage in policy.stages if any(row["stage"] == stage for row in limits)], "stage")
    asked: dict[Both, list[Row]] = {}
    for measure in measures:
        own = [row for row in policy.measure_subgroups if row["measure_id"] == measure["measure_id"]]
        groups = _codes([row["subgroup"] for row in own])
        asked.setdefault(Both(stages.zh + groups.zh, stages.en + groups.en), []).append(measure)
    for codes, rows in asked.items():
        zh = "、".join(f"`{row['measure_id']}`（{row['label_zh']}）" for row in rows)
        en = ", ".join(f"`{row['measure_id']}`" for row in rows)
        yield Both(
            f"在 {_form(COUNTY_FORM)} 填报以下 `measure_id` 的 `value`{codes.zh}：{zh}",
            f"in {_form(COUNTY_FORM)} give the `value` of these `measure_id`{codes.en}: {en}",
        )


def _codes(codes: list[str], column: str = "subgroup") -> Both:
    """The codes of a column that each ask for a row of their own."""
    shown = ", ".join(f"`{code}`" for code in codes)
    return Both(f"，`{column}` {shown} 各一行", f", one row for each `{column}` {shown}") if codes else Both("", "")


def _unmet(indicator: Row, limits: list[Row]) -> Both:
    """What to do where a limit is not met, by kind and by the way the figure has to go."""
    if not limits:
        return NOTHING_TO_MEND
    moves = dict.fromkeys(MOVES[row["comparator"]] for row in limits if row["statistic"] != "cv")
    move = Both("或".join(way.zh for way in moves), " or ".join(way.en for way in moves))
    text = KINDS[indicator["kind"]].unmet.of(move=move)
    if all(row["statistic"] != "cv" for row in limits):
        return text
    return Both(f"{text.zh}。{CV_UNMET.zh}", f"{text.en}. {CV_UNMET.en}")


def _forms(root: Path) -> Iterator[str]:
    """Every survey form with its columns and the items they are printed as."""
    declared: list[dict[str, Any]] = yaml.safe_load(
        (root / "seeds" / "survey" / "_survey.yml").read_text(encoding="utf-8")
    )["seeds"]
    for form in declared:
        yield from ["", f"### form {form['name']}", "", form["description"], ""]
        yield from ["| 列 Column | 填报项目 Form item | 含义 Meaning |", "|---|---|---|"]
        for column in form["columns"]:
            item = column["config"]["meta"].get("item", "")
            yield f"| `{column['name']}` | {cell(item)} | {cell(column['description'])} |"
