"""Survey workbooks that were opened and saved with LibreOffice read as they did before."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sample_forms import NEXT, SampleForms, sample_forms
from workbooks import KEY

from edu_balance.intake.survey_workbooks import read_survey_workbook
from edu_balance.sample_workbooks import fill_workbooks

SECONDS = 600
NEEDED = (
    "soffice is not installed, and this test needs it: apt-get install -y --no-install-recommends libreoffice-calc "
    "(elsewhere: libreoffice.org)"
)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> SampleForms:
    return sample_forms(tmp_path_factory.mktemp("sample") / "county")


@pytest.fixture(scope="module")
def filled(forms: SampleForms, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbooks as the clerks filled them in."""
    folder = forms.hand_out(tmp_path_factory.mktemp("filled") / "forms")
    fill_workbooks(forms.known, folder, with_slips=False)
    return folder


@pytest.fixture(scope="module")
def program() -> str:
    """The office program. Without it the tests fail and say what to install."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    assert found, NEEDED
    return found


@pytest.fixture(scope="module")
def saved(program: str, filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same workbooks, each opened and saved by LibreOffice with a profile of its own."""
    base = tmp_path_factory.mktemp("saved")
    done = subprocess.run(
        [
            *(program, f"-env:UserInstallation={(base / 'profile').as_uri()}", "--headless", "--norestore"),
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", base / "forms"),
            *sorted(filled.iterdir()),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")
    return base / "forms"


def test_every_workbook_reads_as_before(saved: Path, filled: Path, forms: SampleForms) -> None:
    names = {name for name, _ in forms.blank.values()}
    assert {path.name for path in saved.iterdir()} == names and len(names) > 20
    values = 0
    for name in sorted(names):
        before, after = (read_survey_workbook(folder / name, forms.known, NEXT) for folder in (filled, saved))
        assert before.rows and not before.remarks, name
        assert not after.remarks, [str(remark) for remark in after.remarks]
        assert after.rows == before.rows, name
        said = ("shape", "form_version", "county_code", "term_id", "school_id", "places")
        assert all(getattr(after, part) == getattr(before, part) for part in said), name
        values += sum(bool(value) for rows in before.rows.values() for row in rows for value in row.values())
    assert values > 4000


def test_libreoffice_wrote_them(saved: Path) -> None:
    """Else the comparison would be of a file with itself."""
    for path in saved.iterdir():
        with zipfile.ZipFile(path) as archive:
            assert b"<Application>LibreOffice" in archive.read("docProps/app.xml"), path.name


def test_what_says_which_form_it_is_stays_hidden(saved: Path) -> None:
    """LibreOffice knows one kind of hidden; a clerk must still not come upon it."""
    for path in sorted(saved.iterdir())[::7]:
        assert load_workbook(path)[KEY].sheet_state != "visible"
