"""The warehouse against the oracle: every published row of a few hundred invented counties, both ways."""

from __future__ import annotations

import csv
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
from conftest import ROOT, GeneratedBuild, rows
from counties import FLOOR, HEADERS, NEEDED, Generated, NamedCounty, write_counties
from oracle import (
    AreaRow,
    Dispersion,
    Expected,
    SectionIndicator,
    SectionRow,
    Source,
    Verdict,
    expect,
    latest_revisions,
    read_csv,
)
from statsmodels.stats.weightstats import DescrStatsW

TOLERANCE = Fraction(1, 10**12)
SHOWN = 25

PUBLISHED: dict[str, tuple[str, type, tuple[str, ...]]] = {
    "section_indicators": (
        "fct_section_indicator",
        SectionIndicator,
        ("term_id", "school_id", "stage", "indicator_id"),
    ),
    "dispersions": (
        "fct_indicator_dispersion",
        Dispersion,
        ("term_id", "county_code", "stage", "indicator_id"),
    ),
    "verdicts": ("fct_verdict", Verdict, ("threshold_id", "subgroup", "entity_type", "entity_id", "term_id")),
    "sections": ("dim_section", SectionRow, ("term_id", "school_id", "stage")),
    "areas": ("rpt_county_scorecard", AreaRow, ("standard_id", "term_id", "county_code", "area_id")),
}


@dataclass(frozen=True)
class Case:
    """What the warehouse published and what the oracle expects."""

    build: GeneratedBuild
    expected: Expected
    found: dict[str, list[dict[str, Any]]]

    def verdict(self, county: NamedCounty, school: str, threshold_id: str) -> dict[str, Any]:
        """Give the published verdict of a named school."""
        return self.one("verdicts", threshold_id=threshold_id, entity_id=county.schools[school], term_id=county.term_id)

    def one(self, name: str, **cells: object) -> dict[str, Any]:
        """Give the one published row with these cells."""
        (row,) = [row for row in self.found[name] if all(row[cell] == value for cell, value in cells.items())]
        return row


@pytest.fixture(scope="module")
def case(generated_build: GeneratedBuild) -> Case:
    """One build of the generated counties, read once, beside the oracle's rows."""
    found = {}
    for name, (table, kind, _) in PUBLISHED.items():
        columns = ", ".join(item.name for item in fields(kind))
        found[name] = rows(generated_build.built.database, f"select {columns} from {table}")
    expected = expect(generated_build.project, generated_build.data.folder)
    return Case(generated_build, expected, found)


@pytest.fixture(scope="module")
def named(case: Case) -> dict[str, NamedCounty]:
    """The counties with a name."""
    return case.build.data.named


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
    shown = "\n".join(problems[:SHOWN])
    assert not problems, f"{len(problems)} differences in {PUBLISHED[name][0]}, the first {SHOWN}:\n{shown}"


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


# --- counties with a name ---


def unweighted_cv(values: Sequence[float], ddof: int) -> float:
    """Give the CV that forgets the pupils."""
    return float(np.std(values, ddof=ddof) / np.mean(values))


def test_worked_example(case: Case, named: dict[str, NamedCounty]) -> None:
    """The published example of five primary schools: 0.5152566, and none of the wrong variants."""
    row = case.one("dispersions", county_code=named["worked_example"].code, stage="primary", indicator_id="R5")
    assert (row["n_sections"], row["n_unknown"], row["pupils"], row["resource"]) == (5, 0, 302, 1913)
    assert float(row["mean"]) == pytest.approx(6.334437, abs=5e-7)
    assert float(row["sd"]) == pytest.approx(3.26, abs=5e-3)
    assert float(row["sd"]) ** 2 == pytest.approx(10.65, abs=5e-3)
    assert float(row["cv"]) == pytest.approx(0.5152566, abs=5e-8)


