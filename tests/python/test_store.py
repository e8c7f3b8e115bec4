"""Deliveries in the survey forms: all or nothing, nothing lost, whatever stops an ingest on its way."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

import filelock
import pytest
from conftest import ROOT, dbt_build, project_copy, rows
from forms import Row, add_row, read_form, rewrite
from small_county import COUNTY, DELIVERY, TERM, write_small_county

from edu_balance.errors import ClerkError
from edu_balance.intake import store
from edu_balance.intake.delivery import Delivery, Place, Remark
from edu_balance.intake.journal import NEW, OLD, Change, Disk, Journal
from edu_balance.intake.store import Folder, accept, preview, recover, undo
from edu_balance.intake.survey_file import read_survey_file, read_survey_forms
from edu_balance.paths import Paths
from edu_balance.seed_files import check_shape, copy_own_files

SCHOOL, THROUGH_SCHOOL, JUNIOR_SCHOOL = "0100000001", "0100000003", "0100000004"
SPRING = "2026-2027-2"
DAY = date(2027, 3, 20)
LATER = date(2027, 5, 20)
FORMS = read_survey_forms(ROOT / "seeds")
RECEIPT = ("source_id", "revision", "received_at")
Tree = dict[str, bytes]


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of ingests: that files are synced, and in which order, has a test of its own."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_county(tmp_path_factory.mktemp("small") / "data")


@pytest.fixture
def folder(county: Path, tmp_path: Path) -> Folder:
    """The small county's private folder, as run.py finds it."""
    return copy_of(county, tmp_path / "data")


def copy_of(county: Path, target: Path) -> Folder:
    shutil.copytree(county, target)
    return Folder.of(Paths(ROOT, target))


def tree(folder: Folder) -> Tree:
    """Every file of the data folder but the lock."""
    files = (path for path in folder.base.rglob("*") if path.is_file() and path != folder.lock)
    return {path.relative_to(folder.base).as_posix(): path.read_bytes() for path in files}


def form(folder: Folder, name: str, **cells: str) -> list[Row]:
    """The rows of a form that have these cells, in the order of the file."""
    found = read_form(folder.forms / f"{name}.csv")
    return [row for row in found if all(row[column] == value for column, value in cells.items())]


def workbook(folder: Folder, school_id: str, term_id: str = TERM) -> Delivery:
    """What a school would send if it sent again what stands of TERM, for that term or another one."""
    answers: dict[str, list[Row]] = {}
    for path in (folder.forms / f"{name}.csv" for name in sorted(FORMS)):
        for row in read_form(path):
            if row.get("school_id") == school_id and row["revision"] == "1" and row.get("term_id", TERM) == TERM:
                answer = {column: cell for column, cell in row.items() if column not in RECEIPT}
                answers.setdefault(path.stem, []).append(answer | ({"term_id": term_id} if "term_id" in answer else {}))
    whose = {"county_code": COUNTY, "term_id": term_id, "school_id": school_id}
    return sent(Delivery(Path("送来") / f"{school_id}.xlsx", "", "survey_school", "1", **whose, rows=answers))


def sent(delivery: Delivery) -> Delivery:
    """The delivery with the places and the sha256 its file would have: every cell of every row was asked for."""
    places = {}
    for name, answers in sorted(delivery.rows.items()):
        for number, row in enumerate(answers, 2):
            key = tuple(row[column] for column in FORMS[name].keys)
            places |= {(name, key, column): Place(name, f"C{number}") for column in FORMS[name].answers}
    content = json.dumps([delivery.path.name, delivery.rows], sort_keys=True).encode()
    return replace(delivery, places=places, sha256=hashlib.sha256(content).hexdigest())


def changed(delivery: Delivery, name: str, change: Callable[[list[Row]], list[Row]]) -> Delivery:
    """The file with the rows of one form mended, under a name of its own."""
    path = delivery.path.with_stem(f"{delivery.path.stem}-更正")
    answers = delivery.rows | {name: change([dict(row) for row in delivery.rows[name]])}
    return sent(replace(delivery, path=path, rows=answers))


def corrected(delivery: Delivery, name: str, number: int, **cells: str) -> Delivery:
    """The file with cells of one row mended."""
    return changed(delivery, name, lambda found: [*found[:number], found[number] | cells, *found[number + 1 :]])


def stops(outcome: store.Outcome) -> list[Remark]:
    return [remark for remark in outcome.remarks if remark.severity == "stop"]


def lines_added(before: bytes, after: bytes) -> list[tuple[int, str]]:
    """The lines that are new, with their numbers from 1; every other line must stand as it stood."""
    old, new = before.decode().splitlines(), after.decode().splitlines()
    found, position = [], 0
    for number, line in enumerate(new, 1):
        if position < len(old) and line == old[position]:
            position += 1
        else:
            found.append((number, line))
    assert position == len(old)
    return found


# What lands in the forms


def test_a_new_term_lands_sorted_and_nothing_else_changes(folder: Folder) -> None:
    def by_key(row: Row) -> tuple[str, str, str, int, int]:
        return row["term_id"], row["school_id"], row["stage"], int(row["grade"]), int(row["class_no"])

    path = folder.forms / "classes.csv"
    rewrite(path, lambda found: sorted([found[0] | {"class_no": "10"}, *found], key=by_key))
    before = tree(folder)
    schools = [workbook(folder, school_id, SPRING) for school_id in (JUNIOR_SCHOOL, SCHOOL, THROUGH_SCHOOL)]
    for school in schools:
        school.rows["classes"].reverse()
    outcome = accept(folder, [sent(school) for school in schools], DAY)
    assert [one.source_id for one in outcome.accepted] == [
        f"{SPRING}-{school_id}-1" for school_id in (SCHOOL, THROUGH_SCHOOL, JUNIOR_SCHOOL)
    ]
    assert not outcome.remarks and not outcome.refused and not outcome.known
    for school in schools:
        receipt = {"source_id": f"{SPRING}-{school.school_id}-1", "revision": "1", "received_at": "2027-03-20"}
        for name, answers in school.rows.items():
            of_the_year = "term_id" not in FORMS[name].columns
            expected = [] if of_the_year else [sorted((row | receipt).items()) for row in answers]
            assert sorted(sorted(row.items()) for row in form(folder, name, **receipt)) == sorted(expected), name
    classes = read_form(path)
    assert classes == sorted(classes, key=by_key)
    assert [row["class_no"] for row in classes[:2]] == ["1", "10"]
    for name, content in tree(folder).items():
        if name in before:
            lines_added(before[name], content)
    assert check_shape(Paths(ROOT, folder.base)).findings == ()


