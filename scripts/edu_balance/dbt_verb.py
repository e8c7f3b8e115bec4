"""`run.py dbt …`: any dbt command on the chosen data. It writes target/dev.duckdb and publishes nothing."""

from __future__ import annotations

import os
import subprocess
import sys

from edu_balance.console import open_console
from edu_balance.dbt_build import data_settings
from edu_balance.intake.store import Folder, recover
from edu_balance.intake.told import say_recovered
from edu_balance.paths import Paths
from edu_balance.seed_files import copy_own_files


def main(arguments: list[str]) -> int:
    """Make the copy dbt reads of a private folder, then run dbt in a process of its own."""
    paths = Paths.from_environment()
    say_recovered(open_console(stderr=True), recover(Folder.of(paths)))
    # Not the copy of a build, which may be running.
    copy = paths.root / "target" / "private-data"
    copy_own_files(paths, copy)
    return subprocess.run(
        [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *arguments],
        cwd=paths.root,
        env=os.environ | data_settings(paths, copy),
    ).returncode
