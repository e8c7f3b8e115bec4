"""What a delivery adds to the survey forms: new rows, revisions of rows that changed, rows that are withdrawn.

Nothing that stands is changed or removed. Staging reads the latest revision of each key, so a row that a correction no
longer lists would go on counting in silence: it is withdrawn by a revision that the models judge as if it had never
been sent.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from edu_balance.intake.delivery import Delivery, Place, Remark, Row, Severity
from edu_balance.intake.survey_file import Key, SurveyForm

# The file as a whole.
NOWHERE = Place()


@dataclass(frozen=True)
class Listed:
    """A form in which a section lists several rows: by what, and the answers of a row that is withdrawn."""

    by: tuple[str, ...]
    withdrawn: Mapping[str, str]


LISTED = {
    # A grade without a figure leaves the sum of the grades a lower bound, as one that was never listed does.
    "pupils_by_grade": Listed(("grade",), {"pupils": ""}),
    # A band that is not there is not answered.
    "class_bands": Listed(("band",), {"classes": ""}),
    # A class without a figure would be judged unknown; one without pupils is none (int_class_sizes).
    "classes": Listed(("grade", "class_no"), {"pupils": "0"}),
}


@dataclass
class Additions:
    """Rows to add by form, and what is to be said about them. With a stop among the remarks nothing is added."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    corrected: int = 0
    withdrawn: int = 0
    remarks: list[Remark] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        return any(remark.severity == "stop" for remark in self.remarks)


class Standing:
    """The latest revision of every key of a form, which staging reads."""

    def __init__(self, form: SurveyForm, latest: Mapping[Key, Row]) -> None:
        self.form = form
        self.latest: dict[Key, Row] = {}
        self._alike: dict[Key, list[Key]] = defaultdict(list)
        for row in latest.values():
            self.add(row)

    def add(self, row: Row) -> None:
        key = self.form.key(row)
        if key not in self.latest:
            self._alike[self._group(key)].append(key)
        self.latest[key] = row

    def near(self, keys: Iterable[Key]) -> Iterator[Key]:
        """The keys that differ from these by stage and list number at most: those of the same schools and terms."""
        for group in sorted({self._group(key) for key in keys}):
            yield from sorted(self._alike.get(group, ()))

    def _group(self, key: Key) -> Key:
        section = zip(self.form.keys, key, strict=True)
        return tuple(value for name, value in section if name not in ("stage", *_listed_by(self.form)))


def _listed_by(form: SurveyForm) -> tuple[str, ...]:
    return LISTED[form.name].by if form.name in LISTED else ()


def _place(delivery: Delivery, form: SurveyForm, row: Row, column: str) -> Place:
    return delivery.places.get((form.name, form.given_key(row), column), NOWHERE)


def _is_asked(delivery: Delivery, form: SurveyForm, row: Row, column: str) -> bool:
    """Whether the file answers the cell, be it by leaving it blank.

    An empty cell without a place is not in the file. A blank one of a year, which more than one term's file asks for,
    says nothing: a figure that is in already need not be sent again.
    """
    given = form.given_key(row)
    return bool(row[column]) or (delivery.term_id in given and (form.name, given, column) in delivery.places)


def _section(form: SurveyForm, key: Key) -> Key:
    """The part of a key whose rows a file lists whole: all of it but what the rows are listed by."""
    return tuple(value for name, value in zip(form.keys, key, strict=True) if name not in _listed_by(form))


def _stated(delivery: Delivery, forms: Mapping[str, SurveyForm]) -> dict[str, dict[Key, Row]]:
    """The rows of a file by form and key, those it asks for and leaves wholly blank among them."""
    stated = {name: {forms[name].key(row): row for row in rows} for name, rows in delivery.rows.items()}
    for name, given, _ in delivery.places:
        if delivery.term_id in given:
            form = forms[name]
            blank = dict(zip(form.keys, given, strict=True)) | dict.fromkeys(form.answers, "")
            stated.setdefault(name, {}).setdefault(form.key(blank), blank)
    return stated


