"""Invented counties that show one rule each of the figures of schools, classes, counties and documents.

All but a few start from a `sound` county, which meets every limit, and change what they are there to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial

from counties_answers import (
    BASE_YUAN,
    COMPULSORY,
    GROUPS,
    all_over,
    answer,
    class_bands,
    class_list,
    class_sizes,
    day_school,
    document,
    documents,
    good_figures,
    place,
    report,
    retention,
    rooms,
    sound,
    year_of,
)
from counties_base import (
    ACCEPTANCE_TERM,
    EARLIER_TERM,
    PREPARATION_TERM,
    SPRING_TERM,
    TERM,
    TERM_OF_2024,
    County,
    Recipe,
    level,
)
from counties_campuses import CAMPUS_COUNTIES
from counties_deliveries import corrected_figures, corrected_later, early_figures, far_too_early, not_arrived
from counties_lines import all_public, class_lists, county_lines, school_lines, small_rooms
from counties_random import any_figures


def sound_county(county: County, unmet: Sequence[str] = (), left_out: Sequence[str] = ()) -> None:
    """Meet everything but the duties of some indicators, concluded against or not at all."""
    report(county, sound(county))
    documents(county, unmet, left_out)


def class_of_46(county: County) -> None:
    """Give one class of 46 among smaller ones, once by name and once within a band."""
    figures = sound(county)
    for key, by in (("listed", "list"), ("banded", "bands")):
        sizes = [46, 45, 45, 44, 40, 20]
        have = level("primary", sum(sizes), Fraction(6, 5))
        school_id = county.plain("primary", sum(sizes), have, key, urban_rural_code="111", is_boarding="0")
        answer(county, school_id, sizes={"primary": sizes}, by=by)
    report(county, figures)
    documents(county)


def thirteen_classes(county: County) -> None:
    """Give 13 classes one large music room, then two, and two of which one is too small; 12 classes one."""
    figures = sound(county)
    for key, classes, music in (("one_room", 13, 1), ("two_rooms", 13, 2), ("twelve_classes", 12, 1)):
        school_id = day_school(county, "primary", 40 * classes, key)
        rooms(county, school_id, music, 2)
    small = day_school(county, "primary", 520, "one_large_one_small")
    for row in county.rows_of(small, "premises"):
        row.update(music_rooms="2", music_rooms_96="1", music_rooms_73_96="1")
    report(county, figures)
    documents(county)


def sizes_of_schools(county: County) -> None:
    """Give schools around 2000 pupils, through-schools around 2000 and 2500."""
    figures = sound(county)
    for pupils in (1999, 2000, 2001, 2400, 2401):
        day_school(county, "junior", pupils, f"single_{pupils}")
    for pupils in (2000, 2001, 2400, 2499, 2500, 2501, 3000, 3001):
        parts = {"primary": pupils - 1000, "junior": 1000}
        cells = {"urban_rural_code": "111", "is_boarding": "0", "built_by_2010": "1"}
        school_id = county.through("312", parts, level("junior", pupils, 2), f"through_{pupils}", **cells)
        answer(county, school_id)
    untold = {"primary": 1000, "junior": None}
    old = county.through("312", untold, level("junior", 2000, 2), "through_untold", built_by_2010="1")
    class_bands(county, old, "primary", class_sizes(1000))
    for pupils in (2400, 2401):
        day_school(county, "junior", pupils, f"old_{pupils}", built_by_2010="1")
    migrants = day_school(county, "junior", 2400, "half_migrants")
    more_migrants = day_school(county, "junior", 2400, "most_migrants")
    for school_id, migrant in ((migrants, 1200), (more_migrants, 1201)):
        for row in county.rows_of(school_id, "pupils"):
            row["migrant"] = str(migrant)
    complete = county.through(
        "341",
        {"junior": 1900, "senior": 900},
        level("junior", 2800, 2),
        "complete",
        urban_rural_code="111",
        is_boarding="0",
    )
    answer(county, complete)
    report(county, figures)
    documents(county)


def village_funds(county: County) -> None:
    """Give small schools funded for 100 and for 99 pupils, and those the rule is not for."""
    figures = sound(county)
    cases = (
        ("village_100", "211", "220", 60, 100),
        ("village_99", "211", "210", 60, 99),
        ("point_100", "218", "111", 12, 100),
        ("point_99", "218", "220", 12, 99),
        ("village_of_99", "211", "220", 99, 100),
        ("village_of_100", "211", "220", 100, 99),
        ("town_60", "211", "121", 60, 60),
        ("point_of_50", "218", "220", 50, 100),
    )
    for key, kind, area, pupils, funded in cases:
        cells = {"kind": kind, "urban_rural_code": area, "is_boarding": "0"}
        school_id = county.plain("primary", pupils, level("primary", pupils, 2), key, **cells)
        answer(county, school_id)
        allocated = Decimal(BASE_YUAN["primary"] * funded) / 10_000
        for row in county.survey.rows["school_funds"]:
            if row["school_id"] == school_id and row["allocated_wan"]:
                row["allocated_wan"] = f"{allocated:f}"
    report(county, figures)
    documents(county)


def recognition(satisfied: int, county: County) -> None:
    """Let so many of 10 000 be satisfied, one group below 85 % and the others above it."""
    figures = sound(county)
    valid = dict(zip(GROUPS, (3000, 3000, 2000, 500, 500, 500, 500), strict=True))
    counts = dict(zip(GROUPS, (2549, 2600, 1700, 425, 425, 425, 0), strict=True))
    counts["public"] = satisfied - sum(counts.values())
    for group in GROUPS:
        figures[place(county.term_id, "questionnaires_sent", subgroup=group)] = valid[group] + 10
        figures[place(county.term_id, "questionnaires_valid", subgroup=group)] = valid[group]
        figures[place(county.term_id, "questionnaires_satisfied", subgroup=group)] = counts[group]
    report(county, figures)
    documents(county)


def catchment_97(county: County) -> None:
    """Let 97 % of the junior pupils of city and town live in the catchment, all others wholly."""
    figures = sound(county)
    for row in county.rows_of(county.schools["junior"], "pupils"):
        row["in_catchment"] = "388"
    day_school(county, "junior", 300, "boarding", is_boarding="1")
    private = day_school(county, "junior", 300, "private", organiser_code="10")
    for row in county.rows_of(private, "pupils"):
        row.update(in_catchment="282", migrant="0", left_behind="0")
    report(county, figures)
    documents(county)


def retention_forms(county: County) -> None:
    """Give the published counts: 480 of 520, 10 moved in, 30 moved out, one died."""
    figures = sound(county)
    county.survey.rows["retention"] = [
        row for row in county.survey.rows["retention"] if row["school_id"] != county.schools["junior"]
    ]
    retention(county, county.schools["junior"], 520, 480, moved_in=10, moved_out=30, deaths=1)
    report(county, figures)
    documents(county)


def monitoring_line(county: County) -> None:
    """Put one subject at 0.15, one at 0.149, one level at 2; three were last monitored earlier, one too long ago."""
    figures = sound(county)
    at = partial(place, county.term_id)
    figures[at("monitoring_difference", "primary", "chinese")] = Decimal("0.15")
    figures[at("monitoring_difference", "primary", "mathematics")] = Decimal("0.149")
    figures[at("monitoring_level", "junior", "science")] = 2
    for subject, back in (("pe", 1), ("arts", 2), ("moral_education", 3)):
        for measure, value in (("monitoring_difference", Decimal("0.11")), ("monitoring_level", 4)):
            del figures[at(measure, "junior", subject)]
            figures[at(measure, "junior", subject, back)] = value
    figures[at("monitoring_level", "primary", "pe", 1)] = 1  # an earlier result that no longer counts
    figures[at("monitoring_level", "primary", "arts")] = None  # a later row without a value hides an earlier one
    figures[at("monitoring_level", "primary", "arts", 1)] = 3
    report(county, figures)
    documents(county)


def spending(total: Decimal, pupils: int, county: County) -> None:
    """Put a year's spending (万元) and its pupils beside 90 000 for 30 000 the year before."""
    figures = sound(county)
    figures[place(county.term_id, "education_spending_wan")] = total
    figures[place(county.term_id, "spending_pupils")] = pupils
    report(county, figures)
    documents(county)


