"""What the inspection workbook is made of, read from the published file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from edu_balance.reports.missing_words import MissingWords
from edu_balance.reports.published import Published, Row

STAGES = ("primary", "junior")
Key = tuple[str, str, str]  # school_id, stage, indicator_id


@dataclass(frozen=True)
class Heading:
    """What every sheet carries: whose figures, of when, from which data and policy."""

    county_zh: str
    term_zh: str
    standard_zh: str
    policy_version: str
    seeds_version: str
    code_version: str
    built_at: str
    is_synthetic: bool


@dataclass(frozen=True)
class Section:
    """A section in scope: its pupils, the weights its shared premises are split by, and its seven figures."""

    school_id: str
    stage: str
    name: str
    organiser_code: str
    pupils: Decimal | None
    classes: Decimal | None
    grades: int | None
    split_weight: Decimal | None
    split_base: Decimal | None
    figures: Mapping[str, Row]  # fct_section_indicator by indicator
    verdicts: Mapping[str, Row]  # fct_verdict by indicator, the school rule among them

    @property
    def notes(self) -> str:
        """What is missing and what is waived, one line."""
        reasons: dict[str, list[str]] = defaultdict(list)
        for name, row in self.figures.items():
            if row["missing_reason"]:
                reasons[row["reason_zh"] + (f"（{row['missing']}）" if row["missing"] else "")].append(name)
        parts = [f"{' '.join(names)}：{reason}" for reason, names in reasons.items()]
        parts += [f"{name} 豁免：{row['waiver']}" for name, row in self.verdicts.items() if row["waiver"]]
        return "；".join(parts)


@dataclass(frozen=True)
class Inputs:
    """Everything the sheets show."""

    heading: Heading
    indicators: Mapping[str, Row]  # dim_indicator of the seven and of the two made from them
    limits: tuple[Row, ...]  # dim_threshold: every limit the workbook judges by
    sections: Mapping[str, tuple[Section, ...]]  # by stage, in the order of form Ⅱ-2
    outside: tuple[Row, ...]  # sections out of scope
    dispersions: Mapping[tuple[str, str], Row]  # by stage and indicator
    profile: Row
    shares_met: Mapping[tuple[str, str], Row]
    means: Mapping[tuple[str, str], Row]
    items: Mapping[str, tuple[Row, ...]]  # parts of forms Ⅳ and Ⅴ by area
    reasons: Mapping[str, str]  # dim_reason: what a reason reads like
    asked: tuple[Row, ...]  # groups of form Ⅵ, the pooled one last

    @property
    def ratios(self) -> list[str]:
        """The seven indicators in their order."""
        return [name for name, row in self.indicators.items() if row["kind"] == "section_ratio"]


SCOPE = "term_id = $term and county_code = $county"
DECIDING = "standard_id in (select standard_id from dim_standard where decides_recognition)"


def read_inputs(published: Published) -> Inputs:
    """Read one county and term."""
    indicators, words = _indicators(published), MissingWords(published)
    ratios = [name for name, row in indicators.items() if row["kind"] == "section_ratio"]
    return Inputs(
        heading=_heading(published),
        indicators=indicators,
        limits=_limits(published),
        sections=_sections(published, ratios, words),
        outside=tuple(_outside(published)),
        dispersions=_by_stage(published, "fct_indicator_dispersion"),
        profile=published.row(f"select * from rpt_declaration_1 where {SCOPE}"),
        shares_met=_by_stage(published, "rpt_declaration_2_1"),
        means=_by_stage(published, "rpt_declaration_3"),
        items={"government": _items(published, "4", words), "quality": _items(published, "5", words)},
        reasons={row["reason"]: row["label_zh"] for row in published.rows("select reason, label_zh from dim_reason")},
        asked=_worded(published.rows(f"select * from rpt_declaration_6 where {SCOPE} order by position"), words),
    )


def _worded(rows: list[Row], words: MissingWords) -> tuple[Row, ...]:
    """The rows, what they lack in words."""
    return tuple({**row, "missing": words(row["missing"])} for row in rows)


def _heading(published: Published) -> Heading:
    row = published.row(
        "select dim_county.label_zh as county_zh, is_synthetic, dim_term.label_zh as term_zh, "
        "(select label_zh from dim_standard where decides_recognition) as standard_zh, policy_version, "
        "seeds_version, code_version, strftime(built_at, '%Y-%m-%d %H:%M:%S') as built_at "
        "from dim_county cross join dim_term cross join meta_build "
        "where dim_county.county_code = $county and dim_term.term_id = $term"
    )
    return Heading(**row)


def _indicators(published: Published) -> dict[str, Row]:
    """The seven by their id, then the composite and the rule: what the national standard judges section by section."""
    found = published.rows(
        "select indicator_id, kind, multiplier, decimals, unit_zh, label_zh from dim_indicator "
        "where kind = 'section_ratio' and indicator_id in "
        f"(select indicator_id from dim_threshold where member_of is not null and {DECIDING}) "
        "or indicator_id in ('RC', 'RS') order by kind = 'section_ratio' desc, indicator_id"
    )
    return {row["indicator_id"]: row for row in found}


def _limits(published: Published) -> tuple[Row, ...]:
    """The limits in force in the term that the workbook judges by: the deciding standard's, and those of form Ⅵ."""
    return tuple(
        published.rows(
            "select limits.*, standards.label_zh as standard_zh, indicators.label_zh as indicator_zh, "
            "indicators.unit_zh, nullif(parts.label_zh, indicators.label_zh) as part_zh from dim_threshold as limits "
            "inner join dim_standard as standards on limits.standard_id = standards.standard_id "
            "inner join dim_indicator as indicators on limits.indicator_id = indicators.indicator_id "
            "left join dim_subgroup as parts on limits.indicator_id = parts.indicator_id "
            "and limits.subgroup = parts.subgroup "
            "inner join dim_term on dim_term.term_id = $term "
            "and dim_term.statistical_date between limits.in_force_from and limits.in_force_to "
            "where (limits.statistic <> 'document' and standards.decides_recognition "
            "and indicators.area_id in ('resource', 'government', 'quality', 'recognition')) "
            "or (limits.indicator_id in ('S1', 'S2') and limits.standard_id in "
            f"(select standard_id from rpt_declaration_6 where {SCOPE})) "
            "order by standards.decides_recognition desc, limits.indicator_id, limits.statistic desc, "
            "limits.stage desc, limits.threshold_id"
        )
    )


