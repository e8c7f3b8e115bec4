"""What the tests in Python share: a copy of the project, a build of it, and rows of what was built."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import duckdb
import pytest
from counties import write_counties
from counties_base import Generated
from filelock import FileLock
from forms import Row, rewrite
from oracle import Expected, expect

import edu_balance  # noqa: F401 - it decides how openpyxl reads, before a test imports that

ROOT = Path(__file__).resolve().parents[2]
COPIED = (
    "models",
    "macros",
    "seeds",
    "analyses",
    "tests/generic",
    "tests/integrity",
    "tests/policy",
    "dbt_project.yml",
    "profiles.yml",
)
BUILD_FILE = "target/build.duckdb"
DATA_COPY = "target/private-data"
PARSED = "target/partial_parse.msgpack"
# where the processes of one run keep what they share
SHARED = "TESTS_SHARED_FOLDER"
BUILD_SECONDS = 1800
Made = TypeVar("Made")


@dataclass(frozen=True)
class Built:
    """The outcome of one `dbt build`."""

    returncode: int
    output: str
    database: Path


@dataclass(frozen=True)
class GeneratedBuild:
    """The generated counties, the copy of the project they were built in, and the outcome."""

    project: Path
    data: Generated
    built: Built


# Tests that build a county for a single case of something other tests hold too: minutes of a run, left to `--long`.
LONG = (
    "test_analyses_page.py",
    "test_bad_input.py::test_a_fault_is_located_and_nothing_is_published",
    # the readers' own corpora hold the same files; here each goes through the whole verb
    "test_intake_corpus.py",
    "test_intake_round_trip.py::test_files_written_from_the_seeds_give_the_seeds_again[GB18030 CSV]",
    "test_intake_round_trip.py::test_files_written_from_the_seeds_give_the_seeds_again[saved by LibreOffice]",
    "test_intake_round_trip.py::test_files_written_from_the_seeds_give_the_seeds_again[xls]",
    "test_policy.py::test_one_number_changes_verdict_test_docs_and_scorecard",
    "test_policy.py::test_the_acceptance_phase_and_enforce_turn_warnings_into_errors",
    "test_rejudge.py::test_moved_limits_and_a_standard_switched_on_are_what_a_rebuild_gives",
    "test_store.py::test_a_build_reads_what_was_corrected_and_withdrawn",
)
# of the faults, one of each sort stays: of the file, of a row, of a cell
NOT_LONG = ("[missing column]", "[duplicate key]", "[per cent in a count]")
# Files whose tests take longest: begun first, so that no core waits for the other at the end.
BEGUN_FIRST = (
    *("test_declaration_workbook", "test_policy", "test_bad_input", "test_intake", "test_rejudge", "test_oracle"),
    *("test_named_counties", "test_analyses", "test_intake_round_trip", "test_progress_report", "test_reports"),
    *("test_intake_corpus", "test_templates", "test_dashboard", "test_docs_site", "test_products"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also the tests of LONG (tests/python/conftest.py)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    def is_long(item: pytest.Item) -> bool:
        name = item.nodeid.rpartition("/")[2]
        return name.startswith(LONG) and not name.endswith(NOT_LONG)

    places = {f"{name}.py": place for place, name in enumerate(BEGUN_FIRST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))
    if not config.option.long and any("::" not in argument for argument in config.args):
        left_out = [item for item in items if is_long(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not is_long(item)]


def pytest_configure() -> None:
    if SHARED not in os.environ:
        os.environ[SHARED] = tempfile.mkdtemp(prefix="edu-balance-tests-")


def pytest_unconfigure() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(os.environ.pop(SHARED))


def project_copy(tmp: Path) -> Path:
    """Copy what a build reads to a folder of its own."""
    project = tmp / "project"
    for name in COPIED:
        source, target = ROOT / name, project / name
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return project


def build_environment(has_data: bool, threads: int) -> dict[str, str]:
    """Give dbt an environment that does not depend on the caller's, and is the same for every copy of the project."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DBT_", "EDU_BALANCE_"))}
    own = {
        "EDU_BALANCE_THREADS": str(threads),
        "EDU_BALANCE_BUILD_FILE": BUILD_FILE,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONUTF8": "1",
        "NO_COLOR": "1",
        # a test process of several is told a width of its own
        "COLUMNS": "100",
    }
    if has_data:
        # dbt asks only whether there is a folder; the files are read from the copy
        own |= {"EDU_BALANCE_DATA": "a county's folder", "EDU_BALANCE_DATA_COPY": DATA_COPY}
    return kept | own


