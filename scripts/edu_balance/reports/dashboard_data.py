"""What the dashboard reads of the published file: plain values, ready to be embedded as JSON."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from edu_balance.reports.missing_words import MissingWords
from edu_balance.reports.published import Published, Row
from edu_balance.reports.small_cells import LEAST_SHOWN, gives_away, is_guarded

# stands where a figure is hidden; the page says why
HIDDEN = f"<{LEAST_SHOWN}"
# a figure of a section, as the page holds it
FIGURE = (
    *("indicator_id", "reported", "numerator", "denominator", "value", "reported_source", "denominator_source"),
    *("status", "reason", "missing", "limit_value", "floor_value", "comparator", "clause", "shortfall"),
    *("shortfall_unit", "shortfall_to_floor"),
)


@dataclass
class Missing:
    """What is missing, worded once in both languages; a row names its words by their place in the list."""

    zh: MissingWords
    en: MissingWords
    words: list[list[str]] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def __call__(self, missing: str | None) -> int | None:
        """The place of the words; none where nothing is missing, or what the reason says already."""
        if not missing or missing == "documents":
            return None
        if missing not in self.places:
            self.places[missing] = len(self.words)
            self.words.append([self.zh(missing), self.en(missing)])
        return self.places[missing]


def plain(value: Any) -> Any:
    """A value as JSON holds it: whole decimals as integers, dates as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def compact(rows: list[Row], *columns: str) -> list[list[Any]]:
    """The rows as arrays, in the order of the columns named."""
    return [[plain(row[column]) for column in columns] for row in rows]


def hidden_figures(published: Published) -> set[tuple[str, str, str]]:
    """Indicator, subgroup and term of every county figure that would show too few guarded children."""
    persons = {row["measure_id"] for row in published.rows("select * from dim_measure where unit_en = 'persons'")}
    figures = published.rows(
        "select f.indicator_id, f.subgroup, f.term_id, f.numerator, f.denominator, "
        "g.numerator_measure, g.denominator_measure from fct_county_indicator as f "
        "join dim_subgroup as g on g.indicator_id = f.indicator_id and g.subgroup = f.subgroup "
        "where f.county_code = $county"
    )
    hidden = set()
    for row in figures:
        measures = (row["numerator_measure"], row["denominator_measure"])
        # of money per child only the number of children can be small
        numerator = row["numerator"] if measures[0] in persons else None
        denominator = row["denominator"] if measures[1] in persons else None
        if is_guarded(measures) and gives_away(numerator, denominator):
            hidden.add((row["indicator_id"], row["subgroup"], row["term_id"]))
    return hidden


def without_hidden(rows: list[Row], hidden: set[tuple[str, str, str]], term_id: str) -> list[Row]:
    """The rows, with every figure of a hidden one replaced by the sign that it is hidden."""
    figures = ("value", "margin", "shortfall", "numerator", "denominator")
    for row in rows:
        if (row["indicator_id"], row["subgroup"], term_id) in hidden:
            row.update({figure: HIDDEN if figure == "value" else None for figure in figures if figure in row})
    return rows


def without_small_answers(rows: list[Row]) -> list[Row]:
    """What schools answered; where one school's guarded count is small, or leaves few, no school's is shown: the
    county's total less the others would give it away."""
    small = {
        row["measure_id"]
        for row in rows
        if is_guarded((row["measure_id"],)) and gives_away(row["value"], row["pupils"])
    }
    for row in rows:
        if row["measure_id"] in small and row["value"] is not None:
            row["value"] = HIDDEN
    return rows


def labels(published: Published) -> dict[str, Any]:
    """Words of the warehouse in both languages, by their ids."""
    queries = {
        "areas": "select area_id as id, label_zh, label_en from dim_area order by position",
        "reasons": "select reason as id, label_zh, label_en from dim_reason order by reason",
        "indicators": "select indicator_id as id, label_zh, label_en, unit_zh, unit_en, decimals, area_id "
        "from dim_indicator order by indicator_id",
        "measures": "select measure_id as id, label_zh, label_en, unit_zh, unit_en "
        "from dim_measure order by measure_id",
        "subgroups": "select indicator_id || '|' || subgroup as id, label_zh, label_en, unit_zh, unit_en, decimals "
        "from dim_subgroup where subgroup <> '' order by indicator_id, subgroup",
        "clauses": "select clause_id as id, string_agg(text_zh, '；' order by part) as label_zh "
        "from dim_clause group by clause_id order by clause_id",
        "sources": "select source_id as id, min(first_received_at) as first_received, "
        "string_agg(distinct file_name, ', ' order by file_name) as files from meta_source "
        "group by source_id order by source_id",
    }
    return {
        name: {row.pop("id"): {key: plain(value) for key, value in row.items()} for row in published.rows(sql)}
        for name, sql in queries.items()
    }


