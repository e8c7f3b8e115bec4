"""The sample county to try things out with: its private copy, its next term, and clerks who fill its workbooks in."""

from __future__ import annotations

import shlex
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import ROOT
from forms import Row, read_form, rewrite
from openpyxl import Workbook
from sample_forms import (
    COUNTY_CODE,
    NEWEST,
    NEXT,
    NOT_SENT,
    SENDS_BANDS,
    SURVEY,
    WITH_SLIPS,
    SampleForms,
    ids_by_name,
    sample_forms,
)
from workbooks import Opened, comparable, newest

from edu_balance import cli
from edu_balance.errors import ClerkError
from edu_balance.init_folder import main as init
from edu_balance.init_folder import make_folder, make_sample_folder
from edu_balance.intake.delivery import Delivery
from edu_balance.intake.known import Known
from edu_balance.intake.survey_workbooks import read_survey_workbook
from edu_balance.intake.templates import write_templates
from edu_balance.paths import Paths
from edu_balance.sample import answers, write_sample
from edu_balance.sample_register import register
from edu_balance.sample_workbooks import Done, fill_workbooks
from edu_balance.seed_files import BOM, check_shape

# Which rows of a form the next term brings, where they do not name the term.
PERIODS = {"school_funds": ("fiscal_year", "2027"), "county_figures": ("source_id", f"sample-{NEXT}")}
PERIODS["documents"] = PERIODS["county_figures"]


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> SampleForms:
    return sample_forms(tmp_path_factory.mktemp("sample") / "county")


