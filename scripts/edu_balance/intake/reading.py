"""Reads one file of a folder by what it is: chooses the reader, which says the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from edu_balance.intake.county_export import is_county_export, read_county_export
from edu_balance.intake.delivery import Delivery, Place, Remark
from edu_balance.intake.known import Known
from edu_balance.intake.layout import CHOICES_SHEET, KEY_SHEET, MEND_SHEET
from edu_balance.intake.plain_survey import is_plain_survey, read_plain_survey
from edu_balance.intake.statistics_return import is_statistics_return, read_statistics_return
from edu_balance.intake.survey_workbooks import read_opened_survey
from edu_balance.intake.tidy_csv import read_text_file
from edu_balance.intake.workbook_file import Sheet, Unreadable, open_workbook

TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
UNKNOWN_SHAPE = "unknown"

Reader = Callable[[Path, Mapping[str, Sheet], str, Known, str], Delivery]


def read_file(path: Path, known: Known, term_id: str) -> Delivery:
    """The file as it was read for a term. Never raises for what is in it, or for a file that cannot be opened."""
    try:
        if path.suffix.lower() in TEXT_SUFFIXES:
            return read_text_file(path, known, term_id)
        sheets = {name: sheet for name, sheet in open_workbook(path).items() if name != MEND_SHEET}
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except Unreadable as error:
        return _refused(path, error.seen, error.zh, error.en)
    except OSError as error:
        zh = f"文件无法打开，请关闭打开它的程序后再试（{error.strerror}）"
        return _refused(path, "", zh, f"the file can be opened ({error.strerror}): close the program that holds it")
    reader = _reader_of(sheets)
    if reader is None:
        return _refused(
            path,
            "、".join(sheets),
            "不认识的文件：不是填报表、统计报表、县级导出表或CSV表，请用发下的填报表填报",
            "a survey workbook, a statistics return, a county export or a CSV of a survey form: this is none of them",
        )
    return reader(path, sheets, digest, known, term_id)


def _reader_of(sheets: Mapping[str, Sheet]) -> Reader | None:
    # without the sheet that names it, the hidden lists still show that it was ours
    if KEY_SHEET in sheets or CHOICES_SHEET in sheets:
        return read_opened_survey
    if is_statistics_return(sheets):
        return read_statistics_return
    if is_county_export(sheets):
        return read_county_export
    return read_plain_survey if is_plain_survey(sheets) else None


def _refused(path: Path, seen: str, zh: str, en: str) -> Delivery:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        digest = ""
    return Delivery(path, digest, UNKNOWN_SHAPE, remarks=(Remark(path.name, Place(), seen, zh, en, "stop"),))
