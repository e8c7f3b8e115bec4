"""What the warehouse must publish, worked out a second time: in exact fractions, from the CSV files alone.

Nothing here is shared with the SQL. A figure is a `Fraction` until it is published; only a square root is
rounded, to 50 digits. The files are read in `oracle_source`, sections are in `oracle_sections`, schools and classes in
`oracle_schools`, figures of the county and documents in `oracle_county`; here they are judged and rolled up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from oracle_county import SUMMED_KINDS, CountyFigures
from oracle_rows import (
    AreaRow,
    CountyIndicator,
    Expected,
    IndicatorRow,
    Number,
    SchoolIndicator,
    SectionIndicator,
    Verdict,
)
from oracle_schools import ClassEntity, Ratio, School
from oracle_sections import Spread, SpreadInput, dispersion, section_indicator, section_row
from oracle_source import JUDGED_STAGES, Question, Row, Source, Threshold

NOTHING_TO_JUDGE = ("no_school_to_judge", "none_to_judge", "not_of_this_kind", "no_section_in_scope")
STATUSES = ("met", "near", "unmet", "unknown", "not_applicable")


@dataclass(frozen=True)
class Outcome:
    """A verdict before it is joined to its threshold."""

    status: str
    value: Number | None = None
    margin: Fraction | None = None
    reason: str | None = None
    missing: str | None = None


# --- one verdict ---


def satisfies(comparator: str, difference: Fraction) -> bool:
    """Say whether a value that lies `difference` above its limit keeps to it."""
    return {
        ">=": difference >= 0,
        ">": difference > 0,
        "<=": difference <= 0,
        "<": difference < 0,
        "=": difference == 0,
    }[comparator]


def margin_of(comparator: str, value: Number, limit: Fraction) -> Fraction:
    """Give the room to the limit, positive on the good side; around a limit to be hit exactly there is none."""
    above = Fraction(value) - limit
    if comparator == "=":
        return -abs(above)
    return above if comparator in (">=", ">") else -above


def judge_figure(limit: Threshold, value: Fraction | None, reason: str | None, missing: str | None) -> Outcome:
    """Judge a figure of anyone; without one, the reason says whether there is nothing to judge."""
    if value is None:
        status = "not_applicable" if reason in NOTHING_TO_JUDGE else "unknown"
        return Outcome(status, reason=reason, missing=missing)
    if satisfies(limit.comparator, value - limit.limit):
        status = "met"
    else:
        status = "near" if limit.floor is not None and value >= limit.floor else "unmet"
    return Outcome(status, value, margin_of(limit.comparator, value, limit.limit))


def judge_section(limit: Threshold, row: SectionIndicator, scope_reason: str | None) -> Outcome:
    """Judge one indicator of one section."""
    if scope_reason:
        return Outcome("not_applicable", reason=scope_reason)
    return judge_figure(limit, row.value, row.missing_reason, row.missing)


def judge_school(limit: Threshold, school: School, ratio: Ratio) -> Outcome:
    """Judge one figure of one school, unless its kind or the limit's leaves it out."""
    if school.scope_reason:
        return Outcome("not_applicable", reason=school.scope_reason)
    if limit.applies_to and limit.applies_to not in school.traits:
        return Outcome("not_applicable", reason="not_of_this_kind")
    return judge_figure(limit, ratio.value, ratio.reason, ratio.missing)


def judge_class(limit: Threshold, entity: ClassEntity, scope_reason: str | None) -> Outcome:
    """Judge a class; a band is judged on both its ends, and on neither where they disagree."""
    if scope_reason:
        return Outcome("not_applicable", reason=scope_reason)
    if entity.lowest is None or entity.highest is None:
        return Outcome("unknown", reason="figures_missing", missing=entity.missing)
    lowest = judge_figure(limit, entity.lowest, None, None)
    highest = judge_figure(limit, entity.highest, None, None)
    return lowest if lowest.status == highest.status else Outcome("unknown", reason="band_holds_limit")


