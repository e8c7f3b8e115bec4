"""Every file of the four corpora through `ingest`: what must be read is in, what must be refused changes nothing."""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import export_corpus
import great_expectations  # noqa: F401 - once, before a process is forked for each file
import pytest
import return_corpus
import survey_corpus
from bounds import limit
from forms import read_form
from small_county import TERM, write_small_county

from edu_balance.intake.check_folder import Options, main
from edu_balance.paths import DATA_SETTING

# Ten times what a file needs, a small part of what a hostile one asks for.
MEMORY, SECONDS = 2**29, 60
DAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Sent:
    """One file of a corpus, the county it is sent to, and what is said of it where it is refused."""

    corpus: str
    name: str
    write: Callable[[Path], Path]
    zh: str

    @property
    def id(self) -> str:
        return f"{self.corpus}: {self.name}"


REGISTERS = {
    "survey": write_small_county,
    "return": return_corpus.write_return_county,
    **dict.fromkeys(("export", "tidy", "workbook"), export_corpus.write_register),
}
READ = [
    *(Sent("survey", case.name, case.write, "") for case in survey_corpus.READ),
    *(Sent("return", case.name, case.write, "") for case in return_corpus.READ),
    *(Sent("export", case.name, case.write, "") for case in export_corpus.EXPORTS_READ),
    *(Sent("tidy", case.name, case.write, "") for case in export_corpus.TIDY_READ),
]
REFUSED = [
    *(Sent("survey", case.name, case.write, case.zh) for case in survey_corpus.REFUSED),
    *(Sent("return", case.name, case.write, case.refusal.zh) for case in return_corpus.REFUSED),
    *(Sent("export", case.name, case.write, case.zh) for case in export_corpus.EXPORTS_REFUSED),
    *(Sent("tidy", case.name, case.write, case.zh) for case in export_corpus.TIDY_REFUSED),
    *(Sent("workbook", case.name, case.write, case.zh) for case in export_corpus.WORKBOOKS_REFUSED),
]


@pytest.fixture(scope="module")
def counties(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The private folder of each corpus, as it is before anything comes."""
    return {name: write(tmp_path_factory.mktemp(name) / "county") for name, write in REGISTERS.items()}


def tree(data: Path) -> dict[str, bytes]:
    """Every file of the data folder but the answers and the lock."""
    names = {path: path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for path, name in names.items() if not name.startswith(("reports/", "warehouse/"))}


def ingest(data: Path, files: Path, answer: Path) -> None:
    """Take the files in with little memory and time, and write down the exit code and what was printed."""
    limit(MEMORY, SECONDS)
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        patch.setenv(DATA_SETTING, str(data))
        patch.setenv("COLUMNS", "1000")
        options = Options(files, term=TERM, is_check=False, all_confirmed=True, received_at=DAY)
        code = main(options)
    answer.write_text(json.dumps([code, printed.getvalue()]), encoding="utf-8")


def sent_to(data: Path, one: Sent, tmp: Path) -> tuple[int, str]:
    """The exit code and the words of an ingest of one file."""
    made, files, answer = tmp / "made", tmp / "files", tmp / "answer.json"
    made.mkdir()
    files.mkdir()
    # what it was made from may lie beside it
    written = one.write(made)
    written.rename(files / written.name)
    process = multiprocessing.get_context("fork").Process(target=ingest, args=(data, files, answer))
    process.start()
    process.join()
    assert process.exitcode == 0, "the ingest died or raised"
    code, printed = json.loads(answer.read_text(encoding="utf-8"))
    return code, printed


def named(cases: list[Sent]) -> Iterator[object]:
    return (pytest.param(case, id=case.id) for case in cases)


def test_the_corpora_are_large_and_no_file_stands_twice() -> None:
    assert len(READ) >= 100 and len(REFUSED) >= 100
    assert len({one.id for one in READ}) == len(READ) and len({one.id for one in REFUSED}) == len(REFUSED)


@pytest.mark.parametrize("one", named(REFUSED))
def test_what_must_be_refused_changes_nothing(one: Sent, counties: dict[str, Path], tmp_path: Path) -> None:
    data = counties[one.corpus]
    before = tree(data)
    code, printed = sent_to(data, one, tmp_path)
    assert code == 1, printed
    assert "退回 1" in printed and " / " in printed
    assert tree(data) == before


@pytest.mark.parametrize("one", named(READ))
def test_what_must_be_read_is_taken_in(one: Sent, counties: dict[str, Path], tmp_path: Path) -> None:
    data = tmp_path / "county"
    shutil.copytree(counties[one.corpus], data)
    code, printed = sent_to(data, one, tmp_path)
    assert code == 0, printed
    (line,) = [line for line in read_form(data / "deliveries.csv") if line["shape"] != "register"]
    assert line["received_at"] == DAY.isoformat()
