"""What the suites say of deliveries: each rule at its boundary and just beyond, told at the cell that is to be mended.

The small county answered in its one term; what is sent here is of the term after it, unless a test says otherwise.
Every expectation is reckoned by hand from the figures of small_county.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import ROOT
from forms import header_of, read_form
from small_county import COUNTY, TERM, write_small_county
from workbooks import ITEMS, SEEDS, Opened, fill_school, newest

from edu_balance.intake import door, suites
from edu_balance.intake.delivery import Delivery, Place, Remark
from edu_balance.intake.door import Checked, RuleError, check
from edu_balance.intake.known import Known
from edu_balance.intake.survey_workbooks import read_survey_workbook
from edu_balance.intake.templates import write_templates
from edu_balance.paths import Paths

NEXT = "2026-2027-2"
PRIMARY, SMALL, THROUGH, JUNIOR = (f"010000000{number}" for number in (1, 2, 3, 4))
Rows = Mapping[str, Sequence[Mapping[str, str]]]
KEY_COLUMNS = ("stage", "grade", "class_no", "band", "fiscal_year", "measure_id", "subgroup", "document_id")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_county(tmp_path_factory.mktemp("small") / "data")


@pytest.fixture(scope="module")
def known(folder: Path) -> Known:
    return Known.read(Paths(ROOT, folder))


def send(rows: Rows, school_id: str | None = PRIMARY, name: str = "", term_id: str = NEXT) -> Delivery:
    """A file as a reader hands it over: what a row does not name is blank; the cell of a value is named after it."""
    sent, places = {}, {}
    for form, given in rows.items():
        header = [name for name in header_of(SEEDS / "survey" / f"{form}.csv")]
        columns = [one for one in header if one not in ("source_id", "revision", "received_at")]
        keys = [one for one in columns if one in ("term_id", "school_id", "county_code", "period", *KEY_COLUMNS)]
        if form == "retention":
            keys.append("entry_year")
        if form in ("schools", "documents"):
            keys = ["term_id", "school_id"] if form == "schools" else ["county_code", "document_id"]
        keys = [one for one in columns if one in keys]
        sent[form] = []
        for row in given:
            whole = {"term_id": term_id, "school_id": school_id or "", "county_code": COUNTY} | dict(row)
            whole = {column: whole.get(column, "") for column in columns}
            sent[form].append(whole)
            key = tuple(whole[one] for one in keys)
            for column in columns:
                if column in row:
                    places[form, key, column] = at(form, column, whole)
    path = Path(name or f"{school_id or 'county'}.xlsx")
    sha256 = hashlib.sha256(repr((path.name, sorted(sent.items()))).encode()).hexdigest()
    shape = "survey_school" if school_id else "survey_county"
    return Delivery(path, sha256, shape, "v", COUNTY, term_id, school_id, sent, places)


def at(form: str, column: str, row: Mapping[str, str]) -> Place:
    return Place(form, ".".join(filter(None, (column, *(row.get(key, "") for key in KEY_COLUMNS)))))


def stood(folder: Path, school_id: str, *forms: str, stage: str = "") -> dict[str, list[dict[str, str]]]:
    """The school's answers as the seeds hold them, for another term: without keys of the term and the receipt."""
    left_out = ("term_id", "school_id", "source_id", "revision", "received_at")
    return {
        form: [
            {column: value for column, value in row.items() if column not in left_out}
            for row in read_form(folder / f"{form}.csv")
            if row["school_id"] == school_id and row.get("stage", stage) == stage
        ]
        for form in forms
    }


def changed(rows: Rows, form: str, number: int = 0, **cells: str) -> dict[str, list[dict[str, str]]]:
    """The same rows with some cells of one of them changed."""
    copy = {name: [dict(row) for row in given] for name, given in rows.items()}
    copy[form][number] |= cells
    return copy


def of(checked: Checked, severity: str, number: int = 0) -> list[Remark]:
    return [remark for remark in checked.remarks[number] if remark.severity == severity]


def stops(rows: Rows, known: Known, school_id: str | None = PRIMARY) -> list[Remark]:
    return of(check([send(rows, school_id)], known, NEXT), "stop")


def asks(rows: Rows, known: Known, school_id: str | None = PRIMARY) -> list[Remark]:
    return of(check([send(rows, school_id)], known, NEXT), "ask")


def each(cases: Sequence[Rows], known: Known, school_id: str = PRIMARY) -> list[tuple[Remark, ...]]:
    """What is said of each of these files, every one of a school of its own with the same answers last term."""
    copies = [f"02{number:08}" for number in range(len(cases))]
    survey = {}
    for name, rows in known.survey.items():
        own = [row for row in rows.values() if row.get("school_id") == school_id]
        copied = [row | {"school_id": copy} for row in own for copy in copies]
        survey[name] = {**rows, **{known.forms[name].key(row): row for row in copied}}
    files = [send(rows, copy) for rows, copy in zip(cases, copies, strict=True)]
    return list(check(files, replace(known, survey=survey), NEXT).remarks)


def without_last(known: Known, form: str) -> Known:
    return replace(known, survey={**known.survey, form: {}})


# Files without a fault


def test_what_stood_last_term_passes_again_without_a_word(known: Known, folder: Path) -> None:
    forms = ("schools", "pupils", "pupils_by_grade", "classes", "teachers", "premises", "equipment", "activities")
    files = []
    for school_id, stages in ((PRIMARY, ["primary"]), (THROUGH, ["primary", "junior"]), (JUNIOR, ["junior"])):
        rows: dict[str, list[dict[str, str]]] = {}
        for stage in stages:
            for form, found in stood(folder, school_id, *forms, stage=stage).items():
                rows[form] = [*rows.get(form, []), *(row for row in found if row not in rows.get(form, []))]
        files.append(send(rows, school_id))
    checked = check(files, known, NEXT)
    assert checked.remarks == ((), (), ())
    assert checked.missing == (SMALL,)
    assert {result.failed for result in checked.results if result.suite != "register"} == {0}
    judged = {result.suite: result.rows for result in checked.results if result.rule == "registered"}
    # 4 sections of 3 schools; 6 + 6 + 3 + 3 grades
    assert (judged["pupils"], judged["pupils_by_grade"], judged["premises"]) == (4, 18, 3)
    answered = [result for result in checked.results if result.suite == "register"]
    assert [(result.rows, result.failed) for result in answered] == [(4, 1)]