def judge_rule(limit: Threshold, members: Mapping[str, Outcome], scope_reason: str | None) -> Outcome:
    """Judge the school rule of one section from the verdicts of its indicators."""
    if scope_reason:
        return Outcome("not_applicable", reason=scope_reason)
    statuses = [outcome.status for outcome in members.values()]
    met = Fraction(statuses.count("met"))
    unknown = sorted(indicator for indicator, outcome in members.items() if outcome.status == "unknown")
    if statuses.count("unmet") or met + len(unknown) < limit.limit:
        return Outcome("unmet", met, margin_of(limit.comparator, met, limit.limit))
    if unknown:
        return Outcome("unknown", reason="indicators_unknown", missing=", ".join(unknown))
    return Outcome("met", met, margin_of(limit.comparator, met, limit.limit))


def judge_spread(limit: Threshold, spread: Spread) -> Outcome:
    """Judge the mean or the CV of a county; the CV is compared by its exact square."""
    row = spread.row
    if limit.statistic == "mean":
        value: Number | None = row.mean
        difference = None if row.mean is None else row.mean - limit.limit
    else:
        value = row.cv
        difference = None if spread.cv_squared is None else spread.cv_squared - limit.limit**2
    if value is None or difference is None:
        status = "not_applicable" if row.missing_reason == "no_section_in_scope" else "unknown"
        return Outcome(status, reason=row.missing_reason, missing=row.missing)
    status = "met" if satisfies(limit.comparator, difference) else "unmet"
    return Outcome(status, value, margin_of(limit.comparator, value, limit.limit))


def verdict(
    limit: Threshold, subgroup: str, entity_id: str, county_code: str, term_id: str, outcome: Outcome
) -> Verdict:
    """Join an outcome to the limit it was judged by."""
    return Verdict(
        threshold_id=limit.threshold_id,
        subgroup=subgroup,
        standard_id=limit.standard_id,
        indicator_id=limit.indicator_id,
        stage=limit.stage,
        applies_to=limit.applies_to or None,
        statistic=limit.statistic,
        entity_type=limit.entity_type,
        entity_id=entity_id,
        county_code=county_code,
        term_id=term_id,
        value=outcome.value,
        comparator=limit.comparator,
        limit_value=limit.limit,
        floor_value=limit.floor,
        margin=outcome.margin,
        status=outcome.status,
        reason=outcome.reason,
        missing=outcome.missing,
        clause=limit.clause,
        office=limit.office or None,
        rolls_up=limit.rolls_up,
    )


# --- the roll-up ---


def roll_up(statuses: Sequence[str]) -> str:
    """Conclude: a failure beats unknown, unknown beats met, nothing to judge is not applicable."""
    if "near" in statuses or "unmet" in statuses:
        return "unmet"
    for status in ("unknown", "met"):
        if status in statuses:
            return status
    return "not_applicable"


def count(statuses: Sequence[str]) -> list[int]:
    """Count the statuses in their order."""
    return [list(statuses).count(name) for name in STATUSES]


# --- a county in a term ---


