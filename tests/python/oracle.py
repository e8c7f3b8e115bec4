"""What the warehouse must publish, worked out a second time: in exact fractions, from the CSV files alone.

Nothing here is shared with the SQL. A figure is a `Fraction` until it is published; only a square root is
rounded, to 50 digits.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from pathlib import Path

Row = Mapping[str, str]
Number = Fraction | Decimal

STAGE_ORDER = ("primary", "junior", "senior")
JUDGED_STAGES = ("primary", "junior")
DIGITS = Context(prec=50)
YUAN_PER_WAN = 10_000

DEGREES = {"primary": ("doctor", "master", "bachelor", "college"), "junior": ("doctor", "master", "bachelor")}
PE_ARTS_ITEMS = ("pe", "music", "fine_art", "arts")

SURVEY_KEYS = {
    "schools": ("term_id", "school_id"),
    "pupils": ("term_id", "school_id", "stage"),
    "teachers": ("term_id", "school_id", "stage"),
    "premises": ("term_id", "school_id"),
    "equipment": ("term_id", "school_id"),
    "classes": ("term_id", "school_id", "stage", "grade", "class_no"),
}


@dataclass(frozen=True)
class SectionIndicator:
    """A row of `fct_section_indicator`."""

    term_id: str
    county_code: str
    school_id: str
    stage: str
    indicator_id: str
    numerator: Fraction | None
    denominator: Fraction | None
    value: Fraction | None
    missing_reason: str | None
    missing: str | None


@dataclass(frozen=True)
class Dispersion:
    """A row of `fct_indicator_dispersion`."""

    term_id: str
    county_code: str
    stage: str
    indicator_id: str
    n_sections: int
    n_unknown: int
    pupils: Fraction
    resource: Fraction
    mean: Fraction | None
    sd: Decimal | None
    cv: Decimal | None
    missing_reason: str | None
    missing: str | None


@dataclass(frozen=True)
class Verdict:
    """A row of `fct_verdict`."""

    threshold_id: str
    subgroup: str
    standard_id: str
    indicator_id: str
    stage: str
    statistic: str
    entity_type: str
    entity_id: str
    county_code: str
    term_id: str
    value: Number | None
    comparator: str
    limit_value: Fraction
    floor_value: Fraction | None
    margin: Fraction | None
    status: str
    reason: str | None
    missing: str | None
    clause: str
    rolls_up: bool


@dataclass(frozen=True)
class SectionRow:
    """A row of `dim_section`."""

    term_id: str
    county_code: str
    school_id: str
    stage: str
    pupils: Fraction | None
    classes: int | None
    in_scope: bool
    scope_reason: str | None


@dataclass(frozen=True)
class AreaRow:
    """A row of `rpt_county_scorecard`."""

    standard_id: str
    term_id: str
    county_code: str
    area_id: str
    required: int
    met: int
    near: int
    unmet: int
    unknown: int
    not_applicable: int
    status: str
    reason: str | None


@dataclass(frozen=True)
class Expected:
    """Every row the published tables must hold."""

    section_indicators: list[SectionIndicator]
    dispersions: list[Dispersion]
    verdicts: list[Verdict]
    sections: list[SectionRow]
    areas: list[AreaRow]


@dataclass(frozen=True)
class Indicator:
    """An indicator that is a ratio of two measures."""

    indicator_id: str
    measure: str
    multiplier: Fraction
    is_shared: bool


@dataclass(frozen=True)
class Threshold:
    """A limit of a standard."""

    threshold_id: str
    standard_id: str
    indicator_id: str
    area_id: str
    stage: str
    statistic: str
    entity_type: str
    comparator: str
    limit: Fraction
    floor_share: Fraction | None
    rolls_up: bool
    clause: str
    in_force_from: str
    in_force_to: str

    @property
    def floor(self) -> Fraction | None:
        """The lowest value that is still near, if near exists."""
        return None if self.floor_share is None else self.limit * self.floor_share


@dataclass(frozen=True)
class Campus:
    """A school with the attached classes that belong to it."""

    term_id: str
    school: Row
    members: tuple[Row, ...]
    stages: tuple[str, ...]

    @property
    def school_id(self) -> str:
        """The id of the campus school."""
        return self.school["school_id"]

    @property
    def county_code(self) -> str:
        """The county of the campus school."""
        return self.school["county_code"]


@dataclass(frozen=True)
class Figure:
    """A figure of a section: a sum, or the form items that keep it from being one."""

    value: Fraction | None
    missing_items: tuple[str, ...] = ()


@dataclass(frozen=True)
class SpreadInput:
    """One section in scope with its indicator."""

    campus: Campus
    indicator: SectionIndicator


@dataclass(frozen=True)
class Spread:
    """A row of dispersion with the exact square of its CV, None where there is no CV."""

    row: Dispersion
    cv_squared: Fraction | None = None


@dataclass(frozen=True)
class Outcome:
    """A verdict before it is joined to its threshold."""

    status: str
    value: Number | None = None
    margin: Fraction | None = None
    reason: str | None = None
    missing: str | None = None


# --- reading ---


def read_csv(path: Path) -> list[Row]:
    """Read a CSV file; an empty cell is an empty string."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def latest_revisions(rows: Iterable[Row], keys: Sequence[str]) -> dict[tuple[str, ...], Row]:
    """Keep the highest revision of each key."""
    latest: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row[name] for name in keys)
        if key not in latest or int(row["revision"]) > int(latest[key]["revision"]):
            latest[key] = row
    return latest