def test_the_sample_county_passes_and_is_asked_about_two_schools_rooms() -> None:
    """The newest term of the sample, which a build accepts, held against the terms before it."""
    known, term_id = Known.read(Paths(ROOT)), "2026-2027-1"
    by_school: dict[str, dict[str, list[dict[str, str]]]] = {}
    figures = []
    for path in sorted((SEEDS / "survey").glob("*.csv")):
        for row in read_form(path):
            of_year = row.get("fiscal_year") in ("2025", "2026") or row.get("entry_year") == "2023"
            if row.get("source_id", "").startswith(f"sample-{term_id}") and path.stem == "county_figures":
                figures.append(row)
            elif "school_id" in row and path.stem in known.forms and (row.get("term_id") == term_id or of_year):
                by_school.setdefault(row["school_id"], {}).setdefault(path.stem, []).append(row)
    files = [replace(send(rows, None, f"{one}.xlsx", term_id), school_id=one) for one, rows in by_school.items()]
    files.append(replace(send({"county_figures": figures}, None, "county.xlsx", term_id), county_code="653123"))
    before = {
        name: {key: row for key, row in rows.items() if row.get("term_id") != term_id and row.get("period") != "2026"}
        for name, rows in known.survey.items()
    }
    checked = check(files, replace(known, survey=before), term_id)
    assert [str(one) for found in checked.remarks for one in found if one.severity == "stop"] == []
    told = {(one.file, one.place.cell, one.seen) for found in checked.remarks for one in found}
    # 3 rooms after 1, 4 rooms after 2
    assert told == {
        ("2165312047.xlsx", "multimedia_rooms", "3"),
        ("2165312105.xlsx", "multimedia_rooms", "4"),
    }
    assert checked.missing == ()
    assert {result.failed for result in checked.results if result.severity == "stop"} == {0}


def test_a_filled_template_passes_and_a_slip_in_it_is_told_at_its_cell(
    known: Known, folder: Path, tmp_path: Path
) -> None:
    files = {path.name.split("_")[0]: path for path in write_templates(known, TERM, tmp_path / "forms")}
    opened = Opened.at(files[PRIMARY])
    keys = {name: form.keys for name, form in known.forms.items()}
    fill_school(opened, PRIMARY, lambda form: newest(folder, form, keys[form]))
    good = read_survey_workbook(opened.save(tmp_path / "good.xlsx"), known, TERM)
    assert check([good], known, TERM).remarks == ((),)
    cell = opened.line("小学学生人数")
    cell.value = 301
    slip = read_survey_workbook(opened.save(tmp_path / "slip.xlsx"), known, TERM)
    ((remark,),) = check([slip], known, TERM).remarks
    assert remark.place == Place(ITEMS, cell.coordinate) and remark.file == "slip.xlsx"
    assert remark.severity == "stop"
    assert remark.seen == "小学各年级之和 300 ≠ 学生人数 301；小学各班之和 300 ≠ 学生人数 301"


# Parts and wholes of one row

TEACHERS = {"stage": "primary", "full_time": "20", "doctor": "0", "master": "1", "bachelor": "9", "college": "4"}
SUBJECTS = {"pe": "1", "music": "1", "fine_art": "1", "arts": "0"}
PUPILS = {"stage": "primary", "pupils": "300"}
ROOMS = {"music_rooms": "1", "art_rooms": "1"}
COHORT = {"entry_year": "2024", "entrants": "150", "moved_in": "1", "moved_out": "3", "deaths": "0"}


PARTS = [
    ("pupils", PUPILS, {"in_catchment": "300"}, {"in_catchment": "301"}, "pupils", "小学片内学生 301 > 在校生 300"),
    ("pupils", PUPILS, {"migrant": "300"}, {"migrant": "301"}, "pupils", "小学随迁子女 301 > 在校生 300"),
    ("pupils", PUPILS, {"left_behind": "300"}, {"left_behind": "301"}, "pupils", "小学留守儿童 301 > 在校生 300"),
    (
        "pupils",
        PUPILS | {"fitness_tested": "290"},
        {"fitness_passed": "290"},
        {"fitness_passed": "291"},
        "fitness_tested",
        "小学体质测试及格人数 291 > 体质测试人数 290",
    ),
    ("teachers", TEACHERS, {"bachelor": "15"}, {"bachelor": "16"}, "full_time", "小学学历合计 21 > 专任教师 20"),
    (
        "teachers",
        TEACHERS | SUBJECTS,
        {"pe": "18"},
        {"pe": "19"},
        "full_time",
        "小学体育艺术合计 21 > 专任教师 20",
    ),
    ("teachers", TEACHERS, {"backbone": "20"}, {"backbone": "21"}, "full_time", "小学骨干教师 21 > 专任教师 20"),
    (
        "teachers",
        TEACHERS,
        {"senior_title": "20"},
        {"senior_title": "21"},
        "full_time",
        "小学高级岗位 21 > 专任教师 20",
    ),
    ("teachers", TEACHERS, {"certified": "20"}, {"certified": "21"}, "full_time", "小学持证教师 21 > 专任教师 20"),
    (
        "teachers",
        TEACHERS,
        {"trained_360h": "20"},
        {"trained_360h": "21"},
        "full_time",
        "小学培训满360学时教师 21 > 专任教师 20",
    ),
    (
        "premises",
        {"teaching_area_m2": "1500"},
        {"indoor_sports_m2": "1500.000000"},
        {"indoor_sports_m2": "1500.000001"},
        "teaching_area_m2",
        "室内体育用房 1500.000001 > 教学及辅助用房 1500",
    ),
    (
        "premises",
        ROOMS,
        {"music_rooms_96": "1", "music_rooms_73_96": "0"},
        {"music_rooms_96": "1", "music_rooms_54_73": "1"},
        "music_rooms",
        "各档音乐教室合计 2 > 音乐教室总数 1",
    ),
    (
        "premises",
        ROOMS,
        {"art_rooms_61_67": "1"},
        {"art_rooms_67_90": "1", "art_rooms_61_67": "1"},
        "art_rooms",
        "各档美术教室合计 2 > 美术教室总数 1",
    ),
    (
        "school_funds",
        {"fiscal_year": "2026", "budget_wan": "40"},
        {"training_wan": "40.0"},
        {"training_wan": "40.01"},
        "budget_wan",
        "培训经费预算 40.01 > 公用经费预算 40",
    ),
]


