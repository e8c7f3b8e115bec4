"""Counties with a name: every line of the standards on both sides, with the numbers worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import GeneratedBuild, rows

NATIONAL, PLAN = "national_2017", "county_plan_2022"


@dataclass(frozen=True)
class Named:
    """What was published of one named county."""

    database: Path
    code: str
    schools: dict[str, str]

    def all(self, table: str, **cells: str) -> list[dict[str, Any]]:
        """Give the county's rows of a table with these cells."""
        wanted = "".join(f" and {name} = '{value}'" for name, value in cells.items())
        return rows(self.database, f"select * from {table} where county_code = '{self.code}'{wanted}")

    def one(self, table: str, **cells: str) -> dict[str, Any]:
        """Give the county's one such row."""
        (row,) = self.all(table, **cells)
        return row

    def verdict(self, threshold_id: str, school: str = "", subgroup: str | None = None) -> dict[str, Any]:
        """Give a verdict on the county, or on one of its schools."""
        cells = {} if subgroup is None else {"subgroup": subgroup}
        entity_id = self.schools[school] if school else self.code
        return self.one("fct_verdict", threshold_id=threshold_id, entity_id=entity_id, **cells)

    def statuses(self, threshold_id: str, *schools: str) -> tuple[str, ...]:
        """Give the status of a verdict on each of some schools."""
        return tuple(self.verdict(threshold_id, school)["status"] for school in schools)

    def areas(self, standard_id: str) -> dict[str, str]:
        """Give the status of each area, and of the county."""
        found = self.all("rpt_county_scorecard", standard_id=standard_id)
        (of_county,) = {row["county_status"] for row in found}
        return {row["area_id"]: row["status"] for row in found} | {"county": of_county}


View = Callable[[str], Named]


@pytest.fixture(scope="module")
def view(generated_build: GeneratedBuild) -> View:
    """Look at a county by its name."""

    def named(name: str) -> Named:
        county = generated_build.data.named[name]
        return Named(generated_build.built.database, county.code, county.schools)

    return named


# --- sections: the published examples, the school rule ---


def unweighted_cv(values: Sequence[float], ddof: int) -> float:
    """Give the CV that forgets the pupils."""
    return float(np.std(values, ddof=ddof) / np.mean(values))


def test_worked_example(view: View) -> None:
    """The published example of five primary schools: 0.5152566, and none of the wrong variants."""
    row = view("worked_example").one("fct_indicator_dispersion", stage="primary", indicator_id="R5")
    assert (row["n_sections"], row["n_unknown"], row["pupils"], row["resource"]) == (5, 0, 302, 1913)
    assert float(row["mean"]) == pytest.approx(6.334437, abs=5e-7)
    assert float(row["sd"]) == pytest.approx(3.26, abs=5e-3)
    assert float(row["sd"]) ** 2 == pytest.approx(10.65, abs=5e-3)
    assert float(row["cv"]) == pytest.approx(0.5152566, abs=5e-8)


def test_worked_example_tells_wrong_variants_apart(view: View) -> None:
    """Four plausible mistakes give other numbers, and the published one is none of them."""
    cv = view("worked_example").one("fct_indicator_dispersion", stage="primary", indicator_id="R5")["cv"]
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


def test_worked_example_is_judged(view: View) -> None:
    """0.5152566 does not keep to 0.50, though the unweighted 0.488771 would; the mean misses the plan's 7.5."""
    county = view("worked_example")
    cv = county.verdict("national__sports_area_per_pupil__cv__primary")
    mean = county.verdict("plan_item_04__sports_area_per_pupil__primary")
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
def test_split_examples(view: View, school: str, stage: str, per_pupil: float) -> None:
    """The published examples of shared premises."""
    county = view("split_examples")
    row = county.one("fct_section_indicator", school_id=county.schools[school], stage=stage, indicator_id="R4")
    assert float(row["value"]) == pytest.approx(per_pupil, abs=5e-7)