def heads(published: Published) -> dict[str, Any]:
    """The county, the build, the terms with verdicts up to the report's, and the terms of the plan."""
    county = published.row(
        "select county_code, label_zh, label_en, is_synthetic from dim_county where county_code = $county"
    )
    build = published.row(
        "select built_at, contract_version, code_version, policy_version, seeds_version, as_of_date from meta_build"
    )
    terms = published.rows("select * from dim_term where is_statutory or plan_phase is not null order by term_id")
    judged = {
        row["term_id"]
        for row in published.rows(
            "select distinct term_id from rpt_county_scorecard where county_code = $county and term_id <= $term"
        )
    }
    standards = published.rows(
        "select standard_id, label_zh, label_en, document, decides_recognition from dim_standard "
        "where is_judged and coalesce(county_code, $county) = $county order by decides_recognition desc, standard_id"
    )
    return {
        "county": {key: plain(value) for key, value in county.items()},
        "build": {key: plain(value) for key, value in build.items()},
        "term": published.term_id,
        "terms": [
            {key: plain(row[key]) for key in ("term_id", "school_year", "label_zh", "label_en", "plan_phase")}
            for row in terms
            if row["term_id"] == published.term_id or (row["is_statutory"] and row["term_id"] in judged)
        ],
        "calendar": compact([row for row in terms if row["is_statutory"]], "term_id", "school_year", "plan_phase"),
        "standards": [{key: plain(value) for key, value in row.items()} for row in standards],
        "seven": [row["indicator_id"] for row in seven(published)],
        "stages": [row["stage"] for row in stages(published)],
    }


def seven(published: Published) -> list[Row]:
    """The indicators that the school rule of the deciding standard counts."""
    return published.rows(
        "select distinct indicator_id from dim_threshold join dim_standard using (standard_id) "
        "where decides_recognition and member_of is not null order by indicator_id"
    )


def stages(published: Published) -> list[Row]:
    """The stages the seven are judged in, the younger first."""
    return published.rows(
        "select distinct stage from dim_threshold join dim_standard using (standard_id) "
        "where decides_recognition and member_of is not null order by stage desc"
    )


def scorecards(published: Published, previous: str) -> dict[str, Any]:
    """Area by area and indicator by indicator, now and a statutory term ago; what moved; who has answered."""
    areas = published.rows(
        "select * from rpt_county_scorecard where county_code = $county and term_id in ($term, $previous)",
        previous=previous,
    )
    items = published.rows(
        "select * from rpt_indicator_scorecard where county_code = $county and term_id in ($term, $previous) "
        "order by indicator_id",
        previous=previous,
    )
    moved = published.rows(
        "select standard_id, ledger, transition, count(*) as verdicts from ("
        "select standard_id, 'met' as ledger, transition from ledger_met "
        "where county_code = $county and term_id = $term "
        "union all select standard_id, 'unmet', transition from ledger_unmet "
        "where county_code = $county and term_id = $term) group by all order by all"
    )
    answers = published.rows(
        "select schools_registered, schools_answered from rpt_answers where county_code = $county and term_id = $term"
    )
    silent = published.rows(
        "select school_id, school_name from dim_school where county_code = $county and term_id = $term "
        "and not has_answered order by school_id"
    )
    counts = ("met", "near", "unmet", "unknown", "not_applicable", "status")
    return {
        "areas": compact(areas, "standard_id", "term_id", "area_id", "required", *counts, "reason", "county_status"),
        "items": compact(items, "standard_id", "term_id", "area_id", "indicator_id", *counts),
        "moved": compact(moved, "standard_id", "ledger", "transition", "verdicts"),
        "answers": compact(answers, "schools_registered", "schools_answered"),
        "silent": compact(silent, "school_id", "school_name"),
    }


def thresholds(published: Published) -> list[Row]:
    """Every limit, as it is worded; verdicts name it by its place in this list."""
    return published.rows(
        "select threshold_id, standard_id, indicator_id, stage, applies_to_zh, applies_to_en, statistic, entity_type, "
        "comparator, limit_value, floor_share, clause, office, note from dim_threshold order by threshold_id"
    )


