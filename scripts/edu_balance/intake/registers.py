"""Who must answer in a term: the schools registered for it, and those of the term before that nobody closed."""

from __future__ import annotations

from collections.abc import Iterable

from edu_balance.intake.delivery import Row
from edu_balance.intake.revisions import Standing


def in_force(schools: Iterable[Row], successions: Iterable[Row], term_id: str) -> dict[str, Row]:
    """The newest row of every school that must answer in a term, by id.

    A school stays on the register until school_successions.csv says when it ended: one that merely sends nothing in a
    new term must not vanish.
    """
    ended = {row["predecessor_school_id"]: row["last_term_id"] for row in successions}
    rows = [row for row in schools if row["term_id"] <= term_id]
    before = max((row["term_id"] for row in rows if row["term_id"] < term_id), default="")
    standing = [row for row in rows if row["term_id"] == before and ended.get(row["school_id"], term_id) >= term_id]
    return {row["school_id"]: row for row in [*standing, *(row for row in rows if row["term_id"] == term_id)]}


def register_of(schools: Standing, successions: Standing, county_code: str, term_id: str) -> tuple[str, list[Row]]:
    """The term before, and the rows to carry from it into this term: of schools of the county without a row in it."""
    own = [row for row in schools.latest.values() if row["county_code"] == county_code]
    missing = [row for row in in_force(own, successions.latest.values(), term_id).values() if row["term_id"] != term_id]
    before = max((row["term_id"] for row in missing), default="")
    return before, [row | {"term_id": term_id} for row in sorted(missing, key=lambda row: row["school_id"])]