def test_split_of_books(view: View) -> None:
    """166 primary and 210 junior pupils share 23 226 as 9 711.6 and 13 514.4."""
    county = view("split_examples")
    books = {"school_id": county.schools["books"], "indicator_id": "R5"}
    shares = [
        float(county.one("fct_section_indicator", stage=stage, **books)["numerator"]) for stage in ("primary", "junior")
    ]
    assert shares == pytest.approx([9711.6, 13514.4], abs=0.05)
    assert sum(shares) == pytest.approx(23226, abs=1e-6)


@pytest.mark.parametrize(
    ("school", "status"), [("pe_9_of_1000", "met"), ("pe_9_of_1001", "near"), ("pe_8_of_889", "near")]
)
def test_pe_and_arts_teachers_on_the_line(view: View, school: str, status: str) -> None:
    """9 for 1000 is exactly 0.9 per 100; one pupil more, or 8 for 889, only prints as 0.90."""
    row = view("boundaries").verdict("national__pe_arts_teachers_per_100__primary", school)
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
    view: View,
    county: str,
    school: str,
    status: str,
    n_met: int | None,
    reason: str | None,
    missing: str | None,
) -> None:
    """6 of 7 and the last at 85 %: one less, one unknown, and both."""
    row = view(county).verdict("national__school_rule__primary", school)
    assert (row["status"], row["value"], row["reason"], row["missing"]) == (status, n_met, reason, missing)


@pytest.mark.parametrize(("school", "status"), [("six_met_one_at_floor", "near"), ("six_met_one_below_floor", "unmet")])
def test_floor_of_the_teaching_area(view: View, school: str, status: str) -> None:
    """3.825 m² is exactly 85 % of 4.5; a square decimetre of the school less is below."""
    row = view("boundaries").verdict("national__teaching_area_per_pupil__primary", school)
    assert (row["status"], float(row["floor_value"])) == (status, 3.825)


@pytest.mark.parametrize(
    ("school", "in_scope", "scope_reason"),
    [("point_49", False, "teaching_point_under_50"), ("point_50", True, None)],
)
def test_teaching_points(view: View, school: str, in_scope: bool, scope_reason: str | None) -> None:
    """A teaching point with 49 pupils is out and says why; with 50 it is in."""
    county = view("rule_lines")
    row = county.one("dim_section", school_id=county.schools[school])
    assert (bool(row["in_scope"]), row["scope_reason"]) == (in_scope, scope_reason)


# --- classes, rooms, sizes, funds of schools ---


def test_one_class_of_46_is_named(view: View) -> None:
    """One of six listed classes has 46 pupils, and one of six in bands has 46 to 50: each is named; 45 is met."""
    county = view("class_of_46")
    for threshold_id in ("national__class_size__primary", "plan_item_02__class_size__primary"):
        found = {row["entity_id"]: row for row in county.all("fct_verdict", threshold_id=threshold_id)}
        listed, banded = county.schools["listed"], county.schools["banded"]
        over = {entity_id for entity_id, row in found.items() if row["status"] == "unmet"}
        assert over == {f"{listed}-primary-1-1", f"{banded}-primary-46_50"}
        assert {row["status"] for row in found.values()} == {"met", "unmet"}
        first, second = found[f"{listed}-primary-1-1"], found[f"{listed}-primary-2-1"]
        assert (first["value"], first["margin"]) == (46, -1)
        assert (second["value"], second["margin"], second["status"]) == (45, 0, "met")
        assert first["entity_name"].endswith("小学 1年级1班")
        # from bands: the school and how many classes are over
        assert found[f"{banded}-primary-46_50"]["entity_name"].endswith("小学 46–50人（1个班）")
    assert county.one("rpt_indicator_scorecard", standard_id=NATIONAL, indicator_id="G5")["status"] == "unmet"
    assert county.areas(NATIONAL)["government"] == "unmet"


def test_thirteen_classes_need_two_music_rooms(view: View) -> None:
    """13 classes with one music room of 96 m² lack one, 12 do not; a smaller room counts for the plan alone."""
    county = view("thirteen_classes")
    schools = ("one_room", "two_rooms", "twelve_classes", "one_large_one_small")
    assert county.statuses("national__special_rooms__music_from_96", *schools) == ("unmet", "met", "met", "unmet")
    assert county.statuses("plan_item_04__special_rooms__music", *schools) == ("unmet", "met", "met", "met")
    short = county.one(
        "ledger_unmet", threshold_id="national__special_rooms__music_from_96", entity_id=county.schools["one_room"]
    )
    assert (short["shortfall"], short["value"]) == (1, pytest.approx(12 / 13))


