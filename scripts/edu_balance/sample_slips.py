"""What went wrong with the answers of the synthetic sample county: cells left blank, mistyped, corrected later."""

from dataclasses import dataclass
from decimal import Decimal

from edu_balance.sample_register import Row, Tables, corrected


@dataclass(frozen=True)
class Slip:
    """What went wrong with one answer: cells blank or off by `delta`; no columns: its rows were not sent."""

    period: str  # the term; of a yearly form the fiscal year or the year of entry
    school: str
    form: str
    stage: str = ""
    columns: str = ""
    delta: int | None = None
    grade: str = ""
    class_no: str = ""


# Never answered. A section in scope that lacks a figure leaves the county without that coefficient of
# variation or sum, so these are few, and the one school without pupils is kept to a spring term.
GAPS = [
    Slip("2021", "英也尔乡2村小学", "school_funds", "", "training_wan"),
    Slip("2021", "艾古斯乡3村小学", "school_funds"),
    Slip("2022-2023-1", "托普鲁克乡2村小学", "teachers", "primary", "fine_art"),
    Slip("2022-2023-1", "城关乡7村教学点", "equipment"),
    Slip("2022-2023-1", "英吉沙县第四中学", "schools", "", "is_boarding"),
    Slip("2022-2023-1", "克孜勒乡2村小学", "activities"),
    Slip("2022-2023-1", "龙甫乡1村小学", "premises", "", "music_rooms_96 music_rooms_73_96 music_rooms_54_73"),
    Slip("2022-2023-1", "乔勒潘乡6村小学", "teachers", "primary", "certified"),
    Slip("2022-2023-2", "乌恰镇4村小学", "premises", "", "gymnasium_m2"),
    Slip("2022-2023-2", "艾古斯乡中学", "teachers", "junior", "backbone"),
    Slip("2022-2023-2", "萨罕乡3村小学", "pupils", "primary", "migrant left_behind"),
    Slip("2020", "色提力乡中学", "retention", "", "moved_in moved_out"),
    Slip("2023-2024-1", "乔勒潘乡5村小学", "equipment"),
    Slip("2023-2024-1", "龙甫乡7村教学点", "premises", "", "outdoor_sports_m2"),
    Slip("2023-2024-1", "芒辛乡中学", "teachers", "junior", "college"),
    Slip("2023-2024-1", "艾古斯乡2村小学", "pupils", "primary", "fitness_tested fitness_passed"),
    Slip("2023", "芒辛乡7村教学点", "school_funds", "", "allocated_wan"),
    Slip("2023-2024-2", "克孜勒乡中学", "teachers", "junior"),
    Slip("2023-2024-2", "城关乡2村小学", "equipment", "", "multimedia_rooms"),
    Slip("2023-2024-2", "城关乡7村教学点", "activities", "", "exercise_minutes"),
    Slip("2024-2025-1", "苏盖提乡中学", "premises", "", "indoor_sports_m2"),
    Slip("2024-2025-1", "萨罕乡1村小学", "teachers", "primary", "bachelor"),
    Slip("2024-2025-1", "芒辛乡中学", "pupils", "junior", "in_catchment"),
    Slip("2024-2025-1", "乌恰镇1村小学", "premises", "", "art_rooms_90 art_rooms_67_90 art_rooms_61_67"),
    Slip("2024-2025-2", "芒辛乡5村小学", "pupils"),
    Slip("2024-2025-2", "芒辛乡5村小学", "pupils_by_grade"),
    Slip("2024-2025-2", "芒辛乡5村小学", "classes"),
    Slip("2024-2025-2", "托普鲁克乡中学", "equipment"),
    Slip("2025-2026-1", "乌恰镇第二中学", "equipment", "", "equipment_value_wan"),
    Slip("2025-2026-1", "英也尔乡3村小学", "teachers", "primary", "backbone"),
    Slip("2025-2026-1", "乌恰镇5村小学", "teachers", "primary", "trained_360h"),
    Slip("2025-2026-2", "依格孜也尔乡6村小学", "premises"),
    Slip("2025-2026-2", "龙甫乡中学", "teachers", "junior", "music"),
    Slip("2025-2026-2", "英吉沙县第二中学", "pupils", "junior", "left_behind"),
    Slip("2025", "托普鲁克乡5村小学", "school_funds", "", "training_wan"),
    Slip("2026-2027-1", "色提力乡3村小学", "teachers", "primary", "backbone"),
    Slip("2026-2027-1", "芒辛乡4村小学", "teachers", "primary", "certified"),
    Slip("2026-2027-1", "萨罕乡中学", "premises"),
    Slip("2026-2027-1", "英吉沙镇7村教学点", "equipment"),
    Slip("2026-2027-1", "英吉沙县特殊教育学校", "premises", "", "gymnasium_m2"),
    Slip("2026-2027-1", "乔勒潘乡3村小学", "activities", "", "in_monitoring"),
]
# Answered wrongly or not at the first time, and corrected.
CORRECTED = [
    Slip("2022-2023-1", "龙甫乡中心小学", "teachers", "primary", "backbone", 3),
    Slip("2022-2023-1", "城关乡中学", "teachers", "junior", "master"),
    Slip("2022", "萨罕乡中心小学", "school_funds", "", "allocated_wan"),
    Slip("2023-2024-1", "乌恰镇中学", "equipment", "", "multimedia_rooms", -4),
    Slip("2023-2024-1", "英吉沙镇第二小学", "pupils", "primary", "migrant", -30),
    Slip("2023-2024-2", "克孜勒乡中心小学", "premises", "", "outdoor_sports_m2"),
    Slip("2021", "英吉沙县第二中学", "retention", "", "graduates", -12),
    Slip("2024-2025-1", "苏盖提乡1村小学", "schools", "", "urban_rural_code", -10),
    Slip("2024-2025-1", "英吉沙镇第三小学", "pupils", "primary", "pupils in_catchment", -3),
    Slip("2024-2025-1", "英吉沙镇第三小学", "pupils_by_grade", "primary", "pupils", -3, "1"),
    Slip("2024-2025-1", "英吉沙镇第三小学", "classes", "primary", "pupils", -3, "1", "1"),
    Slip("2024-2025-1", "英吉沙镇第五小学", "premises", "", "art_rooms", 1),
    Slip("2025-2026-1", "英也尔乡中学", "premises", "", "teaching_area_m2", 400),
    Slip("2025-2026-1", "龙甫乡中心小学", "pupils", "primary", "fitness_passed", -40),
]
PERIOD_KEYS = ("term_id", "fiscal_year", "entry_year")


def _spoil(rows: list[Row], slip: Slip, school_id: str, again: bool) -> None:
    """Spoils the first delivery of an answer; one that is corrected comes again as it should have been."""
    keys = dict.fromkeys(PERIOD_KEYS, slip.period) | {"school_id": school_id, "stage": slip.stage}
    keys |= {"grade": slip.grade, "class_no": slip.class_no}
    asked = {key: value for key, value in keys.items() if value and key in rows[0]}
    for row in [row for row in rows if all(row[key] == value for key, value in asked.items())]:
        if again:
            rows.append(row | corrected(row))
        if not slip.columns:
            rows.remove(row)
        for column in slip.columns.split():
            row[column] = "" if slip.delta is None else str(Decimal(row[column]) + slip.delta)


def spoil(tables: Tables, ids: dict[str, str]) -> None:
    """Lets every slip happen."""
    for slip in GAPS + CORRECTED:
        _spoil(tables[slip.form], slip, ids[slip.school], again=slip in CORRECTED)
