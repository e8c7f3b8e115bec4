"""Report cards: one page of A4 per school, as a page for a browser and as PDF."""

from __future__ import annotations

from pathlib import Path

from edu_balance.pages import page_environment
from edu_balance.reports.published import Published
from edu_balance.reports.report_cards_data import Figure, cut_actions, read_cards
from edu_balance.reports.report_cards_pdf import write_pdf
from edu_balance.reports.report_words import UNKNOWN, rounded
from edu_balance.reports.sparkline import Sparkline, sparkline

TEMPLATE = "report_cards.html.j2"
CHART_WIDTH, CHART_HEIGHT = 78, 22  # pixels
HISTORY_DECIMALS = 2


def report_cards_html(published: Published) -> str:
    """All schools in one page that needs no network: a list of links, then a sheet of paper each."""
    cards = read_cards(published)
    environment = page_environment(Path(__file__).parent)
    environment.filters["sparkline"] = _chart
    environment.filters["history_words"] = lambda figure: _history_words(figure, cards.terms)
    environment.filters["cut_actions"] = cut_actions
    return environment.get_template(TEMPLATE).render(**vars(cards))


def report_cards_pdf(published: Published) -> bytes:
    """The same cards, a page each, the same bytes for the same release."""
    return write_pdf(read_cards(published))


def _chart(figure: Figure) -> Sparkline:
    return sparkline(figure.history, figure.limit_value, CHART_WIDTH, CHART_HEIGHT)


def _history_words(figure: Figure, terms: tuple[str, ...]) -> str:
    values = [UNKNOWN if value is None else f"{rounded(value, HISTORY_DECIMALS):f}" for value in figure.history]
    return "，".join(f"{term} {value}" for term, value in zip(terms, values, strict=True))
