"""The page of the questions in analyses/: what each asks, how it is run, what it answers on the sample county.

An answer needs a built warehouse, so `run.py sync --outputs` writes this page and a plain `sync` does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb

from edu_balance import dbt_verb
from edu_balance.docs_words import cell
from edu_balance.errors import ClerkError
from edu_balance.paths import DATA_SETTING, Paths
from edu_balance.reports.report_words import plain
from edu_balance.seed_files import check_shape
from edu_balance.versions import digest

PAGE = Path("analyses/README.md")
COMPILED = Path("target/compiled/edu_balance/analyses")
WAREHOUSE = "warehouse/edu_balance.duckdb"
SIGNIFICANT_DIGITS = 4

INTRODUCTION = """# 常用查询 · Questions ready to run

Written by `run.py sync --outputs` from the sample county's published file; do not edit.

**以下结果来自合成样例县，没有一个数字属于真实的学校。**
**The answers are those of the synthetic sample county: no figure is a real school's.**

在项目文件夹内、`run.py build` 之后运行，所需的 `duckdb` 命令行只读打开文件。每个文件开头写明可设哪些变量、各列的含义。
这里列出前几行；列太多的只列一部分，并写明全部行数和列数。小数约为四位有效数字，查询给出的是全部位数。空格为 null。

