"""The figures a reader of the docs sees are recomputed here, from the page itself."""

from __future__ import annotations

import csv
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from edu_balance import sync

ROOT = Path(__file__).resolve().parents[2]
PUPILS = (45, 37, 89, 76, 55)
BOOKS = (279, 137, 935, 160, 402)


def table(page: str, first_heading: str) -> list[list[str]]:
    """The body rows of the Markdown table whose header starts with the heading."""
    lines = (ROOT / "models" / "docs" / page).read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {first_heading} |"))
    body = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        body.append([cell.strip() for cell in line.strip("|").split("|")])
    return body


def test_printed_s_over_printed_mean_gives_each_printed_cv() -> None:
    rows = table("dispersion.md", "indicator")
    assert [row[0] for row in rows] == ["R1", "R2", "R3", "R4", "R5", "R6", "R7"]
    for _, mean, deviation, printed, ours in rows:
        quotient = (Decimal(deviation) / Decimal(mean)).quantize(Decimal("0.000001"), ROUND_HALF_UP)
        assert quotient == Decimal(printed) == Decimal(ours)


def test_worked_example_and_its_wrong_variants_are_what_the_page_says() -> None:
    shown = {row[0]: row[1] for row in table("dispersion.md", "way of reckoning")}
    ratios = [books / pupils for books, pupils in zip(BOOKS, PUPILS, strict=True)]
    total, mean = sum(PUPILS), sum(BOOKS) / sum(PUPILS)
    unweighted = sum(ratios) / 5
    squares = sum((ratio - unweighted) ** 2 for ratio in ratios)
    rounded_mean = round(mean, 2)
    rounded = sum(p * (round(x, 2) - rounded_mean) ** 2 for p, x in zip(PUPILS, ratios, strict=True))
    weighted = sum(p * (x - mean) ** 2 for p, x in zip(PUPILS, ratios, strict=True))
    reliability = total - sum(p * p for p in PUPILS) / total
    assert shown == {
        "printed in the source": f"{math.sqrt(weighted / total) / mean:.2f}",
        "ours, pupil-weighted, population": f"{math.sqrt(weighted / total) / mean:.7f}",
        "unweighted, population (would pass the primary limit)": f"{math.sqrt(squares / 5) / unweighted:.6f}",
        "unweighted, sample": f"{math.sqrt(squares / 4) / unweighted:.6f}",
        "x_i and X̄ rounded first": f"{math.sqrt(rounded / total) / rounded_mean:.6f}",
        "reliability weights": f"{math.sqrt(weighted / reliability) / mean:.6f}",
    }


def test_generated_files_are_not_stale() -> None:
    assert sync.stale_files(ROOT) == []


def test_no_limit_is_typed_outside_the_policy_seeds() -> None:
    with (ROOT / "seeds" / "policy" / "thresholds.csv").open(encoding="utf-8", newline="") as file:
        limits = [row for row in csv.DictReader(file)]
    numbers = {Decimal(row[column]) for row in limits for column in ("limit_value", "floor_share") if row[column]}
    # whole numbers below ten stand in any code; every other limit would be one of them by accident only
    typed = {f"{number.normalize():f}" for number in numbers if number >= 10 or number % 1}
    assert {"0.45", "10.2", "2500"} <= typed
    pattern = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, sorted(typed)))}|0\.50)(?![\w.])")
    # the sample county's generator invents figures of its own, some of them like a limit
    sources = [
        path
        for folder, ending in (
            ("models", "sql"),
            ("macros", "sql"),
            ("analyses", "sql"),
            ("tests", "sql"),
            ("scripts", "py"),
        )
        for path in sorted((ROOT / folder).rglob(f"*.{ending}"))
        if path.name != "sample.py"
    ]
    assert len(sources) > 100
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}: {line.strip()}"
        for path in sources
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []
