"""The overview of a run as a workbook: counts, every school, every problem, notices and the checks that were run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from edu_balance.intake.overview import (
    CHECK_RESULTS,
    RUN_NOTES,
    SCHOOL_STATES,
    SEVERITIES,
    UNMATCHED,
    FileFacts,
    Overview,
    Said,
    SchoolFacts,
    Words,
)
from edu_balance.intake.safe_cells import write
from edu_balance.intake.table_sheets import bold, fit_page, hold_header, set_widths, write_table
from edu_balance.intake.template_sheets import SYNTHETIC
from edu_balance.intake.timeless import timeless_bytes

COUNTS, SCHOOLS, PROBLEMS, NOTICES, CHECKS = "总览", "学校", "问题", "提示", "检验"
# header and width in characters
Column = tuple[str, int]
SCHOOL_COLUMNS: Sequence[Column] = (
    ("乡镇\ntownship", 15),
    ("学校名称\nschool", 28),
    ("学校标识码\nschool id", 14),
    ("状态\nstate", 16),
    ("文件\nfiles", 40),
    ("问题数\nproblems", 10),
    ("首个问题\nfirst problem", 44),
)
SAID_COLUMNS: Sequence[Column] = (
    ("乡镇\ntownship", 12),
    ("学校\nschool", 20),
    ("文件\nfile", 26),
    ("工作表\nsheet", 9),
    ("单元格\ncell", 9),
    ("看到的内容\nseen", 18),
    ("应为\nexpected", 34),
    ("English", 34),
    ("严重程度\nseverity", 17),
)
CHECK_COLUMNS: Sequence[Column] = (
    ("表\nform", 16),
    ("规则\nrule", 30),
    ("说明\nwhat is asked", 36),
    ("English", 36),
    ("严重程度\nseverity", 17),
    ("检验行数\nrows", 10),
    ("不符行数\nfailed", 10),
    ("结果\nresult", 10),
)
COUNT_WIDTHS = (42, 14, 14, 14, 14, 14)
UNMATCHED_HEADER = ("文件\nfile", "状态\nstate", "文件名所指\nby its name", "首个问题\nfirst problem")
UNMATCHED_HEIGHT = 45  # points: a merged cell does not grow with its text
GREEN, AMBER, RED, GREY = (PatternFill("solid", fgColor=colour) for colour in ("DDF0DF", "FFE9B0", "F8CFCB", "E6E6E6"))
FILLS = {"received": GREEN, "held": AMBER, "refused": RED, "missing": GREY, "stop": RED, "ask": AMBER}


def overview_workbook(overview: Overview) -> bytes:
    """The workbook, the same bytes for the same facts."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _write_counts(book.create_sheet(COUNTS), overview)
    schools, problems = (*overview.county_level, *overview.schools), list(overview.problems)
    _fill_sheet(book.create_sheet(SCHOOLS), SCHOOL_COLUMNS, map(_school_cells, schools))
    _fill_sheet(book.create_sheet(PROBLEMS), SAID_COLUMNS, map(_said_cells, problems))
    _fill_sheet(book.create_sheet(NOTICES), SAID_COLUMNS, map(_said_cells, overview.notices))
    _fill_sheet(book.create_sheet(CHECKS), CHECK_COLUMNS, _check_rows(overview))
    for row, school in enumerate(schools, 2):
        book[SCHOOLS].cell(row, 4).fill = FILLS[school.state]
    for row, said in enumerate(problems, 2):
        book[PROBLEMS].cell(row, len(SAID_COLUMNS)).fill = FILLS[said.severity]
    for row, result in enumerate(overview.results, 2):
        book[CHECKS].cell(row, len(CHECK_COLUMNS)).fill = RED if result.failed else GREEN
    for sheet in book.worksheets:
        fit_page(sheet)
    return timeless_bytes(book)


def _fill_sheet(sheet: Worksheet, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
    widths = [width for _, width in columns]
    write_table(sheet, [label for label, _ in columns], rows, widths)
    set_widths(sheet, widths)
    hold_header(sheet, 1, len(columns))


def _both(words: Words) -> str:
    return f"{words.zh}\n{words.en}"


def _school_cells(school: SchoolFacts) -> list[object]:
    who = [school.township, school.name, school.school_id, _both(school.words)]
    return [*who, "\n".join(school.file_names), school.problem_count, school.first_problem]


def _said_cells(said: Said) -> list[object]:
    where = [said.township, said.school, said.file, said.sheet, said.cell]
    return [*where, said.seen, said.expected_zh, said.expected_en, _both(SEVERITIES[said.severity])]


def _check_rows(overview: Overview) -> list[list[object]]:
    return [
        [
            result.suite,
            result.rule,
            result.zh,
            result.en,
            _both(SEVERITIES[result.severity]),
            result.rows,
            result.failed,
            _both(CHECK_RESULTS[result.failed > 0]),
        ]
        for result in overview.results
    ]


def _write_counts(sheet: Worksheet, overview: Overview) -> None:
    """Who and when, how many are in, the same by township, and files that are nobody's."""
    note = RUN_NOTES[overview.is_check]
    write(sheet["A1"], overview.title.zh).font = bold(16)
    write(sheet["A2"], f"{overview.term.zh} / {overview.term.en}").font = bold(12)
    write(sheet["A3"], f"{note.zh} / {note.en}")
    if overview.is_synthetic:
        write(sheet["A4"], SYNTHETIC).font = bold(color="C00000")
    set_widths(sheet, COUNT_WIDTHS)
    states = SCHOOL_STATES.items()
    lines: list[list[object]] = [
        ["登记学校 / schools registered", sum(overview.counts.values())],
        ["收到文件 / files received", len(overview.files)],
        *([f"{words.zh} / {words.en}", overview.counts[state]] for state, words in states),
        *([f"{county.name}（{county.township} / county）", county.words.zh] for county in overview.county_level),
    ]
    row = _write_block(sheet, 6, "合计 / all", (), lines)
    header = ("乡镇\ntownship", *(_both(words) for _, words in states), "合计\nall")
    townships = [[township.name, *township.counts.values(), township.total] for township in overview.townships]
    row = _write_block(sheet, row + 1, "各乡镇 / by township", header, townships)
    if overview.unmatched:
        title = f"{UNMATCHED.zh} / {UNMATCHED.en}"
        last = _write_block(sheet, row + 1, title, UNMATCHED_HEADER, map(_unmatched_cells, overview.unmatched))
        for number in range(row + 2, last):
            sheet.merge_cells(None, number, len(UNMATCHED_HEADER), number, len(COUNT_WIDTHS))
            sheet.row_dimensions[number].height = UNMATCHED_HEIGHT


def _unmatched_cells(file: FileFacts) -> list[object]:
    return [file.name, _both(file.words), file.like, file.problems[0].summary if file.problems else ""]


def _write_block(
    sheet: Worksheet, row: int, title: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    write(sheet.cell(row, 1), title).font = bold(12)
    return write_table(sheet, header, rows, COUNT_WIDTHS, row + 1)
