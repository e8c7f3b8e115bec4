"""Plays the clerks of the synthetic sample county: fills blank survey workbooks in with the figures of their term.

Whoever tries the intake has forms as schools send them, right or with the usual slips. A workbook of any other county
is never touched: invented figures have no place in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from edu_balance.console import open_console
from edu_balance.errors import ClerkError
from edu_balance.intake.cells import seen_text
from edu_balance.intake.fields import ITEMS_SHEET, Item, normalised
from edu_balance.intake.known import Known
from edu_balance.intake.layout import KEY_SHEET, LABEL, VALUE, find_header, is_blank
from edu_balance.intake.survey_file import Key
from edu_balance.intake.survey_workbooks import SHAPES
from edu_balance.intake.template_sheets import SYNTHETIC
from edu_balance.intake.timeless import timeless_bytes
from edu_balance.intake.workbook_file import Sheet, Unreadable, open_workbook
from edu_balance.paths import Paths
from edu_balance.sample import answers
from edu_balance.sample_register import COUNTY, Row, Tables, delivery, register, terms


@dataclass(frozen=True)
class Slip:
    """What one school gets wrong: the value of an item, made of the right one, or of another item's."""

    school: str
    label: str
    wrong: Callable[[Decimal], object]
    zh: str
    en: str
    of: str = ""


SLIPS = [
    Slip(
        "龙甫乡中心小学",
        "教学仪器设备资产值（账面原值）",
        lambda value: value * 10_000,
        "以元填报，应为万元",
        "in yuan, not in 10 000 yuan",
    ),
    Slip(
        "乌恰镇中学", "初中学生人数", lambda value: f"{value}"[:-1] + "O", "数字中混入字母 O", "a letter O in a number"
    ),
    Slip(
        "萨罕乡中心小学",
        "本科学历教师人数（小学）",
        lambda teachers: teachers + 2,
        "各学历教师数之和大于专任教师总人数",
        "more teachers with a degree than teachers",
        of="专任教师总人数（小学）",
    ),
    Slip(
        "英吉沙镇第四小学",
        "三年级在校生数",
        lambda value: value + 10,
        "各年级之和不等于学生人数",
        "grades that do not add up to the pupils",
    ),
    Slip("色提力乡2村小学", "教学及辅助用房总面积", lambda _: None, "必填项未填", "a required item left blank"),
]
NOT_SENT = ("苏盖提乡3村小学", "艾古斯乡7村教学点")


@dataclass(frozen=True)
class Form:
    """A blank workbook of the sample county and what its hidden sheet says."""

    path: Path
    keys: Row


@dataclass(frozen=True)
class Done:
    """What became of the workbooks of a folder; of a slip the file with it."""

    filled: tuple[Path, ...]
    left: tuple[Path, ...]  # somebody has filled them in already
    slips: tuple[tuple[str, Slip], ...]
    not_sent: tuple[str, ...]


def main(folder: Path, with_slips: bool) -> int:
    """Fill the workbooks in and say what was done."""
    done = fill_workbooks(Known.read(Paths.from_environment()), folder.expanduser().resolve(), with_slips)
    print(
        f"已用合成数据填好 {len(done.filled)} 份填报表 / filled in with synthetic figures: {len(done.filled)} workbooks"
    )
    if done.left:
        print(f"已有内容，未改动 {len(done.left)} 份 / left as they are, for they hold answers: {len(done.left)}")
    for name, slip in done.slips:
        print(f"有意填错 / wrong on purpose: {name}\n    {slip.label}：{slip.zh} / {slip.en}")
    for name in done.not_sent:
        print(f"未报送，已删除 / not sent, removed: {name}")
    return 0


