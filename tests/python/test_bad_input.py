"""Every fault of a data file stops the build with its file, line and column, and changes nothing published."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from forms import Row, header_of, read_form, write_form
from runs import exports, first_difference, project_with_scripts, published_once, run_verb
from small_county import COUNTY, DELIVERY, TERM

Fault = Callable[[Path], None]


def in_line(name: str, line: int, old: str, new: str) -> Fault:
    """Replace a part of one line of a form."""

    def mend(folder: Path) -> None:
        path = folder / f"{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        assert old in lines[line - 1], lines[line - 1]
        lines[line - 1] = lines[line - 1].replace(old, new, 1)
        path.write_text("".join(lines), encoding="utf-8")

    return mend


def repeat_line(name: str, line: int) -> Fault:
    """Append a copy of one line to its form."""

    def mend(folder: Path) -> None:
        path = folder / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        path.write_text(text + text.splitlines(keepends=True)[line - 1], encoding="utf-8")

    return mend


def drop_column(name: str, column: str) -> Fault:
    """Take one column out of a form."""

    def mend(folder: Path) -> None:
        path = folder / f"{name}.csv"
        rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
        at = rows[0].index(column)
        path.write_text("".join(",".join(row[:at] + row[at + 1 :]) + "\n" for row in rows), encoding="utf-8")

    return mend


def as_gb18030(name: str) -> Fault:
    """Save a form as a Chinese Excel would."""

    def mend(folder: Path) -> None:
        path = folder / f"{name}.csv"
        path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))

    return mend


Cells = dict[tuple[str, int], Row]


def with_cells(folder: Path, changed: Cells) -> None:
    """Set cells of forms by line; the line after the last one is a new row."""
    for (name, line), cells in changed.items():
        path = folder / f"{name}.csv"
        content = read_form(path)
        if line == len(content) + 2:
            content.append(dict(DELIVERY))
        content[line - 2] |= cells
        write_form(path, header_of(path), content)


def county_figure(measure: str, value: str, period: str = "2026-2027", subgroup: str = "", stage: str = "") -> Row:
    key = {"county_code": COUNTY, "period": period, "stage": stage, "subgroup": subgroup}
    return key | {"measure_id": measure, "value": value}


def document(number: str, indicator: str, conclusion: str, subgroup: str = "") -> Row:
    question = {"county_code": COUNTY, "document_id": number, "indicator_id": indicator, "subgroup": subgroup}
    shown = {"evidence": "小县教〔2026〕9号", "assessor_office": "小县教育督导室", "dated": "2026-05-20"}
    return question | shown | {"conclusion": conclusion, "conclusion_zh": "…"}


# a part larger than its whole, one of each form: the cell, its line, and the column the message names
PARTS: Cells = {
    ("pupils", 2): {"in_catchment": "301"},
    ("pupils", 3): {"migrant": "121"},
    ("pupils", 4): {"left_behind": "211"},
    ("pupils", 5): {"fitness_passed": "151"},
    ("teachers", 2): {"senior_title": "21"},
    ("teachers", 3): {"certified": "21"},
    ("teachers", 4): {"trained_360h": "21"},
    ("school_funds", 2): {"training_wan": "40.01"},
    ("retention", 2): {"deaths": "151"},
    ("retention", 3): {"graduates": "149"},
    ("premises", 2): {"music_rooms_96": "2"},
    ("premises", 3): {"art_rooms_90": "1"},
    # the classes of pupils.csv, line 6
    ("classes", 25): {"pupils": "151"},
    ("county_figures", 9): county_figure("rotation_eligible", "10"),
    ("county_figures", 10): county_figure("teachers_rotated", "11"),
    ("county_figures", 11): county_figure("disabled_children", "4", TERM),
    ("county_figures", 12): county_figure("disabled_enrolled", "3", TERM, "inclusive"),
    ("county_figures", 13): county_figure("disabled_enrolled", "2", TERM, "home_delivery"),
}
WHOLES = {("county_figures", 9), ("county_figures", 11), ("county_figures", 12), ("classes", 25)}

# what nothing would read
UNREAD: Cells = {
    ("county_figures", 9): county_figure("pupils", "900", TERM),
    ("county_figures", 10): county_figure("teacher_pay_wan", "9.4", TERM),
    ("county_figures", 11): county_figure("visits", "40", TERM, "parents"),
    ("county_figures", 12): county_figure("civil_servant_pay_wan", "9.4", "2026", stage="primary"),
    ("county_figures", 13): county_figure("visits_satisfied", "40", "2026", "teacher"),
    ("county_figures", 14): county_figure("migrant_refusals", "0.5"),
    ("documents", 3): document("2", "R1", "met"),
    ("documents", 4): document("3", "Q3", "met", "charter"),
    ("documents", 5): document("4", "Q7", "good"),
    ("documents", 6): document("5", "Q7", "met") | {"evidence": "无"},
    ("documents", 7): document("6", "Q7", "met") | {"dated": "2026-09-21"},
    ("waivers", 2): {
        "county_code": COUNTY, "threshold_id": "national__school_size__through_school", "entity_id": "0100000009",
        "first_term_id": TERM, "last_term_id": TERM, "approved_by": "小县", "reason": "…",
    },
    ("class_bands", 2): {
        "term_id": TERM, "school_id": "0100000002", "stage": "primary", "band": "to_25", "classes": "6",
    },
    ("retention", 4): {
        "entry_year": "2023", "school_id": "0100000001", "entrants": "9", "moved_in": "0", "moved_out": "0",
        "deaths": "0", "graduates": "9",
    },
    ("pupils", 2): {"migrant_purchased": "1"},
}  # fmt: skip
MANY: dict[str, tuple[Cells, set[tuple[str, int]]]] = {
    "larger than their wholes": (PARTS, PARTS.keys() - WHOLES | {("pupils", 6)}),
    "nothing reads": (UNREAD, set(UNREAD)),
}

# what is wrong, and what the message must name: file, line, column, what was seen
FAULTS: dict[str, tuple[Fault, str, int, str, str]] = {
    "missing column": (drop_column("premises", "gymnasium_m2"), "premises.csv", 1, "gymnasium_m2", ""),
    "duplicate key": (repeat_line("teachers", 2), "teachers.csv", 7, "term_id, school_id, stage", "0100000001"),
    "unknown code": (in_line("schools", 3, ",211,", ",299,"), "schools.csv", 3, "school_kind", "299"),
    "negative count": (in_line("equipment", 2, ",7,", ",-7,"), "equipment.csv", 2, "multimedia_rooms", "-7"),
    "grades do not add up": (in_line("pupils", 2, ",300,", ",301,"), "pupils.csv", 2, "pupils", "301"),
    "per cent in a count": (in_line("teachers", 3, ",20,", ",35%,"), "teachers.csv", 3, "full_time", "35%"),
    "full-width digits": (in_line("pupils", 3, ",120,", ",１２０,"), "pupils.csv", 3, "pupils", "１２０"),
    "fraction of a person": (in_line("pupils", 3, ",120,", ",120.5,"), "pupils.csv", 3, "pupils", "120.5"),
    "GB18030 file": (as_gb18030("schools"), "schools.csv", 2, "", "GB18030"),
    "id turned into a number": (
        in_line("schools", 2, "0100000001", "100000001"),
        "schools.csv",
        2,
        "school_id",
        "100000001",
    ),
    "evidence of spaces": (in_line("documents", 2, "小县教〔2026〕1号", "　 "), "documents.csv", 2, "evidence", ""),
    "required cell empty": (in_line("schools", 3, "第2学校", ""), "schools.csv", 3, "school_name", ""),
    "no such day": (in_line("pupils", 4, "2026-09-20", "2026-09-31"), "pupils.csv", 4, "received_at", "2026-09-31"),
    "flag": (in_line("schools", 4, ",1,,", ",是,,"), "schools.csv", 4, "counts_as_school", "是"),
    "grade of another stage": (in_line("classes", 2, ",1,1,", ",7,1,"), "classes.csv", 2, "grade", "7"),
    "unregistered school": (
        in_line("premises", 4, "0100000003", "0100000009"),
        "premises.csv",
        4,
        "school_id",
        "0100000009",
    ),
    "more degrees than teachers": (in_line("teachers", 2, ",20,", ",13,"), "teachers.csv", 2, "full_time", "13"),
    "indoor larger than all": (
        in_line("premises", 3, ",480.5,0,", ",480.5,480.51,"),
        "premises.csv",
        3,
        "indoor_sports_m2",
        "480.51",
    ),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project_with_scripts(tmp_path_factory.mktemp("bad-input"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that has been built and published once."""
    return shutil.copytree(published_once()[1], tmp_path_factory.mktemp("bad-input-data") / "county")


