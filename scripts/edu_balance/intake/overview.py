"""What became of the files and of each school, worked out once for the workbook and the page that show it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from edu_balance.intake.delivery import Delivery, Place, Remark, Row, Severity
from edu_balance.intake.judged import Judged, RuleResult, State
from edu_balance.intake.known import Known
from edu_balance.intake.safe_cells import printable

# received: its rows are in, or would be. held: waits for a confirmation. refused: sent back. missing: nothing came.
SchoolState = Literal["received", "held", "refused", "missing"]


@dataclass(frozen=True)
class Words:
    """One thing in both languages."""

    zh: str
    en: str


SCHOOL_STATES: Mapping[SchoolState, Words] = {
    "received": Words("已收", "received"),
    "held": Words("待确认", "to be confirmed"),
    "refused": Words("退回", "sent back"),
    "missing": Words("未报", "not yet"),
}
FILE_STATES: Mapping[State, Words] = {
    "accepted": Words("已收", "taken in"),
    "known": Words("此前已收", "taken in before"),
    "held": Words("待确认", "to be confirmed"),
    "refused": Words("退回", "sent back"),
}
# Of a check nothing is in yet.
CHECKED = Words("可收", "can be taken in")
SEVERITIES: Mapping[Severity, Words] = {
    "stop": Words("必须改正", "must be mended"),
    "ask": Words("请确认", "to be confirmed"),
    "notice": Words("提示", "notice"),
}
COUNTY_LEVEL = Words("县级", "county")
UNMATCHED = Words("无法对应学校的文件", "files that belong to no registered school")
# by whether the run was a check, and by whether any row failed
RUN_NOTES: Mapping[bool, Words] = {
    True: Words("试读：尚未写入任何数据", "a check: nothing was taken in"),
    False: Words("可收的文件已读入；待确认和退回的文件未写入", "taken in, but for what is held or sent back"),
}
CHECK_RESULTS: Mapping[bool, Words] = {True: Words("不符", "failed"), False: Words("通过", "passed")}


@dataclass(frozen=True)
class Said:
    """One remark with who it is about. School and township are empty where the whole file is meant."""

    township: str
    school: str
    school_id: str
    file: str
    sheet: str
    cell: str  # or the line of a text file
    seen: str
    expected_zh: str
    expected_en: str
    severity: Severity

    @property
    def severity_words(self) -> Words:
        return SEVERITIES[self.severity]

    @property
    def summary(self) -> str:
        """Where and what, in one line."""
        where = "!".join(filter(None, (self.sheet, self.cell)))
        return f"{where}：{self.expected_zh}" if where else self.expected_zh


@dataclass(frozen=True)
class FileFacts:
    """One file: what became of it, whose it is, and what is said about it."""

    name: str  # relative to the folder of the run
    state: State
    words: Words
    whose: str
    like: str  # of a file that could not be matched: the school whose code its name starts with
    copy: str  # the annotated copy, relative to the overview; empty: none
    is_of_several: bool
    problems: tuple[Said, ...]
    notices: tuple[Said, ...]

    @property
    def is_spoken_of(self) -> bool:
        return bool(self.problems or self.notices)


@dataclass(frozen=True)
class SchoolFacts:
    """One registered school, or a county's own answers (then the id is the county's code)."""

    township: str
    name: str
    school_id: str
    state: SchoolState
    files: tuple[FileFacts, ...]
    problem_count: int
    first_problem: str

    @property
    def words(self) -> Words:
        return SCHOOL_STATES[self.state]

    @property
    def file_names(self) -> tuple[str, ...]:
        return tuple(f"{file.name}（{file.words.zh}）" for file in self.files)


@dataclass(frozen=True)
class TownshipFacts:
    """How many schools of a township are in which state."""

    name: str
    counts: Mapping[SchoolState, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Overview:
    """Everything the county office is shown about one run."""

    counties: tuple[str, ...]
    term: Words
    is_synthetic: bool
    is_check: bool
    county_level: tuple[SchoolFacts, ...]
    schools: tuple[SchoolFacts, ...]
    townships: tuple[TownshipFacts, ...]
    files: tuple[FileFacts, ...]
    unmatched: tuple[FileFacts, ...]
    results: tuple[RuleResult, ...]

    @property
    def title(self) -> Words:
        return Words(f"{'、'.join(self.counties)}　收报情况", "what was received")

    @property
    def counts(self) -> Mapping[SchoolState, int]:
        return {state: sum(school.state == state for school in self.schools) for state in SCHOOL_STATES}

    @property
    def township_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(school.township for school in (*self.county_level, *self.schools)))

    @property
    def schools_by_township(self) -> Iterator[tuple[str, list[SchoolFacts]]]:
        for name in dict.fromkeys(school.township for school in self.schools):
            yield name, [school for school in self.schools if school.township == name]

    @property
    def failed_results(self) -> int:
        return sum(result.failed > 0 for result in self.results)

    @property
    def problems(self) -> Iterator[Said]:
        return (said for file in self.files for said in file.problems)

    @property
    def notices(self) -> Iterator[Said]:
        return (said for file in self.files for said in file.notices)


def overview_of(
    judged: Sequence[Judged],
    results: Sequence[RuleResult],
    known: Known,
    term_id: str,
    missing: Collection[str],
    *,
    is_check: bool,
    folder: Path,
    copies: Mapping[Path, str],
) -> Overview:
    """The facts of a run. `copies`: the annotated copy of a file, relative to where the overview lies."""
    register = _Register(known, term_id)
    files: list[FileFacts] = []
    of_owner: dict[str, list[FileFacts]] = {}
    for one in sorted(judged, key=lambda one: shown_name(one.delivery.path, folder)):
        owners = register.owners(one.delivery)
        files.append(_file_facts(one, owners, register, is_check=is_check, folder=folder, copies=copies))
        for owner in owners:
            of_owner.setdefault(owner, []).append(files[-1])

    def facts_of(owner: str, *, is_answered: bool) -> SchoolFacts:
        return _school_facts(owner, register, of_owner.get(owner, []), is_answered=is_answered)

    schools = [facts_of(school_id, is_answered=school_id not in missing) for school_id in register.in_order()]
    county_level = [
        facts_of(code, is_answered=code not in missing and _county_has_answered(known, code, term_id))
        for code in register.counties
    ]
    return Overview(
        counties=tuple(known.counties[code]["label_zh"] for code in register.counties),
        term=Words(known.term(term_id)["label_zh"], known.term(term_id)["label_en"]),
        is_synthetic=any(known.is_synthetic(code) for code in register.counties),
        is_check=is_check,
        county_level=tuple(county_level),
        schools=tuple(schools),
        townships=tuple(_townships(schools)),
        files=tuple(files),
        unmatched=tuple(file for file in files if not file.whose),
        results=tuple(results),
    )


def shown_name(path: Path, folder: Path) -> str:
    """A file as the overview names it: never by where it lies on this machine."""
    inside = path.relative_to(folder) if path.is_relative_to(folder) else Path(path.name)
    return printable(inside.as_posix())


def shown_cell(place: Place) -> str:
    """The cell as a spreadsheet counts, and the line of a text file as an editor does."""
    line = f"第 {place.line} 行" if place.line is not None else ""
    return f"{place.cell}（{line}）" if place.cell and line else place.cell or line


class _Register:
    """Who has to answer: names and townships by school id, counties by code."""

    def __init__(self, known: Known, term_id: str) -> None:
        self.known = known
        self.schools = known.registered(term_id)
        self.counties = sorted({row["county_code"] for row in self.schools.values()})
        self.townships = {row["township_id"]: row["label_zh"] for row in known.townships}

    def in_order(self) -> list[str]:
        """By township as the register numbers them, then by name as a Chinese spreadsheet sorts: GB order is pinyin."""

        def position(school: Row) -> tuple[str, str, bytes, str]:
            name = printable(school["school_name"]).encode("gb18030")
            return school["county_code"], school["township_id"], name, school["school_id"]

        return [school["school_id"] for school in sorted(self.schools.values(), key=position)]

    def name(self, owner: str) -> str:
        if owner in self.schools:
            return printable(self.schools[owner]["school_name"])
        return printable(self.known.counties[owner]["label_zh"]) if owner in self.counties else ""

    def township(self, owner: str) -> str:
        if owner in self.schools:
            township_id = self.schools[owner]["township_id"]
            return printable(self.townships.get(township_id, township_id))
        return COUNTY_LEVEL.zh if owner in self.counties else ""

    def owners(self, delivery: Delivery) -> list[str]:
        """The registered schools a file speaks for, and the county where the file is the county's own."""
        owners = sorted(delivery.school_ids & self.schools.keys())
        if _is_of_county(delivery) and delivery.county_code in self.counties:
            owners.insert(0, delivery.county_code)
        return owners


