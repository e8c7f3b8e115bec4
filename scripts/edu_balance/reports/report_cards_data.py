"""What the report card of each school says: figures, gaps, history, and what is to be done, as printed text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from edu_balance.reports.missing_words import MissingWords
from edu_balance.reports.published import Published, Row
from edu_balance.reports.report_words import (
    AREA_TYPE,
    SIGN,
    STAGE,
    STATUS,
    UNKNOWN,
    Release,
    limit_words,
    plain,
    printed,
    reads_otherwise,
    release_of,
    rounded,
)

HISTORY_TERMS = 3
# what fits on one page of A4 under two sections, and under one
MOST_ACTIONS, MOST_ACTIONS_OF_ONE = 10, 20
MOST_CLASSES = 6
# figures named in one line that asks for what they all lack
MOST_ALIKE = 4
# gaps of areas and money: rounded up, so that what is printed fills them
CENT = Decimal("0.01")
FIRST = ("unknown", "unmet", "near", "met")
ROLL_UP = ("unmet", "near", "unknown", "met")


@dataclass(frozen=True)
class Figure:
    """One line of a card: a figure against its limit, as printed."""

    label: str
    unit: str
    value: str
    exact: str  # unrounded; empty: unknown
    limit: str
    floor: str
    mean: str
    mean_reason: str  # why there is none; empty: there is one, or none is asked for
    status: str
    status_zh: str
    others: str  # verdicts by the other standards
    gap: str
    reads_otherwise: bool
    history: tuple[float | None, ...]
    limit_value: float


@dataclass(frozen=True)
class SectionCard:
    """A stage of a school."""

    title: str
    summary: str
    status: str  # of the school rule; empty: not judged
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Item:
    """One line about the school as a whole."""

    label: str
    value: str
    exact: str
    limit: str
    status: str
    status_zh: str
    gap: str
    standard: str
    reads_otherwise: bool


@dataclass(frozen=True)
class Card:
    """One school's page."""

    school_id: str
    name: str
    township: str
    facts: str
    sections: tuple[SectionCard, ...]
    items: tuple[Item, ...]
    actions: tuple[str, ...]
    notes: tuple[str, ...]
    sources: str


@dataclass(frozen=True)
class Cards:
    """The cards of a county and term, and the words they share."""

    release: Release
    main_standard: str
    other_standards: str
    terms: tuple[str, ...]
    cards: tuple[Card, ...]


VERDICTS = """
select v.*, i.label_zh as indicator, g.label_zh as group_zh, coalesce(g.decimals, i.decimals) as decimals,
    coalesce(g.unit_zh, i.unit_zh) as unit_zh, r.label_zh as reason_zh, s.label_zh as standard, s.decides_recognition,
    i.kind, u.shortfall, u.shortfall_unit, coalesce(c.school_id, v.entity_id) as school_id,
    c.classes, c.stage as class_stage
from fct_verdict v
join dim_standard s using (standard_id)
join dim_indicator i using (indicator_id)
left join dim_subgroup g on g.indicator_id = v.indicator_id and g.subgroup = v.subgroup
left join dim_reason r on r.reason = v.reason
left join dim_class c on v.entity_type = 'class' and c.term_id = v.term_id and c.class_id = v.entity_id
left join ledger_unmet u on u.threshold_id = v.threshold_id and u.subgroup = v.subgroup
    and u.entity_id = v.entity_id and u.term_id = v.term_id
where v.county_code = $county and v.term_id = $term and v.entity_type <> 'county' and v.status <> 'not_applicable'
order by s.decides_recognition desc, v.standard_id, v.indicator_id, v.stage, v.subgroup, v.entity_id, v.threshold_id
"""
TERMS = """
select term_id, school_year from dim_term join (select distinct term_id from fct_verdict where county_code = $county)
using (term_id)
where is_statutory and statistical_date <= (select statistical_date from dim_term where term_id = $term)
order by statistical_date desc limit $most
"""
HISTORY = """
select school_id, stage, indicator_id, term_id, value from fct_section_indicator
where county_code = $county and list_contains($shown, term_id)
"""
SCHOOLS = """
select s.*, r.label_zh as scope_zh from dim_school s left join dim_reason r on r.reason = s.scope_reason
where s.county_code = $county and s.term_id = $term order by s.township_id, s.school_name, s.school_id
"""
SECTIONS = """
select s.*, r.label_zh as scope_zh from dim_section s left join dim_reason r on r.reason = s.scope_reason
where s.county_code = $county and s.term_id = $term order by school_id, stage desc
"""