def number(text: str | None) -> Fraction | None:
    """Read a cell as an exact number; an empty one is missing."""
    return Fraction(text) if text else None


def in_force(row: Row, day: str) -> bool:
    """Say whether a dated row holds on a day (ISO dates sort as text)."""
    return row["in_force_from"] <= day and (not row["in_force_to"] or day <= row["in_force_to"])


class Source:
    """The input files, indexed."""

    def __init__(self, project: Path, data: Path) -> None:
        """Read the survey from `data`, the policy and the reference lists from `project`."""
        policy, reference = project / "seeds" / "policy", project / "seeds" / "reference"
        self.forms = {
            name: latest_revisions(read_csv(data / f"{name}.csv"), keys) for name, keys in SURVEY_KEYS.items()
        }
        self.term_days = {row["term_id"]: row["statistical_date"] for row in read_csv(reference / "terms.csv")}
        self.kinds = {row["school_kind"]: row for row in read_csv(reference / "school_kinds.csv")}
        self.weights = {
            row["stage"]: Fraction(row["split_weight"]) for row in read_csv(reference / "split_weights.csv")
        }
        self.area_types = {
            row["urban_rural_code"]: row["area_type"] for row in read_csv(reference / "urban_rural_codes.csv")
        }
        self.scope_rules = read_csv(reference / "scope_rules.csv")
        self.settings = {row["setting"]: Fraction(row["value"]) for row in read_csv(policy / "settings.csv")}
        self.standards = read_csv(policy / "standards.csv")
        self.areas = read_csv(policy / "areas.csv")
        self.kind_stages = self._read_kind_stages(reference)
        self.indicators = self._read_indicators(policy)
        self.thresholds = self._read_thresholds(policy)
        self.class_counts = self._count_classes()
        self.campuses = self._find_campuses()

    @staticmethod
    def _read_kind_stages(reference: Path) -> dict[str, set[str]]:
        stages: dict[str, set[str]] = defaultdict(set)
        for row in read_csv(reference / "school_kind_stages.csv"):
            stages[row["school_kind"]].add(row["stage"])
        return stages

    @staticmethod
    def _read_indicators(policy: Path) -> list[Indicator]:
        shared = {row["measure_id"]: row["is_shared_premises"] == "1" for row in read_csv(policy / "measures.csv")}
        return [
            Indicator(
                row["indicator_id"],
                row["numerator_measure"],
                Fraction(row["multiplier"]),
                shared[row["numerator_measure"]],
            )
            for row in read_csv(policy / "indicators.csv")
            if row["numerator_measure"]
        ]

    @staticmethod
    def _read_thresholds(policy: Path) -> list[Threshold]:
        areas = {row["indicator_id"]: row["area_id"] for row in read_csv(policy / "indicators.csv")}
        return [
            Threshold(
                threshold_id=row["threshold_id"],
                standard_id=row["standard_id"],
                indicator_id=row["indicator_id"],
                area_id=areas[row["indicator_id"]],
                stage=row["stage"],
                statistic=row["statistic"],
                entity_type=row["entity_type"],
                comparator=row["comparator"],
                limit=Fraction(row["limit_value"]),
                floor_share=number(row["floor_share"]),
                rolls_up=row["rolls_up"] == "1",
                clause=row["clause"],
                in_force_from=row["in_force_from"],
                in_force_to=row["in_force_to"],
            )
            for row in read_csv(policy / "thresholds.csv")
        ]

    def _count_classes(self) -> dict[tuple[str, str, str], int]:
        counts: dict[tuple[str, str, str], int] = defaultdict(int)
        for term_id, school_id, stage, _, _ in self.forms["classes"]:
            counts[term_id, school_id, stage] += 1
        return counts

    def _find_campuses(self) -> list[Campus]:
        members: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for (term_id, school_id), school in self.forms["schools"].items():
            merged = self.kinds[school["school_kind"]]["merges_into_parent"] == "1"
            members[term_id, school["parent_school_id"] if merged else school_id].append(school)
        campuses = []
        for (term_id, school_id), schools in sorted(members.items()):
            taught = set().union(*(self.kind_stages[school["school_kind"]] for school in schools))
            stages = tuple(stage for stage in STAGE_ORDER if stage in taught)
            campuses.append(Campus(term_id, self.forms["schools"][term_id, school_id], tuple(schools), stages))
        return campuses

    def members_teaching(self, campus: Campus, stage: str) -> list[str]:
        """Give the ids of the campus' members that teach a stage."""
        return [member["school_id"] for member in campus.members if stage in self.kind_stages[member["school_kind"]]]

    def scope_reason(self, campus: Campus, pupils: Fraction | None) -> str | None:
        """Give the rule that leaves a section out, if one does."""
        kind_group = self.kinds[campus.school["school_kind"]]["kind_group"]
        day = self.term_days[campus.term_id]
        matching = [
            (rule["kind_group"] == "any", rule["scope_rule_id"])
            for rule in self.scope_rules
            if rule["kind_group"] in (kind_group, "any")
            and in_force(rule, day)
            and is_below(pupils, rule["pupils_below"])
        ]
        return min(matching)[1] if matching else None

    def thresholds_for(self, standard: Row, term_id: str, county_code: str) -> list[Threshold]:
        """Give the limits of a standard for a county and term."""
        if standard["county_code"] not in ("", county_code):
            return []
        day = self.term_days[term_id]
        return [
            limit
            for limit in self.thresholds
            if limit.standard_id == standard["standard_id"]
            and limit.in_force_from <= day
            and (not limit.in_force_to or day <= limit.in_force_to)
        ]


