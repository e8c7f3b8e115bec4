"""Reads a survey workbook of ours back: every cell by the label beside or above it, never by its address.

What can be read safely is, with a notice; anything else is a remark that stops the file and names sheet and cell.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edu_balance.intake.cells import Reading, read_at, seen_text
from edu_balance.intake.delivery import Delivery, Place, Remark, Row, Severity, ValueKey
from edu_balance.intake.fields import COUNTY, ITEMS_SHEET, SCHOOL, Item, Workbook, normalised
from edu_balance.intake.known import Known
from edu_balance.intake.layout import (
    CHOICES_SHEET,
    HEADER,
    KEY_SHEET,
    KEYS,
    LABEL,
    LAST,
    UNIT,
    VALUE,
    find_header,
    is_blank,
)
from edu_balance.intake.persons import is_personal, personal_words
from edu_balance.intake.survey_file import Key, SurveyForm
from edu_balance.intake.workbook_file import Sheet, Unreadable, address, open_workbook

SUM_ROWS = ("合计", "总计", "小计")
SHAPES: Mapping[str, Workbook] = {"survey_school": SCHOOL, "survey_county": COUNTY}
UNKNOWN_SHAPE = "unknown"


def read_survey_workbook(path: Path, known: Known, term_id: str) -> Delivery:
    """The workbook as it was read for this term. Never raises for what is in the file: it says so in remarks."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        sheets = open_workbook(path)
    except Unreadable as error:
        remark = Remark(path.name, Place(), error.seen, error.zh, error.en, "stop")
        return Delivery(path, sha256, UNKNOWN_SHAPE, remarks=(remark,))
    return read_opened_survey(path, sheets, sha256, known, term_id)


def read_opened_survey(path: Path, sheets: Mapping[str, Sheet], sha256: str, known: Known, term_id: str) -> Delivery:
    """The same for a workbook that is open already."""
    keys = keys_of(sheets)
    reader = _Reader(path.name, sheets, known, term_id, keys)
    if reader.is_ours():
        reader.read()
    workbook = keys.get("workbook", "")
    return Delivery(
        path=path,
        sha256=sha256,
        shape=f"survey_{workbook}" if f"survey_{workbook}" in SHAPES else UNKNOWN_SHAPE,
        form_version=keys.get("form_version", ""),
        county_code=keys.get("county_code", ""),
        term_id=keys.get("term_id", ""),
        school_id=keys.get("school_id") or None,
        rows=reader.answered_rows(),
        places=reader.places,
        remarks=tuple(reader.remarks),
    )


def keys_of(sheets: Mapping[str, Sheet]) -> dict[str, str]:
    """What the hidden sheet says; empty where there is none, as in a workbook that is not ours."""
    rows = sheets[KEY_SHEET].rows if KEY_SHEET in sheets else []
    said = {seen_text(row[0]): seen_text(row[1]).strip() for row in rows if len(row) > 1}
    return {key: said[key] for key in KEYS if key in said}


