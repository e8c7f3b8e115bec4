"""`run.py sync`: writes what must agree with the policy seeds and cannot read them itself.

From seeds/policy come the named policy tests (one file per limit), the measure list dbt needs while parsing, and the
docs page of limits. `sync --check` writes nothing and fails when one of them is stale.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTICE = "Written by `run.py sync`"
STATISTICS_ZH = {
    "value": "数值",
    "mean": "县均值",
    "cv": "差异系数",
    "rule": "达标规则",
    "share": "比例",
    "trend": "比上年",
    "document": "材料",
}


def read(root: Path, name: str) -> list[dict[str, str]]:
    """The rows of one policy seed, as text."""
    with (root / "seeds" / "policy" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def policy_tests(root: Path) -> Iterator[tuple[Path, str]]:
    """One test file per limit, named like the limit."""
    for threshold in read(root, "thresholds"):
        threshold_id = threshold["threshold_id"]
        yield Path("tests/policy") / f"{threshold_id}.sql", f"{{{{ policy_test('{threshold_id}') }}}}\n"


def measure_ids(root: Path) -> tuple[Path, str]:
    """The macros that list the columns of int_section_measures and of int_school_measures."""
    lines = [
        f"{{# {NOTICE} from seeds/policy/measures.csv: the columns of int_section_measures and of",
        "   int_school_measures. Do not edit. #}",
    ]
    for macro, level in (("measure_ids", "section"), ("school_measure_ids", "school")):
        ids = [f"        '{row['measure_id']}'," for row in read(root, "measures") if row["level"] == level]
        lines += [f"{{% macro {macro}() -%}}", "    {{ return([", *ids, "    ]) }}", "{%- endmacro %}"]
    return Path("macros/generated/measure_ids.sql"), "\n".join(lines) + "\n"


def limits_page(root: Path) -> tuple[Path, str]:
    """The docs page of all limits, by standard and indicator."""
    indicators = {row["indicator_id"]: row for row in read(root, "indicators")}
    thresholds = sorted(
        read(root, "thresholds"),
        key=lambda row: (row["standard_id"], row["indicator_id"], row["statistic"], row["stage"], row["in_force_from"]),
    )
    lines = [
        "# 限值一览 · Limits",
        "",
        f"{NOTICE} from `seeds/policy/thresholds.csv`; do not edit. Each limit stands there and nowhere else, and is",
        "enforced by the data test of the same name in `tests/policy/`.",
        "",
    ]
    for standard in read(root, "standards"):
        lines += [
            f"## {standard['label_zh']} · {standard['label_en']}",
            "",
            f"{standard['document']}. {standard['note']}.",
            "",
            "| 指标 Indicator | 学段 Stage | 判定 Judged | 限值 Limit | 余项下限 Floor | 条款 Clause | 测试 Test |",
            "|---|---|---|---|---|---|---|",
        ]
        for row in thresholds:
            if row["standard_id"] != standard["standard_id"]:
                continue
            indicator = indicators[row["indicator_id"]]
            unit = "" if row["statistic"] == "cv" else f" {indicator['unit_zh']}"
            floor = f"{row['floor_share']} × 限值" if row["floor_share"] else "–"
            lines.append(
                f"| {row['indicator_id']} {indicator['label_zh']} · {indicator['label_en']} | {row['stage']} "
                f"| {STATISTICS_ZH[row['statistic']]} {row['statistic']} "
                f"| {row['comparator']} {row['limit_value']}{unit} "
                f"| {floor} | {row['clause']} | `{row['threshold_id']}` |"
            )
        lines.append("")
    return Path("models/docs/limits.md"), "\n".join(lines)


def generated(root: Path) -> dict[Path, str]:
    """Every generated file with the text it must have, by path from the project's root."""
    return dict([*policy_tests(root), measure_ids(root), limits_page(root)])


def stale_files(root: Path) -> list[Path]:
    """Generated files that are missing, differ, or belong to no limit any more."""
    wanted = generated(root)
    stale = [
        path
        for path, text in wanted.items()
        if not (root / path).exists() or (root / path).read_text(encoding="utf-8") != text
    ]
    # tests written by hand live there too; a generated one is known by its only line
    tests = sorted((root / "tests" / "policy").glob("*.sql"))
    ours = [path for path in tests if path.read_text(encoding="utf-8").startswith("{{ policy_test(")]
    return stale + [path.relative_to(root) for path in ours if path.relative_to(root) not in wanted]


def main(check: bool, root: Path = ROOT) -> int:
    """Writes the generated files, or with `check` only names the stale ones and returns 1."""
    stale = stale_files(root)
    if check:
        for path in stale:
            print(f"stale: {path.as_posix()} — run `python3 scripts/run.py sync` and commit the result")
        return 1 if stale else 0
    wanted = generated(root)
    for path in stale:
        if path in wanted:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(wanted[path], encoding="utf-8", newline="\n")
            print(f"wrote {path.as_posix()}")
        else:
            (root / path).unlink()
            print(f"removed {path.as_posix()}: no such limit")
    if not stale:
        print("up to date")
    return 0