def _is_of_county(delivery: Delivery) -> bool:
    """The county's own workbook, or a file with rows of the county."""
    return delivery.shape == "survey_county" or any(
        "school_id" not in row and "county_code" in row for rows in delivery.rows.values() for row in rows
    )


def _county_has_answered(known: Known, county_code: str, term_id: str) -> bool:
    """Whether a figure of this term is in: those of a year may be older than the term."""
    return any(
        row["county_code"] == county_code and row["period"] == term_id and row["value"]
        for row in known.survey["county_figures"].values()
    )


def _file_facts(
    one: Judged,
    owners: Sequence[str],
    register: _Register,
    *,
    is_check: bool,
    folder: Path,
    copies: Mapping[Path, str],
) -> FileFacts:
    delivery, name = one.delivery, shown_name(one.delivery.path, folder)
    of_place = _OwnersByRow(delivery, owners, register.known)
    said = [_said(remark, of_place.owner(remark.place), name, register) for remark in delivery.remarks]
    begins = next((school_id for school_id in register.in_order() if delivery.path.name.startswith(school_id)), "")
    return FileFacts(
        name=name,
        state=one.state,
        words=CHECKED if is_check and one.state == "accepted" else FILE_STATES[one.state],
        whose=register.name(owners[0]) if len(owners) == 1 else f"{len(owners)} 所学校" if owners else "",
        like=register.name(begins) if begins and not owners else "",
        copy=copies.get(delivery.path, ""),
        is_of_several=len(owners) > 1,
        problems=tuple(
            sorted((one for one in said if one.severity != "notice"), key=lambda one: one.severity == "ask")
        ),
        notices=tuple(one for one in said if one.severity == "notice"),
    )