def test_parts_are_no_more_than_their_whole(known: Known) -> None:
    held = each([{form: [row | holds]} for form, row, holds, *_ in PARTS], known)
    assert [one for found in held for one in found if one.severity == "stop"] == []
    broken = each([{form: [row | fails]} for form, row, _, fails, *_ in PARTS], known)
    for (form, row, _, _, whole, seen), found in zip(PARTS, broken, strict=True):
        (remark,) = [one for one in found if one.severity == "stop"]
        assert (remark.place, remark.seen) == (at(form, whole, row), seen)
        assert "不应大于" in remark.expected_zh and "no more than" in remark.expected_en


COHORTS = [
    ({"graduates": "148"}, None, ""),
    ({"graduates": "149"}, "graduates", "毕业＋转出＋死亡 152 > 入学＋转入 151"),
    ({"deaths": "150"}, None, ""),
    ({"deaths": "151"}, "entrants", "死亡人数 151 > 入学人数 150"),
    # one wrong figure breaks both rules: it is told once
    (
        {"deaths": "151", "graduates": "100"},
        "entrants",
        "死亡人数 151 > 入学人数 150；毕业＋转出＋死亡 254 > 入学＋转入 151",
    ),
    # with one of the five missing nothing can be said
    ({"graduates": "149", "moved_out": ""}, None, ""),
]


def test_no_more_graduate_than_entered(known: Known) -> None:
    found = each([{"retention": [COHORT | cells]} for cells, _, _ in COHORTS], known, JUNIOR)
    told = [[(one.place.cell, one.seen) for one in remarks] for remarks in found]
    assert told == [[(f"{cell}", seen)] if cell else [] for _, cell, seen in COHORTS]


def test_places_the_government_purchased_are_for_migrants_of_private_schools(known: Known, folder: Path) -> None:
    row = PUPILS | {"migrant": "4", "migrant_purchased": "4"}
    (remark,) = stops({"pupils": [row]}, known)
    assert remark.place.cell == "migrant_purchased.primary" and "民办" in remark.expected_zh
    assert stops({"pupils": [row | {"migrant_purchased": "0"}]}, known) == []
    private = changed(stood(folder, PRIMARY, "schools"), "schools", organiser_code="10")
    assert stops(private | {"pupils": [row]}, known) == []
    (remark,) = stops(private | {"pupils": [row | {"migrant_purchased": "5"}]}, known)
    assert (remark.place.cell, remark.seen) == ("migrant.primary", "小学政府购买学位就读的随迁子女 5 > 随迁子女 4")


def test_one_wrong_whole_is_told_once(known: Known) -> None:
    row = TEACHERS | SUBJECTS | {"full_time": "2", "certified": "19", "trained_360h": "18", "backbone": "2"}
    checked = check([send({"teachers": [row]})], known, NEXT)
    # degrees 14, subjects 3, certified 19, trained 18; the jump from 20 to 2 is not asked about beside them
    ((remark,),) = checked.remarks
    assert remark.place.cell == "full_time.primary" and remark.severity == "stop"
    assert remark.seen.split("；")[0] == "小学学历合计 14 > 专任教师 2"
    ((remark,),) = check([send({"teachers": [TEACHERS | {"full_time": "5"}]})], known, NEXT).remarks
    assert (remark.seen, remark.expected_zh) == ("小学学历合计 14 > 专任教师 5", "学历合计不应大于专任教师")


@pytest.mark.parametrize(
    "row",
    [
        TEACHERS | {"full_time": "", "bachelor": "400"},
        {"stage": "primary", "full_time": "20"},
        TEACHERS | {"certified": "", "backbone": ""},
    ],
)
def test_what_is_missing_breaks_no_sum(row: dict[str, str], known: Known) -> None:
    checked = check([send({"teachers": [row]})], known, NEXT)
    assert of(checked, "stop") == []
    rows = {result.rule: result.rows for result in checked.results if result.suite == "teachers"}
    assert rows["certified__at_most__full_time"] == 0 and rows["backbone__at_most__full_time"] == 0


# Sections


def whole_section(folder: Path) -> dict[str, list[dict[str, str]]]:
    return stood(folder, PRIMARY, "pupils", "pupils_by_grade", "classes", stage="primary")


SUMS = [
    ("pupils_by_grade", {"pupils": "50"}, None),
    ("pupils_by_grade", {"pupils": "51"}, "小学各年级之和 301 ≠ 学生人数 300"),
    ("pupils_by_grade", {"pupils": "49"}, "小学各年级之和 299 ≠ 学生人数 300"),
    ("pupils_by_grade", {"pupils": ""}, None),
    ("classes", {"pupils": "51"}, "小学各班之和 301 ≠ 学生人数 300"),
    ("classes", {"pupils": "49"}, "小学各班之和 299 ≠ 学生人数 300"),
    ("classes", {"pupils": ""}, None),
]


def test_grades_and_classes_add_up(known: Known, folder: Path) -> None:
    found = each([changed(whole_section(folder), form, 2, **cells) for form, cells, _ in SUMS], known)
    told = [[(one.severity, one.place.cell, one.seen) for one in remarks] for remarks in found]
    assert told == [[("stop", "pupils.primary", seen)] if seen else [] for _, _, seen in SUMS]


@pytest.mark.parametrize(("form", "name"), [("pupils_by_grade", "已填各年级之和"), ("classes", "已填各班之和")])
def test_a_sum_that_is_not_whole_is_a_lower_bound(form: str, name: str, known: Known, folder: Path) -> None:
    open_sum = changed(whole_section(folder), form, 2, pupils="")
    assert stops(changed(open_sum, form, 3, pupils="100"), known) == []
    (remark,) = stops(changed(open_sum, form, 3, pupils="101"), known)
    assert (remark.place.cell, remark.seen) == ("pupils.primary", f"小学{name} 301 > 学生人数 300")


def test_a_correction_of_the_pupils_is_held_against_the_classes_that_stand(known: Known) -> None:
    row = {"stage": "primary", "pupils": "299"}
    checked = check([send({"pupils": [row]}, term_id=TERM)], known, TERM)
    assert "小学各班之和 300 ≠ 学生人数 299" in of(checked, "stop")[0].seen
    # the other answers of the row stand as they were: 300 of 299 live in the catchment
    assert "小学片内学生 300 > 在校生 299" in of(checked, "stop")[0].seen


