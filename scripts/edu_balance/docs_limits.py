"""The docs page of all limits: one section per limit, by standard and indicator."""

from __future__ import annotations

from collections.abc import Iterator

from edu_balance.docs_words import (
    NOTICE,
    STATISTICS,
    Both,
    anchor,
    bound,
    cell,
    in_force,
    label,
    sentence,
)
from edu_balance.policy_seeds import Policy, Row

INTRODUCTION = f"""# 限值一览 · Limits

{NOTICE} from `seeds/policy`; do not edit. Each limit stands in `thresholds.csv` and nowhere else.

每条限值一节，节名即限值编号，也是数据检验的名称。“计入领域结论”的限值不达标，领域即不达标；“只提示”的不影响结论。
“接近”（near）指未达限值但不低于余项下限，仍不算达标。方案未指明责任部门的不列。数值怎样得来、缺数和不达标怎么办，
见[指标一览](indicators.md)。

One section per limit; its name is the limit's id and the name of its data test. An area needs every limit that counts
towards it; one that only informs changes nothing. `near` is below the limit but at its floor or above, and not met.
Offices are named where the plan names one. Where the figures come from, and what to do, is in
[indicators](indicators.md).

One test alone: `python3 scripts/run.py dbt test --select` and its name.
"""


COUNTS = Both("计入领域结论", "the area needs it")
INFORMS = Both("只提示", "informs only")


def limits_page(policy: Policy) -> str:
    lines = [INTRODUCTION]
    for standard in policy.standards:
        lines += [f"## {label(standard)}", "", *_standard(policy, standard), ""]
    return "\n".join(lines).rstrip() + "\n"


def _standard(policy: Policy, standard: Row) -> Iterator[str]:
    """One standard: what it is, a table of its limits, and their sections by indicator."""
    indicators = [row for _, rows in policy.indicators_by_area() for row in rows]
    limits = [(row, policy.limits_of(row["indicator_id"], standard["standard_id"])) for row in indicators]
    yield f"`{standard['standard_id']}` {standard['document']}. {standard['note']}."
    if standard["is_judged"] != "1":
        yield "**未启用 · switched off.**"
    yield from ["", "| 指标 Indicator | 限值 Limit | 条款 Clause |", "|---|---|---|"]
    for indicator, rows in limits:
        for row in rows:
            link = f"[{cell(sentence(policy, row, with_label=False))}](#{anchor(row['threshold_id'])})"
            yield f"| {indicator['indicator_id']} {cell(indicator['label_zh'])} | {link} | `{row['clause']}` |"
    for indicator, rows in limits:
        if rows:
            yield from ["", f"### {indicator['indicator_id']} {label(indicator)}"]
        for row in rows:
            yield from ["", f"#### `{row['threshold_id']}`", "", *_section(policy, standard, row)]


def _section(policy: Policy, standard: Row, row: Row) -> Iterator[str]:
    """One limit: what it asks, where it stands, what it decides, who tests it, how to mend."""
    judged = sentence(policy, row)
    yield from [f"**{judged.zh}** · {judged.en}", ""]
    statistic, limit = STATISTICS[row["statistic"]], bound(policy, row)
    yield f"- **限值 limit**: {Both(f'{statistic.zh} {limit.zh}', f'{statistic.en} {limit.en}')}"
    if row["applies_to"]:
        trait = f"`{row['applies_to']}`"
        schools = Both(f"`dim_school` 的 `traits` 含 {trait} 的学校", f"those with {trait} in `traits` of `dim_school`")
        yield f"- **适用学校 schools**: {schools}"
    if row["floor_share"]:
        yield f"- **余项下限 floor**: {row['floor_share']} × 限值 the limit"
    yield f"- **条款 clause**: `{row['clause']}` {standard['document']}"
    yield from (
        f"  - 「{part['text_zh']}」" + (f" ({part['note']})" if part["note"] else "")
        for part in policy.commitments(row["indicator_id"], row["clause"])
    )
    yield f"- **起止 in force**: {in_force(row)}"
    yield f"- **作用 effect**: {COUNTS if row['rolls_up'] == '1' else INFORMS}"
    if row["member_of"]:
        yield f"- **所属规则 member of**: [{row['member_of']}](#{anchor(row['member_of'])})"
    if members := policy.members_of(row["threshold_id"]):
        links = [f"[{member['indicator_id']}](#{anchor(member['threshold_id'])})" for member in members]
        yield f"- **成员 members**: {', '.join(sorted(links))}"
    if row["office"]:
        yield f"- **责任部门 office**: {row['office']}"
    if row["note"]:
        yield f"- **说明 note**: {row['note']}"
    test = f"tests/policy/{row['threshold_id']}.sql"
    yield f"- **检验 test**: [{test}](../../{test})"
    indicator_id = row["indicator_id"]
    yield f"- **怎么办 how to mend**: [{indicator_id}](indicators.md#{anchor(indicator_id)})"
