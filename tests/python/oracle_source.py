"""The input files of the oracle: survey, policy and reference lists, read as text and indexed.

Nothing is worked out here but the latest revision of each row and who belongs to which campus.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

Row = Mapping[str, str]

STAGE_ORDER = ("primary", "junior", "senior")
JUDGED_STAGES = ("primary", "junior")

SURVEY_KEYS = {
    "schools": ("term_id", "school_id"),
    "pupils": ("term_id", "school_id", "stage"),
    "teachers": ("term_id", "school_id", "stage"),
    "premises": ("term_id", "school_id"),
    "equipment": ("term_id", "school_id"),
    "classes": ("term_id", "school_id", "stage", "grade", "class_no"),
    "class_bands": ("term_id", "school_id", "stage", "band"),
    "activities": ("term_id", "school_id"),
    "school_funds": ("fiscal_year", "school_id"),
    "retention": ("entry_year", "school_id"),
    "county_figures": ("county_code", "period", "measure_id", "stage", "subgroup"),
    "documents": ("county_code", "document_id"),
    "waivers": ("county_code", "threshold_id", "subgroup", "entity_id", "first_term_id"),
}


@dataclass(frozen=True)
class Question:
    """What is asked of one subgroup of an indicator: two measures and the period they are read for."""

    indicator_id: str
    subgroup: str
    kind: str
    numerator: str
    denominator: str
    multiplier: Fraction
    period_kind: str


@dataclass(frozen=True)
class Threshold:
    """A limit of a standard."""

    threshold_id: str
    standard_id: str
    indicator_id: str
    area_id: str
    stage: str
    subgroup: str
    applies_to: str
    statistic: str
    entity_type: str
    comparator: str
    limit: Fraction
    floor_share: Fraction | None
    rolls_up: bool
    member_of: str
    clause: str
    office: str
    in_force_from: str
    in_force_to: str

    @property
    def floor(self) -> Fraction | None:
        """The lowest value that is still near, if near exists."""
        return None if self.floor_share is None else self.limit * self.floor_share


@dataclass(frozen=True)
class Campus:
    """A school with the attached classes that belong to it."""

    term_id: str
    school: Row
    members: tuple[Row, ...]
    stages: tuple[str, ...]

    @property
    def school_id(self) -> str:
        """The id of the campus school."""
        return self.school["school_id"]

    @property
    def county_code(self) -> str:
        """The county of the campus school."""
        return self.school["county_code"]

    @property
    def counts_as_school(self) -> bool:
        """Say whether the campus school is a school of its own, which a teaching point need not be."""
        return self.school["counts_as_school"] == "1"

    @property
    def compulsory_stages(self) -> tuple[str, ...]:
        """The stages that are judged."""
        return tuple(stage for stage in self.stages if stage in JUDGED_STAGES)


def read_csv(path: Path) -> list[Row]:
    """Read a CSV file; an empty cell is an empty string."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def latest_revisions(rows: Iterable[Row], keys: Sequence[str]) -> dict[tuple[str, ...], Row]:
    """Keep the highest revision of each key."""
    latest: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row[name] for name in keys)
        if key not in latest or int(row["revision"]) > int(latest[key]["revision"]):
            latest[key] = row
    return latest


def number(text: str | None) -> Fraction | None:
    """Read a cell as an exact number; an empty one is missing."""
    return Fraction(text) if text else None


def in_force(row: Row, day: str) -> bool:
    """Say whether a dated row holds on a day (ISO dates sort as text)."""
    return row["in_force_from"] <= day and (not row["in_force_to"] or day <= row["in_force_to"])


def is_below(pupils: Fraction | None, bound: str) -> bool:
    """Say whether a scope rule's bound lets it match; a missing number of pupils is below nothing."""
    return not bound or (pupils is not None and pupils < Fraction(bound))


