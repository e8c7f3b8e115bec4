"""What became of the files of a folder: the reader's word, the checks' and the store's, together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from edu_balance.intake.delivery import Delivery, Severity

# accepted: in, or would be. known: the same bytes came before. held: waits for somebody to confirm what was asked.
State = Literal["accepted", "known", "held", "refused"]


@dataclass(frozen=True)
class Judged:
    """One file with everything that was said about it (`delivery.remarks`), and what became of it."""

    delivery: Delivery
    state: State


@dataclass(frozen=True)
class RuleResult:
    """One rule of Great Expectations on one frame: what was asked of how many rows, how many failed."""

    suite: str  # the survey form, or what the rule compares
    rule: str
    zh: str
    en: str
    severity: Severity
    rows: int
    failed: int
