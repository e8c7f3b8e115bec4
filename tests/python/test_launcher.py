"""The launcher: help without an environment, one installation per lock, and the verb's own exit code."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from edu_balance import cli
from edu_balance.verbs import VERBS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project folder whose locks ask for nothing, so that installing needs no index."""
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for lock in ("requirements.txt", "requirements-dev.txt", "requirements-clients.txt"):
        (tmp_path / lock).write_text(f"# {lock}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def launcher(project: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("launcher", project / "scripts" / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def installs(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the locks pip was called with; the environment is a folder with a file for Python."""
    seen: list[str] = []

    class Builder:
        def __init__(self, *, clear: bool, **_: object) -> None:
            self.clear = clear

        def create(self, environment: Path) -> None:
            if self.clear:
                shutil.rmtree(environment, ignore_errors=True)
            python = launcher.interpreter(environment)
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()

    def pip(command: list[str | Path], **_: object) -> None:
        seen.append(Path(command[command.index("-r") + 1]).name)

    monkeypatch.setattr(launcher.venv, "EnvBuilder", Builder)
    monkeypatch.setattr(launcher.subprocess, "run", pip)
    return seen


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # -S: no installed package can be imported, as on a machine where nothing is set up
    command = [sys.executable, "-S", project / "scripts" / "run.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env={"PYTHONUTF8": "1"})


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",)])
def test_help_lists_every_verb_and_installs_nothing(project: Path, arguments: tuple[str, ...]) -> None:
    answer = run(project, *arguments)
    assert (answer.returncode, answer.stderr) == (0, "")
    for verb in VERBS:
        assert re.search(rf"^ +{verb.name} .*{verb.zh[:4]}.* / ", answer.stdout, re.MULTILINE)
    assert not (project / ".venv").exists()


@pytest.mark.parametrize(
    "arguments", [("biuld",), ("build", "--thread-count", "2"), ("build", "--as-of-date", "2026-02-30")]
)
def test_wrong_arguments_are_refused_before_installing(project: Path, arguments: tuple[str, ...]) -> None:
    assert run(project, *arguments).returncode == 2
    assert not (project / ".venv").exists()


def test_installs_once_and_hands_over_with_the_exit_code(project: Path) -> None:
    (project / "scripts" / "edu_balance" / "__main__.py").write_text(
        "import sys\nprint(sys.prefix, *sys.argv[1:])\nsys.exit(3)\n", encoding="utf-8"
    )
    first = run(project, "build", "--enforce")
    assert first.returncode == 3, first.stderr
    assert first.stdout.split() == [str(project / ".venv"), "build", "--enforce"]
    assert len(first.stderr.splitlines()) == 1
    second = run(project, "test", "-k", "publish")
    third = run(project, "test", "-k", "publish")
    assert third.stdout.split()[1:] == ["test", "-k", "publish"]
    assert (len(second.stderr.splitlines()), third.stderr) == (1, "")


def test_a_failed_installation_says_so_and_is_done_again(project: Path) -> None:
    lock = project / "requirements.txt"
    lock.write_text("no-hash-for-this==1.0\n", encoding="utf-8")
    failed = run(project, "build")
    assert failed.returncode == 1
    assert "hash" in failed.stderr and "Traceback" not in failed.stderr
    half_installed = project / ".venv" / "half-installed"
    half_installed.touch()
    (project / "scripts" / "edu_balance" / "__main__.py").write_text("print('here')\n", encoding="utf-8")
    lock.write_text("# mended\n", encoding="utf-8")
    assert run(project, "build").stdout == "here\n"
    assert not half_installed.exists()


def test_a_lock_is_installed_again_only_when_it_changes(
    launcher: ModuleType, project: Path, installs: list[str]
) -> None:
    for _ in range(2):
        launcher.install(project, launcher.RUNTIME)
    assert installs == ["requirements.txt"]
    lock = project / "requirements.txt"
    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))
    launcher.install(project, launcher.RUNTIME)
    assert len(installs) == 1
    lock.write_text("# changed\n", encoding="utf-8")
    launcher.install(project, launcher.RUNTIME)
    assert len(installs) == 2


def test_the_developers_lock_serves_the_other_verbs_too(
    launcher: ModuleType, project: Path, installs: list[str]
) -> None:
    for lock in (launcher.RUNTIME, launcher.DEV, launcher.RUNTIME, launcher.DEV):
        launcher.install(project, lock)
    assert installs == ["requirements.txt", "requirements-dev.txt"]


def test_the_bi_clients_are_installed_beside_and_not_among_our_own(
    launcher: ModuleType, project: Path, installs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "ROOT", project)
    monkeypatch.setattr(launcher, "hand_over", lambda root, argv: 3)
    for verb in ("clients", "build", "test", "clients"):
        assert launcher.main([verb]) == 3
    assert installs == ["requirements-dev.txt", "requirements-clients.txt"]
    assert launcher.interpreter(project / ".venv").exists()
    assert launcher.interpreter(project / ".venv-clients").exists()


def test_the_developers_lock_holds_the_runtime_lock() -> None:
    """Else installing one after the other would go back and forth."""

    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==\S+", (ROOT / name).read_text("utf-8"), re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_every_verb_has_a_module() -> None:
    """Parses one call of each verb; the arguments of `test` and `dbt` are passed on untouched."""
    needed = {"init": ["folder"], "templates": ["--term", "2026-2027-1"], "check": ["."], "ingest": ["."]}
    for verb in VERBS:
        assert cli.parse([verb.name, *needed.get(verb.name, [])]).verb == verb.name
    assert cli.parse(["dbt", "build", "--select", "x", "-h"]).rest == ["build", "--select", "x", "-h"]
