"""`report` makes every product of the published file in one go: the same twice, nothing half written.

Each product is a dbt exposure that names the tables it reads; what it reads is taken from the SQL it runs.
"""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from conftest import ROOT
from published_small import TERM, small_release  # noqa: F401 - a fixture

from edu_balance import cli
from edu_balance.paths import DATA_SETTING
from edu_balance.reports import make
from edu_balance.reports.published import Published

NAMES = {
    "dashboard.html",
    "declaration.xlsx",
    "ledgers.xlsx",
    "cards.html",
    "cards.pdf",
    "progress.docx",
    "progress.pdf",
}


@pytest.fixture
def data(small_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    """A data folder in which a release is published."""
    folder = tmp_path / "county"
    (folder / "warehouse").mkdir(parents=True)
    shutil.copy(small_release, folder / "warehouse" / "edu_balance.duckdb")
    monkeypatch.setenv(DATA_SETTING, str(folder))
    return folder


def made(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class Listening:
    """The connection of a product, and every query it has run."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.queries: list[str] = []

    def execute(self, sql: str, *arguments: Any) -> duckdb.DuckDBPyConnection:
        self.queries.append(sql)
        return self.connection.execute(sql, *arguments)


def named_tables(tree: object) -> Iterator[str]:
    """The tables and common table expressions that a parsed query reads."""
    if isinstance(tree, dict):
        if tree.get("type") == "BASE_TABLE":
            yield tree["table_name"]
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from named_tables(part)


def tables_read(connection: duckdb.DuckDBPyConnection, queries: list[str]) -> set[str]:
    """The published tables that queries read, as DuckDB itself parses them."""
    published = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    parsed = [
        json.loads(connection.execute("select json_serialize_sql($1)", [sql]).fetchall()[0][0]) for sql in queries
    ]
    assert [sql for sql, tree in zip(queries, parsed, strict=True) if tree["error"]] == []
    return published & set(named_tables(parsed))


def exposures() -> dict[str, set[str]]:
    """The tables each product is declared to read."""
    declared = yaml.safe_load((ROOT / "models" / "marts" / "exposures.yml").read_text(encoding="utf-8"))["exposures"]
    return {entry["name"]: set(re.findall(r"ref\('(\w+)'\)", str(entry["depends_on"]))) for entry in declared}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Filled while products are made: the tables each reads; of a product in two formats what either reads."""
    seen: dict[str, set[str]] = defaultdict(set)
    made_by = make.Product.made

    def listened(product: make.Product, published: Published) -> bytes:
        listening = Listening(published.connection)
        content = made_by(product, dataclasses.replace(published, connection=listening))
        seen[Path(product.file_name).stem] |= tables_read(published.connection, listening.queries)
        return content

    monkeypatch.setattr(make.Product, "made", listened)
    return seen


def test_one_command_makes_every_product_the_same_twice_from_the_tables_its_exposure_names(
    data: Path, read: dict[str, set[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["report"]) == 0
    declared = exposures()
    assert read.keys() == declared.keys()
    wrong = {name: tables ^ declared[name] for name, tables in read.items() if tables != declared[name]}
    assert wrong == {}, "tables read and not named, or named and not read"
    printed = capsys.readouterr().out
    first = made(data / "reports" / TERM)
    assert first.keys() == NAMES and all(first.values())
    assert all(name in printed for name in NAMES)
    assert cli.main(["report", "--term", TERM]) == 0
    assert made(data / "reports" / TERM) == first


def test_a_product_that_fails_leaves_the_one_before_whole(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli.main(["report"]) == 0
    before = made(data / "reports" / TERM)

    def fails(*_: object) -> bytes:
        raise RuntimeError("no memory")

    monkeypatch.setattr(make.Product, "made", fails)
    with pytest.raises(RuntimeError):
        cli.main(["report"])
    assert made(data / "reports" / TERM) == before


@pytest.mark.parametrize("arguments", [["--term", "2019-2020-1"], ["--county-code", "999999"]])
def test_what_was_never_judged_is_said_in_one_sentence(
    arguments: list[str], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["report", *arguments]) == 1
    assert arguments[1] in capsys.readouterr().err and not (data / "reports").exists()


def test_without_a_release_the_command_says_what_to_run(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "warehouse" / "edu_balance.duckdb").unlink()
    assert cli.main(["report"]) == 1
    assert "run.py build" in capsys.readouterr().err