def _sections(published: Published, ratios: list[str], words: MissingWords) -> dict[str, tuple[Section, ...]]:
    figures = _section_figures(published, words)
    verdicts: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    for row in published.rows(
        "select entity_id, stage, indicator_id, threshold_id, status, value, waiver from fct_verdict "
        f"where {SCOPE} and {DECIDING} and entity_type = 'section' and statistic in ('value', 'rule') "
        "order by indicator_id"
    ):
        verdicts[row["entity_id"], row["stage"]][row["indicator_id"]] = row
    sections: dict[str, list[Section]] = {stage: [] for stage in STAGES}
    for row in published.rows(f"select * from rpt_declaration_2_2 where {SCOPE} order by stage, position"):
        key = row["school_id"], row["stage"]
        own = {name: figures[*key][name] for name in ratios}
        sections[row["stage"]].append(
            Section(
                *(row["school_id"], row["stage"], row["section_name"], row["organiser_code"]),
                *(row["pupils"], row["classes"], row["grades"]),
                split_weight=next((f["split_weight"] for f in own.values() if f["split_weight"] is not None), None),
                split_base=next((f["split_base"] for f in own.values() if f["split_base"] is not None), None),
                figures=own,
                verdicts=verdicts[key],
            )
        )
    return {stage: tuple(found) for stage, found in sections.items()}


def _section_figures(published: Published, words: MissingWords) -> dict[tuple[str, str], dict[str, Row]]:
    figures: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    for row in published.rows(
        "select figures.*, reasons.label_zh as reason_zh, split.is_split from fct_section_indicator as figures "
        "left join dim_reason as reasons on figures.missing_reason = reasons.reason "
        "inner join (select indicator_id, count(split_weight) > 0 as is_split from fct_section_indicator "
        "group by indicator_id) as split on figures.indicator_id = split.indicator_id "
        f"where {SCOPE} order by figures.indicator_id"
    ):
        figures[row["school_id"], row["stage"]][row["indicator_id"]] = {**row, "missing": words(row["missing"])}
    return figures


def _outside(published: Published) -> list[Row]:
    return published.rows(
        "select sections.*, coalesce(reasons.label_zh, sections.scope_reason) as reason_zh "
        "from dim_section as sections left join dim_reason as reasons on sections.scope_reason = reasons.reason "
        f"where {SCOPE} and not in_scope order by stage desc, school_id"
    )


def _by_stage(published: Published, table: str) -> dict[tuple[str, str], Row]:
    return {(row["stage"], row["indicator_id"]): row for row in published.rows(f"select * from {table} where {SCOPE}")}


def _items(published: Published, form: str, words: MissingWords) -> tuple[Row, ...]:
    """The parts of form Ⅳ or Ⅴ, each with its limit and, where it is a county's ratio, what it was reckoned from."""
    return _worded(
        published.rows(
            "select items.*, limits.threshold_id, limits.statistic, limits.entity_type, figures.numerator, "
            "figures.denominator, figures.numerator_before, parts.multiplier, parts.decimals, "
            "parts.numerator_measure, parts.denominator_measure "
            f"from rpt_declaration_{form} as items "
            "inner join dim_term on items.term_id = dim_term.term_id "
            "inner join dim_threshold as limits on items.indicator_id = limits.indicator_id "
            "and items.stage = limits.stage and limits.rolls_up "
            "and coalesce(items.applies_to, '') = coalesce(limits.applies_to, '') "
            "and items.subgroup = coalesce(nullif(limits.subgroup, ''), items.subgroup) "
            "and dim_term.statistical_date between limits.in_force_from and limits.in_force_to "
            f"and limits.{DECIDING} "
            "left join fct_county_indicator as figures on items.term_id = figures.term_id "
            "and items.county_code = figures.county_code and items.indicator_id = figures.indicator_id "
            "and items.stage = figures.stage and items.subgroup = figures.subgroup "
            "left join dim_subgroup as parts on items.indicator_id = parts.indicator_id "
            "and items.subgroup = parts.subgroup "
            "where items.term_id = $term and items.county_code = $county order by items.item, items.part"
        ),
        words,
    )
