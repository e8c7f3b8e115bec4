"""Pandas frames for the suites: one per survey form, one of the sections, one of the county's figures.

A row of a form's frame is a row that some file touches, as it would stand with the files taken in; the answers of the
last term (of a form by year: of the latest earlier one) stand beside, with suffix `__last`. Counts and decimals are
nullable Int64, decimals in millionths: exact, and missing stays missing. Worked-out columns hold the suites' words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from edu_balance.intake import suites
from edu_balance.intake.delivery import Row
from edu_balance.intake.row_words import MILLIONTHS, Beside, Word, number_of, row_words, scale_of
from edu_balance.intake.suites import FITS
from edu_balance.intake.survey_file import Key, SurveyForm
from edu_balance.intake.taken import Cell

LAST, ROW, FILES = "__last", "row", "files"
SECTION_KEYS = ("term_id", "school_id", "stage")


@dataclass(frozen=True)
class Line:
    """One row of a frame: the files that touch it, the cells behind each column, and their texts."""

    files: tuple[int, ...]
    cells: Mapping[str, tuple[Cell, ...]]
    texts: Mapping[str, str] = field(default_factory=dict)
    about: str = ""  # what the row is about, where its cells do not say
    since: str = ""  # of when the last answers are


@dataclass(frozen=True)
class Frame:
    """What one suite is run on. `scales`: by what the numbers of a column were multiplied."""

    name: str
    data: pd.DataFrame
    lines: tuple[Line, ...]
    scales: Mapping[str, int]
    is_form: bool = False

    def scale(self, column: str) -> int:
        return self.scales.get(column, 1)


def frames_of(beside: Beside) -> list[Frame]:
    """Every frame that has a row."""
    forms = [_form_frame(form, beside) for name, form in beside.known.forms.items() if beside.taken.touched.get(name)]
    return [frame for frame in (*forms, _sections(beside), _county(beside)) if frame.lines]


def _frame(name: str, rows: list[dict[str, object]], lines: list[Line], scales: Mapping[str, int]) -> Frame:
    """Columns of numbers as Int64, other columns as text; the number of the row is how a failing one is found."""
    columns = dict.fromkeys(column for row in rows for column in row)
    data = pd.DataFrame({ROW: range(len(rows)), FILES: [" ".join(map(str, line.files)) for line in lines]})
    series = {}
    for column in columns:
        values = [row.get(column) for row in rows]
        is_number = column.removesuffix(LAST) in scales
        series[column] = pd.array(values, dtype="Int64") if is_number else pd.Series(values, dtype="str")
    return Frame(name, data.assign(**series), tuple(lines), scales)


def _form_frame(form: SurveyForm, beside: Beside) -> Frame:
    rows, lines = [], []
    answers = form.answers
    columns = (*form.keys, *answers)
    for key, files in sorted(beside.taken.touched[form.name].items()):
        row = beside.taken.latest[form.name][key]
        last, since = beside.last(form, key)
        rows.append(dict(_values(form, row, last)) | dict(row_words(form, key, row, beside)))
        texts = {column: row[column] for column in columns}
        texts |= {f"{column}{LAST}": last[column] for column in answers} if last else {}
        cells = {column: ((form.name, key, column),) for column in columns}
        about = beside.known.fields.stage_labels.get(row.get("stage", ""), "")
        lines.append(Line(files, cells, texts, about, since))
    numbers = [column for column in columns if form.types[column] in ("count", "decimal")]
    frame = _frame(form.name, rows, lines, {column: scale_of(form.types[column]) for column in numbers})
    return Frame(form.name, frame.data, frame.lines, frame.scales, is_form=True)


def _values(form: SurveyForm, row: Row, last: Row | None) -> Iterator[tuple[str, object]]:
    """The cells of a row as the frame holds them, the last answers beside."""
    for column in form.keys:
        yield column, _value(row[column], form.types[column])
    for column in form.answers:
        yield column, _value(row[column], form.types[column])
        yield f"{column}{LAST}", _value(last[column] if last else "", form.types[column])


def _value(text: str, value_type: str) -> int | str | None:
    if value_type in ("count", "decimal"):
        return number_of(text, value_type)
    # half of a surrogate pair, as a damaged file holds it, is no text to pandas
    return text.encode("utf-8", "replace").decode() or None


# Sections


def _sections(beside: Beside) -> Frame:
    """One row per section of which a file says pupils, grades, classes or bands."""
    forms = ("pupils", "pupils_by_grade", "classes", "class_bands")
    files: dict[Key, set[int]] = defaultdict(set)
    for name in forms:
        for key, numbers in beside.taken.touched.get(name, {}).items():
            files[key[: len(SECTION_KEYS)]] |= set(numbers)
    members: dict[str, dict[Key, list[tuple[Key, Row]]]] = {name: defaultdict(list) for name in forms}
    for name in forms:
        for key, row in beside.taken.latest[name].items():
            if (section := key[: len(SECTION_KEYS)]) in files:
                members[name][section].append((key, row))
    rows, lines = [], []
    for section in sorted(files):
        stage = section[SECTION_KEYS.index("stage")]
        found = {name: sorted(members[name].get(section, ()), key=lambda one: one[0]) for name in forms}
        grades = _sum(
            "grades", "pupils_by_grade", found["pupils_by_grade"], len(beside.known.fields.grades.get(stage, ()))
        )
        classes = _sum("classes", "classes", found["classes"], len(found["classes"]))
        bands, band_cells = _bands(found["class_bands"], beside)
        counted = [number_of(row["pupils"], "count") for _, row in found["pupils"]]
        sizes = None
        if found["classes"] or found["class_bands"]:
            sizes = "both" if found["classes"] and found["class_bands"] else FITS
        rows.append({"pupils": next(iter(counted), None)} | grades[0] | classes[0] | bands | {"class_sizes": sizes})
        cells = {"pupils": tuple(("pupils", key, "pupils") for key, _ in found["pupils"])}
        lines.append(
            Line(
                tuple(sorted(files[section])),
                cells | grades[1] | classes[1] | band_cells,
                about=beside.known.fields.stage_labels.get(stage, ""),
            )
        )
    sums = ("grades_all", "grades_some", "classes_all", "classes_some", "bands_least", "bands_most")
    return _frame(suites.SECTIONS, rows, lines, dict.fromkeys(("pupils", *sums), 1))


def _sum(
    name: str, form: str, rows: Sequence[tuple[Key, Row]], expected: int
) -> tuple[dict[str, object], dict[str, tuple[Cell, ...]]]:
    """The sum of the rows that have an answer, and whether it is whole or a lower bound."""
    answered = [count for _, row in rows if (count := number_of(row["pupils"], "count")) is not None]
    is_whole = bool(answered) and len(answered) == len(rows) == expected
    total = sum(answered) if answered else None
    cells = tuple((form, key, "pupils") for key, _ in rows)
    sums = {f"{name}_all": total if is_whole else None, f"{name}_some": None if is_whole else total}
    return sums, dict.fromkeys(sums, cells)


def _bands(rows: Sequence[tuple[Key, Row]], beside: Beside) -> tuple[dict[str, object], dict[str, tuple[Cell, ...]]]:
    """How many pupils the classes of all bands hold at least and at most. A band not answered can hold the rest."""
    least = most = 0
    bands = beside.known.fields.band_pupils
    counts = {row["band"]: number_of(row["classes"], "count") for _, row in rows}
    cells = dict.fromkeys(("bands_least", "bands_most"), tuple(("class_bands", key, "classes") for key, _ in rows))
    if counts.keys() != bands.keys() or None in counts.values():
        return {"bands_least": None, "bands_most": None}, cells
    is_open = False
    for band, count in counts.items():
        smallest, largest = bands[band]
        least += count * smallest
        most += count * (largest or 0)
        is_open = is_open or (count > 0 and largest is None)
    return {"bands_least": least, "bands_most": None if is_open else most}, cells


# The county's figures

COUNTY_KEYS = ("county_code", "period", "stage", "subgroup")


def _county(beside: Beside) -> Frame:
    """One row per county, period, stage and subgroup of which a file says a figure, measures as columns."""
    form = beside.known.forms["county_figures"]
    files: dict[Key, set[int]] = defaultdict(set)
    for key, numbers in beside.taken.touched.get("county_figures", {}).items():
        said = dict(zip(form.keys, key, strict=True))
        files[_group(said)] |= set(numbers)
        # the children enrolled are held against a figure that has no subgroups
        files[_group(said | {"stage": "", "subgroup": ""})] |= set(numbers)
    for key, numbers in beside.taken.touched.get("pupils", {}).items():
        term_id, school_id, _ = key
        if school := beside.registers.get(term_id, {}).get(school_id):
            files[school["county_code"], term_id, "", ""] |= set(numbers)
    figures: dict[Key, dict[str, tuple[Key, Row]]] = defaultdict(dict)
    enrolled: dict[Key, list[tuple[Key, Row]]] = defaultdict(list)
    for key, row in beside.taken.latest["county_figures"].items():
        figures[_group(row)][row["measure_id"]] = (key, row)
        if row["measure_id"] == "disabled_enrolled":
            enrolled[row["county_code"], row["period"]].append((key, row))
    rows, lines = [], []
    for group in sorted(files):
        values = {name: number_of(row["value"], "decimal") for name, (_, row) in figures[group].items()}
        cells = {name: (("county_figures", key, "value"),) for name, (key, _) in figures[group].items()}
        if group[2:] == ("", ""):
            sums = {
                suites.ENROLLED_ALL: _enrolled(enrolled[group[:2]]),
                suites.MIGRANTS_HERE: _children(beside, group, "migrant", "migrant_purchased"),
                suites.LEFT_BEHIND_HERE: _children(beside, group, "left_behind", ""),
            }
            values |= {name: total for name, (total, _) in sums.items()}
            cells |= {name: found for name, (_, found) in sums.items()}
        rows.append(values)
        lines.append(Line(tuple(sorted(files[group])), cells))
    return _frame(suites.COUNTY, rows, lines, dict.fromkeys({column for row in rows for column in row}, MILLIONTHS))


def _group(row: Mapping[str, str]) -> Key:
    return tuple(row[name] for name in COUNTY_KEYS)


def _enrolled(rows: Iterable[tuple[Key, Row]]) -> tuple[int | None, tuple[Cell, ...]]:
    counts = [(key, number_of(row["value"], "decimal")) for key, row in sorted(rows, key=lambda one: one[0])]
    answered = [count for _, count in counts if count is not None]
    return sum(answered) if answered else None, tuple(("county_figures", key, "value") for key, _ in counts)


def _children(beside: Beside, group: Key, column: str, purchased: str) -> tuple[int | None, tuple[Cell, ...]]:
    """The children in public schools, and in purchased places of private ones; the largest rise since last first."""
    county_code, term_id, *_ = group
    form = beside.known.forms["pupils"]
    found: list[tuple[int, Cell]] = []
    total = 0
    for key, row in beside.taken.latest["pupils"].items():
        school = beside.school(row)
        if row["term_id"] != term_id or row["stage"] not in beside.known.fields.compulsory or school is None:
            continue
        counted = purchased if beside.is_private(school) else column
        count = number_of(row[counted], "count") if counted else None
        if school["county_code"] != county_code or row["stage"] not in beside.stages(school) or count is None:
            continue
        last, _ = beside.last(form, key)
        before = number_of(last[counted], "count") if last else None
        found.append((count - (before or 0), ("pupils", key, counted)))
        total += count
    cells = tuple(cell for _, cell in sorted(found, key=lambda one: (-one[0], one[1])))
    return total * MILLIONTHS if found else None, cells


# What came


def files_frame(contradicted: Sequence[bool]) -> Frame:
    """One row per file."""
    words: list[Word] = ["contradicted" if one else FITS for one in contradicted]
    lines = [Line((number,), {}) for number in range(len(words))]
    return _frame(suites.FILES, [{"one_file": word} for word in words], lines, {})


def register_frame(answered: Mapping[str, bool]) -> Frame:
    """One row per school that must answer."""
    rows: list[dict[str, object]] = [
        {"school_id": school_id, "answered": FITS if is_in else "missing"} for school_id, is_in in answered.items()
    ]
    return _frame(suites.REGISTER, rows, [Line((), {}, {"school_id": school_id}) for school_id in answered], {})
