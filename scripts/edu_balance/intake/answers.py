"""The answers to a run in one folder: the overview twice, and the annotated copies. The folder is replaced whole."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edu_balance.errors import ClerkError
from edu_balance.intake.annotated import annotated_copy
from edu_balance.intake.judged import Judged, RuleResult
from edu_balance.intake.known import Known
from edu_balance.intake.overview import overview_of, shown_name
from edu_balance.intake.overview_page import overview_page
from edu_balance.intake.overview_workbook import overview_workbook
from edu_balance.intake.safe_cells import printable
from edu_balance.leftovers import TEMPORARY

OVERVIEW = "收报情况"
COPIES = "请改正"
COPY_ENDS = "_请改正"
BEFORE = ".before-"
# File systems take 255 bytes; the end of the name and a number need some of them.
STEM_BYTES = 200


@dataclass(frozen=True)
class Answers:
    """Where the answers to one run stand."""

    overview_workbook: Path
    overview_page: Path
    annotated: tuple[Path, ...]


def write_answers(
    target: Path,
    judged: Sequence[Judged],
    results: Sequence[RuleResult],
    known: Known,
    term_id: str,
    missing: Sequence[str],
    *,
    is_check: bool,
    folder: Path,
) -> Answers:
    """Write everything aside, then put it in place of what the last run left: no stale copy lies beside a new one."""
    refuse_own_files(target, folder)
    copies = _copy_names(judged, folder)
    facts = overview_of(judged, results, known, term_id, missing, is_check=is_check, folder=folder, copies=copies)
    unfinished = target.with_name(f"{TEMPORARY}{target.name}")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        (unfinished / COPIES).mkdir(parents=True)
        for one in judged:
            if name := copies.get(one.delivery.path):
                (unfinished / name).write_bytes(annotated_copy(one.delivery))
        if not copies:
            (unfinished / COPIES).rmdir()
        (unfinished / f"{OVERVIEW}.xlsx").write_bytes(overview_workbook(facts))
        (unfinished / f"{OVERVIEW}.html").write_text(overview_page(facts), encoding="utf-8", newline="\n")
        _put_in_place(unfinished, target)
    except OSError as error:
        raise ClerkError(
            f"收报情况无法写入 {target}：{error.strerror}。请关闭打开其中文件的程序（Excel、WPS 等），再运行一次。",
            f"The overview could not be written to {target}: {error.strerror}. Close the programs that hold its files "
            "open (Excel, WPS), then run this again.",
        ) from error
    annotated = tuple(target / name for name in copies.values())
    return Answers(target / f"{OVERVIEW}.xlsx", target / f"{OVERVIEW}.html", annotated)


def refuse_own_files(target: Path, folder: Path) -> None:
    """What was sent must not lie where the answers are replaced: it would be deleted with them."""
    if folder.resolve().is_relative_to(target.resolve()):
        raise ClerkError(
            f"收到的文件不能放在 {target} 中：该文件夹每次运行都会重新生成。请移到别处再运行。",
            f"The files received must not lie in {target}: that folder is written anew by each run. Move them.",
        )


def _copy_names(judged: Sequence[Judged], folder: Path) -> dict[Path, str]:
    """The annotated copy of each file that goes back, relative to the target; no two alike on any file system."""
    names: dict[Path, str] = {}
    taken: set[str] = set()
    for path in sorted(
        (one.delivery.path for one in judged if one.state in ("refused", "held")),
        key=lambda path: shown_name(path, folder),
    ):
        stem, number = _stem(path), 1
        while (name := f"{stem}{COPY_ENDS}{f'_{number}' if number > 1 else ''}.xlsx").casefold() in taken:
            number += 1
        taken.add(name.casefold())
        names[path] = f"{COPIES}/{name}"
    return names


def _stem(path: Path) -> str:
    """The name without what a file system refuses; a copy that comes back is not called a copy of a copy."""
    stem = unicodedata.normalize("NFC", printable(path.stem)).removesuffix(COPY_ENDS)
    safe = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", stem)
    return safe.encode()[:STEM_BYTES].decode("utf-8", "ignore").strip(" .")


def _put_in_place(unfinished: Path, target: Path) -> None:
    """Where the old folder cannot be moved, it stays as it is."""
    before = target.with_name(f"{BEFORE}{target.name}")
    shutil.rmtree(before, ignore_errors=True)
    if target.exists():
        target.rename(before)
    try:
        unfinished.rename(target)
    except OSError:
        if before.exists():
            before.rename(target)
        raise
    shutil.rmtree(before, ignore_errors=True)