def test_the_samples_files_stand_as_the_store_would_sort_them() -> None:
    for name, survey_form in FORMS.items():
        file = read_survey_file(survey_form, ROOT / "seeds" / "survey" / f"{name}.csv")
        assert list(file.rows) == sorted(file.rows, key=survey_form.position), name
        assert file.with_rows([]) == file.content, name


def test_equal_input_in_any_order_gives_equal_files(county: Path, tmp_path: Path) -> None:
    seen = []
    for number, order in enumerate(((0, 1, 2), (2, 0, 1))):
        folder = copy_of(county, tmp_path / str(number))
        three = [workbook(folder, school_id, SPRING) for school_id in (SCHOOL, THROUGH_SCHOOL, JUNIOR_SCHOOL)]
        accept(folder, [three[position] for position in order], DAY)
        seen.append(tree(folder))
    assert seen[0] == seen[1]


def test_the_same_file_sent_twice_changes_nothing_and_says_so(folder: Folder) -> None:
    delivery = workbook(folder, SCHOOL, SPRING)
    accept(folder, [delivery], DAY)
    before = tree(folder)
    renamed = replace(delivery, path=Path("再发/第一学校（新）.xlsx"))
    outcome = accept(folder, [delivery, renamed], LATER, disk=Refusing(1))
    assert tree(folder) == before
    assert outcome.known == (delivery, renamed) and not outcome.accepted and not outcome.changed
    assert [remark.severity for remark in outcome.remarks] == ["notice", "notice"]
    assert all("2027-03-20" in remark.seen for remark in outcome.remarks)


def test_the_same_file_twice_in_one_folder_counts_once(folder: Folder) -> None:
    delivery = workbook(folder, SCHOOL, SPRING)
    outcome = accept(folder, [delivery, replace(delivery, path=Path("copy.xlsx"))], DAY)
    assert len(outcome.accepted) == len(outcome.known) == 1
    assert len(form(folder, "premises", term_id=SPRING)) == 1


def test_equal_figures_in_another_file_add_no_row(folder: Folder) -> None:
    before = tree(folder)
    again = corrected(workbook(folder, SCHOOL), "equipment", 0, equipment_value_wan="60.50", multimedia_rooms="07")
    outcome = accept(folder, [again], DAY)
    assert (outcome.accepted[0].new, outcome.accepted[0].corrected, outcome.changed) == (0, 0, ())
    after = tree(folder)
    assert {name for name in before if after[name] != before[name]} == {"deliveries.csv"}
    [line] = manifest(folder)
    assert (line["rows_added"], line["file_name"]) == ("0", "0100000001-更正.xlsx")


def manifest(folder: Folder) -> list[Row]:
    return [
        {name.lstrip("\ufeff"): cell for name, cell in line.items()}
        for line in read_form(folder.forms / "deliveries.csv")
    ]


def test_a_correction_is_one_line_more(folder: Folder) -> None:
    before = tree(folder)
    outcome = accept(folder, [corrected(workbook(folder, SCHOOL), "premises", 0, teaching_area_m2="1600")], DAY)
    [accepted] = outcome.accepted
    assert (accepted.new, accepted.corrected, accepted.withdrawn) == (0, 1, 0)
    assert outcome.changed == (folder.forms / "premises.csv",)
    first, second = form(folder, "premises", school_id=SCHOOL)
    receipt = {"source_id": f"{TERM}-{SCHOOL}-1", "revision": "2", "received_at": "2027-03-20"}
    assert first.items() >= {"teaching_area_m2": "1500", **DELIVERY}.items()
    assert second == first | {"teaching_area_m2": "1600"} | receipt
    after = tree(folder)
    assert [number for number, _ in lines_added(before["premises.csv"], after["premises.csv"])] == [3]
    assert {name for name in before if before[name] != after[name]} == {"premises.csv", "deliveries.csv"}
    back = accept(folder, [corrected(workbook(folder, SCHOOL), "premises", 0, teaching_area_m2="1500.0")], LATER)
    assert back.accepted[0].source_id == f"{TERM}-{SCHOOL}-2"
    assert [row["revision"] for row in form(folder, "premises", school_id=SCHOOL)] == ["1", "2", "3"]


def test_the_tenth_revision_follows_the_ninth(folder: Folder) -> None:
    path = folder.forms / "equipment.csv"
    rewrite(path, lambda found: [found[0] | {"revision": str(n), "multimedia_rooms": str(n)} for n in range(1, 11)])
    accept(folder, [corrected(workbook(folder, SCHOOL), "equipment", 0, multimedia_rooms="10")], DAY)
    assert len(read_form(path)) == 10, "the tenth says so already"
    accept(folder, [corrected(workbook(folder, SCHOOL), "equipment", 0, multimedia_rooms="9")], DAY)
    assert [row["revision"] for row in read_form(path)] == [str(number) for number in range(1, 12)]


