"""Fills survey workbooks in as a clerk would, from the seeds, knowing only the printed labels and the seeds."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import xlwt
from forms import Row, read_form
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
ITEMS, CLASSES, BANDS, DOCUMENTS, KEY = "填报", "班级", "班额", "材料", "填报信息"
RECEIPT = {"source_id", "revision", "received_at"}
STAGES = {"primary": "小学", "junior": "初中", "senior": "高中"}
YES_NO = {"1": "是", "0": "否"}
CONCLUSIONS = {"met": "达标", "unmet": "未达标"}
# Which periods the forms of the autumn term 2026 ask for, reckoned by hand.
TERM = "2026-2027-1"
PERIODS = {
    "term": TERM,
    "budget_year": "2026",
    "calendar_year": "2026",
    "latest_of_three_years": "2026",
    "previous_year": "2025",
    "fiscal_year": "2025",
    "school_year": "2026-2027",
    "previous_school_year": "2025-2026",
    "cohort": "2023",
}
PERIOD_COLUMN = {"school_funds": "fiscal_year", "retention": "entry_year", "county_figures": "period"}


def reference(name: str, folder: str = "reference") -> list[Row]:
    return read_form(SEEDS / folder / f"{name}.csv")


def items(workbook: str) -> list[Row]:
    return [row for row in reference("survey_items") if row["workbook"] == workbook]


def newest(folder: Path, form: str, keys: tuple[str, ...]) -> list[Row]:
    """Of each key the row with the highest revision."""
    found: dict[tuple[str, ...], Row] = {}
    for row in sorted(read_form(folder / f"{form}.csv"), key=lambda row: int(row["revision"])):
        found[tuple(row[key] for key in keys)] = row
    return list(found.values())


@dataclass(frozen=True)
class Opened:
    """A workbook in the hand of a clerk."""

    book: Workbook

    @classmethod
    def at(cls, path: Path) -> Opened:
        return cls(load_workbook(path))

    def sheet(self, name: str) -> Worksheet:
        return self.book[name]

    def header(self, sheet: str, label: str) -> Cell:
        """The header cell of a column."""
        return next(cell for row in self.book[sheet].iter_rows(max_row=8) for cell in row if cell.value == label)

    def labels(self) -> list[str]:
        head = self.header(ITEMS, "填报项目")
        column = self.book[ITEMS].iter_rows(head.row + 1, None, head.column, head.column, values_only=True)
        return [value for (value,) in column]

    def line(self, label: str, column: str = "填报值") -> Cell:
        """The cell of an item."""
        head = self.header(ITEMS, "填报项目")
        row = head.row + 1 + self.labels().index(label)
        return self.book[ITEMS].cell(row, self.header(ITEMS, column).column)

    def table(self, sheet: str, row: int, label: str) -> Cell:
        """The cell of a table, rows counted from 1 below the header."""
        head = self.header(sheet, label)
        return self.book[sheet].cell(head.row + row, head.column)

    def save(self, path: Path) -> Path:
        self.book.save(path)
        return path


def shown(item: Row, value: str) -> object:
    """A value of the seeds as a clerk enters it."""
    if not value:
        return None
    if item["choices"] == "yes_no":
        return YES_NO[value]
    return Decimal(value) if item["value_type"] in ("count", "decimal") else value


def fill_school(opened: Opened, school_id: str, rows: Callable[[str], list[Row]]) -> dict[str, list[Row]]:
    """Answer every line and table of a school from the seeds; the rows that were answered, by form."""
    answered: dict[str, list[Row]] = {}
    for form in dict.fromkeys(item["form"] for item in items("school")):
        own = [row for row in rows(form) if row["school_id"] == school_id and _is_of_term(form, row)]
        answered[form] = [row for row in own if _has_answer(form, row)]
    for item in items("school"):
        if item["sheet_zh"] != ITEMS or item["entry"] != "fill" or item["label_zh"] not in opened.labels():
            continue
        for row in answered[item["form"]]:
            matches = all(
                row.get(column, wanted) == wanted
                for column, wanted in (("stage", item["stage"]), ("grade", item["grade"]))
            )
            period = row.get(PERIOD_COLUMN.get(item["form"], ""), PERIODS[item["period_kind"]])
            if matches and period == PERIODS[item["period_kind"]]:
                opened.line(item["label_zh"]).value = shown(item, row[item["column_name"]])
    for number, row in enumerate(answered["classes"], 1):
        opened.table(CLASSES, number, "学段").value = STAGES[row["stage"]]
        for label, column in (("年级", "grade"), ("班号", "class_no"), ("人数", "pupils")):
            opened.table(CLASSES, number, label).value = int(row[column])
    bands = {row["band"]: row["label_zh"] for row in reference("class_size_bands")}
    for row in answered["class_bands"]:
        number = 1
        while (
            opened.table(BANDS, number, "学段").value != STAGES[row["stage"]]
            or opened.table(BANDS, number, "每班人数段").value != bands[row["band"]]
        ):
            number += 1
        opened.table(BANDS, number, "班级个数").value = int(row["classes"])
    return {form: found for form, found in answered.items() if found}


def county_labels() -> dict[tuple[str, str, str], tuple[str, str]]:
    """Label and period of every figure of the county, by measure, stage and subgroup."""
    measures = {row["measure_id"]: row["label_zh"] for row in reference("measures", "policy")}
    groups = reference("measure_subgroups", "policy")
    labels = {}
    for item in items("county"):
        if measure := item["measure_id"]:
            label = measures[measure] + (f"（{STAGES[item['stage']]}）" if item["stage"] else "")
            own = {row["subgroup"]: f"{label}：{row['label_zh']}" for row in groups if row["measure_id"] == measure}
            for subgroup, full in (own or {"": label}).items():
                labels[measure, item["stage"], subgroup] = full, PERIODS[item["period_kind"]]
    return labels


def fill_county(opened: Opened, figures: list[Row], documents: list[Row]) -> None:
    """Answer the county's lines from the figures given, and list the documents given."""
    labels = county_labels()
    for row in figures:
        label, period = labels[row["measure_id"], row["stage"], row["subgroup"]]
        assert period == row["period"], row
        opened.line(label).value = Decimal(row["value"])
    indicators = {row["indicator_id"]: row["label_zh"] for row in reference("indicators", "policy")}
    parts = {(row["indicator_id"], row["subgroup"]): row["label_zh"] for row in reference("subgroups", "policy")}
    given = {}
    number = 1
    while opened.table(DOCUMENTS, number, "指标").value:
        given[opened.table(DOCUMENTS, number, "指标").value, opened.table(DOCUMENTS, number, "分项").value] = number
        number += 1
    for row in documents:
        question = (
            f"{row['indicator_id']} {indicators[row['indicator_id']]}",
            f"{row['indicator_id']} {parts[row['indicator_id'], row['subgroup']]}" if row["subgroup"] else None,
        )
        place = given.pop(question, None)
        if place is None:  # a second document of the same duty stands below
            place, number = number, number + 1
            opened.table(DOCUMENTS, place, "指标").value, opened.table(DOCUMENTS, place, "分项").value = question
        cells = {"编号": row["document_id"], "日期": row["dated"], "结论": CONCLUSIONS[row["conclusion"]]}
        cells |= {"简短结论": row["conclusion_zh"], "佐证材料": row["evidence"], "评估部门": row["assessor_office"]}
        for label, value in cells.items():
            opened.table(DOCUMENTS, place, label).value = value


