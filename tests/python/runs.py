"""Runs a verb of `run.py` in a copy of the project, and exports what it published."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
from conftest import ROOT, build_environment, once, project_copy
from small_county import write_small_county

TIMEOUT = 900


@dataclass(frozen=True)
class Run:
    """The outcome of one verb."""

    returncode: int
    output: str


def project_with_scripts(tmp: Path) -> Path:
    """A copy of the project with its scripts, so that a verb's own project folder is the copy."""
    project = project_copy(tmp)
    shutil.copytree(ROOT / "scripts", project / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    return project


def run_verb(project: Path, data: Path | None, *arguments: str) -> Run:
    """Run one verb as the launcher does once the environment is there."""
    environment = build_environment(False, 2)
    del environment["EDU_BALANCE_BUILD_FILE"], environment["EDU_BALANCE_THREADS"]
    environment["PYTHONPATH"] = str(project / "scripts")
    if data is not None:
        environment["EDU_BALANCE_DATA"] = str(data)
    done = subprocess.run(
        [sys.executable, "-m", "edu_balance", *arguments],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=TIMEOUT,
        check=False,
    )
    return Run(done.returncode, done.stdout)


def published_once() -> tuple[Path, Path]:
    """A project copy and the folder of the small county it published, to read and to copy, never to change."""

    def publish(folder: Path) -> tuple[Path, Path]:
        project, data = project_with_scripts(folder), write_small_county(folder / "county")
        run = run_verb(project, data, "build")
        assert run.returncode == 0, run.output
        return project, data

    return once("published-once", publish)


def first_difference(left: dict[str, str], right: dict[str, str]) -> str:
    """Where two exports part, or an empty string: a diff of megabytes would take pytest an hour."""
    if left.keys() != right.keys():
        return f"tables {sorted(left.keys() ^ right.keys())}"
    for table in left:
        if left[table] != right[table]:
            pairs = zip(left[table].splitlines(), right[table].splitlines(), strict=False)
            return f"{table}: {next((pair for pair in pairs if pair[0] != pair[1]), 'number of rows')}"
    return ""


def exports(database: Path, without: frozenset[str] = frozenset({"built_at", "line"})) -> dict[str, str]:
    """Every published table and view as CSV text in a fixed order of rows, without the named columns.

    Left out by default: the time of the build, and the line of a row typed by hand, which moves with the rows above.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(
            "select table_name, list(column_name order by column_index) "
            "from duckdb_columns() where schema_name = 'main' and not internal group by all order by all"
        ).fetchall()
        texts = {}
        for table, columns in tables:
            kept = ", ".join(f'"{column}"' for column in columns if column not in without)
            rows = connection.execute(f'select {kept} from main."{table}" order by all').fetchall()
            texts[table] = "\n".join(repr(row) for row in rows)
    return texts
