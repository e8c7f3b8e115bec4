"""Persons stay out: what asks for one, what holds one's number, and that no message shows it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from corpus_files import in_document, opened, ours, plain, put, small_county
from openpyxl import Workbook
from plain_forms import PRIMARY, SCHOOL_ITEMS, plain_book, save
from small_county import TERM
from workbooks import DOCUMENTS, ITEMS, SEEDS

from edu_balance.intake.cells import read_cell
from edu_balance.intake.delivery import Place, Remark
from edu_balance.intake.persons import holds_person, is_personal, masked, personal_words
from edu_balance.intake.reading import read_file

# Numbers of nobody: no one was born in 1900 and has one, and no network gives out 199 0000 0000.
ID, PHONE = "653123190001010000", "19900000000"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize(
    "label",
    [
        *("填表人", "填报人", "联系人", "联系电话", "手机号码", "身份证号", "身份证件号", "电子邮箱", "出生日期"),
        *("校长", "校长姓名", "校长（签字）", "姓 名", "负责人：某甲", "校长：某甲", "校长 某甲", "单位负责人签章"),
        *("班主任", "审核人", "统计人员", "家庭住址", "法定代表人", "联系\u3000方式", "联系_x000D_\n电话", "教师姓名"),
    ],
)
def test_a_label_that_asks_for_a_person_is_told(label: str) -> None:
    assert is_personal(label)
    assert personal_words(label) and "某甲" not in personal_words(label)


@pytest.mark.parametrize(
    "label",
    [
        *("教师人数", "专任教师总人数（人）", "县级及以上骨干教师数（人）", "持有教师资格证的专任教师人数（人）"),
        *("实际交流轮岗校长数", "审核人数", "家庭住址在划片范围内的在校学生人数（小学）（人）", "班主任人数"),
        *("某某希望小学校长路分校", "学校名称", "学校（机构）名称", "校长路小学", "书记沟小学", ""),
        *("毕业年级三年死亡学生数（人）", "社会认可度问卷发放数：校长", "园长岭教学点"),
    ],
)
def test_a_count_of_persons_or_the_name_of_a_school_asks_for_nobody(label: str) -> None:
    assert not is_personal(label), personal_words(label)


def test_no_item_of_any_form_we_know_asks_for_a_person() -> None:
    known = small_county()[1]
    for items in known.fields.items.values():
        for item in items:
            assert not is_personal(item.label), item.label
    for labels in known.labels.values():
        for label in labels:
            assert not is_personal(label.row) and not is_personal(label.column), label


@pytest.mark.parametrize(
    "text",
    [
        *(ID, PHONE, ID[:17] + "X", ID[:17] + "x", f"见{ID}号", f"联系{PHONE}。", f"tel{PHONE}", f"{PHONE}；{PHONE}"),
        *(ID.translate(WIDE), PHONE.translate(WIDE), f"+86 {PHONE}", f"86{PHONE}", f"+86-{PHONE}"),
        *("199-0000-0000", "199 0000 0000", "199—0000—0000", "199.0000.0000", "199 000 00000", "199\n0000\n0000"),
        *(f"{ID[:6]} {ID[6:14]} {ID[14:]}", f"{ID[:6]}-{ID[6:14]}-{ID[14:]}", "1\u200b990000\u200b0000"),
    ],
)
def test_a_number_of_a_person_is_found_however_it_is_written(text: str) -> None:
    assert holds_person(text)
    shown = masked(text)
    assert not holds_person(shown) and "***" in shown
    assert not any(char.isdecimal() for char in shown.replace("86", ""))


@pytest.mark.parametrize(
    "text",
    [
        *("", "0100000001", "653123", "653123100001", "小县教〔2026〕12号", "2026-05-20", "20260520", "1990.5"),
        *("12900000000", "29900000000", "1990000000", "199000000000", "6531231900010100001", "065312319000101000"),
        *("199-0000-000", "ab" + "1" * 62, "f" * 21 + PHONE + "e" * 32, "0998-1234567", "2016年及之前", "第19900号"),
    ],
)
def test_other_digits_are_no_person(text: str) -> None:
    assert not holds_person(text)
    assert masked(text) == text


def test_the_number_beside_a_checksum_is_still_found() -> None:
    checksum = "0f" * 32
    assert masked(f"{checksum} {PHONE}") == f"{checksum} ***"


@pytest.mark.parametrize("value_type", ["text", "school_id", "code", "flag"])
@pytest.mark.parametrize("cell", [f"办公室 {PHONE}", ID, PHONE.translate(WIDE), float(ID), int(PHONE)])
def test_no_text_with_a_number_of_a_person_is_read(value_type: str, cell: object) -> None:
    reading = read_cell(cell, value_type)  # type: ignore[arg-type]
    assert (reading.severity, reading.value) == ("stop", "")
    assert not holds_person(f"{reading.zh} {reading.en}")


def test_what_holds_no_number_is_read_as_before() -> None:
    assert read_cell("某某希望小学校长路分校", "text").value == "某某希望小学校长路分校"
    assert read_cell("小县教〔2026〕12号", "text").severity is None


def test_no_remark_shows_a_number_of_a_person_or_more_than_a_line() -> None:
    remark = Remark("a.xlsx", Place("填报", "E5"), f"某甲 {PHONE} {ID}", "应为数字", "a number", "stop")
    assert remark.seen == "某甲 *** ***" and PHONE not in str(remark)
    assert len(Remark("a.xlsx", Place(), "字" * 10**6, "x", "x", "stop").seen) < 100
    assert Remark("a.xlsx", Place(), "３００", "x", "x", "stop").seen == "３００", "shown as it stands"


# What the readers do


def test_a_line_and_a_column_for_persons_are_dropped_with_one_notice_each(tmp_path: Path) -> None:
    def change(book: object) -> None:
        sheet = book.sheet(ITEMS)  # type: ignore[attr-defined]
        for label, value in (("校长姓名", "某甲"), ("校长电话", PHONE), ("填表人：某乙", None)):
            row = sheet.max_row + 1
            sheet.cell(row, 3).value, sheet.cell(row, 5).value = label, value

    delivery = read_file(ours(change)(tmp_path), small_county()[1], TERM)
    (remark,) = delivery.remarks
    assert (remark.severity, remark.place, remark.seen) == ("notice", Place(ITEMS), "姓名、电话、填表人")
    assert "某" not in str(remark) and not holds_person(str(delivery.rows))


def test_a_plain_form_names_the_labels_and_never_what_stands_beside_them(tmp_path: Path) -> None:
    book = plain_book(SCHOOL_ITEMS, PRIMARY)
    for label, value in (
        ("学校负责人", "某甲"),
        ("联系电话（手机）", int(PHONE)),
        ("填表人：某乙  审核人：某丙", None),
    ):
        book.active.append([None, "其他", label, "", value, "选填", None])
    delivery = read_file(save(book, tmp_path / "a.xlsx"), small_county()[1], TERM)
    (remark,) = [remark for remark in delivery.remarks if "个人信息" in remark.expected_zh]
    assert remark.seen == "负责人、电话、手机、填表人、审核人" and remark.severity == "notice"
    assert not delivery.is_refused
    everything = str(delivery.rows) + " ".join(map(str, delivery.remarks))
    assert "某" not in everything and not holds_person(everything)


def test_an_unknown_label_or_a_count_with_a_number_in_it_is_shown_masked(tmp_path: Path) -> None:
    delivery = read_file(ours(put("小学学生人数", f"三百，问 {PHONE}"))(tmp_path), small_county()[1], TERM)
    assert [remark.seen for remark in delivery.remarks] == ["三百,问 ***"]
    book = plain_book(SCHOOL_ITEMS, PRIMARY)
    book.active.append([None, "其他", f"备查 {ID}", "", 5])
    delivery = read_file(save(book, tmp_path / "a.xlsx"), small_county()[1], TERM)
    assert [remark.seen for remark in delivery.remarks if remark.severity == "stop"] == ["备查 ***"]


def test_a_document_with_a_number_of_a_person_is_refused_at_its_cell(tmp_path: Path) -> None:
    book = opened("100001")
    in_document("佐证材料", f"见 {PHONE}")(book)
    delivery = read_file(book.save(tmp_path / "a.xlsx"), small_county()[1], TERM)
    (remark,) = [remark for remark in delivery.remarks if remark.severity == "stop"]
    row = next(row for row in range(1, 99) if book.table(DOCUMENTS, row, "编号").value)
    assert remark.place == Place(DOCUMENTS, book.table(DOCUMENTS, row, "佐证材料").coordinate)
    assert remark.seen == "见 ***"
    assert all(not holds_person(value) for rows in delivery.rows.values() for r in rows for value in r.values())


def test_a_school_named_after_a_road_of_principals_is_a_school(tmp_path: Path) -> None:
    write = plain(PRIMARY | {"学校名称": "某某希望小学校长路分校"})
    delivery = read_file(write(tmp_path), small_county()[1], TERM)
    assert not delivery.is_refused and not any("个人" in remark.expected_zh for remark in delivery.remarks)


def test_a_workbook_without_persons_says_nothing_about_them(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["教师人数", "审核人数"])
    delivery = read_file(save(book, tmp_path / "a.xlsx"), small_county()[1], TERM)
    assert not any("个人" in remark.expected_zh for remark in delivery.remarks)


# What is public


def test_no_seed_holds_the_number_of_a_person() -> None:
    files = sorted(SEEDS.rglob("*.csv"))
    assert len(files) > 20
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, row in enumerate(csv.reader(file), 1):
                for cell in row:
                    assert not holds_person(cell), f"{path.name} line {line}"
