"""Prints what broke a build: faults in data files first, with file, line and column, then everything else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from edu_balance.dbt_build import Failure, Outcome
from edu_balance.findings import Finding, report
from edu_balance.paths import Paths

ROWS_SHOWN = 20
ROWS_READ = 100_000
CELL_TESTS = "seed_rows__"
LOCATED = {"file", "line", "column_name", "seen", "expected_en", "expected_zh"}


def print_failures(console: Console, outcome: Outcome, paths: Paths) -> None:
    """Everything needed to mend the cause; what was skipped because of it is only counted."""
    console.print("未通过检验 / checks failed", style="bold red")
    located: dict[tuple[str, int | None], list[Finding]] = {}
    others: list[tuple[Failure, list[str], list[tuple[Any, ...]]]] = []
    # Tests of single cells first: a row with a bad cell also fails the rules that read it, for one cause.
    for failure in sorted(outcome.failures, key=lambda failure: not failure.name.startswith(CELL_TESTS)):
        columns, rows = _failing_rows(failure, paths)
        if set(columns) >= LOCATED:
            known = set(located)
            for finding in _findings(columns, rows, paths):
                if (finding.file, finding.line) not in known:
                    located.setdefault((finding.file, finding.line), []).append(finding)
        else:
            others.append((failure, columns, rows))
    for line in report(finding for _, row in sorted(located.items(), key=_by_place) for finding in row):
        console.print(line, soft_wrap=True)
    for failure, columns, rows in others:
        _print_other(console, failure, columns, rows)
    if outcome.skipped:
        console.print(f"另有 {outcome.skipped} 步因此未执行 / {outcome.skipped} later steps were skipped for it")
    console.print(f"日志 / log: {paths.shown(paths.logs / 'dbt.log')}", style="dim")


def _by_place(item: tuple[tuple[str, int | None], list[Finding]]) -> tuple[str, int]:
    (file, line), _ = item
    return file, line or 0


def _failing_rows(failure: Failure, paths: Paths) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The rows a failed test found, by running it again on the private file."""
    if failure.rows_sql is None:
        return [], []
    # dbt names the file's catalog, which is the file's stem.
    with duckdb.connect(paths.build_file, read_only=True) as connection:
        found = connection.execute(f"select * from (\n{failure.rows_sql}\n) limit {ROWS_READ}")
        return [column[0] for column in found.description], found.fetchall()


def _findings(columns: list[str], rows: list[tuple[Any, ...]], paths: Paths) -> Iterator[Finding]:
    for values in rows:
        row = dict(zip(columns, values, strict=True))
        yield Finding(
            file=_file_to_mend(Path(row["file"]), paths),
            line=row["line"],
            column=row["column_name"],
            seen="" if row["seen"] is None else str(row["seen"]),
            expected_en=row["expected_en"],
            expected_zh=row["expected_zh"],
        )


def _file_to_mend(file: Path, paths: Paths) -> str:
    """dbt names the copy it read; the clerk mends the file it was copied from."""
    read = paths.root / file
    if paths.data and read.is_relative_to(paths.data_copy):
        return paths.shown(paths.data / read.name)
    return paths.shown(read)


def _print_other(console: Console, failure: Failure, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    console.print(f"{failure.kind} {failure.name} ({failure.file})", style="bold")
    if not rows:
        console.print(failure.message, soft_wrap=True)
        return
    table = Table(*columns, box=None, header_style="dim")
    for row in rows[:ROWS_SHOWN]:
        table.add_row(*("" if value is None else str(value) for value in row))
    console.print(table)
    if failure.rows > ROWS_SHOWN:
        left = failure.rows - ROWS_SHOWN
        console.print(f"… 另有 {left} 行 / and {left} more rows")