def fill_workbooks(known: Known, folder: Path, with_slips: bool) -> Done:
    """Fill every blank workbook of a folder in place. All are looked at before the first one is changed.

    The same forms are filled in to the same bytes each time.
    """
    forms, left = _blank_forms(known, folder)
    schools = register()
    ids = {school.name: school.school_id for school in schools}
    clerk = _Clerk(known, _by_key(known, answers(schools, ids)))
    slips = {ids[slip.school]: slip for slip in SLIPS} if with_slips else {}
    not_sent = {ids[name] for name in NOT_SENT} if with_slips else set()
    filled, wrong, removed = [], [], []
    for form in _with_progress(forms):
        school_id = form.keys["school_id"]
        if school_id in not_sent:
            form.path.unlink()
            removed.append(form.path.name)
            continue
        book = load_workbook(form.path)
        clerk.fill(book, form.keys)
        if slip := slips.get(school_id):
            _spoil(book[ITEMS_SHEET], slip)
            wrong.append((form.path.name, slip))
        form.path.write_bytes(timeless_bytes(book))
        filled.append(form.path)
    return Done(tuple(filled), tuple(left), tuple(wrong), tuple(removed))


def _blank_forms(known: Known, folder: Path) -> tuple[list[Form], list[Path]]:
    """The workbooks to fill in, and those that hold answers. One that is not the sample county's stops all."""
    # an office program keeps a hidden file of this name beside one that is open
    paths = sorted(path for path in folder.glob("*.xlsx") if not path.name.startswith("~$"))
    if not paths:
        raise ClerkError(
            f"没有可填的填报表：{folder}。请先运行 run.py templates。",
            f"No survey workbook to fill in: {folder}. Write them first with run.py templates.",
        )
    forms, left = [], []
    for path in paths:
        try:
            sheets = open_workbook(path)
        except Unreadable as error:
            raise _stranger(path) from error
        keys = _checked_keys(known, path, sheets)
        if _is_answered(known, sheets[ITEMS_SHEET]):
            left.append(path)
        else:
            forms.append(Form(path, keys))
    return forms, left


def _checked_keys(known: Known, path: Path, sheets: dict[str, Sheet]) -> Row:
    """What the workbook says it is. `ClerkError` where it is not the sample county's, or of another term or form."""
    if KEY_SHEET not in sheets or ITEMS_SHEET not in sheets:
        raise _stranger(path)
    keys = {seen_text(row[0]): seen_text(row[1]) for row in sheets[KEY_SHEET].rows if len(row) > 1}
    is_marked = any(SYNTHETIC in row for row in sheets[ITEMS_SHEET].rows)
    county, workbook = keys.get("county_code", ""), SHAPES.get(f"survey_{keys.get('workbook')}")
    if workbook is None or county != COUNTY or not is_marked or not known.is_synthetic(county):
        raise _stranger(path)
    if keys["form_version"] != known.fields.version(workbook) or keys["term_id"] not in dict(terms()):
        last = terms()[-1][0]
        raise ClerkError(
            f"样例县没有此表的数据：{path.name}（{keys['term_id']}）。请重新运行 run.py templates --term {last}。",
            f"The sample county has no figures for this form: {path.name} ({keys['term_id']}). "
            f"Write the forms anew: run.py templates --term {last}.",
        )
    return keys


def _stranger(path: Path) -> ClerkError:
    return ClerkError(
        f"不是合成样例县的填报表，不填写虚构数据：{path}。",
        f"Not a survey workbook of the synthetic sample county, so no invented figures are put in it: {path}.",
    )


def _is_answered(known: Known, sheet: Sheet) -> bool:
    """Whether any cell that is handed out blank holds something."""
    found = find_header(sheet, (LABEL, VALUE))
    if not found:
        return True
    header, columns = found
    blank = {normalised(item.label) for items in known.fields.items.values() for item in items if item.entry == "fill"}
    return any(
        normalised(seen_text(sheet.cell(row, columns[LABEL]))) in blank
        and not is_blank(sheet.cell(row, columns[VALUE]))
        for row in range(header + 1, len(sheet.rows) + 1)
    )


def _by_key(known: Known, tables: Tables) -> dict[str, dict[Key, Row]]:
    """The right answers by form and key: of one that was corrected, the correction."""
    return {
        name: {known.forms[name].key(row): row for row in sorted(rows, key=lambda row: int(row["revision"]))}
        for name, rows in tables.items()
    }


