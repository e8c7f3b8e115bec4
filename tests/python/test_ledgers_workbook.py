"""The ledgers workbook holds every verdict of the ledgers once, under marks, and hides what must not be passed on."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from published_small import BEFORE, HOSTILE, changed, nothing_known, one_school, small_release
from small_county import COUNTY, TERM

from edu_balance.reports.ledger_rows import NO_OFFICE
from edu_balance.reports.ledgers_workbook import CHANGES, GAPS, GUIDE, MET, TOTALS, UNMET, ledgers_workbook
from edu_balance.reports.published import Published, open_published

__all__ = ["small_release"]
HEADER = 4
HIDDEN = "少于5或可推算，不公开"


@pytest.fixture(scope="module")
def published(small_release: Path) -> Iterator[Published]:
    with open_published(small_release, COUNTY, TERM) as opened:
        yield opened


@pytest.fixture(scope="module")
def book(published: Published) -> Workbook:
    return load_workbook(io.BytesIO(ledgers_workbook(published)))


def table(sheet: Worksheet) -> list[dict[str, object]]:
    """The rows below the header of a sheet, by label."""
    header, *rows = sheet.iter_rows(min_row=HEADER, values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows if row[0] != "（无）"]


def keys(published: Published, ledger: str) -> list[tuple[str, str, str]]:
    rows = published.rows(
        f"select threshold_id, coalesce(g.label_zh, '') as label, l.subgroup, entity_id from {ledger} l "
        "left join dim_subgroup g on g.indicator_id = l.indicator_id and g.subgroup = l.subgroup "
        "where county_code = $county and term_id = $term"
    )
    return sorted((row["threshold_id"], row["label"] if row["subgroup"] else "", row["entity_id"]) for row in rows)


def keys_of(rows: list[dict[str, object]]) -> list[tuple[str, str, str]]:
    return sorted((str(row["限值编号"]), str(row["分组"] or ""), str(row["对象编号"])) for row in rows)


def one(rows: list[dict[str, object]], **cells: object) -> dict[str, object]:
    (row,) = [row for row in rows if all(row[name] == value for name, value in cells.items())]
    return row


def test_the_ledgers_hold_every_verdict_once(book: Workbook, published: Published) -> None:
    met, unmet = keys(published, "ledger_met"), keys(published, "ledger_unmet")
    assert len(met) > 50 and len(unmet) > 50
    assert keys_of(table(book[MET])) == met
    assert keys_of(table(book[UNMET])) == unmet


def test_each_unmet_verdict_is_on_the_sheet_of_one_office(book: Workbook, published: Published) -> None:
    asked = published.rows(
        "select coalesce(office, '') as office, count(*) as n from ledger_unmet "
        "where county_code = $county and term_id = $term group by 1"
    )
    offices = {row["office"] or NO_OFFICE: row["n"] for row in asked}
    sheets = [name for name in book.sheetnames if name not in (GUIDE, MET, UNMET, GAPS, TOTALS, CHANGES)]
    assert len(offices) > 2 and sheets[-1] == NO_OFFICE
    assert {name: len(table(book[name])) for name in sheets} == offices
    assert sorted(key for name in sheets for key in keys_of(table(book[name]))) == keys(published, "ledger_unmet")


def test_a_gap_is_in_natural_units(book: Workbook) -> None:
    # 480.5 square metres for 120 pupils at 4.5: 59.5 lack, 4.00416... is at or above 3.825
    row = one(table(book[GAPS]), 指标编号="R4", 对象编号="0100000002", 标准="国家优质均衡标准（2017）")
    assert (row["判定"], row["实际值"], row["达标值"], row["缺口或超出"], row["缺口单位"]) == (
        "接近达标",
        4.0,
        "≥4.5",
        59.5,
        "平方米",
    )
    assert one(table(book[UNMET]), 指标编号="R4", 对象编号="0100000002", 标准=row["标准"])["缺口或超出"] == 59.5
    assert row["至基本值缺口"] == 0
    assert row["实际值（未取整）"] == pytest.approx(480.5 / 120, abs=1e-12)
    total = one(table(book[TOTALS]), 标准=row["标准"], 指标编号="R4", 学段="小学")
    assert (total["有缺口的个数"], total["缺口或超出合计"], total["缺数个数"]) == (1, 59.5, 0)


def test_changes_since_the_statutory_term_before(book: Workbook) -> None:
    changes = table(book[CHANGES])
    row = one(changes, 对象编号="0100000002", 指标编号="R4", 标准="国家优质均衡标准（2017）")
    assert (row["变化"], row["上期判定"], row["本期判定"]) == ("由达标转为接近达标", "达标", "接近达标")
    assert (row["上期实际值"], row["本期实际值"]) == (5.0, 4.0)
    assert not [row for row in changes if row["上期判定"] == row["本期判定"]]


def test_every_sheet_is_marked_filterable_and_printable(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert "小县" in sheet["A2"].value and "标准版本" in sheet["A2"].value and "UTC" in sheet["A2"].value
        assert "合成样例数据" in sheet["A3"].value
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        if sheet.title != GUIDE:
            assert sheet.freeze_panes == f"A{HEADER + 1}"
            assert sheet.auto_filter.ref.startswith(f"A{HEADER}:") and sheet.auto_filter.ref.endswith(
                str(sheet.max_row)
            )


def test_what_is_printed_is_on_the_left_and_can_be_read(book: Workbook) -> None:
    """In characters of 11 points, 220 are about as many as stay above 7 points across A4."""
    for sheet in book.worksheets:
        if sheet.title == GUIDE:
            continue
        first, last = sheet.print_area.replace("$", "").split("!")[-1].split(":")
        assert first == "A1" and last.endswith(str(sheet.max_row))
        printed = sheet[f"A{HEADER}:{last.rstrip('0123456789')}{HEADER}"][0]
        assert sum(sheet.column_dimensions[cell.column_letter].width for cell in printed) <= 220, sheet.title
        labels = {cell.value for cell in printed}
        assert labels >= {"标准", "指标", "达标值"} or sheet.title == CHANGES
        assert not labels & {"限值编号", "条款", "对象编号", "实际值（未取整）"}
    for name in book.sheetnames:
        if name not in (GUIDE, MET, GAPS, TOTALS, CHANGES):
            header = [cell.value for cell in book[name][HEADER]]
            assert {"标准", "对象名称", "判定", "缺口或超出", "原因", "限值编号", "条款"} <= set(header)


def test_a_name_that_looks_like_a_formula_is_text(book: Workbook) -> None:
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    named = [cell for cell in cells if cell.value == HOSTILE]
    assert len(named) > 5 and all(cell.data_type == "s" and cell.quotePrefix for cell in named)


def test_few_children_are_hidden(book: Workbook) -> None:
    everything = [row for name in (MET, UNMET) for row in table(book[name])]
    # 7 of 8: one child is not enrolled; all 10 left behind: none is elsewhere
    guarded = [row for row in everything if row["指标编号"] == "Q2" or "留守儿童（" in str(row["分组"])]
    assert len(guarded) > 1
    for row in guarded:
        assert row["实际值"] == row["实际值（未取整）"] == row["余量"] == HIDDEN
    assert not [cell for row in everything for cell in row.values() if cell == 87.5]


def test_two_runs_give_the_same_bytes(published: Published) -> None:
    assert ledgers_workbook(published) == ledgers_workbook(published)


def test_a_term_without_figures_and_a_county_of_one_school(small_release: Path, tmp_path: Path) -> None:
    with changed(small_release, tmp_path, nothing_known) as empty:
        unknown = load_workbook(io.BytesIO(ledgers_workbook(empty)))
        assert table(unknown[MET]) == [] and unknown[MET].cell(HEADER + 1, 1).value == "（无）"
        rows = table(unknown[UNMET])
        assert {row["判定"] for row in rows} == {row["实际值"] for row in rows if row["实际值"] != HIDDEN} == {"缺数"}
        assert all(row["原因"] for row in rows)
    with changed(small_release, tmp_path, one_school) as single:
        rows = table(load_workbook(io.BytesIO(ledgers_workbook(single)))[UNMET])
        assert {str(row["对象编号"])[:10] for row in rows} <= {"0100000002", COUNTY}


def test_the_first_term_has_nothing_to_compare_with(small_release: Path) -> None:
    with open_published(small_release, COUNTY, BEFORE) as first:
        book = load_workbook(io.BytesIO(ledgers_workbook(first)))
    assert table(book[CHANGES]) == []
    assert (
        one([{"sheet": row[0], "text": row[2]} for row in book[GUIDE].iter_rows(values_only=True)], sheet=CHANGES)[
            "text"
        ]
        == "没有上一法定学期可以比较。"
    )
