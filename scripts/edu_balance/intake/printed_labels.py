"""What a label says as some office printed it: the item, and the unit that may stand in brackets behind it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from edu_balance.intake.fields import normalised

# Spellings of one unit, as `bare` leaves them. What is not here is a unit of its own.
UNITS = {"m2": "平方米", "平米": "平方米", "名": "人", "位": "人", "个班": "个", "班": "个", "年份": "年"}
KNOWN_UNITS = {*UNITS, *UNITS.values(), "间", "元", "千元", "万元", "百万元", "亿元", "亩", "公顷", "万人", "万平方米"}
# What may stand in brackets and names nothing: how to answer, who has to.
HINT = re.compile(r"是/否|[选必]填|仅.*|.*填写|[^/]+(?:/[^/]+)+")
BRACKETED = re.compile(r"(.+)[(\[【〔{]([^()\[\]【】〔〕{}]*)[)\]】〕}]")
NUMBERED = re.compile(r"^(?:\([0-9]{1,3}\)|[0-9]{1,3}[、)]|[0-9]{1,3}\.(?![0-9]))")


@dataclass(frozen=True)
class Printed:
    """The item a label names, as `bare` writes it, and the unit it names; empty: none."""

    name: str
    unit: str


def bare(label: str) -> str:
    """A label as it is compared: marks that mean the same are the same, numbers and stars around it are gone."""
    text = re.sub("[\u2010-\u2015\u2212~]", "-", normalised(label)).replace("<=", "≤").replace(">=", "≥")
    return NUMBERED.sub("", text.replace("平方米", "m2")).strip("*:;。")


def read_label(label: str, known: Collection[str]) -> Printed | None:
    """Which of the known items (as `bare` writes them) a label names; None: none of them.

    Brackets are taken off from the end while they hold a unit or a hint; any others are part of the name.
    """
    name, unit = bare(label), ""
    while name not in known:
        found = BRACKETED.fullmatch(name)
        if not found or not (is_unit(found[2]) or HINT.fullmatch(found[2]) or not found[2]):
            return None
        name, unit = found[1].strip("*:;。"), unit or (unit_of(found[2]) if is_unit(found[2]) else "")
    return Printed(name, unit)


def is_unit(text: str) -> bool:
    return bare(text) in {bare(unit) for unit in KNOWN_UNITS}


def unit_of(text: str) -> str:
    """A unit as our own dictionary spells it; what is no unit we know comes back as it is compared."""
    name = bare(text)
    return next((ours for theirs, ours in UNITS.items() if bare(theirs) == name), name)
