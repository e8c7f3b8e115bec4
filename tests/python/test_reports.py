"""The declaration and the ledgers of the generated counties, reckoned again from the oracle's verdicts."""

from __future__ import annotations

import math
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from conftest import GeneratedBuild, rows
from oracle import Expected, Verdict, expect

NATIONAL = "national_2017"
WHOLE = {"R1", "R2", "R3", "R7"}
MULTIPLIER = {"R1": 100, "R2": 100, "R3": 100, "R4": 1, "R5": 1, "R6": 1, "R7": 100}


@pytest.fixture(scope="module")
def expected(generated_build: GeneratedBuild) -> Expected:
    return expect(generated_build.project, generated_build.data.folder)


def published(generated_build: GeneratedBuild, table: str) -> list[dict[str, Any]]:
    found = rows(generated_build.built.database, f"select * from {table}")
    assert found
    return found


def half_up(value: Fraction, decimals: int) -> Decimal:
    """The printed form of an exact figure."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def section_verdicts(expected: Expected) -> list[Verdict]:
    return [
        row
        for row in expected.verdicts
        if row.standard_id == NATIONAL and row.entity_type == "section" and row.status != "not_applicable"
    ]


def test_form_2_1_counts_the_sections_that_meet_each_indicator(
    generated_build: GeneratedBuild, expected: Expected
) -> None:
    judged = section_verdicts(expected)
    of = [(row.term_id, row.county_code, row.stage, row.indicator_id, row.status) for row in judged]
    met = Counter(key[:4] for key in of if key[4] == "met")
    unknown = Counter(key[:4] for key in of if key[4] == "unknown")
    wanted = {
        key: (n, met[key], unknown[key], half_up(Fraction(100 * met[key], n), 2))
        for key, n in Counter(key[:4] for key in of).items()
    }
    found = {
        (row["term_id"], row["county_code"], row["stage"], row["indicator_id"]): (
            row["sections"],
            row["met"],
            row["unknown"],
            row["printed_share_met"],
        )
        for row in published(generated_build, "rpt_declaration_2_1")
    }
    assert found == wanted


def test_form_2_2_prints_half_up_and_names_what_reads_otherwise(
    generated_build: GeneratedBuild, expected: Expected
) -> None:
    by_section: dict[tuple[str, str, str], dict[str, Verdict]] = {}
    for row in section_verdicts(expected):
        by_section.setdefault((row.term_id, row.entity_id, row.stage), {})[row.indicator_id] = row
    found = published(generated_build, "rpt_declaration_2_2")
    assert {(row["term_id"], row["school_id"], row["stage"]) for row in found} == by_section.keys()
    otherwise = 0
    for row in found:
        verdicts = by_section[row["term_id"], row["school_id"], row["stage"]]
        assert row["status"] == verdicts["RS"].status
        names: dict[str, list[str]] = {"met": [], "near": [], "unmet": [], "unknown": []}
        reads_otherwise = []
        for indicator in sorted(MULTIPLIER):
            verdict = verdicts[indicator]
            names[verdict.status].append(indicator)
            printed = None if verdict.value is None else half_up(Fraction(verdict.value), 2)
            assert row[f"printed_{indicator.lower()}"] == printed
            if printed is not None and (printed >= verdict.limit_value) != (verdict.status == "met"):
                reads_otherwise.append(indicator)
        assert (row["met_indicators"] or "") == ", ".join(names["met"])
        assert (row["near_indicators"] or "") == ", ".join(names["near"])
        assert (row["unknown_indicators"] or "") == ", ".join(names["unknown"])
        assert (row["printed_otherwise"] or "") == ", ".join(reads_otherwise)
        otherwise += len(reads_otherwise)
    assert otherwise > 10, "figures just below a limit print as the limit"


def test_form_3_prints_mean_and_cv(generated_build: GeneratedBuild, expected: Expected) -> None:
    spreads = {(row.term_id, row.county_code, row.stage, row.indicator_id): row for row in expected.dispersions}
    composites = 0
    for row in published(generated_build, "rpt_declaration_3"):
        if row["indicator_id"] == "RC":
            own = [
                spread.cv
                for key, spread in spreads.items()
                if key[:3] == (row["term_id"], row["county_code"], row["stage"])
            ]
            if None in own:
                assert row["cv"] is None and row["printed_cv"] is None
            else:
                composites += 1
                assert row["cv"] == pytest.approx(float(sum(own, Decimal(0)) / 7), abs=1e-12)
            continue
        spread = spreads[row["term_id"], row["county_code"], row["stage"], row["indicator_id"]]
        printed_mean = None if spread.mean is None else half_up(Fraction(spread.mean), 2)
        printed_cv = None if spread.cv is None else half_up(Fraction(spread.cv), 3)
        assert (row["printed_mean"], row["printed_cv"]) == (printed_mean, printed_cv)
        if row["status"] in ("met", "unmet"):
            assert row["reads_otherwise"] == ((printed_cv <= row["limit_value"]) != (row["status"] == "met"))
    assert composites > 10


def test_shortfalls_are_what_brings_a_section_to_its_limit(generated_build: GeneratedBuild, expected: Expected) -> None:
    figures = {(row.term_id, row.school_id, row.stage, row.indicator_id): row for row in expected.section_indicators}
    checked = 0
    for row in published(generated_build, "ledger_unmet"):
        if row["statistic"] != "value":
            continue
        if row["status"] == "unknown":
            assert row["shortfall"] is None
            continue
        figure = figures[row["term_id"], row["entity_id"], row["stage"], row["indicator_id"]]
        wanted = Fraction(row["limit_value"]) * figure.denominator / MULTIPLIER[row["indicator_id"]] - figure.numerator
        assert wanted > 0
        if row["indicator_id"] in WHOLE:
            assert row["shortfall"] == math.ceil(wanted)
        else:
            assert float(row["shortfall"]) == pytest.approx(float(wanted), abs=1e-6)
        checked += 1
    assert checked > 1000
