"""The survey form of one school as another office prints it.

Such a form asks a through-school for its teachers and classes as a whole. What cannot be told by stage is not read, and
the file says so: it stays unknown, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from edu_balance.intake.cells import Reading
from edu_balance.intake.delivery import Place, Row
from edu_balance.intake.fields import SCHOOL, Item, normalised
from edu_balance.intake.labels import Label
from edu_balance.intake.plain_form import COUNTY_FORMS, NAMED, PlainForm, is_same_name
from edu_balance.intake.plain_lines import Line
from edu_balance.intake.printed_labels import bare
from edu_balance.intake.school_ids import read_school_id

# The kinds of school as the form prints them, by the stages they teach.
KINDS = {
    "小学": ("primary",),
    "初中": ("junior",),
    "九年一贯制": ("primary", "junior"),
    "十二年一贯制": ("primary", "junior", "senior"),
    "完全中学": ("junior", "senior"),
}


class SchoolForm(PlainForm):
    """The form of one school."""

    workbook = SCHOOL
    school: Row

    def identify(self) -> bool:
        """Whether it is the form of a school that must answer in this term; remarks if not."""
        registered = self.known.registered(self.term_id)
        name, code = self.line("schools", "school_name"), self.line("schools", "school_id")
        if self.has_no_value(name) or self.has_no_value(code):
            return False
        called = [row for row in registered.values() if name and is_same_name(row["school_name"], name.seen)]
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
