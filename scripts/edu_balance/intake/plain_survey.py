"""Reads a survey form that is not ours: a school's or a county's, its items known by their printed labels.

Such a form asks a through-school for its teachers and classes as a whole. What cannot be told by stage is not read, and
the file says so: it stays unknown, never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from edu_balance.intake.cells import DECIMALS, Reading, seen_text
from edu_balance.intake.delivery import Delivery, Place, Row, Severity, ValueKey
from edu_balance.intake.fields import COUNTY, SCHOOL, Item, Workbook, normalised, period
from edu_balance.intake.known import Known
from edu_balance.intake.labels import Label
from edu_balance.intake.layout import CHOICES_SHEET, KEY_SHEET, LAST
from edu_balance.intake.plain_lines import Line, find_lines, forms_in
from edu_balance.intake.printed_labels import bare
from edu_balance.intake.remarks import Remarks
from edu_balance.intake.school_ids import read_school_id
from edu_balance.intake.survey_file import Key
from edu_balance.intake.workbook_file import Sheet

SHAPES: Mapping[Workbook, str] = {SCHOOL: "plain_survey_school", COUNTY: "plain_survey_county"}
COUNTY_FORMS = ("counties", "county_figures")
# The kinds of school as the form prints them, by the stages they teach.
KINDS = {
    "小学": ("primary",),
    "初中": ("junior",),
    "九年一贯制": ("primary", "junior"),
    "十二年一贯制": ("primary", "junior", "senior"),
    "完全中学": ("junior", "senior"),
}
NAMED = 4


def is_plain_survey(sheets: Mapping[str, Sheet]) -> bool:
    """Whether a workbook has the rows of such a form and none of the marks of our own."""
    if KEY_SHEET in sheets or CHOICES_SHEET in sheets:
        return False
    headers = [sheets[name].rows[header - 1] for name, (header, _) in forms_in(sheets).items()]
    return bool(headers) and not any(normalised(seen_text(cell)) == LAST for row in headers for cell in row)


def read_plain_survey(path: Path, sheets: Mapping[str, Sheet], sha256: str, known: Known, term_id: str) -> Delivery:
    """The form as it was read for this term. Never raises for what is in the file: it says so in remarks."""
    remarks = Remarks(path.name)
    lines = find_lines(sheets, known.labels["survey"], remarks)
    of_county = [line for line in lines if line.label.form in COUNTY_FORMS]
    reader = (_CountyForm if len(of_county) > len(lines) / 2 else _SchoolForm)(known, term_id, remarks, lines)
    if not lines:
        remarks.add(
            Place(), "", "没有认识的填报项目：请用发下的原表填报", "items that are known: use the form handed out"
        )
    elif 0 < len(of_county) < len(lines):
        both = min(of_county, [line for line in lines if line not in of_county], key=len)
        zh, en = "学校的项目和县级的项目请分表填报", "items of a school or of the county: one form for each"
        remarks.add(both[0].place, both[0].label.row, zh, en)
    elif reader.identify():
        reader.read()
    return Delivery(
        path=path,
        sha256=sha256,
        shape=SHAPES[reader.workbook],
        county_code=reader.keys.get("county_code", ""),
        term_id=term_id,
        school_id=reader.keys.get("school_id") or None,
        rows=reader.answered_rows(),
        places=reader.places,
        remarks=remarks.all(),
    )


@dataclass
class _Form:
    """One form being read."""

    known: Known
    term_id: str
    remarks: Remarks
    lines: Sequence[Line]
    keys: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[Key, Row]] = field(default_factory=dict)
    places: dict[ValueKey, Place] = field(default_factory=dict)

    def line(self, form: str, column: str) -> Line | None:
        """The row that says what goes to a column, where the form has one."""
        return next((line for line in self.lines if (line.label.form, line.label.column_name) == (form, column)), None)

    def answered_rows(self) -> dict[str, list[Row]]:
        """The rows with an answer in them."""
        answered = {
            name: [row for row in rows.values() if any(row[column] for column in self.known.forms[name].answers)]
            for name, rows in self.rows.items()
        }
        return {name: rows for name, rows in answered.items() if rows}

    def read(self) -> None:
        """Every row that answers something; then what the form cannot say."""
        self.read_lines()
        self.say_what_is_not_read()
        self.ask_for_missing_lines()
        self.say_what_is_not_asked()

    def take(self, line: Line, items: Sequence[Item], **given: str) -> None:
        """The value of a row as the answer to an item of our dictionary, or to each of several."""
        choices = self.known.choices(items[0].choices, self.keys["county_code"])
        reading = line.read(items[0].value_type, choices)
        keys = [self.known.key(item, {**self.keys, **given}) for item in items]
        is_needed = any(self.known.is_needed(item, key) for item, key in zip(items, keys, strict=True))
        value = self._said(line, reading, is_needed=is_needed)
        for item, key in zip(items, keys, strict=True):
            form = self.known.forms[item.form]
            blank = dict.fromkeys((*form.keys, *form.answers), "") | dict(zip(form.keys, key, strict=True))
            row = self.rows.setdefault(item.form, {}).setdefault(key, blank)
            before = row[item.column]
            row[item.column] = str(int(before) + int(value)) if before and value else before or value
            self.places.setdefault((item.form, key, item.column), line.place)

    def _said(self, line: Line, reading: Reading, *, is_needed: bool) -> str:
        """The value of a reading, with what there is to say about it."""
        if reading.severity == "stop":
            self.remarks.add(line.place, line.seen, reading.zh, reading.en)
            return ""
        if not reading.value and is_needed:
            zh = f"必填项“{line.label.row}”未填，按缺报处理"
            self.remarks.add(line.place, line.seen, zh, "a value; read as missing", "ask")
        elif reading.severity:
            self.remarks.add(line.place, line.seen, reading.zh, reading.en, reading.severity)
        factor = line.label.factor
        return reading.value if factor == 1 or not reading.value else _times(reading.value, factor)

    def item(self, label: Label, stage: str = "") -> Item | None:
        """The item of our dictionary that a label asks for, of a stage where it is held by stage."""
        found = [
            item
            for item in self.known.fields.items[self.workbook]
            if item.form == label.form
            and (item.measure_id or item.column) == label.column_name
            and item.stage in ("", stage)
        ]
        if len(found) > 1:  # of this year and of the last one
            found = [item for item in found if normalised(item.label) == normalised(label.row)]
        return found[0] if found else None

    def say_what_is_not_read(self) -> None:
        """One notice for all that the form asks beyond what is judged."""
        unread = [line for line in self.lines if not line.label.column_name and line.is_filled]
        areas = [line for line in unread if line.label.form == "premises"]
        zh = "只有人口密度过高的大城市中心城区学校可计，未计入"
        self.name(areas, zh, "nothing: only schools of dense city centres may count these, not read")
        others = [line for line in unread if line not in areas]
        self.name(others, "不需要，或由其他数据得出，未读取", "not needed, or worked out from other answers: not read")

    def name(self, lines: Sequence[Line], zh: str, en: str, severity: Severity = "notice") -> None:
        """One remark that names the items of some rows, at the first of them."""
        if lines:
            self.remarks.add(lines[0].place, _listed(line.label.row for line in lines), zh, en, severity)

    def ask_for_missing_lines(self) -> None:
        """Rows that the form should have and has not."""
        present = {line.label.row for line in self.lines}
        labels = [label for label in self.expected() if label.row not in present]
        if missing := list(dict.fromkeys(label.row for label in labels)):
            zh = f"表中缺少 {len(missing)} 个填报项目，按缺报处理"
            self.remarks.add(Place(), _listed(missing), zh, f"{len(missing)} items more; read as missing", "ask")

    def say_what_is_not_asked(self) -> None:
        """What our own form asks and this one does not."""
        covered = {item.item_id for label in self.expected() if (item := self.item_of(label))}
        unasked = [item.label for item in self.needed() if item.item_id not in covered]
        if unasked:
            zh = f"本表没有本软件需要的 {len(unasked)} 项，保持未知，直到报来本软件的填报表"
            en = f"{len(unasked)} items more, as our own form asks them: they stay unknown until it is sent"
            self.remarks.add(Place(), _listed(unasked), zh, en, "notice")


class _SchoolForm(_Form):
    """The form of one school."""

    workbook = SCHOOL
    school: Row

    def identify(self) -> bool:
        """Whether it is the form of a school that must answer in this term; remarks if not."""
        registered = self.known.registered(self.term_id)
        name, code = self.line("schools", "school_name"), self.line("schools", "school_id")
        called = [row for row in registered.values() if name and _same_name(row["school_name"], name.seen)]
        reading = read_school_id(code.sheet.cell(code.row, code.column)) if code else Reading("")
        if reading.value and code:
            school = registered.get(reading.value)
            if reading.severity:
                self.remarks.add(code.place, code.seen, reading.zh, reading.en, reading.severity)
        elif code and reading.severity == "stop":
            self.remarks.add(code.place, code.seen, reading.zh, reading.en)
            return False
        else:
            school = called[0] if len(called) == 1 else None
        if school is None or (name and called and school not in called):
            known = "、".join(f"{row['school_name']} {row['school_id']}" for row in called[:NAMED])
            zh = "应为本学期登记的学校的代码" + (f"（按校名：{known}）" if called else "")
            en = "the code of a school registered for this term" + (f" (by its name: {known})" if called else "")
            at = code or name
            self.remarks.add(at.place if at else Place(), at.seen if at else "", zh, en)
            return False
        if not reading.value and name:
            zh, en = f"没有学校代码，按校名读为 {school['school_id']}", f"no code; by its name {school['school_id']}"
            self.remarks.add(name.place, name.seen, zh, en, "notice")
        elif name and not called and name.is_filled:
            zh, en = (
                f"登记的校名为“{school['school_name']}”，请确认是同一所学校",
                f"{school['school_name']}, as registered",
            )
            self.remarks.add(name.place, name.seen, zh, en, "ask")
        self.school = school
        self.keys = {name: school[name] for name in ("county_code", "school_id")} | {"term_id": self.term_id}
        return self._is_of_its_kind()

    def _is_of_its_kind(self) -> bool:
        """Whether the kind of school on the form teaches the stages of the kind it is registered as."""
        kind = self.known.fields.kinds[self.school["school_kind"]]["label_zh"]
        line = self.line("schools", "school_kind")
        said = normalised(line.seen).removesuffix("学校") if line else ""
        if not line or not line.is_filled or said == normalised(kind).removesuffix("学校"):
            return True
        if KINDS.get(said) == self.stages:
            return True
        zh, en = f"登记为“{kind}”，请核对学校代码和类型", f"{kind}, as registered: see to the code and the kind"
        self.remarks.add(line.place, line.seen, zh, en)
        return False

    @property
    def stages(self) -> tuple[str, ...]:
        return self.known.fields.stages(self.school)

    def expected(self) -> Iterable[Label]:
        """The labels that such a form has for this school and that must be answered."""
        for label in self.known.labels["survey"]:
            item = self.item_of(label) if label.form not in COUNTY_FORMS else None
            if item and self.is_asked(item) and item.is_required and item.entry == "fill":
                yield label

    def needed(self) -> Iterable[Item]:
        """What our own form insists on; classes may come as a list or by size."""
        asked = self.known.fields.asked_of(self.school)
        return (item for item in asked if item.is_required and item.entry == "fill" and item.form != "classes")

    def item_of(self, label: Label) -> Item | None:
        """The item a label asks for, where it can be told: a whole school's figure only for a school of one stage."""
        if not label.column_name or self._is_whole(label):
            return None
        return self.item(label, label.stage or self.stages[0])

    def is_asked(self, item: Item) -> bool:
        return item in self.known.fields.asked_of(self.school)

    def _is_whole(self, label: Label) -> bool:
        """Whether a label asks for all stages at once what we hold by stage."""
        form = self.known.forms[label.form]
        return not label.stage and "stage" in form.keys and len(self.stages) > 1

    def read_lines(self) -> None:
        whole, unasked = [], []
        counted: dict[Item, list[Line]] = {}
        for line in self.lines:
            label = line.label
            if not label.column_name or label.column_name in ("school_id", "school_name", "school_kind"):
                continue
            item = self.item_of(label)
            if label.stage and label.stage not in self.stages:
                self._refuse_stage(line)
            elif self._is_whole(label):
                whole += [line] * line.is_answered
            elif item is None or not self.is_asked(item):
                unasked += [line] * line.is_filled
            elif label.form == "class_bands":
                self.take(line, [item], stage=self.stages[0], band=label.grade)
            else:
                self.take(line, [item])
                if bare(item.label) not in (bare(label.row), bare(f"{label.row}（{self._taught()}）")):
                    counted.setdefault(item, []).extend([line] * line.is_filled)
        self._say_what_is_whole(whole)
        self.name(unasked, "本校不填这些项目，未读取", "nothing: this school is not asked for these, not read")
        for item, lines in counted.items():
            self.name(lines, f"计入“{item.label}”", f"counted under {item.label}")
        self._compare_classes()
        self._ask_for_senior_pupils()
        self._keep_register()

    def _say_what_is_whole(self, lines: Sequence[Line]) -> None:
        """Figures of all stages of a school at once, by name; of the size bands only that they are."""
        sizes = [line for line in lines if line.label.form == "class_bands"]
        named = [line.label.row for line in lines if line not in sizes] + ["各班额段班级个数"] * bool(sizes)
        if named:
            zh = f"是全校合计，不能按学段区分，未读取：{'、'.join(named)}。保持未知，直到报来本软件的填报表"
            en = (
                f"by stage: {', '.join(named)} of the whole school are not read and stay unknown until our form is sent"
            )
            self.remarks.add(lines[0].place, "", zh, en, "notice")

    def _taught(self) -> str:
        return self.known.fields.stage_labels[self.stages[0]]

    def _refuse_stage(self, line: Line) -> None:
        if line.is_filled:
            label = self.known.fields.stage_labels[line.label.stage]
            zh, en = f"本校不设{label}，此项应为空", f"nothing: the school has no {line.label.stage} stage"
            self.remarks.add(line.place, line.seen, zh, en)

    def _compare_classes(self) -> None:
        """The classes of all sizes are the classes of the school."""
        form = [line for line in self.lines if line.label.form == "class_bands"]
        total = [line.read("count").value for line in form if not line.label.column_name]
        sizes = [line.read("count").value for line in form if line.label.column_name]
        if all(total) and total and all(sizes) and sizes and sum(map(int, sizes)) != int(total[0]):
            line = next(line for line in form if not line.label.column_name)
            found = sum(map(int, sizes))
            zh, en = f"各班额段班级数合计为 {found}，请核对", f"{found}, the sum of the classes of all sizes"
            self.remarks.add(line.place, line.seen, zh, en, "ask")

    def _ask_for_senior_pupils(self) -> None:
        others = [stage for stage in self.stages if stage not in self.known.fields.compulsory]
        if others and len(others) < len(self.stages):
            zh = "本表没有高中学生人数：校舍和设备不能在学段间分摊，相关指标保持未知"
            en = "the senior pupils: without them shared premises cannot be split, and what they decide stays unknown"
            self.remarks.add(Place(), "", zh, en, "notice")

    def _keep_register(self) -> None:
        """The form speaks for a part of the register's row only: the rest of it stays."""
        form = self.known.forms["schools"]
        for key, row in self.rows.get("schools", {}).items():
            for column in form.answers:
                if not row[column]:
                    row[column] = self.school[column]
                    self.places.pop(("schools", key, column), None)


