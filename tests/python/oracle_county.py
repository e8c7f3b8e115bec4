"""What the oracle knows of schools, classes, counties and documents, in exact fractions.

An `Answer` is one figure or the reason it is not there; a `Ratio` puts two of them into what a limit is judged on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from oracle_sections import YUAN_PER_WAN, Figure, add_items, section_pupils, stage_classes
from oracle_source import JUDGED_STAGES, Campus, Question, Row, Source, number

NO_UPPER_END = Fraction(9999)
SUMMED_KINDS = ("county_value", "county_share", "trend")
NOTHING_TO_JUDGE = ("no_school_to_judge", "none_to_judge", "not_of_this_kind", "no_section_in_scope")

TEACHER_SUMS = {
    "all_full_time_teachers": "full_time",
    "certified_teachers": "certified",
    "trained_teachers": "trained_360h",
}
# sign and column of each term of the sum
RETENTION_SUMS = {
    "retention_a_kept": ((1, "graduates"), (-1, "moved_in"), (1, "moved_out")),
    "retention_a_base": ((1, "entrants"), (-1, "deaths")),
    "retention_b_kept": ((1, "graduates"),),
    "retention_b_base": ((1, "entrants"), (1, "moved_in"), (-1, "moved_out"), (-1, "deaths")),
}
CATCHMENT_SUMS = {
    "pupils_all": "pupils",
    "in_catchment_all": "in_catchment",
    "pupils_urban_town": "pupils",
    "in_catchment_urban_town": "in_catchment",
}
PUPIL_SUMS = {
    "migrant_pupils": "migrant",
    "left_behind_pupils": "left_behind",
    "fitness_tested": "fitness_tested",
    "fitness_passed": "fitness_passed",
}
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
    period: str = ""


@dataclass(frozen=True)
class Period:
    """What a figure is keyed by, and the day (ISO) from which it is known."""

    label: str
    known_from: str


@dataclass(frozen=True)
class ClassEntity:
    """A class, a band of classes or a stage without either: what the class size is judged on, in pupils."""

    entity_id: str
    stage: str
    lowest: Fraction | None
    highest: Fraction | None
    missing: str | None


def unique(texts: Sequence[str]) -> str:
    """Join texts, each once, in the order they first appear."""
    return ", ".join(dict.fromkeys(texts))


def combine(
    answers: Sequence[Answer],
    ratio: Callable[[Sequence[Fraction]], tuple[Fraction, Fraction]],
    zero_reason: str,
    multiplier: Fraction,
    period: str = "",
) -> Ratio:
    """Put answers into one ratio; a figure that is too early comes before one that is missing, that before a zero."""
    for reason in ("period_not_arrived", "no_school_to_judge", "figures_missing"):
        if any(answer.reason == reason for answer in answers):
            texts = [text for answer in answers for text in answer.missing] if reason == "figures_missing" else []
            pair = len(answers) == 2
            return Ratio(
                answers[0].value if pair else None,
                answers[1].value if pair else None,
                None,
                reason,
                unique(texts) or None,
                period,
            )
    above, below = ratio([answer.value for answer in answers if answer.value is not None])
    if below == 0:
        return Ratio(above, below, None, zero_reason, None, period)
    return Ratio(above, below, above * multiplier / below, None, None, period)


def simple(figures: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Give two figures as they are."""
    return figures[0], figures[1]


def zero_reason(source: Source, measure: str) -> str:
    """Say what a zero below the line means."""
    return "none_to_judge" if measure and source.measures[measure]["zero_is_none"] == "1" else "denominator_zero"


# --- periods ---


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
        self.scope_reason = source.scope_reason(campus, None, by_kind_alone=True)
        self.traits = self._find_traits()

    def _find_traits(self) -> set[str]:
        """Name every trait a limit may ask for."""
        source, campus = self.source, self.campus
        through = len(campus.compulsory_stages) > 1
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
            ]
        if key not in self.source.class_bands:
            return [ClassEntity(start, stage, None, None, "classes")]
        found = []
        for row in self.source.class_bands[key]:
            entity_id, band = f"{start}-{row['band']}", self.source.bands[row["band"]]
            if not row["classes"]:
                found.append(ClassEntity(entity_id, stage, None, None, "class_bands.classes"))
            elif Fraction(row["classes"]) > 0:
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
        below = (
            self._answer(question.denominator, question.period_kind) if question.denominator else Answer(Fraction(1))
        )
        return combine([above, below], simple, zero_reason(self.source, question.denominator), question.multiplier)

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


# --- counties ---


@dataclass(frozen=True)
class Section:
    """One compulsory stage of one member school."""

    campus: Campus
    member: Row
    stage: str

    @property
    def school_id(self) -> str:
        """The member's own id."""
        return self.member["school_id"]


@dataclass(frozen=True)
class Cell:
    """A cell that goes into a sum with its sign; None where it is missing."""

    item: str
    school_id: str
    value: Fraction | None
    sign: int = 1


