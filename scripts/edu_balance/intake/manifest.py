"""Which files were taken in (the seed deliveries.csv), and where in them each value stood (files beside it)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from edu_balance.errors import ClerkError
from edu_balance.intake.delivery import Delivery, Row
from edu_balance.intake.persons import holds_person
from edu_balance.intake.survey_file import SurveyForm
from edu_balance.seed_files import BOM

MANIFEST = "deliveries.csv"
COLUMNS = ("source_id", "file_name", "sha256", "shape", "form_version", "county_code", "school_id", "term_id")
COLUMNS += ("rows_read", "rows_added", "confirmed", "received_at")
REGISTER = "register"
PLACE_COLUMNS = ("source_id", "form", "row_key", "column_name", "value", "sheet", "cell", "line")


def read_manifest(folder: Path) -> list[Row]:
    """The files taken in so far, in the order they came. Raises ClerkError where the manifest cannot be read."""
    path = folder / MANIFEST
    if not path.exists():
        return []
    try:
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True)
        lines = [line for line in reader if any(line.values())]
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


def write_manifest(lines: Iterable[Mapping[str, str]], before: bytes | None) -> bytes:
    """The manifest's content, with the line ends and the BOM, or none, that it had before."""
    content = _csv(COLUMNS, lines)
    if before is None:
        return content
    end = b"\r\n" if b"\r\n" in before else b"\n"
    return (BOM if before.startswith(BOM) else b"") + content.removeprefix(BOM).replace(b"\r\n", end)


def line_of(delivery: Delivery, source_id: str, rows_added: int, received_at: str) -> Row:
    """The manifest's line of a file: its name without its folder, which names a machine."""
    return {
        "source_id": source_id,
        "file_name": _storable(delivery.path.name),
        "sha256": delivery.sha256,
        "shape": delivery.shape,
        "form_version": delivery.form_version,
        "county_code": delivery.county_code,
        "school_id": delivery.school_id or "",
        "term_id": delivery.term_id,
        "rows_read": str(sum(map(len, delivery.rows.values()))),
        "rows_added": str(rows_added),
        "confirmed": str(sum(remark.severity == "ask" for remark in delivery.remarks)),
        "received_at": received_at,
    }


def line_of_register(
    source_id: str, county_code: str, term_id: str, before: str, rows_added: int, received_at: str
) -> Row:
    """The manifest's line of schools that were carried from the register of the term before into a new one."""
    return dict.fromkeys(COLUMNS, "") | {
        "source_id": source_id,
        "file_name": f"schools.csv {before}",
        "shape": REGISTER,
        "county_code": county_code,
        "term_id": term_id,
        "rows_read": str(rows_added),
        "rows_added": str(rows_added),
        "confirmed": "0",
        "received_at": received_at,
    }


def _storable(name: str) -> str:
    """A file's name as a cell of the seeds may hold it: on one line, no leading ', nobody's number in it."""
    shown = "".join(letter if letter.isprintable() else "_" for letter in name).lstrip("'") or "_"
    return re.sub(r"[0-9]{11,}[Xx]?", "…", shown) if holds_person(shown) else shown


def new_source_id(delivery: Delivery) -> str:
    """Term, and school or county; the store puts a number behind."""
    return f"{delivery.term_id}-{delivery.school_id or delivery.county_code}"


def places_file(folder: Path, source_id: str) -> Path:
    """Where the places of one source stand."""
    return folder / "places" / f"{source_id}.csv"


def write_places(delivery: Delivery, source_id: str, forms: Mapping[str, SurveyForm]) -> bytes:
    """One row per cell that was read: the value, and its sheet and cell, or its line.

    The value is written down, so that a figure changed by hand later does not pass for one of the file.
    """
    values = {
        (name, forms[name].given_key(row), column): cell
        for name, rows in delivery.rows.items()
        for row in rows
        for column, cell in row.items()
    }
    found = (
        {
            "source_id": source_id,
            "form": form,
            "row_key": "|".join(key),
            "column_name": column,
            "value": values.get((form, key, column), ""),
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
