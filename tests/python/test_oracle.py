"""The warehouse against the oracle: every published row of a few hundred invented counties, both ways."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT, GeneratedBuild, dbt_build, edit_policy, judge_every_county, project_copy, rows
from counties import write_counties
from counties_base import FLOOR, NEEDED, Generated
from oracle import expect
from oracle_rows import (
    AreaRow,
    CountyIndicator,
    Dispersion,
    Expected,
    IndicatorRow,
    SchoolIndicator,
    SectionIndicator,
    SectionRow,
    Verdict,
)
from oracle_source import Source, latest_revisions, read_csv
from statsmodels.stats.weightstats import DescrStatsW

TOLERANCE = Fraction(1, 10**12)
# a mean is judged on a sum of shares kept to 13 decimals: per 100 pupils, where there is one, that is 5e-12
MARGIN_TOLERANCE = Fraction(1, 10**11)
SHOWN = 10

PUBLISHED: dict[str, tuple[str, type, tuple[str, ...]]] = {
    "section_indicators": (
        "fct_section_indicator",
        SectionIndicator,
        ("term_id", "school_id", "stage", "indicator_id"),
    ),
    "dispersions": ("fct_indicator_dispersion", Dispersion, ("term_id", "county_code", "stage", "indicator_id")),
    "school_indicators": (
        "fct_school_indicator",
        SchoolIndicator,
        ("term_id", "school_id", "indicator_id", "subgroup"),
    ),
    "county_indicators": (
        "fct_county_indicator",
        CountyIndicator,
        ("term_id", "county_code", "indicator_id", "stage", "subgroup"),
    ),
    "verdicts": ("fct_verdict", Verdict, ("threshold_id", "subgroup", "entity_type", "entity_id", "term_id")),
    "sections": ("dim_section", SectionRow, ("term_id", "school_id", "stage")),
    "indicator_scores": (
        "rpt_indicator_scorecard",
        IndicatorRow,
        ("standard_id", "term_id", "county_code", "indicator_id"),
    ),
    "areas": ("rpt_county_scorecard", AreaRow, ("standard_id", "term_id", "county_code", "area_id")),
}
# Published and judged by no limit: the mean of the seven CVs, and counts and shares that only inform.
UNJUDGED = {"RC", "G14B", "P3A", "P3B", "P3C", "P9A", "P10A", "P13A"}
# Shares of a whole, asked for whole, cannot exceed it; counts asked to be none cannot be fewer.
NEVER_ABOVE = {"G9", "G12", "G13", "G15", "P11"}
NEVER_BELOW = {"G10A", "P8A", "P12"}


@dataclass(frozen=True)
class Case:
    """What the warehouse published and what the oracle expects."""

    build: GeneratedBuild
    expected: Expected
    found: dict[str, list[dict[str, Any]]]


def published(database: Path) -> dict[str, list[dict[str, Any]]]:
    """Read every table the oracle speaks of, in the oracle's columns."""
    return {
        name: rows(database, f"select {', '.join(item.name for item in fields(kind))} from {table}")
        for name, (table, kind, _) in PUBLISHED.items()
    }


@pytest.fixture(scope="module")
def case(generated_build: GeneratedBuild, expected: Expected) -> Case:
    """One build of the generated counties, read once, beside the oracle's rows."""
    return Case(generated_build, expected, published(generated_build.built.database))


# --- every row, both ways ---


def is_same(column: str, expected: object, found: object) -> bool:
    """Compare one cell; a number that is not there differs from any that is."""
    if expected is None or found is None:
        return expected is found
    if isinstance(expected, bool):
        return found in (0, 1) and bool(found) == expected
    if not isinstance(expected, (int, Fraction, Decimal)):
        return expected == found
    if not isinstance(found, (int, float, Decimal, Fraction)) or not math.isfinite(found):
        return False
    exact, gap = Fraction(expected), abs(Fraction(found) - Fraction(expected))
    if column in ("cv", "sd") and exact == 0:
        return gap == 0
    if column == "margin":
        return gap <= MARGIN_TOLERANCE * max(Fraction(1), abs(exact))
    return gap <= TOLERANCE if column == "cv" else gap <= TOLERANCE * max(Fraction(1), abs(exact))


