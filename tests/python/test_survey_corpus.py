"""The corpus of survey workbooks: what must be read is, as its like; what must be refused is, soon and in bounds."""

from __future__ import annotations

import io
import json
import multiprocessing
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random

import hostile_files as hostile
import pytest
from bounds import limit
from corpus_files import (
    JUNIOR_SCHOOL,
    NOBODY,
    NOBODYS_PHONE,
    SCHOOL,
    THROUGH,
    county_figures,
    old,
    ours,
    plain,
    rows_of,
    shared_texts,
    small_county,
)
from forms import Row
from plain_forms import COUNTY_ANSWERS
from small_county import COUNTY, TERM
from survey_corpus import READ, REFUSED, Case, Cell
from workbooks import comparable

from edu_balance.intake.delivery import Delivery
from edu_balance.intake.reading import read_file

# less than the largest of the hostile files unpacks to
MEMORY, SECONDS = 2**27, 20
SPOILT = 200
FORMS = ("schools", "pupils", "pupils_by_grade", "teachers", "premises", "equipment", "activities", "school_funds")
FORMS += ("retention", "classes")
NAMES = {"school": SCHOOL, "through": THROUGH, "junior": JUNIOR_SCHOOL}


def read(path: Path) -> Delivery:
    return read_file(path, small_county()[1], TERM)


def named(cases: tuple[Case, ...]) -> list[object]:
    return [pytest.param(case, id=case.name) for case in cases]


# What files are read like


def ours_of_school(school_id: str) -> dict[str, list[Row]]:
    """The rows of the small county, with what the corpus answers beyond them."""
    rows = {form: [row for row in rows_of(form) if row["school_id"] == school_id] for form in FORMS}
    for row in rows["schools"]:
        row |= {"built_by_2010": "0", "built_by_2016": "0"}
    rows["school_funds"][0]["allocated_wan"] = "2"
    this_year = {"fiscal_year": "2026", "allocated_wan": "2", "budget_wan": "40", "training_wan": "2"}
    rows["school_funds"].append(rows["school_funds"][0] | this_year)
    return {form: found for form, found in rows.items() if found}


def plain_school(school_id: str, stage: str) -> dict[str, list[Row]]:
    """What a form of another office says of a school of one stage."""
    rows = ours_of_school(school_id)
    for form in ("pupils_by_grade", "activities", "classes"):
        del rows[form]
    rows["schools"][0] |= {"built_by_2010": "1", "built_by_2016": "1"}
    rows["pupils"][0] |= dict.fromkeys(("left_behind", "fitness_tested", "fitness_passed"), "")
    rows["teachers"][0] |= {"senior_title": ""}
    rows["school_funds"] = [rows["school_funds"][0] | {"allocated_wan": ""}]
    largest = {"primary": ("46_50", "6"), "junior": ("from_66", "3")}[stage]
    bands = ("to_25", "26_30", "31_35", "36_40", "41_45", "46_50", "51_55", "56_60", "61_65", "from_66")
    key = {"term_id": TERM, "school_id": school_id, "stage": stage}
    rows["class_bands"] = [key | {"band": band, "classes": largest[1] if band == largest[0] else "0"} for band in bands]
    if stage == "junior":
        rows["teachers"][0] |= {"college": ""}
    return rows


def plain_through() -> dict[str, list[Row]]:
    """What it says of a nine-year school: nothing of teachers and classes as a whole."""
    rows = plain_school(THROUGH, "primary")
    del rows["class_bands"]
    whole = ("full_time", "backbone", "senior_title", "certified", "trained_360h", "pe", "music", "fine_art", "arts")
    for row in rows["teachers"]:
        row |= dict.fromkeys(whole, "") | ({"college": ""} if row["stage"] == "junior" else {})
    for row in rows["pupils"]:
        row |= dict.fromkeys(("migrant", "left_behind", "fitness_tested", "fitness_passed"), "")
    return rows


