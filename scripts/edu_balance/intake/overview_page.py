"""The overview of a run as one page that needs no network: what is shown stands in `overview.html.j2`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from edu_balance.intake.overview import (
    CHECK_RESULTS,
    RUN_NOTES,
    SCHOOL_STATES,
    SEVERITIES,
    UNMATCHED,
    Overview,
)
from edu_balance.intake.template_sheets import SYNTHETIC
from edu_balance.pages import page_environment

TEMPLATE = "overview.html.j2"


def overview_page(overview: Overview) -> str:
    """The page, the same text for the same facts. Whatever comes from a file is escaped."""
    environment = page_environment(Path(__file__).parent)
    environment.filters["link"] = quote
    return environment.get_template(TEMPLATE).render(
        overview=overview,
        states=SCHOOL_STATES,
        severities=SEVERITIES,
        check_results=CHECK_RESULTS,
        note=RUN_NOTES[overview.is_check],
        unmatched=UNMATCHED,
        synthetic=SYNTHETIC,
    )
