"""`run.py sync`: writes what must agree with the policy seeds and cannot read them itself.

From seeds/policy come the named policy tests (one file per limit), the measure list dbt needs while parsing, and the
docs pages of indicators and limits. `sync --check` writes nothing and fails when one of them is stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from edu_balance.docs_indicators import indicators_page
from edu_balance.docs_limits import limits_page
from edu_balance.docs_words import NOTICE
from edu_balance.errors import ClerkError
from edu_balance.intake.survey_file import read_survey_forms
from edu_balance.policy_seeds import Policy

ROOT = Path(__file__).resolve().parents[2]
DOCS = Path("models/docs")


def policy_tests(policy: Policy) -> Iterator[tuple[Path, str]]:
    """One test file per limit, named like the limit."""
    for threshold_id in policy.thresholds:
        yield Path("tests/policy") / f"{threshold_id}.sql", f"{{{{ policy_test('{threshold_id}') }}}}\n"


def measure_ids(policy: Policy) -> tuple[Path, str]:
    """The macros that list the columns of int_section_measures and of int_school_measures."""
    lines = [
        f"{{# {NOTICE} from seeds/policy/measures.csv: the columns of int_section_measures and of",
        "   int_school_measures. Do not edit. #}",
    ]
    for macro, level in (("measure_ids", "section"), ("school_measure_ids", "school")):
        ids = [f"        '{name}'," for name, row in policy.measures.items() if row["level"] == level]
        lines += [f"{{% macro {macro}() -%}}", "    {{ return([", *ids, "    ]) }}", "{%- endmacro %}"]
    return Path("macros/generated/measure_ids.sql"), "\n".join(lines) + "\n"


def survey_keys(root: Path) -> tuple[Path, str]:
    """The macro that lists the survey forms with the key of a row, revision left out."""
    forms = read_survey_forms(root / "seeds")
    lines = [
        f"{{# {NOTICE} from seeds/survey/_survey.yml: every survey form and the key of a row without its revision.",
        "   Do not edit. #}",
        "{% macro survey_keys() -%}",
        "    {{ return({",
        *(f"        '{name}': {list(form.keys)}," for name, form in sorted(forms.items())),
        "    }) }}",
        "{%- endmacro %}",
    ]
    return Path("macros/generated/survey_keys.sql"), "\n".join(lines) + "\n"


def generated(root: Path) -> dict[Path, str]:
    """Every generated file with the text it must have, by path from the project's root.

    Raises ClerkError where a policy seed names something that is not there.
    """
    try:
        policy = Policy.read(root)
        return dict(
            [
                *policy_tests(policy),
                measure_ids(policy),
                survey_keys(root),
                (DOCS / "indicators.md", indicators_page(policy, root)),
                (DOCS / "limits.md", limits_page(policy)),
            ]
        )
    except (KeyError, ValueError) as unknown:
        raise ClerkError(
            f"seeds/policy 中有不存在的编号或取值：{unknown}。运行 run.py build 可知在哪个文件哪一行。",
            f"A policy seed names what is not there: {unknown}. run.py build says in which file and row.",
        ) from unknown


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
