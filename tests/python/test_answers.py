"""What goes back: annotated copies that can be mended and sent again, and the overview as workbook and page."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import export_corpus
import openpyxl
import pytest
import return_corpus
from conftest import ROOT
from forms import Row, rewrite
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet
from small_county import COUNTY, SCHOOLS, TERM, write_small_county
from test_templates import AREA, BOARDING, ITEMS, KEY, PUPILS, Handed, hand_out
from workbooks import CLASSES, Opened, as_xls, fill_school

from edu_balance.errors import ClerkError
from edu_balance.intake import annotated, copied_cells
from edu_balance.intake.annotated import annotated_copy
from edu_balance.intake.answers import Answers, write_answers
from edu_balance.intake.delivery import Delivery, Place, Remark
from edu_balance.intake.judged import Judged, RuleResult, State
from edu_balance.intake.known import Known
from edu_balance.intake.reading import read_file
from edu_balance.intake.survey_workbooks import read_survey_workbook
from edu_balance.paths import Paths

FIRST, SECOND, THIRD, FOURTH = (school[0] for school in SCHOOLS)
WICKED = '=HYPERLINK("x")<script>alert(1)</script>'
UNIT_OF = "教学仪器设备资产值（账面原值）"
MEND = "需要改正"
# What the small county leaves unanswered.
NOT_IN_THE_SEEDS = {
    "是否2010年及之前规划并建成": "是",
    "是否2016年及之前规划并建成": "是",
    "本年度核定公用经费": 20,
    "本年度公用经费预算总额": 21,
    "本年度教师培训经费预算总额": 2,
}
RED, AMBER, TO_FILL = "00FF9C94", "00FFD45C", "00FFF9DB"
RESULTS = (
    RuleResult("pupils", "expect_pupils", "在校生数应在范围内", "pupils within their range", "stop", 12, 0),
    RuleResult("teachers", "expect_teachers", "教师数应在范围内", "teachers within their range", "ask", 9, 2),
)


@dataclass(frozen=True)
class Inbox:
    """What was handed out, and the files that came, by what is wrong with them."""

    handed: Handed
    folder: Path
    files: dict[str, Path]

    def judged(self, *names: str) -> list[Judged]:
        return [judge(self.handed, self.files[name]) for name in names or self.files]


def judge(handed: Handed, path: Path) -> Judged:
    """A file as its reader saw it; what is neither refused nor asked about is accepted."""
    if path.suffix == ".csv":
        remarks = (
            Remark(path.name, Place(line=2), "三十", "应为整数", "a whole number", "ask"),
            Remark(path.name, Place(None, "B4", 5), "八十x", "应为不小于0的数", "a number, 0 or more", "stop"),
        )
        rows = {"pupils": [{"school_id": THIRD}]}
        return Judged(Delivery(path, "c" * 64, "tidy", rows=rows, remarks=remarks), "refused")
    delivery = read_survey_workbook(path, handed.known, TERM)
    state: State = "refused" if delivery.is_refused else "held" if delivery.is_asked_about else "accepted"
    return Judged(delivery, state)


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Handed:
    """The workbooks of the small county with two townships and one school of a wicked name."""
    data = write_small_county(tmp_path_factory.mktemp("answers") / "data")
    rewrite(data / "townships.csv", lambda rows: [*rows, rows[0] | {"township_id": f"{COUNTY}-02", "label_zh": "二乡"}])

    def moved(rows: list[Row]) -> list[Row]:
        changes = {FIRST: {"township_id": f"{COUNTY}-02"}, FOURTH: {"school_name": WICKED}}
        return [row | changes.get(row["school_id"], {}) for row in rows]

    rewrite(data / "schools.csv", moved)
    return hand_out(Paths(ROOT, data), data, TERM, data.parent / "forms")


@pytest.fixture(scope="module")
def inbox(handed: Handed, tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    """One file that goes in, one held, three refused: a form, a text file, and one nobody can open."""
    folder = tmp_path_factory.mktemp("received") / "收到"
    (folder / "数据").mkdir(parents=True)

    def filled(school_id: str, name: str, change: Callable[[Opened], None]) -> Path:
        opened = Opened.at(handed.files[school_id])
        fill_school(opened, school_id, handed.rows)
        for label, value in NOT_IN_THE_SEEDS.items():
            opened.line(label).value = value
        change(opened)
        return opened.save(folder / name)

    def spoil(opened: Opened) -> None:
        opened.line(PUPILS).value = "约三百"
        opened.line(UNIT_OF, "单位").value = "元"
        opened.line(AREA).value = None
        opened.line(BOARDING).value = " 否 "

    def empty(opened: Opened) -> None:
        opened.line(PUPILS).value = None

    files = {
        "refused": filled(FIRST, "第 1 学校 上报.xlsx", spoil),
        "held": filled(THIRD, "held.xlsx", empty),
        "accepted": filled(FOURTH, "good.xlsx", lambda opened: None),
        "locked": folder / f"{SECOND}_locked.xlsx",
        "text": folder / "数据" / "pupils.csv",
    }
    files["locked"].write_bytes(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"))
    lines = ("school_id,pupils,note", f"{THIRD},三十,", f'{THIRD},40,"a', 'b"', f"{THIRD},八十x,@me")
    files["text"].write_bytes("\r\n".join(lines).encode("gb18030"))
    return Inbox(handed, folder, files)


@pytest.fixture(scope="module")
def answered(inbox: Inbox, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """The answers to all of them."""
    return answer(inbox, tmp_path_factory.mktemp("answered") / "intake")


def answer(
    inbox: Inbox,
    target: Path,
    judged: Sequence[Judged] | None = None,
    missing: Sequence[str] = (FIRST, SECOND, THIRD),
    *,
    is_check: bool = False,
) -> Answers:
    judged = inbox.judged() if judged is None else judged
    known = inbox.handed.known
    return write_answers(target, judged, RESULTS, known, TERM, missing, is_check=is_check, folder=inbox.folder)


def rows_of(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(2, values_only=True))


def find(sheet: Worksheet, text: str) -> tuple[int, int]:
    """Row and column of the cell that begins with a text."""
    return next(
        (cell.row, cell.column) for row in sheet.iter_rows() for cell in row if str(cell.value).startswith(text)
    )


def copy_at(answered: Answers, name: str) -> Path:
    return next(path for path in answered.annotated if path.name == name)


def mended_list(book: Workbook) -> list[tuple[object, ...]]:
    header, _ = find(book[MEND], "序号")
    return list(book[MEND].iter_rows(header + 1, values_only=True))


class Page(HTMLParser):
    """What a page holds: its text, and its tags with their attributes."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.content = path.read_text(encoding="utf-8")
        self.feed(self.content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data.strip())

    def rows(self) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == "tr" and "data-state" in attributes]