def _said(remark: Remark, owner: str, file: str, register: _Register) -> Said:
    return Said(
        township=register.township(owner),
        school=register.name(owner),
        school_id=owner,
        file=file,
        sheet=printable(remark.place.sheet or ""),
        cell=shown_cell(remark.place),
        seen=printable(remark.seen),
        expected_zh=printable(remark.expected_zh),
        expected_en=printable(remark.expected_en),
        severity=remark.severity,
    )


class _OwnersByRow:
    """Of a file of several schools: which one a row or line speaks of. A file of one school is that one's."""

    def __init__(self, delivery: Delivery, owners: Sequence[str], known: Known) -> None:
        self.only = owners[0] if len(owners) == 1 else ""
        self.of_row: dict[tuple[str, int], str] = {}
        if len(owners) < 2:
            return
        for (form, key, _), place in delivery.places.items():
            keys = known.forms[form].keys
            if (row := _row(place)) and "school_id" in keys:
                self.of_row[row] = key[keys.index("school_id")]

    def owner(self, place: Place) -> str:
        if self.only:
            return self.only
        row = _row(place)
        return self.of_row.get(row, "") if row else ""


def _row(place: Place) -> tuple[str, int] | None:
    if place.line is not None:
        return place.sheet or "", place.line
    found = re.match("[A-Z]+([0-9]+)", place.cell or "")
    return (place.sheet or "", int(found[1])) if found else None


def _school_facts(owner: str, register: _Register, files: Sequence[FileFacts], *, is_answered: bool) -> SchoolFacts:
    states = {file.state for file in files}
    problems = [said for file in files for said in file.problems if said.school_id in (owner, "")]
    state: SchoolState = "missing"
    if states & {"accepted", "known"}:
        state = "received"
    elif "held" in states:
        state = "held"
    elif "refused" in states:
        state = "refused"
    elif is_answered:
        state = "received"
    return SchoolFacts(
        township=register.township(owner),
        name=register.name(owner),
        school_id=owner,
        state=state,
        files=tuple(files),
        problem_count=len(problems),
        first_problem=problems[0].summary if problems else "",
    )


def _townships(schools: Sequence[SchoolFacts]) -> Iterator[TownshipFacts]:
    for township in dict.fromkeys(school.township for school in schools):
        found = Counter(school.state for school in schools if school.township == township)
        yield TownshipFacts(township, {state: found[state] for state in SCHOOL_STATES})
