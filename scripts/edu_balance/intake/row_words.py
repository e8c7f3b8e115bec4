"""What is to be said of one row beside the lists of codes, the register and the last answers: a word per question.

The words are those of the suites: FITS, the name of a fault, or None where the question cannot be answered.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from edu_balance.intake import suites
from edu_balance.intake.delivery import Row
from edu_balance.intake.fields import COUNTY, Item, period
from edu_balance.intake.known import Known
from edu_balance.intake.suites import FITS, Jump
from edu_balance.intake.survey_file import Key, SurveyForm
from edu_balance.intake.taken import Taken

Word = str | None
# Survey columns keep 6 decimals; as whole numbers of millionths they compare exactly and may still be missing.
MILLIONTHS = 10**6
WAN = 10_000
PERIOD_COLUMNS = ("term_id", "fiscal_year", "entry_year", "period")
# Indicators look further back than the newest period of their kind, by years (int_periods).
YEARS_BACK = {"previous_year": 1, "latest_of_three_years": 2}


def scale_of(value_type: str) -> int:
    return MILLIONTHS if value_type == "decimal" else 1


def number_of(text: str, value_type: str) -> int | None:
    """A count as it is, a decimal in millionths; None: missing, or no number of the type."""
    if not text or not re.fullmatch(suites.TYPES[value_type].pattern, text):
        return None
    return int(Decimal(text) * scale_of(value_type))


@dataclass(frozen=True)
class Beside:
    """What rows are held against."""

    known: Known
    taken: Taken
    term_id: str
    received_at: date | None

    # Registers

    @cached_property
    def registers(self) -> Mapping[str, Mapping[str, Row]]:
        """The schools by term and id: those whose rows come with the files, and of this term those in force."""
        registers: dict[str, dict[str, Row]] = defaultdict(dict)
        registers[self.term_id] |= self.known.registered(self.term_id)
        for row in self.taken.latest["schools"].values():
            registers[row["term_id"]][row["school_id"]] = row
        return registers

    @cached_property
    def campuses(self) -> frozenset[str]:
        """Schools of any term that report for themselves."""
        rows = [row for register in self.registers.values() for row in register.values()]
        return frozenset(row["school_id"] for row in rows if self.stages(row) and not self.is_attached(row))

    @cached_property
    def junior_schools(self) -> frozenset[str]:
        rows = [row for register in self.registers.values() for row in register.values()]
        return frozenset(row["school_id"] for row in rows if "junior" in self.stages(row))

    @cached_property
    def ended(self) -> Mapping[str, str]:
        """The last term of schools that ended, by id."""
        rows = self.taken.latest["school_successions"].values()
        return {row["predecessor_school_id"]: row["last_term_id"] for row in rows}

    def school(self, row: Row) -> Row | None:
        return self.registers.get(row["term_id"], {}).get(row["school_id"])

    def stages(self, school: Row) -> tuple[str, ...]:
        return self.known.fields.stages_of_kind.get(school["school_kind"], ())

    def is_attached(self, school: Row) -> bool:
        kind = self.known.fields.kinds.get(school["school_kind"])
        return kind is not None and kind["merges_into_parent"] == "1"

    def is_private(self, school: Row) -> bool:
        organiser = self.known.fields.organisers.get(school["organiser_code"])
        return organiser is not None and organiser["is_private"] == "1"

    @cached_property
    def _pupils(self) -> Mapping[tuple[str, str], int]:
        """Pupils by term and campus, attached classes with their parent; schools that say none are left out."""
        pupils: dict[tuple[str, str], int] = defaultdict(int)
        for row in self.taken.latest["pupils"].values():
            school, count = self.school(row), number_of(row["pupils"], "count")
            if school and count:
                is_attached = self.is_attached(school)
                pupils[row["term_id"], school["parent_school_id"] if is_attached else school["school_id"]] += count
        return pupils

    def pupils(self, row: Row) -> int | None:
        """Pupils of the campus of a row: in its own term, or in this one where the row is of a year."""
        return self._pupils.get((row.get("term_id", self.term_id), row["school_id"]))

    # Lists

    @cached_property
    def codes(self) -> Mapping[str, Container[str]]:
        """The codes of each list that the forms name, as far as a school or the county fills such a form in."""
        fields = self.known.fields
        return {
            "terms": self.known.terms,
            "counties": self.known.counties,
            "townships": {row["township_id"] for row in self.known.townships},
            "stages": fields.stage_labels,
            "school_kinds": fields.kinds,
            "organisers": fields.organisers,
            "urban_rural_codes": fields.area_types,
            "class_size_bands": fields.band_pupils,
            "measures": self.asked_of_county,
            "indicators": {indicator_id for indicator_id, _ in self.known.questions},
        }

    @cached_property
    def asked_of_county(self) -> Mapping[str, Mapping[tuple[str, str], Item]]:
        """The items of the county form by measure, stage and subgroup."""
        asked: dict[str, dict[tuple[str, str], Item]] = defaultdict(dict)
        for item in self.known.fields.items[COUNTY]:
            if item.measure_id:
                asked[item.measure_id][item.stage, item.subgroup] = item
        return dict(asked)

    @cached_property
    def periods(self) -> Mapping[str, Container[str]]:
        """The periods of each kind that some term of the calendar reads."""
        kinds = {item.period_kind for item in self.known.fields.items[COUNTY] if item.measure_id}
        read = {kind: {period(kind, term) for term in self.known.terms.values()} for kind in kinds}
        for kind in YEARS_BACK.keys() & kinds:
            read[kind] |= {str(int(year) - back) for year in read[kind] for back in range(1, YEARS_BACK[kind] + 1)}
        return read

    # Last answers

    def last(self, form: SurveyForm, key: Key) -> tuple[Row | None, str]:
        """What stood before any of the files came: of the last registered term, or of the latest earlier year."""
        said = dict(zip(form.keys, key, strict=True))
        if "term_id" in said:
            before = self._before(said["term_id"])
            earlier = tuple((said | {"term_id": before})[name] for name in form.keys)
            return self.known.survey[form.name].get(earlier), before
        column = next((name for name in form.keys if name in PERIOD_COLUMNS), None)
        if column is None:
            return None, ""
        found = self._by_period[form.name].get(_without(form, key, column), ())
        since = max((one for one in found if one < said[column]), default="")
        earlier = tuple((said | {column: since})[name] for name in form.keys)
        return self.known.survey[form.name].get(earlier), since

    @cached_property
    def _terms_before(self) -> dict[str, str]:
        return {}

    def _before(self, term_id: str) -> str:
        if term_id not in self._terms_before:
            self._terms_before[term_id] = self.known.registered_before(term_id)
        return self._terms_before[term_id]

    @cached_property
    def _by_period(self) -> Mapping[str, Mapping[Key, list[str]]]:
        """The years that stand, by form and the rest of the key."""
        found: dict[str, dict[Key, list[str]]] = defaultdict(lambda: defaultdict(list))
        for name, form in self.known.forms.items():
            column = next((one for one in form.keys if one in PERIOD_COLUMNS), None)
            if column and column != "term_id":
                for key in self.known.survey[name]:
                    found[name][_without(form, key, column)].append(key[form.keys.index(column)])
        return found


def _without(form: SurveyForm, key: Key, column: str) -> Key:
    return tuple(value for name, value in zip(form.keys, key, strict=True) if name != column)


# Cells


def cell_words(form: SurveyForm, row: Row, beside: Beside) -> dict[str, Word]:
    """The cells of a row that have not their type, are empty and must not be, or hold a code that no list has."""
    types, gaps, codes = [], [], []
    for column in (*form.keys, *form.answers):
        text, value_type = row[column], form.types[column]
        if column in beside.known.required[form.name] and not text.strip():
            gaps.append(f"{column}:{suites.GAP}")
        if not text:
            continue
        if value_type in suites.TYPES and not _is_of_type(text, value_type):
            types.append(f"{column}:{value_type}")
        listed = beside.codes.get(form.codes.get(column, ""))
        if listed is not None and text not in listed:
            codes.append(f"{column}:{form.codes[column]}")
    found = {suites.TYPE: types, suites.GAP: gaps, suites.CODE: codes}
    return {name: " ".join(columns) or FITS for name, columns in found.items()}


def _is_of_type(text: str, value_type: str) -> bool:
    if not re.fullmatch(suites.TYPES[value_type].pattern, text):
        return False
    if value_type != "date":
        return True
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


# Rows


def row_words(form: SurveyForm, key: Key, row: Row, beside: Beside) -> Iterator[tuple[str, Word]]:
    """The worked-out columns of a row, those of its cells first."""
    cells = cell_words(form, row, beside)
    yield from cells.items()
    at_fault = {fault.split(":")[0] for word in cells.values() if word and word != FITS for fault in word.split()}
    # with a key that is at fault nobody can say what the row is held against
    is_placed = at_fault.isdisjoint((*form.keys, "county_code", "school_kind"))
    yield from _said(suites.REGISTERED, _registered(form, row, beside), is_placed)
    own = {
        "pupils": _pupils,
        "pupils_by_grade": _grade,
        "classes": _grade,
        "schools": _school,
        "county_figures": _figure,
        "documents": _document,
    }
    for name, word in own.get(form.name, lambda row, beside: ())(row, beside):
        yield from _said(name, word, is_placed)
    yield from _changes(form, key, row, beside)


def _said(name: str, word: Word, is_placed: bool) -> Iterator[tuple[str, Word]]:
    yield name, word if is_placed else None


def _fits(holds: bool, fault: str) -> str:
    return FITS if holds else fault


def _registered(form: SurveyForm, row: Row, beside: Beside) -> Word:
    if form.name in suites.SECTION_FORMS:
        school = beside.school(row)
        return _fits(school is not None and row["stage"] in beside.stages(school), "section")
    if form.name in suites.CAMPUS_FORMS:
        school = beside.school(row)
        return _fits(school is not None and not beside.is_attached(school), "campus")
    if form.name == "school_funds":
        return _fits(row["school_id"] in beside.campuses, "ever")
    if form.name == "retention":
        return _fits(row["school_id"] in beside.junior_schools, "junior")
    return None


def _pupils(row: Row, beside: Beside) -> Iterator[tuple[str, Word]]:
    claimed, school = number_of(row["migrant_purchased"], "count"), beside.school(row)
    if claimed is not None and school is not None:
        yield "purchased", _fits(claimed == 0 or beside.is_private(school), "public")


def _grade(row: Row, beside: Beside) -> Iterator[tuple[str, Word]]:
    grade, grades = number_of(row["grade"], "count"), beside.known.fields.grades.get(row["stage"])
    if grade is not None and grades is not None:
        yield "grade_of_stage", _fits(grade in grades, "other")


def _school(row: Row, beside: Beside) -> Iterator[tuple[str, Word]]:
    kind = beside.known.fields.kinds.get(row["school_kind"])
    if kind is None:
        return
    if beside.is_attached(row):
        parent = beside.registers[row["term_id"]].get(row["parent_school_id"])
        is_right = parent is not None and not beside.is_attached(parent)
        yield "parent", _fits(is_right and parent["county_code"] == row["county_code"], "parent")
    else:
        yield "parent", _fits(not row["parent_school_id"], "parent")
        may_not_count = kind["kind_group"] == "teaching_point"
        yield "counted", _fits(row["counts_as_school"] != "0" or may_not_count, "not_counted")
    own = {one["township_id"] for one in beside.known.townships if one["county_code"] == row["county_code"]}
    if row["township_id"] in beside.codes["townships"]:
        yield "township", _fits(row["township_id"] in own, "elsewhere")
    yield "open", _fits(beside.ended.get(row["school_id"], row["term_id"]) >= row["term_id"], "ended")


def _figure(row: Row, beside: Beside) -> Iterator[tuple[str, Word]]:
    items = beside.asked_of_county.get(row["measure_id"], {})
    item = items.get((row["stage"], row["subgroup"]))
    yield "asked", _fits(item is not None, "measure")
    if item is None:
        return
    yield "period_read", _fits(row["period"] in beside.periods[item.period_kind], "period")
    value = number_of(row["value"], "decimal")
    if value is not None and item.value_type == "count":
        yield "whole", _fits(value % MILLIONTHS == 0, "fraction")


def _document(row: Row, beside: Beside) -> Iterator[tuple[str, Word]]:
    if row["indicator_id"] in beside.codes["indicators"]:
        yield "question", _fits((row["indicator_id"], row["subgroup"]) in beside.known.questions, "question")
    if row["conclusion"]:
        yield "conclusion_word", _fits(row["conclusion"] in suites.CONCLUSIONS, "word")
    if row["evidence"]:
        yield "evidence_named", _fits(row["evidence"].strip() not in suites.NO_EVIDENCE, "none")
    if beside.received_at and _is_of_type(row["dated"], "date"):
        yield "dated_before_receipt", _fits(date.fromisoformat(row["dated"]) <= beside.received_at, "later")


# Changes


def _changes(form: SurveyForm, key: Key, row: Row, beside: Beside) -> Iterator[tuple[str, Word]]:
    last, _ = beside.last(form, key)
    if form.name == "schools" and last is not None:
        for column in suites.LASTING:
            yield f"{column}{suites.CHANGE}", _fits(row[column] == last[column], "lasting")
    for (name, column), jumps in suites.WATCHED.items():
        if name == form.name:
            value = number_of(row[column], form.types[column])
            before = None if last is None else number_of(last[column], form.types[column])
            if value is not None and before is not None:
                jumps = jumps or _jumps_of_figure(row, beside)
                yield f"{column}{suites.CHANGE}", change(column, value, before, jumps) if jumps else None
            if value is not None and not before and column in suites.COUNTED_PER_PUPIL.get(name, ()):
                yield f"{column}{suites.PER_PUPIL}", _per_pupil(value, beside.pupils(row))


def _jumps_of_figure(row: Row, beside: Beside) -> tuple[Jump, ...]:
    """A figure of the county is watched where it is money."""
    item = beside.asked_of_county.get(row["measure_id"], {}).get((row["stage"], row["subgroup"]))
    jump = suites.MONEY_UNITS.get(item.unit) if item else None
    return (jump,) if jump else ()


def change(column: str, value: int, last: int, jumps: tuple[Jump, ...]) -> str:
    """The first jump that a figure made against the last one, or FITS."""
    if value == last or (column in suites.COUNTED_IN_ROOMS and abs(value - last) <= suites.FEW_ROOMS):
        return FITS
    for jump in jumps:
        if _is_rise(value, last, jump):
            return jump.rise_fault
        if last and _is_fall(Fraction(value, last), jump):
            return jump.fall_fault
    return FITS


def _is_rise(value: int, last: int, jump: Jump) -> bool:
    low, high = jump.rise
    if not last:  # from nothing to something is more than any factor
        return high is None
    factor = Fraction(value, last)
    is_up = factor > low if jump.is_beyond else factor >= low
    return is_up and (high is None or factor <= high)


def _is_fall(factor: Fraction, jump: Jump) -> bool:
    low, high = jump.fall
    is_down = factor < high if jump.is_beyond else factor <= high
    return is_down and (low is None or factor >= low)


def _per_pupil(value: int, pupils: int | None) -> Word:
    """A value in millionths of 10 000 yuan against the pupils it is for; pupils not known: not judged."""
    if not pupils:
        return None
    return _fits(value * WAN <= suites.MOST_YUAN_PER_PUPIL * pupils * MILLIONTHS, "too_much")
