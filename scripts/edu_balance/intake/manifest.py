"""Which files were taken in, and where in them each value stood: a file beside the survey forms, no seed of dbt."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from edu_balance.errors import ClerkError
from edu_balance.intake.delivery import Delivery, Row
from edu_balance.seed_files import BOM

MANIFEST = "deliveries.csv"
# `rows`: read from the file; `rows_added`: the rows of the survey forms that carry the source_id.
COLUMNS = ("source_id", "file_name", "sha256", "shape", "form_version", "county_code", "school_id", "term_id")
COLUMNS += ("rows", "rows_added", "received_at")
PLACE_COLUMNS = ("form", "key", "column", "sheet", "cell", "line")


def read_manifest(folder: Path) -> list[Row]:
    """The files taken in so far, in the order they came. Raises ClerkError where the manifest cannot be read."""
    path = folder / MANIFEST
    if not path.exists():
        return []
    try:
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True)
        lines = list(reader)
        is_whole = all(None not in (*line, *line.values()) and line["rows_added"].isdecimal() for line in lines)
        if tuple(reader.fieldnames or ()) == COLUMNS and is_whole:
            return lines
    except (UnicodeDecodeError, csv.Error, KeyError):
        pass
    raise ClerkError(
        f"{path} 不是本软件写下的样子（表头应为 {','.join(COLUMNS)}）。请从备份恢复该文件，再运行一次。",
        f"{path} is not as this software wrote it (its header is {','.join(COLUMNS)}). "
        "Restore it from a backup, then run this again.",
    )


def write_manifest(lines: Iterable[Mapping[str, str]]) -> bytes:
    return _csv(COLUMNS, lines)


def line_of(delivery: Delivery, source_id: str, rows_added: int, received_at: str) -> Row:
    """The manifest's line of a file: its name without its folder, which names a machine."""
    return {
        "source_id": source_id,
        "file_name": delivery.path.name,
        "sha256": delivery.sha256,
        "shape": delivery.shape,
        "form_version": delivery.form_version,
        "county_code": delivery.county_code,
        "school_id": delivery.school_id or "",
        "term_id": delivery.term_id,
        "rows": str(sum(map(len, delivery.rows.values()))),
        "rows_added": str(rows_added),
        "received_at": received_at,
    }


def new_source_id(delivery: Delivery, taken: Collection[str]) -> str:
    """Term, school or county, and a number: the first one of them not yet taken."""
    start = f"{delivery.term_id}-{delivery.school_id or delivery.county_code}"
    number = 1
    while f"{start}-{number}" in taken:
        number += 1
    return f"{start}-{number}"


def places_file(folder: Path, source_id: str) -> Path:
    """Where the places of one source stand."""
    return folder / "places" / f"{source_id}.csv"


def write_places(delivery: Delivery) -> bytes:
    """One row per value: sheet and cell, or line. A value kept from an earlier file stands in that one's places."""
    found = (
        {
            "form": form,
            "key": "|".join(key),
            "column": column,
            "sheet": place.sheet or "",
            "cell": place.cell or "",
            "line": "" if place.line is None else place.line,
        }
        for (form, key, column), place in sorted(delivery.places.items(), key=lambda item: item[0])
    )
    return _csv(PLACE_COLUMNS, found)


def _csv(columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """With a BOM, so that Excel reads Chinese right."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return BOM + text.getvalue().encode()
