"""What `build` costs beyond a bare `dbt build` of the same project: wall time of fresh, warm processes."""

from __future__ import annotations

import subprocess
import sys
import time

from edu_balance.errors import ClerkError
from edu_balance.paths import Paths


def main() -> int:
    """Both run once to warm up, since the first run parses the project; then each is timed."""
    paths = Paths.from_environment()
    commands = {"build": ["build"], "dbt build": ["dbt", "build", "--quiet"]}
    for arguments in commands.values():
        _seconds(arguments, paths)
    seconds = {name: _seconds(arguments, paths) for name, arguments in commands.items()}
    for name, taken in seconds.items():
        print(f"{name}: {taken:.2f} s")
    print(f"比值 / ratio: {seconds['build'] / seconds['dbt build']:.2f}")
    return 0


def _seconds(arguments: list[str], paths: Paths) -> float:
    started = time.perf_counter()
    finished = subprocess.run(
        [sys.executable, "-m", "edu_balance", *arguments],
        cwd=paths.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    taken = time.perf_counter() - started
    if finished.returncode not in (0, 3):
        output = finished.stdout.decode("utf-8", "replace")
        raise ClerkError(f"运行失败：{' '.join(arguments)}", f"This failed:\n{output}")
    return taken
