"""What each column of a county-wide export says: of the register, of a survey form, or nothing that is read."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from edu_balance.intake.delivery import Place
from edu_balance.intake.export_table import Column, Table
from edu_balance.intake.fields import normalised
from edu_balance.intake.labels import Label
from edu_balance.intake.persons import is_personal, personal_words
from edu_balance.intake.remarks import Remarks

REGISTER = "schools"
CLASSES, ARTS = "班数", "艺术"
NUMBERING = ("序号", "行号", "编号", "行次")
# What the integrated subject's total holds where only its sub-columns name it.
ARTS_PARTS = {"music": "音乐", "fine_art": "美术"}
# How like a missing label another must look to be taken for a slip of the pen.
ALIKE = 0.8
# survey form and column
Target = tuple[str, str]


@dataclass(frozen=True)
class Columns:
    """Which column of a table says what."""

    identity: Mapping[str, Column]  # by column of the register
    values: tuple[tuple[Column, Label], ...]
    within_arts: tuple[str, ...]  # subjects that stand only below the total of the integrated one, taken once

    def of(self, form: str, name: str) -> Column | None:
        targets = ((column, label) for column, label in self.values)
        return next((column for column, label in targets if (label.form, label.column_name) == (form, name)), None)


def identity_columns(table: Table, labels: Iterable[Label]) -> dict[str, Column]:
    """The columns that say which school a row is of, and what the register says of it too."""
    names = {normalised(label.column): label.column_name for label in labels if label.form == REGISTER}
    found: dict[str, Column] = {}
    for column in table.columns:
        # a group such as 学校基本信息 may stand over them
        if column.labels and column.labels[-1] in names:
            found.setdefault(names[column.labels[-1]], column)
    return found


def read_columns(
    table: Table, stage: str, labels: Iterable[Label], remarks: Remarks, place: Callable[[int], Place]
) -> Columns:
    """Every column of a table of one stage, with what there is to say. `place`: where the label of a column stands."""
    return _Reader(table, stage, tuple(labels), remarks, place).read()


@dataclass
class _Reader:
    table: Table
    stage: str
    labels: tuple[Label, ...]
    remarks: Remarks
    place: Callable[[int], Place]

    def __post_init__(self) -> None:
        self.identity = identity_columns(self.table, self.labels)
        self.values: dict[Target, tuple[Column, Label]] = {}
        self.unread: list[Column] = []

    def read(self) -> Columns:
        by_labels: dict[tuple[str, ...], list[Label]] = {}
        for label in self.labels:
            if label.form != REGISTER:
                by_labels.setdefault(tuple(map(normalised, label.column.split(">"))), []).append(label)
        named = {column.number for column in self.identity.values()}
        for column in self.table.columns:
            if column.labels and column.number not in named:
                self._take(column, by_labels.get(column.labels, []))
        within_arts = self._within_arts()
        missing = self._missing({*self.values, *(("teachers", name) for name in within_arts)})
        self._say_of_unread(missing)
        self._say_of_missing(missing)
        return Columns(self.identity, tuple(self.values.values()), within_arts)

    def _take(self, column: Column, labels: list[Label]) -> None:
        place, shown = self.place(column.number), shown_labels(column)
        mine = [label for label in labels if label.stage in ("", self.stage)]
        if personal := [label for label in column.labels if is_personal(label)]:
            words = "、".join(map(personal_words, personal))
            self.remarks.add(place, words, "个人信息栏，未读取", "about persons: not read", "notice")
        elif not labels:
            self.unread.append(column)
        elif not mine:
            self.remarks.gather(place, shown, "另一学段的栏目，未读取", "of the other stage: not read", "notice")
        elif label := self._in_its_unit(column, mine):
            target = (label.form, label.column_name)
            if target in self.values:
                first = self.place(self.values[target][0].number).cell
                self.remarks.add(place, shown, f"与 {first} 重复，只能保留一列", f"one column only: as {first}")
            self.values[target] = column, label

    def _in_its_unit(self, column: Column, labels: list[Label]) -> Label | None:
        """The label by the unit of the column, else of the title; money without any unit is asked about."""
        ours, place, shown = labels[0], self.place(column.number), shown_labels(column)
        by_unit = {label.unit: label for label in labels}
        unit = column.unit
        if not unit and len({label.factor for label in labels}) > 1:
            in_title = by_unit.keys() & self.table.title_units
            unit = min(in_title) if len(in_title) == 1 else ours.unit
            if len(in_title) != 1:
                zh, en = f"未写明单位，暂按“{ours.unit}”读取，请核对", f"no unit is named: read as {ours.unit}"
                self.remarks.add(place, shown, zh, en, "ask")
        if unit and unit not in by_unit:
            known = " / ".join(by_unit)
            self.remarks.add(place, f"{shown}（{unit}）", f"单位应为 {known}", f"the unit {known}")
            return None
        label = by_unit.get(unit, ours)
        if label.factor != 1:
            zh, en = f"单位为“{unit}”，已换算为“{ours.unit}”", f"given in {unit}: turned into {ours.unit}"
            self.remarks.add(place, shown, zh, en, "notice")
        return label

    def _within_arts(self) -> tuple[str, ...]:
        """The subjects that stand only below the total of the integrated subject: it holds them."""
        if ("teachers", "arts") not in self.values:
            return ()
        below = {column.labels[-1]: column for column in self.unread if ARTS in column.labels[:-1]}
        found = []
        for name, word in ARTS_PARTS.items():
            if word not in below:
                continue
            place, shown = self.place(below[word].number), shown_labels(below[word])
            if ("teachers", name) in self.values:
                zh = f"“{word}”另有一栏：请确认其教师不在“艺术”的“计”内，以免重复计算"
                en = f"{word} has a column of its own too: confirm that nobody is counted in both"
                self.remarks.add(place, shown, zh, en, "ask")
            else:
                zh, en = f"已含在“艺术”的“计”中，{word}按 0 计", f"within the total of {ARTS}: {word} is read as 0"
                self.remarks.add(place, shown, zh, en, "notice")
                found.append(name)
        return tuple(found)

    def _missing(self, found: set[Target]) -> dict[Target, str]:
        """The columns an export has and this one lacks, by the first of their labels."""
        missing: dict[Target, str] = {}
        for label in self.labels:
            target = (label.form, label.column_name)
            if label.form != REGISTER and label.stage in ("", self.stage) and target not in found:
                missing.setdefault(target, label.column)
        return missing

    def _say_of_unread(self, missing: Mapping[Target, str]) -> None:
        """A label that looks like a missing one is a slip of the pen; the others are of no use here."""
        wanted = {
            normalised(label.column): label.column
            for label in self.labels
            if (label.form, label.column_name) in missing and label.stage in ("", self.stage)
        }
        for column in self.unread:
            place, shown = self.place(column.number), shown_labels(column)
            close = difflib.get_close_matches(">".join(column.labels), wanted, n=1, cutoff=ALIKE)
            if close and ARTS not in column.labels[:-1]:
                like = wanted[close[0]]
                self.remarks.add(place, shown, f"不认识的栏目，最接近的是“{like}”", f"a known label; nearest: {like}")
            elif column.labels[0] == CLASSES:
                zh, en = "只有班数、没有各班人数，不用于班额", "classes without their sizes: not used for class sizes"
                self.remarks.gather(place, shown, zh, en, "notice")
            elif column.labels[-1] not in NUMBERING:
                self.remarks.gather(place, shown, "本软件不用的栏目，未读取", "of no use here: not read", "notice")

    def _say_of_missing(self, missing: Mapping[Target, str]) -> None:
        if ("pupils", "pupils") in missing:
            self.remarks.add(self.place(1), "", "缺少栏目“在校生数>合计”", "the column 在校生数>合计: it is missing")
        elif missing:
            listed = "、".join(missing.values())
            zh, en = f"缺少栏目 {listed}，按缺报处理", f"these columns; they are read as missing: {listed}"
            self.remarks.add(self.place(1), "", zh, en, "ask")


def shown_labels(column: Column) -> str:
    return ">".join(column.labels)
