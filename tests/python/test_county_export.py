"""County-wide exports: every layout that must be read, every fault that must be refused, and what is recognised."""

from __future__ import annotations

import hashlib
from pathlib import Path

import export_corpus as corpus
import pytest
from conftest import ROOT
from export_corpus import EXPORTS_READ, EXPORTS_REFUSED, Case, grid, junior_grid, named, put, titled, to_xlsx
from forms import Row, read_form
from openpyxl import Workbook
from small_county import TERM
from workbooks import SEEDS, newest

from edu_balance.intake.county_export import is_county_export, read_county_export
from edu_balance.intake.delivery import Delivery, Place
from edu_balance.intake.known import Known
from edu_balance.intake.survey_file import read_survey_forms
from edu_balance.intake.templates import write_templates
from edu_balance.intake.tidy_csv import read_text_file
from edu_balance.intake.workbook_file import open_workbook
from edu_balance.paths import Paths

KEYS, STAGED = ("term_id", "school_id"), ("pupils", "teachers")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """The register the corpus is of."""
    return Known.read(Paths(ROOT, corpus.write_register(tmp_path_factory.mktemp("register") / "data")))


def read(path: Path, known: Known, term_id: str = TERM) -> Delivery:
    if path.suffix in (".csv", ".txt"):
        return read_text_file(path, known, term_id)
    sheets = open_workbook(path)
    assert is_county_export(sheets)
    return read_county_export(path, sheets, hashlib.sha256(path.read_bytes()).hexdigest(), known, term_id)


def filled(delivery: Delivery) -> corpus.Values:
    """The filled columns of every row by form, school and stage."""
    found: corpus.Values = {}
    for form, rows in delivery.rows.items():
        for row in rows:
            key = (form, row["school_id"], row.get("stage", ""))
            assert key not in found and row["term_id"] == TERM
            cells = {name: value for name, value in row.items() if value}
            found[key] = {name: cells[name] for name in cells if name not in ("term_id", "school_id", "stage")}
    return {key: cells for key, cells in found.items() if cells}


def said(delivery: Delivery, severity: str) -> list[str]:
    return [remark.expected_zh for remark in delivery.remarks if remark.severity == severity]


@pytest.mark.parametrize("case", EXPORTS_READ, ids=lambda case: case.name)
def test_what_can_be_read_safely_is(case: Case, known: Known, tmp_path: Path) -> None:
    delivery = read(case.write(tmp_path), known)
    assert not delivery.is_refused, [str(remark) for remark in delivery.remarks if remark.severity == "stop"]
    assert filled(delivery) == case.values
    notices = said(delivery, "notice")
    assert all(any(wanted in text for text in notices) for wanted in case.notices), notices
    asks = said(delivery, "ask")
    assert len(asks) == len(case.asks), asks
    assert all(any(wanted in text for text in asks) for wanted in case.asks), asks
    assert (delivery.shape, delivery.county_code, delivery.term_id) == ("county_export", corpus.COUNTY, TERM)
    assert delivery.school_id is None and len(delivery.sha256) == 64


@pytest.mark.parametrize("case", EXPORTS_READ, ids=lambda case: case.name)
def test_every_value_has_its_place_and_every_row_every_column(case: Case, known: Known, tmp_path: Path) -> None:
    path = case.write(tmp_path)
    delivery = read(path, known)
    for form, rows in delivery.rows.items():
        survey = read_survey_forms(ROOT / "seeds")[form]
        for row in rows:
            assert set(row) == {*survey.keys, *survey.answers}
            for column in survey.answers:
                place = delivery.places.get((form, survey.given_key(row), column))
                if row[column]:
                    assert place is not None and place.cell, (row, column)
                    assert (place.line is not None) == (path.suffix in (".csv", ".txt"))


@pytest.mark.parametrize("case", EXPORTS_REFUSED, ids=lambda case: case.name)
def test_what_cannot_be_read_safely_is_refused_where_it_stands(case: Case, known: Known, tmp_path: Path) -> None:
    delivery = read(case.write(tmp_path), known)
    stops = [remark for remark in delivery.remarks if remark.severity == "stop"]
    found = [remark for remark in stops if case.zh in remark.expected_zh]
    assert len(found) == 1 and len(stops) == 1, [str(remark) for remark in stops]
    assert case.where in str(found[0].place), str(found[0].place)
    assert found[0].expected_en and found[0].file


# The sample county, both of its tables


DEGREES, SUBJECTS = ("doctor", "master", "bachelor", "college"), ("pe", "music", "fine_art", "arts")