def special_funding(yuan: int, county: County) -> None:
    """Give so many yuan for the 100 pupils of the special-education schools."""
    figures = sound(county)
    figures[place(county.term_id, "special_education_funds_yuan")] = yuan
    report(county, figures)
    documents(county)


def waiver(county: County, threshold_id: str, first_term_id: str, last_term_id: str) -> None:
    """Excuse a limit of the county for some terms."""
    county.survey.add(
        "waivers",
        {
            "county_code": county.code,
            "threshold_id": threshold_id,
            "entity_id": county.code,
            "first_term_id": first_term_id,
            "last_term_id": last_term_id,
            "approved_by": "合成县人民政府",
            "reason": "合成理由",
        },
    )


def one_veto(county: County) -> None:
    """Meet everything but for one veto, which an office has waived as it has a limit that is met."""
    report(county, sound(county))
    documents(county, unmet=("V3",))
    waiver(county, "national__key_schools", EARLIER_TERM, "2027-2028-1")
    waiver(county, "national__posts", TERM, TERM)


def old_document(county: County) -> None:
    """Show a document of the year before only, and one of the year after."""
    report(county, sound(county))
    documents(county, left_out=("G1", "Q7"))
    year = year_of(county.term_id)
    document(county, "G1", "", f"{year - 1}-12-31", "met")
    document(county, "Q7", "", f"{year + 1}-01-01", "met")