# The overview


def test_the_counts_are_those_counted_by_hand(answered: Answers) -> None:
    sheet = load_workbook(answered.overview_workbook)["总览"]
    counts = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(7, 14)}
    assert counts == {
        "登记学校 / schools registered": 4,
        "收到文件 / files received": 5,
        "已收 / received": 1,
        "待确认 / to be confirmed": 1,
        "退回 / sent back": 1,
        "未报 / not yet": 1,
        "小县（县级 / county）": "已收",
    }
    row, _ = find(sheet, "一乡")
    townships = list(sheet.iter_rows(row, row + 1, max_col=6, values_only=True))
    assert townships == [("一乡", 1, 1, 0, 1, 3), ("二乡", 0, 0, 1, 0, 1)]


def test_every_registered_school_stands_by_township_and_name_with_its_state(answered: Answers) -> None:
    rows = rows_of(load_workbook(answered.overview_workbook)["学校"])
    assert [(row[0], row[1], row[2], str(row[3]).split("\n")[0]) for row in rows] == [
        ("县级", "小县", COUNTY, "已收"),
        ("一乡", WICKED, FOURTH, "已收"),
        ("一乡", "第2学校", SECOND, "未报"),
        ("一乡", "第3学校", THIRD, "待确认"),
        ("二乡", "第1学校", FIRST, "退回"),
    ]
    assert [row[5] for row in rows] == [0, 0, 0, 3, 3]
    assert rows[3][4] == "held.xlsx（待确认）\n数据/pupils.csv（退回）"
    assert str(rows[4][6]).startswith("填报!") and "应为不小于0的数" in str(rows[4][6])


def test_every_problem_is_listed_with_its_place_and_the_worst_of_a_file_first(answered: Answers, inbox: Inbox) -> None:
    book = load_workbook(answered.overview_workbook)
    opened = Opened.at(inbox.files["refused"])
    problems = [row for row in rows_of(book["问题"]) if row[2] == "第 1 学校 上报.xlsx"]
    assert [row[:6] for row in problems] == [
        ("二乡", "第1学校", "第 1 学校 上报.xlsx", ITEMS, opened.line(PUPILS).coordinate, "约三百"),
        ("二乡", "第1学校", "第 1 学校 上报.xlsx", ITEMS, opened.line(UNIT_OF, "单位").coordinate, "元"),
        ("二乡", "第1学校", "第 1 学校 上报.xlsx", ITEMS, opened.line(AREA).coordinate, None),
    ]
    assert [str(row[8]).split("\n")[0] for row in problems] == ["必须改正", "必须改正", "请确认"]
    assert all(row[6] and row[7] for row in rows_of(book["问题"])) and len(rows_of(book["问题"])) == 7
    assert [row[4] for row in rows_of(book["问题"]) if row[2] == "数据/pupils.csv"] == ["B4（第 5 行）", "第 2 行"]
    notices = rows_of(book["提示"])
    assert ("二乡", "第1学校", opened.line(BOARDING).coordinate) in [(row[0], row[1], row[4]) for row in notices]