class CountyFigures:
    """The figures of one county in one term: its own and those summed over its schools."""

    def __init__(self, source: Source, term_id: str, county_code: str) -> None:
        """Find the sections that count; vocational schools never do."""
        self.source, self.term_id, self.county_code = source, term_id, county_code
        self.data_day = source.data_days[county_code]
        campuses = [
            campus
            for campus in source.campuses
            if (campus.term_id, campus.county_code) == (term_id, county_code)
            and source.kind_group(campus) != "vocational_school"
        ]
        self.campuses = [campus for campus in campuses if campus.compulsory_stages]
        self.sections = [
            Section(campus, member, stage)
            for campus in campuses
            for member in campus.members
            for stage in JUDGED_STAGES
            if stage in source.kind_stages[member["school_kind"]]
        ]

    def ratio(self, question: Question, stage: str) -> Ratio:
        """Work out one figure of the county for a stage (empty: not by stage)."""
        if question.kind == "trend":
            return self._trend(question, stage)
        period = period_of(self.source, self.term_id, question.period_kind)
        if question.period_kind == "latest_of_three_years":
            period = self._latest_period(question, stage)
        above = self._answer(question.numerator, stage, question.subgroup, period)
        below = (
            self._answer(question.denominator, stage, question.subgroup, period)
            if question.denominator
            else Answer(Fraction(1))
        )
        reason = zero_reason(self.source, question.denominator)
        return combine([above, below], simple, reason, question.multiplier, period.label)

    def _trend(self, question: Question, stage: str) -> Ratio:
        """Put a year beside the year before it, each of them a figure or one per another."""
        this_year = year_of(self.source, self.term_id) - 1
        answers = []
        for year in (this_year, this_year - 1):
            period = Period(str(year), f"{year}-12-31")
            for measure in (question.numerator, question.denominator):
                answer = self._answer(measure, stage, question.subgroup, period) if measure else Answer(Fraction(1))
                dated = tuple(f"{text} ({year})" for text in answer.missing)
                answers.append(Answer(answer.value, answer.reason, dated))
        known = [answer.value for answer in answers]
        if known[1] == 0 or known[3] == 0:
            answers_known = all(answer.reason is None for answer in answers)
            if answers_known:
                return Ratio(None, None, None, "denominator_zero", None, str(this_year))

        def both(figures: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
            return figures[0] / figures[1], figures[2] / figures[3]

        return combine(answers, both, "denominator_zero", question.multiplier, str(this_year))

    def _latest_period(self, question: Question, stage: str) -> Period:
        """Give the newest of three years with a row, else the first of them."""
        year = year_of(self.source, self.term_id)
        for candidate in (year, year - 1, year - 2):
            rows = [
                self._county_row(question.numerator, stage, name, str(candidate))
                for name in self._wanted(question.numerator, question.subgroup)
            ]
            if any(row is not None for row in rows):
                return Period(str(candidate), f"{candidate}-01-01")
        return Period(str(year), f"{year}-01-01")

    def _wanted(self, measure: str, subgroup: str) -> list[str]:
        """Name the subgroup rows a figure is made of: its own, or all of the measure's."""
        listed = self.source.measure_subgroups.get(measure)
        if listed is None:
            return [""]
        return [subgroup] if subgroup in listed else listed

    def _county_row(self, measure: str, stage: str, subgroup: str, period: str) -> Row | None:
        key = (self.county_code, period, measure, stage, subgroup)
        return self.source.forms["county_figures"].get(key)

    def _answer(self, measure: str, stage: str, subgroup: str, period: Period) -> Answer:
        if self.source.measures[measure]["form"] == "county_figures":
            return self._reported(measure, stage, subgroup, period)
        if self.data_day < period.known_from:
            return Answer(None, "period_not_arrived")
        return self._summed(measure, stage, period)

    def _reported(self, measure: str, stage: str, subgroup: str, period: Period) -> Answer:
        """Give a figure the county reports, pooled over its subgroups where no single one is asked for."""
        total, early, lacking = Fraction(0), False, []
        for name in self._wanted(measure, subgroup):
            row = self._county_row(measure, stage, name, period.label)
            value = number(row["value"]) if row else None
            if row is not None and value is not None:
                early = early or row["received_at"] < period.known_from
                total += value
            else:
                early = early or self.data_day < period.known_from
                lacking.append(f"county_figures.{measure}" + (f" ({name})" if name else ""))
        if early:
            return Answer(None, "period_not_arrived")
        return Answer(None, "figures_missing", tuple(lacking)) if lacking else Answer(total)

    # --- sums over schools ---

    def _summed(self, measure: str, stage: str, period: Period) -> Answer:
        """Add up a figure over the schools that have it to tell."""
        if measure in ("schools", "schools_in_monitoring"):
            return self._count_schools(measure, stage)
        if measure in RETENTION_SUMS:
            return self._retention(measure, period.label)
        sections = [section for section in self.sections if stage in ("", section.stage)]
        if measure in TEACHER_SUMS:
            return add_cells(sections, [self._cell(section, "teachers", TEACHER_SUMS[measure]) for section in sections])
        if measure in CATCHMENT_SUMS:
            return self._catchment(measure, [section for section in sections if not self._is_special(section.campus)])
        if measure in PUPIL_SUMS:
            return add_cells(sections, [self._cell(section, "pupils", PUPIL_SUMS[measure]) for section in sections])
        column = {"migrant": "migrant", "left": "left_behind"}[measure.split("_")[0]]
        cells = [self._cell(section, "pupils", column) for section in sections if self._is_public(section)]
        if measure == "migrant_in_public_or_purchased":
            private = [section for section in sections if not self._is_public(section)]
            cells += [self._purchased(section) for section in private]
        elif measure not in ("migrant_in_public", "left_behind_in_public"):
            raise ValueError(measure)
        return add_cells(sections, cells)

    def _catchment(self, measure: str, sections: Sequence[Section]) -> Answer:
        """Add up pupils or those of the catchment, everywhere or in the public day schools of city and town."""
        column = CATCHMENT_SUMS[measure]
        if measure.endswith("_all"):
            return add_cells(sections, [self._cell(section, "pupils", column) for section in sections])
        public = [
            section
            for section in sections
            if self._is_public(section) and self.source.area_types[section.member["urban_rural_code"]] != "rural"
        ]
        unflagged = [section for section in public if not section.member["is_boarding"]]
        day = [section for section in public if section.member["is_boarding"] == "0"]
        flags = [Cell("schools.is_boarding", section.school_id, None) for section in unflagged]
        return add_cells([*day, *unflagged], flags + [self._cell(section, "pupils", column) for section in day])

    def _retention(self, measure: str, cohort: str) -> Answer:
        """Add up the five counts of a cohort over the schools with a junior stage."""
        sections = [
            section for section in self.sections if section.stage == "junior" and not self._is_special(section.campus)
        ]
        cells = []
        for sign, column in RETENTION_SUMS[measure]:
            for section in sections:
                row = self.source.forms["retention"].get((cohort, section.school_id))
                value = number(row[column]) if row else None
                cells.append(Cell(f"retention.{column}", section.school_id, value, sign))
        return add_cells(sections, cells)

    def _count_schools(self, measure: str, stage: str) -> Answer:
        """Count campuses that are judged as schools, all of them or those in the monitoring."""
        campuses = [
            campus
            for campus in self.campuses
            if not self._is_special(campus) and (not stage or stage in campus.compulsory_stages)
        ]
        if measure == "schools":
            return add_cells(campuses, [Cell("", campus.school_id, Fraction(1)) for campus in campuses])
        cells = []
        for campus in campuses:
            row = self.source.forms["activities"].get((self.term_id, campus.school_id))
            value = number(row["in_monitoring"]) if row else None
            cells.append(Cell("activities.in_monitoring", campus.school_id, value))
        return add_cells(campuses, cells)

    def _cell(self, section: Section, form: str, column: str) -> Cell:
        row = self.source.forms[form].get((self.term_id, section.school_id, section.stage))
        return Cell(f"{form}.{column}", section.school_id, number(row[column]) if row else None)

    def _purchased(self, section: Section) -> Cell:
        """Give a private school's places the government pays for; none told is none claimed."""
        cell = self._cell(section, "pupils", "migrant_purchased")
        return Cell(cell.item, cell.school_id, cell.value or Fraction(0))

    def _is_special(self, campus: Campus) -> bool:
        return self.source.kind_group(campus) == "special_education"

    def _is_public(self, section: Section) -> bool:
        return section.member["organiser_code"] not in self.source.private_organisers

    # --- documents ---

    def document(self, question: Question) -> Ratio:
        """Give the latest conclusion of the year: 1 for met, 0 for unmet."""
        period = period_of(self.source, self.term_id, question.period_kind)
        year = str(year_of(self.source, self.term_id))
        dated = [
            (row["dated"], row["document_id"], row["conclusion"])
            for row in self.source.forms["documents"].values()
            if (row["county_code"], row["indicator_id"], row["subgroup"])
            == (self.county_code, question.indicator_id, question.subgroup)
            and row["dated"][:4] == year
        ]
        if not dated:
            return Ratio(None, None, None, "document_missing", "documents", period.label)
        value = Fraction(1 if max(dated)[2] == "met" else 0)
        return Ratio(value, Fraction(1), value, None, None, period.label)


def add_cells(population: Sequence[object], cells: Sequence[Cell]) -> Answer:
    """Add cells up; those that lack are counted by item, each school once."""
    if not population:
        return Answer(None, "no_school_to_judge")
    lacking: dict[str, set[str]] = {}
    for cell in cells:
        if cell.value is None:
            lacking.setdefault(cell.item, set()).add(cell.school_id)
    if lacking:
        return Answer(
            None, "figures_missing", tuple(f"{item}: {len(schools)} schools" for item, schools in lacking.items())
        )
    return Answer(sum((cell.sign * (cell.value or Fraction(0)) for cell in cells), Fraction(0)))
