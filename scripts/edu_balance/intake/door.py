"""Runs the suites on what was read: what cannot be right, what somebody has to confirm, who has not answered."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache, reduce
from typing import Any

import pandas as pd

from edu_balance.intake import suites
from edu_balance.intake.delivery import Delivery, Place, Remark, Severity
from edu_balance.intake.frames import ROW, Frame, Line, files_frame, frames_of, register_frame
from edu_balance.intake.judged import RuleResult
from edu_balance.intake.known import Known
from edu_balance.intake.revisions import conflicts_of
from edu_balance.intake.row_words import Beside
from edu_balance.intake.suites import FITS, AtMost, Cells, Fault, Rule, Same, Says
from edu_balance.intake.taken import Cell, Taken, take_in

# A cell that breaks many rules is told with the first of them.
FAULTS_TOLD = 3


@dataclass(frozen=True)
class Checked:
    """`remarks`: of each file, in the order given. `missing`: registered schools that have not answered."""

    remarks: tuple[tuple[Remark, ...], ...]
    missing: tuple[str, ...]
    results: tuple[RuleResult, ...]


class RuleError(Exception):
    """A rule that could not be judged. Not a fault of any file: it must never pass for a rule that holds."""

    def __init__(self, frame: str, rule: str, cause: str) -> None:
        super().__init__(f"Rule {rule} on {frame} could not be judged: {cause}")


def check(
    deliveries: Sequence[Delivery],
    known: Known,
    term_id: str,
    *,
    received_at: date | None = None,
    taken_in: Collection[str] = (),
) -> Checked:
    """Judge the files together. `taken_in`: the sha256 of files that are in already, and whose rows stand."""
    order = sorted(range(len(deliveries)), key=lambda number: _order(deliveries[number]))
    new = [number for number in order if deliveries[number].sha256 not in taken_in]
    remarks: dict[int, list[Remark]] = defaultdict(list)
    for number, found in conflicts_of([deliveries[number] for number in new], known.forms).items():
        remarks[new[number]] += _one_per_file(found)
    contradicted = [bool(remarks[number]) for number in range(len(deliveries))]
    sound = [number for number in new if not deliveries[number].is_refused and not contradicted[number]]
    answered = _answered(deliveries, known, term_id)
    results: list[RuleResult] = []
    came = [files_frame(contradicted), register_frame(answered)]
    is_first = True
    while sound or is_first:
        taken = take_in({number: deliveries[number] for number in sound}, known)
        outcomes = _judge([*came, *frames_of(Beside(known, taken, term_id, received_at))])
        found = _remarks(outcomes, taken, {number: deliveries[number].path.name for number in sound})
        if is_first:
            results = [result for outcome in outcomes for result in outcome.results]
        for number, new_ones in found.items():
            # of a later round only what the loss of the others' rows has brought about
            remarks[number] += [one for one in new_ones if is_first or one.severity == "stop"]
        left = [number for number in sound if not any(one.severity == "stop" for one in found.get(number, ()))]
        gone = _schools(deliveries, set(sound) - set(left))
        is_first, came = False, []
        sound = left if gone and gone & _schools(deliveries, left) else []
    missing = tuple(school_id for school_id, is_in in answered.items() if not is_in)
    return Checked(tuple(tuple(remarks[number]) for number in range(len(deliveries))), missing, tuple(results))


def _order(delivery: Delivery) -> tuple[str, ...]:
    """An order of their own, so that it does not matter in which one the files come."""
    who = (delivery.county_code, delivery.term_id, delivery.school_id or "")
    return (*who, delivery.shape, delivery.path.name, delivery.sha256, delivery.path.as_posix())


def _schools(deliveries: Sequence[Delivery], numbers: Collection[int]) -> frozenset[str]:
    return frozenset(school_id for number in numbers for school_id in deliveries[number].school_ids)


def _one_per_file(conflicts: Sequence[Remark]) -> list[Remark]:
    """Two files that contradict each other do so in many cells: the first is told, the others are counted."""
    by_other: dict[str, list[Remark]] = defaultdict(list)
    for remark in conflicts:
        by_other[remark.expected_zh].append(remark)
    told = []
    for first, *others in by_other.values():
        more_zh, more_en = (f"（另有 {len(others)} 处）", f" ({len(others)} more)") if others else ("", "")
        told.append(replace(first, expected_zh=first.expected_zh + more_zh, expected_en=first.expected_en + more_en))
    return told


def _answered(deliveries: Sequence[Delivery], known: Known, term_id: str) -> dict[str, bool]:
    """By id of every school that must answer whether a file of it came, or an answer of the term stands."""
    came = {school_id for one in deliveries if one.term_id == term_id for school_id in one.school_ids}
    for name, form in known.forms.items():
        if name != "schools" and {"term_id", "school_id"} <= set(form.keys):
            came |= {row["school_id"] for row in known.survey[name].values() if row["term_id"] == term_id}
    return {school_id: school_id in came for school_id in sorted(known.registered(term_id))}


# Great Expectations


@dataclass(frozen=True)
class Outcome:
    """One rule on one frame: the numbers of the failing rows, with what a worked-out column says of each."""

    frame: Frame
    rule: Rule
    rows: int
    failed: Mapping[int, str]

    @property
    def results(self) -> Iterator[RuleResult]:
        """What the page shows: a line per rule, of a worked-out column per fault it may name."""
        suite, rule = self.frame.name, self.rule
        if not isinstance(rule, Says):
            yield RuleResult(suite, rule.name, rule.zh, rule.en, rule.severity, self.rows, len(self.failed))
            return
        for name, fault in rule.faults.items():
            failed = sum(word == name for word in self.failed.values())
            title = rule.name if len(rule.faults) == 1 else f"{rule.name}:{name}"
            yield RuleResult(suite, title, fault.zh, fault.en, fault.severity, self.rows, failed)


@cache
def _frames_of_gx() -> Any:
    """Where Great Expectations takes frames from: a context that writes nothing, shows nothing and asks nobody."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx  # two seconds: only where files are judged

    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("door").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")