def test_worked_example_tells_wrong_variants_apart(case: Case, named: dict[str, NamedCounty]) -> None:
    """Four plausible mistakes give other numbers, and the published one is none of them."""
    code = named["worked_example"].code
    cv = float(case.one("dispersions", county_code=code, stage="primary", indicator_id="R5")["cv"])
    pupils = np.array([45, 37, 89, 76, 55], dtype=float)
    values = np.array([279, 137, 935, 160, 402]) / pupils
    mean = float(np.average(values, weights=pupils))
    rounded = np.average((values.round(2) - round(mean, 2)) ** 2, weights=pupils)
    wrong = {
        "unweighted population": (unweighted_cv(values, 0), 0.488771),
        "unweighted sample": (unweighted_cv(values, 1), 0.546462),
        "rounded first": (math.sqrt(rounded) / round(mean, 2), 0.515686),
        "reliability weights": (math.sqrt(np.cov(values, aweights=pupils, ddof=1)) / mean, 0.583623),
    }
    for name, (worked_out, printed) in wrong.items():
        assert worked_out == pytest.approx(printed, abs=5e-7), name
        assert abs(cv - worked_out) > 1e-4, name


def test_worked_example_is_judged(case: Case, named: dict[str, NamedCounty]) -> None:
    """0.5152566 does not keep to 0.50, though the unweighted 0.488771 would; the mean misses the plan's 7.5."""
    code = named["worked_example"].code
    cv = case.one("verdicts", threshold_id="national__sports_area_per_pupil__cv__primary", entity_id=code)
    mean = case.one("verdicts", threshold_id="plan_item_04__sports_area_per_pupil__primary", entity_id=code)
    assert (cv["status"], mean["status"]) == ("unmet", "unmet")
    assert float(cv["margin"]) == pytest.approx(0.5 - 0.5152566, abs=5e-8)
    assert float(mean["margin"]) == pytest.approx(6.334437 - 7.5, abs=5e-7)


@pytest.mark.parametrize(
    ("school", "stage", "per_pupil"),
    [
        ("nine_year", "primary", 5.769231),
        ("nine_year", "junior", 6.346154),
        ("complete_secondary", "junior", 6.716418),
        ("twelve_year", "primary", 8.356546),
        ("twelve_year", "junior", 9.192201),
    ],
)
def test_split_examples(case: Case, named: dict[str, NamedCounty], school: str, stage: str, per_pupil: float) -> None:
    """The published examples of shared premises."""
    school_id = named["split_examples"].schools[school]
    row = case.one("section_indicators", school_id=school_id, stage=stage, indicator_id="R4")
    assert float(row["value"]) == pytest.approx(per_pupil, abs=5e-7)


def test_split_of_books(case: Case, named: dict[str, NamedCounty]) -> None:
    """166 primary and 210 junior pupils share 23 226 as 9 711.6 and 13 514.4."""
    school_id = named["split_examples"].schools["books"]
    shares = [
        float(case.one("section_indicators", school_id=school_id, stage=stage, indicator_id="R5")["numerator"])
        for stage in ("primary", "junior")
    ]
    assert shares == pytest.approx([9711.6, 13514.4], abs=0.05)
    assert sum(shares) == pytest.approx(23226, abs=1e-6)


@pytest.mark.parametrize(
    ("school", "status"), [("pe_9_of_1000", "met"), ("pe_9_of_1001", "near"), ("pe_8_of_889", "near")]
)
def test_pe_and_arts_teachers_on_the_line(case: Case, named: dict[str, NamedCounty], school: str, status: str) -> None:
    """9 for 1000 is exactly 0.9 per 100; one pupil more, or 8 for 889, only prints as 0.90."""
    row = case.verdict(named["boundaries"], school, "national__pe_arts_teachers_per_100__primary")
    assert row["status"] == status
    assert round(float(row["value"]), 2) == 0.9


@pytest.mark.parametrize(
    ("county", "school", "status", "n_met", "reason", "missing"),
    [
        ("boundaries", "six_met_one_at_floor", "met", 6, None, None),
        ("boundaries", "six_met_one_below_floor", "unmet", 6, None, None),
        ("rule_lines", "seven_met", "met", 7, None, None),
        ("rule_lines", "five_met_two_near", "unmet", 5, None, None),
        ("rule_lines", "six_met_one_unknown", "unknown", None, "indicators_unknown", "R7"),
        ("rule_lines", "five_met_one_unmet_one_unknown", "unmet", 5, None, None),
        ("rule_lines", "five_met_one_near_one_unknown", "unknown", None, "indicators_unknown", "R1"),
        ("rule_lines", "four_met_two_near_one_unknown", "unmet", 4, None, None),
        ("rule_lines", "point_49", "not_applicable", None, "teaching_point_under_50", None),
        ("rule_lines", "point_50", "met", 7, None, None),
    ],
)
def test_school_rule_on_the_line(
    case: Case,
    named: dict[str, NamedCounty],
    county: str,
    school: str,
    status: str,
    n_met: int | None,
    reason: str | None,
    missing: str | None,
) -> None:
    """6 of 7 and the last at 85 %: one less, one unknown, and both."""
    row = case.verdict(named[county], school, "national__school_rule__primary")
    assert (row["status"], row["value"], row["reason"], row["missing"]) == (status, n_met, reason, missing)


