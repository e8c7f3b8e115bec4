"""The inspection workbook `declaration.xlsx`: forms Ⅰ to Ⅵ with live formulas from limits and inputs to verdicts."""

from __future__ import annotations

from edu_balance.reports.declaration_figures import (
    dispersion_sheet,
    figures_sheet,
    inputs_sheet,
    layout,
    limits_sheet,
)
from edu_balance.reports.declaration_forms import (
    form_1,
    form_2_1,
    form_2_2,
    form_3,
    form_6,
    form_items,
    outside_sheet,
)
from edu_balance.reports.declaration_inputs import STAGES, Inputs, read_inputs
from edu_balance.reports.declaration_sheets import Book
from edu_balance.reports.published import Published

SHEETS = (
    ("限值", "所有限值，唯一以数字列出限值的表；其他各表的公式都引用它"),
    ("输入", "纳入评估的每个学部一行：学生数、分摊权重、七项指标的填报数。黄色单元格可改"),
    ("小学指标、初中指标", "逐校七项指标：基本值、达标值、实际值、是否达标，以及学校达标规则"),
    ("差异系数", "七项指标的平均值、标准差、差异系数与限值"),
    ("表Ⅰ 至 表Ⅵ", "申报表，按规定的小数位；一律用未舍入的数判定，舍入后读法不同的另行标明"),
    ("不纳入评估", "不纳入七项指标评估的学部和原因"),
)
NOTES = (
    "怎样核查：改“输入”、表Ⅳ、表Ⅴ或表Ⅵ中的黄色单元格，各表的比值、判定、差异系数随即重算（Excel、WPS、LibreOffice "
    "均可；若未重算，请按 Ctrl+Shift+F9 或 F9）。改动只在本文件中有效，不会写回数据仓库。",
    "缺数：空白的输入是“缺数”，不是 0；用到它的比值、判定、差异系数都是“缺数”。确实为 0 的请填 0。",
    "学校达标规则：达标项数达到“限值”表所列项数，且其余各项不低于基本值；还能由缺报的数改变结论时为“缺数”。",
    "校舍与设备（R4 至 R7）按学段学生权重分摊：本学段权重×学生数÷校区加权学生数。"
    "“同校区其他学段加权学生数”为空时表示未知；只有一个学段的学校填 0。",
    "差异系数：各校与平均值的偏差按学生数加权，先算 资源×总学生数－学生数×总资源，再平方，"
    "不先舍入。综合只报告，不判定。",
    "精度：本文件用双精度浮点数计算。判定时两边相乘比较（数量×倍数 与 限值×学生数），差额保留 7 位小数后"
    "与 0 比较，差异系数比较其平方，保留 14 位小数；数据仓库用精确小数计算，两者的比值相差不超过 10 的负 9 次方。",
    "残疾儿童少年与留守儿童的人数少于 5 或可由别的数推算出来时不公开，该处是固定文字，没有公式；其判定照列。",
    "表Ⅳ、表Ⅴ中按学校或班级判定的分项（如 129/143）和材料结论取自数据仓库，不在本文件中重算。",
)
LEGEND = ("达标", "接近", "未达标", "缺数", "不适用")
MEANINGS = (
    "符合限值",
    "未达达标值，但不低于基本值（不算达标）",
    "低于基本值，或不符合限值",
    "所需的数缺报",
    "该限值不适用",
)


def declaration_workbook(published: Published) -> bytes:
    """The workbook of one county and term; the same release gives the same bytes."""
    inputs = read_inputs(published)
    where = layout(inputs)
    book = Book(inputs.heading)
    _about(book, inputs)
    limits_sheet(book, inputs)
    inputs_sheet(book, where)
    for stage in STAGES:
        figures_sheet(book, where, stage)
    dispersion_sheet(book, where)
    form_1(book, inputs)
    form_2_1(book, where)
    form_2_2(book, where)
    form_3(book, where)
    for area in inputs.items:
        form_items(book, where, area)
    form_6(book, where)
    outside_sheet(book, inputs)
    return book.finished()


def _about(book: Book, inputs: Inputs) -> None:
    """说明: what this file is, from what, and how to check with it."""
    head = inputs.heading
    page = book.sheet("说明", "义务教育优质均衡发展 督导核查表", [("项目", 20), ("内容", 110)])
    page.freeze(3, 0)
    lines = [
        ("县（市、区）", head.county_zh),
        ("学期", head.term_zh),
        ("判定标准", head.standard_zh),
        ("政策版本", head.policy_version),
        ("数据散列（来源）", head.seeds_version),
        ("程序版本", head.code_version),
        ("数据生成时间", head.built_at),
    ]
    if head.is_synthetic:
        lines.insert(0, ("合成样例数据", "本文件的学校和数字都是合成的样例，不是任何真实学校的情况"))
    lines += [(f"工作表 {name}", what) for name, what in SHEETS]
    lines += [(f"说明 {n}", note) for n, note in enumerate(NOTES, 1)]
    row = 3
    for name, text in lines:
        page.text(row, 0, name, bold=True)
        page.text(row, 1, text)
        row += 1
    for word, meaning in zip(LEGEND, MEANINGS, strict=True):
        page.text(row, 0, word, align="center")
        page.text(row, 1, meaning)
        row += 1
    page.shade(row - len(LEGEND), 0, row - 1, 0)