def test_every_check_is_shown_passed_ones_too(answered: Answers) -> None:
    rows = rows_of(load_workbook(answered.overview_workbook)["检验"])
    assert [(row[0], row[1], row[5], row[6], str(row[7]).split("\n")[0]) for row in rows] == [
        ("pupils", "expect_pupils", 12, 0, "通过"),
        ("teachers", "expect_teachers", 9, 2, "不符"),
    ]
    page = Page(answered.overview_page)
    assert {"expect_pupils", "expect_teachers", "通过", "不符"} <= set(page.text)


def test_a_file_of_nobody_stands_apart_with_the_school_its_name_begins_with(answered: Answers) -> None:
    sheet = load_workbook(answered.overview_workbook)["总览"]
    row, _ = find(sheet, "无法对应学校的文件")
    cells = [sheet.cell(row + 2, column).value for column in (1, 3, 4)]
    assert cells == [f"{SECOND}_locked.xlsx", "第2学校", "文件有密码：请取消密码后再报"]
    assert "无法对应学校的文件" in Page(answered.overview_page).text


def test_the_workbook_can_be_filtered_and_printed(answered: Answers) -> None:
    book = load_workbook(answered.overview_workbook)
    assert book.sheetnames == ["总览", "学校", "问题", "提示", "检验"]
    for sheet in book.worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2" and sheet.print_title_rows == "$1:$1"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row)


def test_the_page_is_whole_without_a_network(answered: Answers) -> None:
    page = Page(answered.overview_page)
    assert ("html", {"lang": "zh-CN"}) in page.tags
    assert not re.search(r"https?://|url\(|@import|\bsrc=", page.content)
    assert not {"link", "img", "iframe", "object"} & {tag for tag, _ in page.tags}
    scopes = [attributes.get("scope") for tag, attributes in page.tags if tag == "th"]
    assert scopes and set(scopes) <= {"col", "row", "rowgroup"}
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    targets = [attributes["href"] or "" for tag, attributes in page.tags if tag == "a"]
    for target in targets:
        if target.startswith("#"):
            assert target[1:] in ids
        else:
            assert (answered.overview_page.parent / unquote(target)) in answered.annotated
    assert len([target for target in targets if not target.startswith("#")]) == 4


def test_the_page_shows_the_states_by_township_and_can_be_filtered(answered: Answers) -> None:
    page = Page(answered.overview_page)
    assert [(row["data-township"], row["data-state"]) for row in page.rows()] == [
        ("县级", "received"),
        ("一乡", "received"),
        ("一乡", "missing"),
        ("一乡", "held"),
        ("二乡", "refused"),
        ("", "refused"),
    ]
    bars = re.findall(r'<div class="bar"[^>]*>(.*?)</div>', page.content)
    shares = [re.findall(r'class="(\w+)" style="flex: (\d+)"', bar) for bar in bars]
    assert shares == [[("received", "1"), ("held", "1"), ("missing", "1")], [("refused", "1")]]
    # without a script the filters do not show, so that they cannot fail
    assert next(attributes for _, attributes in page.tags if attributes.get("id") == "filters").keys() >= {"hidden"}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_colours_of_the_page_can_be_read(answered: Answers) -> None:
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", Page(answered.overview_page).content))
    on_white = {"ink", "soft", "link", "received", "held", "refused", "missing"}
    assert on_white <= colours.keys()
    for background in ("#ffffff", colours["head"]):
        for name in on_white if background == "#ffffff" else ("ink", "soft"):
            assert (luminance(background) + 0.05) / (luminance(colours[name]) + 0.05) >= 4.5, name


def test_a_check_says_that_nothing_was_taken_in(inbox: Inbox, tmp_path: Path) -> None:
    texts = {}
    for is_check in (True, False):
        found = answer(inbox, tmp_path / str(is_check), is_check=is_check)
        texts[is_check] = " ".join(Page(found.overview_page).text)
        note = load_workbook(found.overview_workbook)["总览"]["A3"].value
        assert ("尚未写入任何数据" in note) is is_check
    assert "试读：尚未写入任何数据" in texts[True] and "试读：尚未写入任何数据" not in texts[False]
    assert "（可收）" in texts[True] and "（可收）" not in texts[False]


def test_synthetic_counties_say_so(answered: Answers) -> None:
    mark = "合成样例数据，不是任何真实学校 / synthetic sample data, no real school"
    assert load_workbook(answered.overview_workbook)["总览"]["A4"].value == mark
    assert mark in Page(answered.overview_page).text


