"""Invented counties whose figures arrive too early, or are corrected after they were judged."""

from __future__ import annotations

from collections.abc import Mapping

from counties_answers import (
    WHOLES,
    all_over,
    children,
    day_school,
    documents,
    good_figures,
    place,
    report,
    sound,
    tell,
    year_of,
)
from counties_base import ANSWERS, EARLIER_TERM, HEADERS, TERM, County

CORRECTED_ON = "2027-03-01"


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
    for turn, (where, value) in enumerate(sorted((figures | children(county)).items())):
        if turn % 5 == 0:
            continue
        (early if turn % 2 else late)[where] = value
    tell(county, late)
    county.survey.received = f"{year_of(county.term_id) - 1}-12-30"
    tell(county, early)
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
                value = ("", "0", row[column])[turn // 3 % 3]
                if value == "0" and (row.get("measure_id") in WHOLES or form == "class_bands"):
                    value = row[column]  # nothing is part of a whole of 0, nobody fits into no class
                rows[form].append(row | {"revision": "2", "received_at": "2027-01-20", column: value})
                if turn % 2 == 0:
                    again = {"revision": "10", "received_at": "2027-02-20", column: row[column]}
                    rows[form].append(row | again)
    county.register(school_id, "211", 2, urban_rural_code="111", is_boarding="")


def corrected_later(county: County) -> None:
    """Report a term when it is over and the next one a year later, then correct the first."""
    county.term_id = EARLIER_TERM
    figures = sound(county)
    day_school(county, "primary", 200, "short", by="list")
    figures[place(EARLIER_TERM, "posts_occupied")] = 2
    asked = place(EARLIER_TERM, "government_satisfaction_asked")
    late = {asked: figures.pop(asked)}
    figures |= children(county)
    tell(county, figures)
    documents(county)
    own = set(county.schools.values())
    county.term_id = TERM
    county.survey.received = all_over(TERM)
    for form in ("schools", "pupils", "teachers", "premises", "equipment", "classes", "class_bands", "activities"):
        rows = [row for row in county.survey.rows[form] if row["school_id"] in own]
        county.survey.rows[form] += [row | {"term_id": TERM, "received_at": all_over(TERM)} for row in rows]
    later = good_figures(TERM) | children(county)
    tell(county, {where: later[where] for where in later.keys() - figures.keys()})
    documents(county)
    tell(county, late)
    county.term_id = EARLIER_TERM
    short = {"school_id": county.schools["short"]}
    this_year, cohort = year_of(EARLIER_TERM), int(EARLIER_TERM[:4]) - 3
    for grade, pupils in (("1", "46"), ("2", "34")):
        correct(county, "classes", short | {"grade": grade, "class_no": "1"}, pupils=pupils)
    correct(county, "pupils", short, in_catchment="199")
    correct(county, "activities", short, exercise_minutes="50")
    correct(county, "school_funds", short | {"fiscal_year": str(this_year - 1)}, training_wan="4")
    correct(county, "retention", {"school_id": county.schools["junior"], "entry_year": str(cohort)}, graduates="90")
    of_county = {"county_code": county.code}
    correct(county, "county_figures", of_county | {"measure_id": "posts_occupied", "period": EARLIER_TERM}, value="0")
    veto = of_county | {"indicator_id": "V3", "dated": f"{this_year}-05-20"}
    correct(county, "documents", veto, conclusion="unmet", conclusion_zh="未达标")


def correct(county: County, form: str, where: Mapping[str, str], **cells: str) -> None:
    """Correct the one row of a form, of the county's term if it is of a term, after everything else has arrived."""
    place_of = dict(where) | ({"term_id": county.term_id} if "term_id" in HEADERS[form] else {})
    (row,) = [row for row in county.survey.rows[form] if place_of.items() <= row.items()]
    receipt = {"revision": "2", "source_id": f"{form}-2.csv", "received_at": CORRECTED_ON}
    county.survey.rows[form].append(row | receipt | cells)
