"""The text of the progress report to the people's congress: every sentence with a figure is made, none typed.

Where something is not known, the sentence says so.
"""

from __future__ import annotations

from collections import Counter

from edu_balance.reports.ledger_rows import NO_OFFICE, changes_of
from edu_balance.reports.progress_blocks import Block, Cell, Heading, Paragraph, Table, joined
from edu_balance.reports.progress_facts import COUNTS, Facts, Question, number, unit_of
from edu_balance.reports.progress_resource import resource_blocks, section_word
from edu_balance.reports.published import Published, Row
from edu_balance.reports.report_words import DOCUMENT, STATUS, UNKNOWN, release_of
from edu_balance.reports.small_cells import HIDDEN

NUMERALS = "一二三四五六七八九十"
COUNTY_STATUS = {
    "met": "全县通过",
    "unmet": "全县尚未通过",
    "unknown": "因缺数尚不能判定全县是否通过",
    "not_applicable": "本学期不适用",
}
MOST_NAMED = 6
QUESTION_HEADER = ("编号", "指标", "标准", "达标值", "本期情况", "判定")
QUESTION_WIDTHS = (0.07, 0.28, 0.2, 0.1, 0.25, 0.1)


def progress_blocks(published: Published) -> list[Block]:
    """The whole report in its order."""
    facts, release = Facts(published), release_of(published)
    county = release.county
    chapters: list[tuple[str, list[Block]]] = [
        ("总体结论", _conclusion(facts)),
        ("与上一法定学期相比", _changes(facts)),
        *((row["area"], _area(facts, row)) for row in _areas(facts)),
        ("下一步需要处理的事项", _tasks(facts)),
        ("数据来源和口径", _basis(facts, release.line)),
    ]
    blocks: list[Block] = [
        Heading(f"关于{county}义务教育优质均衡发展创建工作进展情况的报告", 0),
        Paragraph(f"（{release.term}）", "centred"),
    ]
    if release.synthetic:
        blocks.append(Paragraph(release.synthetic, "mark"))
    blocks += [Paragraph("县人民代表大会常务委员会：", "plain"), Paragraph(_opening(facts, release.term))]
    for numeral, (title, content) in zip(NUMERALS, chapters, strict=False):
        blocks += [Heading(f"{numeral}、{title}", 1), *content]
    return [*blocks, Heading("附件　指标逐项判定", 1), *_annex(facts)]


def _opening(facts: Facts, term: str) -> str:
    plans = [row for row in facts.standards if row["county_code"]]
    if not plans or not facts.reporting_duty:
        return f"现将{term}义务教育优质均衡发展创建工作进展情况报告如下。"
    duty = facts.reporting_duty[0]["text_zh"]
    return f"《{plans[0]['document']}》要求“{duty}”。现将{term}创建工作进展情况报告如下。"


def _conclusion(facts: Facts) -> list[Block]:
    registered, answered = (facts.answers[f"schools_{word}"] for word in ("registered", "answered"))
    silent = registered - answered
    words = f"{facts.term['label_zh']}全县登记学校{registered}所，已报送数据{answered}所"
    words += f"，未报送{silent}所，其指标按{UNKNOWN}计。" if silent else "。"
    sections = [_section_count(row) for row in facts.pupils]
    words += f"纳入资源配置指标评估的有{'，'.join(sections)}。" if sections else "没有纳入资源配置指标评估的学校。"
    blocks: list[Block] = [Paragraph(words)]
    blocks += [Paragraph(_verdict(facts, standard)) for standard in facts.standards]
    blocks.append(_area_table(facts))
    if facts.acceptance and any(row["county_code"] for row in facts.standards):
        first = facts.acceptance[0]
        blocks.append(
            Paragraph(
                f"县实施方案的迎接验收阶段从{first['label_zh']}开始，"
                f"在此之前还有{first['statutory_between']}个秋季学期（法定学期）的数据。"
            )
        )
    return blocks


def _section_count(row: Row) -> str:
    pupils = f"（在校生{number(row['pupils'], '人')}"
    pupils += f"，另有{row['silent']}个在校生数{UNKNOWN}）" if row["silent"] else "）"
    return f"{section_word(row['stage'])}{row['sections']}个{pupils}"


def _verdict(facts: Facts, standard: Row) -> str:
    """Whether the county passes by one standard, and which areas stand where."""
    areas = facts.areas_of(standard["standard_id"])
    ordinary, vetoes = ([row for row in areas if row["is_veto"] == is_veto] for is_veto in (False, True))
    words = []
    for status in ("met", "unmet", "unknown", "not_applicable"):
        names = [row["area"] for row in ordinary if row["status"] == status]
        words += [f"{joined(names)}{STATUS[status]}"] if names else []
    for row in vetoes:
        touched = row["unmet"] + row["near"]
        told = f"有{touched}项被触发" if touched else "均未触发" if row["status"] == "met" else STATUS[row["status"]]
        words.append(f"{row['required']}项{row['area']}事项{told}")
    decides = "（决定国家认定的标准）" if standard["decides_recognition"] else ""
    result = COUNTY_STATUS[areas[0]["county_status"]] if areas else "没有判定"
    return f"按《{standard['document']}》{decides}，{result}：{'；'.join(words)}。"


