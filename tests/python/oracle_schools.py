"""What the oracle knows of schools and classes, in exact fractions.

An `Answer` is one figure or the reason it is not there; a `Ratio` puts two of them into what a limit is judged on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from oracle_sections import YUAN_PER_WAN, Figure, add_items, is_empty_stage, section_pupils, stage_classes
from oracle_source import JUDGED_STAGES, Campus, Question, Row, Source, number

NO_UPPER_END = Fraction(9999)
REASON_ORDER = ("period_not_arrived", "no_school_to_judge", "figures_missing")

ROOM_SUMS = {
    "music_rooms": ("music_rooms",),
    "music_rooms_from_96": ("music_rooms_96",),
    "music_rooms_from_73": ("music_rooms_96", "music_rooms_73_96"),
    "music_rooms_from_54": ("music_rooms_96", "music_rooms_73_96", "music_rooms_54_73"),
    "art_rooms": ("art_rooms",),
    "art_rooms_from_90": ("art_rooms_90",),
    "art_rooms_from_67": ("art_rooms_90", "art_rooms_67_90"),
    "art_rooms_from_61": ("art_rooms_90", "art_rooms_67_90", "art_rooms_61_67"),
}


@dataclass(frozen=True)
class Answer:
    """One figure, or why it is not there and which items lack."""

    value: Fraction | None
    reason: str | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ratio:
    """What a limit is judged on: `value` = above x multiplier / below, or why there is none."""

    above: Fraction | None
    below: Fraction | None
    value: Fraction | None
    reason: str | None = None
    missing: str | None = None


@dataclass(frozen=True)
class ClassEntity:
    """A class, a band of classes or a stage that tells neither: what the class size is judged on, in pupils."""

    entity_id: str
    stage: str
    lowest: Fraction | None
    highest: Fraction | None
    missing: str | None


def first_reason(answers: Sequence[Answer]) -> str | None:
    """Say why figures are not there: too early comes before nobody to ask, that before missing."""
    reasons = {answer.reason for answer in answers}
    return next((reason for reason in REASON_ORDER if reason in reasons), None)


def all_missing(answers: Sequence[Answer]) -> str | None:
    """Name the items that lack, each once; an item both sides lack as the side below the line tells it."""
    texts = {text.partition(":")[0]: text for answer in answers for text in answer.missing}
    return ", ".join(texts.values()) or None


def ratio_of(above: Answer, below: Answer | None, zero: str, multiplier: Fraction) -> Ratio:
    """Put one or two answers into what is judged; `zero` says what a 0 below the line means."""
    answers = [above] if below is None else [above, below]
    reason = first_reason(answers)
    divisor = Fraction(1) if below is None else below.value
    if reason is None and divisor == 0:
        reason = zero
    missing = all_missing(answers) if reason == "figures_missing" else None
    value = above.value * multiplier / divisor if reason is None and above.value is not None and divisor else None
    return Ratio(above.value, None if below is None else below.value, value, reason, missing)


def zero_reason(source: Source, measure: str) -> str:
    """Say what a zero below the line means."""
    return "none_to_judge" if measure and source.measures[measure]["zero_is_none"] == "1" else "denominator_zero"


# --- periods ---


@dataclass(frozen=True)
class Period:
    """What a figure is keyed by, and the day (ISO) from which it is known."""

    label: str
    known_from: str


def year_of(source: Source, term_id: str) -> int:
    """Give the calendar year of a term's statistical date."""
    return int(source.term_days[term_id][:4])


def period_of(source: Source, term_id: str, period_kind: str) -> Period:
    """Give the period a term reads and the day from which it is known."""
    day, year = source.term_days[term_id], year_of(source, term_id)
    school_year = int(source.terms[term_id]["school_year"][:4])
    periods = {
        "term": Period(term_id, day),
        "budget_year": Period(str(year), f"{year}-01-01"),
        "calendar_year": Period(str(year), f"{year}-01-01"),
        "fiscal_year": Period(str(year), f"{year}-12-31"),
        "previous_year": Period(str(year - 1), f"{year - 1}-12-31"),
        "school_year": Period(f"{school_year}-{school_year + 1}", f"{school_year}-09-01"),
        "previous_school_year": Period(f"{school_year - 1}-{school_year}", f"{school_year}-08-31"),
        "cohort": Period(str(school_year - 3), f"{school_year}-08-31"),
        "five_years": Period(f"{year - 5}-{year - 1}", f"{year - 1}-12-31"),
        "latest_of_three_years": Period(str(year), f"{year}-01-01"),
    }
    return periods[period_kind]


# --- schools ---