@pytest.mark.parametrize(
    ("school", "national", "plan"),
    [
        ("single_1999", "met", "met"),
        ("single_2000", "met", "met"),
        ("single_2001", "unmet", "unmet"),
        ("through_2000", "met", "met"),
        ("through_2001", "met", "unmet"),
        ("through_2400", "met", "unmet"),
        ("through_2500", "met", "unmet"),
        ("through_2501", "unmet", "unmet"),
        # 1900 junior pupils beside 900 senior ones: the compulsory part counts
        ("complete", "met", "met"),
    ],
)
def test_size_of_schools(view: View, school: str, national: str, plan: str) -> None:
    """2000 is met and 2001 is not; a through-school may have 2500 nationally, and no more than others by the plan."""
    county = view("sizes_of_schools")
    kind = "through_school" if school.startswith("through") else "single_stage_school"
    other = {"through_school": "single_stage_school", "single_stage_school": "through_school"}[kind]
    assert county.verdict(f"national__school_size__{kind}", school)["status"] == national
    assert county.verdict(f"national__school_size__{other}", school)["status"] == "not_applicable"
    assert county.verdict("plan_item_02__school_size", school)["status"] == plan


def test_relaxed_sizes(view: View) -> None:
    """Built by 2010, or more than half of the pupils migrants' children: 2400 and 3000; exactly half is not more."""
    county = view("sizes_of_schools")
    single = ("old_2400", "old_2401", "half_migrants", "most_migrants")
    through = ("through_3000", "through_3001", "through_untold")
    assert county.statuses("transitional__school_size__relaxed_single_stage", *single) == (
        "met",
        "unmet",
        "not_applicable",
        "met",
    )
    assert county.statuses("transitional__school_size__relaxed_through", *through) == ("met", "unmet", "unknown")


@pytest.mark.parametrize(
    "threshold_id", ["national__small_school_funding__{}", "plan_item_01__small_school_funding__{}"]
)
def test_small_schools_are_funded_for_a_hundred(view: View, threshold_id: str) -> None:
    """60 pupils of a village school and 12 of a teaching point: 100 x 650 yuan is what is due, 99 x 650 is not."""
    county = view("village_funds")
    threshold_id = threshold_id.format("small_village_school")
    assert county.statuses(threshold_id, "village_100", "point_100", "village_of_99", "point_of_50") == ("met",) * 4
    assert county.statuses(threshold_id, "village_99", "point_99") == ("unmet", "unmet")
    assert county.statuses(threshold_id, "village_of_100", "town_60") == ("not_applicable",) * 2
    assert county.verdict(threshold_id, "village_99")["value"] == 99


# --- what a campus is judged by ---


def test_attached_classes_make_no_through_school(view: View) -> None:
    """1500 junior pupils and 501 in attached primary classes are 2001 of a school of one stage, no through-school."""
    county = view("attached_make_no_through_school")
    for school in ("recent", "old"):
        single = county.verdict("national__school_size__single_stage_school", school)
        assert (single["value"], single["status"]) == (2001, "unmet")
        assert county.verdict("national__school_size__through_school", school)["status"] == "not_applicable"
    # built by 2010 it may have 2400, as one of one stage
    assert county.statuses("transitional__school_size__relaxed_single_stage", "recent", "old") == (
        "not_applicable",
        "met",
    )
    assert county.statuses("transitional__school_size__relaxed_through", "recent", "old") == ("not_applicable",) * 2
    assert county.verdict("national__school_size__through_school", "through")["status"] == "met"
    assert county.verdict("national__school_size__single_stage_school", "through")["status"] == "not_applicable"


