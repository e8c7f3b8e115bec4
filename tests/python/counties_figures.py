"""Invented counties for the figures of schools, classes, counties and documents.

`sound` fills a county that meets every limit, reported when every period is over; the others change what they are
there to show. Money is in yuan or 万元 as the form asks, shares are counts of persons.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path

from counties_base import (
    ANSWERS,
    EARLIER_TERM,
    FIRST_GRADE,
    GRADES,
    MILLIONTH,
    TAUGHT,
    TERM,
    Amount,
    County,
    Recipe,
    anything,
    level,
)

POLICY = Path(__file__).resolve().parents[2] / "seeds" / "policy"
SPRING_TERM = "2025-2026-2"
TERM_OF_2024 = "2024-2025-1"
ALL_OVER = "2027-01-15"  # a day on which every period of TERM is over
FIGURE_COUNTIES = 40
BASE_YUAN = {"primary": 650, "junior": 850}
FUNDED_PUPILS = 100
COMPULSORY = ("primary", "junior")
SUBJECTS = ("chinese", "mathematics", "science", "pe", "arts", "moral_education")
GROUPS = ("students", "parents", "teachers", "principals", "people_congress", "political_consultative", "public")
BANDS = (
    ("to_25", 0, 25),
    ("26_30", 26, 30),
    ("31_35", 31, 35),
    ("36_40", 36, 40),
    ("41_45", 41, 45),
    ("46_50", 46, 50),
    ("51_55", 51, 55),
    ("56_60", 56, 60),
    ("61_65", 61, 65),
    ("from_66", 66, 9999),
)
PERIOD_KIND = {
    "posts_occupied": "term",
    "disabled_enrolled": "term",
    "disabled_children": "term",
    "funding_base_rural_yuan": "year",
    "funding_base_urban_yuan": "year",
    "special_education_funds_yuan": "year",
    "special_education_pupils": "year",
    "funds_due_wan": "year",
    "funds_paid_wan": "year",
    "questionnaires_sent": "year",
    "questionnaires_valid": "year",
    "questionnaires_satisfied": "year",
    "visits": "year",
    "visits_satisfied": "year",
    "school_satisfaction_asked": "year",
    "school_satisfaction_satisfied": "year",
    "government_satisfaction_asked": "year",
    "government_satisfaction_satisfied": "year",
    "monitoring_difference": "year",
    "monitoring_level": "year",
    "teacher_pay_wan": "year before",
    "civil_servant_pay_wan": "year before",
    "education_spending_wan": "year before",
    "spending_pupils": "year before",
    "teachers_rotated": "school year",
    "rotation_eligible": "school year",
    "backbone_rotated": "school year",
    "high_school_places": "school year",
    "high_school_places_allocated": "school year",
    "high_school_places_rural": "school year",
    "teachers_recruited": "school year",
    "scarce_teachers_recruited": "school year",
    "backbone_selected": "school year",
    "principals_rotated": "school year",
    "migrant_refusals": "school year",
    "safety_incidents": "school year before",
    "notices_served": "school year before",
}

Place = tuple[str, str, str, str]  # measure, period, stage, subgroup
Figures = dict[Place, Amount | None]


# --- periods and documents ---


def year_of(term_id: str) -> int:
    """Give the calendar year of the term's statistical date."""
    first, second, half = term_id.split("-")
    return int(first if half == "1" else second)


def place(term_id: str, measure: str, stage: str = "", subgroup: str = "", back: int = 0) -> Place:
    """Say where a county figure of a term stands; `back` years earlier."""
    school_year = int(term_id[:4]) - back
    periods = {
        "term": term_id,
        "year": str(year_of(term_id) - back),
        "year before": str(year_of(term_id) - 1 - back),
        "school year": f"{school_year}-{school_year + 1}",
        "school year before": f"{school_year - 1}-{school_year}",
    }
    return measure, periods[PERIOD_KIND[measure]], stage, subgroup


