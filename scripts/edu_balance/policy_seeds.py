"""The rows of seeds/policy as the generated files need them: text, as it stands, joined by id."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

Row = dict[str, str]


def read(root: Path, name: str, folder: str = "policy") -> list[Row]:
    """The rows of one seed, every cell as text."""
    with (root / "seeds" / folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def by(rows: list[Row], key: str) -> dict[str, Row]:
    """The rows by a key of their own, in their order."""
    return {row[key]: row for row in rows}


@dataclass(frozen=True)
class Policy:
    """What is judged, by which limits, from which figures."""

    areas: list[Row]
    standards: list[Row]
    indicators: dict[str, Row]
    subgroups: list[Row]
    thresholds: dict[str, Row]
    clauses: list[Row]
    measures: dict[str, Row]
    measure_subgroups: list[Row]
    period_kinds: dict[str, Row]
    stages: dict[str, Row]
    traits: dict[str, Row]

    @classmethod
    def read(cls, root: Path) -> Policy:
        return cls(
            areas=sorted(read(root, "areas"), key=lambda row: int(row["position"])),
            standards=read(root, "standards"),
            indicators=by(read(root, "indicators"), "indicator_id"),
            subgroups=sorted(read(root, "subgroups"), key=lambda row: int(row["position"])),
            thresholds=by(read(root, "thresholds"), "threshold_id"),
            clauses=read(root, "clauses"),
            measures=by(read(root, "measures"), "measure_id"),
            measure_subgroups=sorted(read(root, "measure_subgroups"), key=lambda row: int(row["position"])),
            period_kinds=by(read(root, "period_kinds", "reference"), "period_kind"),
            stages=by(read(root, "stages", "reference"), "stage"),
            traits=by(read(root, "school_traits", "reference"), "trait"),
        )

    def indicators_by_area(self) -> list[tuple[Row, list[Row]]]:
        """Areas in their order, each with its indicators in the order of their file."""
        return [
            (area, [row for row in self.indicators.values() if row["area_id"] == area["area_id"]])
            for area in self.areas
        ]

    def parts(self, indicator_id: str) -> list[Row]:
        """How each figure of an indicator is made, by subgroup: a subgroup's filled cell takes the indicator's place.

        An indicator without subgroups is its own only part, with an empty `subgroup`.
        """
        indicator = self.indicators[indicator_id]
        own = [row for row in self.subgroups if row["indicator_id"] == indicator_id]
        return [indicator | {name: cell for name, cell in row.items() if cell} for row in own] or [
            indicator | {"subgroup": ""}
        ]

    def limits_of(self, indicator_id: str, standard_id: str | None = None) -> list[Row]:
        """The limits of an indicator, of one standard or of all: by standard, statistic, stage, subgroup and date."""
        standards = [row["standard_id"] for row in self.standards]
        stages = ["", *self.stages]
        subgroups = ["", *(part["subgroup"] for part in self.parts(indicator_id))]

        def place(row: Row) -> tuple[int, str, int, int, str, str]:
            return (
                standards.index(row["standard_id"]),
                row["statistic"],
                stages.index(row["stage"]),
                subgroups.index(row["subgroup"]),
                row["in_force_from"],
                row["threshold_id"],
            )

        limits = [row for row in self.thresholds.values() if row["indicator_id"] == indicator_id]
        return sorted((row for row in limits if standard_id in (None, row["standard_id"])), key=place)

    def members_of(self, threshold_id: str) -> list[Row]:
        """The limits a rule counts."""
        return [row for row in self.thresholds.values() if row["member_of"] == threshold_id]

    def commitments(self, indicator_id: str, clause_id: str | None = None) -> list[Row]:
        """The parts of the plan, or of one clause of it, that name an indicator."""
        return [
            row
            for row in self.clauses
            if indicator_id in row["indicator_ids"].split() and clause_id in (None, row["clause_id"])
        ]
