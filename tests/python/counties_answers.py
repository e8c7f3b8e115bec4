"""How an invented county answers every form but those of sections: figures, documents, classes, rooms, funds.

`sound` fills a county that meets every limit, reported when every period is over; recipes change what they are there
to show. Money is in yuan or 万元 as the form asks, shares are counts of persons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path

from counties_base import ART_ROOMS, FIRST_GRADE, GRADES, MUSIC_ROOMS, Amount, County, level
from forms import read_form

POLICY = Path(__file__).resolve().parents[2] / "seeds" / "policy"
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
    "migrant_children": "term",
    "left_behind_children": "term",
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

WHOLES = (
    "rotation_eligible",
    "teachers_rotated",
    "high_school_places",
    "high_school_places_allocated",
    "teachers_recruited",
    "questionnaires_sent",
    "questionnaires_valid",
    "visits",
    "school_satisfaction_asked",
    "government_satisfaction_asked",
    "disabled_children",
    "migrant_children",
    "left_behind_children",
)

Place = tuple[str, str, str, str]  # measure, period, stage, subgroup
Figures = dict[Place, Amount | None]


# --- periods and documents ---


def year_of(term_id: str) -> int:
    """Give the calendar year of the term's statistical date."""
    first, second, half = term_id.split("-")
    return int(first if half == "1" else second)


def all_over(term_id: str) -> str:
    """Give a day on which every period of a term is over."""
    return f"{year_of(term_id) + 1}-01-15"


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
    indicators = [row["indicator_id"] for row in read_form(POLICY / "indicators.csv") if row["kind"] == "document"]
    subgroups = [(row["indicator_id"], row["subgroup"]) for row in read_form(POLICY / "subgroups.csv")]
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


def children(county: County) -> Figures:
    """Count the migrant and left-behind children: every one of them is at school in the county."""
    counts = {
        column: sum(
            int(row[column] or 0)
            for school_id in county.schools.values()
            for row in county.rows_of(school_id, "pupils")
            if row["stage"] in COMPULSORY
        )
        for column in ("migrant", "left_behind")
    }
    return {place(county.term_id, f"{column}_children"): count for column, count in counts.items()}


def report(county: County, figures: Mapping[Place, Amount | None]) -> None:
    """Add the county's own figures, the children counted at the schools unless told."""
    tell(county, children(county) | dict(figures))


def tell(county: County, figures: Mapping[Place, Amount | None]) -> None:
    """Add these figures and no other."""
    for (measure, period, stage, subgroup), value in figures.items():
        cells = {"measure_id": measure, "period": period, "stage": stage, "subgroup": subgroup, "value": value}
        county.survey.add("county_figures", {"county_code": county.code} | cells)


def document(county: County, indicator_id: str, subgroup: str, dated: str, conclusion: str, number: int = 1) -> None:
    """Add an assessor's conclusion, delivered on its own day at the earliest."""
    row = county.survey.add(
        "documents",
        {
            "county_code": county.code,
            "document_id": f"{indicator_id}-{subgroup or 'all'}-{dated[:4]}-{number:02}",
            "indicator_id": indicator_id,
            "subgroup": subgroup,
            "dated": dated,
            "conclusion": conclusion,
            "conclusion_zh": "达标" if conclusion == "met" else "未达标",
            "evidence": f"合成佐证{number:02}",
            "assessor_office": "合成县督导室",
        },
    )
    row["received_at"] = max(row["received_at"], dated)


def documents(county: County, unmet: Sequence[str] = (), left_out: Sequence[str] = ()) -> None:
    """Conclude on every duty in the year of the term."""
    for indicator_id, subgroup in document_questions():
        if indicator_id not in left_out:
            conclusion = "unmet" if indicator_id in unmet else "met"
            document(county, indicator_id, subgroup, f"{year_of(county.term_id)}-05-20", conclusion)


def class_sizes(pupils: int, most: int = 40) -> list[int]:
    """Cut pupils into as few classes as `most` allows, as even as can be; nobody is in no class."""
    count = -(-pupils // most)
    return [pupils // count + (number < pupils % count) for number in range(count)]


def class_list(county: County, school_id: str, stage: str, sizes: Iterable[int | None]) -> None:
    """List classes, one grade after the other in turn."""
    for position, size in enumerate(sizes):
        grade, class_no = FIRST_GRADE[stage] + position % GRADES[stage], 1 + position // GRADES[stage]
        county.form("classes", school_id, stage, grade=grade, class_no=class_no, pupils=size)


def class_bands(county: County, school_id: str, stage: str, sizes: Iterable[int]) -> None:
    """Tell classes by bands only, all of them, most with no class in it."""
    counts = Counter(next(name for name, low, high in BANDS if low <= size <= high) for size in sizes)
    for name, _, _ in BANDS:
        county.form("class_bands", school_id, stage, band=name, classes=counts[name])


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
    none = dict.fromkeys((*MUSIC_ROOMS, *ART_ROOMS), "0")
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
    county.survey.received = all_over(county.term_id)
    day_school(county, "primary", 400, "primary", by="list")
    day_school(county, "junior", 400, "junior", urban_rural_code="121")
    day_school(county, "primary", 120, "village", urban_rural_code="220", by="list")
    return good_figures(county.term_id)
