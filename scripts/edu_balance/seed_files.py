"""The shape of every data file, checked before dbt sees it; what the cells say is checked by dbt's own tests.

The loader copies by position, guesses at a file's format, and stops at the first file it cannot read.
So names, encoding and the number of cells are settled here, for all files at once, each fault with its line.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edu_balance.findings import Finding
from edu_balance.paths import Paths
from edu_balance.yaml_files import read_yaml

BOM = b"\xef\xbb\xbf"
# The files a private data folder brings itself: every survey form and these registers (see dbt_project.yml).
OWN_REGISTERS = ("counties", "townships")


@dataclass(frozen=True)
class Form:
    """One seed as its YAML declares it."""

    name: str
    folder: str
    description: str
    columns: tuple[str, ...]

    @property
    def is_own(self) -> bool:
        """Whether a private data folder holds its own copy."""
        return self.folder == "survey" or self.name in OWN_REGISTERS


@dataclass(frozen=True)
class SeedFile:
    """One file of the active set, as it was read."""

    name: str
    path: Path
    bytes: int
    sha256: str
    rows: int


@dataclass(frozen=True)
class ShapeReport:
    """All files and all faults; with faults, `files` is what could be read."""

    files: tuple[SeedFile, ...]
    findings: tuple[Finding, ...]


def read_forms(seeds: Path) -> tuple[Form, ...]:
    """Every seed the project declares, in the order of its YAML files."""
    return tuple(
        Form(
            name=seed["name"],
            folder=declaration.parent.name,
            description=seed["description"],
            columns=tuple(column["name"] for column in seed["columns"]),
        )
        for declaration in sorted(seeds.glob("*/_*.yml"))
        for seed in read_yaml(declaration)["seeds"]
    )


def file_of(form: Form, paths: Paths) -> Path:
    """Where the form's active file lies: flat in the private folder, else in the project's seeds."""
    if paths.data and form.is_own:
        return paths.data / f"{form.name}.csv"
    return paths.seeds / form.folder / f"{form.name}.csv"


def check_shape(paths: Paths) -> ShapeReport:
    """Read every file of the active set and collect every fault of every file."""
    files: list[SeedFile] = []
    findings: list[Finding] = []
    forms = read_forms(paths.seeds)
    for form in forms:
        path = file_of(form, paths)
        shown = paths.shown(path)
        # Listed, not asked for: where case does not matter to the disk it still matters to dbt.
        if path.name not in {entry.name for entry in path.parent.iterdir()}:
            findings.append(
                Finding(shown, None, None, "", "this file, at least with its header", "应有此文件，至少含表头")
            )
            continue
        content = path.read_bytes()
        rows, faults = check_content(shown, content, form.columns)
        findings += faults
        files.append(SeedFile(form.name, path, len(content), hashlib.sha256(content).hexdigest(), rows))
    findings += _strangers(forms, paths)
    return ShapeReport(tuple(files), tuple(findings))


def _strangers(forms: tuple[Form, ...], paths: Paths) -> Iterator[Finding]:
    """CSVs that are no form: dbt would load them from the project's seeds, nobody from a private folder."""
    expected = {file_of(form, paths) for form in forms}
    expected |= {paths.seeds / form.folder / f"{form.name}.csv" for form in forms}
    found = [*paths.seeds.rglob("*.csv"), *(paths.data.glob("*.csv") if paths.data else ())]
    for path in sorted(set(found) - expected):
        yield Finding(
            paths.shown(path),
            None,
            None,
            "",
            "no file of this name here: it is none of the forms; move it out of this folder",
            "此处不应有此文件：它不是任何一张表，请移出该文件夹",
        )


def copy_own_files(paths: Paths, target: Path) -> None:
    """Put a private folder's files where dbt may read them: outside the project it overwrites its seeds."""
    if paths.data is None:
        return
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for form in read_forms(paths.seeds):
        if form.is_own and (source := file_of(form, paths)).exists():
            shutil.copyfile(source, target / source.name)


def check_content(shown: str, content: bytes, columns: tuple[str, ...]) -> tuple[int, list[Finding]]:
    """The number of data rows of one file, and its faults."""
    if fault := _undecodable(shown, content):
        return 0, [fault]
    text = content.removeprefix(BOM).decode("utf-8")
    if not text.strip():
        return 0, [Finding(shown, None, None, "", "a header line: the file is empty", "应有表头：文件是空的")]
    rows, findings = _check_lines(shown, text, columns)
    if not findings and (fault := _line_ends(shown, text)):
        findings.append(fault)
    return rows, findings


