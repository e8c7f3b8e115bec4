"""The offline dashboard of a small county in a headless browser with the network cut off."""

from __future__ import annotations

import importlib.util
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from forms import header_of, read_form, write_form
from playwright.sync_api import Browser, Page, Route, sync_playwright
from runs import project_with_scripts, run_verb
from small_county import COUNTY, TERM, write_small_county

from edu_balance.reports.dashboard import as_json, dashboard_html
from edu_balance.reports.dashboard_charts import distribution, stacked
from edu_balance.reports.dashboard_data import hidden_figures, without_small_answers
from edu_balance.reports.published import open_published

HOSTILE = '=HYPERLINK("x")<script>alert(1)</script>'
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


def hostile_county(folder: Path) -> None:
    """The small county: a school's name is a formula and a script, and 3 of 60 children with disabilities are left."""
    write_small_county(folder)
    schools = folder / "schools.csv"
    rows = read_form(schools)
    rows[0]["school_name"] = HOSTILE
    write_form(schools, header_of(schools), rows)
    figures = folder / "county_figures.csv"
    rows = read_form(figures)
    left_behind = next(row for row in rows if row["measure_id"] == "left_behind_children")
    rows.append({**left_behind, "measure_id": "disabled_children", "value": "60"})
    for kind, value in (("special_school", "20"), ("inclusive", "30"), ("home_delivery", "7")):
        rows.append({**left_behind, "measure_id": "disabled_enrolled", "subgroup": kind, "value": value})
    write_form(figures, header_of(figures), rows)


@pytest.fixture(scope="module")
def published_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dashboard")
    project = project_with_scripts(folder / "project")
    hostile_county(folder / "county")
    done = run_verb(project, folder / "county", "build")
    found = sorted(path for path in folder.rglob("edu_balance.duckdb") if "releases" not in path.parts)
    assert found, done.output
    return found[0]


@pytest.fixture(scope="module")
def html(published_file: Path) -> str:
    with open_published(published_file) as published:
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


def names(shown: Shown) -> list[str]:
    return shown.page.locator("#heat tbody th a").all_inner_texts()


def test_two_calls_give_the_same_page(published_file: Path, html: str) -> None:
    with open_published(published_file) as published:
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
            assert "undefined" not in text
            assert "NaN" not in text
            wide = shown.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 1366, screen
        shown.page.click("#language")


def test_the_first_screen_says_who_decides_and_fits_the_screen(shown: Shown, published_file: Path) -> None:
    (status,) = query(
        published_file,
        "select distinct county_status from rpt_county_scorecard where standard_id = 'national_2017' "
        f"and term_id = '{TERM}'",
    )[0]
    national = shown.page.locator("[data-standard=national_2017]").inner_text()
    assert {"met": "通过", "unmet": "未通过", "unknown": "尚不能判定"}[status] in national
    assert "认定以此为准" in national
    assert shown.page.locator("#answers").inner_text().count("4") >= 2  # four of four schools have answered
    bottom = shown.page.locator("#answers").evaluate("card => card.getBoundingClientRect().bottom")
    assert bottom <= 768


def test_a_hostile_name_is_text_and_runs_nothing(shown: Shown, html: str) -> None:
    assert HOSTILE not in html
    shown.go("sections")
    assert HOSTILE in names(shown)
    shown.go("section/0100000001/primary")
    assert HOSTILE in shown.page.locator("h1").inner_text()
    shown.go("indicators")
    titles = shown.page.locator("figure svg title").all_text_contents()
    assert any(title.startswith(HOSTILE) for title in titles)
    assert shown.page.locator("main script").count() == 0


def test_the_floor_is_worded_from_the_limits(shown: Shown) -> None:
    words = shown.page.locator("#words").text_content() or ""
    assert "85" not in words
    shown.go("indicators")
    assert "接近（达到85%底线）" in shown.page.locator(".legend").inner_text()


def test_embedded_json_cannot_end_its_script_element() -> None:
    assert as_json({"a": "</script><!--"}) == '{"a":"\\u003c/script>\\u003c!--"}'


def test_filters_and_search(shown: Shown) -> None:
    shown.go("sections")
    assert len(names(shown)) == 5
    shown.page.select_option("[data-filter=stage]", "junior")
    assert len(names(shown)) == 2
    assert "2 / 5" in shown.page.locator("#count").inner_text()
    shown.page.fill("[data-filter=search]", "第4")
    assert [name.startswith("第4学校") for name in names(shown)] == [True]
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
    assert "59.5 平方米" in row
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
            for column, value in zip((2, 3, 4, 7, 8, 9), values, strict=True)
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
    """Each section reports 2 left-behind pupils; 57 of 60 children with disabilities are enrolled, so 3 are not."""
    shown.go("section/0100000001/primary")
    shown.page.click("#asked summary")
    shown.page.wait_for_selector("tr[data-measure=left_behind_in_public]", timeout=5000)
    assert "<5" in shown.page.locator("tr[data-measure=left_behind_in_public]").inner_text()
    assert shown.page.locator("tr[data-measure=migrant_in_public] td").first.inner_text() == "4"
    assert '"left_behind_in_public",2,' not in html
    shown.go("items")
    row = shown.page.locator("tr[data-limit=national__disabled_enrolment]")
    assert "<5" in row.locator("td:nth-child(3)").inner_text()
    assert "57" not in row.inner_html()
    shown.go("met")
    shown.page.fill("[data-filter=ledger]", "Q2")
    ledger = shown.page.locator("tr[data-limit=national__disabled_enrolment] td:nth-child(4)")
    assert "<5" in ledger.inner_text()
    assert "57" not in html.split('"items":')[1].split('"unmet":')[0]


def test_money_per_guarded_child_is_hidden_by_the_children_alone(published_file: Path) -> None:
    """70 000 yuan for 10 pupils of special schools may be shown; 10 of 10 left-behind children leaves none."""
    with open_published(published_file) as published:
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
        report = shown.page.evaluate("axe.run()")
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


@pytest.mark.parametrize("kept", ["one school", "all missing"])
def test_one_school_or_a_term_without_values_still_reads(
    kept: str, browser: Browser, published_file: Path, tmp_path: Path
) -> None:
    """Edited copies of the published file: what the page must bear, not what a build would judge."""
    copy = Path(shutil.copy(published_file, tmp_path / "edited.duckdb"))
    with duckdb.connect(str(copy)) as connection:
        if kept == "one school":
            for table in ("dim_section", "dim_school", "fct_section_indicator"):
                connection.execute(f"delete from {table} where school_id <> '0100000001'")
        else:
            connection.execute("update fct_section_indicator set value = null, numerator = null, reported = null")
            connection.execute("update fct_indicator_dispersion set cv = null, mean = null, sd = null")
            connection.execute("update fct_verdict set value = null, margin = null, status = 'unknown'")
    with open_published(copy, COUNTY, TERM) as published:
        file = tmp_path / "dashboard.html"
        file.write_text(dashboard_html(published), encoding="utf-8")
    shown = show(browser, file)
    for screen in SCREENS:
        shown.go(screen)
        text = shown.page.locator("main").inner_text()
        assert "undefined" not in text
        assert "NaN" not in text
    shown.go("sections")
    assert len(names(shown)) == (1 if kept == "one school" else 5)
    shown.go("section/0100000001/primary")
    assert shown.page.locator("tr[data-indicator]").count() == len(SEVEN)
    assert shown.complaints == []
    shown.page.close()
