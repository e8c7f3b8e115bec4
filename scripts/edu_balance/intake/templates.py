"""`templates`: blank survey workbooks, one per school and one per county, made from the field dictionary.

What a school has answered before stands beside in grey; only the cells to fill in are unlocked. Two runs on the same
data write the same bytes.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from edu_balance.console import open_console
from edu_balance.errors import ClerkError
from edu_balance.intake.fields import COUNTY, SCHOOL
from edu_balance.intake.known import Known
from edu_balance.intake.template_sheets import Addressee, Book
from edu_balance.intake.timeless import timeless_bytes
from edu_balance.leftovers import TEMPORARY
from edu_balance.paths import Paths

NAME_LENGTH = 40


def main(term_id: str, folder: Path | None) -> int:
    """Write every workbook of the term and say where."""
    paths = Paths.from_environment()
    known = Known.read(paths)
    target = folder.expanduser().resolve() if folder else (paths.data or paths.root) / "reports" / term_id / "templates"
    files = write_templates(known, term_id, target)
    print(f"已生成 {len(files)} 份填报表（每校一份，县级一份），位于 {target}")
    print(f"{len(files)} survey workbooks written, one per school and one for the county, in {target}")
    return 0


def write_templates(known: Known, term_id: str, target: Path) -> list[Path]:
    """All workbooks of a term in a folder that is new or empty; all of them or none."""
    known.term(term_id)
    schools = known.registered(term_id)
    if not schools:
        raise ClerkError(
            f"{term_id} 及以前没有登记任何学校：请先填写 schools.csv。",
            f"No school is registered for {term_id} or an earlier term: fill in schools.csv first.",
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ClerkError(
            f"文件夹已存在且不为空，不覆盖可能已填好的表：{target}。请用 --folder 另选一个。",
            f"The folder is not empty, and forms in it may be filled in already: {target}. Choose another: --folder.",
        )
    addressees = [
        Addressee(COUNTY, code, known.counties[code]["label_zh"], None)
        for code in sorted({school["county_code"] for school in schools.values()})
    ]
    addressees += [
        Addressee(SCHOOL, school["county_code"], school["school_name"], school) for _, school in sorted(schools.items())
    ]
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{TEMPORARY}{target.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    for addressee in _with_progress(addressees):
        (unfinished / file_name(addressee)).write_bytes(workbook_bytes(known, term_id, addressee))
    if target.exists():
        target.rmdir()
    unfinished.rename(target)
    return [target / file_name(addressee) for addressee in addressees]


def file_name(addressee: Addressee) -> str:
    """Code and name, without what a file system refuses."""
    code = addressee.school["school_id"] if addressee.school else addressee.county_code
    safe = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", addressee.name)[:NAME_LENGTH].strip(" .")
    return f"{code}_{safe}{'' if addressee.school else '_县级'}.xlsx"


def _with_progress(addressees: list[Addressee]) -> Iterator[Addressee]:
    columns = (TextColumn("填报表 / workbooks"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=open_console(stderr=True), transient=True) as bar:
        yield from bar.track(addressees)


def workbook_bytes(known: Known, term_id: str, addressee: Addressee) -> bytes:
    """One workbook, the same bytes each time."""
    return timeless_bytes(Book(known, term_id, addressee).written())