@pytest.mark.parametrize(
    ("states", "is_missing", "zh"),
    [
        (("accepted",), True, "已收"),
        (("known",), True, "已收"),
        (("accepted", "refused"), True, "已收"),
        (("held",), True, "待确认"),
        (("held", "refused"), True, "待确认"),
        (("refused",), True, "退回"),
        (("refused",), False, "退回"),
        (("held",), False, "待确认"),
        ((), True, "未报"),
        ((), False, "已收"),
    ],
)
def test_the_state_of_a_school_is_the_best_of_its_files_else_what_is_in_already(
    states: tuple[State, ...], is_missing: bool, zh: str, inbox: Inbox, tmp_path: Path
) -> None:
    delivery = inbox.judged("accepted")[0].delivery
    judged = [
        Judged(replace(delivery, path=inbox.folder / f"{number}.csv", school_id=SECOND, rows={}), state)
        for number, state in enumerate(states)
    ]
    found = answer(inbox, tmp_path / "intake", judged, [SECOND] if is_missing else [])
    rows = rows_of(load_workbook(found.overview_workbook)["学校"])
    assert [str(row[3]).split("\n")[0] for row in rows if row[2] == SECOND] == [zh]


def test_a_file_of_several_schools_counts_for_each_and_its_rows_name_theirs(inbox: Inbox, tmp_path: Path) -> None:
    keys = inbox.handed.known.forms["pupils"].keys
    rows = [{"term_id": TERM, "school_id": school_id, "stage": "primary"} for school_id in (FIRST, SECOND, THIRD)]
    places = {
        ("pupils", tuple(row[key] for key in keys), "pupils"): Place("小学", f"D{number}")
        for number, row in enumerate(rows, 4)
    }
    remarks = (
        Remark("县.xlsx", Place("小学", "F5"), "x", "应为整数", "a whole number", "stop"),
        Remark("县.xlsx", Place("小学"), "", "少一列", "one more column", "ask"),
    )
    delivery = Delivery(inbox.folder / "县.xlsx", "", "export", rows={"pupils": rows}, places=places, remarks=remarks)
    found = answer(inbox, tmp_path / "intake", [Judged(delivery, "refused")], [FIRST, SECOND, THIRD, FOURTH])
    book = load_workbook(found.overview_workbook)
    schools = {row[2]: (str(row[3]).split("\n")[0], row[5]) for row in rows_of(book["学校"])}
    # what is said of the whole file concerns each of its schools, what is said of a row only the row's
    assert schools == {
        COUNTY: ("已收", 0),
        FIRST: ("退回", 1),
        SECOND: ("退回", 2),
        THIRD: ("退回", 1),
        FOURTH: ("未报", 0),
    }
    assert [(row[1], row[4]) for row in rows_of(book["问题"])] == [("第2学校", "F5"), (None, None)]


def test_the_counties_own_file_is_the_countys(inbox: Inbox, tmp_path: Path) -> None:
    remarks = (Remark("县.xlsx", Place(ITEMS, "E9"), "x", "应为整数", "a whole number", "stop"),)
    delivery = Delivery(inbox.folder / "县.xlsx", "", "survey_county", county_code=COUNTY, remarks=remarks)
    found = answer(inbox, tmp_path / "intake", [Judged(delivery, "refused")], [COUNTY, FIRST])
    rows = rows_of(load_workbook(found.overview_workbook)["学校"])
    assert rows[0][:4] == ("县级", "小县", COUNTY, "退回\nsent back") and rows[0][5] == 1


# Text of others


def test_the_text_of_others_stays_text(answered: Answers) -> None:
    for path in (answered.overview_workbook, *answered.annotated):
        cells = [cell for sheet in load_workbook(path).worksheets for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type in ("f", "e")], path.name
    schools = load_workbook(answered.overview_workbook)["学校"]
    cell = schools.cell(*find(schools, "=HYPERLINK"))
    assert cell.value == WICKED and cell.quotePrefix
    page = Page(answered.overview_page)
    assert WICKED in page.text
    assert len([tag for tag, _ in page.tags if tag == "script"]) == 1 and "<script>alert" not in page.content


@pytest.mark.parametrize("seen", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "#REF!", "a\x00b\x1f", "\ud800"])
def test_a_remark_of_any_text_is_shown_as_that_text(seen: str, inbox: Inbox, tmp_path: Path) -> None:
    remarks = (Remark("a.csv", Place(sheet=seen), seen, f"应为数 {seen}", f"a number {seen}", "stop"),)
    delivery = Delivery(inbox.files["text"], "", "tidy", school_id=FIRST, remarks=remarks)
    found = answer(inbox, tmp_path / "intake", [Judged(delivery, "refused")])
    (row,) = load_workbook(found.overview_workbook)["问题"].iter_rows(2)
    shown = {"a\x00b\x1f": "a\ufffdb\ufffd", "\ud800": "?"}.get(seen, seen)
    assert (row[5].value, row[5].data_type) == (shown, "s") and row[6].value == f"应为数 {shown}"
    assert mended_list(load_workbook(found.annotated[0]))[0][3] == shown
    assert shown in Page(found.overview_page).text


