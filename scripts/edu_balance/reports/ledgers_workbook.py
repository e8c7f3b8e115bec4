"""The ledgers as a workbook: met, unmet, gaps, changes since the last statutory term, a sheet per office to act."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from edu_balance.intake.safe_cells import write
from edu_balance.intake.table_sheets import bold, fit_page, hold_header, set_widths, write_table
from edu_balance.intake.timeless import timeless_bytes
from edu_balance.reports.ledger_rows import (
    NO_OFFICE,
    Ledgers,
    Printed,
    changes_of,
    read_ledgers,
    totals_of,
)
from edu_balance.reports.published import Published, Row
from edu_balance.reports.report_words import STATUS
from edu_balance.reports.small_cells import HIDDEN

GUIDE, MET, UNMET, GAPS, TOTALS, CHANGES = (
    "说明",
    "已达标台账",
    "未达标台账",
    "缺口测算",
    "缺口汇总",
    "与上学期相比的变化",
)
NONE_HERE = "（无）"
HEADER_ROW = 4
SHEET_NAME_LENGTH = 31
FILLS = {
    STATUS["met"]: PatternFill("solid", fgColor="DDF0DF"),
    STATUS["near"]: PatternFill("solid", fgColor="FFE9B0"),
    STATUS["unmet"]: PatternFill("solid", fgColor="F8CFCB"),
    STATUS["unknown"]: PatternFill("solid", fgColor="E6E6E6"),
}
# header, width in characters, name of the cell in a row
Column = tuple[str, int, str]
WHAT: tuple[Column, ...] = (
    ("标准", 24, "standard"),
    ("领域", 10, "area"),
    ("指标编号", 7, "indicator_id"),
    ("指标", 27, "indicator"),
    ("分组", 11, "group"),
    ("学段", 6, "stage_zh"),
    ("适用学校", 11, "applies"),
    ("统计量", 8, "statistic_zh"),
    ("对象类型", 9, "object"),
    ("对象编号", 14, "entity_id"),
    ("对象名称", 26, "entity_name"),
    ("乡镇", 10, "township"),
)
FIGURE: tuple[Column, ...] = (
    ("实际值", 10, "printed"),
    ("实际值（未取整）", 13, "exact"),
    ("达标值", 9, "limit"),
    ("单位", 8, "unit"),
    ("余量", 11, "room"),
)
RUN: tuple[Column, ...] = (
    ("变化", 8, "change"),
    ("起始学期", 12, "since_term_id"),
    ("持续学期数", 7, "terms_in_run"),
)
WHERE: tuple[Column, ...] = (
    ("提示", 16, "note"),
    ("豁免", 16, "waiver"),
    ("佐证或来源", 17, "evidence"),
    ("条款", 16, "clause"),
    ("责任单位", 16, "office_zh"),
    ("限值编号", 26, "threshold_id"),
)
VERDICT: Column = ("判定", 8, "status_zh")
FLOOR: Column = ("基本值", 8, "floor")
GAP: tuple[Column, ...] = (
    ("缺口或超出", 10, "gap"),
    ("至基本值缺口", 10, "gap_to_floor"),
    ("缺口单位", 7, "shortfall_unit"),
)
LACKS: tuple[Column, ...] = (("原因", 13, "reason_zh"), ("缺报内容", 15, "lacks"))
MET_COLUMNS = (*WHAT, *FIGURE, *RUN, *WHERE)
UNMET_COLUMNS = (*WHAT, VERDICT, FLOOR, *FIGURE, *GAP, *LACKS, *RUN, *WHERE)
GAP_COLUMNS = (*WHAT, VERDICT, *FIGURE, *GAP, *LACKS, WHERE[4])
# what an office needs to act
OFFICE_COLUMNS: tuple[Column, ...] = (
    WHAT[0],
    *WHAT[2:6],
    *WHAT[8:],
    VERDICT,
    FIGURE[0],
    FIGURE[2],
    FIGURE[3],
    *GAP,
    *LACKS,
    *RUN[:2],
    *WHERE[1:4],
    WHERE[5],
)
TOTAL_COLUMNS: tuple[Column, ...] = (
    ("标准", 22, "standard"),
    ("指标编号", 9, "indicator_id"),
    ("指标", 40, "indicator"),
    ("分组", 20, "group"),
    ("学段", 8, "stage_zh"),
    ("对象类型", 14, "object"),
    ("达标值", 10, "limit"),
    ("有缺口的个数", 10, "counted"),
    ("缺口或超出合计", 14, "total"),
    ("缺口单位", 9, "shortfall_unit"),
    ("缺数个数", 9, "unknown"),
)
CHANGE_COLUMNS: tuple[Column, ...] = (
    *WHAT,
    ("变化", 14, "moved"),
    ("上期判定", 8, "status_before"),
    ("本期判定", 8, "status_zh"),
    ("上期实际值", 10, "before"),
    ("本期实际值", 10, "printed"),
    ("上期达标值", 9, "limit_before"),
    ("本期达标值", 9, "limit"),
    ("单位", 8, "unit"),
    WHERE[4],
)
# what stands on the left and is printed: as much as can be read on A4. The rest, to the right, is for the screen
PRINTED = {
    *("standard", "indicator_id", "indicator", "group", "stage_zh", "object", "entity_name", "township", "moved"),
    *("status_before", "status_zh", "before", "printed", "limit_before", "limit", "unit", "gap", "shortfall_unit"),
    *("counted", "total", "unknown", "reason_zh", "lacks", "change", "since_term_id"),
}


def ledgers_workbook(published: Published) -> bytes:
    """The workbook, the same bytes for the same release."""
    ledgers = read_ledgers(published)
    book = Workbook()
    guide = book.worksheets[0]
    guide.title = GUIDE
    unmet = ledgers.of(met=False)
    _sheet(book, MET, ledgers, MET_COLUMNS, ledgers.of(met=True))
    _sheet(book, UNMET, ledgers, UNMET_COLUMNS, unmet)
    _sheet(book, GAPS, ledgers, GAP_COLUMNS, [row for row in unmet if row["gap"] != ""])
    _sheet(book, TOTALS, ledgers, TOTAL_COLUMNS, totals_of(unmet))
    _sheet(book, CHANGES, ledgers, CHANGE_COLUMNS, changes_of(ledgers))
    for office, rows in sorted(_by_office(unmet).items(), key=lambda pair: (pair[0] == NO_OFFICE, pair[0])):
        _sheet(book, _sheet_name(office, book.sheetnames), ledgers, OFFICE_COLUMNS, rows, f"责任单位：{office}")
    _write_guide(guide, book, ledgers)
    return timeless_bytes(book)


def _by_office(rows: Iterable[Row]) -> dict[str, list[Row]]:
    offices: dict[str, list[Row]] = {}
    for row in rows:
        offices.setdefault(row["office_zh"], []).append(row)
    return offices


def _sheet_name(office: str, taken: Sequence[str]) -> str:
    """The office as the name of a sheet: no sign a spreadsheet refuses, no name twice."""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", office).strip("'") or NO_OFFICE
    names = [base[:SHEET_NAME_LENGTH], *(f"{base[: SHEET_NAME_LENGTH - 4]}-{number}" for number in range(2, 999))]
    used = {name.lower() for name in taken}
    return next(name for name in names if name.lower() not in used)


def _sheet(
    book: Workbook, name: str, ledgers: Ledgers, columns: Sequence[Column], rows: Sequence[Row], title: str = ""
) -> None:
    """One filterable table below the marks of the release."""
    sheet = book.create_sheet(name)
    columns = sorted(columns, key=lambda column: column[2] not in PRINTED)
    widths = [width for _, width, _ in columns]
    _write_marks(sheet, f"{title or name}（{ledgers.term}）　共{len(rows)}条", ledgers)
    cells = [[_cell(row.get(key)) for *_, key in columns] for row in rows] or [[NONE_HERE]]
    write_table(sheet, [label for label, *_ in columns], cells, widths, HEADER_ROW)
    set_widths(sheet, widths)
    hold_header(sheet, HEADER_ROW, len(columns))
    fit_page(sheet)
    last = get_column_letter(sum(key in PRINTED for *_, key in columns))
    sheet.print_area = f"A1:{last}{sheet.max_row}"
    for position, (*_, key) in enumerate(columns, 1):
        for number, row in enumerate(rows, HEADER_ROW + 1):
            cell = sheet.cell(number, position)
            if key in ("status_zh", "status_before") and row[key] in FILLS:
                cell.fill = FILLS[row[key]]
            elif isinstance(row.get(key), Printed):
                places = -int(row[key].as_tuple().exponent)
                cell.number_format = f"0.{'0' * places}" if places else "0"


def _cell(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else "" if value is None else value


def _write_marks(sheet: Worksheet, title: str, ledgers: Ledgers) -> None:
    write(sheet["A1"], title).font = bold(14)
    write(sheet["A2"], ledgers.release.line)
    write(sheet["A3"], ledgers.release.synthetic).font = bold(color="C00000")


def _write_guide(sheet: Worksheet, book: Workbook, ledgers: Ledgers) -> None:
    """What each sheet holds and how it is read."""
    _write_marks(sheet, f"{ledgers.release.county}　义务教育优质均衡发展台账（{ledgers.term}）", ledgers)
    notes = {
        MET: "本期判定为达标的全部事项。",
        UNMET: "本期判定为接近达标、未达标或缺数的全部事项；接近达标不算达标。",
        GAPS: "以人、间、平方米、元等自然单位计的缺口；上限类指标为超出部分。缺数的事项不能测算，单列。",
        TOTALS: "逐项相加，不以一校的富余抵另一校的缺口；不同标准的缺口不可相加。",
        CHANGES: f"与上一法定学期（{ledgers.before}）的判定比较。" if ledgers.before else "没有上一法定学期可以比较。",
    }
    offices = [name for name in book.sheetnames if name not in (GUIDE, *notes)]
    notes |= {name: "应由该单位处理的未达标事项。" for name in offices}
    if NO_OFFICE in notes:
        notes[NO_OFFICE] = "方案没有写明责任单位的未达标事项。"
    rows = [[name, _rows_of(book[name]), note] for name, note in notes.items()]
    widths = (38, 10, 90)
    row = write_table(sheet, ("工作表", "条数", "内容"), rows, widths, HEADER_ROW)
    for number, name in enumerate(notes, HEADER_ROW + 1):
        sheet.cell(number, 1).hyperlink = f"#'{name.replace(chr(39), chr(39) * 2)}'!A1"
        sheet.cell(number, 1).font = bold(color="0B57A4")
    remarks = (
        "判定一律用未取整的数值；“实际值”按申报表的小数位数取整，取整后读数与判定不同的，“提示”栏写明。",
        "“缺数”表示数据没有报齐，不能当作0，也不能当作达标。",
        "打印时只印左侧各栏；右侧的编号、未取整数值、条款、佐证、责任单位等栏供屏幕查看和筛选。",
        "台账只登记法定学期（秋季学期）的判定。",
        f"残疾儿童少年和留守儿童人数过少时，该数与能推算出它的数一并隐去，写作“{HIDDEN}”。",
    )
    for offset, remark in enumerate(remarks, 1):
        write(sheet.cell(row + offset, 1), remark)
    set_widths(sheet, widths)
    fit_page(sheet)


def _rows_of(sheet: Worksheet) -> int:
    is_empty = sheet.cell(HEADER_ROW + 1, 1).value == NONE_HERE
    return 0 if is_empty else int(sheet.max_row) - HEADER_ROW
