"""Invented counties of any make: schools of every kind, every figure around its limit, with gaps at given rates."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from counties_answers import (
    BASE_YUAN,
    COMPULSORY,
    FUNDED_PUPILS,
    children,
    class_bands,
    class_list,
    class_sizes,
    document,
    document_questions,
    funds,
    good_figures,
    retention,
    tell,
    year_of,
)
from counties_base import (
    ANSWERS,
    ART_ROOMS,
    FIGURES,
    MILLIONTH,
    MUSIC_ROOMS,
    RESOURCES,
    TAUGHT,
    Amount,
    County,
    Resources,
    level,
)


def anything(blank: float, drop: float, county: County) -> None:
    """Give 1 to 8 schools of any kind, with gaps at the given rates."""
    kinds = ("211", "211", "211", "311", "311", "218", "312", "341", "345", "514", "361", "342", "219", "319")
    richness = county.rng.choice((Fraction(1, 2), Fraction(9, 10), Fraction(11, 10), Fraction(3, 2)))
    hosts: list[str] = []
    for _ in range(county.rng.randint(1, 8)):
        kind = county.rng.choice(kinds)
        if kind in ("219", "319") and not hosts:
            continue
        parent = county.rng.choice(hosts) if kind in ("219", "319") else ""
        school_id = any_school(county, kind, parent, richness, blank)
        if not parent:
            hosts.append(school_id)
        for form in FIGURES:
            for row in county.rows_of(school_id, form):
                if county.rng.random() < drop:
                    county.survey.rows[form].remove(row)
    if not county.schools:
        any_school(county, "211", "", richness, blank)


def any_school(county: County, kind: str, parent: str, richness: Fraction, blank: float) -> str:
    """Add a school of any kind with figures around the limits."""
    rng = county.rng
    school_id = county.school(kind, parent_school_id=parent, organiser_code=rng.choice(("7", "7", "7", "10")))
    total = 0
    for stage in TAUGHT[kind]:
        pupils = rng.choice((0, rng.randint(1, 99), *(rng.randint(40, 2500) for _ in range(8))))
        have = about("primary" if stage == "primary" else "junior", pupils, richness, rng)
        county.pupils(school_id, stage, pupils)
        county.staff(school_id, stage, have, visiting_pe_arts=rng.choice((None, None, 0, 1, 3)))
        total += pupils
        if rng.random() < 0.06:
            county.roll(school_id, stage, pupils)
    if not parent:
        county.site(school_id, about("primary" if kind in ("211", "218") else "junior", total, richness, rng))
    for form, cells in FIGURES.items():
        for row in county.rows_of(school_id, form):
            gaps = [cell for cell in cells if rng.random() < blank]
            row.update(dict.fromkeys(gaps, ""))
    return school_id


def about(stage: str, pupils: int, richness: Fraction, rng: random.Random) -> Resources:
    """Give resources around the limits, now and then none."""
    have = level(stage, pupils)
    for resource in RESOURCES:
        share = Fraction(0) if rng.random() < 0.03 else richness * Fraction(rng.randint(50, 150), 100)
        have = have.having(resource, Fraction(getattr(have, resource)) * share)
    return have


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
        for where, value in (good_figures(term_id) | children(county)).items():
            if rng.random() >= drop:
                county.survey.received = rng.choice(days)
                tell(county, {where: None if rng.random() < blank else nearby(county, where[0], value)})
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
    if measure in (
        "spending_pupils",
        "special_education_pupils",
        "disabled_children",
        "migrant_children",
        "left_behind_children",
    ):
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
        for whole, *parts in (MUSIC_ROOMS, ART_ROOMS):
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
            if form in ("class_bands", "activities", "school_funds", "retention") and rng.random() < drop:
                county.survey.rows[form].remove(row)
    # a list is there whole, as it is held against the pupils, or not at all
    if rng.random() < drop:
        county.drop(school_id, "classes")


def any_classes(county: County, school_id: str, stage: str, pupils: int) -> None:
    """Tell the classes of a stage by list, by bands or not at all."""
    rng = county.rng
    sizes = class_sizes(pupils, rng.choice((24, 29, 30, 40, 45, 46, 50, 51, 66)))
    way = rng.choice(("list" if len(sizes) <= 30 else "bands", "bands", "neither"))
    if way == "list":
        class_list(county, school_id, stage, sizes)
    elif way == "bands":
        class_bands(county, school_id, stage, sizes)