def test_attached_classes_of_a_vocational_school_are_judged(view: View) -> None:
    """One class of 60, 58 minutes and 4 of 100 for training are judged; the seven resources are not."""
    county = view("vocational_classes")
    school = county.schools["vocational"]
    (junior_class,) = county.all("fct_verdict", entity_id=f"{county.schools['attached']}-junior-7-1", standard_id=PLAN)
    assert (junior_class["value"], junior_class["status"]) == (60, "unmet")
    assert county.verdict("plan_item_18__daily_exercise", "vocational")["status"] == "unmet"
    assert county.verdict("national__training_money", "vocational")["value"] == 4
    assert county.verdict("national__school_size__single_stage_school", "vocational")["value"] == 60
    assert county.verdict("national__special_rooms__music_from_96", "vocational")["status"] == "met"
    section = county.one("dim_section", school_id=school)
    assert (section["stage"], section["in_scope"], section["scope_reason"]) == ("junior", False, "vocational_school")
    resources = county.all("fct_verdict", entity_type="section", entity_id=school)
    assert {row["reason"] for row in resources} == {"vocational_school"}
    # 400, 400 and 120 pupils of the other schools are all fit
    fitness = county.one("fct_county_indicator", indicator_id="P6")
    assert (fitness["numerator"], fitness["denominator"]) == (920 + 30, 920 + 60)
    # it counts as a school and takes no part: 3 of 4
    monitoring = county.one("fct_county_indicator", indicator_id="P11")
    assert (monitoring["numerator"], monitoring["denominator"]) == (3, 4)


def test_only_schools_are_asked_about_the_monitoring(view: View) -> None:
    """A teaching point that counts as no school is not asked, whether it takes part or tells nothing: 3 of 3."""
    row = view("teaching_points_in_no_monitoring").one("fct_county_indicator", indicator_id="P11")
    assert (row["numerator"], row["denominator"], row["value"]) == (3, 3, 100)


@pytest.mark.parametrize(
    ("school", "teachers"),
    [
        ("99_in_all", 2),
        ("100_in_all", 0),
        ("untold_stage", 0),
        ("99_with_senior", 2),
        ("100_with_senior", 0),
        ("99_with_attached", 2),
        ("100_with_attached", 0),
    ],
)
def test_visiting_teachers_by_the_whole_campus(view: View, school: str, teachers: int) -> None:
    """Two visiting teachers of 60 primary pupils count where the campus has 99 pupils, senior and attached ones too."""
    county = view("visiting_campuses")
    row = county.one("fct_section_indicator", school_id=county.schools[school], stage="primary", indicator_id="R3")
    assert (row["numerator"], row["denominator"]) == (teachers, 60)


def test_classes_told_in_part(view: View) -> None:
    """A band without a row leaves the number unknown; classes taken back or of nobody are none; two remain of 80."""
    county = view("classes_in_part")
    found = {
        school: {
            row["entity_id"].removeprefix(f"{county.schools[school]}-"): (row["status"], row["reason"], row["missing"])
            for row in county.all("fct_verdict", threshold_id="national__class_size__primary")
            if row["entity_id"].startswith(county.schools[school])
        }
        for school in ("band_gap", "taken_back", "nobody", "untold")
    }
    met = ("met", None, None)
    assert found == {
        "band_gap": {"primary-36_40": met, "primary-from_66": ("unknown", "figures_missing", "class_bands.classes")},
        "taken_back": {"primary-1-1": met, "primary-2-1": met},
        "nobody": {},
        "untold": {"primary": ("unknown", "figures_missing", "classes")},
    }
    classes = {
        school: county.one("dim_section", school_id=county.schools[school])["classes"]
        for school in ("band_gap", "taken_back", "nobody", "untold")
    }
    assert classes == {"band_gap": None, "taken_back": 2, "nobody": 0, "untold": None}
    rooms_of = {
        school: county.verdict("national__special_rooms__music_from_96", school)
        for school in ("band_gap", "taken_back", "nobody", "untold")
    }
    assert {school: (row["status"], row["reason"]) for school, row in rooms_of.items()} == {
        "band_gap": ("unknown", "figures_missing"),
        "taken_back": ("met", None),
        "nobody": ("not_applicable", "none_to_judge"),
        "untold": ("unknown", "figures_missing"),
    }
    # one room x 12 for 2 classes
    assert rooms_of["taken_back"]["value"] == 6


