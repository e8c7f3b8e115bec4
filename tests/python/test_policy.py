"""Limits live in the policy seeds alone: what changes there changes everywhere, and the plan's phase decides how an
unmet limit ends a build."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import Built, GeneratedBuild, dbt_build, edit_policy, judge_every_county, project_copy, rows
from forms import Row, add_row, read_form
from oracle import expect
from runs import project_with_scripts, run_verb
from small_county import COUNTY, TERM, write_small_county

from edu_balance import sync

NOT_MET = ("near", "unmet", "unknown")
WAIVERS = "waivers_have_not_expired"
LIMITS = ("national__", "plan_item_", "plan_section_", "transitional__", "test__")


def edit(project: Path, seed: str, change: Callable[[Row], Row]) -> list[Row]:
    """Rewrite one policy seed of a copied project row by row; gives the new rows."""
    edit_policy(project, seed, change)
    return read_form(project / "seeds" / "policy" / f"{seed}.csv")


def policy_results(project: Path) -> dict[str, tuple[str, int]]:
    """Status and number of failing rows of every policy test of the last build, by name."""
    results = json.loads((project / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    names = [
        (result["unique_id"].split(".")[2], result) for result in results if result["unique_id"].startswith("test.")
    ]
    return {
        name: (result["status"], result["failures"])
        for name, result in names
        if name == WAIVERS or name.startswith(LIMITS)
    }


def not_met(built: Built) -> dict[str, int]:
    """Verdicts near, unmet or unknown in the as-of term, by limit; every limit is named."""
    counted = rows(
        built.database,
        f"""select threshold_id, count(case when status in {NOT_MET} then 1 end) as n
            from fct_verdict inner join dim_county using (county_code)
            where term_id = as_of_term_id group by threshold_id""",
    )
    return {row["threshold_id"]: row["n"] for row in counted}


def shifted(row: Row) -> Row:
    """Each limit moved by an amount of its own, so that a limit mistaken for another shows."""
    step = Decimal(1) + Decimal(sum(row["threshold_id"].encode()) % 37 + 3) / 100
    if row["statistic"] == "rule":
        return row | {"limit_value": "5"}
    limit = Decimal(row["limit_value"])
    if limit == 0:
        return row | {"limit_value": "1"}
    moved = limit / step if row["comparator"] in ("<=", "<") else limit * step
    return row | {"limit_value": f"{moved:.4f}", "floor_share": row["floor_share"] and "0.9"}


def test_every_verdict_follows_when_every_limit_is_shifted(generated_build: GeneratedBuild, tmp_path: Path) -> None:
    project = project_copy(tmp_path)
    judge_every_county(project)
    limits = {row["threshold_id"]: Decimal(row["limit_value"]) for row in edit(project, "thresholds", lambda row: row)}
    moved = {row["threshold_id"]: Decimal(row["limit_value"]) for row in edit(project, "thresholds", shifted)}
    assert all(moved[name] != limits[name] for name in limits)
    built = dbt_build(project, generated_build.data.folder)
    assert built.returncode == 0, built.output[-4000:]
    keys = ("threshold_id", "subgroup", "entity_id", "term_id")
    query = "select threshold_id, subgroup, entity_id, term_id, statistic, status, limit_value from fct_verdict"
    now = {tuple(row[key] for key in keys): row for row in rows(built.database, query)}
    before = {tuple(row[key] for key in keys): row for row in rows(generated_build.built.database, query)}
    assert now.keys() == before.keys()
    assert all(row["limit_value"] == moved[row["threshold_id"]] for row in now.values())
    expected = expect(project, generated_build.data.folder).verdicts
    wanted = {(row.threshold_id, row.subgroup, row.entity_id, row.term_id): row.status for row in expected}
    assert now.keys() == wanted.keys()
    assert [key for key, row in now.items() if row["status"] != wanted[key]] == []
    for statistic in ("value", "mean", "cv", "rule", "share", "trend", "document"):
        changed = [
            key for key, row in now.items() if row["statistic"] == statistic and row["status"] != before[key]["status"]
        ]
        assert changed, f"shifting every limit changed no verdict on a {statistic}"


def test_one_number_changes_verdict_test_docs_and_scorecard(tmp_path: Path) -> None:
    project = project_copy(tmp_path)
    data = write_small_county(tmp_path / "county")
    limit = "national__teaching_area_per_pupil__cv__primary"
    before = dbt_build(project, data)
    assert before.returncode == 0, before.output[-4000:]
    seen = [
        (policy_results(project)[limit][0], scorecard(before), sync.generated(project)[Path("models/docs/limits.md")])
    ]
    edit(project, "thresholds", lambda row: row | ({"limit_value": "0.01"} if row["threshold_id"] == limit else {}))
    after = dbt_build(project, data)
    assert after.returncode == 0, after.output[-4000:]
    assert sync.stale_files(project) == [Path("models/docs/indicators.md"), Path("models/docs/limits.md")]
    assert sync.main(check=False, root=project) == 0
    page = (project / "models" / "docs" / "limits.md").read_text(encoding="utf-8")
    seen.append((policy_results(project)[limit][0], scorecard(after), page))
    assert [state[0] for state in seen] == ["pass", "warn"]
    assert seen[1][1]["unmet"] == seen[0][1]["unmet"] + 1
    assert seen[1][1]["met"] == seen[0][1]["met"] - 1
    changed = [line for line in seen[1][2].splitlines() if line not in seen[0][2].splitlines()]
    assert limit in changed[0] and all("≤ 0.01" in line for line in changed)


def scorecard(built: Built) -> dict[str, int]:
    query = "select met, unmet from rpt_county_scorecard where area_id = 'resource' and standard_id = 'national_2017'"
    (row,) = rows(built.database, query)
    return row


def test_failing_rows_are_the_verdicts_not_met_and_the_ledger(generated_build: GeneratedBuild) -> None:
    results = policy_results(generated_build.project)
    counted = not_met(generated_build.built)
    failures = {name: n for name, (_, n) in results.items() if name != WAIVERS}
    limits = rows(generated_build.built.database, "select threshold_id from dim_threshold")
    assert failures.keys() == {row["threshold_id"] for row in limits}
    # limits of a standard that is switched off give no verdict
    assert failures == {name: counted.get(name, 0) for name in failures}
    in_ledger = rows(
        generated_build.built.database,
        """select threshold_id, count(*) as n from ledger_unmet inner join dim_county using (county_code)
           where term_id = as_of_term_id group by threshold_id""",
    )
    assert {row["threshold_id"]: row["n"] for row in in_ledger} == {name: n for name, n in counted.items() if n}
    assert {status for status, n in results.values() if n} == {"warn"}, "the term lies in the plan's build phase"


def test_the_acceptance_phase_and_enforce_turn_warnings_into_errors(tmp_path: Path) -> None:
    project = project_copy(tmp_path)
    data = write_small_county(tmp_path / "county")
    lenient = dbt_build(project, data)
    assert lenient.returncode == 0, lenient.output[-4000:]
    warned = {name for name, (status, _) in policy_results(project).items() if status == "warn"}
    passed = {name for name, (status, _) in policy_results(project).items() if status == "pass"}
    assert warned and passed
    enforced = dbt_build(project, data, variables={"enforce": True})
    assert enforced.returncode == 1
    assert {name for name, (status, _) in policy_results(project).items() if status == "fail"} == warned
    assert scorecard(enforced) == scorecard(lenient), "an enforced limit keeps no table from being built"
    edit(project, "plan_phases", lambda row: row | {"severity": "error"})
    accepted = dbt_build(project, data)
    assert accepted.returncode == 1
    assert {name for name, (status, _) in policy_results(project).items() if status == "fail"} == warned
    assert {name for name, (status, _) in policy_results(project).items() if status == "pass"} == passed


def test_an_enforced_build_publishes_and_exits_3(tmp_path: Path) -> None:
    project = project_with_scripts(tmp_path)
    data = write_small_county(tmp_path / "county")
    run = run_verb(project, data, "build", "--enforce")
    assert run.returncode == 3, run.output
    assert rows(data / "warehouse" / "edu_balance.duckdb", "select count(*) as n from fct_verdict")[0]["n"] > 0


def test_a_new_indicator_is_two_seed_rows_and_sync(tmp_path: Path) -> None:
    project = project_copy(tmp_path)
    data = write_small_county(tmp_path / "county")
    policy = project / "seeds" / "policy"
    words = {"unit_zh": "平方米", "unit_en": "m²", "period_kind": "term", "decimals": "1"}
    limit = {"standard_id": "national_2017", "comparator": ">=", "clause": "test", "in_force_from": "2017-04-19"}
    add_row(
        policy / "indicators.csv", indicator_id="R8", name="sports_area_per_100", area_id="resource",
        kind="section_ratio", numerator_measure="sports_area_m2", denominator_measure="pupils", multiplier="100",
        label_zh="每百名学生运动场馆面积", label_en="sports area per 100 pupils", **words,
    )  # fmt: skip
    add_row(
        policy / "thresholds.csv", threshold_id="test__sports_area_per_100__primary", indicator_id="R8",
        stage="primary", statistic="value", entity_type="section", limit_value="800", floor_share="0.85",
        rolls_up="0", **limit,
    )  # fmt: skip
    # a figure the county reports has a label of its own, and so have its parts where it is given by subgroup
    add_row(
        policy / "measures.csv", measure_id="canteens", form="county_figures", survey_columns="value", level="county",
        is_shared_premises="0", is_whole="1", zero_is_none="0", unit_zh="个", unit_en="canteens", label_zh="食堂数",
        label_en="canteens",
    )  # fmt: skip
    add_row(
        policy / "indicators.csv", indicator_id="G99", name="canteens", area_id="government", kind="county_value",
        numerator_measure="canteens", multiplier="1", label_zh="食堂数", label_en="canteens", **words,
    )  # fmt: skip
    add_row(
        policy / "thresholds.csv", threshold_id="test__canteens", indicator_id="G99", statistic="value",
        entity_type="county", limit_value="3", rolls_up="1", **limit,
    )  # fmt: skip
    add_row(
        data / "county_figures.csv", county_code=COUNTY, period=TERM, measure_id="canteens", value="2",
        source_id="small", revision="1", received_at="2026-09-20",
    )  # fmt: skip
    unsynced = dbt_build(project, data, select=["+every_limit_has_a_policy_test"])
    assert unsynced.returncode == 1
    assert "every_limit_has_a_policy_test" in unsynced.output
    assert sync.main(check=False, root=project) == 0
    built = dbt_build(project, data)
    assert built.returncode == 0, built.output[-4000:]
    query = (
        "select entity_id, value, status from fct_verdict "
        f"where indicator_id = '{{}}' and term_id = '{TERM}' order by 1"
    )
    assert [tuple(row.values()) for row in rows(built.database, query.format("R8"))] == [
        ("0100000001", 800.0, "met"),
        ("0100000002", 800.0, "met"),
        # its ground is shared with a junior stage that weighs more
        ("0100000003", pytest.approx(800 * 360 / 375), "near"),
    ]
    mean = "select mean from fct_indicator_dispersion where indicator_id = 'R8' and stage = 'primary'"
    assert rows(built.database, mean)[0]["mean"] == pytest.approx((2400 + 960 + 2880 * 210 / 375) / 630 * 100)
    assert [tuple(row.values()) for row in rows(built.database, query.format("G99"))] == [(COUNTY, 2.0, "unmet")]
    assert policy_results(project)["test__canteens"] == ("warn", 1)
    area = "select status from rpt_indicator_scorecard where indicator_id = 'G99'"
    assert [row["status"] for row in rows(built.database, area)] == ["unmet"]
