"""Reads a text file: a tidy table of one survey form, or a county-wide export that was saved as CSV."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edu_balance.intake.cells import Reading
from edu_balance.intake.county_export import is_county_export, read_county_export
from edu_balance.intake.delivery import Delivery, Place, Remark, Row, ValueKey
from edu_balance.intake.export_columns import NUMBERING
from edu_balance.intake.export_table import split_unit
from edu_balance.intake.fields import COUNTY, normalised
from edu_balance.intake.form_cells import FormCells
from edu_balance.intake.known import Known
from edu_balance.intake.persons import is_personal, personal_words
from edu_balance.intake.remarks import Remarks
from edu_balance.intake.text_file import TextFile, TextRow, UnreadableText, open_text
from edu_balance.intake.tidy_columns import REGISTER, Header, Target, read_header
from edu_balance.intake.workbook_file import Sheet, Unreadable, address

SHAPE, UNKNOWN_SHAPE = "tidy_csv", "unknown"
SUM = re.compile("合计|总计|小计")
OWNERS = ("school_id", "county_code", "predecessor_school_id")
# A title may stand above the header.
HEADER_WITHIN = 5
# How the periods of county figures are written; the other kinds are years.
PERIODS = {"term": r"[0-9]{4}-[0-9]{4}-[12]", "school_year": r"[0-9]{4}-[0-9]{4}"}
PERIODS["previous_school_year"] = PERIODS["school_year"]
YEAR = "[0-9]{4}"


def read_text_file(path: Path, known: Known, term_id: str) -> Delivery:
    """The file as it was read for this term. Never raises for what is in it: it says so in remarks."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        text = open_text(path)
    except Unreadable as error:
        place = Place(line=error.line) if isinstance(error, UnreadableText) else Place()
        remark = Remark(path.name, place, error.seen, error.zh, error.en, "stop")
        return Delivery(path, sha256, UNKNOWN_SHAPE, remarks=(remark,))
    notices = tuple(Remark(path.name, Place(), "", zh, en, "notice") for zh, en in text.notices)
    delivery = _export(path, text, sha256, known, term_id) or _tidy(path, text, sha256, known, term_id)
    return Delivery(**{**vars(delivery), "remarks": (*notices, *delivery.remarks)})


def _export(path: Path, text: TextFile, sha256: str, known: Known, term_id: str) -> Delivery | None:
    """The file as an export, if it is one."""
    sheet = Sheet(path.stem, True, [list(row.cells) for row in text.rows], {})
    if not is_county_export({sheet.name: sheet}):
        return None
    lines = [row.line for row in text.rows]
    return read_county_export(path, {sheet.name: sheet}, sha256, known, term_id, lines)


def _tidy(path: Path, text: TextFile, sha256: str, known: Known, term_id: str) -> Delivery:
    first = [number for number, row in enumerate(text.rows) if not row.is_blank][:HEADER_WITHIN]
    start, header = first[0], None
    for number in first:
        if header := read_header(text.rows[number].cells, path.name, known, known.term(term_id)):
            start = number
            break
    if header is None:
        zh = "无法判断是哪张表：第一行应为该表的列名（见 seeds/survey 各表），或在文件名中写明表名"
        en = "the names of the columns of one survey form in the first row, as in seeds/survey"
        # not what stands there: it may be the row of a person
        remark = Remark(path.name, Place(line=text.rows[start].line), "", zh, en, "stop")
        return Delivery(path, sha256, UNKNOWN_SHAPE, remarks=(remark,))
    reader = _Reader(known, term_id, Remarks(path.name), header)
    for number in first[: first.index(start)]:
        reader.remarks.add(Place(line=text.rows[number].line), "", "标题行，未读取", "a title: not read", "notice")
    reader.read_header(text.rows[start], start)
    reader.read(text.rows, start)
    return Delivery(
        path=path,
        sha256=sha256,
        shape=SHAPE,
        form_version=header.form.name,
        county_code=reader.county_code(),
        term_id=term_id,
        rows={header.form.name: list(reader.rows.values())} if reader.rows else {},
        places=reader.places,
        remarks=reader.remarks.all(),
    )