BANDS = ("to_25", "26_30", "31_35", "36_40", "41_45", "46_50", "51_55", "56_60", "61_65", "from_66")


def bands(**counts: str) -> list[dict[str, str]]:
    return [{"stage": "primary", "band": band, "classes": counts.get(f"b{band}", "0")} for band in BANDS]


FILLED = [
    # 26 to 30 and three of 31 to 35: 119 to 135 pupils
    (bands(b26_30="1", b31_35="3"), "119", None),
    (bands(b26_30="1", b31_35="3"), "118", "小学各班额段至少容纳的人数 119 > 学生人数 118"),
    (bands(b26_30="1", b31_35="3"), "135", None),
    (bands(b26_30="1", b31_35="3"), "136", "小学学生人数 136 > 各班额段至多容纳的人数 135"),
    # a class of 66 and more has no end; a band that is not answered can hold the rest
    (bands(bfrom_66="1"), "180", None),
    (bands(b26_30="1", b31_35="3", b36_40=""), "136", None),
]


def test_the_pupils_fill_the_bands_of_their_classes(known: Known) -> None:
    cases = [{"class_bands": classes, "pupils": [{"stage": "primary", "pupils": one}]} for classes, one, _ in FILLED]
    for (_, _, seen), remarks in zip(FILLED, each(cases, known, SMALL), strict=True):
        told = [(one.place.cell, one.seen) for one in remarks if one.severity == "stop"]
        assert told == ([("pupils.primary", seen)] if seen else [])


def test_bands_or_a_list_of_classes(known: Known, folder: Path) -> None:
    rows = stood(folder, SMALL, "classes", stage="primary") | {"class_bands": bands(bto_25="6")}
    (remark,) = stops(rows, known, SMALL)
    assert remark.place.sheet == "class_bands" and "只能填报其一" in remark.expected_zh


@pytest.mark.parametrize("form", ["pupils_by_grade", "classes"])
def test_a_grade_is_one_of_its_stage(form: str, known: Known) -> None:
    number = {"class_no": "1"} if form == "classes" else {}
    rows = [{"stage": "primary", "grade": grade, "pupils": "50"} | number for grade in ("1", "6", "7", "0")]
    told = [[(one.place, one.expected_en) for one in found] for found in each([{form: [row]} for row in rows], known)]
    assert told == [[], [], *([(at(form, "grade", row), "a grade of the stage")] for row in rows[2:])]


# Figures of the county


def figure(measure: str, value: str, period: str = NEXT, stage: str = "", subgroup: str = "") -> dict[str, str]:
    return {"measure_id": measure, "period": period, "stage": stage, "subgroup": subgroup, "value": value}


PAIRS = [
    ("teachers_rotated", "rotation_eligible", "2026-2027", ""),
    ("backbone_rotated", "teachers_rotated", "2026-2027", ""),
    ("high_school_places_allocated", "high_school_places", "2026-2027", ""),
    ("high_school_places_rural", "high_school_places_allocated", "2026-2027", ""),
    ("scarce_teachers_recruited", "teachers_recruited", "2026-2027", ""),
    ("questionnaires_valid", "questionnaires_sent", "2027", "parents"),
    ("questionnaires_satisfied", "questionnaires_valid", "2027", "parents"),
    ("visits_satisfied", "visits", "2027", "parents"),
    ("school_satisfaction_satisfied", "school_satisfaction_asked", "2027", ""),
    ("government_satisfaction_satisfied", "government_satisfaction_asked", "2027", ""),
]


def test_of_the_countys_figures_a_part_is_no_more_than_its_whole(known: Known) -> None:
    equal = {name: figure(name, "120", one[2], subgroup=one[3]) for one in PAIRS for name in one[:2]}
    assert stops({"county_figures": list(equal.values())}, known, None) == []
    for part, whole, period, subgroup in PAIRS:
        rows = [figure(part, "121", period, subgroup=subgroup), figure(whole, "120", period, subgroup=subgroup)]
        (remark,) = stops({"county_figures": rows}, known, None)
        assert remark.place == at("county_figures", "value", rows[1])
        assert " 121 > " in remark.seen and remark.seen.endswith(" 120")


def test_every_pair_of_figures_that_a_build_compares_is_compared_here() -> None:
    sql = (ROOT / "tests" / "integrity" / "parts_fit_their_wholes.sql").read_text(encoding="utf-8")
    in_build = set(re.findall(r"\('(\w+)', '(\w+)'\)", sql.split("county_parts = [")[1].split("]")[0]))
    assert {(part, whole) for part, _, whole, _ in suites.COUNTY_PAIRS} == in_build
    in_build = set(re.findall(r"\('(\w+)', '(\w+)', '(\w+)'\)", sql.split("set parts = [")[1].split("]")[0]))
    one_part = {(rule.frame, *rule.parts, *rule.wholes) for rule in suites.FORM_PARTS if len(rule.parts) == 1}
    assert in_build <= one_part


def test_the_ways_of_enrolment_add_up_to_no_more_than_the_children(known: Known) -> None:
    def rows(home: str) -> Rows:
        ways = {"special_school": "10", "inclusive": "5", "home_delivery": home}
        return {
            "county_figures": [
                figure("disabled_children", "18"),
                *(figure("disabled_enrolled", value, subgroup=way) for way, value in ways.items()),
            ]
        }

    assert stops(rows("3"), known, None) == []
    (remark,) = stops(rows("4"), known, None)
    assert remark.place.cell == "value.disabled_children"
    assert remark.seen == "各类入学残疾儿童合计 19 > 适龄残疾儿童少年 18"


