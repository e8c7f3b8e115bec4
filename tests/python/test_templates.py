"""Survey workbooks: written from the field dictionary, filled in from the seeds and read back; traps on the way."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from forms import Row, read_form, rewrite
from openpyxl import Workbook, load_workbook
from runs import project_with_scripts, run_verb
from small_county import COUNTY, SCHOOLS, write_small_county
from small_county import TERM as SMALL_TERM
from workbooks import (
    BANDS,
    CLASSES,
    DOCUMENTS,
    ITEMS,
    KEY,
    PERIODS,
    SEEDS,
    STAGES,
    TERM,
    Opened,
    as_xls,
    comparable,
    county_labels,
    fill_county,
    fill_school,
    items,
    newest,
    reference,
)

from edu_balance.errors import ClerkError
from edu_balance.intake.delivery import Delivery, Place
from edu_balance.intake.fields import Fields, normalised, period
from edu_balance.intake.known import Known
from edu_balance.intake.survey_workbooks import read_survey_workbook
from edu_balance.intake.templates import write_templates
from edu_balance.paths import Paths

KEYS = {
    seed["name"]: tuple(key for key in seed["data_tests"][0]["seed_rows"]["arguments"]["keys"] if key != "revision")
    for seed in yaml.safe_load((SEEDS / "survey" / "_survey.yml").read_text(encoding="utf-8"))["seeds"]
}
PUPILS, CATCHMENT = "小学学生人数", "家庭住址在划片范围内的在校学生人数（小学）"
AREA, BOARDING, PLACE = "教学及辅助用房总面积", "是否寄宿制学校", "所在地城乡类型"
FIRST_SCHOOL, THROUGH_SCHOOL = SCHOOLS[0][0], SCHOOLS[2][0]


@dataclass(frozen=True)
class Handed:
    """What was handed out for a term: what is known, where the seeds lie, and the workbooks by school id."""

    known: Known
    seeds: Path
    files: dict[str, Path]

    def rows(self, form: str) -> list[Row]:
        return newest(self.seeds, form, KEYS[form])


def hand_out(paths: Paths, seeds: Path, term_id: str, folder: Path) -> Handed:
    known = Known.read(paths)
    return Handed(known, seeds, {path.name.split("_")[0]: path for path in write_templates(known, term_id, folder)})


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Handed:
    """The workbooks of the sample county."""
    return hand_out(Paths(ROOT), SEEDS / "survey", TERM, tmp_path_factory.mktemp("sample") / "forms")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Handed:
    """The workbooks of the small county."""
    data = write_small_county(tmp_path_factory.mktemp("small") / "data")
    return hand_out(Paths(ROOT, data), data, SMALL_TERM, data.parent / "forms")


@pytest.fixture(scope="module")
def filled(small: Handed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first school's workbook of the small county, every line and table answered."""
    opened = Opened.at(small.files[FIRST_SCHOOL])
    fill_school(opened, FIRST_SCHOOL, small.rows)
    return opened.save(tmp_path_factory.mktemp("filled") / "filled.xlsx")


def severities(delivery: Delivery) -> set[str]:
    return {remark.severity for remark in delivery.remarks}


# What the dictionary covers


def test_the_dictionary_asks_for_every_column_of_the_forms_of_schools_and_county() -> None:
    from_the_file = {"term_id", "school_id", "county_code", "stage", "grade", "fiscal_year", "entry_year", "period"}
    from_the_file |= {"measure_id", "subgroup", "source_id", "revision", "received_at"}
    declared = yaml.safe_load((SEEDS / "survey" / "_survey.yml").read_text(encoding="utf-8"))["seeds"]
    asked = {(item["form"], item["column_name"]) for item in reference("survey_items")}
    # who merged into whom, and what is waived, is the county office's own record
    for seed in (seed for seed in declared if seed["name"] not in ("school_successions", "waivers")):
        missing = {column["name"] for column in seed["columns"]} - {
            name for form, name in asked if form == seed["name"]
        }
        assert missing <= from_the_file, seed["name"]
        types = {column["name"]: column["config"]["meta"]["type"] for column in seed["columns"]}
        for item in (item for item in reference("survey_items") if item["form"] == seed["name"]):
            assert item["column_name"] in types
            if item["form"] != "county_figures" and not item["choices"]:
                assert item["value_type"] == types[item["column_name"]] or types[item["column_name"]] == "code", item
    for form in ("pupils", "teachers"):
        for stage in ("primary", "junior"):
            columns = {
                item["column_name"] for item in items("school") if (item["form"], item["stage"]) == (form, stage)
            }
            assert columns == {name for name_of, name in asked if name_of == form}
    grades = {(item["stage"], int(item["grade"])) for item in items("school") if item["form"] == "pupils_by_grade"}
    assert grades == {
        (row["stage"], grade)
        for row in reference("stages")
        for grade in range(int(row["first_grade"]), int(row["last_grade"]) + 1)
    }