def _judge(frames: Sequence[Frame]) -> list[Outcome]:
    """Run the suite of every frame: first whether each rule holds, then which rows break those that do not."""
    outcomes = []
    for frame in frames:
        rules = suites.rules_of(frame.name, is_form=frame.is_form)
        data = _with_sums(frame.data, rules)
        judged = {rule.name: _rows_judged(rule, data) for rule in rules}
        asked = [rule for rule in rules if judged[rule.name]]
        if asked:
            batch = _frames_of_gx().get_batch({"dataframe": data})
            holds = _validate(batch, frame.name, asked, "BOOLEAN_ONLY")
            broken = _validate(batch, frame.name, [one for one in asked if not holds[one.name].success], "COMPLETE")
        else:
            broken = {}
        for rule in rules:
            failed = _failed(frame.name, rule, broken[rule.name]) if rule.name in broken else {}
            outcomes.append(Outcome(frame, rule, judged[rule.name], failed))
    return outcomes


def _columns(rule: Rule) -> tuple[str, ...]:
    """The columns an expectation looks at: what must be larger first."""
    if isinstance(rule, AtMost):
        return _side(rule, rule.wholes, "wholes"), _side(rule, rule.parts, "parts")
    return (rule.whole, rule.sum) if isinstance(rule, Same) else (rule.name,)


def _side(rule: AtMost, columns: tuple[str, ...], side: str) -> str:
    return columns[0] if len(columns) == 1 else f"{rule.name}__{side}"


def _with_sums(data: pd.DataFrame, rules: Sequence[Rule]) -> pd.DataFrame:
    """The frame with every column its rules look at; one that no row has is missing throughout."""
    columns: dict[str, Any] = {}
    for rule in rules:
        if isinstance(rule, AtMost):
            for side, parts in (("wholes", rule.wholes), ("parts", rule.parts)):
                if len(parts) > 1:
                    columns[_side(rule, parts, side)] = _sum([data[part] for part in parts], rule.needs_all)
        for column in _columns(rule):
            if column not in data and column not in columns:
                columns[column] = pd.array([None] * len(data), dtype="Int64")
    return data.assign(**columns)


def _sum(parts: Sequence[pd.Series], needs_all: bool) -> pd.Series:
    total = reduce(lambda left, right: left + right, (part if needs_all else part.fillna(0) for part in parts))
    return total.mask(reduce(lambda left, right: left & right, (part.isna() for part in parts)))


