"""What the oracle knows of a section: its measures, the split of shared premises, indicators and dispersion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from oracle_rows import Dispersion, SectionIndicator, SectionRow
from oracle_source import Campus, Question, Row, Source, number

DIGITS = Context(prec=50)
YUAN_PER_WAN = 10_000

DEGREES = {"primary": ("doctor", "master", "bachelor", "college"), "junior": ("doctor", "master", "bachelor")}
PE_ARTS_ITEMS = ("pe", "music", "fine_art", "arts")
# Measures that are sums of cells of the stage's own rows.
STAGE_ITEMS = {
    "pupils": ("pupils", ("pupils",)),
    "backbone_teachers": ("teachers", ("backbone",)),
    "full_time_teachers": ("teachers", ("full_time",)),
    "senior_title_teachers": ("teachers", ("senior_title",)),
}


@dataclass(frozen=True)
class Figure:
    """A figure of a section or school: a sum, or the form items that keep it from being one."""

    value: Fraction | None
    missing_items: tuple[str, ...] = ()


@dataclass(frozen=True)
class SpreadInput:
    """One section in scope with its indicator."""

    campus: Campus
    indicator: SectionIndicator


@dataclass(frozen=True)
class Spread:
    """A row of dispersion with the exact square of its CV, None where there is no CV."""

    row: Dispersion
    cv_squared: Fraction | None = None


# --- figures ---


def add_items(form: str, rows: Sequence[Row | None], items: Sequence[str]) -> Figure:
    """Add up items over rows of one form; a row that is not there lacks every item."""
    lacking = tuple(f"{form}.{item}" for item in items if any(row is None or not row[item] for row in rows))
    if lacking:
        return Figure(None, lacking)
    return Figure(sum((Fraction(row[item]) for row in rows if row for item in items), Fraction(0)))


def stage_rows(source: Source, campus: Campus, stage: str, form: str) -> list[Row | None]:
    """Give a form's row of each member that teaches the stage, None where it is not there."""
    return [
        source.forms[form].get((campus.term_id, member, stage)) for member in source.members_teaching(campus, stage)
    ]


def section_pupils(source: Source, campus: Campus, stage: str) -> Fraction | None:
    """Give the pupils of a section, None where a member's are missing."""
    return add_items("pupils", stage_rows(source, campus, stage, "pupils"), ("pupils",)).value


def pe_arts_teachers(source: Source, campus: Campus, stage: str) -> Figure:
    """Count PE and arts teachers, with the visiting ones a small section of a small rural campus may claim."""
    rows = stage_rows(source, campus, stage, "teachers")
    own = add_items("teachers", rows, PE_ARTS_ITEMS)
    pupils = section_pupils(source, campus, stage)
    rural = source.area_types[campus.school["urban_rural_code"]] == "rural"
    lowest, highest = (
        source.settings["visiting_teachers_pupils_from"],
        source.settings["visiting_teachers_pupils_to"],
    )
    if own.value is None or pupils is None or not rural or not lowest <= pupils <= highest:
        return own
    of_campus = [section_pupils(source, campus, name) for name in campus.stages]
    if None in of_campus or sum((count for count in of_campus if count is not None), Fraction(0)) > highest:
        return own
    claimed = sum((number(row["visiting_pe_arts"]) or Fraction(0) for row in rows if row), Fraction(0))
    return Figure(own.value + claimed)


def campus_figure(source: Source, campus: Campus, measure: str) -> Figure:
    """Work out a figure that the campus school reports once."""
    form = "premises" if measure.endswith("_m2") else "equipment"
    row = source.forms[form].get((campus.term_id, campus.school_id))
    if measure == "teaching_area_m2":
        both = add_items(form, [row], ("teaching_area_m2", "indoor_sports_m2"))
        if both.value is None or row is None:
            return both
        return Figure(Fraction(row["teaching_area_m2"]) - Fraction(row["indoor_sports_m2"]))
    if measure == "sports_area_m2":
        return add_items(form, [row], ("outdoor_sports_m2", "indoor_sports_m2", "gymnasium_m2"))
    if measure == "equipment_value_yuan":
        wan = add_items(form, [row], ("equipment_value_wan",))
        return wan if wan.value is None else Figure(wan.value * YUAN_PER_WAN)
    if measure == "multimedia_rooms":
        return add_items(form, [row], ("multimedia_rooms",))
    raise ValueError(measure)


def measure_figure(source: Source, campus: Campus, stage: str, measure: str) -> Figure:
    """Work out a measure of a section, before any split."""
    if measure == "teachers_above_degree":
        return add_items("teachers", stage_rows(source, campus, stage, "teachers"), DEGREES[stage])
    if measure in STAGE_ITEMS:
        form, items = STAGE_ITEMS[measure]
        return add_items(form, stage_rows(source, campus, stage, form), items)
    if measure == "pe_arts_teachers":
        return pe_arts_teachers(source, campus, stage)
    return campus_figure(source, campus, measure)


def share_of_stage(source: Source, campus: Campus, stage: str) -> Fraction:
    """Give the part of the shared premises that falls to a stage; every stage's pupils must be known."""
    weighed = {name: source.weights[name] * (section_pupils(source, campus, name) or 0) for name in campus.stages}
    return weighed[stage] / sum(weighed.values(), Fraction(0))