def as_xls(path: Path) -> Path:
    """The same cells in a workbook of the old format, hidden sheets with them."""
    old = xlwt.Workbook(encoding="utf-8")
    for sheet in load_workbook(path).worksheets:
        copy = old.add_sheet(sheet.title)
        copy.visibility = {"visible": 0, "hidden": 1, "veryHidden": 2}[sheet.sheet_state]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    copy.write(cell.row - 1, cell.column - 1, cell.value)
    content = io.BytesIO()
    old.save(content)
    target = path.with_suffix(".xls")
    target.write_bytes(content.getvalue())
    return target


def comparable(rows: Mapping[str, list[Row]]) -> dict[str, set[tuple[tuple[str, str], ...]]]:
    """Rows as sets: what the delivery adds left out, decimals without the zeros that say nothing."""
    return {
        form: {
            tuple(sorted((column, _plain(column, value)) for column, value in row.items() if column not in RECEIPT))
            for row in found
        }
        for form, found in rows.items()
    }


def _plain(column: str, value: str) -> str:
    is_decimal = column.endswith(("_m2", "_wan")) or column == "value"
    return f"{Decimal(value).normalize():f}" if is_decimal and value else value


def _is_of_term(form: str, row: Row) -> bool:
    periods = {"school_funds": ("2025", "2026"), "retention": ("2023",)}.get(form, (TERM,))
    return row[PERIOD_COLUMN.get(form, "term_id")] in periods


def _has_answer(form: str, row: Row) -> bool:
    keys = {"term_id", "school_id", "stage", "grade", "class_no", "band", "fiscal_year", "entry_year"}
    return any(value for column, value in row.items() if column not in keys | RECEIPT)
