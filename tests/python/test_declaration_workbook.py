"""The inspection workbook: LibreOffice reckons every formula again, and must find what the warehouse published."""

from __future__ import annotations

import io
import math
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import Workbook, load_workbook
from published_small import HOSTILE, changed, nothing_known, small_release
from small_county import COUNTY, TERM

from edu_balance.reports.declaration_workbook import declaration_workbook
from edu_balance.reports.published import Published, open_published
from edu_balance.reports.small_cells import HIDDEN, gives_away, hidden_figures

SECONDS = 300
NEEDED = "soffice is not installed, and this test needs it: apt-get install -y --no-install-recommends libreoffice-calc"
__all__ = ["small_release"]
RATIOS = ("R1", "R2", "R3", "R4", "R5", "R6", "R7")
SHEETS = {"primary": "小学指标", "junior": "初中指标"}
WORDS = {"met": "达标", "near": "接近", "unmet": "未达标", "unknown": "缺数"}
# Where things stand: 输入 from row 6 (E pupils, F weight, G other stages, I to O the seven), 小学指标 and 初中指标 from
# row 5, five columns per indicator from D (figure the third, verdict the fifth), the rule in AQ, 差异系数 from row 4.
# Rows of 输入: 6 to 8 primary (schools 1, 2, 3), 9 and 10 junior (schools 3, 4).
FIGURES = {"R1": "F", "R2": "K", "R3": "P", "R4": "U", "R5": "Z", "R6": "AE", "R7": "AJ"}
VERDICTS = {"R1": "H", "R2": "M", "R3": "R", "R4": "W", "R5": "AB", "R6": "AG", "R7": "AL", "RS": "AQ"}
Change = dict[str, Any]
Cells = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """A published file, the workbook made from it, and what the program was asked to reckon again."""

    published: Path
    workbook: bytes
    again: dict[str, Workbook]


# name: cells of 输入 that an inspector changes
CHANGES: dict[str, Change] = {
    "as it is": {},
    "area at the limit": {"L6": 1350},
    "area below the limit": {"L6": 1349.99},
    "area at the floor": {"L6": 1147.5},
    "area below the floor": {"L6": 1147.49},
    "area of a through-school at the primary limit": {"L8": 1687.5, "L9": 1687.5},
    "area of a through-school below the junior limit": {"L8": 1977.27, "L9": 1977.27},
    "more junior pupils in a through-school": {"E9": 160},
    "9 of 1000": {"E6": 1000, "K6": 9},
    "8 of 1000": {"E6": 1000, "K6": 8},
    "7 of 1000": {"E6": 1000, "K6": 7},
    "the seventh at its floor": {"J6": 2.55},
    "the seventh below its floor": {"J6": 2.54},
    "the seventh missing": {"J6": None},
    "the seventh missing, another below": {"J6": None, "L6": 10},
    "pupils missing": {"E8": None},
    "figure is text": {"L7": "缺"},
    "a true zero": {"L7": 0},
    "CV at its limit": {"E9": 100, "E10": 100, "K9": 29, "K10": 11},
    "CV above its limit": {"E9": 100, "E10": 100, "K9": 29.001, "K10": 11},
    "all zero": {"K9": 0, "K10": 0},
    "all equal": {"E9": 100, "E10": 300, "K9": 1, "K10": 3},
    "the missing figure arrives": {"J10": 5},
    "nothing is known": {f"{column}{row}": None for column in "EIJKLMNO" for row in range(6, 11)},
}


