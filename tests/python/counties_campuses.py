"""Invented counties that show what a campus is judged by: attached classes, closed schools, classes told in part."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from counties_answers import (
    answer,
    class_bands,
    class_list,
    class_sizes,
    day_school,
    documents,
    funds,
    place,
    report,
    retention,
    rooms,
    sound,
)
from counties_base import EARLIER_TERM, PREPARATION_TERM, TERM, County, Recipe, level


def attached_make_no_through_school(county: County) -> None:
    """Give schools of one stage whose attached classes are of the other, beside a real through-school."""
    figures = sound(county)
    parts = {"junior": 1500, "primary": 501}
    for key, built in (("recent", ""), ("old", "1")):
        school_id = day_school(county, "junior", parts["junior"], key, built_by_2010=built)
        attached_answered(county, school_id, "219", parts["primary"], f"{key}_attached")
    cells = {"urban_rural_code": "111", "is_boarding": "0"}
    answer(county, county.through("312", parts, level("junior", 2001, 2), "through", **cells))
    report(county, figures)
    documents(county)


def attached_answered(county: County, parent: str, kind: str, pupils: int, key: str) -> str:
    """Add attached classes of a city that answer all that is asked of them."""
    stage = "primary" if kind == "219" else "junior"
    school_id = county.attached(parent, kind, pupils, level(stage, pupils, 2), key)
    for row in county.rows_of(school_id, "schools"):
        row.update(is_boarding="0", urban_rural_code="111")
    for row in county.rows_of(school_id, "pupils"):
        row.update(in_catchment=str(pupils), migrant="0", left_behind="0")
        row.update(fitness_tested=str(pupils), fitness_passed=str(pupils))
    for row in county.rows_of(school_id, "teachers"):
        row.update(senior_title="0", certified=row["full_time"], trained_360h=row["full_time"])
    class_bands(county, school_id, stage, class_sizes(pupils))
    if stage == "junior":
        retention(county, school_id, 100, 100)
    return school_id


def vocational_classes(county: County) -> None:
    """Give a vocational school with 60 pupils in one attached junior class, half of them fit, 58 minutes of sports."""
    figures = sound(county)
    vocational = county.school("361", "vocational", urban_rural_code="111")
    county.pupils(vocational, "senior", 900)
    county.site(vocational, level("junior", 60, 2))
    attached = attached_answered(county, vocational, "319", 60, "attached")
    for row in county.rows_of(attached, "pupils"):
        row["fitness_passed"] = "30"
    county.drop(attached, "class_bands")
    class_list(county, attached, "junior", [60])
    rooms(county, vocational, 1, 1)
    county.form("activities", vocational, exercise_minutes=58, in_monitoring=0)
    funds(county, vocational, Decimal(10), Decimal(4))
    report(county, figures)
    documents(county)


def teaching_points_in_no_monitoring(county: County) -> None:
    """Give a teaching point that is no school of its own and takes part in no monitoring, and one nobody asked."""
    figures = sound(county)
    for key, taken_part in (("outside", "0"), ("unasked", "")):
        cells = {"kind": "218", "counts_as_school": "0", "urban_rural_code": "220"}
        point = day_school(county, "primary", 60, key, **cells)
        for row in county.rows_of(point, "activities"):
            row["in_monitoring"] = taken_part
    report(county, figures)
    documents(county)


def visiting_campuses(county: County) -> None:
    """Give rural campuses of several stages whose primary section may claim visiting teachers, or is too well off."""
    cases: dict[str, tuple[str, dict[str, int | None]]] = {
        "99_in_all": ("312", {"primary": 60, "junior": 39}),
        "100_in_all": ("312", {"primary": 60, "junior": 40}),
        "untold_stage": ("312", {"primary": 60, "junior": None}),
        "99_with_senior": ("345", {"primary": 60, "junior": 20, "senior": 19}),
        "100_with_senior": ("345", {"primary": 60, "junior": 20, "senior": 20}),
    }
    for key, (kind, pupils) in cases.items():
        have = level("primary", 100).having("pe_arts", 0)
        school_id = county.through(kind, pupils, have, key, urban_rural_code="220")
        for row in county.rows_of(school_id, "teachers"):
            row["visiting_pe_arts"] = "2"
    for attached in (39, 40):
        have = level("primary", 60).having("pe_arts", 0)
        school_id = county.plain("primary", 60, have, f"{60 + attached}_with_attached", urban_rural_code="220")
        for row in county.rows_of(school_id, "teachers"):
            row["visiting_pe_arts"] = "2"
        county.attached(school_id, "319", attached, level("junior", attached))


def closed_school(answered: bool, county: County) -> None:
    """Close a school in the cohort's third year; its own counts are 30 of 50 with 10 moved out, or are not told.

    Not asked are schools closed before the cohort entered, closed special and primary schools, and a school that is
    there but has no junior stage any more.
    """
    figures = sound(county)
    gone = {
        "closed": ("311", EARLIER_TERM, "junior"),
        "long_closed": ("311", PREPARATION_TERM, "junior"),
        "closed_primary": ("211", EARLIER_TERM, "primary"),
        "closed_special": ("514", EARLIER_TERM, "junior"),
        "primary_today": ("312", EARLIER_TERM, "junior"),
    }
    for key, (kind, term_id, stage) in gone.items():
        county.term_id = term_id
        county.pupils(county.school(kind, key), stage, 90)
    county.term_id = TERM
    today = county.schools["primary_today"]
    county.register(today, "211", urban_rural_code="111", is_boarding="0")
    county.pupils(today, "primary", 90)
    county.staff(today, "primary", level("primary", 90, 2))
    county.site(today, level("primary", 90, 2))
    answer(county, today)
    if answered:
        retention(county, county.schools["closed"], 50, 30, moved_out=10)
    report(county, figures)
    documents(county)


def classes_in_part(county: County) -> None:
    """Tell bands but for one, a class taken back by a correction, and nothing of a stage without pupils."""
    figures = sound(county)
    gap = day_school(county, "primary", 80, "band_gap")
    for row in county.rows_of(gap, "class_bands"):
        if row["band"] == "from_66":
            county.survey.rows["class_bands"].remove(row)
    taken_back = day_school(county, "primary", 80, "taken_back", by="list")
    county.form("classes", taken_back, "primary", grade=3, class_no=1, pupils=20)
    county.form("classes", taken_back, "primary", 2, grade=3, class_no=1, pupils=0)
    empty = day_school(county, "primary", 0, "nobody", by="list")
    untold = day_school(county, "primary", 80, "untold")
    county.drop(untold, "class_bands")
    for school_id in (gap, taken_back, empty, untold):
        rooms(county, school_id, 1, 1)
    report(county, figures)
    documents(county)


def typed_in_yuan(county: County) -> None:
    """Type the equipment of a school of 5 pupils in yuan where 万元 are asked, beside 49 schools of 1990 pupils."""
    for _ in range(49):
        county.plain("primary", 1990, level("primary", 1990).having("wan", 398))
    county.plain("primary", 5, level("primary", 5).having("wan", 200_000), "slip")


def children_outside(county: County) -> None:
    """Let the county count 20 migrant and 10 left-behind children more than its schools have."""
    figures = sound(county)
    figures[place(TERM, "migrant_children")] = 92 + 20
    figures[place(TERM, "left_behind_children")] = 46 + 10
    report(county, figures)
    documents(county)


def more_paid_than_due(county: County) -> None:
    """Pay 5001 of 5000 万元."""
    figures = sound(county)
    figures[place(TERM, "funds_paid_wan")] = 5001
    report(county, figures)
    documents(county)


CAMPUS_COUNTIES: dict[str, tuple[Recipe, str]] = {
    "attached_make_no_through_school": (attached_make_no_through_school, TERM),
    "vocational_classes": (vocational_classes, TERM),
    "teaching_points_in_no_monitoring": (teaching_points_in_no_monitoring, TERM),
    "visiting_campuses": (visiting_campuses, TERM),
    "closed_school_answered": (partial(closed_school, True), TERM),
    "closed_school_silent": (partial(closed_school, False), TERM),
    "classes_in_part": (classes_in_part, TERM),
    "typed_in_yuan": (typed_in_yuan, TERM),
    "children_outside": (children_outside, TERM),
    "more_paid_than_due": (more_paid_than_due, TERM),
}