def two_documents(county: County) -> None:
    """Conclude twice in a year: the later counts, on the same day the one that is not met."""
    report(county, sound(county))
    documents(county, left_out=("G1", "G10", "Q5", "Q6", "Q8"))
    year = year_of(county.term_id)
    cases = {
        "G1": (("03-01", "met"), ("06-01", "unmet")),
        "G10": (("06-01", "met"), ("03-01", "unmet")),
        "Q5": (("06-01", "unmet"), ("06-01", "met")),
        "Q6": (("06-01", "met"), ("06-01", "unmet")),
    }
    for indicator_id, conclusions in cases.items():
        for number, (day, conclusion) in enumerate(conclusions, start=1):
            document(county, indicator_id, "", f"{year}-{day}", conclusion, number)
    document(county, "Q8", "", f"{year}-06-01", "met")
    corrected = dict(county.survey.rows["documents"][-1]) | {"revision": "2", "conclusion": "unmet"}
    county.survey.rows["documents"].append(corrected)


def nobody_to_judge(county: County) -> None:
    """Give a county with no pupil the shares are about, zeros below the line, and no school of city or town."""
    figures = sound(county)
    for school_id in county.schools.values():
        for row in county.rows_of(school_id, "pupils"):
            row.update(migrant="0", left_behind="0", fitness_tested="0", fitness_passed="0")
        for row in county.rows_of(school_id, "schools"):
            row["urban_rural_code"] = "220"
    at = partial(place, county.term_id)
    for measure in ("special_education_pupils", "special_education_funds_yuan", "disabled_children"):
        figures[at(measure)] = 0
    for subgroup in ("special_school", "inclusive", "home_delivery"):
        figures[at("disabled_enrolled", subgroup=subgroup)] = 0
    for measure in ("civil_servant_pay_wan", "high_school_places", "high_school_places_allocated", "funds_due_wan"):
        figures[at(measure)] = 0
    figures[at("high_school_places_rural")] = 0
    figures[at("teachers_rotated")] = 0
    figures[at("backbone_rotated")] = 0
    figures[at("education_spending_wan", back=1)] = 0
    figures[at("funding_base_rural_yuan", "primary")] = 0
    figures[at("funding_base_urban_yuan", "primary")] = 0
    empty = day_school(county, "primary", 0, "no_classes", urban_rural_code="220")
    for row in county.survey.rows["school_funds"]:
        if row["school_id"] == empty:
            row.update(budget_wan=row["budget_wan"] and "0", training_wan=row["training_wan"] and "0")
    small = day_school(county, "primary", 60, "small", urban_rural_code="220")
    for row in county.rows_of(small, "pupils"):
        row.update(migrant="0", left_behind="0")
    report(county, figures)
    documents(county)


