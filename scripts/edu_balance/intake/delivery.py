"""One file as it was read: rows by survey form, where each value stood, and what there is to say about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from edu_balance.intake.persons import masked

Row = dict[str, str]
# notice: read safely, the reader says how. ask: somebody has to confirm it. stop: the file is refused.
Severity = Literal["notice", "ask", "stop"]
# survey form, values of its key columns without revision, column
ValueKey = tuple[str, tuple[str, ...], str]
SEEN_LENGTH = 80


@dataclass(frozen=True)
class Place:
    """Where in the file: a cell of a sheet, or a line of a text file. Nothing named: the whole file."""

    sheet: str | None = None
    cell: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = "!".join(filter(None, (self.sheet, self.cell)))
        return f"{where} 第 {self.line} 行 / line {self.line}".strip() if self.line is not None else where


@dataclass(frozen=True)
class Remark:
    """What was seen at a place and what should stand there, or how it was read, in both languages."""

    file: str
    place: Place
    seen: str
    expected_zh: str
    expected_en: str
    severity: Severity

    def __post_init__(self) -> None:
        """Whatever stood there: no message shows a person's number, nor more than a line of text."""
        shown = masked(self.seen)
        shown = shown if len(shown) <= SEEN_LENGTH else f"{shown[:SEEN_LENGTH]}…"
        object.__setattr__(self, "seen", shown)

    def __str__(self) -> str:
        where = " ".join(filter(None, (self.file, str(self.place))))
        seen = f"见到 / seen '{self.seen}'; " if self.seen else ""
        return f"{where}: {seen}{self.expected_zh} / {self.expected_en}"


@dataclass(frozen=True)
class Delivery:
    """One file as it was read. Of a refused one the rows are what could be read, for messages only."""

    path: Path
    sha256: str
    shape: str
    form_version: str = ""
    county_code: str = ""
    term_id: str = ""
    school_id: str | None = None  # None: the county's own workbook, a file of several schools, or not known
    # by survey form: every column of the form but source_id, revision and received_at
    rows: dict[str, list[Row]] = field(default_factory=dict)
    places: dict[ValueKey, Place] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    @property
    def is_refused(self) -> bool:
        return any(remark.severity == "stop" for remark in self.remarks)

    @property
    def is_asked_about(self) -> bool:
        """Whether somebody has to confirm something before the file can be taken in."""
        return any(remark.severity == "ask" for remark in self.remarks)

    @property
    def school_ids(self) -> frozenset[str]:
        """The schools the file speaks for: its own, or those of its rows."""
        own = {self.school_id} if self.school_id else set()
        return frozenset(own | {row["school_id"] for rows in self.rows.values() for row in rows if "school_id" in row})
