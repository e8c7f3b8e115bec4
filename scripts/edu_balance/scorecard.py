"""The county on one screen, read from the published file: areas, what is in the way, the seven indicators, the gaps."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from edu_balance.paths import Paths

COUNTIES_SHOWN = 5
GAPS_SHOWN = 5
INDICATORS_SHOWN = 30
STATUSES = {
    "met": ("达标", "met", "green"),
    "near": ("接近", "near", "yellow"),
    "unmet": ("未达", "unmet", "red"),
    "unknown": ("缺数", "unknown", "magenta"),
    "not_applicable": ("不适用", "n/a", "dim"),
}
CONCLUSIONS = {
    "met": ("通过", "passes", "green"),
    "unmet": ("未通过", "does not pass", "red"),
    "unknown": ("尚不能判定", "not known yet", "magenta"),
    "not_applicable": ("不适用", "not applicable", "dim"),
}
AUTHORITIES = {"national": "国家\nnational", "county_plan": "县方案\nplan"}
STAGES = {"primary": "小学 primary", "junior": "初中 junior"}
HEADING = "bold cyan"
Row = dict[str, Any]


def print_scorecard(console: Console, published: Path, paths: Paths) -> None:
    """Print the scorecard of every county in the file, in full when there is one."""
    with duckdb.connect(published, read_only=True) as connection:
        counties = _rows(
            connection,
            """
            select dim_county.*, dim_term.label_zh as term_zh, dim_term.label_en as term_en
            from dim_county left join dim_term on dim_county.as_of_term_id = dim_term.term_id
            order by county_code
            """,
        )
        (build,) = _rows(connection, "select as_of_date from meta_build")
        if build["as_of_date"]:
            console.print(
                f"只计 {build['as_of_date']} 及以前收到的数据 / as received by {build['as_of_date']}", style="yellow"
            )
        for county in counties[:COUNTIES_SHOWN]:
            _print_county(console, connection, county, is_only=len(counties) == 1)
        if left := max(0, len(counties) - COUNTIES_SHOWN):
            console.print(f"… 另有 {left} 个县，见 rpt_county_scorecard / and {left} more counties")
        if not counties:
            console.print("尚无区县：请填写 counties.csv / no county yet: fill in counties.csv", style="yellow")
    _print_footer(console, published, paths)


def print_limits_not_met(console: Console, published: Path) -> None:
    """One line for each limit that is not met in its county's as-of term: how many, and the widest gap."""
    with duckdb.connect(published, read_only=True) as connection:
        limits = _rows(
            connection,
            """
            select
                v.threshold_id, any_value(v.clause) as clause, count(*) as n,
                any_value(v.comparator) as comparator, any_value(v.limit_value) as limit_value,
                arg_min(coalesce(dim_school.school_name, dim_county.label_zh), (v.margin, v.entity_id)) as entity,
                arg_min(v.value, (v.margin, v.entity_id)) as value, min(v.margin) as margin
            from fct_verdict as v
            inner join dim_county on v.county_code = dim_county.county_code and v.term_id = dim_county.as_of_term_id
            left join dim_school on v.entity_id = dim_school.school_id and v.term_id = dim_school.term_id
            where v.status in ('near', 'unmet', 'unknown')
            group by v.threshold_id
            order by v.threshold_id
            """,
        )
    for row in limits:
        gap = "" if row["margin"] is None else f"，差距 gap {-row['margin']:.3f}"
        seen = "缺数 unknown" if row["value"] is None else f"{row['value']:.3f}"
        console.print(
            f"{row['threshold_id']}: {row['n']} × {_limit(row['comparator'], row['limit_value'])}；"
            f"{row['entity']} {seen}{gap}（{row['clause']}）",
            soft_wrap=True,
            highlight=False,
        )


def _print_county(console: Console, connection: duckdb.DuckDBPyConnection, county: Row, *, is_only: bool) -> None:
    labels = dict.fromkeys((county["label_zh"], county["label_en"]))
    console.print(" · ".join(labels), style="bold")
    if county["as_of_term_id"] is None:
        console.print(
            "尚无可判定学期的数据：填好各表后再运行 build / no data for a term to judge yet: "
            "fill in the forms, then build again",
            style="yellow",
        )
        return
    synthetic = "  [合成样例数据 / synthetic sample data]" if county["is_synthetic"] else ""
    console.print(f"{county['term_zh']} / {county['term_en']}{synthetic}")
    scope = {"county": county["county_code"], "term": county["as_of_term_id"]}
    _print_answers(console, connection, county["county_code"])
    _print_areas(console, connection, scope, with_reasons=is_only)
    if is_only:
        _print_in_the_way(console, connection, scope)
        standard = _deciding_standard(connection)
        if standard is not None:
            scope |= {"standard": standard}
            _print_indicators(console, connection, scope)
            _print_gaps(console, connection, scope)


