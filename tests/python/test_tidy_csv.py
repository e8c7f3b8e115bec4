"""Text files: encodings, delimiters, tidy tables of every survey form, and what is refused with its line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import export_corpus as corpus
import pytest
from conftest import ROOT
from export_corpus import EQUIPMENT_HEADER, EQUIPMENT_ROWS, TIDY_READ, TIDY_REFUSED, Case, bytes_file, lines
from forms import Row, read_form
from small_county import TERM
from workbooks import RECEIPT, SEEDS, newest
from workbooks import TERM as SAMPLE_TERM

from edu_balance.intake.delivery import Delivery, Place
from edu_balance.intake.known import Known
from edu_balance.intake.survey_file import read_survey_forms
from edu_balance.intake.tidy_csv import read_text_file
from edu_balance.paths import Paths

FORMS = tuple(read_survey_forms(ROOT / "seeds"))
SIX_YEARS = {"school_funds", "retention", "county_figures", "documents", "waivers", "school_successions"}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """The register the corpus is of."""
    return Known.read(Paths(ROOT, corpus.write_register(tmp_path_factory.mktemp("register") / "data")))


@pytest.fixture(scope="module")
def sample() -> Known:
    return Known.read(Paths(ROOT))


def filled(delivery: Delivery) -> corpus.Values:
    """The filled columns of every row by form, what it is of, and the rest of its key."""
    found: corpus.Values = {}
    for form, rows in delivery.rows.items():
        for row in rows:
            whose = ("school_id", "predecessor_school_id", "document_id", "measure_id", "threshold_id")
            own = next(name for name in whose if name in row)
            parts = [row[name] for name in ("stage", "grade", "class_no", "band") if row.get(name)]
            key = (form, row[own], "/".join(parts))
            assert key not in found and row.get("term_id", TERM) == TERM
            left_out = {own, "term_id", "stage", "grade", "class_no", "band"}
            if form != "schools":
                assert row.get("county_code", corpus.COUNTY) == corpus.COUNTY
                left_out.add("county_code")
            found[key] = {name: value for name, value in row.items() if value and name not in left_out}
    return found


def said(delivery: Delivery, severity: str) -> list[str]:
    return [remark.expected_zh for remark in delivery.remarks if remark.severity == severity]


@pytest.mark.parametrize("case", TIDY_READ, ids=lambda case: case.name)
def test_what_can_be_read_safely_is(case: Case, known: Known, tmp_path: Path) -> None:
    delivery = read_text_file(case.write(tmp_path), known, TERM)
    assert not delivery.is_refused, [str(remark) for remark in delivery.remarks if remark.severity == "stop"]
    assert filled(delivery) == case.values
    notices = said(delivery, "notice")
    assert all(any(wanted in text for text in notices) for wanted in case.notices), notices
    # a file that lacks columns is asked about; those of the corpus that do say so by their header
    asks = [text for text in said(delivery, "ask") if "缺少列" not in text]
    assert len(asks) == len(case.asks), asks
    assert all(any(wanted in text for text in asks) for wanted in case.asks), asks
    assert (delivery.shape, delivery.county_code, delivery.term_id) == ("tidy_csv", corpus.COUNTY, TERM)
    assert delivery.school_id is None and [delivery.form_version] == list(delivery.rows)


@pytest.mark.parametrize("case", TIDY_REFUSED, ids=lambda case: case.name)
def test_what_cannot_be_read_safely_is_refused_where_it_stands(case: Case, known: Known, tmp_path: Path) -> None:
    delivery = read_text_file(case.write(tmp_path), known, TERM)
    stops = [remark for remark in delivery.remarks if remark.severity == "stop"]
    found = [remark for remark in stops if case.zh in remark.expected_zh]
    assert len(found) == 1 and len(stops) == 1, [str(remark) for remark in stops]
    assert case.where in str(found[0].place), str(found[0].place)
    assert found[0].expected_en and found[0].file and len(delivery.sha256) == 64


# Round trip of the sample county


def rows_of_the_term(form: str) -> list[Row]:
    keys = read_survey_forms(ROOT / "seeds")[form].keys
    return [row for row in newest(SEEDS / "survey", form, keys) if row.get("term_id", SAMPLE_TERM) == SAMPLE_TERM]


@pytest.mark.parametrize("has_receipt", [True, False])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_sample_comes_back_as_it_was_sent(
    form: str, has_receipt: bool, sample: Known, tmp_path: Path
) -> None:
    rows = rows_of_the_term(form)
    assert rows
    columns = [column for column in rows[0] if has_receipt or column not in RECEIPT]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns[::-1], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / f"{form}.csv"
    path.write_bytes(text.getvalue().encode("gb18030"))
    delivery = read_text_file(path, sample, SAMPLE_TERM)
    assert not delivery.is_refused, [str(remark) for remark in delivery.remarks]
    sent = [{column: value for column, value in row.items() if column not in RECEIPT} for row in rows]
    assert delivery.rows == {form: sent}
    assert delivery.county_code == "653123" and delivery.form_version == form
    said_of_receipt = [text for text in said(delivery, "notice") if "收报信息" in text]
    assert len(said_of_receipt) == has_receipt


@pytest.mark.parametrize("form", sorted(set(FORMS) - SIX_YEARS))
def test_the_whole_file_of_the_seeds_holds_other_terms_too(form: str, sample: Known) -> None:
    delivery = read_text_file(SEEDS / "survey" / f"{form}.csv", sample, SAMPLE_TERM)
    other = sum(row["term_id"] != SAMPLE_TERM for row in read_form(SEEDS / "survey" / f"{form}.csv"))
    stops = said(delivery, "stop")
    assert delivery.is_refused and len(stops) == min(other, 101)
    assert f"应为 {SAMPLE_TERM} 学期" in stops[0] and f"还有 {other - 100} 处" in stops[-1]


# Where values stand


def test_places_name_line_and_cell(known: Known, tmp_path: Path) -> None:
    text = lines(EQUIPMENT_HEADER, "", *EQUIPMENT_ROWS)
    path = bytes_file(text.encode(), "equipment.csv")(tmp_path)
    delivery = read_text_file(path, known, TERM)
    assert delivery.places == {
        ("equipment", (TERM, corpus.ONE), "equipment_value_wan"): Place(None, "C3", 3),
        ("equipment", (TERM, corpus.ONE), "multimedia_rooms"): Place(None, "D3", 3),
        ("equipment", (TERM, corpus.JUNIOR), "equipment_value_wan"): Place(None, "C4", 4),
        ("equipment", (TERM, corpus.JUNIOR), "multimedia_rooms"): Place(None, "D4", 4),
    }


def test_a_blank_cell_has_a_place_as_it_was_asked(known: Known, tmp_path: Path) -> None:
    path = bytes_file(lines(EQUIPMENT_HEADER, f"{TERM},{corpus.ONE},,7").encode(), "equipment.csv")(tmp_path)
    delivery = read_text_file(path, known, TERM)
    assert delivery.rows["equipment"][0]["equipment_value_wan"] == ""
    assert delivery.places["equipment", (TERM, corpus.ONE), "equipment_value_wan"] == Place(None, "C2", 2)


# Columns a file has not


def test_columns_a_file_has_not_are_asked_about_unless_they_were_answered(known: Known, tmp_path: Path) -> None:
    def asked(school_id: str) -> list[str]:
        text = lines("term_id,school_id,multimedia_rooms", f"{TERM},{school_id},3")
        return said(read_text_file(bytes_file(text.encode(), "a.csv")(tmp_path), known, TERM), "ask")

    # the small county has answers of its first schools, none of the teaching point
    assert asked(corpus.ONE) == []
    assert asked(corpus.POINT) == ["本文件缺少列 equipment_value_wan，按缺报处理"]


# Which form


@pytest.mark.parametrize(
    ("file", "columns", "form"),
    [
        ("a.csv", "term_id,school_id,stage,pupils", "pupils"),
        ("a.csv", "term_id,school_id,stage,grade,pupils", "pupils_by_grade"),
        ("a.csv", "term_id,school_id,stage,grade,class_no,pupils", "classes"),
        ("pupils_by_grade_2026.csv", "term_id,school_id,stage,grade,pupils", "pupils_by_grade"),
    ],
)
def test_the_form_is_told_by_its_columns(file: str, columns: str, form: str, known: Known, tmp_path: Path) -> None:
    cells = {"term_id": TERM, "school_id": corpus.ONE, "stage": "primary"}
    row = ",".join(cells.get(column, "1") for column in columns.split(","))
    delivery = read_text_file(bytes_file(lines(columns, row).encode(), file)(tmp_path), known, TERM)
    assert delivery.form_version == form and not delivery.is_refused


def test_classes_without_their_number_are_not_taken_for_grades(known: Known, tmp_path: Path) -> None:
    text = lines("term_id,school_id,stage,grade,pupils", f"{TERM},{corpus.ONE},primary,1,45")
    delivery = read_text_file(bytes_file(text.encode(), "classes.csv")(tmp_path), known, TERM)
    assert said(delivery, "stop") == ["缺少列 class_no"] and not delivery.rows


# What encodings are told apart


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["第1学校", "英吉沙县乌恰镇中心小学", "堃喆小学", "乔勒潘乡7村教学点"])
def test_one_name_is_enough_to_tell_the_encoding(encoding: str, name: str, known: Known, tmp_path: Path) -> None:
    header = "term_id,school_id,school_name,equipment_value_wan,multimedia_rooms"
    path = tmp_path / "a.csv"
    path.write_bytes(lines(header, f"{TERM},{corpus.ONE},{name},60,7").encode(encoding))
    delivery = read_text_file(path, known, TERM)
    seen = [remark.seen for remark in delivery.remarks if remark.severity == "ask"]
    if delivery.is_refused:  # rare characters in a short file may be anything: refused, never guessed
        assert (encoding, name) == ("gb18030", "堃喆小学") and "编码" in said(delivery, "stop")[0]
    else:
        assert seen == ([] if name == "第1学校" else [name])


def test_an_identity_number_is_never_shown_or_kept(known: Known, tmp_path: Path) -> None:
    row = corpus.DOCUMENT.replace("布局合理", "110101199001011237")
    path = bytes_file(lines(corpus.DOCUMENT_HEADER, row).encode(), "a.csv")(tmp_path)
    assert "110101199001011237" not in repr(read_text_file(path, known, TERM))


def test_nothing_of_a_column_for_persons_is_shown_or_kept(known: Known, tmp_path: Path) -> None:
    text = lines(f"{EQUIPMENT_HEADER},填表人", f"{EQUIPMENT_ROWS[0]},古丽")
    assert "古丽" not in repr(read_text_file(bytes_file(text.encode(), "a.csv")(tmp_path), known, TERM))
