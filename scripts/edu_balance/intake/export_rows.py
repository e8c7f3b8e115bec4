"""Which rows of a county-wide export are schools: sums, notes, headers printed once more lie among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from edu_balance.intake.cells import seen_text
from edu_balance.intake.delivery import Place
from edu_balance.intake.export_table import NAME, Column, Table, are_row_numbers
from edu_balance.intake.fields import normalised
from edu_balance.intake.layout import is_blank
from edu_balance.intake.persons import is_personal
from edu_balance.intake.remarks import Remarks
from edu_balance.intake.workbook_file import Cell, Sheet, address

SUM = re.compile(r"(?:其中[::])?(.*?)(?:合计|总计|小计|总数|全县)(?:数)?")
# The row of column letters below a header: 甲 乙 1 2 3.
COLUMN_LETTER = re.compile(r"[甲乙丙丁戊己庚辛壬癸]|[a-z]{1,2}|[0-9]{1,3}")


@dataclass(frozen=True)
class Rows:
    """The rows of schools, and those with the sum of all of them."""

    schools: tuple[int, ...]
    totals: tuple[int, ...]


def sort_rows(
    table: Table,
    identity: Mapping[str, Column],
    values: Sequence[int],
    townships: Collection[str],
    counties: Collection[str],
    remarks: Remarks,
    place: Callable[[Sheet, int, int], Place],
) -> Rows:
    """Tell the rows apart; a township or county named without an id is a sum. `values`: the columns that are read."""
    sheet, name, school_id = table.sheet, identity["school_name"].number, identity["school_id"].number
    counted: list[int] = []
    schools, totals = [], []
    for row in _filled_rows(table, remarks, place):
        here, text = place(sheet, row, name), normalised(seen_text(sheet.cell(row, name)))
        id_text = normalised(seen_text(sheet.cell(row, school_id)))
        has_id = bool(re.search("[0-9]", id_text)) or address(row, school_id) in sheet.faults
        has_values = any(not is_blank(cell) and not is_personal(seen_text(cell)) for cell in _cells(sheet, row, values))
        if not has_id and (text in townships or text in counties or _is_sum(sheet, row, name)):
            remarks.gather(here, seen_text(sheet.cell(row, name)), "合计行，未读取", "a sum row: not read", "notice")
            counted.append(row)
            if _is_of_all(text, counties):
                totals.append(row)
        elif not has_id and not has_values:
            # a note may name whoever filled the table in
            remarks.gather(here, "", "表下说明，未读取", "a note: not read", "notice")
        else:
            counted.append(row)
            schools.append(row)
    _check_unlabelled(table, counted, remarks, place)
    return Rows(tuple(schools), tuple(totals))


def _filled_rows(table: Table, remarks: Remarks, place: Callable[[Sheet, int, int], Place]) -> Iterator[int]:
    """The rows below the header that hold something and are no header themselves."""
    sheet, row = table.sheet, table.first_row
    faulty = {int(re.sub("[A-Z]", "", cell)) for cell in sheet.faults}
    while row <= len(sheet.rows):
        texts = [normalised(seen_text(cell)) for cell in sheet.rows[row - 1]]
        said = [text for text in texts if text]
        if row == table.first_row and said and all(map(COLUMN_LETTER.fullmatch, said)):
            remarks.add(
                place(sheet, row, 1), " ".join(said[:3]), "栏号行，未读取", "letters of columns: not read", "notice"
            )
        elif NAME in texts:
            if not table.is_header_again(row):
                zh, en = (
                    "文件中又有一个不同的表头：一个工作表只放一张表",
                    "one table on a sheet: another header stands here",
                )
                remarks.add(place(sheet, row, 1), NAME, zh, en)
                return
            remarks.gather(place(sheet, row, 1), NAME, "重复的表头，未读取", "the header once more: not read", "notice")
            row += table.height - 1
        elif said or row in faulty:
            yield row
        row += 1


def _cells(sheet: Sheet, row: int, columns: Sequence[int]) -> list[Cell]:
    return [sheet.cell(row, column) for column in columns]


def _is_sum(sheet: Sheet, row: int, name: int) -> bool:
    """Whether a row says that it is a sum: as its name, or first of all, in another column."""
    first = next((normalised(seen_text(cell)) for cell in sheet.rows[row - 1] if not is_blank(cell)), "")
    return any(SUM.fullmatch(text) for text in (first, normalised(seen_text(sheet.cell(row, name)))))


def _is_of_all(text: str, counties: Collection[str]) -> bool:
    """Whether a sum is that of all schools: it names nobody, or the county."""
    found = SUM.fullmatch(text)
    return text in counties or bool(found and (not found[1] or found[1] in counties))


def _check_unlabelled(
    table: Table, rows: Sequence[int], remarks: Remarks, place: Callable[[Sheet, int, int], Place]
) -> None:
    """Columns without a label: an exporter's numbers of the rows, else something nobody can name."""
    labelled = {column.number for column in table.columns if column.labels}
    width = max((len(table.sheet.rows[row - 1]) for row in rows), default=0)
    for column in sorted(set(range(1, width + 1)) - labelled):
        filled = [row for row in rows if not is_blank(table.sheet.cell(row, column))]
        if not filled:
            continue
        here, seen = place(table.sheet, filled[0], column), seen_text(table.sheet.cell(filled[0], column))
        if are_row_numbers([seen_text(table.sheet.cell(row, column)) for row in filled]):
            remarks.add(here, seen, "没有栏目名的行号列，未读取", "numbers of the rows: not read", "notice")
        else:
            remarks.add(here, "", "此列没有栏目名", "a label above this column")
