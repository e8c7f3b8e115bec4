"""How a survey workbook is laid out, for who writes it and who reads it: sheets, headers, and where a header stands."""

from __future__ import annotations

from collections.abc import Iterable

from edu_balance.intake.cells import seen_text
from edu_balance.intake.fields import normalised
from edu_balance.intake.workbook_file import Cell, Sheet

# The very hidden sheet that says what the file is: a name and a value per row.
KEY_SHEET = "填报信息"
KEYS = ("workbook", "form_version", "county_code", "term_id", "school_id")
CHOICES_SHEET = "选项"
# What must be mended, listed in front of a copy that went back to a clerk: never a part of what the clerk sends.
MEND_SHEET = "需要改正"
NUMBER, SECTION, LABEL, UNIT, VALUE = "序号", "类别", "填报项目", "单位", "填报值"
REQUIRED, LAST, HINT = "是否必填", "上学期值", "备注说明"
HEADER = (NUMBER, SECTION, LABEL, UNIT, VALUE, REQUIRED, LAST, HINT)
# A header stands below a few lines of title; a clerk may have put some more above it.
HEADER_WITHIN = 30


def find_header(sheet: Sheet, labels: Iterable[str]) -> tuple[int, dict[str, int]] | None:
    """The first row that holds all the labels, and the column of each."""
    for number, row in enumerate(sheet.rows[:HEADER_WITHIN], 1):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row, 1):
            columns.setdefault(normalised(seen_text(cell)), column)
        if all(normalised(label) in columns for label in labels):
            return number, {label: columns[normalised(label)] for label in labels}
    return None


def is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()
