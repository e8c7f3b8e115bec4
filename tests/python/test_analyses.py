"""The questions in analyses/ answer on a published file, and answer what was reckoned by hand."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import ROOT, GeneratedBuild, dbt, rows
from forms import rewrite
from runs import project_with_scripts, run_verb
from small_county import COUNTY, TERM, write_small_county

THEN = "2024-2025-1"
NATIONAL = "national_2017"
AREA = "national__teaching_area_per_pupil__primary"
RULE = "national__school_rule__primary"
FUNDING = "national__special_education_funding__from_2025"
# of each question, the columns its first lines explain
EXPLAINED = {
    "cells_of_a_figure": (
        *("measure_id", "side", "survey_column", "row_key", "value", "file_name", "sheet", "cell", "line"),
    ),
    "changed_since_last_term": ("changed_by", "new_figure_old_limit", "old_figure_new_limit", "code_version_before"),
    "dispersion_over_terms": ("cv_by_term", "cv_limit", "status_now"),
    "judge_a_term_again": ("hypothetical_status", "status"),
    "near_misses": ("side", "relative_gap", "shortfall"),
    "sections_by_status": ("not_met", "school_rule"),
    "waivers": ("state", "waiver_reason", "status"),
    "what_if_a_limit_moves": ("hypothetical_status", "status"),
    "where_a_figure_comes_from": (
        *("made_of", "period", "measure_above", "measure_below", "reported", "split_weight", "split_base"),
        *("numerator", "denominator", "judged_left", "judged_left_high", "judged_right", "sources"),
    ),
}
Row = dict[str, Any]


def as_it_was(row: dict[str, str]) -> dict[str, str]:
    """A row of two years before: the second school had 96 pupils in six classes and 336 m², 3.5 m² each."""
    then = row | {"term_id": THEN, "source_id": "then", "received_at": "2024-09-20"}
    if row["school_id"] == "0100000002":
        small = {"pupils": "16" if "grade" in row else "96", "in_catchment": "96", "fitness_tested": "96"}
        small |= {"fitness_passed": "93", "teaching_area_m2": "336"}
        then |= {name: value for name, value in small.items() if name in row}
    return then


def write_two_terms(folder: Path) -> Path:
    """The small county of four schools, and two years before with three of them."""
    write_small_county(folder)
    forms = ("schools", "premises", "equipment", "activities", "pupils", "pupils_by_grade", "classes", "teachers")
    for form in forms:
        rewrite(
            folder / f"{form}.csv",
            lambda now: [as_it_was(row) for row in now if row["school_id"] != "0100000004"] + now,
        )
    fund(folder, "2024", "65000")
    fund(folder, "2026", "65000")
    waiver = {
        "county_code": COUNTY,
        "approved_by": "小县教育局",
        "reason": "新校舍在建",
        "source_id": "w",
        "revision": "1",
    }
    waived = (
        {"threshold_id": AREA, "entity_id": "0100000002", "first_term_id": THEN, "last_term_id": "2025-2026-2"},
        {"threshold_id": FUNDING, "entity_id": COUNTY, "first_term_id": TERM, "last_term_id": "2027-2028-1"},
    )
    received = {"received_at": "2024-09-20"}
    rewrite(folder / "waivers.csv", lambda none: [waiver | row | received for row in waived])
    return folder


def fund(folder: Path, year: str, yuan: str) -> None:
    """What ten special-education pupils are funded with in a year."""
    key = {"measure_id": "special_education_funds_yuan", "period": year}

    def change(figures: list[dict[str, str]]) -> list[dict[str, str]]:
        others = [row for row in figures if not key.items() <= row.items()]
        pupils = {"measure_id": "special_education_pupils", "period": year}
        if not any(pupils.items() <= row.items() for row in others):
            others.append(others[0] | pupils | {"stage": "", "value": "10"})
        return [*others, others[0] | key | {"stage": "", "value": yuan}]

    rewrite(folder / "county_figures.csv", change)


@dataclass(frozen=True)
class Published:
    """Two releases of the small county: the second with less funding and a corrected teaching area."""

    first: Path
    second: Path
    compiled: Path


def compile_analyses(project: Path) -> Path:
    """Their SQL as `run.py dbt compile` writes it."""
    done = dbt(project, ["compile", "--select", "path:analyses"])
    assert done.returncode == 0, done.stdout[-4000:]
    return project / "target" / "compiled" / "edu_balance" / "analyses"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    tmp = tmp_path_factory.mktemp("analyses")
    project, data = project_with_scripts(tmp), write_two_terms(tmp / "county")
    warehouse = data / "warehouse" / "edu_balance.duckdb"
    releases = []
    for name in ("first", "second"):
        run = run_verb(project, data, "build")
        assert run.returncode == 0, run.output
        releases.append(tmp / f"{name}.duckdb")
        shutil.copyfile(warehouse, releases[-1])
        fund(data, "2026", "59000")
        rewrite(
            data / "premises.csv",
            lambda sent: [
                *sent,
                *(
                    row | {"teaching_area_m2": "540", "source_id": "mended", "revision": "2"}
                    for row in sent
                    if (row["term_id"], row["school_id"]) == (TERM, "0100000002")
                ),
            ],
        )
    return Published(*releases, compile_analyses(project))


def ask(
    published: Published, name: str, release: Path | None = None, earlier: Path | None = None, **variables: Any
) -> list[Row]:
    """Run one question as its first lines say, on the first release."""
    sql = (published.compiled / f"{name}.sql").read_text(encoding="utf-8")
    with duckdb.connect(str(release or published.first), read_only=True) as connection:
        if earlier:
            connection.execute(f"attach '{earlier}' as earlier (read_only)")
            sql = re.sub(r" main\.", " earlier.main.", sql)
        for variable, value in variables.items():
            connection.execute(f"set variable {variable} = $1", [value])
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_every_question_answers_with_the_columns_it_explains(published: Published) -> None:
    questions = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "analyses").glob("*.sql")}
    assert questions.keys() == EXPLAINED.keys()
    for name, text in questions.items():
        answer = ask(published, name)
        assert answer, name
        assert set(EXPLAINED[name]) <= answer[0].keys(), name
        head = text[: re.search(r"^(?!--)", text, re.M).start()]
        assert all(column in head for column in EXPLAINED[name]), name
        assert "duckdb -readonly" in head, f"{name} says how to run it"
        hypothetical = [row for row in answer if any(column.startswith("hypothetical") for column in row)]
        assert all(row["result_is"] == "hypothetical" for row in hypothetical), name


def test_questions_without_braces_run_as_they_stand(published: Published) -> None:
    for path in (ROOT / "analyses").glob("*.sql"):
        text = path.read_text(encoding="utf-8")
        assert ("{{" in text) == ("run.py dbt compile" in text), path.name
        if "{{" not in text:
            assert rows(published.first, text) == ask(published, path.stem), path.name


def test_sections_and_dispersions(published: Published) -> None:
    assert len(ask(published, "sections_by_status")) == 5
    dispersions = ask(published, "dispersion_over_terms")
    assert len(dispersions) == 14
    assert all(" → " in row["cv_by_term"] for row in dispersions if row["stage"] == "primary")


def test_near_misses_on_both_sides_of_every_kind_of_figure(published: Published) -> None:
    found = {
        (row["side"], row["entity_type"], row["entity_id"], row["threshold_id"]): row
        for row in ask(published, "near_misses", within=0.12)
        if row["standard_id"] == NATIONAL
    }
    # 480.5 m² for 120 pupils where 540 are asked for
    missed = found["just missed", "section", "0100000002", AREA]
    assert missed["relative_gap"] == pytest.approx(480.5 / 540 - 1)
    assert (missed["shortfall"], missed["shortfall_unit"], missed["status"]) == (59.5, "平方米", "near")
    # 5 m² each, and 50 in a class of at most 45
    assert found["just met", "section", "0100000001", AREA]["relative_gap"] == pytest.approx(0.5 / 4.5)
    crowded = found["just missed", "class", "0100000001-primary-1-1", "national__class_size__primary"]
    assert (crowded["value"], crowded["margin"], crowded["relative_gap"]) == (50, -5, pytest.approx(-1 / 9))
    # 6500 yuan each where 7000 are asked for
    assert found["just missed", "county", COUNTY, FUNDING]["relative_gap"] == pytest.approx(-1 / 14)
    # 2 of 40 at a limit of 5 %: met, without room
    training = found["just met", "school", "0100000001", "national__training_money"]
    assert (training["margin"], training["relative_gap"]) == (0, 0)
    closer = ask(published, "near_misses", within=0.1)
    assert (AREA, "0100000002") not in {(row["threshold_id"], row["entity_id"]) for row in closer}
    sides = [row["side"] for row in closer]
    assert sides == sorted(sides, reverse=True)


def test_where_a_figure_comes_from(published: Published) -> None:
    def traced(**variables: str) -> dict[tuple[str, str, str, str], Row]:
        answer = ask(published, "where_a_figure_comes_from", **variables)
        own = [row for row in answer if row["threshold_id"].startswith("national__")]
        keys = [(row["indicator_id"], row["stage"], row["subgroup"], row["entity_id"]) for row in own]
        cv = [row["statistic"] == "cv" for row in own]
        return {key: row for key, row, is_cv in zip(keys, own, cv, strict=True) if not is_cv}

    def cells(row: Row, *names: str) -> tuple[Any, ...]:
        return tuple(row[name] for name in names)

    school = "0100000003"
    found = traced(entity_id=school)
    # 2000 m² for 210 pupils at weight 1 and 150 at 1.1
    split = ("reported", "split_weight", "split_base", "numerator", "denominator", "judged_left", "judged_right")
    assert [float(cell) for cell in cells(found["R4", "primary", "", school], *split)] == [
        *(2000, 1, 375, 1120, 210, 2000, 375),
    ]
    assert [float(cell) for cell in cells(found["R4", "junior", "", school], *split)] == [
        *(2000, 1.1, 375, 880, 150, 2200, 375),
    ]
    area = found["R4", "primary", "", school]
    assert cells(area, "made_of", "measure_above", "measure_below") == (
        *("part of a campus figure", "teaching_area_m2", "pupils"),
    )
    assert area["sources"].startswith("small (") and " premises " in area["sources"]
    assert area["sources"].endswith("; 2026-09-20)")
    # 14 teachers of 210 pupils are the section's own
    teachers = found["R1", "primary", "", school]
    assert cells(teachers, "made_of", "split_weight", "numerator") == ("figure of the section", None, 14)
    assert cells(found["Q4", "", "", school], "made_of", "numerator", "denominator", "value") == (
        *("figure of the school", 2, 40, 5.0),
    )
    class_size = found["G5", "primary", "", f"{school}-primary-1-1"]
    assert cells(class_size, "made_of", "numerator", "judged_left_high") == ("pupils of the class", 35, 35)
    assert found["RS", "primary", "", school]["made_of"].startswith("verdicts of its members: R1 met, R2 near, R3 met")

    county = traced(entity_id=COUNTY)
    funding = county["G7", "", "", COUNTY]
    assert cells(funding, "made_of", "period", "numerator", "denominator", "value", "status") == (
        *("figure of the county", "2026", 65000, 10, 6500.0, "unmet"),
    )
    assert funding["sources"].startswith("small (")
    # two schools: (292 - 2 + 6) / (300 - 0)
    retention = county["Q1", "", "form_a", COUNTY]
    assert cells(retention, "made_of", "period", "numerator", "denominator") == (
        *("sum over the schools", "2023", 296, 300),
    )
    document = county["G1", "", "", COUNTY]
    assert document["made_of"] == "document 1 2026-05-20 小县教育督导室 符合"
    assert cells(document, "period", "document_evidence", "status") == ("2026", "小县教〔2026〕1号", "met")
    (spread,) = [
        row
        for row in ask(published, "where_a_figure_comes_from", entity_id=COUNTY, indicator_id="R4")
        if row["stage"] == "primary"
    ]
    assert cells(spread, "made_of", "denominator") == ("spread between 3 sections in scope", 630)
    assert float(spread["numerator"]) == 1500 + 480.5 + 1120
    assert {row["term_id"] for row in traced(entity_id=school, term_id=THEN).values()} == {THEN}


def changed(answer: list[Row]) -> dict[tuple[str, str], Row]:
    return {(row["threshold_id"] or row["threshold_id_before"], row["entity_id"]): row for row in answer}


def test_changed_since_last_term_tells_data_from_policy(published: Published) -> None:
    found = changed(ask(published, "changed_since_last_term"))
    by = {key: row["changed_by"] for key, row in found.items()}
    crossed = ("status_before", "new_figure_old_limit", "old_figure_new_limit", "status")
    # 3.5 m² then, 4.004 now, and the rule over it
    assert by[AREA, "0100000002"] == "data"
    assert [found[AREA, "0100000002"][name] for name in crossed] == ["unmet", "near", "unmet", "near"]
    assert by[RULE, "0100000002"] == "data"
    assert [found[RULE, "0100000002"][name] for name in crossed] == ["unmet", "met", "unmet", "met"]
    # 6500 yuan in both terms; the limit rose from 6000 to 7000
    assert by[FUNDING, COUNTY] == "policy"
    assert [found[FUNDING, COUNTY][name] for name in crossed] == ["met", "met", "unmet", "unmet"]
    assert (found[FUNDING, COUNTY]["limit_before"], found[FUNDING, COUNTY]["limit_value"]) == (6000, 7000)
    # a village school of 96 is funded as 100, one of 120 is none of these
    small = found["national__small_school_funding__small_village_school", "0100000002"]
    assert (small["changed_by"], small["status"], small["reason"]) == ("scope", "not_applicable", "not_of_this_kind")
    assert by["national__training_money", "0100000004"] == "came"
    assert by["national__class_size__junior", "0100000004-junior-7-1"] == "came"
    assert (AREA, "0100000001") not in by, "its verdict stands"
    assert "method" not in by.values()
    back = changed(ask(published, "changed_since_last_term", term_id=THEN, term_before=TERM))
    assert back["national__training_money", "0100000004"]["changed_by"] == "went"

    # with 5900 yuan now, either change alone is enough
    both = changed(ask(published, "changed_since_last_term", release=published.second))[FUNDING, COUNTY]
    assert (both["changed_by"], [both[name] for name in crossed]) == (
        "data and policy",
        ["met", "unmet", "unmet", "unmet"],
    )


def test_changed_between_two_releases_of_one_term(published: Published, tmp_path: Path) -> None:
    answer = ask(
        published, "changed_since_last_term", release=published.second, earlier=published.first, term_before=TERM
    )
    found = {key: (row["changed_by"], row["status_before"], row["status"]) for key, row in changed(answer).items()}
    assert found == {(AREA, "0100000002"): ("data", "near", "met")}, "540 m² after the correction"

    # a release whose verdict does not follow from its own figure and limit
    odd = tmp_path / "odd.duckdb"
    shutil.copyfile(published.first, odd)
    key = f"threshold_id = '{FUNDING}' and term_id = '{TERM}'"
    with duckdb.connect(str(odd)) as connection:
        connection.execute(f"update fct_verdict set status = 'met' where {key}")
        connection.execute("update meta_build set code_version = 'older', seeds_version = 'other'")
    answer = ask(published, "changed_since_last_term", earlier=odd, term_before=TERM)
    assert [(row["changed_by"], row["threshold_id"], row["code_version_before"]) for row in answer] == [
        ("method", FUNDING, "older"),
    ]
    # the same seeds under another version: whatever differs is the method's
    with duckdb.connect(str(odd)) as connection:
        connection.execute(f"update fct_verdict set status = 'unmet' where {key}")
        connection.execute(
            f"update fct_verdict set status = 'met' where threshold_id = '{AREA}' and term_id = '{TERM}';"
            "update fct_judged_value set judged_left = 2 * judged_left, judged_left_high = 2 * judged_left_high "
            "where indicator_id = 'R4' and stage = 'primary'"
        )
    corrected = changed(ask(published, "changed_since_last_term", earlier=odd, term_before=TERM))
    assert corrected[AREA, "0100000002"]["changed_by"] == "data"
    with duckdb.connect(str(odd)) as connection, duckdb.connect(str(published.first), read_only=True) as first:
        seeds = first.execute("select seeds_version from meta_build").fetchall()[0][0]
        connection.execute("update meta_build set seeds_version = $1", [seeds])
    same_seeds = changed(ask(published, "changed_since_last_term", earlier=odd, term_before=TERM))
    assert same_seeds[AREA, "0100000002"]["changed_by"] == "method"


def test_a_term_is_judged_again_by_the_limits_of_another(published: Published) -> None:
    then = ask(published, "judge_a_term_again", standard_id=NATIONAL, limits_of=THEN)
    (funding,) = [row for row in then if row["indicator_id"] == "G7"]
    # 6500 yuan, 6000 asked for then; that limit gave no verdict on this term
    assert (funding["value"], funding["limit_value"]) == (6500, 6000)
    assert (funding["hypothetical_status"], funding["status"]) == ("met", None)
    off = ask(published, "judge_a_term_again")
    assert {row["standard_id"] for row in off} == {"national_2017_transitional"}
    assert {row["status"] for row in off} == {None}
    size = Counter(row["hypothetical_status"] for row in off if row["indicator_id"] == "G4")
    assert size == {"not_applicable": 8}, "four schools, none of them relaxed"


def by_standard_and_term(database: Path) -> Iterator[tuple[str, str, int]]:
    sql = "select standard_id, term_id, count(*) as n from fct_verdict group by all order by all"
    for row in rows(database, sql):
        yield row["standard_id"], row["term_id"], row["n"]


def test_every_verdict_comes_out_again(published: Published, generated_build: GeneratedBuild) -> None:
    """The term's own limits, for every standard and term: the analysis judges as the models do."""
    database = generated_build.built.database
    seen = 0
    for standard, term, n in by_standard_and_term(database):
        again = ask(published, "judge_a_term_again", release=database, standard_id=standard, term_id=term)
        assert len(again) == n, (standard, term)
        assert [row for row in again if row["status"] != row["hypothetical_status"]][:2] == [], (standard, term)
        seen += n
    assert seen > 10000