def is_below(pupils: Fraction | None, bound: str) -> bool:
    """Say whether a scope rule's bound lets it match; a missing number of pupils is below nothing."""
    return not bound or (pupils is not None and pupils < Fraction(bound))


# --- figures of a section ---


def add_items(form: str, rows: Sequence[Row | None], items: Sequence[str]) -> Figure:
    """Add up items over rows of one form; a row that is not there lacks every item."""
    lacking = tuple(f"{form}.{item}" for item in items if any(row is None or not row[item] for row in rows))
    if lacking:
        return Figure(None, lacking)
    return Figure(sum((Fraction(row[item]) for row in rows if row for item in items), Fraction(0)))


def stage_rows(source: Source, campus: Campus, stage: str, form: str) -> list[Row | None]:
    """Give a form's row of each member that teaches the stage, None where it is not there."""
    return [
        source.forms[form].get((campus.term_id, member, stage)) for member in source.members_teaching(campus, stage)
    ]


def section_pupils(source: Source, campus: Campus, stage: str) -> Fraction | None:
    """Give the pupils of a section, None where a member's are missing."""
    return add_items("pupils", stage_rows(source, campus, stage, "pupils"), ("pupils",)).value


def pe_arts_teachers(source: Source, campus: Campus, stage: str) -> Figure:
    """Count PE and arts teachers, with the visiting ones a small rural section may claim."""
    rows = stage_rows(source, campus, stage, "teachers")
    own = add_items("teachers", rows, PE_ARTS_ITEMS)
    pupils = section_pupils(source, campus, stage)
    rural = source.area_types[campus.school["urban_rural_code"]] == "rural"
    lowest, highest = (
        source.settings["visiting_teachers_pupils_from"],
        source.settings["visiting_teachers_pupils_to"],
    )
    if own.value is None or pupils is None or not rural or not lowest <= pupils <= highest:
        return own
    claimed = sum((number(row["visiting_pe_arts"]) or Fraction(0) for row in rows if row), Fraction(0))
    return Figure(own.value + claimed)