class School:
    """One campus with a compulsory stage."""

    def __init__(self, source: Source, campus: Campus) -> None:
        """Add up pupils and classes of the compulsory stages."""
        self.source, self.campus = source, campus
        stages = campus.compulsory_stages
        self.pupils = add_known([section_pupils(source, campus, stage) for stage in stages])
        self.classes = add_known([stage_classes(source, campus, stage) for stage in stages])
        self.scope_reason = source.scope_reason(campus, None, whole_school=True)
        self.traits = self._find_traits()

    def _find_traits(self) -> set[str]:
        """Name every trait a limit may ask for."""
        source, campus = self.source, self.campus
        # by its own kind: attached classes do not make a through-school
        through = source.kind_stages[campus.school["school_kind"]] >= set(JUDGED_STAGES)
        rural = source.area_types[campus.school["urban_rural_code"]] == "rural"
        kind_group = source.kind_group(campus)
        few = self.pupils is None or self.pupils < source.settings["small_school_funded_pupils"]
        largest = self.largest_class()
        held = {
            "through_school": through,
            "single_stage_school": not through,
            "small_village_school": few
            and (kind_group == "teaching_point" or (kind_group == "primary_school" and rural)),
            "built_by_2016": campus.school["built_by_2016"] == "1",
            "small_rural_school": rural
            and largest is not None
            and largest < source.settings["small_rural_class_below"],
            "relaxed_through": through and self._is_relaxed(),
            "relaxed_single_stage": not through and self._is_relaxed(),
        }
        return {trait for trait, holds in held.items() if holds}

    def _is_relaxed(self) -> bool:
        """Say whether a larger school is allowed: built long ago, or most of its pupils are migrants' children."""
        if self.campus.school["built_by_2010"] == "1":
            return True
        migrants = add_known(
            [
                add_items("pupils", self._stage_rows(stage), ("migrant",)).value
                for stage in self.campus.compulsory_stages
            ]
        )
        if migrants is None or self.pupils is None:
            return False
        return migrants * 100 > self.source.settings["migrant_majority_share"] * self.pupils

    def _stage_rows(self, stage: str) -> list[Row | None]:
        members = self.source.members_teaching(self.campus, stage)
        return [self.source.forms["pupils"].get((self.campus.term_id, member, stage)) for member in members]

    def largest_class(self) -> Fraction | None:
        """Give the pupils of the largest class, by bands their upper end; None where any class is not known."""
        entities = self.class_entities()
        sizes = [entity.highest for entity in entities]
        if not sizes or None in sizes:
            return None
        return max(size for size in sizes if size is not None)

    def class_entities(self) -> list[ClassEntity]:
        """Give what the class size is judged on, member by member and stage by stage."""
        found = []
        for stage in self.campus.compulsory_stages:
            for member in self.source.members_teaching(self.campus, stage):
                found += self._member_entities(member, stage)
        return found

    def _member_entities(self, member: str, stage: str) -> list[ClassEntity]:
        key = (self.campus.term_id, member, stage)
        start = f"{member}-{stage}"
        if key in self.source.class_lists:
            return [
                ClassEntity(
                    f"{start}-{row['grade']}-{row['class_no']}",
                    stage,
                    number(row["pupils"]),
                    number(row["pupils"]),
                    None if row["pupils"] else "classes.pupils",
                )
                for row in self.source.class_lists[key]
                if number(row["pupils"]) != 0
            ]
        if key not in self.source.class_bands:
            untold = ClassEntity(start, stage, None, None, "classes")
            return [] if is_empty_stage(self.source, *key) else [untold]
        told = {row["band"]: number(row["classes"]) for row in self.source.class_bands[key]}
        found = []
        for name, band in self.source.bands.items():
            entity_id, classes = f"{start}-{name}", told.get(name)
            if classes is None:
                found.append(ClassEntity(entity_id, stage, None, None, "class_bands.classes"))
            elif classes > 0:
                highest = number(band["pupils_to"])
                found.append(
                    ClassEntity(
                        entity_id,
                        stage,
                        Fraction(band["pupils_from"]),
                        NO_UPPER_END if highest is None else highest,
                        None,
                    )
                )
        return found

    def ratio(self, question: Question) -> Ratio:
        """Work out one figure of the school; it knows no period too early."""
        above = self._answer(question.numerator, question.period_kind)
        below = self._answer(question.denominator, question.period_kind) if question.denominator else None
        return ratio_of(above, below, zero_reason(self.source, question.denominator), question.multiplier)

    def _answer(self, measure: str, period_kind: str) -> Answer:
        figure = self._figure(measure, period_kind)
        if figure.value is None:
            return Answer(None, "figures_missing", figure.missing_items)
        return Answer(figure.value)

    def _figure(self, measure: str, period_kind: str) -> Figure:
        """Work out a measure of the school: persons, classes, rooms, minutes, yuan or 万元."""
        if measure == "compulsory_pupils":
            return Figure(self.pupils, ("pupils.pupils",))
        if measure == "compulsory_classes":
            return Figure(self.classes, ("classes",))
        if measure in ROOM_SUMS:
            return add_items("premises", [self._campus_row("premises")], ROOM_SUMS[measure])
        if measure == "exercise_minutes":
            return add_items("activities", [self._campus_row("activities")], ("exercise_minutes",))
        year = period_of(self.source, self.campus.term_id, period_kind).label
        funds = self.source.forms["school_funds"].get((year, self.campus.school_id))
        if measure == "funds_allocated_yuan":
            wan = add_items("school_funds", [funds], ("allocated_wan",))
            return wan if wan.value is None else Figure(wan.value * YUAN_PER_WAN)
        if measure == "training_budget_wan":
            return add_items("school_funds", [funds], ("training_wan",))
        if measure == "public_funds_budget_wan":
            return add_items("school_funds", [funds], ("budget_wan",))
        if measure == "funds_due_yuan":
            return self._funds_due(year)
        raise ValueError(measure)

    def _funds_due(self, year: str) -> Figure:
        """Work out the public funds due: the rural base for the pupils, small schools counted up."""
        key = (self.campus.county_code, year, "funding_base_rural_yuan", "primary", "")
        row = self.source.forms["county_figures"].get(key)
        base = number(row["value"]) if row else None
        lacking = () if base is not None else ("county_figures.funding_base_rural_yuan",)
        lacking += () if self.pupils is not None else ("pupils.pupils",)
        if base is None or self.pupils is None:
            return Figure(None, lacking)
        return Figure(base * max(self.pupils, self.source.settings["small_school_funded_pupils"]))

    def _campus_row(self, form: str) -> Row | None:
        return self.source.forms[form].get((self.campus.term_id, self.campus.school_id))


def add_known(figures: Sequence[Fraction | None]) -> Fraction | None:
    """Add figures up; one unknown makes the sum unknown."""
    known = [figure for figure in figures if figure is not None]
    return None if len(known) < len(figures) else sum(known, Fraction(0))