def test_the_county_is_asked_for_every_figure_with_the_period_and_stages_it_is_read_by() -> None:
    measures = {row["measure_id"] for row in reference("measures", "policy") if row["form"] == "county_figures"}
    kinds: dict[str, set[str]] = {}
    stages: dict[str, set[str]] = {}
    for indicator in reference("indicators", "policy"):
        parts = [row for row in reference("subgroups", "policy") if row["indicator_id"] == indicator["indicator_id"]]
        limits = [row for row in reference("thresholds", "policy") if row["indicator_id"] == indicator["indicator_id"]]
        for part in parts or [{}]:
            for side in ("numerator_measure", "denominator_measure"):
                measure = part.get(side) or indicator[side]
                kinds.setdefault(measure, set()).add(part.get("period_kind") or indicator["period_kind"])
                stages.setdefault(measure, set()).update(row["stage"] for row in limits)
    asked = [item for item in items("county") if item["measure_id"]]
    # funds_due_yuan is worked out from the funding base, nobody reports it
    assert {item["measure_id"] for item in asked} == measures - {"funds_due_yuan"}
    for item in asked:
        assert item["period_kind"] in kinds.get(item["measure_id"], {"calendar_year"}), item
        assert item["label_zh"] == item["unit_zh"] == "", "named in measures.csv"
        own = {other["stage"] for other in asked if other["measure_id"] == item["measure_id"]}
        assert own == (stages.get(item["measure_id"], set()) or {""}), item


def test_labels_are_unique_and_every_word_of_the_dictionary_is_known() -> None:
    fields = Fields.read(ROOT)
    term = next(row for row in reference("terms") if row["term_id"] == TERM)
    for every in fields.items.values():
        for sheet in {item.sheet for item in every}:
            labels = [normalised(item.label) for item in every if item.sheet == sheet]
            assert all(labels) and len(labels) == len(set(labels))
        for item in every:
            assert item.choices in ("", "townships", *fields.choices)
            assert item.applies_to in ("", "private", "rural", "attached", "campus", "ordinary")
            assert item.entry in ("fill", "prefilled", "locked")
            assert period(item.period_kind, term) == PERIODS[item.period_kind]


def test_the_sample_sends_each_figure_with_the_form_that_asks_for_its_period() -> None:
    terms = {row["term_id"]: row for row in reference("terms")}
    kinds = {item["measure_id"]: item["period_kind"] for item in items("county") if item["measure_id"]}
    seen = set()
    for row in read_form(SEEDS / "survey" / "county_figures.csv"):
        term_id = row["source_id"].removeprefix("sample-")
        # the first form also brought the years before it
        if term_id in terms and term_id > "2022-2023-1":
            assert period(kinds[row["measure_id"]], terms[term_id]) == row["period"], row
            seen.add(kinds[row["measure_id"]])
    assert len(seen) > 6


# What is handed out


def test_every_registered_school_and_the_county_get_a_workbook(sample: Handed) -> None:
    registered = [row for row in sample.rows("schools") if row["term_id"] == TERM]
    assert set(sample.files) == {row["school_id"] for row in registered} | {"653123"}
    for row in registered[::29]:
        key = {name: value for name, value in load_workbook(sample.files[row["school_id"]])[KEY].values}
        assert (key["county_code"], key["term_id"], key["school_id"]) == ("653123", TERM, row["school_id"])
        assert sample.files[row["school_id"]].name == f"{row['school_id']}_{row['school_name']}.xlsx"


def test_a_school_is_asked_only_what_its_stages_and_its_kind_call_for(sample: Handed) -> None:
    stages: dict[str, set[str]] = {}
    for row in reference("school_kind_stages"):
        stages.setdefault(row["school_kind"], set()).add(row["stage"])
    seen_kinds = set()
    for school in (row for row in sample.rows("schools") if row["term_id"] == TERM):
        is_private, is_rural = school["organiser_code"] == "10", school["urban_rural_code"] in ("210", "220")
        if (kind := (school["school_kind"], is_private, is_rural)) in seen_kinds:
            continue
        seen_kinds.add(kind)
        opened = Opened.at(sample.files[school["school_id"]])
        labels = opened.labels()
        for stage, label in STAGES.items():
            taught = stage in stages[school["school_kind"]]
            assert (f"{label}学生人数" in labels) == (f"专任教师总人数（{label}）" in labels) == taught
        is_attached, is_special = school["school_kind"] in ("219", "319"), school["school_kind"].startswith("51")
        junior = "junior" in stages[school["school_kind"]]
        assert ("本届毕业学生人数" in labels) == (junior and not is_special)
        assert any("购买学位" in label for label in labels) == is_private
        assert any("走教" in label for label in labels) == is_rural
        assert (AREA in labels) == ("本年度公用经费预算总额" in labels) == (not is_attached)
        assert ("所属学校代码" in labels) == is_attached
        assert ("九年级在校生数" in labels) == junior
    assert len(seen_kinds) > 8