def document_questions() -> list[tuple[str, str]]:
    """Name every indicator and subgroup that a document answers."""
    with (POLICY / "indicators.csv").open(encoding="utf-8", newline="") as file:
        indicators = [row["indicator_id"] for row in csv.DictReader(file) if row["kind"] == "document"]
    with (POLICY / "subgroups.csv").open(encoding="utf-8", newline="") as file:
        subgroups = [(row["indicator_id"], row["subgroup"]) for row in csv.DictReader(file)]
    parted = {indicator_id for indicator_id, _ in subgroups}
    found = [(indicator_id, "") for indicator_id in indicators if indicator_id not in parted]
    return found + [pair for pair in subgroups if pair[0] in indicators]


# --- figures that keep to every limit ---


def good_figures(term_id: str) -> Figures:
    """Give the county figures of a county that stands on or above every limit."""
    at = partial(place, term_id)
    figures: Figures = {
        at("posts_occupied"): 0,
        at("disabled_children"): 100,
        at("disabled_enrolled", subgroup="special_school"): 40,
        at("disabled_enrolled", subgroup="inclusive"): 40,
        at("disabled_enrolled", subgroup="home_delivery"): 15,
        at("special_education_funds_yuan"): 800_000,
        at("special_education_pupils"): 100,
        at("funds_due_wan"): 5000,
        at("funds_paid_wan"): 5000,
        at("school_satisfaction_asked"): 1000,
        at("school_satisfaction_satisfied"): 900,
        at("government_satisfaction_asked"): 1000,
        at("government_satisfaction_satisfied"): 900,
        at("visits", subgroup="parents"): 60,
        at("visits_satisfied", subgroup="parents"): 58,
        at("teacher_pay_wan"): Decimal("10.5"),
        at("civil_servant_pay_wan"): Decimal("10.5"),
        at("education_spending_wan"): 90_000,
        at("education_spending_wan", back=1): 90_000,
        at("spending_pupils"): 30_000,
        at("spending_pupils", back=1): 30_000,
        at("rotation_eligible"): 1000,
        at("teachers_rotated"): 120,
        at("backbone_rotated"): 30,
        at("high_school_places"): 1000,
        at("high_school_places_allocated"): 600,
        at("high_school_places_rural"): 300,
        at("teachers_recruited"): 30,
        at("scarce_teachers_recruited"): 10,
        at("backbone_selected"): 12,
        at("principals_rotated"): 4,
        at("migrant_refusals"): 0,
        at("safety_incidents"): 0,
        at("notices_served"): 3,
    }
    for stage in COMPULSORY:
        figures[at("funding_base_rural_yuan", stage)] = BASE_YUAN[stage]
        figures[at("funding_base_urban_yuan", stage)] = BASE_YUAN[stage]
        for subject in SUBJECTS:
            figures[at("monitoring_difference", stage, subject)] = Decimal("0.12")
            figures[at("monitoring_level", stage, subject)] = 3
    for group in GROUPS:
        figures[at("questionnaires_sent", subgroup=group)] = 1000
        figures[at("questionnaires_valid", subgroup=group)] = 950
        figures[at("questionnaires_satisfied", subgroup=group)] = 900
    return figures


def report(county: County, figures: Mapping[Place, Amount | None]) -> None:
    """Add the county's own figures."""
    for (measure, period, stage, subgroup), value in figures.items():
        cells = {"measure_id": measure, "period": period, "stage": stage, "subgroup": subgroup, "value": value}
        county.survey.add("county_figures", {"county_code": county.code} | cells)


def document(county: County, indicator_id: str, subgroup: str, dated: str, conclusion: str, number: int = 1) -> None:
    """Add an assessor's conclusion."""
    county.survey.add(
        "documents",
        {
            "county_code": county.code,
            "document_id": f"{indicator_id}-{subgroup or 'all'}-{number:02}",
            "indicator_id": indicator_id,
            "subgroup": subgroup,
            "dated": dated,
            "conclusion": conclusion,
            "conclusion_zh": "达标" if conclusion == "met" else "未达标",
            "evidence": f"合成佐证{number:02}",
            "assessor_office": "合成县督导室",
        },
    )


