"""A county of four schools in one term, small enough to read, for tests that build again and again."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

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
FIRST_GRADE = {"primary": 1, "junior": 7}
GRADES = {"primary": 6, "junior": 3}


def write_form(folder: Path, name: str, rows: Sequence[Mapping[str, object]], source: str = "survey") -> None:
    """Write one form with the header of the project's own file."""
    header = (SEEDS / source / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows if source == "reference" else [{**DELIVERY, **row} for row in rows])


def write_small_county(folder: Path) -> Path:
    """Write every file of a private data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    labels = {"label_zh": "小县", "label_en": "Small County"}
    write_form(folder, "counties", [{"county_code": COUNTY, **labels, "is_synthetic": 1}], "reference")
    township = {"township_id": f"{COUNTY}-01", "county_code": COUNTY, "label_zh": "一乡", "label_en": "First"}
    write_form(folder, "townships", [township], "reference")
    forms: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("schools", "pupils", "pupils_by_grade", "classes", "teachers", "premises", "equipment")
    }
    for school_id, kind, stages, area in SCHOOLS:
        school = {"term_id": TERM, "school_id": school_id}
        identity = {"county_code": COUNTY, "school_name": f"第{school_id[-1]}学校", "school_kind": kind}
        place = {"urban_rural_code": "220", "township_id": f"{COUNTY}-01"}
        forms["schools"].append({**school, **identity, **place, "organiser_code": 7, "counts_as_school": 1})
        sports = {"indoor_sports_m2": 0, "gymnasium_m2": 0, "outdoor_sports_m2": 8 * sum(stages.values())}
        forms["premises"].append({**school, "teaching_area_m2": area, **sports})
        forms["equipment"].append({**school, "equipment_value_wan": "60.5", "multimedia_rooms": 7})
        for stage, pupils in stages.items():
            section = {**school, "stage": stage}
            forms["pupils"].append({**section, "pupils": pupils})
            degrees = {"full_time": 20, "doctor": 0, "master": 1, "bachelor": 9, "college": 4}
            subjects = {"backbone": 2, "pe": 1, "music": 1, "fine_art": 1, "arts": 0}
            forms["teachers"].append({**section, **degrees, **subjects})
            for number in range(GRADES[stage]):
                grade = {**section, "grade": FIRST_GRADE[stage] + number}
                size = pupils // GRADES[stage]
                forms["pupils_by_grade"].append({**grade, "pupils": size})
                forms["classes"].append({**grade, "class_no": 1, "pupils": size})
    for name, rows in forms.items():
        write_form(folder, name, rows)
    write_form(folder, "school_successions", [])
    return folder