@pytest.mark.parametrize(
    ("change", "line_end"),
    [
        (lambda content: content, b"\n"),
        (lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"), b"\r\n"),
        (lambda content: content + b"\n\n", b"\n"),
    ],
    ids=["plain", "BOM and Windows line ends", "blank lines at the end"],
)
def test_bom_header_quotes_and_line_ends_stay(
    folder: Folder, change: Callable[[bytes], bytes], line_end: bytes
) -> None:
    correction = corrected(workbook(folder, SCHOOL), "schools", 0, school_name="第一,学校")
    path = folder.forms / "schools.csv"
    columns = path.read_bytes().split(b"\n")[0]
    shuffled = b",".join([*columns.split(b",")[3:], *columns.split(b",")[:3]])
    found = read_form(path)
    lines = [b",".join(f'"{row[name]}"'.encode() for name in shuffled.decode().split(",")) for row in found]
    path.write_bytes(change(b"\n".join([shuffled, *lines, b""])))
    before = path.read_bytes()
    accept(folder, [correction], DAY)
    after = path.read_bytes()
    [(number, line)] = lines_added(before, after)
    assert number == 3 and '"第一,学校"' in line
    assert after == before.replace(lines[0] + line_end, lines[0] + line_end + line.encode() + line_end)


def test_a_file_without_its_last_line_end_gets_it(folder: Folder) -> None:
    path = folder.forms / "equipment.csv"
    path.write_bytes(path.read_bytes().rstrip())
    accept(folder, [workbook(folder, SCHOOL, SPRING)], DAY)
    line = f"{SPRING},{SCHOOL},60.5,7,{SPRING}-{SCHOOL}-1,1,2027-03-20"
    assert path.read_bytes().endswith(f"2026-09-20\n{line}\n".encode())


def test_what_a_file_does_not_ask_for_stays_and_what_it_leaves_blank_goes(folder: Folder) -> None:
    """A statistics return knows fewer columns than the survey; a blank cell of the survey takes an answer back."""
    whole = workbook(folder, SCHOOL)
    some = corrected(whole, "teachers", 0, full_time="21", backbone="", certified="")
    [key] = [key for key in some.places if key[0] == "teachers" and key[2] == "certified"]
    places = {where: place for where, place in some.places.items() if where != key}
    outcome = accept(folder, [replace(some, places=places)], DAY)
    latest = form(folder, "teachers", school_id=SCHOOL)[-1]
    assert (latest["full_time"], latest["backbone"], latest["certified"]) == ("21", "", "20")
    [notice] = outcome.remarks
    assert notice.severity == "notice" and "certified" in notice.expected_en and "backbone" not in notice.expected_en


def test_a_row_that_is_asked_for_and_left_wholly_blank_takes_the_answers_back(folder: Folder) -> None:
    """A reader hands over no row without an answer, only the places where one was asked for."""
    whole = workbook(folder, THROUGH_SCHOOL)
    kept = whole.rows | {"activities": [], "teachers": whole.rows["teachers"][:1]}
    blank = replace(whole, rows={name: found for name, found in kept.items() if found})
    outcome = accept(folder, [blank], DAY)
    assert [(one.new, one.corrected) for one in outcome.accepted] == [(0, 2)] and not outcome.remarks
    for name, key in (("activities", {}), ("teachers", {"stage": "junior"})):
        [latest] = form(folder, name, school_id=THROUGH_SCHOOL, revision="2", **key)
        assert not any(latest[column] for column in FORMS[name].answers)


def test_a_blank_takes_back_nothing_of_a_year_and_makes_no_row(folder: Folder) -> None:
    """The files of both terms ask for the figures of a year; the later one need not send them again."""
    whole = workbook(folder, JUNIOR_SCHOOL, SPRING)
    assert {"school_funds", "retention"} <= whole.rows.keys()
    [registered] = whole.rows["schools"]
    assert accept(folder, [replace(whole, rows={"schools": [registered]})], DAY).changed == (
        folder.forms / "schools.csv",
    )
    some = corrected(whole, "school_funds", 0, budget_wan="41", training_wan="")
    blank = {where: place for where, place in some.places.items() if where[0] != "schools"}
    outcome = accept(folder, [replace(some, rows={"school_funds": some.rows["school_funds"]}, places=blank)], DAY)
    assert outcome.accepted[0].corrected == 1 and not outcome.remarks
    latest = form(folder, "school_funds", school_id=JUNIOR_SCHOOL)[-1]
    assert (latest["revision"], latest["budget_wan"], latest["training_wan"]) == ("2", "41", "2")


# Rows a correction no longer lists


def spring_bands(folder: Folder, bands: dict[str, str]) -> Delivery:
    """A file with the bands of its class sizes and no list of its classes; no class in a band that is not named."""
    delivery = workbook(folder, JUNIOR_SCHOOL, SPRING)
    section = {"term_id": SPRING, "school_id": JUNIOR_SCHOOL, "stage": "junior"}
    answers = {name: found for name, found in delivery.rows.items() if name != "classes"}
    every = {row["band"]: "0" for row in read_form(ROOT / "seeds" / "reference" / "class_size_bands.csv")}
    answers["class_bands"] = [section | {"band": band, "classes": number} for band, number in (every | bands).items()]
    return sent(replace(delivery, rows=answers))


def without(delivery: Delivery, name: str, **cells: str) -> Delivery:
    """The file without the rows of one form that have these cells."""
    return changed(delivery, name, lambda found: [row for row in found if not row.items() >= cells.items()])


def test_a_grade_and_a_band_that_are_listed_no_more_are_withdrawn(folder: Folder) -> None:
    accept(folder, [spring_bands(folder, {"41_45": "4", "46_50": "5"})], DAY)
    fewer = without(spring_bands(folder, {"46_50": "9"}), "class_bands", band="41_45")
    fewer = without(fewer, "pupils_by_grade", grade="9")
    outcome = accept(folder, [fewer], LATER)
    [accepted] = outcome.accepted
    assert (accepted.new, accepted.corrected, accepted.withdrawn) == (0, 1, 2)
    assert [(remark.severity, remark.seen) for remark in outcome.remarks] == [
        ("notice", f"class_bands {SPRING} {JUNIOR_SCHOOL} junior 41_45 ({SPRING}-{JUNIOR_SCHOOL}-1)"),
        ("notice", f"pupils_by_grade {SPRING} {JUNIOR_SCHOOL} junior 9 ({SPRING}-{JUNIOR_SCHOOL}-1)"),
    ]
    for band, answers in {"41_45": ["4", ""], "46_50": ["5", "9"], "31_35": ["0"]}.items():
        assert [row["classes"] for row in form(folder, "class_bands", term_id=SPRING, band=band)] == answers
    grade = form(folder, "pupils_by_grade", term_id=SPRING, grade="9")
    assert [(row["revision"], row["pupils"]) for row in grade] == [("1", "150"), ("2", "")]
    again = accept(folder, [replace(fewer, sha256="0" * 64)], LATER)
    assert again.changed == () and not again.remarks


@pytest.mark.parametrize("pupils", ["50", ""])
def test_a_class_that_is_listed_no_more_has_no_pupils(folder: Folder, pupils: str) -> None:
    """A blank figure would be judged unknown, so one that stood without a figure is withdrawn too."""
    rewrite(folder.forms / "classes.csv", lambda found: [found[0] | {"pupils": pupils}, *found[1:]])
    fewer = without(workbook(folder, SCHOOL), "classes", grade="1")
    outcome = accept(folder, [fewer], DAY)
    assert outcome.accepted[0].withdrawn == 1
    assert [row["pupils"] for row in form(folder, "classes", school_id=SCHOOL, grade="1")] == [pupils, "0"]
    assert accept(folder, [replace(fewer, sha256="0" * 64)], LATER).changed == ()
    back = accept(folder, [workbook(folder, SCHOOL)], LATER)
    assert back.accepted[0].corrected == 1
    assert [row["revision"] for row in form(folder, "classes", school_id=SCHOOL, grade="1")] == ["1", "2", "3"]


@pytest.mark.parametrize(("name", "left_out"), [("teachers", 1), ("classes", 3)])
def test_a_through_school_answers_for_both_its_stages(folder: Folder, name: str, left_out: int) -> None:
    before = tree(folder)
    primary = without(workbook(folder, THROUGH_SCHOOL), name, stage="junior")
    outcome = accept(folder, [primary], DAY)
    assert tree(folder) == before
    assert len(stops(outcome)) == left_out
    assert all(remark.seen.startswith(f"{name} {TERM} {THROUGH_SCHOOL} junior") for remark in stops(outcome))
    export = replace(primary, school_id=None, shape="export")
    [accepted] = accept(folder, [export], DAY).accepted
    assert accepted.withdrawn == 0, "an export holds one stage of many schools"


def test_bands_beside_a_list_of_classes_are_kept_and_said_not_to_count(folder: Folder) -> None:
    accept(folder, [workbook(folder, JUNIOR_SCHOOL, SPRING)], DAY)
    outcome = accept(folder, [spring_bands(folder, {"46_50": "9"})], LATER)
    assert (outcome.accepted[0].new, outcome.changed) == (10, (folder.forms / "class_bands.csv",))
    [notice] = outcome.remarks
    assert notice.severity == "notice" and notice.seen == f"class_bands {SPRING} {JUNIOR_SCHOOL} junior"


def test_a_build_reads_what_was_corrected_and_withdrawn(folder: Folder, tmp_path: Path) -> None:
    whole = workbook(folder, SCHOOL)
    halves = [whole.rows["classes"][0] | {"class_no": number, "pupils": "25"} for number in ("1", "2")]
    accept(folder, [changed(whole, "classes", lambda found: [*halves, *found[1:]])], DAY)
    accept(folder, [spring_bands(folder, {"41_45": "4", "46_50": "5"})], DAY)
    fewer = without(spring_bands(folder, {"46_50": "9"}), "class_bands", band="41_45")
    fewer = without(fewer, "pupils_by_grade", grade="9")
    accept(folder, [fewer, corrected(whole, "premises", 0, teaching_area_m2="1600")], LATER)
    plain = tmp_path / "as run.py copies it"
    copy_own_files(Paths(ROOT, folder.base), plain)
    built = dbt_build(project_copy(tmp_path), plain)
    assert built.returncode == 0, built.output[-4000:]

    def ask(sql: str) -> list[tuple[object, ...]]:
        return [tuple(row.values()) for row in rows(built.database, sql)]

    judged = f"from fct_verdict where entity_type = 'class' and entity_id like '{SCHOOL}-%' and term_id = '{TERM}'"
    assert ask(f"select count(distinct entity_id) {judged}") == [(6,)], "the class that was merged is not judged"
    assert ask(f"select classes from dim_section where school_id = '{SCHOOL}' order by term_id") == [(6,), (None,)]
    spring = f"term_id = '{SPRING}' and school_id = '{JUNIOR_SCHOOL}'"
    assert ask(f"select class_id from dim_class where {spring} and missing is not null") == [
        (f"{JUNIOR_SCHOOL}-junior-41_45",)
    ], "only the band that was taken back is not answered"
    assert ask(f"select sum(pupils) from staging.stg_pupils_by_grade where {spring}") == [(300,)]
    area = f"select teaching_area_m2, revision from staging.stg_premises where school_id = '{SCHOOL}'"
    assert ask(area) == [(1600, 2)]


# What is refused


def test_a_refused_file_among_others_changes_nothing_of_its_own(county: Path, tmp_path: Path) -> None:
    trees = []
    for number, with_refused in enumerate((False, True)):
        folder = copy_of(county, tmp_path / str(number))
        remark = Remark("x.xlsx", Place("1", "B2"), "4.5万", "应为数字", "a number", "stop")
        refused = replace(workbook(folder, THROUGH_SCHOOL, SPRING), remarks=(remark,))
        good = [workbook(folder, school_id, SPRING) for school_id in (SCHOOL, JUNIOR_SCHOOL)]
        outcome = accept(folder, [*good, refused] if with_refused else good, DAY)
        assert outcome.refused == ((refused,) if with_refused else ())
        assert [one.delivery.school_id for one in outcome.accepted] == [SCHOOL, JUNIOR_SCHOOL]
        trees.append(tree(folder))
    assert trees[0] == trees[1]


def test_two_files_that_contradict_each_other_are_both_refused(folder: Folder) -> None:
    one = workbook(folder, SCHOOL, SPRING)
    other = corrected(one, "pupils", 0, migrant="5")
    alike = replace(workbook(folder, JUNIOR_SCHOOL, SPRING), path=Path("a.xlsx"))
    extra = changed(alike, "classes", lambda found: [*found, found[0] | {"class_no": "2"}])
    outcome = accept(folder, [one, other, alike, extra, workbook(folder, THROUGH_SCHOOL, SPRING)], DAY)
    assert [accepted.delivery.school_id for accepted in outcome.accepted] == [THROUGH_SCHOOL]
    assert {(remark.file, remark.seen) for remark in stops(outcome)} == {
        (one.path.name, f"pupils {SPRING} {SCHOOL} primary migrant: 4"),
        (other.path.name, f"pupils {SPRING} {SCHOOL} primary migrant: 5"),
        (alike.path.name, f"classes {SPRING} {JUNIOR_SCHOOL} junior: 7-1 8-1 9-1"),
        (extra.path.name, f"classes {SPRING} {JUNIOR_SCHOOL} junior: 7-1 7-2 8-1 9-1"),
    }
    assert {remark.place for remark in stops(outcome) if "migrant" in remark.seen} == {Place("pupils", "C2")}


@pytest.mark.parametrize(
    "change",
    [
        lambda one: corrected(one, "schools", 0, school_name="第一\n学校"),
        lambda one: corrected(one, "schools", 0, school_name="'第一学校"),
        lambda one: changed(one, "pupils", lambda found: found * 2),
        lambda one: replace(one, school_id="../../0100000001"),
    ],
    ids=["line break", "leading quote", "key twice", "school id that is a path"],
)
def test_what_the_forms_cannot_hold_is_refused(folder: Folder, change: Callable[[Delivery], Delivery]) -> None:
    before = tree(folder)
    outcome = accept(folder, [change(workbook(folder, SCHOOL, SPRING))], DAY)
    assert tree(folder) == before
    assert len(outcome.refused) == len(stops(outcome)) == 1


def test_a_correction_is_not_received_before_what_it_corrects(folder: Folder) -> None:
    before = tree(folder)
    late = corrected(workbook(folder, SCHOOL), "premises", 0, teaching_area_m2="1600")
    with pytest.raises(ClerkError, match=r"2026-09-19.*2026-09-20"):
        accept(folder, [late], date(2026, 9, 19))
    assert tree(folder) == before


@pytest.mark.parametrize("fault", ["missing", "cells", "revision"])
def test_forms_at_fault_are_named_before_anything_is_added(folder: Folder, fault: str) -> None:
    path = folder.forms / "pupils.csv"
    if fault == "missing":
        path.unlink()
    elif fault == "cells":
        path.write_bytes(path.read_bytes() + b"1,2\n")
    else:
        rewrite(path, lambda found: [row | {"revision": "二"} for row in found])
    before = tree(folder)
    with pytest.raises(ClerkError, match=r"pupils\.csv"):
        accept(folder, [workbook(folder, JUNIOR_SCHOOL, SPRING)] if fault == "cells" else [], DAY)
    assert tree(folder) == before


def test_the_sample_takes_nothing_in_unless_told_to(county: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(ROOT / "seeds", project / "seeds")
    for path in county.glob("*.csv"):
        where = "reference" if path.stem in ("counties", "townships") else "survey"
        shutil.copy(path, project / "seeds" / where / path.name)
    folder = Folder.of(Paths(project))
    delivery = workbook(folder, SCHOOL, SPRING)
    before = tree(folder)
    with pytest.raises(ClerkError, match="EDU_BALANCE_DATA"):
        accept(folder, [delivery], DAY)
    assert tree(folder) == before
    accept(folder, [delivery], DAY, into_sample=True)
    assert len(form(folder, "premises", term_id=SPRING)) == 1
    assert check_shape(Paths(project)).findings == (), "dbt would load a CSV of the manifest under seeds/"
    undo(folder)
    assert tree(folder) == before


# The manifest


def test_the_manifest_names_file_and_cell_of_what_was_taken_in(folder: Folder) -> None:
    delivery = workbook(folder, SCHOOL, SPRING)
    accept(folder, [delivery], DAY)
    line, register = manifest(folder)
    assert register["file_name"] == f"schools.csv {TERM}" and register["rows_added"] == "3"
    read = sum(map(len, delivery.rows.values()))
    yearly = len(delivery.rows["school_funds"])
    assert line == {
        "source_id": f"{SPRING}-{SCHOOL}-1",
        "file_name": "0100000001.xlsx",
        "sha256": delivery.sha256,
        "shape": "survey_school",
        "form_version": "1",
        "county_code": COUNTY,
        "school_id": SCHOOL,
        "term_id": SPRING,
        "rows_read": str(read),
        "rows_added": str(read - yearly),
        "confirmed": "0",
        "received_at": "2027-03-20",
    }
    places = (folder.intake / "places" / f"{SPRING}-{SCHOOL}-1.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(places) == 1 + len(delivery.places)
    source, third = f"{SPRING}-{SCHOOL}-1", f"{SPRING}|{SCHOOL}|primary|3"
    assert f"{source},pupils_by_grade,{third},pupils,50,pupils_by_grade,C4," in places


def test_a_file_whose_rows_were_removed_does_not_pass_as_known(folder: Folder) -> None:
    before = {path: path.read_bytes() for path in (folder.forms / f"{name}.csv" for name in FORMS)}
    delivery = workbook(folder, SCHOOL, SPRING)
    accept(folder, [delivery], DAY)
    for path, content in before.items():
        path.write_bytes(content)
    with pytest.raises(ClerkError, match=delivery.path.name):
        accept(folder, [delivery], DAY)


@pytest.mark.parametrize("content", [b"source_id\nx\n", b"\xff\xfe", b"PK\x03\x04"], ids=["header", "utf-16", "xlsx"])
def test_a_manifest_that_cannot_be_read_stops_the_ingest(folder: Folder, content: bytes) -> None:
    folder.intake.mkdir()
    (folder.forms / "deliveries.csv").write_bytes(content)
    before = tree(folder)
    with pytest.raises(ClerkError, match=r"deliveries\.csv"):
        accept(folder, [workbook(folder, SCHOOL, SPRING)], DAY)
    assert tree(folder) == before


# The register of a term


def test_the_first_file_of_a_term_brings_the_schools_that_have_not_answered(folder: Folder) -> None:
    outcome = accept(folder, [workbook(folder, SCHOOL, SPRING)], DAY)
    assert outcome.carried == 3
    registered = {row["school_id"]: row for row in form(folder, "schools", term_id=SPRING)}
    before = {row["school_id"]: row for row in form(folder, "schools", term_id=TERM)}
    assert registered.keys() == before.keys()
    receipt = {"source_id": f"{SPRING}-{COUNTY}-register-1", "revision": "1", "received_at": "2027-03-20"}
    assert registered[JUNIOR_SCHOOL] == before[JUNIOR_SCHOOL] | {"term_id": SPRING} | receipt
    assert registered[SCHOOL]["source_id"] == f"{SPRING}-{SCHOOL}-1"
    later = accept(folder, [workbook(folder, JUNIOR_SCHOOL, SPRING)], LATER)
    assert later.carried == 0
    assert [row["revision"] for row in form(folder, "schools", term_id=SPRING, school_id=JUNIOR_SCHOOL)] == ["1"]


def test_a_school_that_ended_is_not_carried_on(folder: Folder) -> None:
    ended = {"predecessor_school_id": JUNIOR_SCHOOL, "change": "closed", "last_term_id": TERM}
    add_row(folder.forms / "school_successions.csv", **ended, **DELIVERY)
    assert accept(folder, [workbook(folder, SCHOOL, SPRING)], DAY).carried == 2
    assert not form(folder, "schools", term_id=SPRING, school_id=JUNIOR_SCHOOL)


def test_a_preview_says_what_an_ingest_would_do_and_does_nothing(folder: Folder) -> None:
    before = tree(folder)
    deliveries = [workbook(folder, SCHOOL, SPRING), workbook(folder, JUNIOR_SCHOOL)]
    said = preview(folder, deliveries, DAY)
    assert tree(folder) == before
    assert said == accept(folder, deliveries, DAY)


# Undo


def test_undo_restores_every_byte_of_the_last_ingest_only(folder: Folder) -> None:
    before = tree(folder)
    accept(folder, [workbook(folder, SCHOOL, SPRING)], DAY)
    between = {name: content for name, content in tree(folder).items() if not name.startswith("intake/undo/")}
    few = workbook(folder, JUNIOR_SCHOOL, SPRING)
    few = sent(replace(few, rows={name: few.rows[name] for name in ("premises", "teachers")}))
    accept(folder, [few], LATER)
    kept = {path.read_bytes() for path in folder.undo.glob("*.kept")}
    assert kept == {between[name] for name in ("premises.csv", "teachers.csv", "deliveries.csv")}
    undone = undo(folder)
    assert undone.source_ids == (f"{SPRING}-{JUNIOR_SCHOOL}-1",)
    assert folder.forms / "premises.csv" in undone.changed
    assert tree(folder) == between
    with pytest.raises(ClerkError, match="no ingest to take back"):
        undo(folder)
    assert tree(folder) == between != before


def test_what_was_undone_can_be_taken_in_again(folder: Folder) -> None:
    delivery = workbook(folder, SCHOOL, SPRING)
    accept(folder, [delivery], DAY)
    after = tree(folder)
    undo(folder)
    accept(folder, [delivery], DAY)
    assert tree(folder) == after


def test_undo_refuses_where_a_form_was_edited_since(folder: Folder) -> None:
    accept(folder, [workbook(folder, SCHOOL, SPRING)], DAY)
    rewrite(folder.forms / "premises.csv", lambda found: [found[0] | {"music_rooms": "2"}, *found[1:]])
    edited = tree(folder)
    with pytest.raises(ClerkError, match=r"premises\.csv") as refused:
        undo(folder)
    assert "teachers.csv" not in str(refused.value)
    assert tree(folder) == edited


@pytest.mark.parametrize("damage", ["record", "copy"])
def test_undo_refuses_when_what_it_needs_is_damaged(folder: Folder, damage: str) -> None:
    accept(folder, [workbook(folder, SCHOOL, SPRING)], DAY)
    (folder.undo / ("record.json" if damage == "record" else "0.kept")).write_bytes(b'{"version": 1')
    before = tree(folder)
    with pytest.raises(ClerkError, match="undo"):
        undo(folder)
    assert tree(folder) == before


# Killed, refused, disturbed on the way


class _Killed(BaseException):
    """Nothing that runs afterwards belongs to the killed process."""


class Counting(Disk):
    """Counts the changes to the disk; `before_step` may stop one."""

    def __init__(self) -> None:
        self.steps = 0

    def before_step(self, path: Path, content: bytes | None) -> None:
        """Called before each change."""

    def _step(self, path: Path, content: bytes | None = None) -> None:
        self.steps += 1
        self.before_step(path, content)

    def write(self, path: Path, content: bytes) -> None:
        self._step(path, content)
        super().write(path, content)

    def replace(self, source: Path, target: Path) -> None:
        self._step(target)
        super().replace(source, target)

    def remove(self, path: Path) -> None:
        self._step(path)
        super().remove(path)

    def sync(self, folder: Path) -> None:
        self._step(folder)
        super().sync(folder)


class Killing(Counting):
    """Dies before one step; where that is a write, with half of the content written if `torn`."""

    def __init__(self, at: int, torn: bool = False) -> None:
        super().__init__()
        self.at, self.torn = at, torn

    def before_step(self, path: Path, content: bytes | None) -> None:
        if self.steps == self.at:
            if self.torn and content is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content[: len(content) // 2])
            raise _Killed


class Refusing(Counting):
    """A full disk: refuses one step, or every step from it on, or every step on files of one name."""

    def __init__(self, at: int = 0, name: str = "", lasting: bool = False) -> None:
        super().__init__()
        self.at, self.name, self.lasting = at, name, lasting

    def before_step(self, path: Path, content: bytes | None) -> None:
        if path.name == self.name or self.steps == self.at or (self.lasting and self.steps > self.at > 0):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def without_copies(files: Tree) -> Tree:
    return {name: content for name, content in files.items() if not name.endswith((NEW, OLD))}


Action = Callable[[Folder, Disk], object]


@pytest.fixture(scope="module")
def starts(county: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Action]]:
    """What is interrupted: a first ingest, one that follows another, the undo of the last."""
    fresh = copy_of(county, tmp_path_factory.mktemp("fresh") / "data")
    spring = [workbook(fresh, school_id, SPRING) for school_id in (SCHOOL, THROUGH_SCHOOL)]
    mended = [
        corrected(spring[0], "premises", 0, teaching_area_m2="1600"),
        corrected(spring[1], "pupils", 1, migrant=""),
    ]
    once = copy_of(county, tmp_path_factory.mktemp("once") / "data")
    accept(once, spring, DAY)
    twice = copy_of(once.base, tmp_path_factory.mktemp("twice") / "data")
    accept(twice, mended, LATER)
    return {
        "first ingest": (fresh.base, lambda folder, disk: accept(folder, spring, DAY, disk=disk)),
        "second ingest": (once.base, lambda folder, disk: accept(folder, mended, LATER, disk=disk)),
        "undo": (twice.base, lambda folder, disk: undo(folder, disk=disk)),
    }


def each_step(
    start: tuple[Path, Action], tmp_path: Path, disk: Callable[[int], Counting]
) -> Iterator[tuple[Folder, Counting, Tree, Tree]]:
    """A fresh folder for every step of an action, with the files before and after it."""
    county, action = start
    whole = copy_of(county, tmp_path / "whole")
    before, counting = tree(whole), Counting()
    action(whole, counting)
    after = tree(whole)
    assert counting.steps > 20 and before != after
    for step in range(1, counting.steps + 1):
        folder = copy_of(county, tmp_path / str(step))
        yield folder, disk(step), before, after
        shutil.rmtree(folder.base)


INTERRUPTED = pytest.mark.parametrize("what", ["first ingest", "second ingest", "undo"])


@INTERRUPTED
@pytest.mark.parametrize("torn", [False, True])
def test_killed_before_any_step_the_next_run_leaves_before_or_after(
    starts: dict[str, tuple[Path, Action]], what: str, torn: bool, tmp_path: Path
) -> None:
    ends = []
    for folder, disk, before, after in each_step(starts[what], tmp_path, lambda step: Killing(step, torn)):
        with pytest.raises(_Killed):
            starts[what][1](folder, disk)
        recovered = recover(folder)
        found = without_copies(tree(folder))
        assert found in (before, after), f"killed before step {disk.at}"
        ends.append((recovered, found == after))
        if found == before:
            starts[what][1](folder, Disk())
        else:
            accept(folder, [], LATER)
        assert tree(folder) == after, f"the run after a kill before step {disk.at}"
    # Before while it is prepared, finished by the next run once the journal stands, after when that is gone.
    assert ends == sorted(ends, key=[("nothing", False), ("finished", True), ("nothing", True)].index)
    assert set(ends) == {("nothing", False), ("finished", True), ("nothing", True)}


@INTERRUPTED
def test_a_disk_that_refuses_once_leaves_before(
    starts: dict[str, tuple[Path, Action]], what: str, tmp_path: Path
) -> None:
    told = 0
    for folder, disk, before, after in each_step(starts[what], tmp_path, Refusing):
        try:
            starts[what][1](folder, disk)
        except ClerkError as error:
            told += 1
            assert "磁盘空间" in error.zh and "room" in error.en
            assert tree(folder) == before, f"refused at step {disk.at}"
        else:
            assert without_copies(tree(folder)) == after, f"nothing was said of a refusal at step {disk.at}"
    assert told > 20


@INTERRUPTED
def test_a_disk_that_stays_full_leaves_before_or_a_journal_that_the_next_run_settles(
    starts: dict[str, tuple[Path, Action]], what: str, tmp_path: Path
) -> None:
    unsettled = 0
    for folder, disk, before, after in each_step(starts[what], tmp_path, lambda step: Refusing(step, lasting=True)):
        try:
            starts[what][1](folder, disk)
        except ClerkError as error:
            if "请勿使用" in error.zh:
                unsettled += 1
                with pytest.raises(ClerkError):
                    recover(folder, disk=Refusing(1, lasting=True))
                assert recover(folder) in ("finished", "undone")
                assert tree(folder) in (before, after)
            else:
                assert without_copies(tree(folder)) == before, f"refused from step {disk.at}"
        else:
            assert without_copies(tree(folder)) == after
    assert unsettled > 5


def test_a_form_that_is_held_open_leaves_all_as_before(starts: dict[str, tuple[Path, Action]], tmp_path: Path) -> None:
    """As Windows refuses to replace a file that Excel has open: in the ingest, and in the recovery of a killed one."""
    county, action = starts["first ingest"]
    folder = copy_of(county, tmp_path / "data")
    before = tree(folder)
    with pytest.raises(ClerkError, match=r"equipment\.csv"):
        action(folder, Refusing(name="equipment.csv"))
    assert tree(folder) == before
    counting = Counting()
    action(copy_of(county, tmp_path / "count"), counting)
    killed = 0
    for step in range(1, counting.steps + 1):
        with pytest.raises(_Killed):
            action(folder, Killing(step))
        if folder.journal.exists() and (folder.forms / f"equipment.csv{NEW}").exists():
            killed += 1
            assert recover(folder, disk=Refusing(name="equipment.csv")) == "undone"
            assert tree(folder) == before
        shutil.rmtree(folder.base)
        shutil.copytree(county, folder.base)
    assert killed > 5


def test_killed_again_while_recovering(tmp_path: Path) -> None:
    """A file made, one changed, one removed; killed at every step, and again at every step of every recovery."""
    files: dict[str, tuple[bytes | None, bytes | None]] = {"a": (None, b"1"), "b": (b"1", b"2"), "c": (b"1", None)}
    seen = set()

    def begin(name: str) -> Path:
        base = tmp_path / name
        base.mkdir()
        for file, (before, _) in files.items():
            if before is not None:
                (base / file).write_bytes(before)
        return base

    def state(base: Path) -> tuple[bytes | None, ...]:
        return tuple((base / file).read_bytes() if (base / file).exists() else None for file in files)

    def run(base: Path, disk: Counting) -> int:
        """Run the change, until killed where the disk kills; the number of steps."""
        journal = Journal(base, base / "journal.json", disk)
        with pytest.raises(_Killed) if isinstance(disk, Killing) else nullcontext():
            journal.apply({base / file: Change(*contents) for file, contents in files.items()})
        return disk.steps

    def kill_recovery(base: Path, at: int, held: str) -> bool:
        disk = KillingAndHeld(at, held)
        try:
            Journal(base, base / "journal.json", disk).recover([base])
        except _Killed:
            return True
        return False

    steps = run(begin("count"), Counting())
    for first in range(1, steps + 1):
        for held in ("", "b"):
            second, is_killed = 0, True
            while is_killed:
                second += 1
                base = begin(f"{first}-{held}-{second}")
                run(base, Killing(first))
                is_killed = kill_recovery(base, second, held)
                seen.add(Journal(base, base / "journal.json").recover([base]))
                assert state(base) in tuple(zip(*files.values(), strict=True)), (first, held, second)
                left = {path.name for path in base.iterdir()}
                assert left <= set(files), (first, held, second)
    assert seen == {"nothing", "finished", "undone"}


class KillingAndHeld(Killing):
    """Dies before one step, and until then refuses to replace one file."""

    def __init__(self, at: int, held: str) -> None:
        super().__init__(at)
        self.held = held

    def before_step(self, path: Path, content: bytes | None) -> None:
        super().before_step(path, content)
        if path.name == self.held:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def test_everything_is_on_the_disk_before_the_journal_is(folder: Folder) -> None:
    """And the renamed files before the journal goes: a power cut may otherwise reorder what was done."""
    log: list[tuple[str, str]] = []

    class Logging(Disk):
        def write(self, path: Path, content: bytes) -> None:
            log.append(("write", path.parent.as_posix()))
            super().write(path, content)

        def replace(self, source: Path, target: Path) -> None:
            log.append(("journal" if target == folder.journal else "replace", target.parent.as_posix()))
            super().replace(source, target)

        def remove(self, path: Path) -> None:
            log.append(("end" if path == folder.journal else "remove", path.parent.as_posix()))
            super().remove(path)

        def sync(self, folder: Path) -> None:
            log.append(("sync", folder.as_posix()))
            super().sync(folder)

    accept(folder, [workbook(folder, SCHOOL, SPRING)], DAY, disk=Logging())
    names = [name for name, _ in log]
    begun, ended = names.index("journal"), names.index("end")
    # the journal's own copy is synced with the journal
    for what, start, stop in (("write", 0, begun - 1), ("replace", begun + 1, ended)):
        touched = [position for position in range(start, stop) if names[position] == what]
        assert len(touched) > 10
        for position in touched:
            assert ("sync", log[position][1]) in log[position:stop], log[position]
    assert log[begun + 1] == ("sync", folder.intake.as_posix())


PROGRAM = """
import os, signal, sys
sys.path[:0] = sys.argv[2:]
from test_store import *
class Dying(Counting):
    def before_step(self, path, content):
        if path.name == "teachers.csv":
            os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
folder = Folder.of(Paths(ROOT, Path(sys.argv[1])))
accept(folder, [workbook(folder, SCHOOL, SPRING)], DAY, disk=Dying())
"""


def test_a_process_that_is_really_killed_leaves_no_lock_and_is_finished(county: Path, tmp_path: Path) -> None:
    whole = copy_of(county, tmp_path / "whole")
    accept(whole, [workbook(whole, SCHOOL, SPRING)], DAY)
    folder = copy_of(county, tmp_path / "data")
    command = [sys.executable, "-c", PROGRAM, str(folder.base), str(ROOT / "scripts"), str(ROOT / "tests/python")]
    done = subprocess.run(command, check=False)
    assert done.returncode != 0 and folder.journal.exists()
    assert len(form(folder, "pupils", term_id=SPRING)) == 1 and not form(folder, "teachers", term_id=SPRING)
    assert recover(folder, wait_seconds=0) == "finished"
    assert tree(folder) == tree(whole)


def test_an_edit_meanwhile_is_kept_and_nothing_is_taken_in(folder: Folder) -> None:
    """A form saved from Excel after it was read: the ingest must not write over it."""
    before = tree(folder)
    edited = before["premises.csv"].replace(b"2610", b"2611")

    class Editing(Disk):
        def replace(self, source: Path, target: Path) -> None:
            super().replace(source, target)
            if target == folder.journal:
                (folder.forms / "premises.csv").write_bytes(edited)

    with pytest.raises(ClerkError, match=r"premises\.csv"):
        accept(folder, [workbook(folder, SCHOOL, SPRING)], DAY, disk=Editing())
    assert tree(folder) == before | {"premises.csv": edited}


def interrupted(folder: Folder) -> None:
    """Killed right after the first form was replaced."""

    class Stopping(Disk):
        def replace(self, source: Path, target: Path) -> None:
            super().replace(source, target)
            if target.parent == folder.forms:
                raise _Killed

    with pytest.raises(_Killed):
        accept(folder, [workbook(folder, SCHOOL, SPRING)], DAY, disk=Stopping())
    assert folder.journal.exists()


def another_version(content: bytes) -> bytes:
    return json.dumps(json.loads(content) | {"version": 2}).encode()


def outside(content: bytes) -> bytes:
    journal = json.loads(content)
    journal["steps"][0]["name"] = "../elsewhere.csv"
    return json.dumps(journal).encode()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (another_version, "another version"),
        (outside, "damaged"),
        (lambda content: content[: len(content) // 2], "damaged"),
        (lambda content: content.replace(b'"after": "', b'"after": "0'), "damaged"),
        (lambda content: b"", "damaged"),
        (lambda content: b"[]", "damaged"),
        (lambda content: b'{"version": 1}', "damaged"),
    ],
    ids=["another version", "a file outside", "torn", "another sha256", "empty", "a list", "no steps"],
)
def test_a_journal_that_cannot_be_trusted_stops_every_run_and_touches_nothing(
    folder: Folder, damage: Callable[[bytes], bytes], said: str
) -> None:
    interrupted(folder)
    folder.journal.write_bytes(damage(folder.journal.read_bytes()))
    before = tree(folder)
    runs: tuple[Callable[[], object], ...] = (
        lambda: recover(folder),
        lambda: accept(folder, [], DAY),
        lambda: undo(folder),
    )
    for run in runs:
        with pytest.raises(ClerkError, match=said):
            run()
    assert tree(folder) == before


def test_a_form_edited_after_the_interruption_stops_the_recovery(folder: Folder) -> None:
    interrupted(folder)
    rewrite(folder.forms / "premises.csv", lambda found: found[1:])
    before = tree(folder)
    with pytest.raises(ClerkError, match=r"premises\.csv"):
        recover(folder)
    assert tree(folder) == before


@pytest.mark.parametrize("damage", [Path.unlink, lambda copy: copy.write_bytes(b"half")], ids=["lost", "damaged"])
def test_a_spoilt_copy_takes_the_interrupted_ingest_back(folder: Folder, damage: Callable[[Path], object]) -> None:
    before = tree(folder)
    interrupted(folder)
    damage(next(folder.forms.glob(f"*{NEW}")))
    assert recover(folder) == "undone"
    assert tree(folder) == before


def test_without_its_copies_an_interrupted_ingest_stays_as_it_is(folder: Folder) -> None:
    interrupted(folder)
    for suffix in (NEW, OLD):
        for copy in folder.forms.glob(f"*{suffix}"):
            copy.unlink()
    before = tree(folder)
    with pytest.raises(ClerkError, match="staged copies"):
        recover(folder)
    assert tree(folder) == before


def test_an_ingest_waits_for_a_build_and_another_ingest(folder: Folder) -> None:
    paths = Paths(ROOT, folder.base)
    paths.warehouse.mkdir()
    before = tree(folder)
    with filelock.FileLock(paths.lock):
        for run in (
            lambda: accept(folder, [workbook(folder, SCHOOL, SPRING)], DAY, wait_seconds=0),
            lambda: undo(folder, wait_seconds=0),
        ):
            with pytest.raises(ClerkError, match="still runs"):
                run()
        assert recover(folder, wait_seconds=0) == "nothing", "without a journal nobody has to wait"
    assert tree(folder) == before
    accept(folder, [workbook(folder, SCHOOL, SPRING)], DAY, wait_seconds=0)
