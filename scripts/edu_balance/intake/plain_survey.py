"""Reads a survey form that is not ours, a school's or the county's, its items known by their printed labels."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from edu_balance.intake.cells import seen_text
from edu_balance.intake.delivery import Delivery, Place
from edu_balance.intake.fields import COUNTY, SCHOOL, Workbook, normalised
from edu_balance.intake.known import Known
from edu_balance.intake.layout import CHOICES_SHEET, KEY_SHEET, LAST
from edu_balance.intake.plain_county import CountyForm
from edu_balance.intake.plain_form import COUNTY_FORMS
from edu_balance.intake.plain_lines import find_lines, forms_in
from edu_balance.intake.plain_school import SchoolForm
from edu_balance.intake.remarks import Remarks
from edu_balance.intake.workbook_file import Sheet

SHAPES: Mapping[Workbook, str] = {SCHOOL: "plain_survey_school", COUNTY: "plain_survey_county"}


def is_plain_survey(sheets: Mapping[str, Sheet]) -> bool:
    """Whether a workbook has the rows of such a form and none of the marks of our own."""
    if KEY_SHEET in sheets or CHOICES_SHEET in sheets:
        return False
    headers = [sheets[name].rows[header - 1] for name, (header, _) in forms_in(sheets).items()]
    return bool(headers) and not any(normalised(seen_text(cell)) == LAST for row in headers for cell in row)


def read_plain_survey(path: Path, sheets: Mapping[str, Sheet], sha256: str, known: Known, term_id: str) -> Delivery:
    """The form as it was read for this term. Never raises for what is in the file: it says so in remarks."""
    remarks = Remarks(path.name)
    lines = find_lines(sheets, known.labels["survey"], remarks)
    of_county = [line for line in lines if line.label.form in COUNTY_FORMS]
    reader = (CountyForm if len(of_county) > len(lines) / 2 else SchoolForm)(known, term_id, remarks, lines)
    if not lines:
        remarks.add(
            Place(), "", "没有认识的填报项目：请用发下的原表填报", "items that are known: use the form handed out"
        )
    elif 0 < len(of_county) < len(lines):
        both = min(of_county, [line for line in lines if line not in of_county], key=len)
        zh, en = "学校的项目和县级的项目请分表填报", "items of a school or of the county: one form for each"
        remarks.add(both[0].place, both[0].label.row, zh, en)
    elif reader.identify():
        reader.read()
    return Delivery(
        path=path,
        sha256=sha256,
        shape=SHAPES[reader.workbook],
        county_code=reader.keys.get("county_code", ""),
        term_id=term_id,
        school_id=reader.keys.get("school_id") or None,
        rows=reader.answered_rows(),
        places=reader.places,
        remarks=remarks.all(),
    )
