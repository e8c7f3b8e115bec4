"""Text of others in cells of ours: it stays the text it is, whatever a spreadsheet would make of it."""

from __future__ import annotations

from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

NOT_SHOWN = "\ufffd"
# What a spreadsheet takes for the start of a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t")


def printable(text: str) -> str:
    """Text as files can hold it: control characters and halves of characters show as such."""
    return ILLEGAL_CHARACTERS_RE.sub(NOT_SHOWN, text).encode("utf-8", "replace").decode("utf-8")


def width_of(text: str) -> int:
    """In characters of a spreadsheet: a Chinese one takes two."""
    return sum(1 if character.isascii() else 2 for character in text)


def write(cell: Cell, value: object) -> Cell:
    """Set a cell. A text stays text, `=1+1` and `#REF!` too, also after somebody has edited the cell."""
    if not isinstance(value, str):
        cell.value = value
    elif value:
        text = printable(value)
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA_SIGNS)
    return cell
