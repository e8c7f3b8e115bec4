"""One cell as a value of its type: what can be read safely is, with a notice; the rest is refused, never guessed.

A value is text as the seeds hold it. Missing is the empty text, never 0.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal

from edu_balance.intake.delivery import Severity
from edu_balance.intake.fields import Choice
from edu_balance.intake.persons import holds_person
from edu_balance.intake.workbook_file import NO_CACHED_VALUE, Cell, Sheet, address

# A number of a cell is a double, shown by office programs to 15 digits; survey columns keep 6 decimals.
DIGITS = Context(prec=15, rounding=ROUND_HALF_EVEN)
DECIMALS = Decimal("0.000001")
WHOLE_DIGITS = 9
MISSING_SIGNS = re.compile(r"[*-]|[\u2010-\u2015\u2500]{1,2}")
NOT_KNOWN = "-1"
NONE = "无"
THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
# An exporter writes a line break of a cell as this; a non-breaking space comes with pasted text.
NO_TEXT = re.compile(r"_x000D_|[\r\n]|\u00a0|\u3000|\u200b|\ufeff")


@dataclass(frozen=True)
class Reading:
    """A value and, where the cell did not hold just that, what to say about it."""

    value: str
    severity: Severity | None = None
    zh: str = ""
    en: str = ""


def read_cell(cell: Cell, value_type: str, choices: Iterable[Choice] = ()) -> Reading:
    """The value of a cell of the given type: count, decimal, date, school_id, text, or a choice (flag, code)."""
    if isinstance(cell, str) and not _stripped(cell):
        return Reading("")
    if value_type in ("count", "decimal"):
        return _number(cell, is_whole=value_type == "count")
    if value_type == "date":
        return _day(cell)
    if isinstance(cell, bool | date):
        return _refused("应为文字，不是日期或逻辑值：请将单元格格式设为文本", "text, not a date or a truth value")
    text = seen_text(cell)
    cleaned = _stripped(text)
    if MISSING_SIGNS.fullmatch(unicodedata.normalize("NFKC", cleaned)):
        return _missing()
    if holds_person(cleaned):
        return _refused("含身份证号或手机号：本软件不收个人信息，请删除后再报", "no ID or mobile number: take it out")
    if value_type in ("flag", "code"):
        return _choice(text, cleaned, tuple(choices))
    if value_type == "school_id":
        narrow = unicodedata.normalize("NFKC", cleaned)
        if not re.fullmatch("[0-9]+", narrow):
            return _refused("应为学校标识码，只含数字", "a school id, digits only")
        return _as_read(text, narrow)
    return _as_read(text, cleaned)


def read_at(sheet: Sheet, row: int, column: int, value_type: str, choices: Iterable[Choice] = ()) -> Reading:
    """The same for a cell of a sheet, which may hold a formula without a value or an error instead."""
    match sheet.faults.get(address(row, column)):
        case None:
            return read_cell(sheet.cell(row, column), value_type, choices)
        case fault if fault == NO_CACHED_VALUE:
            return _refused(
                "公式没有保存结果：请用 Excel/WPS 打开、保存后再报，或直接填数", "a number: the formula has no value"
            )
        case _:
            return _refused("单元格是错误值：请改正公式或直接填数", "a number: the cell holds an error")


def seen_text(cell: Cell) -> str:
    """What stands in a cell, as a message or a text column shows it: a whole number without a decimal point."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        return _plain(Decimal(repr(cell)))
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _number(cell: Cell, *, is_whole: bool) -> Reading:
    if isinstance(cell, bool | date) or not isinstance(cell, str | int | float):
        return _refused("应为数字：请将单元格格式设为常规", "a number: set the format of the cell to General")
    text = seen_text(cell)
    narrow = re.sub(r"\s", "", unicodedata.normalize("NFKC", _stripped(text)))
    if narrow == NOT_KNOWN or MISSING_SIGNS.fullmatch(narrow):
        return _missing()
    if narrow == NONE:
        return Reading("0", "notice", "“无”按 0 计", "'无' (none) is read as 0")
    if THOUSANDS.fullmatch(narrow):
        narrow = narrow.replace(",", "")
    if not NUMBER.fullmatch(narrow):
        return _refused("应为不小于0的数，不含文字和单位", "a number, 0 or more, without words or a unit")
    exact = Decimal(narrow)
    number = DIGITS.plus(exact) if isinstance(cell, float) else exact
    if number >= Decimal(f"1E{WHOLE_DIGITS}"):
        return _refused(f"数值过大：整数部分最多{WHOLE_DIGITS}位", f"at most {WHOLE_DIGITS} digits before the point")
    if is_whole and number != number.to_integral_value():
        return _refused("应为整数", "a whole number")
    rounded = number.quantize(DECIMALS, ROUND_HALF_EVEN)
    if rounded != number:
        value = _plain(rounded)
        return Reading(value, "notice", f"按6位小数读为 {value}", f"read to 6 decimals as {value}")
    if isinstance(cell, str) and not is_whole:
        return _as_read(text, narrow)  # 60.50 stays as it was written
    return _as_read(text if isinstance(cell, str) else narrow, _plain(number))


def _day(cell: Cell) -> Reading:
    if isinstance(cell, date):
        return Reading((cell.date() if isinstance(cell, datetime) else cell).isoformat())
    text = seen_text(cell)
    narrow = re.sub(r"\s", "", unicodedata.normalize("NFKC", _stripped(text)))
    if MISSING_SIGNS.fullmatch(narrow):
        return _missing()
    if isinstance(cell, str) and (found := DAY.fullmatch(narrow)):
        try:
            return _as_read(text, date(*map(int, found.groups())).isoformat())
        except ValueError:
            pass
    return _refused("应为真实存在的日期，如 2026-05-31", "a day that exists, like 2026-05-31")


def _choice(text: str, cleaned: str, choices: tuple[Choice, ...]) -> Reading:
    """By what the list shows, else by the code or the label alone where only one choice has it."""
    for known in ("shown", "code", "label"):
        found = {choice.code for choice in choices if getattr(choice, known) == cleaned}
        if len(found) == 1:
            return _as_read(text if known == "shown" else cleaned, cleaned, value=found.pop())
    listed = "、".join(choice.shown for choice in choices[:6]) + ("…" if len(choices) > 6 else "")
    return _refused(f"应从下拉列表中选择：{listed}", f"one of the list: {listed}")


def _as_read(text: str, read: str, *, value: str | None = None) -> Reading:
    value = read if value is None else value
    if text == read:
        return Reading(value)
    return Reading(value, "notice", f"读为 {read}", f"read as {read}")


def _missing() -> Reading:
    return Reading("", "notice", "按缺报处理", "read as missing")


def _refused(zh: str, en: str) -> Reading:
    return Reading("", "stop", zh, en)


def _stripped(text: str) -> str:
    return NO_TEXT.sub(" ", text).strip()


def _plain(number: Decimal) -> str:
    """Without an exponent and without zeros that say nothing."""
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
