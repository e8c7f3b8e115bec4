"""One located fault in a data file, and how a list of them is printed: one cause, one message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LINES_PER_CAUSE = 5
CAUSES_SHOWN = 60
SEEN_LENGTH = 120


def _printable(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text)
    return shown if len(shown) <= SEEN_LENGTH else shown[: SEEN_LENGTH - 1] + "…"


@dataclass(frozen=True)
class Finding:
    """What was seen where, and what should stand there. Line 1 is the header; None: the whole file."""

    file: str
    line: int | None
    column: str | None
    seen: str
    expected_en: str
    expected_zh: str

    def __str__(self) -> str:
        where = self.file
        if self.line is not None:
            where += f" 第 {self.line} 行 / line {self.line}"
        if self.column:
            where += f", column {self.column}"
        seen = f"见到 / seen '{_printable(self.seen)}'; " if self.seen else ""
        return f"{where}: {seen}{self.expected_zh} / expected {self.expected_en}"


def _one_per_cell(findings: Iterable[Finding]) -> list[Finding]:
    """Several rules may object to one cell: the first speaks for it."""
    cells: dict[tuple[str, int | None, str | None], Finding] = {}
    for finding in findings:
        cells.setdefault((finding.file, finding.line, finding.column), finding)
    return list(cells.values())


def report(findings: Iterable[Finding]) -> Iterator[str]:
    """Lines to print. The same fault down a whole column is shown on its first lines and then counted."""
    causes: dict[tuple[str, str | None, str], list[Finding]] = defaultdict(list)
    for finding in _one_per_cell(findings):
        causes[finding.file, finding.column, finding.expected_en].append(finding)
    for number, same in enumerate(causes.values()):
        if number == CAUSES_SHOWN:
            left = len(causes) - CAUSES_SHOWN
            yield f"… 另有 {left} 种问题，改正以上问题后再运行 / and {left} more kinds; mend these first"
            return
        yield from map(str, same[:LINES_PER_CAUSE])
        left = len(same) - LINES_PER_CAUSE
        if left > 0:
            yield f"    … 同一列还有 {left} 处相同问题 / and {left} more like this in the same column"
