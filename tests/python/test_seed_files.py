"""The shape check of data files: every fault is found, with its file and line, before anything is built."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from edu_balance.errors import ClerkError
from edu_balance.findings import Finding, report
from edu_balance.init_folder import make_folder
from edu_balance.paths import Paths
from edu_balance.seed_files import check_content, check_shape, copy_own_files

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ("school_id", "school_name", "pupils")


def check(content: bytes) -> list[Finding]:
    return check_content("pupils.csv", content, COLUMNS)[1]


@pytest.fixture
def project(tmp_path: Path) -> Paths:
    """A project folder with this project's seeds."""
    shutil.copytree(ROOT / "seeds", tmp_path / "project" / "seeds")
    return Paths(tmp_path / "project")


@pytest.mark.parametrize(
    "content",
    [
        "school_id,school_name,pupils\n0012345678,第一小学,35\n",
        "pupils,school_id,school_name\n35,0012345678,第一小学\n",
        "school_id,school_name,pupils\r\n0012345678,第一小学,35\r\n",
        "\ufeffschool_id,school_name,pupils\n0012345678,第一小学,35",
        'school_id,school_name,pupils\n0012345678,"第一小学, ""东""校区",35\n\n\n',
    ],
    ids=["plain", "any order of columns", "Windows line ends", "BOM", "quotes and blank lines at the end"],
)
def test_good_files_pass_and_load_as_they_stand(content: str, tmp_path: Path) -> None:
    assert check_content("pupils.csv", content.encode(), COLUMNS) == (1, [])
    # the very statement dbt-duckdb loads a seed with
    path = tmp_path / "pupils.csv"
    path.write_bytes(content.encode())
    header = content.lstrip("\ufeff").split()[0]
    with duckdb.connect() as connection:
        connection.execute(f"create table pupils ({', '.join(f'{c} varchar' for c in header.split(','))})")
        connection.execute(f"copy pupils from '{path}' (format csv, header true, delimiter ',')")
        assert connection.execute("select school_id, pupils from pupils").fetchall() == [("0012345678", "35")]


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b"", None, None),
        (b"school_id,school_name\n1,a\n", 1, "pupils"),
        (b"school_id,school_name,pupils,pupils\n1,a,2,2\n", 1, "pupils"),
        (b"school_id,school_name,pupils,class\n1,a,2,3\n", 1, "class"),
        (b"school_id,school_name, Pupils\n1,a,2\n", 1, "pupils"),
        (b"school_id;school_name;pupils\n1;a;2\n", 1, None),
        (b"school_id,school_name,pupils\n1,a,2\n1,a\n", 3, None),
        (b"school_id,school_name,pupils\n1,a,2\n1,a,2,3\n", 3, None),
        (b"school_id,school_name,pupils\n1,a,2\n\n1,a,2\n", 3, None),
        (b"school_id,school_name,pupils\n1,a,2\n,,\n", 3, None),
        (b'school_id,school_name,pupils\n1,a,2\n1,"a\nb",2\n', 3, None),
        (b'school_id,school_name,pupils\n1,a,2\n1,"a,2\n1,b,2\n', 3, None),
        (b"school_id,school_name,pupils\r\n1,a,2\n", 2, None),
        (b"school_id,school_name,pupils\n1,a\0,2\n", 2, None),
        (b"school_id,school_name,pupils\n'1,a,2\n", 2, "school_id"),
        (b"school_id,school_name,pupils\n1,a,2\n1,\xff\xff,2\n", 3, None),
        ("school_id,school_name,pupils\n1,第一小学,2\n".encode("utf-16"), None, None),
    ],
    ids=[
        *("empty", "missing column", "duplicate column", "unknown column", "nearly the name", "semicolons"),
        *("cell too few", "cell too many", "blank line", "row of commas", "line break in a cell"),
        *("open quote", "mixed line ends", "NUL", "apostrophe", "no encoding", "UTF-16"),
    ],
)
def test_each_fault_is_one_finding_at_its_place(content: bytes, line: int | None, column: str | None) -> None:
    (finding,) = check(content)
    assert (finding.file, finding.line, finding.column) == ("pupils.csv", line, column)


def test_a_gb18030_file_is_recognised_and_read_back_to_the_clerk() -> None:
    (finding,) = check("school_id,school_name,pupils\n1,a,2\n1,吉沙镇小学,2\n".encode("gb18030"))
    assert finding.line == 3
    assert "吉沙镇小学" in finding.seen
    assert "GB18030" in finding.expected_zh
    assert "byte 3 " in finding.expected_en


def test_all_faults_of_one_file_are_found() -> None:
    found = check(b"school_id,school_name,pupil\n1,a\n\n1,a,2\n1,a,2,3\n")
    assert [(finding.line, finding.column) for finding in found] == [
        (1, "pupil"),
        (1, "pupils"),
        (2, None),
        (3, None),
        (5, None),
    ]


def test_the_projects_own_files_pass(project: Paths) -> None:
    shape = check_shape(project)
    assert shape.findings == ()
    assert {"pupils", "thresholds", "terms"} <= {file.name for file in shape.files}


def test_all_faults_of_all_files_are_found(project: Paths) -> None:
    survey = project.seeds / "survey"
    (survey / "schools.csv").write_bytes("学校\n".encode("gb18030"))
    (survey / "classes.csv").unlink()
    (survey / "旧pupils.csv").write_text("a\n", encoding="utf-8")
    found = {(finding.file, finding.line) for finding in check_shape(project).findings}
    assert found == {
        ("seeds/survey/schools.csv", 1),
        ("seeds/survey/classes.csv", None),
        ("seeds/survey/旧pupils.csv", None),
    }


def test_a_private_folder_brings_its_own_files_and_they_are_only_copied(project: Paths, tmp_path: Path) -> None:
    folder = tmp_path / "our county 英吉沙"
    make_folder(project.root, folder, "653123", "英吉沙县")
    paths = Paths(project.root, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    shape = check_shape(paths)
    assert shape.findings == ()
    assert {file.path.parent for file in shape.files if file.name in ("pupils", "counties")} == {folder}
    assert {file.rows for file in shape.files if file.name == "counties"} == {1}
    copy_own_files(paths, paths.data_copy)
    assert {path.name for path in paths.data_copy.iterdir()} == {n for n in before if n.endswith(".csv")}
    (folder / "schools.csv").unlink()
    assert [finding.file for finding in check_shape(paths).findings] == [(folder / "schools.csv").as_posix()]
    assert before.items() >= {path.name: path.read_bytes() for path in folder.iterdir()}.items()


def test_init_refuses_a_full_folder_and_one_inside_the_project(project: Paths, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("", encoding="utf-8")
    for folder in (full, project.root / "data"):
        with pytest.raises(ClerkError):
            make_folder(project.root, folder, "", "")
    assert [path.name for path in full.iterdir()] == ["letter.txt"]


def test_one_cause_down_a_column_is_shown_a_few_times_and_counted() -> None:
    found = [Finding("pupils.csv", line, "pupils", "35%", "a number", "应为数") for line in range(2, 102)]
    lines = list(report(found))
    assert len(lines) < 10
    assert "line 2, column pupils: 见到 / seen '35%'" in lines[0]
    assert "95" in lines[-1]
