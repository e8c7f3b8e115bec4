"""The rejudge verb: a term judged again under other limits or another standard, from the published file alone.

Nothing here compares a figure with a limit. The warehouse's own models (MODELS) are rendered with its own macros and
run in memory on the published tables, in which only the limits asked about are moved. Before anything is shown, the
same models give the term's published verdicts again, so that what differs can come from those limits only.
"""

from __future__ import annotations

import bisect
import csv
import difflib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import jinja2
from rich.console import Console
from rich.table import Table
from rich.text import Text

from edu_balance.console import open_console
from edu_balance.errors import ClerkError
from edu_balance.paths import Paths
from edu_balance.scorecard import CONCLUSIONS, HEADING, STAGES, STATUSES

MODELS = (
    "intermediate/int_verdict_index",
    "intermediate/int_verdicts",
    "intermediate/int_rule_verdicts",
    "marts/verdicts/fct_verdict",
    "marts/verdicts/rpt_indicator_scorecard",
    "marts/verdicts/rpt_county_scorecard",
)
# What those models read, given by the published tables; chosen_* and moved_limit hold the question.
INPUTS = {
    "stg_terms": "select * from published.dim_term",
    "stg_counties": "select * from published.dim_county",
    "stg_areas": "select * from published.dim_area",
    "stg_indicators": "select * from published.dim_indicator",
    "int_indicator_subgroups": "select * from published.dim_subgroup",
    "stg_standards": """
        select dim_standard.* replace (standard_id in (select standard_id from chosen_standard) as is_judged)
        from published.dim_standard
    """,
    # every limit stays, since a standard answers for its areas also in a term before its limits; its dates say whether
    # it is in force on any day or on none
    "stg_thresholds": """
        select dim_threshold.* replace (
            coalesce(moved_limit.limit_value, dim_threshold.limit_value) as limit_value,
            case when is_asked then date '0001-01-01' else date '9999-12-31' end as in_force_from,
            case when is_asked then date '9999-12-31' else date '0001-01-01' end as in_force_to
        )
        from published.dim_threshold
        inner join (
            select
                threshold_id,
                coalesce(chosen_standard.limits_day between in_force_from and in_force_to, false) as is_asked
            from published.dim_threshold left join chosen_standard using (standard_id)
        ) using (threshold_id)
        left join moved_limit using (threshold_id)
    """,
    "int_county_terms": """
        select distinct county_code, term_id
        from published.dim_school inner join chosen_term using (term_id)
    """,
    "int_sections": """
        select dim_section.*, dim_school.school_name
        from published.dim_section inner join published.dim_school using (term_id, school_id)
    """,
    "int_schools": "select * from published.dim_school where traits is not null",
    "int_class_sizes": """
        select dim_class.*, coalesce(dim_school.parent_school_id, dim_school.school_id) as campus_school_id
        from published.dim_class inner join published.dim_school using (term_id, school_id)
    """,
    "int_judged_values": "select *, cast(null as varchar) as evidence from published.fct_judged_value",
    # a waiver never changes a verdict
    "stg_waivers": """
        select '' as county_code, '' as threshold_id, '' as subgroup, '' as entity_id, '' as first_term_id,
            '' as last_term_id, '' as approved_by, '' as reason
        where false
    """,
}
KEY = ("threshold_id", "subgroup", "entity_id", "term_id")
# A question keeps these when its limit changes, as in the ledgers.
QUESTION = ("standard_id", "clause", "indicator_id", "stage", "statistic", "subgroup", "applies_to", "entity_id")
HYPOTHETICAL = "假设 hypothetical"
FLIPS_SHOWN = 12
Row = dict[str, Any]


@dataclass(frozen=True)
class Options:
    """What the command line asks; None or empty: see `main`."""

    term: str | None = None
    standard: str | None = None
    limits_of: str | None = None
    limits: tuple[tuple[str, Decimal], ...] = ()
    csv_file: Path | None = None