def refusals_of(delivery: Delivery, forms: Mapping[str, SurveyForm]) -> list[Remark]:
    """What no file can be taken in with: a key given twice, a cell that a CSV of the seeds cannot hold."""
    remarks = []
    # Term and school name the source, and a file after it.
    whose = f"{delivery.term_id}-{delivery.school_id or delivery.county_code}"
    if not re.fullmatch("[0-9A-Za-z-]+", whose):
        zh, en = "应写明学期和学校（或区县）代码", "the term and the code of the school or county"
        remarks.append(_remark(delivery, NOWHERE, whose, zh, en))
    for name, rows in delivery.rows.items():
        form, seen = forms[name], set[Key]()
        for row in rows:
            key = form.key(row)
            if key in seen:
                place, text = _place(delivery, form, row, form.answers[0]), f"{name} {' '.join(key)}"
                remarks.append(_remark(delivery, place, text, "同一对象在文件中只能出现一次", "each of these once"))
            seen.add(key)
            for column, cell in row.items():
                # The loader may take a leading ' for the quoting mark.
                if cell.startswith("'") or any(mark in cell for mark in "\r\n\0"):
                    place = _place(delivery, form, row, column)
                    zh, en = "单元格不能换行，也不能以单引号开头", "a cell on one line that does not begin with '"
                    remarks.append(_remark(delivery, place, cell, zh, en))
    return remarks


@dataclass(frozen=True)
class _Said:
    """What one file says of a cell (or, without a column, of the members of a list), and where."""

    column: str
    value: str
    place: Place = NOWHERE


def conflicts_of(deliveries: Sequence[Delivery], forms: Mapping[str, SurveyForm]) -> dict[int, list[Remark]]:
    """Files of one folder that contradict each other, by their number: nobody can say which one is right."""
    answers: dict[tuple[str, Key, str], dict[int, _Said]] = defaultdict(dict)
    for number, delivery in enumerate(deliveries):
        for name, rows in _stated(delivery, forms).items():
            form = forms[name]
            lists: dict[Key, list[str]] = defaultdict(list)
            for key, row in rows.items():
                for column in form.answers:
                    if _is_asked(delivery, form, row, column):
                        said = _Said(column, row[column], _place(delivery, form, row, column))
                        answers[name, key, column][number] = said
                lists[_section(form, key)].append("-".join(row[column] for column in _listed_by(form)))
            if name in LISTED:
                for section, members in lists.items():
                    answers[name, section, ""][number] = _Said("", " ".join(sorted(members)))
    remarks: dict[int, list[Remark]] = defaultdict(list)
    for (name, key, column), by_file in answers.items():
        (first, said), *others = by_file.items()
        for other, another in others:
            is_same = forms[name].is_equal(column, said.value, another.value) if column else said == another
            if not is_same:
                for here, seen, there in ((first, said, other), (other, another, first)):
                    file = deliveries[there].path.name
                    text = f"{name} {' '.join((*key, column)).strip()}: {seen.value}"
                    zh = f"与文件 {file} 不一致，请只保留正确的一份"
                    en = f"what {file} says; keep only the file that is right"
                    remarks[here].append(_remark(deliveries[here], seen.place, text, zh, en))
    return remarks


def additions_of(
    delivery: Delivery, forms: Mapping[str, SurveyForm], standing: Mapping[str, Standing], receipt: Row
) -> Additions:
    """What the delivery adds to the rows that stand; `receipt`: its source_id and received_at."""
    added = Additions()
    for name, stated in sorted(_stated(delivery, forms).items()):
        form, latest = forms[name], standing[name].latest
        given = {form.key(row) for row in delivery.rows.get(name, ())}
        for key, row in stated.items():
            if key not in latest:
                if key in given:
                    added.rows[name].append(row | receipt | {"revision": "1"})
                continue
            revised = _revised(delivery, form, row, latest[key], added)
            if any(not form.is_equal(column, revised[column], latest[key][column]) for column in form.answers):
                added.rows[name].append(_next(latest[key], revised, receipt))
                added.corrected += 1
        _withdraw(delivery, standing[name], stated, receipt, added)
    if "class_bands" in delivery.rows:
        _say_that_bands_wait(delivery, forms, standing["classes"], added)
    return added


