"""Clients of the published file while terms are published: who holds it open, who connects anew, and what each sees.

The DuckDB of these tests and a command line of an older version. A newer one and a BI server: `run.py clients`.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from published_small import BEFORE, small_release
from readers import (
    RELEASE,
    CommandLine,
    PythonReader,
    asking_all_the_while,
    command_line_of_these_tests,
    once_at_the_command_line,
    once_in_python,
)
from small_county import TERM

from edu_balance.paths import Paths
from edu_balance.publish import Release, publish
from edu_balance.versions import BuildFacts

__all__ = ["small_release"]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows refuses the rename; see the test of that")
FIRST_DAY = datetime(2026, 11, 24, 8, tzinfo=UTC)
ASKED = ("dim_school", "fct_verdict", "ledger_met", "ledger_unmet")
# odd, so that the second build is the one published last
PUBLISHED_WHILE_HELD = 3
PUBLISHED_WHILE_ASKED = 9


@dataclass
class County:
    """A county of two builds, the second with one more term; publishes them in turn."""

    paths: Paths
    builds: tuple[Path, Path]
    answers: tuple[str, str]
    published: int = 0

    @property
    def file(self) -> Path:
        return self.paths.published

    def publish_next(self) -> Release:
        """The first build, then the second, then the first again."""
        day = FIRST_DAY + timedelta(days=self.published)
        facts = BuildFacts(f"b{self.published}", day, "1", "abc", "p1", "s1", ())
        release = publish(self.builds[self.published % 2], self.paths, facts)
        self.published += 1
        assert release.is_in_place
        return release


@pytest.fixture(scope="module")
def builds(small_release: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The small county's build without its newest term, and with it; of its tables those the clients ask for."""
    folder = tmp_path_factory.mktemp("builds")
    first, second = folder / "first.duckdb", folder / "second.duckdb"
    shutil.copy2(small_release, second)
    with duckdb.connect(second) as connection:
        tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'main'").fetchall()
        for (table,) in tables:
            if table not in ASKED:
                connection.execute(f"drop table {table}")
    shutil.copy2(second, first)
    with duckdb.connect(first) as connection:
        for table in ASKED:
            connection.execute(f"delete from {table} where term_id = '{TERM}'")
    return first, second


@pytest.fixture
def county(builds: tuple[Path, Path], tmp_path: Path) -> County:
    answers = []
    for build, terms in zip(builds, ([BEFORE], [BEFORE, TERM]), strict=True):
        with duckdb.connect(build, read_only=True) as connection:
            held = connection.execute("select distinct term_id from dim_school order by 1").fetchall()
            verdicts, met, unmet = (connection.table(table).shape[0] for table in ASKED[1:])
        assert [term for (term,) in held] == terms
        assert verdicts > 0 and met > 0 and unmet > 0
        answers.append(f"{'+'.join(terms)} {verdicts} {met + unmet} {len(terms)}")
    assert answers[0] != answers[1]
    return County(Paths(tmp_path), builds, (answers[0], answers[1]))


@pytest.fixture
def old_program(tmp_path: Path) -> str:
    return command_line_of_these_tests(tmp_path)


@pytest.mark.parametrize("client", ["Python", "command line"])
def test_who_holds_the_file_answers_from_it_until_reconnecting(client: str, county: County, old_program: str) -> None:
    county.publish_next()
    first, second = county.answers
    with PythonReader(county.file) if client == "Python" else CommandLine(old_program, county.file) as reader:
        assert reader.ask(RELEASE) == first
        with asking_all_the_while(lambda: reader.ask(RELEASE)) as asked:
            for _ in range(PUBLISHED_WHILE_HELD):
                county.publish_next()
        assert set(asked[0]) == {first}
        reader.reconnect()
        assert reader.ask(RELEASE) == second


def test_who_connects_for_each_question_gets_one_release_or_the_other(county: County, old_program: str) -> None:
    county.publish_next()
    questions = (
        lambda: once_in_python(county.file, RELEASE),
        lambda: once_at_the_command_line(old_program, county.file, RELEASE),
    )
    first, second = county.answers
    assert [ask() for ask in questions] == [first, first]
    with asking_all_the_while(*questions) as asked:
        for _ in range(PUBLISHED_WHILE_ASKED):
            county.publish_next()
    for answers in asked:
        assert set(answers) <= {first, second}
        assert answers[-1] == second


def test_one_program_sees_the_new_term_once_each_of_its_connections_is_closed(county: County) -> None:
    """DuckDB opens a file once per process, for as long as any connection to it is left."""
    county.publish_next()
    first, second = county.answers

    def ask(connection: duckdb.DuckDBPyConnection) -> str:
        return connection.execute(RELEASE).fetchall()[0][0]

    forgotten = duckdb.connect(county.file, read_only=True)
    county.publish_next()
    with duckdb.connect(county.file, read_only=True) as again:
        assert ask(again) == ask(forgotten) == first
    forgotten.close()
    with duckdb.connect(county.file, read_only=True) as again:
        assert ask(again) == second


def test_a_client_that_connects_read_only_cannot_write(county: County, old_program: str) -> None:
    county.publish_next()
    before = county.file.read_bytes()
    statement = "delete from fct_verdict"
    with CommandLine(old_program, county.file) as reader:
        assert "read-only" in reader.ask(statement)
    with (
        duckdb.connect(county.file, read_only=True) as connection,
        pytest.raises(duckdb.InvalidInputException, match="read-only"),
    ):
        connection.execute(statement)
    assert county.file.read_bytes() == before
    assert [path.name for path in county.file.parent.glob("*.wal")] == []
