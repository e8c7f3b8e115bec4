"""The formulas of the inspection workbook: plain text out of cell addresses, no limit and no figure typed in.

A cell that is not a number is unknown, and what is reckoned from it is unknown too. Comparisons multiply instead of
dividing and round their difference: spreadsheets reckon in binary doubles, where 0.9 x 1000 is not always 900.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

WORDS = {"met": "达标", "near": "接近", "unmet": "未达标", "unknown": "缺数", "not_applicable": "不适用"}
MET, NEAR, UNMET, UNKNOWN = (f'"{WORDS[word]}"' for word in ("met", "near", "unmet", "unknown"))
# decimals a difference is rounded to before it is compared with zero
DIFFERENCE, SQUARE = 7, 14


def cell(row: int, column: int, sheet: str = "", *, fixed: bool = False) -> str:
    """An address, rows and columns counted from 0."""
    dollar = "$" if fixed else ""
    address = f"{dollar}{xl_col_to_name(column)}{dollar}{row + 1}"
    return f"'{sheet}'!{address}" if sheet else address


def span(first: int, last: int, column: int, sheet: str = "") -> str:
    """The addresses of a part of a column."""
    name = xl_col_to_name(column)
    address = f"${name}${first + 1}:${name}${last + 1}"
    return f"'{sheet}'!{address}" if sheet else address


def number(address: str) -> str:
    """The number in a cell, or unknown."""
    return f"=IF(ISNUMBER({address}),{address},{UNKNOWN})"


def total(numbers: str) -> str:
    """The sum of a span, unknown where nothing in it is a number."""
    return f"=IF(COUNT({numbers})>0,SUM({numbers}),{UNKNOWN})"


def when_known(addresses: Sequence[str], value: str, positive: str = "") -> str:
    """A value reckoned from cells that must all be numbers, one of them above zero; unknown otherwise."""
    inner = f"IF({positive}>0,{value},{UNKNOWN})" if positive else value
    asked = ",".join(f"ISNUMBER({address})" for address in addresses)
    return f"=IF(AND({asked}),{inner},{UNKNOWN})"


def holds(left: str, comparator: str, right: str, decimals: int = DIFFERENCE) -> str:
    """Whether a comparison holds in doubles."""
    return f"ROUND({left}-{right},{decimals}){comparator}0"


def verdict(figure: str, passes: str, passes_floor: str = "") -> str:
    """The verdict on a figure."""
    below = f"IF({passes_floor},{NEAR},{UNMET})" if passes_floor else UNMET
    return f"=IF(ISNUMBER({figure}),IF({passes},{MET},{below}),{UNKNOWN})"


def count(addresses: Sequence[str], word: str) -> str:
    """How many of these cells say a word."""
    return "=" + "+".join(f'({address}="{WORDS[word]}")' for address in addresses)


def rule(met: str, unmet: str, unknown: str, limit: str) -> str:
    """The school rule: enough met, none below its floor; unknown while what is missing can still decide it."""
    fails = f"OR({unmet}>0,{met}+{unknown}<{limit})"
    return f"=IF({fails},{UNMET},IF({unknown}>0,{UNKNOWN},{MET}))"


def named(verdicts: Sequence[tuple[str, str]], word: str) -> str:
    """The names of the indicators whose verdict is a word."""
    return "=TRIM(" + "&".join(f'IF({address}="{WORDS[word]}","{name} ","")' for name, address in verdicts) + ")"


def otherwise(figure: str, decimals: int, comparator: str, limit: str, judged: str, says: str) -> str:
    """An expression: what to say where a printed figure reads otherwise than its verdict, empty text elsewhere."""
    differs = f"({holds(f'ROUND({figure},{decimals})', comparator, limit)})<>({judged}={MET})"
    return f'IF(ISNUMBER({figure}),IF({differs},"{says}",""),"")'


def roll_up(addresses: Sequence[str]) -> str:
    """The verdict on an item of several parts: a failure beats unknown, unknown beats met."""

    def some(word: str) -> str:
        return "OR(" + ",".join(f'{address}="{WORDS[word]}"' for address in addresses) + ")"

    rest = f'IF({some("met")},{MET},"{WORDS["not_applicable"]}")'
    return f"=IF(OR({some('unmet')},{some('near')}),{UNMET},IF({some('unknown')},{UNKNOWN},{rest}))"