def dispersion(published: Published, missing: Missing) -> list[list[Any]]:
    """Mean and CV of each of the seven by stage and term, with the verdict on the CV."""
    rows = published.rows(
        "select d.term_id, d.stage, d.indicator_id, d.n_sections, d.n_unknown, d.pupils, d.mean, d.sd, d.cv, "
        "d.missing_reason, d.missing, v.limit_value, v.status, v.clause from fct_indicator_dispersion as d "
        "join fct_verdict as v on v.county_code = d.county_code and v.term_id = d.term_id and v.stage = d.stage "
        "and v.indicator_id = d.indicator_id and v.statistic = 'cv' "
        "join dim_standard as s on s.standard_id = v.standard_id and s.decides_recognition "
        "where d.county_code = $county and d.term_id <= $term order by d.term_id, d.stage, d.indicator_id"
    )
    for row in rows:
        row["missing"] = missing(row["missing"])
    figures = ("n_sections", "n_unknown", "pupils", "mean", "sd", "cv", "missing_reason", "missing")
    return compact(rows, "term_id", "stage", "indicator_id", *figures, "limit_value", "status", "clause")


def plan_means(published: Published) -> list[list[Any]]:
    """The plan's county means of the seven, judged."""
    rows = published.rows(
        "select v.standard_id, v.indicator_id, v.stage, v.value, v.comparator, v.limit_value, v.status, v.clause "
        "from fct_verdict as v where v.county_code = $county and v.term_id = $term and v.statistic = 'mean' "
        "order by v.standard_id, v.indicator_id, v.stage"
    )
    return compact(
        rows, "standard_id", "indicator_id", "stage", "value", "comparator", "limit_value", "status", "clause"
    )


def sections(published: Published) -> dict[str, Any]:
    """The sections of the term with what their schools are."""
    rows = published.rows(
        "select x.school_id, x.stage, x.section_name, x.pupils, x.classes, x.in_scope, x.scope_reason, "
        "s.school_kind_zh, s.area_type, s.township_zh, s.is_private, s.has_answered, s.source_id from dim_section as x "
        "join dim_school as s on s.school_id = x.school_id and s.term_id = x.term_id "
        "where x.county_code = $county and x.term_id = $term order by x.stage desc, x.school_id"
    )
    names = list(rows[0]) if rows else []
    return {"columns": names, "rows": compact(rows, *names)}


def judged_figures(published: Published) -> list[Row]:
    """The seven of each section in the term with the deciding verdict and both gaps."""
    return published.rows(
        "select f.school_id, f.stage, f.indicator_id, f.reported, f.numerator, f.denominator, f.value, "
        "f.reported_source, f.denominator_source, v.status, v.reason, v.missing, v.limit_value, v.floor_value, "
        "v.comparator, v.clause, u.shortfall, u.shortfall_to_floor, u.shortfall_unit "
        "from fct_section_indicator as f "
        "join fct_verdict as v on v.county_code = f.county_code and v.term_id = f.term_id and v.stage = f.stage "
        "and v.indicator_id = f.indicator_id and v.entity_id = f.school_id and v.entity_type = 'section' "
        "and v.statistic = 'value' "
        "join dim_standard as s on s.standard_id = v.standard_id and s.decides_recognition "
        "left join ledger_unmet as u on u.threshold_id = v.threshold_id and u.subgroup = v.subgroup "
        "and u.entity_id = v.entity_id and u.county_code = v.county_code and u.term_id = v.term_id "
        "where f.county_code = $county and f.term_id = $term order by f.school_id, f.stage, f.indicator_id"
    )