def test_what_if_a_limit_moves(published: Published) -> None:
    # of 5, 4.004… and 5.33… m² the middle one is met; of the 3.5 then 85 % of the moved limit are reached
    answer = ask(published, "what_if_a_limit_moves", threshold_id=AREA, new_limit="4.004")
    assert {(row["term_id"], row["status"], row["hypothetical_status"]): row["verdicts"] for row in answer} == {
        (THEN, "met", "met"): 2,
        (THEN, "unmet", "near"): 1,
        (TERM, "met", "met"): 2,
        (TERM, "near", "met"): 1,
    }
    funding = ask(published, "what_if_a_limit_moves", threshold_id=FUNDING, new_limit=6500)
    assert [(row["status"], row["hypothetical_status"]) for row in funding] == [("unmet", "met")]
    rule = ask(published, "what_if_a_limit_moves", threshold_id=RULE, new_limit=5)
    assert {row["hypothetical_status"] for row in rule} == {"not judged again"}


def test_waivers_in_force_and_lapsed(published: Published) -> None:
    found = {
        row["threshold_id"]: (row["state"], row["last_term_id"], row["status"]) for row in ask(published, "waivers")
    }
    assert found == {
        AREA: ("lapsed, still not met", "2025-2026-2", "near"),
        FUNDING: ("in force", "2027-2028-1", "unmet"),
    }
    # the corrected figure meets the limit
    mended = {row["threshold_id"]: row["state"] for row in ask(published, "waivers", release=published.second)}
    assert mended == {AREA: "lapsed, met since", FUNDING: "in force"}
