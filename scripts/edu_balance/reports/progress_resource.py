"""The chapter of the progress report on resource allocation: schools, dispersion, gaps, townships, as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_UP, Decimal

from edu_balance.reports.ledger_rows import totals_of
from edu_balance.reports.progress_blocks import SHARE, Block, Cell, Chart, Heading, Paragraph, Series, Table, joined
from edu_balance.reports.progress_facts import Facts, counts_by
from edu_balance.reports.published import Row
from edu_balance.reports.report_words import STAGE, STATUS, UNKNOWN, plain

# areas and money that lack: rounded up, so that what is printed fills them
CENT = Decimal("0.01")


def resource_blocks(facts: Facts) -> list[Block]:
    """What the deciding standard asks of each school and between the schools, and what lacks."""
    return [
        Heading("（一）学校达标情况", 2),
        *_schools(facts),
        Heading("（二）校际差异情况", 2),
        *_dispersion(facts),
        Heading("（三）距达标值的缺口", 2),
        *_gaps(facts),
        Heading("（四）各乡镇情况", 2),
        *_townships(facts),
    ]


def section_word(stage: str) -> str:
    """A school's part of one stage: 小学部, 初中部."""
    return f"{STAGE[stage]}部"


def _schools(facts: Facts) -> list[Block]:
    blocks: list[Block] = []
    for stage in facts.stages:
        rule = facts.rule.get((facts.term_id, stage))
        if rule is None:
            continue
        unmet = rule["sections"] - rule["met"] - rule["unknown"]
        sentence = (
            f"{STAGE[stage]}：纳入评估的{section_word(stage)}{rule['sections']}个，达到学校达标规则的{rule['met']}个"
            f"（{_share(rule)}），未达到的{unmet}个"
        )
        sentence += f"，因缺数尚不能判定的{rule['unknown']}个。" if rule["unknown"] else "。"
        blocks.append(Paragraph(sentence + _extremes(facts, stage)))
    if not blocks:
        return [Paragraph("本学期没有纳入评估的学校。")]
    return [*blocks, _meeting_table(facts), _meeting_chart(facts), _rule_chart(facts)]


def _extremes(facts: Facts, stage: str) -> str:
    """The indicators that most and fewest sections meet; those that share the place together."""
    rows = [row for row in facts.meeting if row["stage"] == stage and row["sections"]]
    counts = sorted({row["met"] for row in rows})
    if len(counts) < 2:
        return ""
    fewest, most = ([row for row in rows if row["met"] == count] for count in (counts[0], counts[-1]))
    return (
        f"单项指标中，达标学校最少的是{_named(fewest)}（{fewest[0]['met']}个，{_share(fewest[0])}），"
        f"最多的是{_named(most)}（{most[0]['met']}个，{_share(most[0])}）。"
    )


def _named(rows: Sequence[Row]) -> str:
    return joined([row["indicator"] for row in rows])


def _share(row: Row) -> str:
    return UNKNOWN if row["printed_share_met"] is None else f"{row['printed_share_met']}{SHARE}"


def _meeting_table(facts: Facts) -> Table:
    rows = []
    for indicator_id, found in counts_by(facts.meeting, "indicator_id").items():
        of_stage = {row["stage"]: row for row in found}
        cells = [Cell(indicator_id, align="center"), Cell(found[0]["indicator"])]
        for stage in facts.stages:
            row = of_stage.get(stage)
            texts = ("—",) * 3 if row is None else (f"{row['met']}/{row['sections']}", _share(row), str(row["unknown"]))
            cells += [Cell(text, align="right") for text in texts]
        rows.append(cells)
    header = ["编号", "指标"]
    for stage in facts.stages:
        header += [f"{STAGE[stage]}达标/纳入", "达标率", UNKNOWN]
    return Table("各项指标的达标学校数", header, rows, _widths((0.08, 0.32), 3 * len(facts.stages)))


def _widths(first: Sequence[float], others: int) -> tuple[float, ...]:
    return (*first, *((1 - sum(first)) / others for _ in range(others)))


