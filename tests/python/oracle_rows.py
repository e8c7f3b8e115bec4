"""The published rows the oracle expects, as plain records; every figure is an exact fraction."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

Number = Fraction | Decimal


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
class SchoolIndicator:
    """A row of `fct_school_indicator`."""

    term_id: str
    county_code: str
    school_id: str
    indicator_id: str
    subgroup: str
    numerator: Fraction | None
    denominator: Fraction | None
    value: Fraction | None
    missing_reason: str | None
    missing: str | None


@dataclass(frozen=True)
class CountyIndicator:
    """A row of `fct_county_indicator`."""

    term_id: str
    county_code: str
    indicator_id: str
    stage: str
    subgroup: str
    period: str
    numerator: Fraction | None
    denominator: Fraction | None
    numerator_before: Fraction | None
    denominator_before: Fraction | None
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
    pupils: Fraction | None
    resource: Fraction | None
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
    applies_to: str | None
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
    office: str | None
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
class IndicatorRow:
    """A row of `rpt_indicator_scorecard`."""

    standard_id: str
    term_id: str
    county_code: str
    area_id: str
    indicator_id: str
    met: int
    near: int
    unmet: int
    unknown: int
    not_applicable: int
    status: str


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
    county_status: str


@dataclass(frozen=True)
class Expected:
    """Every row the published tables must hold."""

    section_indicators: list[SectionIndicator] = field(default_factory=list)
    dispersions: list[Dispersion] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    sections: list[SectionRow] = field(default_factory=list)
    areas: list[AreaRow] = field(default_factory=list)
    school_indicators: list[SchoolIndicator] = field(default_factory=list)
    county_indicators: list[CountyIndicator] = field(default_factory=list)
    indicator_scores: list[IndicatorRow] = field(default_factory=list)
