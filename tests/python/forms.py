"""CSV files as tests read and change them: rows of text by column."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

Row = dict[str, str]


def read_form(path: Path) -> list[Row]:
    """The rows of a file, every cell as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def header_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[0].split(",")


def write_form(path: Path, header: list[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a file whole; cells a row does not name are empty, one the header does not name is an error."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def rewrite(path: Path, change: Callable[[list[Row]], Iterable[Mapping[str, Any]]]) -> None:
    """Replace the rows of a file, its header kept."""
    rows = read_form(path)
    write_form(path, header_of(path), change(rows))


def add_row(path: Path, **cells: str) -> None:
    """One more row; the cells not named are empty."""
    rewrite(path, lambda rows: [*rows, cells])
