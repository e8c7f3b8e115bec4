"""Report cards: a page per school in both forms, figures reckoned by hand, hostile names shown as text."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from published_small import HOSTILE, changed, nothing_known, one_school, small_release
from pypdf import PdfReader
from small_county import COUNTY, TERM

from edu_balance.reports.published import Published, open_published
from edu_balance.reports.report_cards import report_cards_html, report_cards_pdf
from edu_balance.reports.report_cards_data import MOST_ACTIONS, Card, Cards, Figure, cut_actions, read_cards
from edu_balance.reports.sparkline import sparkline

__all__ = ["small_release"]
SECOND, THROUGH = "0100000002", "0100000003"


@pytest.fixture(scope="module")
def published(small_release: Path) -> Iterator[Published]:
    with open_published(small_release, COUNTY, TERM) as opened:
        yield opened


@pytest.fixture(scope="module")
def cards(published: Published) -> Cards:
    return read_cards(published)


@pytest.fixture(scope="module")
def page(published: Published) -> str:
    return report_cards_html(published)


@pytest.fixture(scope="module")
def pdf(published: Published) -> list[str]:
    """The text of each page."""
    return [flat(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(report_cards_pdf(published))).pages]


def flat(text: str) -> str:
    return re.sub(r"\s", "", text)


def card_of(cards: Cards, school_id: str) -> Card:
    (card,) = [card for card in cards.cards if card.school_id == school_id]
    return card


def figure_of(card: Card, label: str, section: int = 0) -> Figure:
    (figure,) = [figure for figure in card.sections[section].figures if figure.label == label]
    return figure


def test_the_figures_of_one_school_reckoned_by_hand(cards: Cards) -> None:
    card = card_of(cards, SECOND)
    (section,) = card.sections
    # 120 pupils; 14 teachers above the degree, 2 backbone, 3 of PE and arts, 960 m2, 605 000 yuan, 7 rooms
    values = {figure.label: figure.value for figure in section.figures}
    assert values == {
        "每百名学生拥有高于规定学历教师数": "11.67",
        "每百名学生拥有县级以上骨干教师数": "1.67",
        "每百名学生拥有体育、艺术专任教师数": "2.50",
        "生均教学及辅助用房面积": "4.00",
        "生均体育运动场馆面积": "8.00",
        "生均教学仪器设备值": "5041.67",
        "每百名学生拥有网络多媒体教室数": "5.83",
    }
    area = figure_of(card, "生均教学及辅助用房面积")
    assert (area.limit, area.floor, area.status_zh, area.gap) == ("≥4.5", "≥3.825", "接近达标", "还缺59.5平方米")
    assert float(area.exact) == pytest.approx(480.5 / 120)
    # the nine-year school's 2000 m2 by 210 : 1.1 x 150 gives 1120 to its primary part: 3100.5 m2 for 630 pupils
    assert area.mean == "4.92"
    assert area.history == (5.0, pytest.approx(480.5 / 120))
    assert "6项达标（应≥6项），学校综合判定：达标" in section.summary
    # near under the national standard, unmet by the same limit under the plan: asked for once
    assert [line for line in card.actions if "教学及辅助用房面积" in line] == [
        "小学生均教学及辅助用房面积：实际4.00，达标值≥4.5，还缺59.5平方米。"
    ]
    lines = {(item.label, item.limit): item for item in card.items}
    size = lines["班额（小学）", "≤45人"]
    assert (size.value, size.status_zh) == ("6个班，最大20人", "达标")
    assert lines["学校规模", "≤2000人"].value == "120人"
    funds = next(item for item in card.items if item.label.startswith("教师培训经费"))
    assert (funds.value, funds.limit, funds.status_zh) == ("5.0%", "≥5%", "达标")
    art = next(item for item in card.items if "美术" in item.label and "90" in item.label)
    assert (art.status_zh, art.gap) == ("未达标", "还缺1间")


def test_a_through_school_has_a_table_for_each_stage(cards: Cards) -> None:
    card = card_of(cards, THROUGH)
    assert [section.title[-3:] for section in card.sections] == ["小学部", "初中部"]
    # 1120 and 880 m2 for 210 and 150 pupils
    areas = [figure_of(card, "生均教学及辅助用房面积", n).value for n in (0, 1)]
    assert areas == ["5.33", "5.87"]


def test_one_page_per_school_in_both_forms(page: str, pdf: list[str], cards: Cards) -> None:
    assert len(cards.cards) == 4
    assert page.count("<article ") == page.count('<li><a href="#school-') == len(pdf) == 4
    for card, text in zip(cards.cards, pdf, strict=True):
        assert flat(card.name) in text
        assert f'<article id="school-{card.school_id}"' in page
        assert "合成样例数据" in text and "标准版本" in text and "UTC" in text and "small" in text
    assert page.count("合成样例数据，不是任何真实学校") == 5 and page.count("数据来源编号：small") == 4


def test_every_figure_is_printed_in_both_forms(page: str, pdf: list[str], cards: Cards) -> None:
    pages = [html.unescape(text) for text in page.split("<article ")[1:]]
    for card, screen, paper in zip(cards.cards, pages, pdf, strict=True):
        for figure in (figure for section in card.sections for figure in section.figures):
            assert f">{figure.value}" in screen and flat(figure.value) in paper
        for action in cut_actions(card):
            assert f"<li>{action}</li>" in screen and flat(action) in paper


def test_a_hostile_name_is_text(page: str, pdf: list[str]) -> None:
    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert page.count(html.escape(HOSTILE).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")) >= 2
    assert sum(HOSTILE in text for text in pdf) == 1


def test_nothing_about_few_children_and_nothing_from_the_network(page: str, pdf: list[str]) -> None:
    for text in (page, *pdf):
        assert "留守" not in text and "残疾" not in text
    assert not re.search(r"(src|href)=\"(?!#)", page) and "://" not in page


def test_two_runs_give_the_same_bytes(published: Published, page: str) -> None:
    assert report_cards_html(published) == page
    assert report_cards_pdf(published) == report_cards_pdf(published)


def test_a_term_without_figures(small_release: Path, tmp_path: Path) -> None:
    with changed(small_release, tmp_path, nothing_known) as empty:
        cards, pages = read_cards(empty), PdfReader(io.BytesIO(report_cards_pdf(empty))).pages
        assert "缺数" in report_cards_html(empty)
    assert len(pages) == 4
    figures = [figure for card in cards.cards for section in card.sections for figure in section.figures]
    assert {figure.value for figure in figures} == {figure.gap for figure in figures} == {"缺数"}
    assert all("原因：" in card.actions[0] for card in cards.cards)


def test_what_all_lack_for_the_same_reason_is_asked_for_in_one_line(small_release: Path, tmp_path: Path) -> None:
    def pupils_missing(connection: duckdb.DuckDBPyConnection) -> None:
        nothing_known(connection)
        connection.execute("update fct_verdict set missing = 'pupils.pupils' where status = 'unknown'")
        connection.execute("update dim_section set pupils = null, classes = null")

    with changed(small_release, tmp_path, pupils_missing) as empty:
        card = card_of(read_cards(empty), SECOND)
    asked = [line for line in card.actions if line.startswith("小学每百名学生拥有高于规定学历教师数、")]
    assert len(asked) == 1
    assert asked[0].endswith("等7项：缺数，原因：指标所需数据缺报；请补报义务教育阶段在校生数。")
    assert card.sections[0].summary.startswith("在校生缺数　班级缺数")


def test_a_county_of_one_school(small_release: Path, tmp_path: Path) -> None:
    with changed(small_release, tmp_path, one_school) as single:
        page, pages = report_cards_html(single), PdfReader(io.BytesIO(report_cards_pdf(single))).pages
    assert page.count("<article ") == len(pages) == 1 and "共1所学校" in page


def test_more_actions_than_a_page_holds_are_counted(cards: Cards) -> None:
    card = card_of(cards, THROUGH)
    fits = Card(**{**vars(card), "actions": tuple(f"{n}" for n in range(MOST_ACTIONS))})
    assert cut_actions(fits) == list(fits.actions)
    more = Card(**{**vars(card), "actions": tuple(f"{n}" for n in range(MOST_ACTIONS + 1))})
    assert len(cut_actions(more)) == MOST_ACTIONS and cut_actions(more)[-1] == "其余2项见未达标台账。"


def test_a_term_without_a_figure_breaks_the_line() -> None:
    line = sparkline((1.0, None, 3.0), 2.0, 46, 26)
    assert (line.points, line.segments, line.limit_y) == (((3.0, 23.0), (43.0, 3.0)), (), 13.0)
    assert sparkline((2.0, 2.0), 2.0, 46, 26).segments == ((3.0, 23.0, 43.0, 23.0),)