@dataclass(frozen=True)
class Question:
    """One term; for each standard the term whose limits are asked for, with its statistical date; moved limits."""

    term: str
    standards: Mapping[str, tuple[str, date]]
    moved: Mapping[str, Decimal] = field(default_factory=dict)


def main(options: Options) -> int:
    """Judge again and print; 0 when done.

    Without a term the latest one judged; without a standard those of the moved limits, else those judged then.
    `limits_of` names the term whose limits apply, else the term's own; of a standard asked for by name that had none in
    force then, the latest judged term's.
    Raises ClerkError for a question the published file cannot answer.
    """
    paths = Paths.from_environment()
    if not paths.published.exists():
        raise ClerkError(
            f"尚无已发布的文件（{paths.shown(paths.published)}）。请先运行 run.py build。",
            f"Nothing has been published yet ({paths.shown(paths.published)}). Run run.py build first.",
        )
    if options.csv_file and options.csv_file.suffix.lower() != ".csv":
        raise ClerkError(
            f"--csv 只写 .csv 文件，收到 {options.csv_file}。",
            f"--csv writes a .csv file, not {options.csv_file}.",
        )
    with opened(paths.published) as connection:
        question = ask(connection, options)
        _refuse_other_rules(connection, paths.root, question.term)
        judge(connection, paths.root, question)
        rows = compared(connection)
        console = open_console()
        _print_all(console, connection, question, rows)
    if options.csv_file:
        _write_csv(options.csv_file, rows)
        console.print(f"全部 {len(rows)} 行 / all {len(rows)} rows: {options.csv_file}", soft_wrap=True)
    return 0


