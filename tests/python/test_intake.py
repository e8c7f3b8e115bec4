"""`check` and `ingest` as a clerk runs them: what is taken in, sent back or asked about, nothing half done."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from conftest import dbt_build, project_copy, rows
from corpus_files import NOBODYS_PHONE
from forms import Row, read_form
from openpyxl import load_workbook
from runs import Run, project_with_scripts, run_verb
from small_county import SCHOOLS, write_small_county
from test_analyses import compile_analyses
from workbooks import Opened, fill_school

from edu_balance import cli
from edu_balance.intake import read_folder
from edu_balance.intake.persons import holds_person
from edu_balance.paths import DATA_SETTING, Paths
from edu_balance.seed_files import copy_own_files

TERM = "2026-2027-2"
FIRST, SECOND, THROUGH, JUNIOR = (school[0] for school in SCHOOLS)
PUPILS, EQUIPMENT, AREA = "小学学生人数", "教学仪器设备资产值（账面原值）", "教学及辅助用房总面积"
BUILT = ("是否2010年及之前规划并建成", "是否2016年及之前规划并建成")
FUNDS = tuple(
    f"{year}{figure}"
    for year in ("本年度", "上一年度")
    for figure in ("核定公用经费", "公用经费预算总额", "教师培训经费预算总额")
)
Tree = dict[str, bytes]
Verb = Callable[..., Run]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project_with_scripts(tmp_path_factory.mktemp("intake"))


@pytest.fixture(scope="module")
def question(project: Path) -> str:
    """The analysis that names the cells of a figure."""
    return (compile_analyses(project) / "cells_of_a_figure.sql").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sent(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbooks of the next term, each school answering as in the term before; the county's stays blank."""
    tmp = tmp_path_factory.mktemp("sent")
    data = write_small_county(tmp / "county")
    made = run_verb(project, data, "templates", "--term", TERM, "--folder", str(tmp / "forms"))
    assert made.returncode == 0, made.output
    for path in (tmp / "forms").glob("0*.xlsx"):
        opened, school_id = Opened.at(path), path.name.split("_")[0]
        fill_school(opened, school_id, lambda form: read_form(data / f"{form}.csv"))
        # what the small county leaves blank in its seeds
        for label in (*BUILT, *FUNDS):
            opened.line(label).value = "否" if label in BUILT else 40 if "公用" in label else 2
        opened.save(path)
    return tmp / "forms"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_small_county(tmp_path / "county")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Runs a verb in this process, which imports Great Expectations once for all tests."""

    def of_folder(data: Path | None, *arguments: str) -> Run:
        monkeypatch.setenv("COLUMNS", "400")
        if data is None:
            monkeypatch.delenv(DATA_SETTING, raising=False)
        else:
            monkeypatch.setenv(DATA_SETTING, str(data))
        capsys.readouterr()
        try:
            code = cli.main(list(arguments))
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        printed = capsys.readouterr()
        return Run(code, printed.out + printed.err)

    return of_folder


def folder_of(sent: Path, target: Path, *school_ids: str) -> Path:
    """The files of some schools in a folder of their own."""
    target.mkdir(exist_ok=True)
    for path in sent.glob("*.xlsx"):
        if path.name.split("_")[0] in school_ids:
            shutil.copy(path, target)
    return target


def change(folder: Path, school_id: str, label: str, value: object) -> Path:
    """The file of a school with one line answered otherwise."""
    (path,) = folder.glob(f"{school_id}_*.xlsx")
    opened = Opened.at(path)
    opened.line(label).value = value
    return opened.save(path)


def tree(data: Path) -> Tree:
    """Every file of the data folder but reports, warehouse and lock."""
    files = (path for path in data.rglob("*") if path.is_file())
    names = {path: path.relative_to(data).as_posix() for path in files}
    return {
        name: path.read_bytes() for path, name in names.items() if name.split("/")[0] not in ("reports", "warehouse")
    }


def of_term(data: Path, form: str, **cells: str) -> list[Row]:
    found = read_form(data / f"{form}.csv")
    return [row for row in found if row.get("term_id") == TERM and cells.items() <= row.items()]


def test_a_check_changes_nothing_and_says_what_an_ingest_would_do(run: Verb, sent: Path, data: Path) -> None:
    before = tree(data)
    files = folder_of(sent, data.parent / "files", FIRST, SECOND, THROUGH, JUNIOR)
    done = run(data, "check", str(files))
    assert done.returncode == 0, done.output
    assert "收到 4 个文件：可导入 4" in done.output and TERM[:9] in done.output
    assert tree(data) == before


def test_what_was_taken_in_names_its_file_and_is_known_the_next_time(run: Verb, sent: Path, data: Path) -> None:
    files = folder_of(sent, data.parent / "files", FIRST, THROUGH)
    done = run(data, "ingest", str(files), "--received", "2027-03-20")
    assert done.returncode == 0, done.output
    (row,) = of_term(data, "premises", school_id=FIRST)
    assert row["teaching_area_m2"] == "1500" and row["received_at"] == "2027-03-20"
    lines = {line["source_id"]: line for line in read_form(data / "deliveries.csv")}
    assert lines[row["source_id"]]["file_name"] == next(files.glob(f"{FIRST}_*")).name
    assert "登记 4 所：已收 2，待确认 0，退回 0，未报 2" in done.output
    after = tree(data)
    again = run(data, "ingest", str(files), "--received", "2027-03-25")
    assert again.returncode == 0 and "此前已导入 2" in again.output
    assert tree(data) == after


def test_a_correction_is_a_revision_and_undo_takes_it_back(run: Verb, sent: Path, data: Path) -> None:
    files = folder_of(sent, data.parent / "files", FIRST)
    assert run(data, "ingest", str(files)).returncode == 0
    first = tree(data)
    change(files, FIRST, AREA, 1650)
    assert run(data, "ingest", str(files)).returncode == 0
    assert [row["teaching_area_m2"] for row in of_term(data, "premises", school_id=FIRST)] == ["1500", "1650"]
    undone = run(data, "ingest", "--undo")
    assert undone.returncode == 0, undone.output
    kept = {name: content for name, content in tree(data).items() if not name.startswith("intake/undo/")}
    assert kept == {name: content for name, content in first.items() if not name.startswith("intake/undo/")}
    assert run(data, "ingest", "--undo").returncode == 1


def test_a_refused_file_is_located_and_the_others_are_in(run: Verb, sent: Path, data: Path) -> None:
    files = folder_of(sent, data.parent / "files", FIRST, SECOND)
    change(files, SECOND, PUPILS, "一百二")
    done = run(data, "ingest", str(files))
    assert done.returncode == 1
    printed = done.output.splitlines()
    (at,) = [number for number, line in enumerate(printed) if "一百二" in line]
    assert printed[at].strip().startswith("填报!E") and "应为" in printed[at] and "a number" in printed[at + 1]
    assert of_term(data, "pupils", school_id=FIRST) and not of_term(data, "pupils", school_id=SECOND)
    (copy,) = (data / "reports" / TERM / "intake").rglob(f"{SECOND}_*请改正.xlsx")
    assert copy.exists()


def test_a_question_holds_the_file_until_it_is_confirmed(run: Verb, sent: Path, data: Path) -> None:
    files = folder_of(sent, data.parent / "files", FIRST, SECOND)
    change(files, SECOND, AREA, 2400)  # it was 480.5
    held = run(data, "ingest", str(files))
    assert held.returncode == 1 and "待确认 1" in held.output
    assert not of_term(data, "premises", school_id=SECOND)
    confirmed = run(data, "ingest", str(files), "--confirm", SECOND)
    assert confirmed.returncode == 0, confirmed.output
    (row,) = of_term(data, "premises", school_id=SECOND)
    assert row["teaching_area_m2"] == "2400"
    (line,) = [line for line in read_form(data / "deliveries.csv") if line["source_id"] == row["source_id"]]
    assert line["confirmed"] == "1"


def test_the_sample_county_takes_nothing_in(run: Verb, sent: Path) -> None:
    done = run(None, "ingest", str(sent))
    assert done.returncode == 1 and "EDU_BALANCE_DATA" in done.output


@pytest.mark.parametrize("arguments", [["check"], ["ingest"], ["check", "no such folder"], ["ingest", ".", "--undo"]])
def test_wrong_arguments_are_usage(run: Verb, data: Path, arguments: list[str]) -> None:
    assert run(data, *arguments).returncode == 2


def test_a_folder_without_files_or_term_is_refused(run: Verb, data: Path) -> None:
    empty = data.parent / "empty"
    empty.mkdir()
    assert run(data, "check", str(empty)).returncode == 1
    (empty / "x.csv").write_text("a,b\n", encoding="utf-8")
    done = run(data, "check", str(empty))
    assert done.returncode == 1 and "--term" in done.output


def test_a_reader_that_dies_is_said_and_changes_nothing(run: Verb, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = data.parent / "files"
    files.mkdir()
    for number in range(read_folder.WORTH_SHARING):
        (files / f"{number}.csv").write_text("a\n", encoding="utf-8")
    before = tree(data)
    monkeypatch.setattr(read_folder, "read_file", lambda *_: os._exit(1))
    # one core would read in this process
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    done = run(data, "ingest", str(files), "--term", TERM)
    assert done.returncode == 1 and "分成几批" in done.output and tree(data) == before


def test_half_a_term_is_built_and_the_rest_is_unknown(
    question: str, run: Verb, project: Path, sent: Path, data: Path
) -> None:
    """And each figure names the cell it was read from."""
    files = folder_of(sent, data.parent / "files", FIRST, THROUGH)
    assert run(data, "ingest", str(files)).returncode == 0
    built = run_verb(project, data, "build", "--as-of-term", TERM)
    assert built.returncode == 0, built.output
    assert "已报 2 / 4 所，其余 2 所按缺数计" in built.output
    published = data / "warehouse" / "edu_balance.duckdb"
    status = rows(
        published,
        f"""
        select entity_id, status, reason from fct_verdict
        where term_id = '{TERM}' and indicator_id = 'R4' and stage = 'primary' and entity_type = 'section'
            and standard_id = 'national_2017' order by all
        """,
    )
    assert [(row["entity_id"], row["status"] == "unknown") for row in status] == [
        (FIRST, False),
        (SECOND, True),
        (THROUGH, False),
    ]
    with duckdb.connect(str(published), read_only=True) as connection:
        for name, value in (("entity_id", FIRST), ("indicator_id", "R4"), ("term_id", TERM)):
            connection.execute(f"set variable {name} = $1", [value])
        cursor = connection.execute(question)
        names = [column[0] for column in cursor.description or ()]
        cells = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert {cell["survey_column"] for cell in cells} == {
        *("premises.teaching_area_m2", "premises.indoor_sports_m2", "pupils.pupils"),
    }
    for cell in cells:
        book = load_workbook(files / cell["file_name"])
        assert book[cell["sheet"]][cell["cell"]].value == float(cell["value"]), cell


def texts_with_a_person(published: Path) -> list[tuple[str, str]]:
    """Table and column of every text of the file that holds an ID or mobile number."""
    found = []
    with duckdb.connect(str(published), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name from duckdb_columns() where data_type = 'VARCHAR' and schema_name = 'main'"
        ).fetchall()
        for table, column in columns:
            texts = connection.execute(f'select distinct "{column}" from "{table}" where "{column}" is not null')
            found += [(table, column) for (text,) in texts.fetchall() if holds_person(text)]
    return found


def test_no_person_is_in_what_is_published(run: Verb, project: Path, sent: Path, data: Path) -> None:
    """Not even where a file's name holds a number; the look itself sees one that stands there."""
    files = folder_of(sent, data.parent / "files", FIRST)
    (path,) = files.glob("*.xlsx")
    path.rename(path.with_name(f"第1学校 {NOBODYS_PHONE}.xlsx"))
    assert run(data, "ingest", str(files)).returncode == 0
    assert NOBODYS_PHONE not in (data / "deliveries.csv").read_text(encoding="utf-8")
    built = run_verb(project, data, "build", "--as-of-term", TERM)
    assert built.returncode == 0, built.output
    published = data / "warehouse" / "edu_balance.duckdb"
    assert texts_with_a_person(published) == []
    with duckdb.connect(str(published)) as connection:
        connection.execute(f"update dim_document set evidence = '电话 {NOBODYS_PHONE}'")
    assert set(texts_with_a_person(published)) == {("dim_document", "evidence")}


def test_a_bare_build_refuses_seeds_an_interrupted_ingest_left_half_changed(
    run: Verb, project: Path, sent: Path, data: Path, tmp_path: Path
) -> None:
    """A killed ingest may leave the manifest changed and a form not yet; a verb of run.py would first finish it."""
    before = tree(data)
    files = folder_of(sent, data.parent / "files", FIRST)
    assert run(data, "ingest", str(files)).returncode == 0
    (data / "premises.csv").write_bytes(before["premises.csv"])
    plain = tmp_path / "as run.py copies it"
    copy_own_files(Paths(project, data), plain)
    built = dbt_build(project_copy(tmp_path), plain, select=["+deliveries_are_whole"])
    assert built.returncode != 0 and "deliveries_are_whole" in built.output
