"""Every line of the two ledgers of a statutory term, worded and figured as reports print it, and what moved since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from edu_balance.reports.missing_words import MissingWords
from edu_balance.reports.published import Published, Row
from edu_balance.reports.report_words import (
    DOCUMENT,
    SIGN,
    STAGE,
    STATUS,
    UNKNOWN,
    Release,
    decimals_of,
    hidden_figures,
    limit_words,
    plain,
    reads_otherwise,
    release_of,
    rounded,
)
from edu_balance.reports.small_cells import HIDDEN

NO_OFFICE = "未明确责任单位"
TRANSITION = {"newly_met": "首次达标", "newly_unmet": "首次未达标", "returned": "再次进入", "persisting": "持续"}
OBJECT = {"section": "学校（学段）", "school": "学校", "class": "班级", "county": "县"}
STATISTIC = {
    "value": "数值",
    "mean": "县均值",
    "cv": "差异系数",
    "rule": "规则",
    "share": "比例",
    "trend": "增减",
    "document": "材料",
}
GAPS = {"gap": "shortfall", "gap_to_floor": "shortfall_to_floor"}
LEDGER = """
with ledger as (
    select threshold_id, subgroup, standard_id, indicator_id, stage, applies_to, statistic, entity_type, entity_id,
        entity_name, term_id, 'met' as status, since_term_id, terms_in_run, transition, value, comparator, limit_value,
        margin, null as shortfall, null as shortfall_to_floor, null as shortfall_unit, null as reason, null as missing,
        evidence, waiver, clause, office
    from ledger_met where county_code = $county and term_id = $ledger
    union all
    select threshold_id, subgroup, standard_id, indicator_id, stage, applies_to, statistic, entity_type, entity_id,
        entity_name, term_id, status, since_term_id, terms_in_run, transition, value, comparator, limit_value,
        margin, shortfall, shortfall_to_floor, shortfall_unit, reason, missing, evidence, waiver, clause, office
    from ledger_unmet where county_code = $county and term_id = $ledger
)
select ledger.*, s.label_zh as standard, a.label_zh as area, i.label_zh as indicator, g.label_zh as group_zh,
    coalesce(g.decimals, i.decimals) as decimals, coalesce(g.unit_zh, i.unit_zh) as unit_zh,
    v.floor_value, r.label_zh as reason_zh, t.applies_to_zh, school.township_zh as township
from ledger
join dim_standard s using (standard_id)
join dim_indicator i using (indicator_id)
join dim_area a on a.area_id = i.area_id
join dim_threshold t using (threshold_id)
left join dim_subgroup g on g.indicator_id = ledger.indicator_id and g.subgroup = ledger.subgroup
left join fct_verdict v
    on v.threshold_id = ledger.threshold_id and v.subgroup = ledger.subgroup
    and v.entity_id = ledger.entity_id and v.term_id = ledger.term_id
left join dim_reason r on r.reason = ledger.reason
left join dim_class c on c.term_id = ledger.term_id and c.class_id = ledger.entity_id
left join dim_school school
    on school.term_id = ledger.term_id and school.school_id = coalesce(c.school_id, ledger.entity_id)
order by s.decides_recognition desc, standard_id, a.position, ledger.indicator_id, ledger.stage, ledger.subgroup,
    ledger.threshold_id, ledger.entity_id