def documents(county: County, unmet: Sequence[str] = (), left_out: Sequence[str] = ()) -> None:
    """Conclude on every duty in the year of the term."""
    for indicator_id, subgroup in document_questions():
        if indicator_id not in left_out:
            conclusion = "unmet" if indicator_id in unmet else "met"
            document(county, indicator_id, subgroup, f"{year_of(county.term_id)}-05-20", conclusion)


def class_sizes(pupils: int, most: int = 40) -> list[int]:
    """Cut pupils into as few classes as `most` allows, as even as can be."""
    count = max(1, -(-pupils // most))
    return [pupils // count + (number < pupils % count) for number in range(count)]


def class_list(county: County, school_id: str, stage: str, sizes: Iterable[int | None]) -> None:
    """List classes, one grade after the other in turn."""
    for position, size in enumerate(sizes):
        grade, class_no = FIRST_GRADE[stage] + position % GRADES[stage], 1 + position // GRADES[stage]
        county.form("classes", school_id, stage, grade=grade, class_no=class_no, pupils=size)


def class_bands(county: County, school_id: str, stage: str, sizes: Iterable[int]) -> None:
    """Tell classes by bands only; the band below the smallest class is told too, with no class in it."""
    counts = Counter(next(name for name, low, high in BANDS if low <= size <= high) for size in sizes)
    names = [name for name, _, _ in BANDS]
    first = min(names.index(name) for name in counts)
    if first > 0:
        counts[names[first - 1]] = 0
    for name, count in counts.items():
        county.form("class_bands", school_id, stage, band=name, classes=count)


def answer(
    county: County, school_id: str, *, sizes: Mapping[str, Sequence[int]] | None = None, by: str = "bands"
) -> None:
    """Answer every other form of a school so that it keeps to every limit."""
    classes = 0
    total = 0
    for row in county.rows_of(school_id, "pupils"):
        pupils, stage = int(row["pupils"]), row["stage"]
        row.update(in_catchment=str(pupils), migrant=str(pupils // 10), left_behind=str(pupils // 20))
        row.update(fitness_tested=str(pupils), fitness_passed=str(pupils))
        if stage not in COMPULSORY:
            continue
        of_stage = sizes[stage] if sizes else class_sizes(pupils)
        (class_list if by == "list" else class_bands)(county, school_id, stage, of_stage)
        classes, total = classes + len(of_stage), total + pupils
        if stage == "junior":
            retention(county, school_id, 100, 100)
    for row in county.rows_of(school_id, "teachers"):
        row.update(
            senior_title=str(int(row["full_time"]) // 5), certified=row["full_time"], trained_360h=row["full_time"]
        )
    rooms(county, school_id, -(-classes // 12), -(-classes // 12))
    county.form("activities", school_id, exercise_minutes=70, in_monitoring=1)
    funds(county, school_id, Decimal(BASE_YUAN["primary"] * max(total, FUNDED_PUPILS)) / 10_000, Decimal(6))


def rooms(county: County, school_id: str, music: int, art: int) -> None:
    """Give large music and art rooms, and none of the smaller ones."""
    none = dict.fromkeys(("music_rooms_73_96", "music_rooms_54_73", "art_rooms_67_90", "art_rooms_61_67"), "0")
    for row in county.rows_of(school_id, "premises"):
        row.update(none, music_rooms=str(music), music_rooms_96=str(music), art_rooms=str(art), art_rooms_90=str(art))


def funds(county: County, school_id: str, allocated: Amount | None, training: Amount | None) -> None:
    """Give the budgets in 万元: allocated in the year of the term, training of 100 in the year before."""
    year = year_of(county.term_id)
    county.survey.add("school_funds", {"fiscal_year": year, "school_id": school_id, "allocated_wan": allocated})
    county.survey.add(
        "school_funds",
        {"fiscal_year": year - 1, "school_id": school_id, "budget_wan": 100, "training_wan": training},
    )


def retention(
    county: County,
    school_id: str,
    entrants: int,
    graduates: int,
    moved_in: int = 0,
    moved_out: int = 0,
    deaths: int = 0,
) -> None:
    """Give the five counts of the cohort that graduated last."""
    cells = {"entrants": entrants, "graduates": graduates, "moved_in": moved_in, "moved_out": moved_out}
    cohort = {"entry_year": int(county.term_id[:4]) - 3, "school_id": school_id}
    county.survey.add("retention", cohort | cells | {"deaths": deaths})


def day_school(county: County, stage: str, pupils: int, key: str = "", *, by: str = "bands", **cells: str) -> str:
    """Add a public day school in the city that keeps to every limit."""
    cells = {"urban_rural_code": "111", "is_boarding": "0"} | cells
    school_id = county.plain(stage, pupils, level(stage, pupils, Fraction(6, 5)), key, **cells)
    answer(county, school_id, by=by)
    return school_id


def sound(county: County) -> Figures:
    """Fill a county that meets every limit but for the figures returned, which are yet to be reported."""
    county.survey.received = ALL_OVER
    day_school(county, "primary", 400, "primary", by="list")
    day_school(county, "junior", 400, "junior", urban_rural_code="121")
    day_school(county, "primary", 120, "village", urban_rural_code="220", by="list")
    return good_figures(county.term_id)


def sound_county(county: County) -> None:
    """Meet everything."""
    report(county, sound(county))
    documents(county)


# --- counties with a name ---


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
    day_school(county, "junior", 2300, "old_single", built_by_2010="1")
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
    boarding = day_school(county, "junior", 300, "boarding", is_boarding="1")
    private = day_school(county, "junior", 300, "private", organiser_code="10")
    for school_id in (boarding, private):
        for row in county.rows_of(school_id, "pupils"):
            row.update(in_catchment="30", migrant="0", left_behind="0")
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


def special_funding(county: County) -> None:
    """Give 6500 yuan for each pupil of the special-education schools."""
    figures = sound(county)
    figures[place(county.term_id, "special_education_funds_yuan")] = 650_000
    report(county, figures)
    documents(county)


def not_arrived(county: County) -> None:
    """Report everything on the statistical date: the fiscal year is not over."""
    figures = sound(county)
    for rows in county.survey.rows.values():
        for row in rows:
            is_own = row.get("county_code") == county.code or row.get("school_id") in county.schools.values()
            if is_own and row.get("received_at"):
                row["received_at"] = f"{year_of(county.term_id)}-09-01"
    county.survey.received = f"{year_of(county.term_id)}-09-01"
    report(county, figures)
    documents(county)


def far_too_early(county: County) -> None:
    """Report everything in the summer before, so that nearly no period has begun or is over."""
    county.survey.received = f"{year_of(county.term_id) - 1}-08-15"
    day_school(county, "primary", 200, "primary")
    day_school(county, "junior", 200, "junior")
    report(county, good_figures(county.term_id))
    documents(county)


def early_figures(county: County) -> None:
    """Report some figures before their period is over though others came after, and some not at all."""
    figures = sound(county)
    early, late = {}, {}
    for turn, (where, value) in enumerate(sorted(figures.items())):
        if turn % 5 == 0:
            continue
        (early if turn % 2 else late)[where] = value
    report(county, late)
    county.survey.received = f"{year_of(county.term_id) - 1}-12-30"
    report(county, early)
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
    """Meet everything but for one veto, which an office has waived; other waivers are for other terms or corrected."""
    report(county, sound(county))
    documents(county, unmet=("V3", "Q7"))
    waiver(county, "national__key_schools", EARLIER_TERM, "2027-2028-1")
    waiver(county, "national__curriculum", SPRING_TERM, SPRING_TERM)
    waiver(county, "national__posts", TERM, TERM)


def old_document(county: County) -> None:
    """Show a document of the year before only, and one of the year after."""
    report(county, sound(county))
    documents(county, left_out=("G1", "Q7"))
    year = year_of(county.term_id)
    document(county, "G1", "", f"{year - 1}-12-31", "met")
    document(county, "Q7", "", f"{year + 1}-01-01", "met")


def two_documents(county: County) -> None:
    """Conclude twice in a year: the later counts, on the same day the one with the higher number."""
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
    empty = day_school(county, "primary", 300, "no_classes", urban_rural_code="220")
    for row in county.rows_of(empty, "class_bands"):
        row["classes"] = "0"
    for row in county.survey.rows["school_funds"]:
        if row["school_id"] == empty:
            row.update(budget_wan=row["budget_wan"] and "0", training_wan=row["training_wan"] and "0")
    day_school(county, "primary", 60, "small", urban_rural_code="220")
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
        for row in county.rows_of(school_id, "teachers"):
            row.update(senior_title="0", certified="1", trained_360h="1")
        class_list(county, school_id, "junior", class_sizes(45))
        retention(county, school_id, 40, 39)
    report(county, figures)
    documents(county)


def only_private(county: County) -> None:
    """Give nothing but private schools: no migrant child is in a public one."""
    county.survey.received = ALL_OVER
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


def corrected_figures(county: County) -> None:
    """Correct answers: the highest revision counts, and may blank a figure or come before its period is over."""
    county.survey.received = "2026-09-20"
    school_id = day_school(county, "primary", 400, "primary", by="list")
    day_school(county, "junior", 400, "junior")
    report(county, good_figures(county.term_id))
    documents(county)
    rows = county.survey.rows
    for form in ("county_figures", "classes", "class_bands", "activities", "school_funds", "retention"):
        own = [
            row
            for row in rows[form]
            if row.get("county_code") == county.code or row.get("school_id") in county.schools.values()
        ]
        for turn, row in enumerate(own):
            if turn % 3 == 0:
                column = {"county_figures": "value"}.get(form) or ANSWERS[form][turn % len(ANSWERS[form])]
                value = ("", "1", row[column])[turn // 3 % 3]
                rows[form].append(row | {"revision": "2", "received_at": "2027-01-20", column: value})
                if turn % 2 == 0:
                    again = {"revision": "10", "received_at": "2027-02-20", column: row[column]}
                    rows[form].append(row | again)
    county.register(school_id, "211", 2, urban_rural_code="111", is_boarding="")


# --- counties exactly on the limits ---


def county_lines(steps: int, floor: Fraction, per_pupil: int, county: County) -> None:
    """Put every figure of the county on its limit, or some steps off it; a share that cannot exceed 100 % stays there.

    `floor` is the share the retention stands on, `per_pupil` the special-education funds in yuan.
    """
    county.survey.received = ALL_OVER
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
    report(county, sound(county))
    documents(county)
    day_school(county, "primary", 100, "boarding", is_boarding="1")


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
    """Tell classes in every way: listed, by bands, both, neither, with gaps, and apart in attached classes."""
    figures = sound(county)
    ways = ("list", "bands", "both", "neither", "list_gap", "band_gap", "no_class", "large")
    for way in ways:
        school_id = day_school(county, "primary", 200, way, urban_rural_code="220", built_by_2016="1")
        child = county.attached(school_id, "219", 20, level("primary", 20), f"{way}_attached")
        for form in ("classes", "class_bands"):
            county.drop(school_id, form)
        if way in ("list", "both", "list_gap"):
            class_list(county, school_id, "primary", [28, 29, 20, None if way == "list_gap" else 30])
        if way in ("bands", "both", "band_gap"):
            class_bands(county, school_id, "primary", [27, 28, 20, 29])
        if way == "band_gap":
            county.rows_of(school_id, "class_bands")[0]["classes"] = ""
        if way == "no_class":
            county.form("class_bands", school_id, "primary", band="to_25", classes=0)
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


# --- counties of any make ---


def any_figures(blank: float, drop: float, terms: Sequence[str], days: Sequence[str], county: County) -> None:
    """Give schools of any kind and every other figure around its limit, with gaps at the given rates."""
    rng = county.rng
    first = county.term_id
    county.survey.received = rng.choice(days)
    for term_id in terms:
        county.term_id = term_id
        known = set(county.schools.values())
        anything(blank, drop, county)
        for school_id in county.schools.values():
            if school_id not in known:
                any_answers(county, school_id, blank, drop)
        for where, value in good_figures(term_id).items():
            if rng.random() >= drop:
                county.survey.received = rng.choice(days)
                report(county, {where: None if rng.random() < blank else nearby(county, where[0], value)})
        for indicator_id, subgroup in document_questions():
            any_documents(county, indicator_id, subgroup, drop)
    county.term_id = first
    unique_figures(county)


def unique_figures(county: County) -> None:
    """Number figures of the same place, which two terms may both have given, as revisions."""
    seen: Counter[tuple[str, ...]] = Counter()
    for form, keys in (
        ("county_figures", ("county_code", "period", "measure_id", "stage", "subgroup")),
        ("documents", ("county_code", "document_id")),
    ):
        for row in county.survey.rows[form]:
            if row["county_code"] == county.code:
                key = (form, *(row[name] for name in keys))
                seen[key] += 1
                row["revision"] = str(seen[key])


def nearby(county: County, measure: str, value: Amount | None) -> Amount | None:
    """Move a good figure to either side now and then; parts never exceed their whole."""
    rng = county.rng
    if value is None or rng.random() < 0.5:
        return value
    if measure in ("posts_occupied", "migrant_refusals", "safety_incidents"):
        return rng.choice((0, 1, 2))
    if measure == "monitoring_level":
        return rng.choice((2, 3, 4))
    if measure == "monitoring_difference":
        return rng.choice((Decimal("0.149999"), Decimal("0.15"), Decimal("0.150001"), Decimal("0.3")))
    if measure in ("questionnaires_satisfied", "teachers_rotated", "backbone_rotated"):
        return rng.randint(int(value) // 2, int(value))
    if measure in ("teacher_pay_wan", "education_spending_wan", "funds_paid_wan", "funding_base_rural_yuan"):
        return value + rng.choice((-1, 0, 1)) * MILLIONTH
    if measure in ("spending_pupils", "special_education_pupils", "disabled_children"):
        return rng.choice((value, value + 7))
    return value


def any_documents(county: County, indicator_id: str, subgroup: str, drop: float) -> None:
    """Conclude on a duty never, once or several times, in the year of the term or beside it."""
    rng, year = county.rng, year_of(county.term_id)
    for number in range(rng.choice((0, 1, 1, 1, 2, 3)) if drop else 1):
        dated = f"{rng.choice((year - 1, year, year, year, year + 1))}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        conclusion = rng.choice(("met", "met", "met", "unmet"))
        document(county, indicator_id, subgroup, dated, conclusion, 10 * int(county.term_id[3]) + number)


def any_answers(county: County, school_id: str, blank: float, drop: float) -> None:
    """Answer the other forms of a school with anything that adds up, with gaps."""
    rng = county.rng
    (school,) = county.rows_of(school_id, "schools")
    school.update(is_boarding=rng.choice(("0", "0", "0", "1")), built_by_2010=rng.choice(("", "0", "1")))
    school["built_by_2016"] = rng.choice(("", "0", "1"))
    kind, is_private = school["school_kind"], school["organiser_code"] == "10"
    listed = {row["stage"] for row in county.rows_of(school_id, "classes")}
    for row in county.rows_of(school_id, "pupils"):
        pupils = int(row["pupils"] or rng.randint(0, 900))
        migrant = rng.choice((0, rng.randint(0, pupils)))
        tested = rng.choice((0, pupils, rng.randint(0, pupils)))
        row.update(
            in_catchment=str(rng.choice((pupils, rng.randint(0, pupils)))),
            migrant=str(migrant),
            migrant_purchased=rng.choice(("", str(migrant), "0")) if is_private else "",
            left_behind=str(rng.choice((0, rng.randint(0, pupils)))),
            fitness_tested=str(tested),
            fitness_passed=str(rng.choice((tested, rng.randint(0, tested)))),
        )
        if row["stage"] in COMPULSORY and row["stage"] not in listed:
            any_classes(county, school_id, row["stage"], pupils)
    for row in county.rows_of(school_id, "teachers"):
        known = [int(row[name] or 0) for name in ("doctor", "master", "bachelor", "college")]
        full_time = int(row["full_time"] or sum(known))
        row.update({name: str(rng.choice((full_time, rng.randint(0, full_time)))) for name in ANSWERS["teachers"]})
    for row in county.rows_of(school_id, "premises"):
        for whole, parts in (("music_rooms", ANSWERS["premises"][1:4]), ("art_rooms", ANSWERS["premises"][5:])):
            counts = {name: rng.choice((0, 0, 1, 3)) for name in parts}
            row.update({name: str(count) for name, count in counts.items()})
            row[whole] = str(sum(counts.values()) + rng.choice((0, 0, 1)))
    if kind not in ("219", "319"):
        county.form(
            "activities", school_id, exercise_minutes=rng.choice((59, 60, 61, 90)), in_monitoring=rng.choice((0, 1, 1))
        )
        base = Decimal(BASE_YUAN["primary"] * FUNDED_PUPILS) / 10_000
        allocated = base + rng.choice((-1, 0, 0, 1)) * MILLIONTH
        funds(county, school_id, allocated, Decimal(5) + rng.choice((-1, 0, 0, 1)) * MILLIONTH)
    if "junior" in TAUGHT[kind]:
        entrants, moved_in, moved_out = rng.randint(50, 300), rng.randint(0, 9), rng.randint(0, 9)
        stayed = entrants + moved_in - moved_out - 1
        retention(county, school_id, entrants, stayed - rng.randint(0, 30), moved_in, moved_out, 1)
    for form, cells in ANSWERS.items():
        for row in [row for row in county.survey.rows[form] if row["school_id"] == school_id]:
            row.update({name: "" for name in cells if rng.random() < blank})
            if form not in ("schools", "pupils", "teachers", "premises") and rng.random() < drop:
                county.survey.rows[form].remove(row)


def any_classes(county: County, school_id: str, stage: str, pupils: int) -> None:
    """Tell the classes of a stage by list, by bands, both ways or not at all."""
    rng = county.rng
    way = rng.choice(("list", "bands", "bands", "both", "neither"))
    sizes = class_sizes(pupils, rng.choice((24, 29, 30, 40, 45, 46, 50, 51, 66)))
    if way in ("list", "both") and len(sizes) <= 30:
        class_list(county, school_id, stage, sizes)
    if way in ("bands", "both"):
        class_bands(county, school_id, stage, sizes)


# --- the list of them ---

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
    "spending_less": (partial(spending, Decimal("89999.999999"), 30_000), TERM),
    "spending_thinner": (partial(spending, Decimal(90_001), 30_001), TERM),
    "special_6500": (special_funding, TERM),
    "special_6500_in_2024": (special_funding, TERM_OF_2024),
    "special_6500_in_2025": (special_funding, EARLIER_TERM),
    "not_arrived": (not_arrived, TERM),
    "far_too_early": (far_too_early, TERM),
    "one_veto": (one_veto, TERM),
    "old_document": (old_document, TERM),
    "two_documents": (two_documents, TERM),
    "nobody_to_judge": (nobody_to_judge, TERM),
    "private_and_special": (private_and_special, TERM),
    "only_private": (only_private, TERM),
    "teachers_shares": (teachers_shares, TERM),
    "class_lists": (class_lists, TERM),
    "all_public": (all_public, TERM),
}


def figure_recipes() -> list[tuple[str, Recipe, str]]:
    """Give the counties without a name of their own, each with its term."""
    found: list[tuple[str, Recipe, str]] = []
    for steps in (-1, 0, 1):
        for floor, per_pupil in ((Fraction(95, 100), 7000), (Fraction(96, 100), 6000)):
            recipe = partial(county_lines, steps, floor, per_pupil)
            found.append((f"county_lines_{steps}_{per_pupil}", recipe, TERM))
        found.append((f"school_lines_{steps}", partial(school_lines, steps), TERM))
    found += [("early_figures", early_figures, term_id) for term_id in (TERM, SPRING_TERM)]
    found.append(("corrected_figures", corrected_figures, TERM))
    gaps = ((0.0, 0.0), (0.01, 0.0), (0.03, 0.02), (0.1, 0.1))
    days = (
        (ALL_OVER,),
        ("2026-09-20", ALL_OVER),
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