def read_cards(published: Published) -> Cards:
    """Every school of the register, in the order of townships and names."""
    reader = _Reader(published)
    cards = tuple(reader.card(school) for school in published.rows(SCHOOLS))
    years = tuple(row["school_year"] for row in reader.terms)
    return Cards(release_of(published), reader.main, "、".join(reader.others), years, cards)


class _Reader:
    """The published rows of a term, by school."""

    def __init__(self, published: Published) -> None:
        self.missing = MissingWords(published)
        self.terms = published.rows(TERMS, most=HISTORY_TERMS)[::-1]
        standards = published.rows(
            "select distinct label_zh, decides_recognition from dim_standard "
            "join (select distinct standard_id from fct_verdict where county_code = $county and term_id = $term) "
            "using (standard_id) order by decides_recognition desc, label_zh"
        )
        is_statutory = published.row("select is_statutory from dim_term where term_id = $term")["is_statutory"]
        self.statutory_note = "" if is_statutory else "本学期不是法定学期，台账不登记，缺口不列。"
        self.main = standards[0]["label_zh"]
        self.others = [row["label_zh"] for row in standards[1:]]
        self.verdicts: dict[str, list[Row]] = defaultdict(list)
        for row in published.rows(VERDICTS):
            self.verdicts[row["school_id"]].append(row)
        self.sections: dict[str, list[Row]] = defaultdict(list)
        for row in published.rows(SECTIONS):
            self.sections[row["school_id"]].append(row)
        means = published.rows(
            "select d.*, r.label_zh from fct_indicator_dispersion d "
            "join dim_reason r on r.reason = coalesce(d.missing_reason, 'section_unknown') "
            "where county_code = $county and term_id = $term"
        )
        self.means = {(row["stage"], row["indicator_id"]): (row["mean"], row["label_zh"]) for row in means}
        history = published.rows(HISTORY, shown=[row["term_id"] for row in self.terms])
        self.history = {
            (row["school_id"], row["stage"], row["indicator_id"], row["term_id"]): row["value"] for row in history
        }

    def card(self, school: Row) -> Card:
        verdicts = self.verdicts[school["school_id"]]
        of_type = {kind: [row for row in verdicts if row["entity_type"] == kind] for kind in ("section", "school")}
        classes = [row for row in verdicts if row["entity_type"] == "class"]
        sections = tuple(self._section(row, of_type["section"]) for row in self.sections[school["school_id"]])
        items = _merged([*map(_item, of_type["school"]), *_class_items(classes)])
        told = sorted(of_type["section"] + of_type["school"], key=_urgency)
        asked = [self._action(row) for row in told if not _is_told(row, told)]
        actions = _distinct([*self._lacking(told), *asked, *_class_actions(classes, school["school_name"])])
        figures = [figure for section in sections for figure in section.figures]
        return Card(
            school["school_id"],
            school["school_name"],
            school["township_zh"] or "",
            _facts(school, self.sections[school["school_id"]]),
            sections,
            items,
            actions or (_no_action(verdicts),),
            _distinct([self.statutory_note, *map(_note, (*figures, *items)), *_mean_notes(figures)]),
            _sources(school, verdicts),
        )

    def _section(self, section: Row, verdicts: Iterable[Row]) -> SectionCard:
        rows = [row for row in verdicts if row["stage"] == section["stage"]]
        main = [row for row in rows if row["standard"] == self.main]
        rules = [row for row in main if row["kind"] == "rule"]
        figures = tuple(self._figure(section, row, rows) for row in main if row["kind"] != "rule")
        pupils, classes = plain(section["pupils"]), plain(section["classes"])
        words = [
            f"在校生{pupils}人" if pupils else f"在校生{UNKNOWN}",
            f"{classes}个班" if classes else f"班级{UNKNOWN}",
        ]
        if not section["in_scope"]:
            words.append(f"不纳入七项指标评估：{section['scope_zh'] or ''}")
        for rule in rules:
            counted = "" if rule["value"] is None else f"{printed(rule)}项达标（应{limit_words(rule)}项），"
            words.append(f"{counted}学校综合判定：{STATUS[rule['status']]}")
        return SectionCard(section["section_name"], "　".join(words), rules[0]["status"] if rules else "", figures)

    def _figure(self, section: Row, row: Row, rows: Sequence[Row]) -> Figure:
        key = (row["school_id"], row["stage"], row["indicator_id"])
        mean, reason = self.means.get(key[1:], (None, ""))
        others = [
            other for other in rows if other["indicator_id"] == row["indicator_id"] and other["standard"] != self.main
        ]
        return Figure(
            label=row["indicator"],
            unit=row["unit_zh"],
            value=printed(row),
            exact=plain(row["value"]),
            limit=limit_words(row),
            floor="—" if row["floor_value"] is None else f"{SIGN[row['comparator']]}{plain(row['floor_value'])}",
            mean=(UNKNOWN if section["in_scope"] else "—")
            if mean is None
            else f"{rounded(mean, row['decimals'] or 0):f}",
            mean_reason=reason if mean is None and section["in_scope"] else "",
            status=row["status"],
            status_zh=STATUS[row["status"]],
            others="；".join(STATUS[other["status"]] for other in others) or "—",
            gap=_gap(row),
            reads_otherwise=reads_otherwise(row),
            history=tuple(self.history.get((*key, term["term_id"])) for term in self.terms),
            limit_value=float(row["limit_value"]),
        )

    def _lacking(self, rows: Iterable[Row]) -> list[str]:
        """What is to be reported: a line for all that lacks the same for the same reason."""
        alike: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for row in rows:
            if row["status"] == "unknown" and row["kind"] != "rule":
                alike[row["stage"], row["reason_zh"] or "", self.missing(row["missing"])].append(_label(row))
        lines = []
        for (stage, reason, lacks), labels in alike.items():
            labels = list(dict.fromkeys(labels))
            more = f"等{len(labels)}项" if len(labels) > MOST_ALIKE else ""
            asked = f"；请补报{lacks}。" if lacks else "。"
            lines.append(f"{STAGE[stage]}{'、'.join(labels[:MOST_ALIKE])}{more}：{UNKNOWN}，原因：{reason}{asked}")
        return lines

    def _action(self, row: Row) -> str:
        """What one verdict that fails asks for; nothing where it is met, unknown or counted in another line."""
        if row["status"] in ("met", "unknown") or row["kind"] == "rule":
            return ""
        what = f"{STAGE[row['stage']]}{_label(row)}"
        gap = _gap(row)
        near = "（已达到基本值）" if row["status"] == "near" else ""
        return f"{what}：实际{printed(row)}，达标值{limit_words(row)}{near}" + (f"，{gap}。" if gap else "。")