def sample_grid(stage: str, seeds: dict[str, dict[tuple[str, str], Row]], is_shuffled: bool = False) -> corpus.Grid:
    """The table of a stage as an exporter would write it from the seeds, missing figures blank."""
    rows: list[list[object]] = []
    for (school_id, of_stage), teachers in seeds["teachers"].items():
        school = seeds["schools"][school_id, ""]
        if of_stage != stage or school["school_kind"].startswith("5"):
            continue
        premises, equipment = (seeds[form].get((school_id, ""), {}) for form in ("premises", "equipment"))
        identity = [school[name] for name in ("school_name", "school_id", "school_kind", "urban_rural_code")]
        counts = [teachers[name] for name in ("full_time", *DEGREES, *SUBJECTS)]
        backbone = [teachers["backbone"], "*"] if stage == "primary" else ["*", teachers["backbone"]]
        areas = [premises.get(name, "") for name in ("teaching_area_m2", "indoor_sports_m2", "outdoor_sports_m2")]
        values = [equipment.get(name, "") for name in ("equipment_value_wan", "multimedia_rooms")]
        pupils = seeds["pupils"][school_id, stage]["pupils"]
        yes = "是" if school["counts_as_school"] == "1" else "否"
        rows.append([*identity, yes, pupils, 1, *counts, 0, *backbone, *areas, *values])
    return corpus.Grid(
        [["单位：人、平方米、万元"]], rows=rows[::-1] if is_shuffled else rows, sheet=STAGE_SHEETS[stage]
    )


STAGE_SHEETS = {"primary": "小学", "junior": "初中"}


def test_the_tables_of_the_sample_county_give_its_figures(tmp_path: Path) -> None:
    seeds = {}
    for form in ("schools", "pupils", "teachers", "premises", "equipment"):
        rows = newest(SEEDS / "survey", form, ("term_id", "school_id", "stage") if form in STAGED else KEYS)
        own = [row for row in rows if row["term_id"] == TERM]
        seeds[form] = {(row["school_id"], row.get("stage", "")): row for row in own}
    grids = [sample_grid("primary", seeds, is_shuffled=True), sample_grid("junior", seeds)]
    delivery = read(to_xlsx(grids, "导出.xlsx")(tmp_path), Known.read(Paths(ROOT)))
    assert not delivery.is_refused, [str(remark) for remark in delivery.remarks]
    given = {
        "pupils": ("pupils",),
        "teachers": ("full_time", *DEGREES, *SUBJECTS, "backbone"),
        "premises": ("teaching_area_m2", "indoor_sports_m2", "outdoor_sports_m2"),
        "equipment": ("equipment_value_wan", "multimedia_rooms"),
    }
    compulsory = {school_id for school_id, stage in seeds["teachers"] if stage in STAGE_SHEETS}
    for form, columns in given.items():
        sent = {
            key: [row[column] for column in columns]
            for key, row in seeds[form].items()
            if key[1] != "senior"
            and key[0] in compulsory
            and not seeds["schools"][key[0], ""]["school_kind"].startswith("5")
        }
        found = {
            (row["school_id"], row.get("stage", "")): [row[column] for column in columns] for row in delivery.rows[form]
        }
        assert len(found) > 130 and found == sent, form
    assert {row["gymnasium_m2"] for row in delivery.rows["premises"]} == {"0"}
    # what is missing in the seeds is asked about, no school is missing
    assert not any("不在文件中" in text for text in said(delivery, "ask"))


# Where values stand


def test_places_are_those_of_the_file(known: Known, tmp_path: Path) -> None:
    delivery = read(to_xlsx([grid()], "导出.xlsx")(tmp_path), known)
    key = (TERM, corpus.ONE)
    assert delivery.places["pupils", (*key, "primary"), "pupils"] == Place("Sheet1", "F6")
    assert delivery.places["equipment", key, "multimedia_rooms"] == Place("Sheet1", "X6")
    # the gymnasium is within the indoor sports rooms
    assert delivery.places["premises", key, "gymnasium_m2"] == Place("Sheet1", "U6")


def test_places_of_a_text_file_name_the_line_where_labels_break_lines(known: Known, tmp_path: Path) -> None:
    write = corpus.to_csv(grid(lambda one: one.columns.__setitem__(corpus.NAME, ("学校\n名称",))), "导出.csv")
    delivery = read(write(tmp_path), known)
    # the label takes a line more, so the sixth row begins on line 7
    assert delivery.places["pupils", (TERM, corpus.ONE, "primary"), "pupils"] == Place(None, "F6", 7)


# What the file is


def test_the_stages_read_are_the_version_of_the_form(known: Known, tmp_path: Path) -> None:
    assert read(to_xlsx([grid()], "a.xlsx")(tmp_path), known).form_version == "小学"
    assert read(to_xlsx([junior_grid()], "b.xlsx")(tmp_path), known).form_version == "初中"
    assert read(to_xlsx([grid(), junior_grid()], "c.xlsx")(tmp_path), known).form_version == "小学、初中"


