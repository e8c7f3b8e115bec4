"""Builds of the sample county from the same figures are equal, whatever the threads and the order of the rows."""

from __future__ import annotations

from pathlib import Path

from conftest import dbt_build, project_copy
from runs import exports, first_difference


def test_threads_and_row_order_change_nothing(tmp_path: Path) -> None:
    project = project_copy(tmp_path)
    seen = []
    for threads in (1, 4):
        built = dbt_build(project, threads=threads)
        assert built.returncode == 0, built.output[-4000:]
        seen.append(exports(built.database))
    for path in sorted((project / "seeds" / "survey").glob("*.csv")):
        header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text(header + "".join(reversed(lines)), encoding="utf-8")
    built = dbt_build(project, threads=2)
    assert built.returncode == 0, built.output[-4000:]
    seen.append(exports(built.database))
    assert sum(len(text) for text in seen[0].values()) > 1_000_000, "the sample county is there"
    assert first_difference(seen[0], seen[1]) == "", "1 and 4 threads"
    assert first_difference(seen[0], seen[2]) == "", "the rows of the seeds turned round"
