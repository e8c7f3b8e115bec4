"""Reads a text by the column of a survey form it is for: by its type, codes by the list of their seed."""

from __future__ import annotations

import re

from edu_balance.intake.cells import Reading, read_cell
from edu_balance.intake.fields import COUNTY, Choice
from edu_balance.intake.known import Known
from edu_balance.intake.school_ids import read_school_id
from edu_balance.intake.survey_file import SurveyForm

# Lists that go by another name than the seed of their codes, and those of columns without such a seed.
LISTS = {"indicators": "document_indicators"}
LISTS_OF = {"conclusion": "conclusions", "counts_as_school": "yes_no", "is_boarding": "yes_no"}
LISTS_OF |= {"built_by_2010": "yes_no", "built_by_2016": "yes_no", "in_monitoring": "yes_no"}
OF_STAGE = re.compile("（(?:小学|初中)）$")


class FormCells:
    """The texts of one file. The same ones come again and again, so each is read once."""

    def __init__(self, known: Known) -> None:
        self._lists = _lists(known)
        self._readings: dict[tuple[str, str, str], Reading] = {}

    def read(self, form: SurveyForm, column: str, cell: str) -> Reading:
        """The value of a cell of a column of the form."""
        key = (form.name, column, cell)
        if key not in self._readings:
            self._readings[key] = self._read(form, column, cell)
        return self._readings[key]

    def _read(self, form: SurveyForm, column: str, cell: str) -> Reading:
        value_type = form.types[column]
        if value_type == "school_id":
            return read_school_id(cell)
        listed = LISTS_OF.get(column) or form.codes.get(column, "")
        choices = self._lists.get(LISTS.get(listed, listed), ())
        if column == "subgroup" and form.name == "documents":
            choices = self._lists["document_subgroups"]
        if choices:
            return read_cell(cell, "code", choices)
        return read_cell(cell, "text" if value_type in ("code", "flag") else value_type)


def _lists(known: Known) -> dict[str, tuple[Choice, ...]]:
    """The choices of every column whose codes are known, by the seed that lists them."""
    figures = {item.measure_id: item.label for item in known.fields.items[COUNTY] if item.measure_id}
    registers = {
        "terms": {term_id: row["label_zh"] for term_id, row in known.terms.items()},
        "counties": {code: row["label_zh"] for code, row in known.counties.items()},
        "townships": {row["township_id"]: row["label_zh"] for row in known.townships},
        # the label of a figure without its stage and part
        "measures": {measure: OF_STAGE.sub("", label.partition("：")[0]) for measure, label in figures.items()},
    }
    return dict(known.fields.choices) | {
        name: tuple(Choice(code, code, label) for code, label in labels.items()) for name, labels in registers.items()
    }