def by_key(key: Sequence[str], published: Iterable[dict[str, Any]]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Index rows; a key that stands twice is an error."""
    indexed: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in published:
        place = tuple(row[name] for name in key)
        assert place not in indexed, f"twice: {place}"
        indexed[place] = row
    return indexed


def differences(key: Sequence[str], expected: Iterable[object], found: Iterable[dict[str, Any]]) -> list[str]:
    """Name every row and cell that differs, missing and extra rows included."""
    wanted, published = by_key(key, [vars(row) for row in expected]), by_key(key, found)
    problems = [f"not published: {place}" for place in wanted.keys() - published.keys()]
    problems += [f"not expected: {place}" for place in published.keys() - wanted.keys()]
    for place in wanted.keys() & published.keys():
        for column, value in wanted[place].items():
            if not is_same(column, value, published[place][column]):
                problems.append(f"{place} {column}: expected {readable(value)}, found {published[place][column]!r}")
    return sorted(problems)


def readable(value: object) -> str:
    """Write an expected cell so that it can be compared by eye."""
    return f"{value} (about {float(value)!r})" if isinstance(value, (Fraction, Decimal)) else repr(value)


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_row_is_what_the_oracle_expects(case: Case, name: str) -> None:
    """No row is missing, none is extra, and every cell is the oracle's."""
    problems = differences(PUBLISHED[name][2], getattr(case.expected, name), case.found[name])
    assert problems[:SHOWN] == [], f"{len(problems)} differences in {PUBLISHED[name][0]}"


def test_a_difference_is_seen(case: Case) -> None:
    """The comparison finds a changed cell, a missing row, an extra row, and 0 where nothing should be."""
    key = PUBLISHED["dispersions"][2]
    expected = case.expected.dispersions
    place = next(number for number, row in enumerate(expected) if row.cv is not None and row.cv > 0)
    whole = [dict(vars(row)) for row in expected]
    assert differences(key, expected, whole) == []
    changes: tuple[tuple[str, object], ...] = (
        ("cv", whole[place]["cv"] + Decimal("2e-12")),
        ("missing_reason", "section_unknown"),
        ("mean", None),
        ("sd", math.nan),
    )
    for column, value in changes:
        altered = [dict(row) for row in whole]
        altered[place][column] = value
        assert len(differences(key, expected, altered)) == 1
    assert len(differences(key, expected, whole[1:])) == 1
    assert len(differences(key, expected[1:], whole)) == 1
    assert not is_same("cv", Decimal(0), 1e-17)
    assert not is_same("value", None, 0)


def test_there_are_counties_enough(case: Case) -> None:
    """At least 300 generated counties were judged, and the county plan judged each."""
    judged = {row["county_code"] for row in case.found["verdicts"]}
    by_plan = {row["county_code"] for row in case.found["areas"] if row["standard_id"] == "county_plan_2022"}
    assert len(judged) >= 300
    assert by_plan == judged


# --- another implementation of the CV ---


def test_statsmodels_agrees_with_every_cv(case: Case) -> None:
    """An independent library gives the same pupil-weighted CV from the published section values."""
    inside = {(row["term_id"], row["school_id"], row["stage"]) for row in case.found["sections"] if row["in_scope"]}
    groups: dict[tuple[str, str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in case.found["section_indicators"]:
        if (row["term_id"], row["school_id"], row["stage"]) in inside and row["value"] is not None:
            place = (row["term_id"], row["county_code"], row["stage"], row["indicator_id"])
            groups[place].append((float(row["value"]), float(row["denominator"])))
    compared = 0
    for row in case.found["dispersions"]:
        if row["cv"] is not None:
            pairs = groups[row["term_id"], row["county_code"], row["stage"], row["indicator_id"]]
            values, weights = np.array(pairs).T
            spread = DescrStatsW(values, weights=weights, ddof=0)
            assert float(spread.std / spread.mean) == pytest.approx(float(row["cv"]), rel=1e-9, abs=1e-9)
            compared += 1
    assert compared >= 1000


# --- limits the policy does not have ---


CHANGED_LIMITS = {
    # between the ends of the band 46 to 50
    "plan_item_02__class_size__primary": {"limit_value": "48"},
    # the one comparator no limit of today uses
    "plan_item_18__fitness": {"comparator": ">"},
    # the other form of the retention, on a limit both forms keep to
    "plan_item_15__retention__form_a": {"subgroup": "form_b"},
}


@dataclass(frozen=True)
class Changed:
    """A build of a few counties under limits the policy does not have."""

    data: Generated
    database: Path
    expected: Expected

    def verdicts(self, county_code: str, threshold_id: str) -> dict[str, tuple[str, str | None]]:
        """Give status and reason of each entity a limit judges in a county."""
        found = rows(
            self.database,
            f"""select entity_id, status, reason from fct_verdict
                where county_code = '{county_code}' and threshold_id = '{threshold_id}'""",
        )
        return {row["entity_id"]: (row["status"], row["reason"]) for row in found}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Changed:
    """One build of a few counties under them."""
    project = project_copy(tmp_path_factory.mktemp("changed-limits"))
    judge_every_county(project)
    edit_policy(project, "thresholds", lambda row: row | CHANGED_LIMITS.get(row["threshold_id"], {}))
    lines = [f"county_lines_{steps}_{yuan}" for steps in (-1, 0, 1) for yuan in (6000, 7000)]
    data = write_counties(project.parent / "data", only=("class_of_46", "retention_forms", *lines))
    built = dbt_build(project, data.folder)
    assert built.returncode == 0, built.output[-4000:]
    return Changed(data, built.database, expect(project, data.folder))


def test_changed_limits_are_judged_as_the_oracle_does(changed: Changed) -> None:
    """Every row of that build, both ways."""
    found = published(changed.database)
    problems = [
        problem
        for name, (_, _, key) in PUBLISHED.items()
        for problem in differences(key, getattr(changed.expected, name), found[name])
    ]
    assert problems[:SHOWN] == []


def test_a_band_that_holds_the_limit_is_unknown(changed: Changed) -> None:
    """A class of 46 keeps to 48; a class of 46 to 50 may or may not; bands below do."""
    county = changed.data.named["class_of_46"]
    judged = changed.verdicts(county.code, "plan_item_02__class_size__primary")
    assert judged[f"{county.schools['listed']}-primary-1-1"] == ("met", None)
    assert judged[f"{county.schools['banded']}-primary-46_50"] == ("unknown", "band_holds_limit")
    assert judged[f"{county.schools['banded']}-primary-41_45"] == ("met", None)


def test_a_limit_to_be_exceeded_is_not_met_at_the_limit(changed: Changed) -> None:
    """1045 of 1100 pupils are exactly 95 %: not above it; one more is, one less is not."""
    for steps, status in ((-1, "unmet"), (0, "unmet"), (1, "met")):
        for code in changed.data.recipes[f"county_lines_{steps}_7000"]:
            assert changed.verdicts(code, "plan_item_18__fitness") == {code: (status, None)}


def test_the_other_form_of_the_retention_can_be_judged(changed: Changed) -> None:
    """480 of 499 are 96.19 %, which keeps to 96 as well."""
    code = changed.data.named["retention_forms"].code
    (row,) = rows(
        changed.database,
        f"""select subgroup, value, status from fct_verdict
            where county_code = '{code}' and threshold_id = 'plan_item_15__retention__form_a'""",
    )
    assert (row["subgroup"], round(row["value"], 2), row["status"]) == ("form_b", 96.19, "met")


# --- the cases really are there ---


def test_every_limit_is_met_missed_and_unknown(case: Case) -> None:
    """Each limit of the policy has each of the three answers somewhere; each indicator but the listed is judged."""
    seen = defaultdict(set)
    for row in case.expected.verdicts:
        seen[row.threshold_id].add(row.status)
    limits = [row["threshold_id"] for row in read_csv(ROOT / "seeds" / "policy" / "thresholds.csv")]
    assert [limit for limit in limits if not seen[limit] >= {"met", "unmet", "unknown"}] == []
    indicators = {row["indicator_id"] for row in read_csv(ROOT / "seeds" / "policy" / "indicators.csv")}
    assert indicators - {row.indicator_id for row in case.expected.verdicts} == UNJUDGED


def test_what_only_informs_has_figures_and_gaps(case: Case) -> None:
    """Each indicator without a limit is known somewhere and missing somewhere."""
    figures = [*case.expected.section_indicators, *case.expected.county_indicators]
    known = {row.indicator_id for row in figures if row.value is not None}
    missing = {row.indicator_id for row in figures if row.missing_reason is not None}
    assert known & missing >= UNJUDGED - {"RC"}


def test_every_limit_is_tried_on_both_sides_and_at_it(case: Case) -> None:
    """Each limit on a figure has one exactly at it, one below and one above, where there can be one."""
    sides = defaultdict(set)
    limits = {}
    for row in case.expected.verdicts:
        if row.statistic in ("value", "share", "trend") and row.value is not None:
            sides[row.threshold_id].add((row.value > row.limit_value) - (row.value < row.limit_value))
            limits[row.threshold_id] = row
    assert {row.comparator for row in limits.values()} == {">=", "<=", "<", "="}
    for threshold_id, row in limits.items():
        exact = row.comparator == "="
        wanted = {-1, 0, 1}
        if exact and row.indicator_id in NEVER_ABOVE:
            wanted -= {1}
        if exact and row.indicator_id in NEVER_BELOW:
            wanted -= {-1}
        assert sides[threshold_id] == wanted, threshold_id


def test_every_status_and_reason_occurs(case: Case) -> None:
    """Each statistic on sections is met, missed, unknown and not applicable somewhere, in both stages."""
    seen = {(row.statistic, row.stage, row.status) for row in case.expected.verdicts if row.indicator_id[0] == "R"}
    for stage in ("primary", "junior"):
        for statistic in ("value", "mean", "cv", "rule"):
            assert {status for name, of, status in seen if (name, of) == (statistic, stage)} == {
                "met",
                "unmet",
                "unknown",
                "not_applicable",
                *(("near",) if statistic == "value" else ()),
            }
    reasons = {row.reason for row in case.expected.verdicts} | {row.reason for row in case.expected.areas}
    listed = {row["reason"] for row in read_csv(ROOT / "seeds" / "reference" / "reasons.csv")}
    # no band of today holds a limit: see the changed limits
    assert reasons - {None} == listed - {"band_holds_limit"}
    areas = {(row.standard_id, row.area_id, row.status) for row in case.expected.areas}
    assert areas == {
        (standard, area, status)
        for standard in ("national_2017", "county_plan_2022")
        for area in ("resource", "government", "quality", "recognition", "veto")
        for status in ("met", "unmet", "unknown", "not_applicable")
        # only the figures of sections can leave a whole area without anything to judge; the plan has no vetoes
        if (status != "not_applicable" or area == "resource") and (standard, area) != ("county_plan_2022", "veto")
    }


def test_values_stand_exactly_on_limits_and_floors(case: Case) -> None:
    """For each indicator and stage a value is exactly the limit, exactly the floor, and just under each."""
    values = [row for row in case.expected.verdicts if row.statistic == "value" and row.value is not None]
    for stage in NEEDED:
        for number in range(1, 8):
            ratios = {
                row.value / row.limit_value
                for row in values
                if (row.indicator_id, row.stage, row.standard_id) == (f"R{number}", stage, "national_2017")
            }
            assert {Fraction(1), FLOOR} <= ratios
            for line in (Fraction(1), FLOOR):
                assert any(line - Fraction(1, 50) < ratio < line for ratio in ratios)
                assert any(line < ratio < line + Fraction(1, 50) for ratio in ratios)


def test_cvs_stand_exactly_on_their_limits(case: Case) -> None:
    """In both stages a CV is exactly the limit, a hair above, a hair below, and exactly 0."""
    for stage in ("primary", "junior"):
        rows_of_stage = [row for row in case.expected.verdicts if (row.statistic, row.stage) == ("cv", stage)]
        margins = [(row.margin, row.status) for row in rows_of_stage if row.margin is not None]
        assert sum(margin == 0 and status == "met" for margin, status in margins) >= 14
        assert any(-Fraction(1, 10**6) < margin < 0 and status == "unmet" for margin, status in margins)
        assert any(0 < margin < Fraction(1, 10**6) and status == "met" for margin, status in margins)
        level = [row for row in case.expected.dispersions if row.stage == stage and row.cv == 0]
        assert any(row.n_sections == 1 for row in level)
        assert sum(row.n_sections > 1 for row in level) >= 50


def test_means_stand_exactly_on_their_limits(case: Case) -> None:
    """Each mean is exactly its limit, just under and just over it; also where the shares in it do not terminate."""
    means = [row for row in case.expected.verdicts if row.statistic == "mean" and row.margin is not None]
    for stage in ("primary", "junior"):
        for indicator_id in ("R1", "R2", "R3", "R5", "R6", "R7"):
            close = {
                (row.margin > 0) - (row.margin < 0): row.status
                for row in means
                if (row.indicator_id, row.stage) == (indicator_id, stage)
                and abs(row.margin / row.limit_value) < Fraction(1, 100)
            }
            assert close == {-1: "unmet", 0: "met", 1: "met"}
    codes = case.build.data.recipes["mean_of_split"]
    split = [row for row in means if row.county_code in codes and row.stage == "primary" and row.margin == 0]
    assert {row.indicator_id for row in split} >= {"R5", "R6"}


@pytest.mark.parametrize("kind", ["312", "341", "345"])
def test_split_shares_are_exactly_even(case: Case, kind: str) -> None:
    """A split campus has exactly the ratio of unsplit schools, in fractions that do not terminate: the CV is 0."""
    codes = case.build.data.recipes[f"equal_ratios_{kind}"]
    stages = ("junior",) if kind == "341" else ("primary", "junior")
    for code in codes:
        even = [
            row
            for row in case.expected.dispersions
            if row.county_code == code and row.n_sections > 1 and row.indicator_id.startswith("R")
        ]
        assert {row.stage for row in even} == set(stages)
        assert all(row.cv == 0 for row in even)


def test_split_campuses_stand_exactly_on_limits(case: Case) -> None:
    """A stage of a split campus is exactly at its limit, and one unit under it."""
    for kind, stages in {
        "312": ("primary", "junior"),
        "341": ("junior",),
        "345": ("primary", "junior"),
    }.items():
        for steps, status in ((0, "met"), (-1, "near")):
            codes = case.build.data.recipes[f"split_at_limit_{kind}_{steps}"]
            close = {
                (row.indicator_id, row.stage, row.value == row.limit_value, row.status)
                for row in case.expected.verdicts
                if row.county_code in codes
                and (row.statistic, row.standard_id) == ("value", "national_2017")
                and row.value is not None
                and abs(row.value / row.limit_value - 1) < Fraction(1, 50)
            }
            shared = ("R4", "R5", "R6", "R7")
            assert close == {(name, stage, steps == 0, status) for name in shared for stage in stages}


def test_campuses_of_every_make_occur(case: Case) -> None:
    """Through-schools, attached classes at every kind of parent, private schools, special and vocational ones."""
    source = Source(case.build.project, case.build.data.folder)
    schools = source.forms["schools"]
    kinds = {school["school_kind"] for school in schools.values()}
    assert kinds >= {"211", "218", "219", "311", "312", "319", "341", "342", "345", "361", "514"}
    attached = {
        (schools[term_id, school["parent_school_id"]]["school_kind"], school["school_kind"])
        for (term_id, _), school in schools.items()
        if school["parent_school_id"]
    }
    assert attached >= {
        ("311", "219"),
        ("211", "319"),
        ("211", "219"),
        ("312", "319"),
        ("342", "319"),
        ("361", "319"),
    }
    assert "10" in {school["organiser_code"] for school in schools.values()}
    assert any(school_id.startswith("00") for _, school_id in schools)


def test_gaps_of_every_form_occur(case: Case) -> None:
    """Each form is missing whole and cell by cell, and a split lacks each stage."""
    texts = {row.missing for row in case.expected.section_indicators}
    assert texts >= {
        "pupils.pupils",
        "teachers.doctor, teachers.master, teachers.bachelor, teachers.college",
        "teachers.doctor, teachers.master, teachers.bachelor",
        "teachers.doctor, teachers.college",
        "teachers.backbone",
        "teachers.pe, teachers.music, teachers.fine_art, teachers.arts",
        "premises.teaching_area_m2, premises.indoor_sports_m2",
        "premises.teaching_area_m2",
        "premises.outdoor_sports_m2, premises.indoor_sports_m2, premises.gymnasium_m2",
        "premises.outdoor_sports_m2",
        "equipment.equipment_value_wan",
        "equipment.multimedia_rooms",
        "pupils.pupils (primary)",
        "pupils.pupils (junior)",
        "pupils.pupils (senior)",
        "pupils.pupils (junior), pupils.pupils (senior)",
    }
    assert any("; " in (row.missing or "") for row in case.expected.dispersions)


def test_visiting_teachers_occur_on_both_sides(case: Case) -> None:
    """Claims count for rural sections of 50 and 99 pupils, and not at 49, at 100, or in a town."""
    for code in case.build.data.recipes["visiting_claims"]:
        counted = {
            (int(row.denominator), int(row.numerator))
            for row in case.expected.section_indicators
            if (row.county_code, row.indicator_id, row.stage) == (code, "R3", "primary")
            and row.denominator is not None
            and row.numerator is not None
        }
        assert counted == {(49, 0), (50, 1), (99, 1), (100, 0), (75, 0)}


def test_corrections_occur(case: Case) -> None:
    """Rows were corrected more than once, the tenth revision included, and some corrections blank a cell."""
    keys = ("term_id", "school_id", "stage")
    teachers = read_csv(case.build.data.folder / "teachers.csv")
    latest = latest_revisions(teachers, keys)
    assert {"2", "3", "10"} <= {row["revision"] for row in latest.values()}
    assert len(teachers) > len(latest)
    assert any(row["revision"] != "1" and not row["backbone"] for row in latest.values())


def test_classes_are_told_in_every_way(case: Case) -> None:
    """Some sections list their classes, some tell bands, some have a member that tells neither, most have none."""
    source = Source(case.build.project, case.build.data.folder)
    counts = {(row.term_id, row.school_id, row.stage): row.classes for row in case.expected.sections}
    for told in (source.class_lists, source.class_bands):
        assert any(counts.get(place) for place in told)
        assert any(counts.get(place, 0) is None for place in told)


# --- the data folder itself ---


def test_the_same_seed_gives_the_same_bytes(generated: Generated, tmp_path: Path) -> None:
    """Generating twice writes the same files."""
    again = write_counties(tmp_path / "again")
    assert again.codes == generated.codes
    for path in sorted(generated.folder.glob("*.csv")):
        assert path.read_bytes() == (again.folder / path.name).read_bytes(), path.name
