"""`run.py dbt …`: any dbt command on the chosen data. It writes target/dev.duckdb and publishes nothing."""

from __future__ import annotations

import os
import subprocess
import sys

from edu_balance.dbt_build import data_settings
from edu_balance.paths import Paths
from edu_balance.seed_files import copy_own_files


def main(arguments: list[str]) -> int:
    """Make the copy dbt reads of a private folder, then run dbt in a process of its own."""
    paths = Paths.from_environment()
    # Not the copy of a build, which may be running.
    copy = paths.root / "target" / "private-data"
    copy_own_files(paths, copy)
    return subprocess.run(
        [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *arguments],
        cwd=paths.root,
        env=os.environ | data_settings(paths, copy),
    ).returncode
