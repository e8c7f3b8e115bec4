"""Public funds of the schools of the synthetic sample county, by fiscal year."""

from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from edu_balance.sample_pupils import Grades
from edu_balance.sample_register import FIRST_YEAR, Row, School, autumn, delivery, has_begun, rng, spring

YUAN_PER_WAN = 10_000
FIRST_FISCAL_YEAR = FIRST_YEAR - 1  # the first term reads the training money of the year before
# Funding base of rural and of urban schools, yuan per pupil, by the first fiscal year it held in.
BASES = {
    ("primary", "rural"): {FIRST_FISCAL_YEAR: 650, 2023: 720},
    ("primary", "urban"): {FIRST_FISCAL_YEAR: 690, 2023: 720},
    ("junior", "rural"): {FIRST_FISCAL_YEAR: 850, 2023: 940},
    ("junior", "urban"): {FIRST_FISCAL_YEAR: 850, 2023: 940},
}
SPECIAL_PER_PUPIL = {2021: 5400, 2022: 5600, 2023: 6000, 2024: 6400, 2025: 6600, 2026: 7150, 2027: 7300}  # yuan
FUNDED_PUPILS = 100  # what a small village school is counted up to
STILL_BY_PUPILS = "依格孜也尔乡7村教学点"  # and the last that is not


def base(stage: str, area: str, fiscal_year: int) -> int:
    """The funding base of rural or urban schools in a fiscal year, yuan per pupil."""
    by_year = BASES[stage, area]
    return by_year[max(first for first in by_year if first <= fiscal_year)]


def counted_pupils(members: list[School], fiscal_year: int, enrolled: dict[str, Grades]) -> dict[str, int]:
    """Pupils of the compulsory stages a campus's budget was reckoned with, persons: those of the autumn before."""
    grades = enrolled[autumn(max(fiscal_year - 1, members[0].opens))]
    pupils = {"primary": 0, "junior": 0}
    for school in members:
        for stage in school.sizes.keys() & pupils.keys():
            pupils[stage] += sum(grades[school.school_id, stage])
    return pupils


def _allocated(members: list[School], fiscal_year: int, enrolled: dict[str, Grades]) -> int:
    """Public funds allocated to a campus for a fiscal year, yuan."""
    school, pupils = members[0], counted_pupils(members, fiscal_year, enrolled)
    if school.is_special:
        return SPECIAL_PER_PUPIL[fiscal_year] * sum(pupils.values())
    if school.place == "village" and pupils["primary"] < FUNDED_PUPILS:
        counted_up = school.name != STILL_BY_PUPILS and has_begun(school, "counted up", 0.35, 1, fiscal_year)
        pupils["primary"] = FUNDED_PUPILS if counted_up else pupils["primary"]
    months = 4 if fiscal_year == school.opens > FIRST_YEAR else 12  # a new school begins in September
    area = "urban" if school.place == "town" else "rural"
    return sum(base(stage, area, fiscal_year) * number for stage, number in pupils.items()) * months // 12


def _funds(members: list[School], fiscal_year: int, enrolled: dict[str, Grades]) -> Row:
    """What one campus was allocated, its budget of all public funds, and the teacher training in it, 万元."""
    school = members[0]
    draw = rng("funds", school.school_id, fiscal_year)
    allocated = Decimal(_allocated(members, fiscal_year, enrolled)) / YUAN_PER_WAN
    budget = (allocated * Decimal(str(round(draw.uniform(1.0, 1.12), 3)))).quantize(Decimal("0.01"), ROUND_UP)
    # the budget of a year is judged in the autumn after it
    enough = has_begun(school, "training money", 0.35, 0.96, fiscal_year + 1)
    share = Decimal(str(round(draw.uniform(5.0, 6.2) if enough else draw.uniform(2.6, 4.9), 1)))
    training = (budget * share / 100).quantize(Decimal("0.001"), ROUND_UP if enough else ROUND_DOWN)
    row = {"fiscal_year": str(fiscal_year), "school_id": school.school_id}
    return row | {"allocated_wan": f"{allocated:.4f}", "budget_wan": str(budget), "training_wan": str(training)}


def school_funds(schools: list[School], enrolled: dict[str, Grades]) -> Iterator[Row]:
    """A row per campus and fiscal year, as known by the spring term of it; a new school's with its first term."""
    for school in (school for school in schools if not school.parent):
        members = [school, *(attached for attached in schools if attached.parent == school.name)]
        first = FIRST_FISCAL_YEAR if school.opens == FIRST_YEAR else school.opens
        for fiscal_year in range(first, school.closes + 2):
            known_by = autumn(fiscal_year) if school.opens == fiscal_year else spring(fiscal_year)
            yield _funds(members, fiscal_year, enrolled) | delivery(known_by)
