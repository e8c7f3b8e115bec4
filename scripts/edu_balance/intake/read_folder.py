"""Reads every file of a folder: which files there are, of which term, and all of them on every core."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from edu_balance.errors import ClerkError
from edu_balance.intake.delivery import Delivery
from edu_balance.intake.known import Known
from edu_balance.intake.reading import read_file
from edu_balance.intake.survey_workbooks import keys_of
from edu_balance.intake.workbook_file import Unreadable, open_workbook

WORKBOOK_SUFFIXES = (".xlsx", ".xls")
# What office programs and systems leave in a folder.
LEFT_BEHIND = ("thumbs.db", "desktop.ini")
# The overview of an earlier run; a mended copy of a file, though, is a file like any other.
OVERVIEW = "收报情况"
# So many workbooks are asked for their term; the folder is of the one that most of them name.
ASKED_FOR_TERM = 25
# Fewer files than this are read sooner than other processes would have started.
WORTH_SHARING = 12
MOST_PROCESSES = 4


def files_of(folder: Path) -> list[Path]:
    """Every file below the folder that somebody may have sent, in a fixed order."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not _is_left_behind(path, folder))


def _is_left_behind(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    return (
        any(part.startswith(".") for part in parts)
        or path.name.startswith("~$")
        or path.name.lower() in LEFT_BEHIND
        or path.stem == OVERVIEW
    )


def term_named(files: Iterable[Path]) -> str:
    """The term that most of the survey workbooks name; empty: none does."""
    terms: Counter[str] = Counter()
    for path in (path for path in files if path.suffix.lower() in WORKBOOK_SUFFIXES):
        try:
            sheets = open_workbook(path)
        except (Unreadable, OSError):
            continue
        if term_id := keys_of(sheets).get("term_id"):
            terms[term_id] += 1
        if terms.total() == ASKED_FOR_TERM:
            break
    return max(sorted(terms), key=lambda term_id: terms[term_id], default="")


def read_files(files: Sequence[Path], known: Known, term_id: str) -> Iterator[Delivery]:
    """Every file as it was read, in the order given; many files by several processes."""
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    if len(files) < WORTH_SHARING or processes == 1:
        yield from (read_file(path, known, term_id) for path in files)
        return
    # A forked process need not read the seeds and modules again; where that is not to be had, or not safe, it does.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(processes, context, _remember, (known, term_id)) as pool:
        deliveries = pool.map(_read, files, chunksize=4)
        # Its import takes about as long as the reading: meanwhile is the time for it.
        import great_expectations  # noqa: F401

        try:
            yield from deliveries
        except BrokenProcessPool as error:
            raise ClerkError(
                "读取文件时程序中断（可能内存不足，或某个文件异常），未改动任何数据。请把文件分成几批再运行，以找出该文件。",
                "Reading broke off (too little memory, or one file is at fault); nothing was changed. Run this on "
                "a few files at a time to find the one.",
            ) from error


_given: tuple[Known, str]


def _remember(known: Known, term_id: str) -> None:
    """Once in each process: what every file is read with."""
    global _given
    _given = known, term_id


def _read(path: Path) -> Delivery:
    return read_file(path, *_given)
