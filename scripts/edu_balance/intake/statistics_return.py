"""Reads the statistics return of one school: a workbook with a sheet per form, cells found by their labels.

Which label of which form says what of which survey column stands in seeds/reference/item_labels.csv. What the return
cannot tell stays out of the rows, so that the answers of other files stay. A blank cell tells nothing: it may be a 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from edu_balance.intake.cells import seen_text
from edu_balance.intake.delivery import Delivery, Place, Row, Severity
from edu_balance.intake.known import Known
from edu_balance.intake.labels import Label
from edu_balance.intake.persons import is_personal, personal_words
from edu_balance.intake.remarks import Remarks
from edu_balance.intake.return_cells import SheetCells, is_positive, shown_cells, times
from edu_balance.intake.return_figures import Figures
from edu_balance.intake.return_forms import Forms, forms_of, is_statistics_return
from edu_balance.intake.return_school import ReturnSchool, school_of
from edu_balance.intake.return_sheets import Found, NotFound, Table, alternatives, table_of, tidy
from edu_balance.intake.survey_file import Key
from edu_balance.intake.workbook_file import Sheet

__all__ = ["is_statistics_return", "read_statistics_return"]

SHAPE = "statistics_return"
# Columns that not every return has, and that no other figure hangs on.
NOT_IN_EVERY_RETURN = frozenset(
    ("pupils", column) for column in ("migrant", "left_behind", "fitness_tested", "fitness_passed")
)
ADDED, OR, BELOW = "+", "|", ">"
MOST_LABELS_SHOWN = 8


def read_statistics_return(
    path: Path, sheets: Mapping[str, Sheet], sha256: str, known: Known, term_id: str
) -> Delivery:
    """The return as it was read for a term. Never raises for what is in the file: it says so in remarks."""
    forms = forms_of(sheets, {label.form_no for label in known.labels["return"] if label.form_no})
    remarks = Remarks(path.name)
    school = school_of(forms, known, term_id, remarks)
    figures = Figures(known, remarks)
    if school:
        _Reader(known, term_id, forms, school, remarks, figures).read()
    return Delivery(
        path=path,
        sha256=sha256,
        shape=SHAPE,
        form_version=forms.series,
        county_code=school.row["county_code"] if school else "",
        term_id=term_id,
        school_id=school.row["school_id"] if school else None,
        rows=figures.answered_rows(school.school_ids, term_id) if school else {},
        places=figures.places,
        remarks=remarks.all(),
    )


@dataclass
class _Reader:
    """The forms of one return being read, its school known."""

    known: Known
    term_id: str
    forms: Forms
    school: ReturnSchool
    remarks: Remarks
    figures: Figures
    cells: dict[str, SheetCells] = field(default_factory=dict)

    def read(self) -> None:
        by_form: dict[str, list[Label]] = {}
        for label in self.known.labels["return"]:
            if label.form:
                by_form.setdefault(label.form_no, []).append(label)
        lists_doctors = {}
        for number, labels in by_form.items():
            pages = self.forms.of(number)
            for page in pages:
                lists_doctors[page.sheet.name] = any(label.column_name == "doctor" for label in labels)
            if pages:
                self._read_form([page.sheet for page in pages], labels)
        self.figures.agree(lists_doctors)
        for cells in self.cells.values():
            cells.say()
        self._say_what_is_missing(by_form)
        self._say_which_sheets_were_not_read()
        self._say_which_persons_were_left_out()

    def _read_form(self, sheets: Sequence[Sheet], labels: Sequence[Label]) -> None:
        tables = [table for sheet in sheets if (table := table_of(sheet))]
        if not tables:
            if any(self._is_wanted(label) for label in labels):
                zh, en = "找不到表头（“甲、乙”或“项目、编号”）", "the header of the form (甲, 乙 or 项目, 编号)"
                self.remarks.add(Place(sheets[0].name), "", zh, en)
            return
        other_stages: list[str] = []
        whole_school: list[str] = []
        of_parent: list[str] = []
        not_there: list[str] = []
        faults: dict[NotFound, None] = {}
        for _, alike in groupby(labels, _target):
            units = list(alike)
            label, found = units[0], self._find(tables, units[0])
            cells = [cell for cell in found if isinstance(cell, Found)]
            missed = [cell for cell in found if isinstance(cell, NotFound)]
            if not self._is_told_apart(label):
                whole_school += [cell.address for cell in cells]
            elif not self._is_by_stage(label) and self.school.is_attached:
                of_parent += [cell.address for cell in cells if is_positive(cell)]
            elif not self._is_wanted(label):
                other_stages += [cell.address for cell in cells if is_positive(cell)]
            elif not missed:
                self._take(label, units, cells)
            elif self._may_be_absent(label) and not missed[0].twice:
                not_there.append(missed[0].missing)
            else:
                faults[missed[0]] = None
        place = Place(tables[0].sheet.name)
        for fault in faults:
            self._say_not_found(place, fault)
        self._say_what_is_not_read(place, other_stages, whole_school, of_parent, not_there)
        self._say_of_unknown_labels(place, tables, labels[0].form_no)

    def _find(self, tables: Sequence[Table], label: Label) -> list[Found | NotFound]:
        """The cell of a label on whichever page; the cells of labels that are added up."""
        stage_label = self.known.fields.stage_labels.get(label.stage, "")
        found = []
        for row in label.row.split(ADDED):
            tried = [table.find(row, label.column, stage_label) for table in tables]
            found.append(min(tried, key=_how_little_it_tells))
        return found

    def _take(self, label: Label, units: Sequence[Label], cells: Sequence[Found]) -> None:
        """The value of a cell, or of cells added up, in the unit of our form."""
        column_type = self.known.forms[label.form].types[label.column_name]
        values = [self._cells_of(cell.sheet).value(cell, column_type) for cell in cells]
        in_unit = self._in_its_unit(cells[0], units)
        value = ""
        if in_unit and all(values):
            value = times(f"{sum(map(Decimal, values)):f}", in_unit.factor)
        self.figures.put(label.form, self._key(label), label.column_name, cells[0], value)

    def _in_its_unit(self, cell: Found, units: Sequence[Label]) -> Label | None:
        """The label by the unit printed. Money without one is asked about; a unit of another size stops the file."""
        by_unit = {tidy(unit): label for label in units for unit in label.unit.split(OR)}
        is_like = any(cell.unit_above[-1:] == unit[-1:] for unit in by_unit)
        printed, first = cell.unit or (cell.unit_above if is_like else ""), units[0]
        place, ours = Place(cell.sheet.name, cell.address), first.unit.split(OR)[0]
        if not printed:
            if len(units) > 1:
                zh, en = f"未写明单位，暂按“{ours}”读取，请核对", f"a unit: none is named, so it is read as {ours}"
                self.remarks.add(place, _seen(cell), zh, en, "ask")
            return first
        if printed not in by_unit:
            shown = " / ".join(label.unit.split(OR)[0] for label in units)
            self.remarks.gather(place, printed, f"单位应为 {shown}", f"the unit {shown}", "stop")
            return None
        if by_unit[printed].factor != first.factor:
            zh, en = f"单位为“{printed}”，已换算为“{ours}”", f"given in {printed}, turned into {ours}"
            self.remarks.add(place, _seen(cell), zh, en, "notice")
        return by_unit[printed]

    def _cells_of(self, sheet: Sheet) -> SheetCells:
        return self.cells.setdefault(sheet.name, SheetCells(sheet, self.remarks))

    # Whose a figure is

    def _is_by_stage(self, label: Label) -> bool:
        return "stage" in self.known.forms[label.form].keys

    def _stage(self, label: Label) -> str:
        return label.stage or (self.school.only_stage if self._is_by_stage(label) else "")

    def _is_told_apart(self, label: Label) -> bool:
        """Whether it is known of which stage a figure is, where that matters."""
        return bool(self._stage(label)) or not self._is_by_stage(label)

    def _is_wanted(self, label: Label) -> bool:
        """Whether the school answers it: a stage it teaches, or premises that are not those of its parent."""
        if self._is_by_stage(label):
            return self._stage(label) in self.school.owners
        return not self.school.is_attached

    def _may_be_absent(self, label: Label) -> bool:
        is_senior = bool(label.stage) and label.stage not in self.known.fields.compulsory
        return is_senior or (label.form, label.column_name) in NOT_IN_EVERY_RETURN

    def _key(self, label: Label) -> Key:
        stage = self._stage(label)
        owner: Row = self.school.owners[stage] if stage else self.school.row
        said = {"term_id": self.term_id, "school_id": owner["school_id"], "stage": stage}
        said |= {"grade": label.grade, "band": label.grade}
        return tuple(said[column] for column in self.known.forms[label.form].keys)

    # What is said of what was not read

    def _say_not_found(self, place: Place, missed: NotFound) -> None:
        if missed.twice:
            where = "、".join(missed.twice)
            zh, en = f"“{missed.missing}”不止一处（{where}），分不清用哪一处", f"one cell of these labels: {where}"
            self.remarks.add(place, missed.missing, zh, en)
        else:
            like_zh = f"，最接近的是“{missed.nearest}”" if missed.nearest else ""
            like_en = f"; nearest: {missed.nearest}" if missed.nearest else ""
            zh, en = f"缺少栏目“{missed.missing}”{like_zh}", f"the label {missed.missing}: it is missing{like_en}"
            self.remarks.add(place, missed.nearest, zh, en)

    def _say_what_is_not_read(
        self,
        place: Place,
        other_stages: Sequence[str],
        whole_school: Sequence[str],
        of_parent: Sequence[str],
        not_there: Sequence[str],
    ) -> None:
        names = self.known.fields.stage_labels
        if other_stages:
            taught = "、".join(names[stage] for stage in self.school.owners)
            zh = f"{shown_cells(other_stages)} 是本校没有的学段（登记为{taught}），未读取，请核对登记"
            en = f"{shown_cells(other_stages)}: only the stages registered ({', '.join(self.school.owners)}); not read"
            self.remarks.add(place, "", zh, en, "ask")
        if whole_school:
            zh = f"{shown_cells(whole_school)} 为全校数字，本校有几个学段，分不开，未读取"
            en = f"{shown_cells(whole_school)} are of the whole school and not told by stage: not read"
            self.remarks.add(place, "", zh, en, "notice")
        if of_parent:
            zh = f"{shown_cells(of_parent)} 附设班的校舍和设备计入所属学校，未读取"
            en = f"{shown_cells(of_parent)}: premises are the parent school's, not read"
            self.remarks.add(place, "", zh, en, "notice")
        if not_there:
            labels = "、".join(dict.fromkeys(not_there))
            self.remarks.add(place, "", f"本表没有“{labels}”，未读取", f"without {labels}: not read", "notice")

    def _say_of_unknown_labels(self, place: Place, tables: Sequence[Table], number: str) -> None:
        known = {
            way[-1]
            for label in self.known.labels["return"]
            if label.form_no in ("", number)
            for part in (*label.row.split(ADDED), label.column)
            for way in alternatives(part)
        }
        unknown = dict.fromkeys(label for table in tables for label in table.labels() if label not in known)
        shown = [label for label in unknown if not is_personal(label)]
        if shown:
            more = "…" if len(shown) > MOST_LABELS_SHOWN else ""
            listed = "、".join(shown[:MOST_LABELS_SHOWN]) + more
            self.remarks.add(place, listed, "本软件不用的栏目，未读取", "labels of no use here: not read", "notice")

    def _say_what_is_missing(self, by_form: Mapping[str, Sequence[Label]]) -> None:
        """Forms that a return of such a school has: without those of a compulsory stage somebody has to confirm."""
        digits = {len(page.number) for page in self.forms.pages if page.number in by_form}
        if not digits:
            zh, en = "文件中没有本软件要读的报表", "a form of the return that is read: there is none"
            self.remarks.add(Place(), "", zh, en)
        absent: dict[Severity, list[str]] = {"ask": [], "notice": []}
        for number, labels in by_form.items():
            wanted = [label for label in labels if self._is_told_apart(label) and self._is_wanted(label)]
            if wanted and len(number) in digits and not self.forms.of(number):
                severity: Severity = "notice" if all(map(self._may_be_absent, wanted)) else "ask"
                absent[severity].append(f"{self.forms.series}{number}")
        for severity, forms in absent.items():
            if forms:
                listed = "、".join(forms)
                zh, en = f"文件中没有 {listed} 表，相应各项按缺报处理", f"these forms; without them, missing: {listed}"
                self.remarks.add(Place(), "", zh, en, severity)

    def _say_which_sheets_were_not_read(self) -> None:
        for sheet in self.forms.unknown:
            zh, en = "不是统计报表的工作表，未读取", "no form of the return: not read"
            self.remarks.add(Place(sheet.name), sheet.name, zh, en, "notice")
        for page in self.forms.hidden:
            self.remarks.add(
                Place(page.sheet.name), page.sheet.name, "工作表已隐藏，未读取", "a hidden sheet: not read", "notice"
            )

    def _say_which_persons_were_left_out(self) -> None:
        """Names the words that ask for persons. What stands beside them was never looked at."""
        sheets = (*self.forms.cover, *(page.sheet for page in self.forms.pages))
        texts = {cell for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell, str) and cell}
        words = sorted({word for text in texts for word in personal_words(text).split("、") if word})
        if words:
            zh, en = "个人信息栏目，未读取", "about persons: not read"
            self.remarks.add(Place(), "、".join(words), zh, en, "notice")


def _target(label: Label) -> tuple[str, ...]:
    """Labels that differ by nothing but the unit."""
    return label.row, label.column, label.form, label.column_name, label.stage, label.grade


def _how_little_it_tells(found: Found | NotFound) -> int:
    if isinstance(found, Found):
        return 0
    return 1 if found.twice else 2 if found.nearest else 3


def _seen(cell: Found) -> str:
    return seen_text(cell.sheet.cell(cell.row.number, cell.column.number))