def test_no_output_says_where_the_files_lie_on_this_machine(answered: Answers, inbox: Inbox) -> None:
    wanted = [str(folder).encode() for folder in (inbox.folder, answered.overview_page.parent, ROOT)]
    contents = [answered.overview_page.read_bytes()]
    for path in (answered.overview_workbook, *answered.annotated):
        with zipfile.ZipFile(path) as archive:
            contents += [archive.read(name) for name in archive.namelist()]
    assert not [part for part in wanted for content in contents if part in content]


# Annotated copies


def test_each_file_that_goes_back_has_its_copy(answered: Answers) -> None:
    assert sorted(path.name for path in answered.annotated) == [
        "0100000002_locked_请改正.xlsx",
        "held_请改正.xlsx",
        "pupils_请改正.xlsx",
        "第 1 学校 上报_请改正.xlsx",
    ]
    assert all(path.is_file() for path in answered.annotated)


def test_the_offending_cells_are_coloured_noted_listed_and_open(answered: Answers, inbox: Inbox) -> None:
    book = load_workbook(copy_at(answered, "第 1 学校 上报_请改正.xlsx"))
    sent = load_workbook(inbox.files["refused"])
    opened = Opened(book)
    cells = {RED: [opened.line(PUPILS), opened.line(UNIT_OF, "单位")], AMBER: [opened.line(AREA)]}
    for colour, found in cells.items():
        for cell in found:
            assert cell.fill.fgColor.rgb == colour and not cell.protection.locked
    marked = {cell.coordinate for row in book[ITEMS].iter_rows() for cell in row if cell.comment}
    assert marked == {cell.coordinate for found in cells.values() for cell in found}
    assert opened.line(PUPILS).comment.text == (
        "应为不小于0的数，不含文字和单位\na number, 0 or more, without words or a unit"
    )
    assert book.sheetnames == [MEND, *sent.sheetnames]
    assert [row[:4] for row in mended_list(book)] == [
        (1, ITEMS, opened.line(PUPILS).coordinate, "约三百"),
        (2, ITEMS, opened.line(UNIT_OF, "单位").coordinate, "元"),
        (3, ITEMS, opened.line(AREA).coordinate, None),
    ]
    links = [cell.hyperlink.location for row in book[MEND].iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'填报'!{row[2]}" for row in mended_list(book)]


def test_the_copy_stays_the_form_it_was(answered: Answers, inbox: Inbox) -> None:
    book = load_workbook(copy_at(answered, "第 1 学校 上报_请改正.xlsx"))
    sent = load_workbook(inbox.files["refused"])
    assert book[KEY].sheet_state == "veryHidden" and book.security.lockStructure
    assert [book.active.title] + [s.title for s in book.worksheets if s.sheet_view.tabSelected] == [MEND, MEND]
    for sheet in sent.worksheets:
        assert book[sheet.title].protection.sheet == sheet.protection.sheet
        rules = [(rule.formula1, str(rule.sqref)) for rule in sheet.data_validations.dataValidation]
        assert [(r.formula1, str(r.sqref)) for r in book[sheet.title].data_validations.dataValidation] == rules
        values = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert [[cell.value for cell in row] for row in book[sheet.title].iter_rows()] == values


def mend(path: Path, target: Path) -> Path:
    opened = Opened.at(path)
    opened.line(PUPILS).value, opened.line(AREA).value = 300, 1500
    opened.line(UNIT_OF, "单位").value = "万元"
    return opened.save(target)


def test_a_copy_that_was_mended_is_read_without_trouble(answered: Answers, inbox: Inbox, tmp_path: Path) -> None:
    path = copy_at(answered, "第 1 学校 上报_请改正.xlsx")
    assert read_survey_workbook(path, inbox.handed.known, TERM).is_refused
    delivery = read_survey_workbook(mend(path, tmp_path / "mended.xlsx"), inbox.handed.known, TERM)
    assert not delivery.is_refused and not delivery.is_asked_about
    assert delivery.rows["pupils"][0]["pupils"] == "300" and delivery.rows["premises"][0]["teaching_area_m2"] == "1500"
    at_the_door = read_file(tmp_path / "mended.xlsx", inbox.handed.known, TERM)
    assert at_the_door.rows == delivery.rows
    assert {remark.expected_zh for remark in at_the_door.remarks} == {"读为 否"}


def told(delivery: Delivery) -> list[tuple[Place, str, str]]:
    return [(remark.place, remark.seen, remark.expected_zh) for remark in delivery.remarks]


@pytest.mark.parametrize(
    ("write_data", "cases"),
    [
        (export_corpus.write_register, (*export_corpus.EXPORTS_READ, *export_corpus.EXPORTS_REFUSED)),
        (return_corpus.write_return_county, (*return_corpus.READ, *return_corpus.REFUSED)),
    ],
    ids=["county exports", "statistics returns"],
)
def test_marks_change_nothing_of_what_is_read(
    write_data: Callable[[Path], Path], cases: Sequence[Any], tmp_path: Path
) -> None:
    known = Known.read(Paths(ROOT, write_data(tmp_path / "data")))
    marked = 0
    for number, case in enumerate(cases):
        sent, back = tmp_path / f"{number}-sent", tmp_path / f"{number}-back"
        sent.mkdir(), back.mkdir()
        path = case.write(sent)
        delivery = read_file(path, known, TERM)
        content = annotated_copy(delivery)
        if path.suffix != ".xlsx" or delivery.shape == "unknown" or not delivery.remarks:
            continue
        (back / path.name).write_bytes(content)
        again = read_file(back / path.name, known, TERM)
        assert told(again) == told(delivery) and again.rows == delivery.rows, case.name
        marked += 1
    assert marked >= 30


def test_a_copy_that_is_still_wrong_is_marked_anew(answered: Answers, inbox: Inbox, tmp_path: Path) -> None:
    path = mend(copy_at(answered, "第 1 学校 上报_请改正.xlsx"), inbox.folder / "第 1 学校 上报_请改正.xlsx")
    try:
        opened = Opened.at(path)
        opened.table(CLASSES, 2, "年级").value = "二年级"
        for cell in (opened.line(PUPILS), opened.line(AREA)):  # as an office program does that keeps no names
            cell.comment = Comment(cell.comment.text, " ")
        opened.save(path)
        found = answer(inbox, tmp_path / "intake", [judge(inbox.handed, path)])
        assert [copied.name for copied in found.annotated] == [path.name]
        again = Opened.at(found.annotated[0])
        assert again.book.sheetnames.count(MEND) == 1 and not [
            n for n in again.book.sheetnames if n != MEND and MEND in n
        ]
        assert [row[1:3] for row in mended_list(again.book)] == [(CLASSES, again.table(CLASSES, 2, "年级").coordinate)]
        for cell in (again.line(PUPILS), again.line(AREA)):
            assert cell.comment is None and cell.fill.fgColor.rgb == TO_FILL
        assert again.table(CLASSES, 2, "年级").fill.fgColor.rgb == RED
    finally:
        path.unlink()


def test_the_copy_of_an_old_workbook_holds_its_cells_and_can_be_mended(inbox: Inbox, tmp_path: Path) -> None:
    old = as_xls(inbox.files["refused"])
    try:
        found = answer(inbox, tmp_path / "intake", [judge(inbox.handed, old)])
    finally:
        old.unlink()
    (path,) = found.annotated
    book = load_workbook(path)
    assert path.name == "第 1 学校 上报_请改正.xlsx" and book[KEY].sheet_state == "veryHidden"
    assert Opened(book).line(PUPILS).fill.fgColor.rgb == RED and Opened(book).line("学校代码").value == FIRST
    delivery = read_survey_workbook(mend(path, tmp_path / "mended.xlsx"), inbox.handed.known, TERM)
    assert not delivery.is_refused and delivery.school_id == FIRST


def test_workbooks_are_read_by_the_standard_library() -> None:
    """Not by lxml, although it is installed for another library."""
    assert find_spec("lxml") and not openpyxl.LXML


def test_the_copy_of_a_text_file_marks_the_lines(answered: Answers) -> None:
    book = load_workbook(copy_at(answered, "pupils_请改正.xlsx"))
    sheet = book["pupils"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["school_id", "pupils", "note"],
        [THIRD, "三十", None],
        [THIRD, "40", "a\nb"],
        [THIRD, "八十x", "@me"],
    ]
    # the fifth line is the fourth row: a field above holds a line break
    colours = [{cell.fill.fgColor.rgb for cell in row} for row in sheet.iter_rows()]
    assert colours[1] == {AMBER} and colours[3] == {RED} and colours[0] == colours[2] == {"00000000"}
    notes = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert notes == {"B4": "应为不小于0的数\na number, 0 or more", "A2": "应为整数\na whole number"}
    assert [row[2] for row in mended_list(book)] == ["B4（第 5 行）", "第 2 行"]


def test_a_file_nobody_can_open_is_not_opened(inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(annotated, "load_workbook", never)
    judged = inbox.judged("locked")
    found = answer(inbox, tmp_path / "intake", judged)
    monkeypatch.undo()
    book = load_workbook(found.annotated[0])
    assert book.sheetnames == [MEND]
    assert [row[4] for row in mended_list(book)] == ["文件有密码：请取消密码后再报"]


def test_a_file_that_is_gone_is_answered_all_the_same(inbox: Inbox, tmp_path: Path) -> None:
    (judged,) = inbox.judged("refused")
    gone = replace(judged, delivery=replace(judged.delivery, path=inbox.folder / "gone.xlsx"))
    found = answer(inbox, tmp_path / "intake", [gone])
    assert len(mended_list(load_workbook(found.annotated[0]))) == 3


@pytest.mark.parametrize("fails", ["load", "save"])
def test_a_workbook_that_cannot_be_kept_is_copied_by_its_cells(
    fails: str, inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = inbox.judged("refused")

    def load(path: Path) -> Workbook:
        if fails == "load":
            raise KeyError("style")
        book = openpyxl.load_workbook(path)
        monkeypatch.setattr(book, "save", None)
        return book

    monkeypatch.setattr(annotated, "load_workbook", load)
    found = answer(inbox, tmp_path / "intake", judged)
    monkeypatch.undo()
    opened = Opened.at(found.annotated[0])
    assert opened.line(PUPILS).fill.fgColor.rgb == RED and opened.line(PUPILS).value == "约三百"
    assert not opened.sheet(ITEMS).data_validations.dataValidation


def test_more_cells_than_a_copy_may_have_are_only_listed(
    inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copied_cells, "MAX_CELLS", 10)  # the text file has eleven
    found = answer(inbox, tmp_path / "few", inbox.judged("text"))
    assert load_workbook(found.annotated[0]).sheetnames == [MEND]
    monkeypatch.setattr(copied_cells, "MAX_CELLS", 11)
    found = answer(inbox, tmp_path / "enough", inbox.judged("text"))
    assert load_workbook(found.annotated[0]).sheetnames == [MEND, "pupils"]


def test_merged_cells_notes_and_formulas_of_the_clerk_are_kept(inbox: Inbox, tmp_path: Path) -> None:
    opened = Opened.at(inbox.files["refused"])
    sheet, cell = opened.sheet(ITEMS), opened.line(PUPILS)
    cell.comment = Comment("我的批注", "某人")
    sheet["J3"], sheet["K5"] = "=1+1", "x"
    sheet.merge_cells("K5:L6")
    path = opened.save(inbox.folder / "own.xlsx")
    try:
        (judged,) = [judge(inbox.handed, path)]
        extra = Remark(path.name, Place(ITEMS, "L6"), "", "合并单元格有误", "no merged cells here", "stop")
        delivery = replace(judged.delivery, remarks=(*judged.delivery.remarks, extra))
        found = answer(inbox, tmp_path / "intake", [Judged(delivery, "refused")])
    finally:
        path.unlink()
    book = load_workbook(found.annotated[0])
    assert book[ITEMS]["J3"].value == "=1+1"
    assert book[ITEMS]["K5"].fill.fgColor.rgb == RED and "合并单元格有误" in book[ITEMS]["K5"].comment.text
    note = book[ITEMS][cell.coordinate].comment.text
    assert note.startswith("应为不小于0的数") and note.endswith("我的批注")


def test_two_remarks_on_a_cell_share_a_note_the_worse_one_colours_it(inbox: Inbox, tmp_path: Path) -> None:
    (judged,) = inbox.judged("refused")
    place = Place(ITEMS, Opened.at(inbox.files["refused"]).line(PUPILS).coordinate)
    extra = Remark("a.xlsx", place, "", "与上学期相差很大", "nearer to last term", "ask")
    delivery = replace(judged.delivery, remarks=(extra, *judged.delivery.remarks))
    found = answer(inbox, tmp_path / "intake", [Judged(delivery, "refused")])
    cell = Opened.at(found.annotated[0]).line(PUPILS)
    assert cell.fill.fgColor.rgb == RED
    assert [part for part in cell.comment.text.splitlines() if re.search("[一-龥]", part)] == [
        "应为不小于0的数，不含文字和单位",
        "与上学期相差很大",
    ]


def test_hundreds_of_remarks_are_all_listed_and_wrapped(inbox: Inbox, tmp_path: Path) -> None:
    long = "应为本学期九月一日在校学生人数，不含已转出的学生，也不含附设幼儿班" * 6
    (judged,) = inbox.judged("refused")
    remarks = tuple(
        Remark("a.xlsx", Place(CLASSES, f"{column}{row}"), "x" * 70, long, "the pupils of this term " * 9, "stop")
        for row in range(10, 110)
        for column in "ABCD"
    )
    found = answer(inbox, tmp_path / "intake", [Judged(replace(judged.delivery, remarks=remarks), "refused")])
    book = load_workbook(found.annotated[0])
    listed = mended_list(book)
    assert [row[0] for row in listed] == list(range(1, 401)) and {row[4] for row in listed} == {long}
    header, _ = find(book[MEND], "序号")
    assert all(cell.alignment.wrap_text for row in book[MEND].iter_rows(header + 1) for cell in row)
    # 198 Chinese letters in a column 44 characters wide take ten lines of 15 points
    assert book[MEND].row_dimensions[header + 1].height == 150
    assert len(rows_of(load_workbook(found.overview_workbook)["问题"])) == 400
    assert Page(found.overview_page).text.count(long) == 400


# The folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_two_runs_write_the_same_bytes_in_whatever_order_the_files_come(
    answered: Answers, inbox: Inbox, tmp_path: Path
) -> None:
    again = answer(inbox, tmp_path / "intake", list(reversed(inbox.judged())))
    assert contents(again.overview_page.parent) == contents(answered.overview_page.parent)


def test_the_folder_is_replaced_whole(inbox: Inbox, tmp_path: Path) -> None:
    target = tmp_path / "reports" / "intake"
    answer(inbox, target, inbox.judged("refused"))
    (target / "old.xlsx").write_bytes(b"old")
    for left in (".next-intake", ".before-intake"):  # by a run that was killed
        (target.parent / left).mkdir()
        (target.parent / left / "left.xlsx").write_bytes(b"left")
    answer(inbox, target, inbox.judged("accepted"))
    assert sorted(contents(target)) == ["收报情况.html", "收报情况.xlsx"]
    assert [path.name for path in target.parent.iterdir()] == ["intake"]


def test_what_cannot_be_written_leaves_the_old_answers(
    inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "intake"
    answer(inbox, target, inbox.judged("refused"))
    before = contents(target)
    rename = Path.rename

    def refuse(self: Path, other: Path) -> Path:
        if other == target and self.name.startswith(".next-"):
            raise PermissionError(13, "in use")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(ClerkError, match="无法写入"):
        answer(inbox, target, inbox.judged("held"))
    assert contents(target) == before


def test_files_must_not_lie_where_the_answers_are_replaced(inbox: Inbox) -> None:
    before = contents(inbox.folder)
    for target in (inbox.folder, inbox.folder.parent):
        with pytest.raises(ClerkError, match="不能放在"):
            answer(inbox, target, [])
    assert contents(inbox.folder) == before


def test_no_two_copies_have_one_name(inbox: Inbox, tmp_path: Path) -> None:
    (judged,) = inbox.judged("locked")
    names = (
        "a/表.xlsx",
        "b/表.xls",
        "b/表_请改正.xlsx",
        "X.xlsx",
        "x.csv",
        "c/y.xls",
        "d/Y.xls",
        f"{'长' * 80}.xlsx",
        f"{'长' * 81}.xlsx",
    )
    found = answer(
        inbox,
        tmp_path / "intake",
        [replace(judged, delivery=replace(judged.delivery, path=inbox.folder / name)) for name in names],
    )
    copies = sorted(path.name for path in found.annotated)
    assert copies == sorted(
        [
            "表_请改正.xlsx",
            "表_请改正_2.xlsx",
            "表_请改正_3.xlsx",
            "X_请改正.xlsx",
            "x_请改正_2.xlsx",
            "y_请改正.xlsx",
            "Y_请改正_2.xlsx",
            f"{'长' * 66}_请改正.xlsx",
            f"{'长' * 66}_请改正_2.xlsx",
        ]
    )
    files = {row[2] for row in rows_of(load_workbook(found.overview_workbook)["问题"])}
    assert files == set(names)


def test_a_link_leads_to_a_file_of_any_name(inbox: Inbox, tmp_path: Path) -> None:
    (judged,) = inbox.judged("locked")
    delivery = replace(judged.delivery, path=inbox.folder / "1 #2%41.xlsx")
    found = answer(inbox, tmp_path / "intake", [Judged(delivery, "refused")])
    links = [attributes["href"] for tag, attributes in Page(found.overview_page).tags if tag == "a"]
    assert links[-1] == "%E8%AF%B7%E6%94%B9%E6%AD%A3/1%20%232%2541_%E8%AF%B7%E6%94%B9%E6%AD%A3.xlsx"
    assert found.annotated[0].name == "1 #2%41_请改正.xlsx"


@pytest.mark.parametrize(
    "place",
    [
        Place(),
        Place(ITEMS),
        Place("没有"),
        Place(ITEMS, "E9:F10"),
        Place(ITEMS, "第9行"),
        Place("没有", "A1"),
        Place(KEY),
    ],
)
def test_a_remark_without_a_cell_of_its_own_is_listed_only(place: Place, inbox: Inbox, tmp_path: Path) -> None:
    (judged,) = inbox.judged("accepted")
    remarks = (Remark("good.xlsx", place, "x", "应为整数", "a whole number", "stop"),)
    found = answer(inbox, tmp_path / "intake", [Judged(replace(judged.delivery, remarks=remarks), "refused")])
    book = load_workbook(found.annotated[0])
    assert [row[1:5] for row in mended_list(book)] == [(place.sheet, place.cell, "x", "应为整数")]
    assert not [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.comment]
    links = [cell.hyperlink.location for row in book[MEND].iter_rows() for cell in row if cell.hyperlink]
    assert links == ["'填报'!A1"] * (place.sheet == ITEMS)


def test_a_name_in_an_encoding_of_another_system_is_shown(inbox: Inbox, tmp_path: Path) -> None:
    (judged,) = inbox.judged("locked")
    delivery = replace(judged.delivery, path=inbox.folder / "\udcb1\udced.xlsx")
    found = answer(inbox, tmp_path / "intake", [Judged(delivery, "refused")])
    assert [path.name for path in found.annotated] == ["___请改正.xlsx"]
    assert "??.xlsx" in Page(found.overview_page).text
