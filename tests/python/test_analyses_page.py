"""analyses/README.md and the sample county: each command, run as it is printed, gives the answer printed under it."""

from __future__ import annotations

import csv
import io
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT, dbt_build, project_copy
from test_analyses import compile_analyses

from edu_balance import cli, docs_analyses
from edu_balance.paths import DATA_SETTING
from edu_balance.publish import write_marts

PAGE = (ROOT / docs_analyses.PAGE).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Section:
    """One question as the page shows it."""

    name: str
    question: str
    commands: list[str]
    rows: int
    columns: int
    header: list[str]
    answer: list[list[str]]


def cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def sections() -> list[Section]:
    found = []
    for part in re.split(r"(?m)^## ", PAGE)[1:]:
        name, file, question, commands, rows, columns, table = re.fullmatch(
            r"\[`(\w+)`\]\((\S*)\)\n\n(.*)\n\n```\n((?:.*\n)+?)```\n\n共 (\d+) 行 (\d+) 列.*\n\n((?:\|.*\n?)+)\n*",
            part,
        ).groups()
        assert file == f"{name}.sql"
        header, _, *answer = map(cells, table.splitlines())
        found.append(Section(name, question, commands.splitlines(), int(rows), int(columns), header, answer))
    return found


@dataclass(frozen=True)
class Sample:
    """The sample county built and published, and the compiled questions."""

    project: Path
    warehouse: Path


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    project = project_copy(tmp_path_factory.mktemp("sample"))
    built = dbt_build(project)
    assert built.returncode == 0, built.output[-4000:]
    warehouse = project / docs_analyses.WAREHOUSE
    warehouse.parent.mkdir()
    write_marts(built.database, warehouse)
    assert compile_analyses(project) == project / docs_analyses.COMPILED
    return Sample(project, warehouse)


@pytest.fixture(scope="module")
def duckdb_cli(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The command line of requirements-dev.txt; its wheel does not mark the program as executable."""
    name = "duckdb.exe" if os.name == "nt" else "duckdb"
    program = Path(shutil.copy(Path(sys.executable).with_name(name), tmp_path_factory.mktemp("cli") / name))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def test_the_page_is_the_sample_countys(sample: Sample) -> None:
    """`run.py build` and `run.py sync --outputs` mend it."""
    assert docs_analyses.analyses_page(ROOT, sample.project / docs_analyses.COMPILED, sample.warehouse) == PAGE


def test_every_question_is_on_the_page_in_both_languages() -> None:
    shown = {section.name: section for section in sections()}
    assert shown.keys() == {path.stem for path in (ROOT / "analyses").glob("*.sql")}
    for name, section in shown.items():
        zh, en = section.question.split(" · ", 1)
        assert re.search(r"[\u4e00-\u9fff].*？$", zh), name
        head = (ROOT / "analyses" / f"{name}.sql").read_text(encoding="utf-8").replace("\n-- ", " ")
        assert head.startswith(f"-- {en}"), name
    assert "合成样例" in PAGE
    assert "synthetic sample" in PAGE


def same(shown: str, answered: str) -> bool:
    """Whether a cell is the answer, or the answer rounded to four significant digits."""
    if shown == answered:
        return True
    try:
        return abs(float(shown) - float(answered)) <= 0.0005 * abs(float(answered))
    except ValueError:
        return False


@pytest.mark.parametrize("section", sections(), ids=lambda section: section.name)
def test_the_command_as_printed_gives_the_answer_printed(section: Section, sample: Sample, duckdb_cli: str) -> None:
    *before, printed = section.commands
    assert all(line == f"python3 scripts/run.py dbt compile --select {section.name}" for line in before)
    program, *arguments = shlex.split(printed)
    assert program == "duckdb"
    done = subprocess.run(
        [duckdb_cli, "-csv", "-nullvalue", "", *arguments],
        cwd=sample.project,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    header, *answer = csv.reader(io.StringIO(done.stdout))
    assert (section.rows, section.columns) == (len(answer), len(header))
    assert section.answer
    for shown, row in zip(section.answer, answer, strict=False):
        answered = [row[header.index(column)] for column in section.header]
        assert all(map(same, shown, answered)), (shown, answered)


def test_the_page_is_not_written_from_another_county_or_older_seeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(DATA_SETTING, str(tmp_path))
    assert cli.main(["sync", "--outputs"]) == 1
    assert DATA_SETTING in capsys.readouterr().err
    monkeypatch.delenv(DATA_SETTING)
    monkeypatch.setattr(docs_analyses.Paths, "published", tmp_path / "none.duckdb")
    assert cli.main(["sync", "--outputs"]) == 1
    assert "run.py build" in capsys.readouterr().err
    assert (ROOT / docs_analyses.PAGE).read_text(encoding="utf-8") == PAGE