def test_only_cells_to_fill_in_are_open_and_they_have_their_rules(sample: Handed) -> None:
    school = next(row for row in sample.rows("schools") if row["term_id"] == TERM and row["school_kind"] == "345")
    opened = Opened.at(sample.files[school["school_id"]])
    for sheet in (ITEMS, CLASSES, BANDS):
        assert opened.sheet(sheet).protection.sheet and opened.sheet(sheet).sheet_state == "visible"
    assert opened.sheet(KEY).sheet_state == opened.sheet("选项").sheet_state == "veryHidden"
    assert opened.line("学校代码").value == school["school_id"] and opened.line("学校代码").protection.locked
    assert opened.line("学校名称").value == school["school_name"] and not opened.line("学校名称").protection.locked
    rules = {
        cell: rule
        for rule in opened.sheet(ITEMS).data_validations.dataValidation
        for cells in rule.sqref.ranges
        for cell in (f"{opened.header(ITEMS, '填报值').column_letter}{row[0]}" for row in cells.rows for row in row)
    }
    for item in items("school"):
        if item["sheet_zh"] != ITEMS or item["label_zh"] not in opened.labels():
            continue
        cell = opened.line(item["label_zh"])
        assert opened.line(item["label_zh"], "填报项目").protection.locked
        assert cell.protection.locked == (item["entry"] == "locked")
        kind = {"count": "whole", "decimal": "decimal", "flag": "list", "code": "list"}.get(item["value_type"])
        if not cell.protection.locked and kind:
            rule = rules[cell.coordinate]
            assert rule.type == kind and (
                kind == "list" or (rule.operator, rule.formula1) == ("greaterThanOrEqual", "0")
            )
    listed = rules[opened.line(PLACE).coordinate].formula1.partition("!")[2].replace("$", "")
    shown = [cell.value for (cell,) in opened.sheet("选项")[listed]]
    assert shown == [f"{row['urban_rural_code']} {row['label_zh']}" for row in reference("urban_rural_codes")]


def test_what_was_answered_before_stands_beside_in_grey(sample: Handed) -> None:
    school_id = next(row["school_id"] for row in sample.rows("schools") if row["school_kind"] == "312")
    opened = Opened.at(sample.files[school_id])
    pupils = {
        (row["term_id"], row["stage"]): row["pupils"] for row in sample.rows("pupils") if row["school_id"] == school_id
    }
    for stage in ("primary", "junior"):
        label = f"{STAGES[stage]}学生人数"
        assert str(opened.line(label, "上学期值").value) == pupils["2025-2026-2", stage]
        assert opened.line(label).value is None
    funds = {row["fiscal_year"]: row for row in sample.rows("school_funds") if row["school_id"] == school_id}
    before = opened.line("本年度公用经费预算总额", "上学期值")
    assert float(before.value) == float(funds["2026"]["budget_wan"])
    assert opened.line("本年度公用经费预算总额", "是否必填").value == "选填", "it is in already"
    county = Opened.at(sample.files["653123"])
    pay = county.line("义务教育教师年平均工资收入", "备注说明").value
    assert "2025" in pay
    assert float(county.line("义务教育教师年平均工资收入", "上学期值").value) == 9.64


def test_what_was_corrected_stands_beside_as_corrected(tmp_path: Path) -> None:
    data = write_small_county(tmp_path / "data")
    for form, correction in (("schools", {"school_name": "更名学校"}), ("pupils", {"pupils": "301"})):
        rewrite(data / f"{form}.csv", lambda rows, new=correction: [*rows, rows[0] | new | {"revision": "2"}])
    written = write_templates(Known.read(Paths(ROOT, data)), "2026-2027-2", tmp_path / "forms")
    opened = Opened.at(next(path for path in written if path.name == f"{FIRST_SCHOOL}_更名学校.xlsx"))
    assert opened.line("学校名称").value == "更名学校"
    assert opened.line(PUPILS, "上学期值").value == 301


@pytest.mark.parametrize("is_synthetic", ["1", "0"])
def test_synthetic_data_say_so(is_synthetic: str, tmp_path: Path) -> None:
    data = write_small_county(tmp_path / "data")
    rewrite(data / "counties.csv", lambda rows: [row | {"is_synthetic": is_synthetic} for row in rows])
    known = Known.read(Paths(ROOT, data))
    written = write_templates(known, SMALL_TERM, tmp_path / "forms")
    for path in written:
        text = " ".join(str(cell.value) for row in load_workbook(path)[ITEMS].iter_rows(max_row=6) for cell in row)
        assert ("合成样例数据" in text and "synthetic" in text) == (is_synthetic == "1")


def test_a_form_for_a_term_to_come_is_for_the_schools_registered_last(small: Handed, tmp_path: Path) -> None:
    written = write_templates(small.known, "2027-2028-1", tmp_path / "forms")
    assert len(written) == len(SCHOOLS) + 1
    delivery = read_survey_workbook(
        next(path for path in written if path.name.startswith(FIRST_SCHOOL)), small.known, "2027-2028-1"
    )
    assert [row["term_id"] for row in delivery.rows["schools"]] == ["2027-2028-1"]
    assert severities(delivery) == {"ask"}, "nothing is answered yet"


def test_two_runs_write_the_same_bytes_and_nothing_is_overwritten(small: Handed, tmp_path: Path) -> None:
    again = write_templates(small.known, SMALL_TERM, tmp_path / "forms")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in small.files.values()]
    again[0].write_bytes(b"filled in")
    with pytest.raises(ClerkError, match="--folder"):
        write_templates(small.known, SMALL_TERM, tmp_path / "forms")
    assert again[0].read_bytes() == b"filled in"


def test_a_name_no_file_system_takes_is_made_safe(small: Handed, tmp_path: Path) -> None:
    data = write_small_county(tmp_path / "data")
    rewrite(data / "schools.csv", lambda rows: [row | {"school_name": 'A/B\\C:"校"?. '} for row in rows])
    written = write_templates(Known.read(Paths(ROOT, data)), SMALL_TERM, tmp_path / "forms")
    assert f"{FIRST_SCHOOL}_A_B_C__校__.xlsx" in {path.name for path in written}