def _next(standing: Row, revised: Row, receipt: Row) -> Row:
    return standing | revised | receipt | {"revision": str(int(standing["revision"]) + 1)}


def _revised(delivery: Delivery, form: SurveyForm, row: Row, standing: Row, added: Additions) -> Row:
    """The row as it counts from now on: what the file does not ask for stays as another file has answered it."""
    kept = [column for column in form.answers if standing[column] and not _is_asked(delivery, form, row, column)]
    if unasked := [column for column in kept if (form.name, form.given_key(row), column) not in delivery.places]:
        where, columns = " ".join(form.key(row)), ", ".join(unasked)
        zh, en = f"本文件未含 {columns}，保留原值", f"this file does not hold {columns}: earlier answers stay"
        added.remarks.append(_remark(delivery, NOWHERE, f"{form.name} {where}", zh, en, "notice"))
    return {column: standing[column] if column in kept else row[column] for column in form.answers}


def _withdraw(
    delivery: Delivery, standing: Standing, stated: Mapping[Key, Row], receipt: Row, added: Additions
) -> None:
    """Rows that stand and that the file should have listed: of a list what it leaves out, of a school a stage."""
    form = standing.form
    sections = {_section(form, key) for key in stated}
    for key in standing.near(stated):
        row = standing.latest[key]
        if key in stated:
            continue
        seen = f"{form.name} {' '.join(key)} ({row['source_id']})"
        if form.name in LISTED and _section(form, key) in sections:
            withdrawn = LISTED[form.name].withdrawn
            if any(not form.is_equal(column, row[column], value) for column, value in withdrawn.items()):
                added.rows[form.name].append(_next(row, dict(withdrawn), receipt))
                added.withdrawn += 1
                zh, en = "此前已收到，本文件中没有，按撤回处理", "not in this file any more: withdrawn"
                added.remarks.append(_remark(delivery, NOWHERE, seen, zh, en, "notice"))
        elif _is_of_this_school(delivery, form, row) and any(row[column] for column in form.answers):
            zh = "此前已收到，本文件中没有：请一并填写本校各学段后重新提交"
            en = "to be answered as before: fill in every stage of the school, then send the file again"
            added.remarks.append(_remark(delivery, NOWHERE, seen, zh, en))


def _is_of_this_school(delivery: Delivery, form: SurveyForm, row: Row) -> bool:
    """Whether a file of one school answers for the row: another stage of that school in that term."""
    own = {"term_id": delivery.term_id, "school_id": delivery.school_id}
    return "stage" in form.keys and all(row.get(name) == value for name, value in own.items())


def _say_that_bands_wait(
    delivery: Delivery, forms: Mapping[str, SurveyForm], classes: Standing, added: Additions
) -> None:
    """Bands are read only where a section lists no classes; somebody who sends bands may not expect that."""
    form = forms["class_bands"]
    sections = {_section(form, form.key(row)) for row in delivery.rows["class_bands"]}
    # a class has one key column more than a band
    lists = {_section(classes.form, key) for key in classes.near((*section, "", "") for section in sections)}
    for section in sorted(sections & lists):
        zh, en = "已有逐班名单，班额按名单计算", "classes are listed one by one: the list counts, the bands do not"
        added.remarks.append(_remark(delivery, NOWHERE, f"class_bands {' '.join(section)}", zh, en, "notice"))


def _remark(delivery: Delivery, place: Place, seen: str, zh: str, en: str, severity: Severity = "stop") -> Remark:
    return Remark(delivery.path.name, place, seen, zh, en, severity)