@pytest.mark.parametrize(
    ("row", "cell", "zh"),
    [
        (figure("migrant_children", "20"), None, ""),
        (figure("migrant_children", "20.5"), "value.migrant_children", "应为整数"),
        (figure("teacher_pay_wan", "9.25", "2026"), None, ""),
        (figure("migrant_children", "20", "2026"), "period.migrant_children", "填报期间"),
        (figure("migrant_children", "20", stage="primary"), "measure_id.primary.migrant_children", "学段、分组"),
        (figure("visits", "20", "2026", subgroup="pets"), "measure_id.visits.pets", "学段、分组"),
        (figure("pupils", "20"), "measure_id.pupils", "measures.csv"),
    ],
)
def test_a_figure_is_one_that_the_county_is_asked_for(
    row: dict[str, str], cell: str | None, zh: str, known: Known
) -> None:
    found = stops({"county_figures": [row]}, known, None)
    assert [one.place.cell for one in found] == ([cell] if cell else [])
    assert all(zh in one.expected_zh for one in found)


def five_sections(migrant: str, left_behind: str = "2") -> list[Delivery]:
    """Every school of the county, with so many children of its first section and 4 and 2 of the others."""
    files = []
    for school_id, stages in ((PRIMARY, ["primary"]), (SMALL, ["primary"]), (THROUGH, ["primary", "junior"])):
        rows = [{"stage": stage, "pupils": "", "migrant": "4", "left_behind": "2"} for stage in stages]
        if school_id == THROUGH:
            rows[0] |= {"migrant": migrant, "left_behind": left_behind}
        files.append(send({"pupils": rows}, school_id))
    return [*files, send({"pupils": [{"stage": "junior", "migrant": "4", "left_behind": "2"}]}, JUNIOR)]


@pytest.mark.parametrize(
    ("measure", "value", "is_asked"),
    [
        ("migrant_children", "20", False),
        ("migrant_children", "19", True),
        ("left_behind_children", "10", False),
        ("left_behind_children", "9", True),
    ],
)
def test_more_children_in_the_schools_than_the_county_counts_are_asked_about(
    measure: str, value: str, is_asked: bool, known: Known
) -> None:
    files = [*five_sections("4"), send({"county_figures": [figure(measure, value)]}, None)]
    checked = check(files, known, NEXT)
    assert [remark for remarks in checked.remarks[:-1] for remark in remarks] == []
    total = "20" if measure == "migrant_children" else "10"
    told = [(one.severity, one.place.cell, f"合计 {total} > " in one.seen) for one in checked.remarks[-1]]
    assert told == ([("ask", f"value.{measure}", True)] if is_asked else [])


def test_where_the_countys_figure_stands_the_school_with_the_largest_rise_is_asked(known: Known) -> None:
    row = figure("migrant_children", "20") | {"county_code": COUNTY, "source_id": "x", "revision": "1"}
    key = (COUNTY, NEXT, "migrant_children", "", "")
    figures = {**known.survey["county_figures"], key: row | {"received_at": "2027-03-01"}}
    standing = replace(known, survey={**known.survey, "county_figures": figures})
    assert check(five_sections("4"), standing, NEXT).remarks == ((), (), (), ())
    checked = check(five_sections("40"), standing, NEXT)
    (remark,) = [one for remarks in checked.remarks for one in remarks]
    assert (remark.file, remark.place.cell) == (f"{THROUGH}.xlsx", "migrant.primary")
    assert remark.severity == "ask" and "合计 56 > " in remark.seen


# Against the last term


JUMPS = [
    # 300 pupils last term
    ("pupils", "pupils", "450", None, ""),
    ("pupils", "pupils", "451", "ask", "一半以上"),
    ("pupils", "pupils", "150", None, ""),
    ("pupils", "pupils", "149", "ask", "一半以上"),
    ("pupils", "pupils", "0", "ask", "一半以上"),
    # 20 teachers
    ("teachers", "full_time", "30", None, ""),
    ("teachers", "full_time", "31", "ask", "一半以上"),
    ("teachers", "full_time", "10", None, ""),
    ("teachers", "full_time", "9", "ask", "一半以上"),
    # 1500 m²
    ("premises", "teaching_area_m2", "2999.999999", None, ""),
    ("premises", "teaching_area_m2", "3000", "ask", "两倍"),
    ("premises", "teaching_area_m2", "750.000001", None, ""),
    ("premises", "teaching_area_m2", "750", "ask", "两倍"),
    ("premises", "teaching_area_m2", "899999", "ask", "两倍"),
    ("premises", "teaching_area_m2", "900000", "ask", "亩"),
    ("premises", "teaching_area_m2", "1080000", "ask", "亩"),
    ("premises", "teaching_area_m2", "1080000.000001", "ask", "两倍"),
    ("premises", "teaching_area_m2", "2.500001", "ask", "两倍"),
    ("premises", "teaching_area_m2", "2.5", "ask", "亩"),
    ("premises", "teaching_area_m2", "2.083334", "ask", "亩"),
    ("premises", "teaching_area_m2", "2.083333", "ask", "两倍"),
    # 1 music room: one more or less is a matter of course
    ("premises", "music_rooms", "2", None, ""),
    ("premises", "music_rooms", "0", None, ""),
    ("premises", "music_rooms", "3", "ask", "两倍"),
    # 7 multimedia rooms
    ("equipment", "multimedia_rooms", "13", None, ""),
    ("equipment", "multimedia_rooms", "14", "ask", "两倍"),
    ("equipment", "multimedia_rooms", "4", None, ""),
    ("equipment", "multimedia_rooms", "3", "ask", "两倍"),
    # 60.5 × 10 000 yuan
    ("equipment", "equipment_value_wan", "120.999999", None, ""),
    ("equipment", "equipment_value_wan", "121", "ask", "两倍"),
    ("equipment", "equipment_value_wan", "181499.999999", "ask", "两倍"),
    ("equipment", "equipment_value_wan", "181500", "stop", "疑似把元填成万元"),
    ("equipment", "equipment_value_wan", "605000", "stop", "疑似把元填成万元"),
    ("equipment", "equipment_value_wan", "1815000", "stop", "疑似把元填成万元"),
    ("equipment", "equipment_value_wan", "1815000.000001", "ask", "两倍"),
    ("equipment", "equipment_value_wan", "0.020167", "ask", "两倍"),
    ("equipment", "equipment_value_wan", "0.020166", "stop", "疑似单位有误"),
    ("equipment", "equipment_value_wan", "0.002017", "stop", "疑似单位有误"),
    ("equipment", "equipment_value_wan", "0.002016", "ask", "两倍"),
]


LAST = {"pupils": "300", "full_time": "20", "teaching_area_m2": "1500", "music_rooms": "1"}
LAST |= {"multimedia_rooms": "7", "equipment_value_wan": "60.5"}