def test_the_name_of_a_file_says_nothing_of_sheets_that_name_their_stage(known: Known, tmp_path: Path) -> None:
    tables = [grid(titled("小县"), named("小学")), junior_grid(titled("小县"), named("初中"))]
    delivery = read(to_xlsx(tables, "小学.xlsx")(tmp_path), known)
    assert not delivery.is_refused and delivery.form_version == "小学、初中"


def test_a_through_school_that_says_the_same_twice_is_read_once(known: Known, tmp_path: Path) -> None:
    delivery = read(to_xlsx([grid(), junior_grid(put(0, corpus.TEACHING, "2000.0"))], "a.xlsx")(tmp_path), known)
    assert not delivery.is_refused
    assert [row["school_id"] for row in delivery.rows["premises"]].count(corpus.THROUGH) == 1


def test_schools_of_another_term_are_not_known(known: Known, tmp_path: Path) -> None:
    delivery = read(to_xlsx([grid()], "a.xlsx")(tmp_path), known, "2025-2026-1")
    assert delivery.is_refused and delivery.county_code == "" and not delivery.rows


def test_faults_without_end_are_capped(known: Known, tmp_path: Path) -> None:
    rows = [("某校", f"02{number:08}", *corpus.PRIMARY_ROWS[0][2:]) for number in range(150)]
    delivery = read(to_xlsx([grid(corpus.append_rows(*rows))], "a.xlsx")(tmp_path), known)
    stops = said(delivery, "stop")
    assert len(stops) == 101 and "还有 50 处" in stops[-1]


def test_nothing_of_a_person_is_shown_or_kept(known: Known, tmp_path: Path) -> None:
    def add(one: corpus.Grid) -> None:
        corpus.insert(5, ("校长姓名",), ["阿不都", "甲乙", "丙", "丁", "戊", ""])(one)
        one.rows.append(["填表人：古丽", "", "", "", "", "", "审核人：买买提"])

    delivery = read(to_xlsx([grid(add)], "a.xlsx")(tmp_path), known)
    everything = repr(delivery)
    assert not delivery.is_refused
    assert not any(name in everything for name in ("阿不都", "甲乙", "古丽", "买买提"))


def test_an_identity_number_is_never_shown(known: Known, tmp_path: Path) -> None:
    delivery = read(to_xlsx([grid(put(0, corpus.ID, "110101199001011237"))], "a.xlsx")(tmp_path), known)
    assert delivery.is_refused and "110101199001011237" not in " ".join(map(str, delivery.remarks))


def test_every_label_of_the_seed_names_a_column_once() -> None:
    forms = read_survey_forms(ROOT / "seeds")
    rows = [row for row in read_form(ROOT / "seeds" / "reference" / "item_labels.csv") if row["shape"] == "export"]
    keys = [tuple(row[name] for name in ("column_zh", "unit_zh", "stage")) for row in rows]
    assert len(keys) == len(set(keys)) > 60
    for row in rows:
        assert row["column_name"] in forms[row["form"]].columns and row["stage"] in ("", "primary", "junior"), row
        assert row["column_zh"] and not row["row_zh"] and not row["form_no"] and not row["grade"], row
        assert (row["factor"] == "1") == (row["unit_zh"] != "元"), row


# What is no export


def sheet_of(*rows: tuple[object, ...]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


@pytest.mark.parametrize(
    "rows",
    [
        (("幼儿园名称", "在园人数"), ("红星", 30)),
        (("学校名称", "第1学校", "学校标识码", corpus.ONE),),
        (("学校名称", "学校标识码", "地址"), ("第1学校", corpus.ONE, "某路")),
        (("学校名称", "在校生数", "班数"), ("第1学校", 300, 6)),
        (("学期", "学校名称", "学校代码", "学段", "年级", "在校生数"), (TERM, "第1学校", corpus.ONE, "小学", 1, 50)),
        (),
    ],
)
def test_other_tables_are_no_export(rows: tuple[tuple[object, ...], ...], tmp_path: Path) -> None:
    sheet_of(*rows).save(tmp_path / "other.xlsx")
    assert not is_county_export(open_workbook(tmp_path / "other.xlsx"))


def test_our_own_workbooks_are_no_export(known: Known, tmp_path: Path) -> None:
    for path in write_templates(known, TERM, tmp_path / "forms"):
        assert not is_county_export(open_workbook(path))


def test_a_hidden_table_is_no_export(tmp_path: Path) -> None:
    def hide(book: Workbook) -> None:
        book.worksheets[0].sheet_state = "hidden"
        book.create_sheet("说明")

    assert not is_county_export(open_workbook(to_xlsx([grid()], "a.xlsx", hide)(tmp_path)))
