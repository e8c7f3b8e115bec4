"""Counts of children with disabilities or left behind that are too small to pass on, with the complements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# fewer children than this could be recognised (a rule of this project on privacy, no limit of a standard)
LEAST_SHOWN = 5
HIDDEN = f"少于{LEAST_SHOWN}或可推算，不公开"
# words in a measure's name that say whom it counts
GUARDED = ("disabled", "special_education", "left_behind")
# a figure of form Ⅰ, and the whole it is a part of: the rest must not be small either
PARTS = (
    ("disabled_enrolled", ("disabled_children",)),
    ("special_education_pupils", ("disabled_enrolled",)),
    ("left_behind_pupils", ("primary_pupils", "junior_pupils")),
)


def is_guarded(names: Iterable[str | None]) -> bool:
    """Whether one of these measures counts children with disabilities or left behind."""
    return any(word in name for name in names if name for word in GUARDED)


def is_small(count: object) -> bool:
    """Whether a count, persons, is too small to be shown; an unknown one shows nothing."""
    return count is not None and float(str(count)) < LEAST_SHOWN


def gives_away(numerator: object, denominator: object) -> bool:
    """Whether a ratio of persons shows a small count: its own, its whole, or what is left of the whole."""
    if is_small(numerator) or is_small(denominator):
        return True
    return numerator is not None and denominator is not None and is_small(_left(numerator, denominator))


def hidden_figures(profile: Mapping[str, object]) -> frozenset[str]:
    """The figures of form Ⅰ that are not shown."""
    hidden = {name for name, count in profile.items() if is_guarded((name,)) and _is_count(name) and is_small(count)}
    for part, wholes in PARTS:
        counts = [profile[whole] for whole in wholes]
        known = profile[part] is not None and all(count is not None for count in counts)
        if known and is_small(sum(float(str(count)) for count in counts) - float(str(profile[part]))):
            hidden.add(part)
    return frozenset(hidden)


def _is_count(name: str) -> bool:
    return not name.endswith("_schools")


def _left(numerator: object, denominator: object) -> float:
    return float(str(denominator)) - float(str(numerator))