def test_a_jump_against_the_last_term(known: Known) -> None:
    stages = [{"stage": "primary"} if form in ("pupils", "teachers") else {} for form, *_ in JUMPS]
    cases = [{form: [stage | {column: value}]} for stage, (form, column, value, *_) in zip(stages, JUMPS, strict=True)]
    for stage, found, jump in zip(stages, each(cases, known), JUMPS, strict=True):
        form, column, value, severity, word = jump
        assert [one.severity for one in found] == ([severity] if severity else []), jump
        for remark in found:
            assert (remark.place, remark.seen) == (at(form, column, stage), value)
            assert word in remark.expected_zh, jump
            assert remark.expected_zh.endswith(f"（{TERM} 为 {LAST[column]}）")
            assert remark.expected_en.endswith(f"({TERM}: {LAST[column]})")


FUNDS = [
    ("budget_wan", "119999.999999", None),
    ("budget_wan", "120000", "疑似把元填成万元：应以万元填报（2025 为 40）"),
    ("budget_wan", "1200000", "疑似把元填成万元：应以万元填报（2025 为 40）"),
    ("budget_wan", "1200000.1", None),
    ("training_wan", "20000", "疑似把元填成万元：应以万元填报（2025 为 2）"),
    ("budget_wan", "90", None),
]


def test_the_funds_of_a_year_against_those_of_the_year_before(known: Known) -> None:
    found = each([{"school_funds": [{"fiscal_year": "2026", column: value}]} for column, value, _ in FUNDS], known)
    told = [[(one.severity, one.place.cell, one.expected_zh) for one in remarks] for remarks in found]
    assert told == [[("stop", f"{column}.2026", zh)] if zh else [] for column, _, zh in FUNDS]


@pytest.mark.parametrize(
    ("measure", "value", "period", "stage", "zh"),
    [
        # 9.2 × 10 000 yuan of pay, a base of 650 yuan, 20 migrant children
        ("teacher_pay_wan", "9.6", "2026", "", None),
        ("teacher_pay_wan", "96000", "2026", "", "疑似把元填成万元"),
        ("teacher_pay_wan", "0.00096", "2026", "", "疑似单位有误"),
        ("funding_base_rural_yuan", "0.065", "2027", "primary", "疑似把万元填成元"),
        ("funding_base_rural_yuan", "6500000", "2027", "primary", "疑似单位有误"),
        ("funding_base_rural_yuan", "720", "2027", "primary", None),
        ("migrant_children", "200000", NEXT, "", None),
    ],
)
def test_money_of_the_county_in_the_wrong_unit(
    measure: str, value: str, period: str, stage: str, zh: str | None, known: Known
) -> None:
    row = figure(measure, value, period, stage)
    found = stops({"county_figures": [row]}, known, None)
    assert [(one.place, one.seen) for one in found] == ([(at("county_figures", "value", row), value)] if zh else [])
    assert all(zh in one.expected_zh for one in found)


@pytest.mark.parametrize(
    ("form", "cells"),
    [("equipment", ("equipment_value_wan",)), ("school_funds", ("allocated_wan", "budget_wan", "training_wan"))],
)
def test_money_per_pupil_where_nothing_stands_to_compare_with(form: str, cells: tuple[str, ...], known: Known) -> None:
    """100 000 yuan for each of 300 pupils are 3 000 × 10 000 yuan."""
    year = {"fiscal_year": "2026"} if form == "school_funds" else {}
    pupils = {"pupils": [{"stage": "primary", "pupils": "300"}]}
    first = without_last(known, form)
    for cell in cells:
        assert asks(pupils | {form: [year | {cell: "3000"}]}, first) == []
        (remark,) = asks(pupils | {form: [year | {cell: "3000.000001"}]}, first)
        assert remark.place == at(form, cell, year) and "每名学生超过 100000 元" in remark.expected_zh
        # pupils that are not known: nothing can be said
        assert asks({form: [year | {cell: "3000.000001"}]}, first) == []


def test_the_pupils_of_attached_classes_count_with_their_parent(known: Known) -> None:
    """300 and 100 pupils: 4 000 × 10 000 yuan are 100 000 yuan each."""
    attached = school(school_kind="219", counts_as_school="0", parent_school_id=PRIMARY)
    section = PUPILS | {"pupils": "100"}
    classes = send({"schools": [attached], "pupils": [section]}, "0100000097")
    for value, severities in (("4000", []), ("4000.000001", ["ask"])):
        parent = send({"pupils": [PUPILS], "equipment": [{"equipment_value_wan": value}]})
        checked = check([classes, parent], without_last(known, "equipment"), NEXT)
        assert [one.severity for found in checked.remarks for one in found] == severities


@pytest.mark.parametrize(
    ("column", "value"), [("school_kind", "218"), ("organiser_code", "8"), ("township_id", f"{COUNTY}-02")]
)
def test_a_changed_fact_of_the_register_is_asked_about(column: str, value: str, known: Known, folder: Path) -> None:
    second = {"township_id": f"{COUNTY}-02", "county_code": COUNTY, "label_zh": "二乡", "label_en": "Second"}
    known = replace(known, townships=[*known.townships, second])
    rows = stood(folder, PRIMARY, "schools")
    assert check([send(rows)], known, NEXT).remarks == ((),)
    ((remark,),) = check([send(changed(rows, "schools", **{column: value}))], known, NEXT).remarks
    assert (remark.severity, remark.place.cell, remark.seen) == ("ask", column, value)
    assert "与上期登记不同" in remark.expected_zh


# Cells


CELLS = [
    ("pupils", PUPILS | {"pupils": "12a"}, "pupils.primary", "应为不小于0的整数"),
    ("pupils", PUPILS | {"pupils": "-1"}, "pupils.primary", "应为不小于0的整数"),
    ("pupils", PUPILS | {"pupils": "1.5"}, "pupils.primary", "应为不小于0的整数"),
    ("pupils", PUPILS | {"pupils": "1234567890"}, "pupils.primary", "应为不小于0的整数"),
    ("premises", {"teaching_area_m2": "1500.1234567"}, "teaching_area_m2", "最多6位小数"),
    ("premises", {"teaching_area_m2": "1e3"}, "teaching_area_m2", "最多6位小数"),
    ("premises", {"teaching_area_m2": "1500.123456"}, None, ""),
    ("activities", {"in_monitoring": "2"}, "in_monitoring", "应为 1 或 0"),
    ("activities", {"in_monitoring": "0"}, None, ""),
    ("pupils", {"stage": "nursery", "pupils": "300"}, "stage.nursery", "应为 stages.csv 中已有的代码"),
    ("pupils", {"stage": "", "pupils": "300"}, "stage", "必填项不能为空"),
    (
        "class_bands",
        {"stage": "primary", "band": "26_31", "classes": "1"},
        "band.primary.26_31",
        "class_size_bands",
    ),
]


