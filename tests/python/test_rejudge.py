"""A term judged again from the published file alone gives what a rebuild would give, row for row."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import GeneratedBuild, dbt_build, judge_every_county, project_copy, rows
from forms import Row, header_of, read_form, rewrite
from runs import project_with_scripts, published_once, run_verb
from small_county import TERM, write_small_county

from edu_balance.rejudge import KEY, as_published, compared, differences, judge, opened

AREA = "national__teaching_area_per_pupil__primary"
RULE = "national__school_rule__primary"
RELAXATIONS = "national_2017_transitional"
STATISTICS = {"value", "mean", "cv", "rule", "share", "trend", "document"}


def edit(project: Path, seed: str, cells: dict[str, Row]) -> None:
    """Change cells of a policy seed of a copied project, by the key in its first column."""
    path = project / "seeds" / "policy" / f"{seed}.csv"
    key = header_of(path)[0]
    assert cells.keys() <= {row[key] for row in read_form(path)}
    rewrite(path, lambda content: [row | cells.get(row[key], {}) for row in content])


def judged_terms(database: Path) -> list[str]:
    return [row["term_id"] for row in rows(database, "select distinct term_id from fct_verdict order by 1")]


def scorecards_differ(connection: duckdb.DuckDBPyConnection) -> list[Any]:
    """Areas that do not roll up as in the attached file."""
    there = "select * from published.rpt_county_scorecard where term_id in (select term_id from chosen_term)"
    here = "select * from rpt_county_scorecard"
    sql = f"select * from ({there} except all {here}) union all select * from ({here} except all {there})"
    return connection.execute(sql).fetchall()


def test_every_term_under_its_own_limits_is_as_published(generated_build: GeneratedBuild) -> None:
    terms = judged_terms(generated_build.built.database)
    assert len(terms) > 5
    seen = 0
    with opened(generated_build.built.database) as connection:
        for term in terms:
            judge(connection, generated_build.project, as_published(connection, term))
            assert differences(connection)[:3] == []
            assert scorecards_differ(connection)[:3] == []
            seen += connection.table("fct_verdict").count("*").fetchall()[0][0]
    assert seen == rows(generated_build.built.database, "select count(*) as n from fct_verdict")[0]["n"]


def shifted(threshold: dict[str, Any]) -> Decimal:
    """Each limit moved by an amount of its own, so that one limit taken for another shows."""
    step = Decimal(1) + Decimal(sum(threshold["threshold_id"].encode()) % 37 + 3) / 100
    limit = threshold["limit_value"]
    if threshold["statistic"] == "rule":
        return limit - 1
    if limit == 0:
        return Decimal(1)
    moved = limit / step if threshold["comparator"] in ("<=", "<") else limit * step
    return moved.quantize(Decimal("0.0001"))


def test_moved_limits_and_a_standard_switched_on_are_what_a_rebuild_gives(
    generated_build: GeneratedBuild, tmp_path: Path
) -> None:
    """Two files of the same counties, one under other limits and without the relaxations: from either, the other."""
    ours = generated_build.built.database
    limits = {row["threshold_id"]: row for row in rows(ours, "select * from dim_threshold")}
    project = project_copy(tmp_path)
    judge_every_county(project)
    edit(project, "thresholds", {name: {"limit_value": str(shifted(row))} for name, row in limits.items()})
    edit(project, "standards", {RELAXATIONS: {"is_judged": "0"}})
    phases = [row["plan_phase"] for row in rows(ours, "select distinct plan_phase from dim_term") if row["plan_phase"]]
    edit(project, "plan_phases", {phase: {"severity": "warn"} for phase in phases})
    rebuilt = dbt_build(project, generated_build.data.folder, tests="none")
    assert rebuilt.returncode == 0, rebuilt.output[-4000:]
    changed: set[str] = set()
    reasons: set[str] = set()
    newly_judged: set[str] = set()
    for source, wanted in ((ours, rebuilt.database), (rebuilt.database, ours)):
        moved = {row["threshold_id"]: row["limit_value"] for row in rows(wanted, "select * from dim_threshold")}
        for term in judged_terms(wanted):
            with opened(wanted) as connection:
                question = replace(as_published(connection, term), moved=moved)
            with opened(source) as connection:
                judge(connection, project, question)
                verdicts = [row for row in compared(connection) if row["hypothetical_status"]]
                connection.execute(f"detach published; attach '{wanted}' as published (read_only)")
                assert differences(connection)[:3] == []
                assert scorecards_differ(connection)[:3] == []
            assert len({tuple(row[name] for name in KEY) for row in verdicts}) == len(verdicts)
            newly_judged |= {row["standard_id"] for row in verdicts if row["status"] is None}
            reasons |= {row["hypothetical_reason"] for row in verdicts if row["hypothetical_status"] == "unknown"}
            changed |= {row["statistic"] for row in verdicts if row["status"] not in (None, row["hypothetical_status"])}
    assert changed == STATISTICS
    assert {"band_holds_limit", "indicators_unknown"} <= reasons
    assert newly_judged == {RELAXATIONS}


@pytest.fixture(scope="module")
def published() -> tuple[Path, Path]:
    """A project copy and the data folder of the small county it published."""
    return published_once()


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_verb_says_what_a_moved_limit_changes(published: tuple[Path, Path], tmp_path: Path) -> None:
    project, data = published
    warehouse = data / "warehouse" / "edu_balance.duckdb"
    before = hashlib.sha256(warehouse.read_bytes()).hexdigest()
    # 1500/300 = 5, 480.5/120 = 4.004…, 1120/210 = 5.33… m²; the middle school is within 85 % of 4.5
    answer = run_verb(project, data, "rejudge", "--limit", f"{AREA}=4.004", "--csv", str(tmp_path / "moved.csv"))
    assert answer.returncode == 0, answer.output
    lines = answer.output.splitlines()
    assert "假设结果" in lines[0] and "HYPOTHETICAL" in lines[0]
    assert lines[1].endswith(f"{AREA}: ≥4.5 → ≥4.004")
    assert "合成样例数据 / synthetic sample data" in answer.output
    assert [line.split()[-5:] for line in lines if line.startswith("R4 ")] == [["2→3", "1→0", "0", "0", "0"]]
    (flip,) = [line.split() for line in lines if line.startswith("第2学校") and " R4 " in line]
    assert flip == ["第2学校", "R4", "小学", "4.004", "≥4.004", "+0.000", "接近", "near", "→", "达标", "met"]
    assert hashlib.sha256(warehouse.read_bytes()).hexdigest() == before

    written = read_csv(tmp_path / "moved.csv")
    assert {row["result_is"] for row in written} == {"假设 hypothetical"}
    assert {row["standard_id"] for row in written} == {"national_2017"}, "the standard of the moved limit"
    moved = [row for row in written if row["threshold_id"] == AREA]
    assert [(row["entity_id"], row["status"], row["hypothetical_status"]) for row in moved] == [
        ("0100000001", "met", "met"),
        ("0100000002", "near", "met"),
        ("0100000003", "met", "met"),
    ]
    assert all(row["limit_value"] == "4.500000" and row["hypothetical_limit_value"] == "4.004000" for row in moved)


# What the second school's rule says: six members are met, its 4.004 m² are near the limit of 4.5.
RULES = (
    ((f"{AREA}=4.5",), "met"),
    # a floor is a share of its limit: 85 % of 4.8 is more than 4.004
    ((f"{AREA}=4.8",), "unmet"),
    ((f"{RULE}=7",), "unmet"),
    ((f"{RULE}=7", f"{AREA}=4.004"), "met"),
)


@pytest.mark.parametrize(("limits", "status"), RULES)
def test_the_school_rule_follows_its_members_and_its_own_number(
    published: tuple[Path, Path], tmp_path: Path, limits: tuple[str, ...], status: str
) -> None:
    file = tmp_path / "rule.csv"
    options = [part for limit in limits for part in ("--limit", limit)]
    answer = run_verb(*published, "rejudge", *options, "--csv", str(file))
    assert answer.returncode == 0, answer.output
    found = {row["entity_id"]: row for row in read_csv(file) if row["threshold_id"] == RULE}
    assert found["0100000002"]["status"] == "met"
    assert found["0100000002"]["hypothetical_status"] == status


REFUSED: dict[str, tuple[list[str], int, tuple[str, ...]]] = {
    "a term without data": (["--term", "2031-2032-1"], 1, (TERM, "找不到", "There is no term")),
    "a term of no calendar": (["--limits-of", "2099-2100-1"], 1, ("2032-2033-2",)),
    "no term at all": (["--term", "2026"], 2, ("--term",)),
    "an unknown standard": (["--standard", "national"], 1, ("national_2017", RELAXATIONS)),
    "another county's standard": (["--standard", "county_plan_2022"], 1, ("653123",)),
    "an unknown limit": (["--limit", "national__teaching_area_primary=4"], 1, (AREA,)),
    "no number": (["--limit", f"{AREA}=four"], 2, ("--limit", "THRESHOLD_ID=")),
    "full-width digits": (["--limit", f"{AREA}=４"], 2, ("--limit",)),
    "not a finite number": (["--limit", f"{AREA}=NaN"], 2, ("--limit",)),
    "more decimals than a limit keeps": (["--limit", f"{AREA}=4.0000001"], 2, ("--limit",)),
    "two values for one limit": (["--limit", f"{AREA}=4", "--limit", f"{AREA}=5"], 1, (AREA,)),
    "a limit of another standard": (
        ["--standard", RELAXATIONS, "--limit", f"{AREA}=4"],
        1,
        ("--standard national_2017",),
    ),
    "a limit no longer in force": (
        ["--limit", "national__special_education_funding__until_2024=1"],
        1,
        ("2024-12-31", "--limits-of"),
    ),
    "a file that is no CSV": (["--csv", "warehouse/edu_balance.duckdb"], 1, (".csv",)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_answered_is_refused_with_what_to_do(published: tuple[Path, Path], case: str) -> None:
    arguments, code, named = REFUSED[case]
    answer = run_verb(*published, "rejudge", *arguments)
    assert answer.returncode == code, answer.output
    assert all(part in answer.output for part in named), answer.output
    assert "HYPOTHETICAL" not in answer.output and "Traceback" not in answer.output


def test_without_a_published_file_it_says_what_to_run(published: tuple[Path, Path], tmp_path: Path) -> None:
    answer = run_verb(published[0], write_small_county(tmp_path / "county"), "rejudge")
    assert answer.returncode == 1
    assert "run.py build" in answer.output


def test_a_file_judged_by_other_rules_is_refused(published: tuple[Path, Path], tmp_path: Path) -> None:
    """Else a change of the rules would show as the effect of a limit."""
    project = project_with_scripts(tmp_path)
    macro = project / "macros" / "compare.sql"
    text = macro.read_text(encoding="utf-8")
    assert "{{ value }} >= {{ limit }}" in text
    macro.write_text(text.replace("{{ value }} >= {{ limit }}", "{{ value }} > {{ limit }}"), encoding="utf-8")
    answer = run_verb(project, published[1], "rejudge", "--limit", f"{AREA}=4")
    assert answer.returncode == 1
    assert "run.py build" in answer.output


def test_limits_of_another_term(published: tuple[Path, Path], tmp_path: Path) -> None:
    """The funding per special-education pupil, 7000 here, was asked for at 6000 until 2024."""
    file = tmp_path / "then.csv"
    answer = run_verb(*published, "rejudge", "--limits-of", "2024-2025-1", "--csv", str(file))
    assert answer.returncode == 0, answer.output
    (row,) = [row for row in read_csv(file) if row["indicator_id"] == "G7" and row["standard_id"] == "national_2017"]
    assert (row["limit_value"], row["hypothetical_limit_value"]) == ("7000.000000", "6000.000000")
    assert (row["hypothetical_status"], float(row["hypothetical_margin"])) == ("met", 1000.0)
