"""Invented counties for tests: a data folder whose every awkward case is there on purpose.

`write_counties(folder)` writes the CSV files and names the counties that tests ask for by name. The same seed
gives the same bytes. `counties_base` fills sections and `counties_answers` every other form; what the counties show is
in `counties_sections` (the seven resources), `counties_figures` (schools, classes, county, documents),
`counties_lines` (exactly on the limits), `counties_campuses` (attached classes, closed schools, classes told in part),
`counties_deliveries` (early and corrected) and `counties_random` (anything).
"""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

from counties_base import (
    AFTER_PLAN_TERM,
    BEFORE_PLAN_TERM,
    EARLIER_TERM,
    FIGURES,
    FLOOR,
    RANDOM_COUNTIES,
    RESOURCES,
    SEED,
    TERM,
    County,
    Generated,
    NamedCounty,
    Recipe,
    Survey,
)
from counties_figures import NAMED_FIGURES, figure_recipes
from counties_random import anything
from counties_sections import (
    NAMED,
    all_at_limit,
    all_zero,
    at_limit,
    attached_classes,
    attached_gaps,
    empty_sections,
    equal_ratios,
    equal_ratios_of_split,
    mean_at_limit,
    mean_of_split,
    missing_cells,
    missing_rows,
    mixed_statuses,
    no_section,
    one_section,
    out_of_scope,
    private,
    ready,
    ready_but_silent,
    revisions,
    some_zero,
    split_at_limit,
    spread_fine,
    spread_of_split,
    spread_of_split_junior,
    spread_pair,
    spread_uneven,
    teaching_points,
    through_schools,
    value_fine,
    visiting_claims,
)


def recipes() -> list[tuple[str, Recipe]]:
    """Give every recipe once, with a name."""
    found: list[tuple[str, Recipe]] = [
        (recipe.__name__, recipe)
        for recipe in (
            spread_of_split,
            spread_of_split_junior,
            mean_of_split,
            teaching_points,
            out_of_scope,
            no_section,
            empty_sections,
            through_schools,
            attached_classes,
            attached_gaps,
            visiting_claims,
            revisions,
            ready_but_silent,
            private,
        )
    ]
    for stage in ("primary", "junior"):
        for share in (Fraction(1), FLOOR):
            found.append((f"all_at_{share}_{stage}", partial(all_at_limit, stage, share)))
            found += [(f"at_{share}_{steps}_{stage}", partial(at_limit, stage, share, steps)) for steps in (-1, 0, 1)]
        for steps in (-1, 0, 1):
            found.append((f"spread_pair_{steps}_{stage}", partial(spread_pair, stage, steps)))
            for scale in (1000, 1_000_000):
                found.append((f"spread_fine_{scale}_{steps}_{stage}", partial(spread_fine, stage, scale, steps)))
            found.append((f"value_fine_{steps}_{stage}", partial(value_fine, stage, steps)))
            found.append((f"mean_at_limit_{steps}_{stage}", partial(mean_at_limit, stage, steps)))
        found += [
            (f"spread_uneven_{stage}", partial(spread_uneven, stage)),
            (f"equal_ratios_{stage}", partial(equal_ratios, stage)),
            (f"mixed_statuses_{stage}", partial(mixed_statuses, stage)),
            (f"all_zero_{stage}", partial(all_zero, stage, RESOURCES)),
            (f"rooms_zero_{stage}", partial(all_zero, stage, ("rooms", "sports"))),
            (f"some_zero_{stage}", partial(some_zero, stage)),
            (f"one_section_{stage}", partial(one_section, stage, Fraction(6, 5))),
            (f"one_poor_section_{stage}", partial(one_section, stage, Fraction(1, 2))),
            (f"missing_cells_{stage}", partial(missing_cells, stage)),
            (f"ready_{stage}", partial(ready, (stage,))),
        ]
    found.append(("ready_both", partial(ready, ("primary", "junior"))))
    found += [(f"missing_{form}", partial(missing_rows, form)) for form in FIGURES]
    for kind in ("312", "341", "345"):
        found.append((f"equal_ratios_{kind}", partial(equal_ratios_of_split, kind)))
        found += [(f"split_at_limit_{kind}_{steps}", partial(split_at_limit, kind, steps)) for steps in (-1, 0)]
    return found


def write_counties(folder: Path, seed: int = SEED, only: Collection[str] = ()) -> Generated:
    """Write a data folder of generated counties, all of them or only those of some recipes."""
    rng = random.Random(seed)
    survey = Survey()
    made = Generated(folder, (), {}, {})
    plan: list[tuple[str, Recipe, str]] = [(name, recipe, TERM) for name, recipe in NAMED.items()]
    plan += [(name, recipe, EARLIER_TERM if turn else TERM) for turn in (0, 1) for name, recipe in recipes()]
    gaps = ((0.0, 0.0), (0.01, 0.0), (0.03, 0.02), (0.1, 0.1))
    plan += [
        (f"anything_{gaps[turn % 4]}", partial(anything, *gaps[turn % 4]), TERM) for turn in range(RANDOM_COUNTIES)
    ]
    plan += [("before_plan", partial(ready, ("primary",)), BEFORE_PLAN_TERM)]
    plan += [("after_plan", partial(ready, ("junior",)), AFTER_PLAN_TERM)]
    plan += [(name, recipe, term_id) for name, (recipe, term_id) in NAMED_FIGURES.items()]
    plan += figure_recipes()
    if only:
        plan = [made_by for made_by in plan if made_by[0] in only]
    codes = [str(710001 + position) for position in range(len(plan))]
    for code, (name, recipe, term_id) in zip(codes, plan, strict=True):
        survey.received = ""
        county = County(survey, code, term_id, random.Random(f"{seed}-{code}"))
        recipe(county)
        made.recipes.setdefault(name, []).append(code)
        if name in NAMED or name in NAMED_FIGURES:
            made.named[name] = NamedCounty(code, term_id, county.schools)
    County(survey, str(710001 + len(plan)), TERM, rng)  # in the list of counties, with no school at all
    survey.write(folder, rng)
    return replace(made, codes=tuple(codes))