def test_the_form_version_follows_what_is_asked_and_not_how_it_is_hinted(tmp_path: Path) -> None:
    before = Fields.read(ROOT)
    shutil.copytree(SEEDS, tmp_path / "seeds")
    dictionary = tmp_path / "seeds" / "reference" / "survey_items.csv"
    rewrite(dictionary, lambda rows: [row | {"hint_zh": "另一说明"} for row in rows])
    assert Fields.read(tmp_path).version("school") == before.version("school")
    rewrite(
        dictionary,
        lambda rows: [row | {"unit_zh": "元" if row["unit_zh"] == "万元" else row["unit_zh"]} for row in rows],
    )
    after = Fields.read(tmp_path)
    assert after.version("school") != before.version("school")
    assert after.version("county") == before.version("county")


def test_the_verb_writes_refuses_and_says_what_is_wrong(tmp_path: Path) -> None:
    project, data = project_with_scripts(tmp_path), write_small_county(tmp_path / "data")
    done = run_verb(project, data, "templates", "--term", SMALL_TERM)
    forms = data / "reports" / SMALL_TERM / "templates"
    assert done.returncode == 0 and str(forms) in done.output, done.output
    names = sorted(path.name for path in forms.iterdir())
    assert len(names) == len(SCHOOLS) + 1
    again = run_verb(project, data, "templates", "--term", SMALL_TERM)
    assert again.returncode == 1 and "--folder" in again.output
    assert run_verb(project, data, "templates", "--term", "2099-2100-1").returncode == 1
    assert run_verb(project, data, "templates", "--term", "next").returncode == 2
    assert run_verb(project, data, "templates").returncode == 2
    early = run_verb(project, data, "templates", "--term", "2022-2023-1", "--folder", str(tmp_path / "early"))
    assert early.returncode == 1 and "schools.csv" in early.output and not (tmp_path / "early").exists()
    assert sorted(path.name for path in forms.iterdir()) == names


# Round trip


def chosen_schools() -> list[str]:
    """Two of every kind, every private one, and those that send bands of class sizes."""
    registered = [row for row in read_form(SEEDS / "survey" / "schools.csv") if row["term_id"] == TERM]
    banded = {row["school_id"] for row in read_form(SEEDS / "survey" / "class_bands.csv") if row["term_id"] == TERM}
    by_kind: dict[str, list[str]] = {}
    for row in registered:
        by_kind.setdefault(row["school_kind"], []).append(row["school_id"])
    private = {row["school_id"] for row in registered if row["organiser_code"] == "10"}
    return sorted({school_id for ids in by_kind.values() for school_id in ids[-2:]} | private | banded)


@pytest.mark.parametrize("as_old", [False, True], ids=["xlsx", "xls"])
@pytest.mark.parametrize("school_id", chosen_schools())
def test_a_sample_school_comes_back_as_the_seeds_have_it(
    school_id: str, as_old: bool, sample: Handed, tmp_path: Path
) -> None:
    opened = Opened.at(sample.files[school_id])
    answered = fill_school(opened, school_id, sample.rows)
    path = opened.save(tmp_path / "filled.xlsx")
    delivery = read_survey_workbook(as_xls(path) if as_old else path, sample.known, TERM)
    assert severities(delivery) <= {"ask"}, [str(remark) for remark in delivery.remarks]
    assert comparable(delivery.rows) == comparable(answered)
    assert (delivery.shape, delivery.school_id, delivery.term_id) == ("survey_school", school_id, TERM)
    assert {"schools", "pupils", "pupils_by_grade", "teachers"} <= delivery.rows.keys()
    for form, rows in delivery.rows.items():
        columns = set(answered[form][0]) - {"source_id", "revision", "received_at"}
        assert all(set(row) == columns for row in rows)


def test_enough_kinds_of_schools_come_back() -> None:
    assert len(chosen_schools()) >= 12


@pytest.mark.parametrize("school_id", [school[0] for school in SCHOOLS])
def test_a_school_of_the_small_county_comes_back_without_a_remark(
    school_id: str, small: Handed, tmp_path: Path
) -> None:
    opened = Opened.at(small.files[school_id])
    answered = fill_school(opened, school_id, small.rows)
    for label in ("是否2010年及之前规划并建成", "是否2016年及之前规划并建成"):
        opened.line(label).value = "否"
    for label in ("本年度核定公用经费", "本年度公用经费预算总额", "本年度教师培训经费预算总额"):
        opened.line(label).value = 0
    delivery = read_survey_workbook(opened.save(tmp_path / "filled.xlsx"), small.known, SMALL_TERM)
    assert not delivery.remarks
    answered["schools"] = [row | {"built_by_2010": "0", "built_by_2016": "0"} for row in answered["schools"]]
    zero = dict.fromkeys(("allocated_wan", "budget_wan", "training_wan"), "0")
    answered["school_funds"].append({"school_id": school_id, "fiscal_year": "2026"} | zero)
    assert comparable(delivery.rows) == comparable(answered)


