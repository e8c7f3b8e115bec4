"""The small county in two terms, its marts built once for all tests of what is made from the published file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from conftest import dbt_build, judge_every_county, once, project_copy
from forms import add_row, rewrite
from small_county import COUNTY, DELIVERY, TERM, write_small_county

from edu_balance.reports.published import Published, open_published

BEFORE = "2025-2026-1"
HOSTILE = '=HYPERLINK("x")<script>alert(1)</script>'
HOSTILE_SCHOOL = "0100000004"
# 7 of 8 children with disabilities are enrolled
FEW_CHILDREN = (
    ("disabled_children", "", "8"),
    ("disabled_enrolled", "special_school", "4"),
    ("disabled_enrolled", "inclusive", "2"),
    ("disabled_enrolled", "home_delivery", "1"),
)


@pytest.fixture(scope="session")
def small_release() -> Path:
    """A file with the published tables."""
    return once("published-small", _build)


def _build(folder: Path) -> Path:
    data = write_small_county(folder / "data")
    for path in sorted(data.glob("*.csv")):
        rewrite(path, _in_both_terms)
    # a school that had 600 square metres in the term before and has 480.5 now
    rewrite(data / "premises.csv", _larger_before)
    rewrite(data / "schools.csv", _hostile_name)
    rewrite(data / "teachers.csv", _backbone_missing)
    for measure, subgroup, value in FEW_CHILDREN:
        figure = {"county_code": COUNTY, "measure_id": measure, "period": TERM, "stage": "", "subgroup": subgroup}
        add_row(data / "county_figures.csv", **DELIVERY, **figure, value=value)
    project = project_copy(folder)
    judge_every_county(project)
    built = dbt_build(project, data)
    assert built.returncode == 0, built.output[-4000:]
    return built.database


def _in_both_terms(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    if not rows or "term_id" not in rows[0]:
        return rows
    return [row | {"term_id": BEFORE, "received_at": "2025-09-20"} for row in rows] + rows


def _larger_before(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    grown = {"teaching_area_m2": "600"}
    return [row | (grown if (row["school_id"], row["term_id"]) == ("0100000002", BEFORE) else {}) for row in rows]


def _hostile_name(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row | ({"school_name": HOSTILE} if row["school_id"] == HOSTILE_SCHOOL else {}) for row in rows]


def _backbone_missing(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """One figure of the newest term is missing."""
    return [
        row | ({"backbone": ""} if (row["school_id"], row["term_id"]) == (HOSTILE_SCHOOL, TERM) else {}) for row in rows
    ]


@contextmanager
def changed(file: Path, folder: Path, change: Callable[[duckdb.DuckDBPyConnection], None]) -> Iterator[Published]:
    """A copy of the published file after a change of its rows."""
    copy = folder / file.name
    shutil.copy2(file, copy)
    with duckdb.connect(copy) as connection:
        change(connection)
    with open_published(copy, COUNTY, TERM) as published:
        yield published


def nothing_known(connection: duckdb.DuckDBPyConnection) -> None:
    """Every figure of the newest term missing."""
    connection.execute(
        "insert into ledger_unmet select threshold_id, subgroup, standard_id, indicator_id, stage, applies_to, "
        "statistic, entity_type, entity_id, entity_name, county_code, term_id, 'unknown', since_term_id, 1, "
        "'newly_unmet', null, "
        "comparator, limit_value, null, null, null, null, 'figures_missing', null, null, null, clause, office "
        f"from ledger_met where term_id = '{TERM}'"
    )
    connection.execute(f"delete from ledger_met where term_id = '{TERM}'")
    emptied = "status = 'unknown', value = null, margin = null, reason = 'figures_missing'"
    gaps = "shortfall = null, shortfall_to_floor = null"
    connection.execute(f"update ledger_unmet set {emptied}, {gaps} where term_id = '{TERM}'")
    connection.execute(f"update fct_verdict set {emptied} where term_id = '{TERM}' and status <> 'not_applicable'")
    connection.execute(f"update fct_section_indicator set value = null where term_id = '{TERM}'")
    figures = "pupils = null, resource = null, mean = null, cv = null"
    connection.execute(f"update fct_indicator_dispersion set {figures} where term_id = '{TERM}'")


def one_school(connection: duckdb.DuckDBPyConnection) -> None:
    """Only the second school left."""
    for table in ("dim_school", "dim_section"):
        connection.execute(f"delete from {table} where school_id <> '0100000002'")
    for table in ("fct_verdict", "ledger_met", "ledger_unmet"):
        connection.execute(f"delete from {table} where entity_type <> 'county' and entity_id not like '0100000002%'")
