"""A survey form as its YAML declares it, and its file as lines that stay as they are while rows are added."""

from __future__ import annotations

import csv
import heapq
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from pathlib import Path

from edu_balance.errors import ClerkError
from edu_balance.findings import Finding
from edu_balance.intake.delivery import Row
from edu_balance.seed_files import BOM, check_content
from edu_balance.yaml_files import read_yaml

Key = tuple[str, ...]
RECEIPT = ("source_id", "revision", "received_at")


@dataclass(frozen=True)
class SurveyForm:
    """One form: its columns, the key of a row without the revision, the types, and the seeds that list its codes."""

    name: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    types: Mapping[str, str]
    codes: Mapping[str, str]

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """The columns a school or the county fills in beyond the key."""
        return tuple(column for column in self.columns if column not in (*self.keys, *RECEIPT))

    @cached_property
    def _key_counts(self) -> tuple[tuple[str, bool], ...]:
        """The key's columns, and whether each is a count: asked of every row of every form."""
        return tuple((name, self.types[name] == "count") for name in self.keys)

    def key(self, row: Mapping[str, str]) -> Key:
        """The key of a row; numbers as staging reads them, so that 01 is 1."""
        return tuple(
            str(int(row[name])) if is_count and row[name].isdecimal() else row[name]
            for name, is_count in self._key_counts
        )

    def given_key(self, row: Mapping[str, str]) -> Key:
        """The key as the row spells it."""
        return tuple(row[name] for name in self.keys)

    def position(self, row: Mapping[str, str]) -> tuple[tuple[int, str], ...]:
        """Where a row stands in its file: by its key, then its revision, numbers as numbers."""
        return tuple(
            (int(row[name]), "") if self.types[name] == "count" and row[name].isdecimal() else (-1, row[name])
            for name in (*self.keys, "revision")
        )

    def is_equal(self, column: str, left: str, right: str) -> bool:
        """Whether two cells say the same: 60.5 is 60.50, and an empty cell is no 0."""
        if left == right or self.types[column] not in ("count", "decimal"):
            return left == right
        try:
            return Decimal(left) == Decimal(right)
        except InvalidOperation:
            return False


@cache
def read_survey_forms(seeds: Path) -> Mapping[str, SurveyForm]:
    """Every survey form the project declares, by name. Key and codes stand once, in the form's seed_rows test."""
    declared = read_yaml(seeds / "survey" / "_survey.yml")["seeds"]
    forms = {}
    for seed in declared:
        said = next(test["seed_rows"]["arguments"] for test in seed["data_tests"] if "seed_rows" in test)
        forms[seed["name"]] = SurveyForm(
            name=seed["name"],
            columns=tuple(column["name"] for column in seed["columns"]),
            keys=tuple(key for key in said["keys"] if key != "revision"),
            types={column["name"]: column["config"]["meta"]["type"] for column in seed["columns"]},
            codes={column: ref.split("'")[1] for column, ref in said.get("codes", {}).items()},
        )
    return forms


@dataclass(frozen=True)
class SurveyFile:
    """The file of one form as it was read: its rows, and every line as it stands."""

    form: SurveyForm
    path: Path
    content: bytes
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def latest(self) -> dict[Key, Row]:
        """The latest revision of each key, which staging reads."""
        latest: dict[Key, Row] = {}
        for row in self.rows:
            key = self.form.key(row)
            if key not in latest or int(row["revision"]) > int(latest[key]["revision"]):
                latest[key] = row
        return latest

    def with_rows(self, added: Iterable[Row]) -> bytes:
        """The content with rows more, each at its place. No other line changes, nor BOM, header or line ends."""
        bom = BOM if self.content.startswith(BOM) else b""
        text = self.content.removeprefix(BOM).decode("utf-8")
        end = "\r\n" if "\r\n" in text else "\n"
        lines = text.split(end)
        body, tail = lines[1 : len(self.rows) + 1], lines[len(self.rows) + 1 :]
        old = ((self.form.position(row), line) for row, line in zip(self.rows, body, strict=True))
        new = sorted((self.form.position(row), self._line(row)) for row in added)
        merged = heapq.merge(old, new, key=lambda placed: placed[0])
        return bom + end.join([lines[0], *(line for _, line in merged), *(tail or [""])]).encode()

    def _line(self, row: Row) -> str:
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator="").writerow([row[name] for name in self.header])
        return line.getvalue()


def read_survey_file(form: SurveyForm, path: Path) -> SurveyFile:
    """Read a form's file. Raises ClerkError where it is missing or not in the shape a build asks for."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ClerkError(
            f"缺少数据文件 {path}，至少应含表头。请恢复该文件。",
            f"The data file {path} is missing; it must stand there, at least with its header. Restore it.",
        ) from error
    _, findings = check_content(path.name, content, form.columns)
    text = content.removeprefix(BOM).decode("utf-8") if not findings else ""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    rows = tuple(row for row in reader if any(row.values()))
    for line, row in enumerate(rows, 2):
        if not row["revision"].isdecimal():
            seen = row["revision"]
            findings.append(Finding(path.name, line, "revision", seen, "a whole number, 1 or more", "应为正整数"))
    if findings:
        raise ClerkError(
            f"现有数据文件有误，未导入任何内容。请先改正，可用 run.py build 查看全部问题：\n  {findings[0]}",
            f"A data file is at fault as it stands, so nothing was taken in. Mend it first; run.py build lists "
            f"every fault. The first one:\n  {findings[0]}",
        )
    return SurveyFile(form, path, content, tuple(reader.fieldnames or ()), rows)
