"""Statistics returns: what is read of each, from which cell, and what is said; what is refused, and why."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import ROOT
from forms import read_form
from openpyxl import load_workbook
from return_corpus import COMPLETE, PRIMARY, READ, REFUSED, Case, Said, write_return_county
from return_sheets_written import Book
from small_county import COUNTY, TERM

from edu_balance.intake.delivery import Delivery, Remark
from edu_balance.intake.known import Known
from edu_balance.intake.return_cells import shown_cells
from edu_balance.intake.return_sheets import Found, NotFound, table_of, tidy, units_in
from edu_balance.intake.statistics_return import is_statistics_return, read_statistics_return
from edu_balance.intake.workbook_file import Sheet, open_workbook
from edu_balance.paths import Paths

SHA = "0" * 64


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    data = write_return_county(tmp_path_factory.mktemp("returns") / "data")
    return Known.read(Paths(ROOT, data))


def read(case: Case, known: Known, folder: Path) -> Delivery:
    path = case.write(folder)
    sheets = open_workbook(path)
    assert is_statistics_return(sheets)
    return read_statistics_return(path, sheets, SHA, known, TERM)


def values_of(delivery: Delivery, own: str) -> dict[str, str]:
    """Every value with a place, by form, stage and column; of grades and bands by these."""
    found = {}
    for form, rows in delivery.rows.items():
        for row in rows:
            keys = ("term_id", "school_id", "stage", "grade", "band")
            key = tuple(row[name] for name in keys if name in row)
            for column, value in row.items():
                if column in keys or not value:
                    assert (form, key, column) not in delivery.places, (form, key, column)
                    continue
                assert (form, key, column) in delivery.places, (form, key, column)
                name = f"{form}/{row.get('stage', '')}/{row.get('grade', row.get('band', column))}"
                found[name if row["school_id"] == own else f"{row['school_id']}:{name}"] = value
    return found


def fits(said: Said, remark: Remark) -> bool:
    place = remark.place
    return (
        said.severity == remark.severity
        and said.zh in remark.expected_zh
        and said.sheet in (None, place.sheet)
        and said.cell in (None, place.cell)
    )


def unmatched(expected: tuple[Said, ...], delivery: Delivery) -> tuple[list[Said], list[str]]:
    """What should have been said and was not, and what was said beyond it."""
    missing, left = [], list(delivery.remarks)
    for said in expected:
        match = next((remark for remark in left if fits(said, remark)), None)
        if match:
            left.remove(match)
        else:
            missing.append(said)
    return missing, [f"{remark.severity} {remark}" for remark in left]


@pytest.mark.parametrize("case", READ, ids=lambda case: case.name)
def test_what_a_return_says_is_read(case: Case, known: Known, tmp_path: Path) -> None:
    delivery = read(case, known, tmp_path)
    assert unmatched(case.said, delivery) == ([], [])
    assert values_of(delivery, case.school_id) == case.values
    assert (delivery.shape, delivery.form_version) == ("statistics_return", case.form_version)
    assert (delivery.county_code, delivery.school_id, delivery.term_id) == (COUNTY, case.school_id, TERM)
    assert delivery.sha256 == SHA and not delivery.is_refused


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_what_cannot_be_read_is_refused_and_located(case: Case, known: Known, tmp_path: Path) -> None:
    delivery = read(case, known, tmp_path)
    stops = [remark for remark in delivery.remarks if remark.severity == "stop"]
    assert len(stops) == 1, [str(stop) for stop in stops]
    assert fits(case.refusal, stops[0]), str(stops[0])
    assert stops[0].expected_en.isascii() or stops[0].expected_en != stops[0].expected_zh
    assert delivery.is_refused


def named(name: str) -> Case:
    return next(case for case in (*READ, *REFUSED) if case.name == name)


# Not what stands in the cell: worked out from it, or from several cells.
WORKED_OUT = ("teachers//doctor", "premises//gymnasium_m2", "pupils//fitness_passed")


@pytest.mark.parametrize(
    "name", ["old_primary", "old_junior", "old_nine", "old_complete", "old_attached", "new_twelve"]
)
def test_a_place_is_the_cell_the_value_stands_in(name: str, known: Known, tmp_path: Path) -> None:
    delivery = read(named(name), known, tmp_path)
    book = load_workbook(delivery.path)
    seen = 0
    for (form, key, column), place in delivery.places.items():
        rows = [row for row in delivery.rows[form] if tuple(row[name] for name in known.forms[form].keys) == key]
        if f"{form}//{column}" in WORKED_OUT or (column == "arts" and name == "new_twelve"):
            continue
        (row,) = rows
        assert Decimal(str(book[place.sheet or ""][place.cell or ""].value)) == Decimal(row[column]), (
            form,
            key,
            column,
        )
        seen += 1
    assert seen > 30


def test_no_message_shows_a_person(known: Known, tmp_path: Path) -> None:
    persons = ("张三", "李四", "王五", "赵六", "孙七", "周八", "13800138000", "13900139000", "0998-1234567", "wangwu")
    for case in (*READ, *REFUSED):
        delivery = read(case, known, tmp_path)
        told = " ".join(f"{remark} {remark.seen}" for remark in delivery.remarks)
        kept = " ".join(value for rows in delivery.rows.values() for row in rows for value in row.values())
        assert [person for person in persons if person in told + kept] == [], case.name


@pytest.mark.parametrize("name", ["kindergarten", "kindergarten_in_words", "kindergarten_by_sheets", "vocational"])
def test_the_return_of_another_kind_of_school_is_refused_in_one_sentence(
    name: str, known: Known, tmp_path: Path
) -> None:
    delivery = read(named(name), known, tmp_path)
    assert len(delivery.remarks) == 1
    assert delivery.rows == {} and delivery.school_id is None


def test_what_others_said_of_a_stage_the_return_does_not_tell_stays(known: Known, tmp_path: Path) -> None:
    delivery = read(named("old_complete_without_senior_pupils"), known, tmp_path)
    senior = [row for row in delivery.rows["teachers"] if row["stage"] == "senior"]
    assert [{key: value for key, value in row.items() if value} for row in senior] == [
        {"term_id": TERM, "school_id": COMPLETE, "stage": "senior"}
    ]
    assert not [row for row in delivery.rows["pupils"] if row["stage"] == "senior"]


def test_a_blank_band_stands_in_the_list_without_a_number(known: Known, tmp_path: Path) -> None:
    rows = read(named("bands_blank"), known, tmp_path).rows["class_bands"]
    assert [(row["band"], row["classes"]) for row in rows] == [
        *(("to_25", ""), ("26_30", "1"), ("31_35", "2"), ("36_40", "4"), ("41_45", "1"), ("46_50", "")),
        *(("51_55", ""), ("56_60", ""), ("61_65", ""), ("from_66", "")),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["填报项目", "单位", "填报值"], ["小学学生人数", "人", 300]],
        [["小县小学2026年统计表（教基3112）"], ["学校名称", "学校标识码", "在校生数"], ["第1学校", PRIMARY, 300]],
        [["项目", "编号", "内容"], ["在校生数", "01", 300]],
        [],
    ],
    ids=["survey", "county_export", "list", "empty"],
)
def test_other_workbooks_are_no_return(rows: list[list[str]]) -> None:
    assert not is_statistics_return({"Sheet1": Sheet("Sheet1", True, rows, {})})
    assert not is_statistics_return({"2026": Sheet("2026", True, rows, {}), "2025": Sheet("2025", True, rows, {})})


def test_labels_lead_to_columns_that_exist(known: Known) -> None:
    labels = [label for label in known.labels["return"] if label.form]
    bands = {row["band"] for row in read_form(ROOT / "seeds" / "reference" / "class_size_bands.csv")}
    for label in labels:
        form = known.forms[label.form]
        assert label.column_name in form.answers, label
        assert label.grade in bands if label.form == "class_bands" else not label.grade or label.grade.isdecimal()
    for number in ("212", "213", "2106", "2107"):
        assert {label.grade for label in labels if label.form_no == number} == bands


@pytest.mark.parametrize(
    ("label", "bare"),
    [
        ("其中：网络多媒体教室（间）", "网络多媒体教室"),
        ("#女", "女"),
        ("一、教学及辅助用房", "教学及辅助用房"),
        ("（二）专用教室", "专用教室"),
        ("2. 专用教室", "专用教室"),
        ("县级及以上骨干教师（小学）", "县级及以上骨干教师(小学)"),
        ("26～30人", "26-30人"),
        ("25人及以下", "25人及以下"),
        ("在校_x000D_\n生数　", "在校生数"),
        ("一年级", "一年级"),
        ("其他", "其他"),
    ],
)
def test_a_label_is_compared_by_its_words(label: str, bare: str) -> None:
    assert tidy(label) == bare


def test_units_are_read_from_labels() -> None:
    assert units_in("固定资产总值（万元）") == ("万元",)
    assert units_in("占地面积（㎡）") == ("m2",)
    assert units_in("县级及以上骨干教师（小学）") == ()


def test_cells_are_named_in_runs() -> None:
    assert shown_cells(["D6"]) == "D6"
    assert shown_cells(["D7", "D6", "D9", "F6"]) == "D6:D7、F6、D9"
    assert shown_cells(["D6", "E6", "F6", "D7"]) == "D6:F6、D7"
    assert shown_cells([f"A{row}" for row in range(1, 40, 2)]).endswith("A23…(20)")


def test_the_innermost_of_equal_labels_gives_way() -> None:
    head = [["指标", "编号", "合计", "外语", "", "艺术", ""], ["", "", "", "合计", "英语", "计", "音乐"]]
    sheet = Sheet("423", True, [*head, ["甲", "乙", 1, 2, 3, 4, 5], ["总计", "01", 9, 2, 1, 3, 1]], {})
    table = table_of(sheet)
    assert table is not None
    found = {column: table.find("总计|合计", column) for column in ("合计", "计", "艺术>计", "音乐", "外语>合计")}
    assert {column: cell.address for column, cell in found.items() if isinstance(cell, Found)} == {
        "合计": "C4",
        "计": "F4",
        "艺术>计": "F4",
        "音乐": "G4",
        "外语>合计": "D4",
    }
    missing = table.find("总计", "美术")
    assert isinstance(missing, NotFound) and missing.missing == "美术"


@pytest.mark.parametrize("seed", range(12))
def test_whatever_stands_in_a_return_the_reader_says_so(seed: int, known: Known, tmp_path: Path) -> None:
    """Cells, rows, columns and sheets of a return thrown about: read or refused, never an exception."""
    chance = random.Random(seed)
    strange = (
        None,
        "",
        "*",
        "甲",
        "乙",
        "编号",
        "总计",
        "单位：元",
        "学校标识码",
        -1,
        0.5,
        1e12,
        "１２",
        "附设班",
        "其中",
        True,
    )
    for _ in range(6):
        book = chance.choice(READ).book
        forms = []
        for old in book.forms:
            grid = [list(row) for row in old.grid]
            for _ in range(chance.randrange(4)):
                row = chance.choice([row for row in grid if row])
                row[chance.randrange(len(row))] = chance.choice(strange)
            if chance.random() < 0.2:
                chance.shuffle(grid)
            if chance.random() < 0.1:
                grid = [row[: chance.randrange(1, 4)] for row in grid]
            forms.append(replace(old, grid=grid))
        path = Book(tuple(chance.sample(forms, chance.randrange(1, len(forms) + 1)))).write(tmp_path / "strange.xlsx")
        sheets = open_workbook(path)
        delivery = read_statistics_return(path, sheets, SHA, known, TERM)
        assert delivery.remarks
        if not delivery.is_refused:
            values_of(delivery, delivery.school_id or "")


def test_the_corpus_is_wide_enough() -> None:
    assert len(READ) >= 35 and len(REFUSED) >= 20
    assert len({case.name for case in (*READ, *REFUSED)}) == len(READ) + len(REFUSED)
