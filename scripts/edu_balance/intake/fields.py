"""The field dictionary (seeds/reference/survey_items.csv): what our survey workbooks ask, of whom, of which period.

The templates are written from it and read back by it, so the two cannot drift.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from typing import Literal

from edu_balance.intake.delivery import Row
from edu_balance.policy_seeds import Policy, read

Workbook = Literal["school", "county"]
SCHOOL: Workbook = "school"
COUNTY: Workbook = "county"
# The sheet with one row per item; the other sheets are tables with a fixed header.
ITEMS_SHEET = "填报"
CONCLUSIONS = {"met": "达标", "unmet": "未达标"}
YES_NO = {"1": "是", "0": "否"}
# Who is asked, beyond the stages taught: words of `applies_to`.
TRAITS = ("private", "rural", "attached", "campus", "ordinary")


@dataclass(frozen=True)
class Item:
    """One line of the sheet of items, or one column of a table."""

    item_id: str
    sheet: str
    section: str
    label: str
    unit: str
    form: str
    column: str
    measure_id: str
    stage: str
    subgroup: str
    grade: str
    period_kind: str
    applies_to: str
    value_type: str
    is_required: bool
    entry: str  # fill, prefilled (from the register, may be corrected) or locked
    choices: str
    hint: str

    @property
    def is_line(self) -> bool:
        return self.sheet == ITEMS_SHEET


@dataclass(frozen=True)
class Choice:
    """One entry of a drop-down: what is stored, what is shown."""

    code: str
    shown: str
    label: str


def normalised(label: str) -> str:
    """A label as it is compared: width, spaces, case and an exporter's line breaks mean nothing."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", label.replace("_x000D_", ""))).casefold()


@dataclass(frozen=True)
class Fields:
    """Every item of both workbooks, in order, and the lists to choose from."""

    items: Mapping[Workbook, tuple[Item, ...]]
    choices: Mapping[str, tuple[Choice, ...]]
    stages_of_kind: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, Row]
    organisers: Mapping[str, Row]
    area_types: Mapping[str, str]
    stage_labels: Mapping[str, str]
    compulsory: frozenset[str]
    grades: Mapping[str, range]
    band_pupils: Mapping[str, tuple[int, int | None]]  # the smallest and the largest class of a size band

    @classmethod
    def read(cls, root: Path) -> Fields:
        """From the project's seeds at `root`. Townships are the data folder's own and come with its register."""
        policy = Policy.read(root)
        rows = sorted(read(root, "survey_items", "reference"), key=lambda row: int(row["position"]))
        stage_rows = policy.stages
        kind_stages = read(root, "school_kind_stages", "reference")
        kinds = {row["school_kind"]: row for row in read(root, "school_kinds", "reference")}
        organisers = {row["organiser_code"]: row for row in read(root, "organisers", "reference")}
        areas = read(root, "urban_rural_codes", "reference")
        bands = read(root, "class_size_bands", "reference")
        return cls(
            items={
                workbook: tuple(item for row in rows if row["workbook"] == workbook for item in _items(row, policy))
                for workbook in (SCHOOL, COUNTY)
            },
            choices=_choices(policy, kinds, organisers, areas, bands),
            stages_of_kind={
                kind: tuple(stage for stage in stage_rows if {"school_kind": kind, "stage": stage} in kind_stages)
                for kind in kinds
            },
            kinds=kinds,
            organisers=organisers,
            area_types={row["urban_rural_code"]: row["area_type"] for row in areas},
            stage_labels={stage: row["label_zh"] for stage, row in stage_rows.items()},
            compulsory=frozenset(stage for stage, row in stage_rows.items() if row["is_compulsory"] == "1"),
            grades={
                stage: range(int(row["first_grade"]), int(row["last_grade"]) + 1) for stage, row in stage_rows.items()
            },
            band_pupils={
                row["band"]: (int(row["pupils_from"]), int(row["pupils_to"]) if row["pupils_to"] else None)
                for row in bands
            },
        )

    def stages(self, school: Row) -> tuple[str, ...]:
        """The stages a school of this kind teaches, youngest first."""
        return self.stages_of_kind[school["school_kind"]]

    def traits(self, school: Row) -> set[str]:
        """Which words of `applies_to` hold for a school of the register."""
        kind = self.kinds[school["school_kind"]]
        holds = {
            "private": self.organisers[school["organiser_code"]]["is_private"] == "1",
            "rural": self.area_types[school["urban_rural_code"]] == "rural",
            "attached": kind["merges_into_parent"] == "1",
            "campus": kind["merges_into_parent"] == "0",
            "ordinary": kind["kind_group"] != "special_education",
        }
        return {trait for trait in TRAITS if holds[trait]}

    def asked_of(self, school: Row) -> tuple[Item, ...]:
        """The items a school is asked: those of the stages it teaches and of its kind."""
        stages, traits = self.stages(school), self.traits(school)
        return tuple(
            item
            for item in self.items[SCHOOL]
            if item.stage in ("", *stages) and (not item.applies_to or item.applies_to in traits)
        )

    def version(self, workbook: Workbook) -> str:
        """A short hash of all that decides how a value is read; a reworded hint makes no new version."""
        read_by = attrgetter(
            *("item_id", "sheet", "label", "unit", "form", "column", "measure_id", "stage", "subgroup", "grade"),
            *("period_kind", "value_type", "choices"),
        )
        rows = [read_by(item) for item in self.items[workbook]]
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()[:12]


