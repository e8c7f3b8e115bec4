"""The questions in analyses/ run on a built file and answer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from conftest import DATA_COPY, build_environment, dbt_build, project_copy, rows
from small_county import TERM, write_small_county


def test_every_analysis_answers(tmp_path: Path) -> None:
    project = project_copy(tmp_path)
    data = write_small_county(tmp_path / "county")
    built = dbt_build(project, data)
    assert built.returncode == 0, built.output[-4000:]
    moved = "threshold_id: national__teaching_area_per_pupil__primary, limit: '4.004'"
    chosen = f"{{school_id: '0100000003', term_id: '{TERM}', {moved}}}"
    command = [sys.executable, "-m", "dbt.cli.main", "compile", "--select", "path:analyses", "--vars", chosen]
    environment = build_environment(data, 2)
    assert environment["EDU_BALANCE_DATA_COPY"] == DATA_COPY
    done = subprocess.run(
        command, cwd=project, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]
    compiled = sorted((project / "target" / "compiled" / "edu_balance" / "analyses").glob("*.sql"))
    assert [path.name for path in compiled] == sorted(path.name for path in (project / "analyses").glob("*.sql"))
    answers = {path.stem: rows(built.database, path.read_text(encoding="utf-8")) for path in compiled}
    assert len(answers["sections_by_status"]) == 5
    assert len(answers["dispersion_over_terms"]) == 14
    # 480.5 m² for 120 pupils: 59.5 m² short of 4.5 each
    near = [
        row for row in answers["near_misses"] if row["entity_name"] == "第2学校" and row["shortfall_unit"] == "平方米"
    ]
    assert [float(row["shortfall"]) for row in near] == [59.5]
    assert {row["status_before"] for row in answers["changed_since_last_term"]} == {None}, "there is one term only"
    split = [row for row in answers["where_a_figure_comes_from"] if row["indicator_id"] == "R4"]
    # 2000 m² for 210 pupils at weight 1 and 150 at 1.1
    assert {str(row["split_base"]) for row in split} == {"375.00"}
    assert {round(float(row["numerator"]), 6) for row in split} == {1120.0, 880.0}
    # of 5, 4.004167 and 5.333333 m² per pupil the middle one would be met
    what_if = {(row["status"], row["hypothetical_status"]): row["verdicts"] for row in answers["what_if_a_limit_moves"]}
    assert what_if == {("met", "met"): 2, ("near", "met"): 1}
    assert {row["result_is"] for row in answers["what_if_a_limit_moves"]} == {"hypothetical"}