def _meeting_chart(facts: Facts) -> Chart:
    indicators = list(counts_by(facts.meeting, "indicator_id"))
    held = {(row["stage"], row["indicator_id"]): row for row in facts.meeting}
    series = tuple(
        Series(STAGE[stage], tuple(_drawn_share(held.get((stage, name))) for name in indicators))
        for stage in facts.stages
    )
    return Chart("各项指标的学校达标率", "bars", SHARE, tuple(indicators), series)


def _rule_chart(facts: Facts) -> Chart:
    terms = [row["term_id"] for row in facts.terms]
    series = tuple(
        Series(STAGE[stage], tuple(_drawn_share(facts.rule.get((term, stage))) for term in terms))
        for stage in facts.stages
    )
    years = tuple(row["school_year"] for row in facts.terms)
    return Chart("历年达到学校达标规则的学校比例", "lines", SHARE, years, series)


def _drawn_share(row: Row | None) -> float | None:
    """The share of sections that meet; not known while none of them is."""
    return _float(row["printed_share_met"]) if row else None


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))


def _dispersion(facts: Facts) -> list[Block]:
    blocks: list[Block] = []
    for stage in facts.stages:
        rows = [row for row in facts.dispersion if row["stage"] == stage]
        of = {status: [row for row in rows if row["status"] == status] for status in STATUS}
        limits = joined(sorted({f"≤{plain(row['limit_value'])}" for row in rows if row["limit_value"] is not None}))
        words = [f"{STAGE[stage]}{len(rows)}项差异系数（限值{limits}）中，达标{len(of['met'])}项"]
        if of["unmet"]:
            over = [f"{row['indicator']}（{row['printed_cv']}{_mark(row)}）" for row in of["unmet"]]
            words.append(f"未达标{len(over)}项：{joined(over)}")
        if of["unknown"]:
            words.append(
                f"{UNKNOWN}{len(of['unknown'])}项：{joined([_unknown_cv(facts, row) for row in of['unknown']])}"
            )
        if of["not_applicable"]:
            words.append(f"不适用{len(of['not_applicable'])}项")
        blocks.append(Paragraph("；".join(words) + "。"))
    if not blocks:
        return [Paragraph("本学期没有可计算差异系数的学校。")]
    blocks += [_dispersion_table(facts), _dispersion_chart(facts)]
    if any(row["reads_otherwise"] for row in facts.dispersion):
        blocks.append(Paragraph("※ 取整后读数与判定不同，判定以未取整值为准。", "note"))
    return blocks


def _unknown_cv(facts: Facts, row: Row) -> str:
    lacks = facts.missing(row["missing"]) or row["reason_zh"]
    return row["indicator"] + (f"（{lacks}）" if lacks else "")


def _mark(row: Row) -> str:
    return "※" if row["reads_otherwise"] else ""


def _dispersion_table(facts: Facts) -> Table:
    rows = []
    for indicator_id, found in counts_by(facts.dispersion, "indicator_id").items():
        of_stage = {row["stage"]: row for row in found}
        cells = [Cell(indicator_id, align="center"), Cell(f"{found[0]['indicator']}（{found[0]['unit_zh']}）")]
        for stage in facts.stages:
            row = of_stage.get(stage)
            if row is None:
                cells += [Cell("—", align="right")] * 3
                continue
            cells += [
                Cell(UNKNOWN if row["printed_mean"] is None else str(row["printed_mean"]), align="right"),
                Cell(UNKNOWN if row["printed_cv"] is None else f"{row['printed_cv']}{_mark(row)}", align="right"),
                Cell(STATUS.get(row["status"], "—"), row["status"] or "", "center"),
            ]
        rows.append(cells)
    header = ["编号", "指标"]
    for stage in facts.stages:
        header += [f"{STAGE[stage]}县均值", "差异系数", "判定"]
    return Table("各项指标的县均值和差异系数", header, rows, _widths((0.08, 0.32), 3 * len(facts.stages)))


