"""The published rows the progress report speaks of: one county, one term, and the terms before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from edu_balance.reports.ledger_rows import Ledgers, read_ledgers
from edu_balance.reports.missing_words import MissingWords
from edu_balance.reports.published import Published, Row
from edu_balance.reports.report_words import (
    STAGE,
    UNKNOWN,
    hidden_figures,
    limit_words,
    plain,
    printed,
)
from edu_balance.reports.small_cells import HIDDEN

# the order in which a group of verdicts reads: a failure beats unknown, unknown beats met
ROLL_UP = ("unmet", "near", "unknown", "met", "not_applicable")
COUNTS = (("met", "达标"), ("near", "接近达标"), ("unmet", "未达标"), ("unknown", UNKNOWN))

STANDARDS = """
select standard_id, label_zh, document, decides_recognition, county_code from dim_standard
join (select distinct standard_id from rpt_county_scorecard where county_code = $county and term_id = $term)
using (standard_id) order by decides_recognition desc, standard_id
"""
AREAS = """
select c.*, a.label_zh as area, a.position, a.is_veto from rpt_county_scorecard c join dim_area a using (area_id)
where c.county_code = $county and c.term_id = $term order by a.position
"""
INDICATORS = """
select standard_id, area_id, indicator_id, status from rpt_indicator_scorecard
where county_code = $county and term_id = $term order by indicator_id
"""
VERDICTS = """
select v.*, s.label_zh as standard, a.area_id, i.label_zh as indicator, i.kind, g.label_zh as group_zh, t.applies_to_zh,
    coalesce(g.decimals, i.decimals) as decimals, coalesce(g.unit_zh, i.unit_zh) as unit_zh, r.label_zh as reason_zh
from fct_verdict v
join dim_standard s using (standard_id)
join dim_indicator i using (indicator_id)
join dim_area a using (area_id)
join dim_threshold t using (threshold_id)
left join dim_subgroup g on g.indicator_id = v.indicator_id and g.subgroup = v.subgroup
left join dim_reason r on r.reason = v.reason
where v.county_code = $county and v.term_id = $term
order by a.position, v.indicator_id, v.stage desc, v.subgroup, s.decides_recognition desc, v.threshold_id, v.entity_id
"""
# statutory terms up to the report's, and the report's own where it is none
TERMS = """
select term_id, school_year, label_zh from dim_term
join (select distinct term_id from fct_verdict where county_code = $county) using (term_id)
where (is_statutory or term_id = $term)
    and statistical_date <= (select statistical_date from dim_term where term_id = $term)
order by statistical_date
"""
SCHOOL_RULE = """
select d.term_id, d.stage, d.sections, d.met, d.unknown, d.printed_share_met, d.share_met
from rpt_declaration_2_1 d join dim_indicator i using (indicator_id)
where d.county_code = $county and i.kind = 'rule'
"""
SECTIONS_MEETING = """
select d.stage, d.indicator_id, d.sections, d.met, d.unknown, d.printed_share_met, d.share_met, i.label_zh as indicator
from rpt_declaration_2_1 d join dim_indicator i using (indicator_id)
where d.county_code = $county and d.term_id = $term and i.kind <> 'rule' order by d.indicator_id, d.stage desc
"""
DISPERSION = """
select d.*, i.label_zh as indicator, i.unit_zh, f.missing, r.label_zh as reason_zh
from rpt_declaration_3 d join dim_indicator i using (indicator_id)
left join fct_indicator_dispersion f using (county_code, term_id, stage, indicator_id)
left join dim_reason r on r.reason = f.missing_reason
where d.county_code = $county and d.term_id = $term and i.kind <> 'composite' order by d.indicator_id, d.stage desc
"""
BY_TOWNSHIP = """
select coalesce(s.township_zh, '') as township, v.stage, v.status, count(*) as sections
from fct_verdict v join dim_standard d using (standard_id) join dim_indicator i using (indicator_id)
join dim_school s on s.term_id = v.term_id and s.school_id = v.entity_id
where v.county_code = $county and v.term_id = $term and d.decides_recognition and i.kind = 'rule'
    and v.status <> 'not_applicable'
group by s.township_id, s.township_zh, v.stage, v.status order by s.township_id
"""
PUPILS = """
select stage, count(*) as sections, sum(pupils) as pupils, count(*) - count(pupils) as silent from dim_section
where county_code = $county and term_id = $term and in_scope group by stage order by stage desc
"""
RECOGNITION = """
select * from rpt_declaration_6 where county_code = $county and term_id = $term order by subgroup <> '', position
"""
ACCEPTANCE = """
select label_zh, (
    select count(*) from dim_term as t where t.is_statutory and t.statistical_date < first.statistical_date
        and t.statistical_date > (select statistical_date from dim_term where term_id = $term)
) as statutory_between
from dim_term as first where plan_phase = 'acceptance'
    and statistical_date > (select statistical_date from dim_term where term_id = $term)
