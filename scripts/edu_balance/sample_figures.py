"""What the county itself reports in the synthetic sample: money, posts, rotation, surveys, national monitoring."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from edu_balance.sample_funds import BASES, SPECIAL_PER_PUPIL, base, counted_pupils
from edu_balance.sample_pupils import Grades
from edu_balance.sample_register import (
    COUNTY,
    FIRST_YEAR,
    NEWEST_YEAR,
    NEXT_TERM,
    Row,
    School,
    autumn,
    corrected,
    delivery,
    rng,
    spring,
    terms,
)

NOT_ANSWERED = "?"
# How a year is written, and the forms it is known by: budgets and surveys in the year itself, accounts after it.
PERIODS: dict[str, Callable[[int], tuple[str, str]]] = {
    "budget": lambda year: (f"{year}", spring(year)),
    "survey": lambda year: (f"{year}", autumn(year) if year <= NEWEST_YEAR else NEXT_TERM),
    "accounts": lambda year: (f"{year}", spring(year + 1)),
    "school year": lambda year: (f"{year}-{year + 1}", autumn(year)),
    "school year that is over": lambda year: (f"{year}-{year + 1}", autumn(year + 1)),
}


@dataclass(frozen=True)
class Series:
    """One measure through the years, from the first one on.

    `a>b`: sent as a, corrected to b. `?`: never answered. `?+b`: not answered until the forms of NEXT_TERM.
    """

    measure: str
    period: str  # of PERIODS
    first_year: int
    values: str
    every: int = 1  # years from one value to the next
    stage: str = ""
    subgroup: str = ""


SERIES = [
    # 万元 per year
    Series("teacher_pay_wan", "accounts", 2021, "8.02 8.35 8.66>8.71 9.16 9.64 10.12"),
    Series("civil_servant_pay_wan", "accounts", 2021, "8.31 8.52 8.74 9.12 9.58 10.03"),
    # 万元. In 2023 there were more pupils and hardly more money.
    Series(
        "education_spending_wan", "accounts", 2020, "92150.40 94382.15 96124.70 97261.35 101540.80 105872.60 110260.40"
    ),
    Series("spending_pupils", "accounts", 2020, "71908 72641 73412 75023 75304 75561 75802"),
    Series("funds_due_wan", "accounts", 2022, "5612.40 5958.20 6074.50 6131.80 6188.30"),
    Series("funds_paid_wan", "accounts", 2022, "5348.60 5827.10 6074.50 6131.80 6188.30"),
    # persons
    Series("rotation_eligible", "school year", 2022, "1874 1890 1902 1921 1935"),
    Series("teachers_rotated", "school year", 2022, "142 168 196 214 233"),
    Series("backbone_rotated", "school year", 2022, "18 ? 31 38 43"),
    Series("teachers_recruited", "school year", 2022, "186 172 204 158 163"),
    Series("scarce_teachers_recruited", "school year", 2022, "41 46 62 55 ?+51"),
    Series("backbone_selected", "school year", 2022, "24 38 45 52 56"),
    Series("principals_rotated", "school year", 2022, "4 7 9>11 13 14"),
    Series("high_school_places", "school year", 2022, "1260 1280 1300 1320 1340"),
    Series("high_school_places_allocated", "school year", 2022, "556 602 641>650 673 702"),
    Series("high_school_places_rural", "school year", 2022, "203 248 301 346 385"),
    # cases and notices
    Series("migrant_refusals", "school year", 2022, "3 1 0 0 0"),
    Series("notices_served", "school year that is over", 2021, "61 48 33 21 14"),
    Series("safety_incidents", "school year that is over", 2021, "0 0 0 0 0"),
    # persons asked
    Series("school_satisfaction_asked", "survey", 2022, "1280 1275 1290 1284 1288 1292"),
    Series("school_satisfaction_satisfied", "survey", 2022, "1086 1104 1120 1142 1160 1176"),
    Series("government_satisfaction_asked", "survey", 2022, "640 652 660 655 662 668"),
    Series("government_satisfaction_satisfied", "survey", 2022, "? 538 556 566 579 590"),
]
# National monitoring of each subject every third year: differences between schools, and levels, primary and junior.
MONITORING = {
    "science": (2020, ("0.171 0.142 0.121", "0.204 0.150 0.138"), ("3 3 4", "2 3 3")),
    "moral_education": (2020, ("0.118 0.109 0.097", "0.139 0.131 ?"), ("3 4 4", "3 3 4")),
    "mathematics": (2021, ("0.163 0.128", "0.187 0.147"), ("3 3", "2 3")),
    "pe": (2021, ("0.126 0.112", "0.144 0.127"), ("3 4", "3 3")),
    "chinese": (2022, ("0.158 0.131", "0.172 0.141"), ("3 4", "2 3")),
    "arts": (2022, ("0.137 0.119", "0.161 0.143"), ("3 3", "3 3")),
}
# What is counted every term, persons and posts.
BY_TERM = {
    "posts_occupied": {"": "9 9 7 6 5 3 2 1 0 0"},
    "disabled_children": {"": "312 312 315 315 319>318 318 321 321 318 319"},
    "disabled_enrolled": {
        "inclusive": "183 184 188 190 196 197 203 204 208 209",
        "home_delivery": "49 48 47 ? 46 46 45 44 43 42",
    },
}
# Questionnaires sent each year, persons visited, and the share of the former that were satisfied, by year.
RECOGNITION = {
    "students": (1600, 60, (0.842, 0.853, 0.866, 0.879, 0.893, 0.9)),
    "parents": (1600, 80, (0.806, 0.822, 0.838, 0.857, 0.876, 0.884)),
    "teachers": (320, 40, (0.835, 0.852, 0.872, 0.886, 0.901, 0.907)),
    "principals": (120, 20, (0.9, 0.91, 0.925, 0.93, 0.94, 0.945)),
    "people_congress": (88, 16, (0.86, 0.87, 0.88, 0.89, 0.91, 0.92)),
    "political_consultative": (80, 14, (0.85, 0.86, 0.875, 0.89, 0.9, 0.91)),
    "public": (400, 50, (0.74, 0.765, 0.79, 0.82, 0.838, 0.847)),
}
# Satisfied answers that take the year's recognition just below the limit it prints as.
PINNED_SATISFIED = {("students", 2024): 1348}


def _figure(measure: str, period: str, value: str, term: str, stage: str = "", subgroup: str = "") -> Iterator[Row]:
    """The rows of one value: as it was sent, and as it was corrected or sent late."""
    key = {"county_code": COUNTY, "period": period, "measure_id": measure, "stage": stage, "subgroup": subgroup}
    value, _, late = value.partition("+")
    first, *later = value.split(">")
    row = key | {"value": first.replace(NOT_ANSWERED, "")} | delivery(term)
    yield row
    for better in later:
        yield row | corrected(row) | {"value": better}
    if late:
        yield row | delivery(NEXT_TERM) | {"revision": "2", "value": late}


def _series(series: Series) -> Iterator[Row]:
    """The rows of one measure through the years."""
    for number, value in enumerate(series.values.split()):
        period, term = PERIODS[series.period](series.first_year + series.every * number)
        yield from _figure(series.measure, period, value, term, series.stage, series.subgroup)


def _monitoring() -> Iterator[Row]:
    """The rows of the national monitoring by subject and stage."""
    for subject, (first_year, differences, levels) in MONITORING.items():
        for stage, difference, level in zip(("primary", "junior"), differences, levels, strict=True):
            for measure, values in (("monitoring_difference", difference), ("monitoring_level", level)):
                yield from _series(Series(measure, "survey", first_year, values, 3, stage, subject))


def _by_term() -> Iterator[Row]:
    """The rows of what is counted every term."""
    for measure, by_subgroup in BY_TERM.items():
        for subgroup, values in by_subgroup.items():
            for (term, _), value in zip(terms(), values.split(), strict=True):
                yield from _figure(measure, term, value, term, subgroup=subgroup)


def _recognition() -> Iterator[Row]:
    """Questionnaires and visits of each group by year."""
    for group, (sent, visits, shares) in RECOGNITION.items():
        for year, share in enumerate(shares, start=FIRST_YEAR):
            draw = rng("recognition", group, year)
            valid = round(sent * draw.uniform(0.94, 0.99))
            satisfied = PINNED_SATISFIED.get((group, year), round(valid * share))
            counts = {
                "questionnaires_sent": sent,
                "questionnaires_valid": valid,
                "questionnaires_satisfied": satisfied,
                "visits": visits,
                "visits_satisfied": round(visits * min(1, share + draw.uniform(-0.02, 0.06))),
            }
            period, term = PERIODS["survey"](year)
            for measure, count in counts.items():
                yield from _figure(measure, period, str(count), term, subgroup=group)


def _budgets(special: School, enrolled: dict[str, Grades]) -> Iterator[Row]:
    """Funding bases in yuan per pupil, and the public funds of the special-education school, yuan and persons."""
    for year in range(FIRST_YEAR, NEWEST_YEAR + 2):
        for stage, area in BASES:
            amount = str(base(stage, area, year))
            yield from _figure(f"funding_base_{area}_yuan", str(year), amount, spring(year), stage)
        pupils = sum(counted_pupils([special], year, enrolled).values())
        funds = {"special_education_funds_yuan": SPECIAL_PER_PUPIL[year] * pupils, "special_education_pupils": pupils}
        for measure, figure in funds.items():
            yield from _figure(measure, str(year), str(figure), spring(year))


def _at_special_school(special: School, enrolled: dict[str, Grades]) -> Iterator[Row]:
    """Children with disabilities who go to the special-education school, persons by term."""
    for term, _ in terms():
        pupils = sum(sum(enrolled[term][special.school_id, stage]) for stage in special.sizes)
        yield from _figure("disabled_enrolled", term, str(pupils), term, subgroup="special_school")


# Of the children at school in a term, how many more the county knows of, persons: entitled migrant children without a
# place, left-behind children not at school.
WITHOUT_A_PLACE = {"migrant": "96 90 61 58 33 30 14 12 5 4", "left_behind": "14 12 9 8 3 3 1 0 0 0"}


def _children(pupils: list[Row]) -> Iterator[Row]:
    """Migrant and left-behind children of the county by term: those at school, and those who are not."""
    for column, without in WITHOUT_A_PLACE.items():
        for (term, _), more in zip(terms(), without.split(), strict=True):
            at_school = sum(int(row[column] or 0) for row in pupils if row["term_id"] == term)
            yield from _figure(f"{column}_children", term, str(at_school + int(more)), term)


def county_figures(schools: list[School], enrolled: dict[str, Grades], pupils: list[Row]) -> list[Row]:
    """Every row of the county's own form; `pupils` are the schools' answers."""
    (special,) = (school for school in schools if school.is_special)
    rows = [row for series in SERIES for row in _series(series)]
    rows += [*_monitoring(), *_by_term(), *_recognition()]
    return [*rows, *_budgets(special, enrolled), *_at_special_school(special, enrolled), *_children(pupils)]
