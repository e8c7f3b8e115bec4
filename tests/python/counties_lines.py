"""Invented counties whose every figure stands on its limit or one step off it, and every way to tell classes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import partial

from counties_answers import (
    BASE_YUAN,
    COMPULSORY,
    GROUPS,
    SUBJECTS,
    all_over,
    answer,
    class_bands,
    class_list,
    day_school,
    documents,
    good_figures,
    place,
    report,
    rooms,
    sound,
)
from counties_base import MILLIONTH, County, level


def county_lines(steps: int, floor: Fraction, per_pupil: int, county: County) -> None:
    """Put every figure of the county on its limit, or some steps off it; a share that cannot exceed 100 % stays there.

    `floor` is the share the retention stands on, `per_pupil` the special-education funds in yuan.
    """
    county.survey.received = all_over(county.term_id)
    lacking = min(steps, 0)
    primary = day_school(county, "primary", 400, "primary")
    junior = day_school(county, "junior", 400, "junior")
    rural = day_school(county, "primary", 200, "rural", urban_rural_code="220")
    private = day_school(county, "primary", 100, "private", organiser_code="10")
    changes = {
        primary: {"in_catchment": 400 + lacking, "migrant": 40, "left_behind": 20, "fitness_passed": 380},
        junior: {"in_catchment": 380 + steps, "migrant": 45 + steps, "left_behind": 0, "fitness_passed": 380 + steps},
        rural: {"in_catchment": 200, "migrant": 0, "left_behind": 0, "fitness_passed": 190},
        private: {"migrant": 15 - steps, "migrant_purchased": 0, "left_behind": -lacking, "fitness_passed": 95},
    }
    for school_id, cells in changes.items():
        for row in county.rows_of(school_id, "pupils"):
            row.update({name: str(value) for name, value in cells.items()})
    for row in county.rows_of(primary, "teachers"):
        row.update(certified=str(int(row["full_time"]) + lacking), trained_360h=str(int(row["full_time"]) + lacking))
    for row in county.rows_of(rural, "activities"):
        row["in_monitoring"] = str(1 + lacking)
    for row in county.survey.rows["retention"]:
        if row["school_id"] == junior:
            row.update(entrants="1000", graduates=str(int(1000 * floor) + steps))
    figures, at = good_figures(county.term_id), partial(place, county.term_id)
    fine = steps * MILLIONTH
    for stage in COMPULSORY:
        figures[at("funding_base_rural_yuan", stage)] = BASE_YUAN[stage] + fine
        for subject in SUBJECTS:
            figures[at("monitoring_difference", stage, subject)] = Decimal("0.15") + fine
            figures[at("monitoring_level", stage, subject)] = 3 + steps
    figures |= {
        at("special_education_funds_yuan"): 100 * per_pupil + fine,
        at("teacher_pay_wan"): Decimal("10.5") + fine,
        at("posts_occupied"): max(steps, 0),
        at("migrant_refusals"): max(steps, 0),
        at("safety_incidents"): max(steps, 0),
        at("teachers_rotated"): 100 + steps,
        at("backbone_rotated"): 20 + steps,
        at("high_school_places_allocated"): 500 + steps,
        at("education_spending_wan"): 90_000 + fine,
        at("funds_paid_wan"): 5000 + fine,
        at("disabled_enrolled", subgroup="home_delivery"): 15 + steps,
        at("school_satisfaction_satisfied"): 850 + steps,
        at("government_satisfaction_satisfied"): 850 + steps,
    }
    for group in GROUPS:
        figures[at("questionnaires_valid", subgroup=group)] = 1000
        figures[at("questionnaires_satisfied", subgroup=group)] = 850 + steps
    report(county, figures)
    documents(county)


def all_public(county: County) -> None:
    """Have every migrant and left-behind child in a public school: exactly 100 %."""
    figures = sound(county)
    day_school(county, "primary", 100, "boarding", is_boarding="1")
    report(county, figures)
    documents(county)


def school_lines(steps: int, county: County) -> None:
    """Put every figure of a school on its limit, or one step off it."""
    figures = sound(county)
    fine = steps * MILLIONTH
    # rooms: 12 rooms per 12 classes would be a step of one room; one class more or less is the smaller step
    school_id = day_school(county, "primary", 40 * (24 - steps), "rooms")
    rooms(county, school_id, 2, 2)
    for row in county.rows_of(school_id, "premises"):
        row.update(music_rooms_96="1", music_rooms_73_96="1", art_rooms_90="1", art_rooms_67_90="1")
    day_school(county, "junior", 2000 + steps, "single")
    for pupils in (2000 + steps, 2500 + steps):
        parts = {"primary": pupils - 1000, "junior": 1000}
        cells = {"urban_rural_code": "122", "is_boarding": "0"}
        answer(county, county.through("312", parts, level("junior", pupils, 2), f"through_{pupils - steps}", **cells))
    small = day_school(county, "primary", 60, "small", urban_rural_code="220")
    for row in county.survey.rows["school_funds"]:
        if row["school_id"] == small:
            row["allocated_wan"] = row["allocated_wan"] and f"{Decimal('6.5') + fine:f}"
            row["training_wan"] = row["training_wan"] and f"{Decimal(5) + fine:f}"
    for row in county.rows_of(small, "activities"):
        row["exercise_minutes"] = str(60 + steps)
    for stage, limit in (("primary", 45), ("junior", 50)):
        for by in ("list", "bands"):
            sizes = [limit + steps] * 3 + [20]
            have = level(stage, sum(sizes), Fraction(6, 5))
            school = county.plain(stage, sum(sizes), have, f"{by}_{stage}", urban_rural_code="111", is_boarding="0")
            answer(county, school, sizes={stage: sizes}, by=by)
    report(county, figures)
    documents(county)


def class_lists(county: County) -> None:
    """Tell classes in every way: listed, by bands, not at all, with gaps, and apart in attached classes."""
    figures = sound(county)
    pupils = {"list": 107, "bands": 107, "neither": 107, "list_gap": 107, "band_gap": 107, "no_class": 0, "large": 200}
    for way, count in pupils.items():
        school_id = day_school(county, "primary", count, way, urban_rural_code="220", built_by_2016="1")
        child = county.attached(school_id, "219", 20, level("primary", 20), f"{way}_attached")
        for form in ("classes", "class_bands"):
            county.drop(school_id, form)
        if way in ("list", "list_gap"):
            class_list(county, school_id, "primary", [28, 29, 20, None if way == "list_gap" else 30])
        if way in ("bands", "band_gap"):
            class_bands(county, school_id, "primary", [27, 28, 20, 29])
        if way == "band_gap":
            county.rows_of(school_id, "class_bands")[0]["classes"] = ""
        if way == "no_class":
            class_bands(county, school_id, "primary", [])
        if way == "large":
            class_bands(county, school_id, "primary", [70, 60, 46, 24])
        if way != "neither":
            class_list(county, child, "primary", [20])
    for stage in COMPULSORY:
        even = day_school(county, stage, 145, f"below_30_{stage}", urban_rural_code="220")
        county.drop(even, "class_bands")
        class_list(county, even, stage, [29] * 5)
    report(county, figures)
    documents(county)


def small_rooms(county: County) -> None:
    """Give rural schools of classes below 30 the smallest rooms a relaxation allows, or rooms of a size not told."""
    figures = sound(county)
    cases = (
        ("from_54", 12, "0", {"music_rooms_54_73": "1", "art_rooms_61_67": "1"}),
        ("from_73", 12, "1", {"music_rooms_73_96": "1", "art_rooms_67_90": "1"}),
        ("untold", 5, "0", {"music_rooms_54_73": "", "art_rooms_61_67": ""}),
    )
    for key, classes, built, sizes_of_rooms in cases:
        sizes = [29] * classes
        have = level("primary", sum(sizes), Fraction(6, 5))
        cells = {"urban_rural_code": "220", "is_boarding": "0", "built_by_2016": built}
        school_id = county.plain("primary", sum(sizes), have, key, **cells)
        answer(county, school_id, sizes={"primary": sizes}, by="list")
        rooms(county, school_id, 0, 0)
        for row in county.rows_of(school_id, "premises"):
            row.update({"music_rooms": "1", "art_rooms": "1"} | sizes_of_rooms)
    report(county, figures)
    documents(county)
