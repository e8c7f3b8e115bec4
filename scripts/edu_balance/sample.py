"""Writes the survey forms of the synthetic sample county: invented schools, invented figures.

The county is on its way, not there: in the first term it is far from most limits, in the newest it meets many, and it
does not pass yet. Two runs write the same files.
"""

import csv
from pathlib import Path

from edu_balance.sample_documents import documents, waivers
from edu_balance.sample_figures import county_figures
from edu_balance.sample_funds import school_funds
from edu_balance.sample_pupils import Grades, enrolments, in_classes, list_classes, pupils_counted, retention
from edu_balance.sample_register import (
    FIRST_YEAR,
    NEWEST_YEAR,
    NEXT_TERM,
    Row,
    School,
    Tables,
    autumn,
    delivery,
    register,
    registered,
    succession,
    terms,
)
from edu_balance.sample_resources import activities, equipment, premises, rooms_needed, teachers
from edu_balance.sample_slips import spoil

FORMS = {
    "schools": "term_id county_code school_id school_name school_kind urban_rural_code township_id "
    "organiser_code counts_as_school parent_school_id is_boarding built_by_2010 built_by_2016",
    "school_successions": "predecessor_school_id successor_school_id change last_term_id",
    "pupils": "term_id school_id stage pupils in_catchment migrant migrant_purchased left_behind fitness_tested "
    "fitness_passed",
    "pupils_by_grade": "term_id school_id stage grade pupils",
    "classes": "term_id school_id stage grade class_no pupils",
    "class_bands": "term_id school_id stage band classes",
    "teachers": "term_id school_id stage full_time doctor master bachelor college backbone senior_title certified "
    "trained_360h pe music fine_art arts visiting_pe_arts",
    "premises": "term_id school_id teaching_area_m2 indoor_sports_m2 gymnasium_m2 outdoor_sports_m2 music_rooms "
    "music_rooms_96 music_rooms_73_96 music_rooms_54_73 art_rooms art_rooms_90 art_rooms_67_90 art_rooms_61_67",
    "equipment": "term_id school_id equipment_value_wan multimedia_rooms",
    "activities": "term_id school_id exercise_minutes in_monitoring",
    "school_funds": "fiscal_year school_id allocated_wan budget_wan training_wan",
    "retention": "entry_year school_id entrants moved_in moved_out deaths graduates",
    "county_figures": "county_code period measure_id stage subgroup value",
    "documents": "county_code document_id indicator_id subgroup dated conclusion conclusion_zh evidence "
    "assessor_office",
    "waivers": "county_code threshold_id subgroup entity_id first_term_id last_term_id approved_by reason",
}
TEXT_KEYS = ("term_id", "fiscal_year", "entry_year", "document_id", "threshold_id", "period", "measure_id")
TEXT_KEYS += ("school_id", "predecessor_school_id", "successor_school_id", "stage", "subgroup", "band")
TEXT_KEYS += ("entity_id", "first_term_id")
NUMBER_KEYS = ("grade", "class_no", "revision")
# Share of a junior cohort that is lost, by its year of entry.
LOST = {2019: 0.079, 2020: 0.062, 2021: 0.0575, 2022: 0.0535, 2023: 0.0373}


def _most_classes(schools: list[School], enrolled: dict[str, Grades]) -> dict[str, int]:
    """Most classes of the compulsory stages each campus ever has, attached ones with it; by school name."""
    most: dict[str, int] = {}
    for term, when in terms():
        classes: dict[str, int] = {}
        for school in (school for school in schools if school.is_open(when)):
            for stage in school.sizes.keys() - {"senior"}:
                sizes = in_classes(school, stage, when, enrolled[term][school.school_id, stage]).values()
                name = school.parent or school.name
                classes[name] = classes.get(name, 0) + sum(map(len, sizes))
        most |= {name: max(number, most.get(name, 0)) for name, number in classes.items()}
    return most


def _answer_stage(
    tables: Tables, school: School, stage: str, term: tuple[str, float], enrolled: dict[str, Grades]
) -> None:
    """The forms answered per stage."""
    (term_id, when), section = term, (school.school_id, stage)
    key = {"term_id": term_id, "school_id": school.school_id} | delivery(term_id) | {"stage": stage}
    grades = enrolled[term_id][section]
    classes = in_classes(school, stage, when, grades)
    # nobody was at a new school last year; at the others about as many as this year
    is_new = FIRST_YEAR < school.opens == int(when)
    last_year = 0 if is_new else sum(enrolled[autumn(int(when))][section])
    list_classes(tables, school, term_id, key, classes)
    tables["pupils"].append(key | pupils_counted(school, stage, when, sum(grades), last_year))
    tables["teachers"].append(key | teachers(school, stage, when, sum(map(len, classes.values())), sum(grades)))


def _answer_term(
    tables: Tables, school: School, term: tuple[str, float], ids: dict[str, str], most_classes: dict[str, int]
) -> None:
    """The forms answered per school, and per campus."""
    term_id, when = term
    key = {"term_id": term_id, "school_id": school.school_id} | delivery(term_id)
    tables["schools"].append(key | registered(school, ids))
    if not school.parent:
        tables["premises"].append(key | premises(school, when, rooms_needed(most_classes[school.name])))
        tables["equipment"].append(key | equipment(school, when))
        tables["activities"].append(key | activities(school, when))


def answers(schools: list[School], ids: dict[str, str]) -> Tables:
    """Every form as it should be answered, with what the forms of NEXT_TERM bring."""
    tables: Tables = {form: [] for form in FORMS}
    enrolled = enrolments(schools)
    most_classes = _most_classes(schools, enrolled)
    for term in terms():
        for school in (school for school in schools if school.is_open(term[1])):
            _answer_term(tables, school, term, ids, most_classes)
            for stage in school.sizes:
                _answer_stage(tables, school, stage, term, enrolled)
    junior = [school for school in schools if "junior" in school.sizes and not school.is_special]
    for entry_year, lost in LOST.items():
        tables["retention"] += [retention(school, entry_year, enrolled, lost) for school in junior]
    tables["school_successions"] = [succession(school, ids) for school in schools if school.closes < NEWEST_YEAR]
    tables["school_funds"] = list(school_funds(schools, enrolled))
    tables["county_figures"] = county_figures(schools, enrolled, tables["pupils"])
    tables["documents"] = list(documents())
    tables["waivers"] = list(waivers(ids))
    return tables


def _position(row: Row) -> tuple[list[str], list[int]]:
    """Where a row stands in its file."""
    return [row.get(key, "") for key in TEXT_KEYS], [int(row.get(key, "0")) for key in NUMBER_KEYS]


def sample_tables() -> Tables:
    """The rows of every survey form, in the order of their files."""
    schools = register()
    ids = {school.name: school.school_id for school in schools}
    still_out = delivery(NEXT_TERM)["source_id"]
    tables = {
        form: [row for row in rows if row["source_id"] != still_out] for form, rows in answers(schools, ids).items()
    }
    spoil(tables, ids)
    return {form: sorted(rows, key=_position) for form, rows in tables.items()}


def write_sample(folder: Path) -> None:
    """Writes one CSV file per survey form into the folder."""
    for form, rows in sample_tables().items():
        with (folder / f"{form}.csv").open("w", encoding="utf-8", newline="") as file:
            columns = [*FORMS[form].split(), "source_id", "revision", "received_at"]
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