@pytest.mark.parametrize("as_old", [False, True], ids=["xlsx", "xls"])
def test_the_county_comes_back_as_the_seeds_have_it(as_old: bool, sample: Handed, tmp_path: Path) -> None:
    labels = county_labels()
    figures = [
        row
        for row in sample.rows("county_figures")
        if row["value"] and labels[row["measure_id"], row["stage"], row["subgroup"]][1] == row["period"]
    ]
    documents = [row for row in sample.rows("documents") if row["dated"] >= "2025-09-01"]
    opened = Opened.at(sample.files["653123"])
    fill_county(opened, figures, documents)
    path = opened.save(tmp_path / "county.xlsx")
    delivery = read_survey_workbook(as_xls(path) if as_old else path, sample.known, TERM)
    assert severities(delivery) <= {"ask"}, [str(remark) for remark in delivery.remarks if remark.severity == "stop"]
    assert comparable(delivery.rows) == comparable({"county_figures": figures, "documents": documents})
    assert (delivery.shape, delivery.school_id, delivery.county_code) == ("survey_county", None, "653123")
    sent = [row for row in sample.rows("county_figures") if row["source_id"] == f"sample-{TERM}" and row["value"]]
    assert comparable({"": sent})[""] <= comparable({"": figures})[""] and len(sent) > 40


def test_every_value_knows_its_cell(small: Handed, filled: Path) -> None:
    delivery = read_survey_workbook(filled, small.known, SMALL_TERM)
    opened = Opened.at(filled)
    primary = (SMALL_TERM, FIRST_SCHOOL, "primary")
    for label, form, key, column in (
        (PUPILS, "pupils", primary, "pupils"),
        ("三年级在校生数", "pupils_by_grade", (*primary, "3"), "pupils"),
        (AREA, "premises", primary[:2], "teaching_area_m2"),
        ("上一年度公用经费预算总额", "school_funds", ("2025", FIRST_SCHOOL), "budget_wan"),
        ("学校名称", "schools", primary[:2], "school_name"),
    ):
        assert delivery.places[form, key, column] == Place(ITEMS, opened.line(label).coordinate)
    assert delivery.places["classes", (*primary, "2", "1"), "pupils"] == Place(
        CLASSES, opened.table(CLASSES, 2, "人数").coordinate
    )
    for form, rows in delivery.rows.items():
        for row in rows:
            key = tuple(row[column] for column in KEYS[form])
            for column in row.keys() - set(KEYS[form]):
                assert not row[column] or (form, key, column) in delivery.places


# Traps that are read


def read_with(filled: Path, small: Handed, change: Callable[[Opened], object], tmp_path: Path) -> Delivery:
    """Change one thing in the filled workbook, save it under another name and read it."""
    opened = Opened.at(filled)
    change(opened)
    return read_survey_workbook(opened.save(tmp_path / "changed.xlsx"), small.known, SMALL_TERM)


def put(label: str, value: object) -> Callable[[Opened], None]:
    def change(opened: Opened) -> None:
        opened.line(label).value = value

    return change


@pytest.mark.parametrize(
    ("label", "entered", "form", "column", "read", "severity"),
    [
        (PUPILS, 301, "pupils", "pupils", "301", None),
        (PUPILS, "301", "pupils", "pupils", "301", None),
        (PUPILS, "３０１", "pupils", "pupils", "301", "notice"),
        (PUPILS, " 301\u3000", "pupils", "pupils", "301", "notice"),
        (PUPILS, "1,301", "pupils", "pupils", "1301", "notice"),
        (PUPILS, "301_x000D_\n", "pupils", "pupils", "301", "notice"),
        (PUPILS, "无", "pupils", "pupils", "0", "notice"),
        (PUPILS, 0, "pupils", "pupils", "0", None),
        # required, so a blank one is asked about
        (PUPILS, None, "pupils", "pupils", "", "ask"),
        (PUPILS, "　", "pupils", "pupils", "", "ask"),
        (PUPILS, "—", "pupils", "pupils", "", "ask"),
        (PUPILS, -1, "pupils", "pupils", "", "ask"),
        (PUPILS, "*", "pupils", "pupils", "", "ask"),
        # optional
        ("上一年度核定公用经费", "——", "school_funds", "allocated_wan", "", "notice"),
        ("上一年度核定公用经费", "-1", "school_funds", "allocated_wan", "", "notice"),
        ("上一年度核定公用经费", "＊", "school_funds", "allocated_wan", "", "notice"),
        (AREA, 1500.25, "premises", "teaching_area_m2", "1500.25", None),
        (AREA, 0.1 + 0.2, "premises", "teaching_area_m2", "0.3", None),
        (AREA, 1000 / 3, "premises", "teaching_area_m2", "333.333333", "notice"),
        (AREA, "１５００．５", "premises", "teaching_area_m2", "1500.5", "notice"),
        (BOARDING, "是", "schools", "is_boarding", "1", None),
        (BOARDING, " 否 ", "schools", "is_boarding", "0", "notice"),
        (BOARDING, 1, "schools", "is_boarding", "1", None),
        (PLACE, "121 镇中心区", "schools", "urban_rural_code", "121", None),
        (PLACE, 121, "schools", "urban_rural_code", "121", None),
        (PLACE, "镇中心区", "schools", "urban_rural_code", "121", None),
        ("学校名称", " 第一（实验）学校 ", "schools", "school_name", "第一（实验）学校", "notice"),
        ("学校代码", int(FIRST_SCHOOL), "schools", "school_id", FIRST_SCHOOL, "notice"),
        ("学校代码", "０１００００００01", "schools", "school_id", FIRST_SCHOOL, "notice"),
    ],
)
def test_what_can_be_read_safely_is_read(
    label: str,
    entered: object,
    form: str,
    column: str,
    read: str,
    severity: str | None,
    small: Handed,
    filled: Path,
    tmp_path: Path,
) -> None:
    delivery = read_with(filled, small, put(label, entered), tmp_path)
    value = delivery.rows[form][0][column]
    assert value == read
    place = Place(ITEMS, Opened.at(filled).line(label).coordinate)
    assert [remark.severity for remark in delivery.remarks if remark.place == place] == [severity] * bool(severity)
    assert not delivery.is_refused
    assert all(remark.expected_zh and remark.expected_en for remark in delivery.remarks)


