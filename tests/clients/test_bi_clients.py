"""Real clients of the published file while `run.py build` publishes a new term: command lines old and new, Python, and
Apache Superset. Run by `run.py clients`, which installs what they need.

The whole story happens once, in `story`; the tests look at what was seen.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import ROOT
from forms import Row, rewrite
from readers import (
    RELEASE,
    CommandLine,
    PythonReader,
    Reader,
    asking_all_the_while,
    command_line_of_these_tests,
    once_at_the_command_line,
    once_in_python,
)
from runs import project_with_scripts, run_verb
from small_county import TERM, write_small_county
from superset_server import Refused, Superset, superset_server

NEW_TERM = "2026-2027-2"
NEW_TERM_RECEIVED = "2027-03-20"
PROGRAMS = ROOT / ".venv-clients" / ("Scripts" if os.name == "nt" else "bin")
VERDICTS_BY_TERM = "select term_id, count(*) from fct_verdict group by term_id order by term_id"


@dataclass
class County:
    """The small county in a copy of the project; its releases in order."""

    project: Path
    data: Path
    releases: list[Path] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.data / "warehouse" / "edu_balance.duckdb"

    def build(self) -> None:
        """`run.py build`, which must publish."""
        built = run_verb(self.project, self.data, "build")
        assert built.returncode == 0, built.output[-4000:]
        current = json.loads((self.file.parent / "current.json").read_text(encoding="utf-8"))
        assert current["is_in_place"]
        self.releases.append(self.file.parent / current["file"])

    def receive_new_term(self) -> None:
        """Every form of a term sent once more for the next."""

        def with_new_term(rows: list[Row]) -> list[Row]:
            added = {"term_id": NEW_TERM, "received_at": NEW_TERM_RECEIVED}
            return rows + [row | added for row in rows if "term_id" in row]

        for form in sorted(self.data.glob("*.csv")):
            rewrite(form, with_new_term)

    def in_release(self, number: int, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a dated release, read where no client looks."""
        with duckdb.connect(self.releases[number], read_only=True) as connection:
            return connection.execute(sql).fetchall()


@dataclass
class Chart:
    """Verdicts counted by term, from a published table or view."""

    superset: Superset
    dataset: int
    term: str

    def draw(self, force: bool = False) -> dict[str, Any]:
        return self.superset.draw(self.dataset, [self.term], ["count"], force)


@dataclass
class Story:
    """What each client saw."""

    county: County
    superset: Superset
    database: int
    drawn_before: dict[str, dict[str, Any]]
    asked_all_the_while: dict[str, list[str]]
    held: dict[str, tuple[str, str, str]]
    drawn_after: dict[str, dict[str, Any]]

    def release(self, number: int) -> str:
        return self.county.in_release(number, RELEASE)[0][0]


def rows(drawn: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in drawn["data"]]


