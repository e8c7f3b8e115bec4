"""An old term can be asked for as it was reported then and as it was corrected since."""

from __future__ import annotations

import shutil
from pathlib import Path

from conftest import dbt_build, judge_every_county, project_copy, rows
from counties import write_counties
from counties_base import EARLIER_TERM
from forms import header_of, read_form, write_form
from runs import exports, first_difference

# The day by which everything of the term has arrived, before the next term and the corrections.
THEN = "2026-01-15"
AS_REPORTED = {
    "national__class_size__primary": "met",
    "national__in_catchment__urban_town__primary": "met",
    "plan_item_18__daily_exercise": "met",
    "national__training_money": "met",
    "national__retention__form_a": "met",
    "national__key_schools": "met",
    "plan_item_06__posts_occupied": "unmet",
    "plan_section_3__satisfaction_with_government": "unknown",
}
AS_CORRECTED = {
    "national__class_size__primary": "unmet",
    "national__in_catchment__urban_town__primary": "unmet",
    "plan_item_18__daily_exercise": "unmet",
    "national__training_money": "unmet",
    "national__retention__form_a": "unmet",
    "national__key_schools": "unmet",
    "plan_item_06__posts_occupied": "met",
    "plan_section_3__satisfaction_with_government": "met",
}


def forget_what_came_later(folder: Path, day: str) -> int:
    """Keep of every survey file what had been received by the day; return how many rows went."""
    gone = 0
    for path in folder.glob("*.csv"):
        content = read_form(path)
        kept = [row for row in content if row.get("received_at", day) <= day]
        gone += len(content) - len(kept)
        write_form(path, header_of(path), kept)
    return gone


def worst(database: Path) -> dict[str, str]:
    """The status of each limit in the term; of several schools or classes the worst."""
    order = ("met", "unknown", "unmet")
    found: dict[str, str] = {}
    query = f"select threshold_id, status from fct_verdict where term_id = '{EARLIER_TERM}' and status in {order}"
    for row in rows(database, query):
        seen = found.get(row["threshold_id"], "met")
        found[row["threshold_id"]] = max(seen, row["status"], key=order.index)
    return found


def test_an_old_term_as_of_its_own_date_is_what_was_built_then(tmp_path: Path) -> None:
    """Verdicts, ledgers and all: equal to a build of that day, though much was corrected and added since."""
    project = project_copy(tmp_path)
    judge_every_county(project)
    now = write_counties(tmp_path / "now", only=("corrected_later",)).folder
    then = tmp_path / "then"
    shutil.copytree(now, then)
    assert forget_what_came_later(then, THEN) > 100
    seen = {}
    for name, data, variables in (
        ("then", then, None),
        ("as corrected", now, None),
        ("as reported", now, {"as_of_date": THEN}),
    ):
        built = dbt_build(project, data, variables=variables, tests="data" if variables else "none")
        assert built.returncode == 0, built.output[-4000:]
        seen[name] = shutil.copy2(built.database, tmp_path / f"{name}.duckdb")
    without = frozenset({"built_at", "as_of_date", "line"})
    published = {name: exports(database, without) for name, database in seen.items()}
    assert first_difference(published["then"], published["as reported"]) == ""
    for ledger in ("ledger_met", "ledger_unmet"):
        assert EARLIER_TERM in published["as reported"][ledger]
        assert published["as corrected"][ledger] != published["as reported"][ledger]
    assert worst(seen["as reported"]).items() >= AS_REPORTED.items()
    assert worst(seen["as corrected"]).items() >= AS_CORRECTED.items()