def _print_answers(console: Console, connection: duckdb.DuckDBPyConnection, county_code: str) -> None:
    """How many of the registered schools have answered: in the term judged, and in a later one that is coming in."""
    for row in _rows(
        connection,
        """
        select answers.*, dim_term.label_zh as term_zh, dim_term.label_en as term_en
        from rpt_answers as answers
        inner join dim_county using (county_code)
        inner join dim_term using (term_id)
        where answers.county_code = $county and answers.term_id >= dim_county.as_of_term_id
        order by answers.term_id
        """,
        county=county_code,
    ):
        answered, registered = row["schools_answered"], row["schools_registered"]
        rest_zh = "" if answered == registered else f"，其余 {registered - answered} 所按缺数计"
        rest_en = "" if answered == registered else "; the others are unknown"
        console.print(
            f"{row['term_zh']}已报 {answered} / {registered} 所{rest_zh} / "
            f"{row['term_en']}: {answered} of {registered} schools have answered{rest_en}",
            style=None if answered == registered else "yellow",
        )


def _print_areas(console: Console, connection: duckdb.DuckDBPyConnection, scope: Row, *, with_reasons: bool) -> None:
    """Per standard one line for each area with limits; then, if wanted, why the others have no verdict."""
    areas = _rows(
        connection,
        """
        select
            card.*,
            dim_standard.label_zh as standard_zh, dim_standard.label_en as standard_en,
            dim_area.label_zh as area_zh, dim_area.label_en as area_en,
            dim_reason.label_zh as reason_zh, dim_reason.label_en as reason_en
        from rpt_county_scorecard as card
        inner join dim_standard using (standard_id)
        inner join dim_area using (area_id)
        left join dim_reason using (reason)
        where card.county_code = $county and card.term_id = $term
        order by dim_standard.decides_recognition desc, card.standard_id, dim_area.position
        """,
        **scope,
    )
    remarks: dict[str, None] = {}
    for number, standard in enumerate(dict.fromkeys(area["standard_id"] for area in areas)):
        own = [area for area in areas if area["standard_id"] == standard]
        zh, en, style = CONCLUSIONS[own[0]["county_status"]]
        conclusion = Text(f"→ {zh} {en}", f"bold {style}")
        console.print(Text(f"▌{own[0]['standard_zh']} · {own[0]['standard_en']}  ", HEADING) + conclusion)
        table = _table("领域\narea", show_header=number == 0)
        table.add_column("应判\nrequired", width=8, justify="right")
        table.add_column("结论\nstatus", width=12)
        for area in own:
            if area["reason"] is None:
                zh, en, style = STATUSES[area["status"]]
                table.add_row(
                    f"{area['area_zh']} {area['area_en']}",
                    *(str(area[status]) for status in STATUSES),
                    str(area["required"]),
                    Text(f"{zh} {en}", style),
                )
        console.print(table)
        for reason in dict.fromkeys(area["reason"] for area in own if area["reason"]):
            same = [area for area in own if area["reason"] == reason]
            names = "、".join(area["area_zh"] for area in same)
            remarks[f"{names}: {same[0]['reason_zh']} / {same[0]['reason_en']}"] = None
    if with_reasons:
        for remark in remarks:
            console.print(remark, style="dim")


