"""A school id as office programs leave it behind: without its first zeros, as a number, as text in disguise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from edu_balance.intake.cells import Reading, read_cell, seen_text
from edu_balance.intake.workbook_file import Cell

# 学校（机构）标识码
DIGITS = 10
# how a text is kept from becoming a number: ="0100000001", or a leading apostrophe
DISGUISED = re.compile(r"=\"([0-9]+)\"|['‘’`]([0-9]+)")
WHOLE_NUMBER = re.compile(r"([0-9]+)\.0+")
SHORTENED = re.compile(r"[0-9](?:\.([0-9]+))?[Ee]\+?[0-9]{1,2}")


def read_school_id(cell: Cell) -> Reading:
    """The id of a cell, its first zeros restored; a stop where it cannot be told."""
    text = seen_text(cell).strip() if isinstance(cell, str | int | float) else cell
    if isinstance(text, str):
        text = unicodedata.normalize("NFKC", text)
        if found := DISGUISED.fullmatch(text) or WHOLE_NUMBER.fullmatch(text):
            text = next(filter(None, found.groups()))
        if SHORTENED.fullmatch(text) and f"{Decimal(text):.0f}" == _all_digits(text):
            text = _all_digits(text)
        if SHORTENED.fullmatch(text):
            return Reading(
                "",
                "stop",
                "标识码变成了科学计数法，数字已丢失：请将该列设为文本后重新导出",
                "the whole id: its digits were lost to 1.2E+09; export it again with the column as text",
            )
    reading = read_cell(text, "school_id")
    if reading.severity == "stop" or not reading.value:
        return reading
    if len(reading.value) > DIGITS:
        return Reading("", "stop", f"标识码应为{DIGITS}位数字", f"a school id of {DIGITS} digits")
    whole = reading.value.zfill(DIGITS)
    if whole == seen_text(cell):
        return Reading(whole)
    if len(reading.value) < DIGITS:
        return Reading(
            whole, "notice", f"标识码丢失的前导0已补足{DIGITS}位", f"zeros lost before the id: put back to {DIGITS}"
        )
    return Reading(whole, "notice", "标识码按文本读取", "the id is read as text")


def _all_digits(text: str) -> str:
    """The digits of a number written as 2.165312001E+09, where it is written with all of them."""
    digits, _, exponent = text.upper().partition("E")
    return digits.replace(".", "") if len(digits) == int(exponent) + 2 else ""


def shortened_among(cell: Cell, ids: Iterable[str]) -> list[str]:
    """The ids that a program shows as this cell does when it writes a long number as 1.23E+09."""
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    if not (found := SHORTENED.fullmatch(text)):
        return []
    places = len(found[1] or "")
    return [school_id for school_id in ids if f"{Decimal(school_id):.{places}E}" == f"{Decimal(text):.{places}E}"]