@contextmanager
def opened(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory with the published file attached read-only, as `published`."""
    with duckdb.connect() as connection:
        quoted = str(published).replace("'", "''")
        connection.execute(f"attach '{quoted}' as published (read_only)")
        yield connection


def ask(connection: duckdb.DuckDBPyConnection, options: Options) -> Question:
    """The question in the file's own terms, or a ClerkError that names what there is."""
    terms = {row["term_id"]: row["statistical_date"] for row in _rows(connection, "from published.dim_term")}
    with_data = [row["term_id"] for row in _rows(connection, "select distinct term_id from published.dim_school")]
    if not with_data:
        raise ClerkError(
            "已发布的文件中还没有学校数据。请填写各表后运行 run.py build。",
            "The published file holds no school yet. Fill in the forms, then run run.py build.",
        )
    latest = _rows(connection, "select max(as_of_term_id) as term_id from published.dim_county")[0]["term_id"]
    term = _one_of(with_data, options.term or latest or max(with_data), "有数据的学期", "term with data", is_term=True)
    limits_of = options.limits_of and _one_of(terms, options.limits_of, "学期", "term", is_term=True)
    known = {row["standard_id"]: row for row in _rows(connection, "from published.dim_standard order by standard_id")}
    limits = {row["threshold_id"]: row for row in _rows(connection, "from published.dim_threshold")}
    moved = _moved(options.limits, limits)
    if options.standard:
        chosen = [_one_of(known, options.standard, "标准", "standard")]
    elif moved:
        chosen = sorted({limits[name]["standard_id"] for name in moved})
    else:
        chosen = [name for name, row in known.items() if row["is_judged"]]
    standards = {}
    for name in chosen:
        own = [row for row in limits.values() if row["standard_id"] == name]
        periods = {(row["in_force_from"], row["in_force_to"]) for row in own}
        choices = [limits_of] if limits_of else [term, latest] if options.standard and latest else [term]
        in_force = [t for t in choices if any(start <= terms[t] <= end for start, end in periods)]
        if in_force:
            standards[name] = (in_force[0], terms[in_force[0]])
        elif options.standard:
            raise ClerkError(
                f"标准 {name} 在 {'、'.join(choices)} 没有有效的限值。请用 --limits-of 指定其有效的学期。",
                f"Standard {name} has no limit in force in {', '.join(choices)}. Name a term with --limits-of.",
            )
    _refuse_other_county(connection, term, [known[name] for name in chosen])
    for name in moved:
        _refuse_limit_not_asked(limits[name], standards)
    return Question(term, standards, moved)


def _one_of(known: Collection[str], asked: str, zh: str, en: str, *, is_term: bool = False) -> str:
    """The asked id when it is known, else a ClerkError with the nearest ones: of terms in time, else in spelling."""
    if asked in known:
        return asked
    ordered = sorted(known)
    at = bisect.bisect(ordered, asked)
    near = [] if is_term else difflib.get_close_matches(asked, known, n=3, cutoff=0.3)
    near = near or ordered[max(0, at - 2) : at + 1]
    raise ClerkError(
        f"找不到{zh} {asked}。最接近的：{'、'.join(near)}。",
        f"There is no {en} {asked}. Nearest: {', '.join(near)}.",
    )


def _refuse_other_county(connection: duckdb.DuckDBPyConnection, term: str, standards: list[Row]) -> None:
    """A standard for one county judges no other."""
    sql = "select distinct county_code from published.dim_school where term_id = $term"
    counties = {row["county_code"] for row in _rows(connection, sql, term=term)}
    if standards and all(row["county_code"] and row["county_code"] not in counties for row in standards):
        raise ClerkError(
            f"标准 {standards[0]['standard_id']} 只适用于区县 {standards[0]['county_code']}，该学期的数据中没有。",
            f"Standard {standards[0]['standard_id']} is for county {standards[0]['county_code']} only, "
            "which has no data in this term.",
        )


def _moved(asked: tuple[tuple[str, Decimal], ...], known: Mapping[str, Row]) -> dict[str, Decimal]:
    """The hypothetical limits, each a known one and given once."""
    moved: dict[str, Decimal] = {}
    for name, value in asked:
        _one_of(known, name, "限值", "limit")
        if moved.setdefault(name, value) != value:
            raise ClerkError(f"限值 {name} 给了两个不同的值。", f"Limit {name} is given two different values.")
    return moved


def _refuse_limit_not_asked(limit: Row, standards: Mapping[str, tuple[str, date]]) -> None:
    """A moved limit that judges nothing here would look as if it changed nothing."""
    name, standard = limit["threshold_id"], limit["standard_id"]
    term, day = standards.get(standard, (None, None))
    if day is None:
        raise ClerkError(
            f"限值 {name} 属于标准 {standard}，本次未按该标准判定。请改用 --standard {standard}，或用 --limits-of "
            "指定其有效的学期。",
            f"Limit {name} belongs to standard {standard}, which is not judged by here. Use --standard {standard}, "
            "or name a term it is in force in with --limits-of.",
        )
    if not limit["in_force_from"] <= day <= limit["in_force_to"]:
        raise ClerkError(
            f"限值 {name} 自 {limit['in_force_from']} 至 {limit['in_force_to']} 有效，{term} 学期不适用。"
            "可用 --limits-of 指定其有效的学期。",
            f"Limit {name} is in force from {limit['in_force_from']} to {limit['in_force_to']}, not in {term}. "
            "--limits-of names another term.",
        )


def as_published(connection: duckdb.DuckDBPyConnection, term: str) -> Question:
    """The question the published verdicts of a term answer."""
    day = _rows(connection, "select statistical_date from published.dim_term where term_id = $term", term=term)
    judged = _rows(connection, "select standard_id from published.dim_standard where is_judged")
    return Question(term, {row["standard_id"]: (term, day[0]["statistical_date"]) for row in judged})


def judge(connection: duckdb.DuckDBPyConnection, root: Path, question: Question) -> None:
    """Run the project's models on the attached file: fct_verdict and the scorecards of the question, in memory."""
    for name in [*INPUTS, *(Path(model).name for model in MODELS)]:
        kind = "view" if name in INPUTS else "table"
        connection.execute(f"drop {kind} if exists {name}")
    connection.execute("create or replace table chosen_term as select $1 as term_id", [question.term])
    connection.execute("create or replace table chosen_standard (standard_id varchar, limits_day date)")
    for standard, (_, day) in question.standards.items():
        connection.execute("insert into chosen_standard values ($1, $2)", [standard, day])
    connection.execute("create or replace table moved_limit (threshold_id varchar, limit_value decimal(18, 6))")
    for threshold, value in question.moved.items():
        connection.execute("insert into moved_limit values ($1, $2)", [threshold, value])
    for name, sql in INPUTS.items():
        connection.execute(f"create view {name} as {sql}")
    render = _renderer(root)
    for model in MODELS:
        connection.execute(f"create table {Path(model).name} as {render(model)}")


def _renderer(root: Path) -> Callable[[str], str]:
    """Gives a model's SQL as dbt compiles it for DuckDB, every `ref` a bare table name."""
    macros = "".join(path.read_text(encoding="utf-8") for path in sorted((root / "macros").rglob("*.sql")))
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined)

    @jinja2.pass_context
    def dispatch(context: jinja2.runtime.Context, name: str) -> Any:
        return context.resolve(f"duckdb__{name}")

    known = {"ref": str, "return": str, "adapter": SimpleNamespace(dispatch=dispatch)}

    def render(model: str) -> str:
        text = (root / "models" / f"{model}.sql").read_text(encoding="utf-8")
        return environment.from_string(macros + text).render(known)

    return render