def _items(row: Row, policy: Policy) -> Iterable[Item]:
    """The item of a row; a figure of the county by its subgroups, named as the policy names it."""
    item = Item(
        item_id=row["item_id"],
        sheet=row["sheet_zh"],
        section=row["section_zh"],
        label=row["label_zh"],
        unit=row["unit_zh"],
        form=row["form"],
        column=row["column_name"],
        measure_id=row["measure_id"],
        stage=row["stage"],
        subgroup="",
        grade=row["grade"],
        period_kind=row["period_kind"],
        applies_to=row["applies_to"],
        value_type=row["value_type"],
        is_required=row["is_required"] == "1",
        entry=row["entry"],
        choices=row["choices"],
        hint=row["hint_zh"],
    )
    if not item.measure_id:
        return [item]
    measure = policy.measures[item.measure_id]
    stage = f"（{policy.stages[item.stage]['label_zh']}）" if item.stage else ""
    item = replace(item, label=measure["label_zh"] + stage, unit=measure["unit_zh"])
    groups = [group for group in policy.measure_subgroups if group["measure_id"] == item.measure_id]
    return [
        replace(
            item,
            item_id=f"{item.item_id}__{group['subgroup']}",
            subgroup=group["subgroup"],
            label=f"{item.label}：{group['label_zh']}",
        )
        for group in groups
    ] or [item]


def _choices(
    policy: Policy, kinds: Mapping[str, Row], organisers: Mapping[str, Row], areas: list[Row], bands: list[Row]
) -> dict[str, tuple[Choice, ...]]:
    def listed(labels: Mapping[str, str], *, with_code: bool) -> tuple[Choice, ...]:
        return tuple(Choice(code, f"{code} {label}" if with_code else label, label) for code, label in labels.items())

    documents = [row for row in policy.indicators.values() if row["kind"] == "document"]
    codes = {
        "school_kinds": {code: row["label_zh"] for code, row in kinds.items()},
        "organisers": {code: row["label_zh"] for code, row in organisers.items()},
        "urban_rural_codes": {row["urban_rural_code"]: row["label_zh"] for row in areas},
        "document_indicators": {row["indicator_id"]: row["label_zh"] for row in documents},
    }
    words = {
        "yes_no": YES_NO,
        "conclusions": CONCLUSIONS,
        "stages": {stage: row["label_zh"] for stage, row in policy.stages.items()},
        "class_size_bands": {row["band"]: row["label_zh"] for row in bands},
    }
    # the same words may name parts of two indicators, so the indicator stands before them
    parts = tuple(
        Choice(part["subgroup"], f"{row['indicator_id']} {part['label_zh']}", part["label_zh"])
        for row in documents
        for part in policy.parts(row["indicator_id"])
        if part["subgroup"]
    )
    return (
        {name: listed(labels, with_code=True) for name, labels in codes.items()}
        | {name: listed(labels, with_code=False) for name, labels in words.items()}
        | {"document_subgroups": parts}
    )


def document_questions(policy: Policy) -> list[tuple[str, str]]:
    """Indicator and subgroup (empty: none) of every duty that documents answer."""
    return [
        (row["indicator_id"], part["subgroup"])
        for row in policy.indicators.values()
        if row["kind"] == "document"
        for part in policy.parts(row["indicator_id"])
    ]


def period(kind: str, term: Row) -> str:
    """The newest period of a kind that is over, or known from its first day, on the statistical date of a term.

    Written as survey forms write it: a term, a calendar year, a school year. As models/intermediate/int_periods.sql,
    except that the accounts of a fiscal year (`fiscal_year`) are asked for once the year is over.
    """
    calendar_year, school_year = int(term["statistical_date"][:4]), int(term["school_year"][:4])
    match kind:
        case "term":
            return term["term_id"]
        case "budget_year" | "calendar_year" | "latest_of_three_years":
            return str(calendar_year)
        case "previous_year" | "fiscal_year":
            return str(calendar_year - 1)
        case "school_year":
            return f"{school_year}-{school_year + 1}"
        case "previous_school_year":
            return f"{school_year - 1}-{school_year}"
        case "cohort":
            return str(school_year - 3)
        case _:
            raise ValueError(f"no item is of this kind of period: {kind}")