def section_figures(published: Published, missing: Missing) -> dict[str, list[Any]]:
    """The seven of each section in the term: what was reported, split, divided, judged, and both gaps."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in judged_figures(published):
        row["missing"] = missing(row["missing"])
        found[f"{row['school_id']}|{row['stage']}"].append([plain(row[name]) for name in FIGURE])
    return dict(found)


def places(published: Published) -> dict[str, Any]:
    """Where the parts of the seven stand: by school, each cell (or line typed by hand) that was read last.

    `of` names the forms and columns of each measure, `files` the files; what stands in one place is form, stage
    (empty: the whole campus), the columns read there, value (none: a whole line), file by its place, sheet, and cell
    or line.
    """
    measures = published.rows(
        "select distinct m.measure_id, m.form, m.survey_columns, g.indicator_id, m.measure_id = g.denominator_measure "
        "as is_below from dim_measure as m join dim_subgroup as g "
        "on m.measure_id in (g.numerator_measure, g.denominator_measure) "
        "where list_contains($seven, g.indicator_id) order by is_below, g.indicator_id, m.measure_id",
        seven=[row["indicator_id"] for row in seven(published)],
    )
    of: dict[str, list[Any]] = {}
    for row in measures:
        columns = row["survey_columns"].split()
        of.setdefault(row["measure_id"], [row["form"], columns, [], row["is_below"]])[2].append(row["indicator_id"])
    rows = published.rows(
        "with wanted as (select unnest($columns) as form_column), stood as ("
        "select *, string_split(row_key, '|') as key from meta_place "
        "where list_contains($forms, form) and starts_with(row_key, $term || '|')) "
        "select coalesce(s.parent_school_id, s.school_id) as school_id, p.form, "
        "case when len(p.key) > 2 then p.key[3] else '' end as stage, "
        "string_split(w.form_column, '.')[2] as survey_column, "
        "p.value, p.file_name, p.sheet, coalesce(p.cell, '') as cell, p.line from stood as p "
        "join dim_school as s on s.county_code = $county and s.term_id = $term and s.school_id = p.key[2] "
        "join wanted as w on p.form = string_split(w.form_column, '.')[1] "
        "and p.column_name in (string_split(w.form_column, '.')[2], '*') "
        "qualify row_number() over (partition by w.form_column, p.row_key "
        "order by p.received_at desc, p.source_id desc) = 1 order by all",
        columns=sorted({f"{form}.{column}" for form, columns, _, _ in of.values() for column in columns}),
        forms=sorted({form for form, *_ in of.values()}),
    )
    files = sorted({row["file_name"] for row in rows})
    columns: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for row in rows:
        at = row["cell"] or row["line"]
        place = (row["form"], row["stage"], row["value"], files.index(row["file_name"]), row["sheet"], at)
        columns[row["school_id"], *place].append(row["survey_column"])
    stood: dict[str, list[list[Any]]] = defaultdict(list)
    for (school_id, form, stage, *place), read in columns.items():
        stood[school_id].append([form, stage, read, *place])
    return {"of": of, "files": files, "at": dict(stood)}


def section_history(published: Published, terms: list[str]) -> dict[str, dict[str, list[Any]]]:
    """Pupils, and value and status of each verdict on a section, by statutory term."""
    rows = published.rows(
        "select v.entity_id || '|' || v.stage as section, v.term_id, x.pupils, v.indicator_id, v.value, v.status "
        "from fct_verdict as v join dim_standard as s on s.standard_id = v.standard_id and s.decides_recognition "
        "join dim_section as x on x.school_id = v.entity_id and x.stage = v.stage and x.term_id = v.term_id "
        "and x.county_code = v.county_code "
        "where v.county_code = $county and v.entity_type = 'section' and list_contains($listed, v.term_id) "
        "order by section, v.term_id, v.indicator_id",
        listed=terms,
    )
    found: dict[str, dict[str, list[Any]]] = defaultdict(dict)
    for row in rows:
        held = found[row["section"]].setdefault(row["term_id"], [plain(row["pupils"]), {}])
        held[1][row["indicator_id"]] = [plain(row["value"]), row["status"]]
    return dict(found)


def answers(published: Published) -> dict[str, list[Any]]:
    """What each school answered in the term, measure by measure, with the file it came in."""
    rows = published.rows(
        "select a.school_id, a.stage, a.measure_id, a.value, a.source_id, x.pupils from fct_school_answer as a "
        "left join dim_section as x on x.school_id = a.school_id and x.stage = a.stage and x.term_id = a.term_id "
        "where a.county_code = $county and a.term_id = $term order by a.school_id, a.stage, a.measure_id"
    )
    found: dict[str, list[Any]] = defaultdict(list)
    for row in without_small_answers(rows):
        found[row["school_id"]].append([row["stage"], row["measure_id"], plain(row["value"]), row["source_id"]])
    return dict(found)


def items(
    published: Published, hidden: set[tuple[str, str, str]], index: dict[str, int], missing: Missing
) -> list[list[Any]]:
    """Verdicts outside the seven: one row per county verdict, and one per limit on schools or classes with counts."""
    county = published.rows(
        "select v.threshold_id, v.subgroup, v.indicator_id, v.value, v.limit_value, v.margin, v.status, v.reason, "
        "v.missing, coalesce(f.source, v.evidence) as evidence, f.numerator, f.denominator from fct_verdict as v "
        "left join fct_county_indicator as f on f.county_code = v.county_code and f.term_id = v.term_id "
        "and f.indicator_id = v.indicator_id and f.subgroup = v.subgroup and f.stage = v.stage "
        "where v.county_code = $county and v.term_id = $term and v.entity_type = 'county' "
        "and v.statistic not in ('cv', 'mean') order by v.indicator_id, v.threshold_id, v.subgroup"
    )
    many = published.rows(
        "select v.threshold_id, v.subgroup, v.indicator_id, min(v.limit_value) as limit_value, "
        "count(*) filter (where v.status = 'met') as met, "
        "count(*) filter (where v.status in ('near', 'unmet')) as unmet, "
        "count(*) filter (where v.status = 'unknown') as unknown, "
        "count(*) filter (where v.status = 'not_applicable') as none from fct_verdict as v "
        "where v.county_code = $county and v.term_id = $term and v.entity_type in ('school', 'class') "
        "group by all order by v.indicator_id, v.threshold_id, v.subgroup"
    )
    for row in county:
        row["missing"] = missing(row["missing"])
    figures = ("value", "limit_value", "margin", "status", "reason", "missing", "evidence", "numerator", "denominator")
    lines = [
        [index[row["threshold_id"]], row["subgroup"], *(plain(row[figure]) for figure in figures)]
        for row in without_hidden(county, hidden, published.term_id)
    ]
    counted = [
        [
            *(index[row["threshold_id"]], row["subgroup"], None, plain(row["limit_value"]), None, status_of(row)),
            *(None, None, None, None, None, [row["met"], row["unmet"], row["unknown"], row["none"]]),
        ]
        for row in many
    ]
    return lines + counted


def status_of(counts: Row) -> str:
    """One status for many verdicts: a failure beats unknown, unknown beats met."""
    for status in ("unmet", "unknown", "met"):
        if counts[status]:
            return status
    return "not_applicable"


def ledger(
    published: Published, name: str, hidden: set[tuple[str, str, str]], index: dict[str, int], missing: Missing
) -> list[list[Any]]:
    """The rows of one ledger in the term."""
    more = "status, shortfall, shortfall_unit, reason, missing" if name == "ledger_unmet" else "'met' as status"
    rows = published.rows(
        f"select threshold_id, subgroup, indicator_id, entity_id, entity_name, stage, since_term_id, terms_in_run, "
        f"transition, value, limit_value, margin, evidence, waiver, {more} from {name} "
        "where county_code = $county and term_id = $term "
        "order by standard_id desc, indicator_id, threshold_id, subgroup, entity_id"
    )
    for row in rows:
        row["missing"] = missing(row.get("missing"))
    columns = ("subgroup", "entity_id", "entity_name", "stage", "status", "since_term_id", "terms_in_run", "transition")
    figures = (
        "value",
        "limit_value",
        "margin",
        "evidence",
        "waiver",
        "shortfall",
        "shortfall_unit",
        "reason",
        "missing",
    )
    return [
        trimmed([index[row["threshold_id"]], *(plain(row.get(column)) for column in (*columns, *figures))])
        for row in without_hidden(rows, hidden, published.term_id)
    ]


def trimmed(row: list[Any]) -> list[Any]:
    """The row without the empty cells it ends on: of thousands of rows most end on several."""
    while row and row[-1] is None:
        row.pop()
    return row


def dashboard_data(published: Published) -> dict[str, Any]:
    """Everything the page holds."""
    head = heads(published)
    terms = [term["term_id"] for term in head["terms"]]
    earlier = [term for term in terms if term < published.term_id]
    limits = thresholds(published)
    index = {row["threshold_id"]: place for place, row in enumerate(limits)}
    hidden = hidden_figures(published)
    missing = Missing(MissingWords(published), MissingWords(published, in_english=True))
    return {
        **head,
        "least": LEAST_SHOWN,
        "previous": earlier[-1] if earlier else "",
        "labels": labels(published),
        "limits": compact(limits, *limits[0]),
        "scorecards": scorecards(published, earlier[-1] if earlier else ""),
        "dispersion": dispersion(published, missing),
        "means": plan_means(published),
        "sections": sections(published),
        "figures": section_figures(published, missing),
        "history": section_history(published, terms),
        "answers": answers(published),
        "places": places(published),
        "items": items(published, hidden, index, missing),
        "unmet": ledger(published, "ledger_unmet", hidden, index, missing),
        "met": ledger(published, "ledger_met", hidden, index, missing),
        # the last: the rows above name its words
        "missing": missing.words,
    }