def _print_in_the_way(console: Console, connection: duckdb.DuckDBPyConnection, scope: Row) -> None:
    """Indicators of the other areas that some standard does not find met, the standards side by side."""
    standards = _rows(connection, "select standard_id, authority from dim_standard where is_judged order by 2 desc, 1")
    found = _rows(
        connection,
        """
        with cards as (
            select
                card.standard_id, card.indicator_id, card.status,
                case card.status when 'unknown' then card.unknown else card.near + card.unmet end as n,
                dim_area.position, dim_indicator.decimals,
                concat(card.indicator_id, ' ', dim_indicator.label_zh) as label
            from rpt_indicator_scorecard as card
            inner join dim_area using (area_id)
            inner join dim_indicator using (indicator_id)
            -- resources have tables of their own below
            where card.county_code = $county and card.term_id = $term and card.area_id <> 'resource'
        ),
        worst as (
            select *
            from fct_verdict
            where county_code = $county and term_id = $term and rolls_up and status in ('near', 'unmet', 'unknown')
            qualify row_number() over (
                partition by indicator_id
                -- what fails before what is unknown, then the widest gap in proportion to its limit
                order by value is null, margin / nullif(limit_value, 0), margin, entity_id, subgroup, stage
            ) = 1
        )
        select
            cards.*, worst.entity_type, worst.entity_name, worst.statistic, worst.value, worst.comparator,
            worst.limit_value, dim_reason.label_zh as reason_zh
        from cards
        left join worst using (indicator_id)
        left join dim_reason using (reason)
        where cards.indicator_id in (select indicator_id from cards where status in ('unmet', 'unknown'))
        -- G3 before G11
        order by cards.position, left(cards.indicator_id, 1), length(cards.indicator_id), cards.indicator_id
        """,
        **scope,
    )
    if not found:
        return
    console.print("▌其余领域未达标或缺数的指标 / not met or unknown in the other areas", style=HEADING)
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("指标\nindicator", width=36, no_wrap=True)
    for standard in standards:
        heading = AUTHORITIES.get(standard["authority"], standard["standard_id"])
        table.add_column(heading, width=9, no_wrap=True)
    table.add_column("差距最大 widest gap", width=41, no_wrap=True)
    indicators = list(dict.fromkeys(row["indicator_id"] for row in found))
    for indicator in indicators[:INDICATORS_SHOWN]:
        own = {row["standard_id"]: row for row in found if row["indicator_id"] == indicator}
        first = next(iter(own.values()))
        table.add_row(first["label"], *(_status_cell(own.get(s["standard_id"])) for s in standards), _worst(first))
    console.print(table)
    if left := max(0, len(indicators) - INDICATORS_SHOWN):
        console.print(f"… 另有 {left} 项，见 rpt_indicator_scorecard / and {left} more", style="dim")


def _status_cell(card: Row | None) -> Text:
    """An indicator's status under one standard with the number of verdicts behind it; a dash where it asks none."""
    if card is None:
        return Text("-", "dim")
    zh, _, style = STATUSES[card["status"]]
    return Text(f"{zh} {card['n']}" if card["n"] else zh, style)


def _worst(row: Row) -> str:
    """The widest gap of an indicator, or what is not known: of whom, how much, and the limit."""
    who = f"{row['entity_name']}：" if row["entity_type"] != "county" else ""
    if row["value"] is None:
        return f"{who}{row['reason_zh'] or ''}"
    if row["statistic"] == "document":
        return f"{who}材料结论为不符合 / assessed as not met"
    limit = _limit(row["comparator"], row["limit_value"])
    return f"{who}{_figure(row['value'], row['decimals'])}（{limit}）"


def _table(first: str, *, show_header: bool) -> Table:
    """First column and the counts by status, at the same places in every table."""
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, show_header=show_header, header_style="dim")
    table.add_column(first, width=37, no_wrap=True)
    for zh, en, style in STATUSES.values():
        heading = f"{zh}\n{'unk.' if en == 'unknown' else en}"
        table.add_column(heading, width=max(2 * len(zh), min(5, len(en))), justify="right", style=style)
    return table


def _deciding_standard(connection: duckdb.DuckDBPyConnection) -> str | None:
    found = _rows(connection, "select standard_id from dim_standard where decides_recognition order by 1")
    return found[0]["standard_id"] if found else None


def _print_indicators(console: Console, connection: duckdb.DuckDBPyConnection, scope: Row) -> None:
    """Per stage: sections by status, the county's mean beside the limit, the CV beside its own."""
    indicators = _rows(
        connection,
        """
        with judged as (
            select * from fct_verdict
            where standard_id = $standard and county_code = $county and term_id = $term
        ),
        sections as (
            select
                stage, indicator_id,
                any_value(comparator) as comparator, any_value(limit_value) as limit_value,
                count(*) filter (where status = 'met') as met,
                count(*) filter (where status = 'near') as near,
                count(*) filter (where status = 'unmet') as unmet,
                count(*) filter (where status = 'unknown') as unknown,
                count(*) filter (where status = 'not_applicable') as not_applicable
            from judged where statistic = 'value' and entity_type = 'section'
            group by all
        ),
        cvs as (
            select
                stage, indicator_id,
                comparator as cv_comparator, limit_value as cv_limit, status as cv_status
            from judged where statistic = 'cv'
        )
        select sections.*, cvs.*, means.mean, means.cv, dim_indicator.label_zh, dim_indicator.decimals
        from sections
        inner join dim_indicator using (indicator_id)
        left join cvs using (stage, indicator_id)
        left join fct_indicator_dispersion as means
            on means.stage = sections.stage and means.indicator_id = sections.indicator_id
            and means.county_code = $county and means.term_id = $term
        order by indicator_id
        """,
        **scope,
    )
    stages = [stage for stage in STAGES if any(row["stage"] == stage for row in indicators)]
    for stage in stages:
        table = _table("指标\nindicator", show_header=stage == stages[0])
        for heading, width in (("均值\nmean", 8), ("限值\nlimit", 6), ("差异\nCV", 5), ("限值\nlimit", 5)):
            table.add_column(heading, width=width, justify="right", no_wrap=True)
        table.add_column("结论\nof CV", width=5)
        for row in indicators:
            if row["stage"] == stage:
                zh, _, style = STATUSES.get(row["cv_status"], ("", "", ""))
                table.add_row(
                    f"{row['indicator_id']} {row['label_zh']}",
                    *(str(row[status]) for status in STATUSES),
                    _figure(row["mean"], row["decimals"]),
                    _limit(row["comparator"], row["limit_value"]),
                    _figure(row["cv"], 3),
                    _limit(row["cv_comparator"], row["cv_limit"]),
                    Text(zh, style),
                )
        console.print(_stage_heading(connection, scope, stage), style=HEADING)
        console.print(table)