def test_a_cell_is_of_its_type_filled_and_known(known: Known) -> None:
    for (_, cells, cell, zh), remarks in zip(CELLS, each([{c[0]: [c[1]]} for c in CELLS], known), strict=True):
        found = [one for one in remarks if one.severity == "stop"]
        assert [one.place.cell for one in found] == ([cell] if cell else []), cells
        assert all(zh in one.expected_zh and one.expected_en for one in found)


def test_types_are_those_of_the_builds_own_row_rules() -> None:
    sql = (ROOT / "tests" / "generic" / "seed_rows.sql").read_text(encoding="utf-8")
    in_build = dict(re.findall(r"'(\w+)': \('\^(.+?)\$'", sql))
    assert {name: one.pattern for name, one in suites.TYPES.items()} == in_build


def test_no_worked_out_column_has_the_name_of_a_column_of_its_form(known: Known) -> None:
    for name, form in known.forms.items():
        own = {rule.name for rule in suites.rules_of(name, is_form=True)}
        assert own.isdisjoint((*form.keys, *form.answers)), name
    names = [(rule.frame, rule.name) for rule in suites.RULES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("cells", "cell", "zh"),
    [
        ({}, None, ""),
        ({"dated": "2026-02-30"}, "dated.1", "真实存在的日期"),
        ({"dated": "2027-03-21"}, "dated.1", "不应晚于收到材料的日期"),
        ({"dated": "2027-03-20"}, None, ""),
        ({"indicator_id": "G9"}, "indicator_id.1", "indicators.csv"),
        ({"subgroup": "other"}, "subgroup.other.1", "以材料认定的指标及其分项"),
        ({"conclusion": "good"}, "conclusion.1", "met（达标）"),
        ({"evidence": "无"}, "evidence.1", "没有材料的不要填报"),
        ({"document_id": "2", "evidence": ""}, "evidence.2", "必填"),
    ],
)
def test_documents(cells: dict[str, str], cell: str | None, zh: str, known: Known, folder: Path) -> None:
    (row,) = read_form(folder / "documents.csv")
    given = {column: row[column] for column in row if column not in ("source_id", "revision", "received_at")}
    checked = check([send({"documents": [given | cells]}, None)], known, NEXT, received_at=date(2027, 3, 20))
    found = of(checked, "stop")
    assert [one.place.cell for one in found] == ([cell] if cell else [])
    assert all(zh in one.expected_zh for one in found)


# The register


def test_a_row_of_a_school_that_nobody_registered(known: Known) -> None:
    school_id = "0100000099"
    (remark,) = stops({"pupils": [PUPILS]}, known, school_id)
    assert "已登记且设有该学段" in remark.expected_zh and remark.seen == f"{school_id} primary"
    (remark,) = stops({"equipment": [{"multimedia_rooms": "3"}]}, known, school_id)
    assert "本学期已登记的学校" in remark.expected_zh
    (remark,) = stops({"school_funds": [{"fiscal_year": "2026", "budget_wan": "3"}]}, known, school_id)
    assert "已登记的学校" in remark.expected_zh
    (remark,) = stops({"retention": [COHORT]}, known, PRIMARY)
    assert "设有初中" in remark.expected_zh
    (remark,) = stops({"pupils": [PUPILS | {"stage": "junior"}]}, known)
    assert remark.seen == f"{PRIMARY} junior"


def school(**cells: str) -> dict[str, str]:
    facts = {"school_name": "新校", "school_kind": "211", "urban_rural_code": "220", "township_id": f"{COUNTY}-01"}
    facts |= {"organiser_code": "7", "counts_as_school": "1", "is_boarding": "0"}
    return facts | cells


NEW_SCHOOLS = [
    (school(), None),
    (school(school_kind="219", counts_as_school="0", parent_school_id=PRIMARY), None),
    (school(school_kind="219", counts_as_school="0", parent_school_id="0100000098"), "parent_school_id"),
    (school(school_kind="219", counts_as_school="0", parent_school_id=""), "parent_school_id"),
    (school(parent_school_id=PRIMARY), "parent_school_id"),
    (school(counts_as_school="0"), "counts_as_school"),
    (school(school_kind="218", counts_as_school="0"), None),
    (school(township_id="999999-01"), "township_id"),
    (school(school_kind="999"), "school_kind"),
]


def test_a_new_school_fits_the_register(known: Known) -> None:
    files = [
        send({"schools": [{"parent_school_id": ""} | row]}, f"03{number:08}")
        for number, (row, _) in enumerate(NEW_SCHOOLS)
    ]
    told = [[one.place.cell for one in remarks] for remarks in check(files, known, NEXT).remarks]
    assert told == [[cell] if cell else [] for _, cell in NEW_SCHOOLS]


def test_the_code_of_a_school_that_ended_is_not_used_again(known: Known) -> None:
    def ended(last_term_id: str) -> Known:
        row = {"predecessor_school_id": "0100000097", "successor_school_id": "", "last_term_id": last_term_id}
        return replace(known, survey={**known.survey, "school_successions": {("0100000097", ""): row}})

    assert stops({"schools": [school()]}, ended(NEXT), "0100000097") == []
    (remark,) = stops({"schools": [school()]}, ended(TERM), "0100000097")
    assert "标识码不得再次使用" in remark.expected_zh


def test_a_file_that_lives_on_what_a_refused_one_registers_is_refused_too(known: Known) -> None:
    new = "0100000097"
    register = send({"schools": [school()], "teachers": [TEACHERS | {"college": "400"}]}, new, "register.xlsx")
    pupils = send({"pupils": [PUPILS]}, new, "pupils.csv")
    checked = check([pupils, register], known, NEXT)
    assert [len(of(checked, "stop", number)) for number in (0, 1)] == [1, 1]
    assert "已登记" in of(checked, "stop", 0)[0].expected_zh
    mended = send({"schools": [school()], "teachers": [TEACHERS]}, new, "register.xlsx")
    assert check([pupils, mended], known, NEXT).remarks == ((), ())