def _refuse_other_rules(connection: duckdb.DuckDBPyConnection, root: Path, term: str) -> None:
    """The published verdicts of the term must come out again, else differences could be the rules' own."""
    try:
        judge(connection, root, as_published(connection, term))
        differ = bool(differences(connection))
    except duckdb.Error:
        # a table or column that another version of the project publishes
        differ = True
    if differ:
        raise ClerkError(
            "已发布的文件是按本项目另一版本的规则判定的，不能与之比较。请先运行 run.py build。",
            "The published file was judged by another version of this project's rules. Run run.py build first.",
        )


def differences(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Verdicts of the judged term that are not as published, keys both ways."""
    columns = (*KEY, "limit_value", "floor_value", "value", "margin", "status", "reason", "missing", "rolls_up")
    names = ", ".join(columns)
    published = f"select {names} from published.fct_verdict where term_id in (select term_id from chosen_term)"
    here = f"select {names} from fct_verdict"
    return _rows(
        connection,
        f"select * from ({published} except all {here}) union all select * from ({here} except all {published})",
    )


def compared(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Every verdict of the question beside the published one; a side is null where its limit was not asked."""
    asked = ", ".join(
        f"coalesce(anew.{name}, before.{name}) as {name}"
        for name in (
            *("county_code", "term_id", "standard_id", "clause", "threshold_id", "indicator_id", "stage", "subgroup"),
            *("applies_to", "statistic", "entity_type", "entity_id", "entity_name", "comparator"),
        )
    )
    both = ", ".join(
        f"before.{name} as {name}, anew.{name} as hypothetical_{name}"
        for name in ("limit_value", "floor_value", "value", "margin", "status", "reason", "missing")
    )
    same = " and ".join(f"anew.{name} is not distinct from before.{name}" for name in QUESTION)
    return _rows(
        connection,
        f"""
        select '{HYPOTHETICAL}' as result_is, {asked}, limits.applies_to_zh, {both}
        from fct_verdict as anew
        full join (
            select fct_verdict.*
            from published.fct_verdict
            inner join chosen_standard using (standard_id)
            inner join chosen_term using (term_id)
        ) as before on {same}
        inner join published.dim_threshold as limits
            on limits.threshold_id = coalesce(anew.threshold_id, before.threshold_id)
        order by county_code, standard_id, threshold_id, subgroup, entity_id
        """,
    )


def _write_csv(path: Path, rows: list[Row]) -> None:
    """As text with a byte-order mark, without which a Chinese Excel misreads UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else [])
        writer.writeheader()
        writer.writerows(rows)


def _print_all(console: Console, connection: duckdb.DuckDBPyConnection, question: Question, rows: list[Row]) -> None:
    """What is assumed, then per county and standard the areas, the limits whose counts change and who flips."""
    console.print(
        "假设结果，不是正式判定 / HYPOTHETICAL, not the county's verdict", style="bold black on yellow", soft_wrap=True
    )
    standards = {row["standard_id"]: row for row in _rows(connection, "from published.dim_standard")}
    subgroups = {
        (row["indicator_id"], row["subgroup"]): row for row in _rows(connection, "from published.dim_subgroup")
    }
    limits = {row["threshold_id"]: row for row in _rows(connection, "from published.dim_threshold")}
    for name, value in question.moved.items():
        limit = limits[name]
        console.print(
            f"限值 limit {name}: {_limit(limit['comparator'], limit['limit_value'])} → "
            f"{_limit(limit['comparator'], value)}",
            soft_wrap=True,
        )
    if not question.moved:
        console.print("限值未改动 / no limit is moved")
    counties = _rows(
        connection,
        """
        select dim_county.*, dim_term.label_zh as term_zh, dim_term.label_en as term_en
        from published.dim_county
        inner join int_county_terms using (county_code)
        inner join published.dim_term using (term_id)
        order by county_code
        """,
    )
    for county in counties:
        synthetic = "  [合成样例数据 / synthetic sample data]" if county["is_synthetic"] else ""
        console.print(" · ".join(dict.fromkeys((county["label_zh"], county["label_en"]))), style="bold")
        console.print(f"{county['term_zh']} / {county['term_en']}{synthetic}")
        for name, (limits_of, _) in question.standards.items():
            own = [row for row in rows if (row["county_code"], row["standard_id"]) == (county["county_code"], name)]
            if own:
                zh, en = standards[name]["label_zh"], standards[name]["label_en"]
                console.print(f"▌{zh} · {en}", style=HEADING, soft_wrap=True)
                console.print(f"采用 {limits_of} 有效的限值 / by the limits in force in {limits_of}", style="dim")
                _print_areas(console, connection, county["county_code"], name)
                _print_counts(console, own, subgroups)
                _print_flips(console, own, subgroups)


def _print_areas(console: Console, connection: duckdb.DuckDBPyConnection, county: str, standard: str) -> None:
    """The county's conclusion and each area's, published → hypothetical."""
    areas = _rows(
        connection,
        """
        select
            dim_area.label_zh, dim_area.label_en, before.status as before, anew.status as anew,
            before.county_status as county_before, anew.county_status as county_anew
        from rpt_county_scorecard as anew
        inner join published.dim_area using (area_id)
        left join published.rpt_county_scorecard as before using (standard_id, term_id, county_code, area_id)
        where county_code = $county and standard_id = $standard
        order by dim_area.position
        """,
        county=county,
        standard=standard,
    )
    if not areas:
        console.print("该标准不参与汇总 / this standard does not roll up", style="dim")
        return
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    table.add_row("全县 county", _change(areas[0]["county_before"], areas[0]["county_anew"], CONCLUSIONS))
    for area in areas:
        words = f"{area['label_zh']} {area['label_en']}"
        table.add_row(words, _change(area["before"], area["anew"], STATUSES))
    console.print(table)


def _print_counts(console: Console, rows: list[Row], subgroups: Mapping[tuple[str, str], Row]) -> None:
    """One line per indicator, stage, subgroup, kind of school and statistic whose counts or limit change."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        words = _name(row), subgroups[row["indicator_id"], row["subgroup"]]["label_zh"], row["applies_to_zh"] or ""
        groups.setdefault(words, []).append(row)
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("指标\nindicator", width=46, no_wrap=True)
    for zh, en, style in STATUSES.values():
        table.add_column(f"{zh}\n{en}", min_width=7, justify="right", style=style, no_wrap=True)
    for words, group in sorted(groups.items()):
        before = Counter(row["status"] for row in group)
        anew = Counter(row["hypothetical_status"] for row in group)
        if before != anew or any(row["limit_value"] != row["hypothetical_limit_value"] for row in group):
            was_judged = set(before) != {None}
            cells = (
                f"{before[status]}→{anew[status]}"
                if was_judged and before[status] != anew[status]
                else f"{anew[status]}"
                for status in STATUSES
            )
            table.add_row(" ".join(filter(None, words)), *cells)
    if table.row_count:
        console.print(table)
    if same := len(groups) - table.row_count:
        console.print(f"其余 {same} 项计数不变 / the counts of {same} other indicators stay", style="dim")


def _print_flips(console: Console, rows: list[Row], subgroups: Mapping[tuple[str, str], Row]) -> None:
    """Who is judged otherwise than published: of each limit in turn those nearest to it, so that none hides another."""
    if all(row["status"] is None for row in rows):
        console.print("该学期未按此标准判定，以上均为新判定 / not judged by this standard then: all of this is new")
        return
    flips = [row for row in rows if row["status"] is not None and row["status"] != row["hypothetical_status"]]
    if not flips:
        console.print("没有对象的判定改变 / nobody is judged otherwise than published")
        return
    console.print(f"判定改变 {len(flips)} 个 / judged otherwise: {len(flips)}")
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    headings = ("对象\nwho", "指标\nindicator", "数值\nvalue", "限值\nlimit", "余量\nmargin", "判定\nstatus")
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number in (2, 3, 4) else "left", no_wrap=True, overflow="ellipsis")
    seen: Counter[str] = Counter()
    ranked: list[tuple[int, Row]] = []
    for row in sorted(flips, key=_distance):
        seen[row["threshold_id"]] += 1
        ranked.append((seen[row["threshold_id"]], row))
    shown = [row for _, row in sorted(ranked, key=lambda pair: pair[0])[:FLIPS_SHOWN]]
    for row in sorted(shown, key=lambda row: row["threshold_id"]):
        decimals = (
            3 if row["statistic"] == "cv" else int(subgroups[row["indicator_id"], row["subgroup"]]["decimals"]) + 1
        )
        value, margin, limit = (
            row[f"hypothetical_{name}"] if row["hypothetical_status"] else row[name]
            for name in ("value", "margin", "limit_value")
        )
        table.add_row(
            row["entity_name"],
            " ".join(filter(None, (_name(row), row["subgroup"]))),
            "-" if value is None else f"{value:.{decimals}f}",
            _limit(row["comparator"], limit),
            "-" if margin is None else f"{margin:+.{decimals}f}",
            _change(row["status"], row["hypothetical_status"], STATUSES),
        )
    console.print(table)
    if (left := len(flips) - FLIPS_SHOWN) > 0:
        console.print(f"… 另有 {left} 个，用 --csv 写出 / and {left} more, written by --csv", style="dim")