class _CountyForm(_Form):
    """The form of a county."""

    workbook = COUNTY

    def identify(self) -> bool:
        """Whether it is the form of a county we know, filled in for this year; remarks if not."""
        name, code = self.line("counties", "label_zh"), self.line("county_figures", "county_code")
        given = unicodedata.normalize("NFKC", code.seen).strip() if code else ""
        called = [key for key, row in self.known.counties.items() if name and _same_name(row["label_zh"], name.seen)]
        found = given if given in self.known.counties else ""
        if not given and len(called) == 1 and name:
            found = called[0]
            self.remarks.add(name.place, name.seen, f"没有区县代码，按名称读为 {found}", f"no code; {found}", "notice")
        at = code or name
        if not found or (called and found not in called):
            zh, en = (
                "应为 counties.csv 中的区县代码，并与名称相符",
                "the code of a county of counties.csv, and its name",
            )
            self.remarks.add(at.place if at else Place(), at.seen if at else "", zh, en)
            return False
        if name and name.is_filled and not called:
            label = self.known.counties[found]["label_zh"]
            zh, en = f"{found} 为“{label}”，请确认是同一区县", f"{label}, as registered"
            self.remarks.add(name.place, name.seen, zh, en, "ask")
        self.keys = {"county_code": found, "term_id": self.term_id, "school_id": ""}
        return self._is_of_this_year()

    def _is_of_this_year(self) -> bool:
        """The form has no term, only the year it is filled in for: another year's figures are of other periods."""
        term, line = self.known.terms[self.term_id], self.line("county_figures", "period")
        year = period("calendar_year", term)
        said = re.sub(r"[年度学\s]", "", normalised(line.seen)) if line else ""
        if line and said in (year, term["school_year"]):
            return True
        place, seen = (line.place, line.seen) if line else (Place(), "")
        if said:
            self.remarks.add(place, seen, f"应为 {year} 年度的表", f"a form of {year}")
            return False
        zh, en = f"没有填报年度，按 {year} 年读取，请确认", f"the year of the form; read as {year}"
        self.remarks.add(place, seen, zh, en, "ask")
        return True

    def expected(self) -> Iterable[Label]:
        return (label for label in self.known.labels["survey"] if self.item_of(label))

    def needed(self) -> Iterable[Item]:
        return (item for item in self.known.fields.items[COUNTY] if item.is_required and item.measure_id)

    def item_of(self, label: Label) -> Item | None:
        is_figure = label.form == "county_figures" and label.column_name in self.measures
        return self.item(label, label.stage) if is_figure else None

    @property
    def measures(self) -> set[str]:
        return {item.measure_id for item in self.known.fields.items[COUNTY]} - {""}

    def read_lines(self) -> None:
        unsplit = []
        for line in self.lines:
            items = [item for label in line.labels if (item := self.item_of(label))]
            if items:
                self.take(line, items)
            elif line.label.column_name in self.measures:
                unsplit += [line] * line.is_filled
            if len(items) > 1 and line.is_filled:
                listed = "、".join(item.label for item in items)
                self.remarks.add(line.place, line.seen, f"同时计入：{listed}", f"read as each of: {listed}", "notice")
        self.name(
            unsplit, "是合计，须分项填报，未读取：保持未知", "its parts: the sum is not read, and they stay unknown"
        )


def _same_name(ours: str, theirs: str) -> bool:
    return normalised(ours) == normalised(theirs)


def _times(value: str, factor: Decimal) -> str:
    product = (Decimal(value) * factor).quantize(DECIMALS).normalize()
    return f"{product:f}"


def _listed(labels: Iterable[str]) -> str:
    """Some names and how many there are: a message is a line."""
    names = list(dict.fromkeys(labels))
    return "、".join(names[:NAMED]) + (f" 等 {len(names)} 项" if len(names) > NAMED else "")