def dbt_build(
    project: Path,
    data: Path | None = None,
    threads: int = 2,
    variables: Mapping[str, Any] | None = None,
    select: Sequence[str] | None = None,
    tests: Literal["all", "data", "none"] = "data",
) -> Built:
    """Build a copy of the project, on the data of a folder if one is given.

    Unit tests read no data: one build of a run has them, for the others they would only take time. A test that only
    compares tables needs no data tests either.
    """
    left_out = {"all": (), "data": ("unit_test",), "none": ("unit_test", "test")}[tests]
    options = [option for name in left_out for option in ("--exclude-resource-type", name)]
    if variables:
        options += ["--vars", json.dumps(dict(variables))]
    if select:
        options += ["--select", *select]
    if data is not None:
        shutil.copytree(data, project / DATA_COPY, dirs_exist_ok=True)
    done = dbt(project, ["build", *options], data, threads)
    return Built(done.returncode, done.stdout, project / BUILD_FILE)


def dbt(
    project: Path,
    arguments: Sequence[str],
    data: Path | None = None,
    threads: int = 2,
    begins_parsed: bool = True,
) -> subprocess.CompletedProcess[str]:
    """Run dbt in a copy of the project."""
    if begins_parsed and not (project / PARSED).exists():
        (project / PARSED).parent.mkdir(exist_ok=True)
        shutil.copy2(parsed_once(data), project / PARSED)
    command = [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", "--no-version-check"]
    return subprocess.run(
        [*command, "--log-level-file", "none", *arguments],
        cwd=project,
        env=build_environment(data is not None, threads),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=BUILD_SECONDS,
        check=False,
    )


def parsed_once(data: Path | None) -> Path:
    """What dbt keeps of a parse, so that a copy of the project is parsed only where it was changed.

    Parsing is a quarter of a build's time. A user's second build begins from such a file too.
    """

    def parse(folder: Path) -> Path:
        project = project_copy(folder)
        if data:
            shutil.copytree(data, project / DATA_COPY)
        done = dbt(project, ["parse"], data, begins_parsed=False)
        assert done.returncode == 0, done.stdout[-4000:]
        return project / PARSED

    return once("parsed-with-data" if data else "parsed", parse)


def rows(database: Path, sql: str) -> list[dict[str, Any]]:
    """Read rows of a built file."""
    with duckdb.connect(str(database), read_only=True) as connection:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def edit_policy(project: Path, seed: str, change: Callable[[Row], Row]) -> None:
    """Rewrite a policy seed of a copied project row by row."""
    rewrite(project / "seeds" / "policy" / f"{seed}.csv", lambda content: [change(row) for row in content])


def judge_every_county(project: Path) -> None:
    """Let every standard of a copied project judge every county: the plan not only its own, the relaxations too."""
    edit_policy(project, "standards", lambda row: row | {"county_code": "", "is_judged": "1"})


def once(name: str, make: Callable[[Path], Made]) -> Made:
    """What `make` leaves in the folder given to it and answers, made by the first process of a run that asks for it."""
    folder = Path(os.environ[SHARED]) / name
    answer = folder / "answer.pickle"
    with FileLock(f"{folder}.lock"):
        if not answer.exists():
            # a process that failed half way leaves its own failure to be seen again, not one of a folder that is there
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            answer.write_bytes(pickle.dumps(make(folder)))
    return pickle.loads(answer.read_bytes())


@pytest.fixture(scope="session")
def generated() -> Generated:
    """The data folder of generated counties."""
    return once("generated", lambda folder: write_counties(folder / "data"))


@pytest.fixture(scope="session")
def generated_build(generated: Generated) -> GeneratedBuild:
    """One build of a project copy on the generated counties, each judged by every standard."""

    def build(folder: Path) -> GeneratedBuild:
        project = project_copy(folder)
        judge_every_county(project)
        built = dbt_build(project, generated.folder, tests="all")
        assert built.returncode == 0, built.output[-8000:]
        return GeneratedBuild(project, generated, built)

    return once("generated-build", build)


@pytest.fixture(scope="session")
def expected(generated_build: GeneratedBuild) -> Expected:
    """What that build must publish, by the oracle."""
    project, data = generated_build.project, generated_build.data.folder
    return once("expected", lambda _: expect(project, data))