def shuffle(opened: Opened) -> None:
    """Turn the rows of the items upside down."""
    head, sheet = opened.header(ITEMS, "填报项目"), opened.sheet(ITEMS)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(head.row + 1)]
    for row, values in zip(sheet.iter_rows(head.row + 1), reversed(rows), strict=True):
        for cell, value in zip(row, values, strict=True):
            cell.value = value


def move_down(opened: Opened) -> None:
    opened.sheet(ITEMS).insert_rows(1, 3)
    opened.sheet(ITEMS).insert_cols(1, 2)


def restyle_far_rows(opened: Opened) -> None:
    for row in range(5000, 5200):
        opened.sheet(ITEMS).cell(row, 3).fill = copy(opened.line(PUPILS).fill)


def merge_sections(opened: Opened) -> None:
    head = opened.header(ITEMS, "类别")
    opened.sheet(ITEMS).merge_cells(None, head.row + 1, head.column, head.row + 5, head.column)


def decorate_labels(opened: Opened) -> None:
    cell = opened.line(PUPILS, "填报项目")
    cell.value = f" {cell.value[:2]}_x000D_\u00a0{cell.value[2:]}　"


def leave_class_rows_between(opened: Opened) -> None:
    """A blank row and a sum row among the classes."""
    labels = ("学段", "年级", "班号", "人数")
    rows = [[opened.table(CLASSES, row, label).value for label in labels] for row in range(1, 7)]
    rows[3:3] = [[None] * 4, ["合计", None, None, 150]]
    for number, values in enumerate(rows, 1):
        for label, value in zip(labels, values, strict=True):
            opened.table(CLASSES, number, label).value = value


def add_scratch_sheet(opened: Opened) -> None:
    opened.book.create_sheet("草稿")["A1"] = "自用"


