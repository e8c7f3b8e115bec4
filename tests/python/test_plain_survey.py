"""Survey forms of another office: labels and units, whose form it is, what can and cannot be told by stage."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import ROOT
from corpus_files import drop_rows, in_sheet, ours, repacked, set_value
from forms import rewrite
from openpyxl import Workbook
from plain_forms import (
    COUNTY_ANSWERS,
    COUNTY_ITEMS,
    JUNIOR,
    NINE_YEARS,
    PRIMARY,
    SCHOOL_ITEMS,
    plain_book,
    save,
)
from small_county import COUNTY, SCHOOLS, TERM, write_small_county
from workbooks import SEEDS, reference

from edu_balance.intake.delivery import Delivery, Place, Remark
from edu_balance.intake.fields import normalised, period
from edu_balance.intake.known import Known
from edu_balance.intake.labels import read_labels
from edu_balance.intake.plain_survey import is_plain_survey, read_plain_survey
from edu_balance.intake.printed_labels import Printed, bare, is_unit, read_label, unit_of
from edu_balance.intake.workbook_file import open_workbook
from edu_balance.paths import Paths

SHEET = "数据采集"
SCHOOL, THROUGH = SCHOOLS[0][0], SCHOOLS[2][0]
Items = tuple[tuple[str, str, str], ...]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return Known.read(Paths(ROOT, write_small_county(tmp_path_factory.mktemp("small") / "data")))


def known_with(tmp_path: Path, school: Mapping[str, str], form: str = "schools") -> Known:
    """The small county, its first row of a form changed."""
    data = write_small_county(tmp_path / "data")
    rewrite(data / f"{form}.csv", lambda rows: [rows[0] | dict(school), *rows[1:]])
    return Known.read(Paths(ROOT, data))


def read(
    known: Known,
    tmp_path: Path,
    answers: Mapping[str, object] = PRIMARY,
    change: Callable[[Workbook], object] | None = None,
    items: Items = SCHOOL_ITEMS,
    term_id: str = TERM,
) -> Delivery:
    book = plain_book(items, answers)
    if change:
        change(book)
    path = save(book, tmp_path / "form.xlsx")
    return read_plain_survey(path, open_workbook(path), "0" * 64, known, term_id)


def said(delivery: Delivery, part: str) -> list[Remark]:
    return [remark for remark in delivery.remarks if part in remark.expected_zh]


def stops(delivery: Delivery) -> list[Remark]:
    return [remark for remark in delivery.remarks if remark.severity == "stop"]


def cell_of(begin: str, column: str = "E", items: Items = SCHOOL_ITEMS) -> Place:
    """Where the value of an item stands in a form as printed: below title, hint and header."""
    row = next(number for number, (_, label, _) in enumerate(items, 4) if label.startswith(begin))
    return Place(SHEET, f"{column}{row}")


# The labels


def test_every_label_of_the_printed_forms_is_known_and_nothing_else() -> None:
    labels = {bare(label.row): label for label in read_labels(ROOT, "survey")}
    seen = set()
    for _, printed, unit in (*SCHOOL_ITEMS, *COUNTY_ITEMS):
        found = read_label(printed, labels)
        assert found, printed
        # a unit in brackets, and its column, say what the seed says
        assert labels[found.name].unit == unit == found.unit or not found.unit, printed
        seen.add(found.name)
    assert seen == labels.keys()
    assert (len(SCHOOL_ITEMS), len(COUNTY_ITEMS)) == (68, 20)


def test_every_label_goes_to_a_column_of_a_form_or_says_why_not() -> None:
    forms = {path.stem: path.read_text(encoding="utf-8").splitlines()[0].split(",") for path in SEEDS.rglob("*.csv")}
    measures = {row["measure_id"] for row in reference("measures", "policy") if row["form"] == "county_figures"}
    for row in (row for row in reference("item_labels") if row["shape"] == "survey"):
        assert row["form"] in forms, row
        columns = measures | {"county_code", "period"} if row["form"] == "county_figures" else set(forms[row["form"]])
        assert row["column_name"] in columns or (not row["column_name"] and row["note"]), row
        assert row["factor"] == "1" and row["stage"] in ("", "primary", "junior") and not row["form_no"]
        if row["form"] == "class_bands" and row["column_name"]:
            assert row["grade"] in {band["band"] for band in reference("class_size_bands")}


def test_the_unit_of_a_label_is_the_unit_of_our_own_item(known: Known) -> None:
    """万元 stays 万元: nothing is multiplied on the way."""
    ours_of = {
        (item.form, item.measure_id or item.column): item.unit
        for items in known.fields.items.values()
        for item in items
    }
    for label in known.labels["survey"]:
        unit = ours_of.get((label.form, label.column_name), "")
        if label.column_name and unit:
            assert unit_of(unit) == label.unit, label


@pytest.mark.parametrize(
    ("printed", "name", "unit"),
    [
        ("小学学生人数（人）", "小学学生人数", "人"),
        ("小学学生人数(名)", "小学学生人数", "人"),
        ("1．小学学生人数：", "小学学生人数", ""),
        ("（3）小学学生人数*", "小学学生人数", ""),
        ("12、73㎡≤单间面积＜96㎡的音乐教室间数（间）", "73㎡≤单间面积＜96㎡的音乐教室间数", "间"),
        ("73平方米<=单间面积<96m²的音乐教室间数", "73㎡≤单间面积＜96㎡的音乐教室间数", ""),
        ("每班26—30人班级个数【个】", "每班26-30人班级个数", "个"),
        ("每班26～30人班级个数", "每班26-30人班级个数", ""),
        ("教学仪器设备资产值（账面原值）（万元）", "教学仪器设备资产值（账面原值）", "万元"),
        ("教学仪器设备资产值（账面原值）（元）", "教学仪器设备资产值（账面原值）", "元"),
        ("教学及辅助用房总面积（㎡）", "教学及辅助用房总面积", "平方米"),
        ("教学及辅助用房总面积（m2）[必填]", "教学及辅助用房总面积", "平方米"),
        (
            "体育交流轮岗/兼职/走教教师人数（人） [选填] [仅50-100人乡村小规模学校填写]",
            "体育交流轮岗/兼职/走教教师人数",
            "人",
        ),
        ("学校类型（小学/初中/九年一贯制）", "学校类型", ""),
        ("本届毕业\n学生人数_x000D_（人）[初中填写]", "本届毕业学生人数", "人"),
    ],
)
def test_a_label_is_known_however_it_is_printed(printed: str, name: str, unit: str) -> None:
    labels = {bare(label.row) for label in read_labels(ROOT, "survey")}
    assert read_label(printed, labels) == Printed(bare(name), unit)


@pytest.mark.parametrize(
    "printed",
    [
        *(
            "小学学生人数（女）",
            "小学学生人数（初中）",
            "县级及以上骨干教师数（小学）（人）",
            "学生人数",
            "小学学生",
            "（人）",
        ),
        *("", "小学学生人数（人）合计", "教学仪器设备资产值（万元）", "每班26-31人班级个数"),
    ],
)
def test_a_label_that_says_something_else_is_not_guessed_at(printed: str) -> None:
    assert read_label(printed, {bare(label.row) for label in read_labels(ROOT, "survey")}) is None


def test_units_are_told_apart() -> None:
    assert unit_of("㎡") == unit_of("m²") == unit_of("平米") == "平方米"
    assert unit_of("万元") == "万元" != unit_of("元")
    assert is_unit("千元") and is_unit("亩") and not is_unit("小学") and not is_unit("账面原值")


# Which files are such forms


def test_our_own_workbook_is_none_of_them_even_without_its_hidden_sheets(known: Known, tmp_path: Path) -> None:
    sheets = open_workbook(ours()(tmp_path))
    assert not is_plain_survey(sheets)
    assert not is_plain_survey({name: sheet for name, sheet in sheets.items() if sheet.is_visible})


def test_a_form_is_told_by_its_header_and_only_where_it_can_be_seen(tmp_path: Path) -> None:
    book = plain_book(SCHOOL_ITEMS, PRIMARY)
    assert is_plain_survey(open_workbook(save(book, tmp_path / "a.xlsx")))
    book.create_sheet("封面")
    book[SHEET].sheet_state = "hidden"
    assert not is_plain_survey(open_workbook(save(book, tmp_path / "b.xlsx")))
    other = Workbook()
    other.active.append(["学校名称", "学校代码", "在校生数"])
    assert not is_plain_survey(open_workbook(save(other, tmp_path / "c.xlsx")))


# Whose form it is


def test_a_school_is_the_one_of_its_code(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path)
    assert (delivery.shape, delivery.school_id, delivery.county_code) == ("plain_survey_school", SCHOOL, COUNTY)
    assert not said(delivery, "校名")


def test_two_schools_of_one_name_are_told_by_their_code_only(tmp_path: Path) -> None:
    known = known_with(tmp_path, {"school_name": "第2学校"})
    delivery = read(known, tmp_path, PRIMARY | {"学校名称": "第2学校", "学校代码": None})
    assert [remark.place for remark in stops(delivery)] == [cell_of("学校代码")] and not delivery.rows
    assert SCHOOL in stops(delivery)[0].expected_zh and SCHOOLS[1][0] in stops(delivery)[0].expected_zh
    assert read(known, tmp_path, PRIMARY | {"学校名称": "第2学校"}).school_id == SCHOOL


def test_the_code_of_one_school_beside_the_name_of_another_is_refused(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path, PRIMARY | {"学校代码": SCHOOLS[1][0]})
    assert [remark.place for remark in stops(delivery)] == [cell_of("学校代码")]
    assert not delivery.rows and delivery.school_id is None


def test_a_name_nobody_registered_is_asked_about_and_not_taken_in(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path, PRIMARY | {"学校名称": "小县第一小学"})
    assert [remark.severity for remark in said(delivery, "同一所学校")] == ["ask"]
    assert delivery.rows["schools"][0]["school_name"] == "第1学校"


def test_a_form_without_a_code_row_is_read_by_its_name(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path, change=drop_rows("学校代码"))
    assert delivery.school_id == SCHOOL and said(delivery, "按校名读为")[0].severity == "notice"
    lost = read(known, tmp_path, change=lambda book: [drop_rows(begin)(book) for begin in ("学校代码", "学校名称")])
    assert stops(lost) and not lost.rows


def test_an_id_that_is_a_formula_without_a_value_is_no_missing_one(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path, PRIMARY | {"学校代码": '="0"&"100000001"'})
    assert [(remark.place, remark.seen) for remark in stops(delivery)] == [(cell_of("学校代码"), "")]
    assert "公式没有保存结果" in stops(delivery)[0].expected_zh and delivery.school_id is None


def test_the_kind_on_the_form_teaches_what_the_registered_kind_teaches(tmp_path: Path) -> None:
    for kind, right, wrong in (
        ("218", "小学教学点", "初中"),
        ("211", "小学学校", "九年一贯制"),
        ("211", None, "幼儿园"),
    ):
        known = known_with(tmp_path / kind / str(right), {"school_kind": kind})
        assert not stops(read(known, tmp_path, PRIMARY | {"学校类型": right}))
        refused = stops(read(known, tmp_path, PRIMARY | {"学校类型": wrong}))
        assert [remark.place for remark in refused] == [cell_of("学校类型")]


def test_the_school_must_be_registered_by_the_term(known: Known, tmp_path: Path) -> None:
    early = read(known, tmp_path, term_id="2025-2026-1")
    assert [remark.place for remark in stops(early)] == [cell_of("学校代码")]
    later = read(known, tmp_path, term_id="2026-2027-2")
    assert not later.is_refused and {row["term_id"] for row in later.rows["pupils"]} == {"2026-2027-2"}


def test_the_register_stays_but_for_what_the_form_says(tmp_path: Path) -> None:
    known = known_with(tmp_path, {"built_by_2010": "0", "built_by_2016": "1"})
    delivery = read(known, tmp_path, PRIMARY | {"是否2016年": None})
    (row,) = delivery.rows["schools"]
    assert (row["built_by_2010"], row["built_by_2016"]) == ("1", "1")
    assert (row["township_id"], row["organiser_code"], row["is_boarding"]) == (f"{COUNTY}-01", "7", "0")
    places = {column for form, _, column in delivery.places if form == "schools"}
    assert places == {"built_by_2010"}


# What is read


def test_figures_stand_in_their_cells(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path)
    primary = (TERM, SCHOOL, "primary")
    for begin, form, key, column, value in (
        ("小学学生人数", "pupils", primary, "pupils", "300"),
        ("近5年", "teachers", primary, "trained_360h", "19"),
        ("每班46-", "class_bands", (*primary, "46_50"), "classes", "6"),
        ("学校体育馆", "premises", primary[:2], "gymnasium_m2", "0"),
        ("校内体育场", "premises", primary[:2], "outdoor_sports_m2", "2400"),
        ("教学仪器", "equipment", primary[:2], "equipment_value_wan", "60.5"),
        ("上一年度教师", "school_funds", ("2025", SCHOOL), "training_wan", "2"),
    ):
        assert delivery.places[form, key, column] == cell_of(begin)
        names = known.forms[form].keys
        (row,) = [row for row in delivery.rows[form] if tuple(row[name] for name in names) == key]
        assert row[column] == value


def test_the_funds_are_those_of_the_year_before_the_statistical_date(known: Known, tmp_path: Path) -> None:
    for term_id, year in ((TERM, "2025"), ("2026-2027-2", "2026")):
        assert period("previous_year", known.terms[term_id]) == year
        delivery = read(known, tmp_path, term_id=term_id)
        assert [(row["fiscal_year"], row["budget_wan"]) for row in delivery.rows["school_funds"]] == [(year, "40")]


def test_retention_is_of_the_cohort_that_left_last(known: Known, tmp_path: Path) -> None:
    (row,) = read(known, tmp_path, JUNIOR).rows["retention"]
    counts = {"entrants": "150", "graduates": "146", "moved_in": "1", "moved_out": "3", "deaths": "0"}
    assert row == {"entry_year": "2023", "school_id": SCHOOLS[3][0]} | counts


@pytest.mark.parametrize(
    ("claims", "total"),
    [
        ({"体育交流": 1, "音乐交流": 2, "美术交流": 3, "艺术交流": 4}, "10"),
        ({"体育交流": 0, "音乐交流": 0, "美术交流": 0, "艺术交流": 0}, "0"),
        ({"艺术交流": 2}, "2"),
        ({"体育交流": "—", "艺术交流": 2}, "2"),
        ({}, ""),
    ],
)
def test_visiting_teachers_of_four_subjects_add_up(
    claims: dict[str, object], total: str, known: Known, tmp_path: Path
) -> None:
    delivery = read(known, tmp_path, PRIMARY | claims)
    assert delivery.rows["teachers"][0]["visiting_pe_arts"] == total
    assert len(said(delivery, "计入“体育、音乐、美术、艺术交流")) == (total not in ("", "0"))


def test_visiting_teachers_of_a_town_school_are_not_counted(tmp_path: Path) -> None:
    known = known_with(tmp_path, {"urban_rural_code": "121"})
    delivery = read(known, tmp_path, PRIMARY | {"体育交流": 2})
    assert delivery.rows["teachers"][0]["visiting_pe_arts"] == ""
    (remark,) = said(delivery, "本校不填这些项目")
    assert (remark.severity, remark.place) == ("notice", cell_of("体育交流"))


def test_a_through_school_is_told_what_cannot_be_told_by_stage(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path, NINE_YEARS)
    (remark,) = said(delivery, "全校合计")
    assert remark.severity == "notice" and remark.place == cell_of("进城务工")
    for name in (
        *("进城务工人员随迁子女在校生人数", "专任教师总人数", "县级及以上骨干教师数", "持有教师资格证的专任教师人数"),
        *("近5年培训满360学时专任教师人数", "体育专任教师人数", "音乐专任教师人数", "美术专任教师人数"),
        *("艺术专任教师人数", "各班额段班级个数"),
    ):
        assert name in remark.expected_zh and name in remark.expected_en
    assert "class_bands" not in delivery.rows
    assert {(row["stage"], row["full_time"], row["bachelor"]) for row in delivery.rows["teachers"]} == {
        ("primary", "", "9"),
        ("junior", "", "9"),
    }
    # of the whole campus, so read
    assert delivery.rows["premises"][0]["teaching_area_m2"] == "2000"


@pytest.mark.parametrize(
    ("kind", "word", "speaks"), [("341", "完全中学", True), ("345", "十二年一贯制", True), ("312", "九年一贯制", False)]
)
def test_a_school_that_teaches_seniors_too_lacks_their_pupils(
    kind: str, word: str, speaks: bool, tmp_path: Path
) -> None:
    known = known_with(tmp_path, {"school_kind": kind})
    answers = PRIMARY if kind != "341" else without_primary()
    delivery = read(known, tmp_path, answers | {"学校类型": word, "初中学生人数": 100})
    assert not stops(delivery), stops(delivery)
    assert [remark.severity for remark in said(delivery, "没有高中学生人数")] == ["notice"] * speaks


def without_primary() -> dict[str, object]:
    return {label: value for label, value in PRIMARY.items() if "小学学" not in label and "（小学）" not in label}


def test_figures_of_a_stage_not_taught_stop_unless_they_say_nothing(known: Known, tmp_path: Path) -> None:
    for nothing in (0, "0", "—", "无", None, "*", -1):
        assert not read(known, tmp_path, PRIMARY | {"初中学生人数": nothing, "本届毕业": nothing}).is_refused
    delivery = read(known, tmp_path, PRIMARY | {"初中学生人数": 1, "本届毕业": 1})
    assert [remark.place for remark in stops(delivery)] == [cell_of("初中学生人数"), cell_of("本届毕业")]


def test_attached_classes_have_no_premises_of_their_own(tmp_path: Path) -> None:
    known = known_with(tmp_path, {"school_kind": "219", "parent_school_id": SCHOOLS[3][0], "counts_as_school": "0"})
    delivery = read(known, tmp_path)
    assert not delivery.is_refused and not {"premises", "equipment", "school_funds"} & delivery.rows.keys()
    (remark,) = said(delivery, "本校不填这些项目")
    assert "教学及辅助用房总面积" in remark.seen


def test_rented_grounds_are_not_counted_and_said_not_to_be(known: Known, tmp_path: Path) -> None:
    for filled, count in ((800, 1), (0, 0), (None, 0)):
        delivery = read(known, tmp_path, PRIMARY | {"校外租赁": filled, "校内其他": filled})
        assert delivery.rows["premises"][0]["outdoor_sports_m2"] == "2400"
        remarks = said(delivery, "未计入")
        assert len(remarks) == count
        assert all(remark.seen == "校外租赁场馆面积、校内其他体育场面积" for remark in remarks)


def test_rooms_from_61_lie_between_54_and_73(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path, PRIMARY | {"61㎡≤单间面积＜73": 2, "音乐教室总": 3})
    assert delivery.rows["premises"][0]["music_rooms_54_73"] == "2"
    (remark,) = said(delivery, "计入“54㎡≤单间面积＜73㎡的音乐教室间数”")
    assert (remark.severity, remark.place) == ("notice", cell_of("61㎡≤单间面积＜73"))
    assert not said(read(known, tmp_path), "计入“54")


@pytest.mark.parametrize(("total", "asks"), [(6, False), (7, True), (5, True), (None, False)])
def test_the_classes_of_all_sizes_are_the_classes_of_the_school(
    total: object, asks: bool, known: Known, tmp_path: Path
) -> None:
    delivery = read(known, tmp_path, PRIMARY | {"班级总数": total})
    assert [remark.severity for remark in said(delivery, "合计为 6")] == ["ask"] * asks


def test_what_is_blank_is_asked_about_and_never_0(known: Known, tmp_path: Path) -> None:
    for blank in (None, "—", "*", "-1"):
        delivery = read(known, tmp_path, PRIMARY | {"小学学生人数": blank, "每班25人": blank})
        assert delivery.rows["pupils"][0]["pupils"] == ""
        asked = [remark.place for remark in delivery.remarks if remark.severity == "ask"]
        assert asked == [cell_of("小学学生人数"), cell_of("每班25人")]


def test_missing_rows_are_asked_about_once(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path, change=lambda book: [drop_rows(begin)(book) for begin in ("网络", "专任教师总")])
    (remark,) = said(delivery, "表中缺少 2 个填报项目")
    assert (remark.severity, remark.seen) == ("ask", "专任教师总人数、网络多媒体教室间数")
    # nobody misses the optional ones, or those of another stage
    assert not said(read(known, tmp_path, change=drop_rows("体育交流")), "表中缺少")
    assert not said(read(known, tmp_path, change=drop_rows("初中学生人数")), "表中缺少")


# Labels, units and rows that stop the file


def test_an_unknown_label_stops_with_the_nearest_unless_nothing_stands_beside_it(known: Known, tmp_path: Path) -> None:
    def add(value: object) -> Callable[[Workbook], None]:
        return lambda book: book.active.append([99, "其他", "小学在校学生人数（人）", "人", value])

    place = Place(SHEET, f"C{4 + len(SCHOOL_ITEMS)}")
    for value in (5, "五", "=1+1"):
        (remark,) = stops(read(known, tmp_path, change=add(value)))
        assert remark.place == place and "小学学生人数" in remark.expected_zh
    (remark,) = said(read(known, tmp_path, change=add(None)), "不认识")
    assert (remark.severity, remark.place) == ("notice", place)


@pytest.mark.parametrize(
    ("column", "begin", "written", "place"),
    [
        (3, "教学仪器", "元", "D"),
        (3, "教学仪器", "万", "D"),
        (2, "教学仪器", "教学仪器设备资产值（账面原值）（元）", "C"),
        (2, "上一年度公用经费预算", "上一年度公用经费预算总额（千元）", "C"),
        (3, "校内体育场", "亩", "D"),
        (3, "小学学生人数", "万人", "D"),
    ],
)
def test_another_unit_stops_at_the_cell_that_names_it(
    column: int, begin: str, written: str, place: str, known: Known, tmp_path: Path
) -> None:
    delivery = read(known, tmp_path, change=set_value(begin, written, column))
    assert [remark.place for remark in stops(delivery)] == [cell_of(begin, place)]
    assert "单位应为" in stops(delivery)[0].expected_zh


@pytest.mark.parametrize("begin", ["教学仪器", "校内体育场", "上一年度教师"])
def test_money_and_areas_without_any_unit_are_asked_about(begin: str, known: Known, tmp_path: Path) -> None:
    def strip(book: Workbook) -> None:
        for row in book.active.iter_rows(4):
            if str(row[2].value).startswith(begin):
                row[2].value, row[3].value = str(row[2].value).rpartition("（")[0], None

    asked = [remark for remark in read(known, tmp_path, change=strip).remarks if remark.severity == "ask"]
    assert [remark.place for remark in asked] == [cell_of(begin)] and "没有写单位" in asked[0].expected_zh


def test_a_count_needs_no_unit(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path, change=set_value("小学学生人数", "小学学生人数", 2))
    assert not delivery.is_refused and not delivery.is_asked_about


def test_an_item_given_twice_stops_though_it_says_the_same(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path, change=lambda book: book.active.append([99, "", "小学学生人数（人）", "人", 300]))
    (remark,) = stops(delivery)
    assert remark.place == Place(SHEET, f"C{4 + len(SCHOOL_ITEMS)}")
    assert str(cell_of("小学学生人数", "C")) in remark.expected_zh


# The county's form


def test_the_county_is_the_one_of_its_code_and_year(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path, COUNTY_ANSWERS, items=COUNTY_ITEMS)
    assert (delivery.shape, delivery.school_id, delivery.county_code) == ("plain_survey_county", None, COUNTY)
    key = (COUNTY, "2025", "teacher_pay_wan", "", "")
    assert delivery.places["county_figures", key, "value"] == cell_of("上年度义务", items=COUNTY_ITEMS)


def test_one_base_of_funds_is_that_of_town_and_country(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path, COUNTY_ANSWERS, items=COUNTY_ITEMS)
    bases = {
        (row["measure_id"], row["stage"]): row["value"]
        for row in delivery.rows["county_figures"]
        if row["measure_id"].startswith("funding_base")
    }
    assert bases == {
        ("funding_base_rural_yuan", "primary"): "650",
        ("funding_base_urban_yuan", "primary"): "650",
        ("funding_base_rural_yuan", "junior"): "850",
        ("funding_base_urban_yuan", "junior"): "850",
    }
    assert [remark.severity for remark in said(delivery, "同时计入")] == ["notice", "notice"]


def test_a_fault_in_a_figure_for_two_is_said_once(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path, COUNTY_ANSWERS | {"规定的小学": "六百五"}, items=COUNTY_ITEMS)
    assert [remark.place for remark in stops(delivery)] == [cell_of("规定的小学", items=COUNTY_ITEMS)]


@pytest.mark.parametrize(
    ("year", "severity"),
    [
        *((2026, ""), ("2026年", ""), ("2026-2027学年", ""), ("２０２６年度", "")),
        *((2025, "stop"), (2027, "stop"), ("2025-2026学年", "stop"), ("今年", "stop"), (None, "ask"), ("—", "ask")),
    ],
)
def test_the_year_of_the_form_is_the_year_of_the_term(
    year: object, severity: str, known: Known, tmp_path: Path
) -> None:
    delivery = read(known, tmp_path, COUNTY_ANSWERS | {"填报年度": year}, items=COUNTY_ITEMS)
    place = cell_of("填报年度", items=COUNTY_ITEMS)
    assert [remark.severity for remark in delivery.remarks if remark.place == place] == [severity] * bool(severity)
    assert bool(delivery.rows) == (severity != "stop")


def test_the_code_of_a_county_beside_the_name_of_another_is_refused(tmp_path: Path) -> None:
    data = write_small_county(tmp_path / "data")
    other = {"county_code": "100002", "label_zh": "大县", "label_en": "Large County"}
    rewrite(data / "counties.csv", lambda rows: [*rows, rows[0] | other])
    known = Known.read(Paths(ROOT, data))
    delivery = read(known, tmp_path, COUNTY_ANSWERS | {"区县名称": "大县"}, items=COUNTY_ITEMS)
    assert [remark.place for remark in stops(delivery)] == [cell_of("区县代码", items=COUNTY_ITEMS)]
    renamed = read(known, tmp_path, COUNTY_ANSWERS | {"区县名称": "某地小县"}, items=COUNTY_ITEMS)
    assert renamed.is_asked_about and not renamed.is_refused


def test_a_sum_of_parts_is_not_read(known: Known, tmp_path: Path) -> None:
    delivery = read(known, tmp_path, COUNTY_ANSWERS, items=COUNTY_ITEMS)
    assert "disabled_enrolled" not in {row["measure_id"] for row in delivery.rows["county_figures"]}
    (remark,) = said(delivery, "是合计")
    assert (remark.severity, remark.seen) == ("notice", "适龄残疾儿童少年入学总人数")


# The seed


def test_a_label_of_another_unit_is_multiplied_by_its_factor(tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(SEEDS, root / "seeds")
    change = {"unit_zh": "元", "factor": "0.0001"}

    def in_yuan(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        is_it = lambda row: row["shape"] == "survey" and row["column_name"] == "equipment_value_wan"  # noqa: E731
        return [row | change if is_it(row) else row for row in rows]

    rewrite(root / "seeds" / "reference" / "item_labels.csv", in_yuan)
    known = Known.read(Paths(root, write_small_county(tmp_path / "data")))

    def to_yuan(book: Workbook) -> None:
        set_value("教学仪器", "教学仪器设备资产值（账面原值）（元）", 2)(book)
        set_value("教学仪器", "元", 3)(book)

    delivery = read(known, tmp_path, PRIMARY | {"教学仪器": 605000}, to_yuan)
    assert not stops(delivery)
    assert delivery.rows["equipment"][0]["equipment_value_wan"] == "60.5"


def test_a_label_means_the_same_with_its_marks_changed() -> None:
    assert bare("每班26－30人班级个数") == bare("每班26-30人班级个数") == bare("3. 每班26—30人 班级个数：")
    assert normalised("（人）") == "(人)"


def test_helpers_of_the_corpus_fail_where_they_find_nothing(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        repacked(in_sheet("not in any sheet", ""))(tmp_path)
    with pytest.raises(AssertionError):
        set_value("没有这一项", 1)(plain_book(SCHOOL_ITEMS, PRIMARY))
