"""The labels of other forms than our own (seeds/reference/item_labels.csv): what each says of which survey column."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

from edu_balance.policy_seeds import read

Shape = Literal["survey", "return", "export"]
SHAPES: tuple[Shape, ...] = ("survey", "return", "export")


@dataclass(frozen=True)
class Label:
    """One label of one kind of file, and the column of a survey form it speaks of."""

    form_no: str
    row: str
    column: str
    unit: str
    form: str
    column_name: str
    stage: str
    grade: str
    factor: Decimal


def read_labels(root: Path, shape: Shape) -> tuple[Label, ...]:
    """The labels of one kind of file, in the order of the seed."""
    return tuple(
        Label(
            form_no=row["form_no"],
            row=row["row_zh"],
            column=row["column_zh"],
            unit=row["unit_zh"],
            form=row["form"],
            column_name=row["column_name"],
            stage=row["stage"],
            grade=row["grade"],
            factor=Decimal(row["factor"]),
        )
        for row in read(root, "item_labels", "reference")
        if row["shape"] == shape
    )