Run these in the project's folder after `run.py build`; the `duckdb` command line opens the file read-only. The head of
each file says which variables it takes and what its columns mean. The first rows stand here, of a wide answer some of
its columns, with the number of all rows and columns. Fractions are rounded to four significant digits; the query gives
them whole. An empty cell is null.
"""


@dataclass(frozen=True)
class Question:
    """One file of analyses/: its question in Chinese, and which part of its answer the page shows."""

    name: str
    zh: str
    columns: tuple[str, ...]
    variables: dict[str, str | int] = field(default_factory=dict)
    rows: int = 5

    def english(self, sql: str) -> str:
        """The questions at the head of the file."""
        head = " ".join(line.removeprefix("--").strip() for line in sql.splitlines() if line.startswith("--"))
        return re.match(r"(?:[^.?]+\?\s*)+", head)[0].strip()


QUESTIONS = (
    Question(
        "sections_by_status",
        "哪些学部达到各项资源指标？",
        ("section_name", "stage", "pupils", "indicators_met", "not_met", "school_rule"),
    ),
    Question(
        "dispersion_over_terms",
        "每项指标在校际之间是否均衡，是否在改善？",
        ("stage", "indicator_id", "label_zh", "cv_by_term", "cv_limit", "status_now"),
        rows=14,
    ),
    Question(
        "near_misses",
        "谁刚刚达标，谁只差一点？",
        (
            "side",
            "label_zh",
            "stage",
            "entity_name",
            "value",
            "comparator",
            "limit_value",
            "shortfall",
            "shortfall_unit",
        ),
    ),
    Question(
        "where_a_figure_comes_from",
        "一个数字是怎样算出来的？",
        (
            *("entity_name", "stage", "made_of", "reported", "split_weight", "split_base", "numerator", "denominator"),
            *("value", "threshold_id", "status"),
        ),
        {"entity_id": "3465312013", "indicator_id": "R4"},
    ),
    Question(
        "cells_of_a_figure",
        "一个数字写在哪个文件的哪个单元格？",
        ("owner_name", "measure_id", "side", "survey_column", "row_key", "file_name", "sheet", "cell", "line"),
        {"entity_id": "2165312001", "indicator_id": "R4"},
    ),
    Question(
        "changed_since_last_term",
        "与上一法定学期相比，哪些判定变了，是数据、标准还是方法变了？",
        ("changed_by", "indicator_id", "stage", "entity_name", "status_before", "status", "value_before", "value"),
    ),
    Question(
        "judge_a_term_again",
        "假设：按另一标准，或按另一学期的限值，某学期会判成什么？",
        (
            *("result_is", "term_id", "threshold_id", "entity_name", "value", "comparator", "limit_value"),
            *("hypothetical_status", "status"),
        ),
        {"standard_id": "national_2017_transitional"},
    ),
    Question(
        "what_if_a_limit_moves",
        "假设：一项限值改动后，有多少判定会变？",
        ("result_is", "term_id", "limit_value", "hypothetical_limit", "status", "hypothetical_status", "verdicts"),
        {"threshold_id": "national__class_size__primary", "new_limit": 48},
        rows=4,
    ),
    Question(
        "waivers",
        "哪些豁免有效、到何时、豁免什么？哪些已失效而仍未达标？",
        (
            *("state", "last_term_id", "approved_by", "waiver_reason", "threshold_id", "entity_name", "status"),
            *("value", "comparator", "limit_value"),
        ),
    ),
)


def analyses_page(root: Path, compiled: Path, warehouse: Path) -> str:
    """The whole page: the answers of a published file to the questions dbt has compiled."""
    with duckdb.connect(warehouse, read_only=True) as connection:
        lines = [line for question in QUESTIONS for line in _section(question, root, compiled, connection)]
    return "\n".join([INTRODUCTION, *lines]).rstrip() + "\n"


def command(question: Question, sql: str) -> Iterator[str]:
    """How the question is run, as the page shows it."""
    file = f"analyses/{question.name}.sql"
    if "{{" in sql:
        yield f"python3 scripts/run.py dbt compile --select {question.name}"
        file = (COMPILED / f"{question.name}.sql").as_posix()
    variables = "; ".join(f"set variable {name} = {_literal(value)}" for name, value in question.variables.items())
    yield f"duckdb -readonly {WAREHOUSE}" + (f' -cmd "{variables}"' if variables else "") + f" -f {file}"


def write_page() -> int:
    """Answer the questions on the published sample and write the page. Raises ClerkError where it cannot be right."""
    paths = Paths.from_environment()
    if paths.data is not None:
        raise ClerkError(
            f"此页只用样例县的结果：请先取消 {DATA_SETTING}。",
            f"This page shows the sample county: unset {DATA_SETTING} first.",
        )
    if not paths.published.exists() or _seeds_version(paths.published) != digest(
        file.path for file in check_shape(paths).files
    ):
        raise ClerkError(
            "已发布的结果不是由现有 seeds 构建的：请先运行 run.py build。",
            "The published file was not built from the seeds as they are: run run.py build first.",
        )
    if dbt_verb.main(["--quiet", "compile", "--select", "path:analyses"]):
        return 1
    page = analyses_page(paths.root, paths.root / COMPILED, paths.published)
    (paths.root / PAGE).write_text(page, encoding="utf-8", newline="\n")
    print(f"wrote {PAGE.as_posix()}")
    return 0


def _section(question: Question, root: Path, compiled: Path, connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    sql = (root / "analyses" / f"{question.name}.sql").read_text(encoding="utf-8")
    names, rows = _answer(question, compiled, connection)
    yield from [f"## [`{question.name}`]({question.name}.sql)", ""]
    yield from [f"{question.zh} · {question.english(sql)}", "", "```", *command(question, sql), "```", ""]
    yield f"共 {len(rows)} 行 {len(names)} 列 · {len(rows)} rows, {len(names)} columns in all"
    yield from ["", f"| {' | '.join(question.columns)} |", "|" + "---|" * len(question.columns)]
    at = [names.index(column) for column in question.columns]
    yield from (f"| {' | '.join(_shown(row[i]) for i in at)} |" for row in rows[: question.rows])
    yield ""


def _answer(
    question: Question, compiled: Path, connection: duckdb.DuckDBPyConnection
) -> tuple[list[str], list[tuple[Any, ...]]]:
    for name, value in question.variables.items():
        connection.execute(f"set variable {name} = {_literal(value)}")
    found = connection.execute((compiled / f"{question.name}.sql").read_text(encoding="utf-8"))
    names, rows = [column[0] for column in found.description], found.fetchall()
    for name in question.variables:
        connection.execute(f"reset variable {name}")
    return names, rows


def _literal(value: str | int) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def _shown(value: Any) -> str:
    """A value as a table of the page shows it; null is an empty cell."""
    if value is None:
        return ""
    if not isinstance(value, float | Decimal):
        return cell(str(value))
    exact = Decimal(str(value))
    digits = max(0, SIGNIFICANT_DIGITS - 1 - exact.adjusted())
    return plain(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _seeds_version(warehouse: Path) -> str:
    with duckdb.connect(warehouse, read_only=True) as connection:
        return connection.execute("select seeds_version from meta_build").fetchall()[0][0]
