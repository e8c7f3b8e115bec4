"""The developers' verbs: `test`, `clients` and `lint` run tools in turn and stop at the first that fails."""

from __future__ import annotations

import subprocess
import sys

from edu_balance.paths import Paths


def test(pytest_arguments: list[str]) -> int:
    """Generated files up to date, style, then pytest."""
    from edu_balance import sync

    print("› sync --check", flush=True)
    if code := sync.main(True):
        return code
    return lint() or _run(["pytest", *pytest_arguments])


def clients(pytest_arguments: list[str]) -> int:
    """The tests that need the BI clients; in one process, they share a server and a county that is built twice."""
    return _run(["pytest", "tests/clients", "-n0", *pytest_arguments])


def lint() -> int:
    """Style of Python, and of the models as dbt compiles them. Macros are no SQL until they are called."""
    return _run(
        ["ruff", "check", "scripts", "tests/python", "tests/clients"],
        ["sqlfluff", "lint", "--processes", "0", "models", "tests/integrity", "analyses"],
    )


def _run(*commands: list[str]) -> int:
    """Each tool as a module: scripts of an environment break when its folder is moved."""
    root = Paths.from_environment().root
    for command in commands:
        print(f"› {' '.join(command)}", flush=True)
        if code := subprocess.run([sys.executable, "-m", *command], cwd=root).returncode:
            return code
    return 0
