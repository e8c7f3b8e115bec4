"""The offline dashboard of a small county in a headless browser with the network cut off."""

from __future__ import annotations

import importlib.util
import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright
from published_small import HOSTILE, HOSTILE_SCHOOL, changed, nothing_known, one_school, small_release
from small_county import COUNTY, TERM

from edu_balance.reports.dashboard import as_json, dashboard_html
from edu_balance.reports.dashboard_charts import COLUMNS, distribution, laid_out, stacked
from edu_balance.reports.dashboard_data import hidden_figures, without_small_answers
from edu_balance.reports.missing_words import MissingWords
from edu_balance.reports.published import Published, open_published

__all__ = ["small_release"]
# the browser's own background traffic is not the page's
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SCREENS = ("overview", "indicators", "trend", "sections", "items", "unmet", "met", "about")
SEVEN = ("R1", "R2", "R3", "R4", "R5", "R6", "R7")
SECTIONS = (
    ("0100000001", "primary"),
    ("0100000002", "primary"),
    ("0100000003", "primary"),
    ("0100000003", "junior"),
    ("0100000004", "junior"),
)


@dataclass
class Shown:
    """A page in the browser, and what it complained of or asked the network for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def go(self, screen: str) -> None:
        self.page.evaluate("screen => { location.hash = '#/' + screen; }", screen)
        self.page.wait_for_function(
            "screen => document.querySelector('main h1') && location.hash === '#/' + screen", arg=screen
        )
        self.page.wait_for_timeout(60)


@pytest.fixture(scope="module")
def published_file(small_release: Path) -> Path:
    return small_release


@pytest.fixture(scope="module")
def html(published_file: Path) -> str:
    with open_published(published_file, COUNTY, TERM) as published:
        return dashboard_html(published)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER)
        yield started
        started.close()


def show(browser: Browser, file: Path) -> Shown:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.set_default_timeout(10_000)
    shown = Shown(page)
    page.on("console", lambda message: shown.complaints.append(message.text))
    page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    page.on("dialog", lambda dialog: (shown.complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))

    def only_files(route: Route) -> None:
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            shown.asked.append(route.request.url)
            route.abort()

    page.route("**/*", only_files)
    page.goto(file.as_uri())
    return shown


@pytest.fixture
def shown(browser: Browser, html: str, tmp_path: Path) -> Iterator[Shown]:
    file = tmp_path / "dashboard.html"
    file.write_text(html, encoding="utf-8")
    opened = show(browser, file)
    yield opened
    opened.page.close()
    assert opened.complaints == []
    assert opened.asked == []


def query(file: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@contextmanager
def shown_after(browser: Browser, file: Path, folder: Path, *changes: Callable[[Any], None]) -> Iterator[Shown]:
    """The page of an edited copy of the published file: what it must bear, not what a build would judge."""

    def change(connection: duckdb.DuckDBPyConnection) -> None:
        for each in changes:
            each(connection)

    with changed(file, folder, change) as published:
        page = folder / "dashboard.html"
        page.write_text(dashboard_html(published), encoding="utf-8")
    opened = show(browser, page)
    yield opened
    opened.page.close()
    assert opened.complaints == []


def names(shown: Shown) -> list[str]:
    return shown.page.locator("#heat tbody th a").all_inner_texts()


def test_two_calls_give_the_same_page(published_file: Path, html: str) -> None:
    with open_published(published_file, COUNTY, TERM) as published:
        assert dashboard_html(published) == html
    assert len(html.encode()) < 5_000_000


def test_every_screen_opens_without_a_network_or_a_complaint_under_the_synthetic_mark(shown: Shown) -> None:
    for language, mark in (("zh-CN", "合成样例数据"), ("en", "Synthetic sample data")):
        for screen in SCREENS:
            shown.go(screen)
            assert mark in shown.page.locator("#mark").inner_text()
            assert shown.page.locator("html").get_attribute("lang") == language
            text = shown.page.locator("main").inner_text()
            assert text.strip()
            assert not re.search(r"undefined|NaN|null|None|\[object", text)
            wide = shown.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 1366, screen
        shown.page.click("#language")


def test_the_first_screen_says_who_decides(shown: Shown, published_file: Path) -> None:
    (status,) = query(
        published_file,
        "select distinct county_status from rpt_county_scorecard where standard_id = 'national_2017' "
        f"and term_id = '{TERM}'",
    )[0]
    national = shown.page.locator("[data-standard=national_2017]").inner_text()
    assert {"met": "通过", "unmet": "未通过", "unknown": "尚不能判定"}[status] in national
    assert "认定以此为准" in national
    assert "4 / 4" in shown.page.locator("#answers").inner_text()


def test_the_first_screens_fit_the_screen(browser: Browser, published_file: Path, tmp_path: Path) -> None:
    """With the two standards that a county is judged by."""

    def two_standards(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("update dim_standard set is_judged = standard_id <> 'national_2017_transitional'")

    with shown_after(browser, published_file, tmp_path, two_standards) as shown:
        assert shown.page.locator("[data-standard]").count() == 2
        for screen in ("overview", "indicators", "trend"):
            shown.go(screen)
            cards = shown.page.locator("main .card").evaluate_all(
                "cards => cards.map(card => card.getBoundingClientRect())"
            )
            assert max(card["bottom"] for card in cards) <= 768, screen
            assert max(card["right"] for card in cards) <= 1366, screen
            inner = "card => [...card.querySelectorAll('table')].every(table => !table.checkVisibility() || "
            inner += "table.scrollWidth <= card.clientWidth)"
            assert all(shown.page.locator(".card").evaluate_all(f"cards => cards.map({inner})")), screen


def test_a_hostile_name_is_text_and_runs_nothing(shown: Shown, html: str) -> None:
    assert HOSTILE not in html
    shown.go("sections")
    assert HOSTILE in names(shown)
    shown.go(f"section/{HOSTILE_SCHOOL}/junior")
    assert HOSTILE in shown.page.locator("h1").inner_text()
    shown.go("indicators")
    shown.page.click("[data-stage=junior]")
    titles = shown.page.locator("figure svg title").all_text_contents()
    assert any(title.startswith(HOSTILE) for title in titles)
    assert shown.page.locator("main script").count() == 0


def test_the_floor_is_worded_from_the_limits(shown: Shown) -> None:
    words = shown.page.locator("#words").text_content() or ""
    assert "85" not in words
    shown.go("indicators")
    assert "接近（达到基本值，85%）" in shown.page.locator(".legend").inner_text()


def test_embedded_json_cannot_end_its_script_element() -> None:
    assert as_json({"a": "</script><!--"}) == '{"a":"\\u003c/script>\\u003c!--"}'


def test_filters_and_search(shown: Shown) -> None:
    shown.go("sections")
    assert len(names(shown)) == 5
    shown.page.select_option("[data-filter=stage]", "junior")
    assert len(names(shown)) == 2
    assert "2 / 5" in shown.page.locator("#count").inner_text()
    shown.page.fill("[data-filter=search]", "第3")
    assert [name.startswith("第3学校") for name in names(shown)] == [True]
    shown.page.fill("[data-filter=search]", "no such school")
    assert "没有符合条件的行" in shown.page.locator("#heat").inner_text()
    shown.page.fill("[data-filter=search]", "")
    shown.page.select_option("[data-filter=stage]", "")
    shown.page.select_option("[data-filter=school_kind_zh]", label="九年一贯制学校")
    assert len(names(shown)) == 2
    shown.page.select_option("[data-filter=school_kind_zh]", "")
    shown.page.select_option("[data-filter=township_zh]", "一乡")
    shown.page.select_option("[data-filter=area_type]", "rural")
    assert len(names(shown)) == 5


def test_sorting_by_click_and_by_keyboard(shown: Shown) -> None:
    def pupils() -> list[str]:
        return shown.page.locator("#heat tbody tr").evaluate_all("rows => rows.map(row => row.cells[4].innerText)")

    shown.go("sections")
    shown.page.click("[data-sort=pupils]")
    assert pupils() == ["120", "150", "210", "300", "450"]
    header = shown.page.locator("th:has([data-sort=pupils])")
    assert header.get_attribute("aria-sort") == "ascending"
    # the button keeps the focus, so the next press turns the order round
    shown.page.keyboard.press("Enter")
    assert pupils() == ["450", "300", "210", "150", "120"]
    assert header.get_attribute("aria-sort") == "descending"


def test_a_section_is_reached_by_link_and_by_address(shown: Shown) -> None:
    shown.go("sections")
    shown.page.click("[data-section='0100000002|primary'] a")
    shown.page.wait_for_selector("tr[data-indicator=R4]")
    assert shown.page.evaluate("location.hash") == "#/section/0100000002/primary"
    row = shown.page.locator("tr[data-indicator=R4]").inner_text()
    # 480.5 m² for 120 pupils is 4.0042 of 4.5: near; 540 - 480.5 are lacking
    assert "4.00" in row
    assert "接近" in row
    assert "59.50 平方米\t0 平方米" in row
    shown.page.click("#language")
    assert "near" in shown.page.locator("tr[data-indicator=R4]").inner_text()
    shown.go("section/9999999999/primary")
    assert "No row fits" in shown.page.locator("main").inner_text()


def test_the_ledger_is_searched(shown: Shown, published_file: Path) -> None:
    shown.go("unmet")
    (total,) = query(published_file, f"select count(*) from ledger_unmet where term_id = '{TERM}'")[0]
    assert f"/ {total}" in shown.page.locator("#count").inner_text()
    shown.page.fill("[data-filter=ledger]", "0100000002")
    (one,) = query(
        published_file, f"select count(*) from ledger_unmet where term_id = '{TERM}' and entity_id like '%0100000002%'"
    )[0]
    assert 0 < one < total
    assert shown.page.locator("#ledger tbody tr").count() == one


def half_up(value: object, decimals: int) -> str:
    return str(Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def same_number(text: str, value: object) -> bool:
    """Whether a text is the number, rounded or as it is."""
    digits = text.split()[0].rstrip("✓≈✗?–").strip()
    if value is None:
        return digits == "—"
    decimals = len(digits.split(".")[1]) if "." in digits else 0
    return Decimal(digits) == Decimal(half_up(value, decimals)) and (
        decimals > 0 or Decimal(digits) == Decimal(str(value))
    )


def test_two_hundred_displayed_numbers_equal_the_warehouse(shown: Shown, published_file: Path) -> None:
    expected: list[tuple[str, str, str, object]] = []
    figures = query(
        published_file,
        "select f.school_id, f.stage, f.indicator_id, f.value, v.limit_value, v.floor_value, f.reported, f.numerator, "
        "f.denominator from fct_section_indicator as f join fct_verdict as v on v.entity_id = f.school_id "
        "and v.stage = f.stage and v.term_id = f.term_id and v.indicator_id = f.indicator_id "
        f"and v.statistic = 'value' and v.standard_id = 'national_2017' where f.term_id = '{TERM}'",
    )
    for school, stage, indicator, *values in figures:
        expected += [
            (f"section/{school}/{stage}", f"tr[data-indicator={indicator}] td:nth-child({column})", indicator, value)
            for column, value in zip((2, 3, 4, 8, 9, 10), values, strict=True)
        ]
    for standard, area, *counts in query(
        published_file,
        "select standard_id, area_id, required, met, near + unmet, unknown from rpt_county_scorecard "
        f"where term_id = '{TERM}'",
    ):
        expected += [
            ("overview", f"[data-standard={standard}] tr[data-area={area}] td:nth-child({column})", area, count)
            for column, count in zip((3, 4, 5, 6), counts, strict=True)
        ]
    drawn = random.Random(20261127).sample(expected, 210)
    read: dict[str, list[tuple[str, str, object]]] = {}
    for screen, cell, name, value in drawn:
        read.setdefault(screen, []).append((cell, name, value))
    wrong = []
    for screen, cells in read.items():
        shown.go(screen)
        texts = shown.page.evaluate(
            "cells => cells.map(cell => document.querySelector(cell).innerText)", [cell for cell, _, _ in cells]
        )
        wrong += [
            (screen, name, text, value)
            for text, (_, name, value) in zip(texts, cells, strict=True)
            if not same_number(text, value)
        ]
    assert wrong == []


def test_the_unrounded_value_its_clause_and_source_are_told(shown: Shown) -> None:
    shown.go("section/0100000001/primary")
    told = shown.page.locator("tr[data-indicator=R7] td:nth-child(2)").get_attribute("title") or ""
    # 7 rooms for 300 pupils
    assert "2.3333333333333335" in told
    assert "national_2017:resource" in told
    assert "small" in told


def test_small_counts_of_guarded_children_are_hidden(shown: Shown, html: str) -> None:
    """Each section reports 2 left-behind pupils; 7 of 8 children with disabilities are enrolled, so 1 is not."""
    shown.go("section/0100000001/primary")
    shown.page.click("#asked summary")
    shown.page.wait_for_selector("tr[data-measure=left_behind_in_public]", timeout=5000)
    assert "<5" in shown.page.locator("#asked tr[data-measure=left_behind_in_public]").inner_text()
    assert shown.page.locator("#asked tr[data-measure=migrant_in_public] td").first.inner_text() == "4"
    assert '"left_behind_in_public",2,' not in html
    shown.go("items")
    row = shown.page.locator("tr[data-limit=national__disabled_enrolment]")
    assert "<5" in row.locator("td:nth-child(3)").inner_text()
    assert "87.5" not in row.inner_html()
    assert "7 ÷ 8" not in row.inner_html()
    shown.go("unmet")
    shown.page.fill("[data-filter=ledger]", "Q2")
    ledger = shown.page.locator("tr[data-limit=national__disabled_enrolment]")
    assert "<5" in ledger.locator("td:nth-child(4)").inner_text()
    assert ledger.locator(".gap").inner_text() == "—"
    assert "87.5" not in html.split('"items":')[1]


def test_money_per_guarded_child_is_hidden_by_the_children_alone(published_file: Path) -> None:
    """70 000 yuan for 10 pupils of special schools may be shown; 10 of 10 left-behind children leaves none."""
    with open_published(published_file, COUNTY, TERM) as published:
        assert hidden_figures(published) == {("Q2", "", TERM), ("G15", "left_behind_in_public", TERM)}


def test_one_small_count_hides_every_schools_and_a_large_one_none() -> None:
    def row(measure: str, value: int | None, pupils: int = 300) -> dict[str, Any]:
        return {"measure_id": measure, "value": value, "pupils": pupils}

    small = [row("left_behind", 4), row("left_behind", 90), row("left_behind", None), row("migrant", 4)]
    assert [each["value"] for each in without_small_answers(small)] == ["<5", "<5", None, 4]
    leaves_few = [row("left_behind", 297), row("left_behind", 90)]
    assert [each["value"] for each in without_small_answers(leaves_few)] == ["<5", "<5"]
    large = [row("left_behind", 5), row("left_behind", 295)]
    assert [each["value"] for each in without_small_answers(large)] == [5, 295]


def test_print_shows_the_mark_and_drops_the_controls(shown: Shown) -> None:
    shown.go("sections")
    shown.page.emulate_media(media="print")
    assert shown.page.locator("#mark").is_visible()
    assert shown.page.locator("#mark").evaluate("mark => getComputedStyle(mark).position") == "fixed"
    assert not shown.page.locator("nav").is_visible()
    assert not shown.page.locator("[data-filter=search]").is_visible()
    assert shown.page.locator("#heat table").is_visible()
    assert shown.page.pdf(format="A4", landscape=True).startswith(b"%PDF")


def test_no_serious_finding_of_the_accessibility_engine(shown: Shown) -> None:
    package = importlib.util.find_spec("axe_playwright_python")
    assert package is not None
    assert package.submodule_search_locations
    engine = (Path(package.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8")
    shown.page.evaluate(engine)
    found = []
    for screen in (*SCREENS, "section/0100000003/junior"):
        shown.go(screen)
        if screen in ("unmet", "met"):
            # some rows stand for the hundreds that are made alike
            shown.page.fill("[data-filter=ledger]", "R4")
        report = shown.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [
            (screen, violation["id"], violation["impact"], violation["nodes"][0]["html"][:200])
            for violation in report["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
    assert found == []


def test_a_dot_never_stands_beyond_the_limit_it_does_not_reach() -> None:
    dots = stacked(
        [(0, 4.4999, "near"), (1, 4.5, "met"), (2, 99.0, "met"), (3, 3.825, "near"), (4, 3.8249, "unmet")], 4.5, 60
    )
    at = {dot["n"]: dot["x"] for dot in dots}
    assert at[0] < 4.5 < at[1]
    assert at[4] < 3.825 < at[3]
    assert at[2] < 60 * 4.5 / 20
    assert distribution([(7, 4.0, "near")], 4.5, 3.825).count("data-n=") == 1


def test_the_dots_are_as_large_as_the_picture_allows() -> None:
    few = laid_out([(0, 4.0, "near")], 4.5)
    crowded = laid_out([(place, 4.5 + place / 300, "met") for place in range(300)], 4.5)
    assert few[3] > 2 * crowded[3] > 2
    for dots, top, rows, _ in (few, crowded):
        assert all(0 < dot["x"] < top and 0 < dot["y"] < rows for dot in dots)
    for to_limit in COLUMNS:
        dots = stacked([(0, 4.4999, "near"), (1, 4.5, "met")], 4.5, 200, to_limit)
        assert dots[1]["x"] < 4.5 < dots[0]["x"]


@pytest.fixture
def published(published_file: Path) -> Iterator[Published]:
    with open_published(published_file, COUNTY, TERM) as opened:
        yield opened


def test_gaps_by_hand(shown: Shown) -> None:
    """3 teachers of PE and arts for 450 pupils: 0.9 per 100 asks for 4.05, so 2; the floor for 3.4425, so 1."""
    shown.go(f"section/{HOSTILE_SCHOOL}/junior")
    gaps = shown.page.locator("tr[data-indicator=R3] .gap")
    assert gaps.all_inner_texts() == ["2 人", "1 人"]
    # 2 multimedia rooms are not enough either: 7 rooms of 10.8 asked for
    assert shown.page.locator("tr[data-indicator=R7] .gap").first.inner_text() == "4 间"
    # nobody knows how many backbone teachers there are
    assert shown.page.locator("tr[data-indicator=R2] .gap").all_inner_texts() == ["—", "—"]
    assert "缺：县级以上骨干教师数" in shown.page.locator("tr[data-indicator=R2]").inner_text()


def test_a_figure_names_its_file_sheet_and_cell(browser: Browser, published_file: Path, tmp_path: Path) -> None:
    """A line of a form typed by hand, until a workbook with cells is taken in."""

    def sent(connection: duckdb.DuckDBPyConnection) -> None:
        for column, cell in (("teaching_area_m2", "E42"), ("indoor_sports_m2", "E43"), ("music_rooms", "E50")):
            connection.execute(
                "insert into meta_place (source_id, form, row_key, column_name, value, file_name, sheet, cell, line, "
                "received_at) values ('later', 'premises', $1, $2, '480.5', $3, '填报', $4, null, '2026-09-30')",
                [f"{TERM}|0100000002", column, f"{HOSTILE}.xlsx", cell],
            )

    with shown_after(browser, published_file, tmp_path, sent) as shown:
        shown.go("section/0100000002/primary")
        shown.page.click("#places summary")
        shown.page.wait_for_selector("#places tr[data-measure=teaching_area_m2]")

        def cells(measure: str) -> list[list[str]]:
            rows = shown.page.locator(f"#places tr[data-measure={measure}]")
            return rows.evaluate_all("rows => rows.map(row => [...row.cells].slice(1).map(cell => cell.innerText))")

        file = f"{HOSTILE}.xlsx"
        assert cells("teaching_area_m2") == [
            ["R4", "premises.indoor_sports_m2", "480.5", file, "填报", "E43"],
            ["R4", "premises.teaching_area_m2", "480.5", file, "填报", "E42"],
        ]
        # the ground outdoors was not sent again: the line that was typed stands
        assert ["R5", "premises.indoor_sports_m2", "480.5", file, "填报", "E43"] in cells("sports_area_m2")
        (typed,) = (row for row in cells("sports_area_m2") if row[1] == "premises.outdoor_sports_m2, gymnasium_m2")
        assert typed[3:5] == ["premises.csv", "—"]
        assert re.fullmatch(r"行 \d+", typed[5])
        (pupils,) = cells("pupils")
        assert pupils[0] == "R1 R2 R3 R4 R5 R6 R7 （分母）"
        assert "E50" not in shown.page.locator("#places").inner_text()


def test_what_is_missing_is_said_in_words_of_both_languages(published: Published) -> None:
    zh, en = MissingWords(published), MissingWords(published, in_english=True)
    assert zh("teachers.backbone") == "县级以上骨干教师数"
    assert en("teachers.backbone") == "backbone teachers, county level and up"
    both = "pupils.fitness_passed: 1 schools, pupils.fitness_tested: 2 schools"
    assert zh(both) == "体质健康标准测试达标学生数：1所学校、上学年参加体质健康标准测试学生数：2所学校"
    assert en(both).endswith("1 school, pupils tested for fitness last school year: 2 schools")
    assert zh("county_figures.monitoring_level (science)") == "国家义务教育质量监测学业水平等级（科学）"
    groups = "county_figures.questionnaires_valid (parents), county_figures.questionnaires_valid (teachers)"
    assert zh(groups) == "社会认可度有效问卷数（家长、教师）"
    assert zh("R1, R3") == "R1、R3"
    assert zh("unheard.of") == "unheard.of"
    schools = "; ".join(f"010000000{n} 第{n}学校" for n in range(1, 8))
    assert zh(schools) == "第1学校、第2学校、第3学校、第4学校、第5学校等共7所"
    assert en(schools).endswith("第5学校 and 2 more")
    assert zh(None) == ""


def test_a_county_of_one_school(browser: Browser, published_file: Path, tmp_path: Path) -> None:
    def only_figures(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("delete from fct_section_indicator where school_id <> '0100000002'")
        connection.execute("update fct_indicator_dispersion set n_sections = 0, cv = null where stage = 'junior'")
        connection.execute("update fct_indicator_dispersion set n_sections = 1, cv = 0 where stage = 'primary'")

    with shown_after(browser, published_file, tmp_path, one_school, only_figures) as shown:
        shown.go("sections")
        assert names(shown) == ["第2学校"]
        shown.go("indicators")
        assert shown.page.locator("figure [data-n]").count() == len(SEVEN)
        assert shown.page.locator("figure[data-indicator=R1]").inner_text().count("只有一个学段") == 1
        for screen in ("indicators", "trend"):
            shown.go(screen)
            shown.page.click("[data-stage=junior]")
            assert shown.page.locator("main .card").all_inner_texts() == ["本学期没有这一学段的学校。"]


def test_a_term_without_a_figure(browser: Browser, published_file: Path, tmp_path: Path) -> None:
    def nothing_sent(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(
            f"update fct_section_indicator set numerator = null, reported = null where term_id = '{TERM}'"
        )
        connection.execute(f"update fct_verdict set missing = 'pupils.pupils' where term_id = '{TERM}'")
        connection.execute(f"update ledger_unmet set missing = 'pupils.pupils' where term_id = '{TERM}'")
        connection.execute(f"delete from meta_place where row_key like '{TERM}|%'")

    with shown_after(browser, published_file, tmp_path, nothing_known, nothing_sent) as shown:
        for screen in SCREENS:
            shown.go(screen)
            text = shown.page.locator("main").inner_text()
            assert not re.search(r"undefined|NaN|null|None|\[object|pupils\.pupils", text), screen
        shown.go("indicators")
        figure = shown.page.locator("figure[data-indicator=R1]").inner_text()
        assert "本学期没有可画的数值" in figure
        assert "达标学段 0 / 3" in figure
        assert "缺数 3" in figure
        shown.go("section/0100000001/primary")
        assert shown.page.locator("tr[data-indicator] .gap").all_inner_texts() == ["—"] * 2 * len(SEVEN)
        assert "缺：义务教育阶段在校生数" in shown.page.locator("tr[data-indicator=R1]").inner_text()
        shown.page.click("#places summary")
        shown.page.wait_for_selector("#places p")
        assert "本学期没有收到这些数据" in shown.page.locator("#places").inner_text()
        shown.page.click("#language")
        shown.go("unmet")
        assert "pupils of the compulsory stages" in shown.page.locator("#ledger").inner_text()


def test_items_are_filtered(shown: Shown, published_file: Path) -> None:
    shown.go("items")
    everything = shown.page.locator("#items tbody tr").count()
    shown.page.select_option("[data-filter=area]", "quality")
    assert shown.page.locator("#items [data-area]").evaluate_all("parts => parts.map(part => part.dataset.area)") == [
        "quality"
    ]
    shown.page.select_option("[data-filter=status]", "unmet")
    limits = shown.page.locator("#items tbody tr").evaluate_all("rows => rows.map(row => row.dataset.limit)")
    (asked,) = query(
        published_file,
        "select list(distinct threshold_id order by threshold_id) from fct_verdict join dim_indicator "
        f"using (indicator_id) where term_id = '{TERM}' and status = 'unmet' and area_id = 'quality'",
    )[0]
    assert sorted(set(limits)) == asked
    assert 0 < len(limits) < everything
    assert f"{len(limits)} / {everything}" in shown.page.locator("#count").inner_text()