def test_a_value_typed_in_yuan_is_judged(view: View) -> None:
    """200 000 万元 for 5 pupils beside 0.2 for each of 97 510: the CV is about 125, and the build stands."""
    county = view("typed_in_yuan")
    row = county.one("fct_indicator_dispersion", stage="primary", indicator_id="R6")
    mean = (49 * 398 + 200_000) * 10_000 / 97_515
    share = 5 / 97_515
    sd = math.sqrt(share * (1 - share)) * (200_000 / 5 - 0.2) * 10_000
    assert (row["n_sections"], row["pupils"]) == (50, 97_515)
    assert float(row["mean"]) == pytest.approx(mean, rel=1e-12)
    assert float(row["cv"]) == pytest.approx(sd / mean, rel=1e-9)
    assert round(float(row["cv"])) == 127
    assert county.verdict("national__equipment_value_per_pupil__cv__primary")["status"] == "unmet"


# --- figures of the county ---


@pytest.mark.parametrize(
    ("name", "figures", "status", "missing"),
    [
        # 100 of 100 of today and of the one school that is primary today none; 30 of 50 and 10 moved out of the closed
        ("closed_school_answered", (140, 150), "unmet", None),
        (
            "closed_school_silent",
            (None, None),
            "unknown",
            "retention.graduates: 1 schools, retention.moved_in: 1 schools, retention.moved_out: 1 schools, "
            "retention.entrants: 1 schools, retention.deaths: 1 schools",
        ),
    ],
)
def test_a_closed_school_answers_for_its_cohort(
    view: View, name: str, figures: tuple[int | None, int | None], status: str, missing: str | None
) -> None:
    """A junior school closed within the cohort's three years is asked; no other that is gone."""
    county = view(name)
    row = county.one("fct_county_indicator", indicator_id="Q1", subgroup="form_a", term_id="2026-2027-1")
    assert (row["numerator"], row["denominator"], row["missing"]) == (*figures, missing)
    judged = county.one("fct_verdict", threshold_id="national__retention__form_a", term_id="2026-2027-1")
    assert judged["status"] == status


def test_children_outside_every_school_are_counted(view: View) -> None:
    """92 of 112 migrant children and 46 of 56 left-behind ones are at school: 82.1 % is below 85 % and 100 %."""
    county = view("children_outside")
    for subgroup, figures in {
        "migrant": (92, 112),
        "migrant_in_public": (92, 112),
        "left_behind_in_public": (46, 56),
    }.items():
        row = county.one("fct_county_indicator", indicator_id="G15", subgroup=subgroup)
        assert (row["numerator"], row["denominator"]) == figures
    assert {row["status"] for row in county.all("fct_verdict", indicator_id="G15")} == {"unmet"}
    assert {row["status"] for row in view("sound").all("fct_verdict", indicator_id="G15")} == {"met"}


def test_nobody_to_count_is_nothing_to_judge(view: View) -> None:
    """0 migrant and 0 left-behind children: neither met nor unmet."""
    judged = view("nobody_to_judge").all("fct_verdict", indicator_id="G15")
    assert {(row["status"], row["reason"]) for row in judged} == {("not_applicable", "none_to_judge")}


def test_more_paid_than_due_is_paid(view: View) -> None:
    """5001 of 5000 万元 are more than 100 %."""
    row = view("more_paid_than_due").verdict("plan_item_01__funds_paid")
    assert (row["value"], row["status"]) == (pytest.approx(100.02), "met")


def test_spending_typed_in_yuan_is_judged(view: View) -> None:
    """900 000 000 万元 for 150 000 pupils beside 90 000 for 30 000: 10 000 times as much, 2000 times per pupil."""
    county = view("spending_in_yuan")
    found = {
        subgroup: county.verdict("plan_section_6_2__education_spending", subgroup=subgroup)
        for subgroup in ("total", "per_pupil")
    }
    assert {name: (row["value"], row["status"]) for name, row in found.items()} == {
        "total": (1_000_000, "met"),
        "per_pupil": (200_000, "met"),
    }


