"""How much a workbook may hold: counted before the library that reads it sets memory aside for it."""

from __future__ import annotations

from dataclasses import dataclass

from edu_balance.intake.unreadable import too_large

# A survey workbook has a few hundred rows and a few kilobytes, an export a row per school; these leave room for what
# an office program adds.
MAX_ROWS = 4096
MAX_COLUMNS = 256
MAX_SHEETS = 256
MAX_CELLS = 2 * 1024 * 1024
MAX_TEXT = 32 * 1024 * 1024  # characters


@dataclass
class Extent:
    """What the sheets of one workbook hold so far. The reader sets all cells up to the last one aside, blank or not."""

    cells: int = 0
    text: int = 0
    rows: int = 0
    columns: int = 0

    def add_cell(self, row: int, column: int) -> None:
        """A cell of the current sheet, counted from 1, that holds something."""
        if row > MAX_ROWS or column > MAX_COLUMNS:
            raise too_large(f"R{row}C{column}")
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)

    def add_text(self, characters: int) -> None:
        """Text of a cell: a text that stands in the file once is made anew for each cell that shows it."""
        self.text += characters
        if self.text > MAX_TEXT:
            raise too_large()

    def end_sheet(self) -> None:
        self.cells += self.rows * self.columns
        self.rows = self.columns = 0
        if self.cells > MAX_CELLS:
            raise too_large()
