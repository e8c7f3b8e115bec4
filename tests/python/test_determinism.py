"""Builds from the same figures are equal, whatever the threads and the order of the rows."""

from __future__ import annotations

from pathlib import Path

from conftest import dbt_build, judge_every_county, project_copy
from counties import write_counties
from runs import exports, first_difference

# Counties of any make, corrections, shares that do not terminate, names to be joined in an order.
VARIED = (
    *(f"any_figures_{turn}" for turn in range(4)),
    "anything_(0.03, 0.02)",
    "attached_gaps",
    "corrected_figures",
    "corrected_later",
    "equal_ratios_345",
    "mean_of_split",
    "revisions",
)


def test_threads_and_row_order_change_nothing(tmp_path: Path) -> None:
    project = project_copy(tmp_path)
    judge_every_county(project)
    data = write_counties(tmp_path / "data", only=VARIED).folder
    first = built_and_exported(project, data, threads=1)
    for path in sorted(data.glob("*.csv")):
        header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text(header + "".join(reversed(lines)), encoding="utf-8")
    second = built_and_exported(project, data, threads=4)
    assert sum(len(text) for text in first.values()) > 1_000_000, "the counties are there"
    assert first_difference(first, second) == "", "4 threads and the rows of the seeds turned round"


def built_and_exported(project: Path, data: Path, threads: int) -> dict[str, str]:
    built = dbt_build(project, data, threads=threads, tests="none")
    assert built.returncode == 0, built.output[-4000:]
    return exports(built.database)