def _urgency(row: Row) -> tuple[object, ...]:
    """What is missing first, then what fails, primary before junior."""
    return FIRST.index(row["status"]), row["entity_type"] == "school", -len(row["stage"]), row["indicator_id"]


def _label(row: Row) -> str:
    group = row["group_zh"]
    is_part = row["subgroup"] and group and group != row["indicator"]
    return f"{row['indicator']}：{group}" if is_part else row["indicator"]


def _gap(row: Row) -> str:
    """What lacks to the limit, or is over an upper one, in natural units."""
    if row["status"] == "unknown":
        return UNKNOWN
    if row["shortfall"] is None:
        return ""
    amount = plain(Decimal(str(row["shortfall"])).quantize(CENT, ROUND_UP))
    exceeds = row["comparator"] in ("<=", "<")
    return f"{'超出' if exceeds else '还缺'}{amount}{row['shortfall_unit']}"


def _item(row: Row) -> Item:
    return Item(
        label=_label(row),
        value=printed(row) if row["value"] is None else f"{printed(row)}{_unit(row)}",
        exact=plain(row["value"]),
        limit=f"{limit_words(row)}{_unit(row)}",
        status=row["status"],
        status_zh=STATUS[row["status"]],
        gap=_gap(row),
        standard=row["standard"],
        reads_otherwise=reads_otherwise(row),
    )


def _unit(row: Row) -> str:
    """Percent as its sign."""
    return "%" if row["unit_zh"] == "百分比" else row["unit_zh"]


