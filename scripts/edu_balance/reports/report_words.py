"""How ledgers and report cards word what is published: verdicts, figures, gaps, what is missing, the release."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from operator import eq, ge, gt, le, lt
from typing import Any

from edu_balance.intake.template_sheets import SYNTHETIC
from edu_balance.reports.published import Published, Row
from edu_balance.reports.small_cells import gives_away, is_guarded

UNKNOWN = "缺数"
STATUS = {"met": "达标", "near": "接近达标", "unmet": "未达标", "unknown": UNKNOWN, "not_applicable": "不适用"}
STAGE = {"primary": "小学", "junior": "初中", "": ""}
AREA_TYPE = {"urban": "城区", "town": "镇区", "rural": "乡村"}
SIGN = {">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "=": "＝"}
DOCUMENT = {1: "符合", 0: "不符合"}
COMPARE = {">=": ge, "<=": le, ">": gt, "<": lt, "=": eq}
# decimals of a coefficient of variation in form Ⅲ
CV_DECIMALS = 3
PERSONS = "人"


@dataclass(frozen=True)
class Release:
    """What every page says of where its figures come from."""

    county: str
    term: str
    line: str
    synthetic: str  # empty: real data


def release_of(published: Published) -> Release:
    """The marks of the published file, the county and the term."""
    build = published.row("select * from meta_build")
    county = published.row("select label_zh, is_synthetic from dim_county where county_code = $county")
    term = published.row("select label_zh from dim_term where term_id = $term")["label_zh"]
    cut = f"　数据截止：{build['as_of_date']}" if build["as_of_date"] else ""
    line = (
        f"{county['label_zh']}　{term}　标准版本：{build['policy_version']}　数据版本：{build['seeds_version']}　"
        f"程序版本：{build['code_version']}　构建时间：{build['built_at']:%Y-%m-%d %H:%M:%S} UTC{cut}"
    )
    return Release(county["label_zh"], term, line, SYNTHETIC if county["is_synthetic"] else "")


def rounded(value: Any, decimals: Any) -> Decimal:
    """A figure at the precision of the official form, halves away from zero."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP)


def plain(value: Any) -> str:
    """A figure with every digit it has and none that it has not."""
    if value is None:
        return ""
    number = Decimal(str(value))
    return f"{number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize():f}"


def decimals_of(row: Row) -> int:
    """Decimals the official form prints a verdict's figure with."""
    return CV_DECIMALS if row["statistic"] == "cv" else int(row["decimals"] or 0)


def printed(row: Row) -> str:
    """The figure of a verdict as the official form prints it."""
    if row["value"] is None:
        return "—" if row["status"] == "not_applicable" else UNKNOWN
    if row["statistic"] == "document":
        return DOCUMENT[int(row["value"])]
    return f"{rounded(row['value'], decimals_of(row)):f}"


def limit_words(row: Row) -> str:
    """The limit with its sign."""
    if row["limit_value"] is None:
        return ""
    if row["statistic"] == "document":
        return DOCUMENT[1]
    return f"{SIGN[row['comparator']]}{plain(row['limit_value'])}"


def reads_otherwise(row: Row) -> bool:
    """Whether the rounded figure, held against the limit, reads otherwise than the verdict."""
    if row["value"] is None or row["limit_value"] is None or row["statistic"] == "document":
        return False
    holds = COMPARE[row["comparator"]](rounded(row["value"], decimals_of(row)), Decimal(str(row["limit_value"])))
    return bool(holds) != (row["status"] == "met")


def hidden_figures(published: Published) -> set[tuple[str, str, str]]:
    """Indicator, subgroup and term of the county figures that would show too few children."""
    rows = published.rows(
        "select f.indicator_id, f.subgroup, f.term_id, f.numerator, f.denominator, s.numerator_measure, "
        "s.denominator_measure, m.unit_zh "
        "from fct_county_indicator f join dim_subgroup s using (indicator_id, subgroup) "
        "left join dim_measure m on m.measure_id = s.numerator_measure where f.county_code = $county"
    )
    return {
        (row["indicator_id"], row["subgroup"], row["term_id"])
        for row in rows
        if is_guarded((row["numerator_measure"], row["denominator_measure"]))
        and gives_away(row["numerator"] if row["unit_zh"] == PERSONS else None, row["denominator"])
    }
