"""Documents and waivers of the synthetic sample county."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from edu_balance.sample_register import COUNTY, FIRST_YEAR, Row, autumn, corrected, delivery, rng, spring

BUREAU, INSPECTORS, FINANCE = "县教育局", "县人民政府教育督导室", "县财政局"
STAFFING, GOVERNMENT, CONGRESS = "县委编办", "县人民政府办公室", "县人大常委会办公室"
SAFETY, PERSONNEL = "县公安局", "县人力资源和社会保障局"
# Whose numbered series the evidence of an office stands in.
SERIES = {
    BUREAU: "英教发",
    INSPECTORS: "英教督",
    FINANCE: "英财教",
    STAFFING: "英编办发",
    GOVERNMENT: "英政办发",
    CONGRESS: "英人办发",
    SAFETY: "英公函",
    PERSONNEL: "英人社发",
}
CONCLUSIONS = {"m": "met", "u": "unmet"}


@dataclass(frozen=True)
class Duty:
    """What is shown by documents, year by year: m met, u unmet, - no document, um unmet and met two months later."""

    indicator: str
    subgroup: str
    office: str
    month: int
    years: str
    met: str  # the conclusion in a few words, either way
    unmet: str = ""


DUTIES = [
    Duty("G1", "", GOVERNMENT, 5, "- u um m m", "布局规划已批复并执行", "布局规划尚未批复"),
    Duty("G2", "buildings", BUREAU, 6, "- u m m m", "建设标准统一", "部分村小未按统一标准建设"),
    Duty("G2", "staffing", STAFFING, 6, "u u m m m", "编制标准统一", "城乡编制标准未统一"),
    Duty("G2", "funding", FINANCE, 4, "u m m m m", "基准定额统一", "乡村小学定额低于城镇"),
    Duty("G2", "equipment", BUREAU, 6, "- - u u m", "装备配置标准统一", "乡村学校装备未达统一标准"),
    Duty("G10", "", STAFFING, 6, "- m m m m", "县域统筹，动态管理"),
    Duty("G14A", "", BUREAU, 7, "u m m m m", "分配方案向农村初中倾斜", "分配方案未体现倾斜"),
    Duty("G15A", "", BUREAU, 5, "- u m m m", "关爱体系健全", "部分学校未建台账"),
    Duty("P2", "", FINANCE, 3, "m m m m m", "四项经费已纳入预算"),
    Duty("P3", "", INSPECTORS, 7, "- u u u u", "大体均衡", "校际差距仍较大"),
    Duty("P4", "allowance", FINANCE, 4, "m m m m m", "补助已足额发放"),
    Duty("P4", "titles", PERSONNEL, 8, "- u u m m", "评聘已向乡村倾斜", "乡村岗位未单列"),
    Duty("P7", "", BUREAU, 6, "- - u m m", "常态化应用", "应用未常态化"),
    Duty("P8", "drills", INSPECTORS, 6, "m m m m m", "预案完善，按期演练"),
    Duty("P8", "hazards", INSPECTORS, 6, "u m m m m", "隐患已销号", "尚有隐患未整改"),
    Duty("P8", "health", INSPECTORS, 6, "- m m m m", "防控到位"),
    Duty("P8", "bullying", INSPECTORS, 6, "- m m m m", "防治机制健全"),
    Duty("P8", "surroundings", SAFETY, 6, "u u m m -", "周边秩序良好", "周边摊点未清理"),
    Duty("P9", "", PERSONNEL, 8, "- m m m m", "招录计划已完成"),
    Duty("P10", "selection", BUREAU, 8, "m m m m m", "评选已完成"),
    Duty("P10", "principals", BUREAU, 8, "- u m m m", "校长交流已开展", "校长交流未成制度"),
    Duty("P13", "", BUREAU, 6, "m m m m m", "通知均已送达"),
    Duty("P14", "", INSPECTORS, 12, "- m m m", "已纳入月考核"),
    Duty("P15", "", BUREAU, 7, "- - u u u", "测评覆盖全部学校", "测评未覆盖全部学校"),
    Duty("P15", "", BUREAU, 10, "- - - - m", "测评已覆盖全部学校"),
    Duty("P17", "", BUREAU, 7, "- u u u u", "六学科和音体美装备达标", "音体美装备尚有缺口"),
    Duty("P17", "", BUREAU, 10, "- - - - m", "音体美装备已补齐"),
    Duty("P18", "plan_and_leading_group", GOVERNMENT, 4, "m", "方案已印发，领导小组已成立"),
    Duty("P18", "ledgers", INSPECTORS, 7, "- m m m m", "两本台账已建立"),
    Duty("P18", "gap_monitoring", INSPECTORS, 7, "- - m m m", "差距监测已开展"),
    Duty("P18", "progress_report", CONGRESS, 12, "- m m m", "已向县人大常委会报告"),
    Duty("P18", "yearly_analysis", INSPECTORS, 12, "- m m m", "年度监测分析已完成"),
    Duty("Q3", "charters", BUREAU, 5, "u um m m m", "校校有章程", "部分学校章程未核准"),
    Duty("Q3", "informatisation", BUREAU, 6, "- u u m m", "管理与教学信息化达标", "网络覆盖不全"),
    Duty("Q5", "", INSPECTORS, 7, "- - u u u", "使用率较高", "设备使用率偏低"),
    Duty("Q6", "", INSPECTORS, 7, "- m m m m", "良好"),
    Duty("Q7", "", INSPECTORS, 7, "u m m m m", "课程开齐开足", "部分村小音美课程未开足"),
    Duty("Q8", "", INSPECTORS, 7, "- u um m m", "无过重课业负担", "作业总量超标"),
    Duty("V1", "", INSPECTORS, 8, "m m m m m", "未发现"),
    Duty("V2", "", INSPECTORS, 8, "- m m m m", "未发现"),
    Duty("V3", "", INSPECTORS, 8, "m m m m m", "未发现"),
    Duty("V4", "", STAFFING, 8, "- m m m m", "未发现"),
    Duty("V5", "", INSPECTORS, 8, "m m m m m", "未发现"),
    Duty("V6", "", INSPECTORS, 8, "m m m m m", "未发现"),
]
# Entered as unmet first and corrected: indicator, subgroup, year.
ENTERED_WRONGLY = {("P4", "titles", 2025)}


def _dated() -> list[tuple[str, Duty, str]]:
    """Every document as day, duty and conclusion, in the order they were issued in."""
    dated = []
    for duty in DUTIES:
        for year, conclusions in enumerate(duty.years.split(), start=FIRST_YEAR):
            for number, conclusion in enumerate(conclusions.replace("-", "")):
                draw = rng("document", duty.indicator, duty.subgroup, year, number)
                day = f"{year}-{duty.month + 2 * number:02d}-{draw.randint(3, 20):02d}"
                dated.append((day, duty, conclusion))
    return sorted(dated, key=lambda document: (document[0], document[1].indicator, document[1].subgroup))


def documents() -> Iterator[Row]:
    """A row per document; those of the last months of a year come with the spring forms."""
    numbers: Counter[tuple[str, int]] = Counter()
    for day, duty, conclusion in _dated():
        year, month = int(day[:4]), int(day[5:7])
        numbers["", year] += 1
        numbers[duty.office, year] += 1
        key = {
            "county_code": COUNTY,
            "document_id": f"{year}-{numbers['', year]:03d}",
            "indicator_id": duty.indicator,
            "subgroup": duty.subgroup,
            "dated": day,
        }
        evidence = {
            "evidence": f"{SERIES[duty.office]}〔{year}〕{numbers[duty.office, year]}号（样例）",
            "assessor_office": duty.office,
        } | delivery(autumn(year) if month <= 9 else spring(year + 1))
        words = {"m": duty.met, "u": duty.unmet}
        row = key | {"conclusion": CONCLUSIONS[conclusion], "conclusion_zh": words[conclusion]} | evidence
        if (duty.indicator, duty.subgroup, year) in ENTERED_WRONGLY:
            yield row | {"conclusion": "unmet", "conclusion_zh": duty.unmet}
            yield row | corrected(row)
        else:
            yield row


@dataclass(frozen=True)
class Waiver:
    """A limit not met that an office has excused, from one term to another."""

    threshold: str
    school: str  # by name; empty: the county
    terms: tuple[str, str]
    reason: str


WAIVERS = [
    # renewed while the second building is going up
    Waiver(
        "national__school_size__single_stage_school",
        "英吉沙县第三中学",
        ("2023-2024-1", "2024-2025-2"),
        "新校区未建成，暂不分流（样例）",
    ),
    Waiver(
        "national__school_size__single_stage_school",
        "英吉沙县第三中学",
        ("2025-2026-1", "2027-2028-2"),
        "新校区建设延期（样例）",
    ),
    # met since it lapsed
    Waiver("national__teacher_pay", "", ("2022-2023-1", "2024-2025-1"), "待工资统一调整（样例）"),
]
APPROVED_BY = "喀什地区行署教育督导室（样例）"


def waivers(ids: dict[str, str]) -> Iterator[Row]:
    """A row per waiver, delivered with the forms of its first term."""
    for waiver in WAIVERS:
        first, last = waiver.terms
        yield {
            "county_code": COUNTY,
            "threshold_id": waiver.threshold,
            "subgroup": "",
            "entity_id": ids[waiver.school] if waiver.school else COUNTY,
            "first_term_id": first,
            "last_term_id": last,
            "approved_by": APPROVED_BY,
            "reason": waiver.reason,
        } | delivery(first)