def _rows_judged(rule: Rule, data: pd.DataFrame) -> int:
    held = [data[column].notna() for column in _columns(rule)]
    return int(reduce(lambda left, right: left & right, held).sum())


def _expectation(rule: Rule) -> Any:
    import great_expectations.expectations as gxe

    meta = {"rule": rule.name}
    columns = _columns(rule)
    if isinstance(rule, AtMost):
        return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A=columns[0],
            column_B=columns[1],
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            meta=meta,
        )
    if isinstance(rule, Same):
        return gxe.ExpectColumnPairValuesToBeEqual(
            column_A=columns[0], column_B=columns[1], ignore_row_if="either_value_is_missing", meta=meta
        )
    return gxe.ExpectColumnValuesToBeInSet(column=columns[0], value_set=[FITS], meta=meta)


def _validate(batch: Any, frame: str, rules: Sequence[Rule], result_format: str) -> dict[str, Any]:
    """The results by rule. Raises RuleError for a rule that could not be judged."""
    if not rules:
        return {}
    import great_expectations as gx

    suite = gx.ExpectationSuite(f"{frame}_{result_format}", expectations=[_expectation(rule) for rule in rules])
    wanted: dict[str, Any] = {"result_format": result_format}
    if result_format == "COMPLETE":
        wanted["unexpected_index_column_names"] = [ROW]
    results = {}
    for result in batch.validate(suite, result_format=wanted).results:
        rule = result.expectation_config.meta["rule"]
        if cause := _exception(result.exception_info):
            raise RuleError(frame, rule, cause)
        results[rule] = result
    if lost := [rule.name for rule in rules if rule.name not in results]:
        raise RuleError(frame, lost[0], "no result")
    return results


def _exception(info: Mapping[str, Any] | None) -> str:
    """What went wrong with an expectation: said of it as a whole, or of each figure it needed."""
    if not info:
        return ""
    entries = [info] if "raised_exception" in info else list(info.values())
    return "; ".join(str(entry.get("exception_message")) for entry in entries if entry.get("raised_exception"))


def _failed(frame: str, rule: Rule, result: Any) -> dict[int, str]:
    """The failing rows; a rule that does not hold and names none cannot be told to anybody."""
    rows = (result.result or {}).get("unexpected_index_list") or []
    if result.success or not rows:
        raise RuleError(frame, rule.name, "it fails and names no row")
    return {int(row[ROW]): str(row.get(_columns(rule)[0], "")) for row in rows}


# Remarks


@dataclass
class _Cell:
    """What is to be said of one cell of one file."""

    place: Place
    severity: Severity
    seen: list[str] = field(default_factory=list)
    zh: list[str] = field(default_factory=list)
    en: list[str] = field(default_factory=list)

    def add(self, seen: str, zh: str, en: str) -> None:
        for told, text in ((self.seen, seen), (self.zh, zh), (self.en, en)):
            if text and text not in told:
                told.append(text)

    def remark(self, file: str) -> Remark:
        seen, zh, en = self.seen[:FAULTS_TOLD], self.zh[:FAULTS_TOLD], self.en[:FAULTS_TOLD]
        return Remark(file, self.place, "；".join(seen), "；".join(zh), "; ".join(en), self.severity)


@dataclass(frozen=True)
class _Broken:
    """One rule broken by one row: the columns to blame, the first first, and the words."""

    line: Line
    blamed: tuple[str, ...]
    severity: Severity
    seen: str
    zh: str
    en: str
    is_one_file: bool = False


def _remarks(outcomes: Sequence[Outcome], taken: Taken, names: Mapping[int, str]) -> dict[int, list[Remark]]:
    """By file: one remark per cell, whatever number of rules it breaks; nothing is asked of a cell that is at fault."""
    broken = [one for outcome in outcomes for row in outcome.failed for one in _broken(outcome, row)]
    told: dict[tuple[int, Cell | int], _Cell] = {}
    stopped: set[tuple[int, Cell]] = set()
    for severity in ("stop", "ask"):
        for one in (one for one in broken if one.severity == severity):
            cells = [cell for column in one.blamed for cell in one.line.cells.get(column, ())]
            at_fault = {(number, cell) for number in one.line.files for cell in cells} & stopped
            if severity == "ask" and at_fault:
                continue
            for number, first in _to_blame(one, cells, taken.given):
                # a cell that broke another rule breaks this one too
                cell = next((cell for cell in cells if (number, cell) in at_fault), first)
                place = taken.given[cell][number] if cell else _row_place(one.line, number, taken)
                at = told.setdefault((number, cell or id(one.line)), _Cell(place, severity))
                at.add(one.seen, one.zh, one.en)
                if cell and severity == "stop":
                    stopped.add((number, cell))
    remarks: dict[int, list[Remark]] = defaultdict(list)
    for (number, _), cell in told.items():
        remarks[number].append(cell.remark(names[number]))
    return remarks