@pytest.fixture(scope="module")
def right(forms: SampleForms, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbooks as schools without slips fill them in."""
    folder = forms.hand_out(tmp_path_factory.mktemp("right") / "forms")
    fill_workbooks(forms.known, folder, with_slips=False)
    return folder


@pytest.fixture(scope="module")
def spoilt(forms: SampleForms, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """The workbooks with the usual slips."""
    folder = forms.hand_out(tmp_path_factory.mktemp("spoilt") / "forms")
    return folder, fill_workbooks(forms.known, folder, with_slips=True)


@pytest.fixture(scope="module")
def tables() -> dict[str, list[Row]]:
    """What the schools and the county answer for the next term."""
    schools = register()
    every = answers(schools, {school.name: school.school_id for school in schools})
    found = {}
    for form, rows in every.items():
        column, period = PERIODS.get(form, ("term_id", NEXT))
        found[form] = [row for row in rows if row.get(column) == period]
    return found


def of_school(delivery: Delivery, form: str, **keys: str) -> Row:
    (row,) = (row for row in delivery.rows[form] if all(row[key] == value for key, value in keys.items()))
    return row


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


# The private copy


def test_init_copies_the_sample_county_and_says_that_it_is_synthetic(tmp_path: Path) -> None:
    folder = tmp_path / "try it 试用"
    make_sample_folder(ROOT, folder)
    seeds = {path.name: path for path in SURVEY.glob("*.csv")}
    seeds |= {f"{name}.csv": ROOT / "seeds" / "reference" / f"{name}.csv" for name in ("counties", "townships")}
    copied = {name: content for name, content in contents(folder).items() if name != "README.md"}
    # with the mark Excel needs to read Chinese
    assert copied == {name: BOM + path.read_bytes() for name, path in seeds.items()}
    assert len(read_form(seeds["schools.csv"])) > 1000
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "合成样例数据" in readme and "synthetic" in readme.lower()
    assert check_shape(Paths(ROOT, folder)).findings == ()
    assert Known.read(Paths(ROOT, folder)).is_synthetic(COUNTY_CODE)


def test_a_countys_own_folder_does_not_say_so(tmp_path: Path) -> None:
    make_folder(ROOT, tmp_path / "own", COUNTY_CODE, "英吉沙县")
    readme = (tmp_path / "own" / "README.md").read_text(encoding="utf-8")
    assert "合成" not in readme and "synthetic" not in readme.lower() and "{" not in readme


def test_init_refuses_a_name_for_the_sample_and_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    for code, name in ((COUNTY_CODE, "英吉沙县"), (COUNTY_CODE, ""), ("", "英吉沙县")):
        with pytest.raises(ClerkError, match="--sample"):
            init(tmp_path / "new", code, name, is_sample=True)
    (tmp_path / "letter.txt").write_text("", encoding="utf-8")
    with pytest.raises(ClerkError):
        init(tmp_path, "", "", is_sample=True)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_init_says_how_to_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The commands it prints are ones the command line takes, and the folder is where the forms are written to."""
    assert init(tmp_path / "try it", "", "", is_sample=True) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  python scripts/run.py")]
    parsed = [cli.parse(shlex.split(line)[2:]) for line in lines[:2]]
    assert [one.verb for one in parsed] == ["templates", "sample"] and parsed[0].term == NEXT and parsed[1].slips
    written = Paths(ROOT, tmp_path / "try it").reports / NEXT / "templates"
    assert parsed[1].fill == written and lines[2] == f'  python scripts/run.py check "{written}"'
    init(tmp_path / "own", "", "", is_sample=False)
    assert "--fill" not in capsys.readouterr().out


# The next term


def test_the_seeds_are_what_the_sample_writes_and_end_before_the_next_term(tmp_path: Path) -> None:
    write_sample(tmp_path)
    for name, content in contents(tmp_path).items():
        assert content == (SURVEY / name).read_bytes(), name
        assert NEXT not in content.decode("utf-8").replace("2022-2023-1", ""), name


def test_the_next_term_asks_of_every_school_what_the_term_before_did(tables: dict[str, list[Row]]) -> None:
    def section(row: Row) -> tuple[str, str]:
        return row["school_id"], row.get("stage", "")

    registered = [row for row in read_form(SURVEY / "schools.csv") if row["term_id"] == NEWEST]
    taught = [row for row in read_form(SURVEY / "pupils.csv") if row["term_id"] == NEWEST]
    # attached classes use the rooms of the school that runs them
    campuses = [row for row in registered if not row["parent_school_id"]]
    asked = {"schools": registered, "pupils": taught, "teachers": taught}
    asked |= dict.fromkeys(("premises", "equipment", "activities"), campuses)
    for form, rows in asked.items():
        of = section if form in ("pupils", "teachers") else (lambda row: (row["school_id"], ""))
        assert sorted(map(of, tables[form])) == sorted(map(of, rows)), form
    assert all(
        value for form in ("equipment", "premises", "activities") for row in tables[form] for value in row.values()
    )


def test_the_figures_of_the_next_term_add_up(tables: dict[str, list[Row]]) -> None:
    grades, classes = defaultdict(int), defaultdict(int)
    for form, sums in (("pupils_by_grade", grades), ("classes", classes)):
        for row in tables[form]:
            sums[row["school_id"], row["stage"]] += int(row["pupils"])
    banded = {(row["school_id"], row["stage"]) for row in tables["class_bands"]}
    assert banded == {(ids_by_name()[SENDS_BANDS], "junior")}
    parts = [("in_catchment", "pupils"), ("migrant", "pupils"), ("left_behind", "pupils")]
    parts += [("migrant_purchased", "migrant"), ("fitness_passed", "fitness_tested")]
    for row in tables["pupils"]:
        section = row["school_id"], row["stage"]
        assert grades[section] == int(row["pupils"]), row
        assert (section in banded) != (classes[section] == int(row["pupils"])), row
        for part, whole in parts:
            assert int(row.get(part) or 0) <= int(row[whole]), row
    for row in tables["teachers"]:
        figures = {column: int(value or 0) for column, value in row.items() if column in row and value.isdecimal()}
        whole = figures["full_time"]
        assert sum(figures[column] for column in ("doctor", "master", "bachelor", "college")) <= whole
        assert sum(figures[column] for column in ("pe", "music", "fine_art", "arts")) <= whole
        assert max(figures[column] for column in ("backbone", "senior_title", "certified", "trained_360h")) <= whole
    for row in tables["premises"]:
        assert Decimal(row["indoor_sports_m2"]) <= Decimal(row["teaching_area_m2"])
        for rooms, sizes in (("music", ("96", "73_96", "54_73")), ("art", ("90", "67_90", "61_67"))):
            assert sum(int(row[f"{rooms}_rooms_{size}"]) for size in sizes) <= int(row[f"{rooms}_rooms"])
    for row in tables["school_funds"]:
        assert 0 < Decimal(row["training_wan"]) < Decimal(row["budget_wan"])


def test_the_countys_figures_of_the_next_term_fit_together(tables: dict[str, list[Row]]) -> None:
    figures = {
        (row["measure_id"], row["period"], row["stage"], row["subgroup"]): Decimal(row["value"])
        for row in tables["county_figures"]
    }
    wholes = {
        "questionnaires_valid": "questionnaires_sent",
        "questionnaires_satisfied": "questionnaires_valid",
        "visits_satisfied": "visits",
        "school_satisfaction_satisfied": "school_satisfaction_asked",
        "government_satisfaction_satisfied": "government_satisfaction_asked",
        "funds_paid_wan": "funds_due_wan",
    }
    compared = 0
    for (measure, *rest), value in figures.items():
        if measure in wholes:
            assert value <= figures[wholes[measure], *rest], (measure, rest)
            compared += 1
    # seven groups of people asked by three measures, the two satisfactions and the money
    assert compared == 7 * 3 + 3
    enrolled = [value for (measure, *_), value in figures.items() if measure == "disabled_enrolled"]
    assert len(enrolled) == 3 and sum(enrolled) <= figures["disabled_children", NEXT, "", ""]
    for column in ("migrant", "left_behind"):
        at_school = sum(int(row[column]) for row in tables["pupils"])
        assert at_school <= figures[f"{column}_children", NEXT, "", ""]
    assert figures["scarce_teachers_recruited", "2026-2027", "", ""] <= 163, "of those recruited that year"
    (special,) = (row for row in tables["school_funds"] if row["school_id"] == ids_by_name()["英吉沙县特殊教育学校"])
    funds = figures["special_education_funds_yuan", "2027", "", ""]
    assert Decimal(special["allocated_wan"]) * 10_000 == funds
    # the days of the documents are past when somebody tries this out
    assert all(row["dated"] < "2026-11-01" for row in tables["documents"]) and tables["documents"]


def test_the_figures_of_the_next_term_are_no_leap(tables: dict[str, list[Row]]) -> None:
    """Pupils and teachers move by less than half, money and areas neither double nor halve."""
    keys = {
        "pupils": ("term_id", "school_id", "stage"),
        "teachers": ("term_id", "school_id", "stage"),
        "premises": ("term_id", "school_id"),
        "equipment": ("term_id", "school_id"),
        "school_funds": ("fiscal_year", "school_id"),
    }
    columns = {
        "pupils": ("pupils",),
        "teachers": ("full_time",),
        "premises": ("teaching_area_m2", "outdoor_sports_m2"),
        "equipment": ("equipment_value_wan",),
        "school_funds": ("allocated_wan", "budget_wan"),
    }
    compared = 0
    for form, named in columns.items():
        period, *rest = keys[form]
        before = {
            tuple(row[key] for key in rest): row
            for row in newest(SURVEY, form, keys[form])
            if row[period] == {"term_id": NEWEST, "fiscal_year": "2026"}[period]
        }
        for row in tables[form]:
            for column in named:
                # what was not answered in the term before is compared with nothing
                if was := before.get(tuple(row[key] for key in rest), {}).get(column):
                    ratio = Decimal(row[column]) / Decimal(was)
                    least, most = ("0.5", "1.5") if form in ("pupils", "teachers") else ("0.5", "2")
                    assert Decimal(least) < ratio < Decimal(most), (row, column, was)
                    compared += 1
    assert compared > 1000


# The clerks


def test_every_workbook_is_filled_in_and_read_back_without_a_remark(
    forms: SampleForms, right: Path, tables: dict[str, list[Row]]
) -> None:
    assert {path.name for path in right.iterdir()} == {name for name, _ in forms.blank.values()}
    for code, (name, _) in forms.blank.items():
        delivery = read_survey_workbook(right / name, forms.known, NEXT)
        assert not delivery.remarks, [str(remark) for remark in delivery.remarks]
        if code == COUNTY_CODE:
            answered = {form: tables[form] for form in ("county_figures", "documents")}
        else:
            answered = {
                form: own
                for form, rows in tables.items()
                if (own := [row for row in rows if row.get("school_id") == code])
            }
            # the form asks for a 0 where nobody attends a grade; the sample's own rows leave it out
            given = {(row["stage"], row["grade"]) for row in answered["pupils_by_grade"]}
            answered["pupils_by_grade"] += [
                row | {"pupils": "0"}
                for row in delivery.rows["pupils_by_grade"]
                if (row["stage"], row["grade"]) not in given and row["pupils"] == "0"
            ]
        columns = {form: delivery.rows[form][0] for form in answered}
        whole = {
            form: [{column: row.get(column, "") for column in columns[form]} for row in rows]
            for form, rows in answered.items()
        }
        assert comparable(delivery.rows) == comparable(whole), name


def test_a_figure_of_a_year_that_is_in_already_is_left_blank(forms: SampleForms, right: Path) -> None:
    opened = Opened.at(right / forms.blank[ids_by_name()["龙甫乡中心小学"]][0])
    assert opened.line("上一年度公用经费预算总额").value is None
    assert opened.line("上一年度公用经费预算总额", "上学期值").value is not None
    assert opened.line("本年度公用经费预算总额").value > 0


def test_the_next_form_of_the_county_brings_what_was_still_missing(forms: SampleForms, right: Path) -> None:
    label, asked = "其中体育、艺术等紧缺学科教师数", "2026-2027"
    row = next(
        row
        for row in read_form(SURVEY / "county_figures.csv")
        if (row["measure_id"], row["period"]) == ("scarce_teachers_recruited", asked)
    )
    assert row["value"] == ""
    opened = Opened.at(right / forms.blank[COUNTY_CODE][0])
    assert opened.line(label).value > 0
    assert opened.line("新招录教师数").value is None, "it is in already"


def test_two_clerks_fill_in_the_same_bytes(forms: SampleForms, right: Path, tmp_path: Path) -> None:
    again = forms.hand_out(tmp_path / "forms")
    fill_workbooks(forms.known, again, with_slips=False)
    assert contents(again) == contents(right)


def test_what_somebody_has_filled_in_is_left_as_it_is(forms: SampleForms, tmp_path: Path) -> None:
    folder, name = tmp_path / "forms", forms.blank[ids_by_name()["龙甫乡中心小学"]][0]
    forms.hand_out(folder)
    opened = Opened.at(folder / name)
    opened.line("小学学生人数").value = 5
    opened.save(folder / name)
    own = (folder / name).read_bytes()
    for path in folder.iterdir():
        if path.name != name and not path.name.startswith(COUNTY_CODE):
            path.unlink()
    done = fill_workbooks(forms.known, folder, with_slips=True)
    assert [path.name for path in done.left] == [name] and not done.slips
    assert len(done.filled) == 1 and (folder / name).read_bytes() == own


def test_with_slips_five_schools_err_and_two_do_not_send(
    forms: SampleForms, right: Path, spoilt: tuple[Path, Done]
) -> None:
    folder, done = spoilt
    ids = ids_by_name()
    wrong = {forms.blank[ids[name]][0] for name in WITH_SLIPS}
    missing = {forms.blank[ids[name]][0] for name in NOT_SENT}
    as_right = contents(right)
    found = contents(folder)
    assert as_right.keys() - found.keys() == missing == set(done.not_sent)
    assert {name for name in found if found[name] != as_right[name]} == wrong == {name for name, _ in done.slips}

    def read(school: str) -> Delivery:
        return read_survey_workbook(folder / forms.blank[ids[school]][0], forms.known, NEXT)

    def as_it_should_be(school: str) -> Delivery:
        return read_survey_workbook(right / forms.blank[ids[school]][0], forms.known, NEXT)

    money = of_school(read("龙甫乡中心小学"), "equipment")["equipment_value_wan"]
    was = of_school(as_it_should_be("龙甫乡中心小学"), "equipment")["equipment_value_wan"]
    assert Decimal(money) == 10_000 * Decimal(was) and Decimal(was) > 0
    (letter,) = read("乌恰镇中学").remarks
    assert letter.severity == "stop" and letter.seen.endswith("O") and letter.place.sheet == "填报"
    teachers = of_school(read("萨罕乡中心小学"), "teachers")
    degrees = sum(int(teachers[column]) for column in ("doctor", "master", "bachelor", "college"))
    assert degrees > int(teachers["full_time"])
    grades = read("英吉沙镇第四小学")
    total = of_school(grades, "pupils")["pupils"]
    assert sum(int(row["pupils"]) for row in grades.rows["pupils_by_grade"]) == int(total) + 10
    (blank,) = read("色提力乡2村小学").remarks
    assert blank.severity == "ask" and "教学及辅助用房总面积" in blank.expected_zh


def test_slips_are_the_same_each_time(forms: SampleForms, spoilt: tuple[Path, Done], tmp_path: Path) -> None:
    folder = forms.hand_out(tmp_path / "forms")
    assert fill_workbooks(forms.known, folder, with_slips=True).slips == spoilt[1].slips
    assert contents(folder) == contents(spoilt[0])


# What is never filled in


def refused(known: Known, folder: Path) -> str:
    """The refusal; nothing in the folder may have changed."""
    before = contents(folder)
    with pytest.raises(ClerkError) as error:
        fill_workbooks(known, folder, with_slips=True)
    assert contents(folder) == before
    return str(error.value)


def test_a_real_countys_workbooks_are_never_filled_in(forms: SampleForms, tmp_path: Path) -> None:
    """Its code is the sample's own: the sample is named after it."""
    data = tmp_path / "county"
    shutil.copytree(forms.data, data)
    path = data / "counties.csv"
    path.write_bytes(path.read_bytes().removeprefix(BOM))
    rewrite(path, lambda rows: [row | {"is_synthetic": "0"} for row in rows])
    known = Known.read(Paths(ROOT, data))
    schools = {key: row for key, row in known.survey["schools"].items() if row["school_name"] in WITH_SLIPS}
    known.survey["schools"].clear()  # a few will do
    known.survey["schools"].update(schools)
    folder = tmp_path / "forms"
    write_templates(known, NEXT, folder)
    for active in (known, forms.known):
        assert "invented" in refused(active, folder)
    # and a form of the sample while the folder in use is the real county's
    sample = tmp_path / "sample"
    assert "invented" in refused(known, forms.hand_out(sample))


def test_one_stranger_among_the_forms_stops_all(forms: SampleForms, tmp_path: Path) -> None:
    folder = forms.hand_out(tmp_path / "forms")
    book = Workbook()
    book.active.append(["学校名称", "学生数"])
    book.save(folder / "总表.xlsx")
    assert "总表.xlsx" in refused(forms.known, folder)
    (folder / "总表.xlsx").write_bytes(b"no workbook")
    assert "总表.xlsx" in refused(forms.known, folder)
    (folder / "总表.xlsx").unlink()
    # what Excel keeps beside a form that is open is no form
    (folder / "~$form.xlsx").write_bytes(b"somebody")
    assert fill_workbooks(forms.known, folder, with_slips=False).filled


def test_no_form_and_a_form_of_another_term_are_said(forms: SampleForms, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "run.py templates" in refused(forms.known, tmp_path / "empty")
    folder = forms.hand_out(tmp_path / "forms")
    name = forms.blank[COUNTY_CODE][0]
    opened = Opened.at(folder / name)
    for row in opened.sheet("填报信息").iter_rows():
        if row[0].value == "term_id":
            row[1].value = "2027-2028-1"
    opened.save(folder / name)
    assert f"--term {NEXT}" in refused(forms.known, folder)


def test_slips_go_with_fill(capsys: pytest.CaptureFixture[str]) -> None:
    """Alone they would rewrite the seeds of the sample instead."""
    with pytest.raises(SystemExit) as error:
        cli.parse(["sample", "--slips"])
    assert error.value.code == 2 and "--fill" in capsys.readouterr().err
    assert cli.parse(["sample", "--slips", "--fill", "forms"]).fill == Path("forms")
    assert cli.parse(["sample"]).fill is None