def test_retention_by_both_forms(view: View) -> None:
    """480 graduates of 520 entrants, 10 in, 30 out, 1 died: 500 of 519 by form a, 480 of 499 by form b."""
    county = view("retention_forms")
    form_a = county.one("fct_county_indicator", indicator_id="Q1", subgroup="form_a")
    form_b = county.one("fct_county_indicator", indicator_id="Q1", subgroup="form_b")
    assert (form_a["numerator"], form_a["denominator"], round(form_a["value"], 2)) == (500, 519, 96.34)
    assert (form_b["numerator"], form_b["denominator"], round(form_b["value"], 2)) == (480, 499, 96.19)
    for threshold_id, limit in (("national__retention__form_a", 95), ("plan_item_15__retention__form_a", 96)):
        row = county.verdict(threshold_id)
        assert (row["limit_value"], row["status"]) == (limit, "met")
        assert row["margin"] == pytest.approx(100 * 500 / 519 - limit)


def test_monitoring_stays_below_its_limit(view: View) -> None:
    """0.15 is not below 0.15 and 0.149 is; level 2 is not level 3; a result of two years ago counts, of three not."""
    county = view("monitoring_line")
    for standard in ("national__monitoring", "plan_item_13__monitoring"):
        found = {
            subject: county.verdict(f"{standard}_difference__primary", subgroup=subject)
            for subject in ("chinese", "mathematics")
        }
        assert (found["chinese"]["value"], found["chinese"]["margin"], found["chinese"]["status"]) == (0.15, 0, "unmet")
        assert (found["mathematics"]["value"], found["mathematics"]["status"]) == (0.149, "met")
        levels = {
            subject: county.verdict(f"{standard}_level__junior", subgroup=subject)["status"]
            for subject in ("science", "pe", "arts", "moral_education")
        }
        assert levels == {"science": "unmet", "pe": "met", "arts": "met", "moral_education": "unknown"}


@pytest.mark.parametrize(
    ("county", "urban_town", "everywhere"),
    [("catchment_97", 97, 97), ("sound", 100, 100)],
)
def test_items_14_and_15_contradict_each_other(view: View, county: str, urban_town: float, everywhere: float) -> None:
    """388 of 400 pupils of the junior day school, 970 of 1000 of all: 97 % keeps to 95 and not to 100; all shown."""
    seen = view(county)
    national = seen.verdict("national__in_catchment__urban_town__junior")
    item_14 = seen.verdict("plan_item_14__in_catchment__urban_town__junior")
    item_15 = seen.verdict("plan_item_15__in_catchment__all__junior")
    assert (national["value"], item_14["value"], item_15["value"]) == (urban_town, urban_town, everywhere)
    assert (national["status"], item_14["status"]) == ("met", "met")
    assert item_15["status"] == ("met" if everywhere == 100 else "unmet")


@pytest.mark.parametrize(
    ("county", "total", "per_pupil"),
    [
        # 90 000 万元 for 30 000 pupils the year before: the same again
        ("spending_equal", "met", "met"),
        # one yuan less, for one pupil fewer
        ("spending_less", "unmet", "met"),
        # one yuan more, for one pupil more
        ("spending_thinner", "met", "unmet"),
    ],
)
def test_spending_never_falls(view: View, county: str, total: str, per_pupil: str) -> None:
    """Spending is held against the year before, in total and per pupil apart."""
    threshold_id = "plan_section_6_2__education_spending"
    assert view(county).verdict(threshold_id, subgroup="total")["status"] == total
    assert view(county).verdict(threshold_id, subgroup="per_pupil")["status"] == per_pupil


@pytest.mark.parametrize(
    ("county", "limit", "national", "plan"),
    [
        ("special_5999_in_2024", "until_2024", "unmet", "unmet"),
        ("special_6000_in_2024", "until_2024", "met", "met"),
        ("special_6500_in_2024", "until_2024", "met", "met"),
        ("special_6500_in_2025", "from_2025", "unmet", "met"),
        ("special_6500", "from_2025", "unmet", "met"),
        ("special_6999", "from_2025", "unmet", "met"),
        ("special_7000", "from_2025", "met", "met"),
    ],
)
def test_special_education_funds_by_term(view: View, county: str, limit: str, national: str, plan: str) -> None:
    """6000 yuan nationally until 2024 and 7000 from 2025, 6000 by the plan throughout; one limit a term."""
    seen = view(county)
    judged = seen.all("fct_verdict", standard_id=NATIONAL, indicator_id="G7")
    assert [(row["threshold_id"], row["status"]) for row in judged] == [
        (f"national__special_education_funding__{limit}", national)
    ]
    assert seen.verdict("plan_item_01__special_education_funding")["status"] == plan