class CountyTerm:
    """Everything about one county in one term."""

    def __init__(self, source: Source, term_id: str, county_code: str) -> None:
        """Work out sections, schools, classes and county figures."""
        self.source, self.term_id, self.county_code = source, term_id, county_code
        self.campuses = [item for item in source.campuses if (item.term_id, item.county_code) == (term_id, county_code)]
        self.schools = [School(source, campus) for campus in self.campuses if campus.compulsory_stages]
        self.figures = CountyFigures(source, term_id, county_code)
        self.questions: dict[str, list[Question]] = {}
        for question in source.questions:
            self.questions.setdefault(question.indicator_id, []).append(question)
        self._work_out_sections([item for item in source.questions if item.kind == "section_ratio"])
        self.school_ratios = {
            (school.campus.school_id, item.indicator_id, item.subgroup): school.ratio(item)
            for school in self.schools
            for item in source.questions
            if item.kind == "school_ratio"
        }
        self.county_ratios = {
            (item.indicator_id, stage, item.subgroup): self.figures.ratio(item, stage)
            for item in source.questions
            if item.kind in SUMMED_KINDS
            for stage in self._stages_of(item.indicator_id)
        }

    def _stages_of(self, indicator_id: str) -> list[str]:
        """Give the stages an indicator's limits are for; the empty one where none is by stage."""
        stages = {limit.stage for limit in self.source.thresholds if limit.indicator_id == indicator_id} - {""}
        return sorted(stages) or [""]

    def _work_out_sections(self, questions: Sequence[Question]) -> None:
        pairs = [(campus, stage) for campus in self.campuses for stage in campus.compulsory_stages]
        self.sections = {(campus.school_id, stage): section_row(self.source, campus, stage) for campus, stage in pairs}
        self.indicators = {
            (campus.school_id, stage, item.indicator_id): section_indicator(self.source, campus, stage, item)
            for campus, stage in pairs
            for item in questions
        }
        self.spreads: dict[tuple[str, str], Spread] = {}
        for stage in JUDGED_STAGES:
            inside = [
                campus
                for campus, taught in pairs
                if taught == stage and self.sections[campus.school_id, stage].in_scope
            ]
            for item in questions:
                inputs = [
                    SpreadInput(campus, self.indicators[campus.school_id, stage, item.indicator_id])
                    for campus in inside
                ]
                self.spreads[stage, item.indicator_id] = dispersion(
                    (self.term_id, self.county_code, stage), item, inputs
                )

    def school_indicators(self) -> list[SchoolIndicator]:
        """Give the figures of every school."""
        return [
            SchoolIndicator(
                self.term_id, self.county_code, *key, ratio.above, ratio.below, ratio.value, ratio.reason, ratio.missing
            )
            for key, ratio in self.school_ratios.items()
        ]

    def county_indicators(self) -> list[CountyIndicator]:
        """Give the figures of the county."""
        return [
            CountyIndicator(
                self.term_id,
                self.county_code,
                *key,
                ratio.period,
                ratio.above,
                ratio.below,
                ratio.above_before,
                ratio.below_before,
                ratio.value,
                ratio.reason,
                ratio.missing,
            )
            for key, ratio in self.county_ratios.items()
        ]

    # --- verdicts ---

    def _judge_rule_or_value(self, limit: Threshold, limits: Sequence[Threshold], school_id: str) -> Outcome:
        scope_reason = self.sections[school_id, limit.stage].scope_reason
        if limit.statistic == "value":
            return judge_section(limit, self.indicators[school_id, limit.stage, limit.indicator_id], scope_reason)
        members = {
            other.indicator_id: judge_section(
                other, self.indicators[school_id, other.stage, other.indicator_id], scope_reason
            )
            for other in limits
            if other.member_of == limit.threshold_id
        }
        return judge_rule(limit, members, scope_reason)

    def _outcomes(self, limit: Threshold, limits: Sequence[Threshold]) -> list[tuple[str, str, Outcome]]:
        """Give subgroup, entity and outcome of every verdict of one limit."""
        if limit.entity_type == "section":
            return [
                ("", school_id, self._judge_rule_or_value(limit, limits, school_id))
                for school_id, stage in self.sections
                if stage == limit.stage
            ]
        if limit.statistic in ("mean", "cv"):
            return [("", self.county_code, judge_spread(limit, self.spreads[limit.stage, limit.indicator_id]))]
        if limit.entity_type == "class":
            return [
                ("", entity.entity_id, judge_class(limit, entity, school.scope_reason))
                for school in self.schools
                for entity in school.class_entities()
                if entity.stage == limit.stage
            ]
        found = []
        for question in self.questions[limit.indicator_id]:
            if limit.subgroup not in ("", question.subgroup):
                continue
            if limit.entity_type == "school":
                for school in self.schools:
                    key = (school.campus.school_id, limit.indicator_id, question.subgroup)
                    outcome = judge_school(limit, school, self.school_ratios[key])
                    found.append((question.subgroup, school.campus.school_id, outcome))
                continue
            if limit.statistic == "document":
                ratio = self.figures.document(question)
            else:
                ratio = self.county_ratios[limit.indicator_id, limit.stage, question.subgroup]
            outcome = judge_figure(limit, ratio.value, ratio.reason, ratio.missing)
            found.append((question.subgroup, self.county_code, outcome))
        return found

    def verdicts(self, standard: Row) -> list[Verdict]:
        """Give every verdict of one standard."""
        limits = self.source.thresholds_for(standard, self.term_id, self.county_code)
        return [
            verdict(limit, subgroup, entity_id, self.county_code, self.term_id, outcome)
            for limit in limits
            for subgroup, entity_id, outcome in self._outcomes(limit, limits)
        ]

    # --- roll-up ---

    def indicator_scores(self, standard: Row, verdicts: Sequence[Verdict]) -> list[IndicatorRow]:
        """Give the scorecard of one standard by indicator."""
        limits = self.source.thresholds_for(standard, self.term_id, self.county_code)
        area_of = {limit.indicator_id: limit.area_id for limit in limits}
        statuses: dict[str, list[str]] = {}
        for row in verdicts:
            if row.rolls_up:
                statuses.setdefault(row.indicator_id, []).append(row.status)
        key = (standard["standard_id"], self.term_id, self.county_code)
        return [
            IndicatorRow(*key, area_of[indicator_id], indicator_id, *count(found), roll_up(found))
            for indicator_id, found in statuses.items()
        ]

    def areas(self, standard: Row, verdicts: Sequence[Verdict]) -> list[AreaRow]:
        """Give the scorecard of one standard by area, and the county's own status on each row."""
        concludes = any(
            limit.rolls_up for limit in self.source.thresholds if limit.standard_id == standard["standard_id"]
        )
        if not concludes or standard["is_judged"] != "1" or standard["county_code"] not in ("", self.county_code):
            return []
        limits = self.source.thresholds_for(standard, self.term_id, self.county_code)
        area_of = {limit.threshold_id: limit.area_id for limit in limits}
        concluded = {}
        for area in self.source.areas:
            area_id = area["area_id"]
            statuses = [row.status for row in verdicts if row.rolls_up and area_of[row.threshold_id] == area_id]
            if area_id in area_of.values():
                concluded[area_id] = (statuses, roll_up(statuses), None)
            elif area["is_veto"] != "1":
                concluded[area_id] = (statuses, "unknown", "not_yet_encoded")
        county_status = roll_up([status for _, status, _ in concluded.values()])
        key = (standard["standard_id"], self.term_id, self.county_code)
        return [
            AreaRow(
                *key,
                area_id,
                len(statuses) - statuses.count("not_applicable"),
                *count(statuses),
                status,
                reason,
                county_status,
            )
            for area_id, (statuses, status, reason) in concluded.items()
        ]


def expect(project: Path, data: Path) -> Expected:
    """Work out every published row from the lists of a project and the survey of a data folder."""
    source = Source(project, data)
    expected = Expected()
    county_terms = sorted({(school["term_id"], school["county_code"]) for school in source.forms["schools"].values()})
    for term_id, county_code in county_terms:
        county = CountyTerm(source, term_id, county_code)
        expected.sections.extend(county.sections.values())
        expected.section_indicators.extend(county.indicators.values())
        expected.dispersions.extend(spread.row for spread in county.spreads.values())
        expected.school_indicators.extend(county.school_indicators())
        expected.county_indicators.extend(county.county_indicators())
        for standard in source.standards:
            verdicts = county.verdicts(standard)
            expected.verdicts.extend(verdicts)
            expected.indicator_scores.extend(county.indicator_scores(standard, verdicts))
            expected.areas.extend(county.areas(standard, verdicts))
    return expected
