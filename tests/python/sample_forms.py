"""Survey workbooks of a copy of the sample county for the term after its newest one: a selection of every kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from conftest import ROOT
from forms import read_form

from edu_balance.init_folder import make_sample_folder
from edu_balance.intake.fields import COUNTY, SCHOOL
from edu_balance.intake.known import Known
from edu_balance.intake.template_sheets import Addressee
from edu_balance.intake.templates import file_name, workbook_bytes
from edu_balance.paths import Paths

SURVEY = ROOT / "seeds" / "survey"
NEWEST, NEXT = "2026-2027-1", "2026-2027-2"
COUNTY_CODE = "653123"
# schools that the slips are about, and those that do not send
WITH_SLIPS = ("龙甫乡中心小学", "乌恰镇中学", "萨罕乡中心小学", "英吉沙镇第四小学", "色提力乡2村小学")
NOT_SENT = ("苏盖提乡3村小学", "艾古斯乡7村教学点")
SENDS_BANDS = "英吉沙县第四中学"


@dataclass(frozen=True)
class SampleForms:
    """A private copy of the sample county and blank workbooks of it; the county's own under its code."""

    data: Path
    known: Known
    blank: dict[str, tuple[str, bytes]]  # file name and content

    def hand_out(self, folder: Path) -> Path:
        """The blank workbooks in a folder of their own."""
        folder.mkdir()
        for name, content in self.blank.values():
            (folder / name).write_bytes(content)
        return folder


def sample_forms(folder: Path) -> SampleForms:
    """Two schools of every kind, the private ones, those of the slips, one that sends bands, and the county."""
    make_sample_folder(ROOT, folder)
    known = Known.read(Paths(ROOT, folder))
    schools = known.registered(NEXT)
    chosen = {
        school_id
        for school_id, school in schools.items()
        if school["school_name"] in (*WITH_SLIPS, *NOT_SENT, SENDS_BANDS) or school["organiser_code"] == "10"
    }
    for kind in sorted({school["school_kind"] for school in schools.values()}):
        chosen |= set([id_ for id_, school in sorted(schools.items()) if school["school_kind"] == kind][-2:])
    addressees = {COUNTY_CODE: Addressee(COUNTY, COUNTY_CODE, known.counties[COUNTY_CODE]["label_zh"], None)}
    for school_id in sorted(chosen):
        school = schools[school_id]
        addressees[school_id] = Addressee(SCHOOL, COUNTY_CODE, school["school_name"], school)
    blank = {code: (file_name(to), workbook_bytes(known, NEXT, to)) for code, to in addressees.items()}
    return SampleForms(folder, known, blank)


def ids_by_name() -> dict[str, str]:
    """The schools registered in the newest term."""
    return {
        row["school_name"]: row["school_id"] for row in read_form(SURVEY / "schools.csv") if row["term_id"] == NEWEST
    }