def _name(row: Row) -> str:
    """Indicator and stage, and the statistic where several are judged."""
    statistic = row["statistic"] if row["statistic"] in ("mean", "cv") else ""
    return " ".join(filter(None, (row["indicator_id"], STAGES.get(row["stage"], "").split(" ")[0], statistic)))


def _distance(row: Row) -> tuple[float, str, str]:
    """Relative distance to the hypothetical limit, for the order of display; what has none comes last."""
    margin, limit = row["hypothetical_margin"], row["hypothetical_limit_value"]
    share = abs(margin) / (float(limit) or 1.0) if margin is not None else float("inf")
    return share, row["threshold_id"], row["entity_id"]


def _change(before: str | None, anew: str | None, words: Mapping[str, tuple[str, str, str]]) -> Text:
    """`未达 unmet → 达标 met`, one word where nothing changes, a dash where nothing was asked."""
    texts = [Text("–") if word is None else Text(" ".join(words[word][:2]), words[word][2]) for word in (before, anew)]
    return texts[1] if before == anew else texts[0] + Text(" → ") + texts[1]


def _limit(comparator: str, value: Decimal) -> str:
    return f"{ {'>=': '≥', '<=': '≤'}.get(comparator, comparator) }{value.normalize():f}"


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, **parameters: Any) -> list[Row]:
    found = connection.execute(sql, parameters or None)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, values, strict=True)) for values in found.fetchall()]
