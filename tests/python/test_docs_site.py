"""The dbt docs site as one file, in a headless browser with the network cut off."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from conftest import BUILD_FILE, ROOT, dbt, project_copy
from playwright.sync_api import Page, Request, sync_playwright
from published_small import small_release  # noqa: F401 - a fixture

from edu_balance.reports import make

# the browser's own background traffic is not the page's
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# What dbt's own page asks the folder it lies in for: an icon before its name is known, and the icon of the tab. Neither
# is there in any site dbt makes, nothing is missing on the screen, and no network is asked.
BLANKS_OF_DBT = ("%7B%7B%20getIcon(", "$%7Brequire('./assets/favicons/favicon.ico')%7D")

EXPOSURES = yaml.safe_load((ROOT / "models" / "marts" / "exposures.yml").read_text(encoding="utf-8"))["exposures"]


@dataclass
class Site:
    """The site in the browser, what it asked for and what it complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def titled(self, place: str, title: str) -> str:
        """What a page of the site says, once its title holds what it must."""
        self.page.evaluate("place => { location.hash = '#!/' + place; }", place)
        self.page.wait_for_function(
            "title => document.querySelector('h1')?.innerText.includes(title)", arg=title, timeout=20_000
        )
        return self.page.inner_text("body")


@pytest.fixture(scope="module")
def site_file(small_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """The page that `run.py dbt docs generate --static` writes for a warehouse that was built."""
    project = project_copy(tmp_path_factory.mktemp("site"))
    (project / BUILD_FILE).parent.mkdir(exist_ok=True)
    shutil.copy(small_release, project / BUILD_FILE)
    done = dbt(project, ["docs", "generate", "--static"])
    assert done.returncode == 0, done.stdout[-4000:]
    # alone in its folder: nothing beside it can help
    return Path(shutil.copy(project / "target" / "static_index.html", tmp_path_factory.mktemp("alone") / "site.html"))


@pytest.fixture(scope="module")
def site(site_file: Path) -> Iterator[Site]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=BROWSER)
        context = browser.new_context(offline=True, viewport={"width": 1400, "height": 900})
        shown = Site(context.new_page())

        def asked(request: Request) -> None:
            if not request.url.startswith("data:"):
                shown.asked.append(request.url)

        shown.page.on("request", asked)
        shown.page.on("pageerror", lambda error: shown.errors.append(str(error)))
        shown.page.on(
            "console",
            lambda message: (
                shown.errors.append(f"{message.text} {message.location}") if message.type == "error" else None
            ),
        )
        shown.page.goto(site_file.as_uri())
        yield shown
        browser.close()


def test_the_overview_speaks_both_languages_and_leads_to_tables_that_are_there(site: Site) -> None:
    text = site.titled("overview", "edu_balance")
    assert "合成样例" in text
    assert "synthetic sample" in text
    places = site.page.eval_on_selector_all("td a", "links => links.map(link => link.getAttribute('href'))")
    assert len(places) > 3
    for place in places:
        site.titled(place.removeprefix("#!/"), place.rsplit(".", 1)[1])


def test_a_table_shows_its_columns_with_types_and_descriptions(site: Site) -> None:
    text = site.titled("model/model.edu_balance.rpt_county_scorecard", "rpt_county_scorecard")
    assert "One row per standard, term, county and area" in text
    columns = site.page.locator("tr").all_inner_texts()
    (required,) = [line for line in columns if line.split()[:1] == ["required"]]
    assert "BIGINT" in required
    assert "verdicts the area" in required


def test_every_product_is_an_exposure_with_the_tables_it_reads(site: Site) -> None:
    for product in {Path(product.file_name).stem for product in make.PRODUCTS}:
        label = next(entry["label"] for entry in EXPOSURES if entry["name"] == product)
        assert "fct_verdict" in site.titled(f"exposure/exposure.edu_balance.{product}", label), product


def test_the_lineage_of_a_table_is_drawn(site: Site) -> None:
    site.titled("model/model.edu_balance.rpt_county_scorecard", "rpt_county_scorecard")
    drawn = """() => [...document.querySelectorAll('canvas')].some(canvas => {
        const { width, height } = canvas;
        return width && height
            && canvas.getContext('2d').getImageData(0, 0, width, height).data.some(value => value);
    })"""
    assert not site.page.evaluate(drawn)
    site.page.click("[ng-click='onLauncherClick()']")
    site.page.wait_for_function(drawn, timeout=20_000)


def test_nothing_is_asked_of_the_network_and_nothing_unknown_fails(site: Site) -> None:
    site.titled("overview", "edu_balance")
    assert site.asked
    assert [url for url in site.asked if not url.startswith("file:")] == []
    assert [error for error in site.errors if not any(blank in error for blank in BLANKS_OF_DBT)] == []