@dataclass
class _Reader:
    """One tidy table being read."""

    known: Known
    term_id: str
    remarks: Remarks
    header: Header
    rows: dict[tuple[str, ...], Row] = field(default_factory=dict)
    places: dict[ValueKey, Place] = field(default_factory=dict)
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)  # on which line each key stands
    labels: list[str] = field(default_factory=list)  # the header as the file has it
    counties: set[str] = field(default_factory=set)
    unanswered: set[str] = field(default_factory=set)  # needed columns the file has not, of schools without an answer

    def __post_init__(self) -> None:
        self.form = self.header.form
        self.register = self.known.registered(self.term_id)
        self.ever = {row["school_id"]: row for row in self.known.survey[REGISTER].values()}
        self.cells = FormCells(self.known)
        self.needed: dict[str, frozenset[tuple[str, str]]] = {}

    # The header

    def read_header(self, row: TextRow, number: int) -> None:
        header, form = self.header, self.form
        self.labels = [" ".join(cell.split()) for cell in row.cells]
        taken: dict[Target, str] = {}
        for column, target in header.targets.items():
            place, cell = self._place(row, number, column), row.cells[column]
            unit = _unit_named(cell)
            if first := taken.get(target):
                self.remarks.add(place, cell, f"与 {first} 列重复，只能保留一列", f"each column once, see {first}")
            if unit and target.unit and unit != target.unit:
                self.remarks.add(place, cell, f"单位应为“{target.unit}”", f"the unit {target.unit}")
            taken[target] = place.cell or ""
            if target.column not in form.keys:
                self._check_key(target, place, cell)
        for column in header.receipt:
            zh, en = "收报信息由导入时另记，未读取", "of the receipt, which is recorded anew: not read"
            self.remarks.gather(self._place(row, number, column), row.cells[column], zh, en, "notice")
        for column in header.unknown:
            cell, place = row.cells[column], self._place(row, number, column)
            if normalised(cell) in NUMBERING:
                self.remarks.add(place, cell, "序号列，未读取", "numbers of the rows: not read", "notice")
            elif is_personal(cell):
                zh, en = "个人信息列，未读取：本软件不收", "about persons: not read, and not wanted"
                self.remarks.add(place, personal_words(cell), zh, en, "notice")
            else:
                zh, en = f"不认识的列，不属于 {form.name}", f"only columns of {form.name}"
                self.remarks.add(place, cell, zh, en)
        for key in header.missing_keys:
            self.remarks.add(Place(line=row.line), "", f"缺少列 {key}", f"the column {key}: it is missing")

    def _check_key(self, target: Target, place: Place, cell: str) -> None:
        """A label and the key columns together say once of which stage, grade and year a value is."""
        columns = {target.column for target in self.header.targets.values()}
        if twice := [key for key in target.implied if key in columns]:
            zh, en = f"已有列 {twice[0]}，列名中不应再写", f"a label without it: {twice[0]} has a column of its own"
            self.remarks.add(place, cell, zh, en)
        missing = [key for key in self.form.keys if key not in columns and key not in target.implied]
        if missing and not self.header.missing_keys:
            zh, en = f"此列缺少 {missing[0]}：请在列名中写明，或另加一列", f"{missing[0]} in the label or in a column"
            self.remarks.add(place, cell, zh, en)

    # The rows

    def read(self, rows: list[TextRow], start: int) -> None:
        if self.remarks.has_stops:
            return  # rows could not be told from each other, nor their columns
        head = rows[start]
        count = 0
        for number, row in enumerate(rows[start + 1 :], start + 1):
            if row.is_blank:
                continue
            count += 1
            here = Place(line=row.line)
            if self._is_header(row, head):
                zh, en = "又有一个表头：一个文件只放一张表", "one table in a file: another header stands here"
                self.remarks.add(here, "、".join(row.cells), zh, en)
                return
            wanted, found = len(head.cells), len(row.cells)
            if found != wanted and (found < wanted or any(cell.strip() for cell in row.cells[wanted:])):
                zh, en = (
                    f"应与表头一样有 {wanted} 格，实有 {found} 格",
                    f"{wanted} cells as in the header, here are {found}",
                )
                self.remarks.add(here, "", zh, en)
                continue
            for column in self.header.unnamed:
                if row.cells[column].strip():
                    self.remarks.add(self._place(row, number, column), "", "此列没有列名", "a name above this column")
            self._read_row(row, number)
        if not count:
            self.remarks.add(Place(line=head.line), "", "表头下没有数据", "rows below the header")
        if self.unanswered:
            listed = "、".join(column for column in self.form.answers if column in self.unanswered)
            zh, en = f"本文件缺少列 {listed}，按缺报处理", f"these columns; they are read as missing: {listed}"
            self.remarks.add(Place(line=head.line), "", zh, en, "ask")

    def _is_header(self, row: TextRow, head: TextRow) -> bool:
        """Whether a row names columns: those of this table, or of another one below it."""
        labels = [normalised(cell) for cell in row.cells]
        if labels[: len(head.cells)] == [normalised(cell) for cell in head.cells]:
            return True
        return sum(label in form.columns for form in self.known.forms.values() for label in set(labels)) > 1 and (
            sum(bool(label) and label in self.form.columns for label in labels) > 1
        )

    def _read_row(self, row: TextRow, number: int) -> None:
        """The row of the form, or those of the stages and years that labels name."""
        if self._is_sum(row):
            self.remarks.gather(Place(line=row.line), "", "合计行，未读取", "a sum row: not read", "notice")
            return
        said, is_whole = self._keys(row, number)
        if not is_whole:
            return
        school = self._school(said, row, number)
        if school is None and "school_id" in self.form.keys and self.form.name != REGISTER:
            return
        if school and self.form.name != REGISTER:
            self._compare_with_register(row, number, school)
        groups: dict[tuple[tuple[str, str], ...], dict[int, Target]] = {}
        for column, target in self.header.targets.items():
            if target.column not in self.form.keys:
                groups.setdefault(tuple(target.implied.items()), {})[column] = target
        for implied, columns in groups.items():
            self._take(row, number, said | dict(implied), columns, school)

    def _is_sum(self, row: TextRow) -> bool:
        """Whether a row says that it is a sum, and names no school and no county."""
        whose = [column for column, target in self.header.targets.items() if target.column in OWNERS]
        return any(SUM.search(cell) for cell in row.cells) and not any(
            re.search("[0-9]", row.cells[column]) for column in whose
        )

    def _keys(self, row: TextRow, number: int) -> tuple[Row, bool]:
        """The key of a row as far as its cells say it, and whether nothing of it is missing or at fault."""
        said: Row = {}
        is_whole = True
        for column, target in self.header.targets.items():
            if target.column not in self.form.keys:
                continue
            cell, place = row.cells[column], self._place(row, number, column)
            reading = self._checked_key(target.column, self.cells.read(self.form, target.column, cell))
            if reading.severity == "stop":
                self.remarks.add(place, cell, reading.zh, reading.en)
                is_whole = False
            elif not reading.value and target.column in self.known.required[self.form.name]:
                self.remarks.add(
                    place, cell, f"“{self.labels[column]}”不能为空", f"a value: {self.labels[column]} must be filled"
                )
                is_whole = False
            elif reading.severity:
                self.remarks.gather(place, cell, reading.zh, reading.en, reading.severity)
            said[target.column] = reading.value
        return said, is_whole

    def _checked_key(self, column: str, reading: Reading) -> Reading:
        """The reading of a key, refused where it is of another term or no year."""
        if column == "term_id" and reading.value not in ("", self.term_id):
            zh, en = f"应为 {self.term_id} 学期的数据", f"figures of term {self.term_id}"
            return Reading("", "stop", zh, en)
        if column in ("fiscal_year", "entry_year") and reading.value and not re.fullmatch(YEAR, reading.value):
            return Reading("", "stop", "应为四位数的年份", "a year of four digits")
        return reading

    def _school(self, said: Row, row: TextRow, number: int) -> Row | None:
        """The school a row is of, as registered; a remark where there is none."""
        school_id = said.get("school_id") or said.get("predecessor_school_id", "")
        is_of_term = "term_id" in self.form.keys
        school = (self.register if is_of_term else self.ever).get(school_id)
        if school:
            self.counties.add(school["county_code"])
        elif school_id and self.form.name != REGISTER:
            zh, en = "应为本学期登记的学校" if is_of_term else "应为登记过的学校", "a school that is registered"
            self.remarks.add(self._place_of("school_id", row, number), school_id, zh, en)
        return school

    def _compare_with_register(self, row: TextRow, number: int, school: Row) -> None:
        """What stands beside the figures and the register says otherwise: somebody has to look."""
        register = self.known.forms[REGISTER]
        for column, target in self.header.register.items():
            cell = row.cells[column]
            if not cell.strip():
                continue
            said = cell if target.column == "school_name" else self.cells.read(register, target.column, cell).value
            if normalised(said) != normalised(school[target.column]):
                zh = f"与登记不同，登记为“{school[target.column]}”，请核对；本文件不改登记"
                en = f"{school[target.column]}, as registered; the register stays as it is"
                self.remarks.add(self._place(row, number, column), cell, zh, en, "ask")

    def _take(self, row: TextRow, number: int, said: Row, columns: Mapping[int, Target], school: Row | None) -> None:
        """Put the values of one key in their row."""
        is_blank = not any(row.cells[column].strip() for column in columns)
        is_implied = any(target.implied for target in columns.values())
        stage = said.get("stage", "")
        if school and stage and stage not in self.known.fields.stages(school):
            readings = [
                self.cells.read(self.form, target.column, row.cells[column]) for column, target in columns.items()
            ]
            if is_implied and all(reading.value in ("", "0") and reading.severity != "stop" for reading in readings):
                if not is_blank:
                    zh, en = "本校没有这个学段，未读取", "a stage the school does not teach: not read"
                    self.remarks.gather(self._place(row, number, min(columns)), "0", zh, en, "notice")
            else:
                column = "stage" if not is_implied else next(iter(columns.values())).column
                seen = self.known.fields.stage_labels[stage]
                zh, en = f"{school['school_name']}没有这个学段", "a stage that the school teaches"
                self.remarks.add(self._place_of(column, row, number), seen, zh, en)
            return
        key = tuple(said[name] for name in self.form.keys)
        if (earlier := self.lines.setdefault(key, row.line)) != row.line:
            zh, en = f"与第 {earlier} 行重复", f"each of these once, see line {earlier}"
            self.remarks.add(Place(line=row.line), " ".join(key), zh, en)
            return
        answered = dict.fromkeys((*self.form.keys, *self.form.answers), "") | {
            name: said[name] for name in self.form.keys
        }
        for column, target in columns.items():
            place = self._place(row, number, column)
            answered[target.column] = self._value(row.cells[column], column, place, school, stage)
            self.places[self.form.name, key, target.column] = place
        self._check_question(answered, row, number)
        self._note_unanswered(key, columns, school, stage)
        if not (is_blank and is_implied):
            self.rows[key] = answered
            if answered.get("county_code"):
                self.counties.add(answered["county_code"])

    def _value(self, cell: str, number: int, place: Place, school: Row | None, stage: str) -> str:
        column, label = self.header.targets[number].column, self.labels[number]
        reading = self.cells.read(self.form, column, cell)
        if reading.severity == "stop":
            self.remarks.add(place, cell, reading.zh, reading.en)
        elif not reading.value and column in self.known.required[self.form.name]:
            self.remarks.add(place, cell, f"“{label}”不能为空", f"a value: {label} must be filled")
        elif not reading.value and self._needed(school) & {(column, stage), (column, "")}:
            zh, en = f"“{label}”未填，按缺报处理", f"a value for {label}; read as missing"
            self.remarks.gather(place, cell, zh, en, "ask")
        elif reading.severity:
            self.remarks.gather(place, cell, reading.zh, reading.en, reading.severity)
        return reading.value

    def _needed(self, school: Row | None) -> frozenset[tuple[str, str]]:
        """The columns, with their stage, that a school must answer in a form of the term."""
        if school is None or "term_id" not in self.form.keys:
            return frozenset()
        if school["school_id"] not in self.needed:
            self.needed[school["school_id"]] = frozenset(
                (item.column, item.stage)
                for item in self.known.fields.asked_of(school)
                if item.form == self.form.name and item.is_required
            )
        return self.needed[school["school_id"]]

    def _note_unanswered(
        self, key: tuple[str, ...], columns: Mapping[int, Target], school: Row | None, stage: str
    ) -> None:
        given = {target.column for target in columns.values()} | set(self.form.keys)
        standing = self.known.survey[self.form.name].get(key, {})
        needed = {column for column, of_stage in self._needed(school) if of_stage in ("", stage)}
        self.unanswered |= {column for column in needed - given if not standing.get(column)}

    def _check_question(self, answered: Row, row: TextRow, number: int) -> None:
        """Documents answer a part of an indicator, county figures a measure of a stage, part and kind of period."""
        if self.form.name == "documents":
            if (answered["indicator_id"], answered["subgroup"]) not in self.known.questions:
                zh, en = "应为该指标的一个分项，没有分项的留空", "a part of the indicator, if any"
                self.remarks.add(self._place_of("subgroup", row, number), answered["subgroup"], zh, en)
        elif self.form.name == "county_figures":
            asked = {
                item.period_kind
                for item in self.known.fields.items[COUNTY]
                if all(answered[name] == getattr(item, name) for name in ("measure_id", "stage", "subgroup"))
            }
            pattern = next((PERIODS.get(kind, YEAR) for kind in asked), "")
            if not asked:
                zh, en = "该项目没有这个学段或分项", "a stage and subgroup that the measure has"
                self.remarks.add(self._place_of("measure_id", row, number), answered["measure_id"], zh, en)
            elif not re.fullmatch(pattern, answered["period"]):
                zh, en = "应为该项目的填报期间，如 2026、2026-2027、2026-2027-1", "the period as the measure has it"
                self.remarks.add(self._place_of("period", row, number), answered["period"], zh, en)

    def county_code(self) -> str:
        """The county of the schools named; a file is of one county."""
        if len(self.counties) > 1:
            zh, en = "一个文件只能有一个区县的数据", "figures of one county"
            self.remarks.add(Place(), " ".join(sorted(self.counties)), zh, en)
        return min(self.counties, default="")

    def _place(self, row: TextRow, number: int, column: int) -> Place:
        return Place(None, address(number + 1, column + 1), row.line)

    def _place_of(self, name: str, row: TextRow, number: int) -> Place:
        """The cell of a column of the form, else the line."""
        column = next((column for column, target in self.header.targets.items() if target.column == name), None)
        return Place(line=row.line) if column is None else self._place(row, number, column)


def _unit_named(label: str) -> str:
    return split_unit(normalised(label))[1]
