"""An old term can be asked for as it was reported then and as it was corrected since."""

from __future__ import annotations

import csv
from pathlib import Path

from conftest import dbt_build, project_copy, rows
from runs import exports, first_difference

# After the autumn deliveries of 2024, before the corrections to them that the sample county sent later.
THEN = "2024-10-15"
TERM = "2024-2025-1"
LEDGER = f"select * from ledger_{{}} where term_id = '{TERM}' order by all"


def forget_what_came_later(folder: Path, day: str) -> int:
    """Keep of every survey file what had been received by the day; return how many rows went."""
    gone = 0
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            header, content = list(reader.fieldnames or ()), list(reader)
        kept = [row for row in content if row["received_at"] <= day]
        gone += len(content) - len(kept)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept)
    return gone


def test_an_old_term_as_of_its_own_date_is_what_was_built_then(tmp_path: Path) -> None:
    then = project_copy(tmp_path / "then")
    assert forget_what_came_later(then / "seeds" / "survey", THEN) > 1000
    built_then = dbt_build(then)
    assert built_then.returncode == 0, built_then.output[-4000:]
    now = project_copy(tmp_path / "now")
    as_reported = dbt_build(now, variables={"as_of_date": THEN})
    assert as_reported.returncode == 0, as_reported.output[-4000:]
    without = frozenset({"built_at", "as_of_date"})
    assert first_difference(exports(built_then.database, without), exports(as_reported.database, without)) == ""
    ledgers = {name: rows(as_reported.database, LEDGER.format(name)) for name in ("met", "unmet")}
    assert all(len(ledger) > 100 for ledger in ledgers.values())

    as_corrected = dbt_build(now)
    assert as_corrected.returncode == 0, as_corrected.output[-4000:]
    corrected = {name: rows(as_corrected.database, LEDGER.format(name)) for name in ("met", "unmet")}
    assert any(corrected[name] != ledger for name, ledger in ledgers.items()), "no correction shows"
