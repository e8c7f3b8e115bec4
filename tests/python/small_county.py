"""A county of four schools in one term, small enough to read, for tests that build again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from forms import header_of, write_form

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
COUNTY = "100001"
TERM = "2026-2027-1"
DELIVERY = {"source_id": "small", "revision": "1", "received_at": "2026-09-20"}
# school id, kind, pupils by stage, teaching area
SCHOOLS: tuple[tuple[str, str, Mapping[str, int], str], ...] = (
    ("0100000001", "211", {"primary": 300}, "1500"),
    ("0100000002", "211", {"primary": 120}, "480.5"),
    ("0100000003", "312", {"primary": 210, "junior": 150}, "2000"),
    ("0100000004", "311", {"junior": 450}, "2610"),
)
# measure, period, stage, value: a part of what a county reports
COUNTY_FIGURES = (
    ("funding_base_rural_yuan", "2026", "primary", "650"),
    ("funding_base_urban_yuan", "2026", "primary", "650"),
    ("special_education_funds_yuan", "2026", "", "70000"),
    ("special_education_pupils", "2026", "", "10"),
    ("teacher_pay_wan", "2025", "", "9.2"),
    ("civil_servant_pay_wan", "2025", "", "9.1"),
    ("posts_occupied", TERM, "", "0"),
    ("migrant_children", TERM, "", "20"),
    ("left_behind_children", TERM, "", "10"),
)
FIRST_GRADE = {"primary": 1, "junior": 7}
GRADES = {"primary": 6, "junior": 3}


def send(folder: Path, name: str, rows: Sequence[Mapping[str, object]], source: str = "survey") -> None:
    """Write one form with the header of the project's own file."""
    delivered = rows if source == "reference" else [{**DELIVERY, **row} for row in rows]
    write_form(folder / f"{name}.csv", header_of(SEEDS / source / f"{name}.csv"), delivered)


def write_small_county(folder: Path) -> Path:
    """Write every file of a private data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    labels = {"label_zh": "小县", "label_en": "Small County"}
    send(folder, "counties", [{"county_code": COUNTY, **labels, "is_synthetic": 1}], "reference")
    township = {"township_id": f"{COUNTY}-01", "county_code": COUNTY, "label_zh": "一乡", "label_en": "First"}
    send(folder, "townships", [township], "reference")
    forms: dict[str, list[dict[str, object]]] = {path.stem: [] for path in sorted((SEEDS / "survey").glob("*.csv"))}
    for school_id, kind, stages, area in SCHOOLS:
        school = {"term_id": TERM, "school_id": school_id}
        identity = {"county_code": COUNTY, "school_name": f"第{school_id[-1]}学校", "school_kind": kind}
        place = {"urban_rural_code": "220", "township_id": f"{COUNTY}-01"}
        organiser = {"organiser_code": 7, "counts_as_school": 1, "is_boarding": 0}
        forms["schools"].append({**school, **identity, **place, **organiser})
        sports = {"indoor_sports_m2": 0, "gymnasium_m2": 0, "outdoor_sports_m2": 8 * sum(stages.values())}
        rooms = {"music_rooms": 1, "music_rooms_96": 1, "art_rooms": 1, "art_rooms_90": 0, "art_rooms_67_90": 1}
        smaller = {"music_rooms_73_96": 0, "music_rooms_54_73": 0, "art_rooms_61_67": 0}
        forms["premises"].append({**school, "teaching_area_m2": area, **sports, **rooms, **smaller})
        forms["equipment"].append({**school, "equipment_value_wan": "60.5", "multimedia_rooms": 7})
        forms["activities"].append({**school, "exercise_minutes": 60, "in_monitoring": 1})
        budget = {"fiscal_year": 2025, "school_id": school_id, "budget_wan": 40, "training_wan": 2}
        forms["school_funds"].append(budget)
        for stage, pupils in stages.items():
            section = {**school, "stage": stage}
            counts = {"in_catchment": pupils, "migrant": 4, "left_behind": 2}
            fitness = {"fitness_tested": pupils, "fitness_passed": pupils - 3}
            forms["pupils"].append({**section, "pupils": pupils, **counts, **fitness})
            degrees = {"full_time": 20, "doctor": 0, "master": 1, "bachelor": 9, "college": 4}
            subjects = {"backbone": 2, "pe": 1, "music": 1, "fine_art": 1, "arts": 0}
            posts = {"senior_title": 3, "certified": 20, "trained_360h": 19}
            forms["teachers"].append({**section, **degrees, **subjects, **posts})
            if stage == "junior":
                cohort = {"entry_year": 2023, "school_id": school_id, "entrants": 150, "graduates": 146}
                forms["retention"].append({**cohort, "moved_in": 1, "moved_out": 3, "deaths": 0})
            for number in range(GRADES[stage]):
                grade = {**section, "grade": FIRST_GRADE[stage] + number}
                size = pupils // GRADES[stage]
                forms["pupils_by_grade"].append({**grade, "pupils": size})
                forms["classes"].append({**grade, "class_no": 1, "pupils": size})
    for measure, period, stage, value in COUNTY_FIGURES:
        figure = {"county_code": COUNTY, "measure_id": measure, "period": period, "stage": stage, "subgroup": ""}
        forms["county_figures"].append({**figure, "value": value})
    conclusion = {"conclusion": "met", "conclusion_zh": "符合", "evidence": "小县教〔2026〕1号"}
    assessed = {"dated": "2026-05-20", "assessor_office": "小县教育督导室"}
    question = {"county_code": COUNTY, "document_id": "1", "indicator_id": "G1", "subgroup": ""}
    forms["documents"].append({**question, **assessed, **conclusion})
    for name, rows in forms.items():
        send(folder, name, rows)
    return folder