class Source:
    """The input files, indexed."""

    def __init__(self, project: Path, data: Path) -> None:
        """Read the survey from `data`, the policy and the reference lists from `project`."""
        policy, reference = project / "seeds" / "policy", project / "seeds" / "reference"
        self.forms = {
            name: latest_revisions(read_csv(data / f"{name}.csv"), keys) for name, keys in SURVEY_KEYS.items()
        }
        self.terms = {row["term_id"]: row for row in read_csv(reference / "terms.csv")}
        self.term_days = {term_id: row["statistical_date"] for term_id, row in self.terms.items()}
        self.kinds = {row["school_kind"]: row for row in read_csv(reference / "school_kinds.csv")}
        self.weights = {
            row["stage"]: Fraction(row["split_weight"]) for row in read_csv(reference / "split_weights.csv")
        }
        self.area_types = {
            row["urban_rural_code"]: row["area_type"] for row in read_csv(reference / "urban_rural_codes.csv")
        }
        self.private_organisers = {
            row["organiser_code"] for row in read_csv(reference / "organisers.csv") if row["is_private"] == "1"
        }
        self.bands = {row["band"]: row for row in read_csv(reference / "class_size_bands.csv")}
        self.scope_rules = read_csv(reference / "scope_rules.csv")
        self.settings = {row["setting"]: Fraction(row["value"]) for row in read_csv(policy / "settings.csv")}
        self.standards = read_csv(policy / "standards.csv")
        self.areas = read_csv(policy / "areas.csv")
        self.measures = {row["measure_id"]: row for row in read_csv(policy / "measures.csv")}
        self.measure_subgroups = self._read_measure_subgroups(policy)
        self.kind_stages = self._read_kind_stages(reference)
        self.questions = self._read_questions(policy)
        self.thresholds = self._read_thresholds(policy)
        self.class_lists = self._group("classes")
        self.class_bands = self._group("class_bands")
        self.documents = self._group_documents()
        self.data_days = self._find_data_days()
        self.campuses = self._find_campuses()

    @staticmethod
    def _read_kind_stages(reference: Path) -> dict[str, set[str]]:
        stages: dict[str, set[str]] = defaultdict(set)
        for row in read_csv(reference / "school_kind_stages.csv"):
            stages[row["school_kind"]].add(row["stage"])
        return stages

    @staticmethod
    def _read_measure_subgroups(policy: Path) -> dict[str, list[str]]:
        subgroups: dict[str, list[str]] = defaultdict(list)
        for row in sorted(read_csv(policy / "measure_subgroups.csv"), key=lambda row: int(row["position"])):
            subgroups[row["measure_id"]].append(row["subgroup"])
        return dict(subgroups)

    @staticmethod
    def _read_questions(policy: Path) -> list[Question]:
        names = ("kind", "numerator_measure", "denominator_measure", "multiplier", "period_kind")
        subgroups: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(read_csv(policy / "subgroups.csv"), key=lambda row: int(row["position"])):
            subgroups[row["indicator_id"]].append(row)
        questions = []
        for indicator in read_csv(policy / "indicators.csv"):
            own = {name: indicator[name] for name in names}
            for subgroup in subgroups[indicator["indicator_id"]] or [{"subgroup": ""}]:
                cells = own | {name: subgroup[name] for name in names if subgroup.get(name)}
                questions.append(
                    Question(
                        indicator_id=indicator["indicator_id"],
                        subgroup=subgroup["subgroup"],
                        kind=cells["kind"],
                        numerator=cells["numerator_measure"],
                        denominator=cells["denominator_measure"],
                        multiplier=Fraction(cells["multiplier"] or 1),
                        period_kind=cells["period_kind"],
                    )
                )
        return questions

    @staticmethod
    def _read_thresholds(policy: Path) -> list[Threshold]:
        areas = {row["indicator_id"]: row["area_id"] for row in read_csv(policy / "indicators.csv")}
        return [
            Threshold(
                threshold_id=row["threshold_id"],
                standard_id=row["standard_id"],
                indicator_id=row["indicator_id"],
                area_id=areas[row["indicator_id"]],
                stage=row["stage"],
                subgroup=row["subgroup"],
                applies_to=row["applies_to"],
                statistic=row["statistic"],
                entity_type=row["entity_type"],
                comparator=row["comparator"],
                limit=Fraction(row["limit_value"]),
                floor_share=number(row["floor_share"]),
                rolls_up=row["rolls_up"] == "1",
                member_of=row["member_of"],
                clause=row["clause"],
                office=row["office"],
                in_force_from=row["in_force_from"],
                in_force_to=row["in_force_to"],
            )
            for row in read_csv(policy / "thresholds.csv")
        ]

    def _group(self, form: str) -> dict[tuple[str, str, str], list[Row]]:
        grouped: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for (term_id, school_id, stage, *_), row in self.forms[form].items():
            grouped[term_id, school_id, stage].append(row)
        return dict(grouped)

    def _group_documents(self) -> dict[tuple[str, str, str], list[Row]]:
        grouped: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in self.forms["documents"].values():
            grouped[row["county_code"], row["indicator_id"], row["subgroup"]].append(row)
        return dict(grouped)

    def _find_data_days(self) -> dict[str, str]:
        days: dict[str, str] = {}
        for form in ("schools", "county_figures"):
            for row in self.forms[form].values():
                days[row["county_code"]] = max(days.get(row["county_code"], ""), row["received_at"])
        return days

    def _find_campuses(self) -> list[Campus]:
        members: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for (term_id, school_id), school in self.forms["schools"].items():
            merged = self.kinds[school["school_kind"]]["merges_into_parent"] == "1"
            members[term_id, school["parent_school_id"] if merged else school_id].append(school)
        campuses = []
        for (term_id, school_id), schools in sorted(members.items()):
            taught = set().union(*(self.kind_stages[school["school_kind"]] for school in schools))
            stages = tuple(stage for stage in STAGE_ORDER if stage in taught)
            campuses.append(Campus(term_id, self.forms["schools"][term_id, school_id], tuple(schools), stages))
        return campuses

    def members_teaching(self, campus: Campus, stage: str) -> list[str]:
        """Give the ids of the campus' members that teach a stage."""
        return [member["school_id"] for member in campus.members if stage in self.kind_stages[member["school_kind"]]]

    def kind_group(self, campus: Campus) -> str:
        """Give the group of kinds the campus school is of."""
        return self.kinds[campus.school["school_kind"]]["kind_group"]

    def scope_reason(self, campus: Campus, pupils: Fraction | None, *, whole_school: bool = False) -> str | None:
        """Give the rule that leaves out a section of so many pupils, or a whole school; None if none does."""
        kind_group = self.kind_group(campus)
        day = self.term_days[campus.term_id]
        matching = [
            (rule["kind_group"] == "any", rule["scope_rule_id"])
            for rule in self.scope_rules
            if rule["kind_group"] in (kind_group, "any")
            and in_force(rule, day)
            and (rule["leaves_out_schools"] == "1" if whole_school else is_below(pupils, rule["pupils_below"]))
        ]
        return min(matching)[1] if matching else None

    def junior_members(self, campus: Campus) -> list[str]:
        """Give the ids of the members a cohort of junior pupils is asked of; special education is not."""
        if self.kind_group(campus) == "special_education":
            return []
        return self.members_teaching(campus, "junior")

    def thresholds_for(self, standard: Row, term_id: str, county_code: str) -> list[Threshold]:
        """Give the limits of a standard for a county and term; a standard that is off has none."""
        if standard["is_judged"] != "1" or standard["county_code"] not in ("", county_code):
            return []
        day = self.term_days[term_id]
        return [
            limit
            for limit in self.thresholds
            if limit.standard_id == standard["standard_id"]
            and limit.in_force_from <= day
            and (not limit.in_force_to or day <= limit.in_force_to)
        ]