def _stage_heading(connection: duckdb.DuckDBPyConnection, scope: Row, stage: str) -> str:
    """The stage, and how many of its sections pass the school rule."""
    rules = _rows(
        connection,
        """
        select status, count(*) as n
        from fct_verdict
        where standard_id = $standard and county_code = $county and term_id = $term
            and statistic = 'rule' and stage = $stage
        group by all
        """,
        **scope,
        stage=stage,
    )
    if not rules:
        return f"▌{STAGES[stage]}"
    counts = {row["status"]: row["n"] for row in rules}
    shown = " · ".join(f"{zh} {en} {counts[s]}" for s, (zh, en, _) in STATUSES.items() if s in counts)
    return f"▌{STAGES[stage]}  学校规则 school rule: {shown}"


def _print_gaps(console: Console, connection: duckdb.DuckDBPyConnection, scope: Row) -> None:
    gaps = _rows(
        connection,
        f"""
        select
            v.*, dim_school.school_name,
            dim_indicator.label_zh, dim_indicator.unit_zh, dim_indicator.decimals,
            abs(v.margin) / nullif(v.limit_value, 0) as shortfall
        from fct_verdict as v
        inner join dim_indicator using (indicator_id)
        left join dim_school on dim_school.term_id = v.term_id and dim_school.school_id = v.entity_id
        where v.standard_id = $standard and v.county_code = $county and v.term_id = $term
            and v.statistic = 'value' and v.entity_type = 'section' and v.status in ('near', 'unmet')
        order by shortfall desc nulls last, v.entity_id, v.threshold_id
        limit {GAPS_SHOWN}
        """,
        **scope,
    )
    if not gaps:
        return
    console.print("▌差距最大 / widest gaps", style=HEADING)
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, show_header=False)
    for width, justify in ((33, "left"), (37, "left"), (14, "right"), (7, "right"), (5, "right")):
        table.add_column(width=width, justify=justify, no_wrap=True)
    for gap in gaps:
        stage = STAGES.get(gap["stage"], gap["stage"]).split()[0]
        table.add_row(
            f"{gap['school_name'] or gap['entity_id']}（{stage}）",
            f"{gap['indicator_id']} {gap['label_zh']}",
            f"{_figure(gap['value'], gap['decimals'])} {gap['unit_zh']}",
            _limit(gap["comparator"], gap["limit_value"]),
            "" if gap["shortfall"] is None else f"-{gap['shortfall']:.0%}",
        )
    console.print(table)


def _print_footer(console: Console, published: Path, paths: Paths) -> None:
    shown = paths.shown(published)
    console.print(f"文件 / file: {shown}", style="dim", soft_wrap=True)
    console.print(f'打开 / open: duckdb -readonly "{shown}"', style="dim", soft_wrap=True)
    console.print(f'Python: duckdb.connect(r"{shown}", read_only=True)', style="dim", soft_wrap=True)


def _figure(value: float | Decimal | None, decimals: int | Decimal) -> str:
    return "-" if value is None else f"{value:.{int(decimals)}f}"


def _limit(comparator: str | None, value: Decimal | None) -> str:
    signs = {">=": "≥", "<=": "≤", "=": "＝"}
    if comparator is None or value is None:
        return ""
    return f"{signs.get(comparator, comparator)}{value.normalize():f}"


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, **parameters: Any) -> list[Row]:
    used = {name: value for name, value in parameters.items() if f"${name}" in sql}
    found = connection.execute(sql, used)
    names = [column[0] for column in found.description]
    return [dict(zip(names, values, strict=True)) for values in found.fetchall()]