def private_and_special(county: County) -> None:
    """Give private schools, special and vocational ones, a boarding flag that nobody told, and migrants among them."""
    figures = sound(county)
    private = day_school(county, "primary", 300, "private", organiser_code="10")
    for row in county.rows_of(private, "pupils"):
        row.update(migrant="100", migrant_purchased="90", left_behind="5")
    unpurchased = day_school(county, "junior", 300, "unpurchased", organiser_code="10")
    for row in county.rows_of(unpurchased, "pupils"):
        row.update(migrant="7", migrant_purchased="", left_behind="")
    day_school(county, "primary", 300, "untold_flag", is_boarding="")
    day_school(county, "junior", 300, "boarding", is_boarding="1")
    special = county.through(
        "514", {"primary": 40, "junior": 30}, level("junior", 100), "special", urban_rural_code="111", is_boarding="0"
    )
    answer(county, special)
    for row in county.rows_of(special, "pupils"):
        row["in_catchment"] = "1"
    vocational = county.school("361", "vocational", urban_rural_code="111")
    county.pupils(vocational, "senior", 900)
    host = county.attached(vocational, "319", 90, level("junior", 90), "classes_of_vocational")
    senior = county.school("342", "senior", urban_rural_code="111")
    county.pupils(senior, "senior", 900)
    at_senior = county.attached(senior, "319", 90, level("junior", 90), "classes_of_senior")
    at_primary = county.attached(county.schools["primary"], "319", 45, level("junior", 45), "classes_of_primary")
    for school_id in (host, at_senior, at_primary):
        for row in county.rows_of(school_id, "schools"):
            row.update(is_boarding="0", urban_rural_code="111")
        for row in county.rows_of(school_id, "pupils"):
            row.update(in_catchment="45", migrant="1", left_behind="0", fitness_tested="40", fitness_passed="40")
            class_list(county, school_id, "junior", class_sizes(int(row["pupils"])))
        for row in county.rows_of(school_id, "teachers"):
            row.update(senior_title="0", certified="1", trained_360h="1")
        retention(county, school_id, 40, 39)
    report(county, figures)
    documents(county)


def only_private(county: County) -> None:
    """Give nothing but private schools: no migrant child is in a public one."""
    county.survey.received = all_over(county.term_id)
    for stage in COMPULSORY:
        day_school(county, stage, 200, stage, organiser_code="10")
    report(county, good_figures(county.term_id))
    documents(county)


def teachers_shares(county: County) -> None:
    """Give sections whose pupils per teacher, posts and backbone shares differ, one of them without a teacher."""
    figures = sound(county)
    for number, (pupils, full_time, senior) in enumerate(((300, 20, 5), (300, 15, 0), (450, 30, 12)), start=1):
        school_id = day_school(county, "primary", pupils, f"spread_{number}")
        for row in county.rows_of(school_id, "teachers"):
            row.update(full_time=str(full_time), doctor="0", master="0", bachelor="5", college="5", backbone="3")
            row.update(pe="1", music="1", fine_art="1", arts="0", certified=str(full_time), trained_360h=str(full_time))
            row["senior_title"] = str(senior)
    nobody = day_school(county, "junior", 90, "no_teacher")
    for row in county.rows_of(nobody, "teachers"):
        row.update({name: "0" for name in row if name in ("full_time", "doctor", "master", "bachelor", "college")})
        row.update({name: "0" for name in ("backbone", "senior_title", "certified", "trained_360h")})
        row.update(pe="0", music="0", fine_art="0", arts="0")
    report(county, figures)
    documents(county)