@dataclass
class _Reader:
    """One file being read."""

    file: str
    sheets: Mapping[str, Sheet]
    known: Known
    term_id: str
    keys: Mapping[str, str]
    remarks: list[Remark] = field(default_factory=list)
    rows: dict[str, dict[tuple[str, ...], Row]] = field(default_factory=dict)
    places: dict[ValueKey, Place] = field(default_factory=dict)
    school: Row | None = None

    def remark(self, place: Place, seen: object, zh: str, en: str, severity: Severity = "stop") -> None:
        self.remarks.append(Remark(self.file, place, str(seen), zh, en, severity))

    # What the file is

    def is_ours(self) -> bool:
        """Whether it is a workbook of this form, term and county, of a school that must answer; remarks if not."""
        keys, place = self.keys, Place(KEY_SHEET)
        workbook = SHAPES.get(f"survey_{keys.get('workbook', '')}")
        if workbook is None or keys.keys() != set(KEYS):
            self.remark(
                Place(), "", "不是本软件发出的填报表：请用发下的原表填报", "a survey workbook as it was handed out"
            )
            return False
        version = self.known.fields.version(workbook)
        if keys["form_version"] != version:
            self.remark(
                place,
                keys["form_version"],
                f"填报表版本应为 {version}：请用本学期新发的表填报",
                f"form version {version}: fill in the form handed out for this term",
            )
        if keys["term_id"] != self.term_id:
            self.remark(place, keys["term_id"], f"应为 {self.term_id} 学期的表", f"a form of term {self.term_id}")
        if keys["county_code"] not in self.known.counties:
            self.remark(place, keys["county_code"], "应为 counties.csv 中的区县代码", "a county code of counties.csv")
        if workbook == SCHOOL:
            self.school = self.known.registered(self.term_id).get(keys["school_id"])
            if self.school is None or self.school["county_code"] != keys["county_code"]:
                self.remark(place, keys["school_id"], "应为本县本学期登记的学校", "a school the county has registered")
        return not self.remarks

    # Reading

    def read(self) -> None:
        if self.school:
            asked, every = self.known.fields.asked_of(self.school), self.known.fields.items[SCHOOL]
        else:
            asked = every = self.known.fields.items[COUNTY]
        needed = dict.fromkeys(item.sheet for item in asked)
        for name in needed:
            if name not in self.sheets:
                self.remark(Place(name), "", "缺少此工作表：请用发下的原表填报", "this sheet: it is missing")
        for name, sheet in self.sheets.items():
            if (
                sheet.is_visible
                and name not in (*needed, KEY_SHEET, CHOICES_SHEET)
                and any(not is_blank(cell) for row in sheet.rows for cell in row)
            ):
                self.remark(Place(name), "", "此工作表不属于填报表，未读取", "no sheet of the form: not read", "notice")
        for name in (name for name in needed if name in self.sheets):
            items = [item for item in asked if item.sheet == name]
            if name == ITEMS_SHEET:
                self._read_lines(self.sheets[name], items, [item for item in every if item.is_line])
            else:
                self._read_table(self.sheets[name], items)
        if self.school:
            self._compare_class_tables(self.school)

    def answered_rows(self) -> dict[str, list[Row]]:
        """The rows with an answer in them. The register's own row always has."""
        answered: dict[str, list[Row]] = {}
        for name, rows in self.rows.items():
            given = self.known.forms[name].answers
            if kept := [row for row in rows.values() if any(row[column] for column in given)]:
                answered[name] = kept
        return answered

    def _read_lines(self, sheet: Sheet, asked: list[Item], every: list[Item]) -> None:
        found = find_header(sheet, (LABEL, UNIT, VALUE))
        if not found:
            self._no_header(sheet, (LABEL, UNIT, VALUE))
            return
        header, columns = found
        self._check_columns(sheet, header, {normalised(label) for label in HEADER})
        of_label = {normalised(item.label): item for item in asked}
        elsewhere = {normalised(item.label) for item in every} - of_label.keys()
        seen: dict[str, str] = {}
        personal: list[str] = []
        for row in range(header + 1, len(sheet.rows) + 1):
            label, cell = (sheet.cell(row, columns[name]) for name in (LABEL, VALUE))
            place, name = Place(sheet.name, address(row, columns[VALUE])), normalised(seen_text(label))
            label_place = Place(sheet.name, address(row, columns[LABEL]))
            if not name:
                words = [words for other in sheet.rows[row - 1] if (words := personal_words(seen_text(other)))]
                personal += words
                if not is_blank(cell) and not words:
                    self.remark(place, seen_text(cell), "此行没有填报项目", "an item beside the value")
            elif name in seen:
                self.remark(label_place, label, f"填报项目重复，已在 {seen[name]}", f"each item once, see {seen[name]}")
            elif name in of_label:
                seen[name] = label_place.cell or ""
                self._check_unit(sheet, row, columns[UNIT], of_label[name])
                self._take_line(of_label[name], sheet, row, columns[VALUE])
            elif is_personal(name):
                personal.append(personal_words(name))
            elif name not in elsewhere:
                close = difflib.get_close_matches(name, of_label, n=1)
                like_zh = f"，最接近的是“{of_label[close[0]].label}”" if close else ""
                like_en = f"; nearest: {of_label[close[0]].label}" if close else ""
                self.remark(label_place, label, f"不认识的填报项目{like_zh}", f"an item of the form{like_en}")
            elif not is_blank(cell):
                self.remark(place, seen_text(cell), "本校不填此项，应为空", "empty: this school is not asked for it")
        self._say_what_was_dropped(sheet, personal)
        for name in of_label.keys() - seen.keys():
            item = of_label[name]
            self.remark(Place(sheet.name), "", f"缺少填报项目“{item.label}”", f"the item {item.label}: it is missing")

    def _take_line(self, item: Item, sheet: Sheet, row: int, column: int) -> None:
        form, key = self.known.forms[item.form], self.known.key(item, self.keys)
        value = self._value(item, sheet, row, column, is_needed=self.known.is_needed(item, key))
        place = Place(sheet.name, address(row, column))
        if item.entry == "locked":
            expected = (self.school or self.keys)[item.column]
            if value != expected:
                self.remark(
                    place,
                    seen_text(sheet.cell(row, column)),
                    f"此项不可改动，应为 {expected}",
                    f"{expected}: the cell is locked",
                )
                return
        if item.form == "county_figures" and item.column in form.keys:
            return
        self.rows.setdefault(item.form, {}).setdefault(key, _blank_row(form, key))[item.column] = value
        self.places[item.form, key, item.column] = place

    def _read_table(self, sheet: Sheet, items: list[Item]) -> None:
        found = find_header(sheet, [item.label for item in items])
        if not found:
            self._no_header(sheet, [item.label for item in items])
            return
        header, columns = found
        self._check_columns(sheet, header, {normalised(label) for label in (*columns, LAST)})
        form = self.known.forms[items[0].form]
        rows = self.rows.setdefault(form.name, {})
        for number in range(header + 1, len(sheet.rows) + 1):
            cells = {item: sheet.cell(number, columns[item.label]) for item in items}
            is_empty = all(is_blank(cell) for item, cell in cells.items() if item.entry == "fill")
            if is_empty and not any(address(number, columns[item.label]) in sheet.faults for item in items):
                continue
            if any(normalised(seen_text(cell)) in SUM_ROWS for cell in cells.values()):
                self.remark(
                    Place(sheet.name, address(number, 1)), "", "合计行，未读取", "a sum row: not read", "notice"
                )
                continue
            places = {item: Place(sheet.name, address(number, columns[item.label])) for item in items}
            values = {
                item.column: self._value(item, sheet, number, columns[item.label], is_needed=item.is_required)
                for item in items
            }
            key = self.known.key(items[0], {**self.keys, **values})
            first = places[next(item for item in items if item.column in form.keys)]
            if not all(values[item.column] for item in items if item.column in self.known.required[form.name]):
                continue  # said already: such a row has no place among the others
            if key in rows:
                self.remark(first, " ".join(key), "与前面一行重复", "a row of its own: the same stands above")
                continue
            if form.name == "classes":
                self._check_grade(values, next(p for i, p in places.items() if i.column == "grade"))
            rows[key] = _blank_row(form, key) | values
            self.places |= {(form.name, key, item.column): places[item] for item in items}
            if form.name == "documents":
                self._check_question(values, next(p for i, p in places.items() if i.column == "subgroup"))

    def _value(self, item: Item, sheet: Sheet, row: int, column: int, *, is_needed: bool) -> str:
        """The value of a cell, with what is to be said about it."""
        choices = self.known.choices(item.choices, self.keys["county_code"], self.school)
        reading = read_at(sheet, row, column, item.value_type, choices)
        place, seen = Place(sheet.name, address(row, column)), seen_text(sheet.cell(row, column))
        if item.value_type == "school_id" and reading.value and reading.severity != "stop":
            reading = _with_zeros(reading, len(self.keys["school_id"]))
        if reading.severity == "stop":
            self.remark(place, seen, reading.zh, reading.en)
        elif not reading.value and item.column in self.known.required[item.form]:
            self.remark(place, seen, f"“{item.label}”必填，不能为空", f"a value for {item.label}: it must be filled")
        elif not reading.value and is_needed:
            self.remark(place, seen, f"必填项“{item.label}”未填，按缺报处理", "a value; read as missing", "ask")
        elif reading.severity:
            self.remark(place, seen, reading.zh, reading.en, reading.severity)
        return reading.value

    # What fits together

    def _check_unit(self, sheet: Sheet, row: int, column: int, item: Item) -> None:
        unit = seen_text(sheet.cell(row, column))
        if normalised(unit) != normalised(item.unit):
            self.remark(
                Place(sheet.name, address(row, column)),
                unit,
                f"单位应为“{item.unit}”：请按此单位填数，不要改单位",
                f"the unit {item.unit}: give the figure in it and leave the unit",
            )

    def _check_grade(self, values: Row, place: Place) -> None:
        """A class is of a grade of its stage."""
        grades = self.known.fields.grades[values["stage"]]
        if int(values["grade"]) not in grades:
            label, shown = self.known.fields.stage_labels[values["stage"]], f"{grades.start}–{grades.stop - 1}"
            zh, en = f"{label}的年级应为 {shown}", f"a grade of the {values['stage']} stage: {shown}"
            self.remark(place, values["grade"], zh, en)

    def _check_question(self, values: Row, place: Place) -> None:
        asked = (values["indicator_id"], values["subgroup"])
        if asked not in self.known.questions:
            self.remark(
                place,
                " ".join(asked).strip(),
                "应为该指标的一个分项，没有分项的留空",
                "a part of the indicator, if any",
            )

    def _compare_class_tables(self, school: Row) -> None:
        """Of each stage either the list of its classes or how many are of which size."""
        fields = self.known.fields
        tables = {
            name: {row["stage"] for row in self.rows.get(name, {}).values()} for name in ("classes", "class_bands")
        }
        sheets = {item.form: item.sheet for item in fields.items[SCHOOL] if not item.is_line}
        for stage in fields.stages(school):
            label, place = fields.stage_labels[stage], Place(sheets["class_bands"])
            if all(stage in stages for stages in tables.values()):
                self.remark(
                    place,
                    label,
                    f"已填“{sheets['classes']}”表的学段不填此表",
                    f"nothing of a stage whose classes are listed in {sheets['classes']}",
                )
            elif stage in fields.compulsory and not any(stage in stages for stages in tables.values()):
                self.remark(
                    Place(sheets["classes"]),
                    "",
                    f"{label}的班级未填（“{sheets['classes']}”或“{sheets['class_bands']}”），按缺报处理",
                    f"the classes of the {stage} stage; read as missing",
                    "ask",
                )

    def _check_columns(self, sheet: Sheet, header: int, ours: set[str]) -> None:
        """Say which columns stand beside ours."""
        personal = []
        for column, cell in enumerate(sheet.rows[header - 1], 1):
            label = seen_text(cell)
            if normalised(label) in ("", *ours):
                continue
            if is_personal(label):
                personal.append(personal_words(label))
            else:
                place = Place(sheet.name, address(header, column))
                self.remark(place, label, "此列不属于填报表，未读取", "no column of the form: not read", "notice")
        self._say_what_was_dropped(sheet, personal)

    def _say_what_was_dropped(self, sheet: Sheet, personal: Iterable[str]) -> None:
        if words := "、".join(dict.fromkeys(personal)):
            zh, en = "个人信息，未读取：本软件不收", "about persons: not read, and not wanted"
            self.remark(Place(sheet.name), words, zh, en, "notice")

    def _no_header(self, sheet: Sheet, labels: Iterable[str]) -> None:
        listed = "、".join(labels)
        self.remark(Place(sheet.name), "", f"找不到表头：{listed}", f"a header row with {listed}")


def _blank_row(form: SurveyForm, key: Key) -> Row:
    return dict.fromkeys((*form.keys, *form.answers), "") | dict(zip(form.keys, key, strict=True))


def _with_zeros(reading: Reading, length: int) -> Reading:
    """A school id that became a number lost the zeros before it."""
    whole = reading.value.zfill(length)
    if whole == reading.value:
        return reading
    return Reading(whole, "notice", f"标识码按文本读为 {whole}", f"the id is read as {whole}")
