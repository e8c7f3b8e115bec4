"""The words of the generated pages, in both languages: each kind of indicator, entity and statistic once.

Labels, limits and units come from the seeds; a page of one indicator has no prose of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from edu_balance.policy_seeds import Policy, Row

NOTICE = "Written by `run.py sync`"


@dataclass(frozen=True)
class Both:
    """One text in Chinese and in English, printed side by side, or once where they are one."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if self.zh == self.en else f"{self.zh} · {self.en}"

    def of(self, **words: Both) -> Both:
        """The text with its {names} filled in, each in its own language."""
        return Both(
            self.zh.format(**{name: word.zh for name, word in words.items()}),
            " ".join(self.en.format(**{name: word.en for name, word in words.items()}).split()),
        )


@dataclass(frozen=True)
class Kind:
    """What a reader must know of a kind of indicator.

    `figures` is the published table; `unmet` says what to do where a limit is not met, {move} being the way the figure
    has to go; `formula` stands where no measure does.
    """

    figures: str
    unmet: Both
    formula: Both | None = None


def label(row: Row) -> Both:
    return Both(row["label_zh"], row["label_en"])


def listed(texts: Iterable[Both]) -> Both:
    """Several texts as one, each once."""
    once = list(dict.fromkeys(texts))
    return Both("；".join(text.zh for text in once), "; ".join(text.en for text in once))


# a figure is mended where it arises, never in the form
MEND_THE_FIGURE = Both(
    "`ledger_unmet` 的 `shortfall` 写明分子离限值的差额；采取措施使其{move}这么多，再按实填报",
    "`shortfall` in `ledger_unmet` says how far the figure above the line is from its limit; act so that it {move} by "
    "as much, then report it as it is",
)
KINDS = {
    "section_ratio": Kind("fct_section_indicator", MEND_THE_FIGURE),
    "school_ratio": Kind("fct_school_indicator", MEND_THE_FIGURE),
    "county_value": Kind("fct_county_indicator", MEND_THE_FIGURE),
    "county_share": Kind("fct_county_indicator", MEND_THE_FIGURE),
    "class_size": Kind(
        "dim_class",
        Both(
            "`ledger_unmet` 写明班级；填报班额分段的，写明学校、分段和班数。分班或调剂学生，使班额{move}到限值",
            "`ledger_unmet` names the class or, where a school sends bands, the school, the band and how many classes; "
            "divide the class or move pupils until it {move} to the limit",
        ),
    ),
    "trend": Kind(
        "fct_county_indicator",
        Both(
            "`ledger_unmet` 的 `shortfall` 写明本期与上一期间的差额；使下一期间{move}这么多",
            "`shortfall` in `ledger_unmet` says how far the period is from the one before; see that the next one "
            "{move} by as much",
        ),
    ),
    "document": Kind(
        "dim_document",
        Both(
            "按评估结论整改；整改后由评估部门在当年重新出具结论，同年以最新一份为准",
            "mend what the conclusion names; the office then dates a new conclusion in the same year, of which the "
            "latest counts",
        ),
        Both("评估部门当年的结论：达标或未达标", "the conclusion of the assessing office in the year: met or unmet"),
    ),
    "rule": Kind(
        "fct_verdict",
        Both(
            "在 `ledger_unmet` 查该学部未达标的成员限值：先使达标项数够数，其余各项补到余项下限以上",
            "look up the section's member limits in `ledger_unmet`: meet enough of them, and bring the rest to their "
            "floor",
        ),
        Both("达标的成员限值项数；其余各项不得低于余项下限", "member limits met; none of the others below its floor"),
    ),
    "composite": Kind(
        "rpt_declaration_3",
        Both("", ""),
        Both("各项差异系数的算术平均值", "the plain mean of the coefficients of variation"),
    ),
}

CV_UNMET = Both(
    "差异系数超限的，先补最低的学部；再给明显高于县均值的学部增加，会使[差异系数](dispersion.md)上升",
    "Where a coefficient of variation is over its limit, raise the lowest sections first: more for a section well "
    "above the county mean makes it [larger](dispersion.md)",
)
NOT_JUDGED = Both("只报告，不判定", "reported, never judged")
NOTHING_TO_MEND = Both("只报告，无须整改", "reported only, nothing to mend")