@pytest.fixture(scope="module")
def command_lines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The oldest and the newest command line we test with, by their own versions."""
    assert PROGRAMS.is_dir(), "python3 scripts/run.py clients"
    old = command_line_of_these_tests(tmp_path_factory.mktemp("command-line"))
    return {"command line 1.4.4": old, "command line 1.5.6": str(PROGRAMS / "duckdb")}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    folder = tmp_path_factory.mktemp("county")
    county = County(project_with_scripts(folder), write_small_county(folder / "data"))
    county.build()
    return county


@pytest.fixture(scope="module")
def superset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    with superset_server(PROGRAMS, tmp_path_factory.mktemp("superset")) as server:
        yield server


@pytest.fixture(scope="module")
def story(command_lines: dict[str, str], county: County, superset: Superset) -> Story:
    """Connect, draw, go on asking while a new term is built and published, reconnect, draw again."""
    superset.log_in()
    uri = f"duckdb:///{county.file}?access_mode=read_only"
    database = superset.add_database("edu_balance", uri, cache_timeout=-1)
    fresh = Chart(superset, superset.add_dataset(database, "main", "fct_verdict"), "term_id")
    release = superset.add_dataset(database, "main", "release", f"select ({RELEASE}) as release")
    # a dataset of another name: where Superset keeps its metadata in SQLite, one name stands once in all databases
    caching = superset.add_database("edu_balance, charts cached", uri)
    cached = Chart(superset, superset.add_dataset(caching, "zh", "判定结果"), "学期编号")
    drawn_before = {"fresh": fresh.draw(), "cached": cached.draw()}

    def release_in_superset() -> str:
        return superset.draw(release, ["release"])["data"][0]["release"]

    county.receive_new_term()
    questions = {
        "Superset": release_in_superset,
        "Superset, a second user": release_in_superset,
        "Python": lambda: once_in_python(county.file, RELEASE),
        **{
            name: lambda program=program: once_at_the_command_line(program, county.file, RELEASE)
            for name, program in command_lines.items()
        },
    }
    with ExitStack() as readers:
        held: dict[str, Reader] = {"Python": readers.enter_context(PythonReader(county.file))}
        for name, program in command_lines.items():
            held[name] = readers.enter_context(CommandLine(program, county.file))
        before = {name: reader.ask(RELEASE) for name, reader in held.items()}
        with asking_all_the_while(*questions.values()) as asked:
            county.build()
        while_held = {name: reader.ask(RELEASE) for name, reader in held.items()}
        for reader in held.values():
            reader.reconnect()
        after = {name: reader.ask(RELEASE) for name, reader in held.items()}
    return Story(
        county,
        superset,
        database,
        drawn_before,
        dict(zip(questions, asked, strict=True)),
        {name: (before[name], while_held[name], after[name]) for name in held},
        {"fresh": fresh.draw(), "cached": cached.draw(), "cached, refreshed": cached.draw(force=True)},
    )


def test_the_two_releases_differ_by_the_new_term(story: Story) -> None:
    terms = "select distinct term_id from dim_school order by 1"
    assert story.county.in_release(0, terms) == [(TERM,)]
    assert story.county.in_release(1, terms) == [(TERM,), (NEW_TERM,)]
    assert story.release(0) != story.release(1)


def test_superset_draws_what_the_file_holds(story: Story) -> None:
    expected = story.county.in_release(0, VERDICTS_BY_TERM)
    assert [term for term, _ in expected] == [TERM]
    assert rows(story.drawn_before["fresh"]) == rows(story.drawn_before["cached"]) == expected


def test_no_question_fails_while_a_term_is_published_and_each_answer_is_of_one_release(story: Story) -> None:
    for client, answers in story.asked_all_the_while.items():
        assert set(answers) == {story.release(0), story.release(1)}, client
        assert answers[-1] == story.release(1), client


def test_superset_shows_the_new_term_by_itself(story: Story) -> None:
    """It connects anew for each query, so nothing is to be done where its charts are not cached."""
    expected = story.county.in_release(1, VERDICTS_BY_TERM)
    assert [term for term, _ in expected] == [TERM, NEW_TERM]
    assert rows(story.drawn_after["fresh"]) == expected
    assert not story.drawn_after["fresh"]["is_cached"]


def test_a_cached_chart_shows_the_new_term_once_it_is_refreshed(story: Story) -> None:
    assert story.drawn_after["cached"]["is_cached"]
    assert rows(story.drawn_after["cached"]) == rows(story.drawn_before["cached"])
    assert rows(story.drawn_after["cached, refreshed"]) == story.county.in_release(1, VERDICTS_BY_TERM)


@pytest.mark.parametrize("client", ["Python", "command line 1.4.4", "command line 1.5.6"])
def test_who_holds_the_file_sees_the_new_term_after_reconnecting(client: str, story: Story) -> None:
    assert story.held[client] == (story.release(0), story.release(0), story.release(1))


def test_the_command_lines_are_what_they_are_called(story: Story, command_lines: dict[str, str]) -> None:
    for name, program in command_lines.items():
        version = once_at_the_command_line(program, story.county.file, "select version()")
        assert f"command line {version.removeprefix('v')}" == name


def test_sql_lab_answers_from_the_new_release(story: Story) -> None:
    shown = story.superset.run_in_sql_lab(story.database, VERDICTS_BY_TERM)
    assert [tuple(row.values()) for row in shown] == story.county.in_release(1, VERDICTS_BY_TERM)


def test_superset_cannot_write_into_the_file(story: Story) -> None:
    with pytest.raises(Refused, match="read-only"):
        story.superset.run_in_sql_lab(story.database, "delete from fct_verdict")
    current = json.loads((story.county.file.parent / "current.json").read_text(encoding="utf-8"))
    assert hashlib.sha256(story.county.file.read_bytes()).hexdigest() == current["sha256"]
    assert list(story.county.file.parent.glob("*.wal")) == []


def test_superset_shows_our_comments(story: Story) -> None:
    columns = story.superset.call(f"dataset/{story.superset.add_dataset(story.database, 'main', 'ledger_unmet')}")[
        "result"
    ]["columns"]
    comments = story.county.in_release(
        1,
        "select column_name, comment from duckdb_columns() where table_name = 'ledger_unmet' and schema_name = 'main'",
    )
    assert {column["column_name"]: column["description"] for column in columns} == dict(comments)