FIGURE_COUNTIES = 40
NAMED_FIGURES: dict[str, tuple[Recipe, str]] = {
    "sound": (sound_county, TERM),
    "class_of_46": (class_of_46, TERM),
    "thirteen_classes": (thirteen_classes, TERM),
    "sizes_of_schools": (sizes_of_schools, TERM),
    "village_funds": (village_funds, TERM),
    "recognition_8499": (partial(recognition, 8499), TERM),
    "recognition_8500": (partial(recognition, 8500), TERM),
    "catchment_97": (catchment_97, TERM),
    "retention_forms": (retention_forms, TERM),
    "monitoring_line": (monitoring_line, TERM),
    "spending_equal": (partial(spending, Decimal(90_000), 30_000), TERM),
    "spending_less": (partial(spending, Decimal("89999.9999"), 29_999), TERM),
    "spending_in_yuan": (partial(spending, Decimal(900_000_000), 150_000), TERM),
    "spending_thinner": (partial(spending, Decimal("90000.0001"), 30_001), TERM),
    "special_6500": (partial(special_funding, 650_000), TERM),
    "special_6500_in_2024": (partial(special_funding, 650_000), TERM_OF_2024),
    "special_6500_in_2025": (partial(special_funding, 650_000), EARLIER_TERM),
    "special_6000_in_2024": (partial(special_funding, 600_000), TERM_OF_2024),
    "special_5999_in_2024": (partial(special_funding, 599_999), TERM_OF_2024),
    "special_6999": (partial(special_funding, 699_999), TERM),
    "special_7000": (partial(special_funding, 700_000), TERM),
    "not_arrived": (not_arrived, TERM),
    "far_too_early": (far_too_early, TERM),
    "one_veto": (one_veto, TERM),
    "old_document": (old_document, TERM),
    "two_documents": (two_documents, TERM),
    "nobody_to_judge": (nobody_to_judge, TERM),
    "private_and_special": (private_and_special, TERM),
    "only_private": (only_private, TERM),
    "teachers_shares": (teachers_shares, TERM),
    "corrected_later": (corrected_later, TERM),
    "class_lists": (class_lists, TERM),
    "all_public": (all_public, TERM),
    **CAMPUS_COUNTIES,
}


def figure_recipes() -> list[tuple[str, Recipe, str]]:
    """Give the counties without a name of their own, each with its term."""
    found: list[tuple[str, Recipe, str]] = []
    for steps in (-1, 0, 1):
        for floor, per_pupil in ((Fraction(95, 100), 7000), (Fraction(96, 100), 6000)):
            recipe = partial(county_lines, steps, floor, per_pupil)
            found.append((f"county_lines_{steps}_{per_pupil}", recipe, TERM))
        found.append((f"school_lines_{steps}", partial(school_lines, steps), TERM))
    for term_id in (PREPARATION_TERM, ACCEPTANCE_TERM):
        found.append(("sound_county", sound_county, term_id))
        found.append(("duties_unmet", partial(sound_county, unmet=("P18",)), term_id))
        found.append(("duties_untold", partial(sound_county, left_out=("P18",)), term_id))
    found += [("early_figures", early_figures, term_id) for term_id in (TERM, SPRING_TERM)]
    found.append(("corrected_figures", corrected_figures, TERM))
    found.append(("small_rooms", small_rooms, TERM))
    gaps = ((0.0, 0.0), (0.01, 0.0), (0.03, 0.02), (0.1, 0.1))
    over = all_over(TERM)
    days = (
        (over,),
        ("2026-09-20", over),
        ("2025-12-30", "2025-12-31", "2026-08-30", "2026-08-31", "2026-09-01", "2026-12-30", "2026-12-31"),
        ("2025-08-30", "2025-12-31", "2026-01-01"),
    )
    makes = ((TERM,), (TERM,), (EARLIER_TERM,), (SPRING_TERM,), (EARLIER_TERM, TERM))
    for turn in range(FIGURE_COUNTIES):
        blank, drop = gaps[turn % 4]
        terms = makes[turn % 5]
        recipe = partial(any_figures, blank, drop, terms, days[turn // 4 % 4])
        found.append((f"any_figures_{turn % 4}", recipe, terms[0]))
    return found
