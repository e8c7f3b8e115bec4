"""The newest term of the sample county, sent as files of every kind, gives the seeds it was written from again."""

from __future__ import annotations

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from forms import Row, header_of, read_form, write_form
from runs import Run, project_with_scripts, run_verb
from workbooks import SEEDS, TERM, Opened, as_xls, fill_county, fill_school

COUNTY = "653123"
NEWEST = f"sample-{TERM}"
RECEIPT = {"source_id", "revision", "received_at"}
DECLARED = {
    seed["name"]: seed
    for seed in yaml.safe_load((SEEDS / "survey" / "_survey.yml").read_text(encoding="utf-8"))["seeds"]
}
KEYS = {
    name: [key for key in seed["data_tests"][0]["seed_rows"]["arguments"]["keys"] if key != "revision"]
    for name, seed in DECLARED.items()
}
# who merged into whom, and what is waived, is the county office's own record and comes in no form
FORMS = sorted(DECLARED.keys() - {"school_successions", "waivers"})


def of_newest_term(form: str) -> list[Row]:
    """What the sample's schools and county sent last."""
    return [row for row in read_form(SEEDS / "survey" / f"{form}.csv") if row["source_id"].startswith(NEWEST)]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project_with_scripts(tmp_path_factory.mktemp("round-trip"))


@pytest.fixture(scope="module")
def before(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private copy of the sample county as it was before its newest term came in."""
    folder = tmp_path_factory.mktemp("before") / "county"
    assert run_verb(project, None, "init", str(folder), "--sample").returncode == 0
    for form in DECLARED:
        path = SEEDS / "survey" / f"{form}.csv"
        kept = [row for row in read_form(path) if not row["source_id"].startswith(NEWEST)]
        write_form(folder / f"{form}.csv", header_of(path), kept)
    return folder


@pytest.fixture(scope="module")
def workbooks(project: Path, before: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The blank workbooks of every school and the county, filled in from the seeds as a clerk would."""
    folder = tmp_path_factory.mktemp("workbooks") / "forms"
    made = run_verb(project, before, "templates", "--term", TERM, "--folder", str(folder))
    assert made.returncode == 0, made.output
    rows = {form: read_form(SEEDS / "survey" / f"{form}.csv") for form in FORMS}
    files = sorted(folder.glob("*.xlsx"))
    assert len(files) == 1 + sum(row["term_id"] == TERM for row in rows["schools"])
    for path in files:
        opened, code = Opened.at(path), path.name.split("_")[0]
        if code == COUNTY:
            figures = [row for row in of_newest_term("county_figures") if row["value"]]
            fill_county(opened, figures, of_newest_term("documents"))
        else:
            fill_school(opened, code, lambda form: rows[form])
        opened.save(path)
    return folder


def taken_in(project: Path, before: Path, files: Path, tmp: Path) -> tuple[Path, Run]:
    """A copy of the county into which the files were taken; what the sample leaves blank is confirmed."""
    data = tmp / "county"
    shutil.copytree(before, data)
    options = ("--term", TERM, "--confirm-all", "--received", "2026-09-22")
    return data, run_verb(project, data, "ingest", str(files), *options)


def plain(form: str, row: Row) -> tuple[str, ...]:
    """The values of a row, decimals without the zeros that say nothing."""
    types = {column["name"]: column["config"]["meta"]["type"] for column in DECLARED[form]["columns"]}
    return tuple(
        f"{Decimal(value).normalize():f}" if value and types[column] in ("decimal", "count") else value
        for column, value in row.items()
        if column not in RECEIPT
    )


def latest(data: Path, form: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The newest revision of every row with an answer, by key; a form that is not filled in leaves no row."""
    rows = sorted(read_form(data / f"{form}.csv"), key=lambda row: int(row["revision"]))
    answered = [row for row in rows if any(row[name] for name in row.keys() - RECEIPT - set(KEYS[form]))]
    return {tuple(row[key] for key in KEYS[form]): plain(form, row) for row in answered}


def assert_equal(data: Path) -> None:
    """Every form holds what the sample's own seeds hold, and no row more that says anything."""
    for form in FORMS:
        wanted, found = latest(SEEDS / "survey", form), latest(data, form)
        assert {key: found.get(key) for key in wanted} == wanted, form
        assert not found.keys() - wanted.keys(), form


def office_saved(files: Path, target: Path) -> Path:
    """The workbooks as LibreOffice saves them after opening them."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is needed: apt-get install libreoffice-calc"
    profile = f"-env:UserInstallation={(target.parent / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(target)]
    done = subprocess.run(
        [*command, *map(str, sorted(files.glob("*.xlsx")))], capture_output=True, text=True, timeout=900, check=False
    )
    assert len(list(target.glob("*.xlsx"))) == len(list(files.glob("*.xlsx"))), done.stdout[-2000:] + done.stderr
    return target


def tidy_files(target: Path) -> Path:
    """The rows of the term as one GB18030 file per form, without the columns of receipt."""
    target.mkdir()
    for form in FORMS:
        header = [name for name in header_of(SEEDS / "survey" / f"{form}.csv") if name not in RECEIPT]
        rows = [{name: row[name] for name in header} for row in of_newest_term(form)]
        if rows:
            write_form(target / f"{form}.csv", header, rows)
            text = (target / f"{form}.csv").read_text(encoding="utf-8")
            (target / f"{form}.csv").write_bytes(text.encode("gb18030"))
    return target


@pytest.mark.parametrize("shape", ["xlsx", "xls", "saved by LibreOffice", "GB18030 CSV"])
def test_files_written_from_the_seeds_give_the_seeds_again(
    shape: str, project: Path, before: Path, workbooks: Path, tmp_path: Path
) -> None:
    files = workbooks
    if shape == "xls":
        files = tmp_path / "xls"
        files.mkdir()
        for path in workbooks.glob("*.xlsx"):
            as_xls(Path(shutil.copy(path, files))).with_suffix(".xlsx").unlink()
    elif shape == "saved by LibreOffice":
        files = office_saved(workbooks, tmp_path / "saved")
    elif shape == "GB18030 CSV":
        files = tidy_files(tmp_path / "csv")
    data, run = taken_in(project, before, files, tmp_path)
    assert run.returncode == 0, run.output[-6000:]
    assert_equal(data)