@pytest.mark.parametrize(("school", "status"), [("six_met_one_at_floor", "near"), ("six_met_one_below_floor", "unmet")])
def test_floor_of_the_teaching_area(case: Case, named: dict[str, NamedCounty], school: str, status: str) -> None:
    """3.825 m² is exactly 85 % of 4.5; a square decimetre of the school less is below."""
    row = case.verdict(named["boundaries"], school, "national__teaching_area_per_pupil__primary")
    assert (row["status"], float(row["floor_value"])) == (status, 3.825)


@pytest.mark.parametrize(
    ("school", "in_scope", "scope_reason"),
    [("point_49", False, "teaching_point_under_50"), ("point_50", True, None)],
)
def test_teaching_points(
    case: Case, named: dict[str, NamedCounty], school: str, in_scope: bool, scope_reason: str | None
) -> None:
    """A teaching point with 49 pupils is out and says why; with 50 it is in."""
    row = case.one("sections", school_id=named["rule_lines"].schools[school])
    assert (bool(row["in_scope"]), row["scope_reason"]) == (in_scope, scope_reason)


def test_a_limit_holds_only_while_it_is_in_force(case: Case) -> None:
    """Before March 2022 and after 2032 the plan judges nothing; the national standard still does."""
    for name in ("before_plan", "after_plan"):
        (code,) = case.build.data.recipes[name]
        standards = {row["standard_id"] for row in case.found["verdicts"] if row["county_code"] == code}
        assert standards == {"national_2017"}
        row = case.one("areas", county_code=code, standard_id="county_plan_2022", area_id="resource")
        assert (row["status"], row["reason"], row["required"]) == ("unknown", "not_yet_encoded", 0)


# --- the cases really are there ---


def test_every_status_and_reason_occurs(case: Case) -> None:
    """Each statistic is met, missed, unknown and not applicable somewhere, in both stages."""
    seen = {(row.statistic, row.stage, row.status) for row in case.expected.verdicts}
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
    assert reasons - {None} == listed
    areas = {(row.standard_id, row.status) for row in case.expected.areas if row.area_id == "resource"}
    assert areas == {
        (standard, status)
        for standard in ("national_2017", "county_plan_2022")
        for status in ("met", "unmet", "unknown", "not_applicable")
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
        even = [row for row in case.expected.dispersions if row.county_code == code and row.n_sections > 1]
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


def test_class_lists_are_whole_partial_and_absent(case: Case) -> None:
    """Some sections list their classes, some have a member that does not, most have none."""
    counts = [row.classes for row in case.expected.sections]
    listed = {school for _, school, *_ in Source(case.build.project, case.build.data.folder).forms["classes"]}
    assert any(counts)
    assert any(row.classes is None and row.school_id in listed for row in case.expected.sections)


# --- the data folder itself ---


def test_headers_are_those_of_the_seeds() -> None:
    """The generated files have the columns of the project's own."""
    for form, header in HEADERS.items():
        folder = "reference" if form in ("counties", "townships") else "survey"
        with (ROOT / "seeds" / folder / f"{form}.csv").open(encoding="utf-8", newline="") as file:
            assert tuple(next(csv.reader(file))) == header


def test_the_same_seed_gives_the_same_bytes(generated: Generated, tmp_path: Path) -> None:
    """Generating twice writes the same files."""
    again = write_counties(tmp_path / "again")
    assert again.codes == generated.codes
    for path in sorted(generated.folder.glob("*.csv")):
        content = path.read_bytes()
        assert content == (again.folder / path.name).read_bytes()
        assert b"\r" not in content