def _class_items(verdicts: Sequence[Row]) -> list[Item]:
    """Class sizes by stage and standard: how many classes, how many over the limit, the largest."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in verdicts:
        groups[row["standard"], row["stage"]].append(row)
    return [_class_item(rows) for rows in groups.values()]


def _class_item(rows: Sequence[Row]) -> Item:
    over, unknown = ([row for row in rows if row["status"] == status] for status in ("unmet", "unknown"))
    known = [row["value"] for row in rows if row["value"] is not None]
    words = [f"{_count(rows)}个班"] if known else [UNKNOWN]
    words += [f"{_count(over)}个超过"] if over else []
    words += [f"{_count(unknown)}个{UNKNOWN}"] if unknown and known else []
    words += [f"最大{plain(max(known))}{rows[0]['unit_zh']}"] if known else []
    status = next(status for status in ROLL_UP if any(row["status"] == status for row in rows))
    gap = f"{_count(over)}个班超过" if over else UNKNOWN if unknown else ""
    return Item(
        label=f"{rows[0]['indicator']}（{STAGE[rows[0]['stage']]}）",
        value="，".join(words),
        exact="",
        limit=f"{limit_words(rows[0])}{rows[0]['unit_zh']}",
        status=status,
        status_zh=STATUS[status],
        gap=gap,
        standard=rows[0]["standard"],
        reads_otherwise=False,
    )


def _count(rows: Iterable[Row]) -> str:
    return plain(sum(int(row["classes"] or 1) for row in rows))


def _is_told(row: Row, rows: Iterable[Row]) -> bool:
    """Whether what is near under one standard fails under another by the same limit, and is told there."""
    key = ("stage", "indicator_id", "subgroup", "comparator", "limit_value")
    return row["status"] == "near" and any(
        other["status"] == "unmet" and all(other[name] == row[name] for name in key) for other in rows
    )


def _class_actions(verdicts: Sequence[Row], school: str) -> list[str]:
    """Classes over the limit by name, the same under every standard that has the same limit."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in verdicts:
        if row["status"] in ("unmet", "unknown"):
            groups[row["stage"], f"{row['standard']}"].append(row)
    actions = []
    for (stage, _), rows in groups.items():
        over = sorted((row for row in rows if row["status"] == "unmet"), key=lambda row: -row["value"])
        names = [
            f"{row['entity_name'].removeprefix(f'{school} ')}（{plain(row['value'])}人）" for row in over[:MOST_CLASSES]
        ]
        more = f"等{_count(over)}个班" if len(over) > MOST_CLASSES else ""
        limit = limit_words(rows[0])
        if over:
            actions.append(f"{STAGE[stage]}班额：达标值{limit}人，超过的班：{'、'.join(names)}{more}。")
        if len(over) < len(rows):
            actions.append(f"{STAGE[stage]}班额：{UNKNOWN}，请补报各班学生数。")
    return actions


def _merged(items: Iterable[Item]) -> tuple[Item, ...]:
    """Lines that two standards give alike become one that names both."""
    merged: dict[tuple[str, ...], Item] = {}
    for item in items:
        key = (item.label, item.value, item.limit, item.status_zh, item.gap)
        standard = f"{merged[key].standard}；{item.standard}" if key in merged else item.standard
        merged[key] = Item(**{**vars(item), "standard": standard})
    return tuple(merged.values())


def _facts(school: Row, sections: Sequence[Row]) -> str:
    words = [
        f"学校标识码 {school['school_id']}",
        school["school_kind_zh"] or "",
        AREA_TYPE.get(school["area_type"] or "", ""),
        school["township_zh"] or "",
        {True: "民办", False: "公办"}.get(school["is_private"], ""),
    ]
    if school["scope_zh"]:
        words.append(school["scope_zh"])
    if not school["has_answered"]:
        words.append("本学期未报送任何表单")
    if not sections:
        words.append("没有义务教育学段的数据")
    return "　".join(word for word in words if word)


def _no_action(verdicts: Sequence[Row]) -> str:
    return "本学期没有未达标或缺数的事项。" if verdicts else "本学期没有对该校的判定。"


def _note(line: Figure | Item) -> str:
    if not line.reads_otherwise:
        return ""
    return f"※ {line.label}：未取整值为{line.exact}，判定以未取整值为准（{line.status_zh}）。"


def _mean_notes(figures: Iterable[Figure]) -> list[str]:
    """Why the county has no mean."""
    labels: dict[str, list[str]] = defaultdict(list)
    for figure in figures:
        if figure.mean_reason:
            labels[figure.mean_reason].append(figure.label)
    return [f"县均值{UNKNOWN}：{'、'.join(dict.fromkeys(names))}（{reason}）。" for reason, names in labels.items()]


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _sources(school: Row, verdicts: Iterable[Row]) -> str:
    cited = {part.strip() for row in verdicts for part in (row["evidence"] or "").split(",") if part.strip()}
    return "、".join(sorted(cited | ({school["source_id"]} if school["source_id"] else set()))) or "—"


def cut_actions(card: Card) -> list[str]:
    """As many as a page holds; how many more the ledger lists."""
    actions, most = card.actions, MOST_ACTIONS if len(card.sections) > 1 else MOST_ACTIONS_OF_ONE
    if len(actions) <= most:
        return list(actions)
    return [*actions[: most - 1], f"其余{len(actions) - most + 1}项见未达标台账。"]
