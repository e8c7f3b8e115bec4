"""The sheets of one survey workbook: its items and tables, drop-downs and rules, and the hidden sheet that names it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from edu_balance.intake import fields
from edu_balance.intake.delivery import Row
from edu_balance.intake.fields import COUNTY, SCHOOL, Item
from edu_balance.intake.known import Known
from edu_balance.intake.layout import CHOICES_SHEET, HEADER, KEY_SHEET, KEYS, LAST, VALUE
from edu_balance.intake.safe_cells import write
from edu_balance.intake.survey_file import Key

TITLES = {SCHOOL: "义务教育优质均衡数据填报表（学校）", COUNTY: "义务教育优质均衡数据填报表（县级）"}
HOW = "只填浅黄色单元格。没有的填 0；不清楚的留空，按缺报处理，不按 0 计。灰色为此前已报的数，供核对。"
SYNTHETIC = "合成样例数据，不是任何真实学校 / synthetic sample data, no real school"
NOT_ON_LIST = "请从下拉列表中选择"
WIDTHS = (6, 17, 48, 9, 23, 9, 17, 44)
TABLE_WIDTH = 25
# Rows to write in besides those that are prefilled.
SPARE_ROWS = {"classes": 150, "class_bands": 0, "documents": 40}
FIRST_DAY = "42736"  # 2017-01-01, the year of the national standard, as a spreadsheet counts days
# Columns that name the period of a row, in the forms that have one.
PERIOD_COLUMNS = ("term_id", "fiscal_year", "entry_year", "period")

THIN = Border(*(Side(style="thin", color="BFBFBF"),) * 4)
TO_FILL, GREY = PatternFill("solid", fgColor="FFF9DB"), PatternFill("solid", fgColor="EDEDED")
HEAD = PatternFill("solid", fgColor="D9E5F2")
WRAPPED = Alignment(vertical="center", wrap_text=True)


@dataclass(frozen=True)
class Addressee:
    """Who fills a workbook in: a school of the register, or the county itself."""

    workbook: fields.Workbook
    county_code: str
    name: str
    school: Row | None


class Book:
    """One workbook of a term being written for an addressee."""

    def __init__(self, known: Known, term_id: str, addressee: Addressee) -> None:
        self.known, self.to, self.term_id = known, addressee, term_id
        school = addressee.school
        self.items = known.fields.asked_of(school) if school else known.fields.items[COUNTY]
        version = known.fields.version(addressee.workbook)
        school_id = school["school_id"] if school else ""
        said = (addressee.workbook, version, addressee.county_code, term_id, school_id)
        self.keys = dict(zip(KEYS, said, strict=True))
        self.book = Workbook()
        self.lists: dict[str, str] = {}
        self.rules: dict[tuple[str, str], DataValidation] = {}

    def written(self) -> Workbook:
        """The whole workbook."""
        sheets = {name: self.book.create_sheet(name) for name in dict.fromkeys(item.sheet for item in self.items)}
        self.book.remove(self.book.worksheets[0])
        self._write_lists()
        for name, sheet in sheets.items():
            items = [item for item in self.items if item.sheet == name]
            self._write_head(sheet)
            if items[0].is_line:
                self._write_lines(sheet, items)
            else:
                self._write_table(sheet, items)
            sheet.protection.sheet = True
            sheet.protection.formatColumns = sheet.protection.formatRows = False
            sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
            sheet.sheet_properties.pageSetUpPr.fitToPage = True
        key_sheet = self.book.create_sheet(KEY_SHEET)
        for row in self.keys.items():
            key_sheet.append(row)
        key_sheet.sheet_state = "veryHidden"
        self.book.security = WorkbookProtection(lockStructure=True)
        return self.book

    def _write_lists(self) -> None:
        """The lists behind the drop-downs, each a column of a hidden sheet: typed into a rule they may be too long."""
        sheet = self.book.create_sheet(CHOICES_SHEET)
        for column, name in enumerate(dict.fromkeys(item.choices for item in self.items if item.choices), 1):
            shown = list(self._shown(name).values())
            for row, text in enumerate(shown, 1):
                sheet.cell(row, column, text)
            letter = get_column_letter(column)
            self.lists[name] = f"'{CHOICES_SHEET}'!${letter}$1:${letter}${len(shown)}"
        sheet.sheet_state = "veryHidden"

    def _write_head(self, sheet: Worksheet) -> None:
        sheet.append([TITLES[self.to.workbook]])
        write(sheet.cell(2, 1), f"{self.to.name}　{self.known.terms[self.term_id]['label_zh']}")
        sheet.append([HOW])
        for row, size in ((1, 15), (2, 13)):
            sheet.cell(row, 1).font = Font(bold=True, size=size)
        if self.known.counties[self.to.county_code]["is_synthetic"] == "1":
            sheet.append([SYNTHETIC])
            sheet.cell(sheet.max_row, 1).font = Font(bold=True, color="C00000")

    def _write_header(self, sheet: Worksheet, labels: list[str], widths: list[int]) -> None:
        sheet.append(labels)
        row = sheet.max_row
        for column, width in enumerate(widths, 1):
            _style(sheet.cell(row, column), HEAD).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = f"A{row + 1}"
        sheet.print_title_rows = f"{row}:{row}"

    def _write_lines(self, sheet: Worksheet, items: list[Item]) -> None:
        """One row per item, with what was answered before beside it."""
        self._write_header(sheet, list(HEADER), list(WIDTHS))
        for number, item in enumerate(items, 1):
            key = self.known.key(item, self.keys)
            answered, of_period = self._answered_before(item, key)
            needed = "必填" if self.known.is_needed(item, key) else "选填"
            hint = "；".join(filter(None, (item.hint, self._period_hint(item, key, of_period))))
            sheet.append([number, item.section, item.label, item.unit, None, needed, None, hint])
            for column in range(1, len(HEADER) + 1):
                _style(sheet.cell(sheet.max_row, column))
            self._set(_style(sheet.cell(sheet.max_row, HEADER.index(LAST) + 1), GREY), item, answered)
            cell = sheet.cell(sheet.max_row, HEADER.index(VALUE) + 1)
            if item.entry != "fill":
                # of the county's own workbook nothing but its code is known beforehand
                self._set(cell, item, (self.to.school or self.keys)[item.column])
            self._open(sheet, cell, item)

    def _write_table(self, sheet: Worksheet, items: list[Item]) -> None:
        """A table with one row per thing; questions and bands are given, classes are the school's to list."""
        form = items[0].form
        sheet.append(["　".join(f"{item.label}：{item.hint}" for item in items if item.hint)])
        labels, given = [item.label for item in items], self._given_rows(form)
        has_last = form == "class_bands"
        labels += [LAST] * has_last
        self._write_header(sheet, labels, [TABLE_WIDTH] * len(labels))
        for values in [*given, *[{}] * SPARE_ROWS[form]]:
            row = sheet.max_row + 1
            for column, item in enumerate(items, 1):
                cell = _style(sheet.cell(row, column))
                self._set(cell, item, values.get(item.column, ""))
                self._open(sheet, cell, item, is_given=bool(values) and item.entry != "fill")
            if has_last:
                answered, _ = self._answered_before(items[-1], self.known.key(items[0], {**self.keys, **values}))
                self._set(_style(sheet.cell(row, len(labels)), GREY), items[-1], answered)

    def _given_rows(self, form: str) -> list[Row]:
        if form == "class_bands" and self.to.school:
            return [
                {"stage": stage, "band": band}
                for stage in self.known.fields.stages(self.to.school)
                for band in self._shown("class_size_bands")
            ]
        if form == "documents":
            return [{"indicator_id": indicator, "subgroup": part} for indicator, part in self.known.questions]
        return []

    def _shown(self, name: str) -> dict[str, str]:
        """What a drop-down shows for each code."""
        return {choice.code: choice.shown for choice in self.known.choices(name, self.to.county_code, self.to.school)}

    def _set(self, cell: Cell, item: Item, value: str) -> None:
        """A value of the seeds as a clerk reads it; digits of a code stay text."""
        if not value:
            return
        if item.choices:
            write(cell, self._shown(item.choices).get(value, value))
        else:
            write(cell, Decimal(value) if item.value_type in ("count", "decimal") else value)

    def _open(self, sheet: Worksheet, cell: Cell, item: Item, *, is_given: bool = False) -> None:
        """Unlock a cell to fill in and say what it may hold; a locked one turns grey."""
        cell.number_format = {"count": "0", "decimal": "General", "date": "yyyy-mm-dd"}.get(item.value_type, "@")
        if item.entry == "locked" or is_given:
            cell.fill = GREY
            return
        cell.fill, cell.protection = TO_FILL, Protection(locked=False)
        if rule := self._rule(sheet, item):
            rule.add(cell)

    def _rule(self, sheet: Worksheet, item: Item) -> DataValidation | None:
        """The rule of a cell, one for all cells of a sheet that share it."""
        kind = item.choices or item.value_type
        if kind == "text":
            return None
        if (sheet.title, kind) not in self.rules:
            rule = self._new_rule(item)
            rule.allow_blank, rule.showErrorMessage, rule.errorTitle = True, True, "请改正 / please mend"
            sheet.add_data_validation(rule)
            self.rules[sheet.title, kind] = rule
        return self.rules[sheet.title, kind]

    def _new_rule(self, item: Item) -> DataValidation:
        if item.choices:
            return DataValidation("list", formula1=self.lists[item.choices], error=NOT_ON_LIST)
        match item.value_type:
            case "count":
                return DataValidation("whole", operator="greaterThanOrEqual", formula1="0", error="应为不小于0的整数")
            case "decimal":
                return DataValidation("decimal", operator="greaterThanOrEqual", formula1="0", error="应为不小于0的数")
            case "date":
                error = "应为日期，如 2026-05-31"
                return DataValidation("date", operator="greaterThanOrEqual", formula1=FIRST_DAY, error=error)
            case "school_id":
                digits = str(len(self.keys["school_id"]))
                return DataValidation("textLength", operator="equal", formula1=digits, error=f"应为{digits}位标识码")
            case other:
                raise ValueError(f"no rule for cells of type {other}")

    def _answered_before(self, item: Item, key: Key) -> tuple[str, str]:
        """What was last answered and of which period: of the last term, or of the newest year up to the item's own."""
        form = self.known.forms[item.form]
        at = next(number for number, column in enumerate(form.keys) if column in PERIOD_COLUMNS)
        if form.keys[at] == "term_id":
            before = self.known.registered_before(self.term_id)
            return self.known.answer(item, (*key[:at], before, *key[at + 1 :])), before
        rest = (*key[:at], *key[at + 1 :])
        periods = [
            other[at]
            for other, row in self.known.survey[item.form].items()
            if (*other[:at], *other[at + 1 :]) == rest and other[at] <= key[at] and row[item.column]
        ]
        newest = max(periods, default="")
        return self.known.answer(item, (*key[:at], newest, *key[at + 1 :])), newest

    def _period_hint(self, item: Item, key: Key, answered: str) -> str:
        """Which period a figure is of, where it is not the term of the form."""
        if item.period_kind == "term":
            return ""
        asked = fields.period(item.period_kind, self.known.terms[self.term_id])
        if answered == asked:
            return f"填 {asked}；此前已报，无变动可留空"
        return f"填 {asked}" + (f"；灰色为 {answered}" if answered else "")


def _style(cell: Cell, fill: PatternFill | None = None) -> Cell:
    cell.border, cell.alignment = THIN, WRAPPED
    if fill:
        cell.fill = fill
    return cell