@pytest.mark.parametrize(
    ("change", "notices"),
    [
        (shuffle, 0),
        (move_down, 0),
        (restyle_far_rows, 0),
        (merge_sections, 0),
        (decorate_labels, 0),
        (leave_class_rows_between, 1),
        (add_scratch_sheet, 1),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_where_things_stand_does_not_matter(
    change: Callable[[Opened], None], notices: int, small: Handed, filled: Path, tmp_path: Path
) -> None:
    before = read_survey_workbook(filled, small.known, SMALL_TERM)
    after = read_with(filled, small, change, tmp_path)
    assert comparable(after.rows) == comparable(before.rows)
    said = [remark for remark in after.remarks if remark.severity == "notice"]
    assert len(said) == notices and not after.is_refused


def test_a_stage_without_any_class_is_asked_about(small: Handed, filled: Path, tmp_path: Path) -> None:
    def empty(opened: Opened) -> None:
        for row in range(1, 7):
            for label in ("学段", "年级", "班号", "人数"):
                opened.table(CLASSES, row, label).value = None

    delivery = read_with(filled, small, empty, tmp_path)
    assert "classes" not in delivery.rows
    assert [remark.severity for remark in delivery.remarks if remark.place.sheet == CLASSES] == ["ask"]


def test_bands_take_the_place_of_a_list_of_classes(small: Handed, tmp_path: Path) -> None:
    opened = Opened.at(small.files[THROUGH_SCHOOL])
    opened.table(CLASSES, 1, "学段").value = "初中"
    for label, value in (("年级", 7), ("班号", 1), ("人数", 50)):
        opened.table(CLASSES, 1, label).value = value
    opened.table(BANDS, 2, "班级个数").value = 6
    delivery = read_survey_workbook(opened.save(tmp_path / "bands.xlsx"), small.known, SMALL_TERM)
    section = {"term_id": SMALL_TERM, "school_id": THROUGH_SCHOOL}
    assert delivery.rows["class_bands"] == [section | {"stage": "primary", "band": "26_30", "classes": "6"}]
    assert delivery.rows["classes"] == [section | {"stage": "junior", "grade": "7", "class_no": "1", "pupils": "50"}]
    assert not [remark for remark in delivery.remarks if remark.place.sheet in (CLASSES, BANDS)]


# What is refused, with the cell


def formula(opened: Opened) -> None:
    opened.line(PUPILS).value = "=100+200"


def error_value(opened: Opened) -> None:
    opened.line(PUPILS).value = "#REF!"


def unit_changed(opened: Opened) -> None:
    opened.line("教学仪器设备资产值（账面原值）", "单位").value = "元"


def label_changed(opened: Opened) -> None:
    opened.line(PUPILS, "填报项目").value = "小学在校学生总人数"


def label_twice(opened: Opened) -> None:
    opened.line(CATCHMENT, "填报项目").value = PUPILS


def value_without_label(opened: Opened) -> None:
    opened.line(PUPILS, "填报项目").value = None


def another_stage(opened: Opened) -> None:
    opened.line(PUPILS, "填报项目").value = "初中学生人数"


def another_school(opened: Opened) -> None:
    opened.line("学校代码").value = THROUGH_SCHOOL


def class_cell(row: int, label: str, value: object) -> Callable[[Opened], None]:
    def change(opened: Opened) -> None:
        opened.table(CLASSES, row, label).value = value

    return change


def bands_too(opened: Opened) -> None:
    opened.table(BANDS, 3, "班级个数").value = 6


def line_cell(label: str, column: str = "填报值") -> Callable[[Opened], Place]:
    return lambda opened: Place(ITEMS, opened.line(label, column).coordinate)


def table_cell(sheet: str, row: int, label: str) -> Callable[[Opened], Place]:
    return lambda opened: Place(sheet, opened.table(sheet, row, label).coordinate)


@pytest.mark.parametrize(
    ("change", "where", "zh"),
    [
        (put(PUPILS, "约三百"), line_cell(PUPILS), "应为不小于0的数"),
        (put(PUPILS, "300人"), line_cell(PUPILS), "应为不小于0的数"),
        (put(PUPILS, -5), line_cell(PUPILS), "应为不小于0的数"),
        (put(PUPILS, 300.5), line_cell(PUPILS), "应为整数"),
        (put(PUPILS, 10**9), line_cell(PUPILS), "数值过大"),
        (put(PUPILS, True), line_cell(PUPILS), "应为数字"),
        (put(PUPILS, date(2026, 3, 1)), line_cell(PUPILS), "应为数字"),
        (put(PUPILS, "1,30"), line_cell(PUPILS), "应为不小于0的数"),
        (formula, line_cell(PUPILS), "公式没有保存结果"),
        (error_value, line_cell(PUPILS), "错误值"),
        (put(BOARDING, "不详"), line_cell(BOARDING), "下拉列表"),
        (put(PLACE, "999"), line_cell(PLACE), "下拉列表"),
        (put(PLACE, None), line_cell(PLACE), "必填"),
        (put("学校名称", "—"), line_cell("学校名称"), "必填"),
        (put("学校类型", "311 初级中学"), line_cell("学校类型"), "不可改动"),
        (another_school, line_cell("学校代码"), "不可改动"),
        (unit_changed, line_cell("教学仪器设备资产值（账面原值）", "单位"), "单位应为“万元”"),
        (label_changed, line_cell(PUPILS, "填报项目"), "不认识的填报项目"),
        (label_twice, line_cell(CATCHMENT, "填报项目"), "填报项目重复"),
        (value_without_label, line_cell(PUPILS), "没有填报项目"),
        (another_stage, line_cell(PUPILS), "本校不填此项"),
        (class_cell(2, "学段", "初中"), table_cell(CLASSES, 2, "学段"), "下拉列表"),
        (class_cell(2, "年级", "二年级"), table_cell(CLASSES, 2, "年级"), "应为不小于0的数"),
        (class_cell(2, "班号", None), table_cell(CLASSES, 2, "班号"), "必填"),
        (class_cell(2, "年级", 1), table_cell(CLASSES, 2, "学段"), "重复"),
        (class_cell(2, "人数", "=B2"), table_cell(CLASSES, 2, "人数"), "公式没有保存结果"),
        (bands_too, lambda _: Place(BANDS), "已填"),
    ],
)
def test_what_cannot_be_read_safely_is_refused_with_its_cell(
    change: Callable[[Opened], None],
    where: Callable[[Opened], Place],
    zh: str,
    small: Handed,
    filled: Path,
    tmp_path: Path,
) -> None:
    delivery = read_with(filled, small, change, tmp_path)
    stops = [remark for remark in delivery.remarks if remark.severity == "stop"]
    assert delivery.is_refused
    found = [remark for remark in stops if remark.place == where(Opened.at(filled))]
    assert len(found) == 1 and zh in found[0].expected_zh, [str(remark) for remark in stops]
    assert found[0].expected_en and found[0].file == "changed.xlsx"


def set_key(name: str, value: str) -> Callable[[Opened], None]:
    def change(opened: Opened) -> None:
        for cells in opened.sheet(KEY).iter_rows():
            if cells[0].value == name:
                cells[1].value = value

    return change


def without_sheet(name: str) -> Callable[[Opened], None]:
    return lambda opened: opened.book.remove(opened.sheet(name))


def without_header(opened: Opened) -> None:
    opened.header(ITEMS, "填报值").value = "数值"


def without_item(opened: Opened) -> None:
    opened.sheet(ITEMS).delete_rows(opened.line(PUPILS).row)


@pytest.mark.parametrize(
    ("change", "sheet", "zh"),
    [
        (set_key("form_version", "000000000000"), KEY, "版本"),
        (set_key("term_id", "2025-2026-2"), KEY, "学期"),
        (set_key("school_id", "0100000099"), KEY, "登记的学校"),
        (set_key("county_code", "999999"), KEY, "区县代码"),
        (set_key("workbook", "kindergarten"), None, "不是本软件发出的填报表"),
        (without_sheet(KEY), None, "不是本软件发出的填报表"),
        (without_sheet(CLASSES), CLASSES, "缺少此工作表"),
        (without_sheet(ITEMS), ITEMS, "缺少此工作表"),
        (without_header, ITEMS, "找不到表头"),
        (without_item, ITEMS, f"缺少填报项目“{PUPILS}”"),
    ],
)
def test_a_file_that_is_not_the_form_is_refused(
    change: Callable[[Opened], None], sheet: str | None, zh: str, small: Handed, filled: Path, tmp_path: Path
) -> None:
    delivery = read_with(filled, small, change, tmp_path)
    assert delivery.is_refused
    assert any(remark.place.sheet == sheet and zh in remark.expected_zh for remark in delivery.remarks)


def test_the_workbook_of_another_term_is_refused(small: Handed, filled: Path) -> None:
    delivery = read_survey_workbook(filled, small.known, "2027-2028-1")
    assert delivery.is_refused and not delivery.rows
    assert [remark.seen for remark in delivery.remarks] == [SMALL_TERM]


def add_part(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


def far_cell(path: Path) -> None:
    book = load_workbook(path)
    book[ITEMS]["XFD1048576"] = 1
    book.save(path)


@pytest.mark.parametrize(
    ("spoil", "name", "zh"),
    [
        (lambda path: add_part(path, "xl/vbaProject.bin", b"code"), "a.xlsx", "宏"),
        (lambda path: None, "a.xlsm", "宏"),
        (lambda path: add_part(path, "xl/externalLinks/externalLink1.xml", b"<x/>"), "a.xlsx", "链接"),
        (lambda path: path.write_bytes(path.read_bytes()[:3000]), "a.xlsx", "损坏"),
        (lambda path: path.write_bytes(b""), "a.xlsx", "空的"),
        (lambda path: None, "a.xls", "扩展名"),
        (lambda path: path.write_text("<table></table>"), "a.xls", "扩展名"),
        (lambda path: path.write_text("项目,值"), "a.csv", "xlsx"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")), "a.xlsx", "密码"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + "_VBA_PROJECT".encode("utf-16-le")), "a.xls", "宏"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(3000)), "a.xls", "损坏"),
        (far_cell, "a.xlsx", "过大"),
        (lambda path: add_part(path, "xl/media/zeros", bytes(80 * 2**20)), "a.xlsx", "过大"),
    ],
)
def test_a_file_that_is_no_honest_workbook_is_refused(
    spoil: Callable[[Path], object], name: str, zh: str, small: Handed, filled: Path, tmp_path: Path
) -> None:
    path = tmp_path / name
    shutil.copyfile(filled, path)
    spoil(path)
    delivery = read_survey_workbook(path, small.known, SMALL_TERM)
    assert delivery.is_refused and not delivery.rows and len(delivery.sha256) == 64
    (remark,) = delivery.remarks
    assert zh in remark.expected_zh and remark.expected_en and remark.file == name


def test_a_workbook_that_is_none_of_ours_is_refused(small: Handed, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["幼儿园名称", "在园人数"])
    book.save(tmp_path / "other.xlsx")
    delivery = read_survey_workbook(tmp_path / "other.xlsx", small.known, SMALL_TERM)
    assert delivery.is_refused and delivery.shape == "unknown"


@pytest.mark.parametrize(
    ("label", "value", "zh"),
    [
        ("日期", "2026-02-30", "真实存在的日期"),
        ("日期", "下周", "真实存在的日期"),
        ("日期", None, "必填"),
        ("结论", "基本达标", "下拉列表"),
        ("佐证材料", None, "必填"),
        ("分项", "G2 学校建设标准统一", "分项"),
        ("指标", "R1 每百名学生拥有高于规定学历教师数", "下拉列表"),
    ],
)
def test_a_document_with_a_gap_is_refused(label: str, value: object, zh: str, small: Handed, tmp_path: Path) -> None:
    opened = Opened.at(small.files[COUNTY])
    fill_county(opened, [], small.rows("documents"))
    good = read_survey_workbook(opened.save(tmp_path / "good.xlsx"), small.known, SMALL_TERM)
    assert not good.is_refused and comparable(good.rows) == comparable({"documents": small.rows("documents")})
    row = next(row for row in range(1, 99) if opened.table(DOCUMENTS, row, "编号").value)
    opened.table(DOCUMENTS, row, label).value = value
    delivery = read_survey_workbook(opened.save(tmp_path / "gap.xlsx"), small.known, SMALL_TERM)
    place = Place(DOCUMENTS, opened.table(DOCUMENTS, row, label).coordinate)
    assert [zh in remark.expected_zh for remark in delivery.remarks if remark.severity == "stop"] == [True]
    assert [remark.place for remark in delivery.remarks if remark.severity == "stop"] == [place]


@pytest.mark.parametrize("written", [date(2026, 5, 20), "2026/5/20", "2026年5月20日", "２０２６．５．２０"])
def test_a_day_is_read_however_it_is_written(written: object, small: Handed, tmp_path: Path) -> None:
    opened = Opened.at(small.files[COUNTY])
    fill_county(opened, [], small.rows("documents"))
    row = next(row for row in range(1, 99) if opened.table(DOCUMENTS, row, "编号").value)
    opened.table(DOCUMENTS, row, "日期").value = written
    delivery = read_survey_workbook(opened.save(tmp_path / "day.xlsx"), small.known, SMALL_TERM)
    assert [found["dated"] for found in delivery.rows["documents"]] == ["2026-05-20"]