def campus_figure(source: Source, campus: Campus, measure: str) -> Figure:
    """Work out a figure that the campus school reports once."""
    form = "premises" if measure.endswith("_m2") else "equipment"
    row = source.forms[form].get((campus.term_id, campus.school_id))
    if measure == "teaching_area_m2":
        both = add_items(form, [row], ("teaching_area_m2", "indoor_sports_m2"))
        if both.value is None or row is None:
            return both
        return Figure(Fraction(row["teaching_area_m2"]) - Fraction(row["indoor_sports_m2"]))
    if measure == "sports_area_m2":
        return add_items(form, [row], ("outdoor_sports_m2", "indoor_sports_m2", "gymnasium_m2"))
    if measure == "equipment_value_yuan":
        wan = add_items(form, [row], ("equipment_value_wan",))
        return wan if wan.value is None else Figure(wan.value * YUAN_PER_WAN)
    if measure == "multimedia_rooms":
        return add_items(form, [row], ("multimedia_rooms",))
    raise ValueError(measure)


def measure_figure(source: Source, campus: Campus, stage: str, measure: str) -> Figure:
    """Work out a measure of a section, before any split."""
    if measure == "teachers_above_degree":
        return add_items("teachers", stage_rows(source, campus, stage, "teachers"), DEGREES[stage])
    if measure == "backbone_teachers":
        return add_items("teachers", stage_rows(source, campus, stage, "teachers"), ("backbone",))
    if measure == "pe_arts_teachers":
        return pe_arts_teachers(source, campus, stage)
    return campus_figure(source, campus, measure)


def share_of_stage(source: Source, campus: Campus, stage: str) -> Fraction:
    """Give the part of the shared premises that falls to a stage; every stage's pupils must be known."""
    weighed = {name: source.weights[name] * (section_pupils(source, campus, name) or 0) for name in campus.stages}
    return weighed[stage] / sum(weighed.values(), Fraction(0))


def section_indicator(source: Source, campus: Campus, stage: str, indicator: Indicator) -> SectionIndicator:
    """Work out one indicator of one section."""
    key = (campus.term_id, campus.county_code, campus.school_id, stage, indicator.indicator_id)
    pupils = section_pupils(source, campus, stage)
    if pupils is None:
        return SectionIndicator(*key, None, None, None, "pupils_missing", "pupils.pupils")
    if pupils == 0:
        return SectionIndicator(*key, None, pupils, None, "no_pupils", None)
    figure = measure_figure(source, campus, stage, indicator.measure)
    if figure.value is None:
        return SectionIndicator(*key, None, pupils, None, "figures_missing", ", ".join(figure.missing_items))
    numerator = figure.value
    if indicator.is_shared:
        lacking = [name for name in campus.stages if section_pupils(source, campus, name) is None]
        if lacking:
            missing = ", ".join(f"pupils.pupils ({name})" for name in lacking)
            return SectionIndicator(*key, None, pupils, None, "campus_pupils_missing", missing)
        numerator *= share_of_stage(source, campus, stage)
    return SectionIndicator(*key, numerator, pupils, numerator / pupils * indicator.multiplier, None, None)


def section_row(source: Source, campus: Campus, stage: str) -> SectionRow:
    """Describe one section."""
    pupils = section_pupils(source, campus, stage)
    counts = [
        source.class_counts.get((campus.term_id, member, stage), 0) for member in source.members_teaching(campus, stage)
    ]
    reason = source.scope_reason(campus, pupils)
    classes = sum(counts) if all(counts) else None
    return SectionRow(
        campus.term_id, campus.county_code, campus.school_id, stage, pupils, classes, reason is None, reason
    )


