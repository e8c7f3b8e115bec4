"""The published file as reports read it: read-only, one connection, rows as dictionaries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from edu_balance.errors import ClerkError

Row = dict[str, Any]


@dataclass(frozen=True)
class Published:
    """One release, and the county and term a report is about."""

    connection: duckdb.DuckDBPyConnection
    file: Path
    county_code: str
    term_id: str

    def rows(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows of a query; `$county` and `$term` are those of the report."""
        given = {"county": self.county_code, "term": self.term_id, **parameters}
        used = {name: value for name, value in given.items() if f"${name}" in sql}
        found = self.connection.execute(sql, used)
        names = [column[0] for column in found.description]
        return [dict(zip(names, values, strict=True)) for values in found.fetchall()]

    def row(self, sql: str, **parameters: Any) -> Row:
        """The only row of a query."""
        (row,) = self.rows(sql, **parameters)
        return row


@contextmanager
def open_published(file: Path, county_code: str = "", term_id: str = "") -> Iterator[Published]:
    """The published file, for one county (the first where none is named) and term (the latest judged one)."""
    if not file.exists():
        raise ClerkError(
            f"还没有已发布的结果：{file.name}。请先运行 run.py build。",
            f"Nothing is published yet ({file.name}): run run.py build first.",
        )
    with duckdb.connect(file, read_only=True) as connection:
        counties = connection.execute(
            "select county_code, as_of_term_id from dim_county where as_of_term_id is not null order by county_code"
        ).fetchall()
        terms = {code: term for code, term in counties}
        county_code = county_code or next(iter(terms), "")
        if county_code not in terms:
            raise ClerkError(
                f"已发布的结果中没有可报告的区县 {county_code}。",
                f"The published file holds no judged county {county_code}.",
            )
        term_id = term_id or terms[county_code]
        known = connection.execute(
            "select count(*) from fct_verdict where county_code = $1 and term_id = $2", [county_code, term_id]
        ).fetchall()[0][0]
        if not known:
            raise ClerkError(
                f"已发布的结果中没有 {county_code} 在 {term_id} 学期的判定。",
                f"The published file holds no verdict of {county_code} in {term_id}.",
            )
        yield Published(connection, file, county_code, term_id)
