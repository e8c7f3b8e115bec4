"""`report` makes every product of the published file in one go: the same twice, nothing half written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from published_small import TERM, small_release  # noqa: F401 - a fixture

from edu_balance import cli
from edu_balance.paths import DATA_SETTING
from edu_balance.reports import make

NAMES = {
    "dashboard.html",
    "declaration.xlsx",
    "ledgers.xlsx",
    "cards.html",
    "cards.pdf",
    "progress.docx",
    "progress.pdf",
}


@pytest.fixture
def data(small_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    """A data folder in which a release is published."""
    folder = tmp_path / "county"
    (folder / "warehouse").mkdir(parents=True)
    shutil.copy(small_release, folder / "warehouse" / "edu_balance.duckdb")
    monkeypatch.setenv(DATA_SETTING, str(folder))
    return folder


def made(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_one_command_makes_every_product_the_same_twice(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["report"]) == 0
    printed = capsys.readouterr().out
    first = made(data / "reports" / TERM)
    assert first.keys() == NAMES and all(first.values())
    assert all(name in printed for name in NAMES)
    assert cli.main(["report", "--term", TERM]) == 0
    assert made(data / "reports" / TERM) == first


def test_a_product_that_fails_leaves_the_one_before_whole(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli.main(["report"]) == 0
    before = made(data / "reports" / TERM)

    def fails(*_: object) -> bytes:
        raise RuntimeError("no memory")

    monkeypatch.setattr(make.Product, "made", fails)
    with pytest.raises(RuntimeError):
        cli.main(["report"])
    assert made(data / "reports" / TERM) == before


@pytest.mark.parametrize("arguments", [["--term", "2019-2020-1"], ["--county-code", "999999"]])
def test_what_was_never_judged_is_said_in_one_sentence(
    arguments: list[str], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["report", *arguments]) == 1
    assert arguments[1] in capsys.readouterr().err and not (data / "reports").exists()


def test_without_a_release_the_command_says_what_to_run(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "warehouse" / "edu_balance.duckdb").unlink()
    assert cli.main(["report"]) == 1
    assert "run.py build" in capsys.readouterr().err
