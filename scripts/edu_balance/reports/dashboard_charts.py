"""The dashboard's pictures as static SVG: marks and numbers only, so that one picture serves both languages.

A dot carries the place of its section in the page's data; the page gives it its name, value and link.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from operator import itemgetter
from typing import Any

import altair as alt
import vl_convert as vlc

from edu_balance.reports.dashboard_data import FIGURE

# also the page's colours (dashboard.css); shapes tell the same apart without colour
COLOURS = {"met": "#1b7a43", "near": "#b06a00", "unmet": "#b3261e", "unknown": "#5c5a78"}
SHAPES = {"met": "circle", "near": "diamond", "unmet": "triangle-down", "unknown": "cross"}
# width and height of a picture of sections, and of a course, points
SIZE, COURSE = (290, 118), (290, 150)
# columns of dots up to the limit, once to three times as fine as the dots come out larger; a floor that is a whole
# number of twentieths then stands between two columns
COLUMNS = tuple(20 * fineness for fineness in (1, 2, 3))
# dots on top of each other that fill the height, at least; the largest dot; the part it takes of its column (a little
# of the next: the columns stay apart in height) and of its row
LOWEST, LARGEST, ACROSS, UP = 8, 11, 1.25, 0.94
# a picture that gave its width to one far outlier would show nothing else: beyond this multiple, dots pile at the edge
WIDEST = 3
PHASES = {"preparation": "#eef1f6", "build": "#e3ebf7", "acceptance": "#d5e6db"}
LINE = {"limit": "#111827", "floor": "#6b7280"}


def svg(chart: alt.Chart | alt.LayerChart) -> str:
    """The chart as SVG that scales with the page and that screen readers pass over: its figure says the same."""
    axis = {"labelFontSize": 11, "labelColor": "#374151", "gridColor": "#e5e7eb", "domainColor": "#9ca3af"}
    styled = chart.configure(font="sans-serif", aria=False, background="transparent", view={"stroke": None}, axis=axis)
    drawn = vlc.vegalite_to_svg(styled.to_dict())
    # the renderer can only write a link to say which dot is whose: the page wants the place alone
    drawn = re.sub(r'<a xlink:href="[^"]*#n(\d+)"><path([^>]*)/></a>', r'<path data-n="\1"\2/>', drawn)
    drawn = re.sub(r'<svg([^>]*) width="[\d.]+" height="[\d.]+"', r'<svg\1 aria-hidden="true"', drawn, count=1)
    return re.sub(r"(\d\.\d\d)\d+", r"\1", drawn)


def stacked(
    values: list[tuple[int, float, str]], limit: float, columns: int, to_limit: int = COLUMNS[0]
) -> list[dict[str, Any]]:
    """Each value as a dot in its column, on the dots before it; no column reaches across the limit."""
    height: Counter[int] = Counter()
    dots = []
    for place, value, status in sorted(values, key=lambda dot: (list(COLOURS).index(dot[2]), dot[1], dot[0])):
        column = min(int(value / limit * to_limit + 1e-9), columns - 1)
        dots.append({"x": (column + 0.5) * limit / to_limit, "y": height[column] + 0.5, "status": status, "n": place})
        height[column] += 1
    return dots


def laid_out(values: list[tuple[int, float, str]], limit: float) -> tuple[list[dict[str, Any]], float, float, float]:
    """The dots in the columns that leave them largest, the greatest x, the rows they are high, and their diameter."""
    widest = max(value for _, value, _ in values)
    found = []
    for to_limit in COLUMNS:
        columns = min(max(int(widest / limit * to_limit) + 1, to_limit * 6 // 5), to_limit * WIDEST)
        dots = stacked(values, limit, columns, to_limit)
        rows = max(max(dot["y"] for dot in dots) + 0.5, LOWEST)
        diameter = min(SIZE[0] / columns * ACROSS, SIZE[1] / rows * UP, LARGEST)
        found.append((dots, columns * limit / to_limit, rows, diameter))
    return max(found, key=lambda layout: layout[3])


def distribution(values: list[tuple[int, float, str]], limit: float, floor: float) -> str:
    """Sections by their value, one dot each, against the limit (full line) and the floor (dashed)."""
    dots, top, rows, diameter = laid_out(values, limit)
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=alt.Axis(title=None, grid=False, tickCount=6))
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, rows]), axis=None)
    marks = (
        alt.Chart(alt.Data(values=dots))
        .mark_point(filled=True, opacity=0.9, size=diameter**2 * 0.8)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "status:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())), legend=None
            ),
            shape=alt.Shape("status:N", scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())), legend=None),
            href="link:N",
        )
        .transform_calculate(link="'#n' + datum.n")
    )
    lines = [
        alt.Chart(alt.Data(values=[{"x": at}]))
        .mark_rule(color=LINE[name], strokeWidth=1.6, strokeDash=dash)
        .encode(x=x)
        for name, at, dash in (("floor", floor, [4, 3]), ("limit", limit, [1, 0]))
    ]
    return svg(alt.layer(marks, *lines).properties(width=SIZE[0], height=SIZE[1]))


def course(terms: list[tuple[int, float | None, str]], limit: float, phases: list[tuple[int, str]]) -> str:
    """CV by school year (the year it begins) against its limit, on the plan's phases; an unknown CV breaks it."""
    first, last = (phases[0][0], phases[-1][0]) if phases else (terms[0][0], terms[-1][0])
    top = max([value for _, value, _ in terms if value is not None] + [limit]) * 1.15
    scale = alt.Scale(domain=[first - 0.5, last + 0.5], nice=False)
    axis = alt.Axis(title=None, grid=False, format="d", values=list(range(first, last + 1, 2)))
    x = alt.X("year:Q", scale=scale, axis=axis)
    y = alt.Y("cv:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=alt.Axis(title=None, tickCount=4))
    bands = [
        {"from": years[0] - 0.5, "to": years[-1] + 0.5, "phase": phase}
        for phase, years in ((phase, [year for year, _ in run]) for phase, run in groupby(phases, key=itemgetter(1)))
    ]
    ground = (
        alt.Chart(alt.Data(values=bands))
        .mark_rect(opacity=1)
        .encode(
            x=alt.X("from:Q", scale=scale, axis=axis),
            x2="to:Q",
            color=alt.Color("phase:N", scale=alt.Scale(domain=list(PHASES), range=list(PHASES.values())), legend=None),
        )
    )
    rule = alt.Chart(alt.Data(values=[{"cv": limit}])).mark_rule(color=LINE["limit"], strokeWidth=1.6).encode(y=y)
    known = [{"year": year, "cv": value, "status": status} for year, value, status in terms]
    base = alt.Chart(alt.Data(values=known))
    line = base.mark_line(color="#374151", strokeWidth=1.5).encode(x=x, y=y)
    points = (
        base.transform_filter("isValid(datum.cv)")
        .mark_point(filled=True, size=50, opacity=1)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "status:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())), legend=None
            ),
            shape=alt.Shape("status:N", scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())), legend=None),
        )
    )
    layers = alt.layer(ground, rule, line, points).resolve_scale(color="independent")
    return svg(layers.properties(width=COURSE[0], height=COURSE[1]))


