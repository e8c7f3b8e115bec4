"""The survey forms as they would stand with some deliveries taken in, and which file says which cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from edu_balance.intake.delivery import Delivery, Place, Row
from edu_balance.intake.known import Known
from edu_balance.intake.revisions import Standing, additions_of
from edu_balance.intake.survey_file import Key

# survey form, key as staging reads it, column
Cell = tuple[str, Key, str]


@dataclass(frozen=True)
class Taken:
    """`touched`: by form and key the numbers of the files with that row. `given`: by cell the files that say it."""

    latest: Mapping[str, Mapping[Key, Row]]
    touched: Mapping[str, Mapping[Key, tuple[int, ...]]]
    given: Mapping[Cell, Mapping[int, Place]]
    # where the row of a key stands, for what is wrong with it as a whole
    row_places: Mapping[tuple[str, Key, int], Place]


def take_in(deliveries: Mapping[int, Delivery], known: Known) -> Taken:
    """As the store would: what a file does not answer keeps its value, what a list leaves out is withdrawn."""
    standing = {name: Standing(form, known.survey[name]) for name, form in known.forms.items()}
    touched: dict[str, dict[Key, tuple[int, ...]]] = defaultdict(dict)
    given: dict[Cell, dict[int, Place]] = defaultdict(dict)
    row_places: dict[tuple[str, Key, int], Place] = {}
    for number, delivery in deliveries.items():
        added = additions_of(delivery, known.forms, standing, {"source_id": "", "received_at": ""})
        for name, rows in added.rows.items():
            for row in rows:
                standing[name].add(row)
        firsts: dict[tuple[str, Key], Place] = {}
        for (name, key, _), place in delivery.places.items():
            firsts.setdefault((name, key), place)
        for name, rows in delivery.rows.items():
            form = known.forms[name]
            answers = frozenset(form.answers)
            for row in rows:
                spelled, key = form.given_key(row), form.key(row)
                touched[name][key] = (*touched[name].get(key, ()), number)
                row_places[name, key, number] = firsts.get((name, spelled), Place())
                for column in (*form.keys, *answers):
                    place = delivery.places.get((name, spelled, column))
                    if place is not None or (column in answers and row[column]):
                        given[name, key, column][number] = place or row_places[name, key, number]
    return Taken({name: one.latest for name, one in standing.items()}, touched, given, row_places)