def _dispersion_chart(facts: Facts) -> Chart:
    indicators = list(counts_by(facts.dispersion, "indicator_id"))
    held = {(row["stage"], row["indicator_id"]): row for row in facts.dispersion}
    series = []
    for stage in facts.stages:
        rows = [held.get((stage, name)) for name in indicators]
        series.append(Series(STAGE[stage], tuple(_float(row["printed_cv"]) if row else None for row in rows)))
    for stage in facts.stages:
        rows = [held.get((stage, name)) for name in indicators]
        limits = tuple(_float(row["limit_value"]) if row else None for row in rows)
        series.append(Series(f"{STAGE[stage]}限值", limits, is_limit=True))
    return Chart("差异系数与限值", "bars", "差异系数", tuple(indicators), tuple(series))


def _gaps(facts: Facts) -> list[Block]:
    """What lacks to the limits of the deciding standard, of sections, added up without netting."""
    main = facts.deciding["label_zh"]
    found = [
        row
        for row in totals_of([row for row in facts.ledgers.rows if row["status"] != "met"])
        if row["standard"] == main and row["entity_type"] == "section" and row["statistic"] == "value"
    ]
    rows = [row for stage in facts.stages for row in found if row["stage"] == stage]
    if not rows:
        return [Paragraph(f"{facts.ledgers.term}的未达标台账中没有资源配置方面的缺口。")]
    sentence = f"按{facts.ledgers.term}未达标台账逐校逐项相加（不以一校的富余抵另一校的缺口），距达标值："
    lacking = [_lacking(facts, stage, rows) for stage in facts.stages]
    sentence += "；".join(words for words in lacking if words) or "没有可以测算的缺口"
    unknown = sum(row["unknown"] for row in rows)
    sentence += f"。另有{unknown}项缺数，不能测算。" if unknown else "。"
    cells = [
        [
            Cell(row["indicator_id"], align="center"),
            Cell(row["indicator"]),
            Cell(row["stage_zh"], align="center"),
            Cell(row["limit"], align="right"),
            Cell(str(row["counted"]), align="right"),
            Cell(_amount(row), align="right"),
            Cell(str(row["unknown"]), align="right"),
        ]
        for row in rows
    ]
    header = ("编号", "指标", "学段", "达标值", "有缺口的个数", "缺口合计", "缺数个数")
    return [Paragraph(sentence), Table("缺口合计", header, cells, (0.08, 0.34, 0.08, 0.1, 0.12, 0.18, 0.1))]


def _lacking(facts: Facts, stage: str, rows: Sequence[Row]) -> str:
    words = [
        f"{facts.counted[row['indicator_id']]}{_amount(row)}（{row['counted']}个{section_word(stage)}）"
        for row in rows
        if row["stage"] == stage and row["counted"]
    ]
    return f"{STAGE[stage]}缺{joined(words)}" if words else ""


def _amount(row: Row) -> str:
    if isinstance(row["total"], str):
        return row["total"]
    amount = plain(Decimal(str(row["total"])).quantize(CENT, ROUND_UP))
    return f"{amount}{row['shortfall_unit']}"


def _townships(facts: Facts) -> list[Block]:
    places = counts_by(facts.townships, "township")
    if not places:
        return [Paragraph("本学期没有可按乡镇统计的学校。")]
    rows, whole = [], 0
    for place, found in places.items():
        cells = [Cell(place or "未填乡镇")]
        judged = {(row["stage"], row["status"]): row["sections"] for row in found}
        whole += {status for _, status in judged} == {"met"}
        for stage in facts.stages:
            met, unknown = (judged.get((stage, status), 0) for status in ("met", "unknown"))
            total = sum(count for (of, _), count in judged.items() if of == stage)
            texts = (str(total), str(met), str(total - met - unknown), str(unknown)) if total else ("—",) * 4
            cells += [Cell(text, align="right") for text in texts]
        rows.append(cells)
    header = ["乡镇"]
    for stage in facts.stages:
        header += [f"{STAGE[stage]}纳入", "达标", "未达标", UNKNOWN]
    sentence = f"{len(places)}个乡镇中，学校全部达到学校达标规则的有{whole}个。"
    return [
        Paragraph(sentence),
        Table("各乡镇达到学校达标规则的学校数", header, rows, _widths((0.2,), 4 * len(facts.stages))),
    ]
