"""What the oracle knows of the county: its own figures, sums over its schools, trends and documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from oracle_schools import Answer, Period, Ratio, period_of, ratio_of, year_of, zero_reason
from oracle_source import JUDGED_STAGES, Campus, Question, Row, Source, number

SUMMED_KINDS = ("county_value", "county_share", "trend")
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
    "fitness_tested": "fitness_tested",
    "fitness_passed": "fitness_passed",
}


@dataclass(frozen=True)
class CountyRatio(Ratio):
    """A figure of the county, with the period it is of; a trend has the same figures of one period before."""

    period: str = ""
    above_before: Fraction | None = None
    below_before: Fraction | None = None


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
        """Find the sections that count."""
        self.source, self.term_id, self.county_code = source, term_id, county_code
        self.data_day = source.data_days[county_code]
        campuses = [
            campus for campus in source.campuses if (campus.term_id, campus.county_code) == (term_id, county_code)
        ]
        self.campuses = [campus for campus in campuses if campus.compulsory_stages]
        self.sections = [
            Section(campus, member, stage)
            for campus in campuses
            for member in campus.members
            for stage in JUDGED_STAGES
            if stage in source.kind_stages[member["school_kind"]]
        ]

    def ratio(self, question: Question, stage: str) -> CountyRatio:
        """Work out one figure of the county for a stage (empty: not by stage)."""
        if question.kind == "trend":
            return self._trend(question, stage)
        period = period_of(self.source, self.term_id, question.period_kind)
        if question.period_kind == "latest_of_three_years":
            period = self._latest_period(question, stage)
        zero = zero_reason(self.source, question.denominator)
        ratio = self._of_period(question, stage, period, zero, question.multiplier)
        return CountyRatio(**vars(ratio), period=period.label)

    def _of_period(self, question: Question, stage: str, period: Period, zero: str, multiplier: Fraction) -> Ratio:
        above = self._answer(question.numerator, stage, question.subgroup, period)
        has_below = question.denominator != ""
        below = self._answer(question.denominator, stage, question.subgroup, period) if has_below else None
        return ratio_of(above, below, zero, multiplier)

    def _trend(self, question: Question, stage: str) -> CountyRatio:
        """Put a year beside the year before it; why there is nothing is told of the year itself first."""
        year = year_of(self.source, self.term_id) - 1
        this, before = (
            self._of_period(question, stage, Period(str(of), f"{of}-12-31"), "denominator_zero", Fraction(1))
            for of in (year, year - 1)
        )
        nothing_before = "denominator_zero" if before.value == 0 else None
        reason = this.reason or before.reason or nothing_before
        lacking = [
            f"{item} ({of})"
            for ratio, of in ((this, year), (before, year - 1))
            if ratio.missing
            for item in ratio.missing.split(", ")
        ]
        value = this.value * question.multiplier / before.value if reason is None else None
        missing = ", ".join(lacking) if reason == "figures_missing" else None
        figures = (this.above, this.below, value, reason, missing)
        return CountyRatio(*figures, str(year), before.above, before.below)

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
            # a row left empty was delivered on its own day too
            early = early or (row["received_at"] if row else self.data_day) < period.known_from
            if value is not None:
                total += value
            else:
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
        """Add up the counts of a cohort over the schools of today and those it was at that are closed."""
        school_ids = self._schools_of_cohort(int(cohort))
        cells = []
        for sign, column in RETENTION_SUMS[measure]:
            for school_id in school_ids:
                row = self.source.forms["retention"].get((cohort, school_id))
                value = number(row[column]) if row else None
                cells.append(Cell(f"retention.{column}", school_id, value, sign))
        return add_cells(school_ids, cells)

    def _schools_of_cohort(self, entry_year: int) -> list[str]:
        """Name the schools with junior classes, and those that had some in the cohort's years and are gone."""
        years = range(entry_year, entry_year + 3)
        found = set()
        for campus in self.source.campuses:
            if campus.county_code != self.county_code:
                continue
            for school_id in self.source.junior_members(campus):
                is_gone = (self.term_id, school_id) not in self.source.forms["schools"]
                school_year = int(self.source.terms[campus.term_id]["school_year"][:4])
                if campus.term_id == self.term_id or (is_gone and school_year in years):
                    found.add(school_id)
        return sorted(found)

    def _count_schools(self, measure: str, stage: str) -> Answer:
        """Count what counts as a school, all of them or those in the monitoring."""
        campuses = [
            campus
            for campus in self.campuses
            if campus.counts_as_school
            and not self._is_special(campus)
            and (not stage or stage in campus.compulsory_stages)
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
        """Give the latest conclusion of the year: 1 for met, 0 for unmet, which speaks where a day has both."""
        year = str(year_of(self.source, self.term_id))
        answers = self.source.documents.get((self.county_code, question.indicator_id, question.subgroup), [])
        dated = [(row["dated"], row["conclusion"]) for row in answers if row["dated"][:4] == year]
        if not dated:
            return Ratio(None, None, None, "document_missing", "documents")
        last_day, _ = max(dated)
        value = Fraction(0 if (last_day, "unmet") in dated else 1)
        return Ratio(value, None, value)


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