# Several files


def test_files_that_contradict_each_other_are_told_once_each(known: Known) -> None:
    row = {"stage": "primary", "pupils": "300", "migrant": "4", "left_behind": "2"}
    first = send({"pupils": [row]}, name="first.xlsx")
    second = send({"pupils": [row | {"migrant": "5", "left_behind": "3"}]}, name="second.xlsx")
    checked = check([first, second], known, NEXT)
    for number, other in ((0, "second.xlsx"), (1, "first.xlsx")):
        (remark,) = checked.remarks[number]
        assert remark.severity == "stop" and remark.place.cell == "migrant.primary"
        assert f"与文件 {other} 不一致" in remark.expected_zh and "另有 1 处" in remark.expected_zh
    (result,) = [one for one in checked.results if one.suite == "files"]
    assert (result.rows, result.failed) == (2, 2)
    # the same answers twice contradict nothing, nor does a file that is in already
    again = send({"pupils": [row]}, name="again.xlsx")
    assert check([first, again], known, NEXT).remarks == ((), ())
    assert check([first, second], known, NEXT, taken_in={first.sha256}).remarks == ((), ())


def test_a_fault_in_two_files_is_told_in_both(known: Known) -> None:
    pupils = send({"pupils": [PUPILS]}, name="pupils.csv")
    grades = [{"stage": "primary", "grade": str(grade), "pupils": "49"} for grade in range(1, 7)]
    checked = check([pupils, send({"pupils_by_grade": grades}, name="grades.csv")], known, NEXT)
    told = [[(one.place.cell, one.seen) for one in of(checked, "stop", number)] for number in (0, 1)]
    seen = "小学各年级之和 294 ≠ 学生人数 300"
    assert told == [[("pupils.primary", seen)], [("pupils.primary.1", seen)]]


def test_a_refused_file_is_in_no_frame_but_has_come(known: Known) -> None:
    said = Remark("bad.xlsx", Place(), "", "错", "wrong", "stop")
    bad = replace(send({"teachers": [TEACHERS | {"college": "400"}]}, name="bad.xlsx"), remarks=(said,))
    checked = check([bad], known, NEXT)
    assert checked.remarks == ((),)
    assert checked.missing == (SMALL, THROUGH, JUNIOR)
    assert {result.suite for result in checked.results} == {"files", "register"}


def test_who_has_not_answered(known: Known) -> None:
    assert check([], known, TERM).missing == ()  # every answer of that term stands
    assert check([], known, NEXT).missing == (PRIMARY, SMALL, THROUGH, JUNIOR)
    of_last = send({"pupils": [PUPILS]}, term_id=TERM)
    assert PRIMARY in check([of_last], known, NEXT).missing
    export = send({"pupils": [PUPILS | {"school_id": SMALL}, PUPILS | {"school_id": PRIMARY}]}, None, "export.xlsx")
    assert check([export], known, NEXT).missing == (THROUGH, JUNIOR)


def test_the_order_of_the_files_does_not_matter(known: Known) -> None:
    files = [
        *five_sections("40"),
        send({"county_figures": [figure("migrant_children", "20")]}, None),
        send({"teachers": [TEACHERS | {"college": "400"}]}, PRIMARY, "teachers.csv"),
        send({"pupils": [{"stage": "primary", "migrant": "9"}]}, SMALL, "other.xlsx"),
    ]
    forwards, backwards = check(files, known, NEXT), check(files[::-1], known, NEXT)
    assert forwards.remarks == backwards.remarks[::-1]
    assert any(forwards.remarks)
    assert (forwards.missing, forwards.results) == (backwards.missing, backwards.results)


# Great Expectations itself


def test_a_rule_that_cannot_be_judged_is_an_error_and_names_itself(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text against a number: Great Expectations says success False, with the cause in exception_info only."""
    rule = suites.AtMost("teachers", ("stage",), "学段", ("full_time",), "专任教师")
    monkeypatch.setattr(suites, "RULES", (rule,))
    with pytest.raises(RuleError, match="stage__at_most__full_time on teachers") as error:
        check([send({"teachers": [TEACHERS]})], known, NEXT)
    # the cause is that of Great Expectations, told before anything is read from the result
    assert "names no row" not in str(error.value) and "str" in str(error.value)


@pytest.mark.parametrize(
    ("info", "cause"),
    [
        ({"raised_exception": False, "exception_message": None, "exception_traceback": None}, ""),
        ({"raised_exception": True, "exception_message": "no such column"}, "no such column"),
        (
            {"metric a": {"raised_exception": False}, "metric b": {"raised_exception": True, "exception_message": "x"}},
            "x",
        ),
        (None, ""),
    ],
)
def test_exception_info_is_read_in_both_shapes(info: dict[str, object] | None, cause: str) -> None:
    assert door._exception(info) == cause


@pytest.mark.parametrize(("success", "result"), [(False, None), (False, {}), (True, {"unexpected_index_list": []})])
def test_a_rule_that_fails_and_names_no_row_is_an_error(success: bool, result: dict[str, object] | None) -> None:
    with pytest.raises(RuleError, match="names no row"):
        door._failed("pupils", suites.FORM_PARTS[0], SimpleNamespace(success=success, result=result))


QUIET = """
import sys
from pathlib import Path
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"):
        raise SystemExit(f"{event} {arguments}")
sys.addaudithook(refuse)
from edu_balance.intake import door
assert "great_expectations" not in sys.modules
from edu_balance.intake.known import Known
from edu_balance.paths import Paths
checked = door.check([], Known.read(Paths(Path(sys.argv[1]), Path(sys.argv[2]))), sys.argv[3])
assert "great_expectations" in sys.modules and "sqlalchemy.dialects.sqlite" not in sys.modules
print(len(checked.results))
"""


def test_the_suites_run_without_a_network_and_without_a_word(folder: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", QUIET, str(ROOT), str(folder), NEXT],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "scripts"), "PYTHONUTF8": "1", "HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "2\n", "")
    assert list(tmp_path.iterdir()) == []
