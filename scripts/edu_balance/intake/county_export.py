"""Reads a county-wide export: one table per stage, one row per school, labels in a header of several rows.

What can be read safely is, with a notice; what cannot stops the file, with sheet and cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from edu_balance.intake.cells import DECIMALS, Reading, read_at, read_cell, seen_text
from edu_balance.intake.delivery import Delivery, Place, Row, ValueKey
from edu_balance.intake.export_columns import REGISTER, Columns, identity_columns, read_columns, shown_labels
from edu_balance.intake.export_rows import sort_rows
from edu_balance.intake.export_table import Column, Table, find_table
from edu_balance.intake.fields import normalised
from edu_balance.intake.form_cells import FormCells
from edu_balance.intake.known import Known
from edu_balance.intake.labels import Label
from edu_balance.intake.layout import KEY_SHEET, is_blank
from edu_balance.intake.remarks import PLACES_SHOWN, Remarks
from edu_balance.intake.school_ids import read_school_id, shortened_among
from edu_balance.intake.workbook_file import Cell, Sheet, address

SHAPE = "county_export"
# Of these a campus has one row, whatever stages it teaches.
CAMPUS_FORMS = ("premises", "equipment")
STAGE_WORDS = {"primary": ("小学",), "junior": ("初中", "初级中学")}
AREA_WORDS = {"城区": "urban", "镇区": "town", "乡村": "rural"}
# 2026-2027学年, 2026学年; a plain 2026年
SCHOOL_YEAR = re.compile(r"(20[0-9]{2})(?:[-\u2010-\u2015~至]+20[0-9]{2})?学年")
YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
SPECIAL_EDUCATION = "special_education"


def is_county_export(sheets: Mapping[str, Sheet]) -> bool:
    """Whether a sheet that can be seen has a table of schools as such exports have."""
    return KEY_SHEET not in sheets and any(find_table(sheet) for sheet in sheets.values() if sheet.is_visible)


def read_county_export(
    path: Path,
    sheets: Mapping[str, Sheet],
    sha256: str,
    known: Known,
    term_id: str,
    lines: Sequence[int] = (),
) -> Delivery:
    """The export as it was read for this term. `lines`: of a text file, the line each row of its sheet begins on."""
    reader = _Reader(known, term_id, Remarks(path.name), lines)
    tables = list(reader.tables(sheets))
    stages = []
    for table in tables:
        reader.check_year(table, path)
        if stage := reader.stage_of(table, path, is_only_table=len(tables) == 1):
            stages.append(stage)
            reader.read(table, stage)
    county_code = reader.county_code()
    for stage in dict.fromkeys(stages):
        reader.ask_for_the_missing(county_code, stage)
    return Delivery(
        path=path,
        sha256=sha256,
        shape=SHAPE,
        form_version="、".join(known.fields.stage_labels[stage] for stage in dict.fromkeys(stages)),
        county_code=county_code,
        term_id=term_id,
        rows=reader.answered_rows(),
        places=reader.places,
        remarks=reader.remarks.all(),
    )


@dataclass
class _Reader:
    """One file being read."""

    known: Known
    term_id: str
    remarks: Remarks
    lines: Sequence[int]
    rows: dict[str, dict[tuple[str, ...], Row]] = field(default_factory=dict)
    places: dict[ValueKey, Place] = field(default_factory=dict)
    seen: dict[tuple[str, str], Place] = field(default_factory=dict)  # where each school and stage stands

    def __post_init__(self) -> None:
        self.register = self.known.registered(self.term_id)
        self.labels = self.known.labels["export"]
        self.cells = FormCells(self.known)

    def place(self, sheet: Sheet, row: int, column: int) -> Place:
        if self.lines:
            return Place(None, address(row, column), self.lines[row - 1])
        return Place(sheet.name, address(row, column))

    # What the file is

    def tables(self, sheets: Mapping[str, Sheet]) -> Iterator[Table]:
        for sheet in sheets.values():
            table = find_table(sheet) if sheet.is_visible else None
            if table:
                yield table
            elif any(not is_blank(cell) for row in sheet.rows for cell in row):
                zh, en = "此工作表不是学校名单或已隐藏，未读取", "no table of schools, or hidden: not read"
                self.remarks.add(Place(sheet.name), "", zh, en, "notice")

    def stage_of(self, table: Table, path: Path, *, is_only_table: bool) -> str:
        """The stage a table is of; empty, with a remark, where that cannot be told."""
        signs = {_stage_named(table.title), _stage_named(table.sheet.name)}
        if is_only_table or signs == {""}:
            signs.add(_stage_named(path.stem))
        found = sorted(signs - {""}) or self._stages_of_kinds(table)
        if len(found) == 1:
            return found[0]
        zh = "无法判断是小学表还是初中表：请在标题、工作表名和文件名中只写一个学段"
        en = "one stage, 小学 or 初中, in the title, the name of the sheet and of the file"
        self.remarks.add(self.place(table.sheet, table.top, 1), "、".join(found), zh, en)
        return ""

    def check_year(self, table: Table, path: Path) -> None:
        """A school year that is named must be that of the term; a plain year is that of some reckoning."""
        term = self.known.term(self.term_id)
        place = self.place(table.sheet, 1, 1)
        for text in dict.fromkeys((table.title, table.sheet.name, path.stem)):
            years = SCHOOL_YEAR.findall(text)
            if any(first != term["school_year"][:4] for first in years):
                zh, en = f"应为 {term['school_year']} 学年的数据", f"figures of the school year {term['school_year']}"
                self.remarks.add(place, "、".join(years), zh, en)
            elif not years and (plain := set(YEAR.findall(text))) and not plain & set(term["school_year"].split("-")):
                zh, en = f"年份不在 {term['school_year']} 学年内，请核对", f"a year within {term['school_year']}"
                self.remarks.add(place, "、".join(sorted(plain)), zh, en, "ask")

    def _stages_of_kinds(self, table: Table) -> list[str]:
        """The stages of those schools that teach only one."""
        fields = self.known.fields
        column = identity_columns(table, self.labels).get("school_kind")
        stages: set[str] = set()
        for row in range(table.first_row, len(table.sheet.rows) + 1) if column else ():
            kind = read_cell(table.sheet.cell(row, column.number), "code", fields.choices["school_kinds"]).value
            taught = [stage for stage in fields.stages_of_kind.get(kind, ()) if stage in fields.compulsory]
            stages |= set(taught) if len(taught) == 1 else set()
        return sorted(stages)

    def answered_rows(self) -> dict[str, list[Row]]:
        """The rows that hold an answer; that the cells of the others are blank, their places say."""
        found = {
            form: [row for row in rows.values() if any(row[column] for column in self.known.forms[form].answers)]
            for form, rows in self.rows.items()
        }
        return {form: rows for form, rows in found.items() if rows}

    def county_code(self) -> str:
        """The county of the schools named; a file is of one county."""
        counties = sorted({self.register[school_id]["county_code"] for school_id, _ in self.seen})
        if len(counties) > 1:
            zh, en = "一个文件只能有一个区县的学校", "the schools of one county"
            self.remarks.add(Place(), " ".join(counties), zh, en)
        return counties[0] if counties else ""

    def ask_for_the_missing(self, county_code: str, stage: str) -> None:
        """The registered schools of a stage that no row names. Special schools have a return of their own."""
        fields = self.known.fields
        missing = [
            school
            for school_id, school in sorted(self.register.items())
            if school["county_code"] == county_code
            and stage in fields.stages(school)
            and fields.kinds[school["school_kind"]]["kind_group"] != SPECIAL_EDUCATION
            and (school_id, stage) not in self.seen
        ]
        if not missing:
            return
        label, count = fields.stage_labels[stage], len(missing)
        listed = "、".join(f"{row['school_id']} {row['school_name']}" for row in missing[:PLACES_SHOWN])
        more = ("等", ", …") if count > PLACES_SHOWN else ("", "")
        zh = f"登记的学校中有 {count} 所{label}不在文件中：{listed}{more[0]}"
        en = f"{count} more registered schools of the {stage} stage: {listed}{more[1]}"
        self.remarks.add(Place(), "", zh, en, "ask")

    # Reading the rows

    def read(self, table: Table, stage: str) -> None:
        def header(column: int) -> Place:
            return self.place(table.sheet, table.top, column)

        columns = read_columns(table, stage, self.labels, self.remarks, header)
        values = [column.number for column, _ in columns.values]
        townships = {normalised(row["label_zh"]) for row in self.known.townships}
        counties = {normalised(row["label_zh"]) for row in self.known.counties.values()}
        found = sort_rows(table, columns.identity, values, townships, counties, self.remarks, self.place)
        if not found.schools:
            self.remarks.add(header(1), "", "表头下没有学校", "rows of schools below the header")
        for row in found.schools:
            if school := self._school(table, columns, row, stage):
                self._compare_with_register(table, columns, row, school)
                self._take_values(table, columns, row, school, stage)
        self._check_total(table, columns, found.totals, stage)

    def _school(self, table: Table, columns: Columns, row: int, stage: str) -> Row | None:
        """The registered school of a row; a remark where it cannot be told, or where the row is none of the stage."""
        sheet, number = table.sheet, columns.identity["school_id"].number
        place, cell = self.place(sheet, row, number), sheet.cell(row, number)
        reading = self._read_id(sheet, row, cell, columns)
        if reading.severity == "stop":
            self.remarks.add(place, seen_text(cell), reading.zh, reading.en)
            return None
        if not reading.value:
            self.remarks.add(place, seen_text(cell), "缺少学校标识码", "the id of the school")
            return None
        if reading.severity:
            self.remarks.gather(place, seen_text(cell), reading.zh, reading.en, reading.severity)
        school = self.register.get(reading.value)
        if school is None:
            zh, en = "应为本学期登记的学校；附设班须另有自己的标识码", "a school registered for this term"
            self.remarks.add(place, reading.value, zh, en)
        elif stage not in self.known.fields.stages(school):
            label = self.known.fields.stage_labels[stage]
            zh = f"登记的{school['school_name']}没有{label}：附设班须用自己的标识码登记"
            en = f"a school that teaches the {stage} stage; attached classes have an id of their own"
            self.remarks.add(place, reading.value, zh, en)
        elif earlier := self.seen.get((school["school_id"], stage)):
            self.remarks.add(place, reading.value, f"学校重复，已在 {earlier}", f"each school once, see {earlier}")
        else:
            self.seen[school["school_id"], stage] = place
            return school
        return None

    def _read_id(self, sheet: Sheet, row: int, cell: Cell, columns: Columns) -> Reading:
        """The id of a row; one that shows as 1.23E+09 is told by it together with the name, if only one school fits."""
        number = columns.identity["school_id"].number
        if address(row, number) in sheet.faults:
            return read_at(sheet, row, number, "school_id")
        name = normalised(seen_text(sheet.cell(row, columns.identity["school_name"].number)))
        fitting = [
            school_id
            for school_id in shortened_among(cell, self.register)
            if normalised(self.register[school_id]["school_name"]) == name
        ]
        reading = read_school_id(cell)
        if reading.severity == "stop" and len(fitting) == 1:
            zh, en = "科学计数法的标识码，按校名与登记对应", "an id written as 1.2E+09: told by the name of the school"
            return Reading(fitting[0], "notice", zh, en)
        return reading

    def _compare_with_register(self, table: Table, columns: Columns, row: int, school: Row) -> None:
        """What the export says of a school and the register says otherwise: somebody has to look."""
        register = self.known.forms[REGISTER]
        for name, column in columns.identity.items():
            cell = table.sheet.cell(row, column.number)
            if name == "school_id" or is_blank(cell):
                continue
            text = seen_text(cell)
            if name == "school_name":
                is_same = normalised(text) == normalised(school[name])
            else:
                said = self.cells.read(register, name, text).value
                area = self.known.fields.area_types[school["urban_rural_code"]]
                is_same = said == school[name] or (
                    name == "urban_rural_code" and AREA_WORDS.get(normalised(text)) == area
                )
            if not is_same:
                zh = f"与登记不同，登记为“{school[name]}”，请核对；本文件不改登记"
                en = f"{school[name]}, as registered; the register stays as it is"
                self.remarks.add(self.place(table.sheet, row, column.number), text, zh, en, "ask")

    def _take_values(self, table: Table, columns: Columns, row: int, school: Row, stage: str) -> None:
        is_campus = self.known.fields.kinds[school["school_kind"]]["merges_into_parent"] == "0"
        for column, label in columns.values:
            place, cell = self.place(table.sheet, row, column.number), table.sheet.cell(row, column.number)
            if label.form in CAMPUS_FORMS and not is_campus:
                if not is_blank(cell):
                    zh, en = "附设班的校舍和设备计入所属学校，未读取", "premises are the parent school's: not read"
                    self.remarks.gather(place, seen_text(cell), zh, en, "notice")
                continue
            value = self._value(table.sheet, row, column, label)
            self._put(label.form, label.column_name, school, stage, value, place)
            if label.column_name == "arts":
                for name in columns.within_arts:
                    self._put("teachers", name, school, stage, value and "0", place)
            if label.column_name == "indoor_sports_m2" and value:
                zh = "体育馆已含在教学及辅助用房的室内体育用房内，学校体育馆面积按 0 计"
                en = "gymnasiums are within the indoor sports rooms: the gymnasium is read as 0"
                self.remarks.gather(place, "", zh, en, "notice")
                self._put("premises", "gymnasium_m2", school, stage, "0", place)

    def _put(self, form: str, name: str, school: Row, stage: str, value: str, place: Place) -> None:
        """Put a value in its row. A campus may stand in both tables: they must say the same."""
        survey = self.known.forms[form]
        keys = {"term_id": self.term_id, "school_id": school["school_id"], "stage": stage}
        key = tuple(keys[key] for key in survey.keys)
        row = self.rows.setdefault(form, {}).setdefault(
            key, dict.fromkeys((*survey.keys, *survey.answers), "") | dict(zip(survey.keys, key, strict=True))
        )
        earlier = self.places.get((form, key, name))
        if earlier is None:
            self.places[form, key, name] = place
            row[name] = value
        elif not survey.is_equal(name, row[name], value):
            zh = f"同一学校在两表中的校舍或设备不同，另一处 {earlier} 为“{row[name]}”"
            self.remarks.add(place, value, zh, f"'{row[name]}', as {earlier} says of the same campus")

    def _value(self, sheet: Sheet, row: int, column: Column, label: Label) -> str:
        """The value of a cell in our unit, with what is to be said about it."""
        place, cell = self.place(sheet, row, column.number), sheet.cell(row, column.number)
        value_type = self.known.forms[label.form].types[label.column_name]
        reading = read_at(sheet, row, column.number, value_type)
        if reading.severity == "stop":
            self.remarks.add(place, seen_text(cell), reading.zh, reading.en)
        elif not reading.value:
            name = shown_labels(column)
            zh, en = f"“{name}”未填，按缺报处理", f"a value for {name}; read as missing"
            self.remarks.gather(place, seen_text(cell), zh, en, "ask")
        elif reading.severity:
            self.remarks.gather(place, seen_text(cell), reading.zh, reading.en, reading.severity)
        if not reading.value or label.factor == 1:
            return reading.value
        number = f"{(Decimal(reading.value) * label.factor).quantize(DECIMALS):f}"
        return number.rstrip("0").rstrip(".")

    def _check_total(self, table: Table, columns: Columns, totals: Sequence[int], stage: str) -> None:
        """The pupils of the county row against those of the schools: a row may be missing, or twice."""
        column = columns.of("pupils", "pupils")
        if column is None or not totals:
            return
        said = {row: read_cell(table.sheet.cell(row, column.number), "count").value for row in totals}
        given = {row: int(value) for row, value in said.items() if value}
        own = (row for row in self.rows.get("pupils", {}).values() if row["stage"] == stage)
        total = sum(int(row["pupils"] or 0) for row in own)
        # where several rows are called 合计 without a name, that of the county is the largest
        if given and total not in given.values():
            row = max(given, key=lambda row: given[row])
            zh, en = (
                f"各校在校生数之和为 {total}，可能缺行或重行",
                f"{total}, the sum of the schools: a row may be missing",
            )
            self.remarks.add(self.place(table.sheet, row, column.number), given[row], zh, en, "ask")


def _stage_named(text: str) -> str:
    """The one stage a text names; empty: none, or both."""
    named = [stage for stage, words in STAGE_WORDS.items() if any(word in text for word in words)]
    return named[0] if len(named) == 1 else ""