def section_indicator(source: Source, campus: Campus, stage: str, question: Question) -> SectionIndicator:
    """Work out one indicator of one section; what is below the line is looked at first."""
    key = (campus.term_id, campus.county_code, campus.school_id, stage, question.indicator_id)
    by_pupils = question.denominator == "pupils"
    below = measure_figure(source, campus, stage, question.denominator)
    if below.value is None:
        reason = "pupils_missing" if by_pupils else "figures_missing"
        return SectionIndicator(*key, None, None, None, reason, ", ".join(below.missing_items))
    if below.value == 0:
        return SectionIndicator(*key, None, below.value, None, "no_pupils" if by_pupils else "denominator_zero", None)
    figure = measure_figure(source, campus, stage, question.numerator)
    if figure.value is None:
        return SectionIndicator(*key, None, below.value, None, "figures_missing", ", ".join(figure.missing_items))
    numerator = figure.value
    if source.measures[question.numerator]["is_shared_premises"] == "1":
        lacking = [name for name in campus.stages if section_pupils(source, campus, name) is None]
        if lacking:
            missing = ", ".join(f"pupils.pupils ({name})" for name in lacking)
            return SectionIndicator(*key, None, below.value, None, "campus_pupils_missing", missing)
        numerator *= share_of_stage(source, campus, stage)
    return SectionIndicator(*key, numerator, below.value, numerator / below.value * question.multiplier, None, None)


# --- classes ---


def is_empty_stage(source: Source, term_id: str, school_id: str, stage: str) -> bool:
    """Say whether a member tells that nobody is in its stage."""
    row = source.forms["pupils"].get((term_id, school_id, stage))
    return row is not None and number(row["pupils"]) == 0


def member_classes(source: Source, term_id: str, school_id: str, stage: str) -> Fraction | None:
    """Count the classes of one member: those it lists with pupils, else those of all its bands; None where untold."""
    key = (term_id, school_id, stage)
    if key in source.class_lists:
        return Fraction(sum(number(row["pupils"]) != 0 for row in source.class_lists[key]))
    if key not in source.class_bands:
        return Fraction(0) if is_empty_stage(source, *key) else None
    told = {row["band"]: number(row["classes"]) for row in source.class_bands[key]}
    counts = [told.get(band) for band in source.bands]
    return None if None in counts else sum((count for count in counts if count is not None), Fraction(0))


def stage_classes(source: Source, campus: Campus, stage: str) -> Fraction | None:
    """Count the classes of a section, None where a member's are not known."""
    counts = [
        member_classes(source, campus.term_id, member, stage) for member in source.members_teaching(campus, stage)
    ]
    return None if None in counts else sum((count for count in counts if count is not None), Fraction(0))


def section_row(source: Source, campus: Campus, stage: str) -> SectionRow:
    """Describe one section."""
    pupils = section_pupils(source, campus, stage)
    reason = source.scope_reason(campus, pupils)
    classes = stage_classes(source, campus, stage)
    return SectionRow(
        campus.term_id,
        campus.county_code,
        campus.school_id,
        stage,
        pupils,
        None if classes is None else int(classes),
        reason is None,
        reason,
    )


# --- dispersion ---


def square_root(value: Fraction) -> Decimal:
    """Give a square root to 50 digits."""
    return DIGITS.sqrt(DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator)))


def cv_squared(pairs: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """Give the square of the weighted CV about the ratio of sums; a pair is resource and weight."""
    total = sum((weight for _, weight in pairs), Fraction(0))
    mean = sum((resource for resource, _ in pairs), Fraction(0)) / total
    squares = (weight / total * (resource / weight - mean) ** 2 for resource, weight in pairs)
    return sum(squares, Fraction(0)) / mean**2


def total(parts: Sequence[Fraction | None]) -> Fraction | None:
    """What is known of the parts, together; of parts that are all unknown nothing is known."""
    known = [part for part in parts if part is not None]
    return sum(known, Fraction(0)) if known or not parts else None


def dispersion(key: tuple[str, str, str], question: Question, inputs: Sequence[SpreadInput]) -> Spread:
    """Work out one row of dispersion, weighted by what the indicator divides by."""
    rows = [item.indicator for item in inputs]
    unknown = sorted((item.campus for item in inputs if item.indicator.value is None), key=lambda item: item.school_id)
    weight = total([row.denominator for row in rows])
    resource = total([row.numerator for row in rows])
    start = (*key, question.indicator_id, len(rows), len(unknown), weight, resource)
    if not rows:
        return Spread(Dispersion(*start, None, None, None, "no_section_in_scope", None))
    if unknown:
        names = "; ".join(f"{campus.school_id} {campus.school['school_name']}" for campus in unknown)
        return Spread(Dispersion(*start, None, None, None, "section_unknown", names))
    if resource == 0:
        return Spread(Dispersion(*start, Fraction(0), Decimal(0), None, "resource_all_zero", None))
    square = cv_squared([(row.numerator or Fraction(0), row.denominator or Fraction(0)) for row in rows])
    mean = resource / weight * question.multiplier
    return Spread(Dispersion(*start, mean, square_root(square * mean**2), square_root(square), None, None), square)
