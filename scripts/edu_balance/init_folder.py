"""`init FOLDER`: a county's private data folder: every form with its header and nothing else, or the sample county."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from edu_balance.errors import ClerkError
from edu_balance.paths import DATA_SETTING, Paths
from edu_balance.sample_register import NEXT_TERM
from edu_balance.seed_files import BOM, Form, file_of, read_forms

README = """# 本县数据 / this county's data
{notice}
本文件夹属于本县，不属于软件项目；升级软件不会改动它。
每个 CSV 是一张表，一行一条记录，第一行是列名，请勿改动。
用 Excel/WPS 编辑后请另存为“CSV UTF-8（逗号分隔）”。
本文件夹内不要直接放其他 CSV 文件（子文件夹可以）。结果写在 `warehouse/`。

This folder is the county's own, no part of the software; an upgrade never touches it.
Each CSV is one form, one record per line under a header that stays as it is.
Save from Excel or WPS as "CSV UTF-8 (comma delimited)".
Keep other CSV files elsewhere, or in a sub-folder. Results go to `warehouse/`.

| 文件 / file | 内容 / content |
|---|---|
{forms}

每一列的含义 / what each column means: `seeds/survey/_survey.yml`, `seeds/reference/_reference.yml`.
"""
SYNTHETIC = """
**合成样例数据：学校和数字均为虚构，只供试用；本县数据请另建文件夹。**

**Synthetic sample data: schools and figures are invented, to try things out with. Keep a county's own data elsewhere.**
"""


def main(folder: Path, county_code: str, name: str, *, is_sample: bool) -> int:
    """Make the folder and say how to choose it."""
    root = Paths.from_environment({}).root
    folder = folder.expanduser().resolve()
    if is_sample and (county_code or name):
        raise ClerkError(
            "--sample 与 --county-code、--name 不能同时给出。",
            "--sample comes without --county-code and --name.",
        )
    if is_sample:
        make_sample_folder(root, folder)
    else:
        make_folder(root, folder, county_code, name)
    print(
        f"已建立 / made: {folder}\n"
        "启用它，设置 / to use it, set:\n"
        f'  Windows (PowerShell):  $env:{DATA_SETTING} = "{folder}"\n'
        f"  Windows (cmd):         set {DATA_SETTING}={folder}\n"
        f'  Linux, macOS:          export {DATA_SETTING}="{folder}"\n'
        "然后 / then: python scripts/run.py build"
    )
    if is_sample:
        forms = folder / "reports" / NEXT_TERM / "templates"
        print(
            "试用填报 / to try the intake:\n"
            f"  python scripts/run.py templates --term {NEXT_TERM}\n"
            f'  python scripts/run.py sample --fill "{forms}" --slips\n'
            f'  python scripts/run.py check "{forms}"'
        )
    return 0


def make_folder(root: Path, folder: Path, county_code: str, name: str) -> None:
    """Write the forms of the project at `root` into a folder that is new or empty."""
    _refuse_unfit(root, folder)
    if bool(county_code) != bool(name) or (county_code and not re.fullmatch(r"\d{6}", county_code)):
        raise ClerkError(
            "--county-code（6位数字）与 --name 须同时给出。",
            "--county-code (6 digits) and --name go together.",
        )
    county = {"county_code": county_code, "label_zh": name, "label_en": name, "is_synthetic": "0"}
    forms = _own_forms(root)
    folder.mkdir(parents=True, exist_ok=True)
    for form in forms:
        rows = [county] if form.name == "counties" and county_code else []
        _write_form(folder / f"{form.name}.csv", form, rows)
    _write_readme(folder, forms)


def make_sample_folder(root: Path, folder: Path) -> None:
    """Copy the synthetic sample county of the project at `root` into a folder that is new or empty."""
    _refuse_unfit(root, folder)
    forms = _own_forms(root)
    folder.mkdir(parents=True, exist_ok=True)
    for form in forms:
        content = file_of(form, Paths(root)).read_bytes()
        (folder / f"{form.name}.csv").write_bytes(BOM + content.removeprefix(BOM))
    _write_readme(folder, forms, SYNTHETIC)


def _own_forms(root: Path) -> list[Form]:
    return [form for form in read_forms(root / "seeds") if form.is_own]


def _write_readme(folder: Path, forms: list[Form], notice: str = "") -> None:
    listed = "\n".join(f"| `{form.name}.csv` | {form.description} |" for form in forms)
    (folder / "README.md").write_text(README.format(notice=notice, forms=listed), encoding="utf-8")


def _refuse_unfit(root: Path, folder: Path) -> None:
    if folder.is_relative_to(root):
        raise ClerkError(
            f"数据文件夹不能在软件项目内：{folder}。请选择项目以外的位置。",
            f"A county's data must not lie inside the project: {folder}. Choose a place outside it.",
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ClerkError(
            f"文件夹已存在且不为空：{folder}。请另选一个。",
            f"The folder exists and is not empty: {folder}. Choose another one.",
        )


def _write_form(path: Path, form: Form, rows: list[dict[str, str]]) -> None:
    """With a BOM, so that Excel reads Chinese right; the loader accepts it."""
    with path.open("wb") as start:
        start.write(BOM)
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, form.columns, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
