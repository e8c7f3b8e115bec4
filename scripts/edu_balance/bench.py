"""What `build` costs beyond a bare `dbt build`, and `check` with `ingest` beyond reading the same workbooks.

Wall time of fresh, warm processes: whatever is timed has run once before.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from edu_balance.errors import ClerkError
from edu_balance.paths import DATA_SETTING, Paths


def build() -> int:
    """A build against dbt alone; the first run of either parses the project."""
    paths = Paths.from_environment()
    commands = {"build": ["build"], "dbt build": ["dbt", "build", "--quiet"]}
    for arguments in commands.values():
        _seconds(arguments, paths.root)
    seconds = {name: _seconds(arguments, paths.root) for name, arguments in commands.items()}
    for name, taken in seconds.items():
        print(f"{name}: {taken:.2f} s")
    print(f"比值 / ratio: {seconds['build'] / seconds['dbt build']:.2f}")
    return 0


def intake() -> int:
    """`check` and `ingest` of a term of the sample county against the libraries alone on the same workbooks."""
    root = Paths.from_environment({}).root
    with tempfile.TemporaryDirectory(prefix="edu_balance-bench-") as folder:
        forms = _filled_workbooks(root, Path(folder))
        warm, timed = Path(folder) / "warm", Path(folder) / "timed"
        for data in (warm, timed):
            shutil.copytree(Path(folder) / "county", data)
            reading = _seconds([str(forms)], root, module="edu_balance.bench")
            seconds = {verb: _seconds([verb, str(forms)], root, data) for verb in ("check", "ingest")}
        count = len(list(forms.glob("*.xlsx")))
    print(f"{count} 份填报表 / workbooks")
    print(f"openpyxl + great_expectations: {reading:.2f} s")
    for verb, taken in seconds.items():
        print(f"{verb}: {taken:.2f} s")
    # an ingest checks first: a folder is checked and taken in by it alone
    for verb, taken in seconds.items():
        print(f"{verb} 比值 / ratio: {taken / reading:.2f}")
    return 0


def _filled_workbooks(root: Path, folder: Path) -> Path:
    """A copy of the sample county in `county`, and the workbooks of its next term, which every school has filled in."""
    from edu_balance.sample_register import NEXT_TERM

    county, forms = folder / "county", folder / "forms"
    _seconds(["init", str(county), "--sample"], root)
    _seconds(["templates", "--term", NEXT_TERM, "--folder", str(forms)], root, county)
    _seconds(["sample", "--fill", str(forms)], root, county)
    return forms


def _read_by_libraries(folder: Path) -> None:
    """Every cell of every workbook as openpyxl gives it, and what judging them imports at the least."""
    import great_expectations  # noqa: F401
    from openpyxl import load_workbook

    for path in sorted(folder.glob("*.xlsx")):
        for sheet in load_workbook(path).worksheets:
            for row in sheet.iter_rows(values_only=True):
                list(row)


def _seconds(arguments: list[str], root: Path, data: Path | None = None, *, module: str = "edu_balance") -> float:
    """How long a module of ours takes in a process of its own, on a data folder if one is given."""
    chosen = {DATA_SETTING: str(data)} if data else {}
    started = time.perf_counter()
    finished = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=root,
        env=os.environ | chosen,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    taken = time.perf_counter() - started
    if finished.returncode not in (0, 3):
        output = finished.stdout.decode("utf-8", "replace")
        raise ClerkError(f"运行失败：{' '.join(arguments)}", f"This failed:\n{output}")
    return taken


if __name__ == "__main__":
    _read_by_libraries(Path(sys.argv[1]))
