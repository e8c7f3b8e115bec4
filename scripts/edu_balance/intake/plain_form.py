"""What all survey forms that are not ours have in common: rows that answer items of our own dictionary."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from edu_balance.intake.cells import DECIMALS, Reading
from edu_balance.intake.delivery import Place, Row, Severity, ValueKey
from edu_balance.intake.fields import Item, Workbook, normalised
from edu_balance.intake.known import Known
from edu_balance.intake.labels import Label
from edu_balance.intake.plain_lines import Line
from edu_balance.intake.remarks import Remarks
from edu_balance.intake.survey_file import Key

COUNTY_FORMS = ("counties", "county_figures")
# So many items are named where a message is about some.
NAMED = 4


@dataclass
class PlainForm(ABC):
    """One form being read."""

    workbook: ClassVar[Workbook]
    known: Known
    term_id: str
    remarks: Remarks
    lines: Sequence[Line]
    keys: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[Key, Row]] = field(default_factory=dict)
    places: dict[ValueKey, Place] = field(default_factory=dict)

    @abstractmethod
    def identify(self) -> bool:
        """Whether it is the form of somebody who must answer in this term; remarks if not."""

    @abstractmethod
    def read_lines(self) -> None:
        """Take in what the rows answer, and say what is not."""

    @abstractmethod
    def expected(self) -> Iterable[Label]:
        """The labels that such a form has for whoever fills it in, and that must be answered."""

    @abstractmethod
    def needed(self) -> Iterable[Item]:
        """What our own form insists on."""

    @abstractmethod
    def item_of(self, label: Label) -> Item | None:
        """The item of our dictionary that a label answers, where it can be told."""

    def line(self, form: str, column: str) -> Line | None:
        """The row that says what goes to a column, where the form has one."""
        return next((line for line in self.lines if (line.label.form, line.label.column_name) == (form, column)), None)

    def has_no_value(self, line: Line | None) -> bool:
        """Whether a cell that says whose form it is holds a formula without a value; a remark if so."""
        if line is None or line.place.cell not in line.sheet.faults:
            return False
        reading = line.read("text")
        self.remarks.add(line.place, line.seen, reading.zh, reading.en)
        return True

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
            self.remarks.add(lines[0].place, listed(line.label.row for line in lines), zh, en, severity)

    def ask_for_missing_lines(self) -> None:
        """Rows that the form should have and has not."""
        present = {line.label.row for line in self.lines}
        labels = [label for label in self.expected() if label.row not in present]
        if missing := list(dict.fromkeys(label.row for label in labels)):
            zh = f"表中缺少 {len(missing)} 个填报项目，按缺报处理"
            self.remarks.add(Place(), listed(missing), zh, f"{len(missing)} items more; read as missing", "ask")

    def say_what_is_not_asked(self) -> None:
        """What our own form asks and this one does not."""
        covered = {item.item_id for label in self.expected() if (item := self.item_of(label))}
        unasked = [item.label for item in self.needed() if item.item_id not in covered]
        if unasked:
            zh = f"本表没有本软件需要的 {len(unasked)} 项，保持未知，直到报来本软件的填报表"
            en = f"{len(unasked)} items more, as our own form asks them: they stay unknown until it is sent"
            self.remarks.add(Place(), listed(unasked), zh, en, "notice")


def is_same_name(ours: str, theirs: str) -> bool:
    return normalised(ours) == normalised(theirs)


def listed(labels: Iterable[str]) -> str:
    """Some names and how many there are: a message is a line."""
    names = list(dict.fromkeys(labels))
    return "、".join(names[:NAMED]) + (f" 等 {len(names)} 项" if len(names) > NAMED else "")


def _times(value: str, factor: Decimal) -> str:
    product = (Decimal(value) * factor).quantize(DECIMALS).normalize()
    return f"{product:f}"