def _row_place(line: Line, number: int, taken: Taken) -> Place:
    """Where a row begins whose own cell is not in the file, as the stage of a line of items is not."""
    for form, key, _ in (cell for cells in line.cells.values() for cell in cells):
        if (form, key, number) in taken.row_places:
            return taken.row_places[form, key, number]
    return Place()


def _to_blame(
    broken: _Broken, cells: Sequence[Cell], given: Mapping[Cell, Mapping[int, Place]]
) -> list[tuple[int, Cell | None]]:
    """Of each file that says one of the cells the first it says; where none does, each file with the row."""
    firsts: dict[int, Cell] = {}
    for cell in cells:
        for number in given.get(cell, {}):
            firsts.setdefault(number, cell)
        if firsts and broken.is_one_file:
            break
    if not firsts:
        return [(number, None) for number in broken.line.files]
    blamed = sorted(firsts.items())
    return blamed[:1] if broken.is_one_file else blamed


def _broken(outcome: Outcome, row: int) -> Iterator[_Broken]:
    frame, rule, line = outcome.frame, outcome.rule, outcome.frame.lines[row]
    if isinstance(rule, Cells):
        for fault in outcome.failed[row].split():
            column, what = fault.split(":")
            zh, en = _words_of_cell(rule, what)
            yield _Broken(line, (column,), rule.severity, line.texts[column], zh, en)
    elif isinstance(rule, Says):
        name = outcome.failed[row]
        if rule.blamed:
            yield _of_fault(rule, name, rule.faults[name], line)
    else:
        yield _of_sum(frame, rule, row, line)


def _words_of_cell(rule: Cells, what: str) -> tuple[str, str]:
    if rule.name == suites.TYPE:
        return suites.TYPES[what].zh, suites.TYPES[what].en
    if rule.name == suites.CODE:
        return f"应为 {what}.csv 中已有的代码", f"a code listed in {what}.csv"
    return rule.zh, rule.en


def _of_fault(rule: Says, name: str, fault: Fault, line: Line) -> _Broken:
    zh, en = fault.zh, fault.en
    last = line.texts.get(f"{rule.blamed[0]}__last", "")
    if rule.name.endswith(suites.CHANGE):
        zh, en = f"{zh}（{line.since} 为 {last}）", f"{en} ({line.since}: {last})"
    seen = " ".join(filter(None, (line.texts.get(column, "") for column in rule.blamed[:2])))
    seen = line.texts.get(rule.blamed[0], "") if rule.name.endswith((suites.CHANGE, suites.PER_PUPIL)) else seen
    return _Broken(line, rule.blamed, fault.severity, seen, zh, en)


def _of_sum(frame: Frame, rule: AtMost | Same, row: int, line: Line) -> _Broken:
    data = _with_sums(frame.data.iloc[[row]], [rule])
    columns = _columns(rule)
    first = rule.parts[0] if isinstance(rule, AtMost) else rule.sum
    whole, part = (_plain(int(data[column].iloc[0]), frame.scale(first)) for column in columns)
    sign, part_zh, whole_zh = (
        (">", rule.parts_zh, rule.wholes_zh) if isinstance(rule, AtMost) else ("≠", rule.sum_zh, rule.whole_zh)
    )
    seen = f"{line.about}{part_zh} {part} {sign} {whole_zh} {whole}"
    is_one_file = isinstance(rule, AtMost) and rule.is_one_file
    return _Broken(line, rule.blamed, rule.severity, seen, rule.zh, rule.en, is_one_file)


def _plain(number: int, scale: int) -> str:
    shown = f"{Decimal(number) / scale:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