# how a limit reads, and which way a figure has to go that does not meet it
SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "=": "="}
MOVES = {
    ">=": Both("增加", "rises"),
    ">": Both("增加", "rises"),
    "<=": Both("减少", "falls"),
    "<": Both("减少", "falls"),
    "=": Both("变动", "moves"),
}

ENTITIES = {
    "section": Both("每个{stage}学部", "each {stage} section"),
    "school": Both("每所学校", "each school"),
    "class": Both("每个{stage}班级", "each {stage} class"),
    "county": Both("全县{stage}", "county-wide {stage}"),
}
STATISTICS = {
    "value": Both("数值", "figure"),
    "mean": Both("县均值", "county mean"),
    "cv": Both("校际差异系数", "coefficient of variation between schools"),
    "rule": Both("达标项数", "number of indicators met"),
    "share": Both("比例", "share"),
    "trend": Both("与上一期间之比", "ratio to the period before"),
    "document": Both("评估结论（1为达标）", "conclusion (1: met)"),
}
# of these the indicator's own label says it in the sentence of a limit
IN_THE_LABEL = ("value", "share", "trend")

NO_UNIT = Both("", "")
PERCENT = Both("%", "%")


def unit(part: Row, statistic: str = "value") -> Both:
    """The unit a figure is printed with: none for a CV or a conclusion, the sign for percent."""
    if statistic in ("cv", "document") or part["unit_en"] == "none":
        return NO_UNIT
    return PERCENT if part["unit_en"] == "percent" else Both(part["unit_zh"], part["unit_en"])


def who(policy: Policy, limit: Row) -> Both:
    """Who is judged, with the stage and the trait a school must have."""
    stage = label(policy.stages[limit["stage"]]) if limit["stage"] else Both("", "")
    entity = ENTITIES[limit["entity_type"]].of(stage=stage)
    if not limit["applies_to"]:
        return entity
    trait = label(policy.traits[limit["applies_to"]])
    return Both(f"{entity.zh}（{trait.zh}）", f"{entity.en} ({trait.en})")


def judged_parts(policy: Policy, limit: Row) -> list[Row]:
    """The parts of the indicator a limit is for: the one it names, or every one."""
    return [part for part in policy.parts(limit["indicator_id"]) if limit["subgroup"] in ("", part["subgroup"])]


def bound(policy: Policy, limit: Row) -> Both:
    """Comparator, limit and unit, the limit as the seed writes it."""
    shown = unit(judged_parts(policy, limit)[0], limit["statistic"])
    value = f"{SIGNS[limit['comparator']]} {limit['limit_value']}"
    return Both(f"{value} {shown.zh}".strip(), f"{value} {shown.en}".strip())


def subgroups(policy: Policy, limit: Row) -> Both | None:
    """The subgroups a limit judges, each on its own, or nothing for an indicator without."""
    parts = judged_parts(policy, limit)
    if not parts[0]["subgroup"]:
        return None
    names = listed(map(label, parts))
    return names if len(parts) == 1 else Both(f"{names.zh}（各自）", f"{names.en} (each)")


def sentence(policy: Policy, limit: Row, with_label: bool = True) -> Both:
    """A limit as one sentence; without the indicator's label where that stands beside it."""
    judged, limits = who(policy, limit), bound(policy, limit)
    words = [
        label(policy.indicators[limit["indicator_id"]]) if with_label else None,
        subgroups(policy, limit),
        None if limit["statistic"] in IN_THE_LABEL else STATISTICS[limit["statistic"]],
    ]
    zh, en = ("，".join(word.zh for word in words if word), ", ".join(word.en for word in words if word))
    return Both(f"{judged.zh}{zh and f'：{zh}'} {limits.zh}", f"{judged.en}{en and f': {en}'} {limits.en}")


def in_force(limit: Row) -> str:
    return f"{limit['in_force_from']} – {limit['in_force_to']}".strip()


def entities(limits: list[Row]) -> Both:
    """Whose figures the limits judge, whatever the stage."""
    judged = {row["entity_type"] for row in limits}
    return listed(entity.of(stage=Both("", "")) for kind, entity in ENTITIES.items() if kind in judged)


def cell(text: object) -> str:
    """A text as it may stand in a table."""
    return str(text).replace("|", "\\|")


def anchor(title: str) -> str:
    """Where a heading that is an id, or `form` and a form's name, can be linked to."""
    return title.lower().replace(" ", "-")