def _area_table(facts: Facts) -> Table:
    rows = []
    for standard in facts.standards:
        for row in facts.areas_of(standard["standard_id"]):
            counts = [row["required"], *(row[status] for status, _ in COUNTS), row["not_applicable"]]
            rows.append(
                [
                    Cell(standard["label_zh"]),
                    Cell(row["area"]),
                    *(Cell(str(count), align="right") for count in counts),
                    Cell(STATUS[row["status"]], row["status"], "center"),
                ]
            )
    header = ("标准", "领域", "应判", *(label for _, label in COUNTS), "不适用", "结论")
    return Table("各领域判定", header, rows, (0.27, 0.15, 0.08, 0.08, 0.09, 0.08, 0.07, 0.08, 0.1))


def _changes(facts: Facts) -> list[Block]:
    ledgers = facts.ledgers
    if not ledgers.before:
        return [Paragraph("此前没有法定学期的判定可以比较。")]
    blocks: list[Block] = []
    if not facts.term["is_statutory"]:
        blocks.append(Paragraph(f"本学期不是法定学期，台账不登记；以下比较的是{ledgers.term}。"))
    changes = changes_of(ledgers)
    for standard in facts.standards:
        moved = Counter(row["moved"] for row in changes if row["standard"] == standard["label_zh"])
        words = "，".join(f"{label}{count}项" for label, count in sorted(moved.items(), key=_most_first))
        blocks.append(
            Paragraph(
                f"按{standard['label_zh']}，{ledgers.term}与{ledgers.before}相比："
                + (f"{words}。" if words else "各项判定没有变化。")
            )
        )
    of_county = _change_lines([row for row in changes if row["entity_type"] == "county"])
    if of_county:
        header = ("编号", "指标", "标准", "上期", "本期", "达标值")
        table = Table("全县一级判定的变化", header, of_county, (0.08, 0.32, 0.2, 0.15, 0.15, 0.1))
        blocks += [Paragraph(f"其中全县一级的判定有{len(of_county)}项变化，列表如下。"), table]
    return blocks