def drawable(terms: list[tuple[int, float | None, str]]) -> bool:
    """Whether any term has a value."""
    return any(value is not None for _, value, _ in terms)


def distributions(data: dict[str, Any]) -> dict[str, str]:
    """A picture of each of the seven by stage, where a section has a value."""
    columns = data["sections"]["columns"]
    places = {
        f"{row[columns.index('school_id')]}|{row[columns.index('stage')]}": place
        for place, row in enumerate(data["sections"]["rows"])
    }
    values: dict[str, list[tuple[int, float, str]]] = {}
    limits: dict[str, tuple[float, float]] = {}
    for section, figures in data["figures"].items():
        for figure in figures:
            indicator, value, status, limit, floor = (
                figure[FIGURE.index(name)] for name in ("indicator_id", "value", "status", "limit_value", "floor_value")
            )
            if value is not None and status in COLOURS and limit is not None and indicator in data["seven"]:
                key = f"{indicator}-{section.split('|')[1]}"
                values.setdefault(key, []).append((places[section], value, status))
                limits[key] = (limit, limit if floor is None else floor)
    return {key: distribution(found, *limits[key]) for key, found in sorted(values.items())}


def courses(data: dict[str, Any]) -> dict[str, str]:
    """The course of each CV by stage over the statutory terms, where one is known."""
    statutory = {term["term_id"]: int(term["school_year"][:4]) for term in data["terms"]}
    phases = [(int(year[:4]), phase) for _, year, phase in data["calendar"] if phase]
    known: dict[str, list[tuple[int, float | None, str]]] = {}
    limits: dict[str, float] = {}
    for row in data["dispersion"]:
        term, stage, indicator, cv, limit, status = row[0], row[1], row[2], row[8], row[11], row[12]
        if term in statutory and status in COLOURS:
            known.setdefault(f"cv-{indicator}-{stage}", []).append((statutory[term], cv, status))
            limits[f"cv-{indicator}-{stage}"] = limit
    return {key: course(found, limits[key], phases) for key, found in sorted(known.items()) if drawable(found)}