def test_recognition_of_84_99_is_a_veto(view: View) -> None:
    """8499 of 10 000 prints as 85.0 and is not met: it fails its area and the county; 8500 is met."""
    below, at = view("recognition_8499"), view("recognition_8500")
    for threshold_id in ("national__recognition", "national__recognition_veto"):
        row = below.verdict(threshold_id)
        assert (row["value"], round(row["value"], 1), row["status"]) == (84.99, 85.0, "unmet")
        assert (at.verdict(threshold_id)["value"], at.verdict(threshold_id)["status"]) == (85, "met")
    assert set(at.areas(NATIONAL).values()) == {"met"}
    failed = {name for name, status in below.areas(NATIONAL).items() if status == "unmet"}
    assert failed == {"recognition", "veto", "county"}
    # by the plan each group answers for itself: 2549 of 3000 students, 376 of 500 others
    groups = {row["subgroup"]: row["status"] for row in at.all("fct_verdict", indicator_id="S2")}
    assert {group for group, status in groups.items() if status == "unmet"} == {"students", "public"}
    assert at.areas(PLAN)["recognition"] == "unmet"


# --- documents, vetoes, the roll-up ---


def test_a_document_of_another_year_answers_nothing(view: View) -> None:
    """A conclusion of the last day of the year before, and of the first of the year after: unknown, and so the area."""
    county = view("old_document")
    for threshold_id in ("national__layout_plan", "national__curriculum"):
        row = county.verdict(threshold_id)
        assert (row["status"], row["reason"], row["value"]) == ("unknown", "document_missing", None)
    assert county.areas(NATIONAL) == {
        "resource": "met",
        "government": "unknown",
        "quality": "unknown",
        "recognition": "met",
        "veto": "met",
        "county": "unknown",
    }


def test_the_latest_document_of_a_year_counts(view: View) -> None:
    """Of two in one year the later one; on one day the one not met, whatever their numbers; a correction replaces."""
    county = view("two_documents")
    expected = {"layout_plan": "unmet", "posts": "met", "it_used_well": "unmet", "moral_education": "unmet"}
    found = {name: county.verdict(f"national__{name}")["status"] for name in (*expected, "no_excess_burden")}
    assert found == expected | {"no_excess_burden": "unmet"}


def test_one_veto_fails_the_county_and_a_waiver_does_not_help(view: View) -> None:
    """Every area is met and one veto is not: the county fails, though an office excused it; the plan has no vetoes."""
    sound, county = view("sound"), view("one_veto")
    areas = ("resource", "government", "quality", "recognition")
    assert sound.areas(NATIONAL) == dict.fromkeys((*areas, "veto", "county"), "met")
    assert county.areas(NATIONAL) == dict.fromkeys(areas, "met") | {"veto": "unmet", "county": "unmet"}
    assert county.areas(PLAN) == dict.fromkeys((*areas, "county"), "met")
    row = county.verdict("national__key_schools")
    assert row["status"] == "unmet"
    assert "合成县人民政府" in row["waiver"]


def test_a_limit_holds_only_while_it_is_in_force(generated_build: GeneratedBuild) -> None:
    """Before March 2022 and after 2032 the plan judges nothing; the national standard still does."""
    for name in ("before_plan", "after_plan"):
        (code,) = generated_build.data.recipes[name]
        county = Named(generated_build.built.database, code, {})
        assert PLAN not in {row["standard_id"] for row in county.all("fct_verdict")}
        assert county.all("fct_verdict", standard_id=NATIONAL)
        assert {row["reason"] for row in county.all("rpt_county_scorecard", standard_id=PLAN)} == {"not_yet_encoded"}
        assert set(county.areas(PLAN).values()) == {"unknown"}
