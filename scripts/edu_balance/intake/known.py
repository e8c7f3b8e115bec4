"""What is known before a file is read: the register, earlier answers, counties and terms of the active data folder."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from edu_balance.errors import ClerkError
from edu_balance.intake.delivery import Row
from edu_balance.intake.fields import Choice, Fields, Item, document_questions, period
from edu_balance.intake.labels import SHAPES, Label, Shape, read_labels
from edu_balance.intake.registers import in_force
from edu_balance.intake.survey_file import Key, SurveyForm, read_survey_forms
from edu_balance.paths import Paths
from edu_balance.policy_seeds import Policy, by, read
from edu_balance.seed_files import Form, file_of, read_forms
from edu_balance.yaml_files import read_yaml


@dataclass(frozen=True)
class Known:
    """One reading of the seeds, shared by all files of a run. Of each survey row the newest revision."""

    fields: Fields
    forms: Mapping[str, SurveyForm]
    required: Mapping[str, frozenset[str]]
    survey: Mapping[str, Mapping[Key, Row]]
    counties: Mapping[str, Row]
    townships: list[Row]
    terms: Mapping[str, Row]
    questions: tuple[tuple[str, str], ...]
    labels: Mapping[Shape, tuple[Label, ...]]

    @classmethod
    def read(cls, paths: Paths) -> Known:
        """The active survey files and registers, and the project's own policy and reference seeds."""
        forms = read_survey_forms(paths.seeds)
        files = {form.name: form for form in read_forms(paths.seeds)}
        return cls(
            fields=Fields.read(paths.root),
            forms=forms,
            required=_required(paths.seeds),
            survey={name: _newest(form, _rows(files[name], paths)) for name, form in forms.items()},
            counties=by(_rows(files["counties"], paths), "county_code"),
            townships=_rows(files["townships"], paths),
            terms=by(read(paths.root, "terms", "reference"), "term_id"),
            questions=tuple(document_questions(Policy.read(paths.root))),
            labels={shape: read_labels(paths.root, shape) for shape in SHAPES},
        )

    def term(self, term_id: str) -> Row:
        if term_id not in self.terms:
            raise ClerkError(
                f"学期 {term_id} 不在 seeds/reference/terms.csv 中。",
                f"Term {term_id} is not in seeds/reference/terms.csv.",
            )
        return self.terms[term_id]

    def registered(self, term_id: str) -> dict[str, Row]:
        """The schools that must answer in a term, by id: those of its register, and of the one before it."""
        return in_force(self.survey["schools"].values(), self.survey["school_successions"].values(), term_id)

    def registered_before(self, term_id: str) -> str:
        """The latest term before this one that any school is registered for; empty: there is none."""
        return max((term for term in self._registered_terms() if term < term_id), default="")

    def choices(self, name: str, county_code: str, school: Row | None = None) -> tuple[Choice, ...]:
        """A list to choose from; townships are those of the county, stages those of the school."""
        if name == "stages" and school:
            taught = self.fields.stages(school)
            return tuple(choice for choice in self.fields.choices[name] if choice.code in taught)
        if name != "townships":
            return self.fields.choices[name] if name else ()
        own = [row for row in self.townships if row["county_code"] == county_code]
        return tuple(
            Choice(row["township_id"], f"{row['township_id']} {row['label_zh']}", row["label_zh"]) for row in own
        )

    def key(self, item: Item, given: Mapping[str, str]) -> Key:
        """The key of the row an item's value belongs to: what is given, else what the item says."""
        of_period = period(item.period_kind, self.terms[given["term_id"]])
        said = {
            **dict.fromkeys(("fiscal_year", "entry_year", "period"), of_period),
            "stage": item.stage,
            "grade": item.grade,
            "measure_id": item.measure_id,
            "subgroup": item.subgroup,
            **given,
        }
        return tuple(said[column] for column in self.forms[item.form].keys)

    def answer(self, item: Item, key: Key) -> str:
        """What stands in the seeds for an item; empty: no answer."""
        return self.survey[item.form].get(key, {}).get(item.column, "")

    def is_needed(self, item: Item, key: Key) -> bool:
        """Whether the item must be answered: a figure of a year that is in already need not be sent again."""
        return item.is_required and (item.period_kind == "term" or not self.answer(item, key))

    def is_synthetic(self, county_code: str) -> bool:
        return self.counties[county_code]["is_synthetic"] == "1"

    def _registered_terms(self) -> set[str]:
        return {row["term_id"] for row in self.survey["schools"].values()}


def _required(seeds: Path) -> dict[str, frozenset[str]]:
    """The columns a build insists on, by survey form."""
    declared = read_yaml(seeds / "survey" / "_survey.yml")["seeds"]
    return {
        seed["name"]: frozenset(
            column["name"] for column in seed["columns"] if column["config"]["meta"].get("required")
        )
        for seed in declared
    }


def _rows(form: Form, paths: Paths) -> list[Row]:
    with file_of(form, paths).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _newest(form: SurveyForm, rows: list[Row]) -> dict[Key, Row]:
    newest: dict[Key, Row] = {}
    for row in rows:
        key = form.key(row)
        if key not in newest or int(row["revision"]) > int(newest[key]["revision"]):
            newest[key] = row
    return newest