# --- dispersion ---


def square_root(value: Fraction) -> Decimal:
    """Give a square root to 50 digits."""
    return DIGITS.sqrt(DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator)))


def cv_squared(pairs: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """Give the square of the pupil-weighted CV about the ratio of sums; a pair is resource and pupils."""
    total = sum((pupils for _, pupils in pairs), Fraction(0))
    mean = sum((resource for resource, _ in pairs), Fraction(0)) / total
    squares = (pupils / total * (resource / pupils - mean) ** 2 for resource, pupils in pairs)
    return sum(squares, Fraction(0)) / mean**2


def dispersion(key: tuple[str, str, str], indicator: Indicator, inputs: Sequence[SpreadInput]) -> Spread:
    """Work out one row of dispersion."""
    rows = [item.indicator for item in inputs]
    unknown = sorted((item.campus for item in inputs if item.indicator.value is None), key=lambda item: item.school_id)
    pupils = sum((row.denominator or Fraction(0) for row in rows), Fraction(0))
    resource = sum((row.numerator or Fraction(0) for row in rows), Fraction(0))
    start = (*key, indicator.indicator_id, len(rows), len(unknown), pupils, resource)
    if not rows:
        return Spread(Dispersion(*start, None, None, None, "no_section_in_scope", None))
    if unknown:
        names = "; ".join(f"{campus.school_id} {campus.school['school_name']}" for campus in unknown)
        return Spread(Dispersion(*start, None, None, None, "section_unknown", names))
    if resource == 0:
        return Spread(Dispersion(*start, Fraction(0), Decimal(0), None, "resource_all_zero", None))
    square = cv_squared([(row.numerator or Fraction(0), row.denominator or Fraction(0)) for row in rows])
    mean = resource / pupils * indicator.multiplier
    return Spread(Dispersion(*start, mean, square_root(square * mean**2), square_root(square), None, None), square)


# --- verdicts ---


def satisfies(comparator: str, difference: Fraction) -> bool:
    """Say whether a value that lies `difference` above its limit keeps to it."""
    return {
        ">=": difference >= 0,
        ">": difference > 0,
        "<=": difference <= 0,
        "<": difference < 0,
        "=": difference == 0,
    }[comparator]


def margin_of(comparator: str, value: Number, limit: Fraction) -> Fraction | None:
    """Give the distance to the limit, positive on the good side."""
    above = Fraction(value) - limit
    if comparator in (">=", ">"):
        return above
    return -above if comparator in ("<=", "<") else None


def judge_value(limit: Threshold, row: SectionIndicator, scope_reason: str | None) -> Outcome:
    """Judge one indicator of one section."""
    if scope_reason:
        return Outcome("not_applicable", reason=scope_reason)
    if row.value is None:
        return Outcome("unknown", reason=row.missing_reason, missing=row.missing)
    if satisfies(limit.comparator, row.value - limit.limit):
        status = "met"
    else:
        status = "near" if limit.floor is not None and row.value >= limit.floor else "unmet"
    return Outcome(status, row.value, margin_of(limit.comparator, row.value, limit.limit))


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


def judge_county(limit: Threshold, spread: Spread) -> Outcome:
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


def verdict(limit: Threshold, entity_id: str, county_code: str, term_id: str, outcome: Outcome) -> Verdict:
    """Join an outcome to the limit it was judged by."""
    return Verdict(
        threshold_id=limit.threshold_id,
        subgroup="",
        standard_id=limit.standard_id,
        indicator_id=limit.indicator_id,
        stage=limit.stage,
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
        rolls_up=limit.rolls_up,
    )


def area_row(key: tuple[str, str, str, str], statuses: Sequence[str], *, is_encoded: bool) -> AreaRow:
    """Count the verdicts an area needs and conclude; the key is standard, term, county and area."""
    met, near, unmet, unknown, not_applicable = counts = [
        statuses.count(name) for name in ("met", "near", "unmet", "unknown", "not_applicable")
    ]
    reason = None
    if near or unmet:
        status = "unmet"
    elif unknown:
        status = "unknown"
    elif met:
        status = "met"
    elif is_encoded:
        status = "not_applicable"
    else:
        status, reason = "unknown", "not_yet_encoded"
    return AreaRow(*key, len(statuses) - not_applicable, *counts, status, reason)


class CountyTerm:
    """Everything about one county in one term."""

    def __init__(self, source: Source, term_id: str, county_code: str) -> None:
        """Work out sections, indicators and dispersions."""
        self.source, self.term_id, self.county_code = source, term_id, county_code
        campuses = [item for item in source.campuses if (item.term_id, item.county_code) == (term_id, county_code)]
        pairs = [(campus, stage) for campus in campuses for stage in campus.stages if stage in JUDGED_STAGES]
        self.sections = {(campus.school_id, stage): section_row(source, campus, stage) for campus, stage in pairs}
        self.indicators = {
            (campus.school_id, stage, item.indicator_id): section_indicator(source, campus, stage, item)
            for campus, stage in pairs
            for item in source.indicators
        }
        self.spreads: dict[tuple[str, str], Spread] = {}
        for stage in JUDGED_STAGES:
            inside = [
                campus
                for campus, taught in pairs
                if taught == stage and self.sections[campus.school_id, stage].in_scope
            ]
            for item in source.indicators:
                inputs = [
                    SpreadInput(campus, self.indicators[campus.school_id, stage, item.indicator_id])
                    for campus in inside
                ]
                self.spreads[stage, item.indicator_id] = dispersion((term_id, county_code, stage), item, inputs)

    def _judge_section(self, limit: Threshold, limits: Sequence[Threshold], school_id: str) -> Outcome:
        scope_reason = self.sections[school_id, limit.stage].scope_reason
        if limit.statistic == "value":
            return judge_value(limit, self.indicators[school_id, limit.stage, limit.indicator_id], scope_reason)
        members = {
            other.indicator_id: judge_value(
                other, self.indicators[school_id, other.stage, other.indicator_id], scope_reason
            )
            for other in limits
            if (other.statistic, other.entity_type, other.stage, other.area_id)
            == ("value", "section", limit.stage, limit.area_id)
        }
        return judge_rule(limit, members, scope_reason)

    def verdicts(self, standard: Row) -> list[Verdict]:
        """Give every verdict of one standard."""
        limits = self.source.thresholds_for(standard, self.term_id, self.county_code)
        found = []
        for limit in limits:
            if limit.entity_type == "county":
                outcome = judge_county(limit, self.spreads[limit.stage, limit.indicator_id])
                found.append(verdict(limit, self.county_code, self.county_code, self.term_id, outcome))
                continue
            for school_id, stage in self.sections:
                if stage == limit.stage:
                    outcome = self._judge_section(limit, limits, school_id)
                    found.append(verdict(limit, school_id, self.county_code, self.term_id, outcome))
        return found

    def areas(self, standard: Row, verdicts: Sequence[Verdict]) -> list[AreaRow]:
        """Give the scorecard of one standard."""
        if standard["county_code"] not in ("", self.county_code):
            return []
        limits = self.source.thresholds_for(standard, self.term_id, self.county_code)
        area_of = {limit.threshold_id: limit.area_id for limit in limits}
        rows = []
        for area in self.source.areas:
            statuses = [row.status for row in verdicts if row.rolls_up and area_of[row.threshold_id] == area["area_id"]]
            key = (standard["standard_id"], self.term_id, self.county_code, area["area_id"])
            rows.append(area_row(key, statuses, is_encoded=area["area_id"] in area_of.values()))
        return rows


def expect(project: Path, data: Path) -> Expected:
    """Work out every published row from the lists of a project and the survey of a data folder."""
    source = Source(project, data)
    expected = Expected([], [], [], [], [])
    county_terms = sorted({(school["term_id"], school["county_code"]) for school in source.forms["schools"].values()})
    for term_id, county_code in county_terms:
        county = CountyTerm(source, term_id, county_code)
        expected.sections.extend(county.sections.values())
        expected.section_indicators.extend(county.indicators.values())
        expected.dispersions.extend(spread.row for spread in county.spreads.values())
        for standard in source.standards:
            verdicts = county.verdicts(standard)
            expected.verdicts.extend(verdicts)
            expected.areas.extend(county.areas(standard, verdicts))
    return expected
