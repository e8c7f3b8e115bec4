"""Which survey form a tidy table is of, and which of its columns each header cell names, in English or Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from edu_balance.intake.delivery import Row
from edu_balance.intake.export_table import split_unit
from edu_balance.intake.fields import COUNTY, SCHOOL, Item, normalised, period
from edu_balance.intake.known import Known
from edu_balance.intake.survey_file import RECEIPT, SurveyForm

# What columns that no survey workbook asks for are called; their English names are those of the seeds.
NAMES: Mapping[str, tuple[str, ...]] = {
    "term_id": ("学期", "学期编号"),
    "school_id": ("学校标识码", "学校（机构）标识码", "学校代码"),
    "county_code": ("区县代码", "县区代码"),
    "stage": ("学段",),
    "grade": ("年级",),
    "class_no": ("班级",),
    "fiscal_year": ("年度", "财政年度", "预算年度"),
    "entry_year": ("入学年份",),
    "period": ("填报期间", "所属期间"),
    "measure_id": ("填报项目", "项目编号"),
    "value": ("填报值",),
    "subgroup": ("分项", "分组"),
    "pupils": ("在校生数",),
    "predecessor_school_id": ("原学校标识码",),
    "successor_school_id": ("接续学校标识码",),
    "last_term_id": ("截止学期",),
    "first_term_id": ("起始学期",),
    "threshold_id": ("限值", "限值编号"),
    "entity_id": ("对象编号",),
    "approved_by": ("批准部门", "批准单位"),
    "reason": ("理由",),
}
# A label of one stage, or of one year, without it.
OF_STAGE = re.compile(r"^(?:小学|初中|高中)(?=学生)|\((?:小学|初中|高中)\)$")
OF_YEAR = re.compile(r"^(?:本年度|上一年度)")
REGISTER = "schools"


@dataclass(frozen=True)
class Target:
    """What a column holds: a column of the form, perhaps of one stage, grade or year that its label names."""

    column: str
    stage: str = ""
    grade: str = ""
    fiscal_year: str = ""
    unit: str = ""

    @property
    def implied(self) -> Row:
        """The parts of the key that the label names."""
        named = {"stage": self.stage, "grade": self.grade, "fiscal_year": self.fiscal_year}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True)
class Header:
    """The columns of a tidy table by number from 0."""

    form: SurveyForm
    targets: Mapping[int, Target]
    receipt: tuple[int, ...]
    register: Mapping[int, Target]  # what the register says too, beside another form
    unknown: tuple[int, ...]
    unnamed: tuple[int, ...]

    @property
    def missing_keys(self) -> tuple[str, ...]:
        said = {target.column for target in self.targets.values()}
        implied = {name for target in self.targets.values() for name in target.implied}
        return tuple(key for key in self.form.keys if key not in said | implied)

    @property
    def answers(self) -> int:
        return sum(target.column not in self.form.keys for target in self.targets.values())


def read_header(cells: Sequence[str], file: str, known: Known, term: Row) -> Header | None:
    """The header, of the form that most of its cells name; None where that cannot be told."""
    hinted = _hinted(file, known.forms)
    found = [_of_form(cells, form, known, term) for form in known.forms.values()]
    found = [header for header in found if header.answers and len(header.targets) > 1]

    def fitness(header: Header) -> tuple[int, bool, bool]:
        return len(header.targets), header.form.name == hinted, not header.missing_keys

    best = [header for header in found if fitness(header) == max(map(fitness, found))]
    return best[0] if len(best) == 1 else None


def _hinted(file: str, forms: Iterable[str]) -> str:
    """The form the file is named after: the longest name, as pupils_by_grade is no pupils."""
    stem = PurePath(file).stem.casefold()
    return max((name for name in forms if name in stem), key=len, default="")


def _of_form(cells: Sequence[str], form: SurveyForm, known: Known, term: Row) -> Header:
    names = dict(_names(form, known, term))
    register = dict(_names(known.forms[REGISTER], known, term)) if form.name != REGISTER else {}
    targets: dict[int, Target] = {}
    beside: dict[int, Target] = {}
    receipt, unknown, unnamed = [], [], []
    for number, cell in enumerate(cells):
        whole = normalised(cell)
        label = whole if whole in names else split_unit(whole)[0]
        if label in RECEIPT:
            receipt.append(number)
        elif label in names:
            targets[number] = names[label]
        elif label in register:
            beside[number] = register[label]
        else:
            (unknown if label else unnamed).append(number)
    return Header(form, targets, tuple(receipt), beside, tuple(unknown), tuple(unnamed))


def _names(form: SurveyForm, known: Known, term: Row) -> Iterator[tuple[str, Target]]:
    """Every name of every column of a form; the later ones win, and a name of several stages names none."""
    columns = [column for column in form.columns if column not in RECEIPT]
    items = [item for item in known.fields.items[SCHOOL] + known.fields.items[COUNTY] if item.form == form.name]
    items = [item for item in items if not item.measure_id]
    units = {item.column: item.unit for item in items}
    for column in columns:
        for name in NAMES.get(column, ()):
            yield normalised(name), Target(column, unit=units.get(column, ""))
    for item in items:
        bare = OF_YEAR.sub("", OF_STAGE.sub("", normalised(item.label)))
        if not item.grade:
            yield bare, Target(item.column, unit=item.unit)
    for item in items:
        if (target := _of_item(item, form, term)).implied:
            yield normalised(item.label), target
    for column in columns:
        yield column, Target(column, unit=units.get(column, ""))


def _of_item(item: Item, form: SurveyForm, term: Row) -> Target:
    is_of_year = "fiscal_year" in form.keys
    return Target(
        item.column,
        stage=item.stage if "stage" in form.keys else "",
        grade=item.grade,
        fiscal_year=period(item.period_kind, term) if is_of_year else "",
        unit=item.unit,
    )