def _check_lines(shown: str, text: str, columns: tuple[str, ...]) -> tuple[int, list[Finding]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    findings: list[Finding] = []
    blank: list[int] = []
    rows, line = 0, 0
    try:
        for line, cells in enumerate(reader, 1):
            if reader.line_num != line:
                # From here on no line number would be right.
                seen = next((cell for cell in cells if "\n" in cell or "\r" in cell), "")
                return rows, [*findings, _not_on_one_line(shown, line, seen)]
            if line == 1:
                header = cells
                findings += _check_header(shown, header, columns)
            elif len(cells) < 2 and _is_blank(cells):
                blank.append(line)
            else:
                # Blank lines after the last row are harmless; before a row they would shift its line number.
                findings += [_blank_row(shown, number) for number in blank]
                blank.clear()
                findings += _check_row(shown, line, cells, header)
                rows += 1
    except csv.Error as error:
        findings.append(_not_on_one_line(shown, line + 1, str(error)))
    return rows, findings


def _not_on_one_line(shown: str, line: int, seen: str) -> Finding:
    return Finding(
        shown,
        line,
        None,
        seen,
        'a row on one line: no line break inside a cell, every " closed or doubled',
        "一行数据应在同一行内：单元格中不能换行，引号须成对",
    )


def _blank_row(shown: str, line: int) -> Finding:
    return Finding(shown, line, None, "", "no blank row: delete this line", "不应有空行，请删除该行")


def _undecodable(shown: str, content: bytes) -> Finding | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Finding(
            shown,
            None,
            None,
            "UTF-16",
            "UTF-8; in Excel or WPS choose Save as, CSV UTF-8 (comma delimited)",
            "应为 UTF-8 编码：请在 Excel/WPS 中另存为“CSV UTF-8（逗号分隔）”",
        )
    if (position := content.find(b"\0")) >= 0:
        line, byte = _place(content, position)
        return Finding(
            shown,
            line,
            None,
            f"NUL, byte {byte}",
            "text only; the file is damaged or is no CSV: save it again as CSV UTF-8",
            "应为纯文本：文件已损坏或不是CSV，请重新另存为“CSV UTF-8”",
        )
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line, byte = _place(content, error.start)
        start = content.rfind(b"\n", 0, error.start) + 1
        whole_line = content[start:].split(b"\n", 1)[0]
        try:
            content.decode("gb18030")
            seen = whole_line.decode("gb18030").strip()
            looks_zh, looks_en = "该文件疑似 GB18030/GBK 编码；", "; the file looks like GB18030 (GBK)"
        except UnicodeDecodeError:
            seen, looks_zh, looks_en = f"0x{content[error.start]:02x}", "", ""
        return Finding(
            shown,
            line,
            None,
            seen,
            f"UTF-8 from byte {byte} of the line on{looks_en}: in Excel or WPS choose Save as, CSV UTF-8",
            f"该行第 {byte} 字节起应为 UTF-8 编码；{looks_zh}请在 Excel/WPS 中另存为“CSV UTF-8（逗号分隔）”",
        )
    return None


def _place(content: bytes, position: int) -> tuple[int, int]:
    """Line of a byte, and its place in that line, both from 1."""
    start = content.rfind(b"\n", 0, position) + 1
    return content.count(b"\n", 0, position) + 1, position - start + 1


def _line_ends(shown: str, text: str) -> Finding | None:
    """The loader gives up on a file that mixes line ends, without naming the line."""
    ends = re.findall("\r\n|\n|\r", text)
    if set(ends) in ({"\n"}, {"\r\n"}, set()):
        return None
    line = next((number for number, end in enumerate(ends, 1) if end != ends[0]), 1)
    return Finding(
        shown,
        line,
        None,
        "",
        "the same line end on every line: save the file again as CSV UTF-8",
        "各行的换行符应一致：请重新另存为“CSV UTF-8”",
    )


def _check_header(shown: str, header: list[str], columns: tuple[str, ...]) -> Iterator[Finding]:
    if len(header) == 1 and (mark := next((m for m in "\t;，" if m in header[0]), None)):
        yield Finding(
            shown,
            1,
            None,
            header[0],
            f"commas between the columns, not {mark!r}",
            "列与列之间应以英文逗号分隔",
        )
        return
    missing = [name for name in columns if name not in header]
    nearly = {name.casefold(): name for name in missing}
    for seen, times in Counter(header).items():
        if seen in columns:
            if times > 1:
                yield Finding(shown, 1, seen, f"{seen} × {times}", "each column once", "表头中每列只能出现一次")
        elif (meant := nearly.get(seen.strip().casefold())) in missing:
            missing.remove(meant)
            yield Finding(shown, 1, meant, seen, f"the name {meant}, exactly", f"列名应为 {meant}")
        else:
            yield Finding(
                shown,
                1,
                seen or None,
                seen,
                f"only known columns: {', '.join(columns)}",
                "表头中有不认识的列（为空或拼错），请删除或改正",
            )
    for name in missing:
        yield Finding(shown, 1, name, "", f"the column {name}: it is missing", f"表头缺少列 {name}")


def _check_row(shown: str, line: int, cells: list[str], header: list[str]) -> Iterator[Finding]:
    if _is_blank(cells):
        yield _blank_row(shown, line)
    elif len(cells) != len(header):
        yield Finding(
            shown,
            line,
            None,
            ",".join(cells),
            f"{len(header)} cells as in the header, here are {len(cells)}",
            f"应与表头一样有 {len(header)} 格，实有 {len(cells)} 格",
        )
    elif any(cell.startswith("'") for cell in cells):
        # The loader may take ' for the quoting mark and drop it.
        for name, cell in zip(header, cells, strict=True):
            if cell.startswith("'"):
                yield Finding(shown, line, name, cell, "a cell that does not begin with '", "单元格不能以单引号开头")


def _is_blank(cells: list[str]) -> bool:
    return not any(cell.strip() for cell in cells)