def published(folder: Path) -> dict[str, str]:
    """What lies in the warehouse, by content."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "warehouse").rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_located_and_nothing_is_published(name: str, project: Path, sound: Path) -> None:
    fault, file, line, column, seen = FAULTS[name]
    before = published(sound)
    assert before
    kept = {path: path.read_bytes() for path in sound.glob("*.csv")}
    try:
        fault(sound)
        run = run_verb(project, sound, "build")
    finally:
        for path, content in kept.items():
            path.write_bytes(content)
    assert run.returncode == 1, run.output
    located = [text for text in run.output.splitlines() if re.search(rf"{re.escape(file)}\b.*\b{line}\b", text)]
    assert any(column in text and seen in text for text in located), run.output
    assert "model " not in run.output, "one cause, one message"
    assert published(sound) == before


@pytest.mark.parametrize("name", MANY)
def test_every_one_of_many_faults_is_located(name: str, project: Path, sound: Path) -> None:
    cells, faulty = MANY[name]
    kept = {path: path.read_bytes() for path in sound.glob("*.csv")}
    try:
        with_cells(sound, cells)
        run = run_verb(project, sound, "build")
    finally:
        for path, content in kept.items():
            path.write_bytes(content)
    assert run.returncode == 1, run.output
    located = {(form, int(line)) for form, line in re.findall(r"(\w+)\.csv 第 (\d+) 行 / line \d+, column", run.output)}
    assert located == faulty, run.output


def test_a_day_before_all_data_publishes_nothing(project: Path, sound: Path) -> None:
    before = published(sound)
    run = run_verb(project, sound, "build", "--as-of-date", "2020-01-01")
    assert run.returncode == 1, run.output
    assert "2020-01-01" in run.output
    assert published(sound) == before


def test_leading_zeros_and_reordered_columns_keep_every_value(project: Path, sound: Path) -> None:
    database = sound / "warehouse" / "edu_balance.duckdb"
    # the hash of the files is the one thing that may change
    apart = frozenset({"built_at", "seeds_version"})
    wanted = exports(database, apart)
    assert "'0100000001'" in wanted["dim_school"]
    kept = {path: path.read_bytes() for path in sound.glob("*.csv")}
    try:
        for path in kept:
            rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
            path.write_text("".join(",".join(reversed(row)) + "\n" for row in rows), encoding="utf-8")
        run = run_verb(project, sound, "build")
    finally:
        for path, content in kept.items():
            path.write_bytes(content)
    assert run.returncode == 0, run.output
    assert first_difference(exports(database, apart), wanted) == ""