def _with_progress(forms: list[Form]) -> Iterator[Form]:
    columns = (TextColumn("填报表 / workbooks"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=open_console(stderr=True), transient=True) as bar:
        yield from bar.track(forms)


@dataclass(frozen=True)
class _Clerk:
    """Knows the right answers, and finds the cells by the printed labels."""

    known: Known
    answers: dict[str, dict[Key, Row]]

    def fill(self, book: Workbook, keys: Row) -> None:
        items = self.known.fields.items[SHAPES[f"survey_{keys['workbook']}"]]
        self._fill_lines(book[ITEMS_SHEET], [item for item in items if item.is_line], keys)
        for name in dict.fromkeys(item.sheet for item in items if not item.is_line and item.sheet in book):
            self._fill_table(book[name], [item for item in items if item.sheet == name], keys)

    def _fill_lines(self, sheet: Worksheet, items: list[Item], keys: Row) -> None:
        of_label = {normalised(item.label): item for item in items if item.entry == "fill"}
        header, columns = _header(sheet, (LABEL, VALUE))
        for row in sheet.iter_rows(min_row=header + 1):
            item = of_label.get(normalised(str(row[columns[LABEL] - 1].value or "")))
            if item and (value := self._answer(item, keys)):
                row[columns[VALUE] - 1].value = self._entered(item, value, keys)

    def _answer(self, item: Item, keys: Row) -> str:
        """What the clerk knows of an item; nothing where the form says that the figure of the year is in already."""
        key = self.known.key(item, keys)
        if item.period_kind != "term" and self.known.answer(item, key):
            return ""
        # of a grade nobody attends there is no row, and the form asks for a 0
        nothing = "0" if item.form == "pupils_by_grade" else ""
        return self.answers[item.form].get(key, {}).get(item.column, nothing)

    def _fill_table(self, sheet: Worksheet, items: list[Item], keys: Row) -> None:
        """Each row of the answers goes beside what is given of it, else into the first blank row."""
        header, columns = _header(sheet, [item.label for item in items])
        free = [{item: row[columns[item.label] - 1] for item in items} for row in sheet.iter_rows(min_row=header + 1)]
        for answer in self._rows(items[0].form, keys):
            entered = {item: self._entered(item, answer[item.column], keys) for item in items}
            cells = _place(free, entered)
            free.remove(cells)
            for item, cell in cells.items():
                cell.value = entered[item]

    def _rows(self, form: str, keys: Row) -> list[Row]:
        """The rows a table asks for: those of the school and term, the documents that have come up for the term."""
        wanted = {"term_id": keys["term_id"], "school_id": keys["school_id"]}
        if form == "documents":
            wanted = {"source_id": delivery(keys["term_id"])["source_id"]}
        return [row for row in self.answers[form].values() if all(row[name] == value for name, value in wanted.items())]

    def _entered(self, item: Item, value: str, keys: Row) -> object:
        """A value of the seeds as it is typed into a cell."""
        if not value:
            return None
        if item.choices:
            listed = self.known.choices(item.choices, keys["county_code"])
            return next(choice.shown for choice in listed if choice.code == value)
        match item.value_type:
            case "count" | "decimal":
                return Decimal(value)
            case "date":
                return date.fromisoformat(value)
            case _:
                return value


def _header(sheet: Worksheet, labels: tuple[str, ...] | list[str]) -> tuple[int, dict[str, int]]:
    """Row of the header and column of each label, as the reader finds them."""
    rows = [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]
    found = find_header(Sheet(sheet.title, True, rows, {}), labels)
    if not found:
        raise ClerkError(f"找不到表头：{sheet.title}。", f"No header in the sheet {sheet.title}.")
    return found


def _place(free: list[dict[Item, Cell]], entered: dict[Item, object]) -> dict[Item, Cell]:
    """The first free row that is given for these values, else the first one that is blank."""

    def fits(cells: dict[Item, Cell], *, is_given: bool) -> bool:
        return all(
            cell.value == (entered[item] if is_given and item.entry != "fill" else None) for item, cell in cells.items()
        )

    for is_given in (True, False):
        for cells in free:
            if fits(cells, is_given=is_given):
                return cells
    raise ClerkError("表内行数不足。", "The table has too few rows.")


def _spoil(sheet: Worksheet, slip: Slip) -> None:
    header, columns = _header(sheet, (LABEL, VALUE))
    cells = {row[columns[LABEL] - 1].value: row[columns[VALUE] - 1] for row in sheet.iter_rows(min_row=header + 1)}
    cells[slip.label].value = slip.wrong(cells[slip.of or slip.label].value)