order by statistical_date limit 1
"""


@dataclass(frozen=True)
class Question:
    """One limit, or one part of it, with every verdict on it in the term: what a line of a table is about."""

    area_id: str
    indicator_id: str
    name: str
    standard: str
    limit: str
    situation: str
    status: str
    office: str

    @property
    def key(self) -> tuple[str, ...]:
        """What two standards may ask alike."""
        return self.indicator_id, self.name, self.limit, self.situation, self.status


class Facts:
    """What is published of the county and the term, read once."""

    def __init__(self, published: Published) -> None:
        self.term_id = published.term_id
        self.county = published.row("select * from dim_county where county_code = $county")
        self.term = published.row("select * from dim_term where term_id = $term")
        self.answers = published.row("select * from rpt_answers where county_code = $county and term_id = $term")
        self.standards = published.rows(STANDARDS)
        self.areas = published.rows(AREAS)
        self.indicators = published.rows(INDICATORS)
        self.terms = published.rows(TERMS)
        self.rule = {(row["term_id"], row["stage"]): row for row in published.rows(SCHOOL_RULE)}
        self.meeting = published.rows(SECTIONS_MEETING)
        self.dispersion = published.rows(DISPERSION)
        self.townships = published.rows(BY_TOWNSHIP)
        self.pupils = published.rows(PUPILS)
        self.recognition = published.rows(RECOGNITION)
        self.acceptance = published.rows(ACCEPTANCE)
        self.reporting_duty = published.rows(
            "select text_zh from dim_clause where clause_id = 'plan:section-6-3' and part = 2"
        )
        measures = published.rows(
            "select i.indicator_id, m.label_zh from dim_indicator i "
            "join dim_measure m on m.measure_id = i.numerator_measure"
        )
        self.counted = {row["indicator_id"]: row["label_zh"] for row in measures}
        self.ledgers: Ledgers = read_ledgers(published)
        self.missing = MissingWords(published)
        self.questions = _questions(published, self.missing)

    @property
    def deciding(self) -> Row:
        """The standard that decides recognition."""
        return self.standards[0]

    @property
    def stages(self) -> list[str]:
        """The stages the county has sections of, primary first."""
        return sorted({row["stage"] for row in self.meeting}, reverse=True)

    def areas_of(self, standard_id: str) -> list[Row]:
        return [row for row in self.areas if row["standard_id"] == standard_id]

    def asked(self, area_id: str, *, failing: bool = False) -> list[Question]:
        """The questions of an area, those that two standards ask alike as one; `failing`: only those not met."""
        held: dict[tuple[str, ...], Question] = {}
        for question in self.questions:
            if question.area_id == area_id and not (failing and question.status in ("met", "not_applicable")):
                first = held.get(question.key)
                names = f"{first.standard}；{question.standard}" if first else question.standard
                office = (first.office if first else "") or question.office
                held[question.key] = Question(**{**vars(question), "standard": names, "office": office})
        return list(held.values())


def _questions(published: Published, missing: MissingWords) -> list[Question]:
    hidden = hidden_figures(published)
    rows = published.rows(VERDICTS)
    key = ("standard_id", "threshold_id", "subgroup")
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in key)].append(row)
    return [_question(group, hidden, missing) for group in groups.values()]


def _question(rows: Sequence[Row], hidden: set[tuple[str, str, str]], missing: MissingWords) -> Question:
    first = rows[0]
    status = status_of(rows)
    is_hidden = (first["indicator_id"], first["subgroup"], first["term_id"]) in hidden
    one = first["entity_type"] == "county"
    return Question(
        area_id=first["area_id"],
        indicator_id=first["indicator_id"],
        name=_name(first),
        standard=first["standard"],
        limit=f"{limit_words(first)}{unit_of(first)}",
        situation=_figure(first, is_hidden, missing) if one else counted(rows),
        status=status,
        office=first["office"] or "",
    )


def _name(row: Row) -> str:
    """What is asked: the indicator, its part, its statistic, for whom."""
    part = f"：{row['group_zh']}" if row["subgroup"] and row["group_zh"] != row["indicator"] else ""
    statistic = {"cv": "的差异系数", "mean": "的县均值"}.get(row["statistic"], "")
    who = "，".join(word for word in (STAGE[row["stage"]], row["applies_to_zh"] or "") if word)
    return f"{row['indicator']}{statistic}{part}" + (f"（{who}）" if who else "")


def unit_of(row: Row) -> str:
    """What follows a verdict's figure; percent as its sign."""
    if row["statistic"] in ("cv", "document") or row["unit_zh"] == "—" or row["limit_value"] is None:
        return ""
    return "%" if row["unit_zh"] == "百分比" else row["unit_zh"]


def _figure(row: Row, is_hidden: bool, missing: MissingWords) -> str:
    if is_hidden:
        return HIDDEN
    if row["status"] == "unknown":
        reason, lacks = row["reason_zh"] or "", missing(row["missing"])
        return UNKNOWN + (f"：{reason}" if reason else "") + (f"（{lacks}）" if lacks not in reason else "")
    if row["status"] == "not_applicable":
        return row["reason_zh"] or "—"
    return printed(row) + ("" if row["value"] is None else unit_of(row))


def status_of(rows: Iterable[Row]) -> str:
    """One status for many verdicts."""
    held = {row["status"] for row in rows}
    return next(status for status in ROLL_UP if status in held)


def counted(rows: Sequence[Row]) -> str:
    """How many of the verdicts on schools, sections or classes read how; those that are not applicable left out."""
    asked = [row for row in rows if row["status"] != "not_applicable"]
    if not asked:
        return "无适用对象"
    held = {status: sum(row["status"] == status for row in asked) for status, _ in COUNTS}
    words = [f"{label}{held[status]}" for status, label in COUNTS if held[status]]
    return f"应判{len(asked)}：{'，'.join(words)}"


def counts_by(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    """The rows by one column, in their order."""
    ordered = list(rows)
    return {name: list(group) for name, group in groupby(ordered, key=lambda row: row[key])}


def number(value: object, unit: str = "") -> str:
    """A count with its unit; unknown where there is none."""
    return UNKNOWN if value is None else f"{plain(value)}{unit}"