"""
STATUTORY = """
select term_id, label_zh from dim_term join (
    select distinct term_id from fct_verdict where county_code = $county
) using (term_id)
where is_statutory and statistical_date <= (select statistical_date from dim_term where term_id = $term)
order by statistical_date desc
"""


@dataclass(frozen=True)
class Ledgers:
    """The worded rows of one statutory term, and of the one before."""

    release: Release
    term: str
    before: str  # empty: nothing was judged before
    rows: list[Row]
    rows_before: list[Row]

    def of(self, *, met: bool) -> list[Row]:
        return [row for row in self.rows if (row["status"] == "met") == met]


def read_ledgers(published: Published) -> Ledgers:
    terms = published.rows(STATUTORY)
    ids = [row["term_id"] for row in terms[:2]]
    hidden, missing = hidden_figures(published), MissingWords(published)
    worded = [
        [_worded(row, hidden, missing) for row in published.rows(LEDGER, ledger=term_id)] for term_id in (*ids, "", "")
    ]
    labels = [row["label_zh"] for row in terms[:2]] + ["", ""]
    return Ledgers(release_of(published), labels[0] or "无法定学期", labels[1], worded[0], worded[1])


def _worded(row: Row, hidden: set[tuple[str, str, str]], missing: MissingWords) -> Row:
    """The row with the cells that are printed; a figure of too few children is hidden."""
    is_hidden = (row["indicator_id"], row["subgroup"], row["term_id"]) in hidden
    words = {
        "group": row["group_zh"] if row["subgroup"] else "",
        "stage_zh": STAGE[row["stage"]],
        "applies": row["applies_to_zh"] or "",
        "statistic_zh": STATISTIC[row["statistic"]],
        "object": OBJECT[row["entity_type"]],
        "status_zh": STATUS[row["status"]],
        "limit": limit_words(row),
        "floor": "" if row["floor_value"] is None else f"{SIGN[row['comparator']]}{plain(row['floor_value'])}",
        "unit": "" if row["statistic"] in ("cv", "document") else row["unit_zh"],
        "change": TRANSITION[row["transition"]],
        "lacks": missing(row["missing"]),
        "office_zh": row["office"] or NO_OFFICE,
        "note": "取整后读数与判定不同，以未取整值为准" if reads_otherwise(row) and not is_hidden else "",
        "is_hidden": is_hidden,
    }
    return row | words | (_hidden_figures(row) if is_hidden else _figures(row))


def _hidden_figures(row: Row) -> Row:
    hidden = {name: "" if row[column] is None else HIDDEN for name, column in GAPS.items()}
    return {"printed": HIDDEN, "exact": HIDDEN, "room": HIDDEN, **hidden}


def _figures(row: Row) -> Row:
    """The figure as printed and as it is, room to the limit and what lacks, as numbers that can be filtered."""
    if row["value"] is None:
        floor = "" if row["floor_value"] is None else UNKNOWN
        return {"printed": UNKNOWN, "exact": UNKNOWN, "room": UNKNOWN, "gap": UNKNOWN, "gap_to_floor": floor}
    gaps = {name: "" if row[column] is None else number(row[column]) for name, column in GAPS.items()}
    if row["statistic"] == "document":
        return {"printed": DOCUMENT[int(row["value"])], "exact": "", "room": "", **gaps}
    return {
        "printed": Printed(rounded(row["value"], decimals_of(row))),
        "exact": row["value"],
        "room": row["margin"],
        **gaps,
    }


class Printed(Decimal):
    """A number that is shown with the decimals it has."""


def number(value: Any) -> float | int:
    number = Decimal(str(value))
    return int(number) if number == number.to_integral_value() else float(number)


def totals_of(rows: Iterable[Row]) -> list[Row]:
    """Gaps added up by limit: one school's surplus never fills another's gap; what is unknown is counted apart."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row["gap"] != "":
            groups.setdefault((row["threshold_id"], row["subgroup"]), []).append(row)
    totals = []
    for group in groups.values():
        known = [row for row in group if row["shortfall"] is not None]
        total = sum((Decimal(str(row["shortfall"])) for row in known), Decimal())
        hides = any(row["is_hidden"] for row in known)
        cells = {
            "counted": len(known),
            "total": HIDDEN if hides else number(total) if known else UNKNOWN,
            "shortfall_unit": known[0]["shortfall_unit"] if known else "",
            "unknown": len(group) - len(known),
        }
        totals.append(group[0] | cells)
    return totals


def changes_of(ledgers: Ledgers) -> list[Row]:
    """Verdicts that read otherwise than in the statutory term before, came or went; nothing before: none."""
    if not ledgers.before:
        return []
    now, before = _keyed(ledgers.rows), _keyed(ledgers.rows_before)
    changes = []
    for key in (*now, *(key for key in before if key not in now)):
        new, old = now.get(key), before.get(key)
        if new and old and new["status"] == old["status"]:
            continue
        shown = new or (old or {}) | {"status_zh": "", "printed": "", "limit": ""}
        past = old or {"status_zh": "", "printed": "", "limit": ""}
        cells = {"status_before": past["status_zh"], "before": past["printed"], "limit_before": past["limit"]}
        changes.append(shown | cells | {"moved": _moved(new, old)})
    return changes


def _moved(new: Row | None, old: Row | None) -> str:
    if old is None:
        return "本期新增判定"
    if new is None:
        return "本期不再判定"
    if new["status"] == "met":
        return "由未达标转为达标" if old["status"] != "unknown" else "由缺数转为达标"
    return f"由{old['status_zh']}转为{new['status_zh']}"


def _keyed(rows: Iterable[Row]) -> dict[tuple[str, str, str], Row]:
    return {(row["threshold_id"], row["subgroup"], row["entity_id"]): row for row in rows}