def recalculated(workbook: bytes, folder: Path) -> dict[str, Workbook]:
    """The workbook after every change, reckoned again: openpyxl keeps formulas and drops their stored results."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program, NEEDED
    bare, made = folder / "bare", folder / "made"
    bare.mkdir()
    for number, change in enumerate(CHANGES.values()):
        book = load_workbook(io.BytesIO(workbook))
        for address, value in change.items():
            book["输入"][address].value = value
        book.save(bare / f"{number}.xlsx")
    done = subprocess.run(
        [
            *(program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"),
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", made, *sorted(bare.iterdir())),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )
    assert len(list(made.glob("*.xlsx"))) == len(CHANGES), done.stdout
    return {name: load_workbook(made / f"{number}.xlsx", data_only=True) for number, name in enumerate(CHANGES)}


@pytest.fixture(scope="module")
def made(small_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    with open_published(small_release, COUNTY, TERM) as published:
        workbook = declaration_workbook(published)
    return Made(small_release, workbook, recalculated(workbook, tmp_path_factory.mktemp("declaration")))


@pytest.fixture
def published(made: Made) -> Iterator[Published]:
    with open_published(made.published, COUNTY, TERM) as found:
        yield found


@pytest.fixture
def written(made: Made) -> Workbook:
    """The workbook with its formulas."""
    return load_workbook(io.BytesIO(made.workbook))


def verdicts(book: Workbook) -> Cells:
    """Every verdict on the indicators, the school rule and the CVs."""
    found = {}
    for sheet in SHEETS.values():
        for row in range(5, book[sheet].max_row + 1):
            for name, column in VERDICTS.items():
                found[f"{sheet} {row} {name}"] = book[sheet][f"{column}{row}"].value
    for row in range(4, 18):
        found[f"CV {book['差异系数'][f'A{row}'].value} {book['差异系数'][f'B{row}'].value}"] = book["差异系数"][
            f"M{row}"
        ].value
    return found


def flipped(made: Made, change: str) -> Cells:
    """The verdicts that read otherwise after a change."""
    before, after = verdicts(made.again["as it is"]), verdicts(made.again[change])
    assert before.keys() == after.keys()
    return {place: word for place, word in after.items() if word != before[place]}


def is_same(shown: object, expected: object) -> bool:
    if isinstance(shown, int | float) and isinstance(expected, int | float):
        return math.isclose(shown, expected, rel_tol=1e-9, abs_tol=1e-9)
    return (shown or "") == (expected or "")


def test_two_runs_give_the_same_bytes(made: Made, published: Published) -> None:
    assert declaration_workbook(published) == made.workbook


def test_every_stored_result_is_what_the_office_program_reckons(made: Made) -> None:
    stored, again = load_workbook(io.BytesIO(made.workbook), data_only=True), made.again["as it is"]
    assert stored.sheetnames == again.sheetnames
    different = [
        (sheet.title, cell.coordinate, cell.value, again[sheet.title][cell.coordinate].value)
        for sheet in stored
        for row in sheet.iter_rows()
        for cell in row
        if not is_same(again[sheet.title][cell.coordinate].value, cell.value)
    ]
    assert not different


def test_every_ratio_and_verdict_is_the_warehouse_s(made: Made, published: Published) -> None:
    rows = published.rows(
        "select stage, entity_id, indicator_id, value, status from fct_verdict where county_code = $county and "
        "term_id = $term and standard_id = 'national_2017' and entity_type = 'section' and indicator_id like 'R%' "
        "order by entity_id"
    )
    places = {("primary", f"010000000{n}"): 4 + n for n in (1, 2, 3)}
    places |= {("junior", f"010000000{n}"): 2 + n for n in (3, 4)}
    assert len(rows) == 5 * 8
    for row in rows:
        sheet = made.again["as it is"][SHEETS[row["stage"]]]
        place = places[row["stage"], row["entity_id"]]
        assert sheet[f"{VERDICTS[row['indicator_id']]}{place}"].value == WORDS[row["status"]], row
        if row["indicator_id"] != "RS":
            shown = sheet[f"{FIGURES[row['indicator_id']]}{place}"].value
            assert is_same(shown, WORDS["unknown"] if row["value"] is None else row["value"]), row


def test_every_mean_and_cv_is_the_warehouse_s(made: Made, published: Published) -> None:
    found = {
        (row["stage"], row["indicator_id"]): row
        for row in published.rows(
            "select dispersion.*, status from fct_indicator_dispersion as dispersion inner join fct_verdict "
            "using (term_id, county_code, stage, indicator_id) where term_id = $term and statistic = 'cv' "
            "and standard_id = 'national_2017'"
        )
    }
    sheet = made.again["as it is"]["差异系数"]
    for number, (stage, name) in enumerate((stage, name) for stage in SHEETS for name in RATIOS):
        row = found[stage, name]
        for column, figure in {"H": "mean", "I": "sd", "K": "cv"}.items():
            expected = WORDS["unknown"] if row[figure] is None else row[figure]
            assert is_same(sheet[f"{column}{4 + number}"].value, expected), (stage, name, figure)
        assert sheet[f"M{4 + number}"].value == WORDS[row["status"]], (stage, name)


def test_figures_by_hand(made: Made) -> None:
    """300 pupils and 1500 m²; a through-school of 210 and 150 pupils, 2000 m² split 1 : 1.1 over 375."""
    primary, junior = (made.again["as it is"][sheet] for sheet in SHEETS.values())
    assert math.isclose(primary["U5"].value, 5)
    assert math.isclose(primary["U7"].value, 2000 / 375)
    assert math.isclose(junior["U5"].value, 2200 / 375)
    assert (primary["S5"].value, primary["T5"].value, junior["S5"].value, junior["T5"].value) == (3.825, 4.5, 4.93, 5.8)
    x = (5, 480.5 / 120, 2000 / 375)
    shares = (1500, 480.5, 210 * 2000 / 375)
    mean = sum(shares) / 630
    variance = sum(p * (value - mean) ** 2 for p, value in zip((300, 120, 210), x, strict=True)) / 630
    assert math.isclose(made.again["as it is"]["差异系数"]["K7"].value, math.sqrt(variance) / mean, rel_tol=1e-9)


# change: the verdicts that flip, and no other
FLIPS: tuple[tuple[str, Cells], ...] = (
    ("area at the limit", {}),
    ("area below the limit", {"小学指标 5 R4": "接近"}),
    ("area at the floor", {"小学指标 5 R4": "接近"}),
    ("area below the floor", {"小学指标 5 R4": "未达标"}),
    ("area of a through-school at the primary limit", {"初中指标 5 R4": "接近"}),
    ("area of a through-school below the junior limit", {"初中指标 5 R4": "接近"}),
    ("the seventh at its floor", {"小学指标 5 R2": "接近", "小学指标 5 RS": "达标"}),
    ("the seventh below its floor", {}),
    ("the seventh missing", {"小学指标 5 R2": "缺数", "小学指标 5 RS": "缺数", "CV 小学 R2": "缺数"}),
    (
        "the seventh missing, another below",
        {"小学指标 5 R2": "缺数", "小学指标 5 R4": "未达标", "CV 小学 R2": "缺数", "CV 小学 R4": "未达标"},
    ),
    ("figure is text", {"小学指标 6 R4": "缺数", "小学指标 6 RS": "缺数", "CV 小学 R4": "缺数"}),
    ("a true zero", {"小学指标 6 R4": "未达标", "小学指标 6 RS": "未达标"}),
    ("all zero", {"初中指标 5 R3": "未达标", "CV 初中 R3": "缺数"}),
)


@pytest.mark.parametrize(("change", "expected"), FLIPS, ids=[change for change, _ in FLIPS])
def test_a_change_flips_the_verdicts_it_should(made: Made, change: str, expected: Cells) -> None:
    assert flipped(made, change) == expected


def test_pupils_of_the_other_stage_move_the_split(made: Made) -> None:
    """160 junior pupils weigh 176: 2000 m² over 386 instead of 375."""
    book = made.again["more junior pupils in a through-school"]
    assert math.isclose(book["小学指标"]["U7"].value, 2000 / 386)
    assert math.isclose(book["初中指标"]["U5"].value, 2200 / 386)
    assert book["初中指标"]["W5"].value == "接近"


@pytest.mark.parametrize(("teachers", "word"), [(9, "达标"), (8, "接近"), (7, "未达标")])
def test_so_many_of_1000_pupils(made: Made, teachers: int, word: str) -> None:
    """0.9 per 100 is met by 9 of 1000, its floor of 0.765 is 7.65 of 1000."""
    assert made.again[f"{teachers} of 1000"]["小学指标"]["R5"].value == word


def test_missing_pupils_leave_the_campus_unknown(made: Made) -> None:
    book = made.again["pupils missing"]
    found = verdicts(book)
    assert {found[f"小学指标 7 {name}"] for name in RATIOS} == {"缺数"}
    assert {found[f"初中指标 5 {name}"] for name in ("R4", "R5", "R6", "R7")} == {"缺数"}
    assert "缺数" not in {found[f"初中指标 5 {name}"] for name in ("R1", "R2", "R3")}
    assert {found[f"CV 小学 {name}"] for name in RATIOS} == {"缺数"}
    assert book["小学指标"]["U7"].value == "缺数"


def test_a_cv_is_judged_at_its_limit(made: Made) -> None:
    """Two sections of 100 pupils with 29 and 11: mean 20, deviation 9, CV 0.45."""
    assert math.isclose(made.again["CV at its limit"]["差异系数"]["K13"].value, 0.45, rel_tol=1e-12)
    assert verdicts(made.again["CV at its limit"])["CV 初中 R3"] == "达标"
    assert verdicts(made.again["CV above its limit"])["CV 初中 R3"] == "未达标"
    assert made.again["all equal"]["差异系数"]["K13"].value == 0
    assert made.again["all zero"]["差异系数"]["K13"].value == "缺数"


def test_a_missing_figure_is_unknown_until_it_arrives(made: Made) -> None:
    before, after = made.again["as it is"], made.again["the missing figure arrives"]
    assert before["输入"]["J10"].value is None
    assert (before["初中指标"]["K6"].value, before["差异系数"]["K12"].value) == ("缺数", "缺数")
    assert math.isclose(after["初中指标"]["K6"].value, 500 / 450)
    assert isinstance(after["差异系数"]["K12"].value, float)


def test_no_limit_is_typed_outside_its_sheet(written: Workbook) -> None:
    """Formulas hold no number but 0 and the square, besides the decimals they round to."""
    formulas = [cell.value for sheet in written for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 200
    for formula in formulas:
        bare = re.sub(r'"[^"]*"|\'[^\']*\'!|\$?[A-Z]{1,2}\$?\d+|,\d+\)', "", str(formula))
        assert set(re.findall(r"\d+(?:\.\d+)?", bare)) <= {"0", "2"}, formula


def test_a_name_that_is_a_formula_stays_text(made: Made, written: Workbook) -> None:
    found = [cell for sheet in written for row in sheet.iter_rows() for cell in row if HOSTILE in str(cell.value)]
    assert len(found) >= 3
    assert {cell.data_type for cell in found} == {"s"}
    assert made.again["as it is"]["输入"]["C10"].value == HOSTILE


def test_every_sheet_says_whose_it_is_and_prints_on_a4(written: Workbook) -> None:
    for sheet in written:
        assert "【合成样例数据】" in sheet["A1"].value and "小县" in sheet["A2"].value
        assert "数据散列" in sheet["A2"].value and "2026-2027学年秋季学期" in sheet["A2"].value
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert (
            sheet.freeze_panes and "政策版本" in sheet.oddFooter.left.text and "生成时间" in sheet.oddFooter.right.text
        )


def test_few_children_are_hidden_with_what_gives_them_away(written: Workbook) -> None:
    """8 children with disabilities, 7 at school: 1 is not, so neither 7 nor the rate may be read or reckoned."""
    profile = {row[1].value: row[2].value for row in written["表Ⅰ"].iter_rows(min_row=4)}
    assert (profile["适龄残疾儿童少年数"], profile["残疾儿童少年入学数"]) == (8, HIDDEN)
    assert profile["留守儿童在校学生数"] == 10
    (row,) = [row for row in written["表Ⅴ"].iter_rows(min_row=4) if row[2].value == "残疾儿童少年入学率"]
    assert row[7].value == HIDDEN and row[11].value == "未达标"
    assert [cell.value or "" for cell in row[3:7]] == ["", "", "", ""]


def test_where_nothing_is_known_no_total_and_no_share_is_0(made: Made) -> None:
    book = made.again["nothing is known"]
    for row in book["差异系数"].iter_rows(min_row=4, max_row=17, values_only=True):
        assert row[3] == row[4] > 0
        assert {*row[5:11], row[12]} == {"缺数"}
    for row in book["表Ⅱ-1"].iter_rows(min_row=4, max_row=19, values_only=True):
        assert (row[4], row[5]) == (0, "缺数")
        assert row[3] == row[6] > 0
    # two of three primary sections still have a figure: their total is told, and how many lack it
    some = made.again["pupils missing"]
    assert [some["差异系数"][f"{column}4"].value for column in "DEF"] == [3, 1, 420]


def test_what_is_missing_is_worded_and_comparisons_are_signs(made: Made, written: Workbook) -> None:
    texts = [str(cell.value) for sheet in written for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]
    assert "R2：指标所需数据缺报（县级以上骨干教师数）" in texts
    forms = "activities|classes|county_figures|equipment|premises|pupils|retention|school_funds|teachers"
    assert not [text for text in texts if re.search(rf"(?<!\w)({forms})\.[a-z]|documents$|figures_missing", text)]
    assert not [text for text in texts if text in (">=", "<=")]
    assert "≥" in texts
    limits = {row[11].value: row[4].value for row in written["限值"].iter_rows(min_row=4)}
    assert limits["national__rotation__backbone"].endswith("骨干教师占交流轮岗教师的比例")


def test_a_stage_without_sections_and_a_term_without_figures(small_release: Path, tmp_path: Path) -> None:
    def only_primary(connection: duckdb.DuckDBPyConnection) -> None:
        for table in ("rpt_declaration_2_1", "rpt_declaration_2_2", "fct_section_indicator"):
            connection.execute(f"delete from {table} where stage = 'junior'")

    with changed(small_release, tmp_path, only_primary) as published:
        book = load_workbook(io.BytesIO(declaration_workbook(published)))
    assert book["初中指标"]["B5"].value == "本县本学段无纳入评估的学校"
    # on paper one page: the head, and the words
    assert book["初中指标"].print_area.endswith("$R$5")
    assert not book["初中指标"].col_breaks.brk
    junior = [row for row in book["表Ⅱ-1"].iter_rows(min_row=4, values_only=True) if row[0] == "初中"]
    assert {row[3:] for row in junior} == {("不适用",) * 4}
    with changed(small_release, tmp_path, nothing_known) as published:
        book = load_workbook(io.BytesIO(declaration_workbook(published)), data_only=True)
    assert {row[4] for row in book["小学指标"].iter_rows(min_row=5, values_only=True)} <= {4.2, None}
    assert {book["小学指标"][f"{column}5"].value for column in VERDICTS.values()} == {"缺数"}


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(5, 10, False), (4, 10, True), (6, 10, True), (5, 9, True), (None, 5, False), (None, 4, True), (7, None, False)],
)
def test_a_ratio_that_gives_a_small_count_away(numerator: int | None, denominator: int | None, expected: bool) -> None:
    assert gives_away(numerator, denominator) is expected


def test_hidden_figures_of_the_profile() -> None:
    profile = {
        "primary_pupils": 300,
        "junior_pupils": 100,
        "left_behind_pupils": 395,
        "special_education_pupils": 20,
        "disabled_children": 30,
        "disabled_enrolled": 25,
        "special_education_schools": 1,
    }
    assert hidden_figures(profile) == frozenset()
    assert hidden_figures({**profile, "left_behind_pupils": 396}) == {"left_behind_pupils"}
    assert hidden_figures({**profile, "disabled_enrolled": 26}) == {"disabled_enrolled"}
    assert hidden_figures({**profile, "special_education_pupils": 21}) == {"special_education_pupils"}
    assert hidden_figures({**profile, "disabled_children": 4, "disabled_enrolled": None}) == {"disabled_children"}