PLAIN_COUNTY = (
    ("funding_base_rural_yuan", "2026", "primary", "650"),
    ("funding_base_urban_yuan", "2026", "primary", "650"),
    ("funding_base_rural_yuan", "2026", "junior", "850"),
    ("funding_base_urban_yuan", "2026", "junior", "850"),
    ("special_education_funds_yuan", "2026", "", "70000"),
    ("special_education_pupils", "2026", "", "10"),
    ("teacher_pay_wan", "2025", "", "9.2"),
    ("civil_servant_pay_wan", "2025", "", "9.1"),
    ("rotation_eligible", "2026-2027", "", "40"),
    ("teachers_rotated", "2026-2027", "", "5"),
    ("backbone_rotated", "2026-2027", "", "2"),
    ("high_school_places", "2026-2027", "", "100"),
    ("high_school_places_allocated", "2026-2027", "", "60"),
    ("high_school_places_rural", "2026-2027", "", "35"),
    ("migrant_children", TERM, "", "20"),
    ("disabled_children", TERM, "", "6"),
)


@cache
def expected_of(like: str) -> Mapping[str, list[Row]]:
    if like in NAMES:
        return ours_of_school(NAMES[like])
    match like:
        case "county":
            figures = [{"county_code": COUNTY, **row} for row in county_figures()]
            return {"county_figures": figures, "documents": rows_of("documents")}
        case "plain primary":
            return plain_school(SCHOOL, "primary")
        case "plain junior":
            return plain_school(JUNIOR_SCHOOL, "junior")
        case "plain through":
            return plain_through()
        case "plain county":
            names = ("measure_id", "period", "stage", "value")
            key = {"county_code": COUNTY, "subgroup": ""}
            return {"county_figures": [key | dict(zip(names, row, strict=True)) for row in PLAIN_COUNTY]}
    raise ValueError(like)


def changed(rows: Mapping[str, list[Row]], but: Mapping[Cell, str]) -> dict[str, list[Row]]:
    """The rows with some cells changed; a cell is found by what its row is of."""
    new = {form: [dict(row) for row in found] for form, found in rows.items()}
    for (form, keys, column), value in but.items():
        matching = [row for row in new[form] if set(keys) <= set(row.values())]
        assert len(matching) == 1, (form, keys)
        matching[0][column] = value
    return new


# Tests


def test_the_corpus_is_large_and_each_case_has_a_name_of_its_own() -> None:
    assert len(READ) >= 40 and len(REFUSED) >= 45
    for cases in (READ, REFUSED):
        assert [name for name, count in Counter(case.name for case in cases).items() if count > 1] == []
    assert all(case.zh for case in REFUSED) and all(case.like for case in READ)


@pytest.mark.parametrize("case", named(READ))
def test_what_can_be_read_safely_is_read(case: Case, tmp_path: Path) -> None:
    delivery = read(case.write(tmp_path))
    told = [str(remark) for remark in delivery.remarks]
    assert not delivery.is_refused, told
    assert comparable(delivery.rows) == comparable(changed(expected_of(case.like), case.but or {}))
    assert len(delivery.remarks) == len(case.said), told
    for part in case.said:
        assert any(part in remark.expected_zh for remark in delivery.remarks), (part, told)
    for remark in delivery.remarks:
        assert remark.expected_zh and remark.expected_en
        assert not any(name in str(remark) for name in ("某甲", "某乙", "某丙", NOBODYS_PHONE)), "a person was shown"
    shape = {"plain": "plain_survey_", "count": "survey_"}.get(case.like[:5], "survey_")
    assert delivery.shape == shape + ("county" if "county" in case.like else "school")
    assert (delivery.term_id, delivery.county_code) == (TERM, COUNTY)


@pytest.mark.parametrize("case", named(READ))
def test_every_value_read_knows_its_cell(case: Case, tmp_path: Path) -> None:
    delivery = read(case.write(tmp_path))
    forms = small_county()[1].forms
    for name, rows in delivery.rows.items():
        for row in rows:
            given = forms[name].given_key(row)
            for column in forms[name].answers:
                # the rest of the register's row is the register's own
                if row[column] and not (name == "schools" and case.like.startswith("plain")):
                    assert delivery.places[name, given, column].sheet, (name, column)


