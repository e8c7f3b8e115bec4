"""Removes what a killed build left behind. Called with the build lock held, so nobody is still writing it."""

from __future__ import annotations

from pathlib import Path

from edu_balance.errors import ClerkError
from edu_balance.paths import Paths

TEMPORARY = ".next-"


def wal_of(database: Path) -> Path:
    """DuckDB's write-ahead log of a file: it stands there while a writer has it open, or after one died."""
    return database.with_name(database.name + ".wal")


def remove_leftovers(paths: Paths) -> None:
    """The old private build file, half-written files of the warehouse, releases without their manifest."""
    leftovers = [paths.build_file, wal_of(paths.build_file)]
    for folder in (paths.warehouse, paths.releases):
        leftovers += folder.glob(f"{TEMPORARY}*")
    leftovers += [release for release in paths.releases.glob("*.duckdb") if not release.with_suffix(".json").exists()]
    for leftover in leftovers:
        try:
            leftover.unlink(missing_ok=True)
        except PermissionError as error:
            raise ClerkError(
                f"文件正被其他程序打开：{leftover}。请关闭该程序后再运行。",
                f"Another program holds this file open: {leftover}. Close it and run this again.",
            ) from error