def _most_first(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _change_lines(rows: list[Row]) -> list[list[Cell]]:
    """A line for each verdict that reads otherwise; what two standards say alike is one line."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        now, before = _before_and_now(row, "printed", "status_zh"), _before_and_now(row, "before", "status_before")
        key = (row["indicator_id"], _ledger_name(row), before, now, row["limit"])
        lines.setdefault(key, []).append(row["standard"])
    return [
        [
            Cell(indicator, align="center"),
            *(Cell(text) for text in (name, "；".join(standards), before, now)),
            Cell(limit, align="right"),
        ]
        for (indicator, name, before, now, limit), standards in lines.items()
    ]


def _before_and_now(row: Row, figure: str, status: str) -> str:
    """The figure with its verdict; documents and unknown figures are one word already."""
    shown = str(row[figure])
    if shown in ("", row[status], *DOCUMENT.values()):
        return shown
    unit = "" if shown == HIDDEN else unit_of(row)
    return f"{shown}{unit}，{row[status]}"


def _ledger_name(row: Row) -> str:
    statistic = {"cv": "的差异系数", "mean": "的县均值"}.get(row["statistic"], "")
    return "：".join(word for word in (f"{row['stage_zh']}{row['indicator']}{statistic}", row["group"]) if word)


def _areas(facts: Facts) -> list[Row]:
    """The areas any standard judges, once each, in their order."""
    return list({row["area_id"]: row for row in facts.areas}.values())


def _area(facts: Facts, area: Row) -> list[Block]:
    blocks: list[Block] = []
    for standard in facts.standards:
        words = _area_words(facts, standard, area["area_id"])
        blocks += [Paragraph(words)] if words else []
    if area["area_id"] == "resource":
        return [*blocks, *resource_blocks(facts)]
    if area["area_id"] == "recognition":
        blocks += _recognition(facts)
    failing = facts.asked(area["area_id"], failing=True)
    if failing:
        blocks.append(Table(f"{area['area']}方面未达标或缺数的指标", QUESTION_HEADER, *_lines(failing)))
    return blocks


def _area_words(facts: Facts, standard: Row, area_id: str) -> str:
    """How the indicators of an area read by one standard, and which stand in the way."""
    found = [
        row
        for row in facts.indicators
        if row["standard_id"] == standard["standard_id"] and row["area_id"] == area_id and row["status"]
    ]
    if not found:
        return ""
    held = Counter(row["status"] for row in found)
    words = [f"{label}{held[status]}个" for status, label in (*COUNTS, ("not_applicable", "不适用")) if held[status]]
    status = next(row["status"] for row in facts.areas_of(standard["standard_id"]) if row["area_id"] == area_id)
    return f"按{standard['label_zh']}，本领域{STATUS[status]}：{len(found)}个指标中，{'，'.join(words)}。"


def _lines(questions: list[Question]) -> tuple[list[list[Cell]], tuple[float, ...]]:
    rows = [
        [
            Cell(question.indicator_id, align="center"),
            Cell(question.name),
            Cell(question.standard),
            Cell(question.limit, align="right"),
            Cell(question.situation),
            Cell(STATUS[question.status], question.status, "center"),
        ]
        for question in questions
    ]
    return rows, QUESTION_WIDTHS


def _recognition(facts: Facts) -> list[Block]:
    if not facts.recognition:
        return []
    words, rows = [], []
    for row in facts.recognition:
        share, visits = (_percent(row[name]) for name in ("printed_share_satisfied", "printed_share_visits_satisfied"))
        if not row["subgroup"]:
            words.append(
                f"发出问卷{number(row['questionnaires_sent'], '份')}，有效{number(row['questionnaires_valid'], '份')}，"
                f"满意{number(row['questionnaires_satisfied'], '份')}，{row['label_zh']}{share}；"
                f"走访{number(row['visits'], '人')}，满意{number(row['visits_satisfied'], '人')}，走访满意率{visits}。"
            )
        counts = ("questionnaires_sent", "questionnaires_valid", "questionnaires_satisfied")
        rows.append(
            [
                Cell(row["label_zh"]),
                *(Cell(number(row[name]), align="right") for name in counts),
                Cell(share, align="right"),
                Cell(visits, align="right"),
                Cell(STATUS.get(row["status"], "—"), row["status"] or "", "center"),
            ]
        )
    header = ("群体", "发出问卷", "有效", "满意", "认可度", "走访满意率", "判定")
    table = Table("社会认可度调查", header, rows, (0.22, 0.13, 0.13, 0.13, 0.13, 0.14, 0.12))
    return [*(Paragraph(text) for text in words), table]


def _percent(value: object) -> str:
    return UNKNOWN if value is None else f"{value}%"


def _tasks(facts: Facts) -> list[Block]:
    ledgers = facts.ledgers
    unmet = [row for row in ledgers.rows if row["status"] != "met"]
    if not unmet:
        return [Paragraph(f"{ledgers.term}的未达标台账为空，没有需要处理的事项。")]
    unknown = [row for row in unmet if row["status"] == "unknown"]
    words = f"{ledgers.term}的未达标台账共{len(unmet)}项（不同标准分别要求的，分别计算）"
    words += f"，其中{UNKNOWN}{len(unknown)}项，须补报后再判定。" if unknown else "。"
    longest = max(row["terms_in_run"] for row in unmet)
    lasting = [row for row in unmet if row["terms_in_run"] == longest]
    if longest > 1:
        words += f"连续{longest}个法定学期列入未达标台账的有{len(lasting)}项。"
    waived = sum(bool(row["waiver"]) for row in unmet)
    words += f"有{waived}项登记了豁免；豁免只作标记，不改变判定。" if waived else ""
    offices = Counter(row["office_zh"] for row in unmet)
    named = {office: count for office, count in offices.items() if office != NO_OFFICE}
    if named:
        words += f"方案写明责任单位的{sum(named.values())}项，未写明的{offices[NO_OFFICE]}项。"
    rows = []
    for office, count in sorted(offices.items(), key=lambda pair: (pair[0] == NO_OFFICE, -pair[1], pair[0])):
        own = [row for row in unmet if row["office_zh"] == office]
        names = joined(list(dict.fromkeys(_ledger_name(row) for row in own)), MOST_NAMED)
        missing = sum(row["status"] == "unknown" for row in own)
        rows.append([Cell(office), Cell(str(count), align="right"), Cell(str(missing), align="right"), Cell(names)])
    header = ("责任单位", "未达标台账项数", "其中缺数", "事项")
    return [Paragraph(words), Table("按责任单位", header, rows, (0.22, 0.12, 0.1, 0.56))]


def _basis(facts: Facts, line: str) -> list[Block]:
    texts = [
        "本报告的文字、表格和图由已发布的判定结果自动生成，其中的数字均非手工填写。",
        "判定一律用未取整的数值；文中和表中的数按申报表规定的小数位取整。"
        "没有报齐的数写作“缺数”，不作为零，也不作为达标。",
        "各领域之间不加权、不计总分；国家标准决定认定，县实施方案的要求并列反映。",
        f"残疾儿童少年和留守儿童人数过少时，该数与能推算出它的数一并隐去，写作“{HIDDEN}”。",
        line,
    ]
    if facts.county["is_synthetic"]:
        texts.insert(0, "本报告所用为合成样例数据，不反映任何真实学校，仅用于说明。")
    return [Paragraph(text) for text in texts]


def _annex(facts: Facts) -> list[Block]:
    blocks: list[Block] = []
    for area in _areas(facts):
        questions = facts.asked(area["area_id"])
        blocks.append(Table(f"{area['area']}（{len(questions)}项）", QUESTION_HEADER, *_lines(questions)))
    return blocks