def report_of(path: Path, answer: Path) -> None:
    """Read a file with little memory and time, and write down what was said of it."""
    limit(MEMORY, SECONDS)
    delivery = read(path)
    said = [(r.severity, r.seen, r.expected_zh, r.expected_en, r.place.sheet, r.place.cell) for r in delivery.remarks]
    answer.write_text(json.dumps([said, len(delivery.sha256)]), encoding="utf-8")


@pytest.mark.parametrize("case", named(REFUSED))
def test_what_cannot_be_read_safely_is_refused_in_bounds(case: Case, tmp_path: Path) -> None:
    path, answer = case.write(tmp_path), tmp_path / "said.json"
    small_county()
    process = multiprocessing.get_context("fork").Process(target=report_of, args=(path, answer))
    process.start()
    process.join()
    assert process.exitcode == 0, "the reader died or raised"
    said, digits = json.loads(answer.read_text(encoding="utf-8"))
    stops = [remark for remark in said if remark[0] == "stop"]
    assert digits == 64 and stops
    found = [remark for remark in stops if case.zh in remark[2]]
    assert found, stops
    assert all(remark[2] and remark[3] for remark in said)
    if case.sheet:
        assert any(remark[4] == case.sheet for remark in found), stops
    if case.cell:
        assert any(remark[5] == case.cell for remark in found), stops
    assert not any(number in json.dumps(said) for number in (NOBODY, NOBODYS_PHONE)), "a person was shown"


def spoilt(content: bytes, random: Random) -> bytes:
    """The bytes with a few of them changed, gone or added."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 2, 5, 20))):
        at = random.randrange(len(changed))
        match random.randrange(3):
            case 0:
                changed[at] = random.choice((0, 1, 0x7F, 0x80, 0xFF, random.randrange(256)))
            case 1:
                del changed[at : at + random.randrange(1, 30)]
            case 2:
                changed[at:at] = random.randbytes(random.randrange(1, 9))
    return bytes(changed)


def spoilt_part(content: bytes, random: Random) -> bytes:
    """A sound archive with one of its parts spoilt."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "theme" not in name}
    name = random.choice(sorted(parts))
    return hostile.packed(parts | {name: spoilt(parts[name], random)})


def read_spoilt(path: Path, answer: Path, seed: int) -> None:
    """Read a file many times over, spoilt in another way each time, and count what became of it."""
    limit(MEMORY, SPOILT * SECONDS)
    random, content, outcomes = Random(seed), path.read_bytes(), Counter[bool]()
    for number in range(SPOILT):
        is_part = path.suffix == ".xlsx" and number % 8
        path.write_bytes(spoilt_part(content, random) if is_part else spoilt(content, random))
        delivery = read(path)
        assert all(remark.expected_zh and remark.expected_en and str(remark) for remark in delivery.remarks)
        outcomes[delivery.is_refused] += 1
    answer.write_text(json.dumps([outcomes[True], outcomes[False]]), encoding="utf-8")


@pytest.mark.parametrize(
    ("write", "seed"),
    [(ours(), 1), (old(ours()), 2), (shared_texts(plain()), 3), (old(plain()), 4)],
    ids=["ours.xlsx", "ours.xls", "plain.xlsx", "plain.xls"],
)
def test_whatever_becomes_of_its_bytes_a_file_is_read_or_refused(
    write: Callable[[Path], Path], seed: int, tmp_path: Path
) -> None:
    path, answer = write(tmp_path), tmp_path / "said.json"
    process = multiprocessing.get_context("fork").Process(target=read_spoilt, args=(path, answer, seed))
    process.start()
    process.join()
    assert process.exitcode == 0, "the reader died or raised"
    refused, taken = json.loads(answer.read_text(encoding="utf-8"))
    assert refused + taken == SPOILT and refused > SPOILT / 3 and taken


def test_the_county_of_the_plain_form_says_what_the_expectation_says() -> None:
    """Each answer of the county form is expected somewhere, but those that are read nowhere."""
    read_nowhere = {"区县名称", "区县代码", "填报年度", "在县域内", "在政府购买", "适龄残疾儿童少年入学"}
    values = Counter(str(value) for label, value in COUNTY_ANSWERS.items() if label not in read_nowhere)
    expected = Counter(value for *_, value in PLAIN_COUNTY)
    assert expected - values == Counter({"650": 1, "850": 1})
