"""The offline dashboard: one file with its style, script, pictures and data inside, opened by double-click."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from edu_balance.reports.dashboard_charts import courses, distributions
from edu_balance.reports.dashboard_data import dashboard_data
from edu_balance.reports.published import Published

HERE = Path(__file__).parent


@cache
def part(name: str) -> str:
    """A static part of the page, as it stands beside this module."""
    return (HERE / name).read_text(encoding="utf-8")


def as_json(data: Any) -> str:
    """JSON that no text in it can end: a script element knows only its own closing tag and comments."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def only(script: str) -> str:
    """The mark by which a browser runs this script and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def dashboard_html(published: Published) -> str:
    """The page of the county and term; the same release gives the same text."""
    data = dashboard_data(published)
    script = part("dashboard.js")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(part("dashboard.html.j2")).render(
        county=data["county"],
        term=next(term for term in data["terms"] if term["term_id"] == published.term_id),
        script=script,
        only=only(script),
        style=part("dashboard.css"),
        words=as_json(json.loads(part("dashboard_words.json"))),
        data=as_json(data),
        charts={**distributions(data), **courses(data)},
    )
