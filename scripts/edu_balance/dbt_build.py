"""One `dbt build` inside this process: silent on the screen, whole in the log, results as plain records."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edu_balance.paths import COPY_SETTING, DATA_SETTING, PLACES_SETTING, Paths
from edu_balance.seed_files import copy_own_files
from edu_balance.versions import BuildFacts

POLICY_TAG = "policy"


@dataclass(frozen=True)
class Failure:
    """One node that broke the build. `rows_sql` gives the rows a data test found; None: there are none."""

    name: str
    kind: str
    file: str
    message: str
    rows_sql: str | None
    rows: int


@dataclass(frozen=True)
class Outcome:
    """What dbt found. Policy tests are counted apart: they judge the county, not the warehouse."""

    failures: tuple[Failure, ...]
    nodes: int
    skipped: int
    policy_warnings: int
    policy_errors: int


def run_dbt(
    paths: Paths,
    facts: BuildFacts,
    variables: dict[str, Any],
    threads: int | None,
    on_progress: Callable[[int, int], None],
) -> Outcome:
    """Build everything into the private file. `on_progress(done, total)` is called from dbt's threads."""
    copy_own_files(paths, paths.data_copy)
    os.environ.update(
        {
            **data_settings(paths, paths.data_copy),
            "EDU_BALANCE_BUILD_FILE": str(paths.build_file),
            "EDU_BALANCE_CODE_VERSION": facts.code_version,
            "EDU_BALANCE_POLICY_VERSION": facts.policy_version,
            "EDU_BALANCE_SEEDS_VERSION": facts.seeds_version,
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
        }
    )
    from dbt.cli.main import dbtRunner

    # A change of EDU_BALANCE_THREADS would make dbt parse everything anew; its own option does not.
    options = ["--threads", str(threads)] if threads else []
    runner = dbtRunner(callbacks=[_progress_callback(on_progress)])
    try:
        result = runner.invoke(
            [
                "build",
                *options,
                # They hold the rules to made-up rows and read no county's data: developers run them, and `dbt build`.
                *("--exclude-resource-type", "unit_test"),
                *("--project-dir", str(paths.root), "--profiles-dir", str(paths.root)),
                *("--target-path", str(paths.work), "--log-path", str(paths.logs)),
                *("--quiet", "--no-print", "--log-level", "none", "--log-level-file", "info"),
                *("--no-use-colors", "--no-use-colors-file", "--vars", json.dumps(variables)),
            ]
        )
    finally:
        _release_build_file()
    if isinstance(result.exception, KeyboardInterrupt):
        raise result.exception
    if result.result is None:
        broken = Failure("dbt", "project", "", str(result.exception), None, 0)
        return Outcome((broken,), 0, 0, 0, 0)
    return _classify(result.result.results)


def data_settings(paths: Paths, copy: Path) -> dict[str, str]:
    """What dbt_project.yml and ingested_places ask about a private folder; the copy named relative to the project."""
    if paths.data is None:
        return {}
    settings = {DATA_SETTING: str(paths.data), COPY_SETTING: copy.relative_to(paths.root).as_posix()}
    has_places = paths.places.is_dir() and any(paths.places.glob("*.csv"))
    return settings | ({PLACES_SETTING: str(paths.places)} if has_places else {})


def _progress_callback(on_progress: Callable[[int, int], None]) -> Callable[[Any], None]:
    total = 0
    done: set[str] = set()

    def callback(event: Any) -> None:
        nonlocal total
        if event.info.name == "ConcurrencyLine":
            total = event.data.node_count
        elif event.info.name == "NodeFinished":
            done.add(event.data.node_info.unique_id)
        else:
            return
        on_progress(len(done), total)

    return callback


def _release_build_file() -> None:
    """dbt-duckdb keeps the file open, and locked, until its process ends."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()


def _classify(results: Any) -> Outcome:
    failures: list[Failure] = []
    skipped = policy_warnings = policy_errors = 0
    for result in results:
        node, status = result.node, str(result.status)
        has_rows = str(node.resource_type) == "test" and result.failures
        is_policy = POLICY_TAG in node.tags
        if status == "skipped":
            skipped += 1
        elif status == "warn":
            policy_warnings += is_policy
        elif status == "fail" and is_policy:
            policy_errors += 1
        elif status in ("fail", "error", "partial success", "runtime error"):
            failures.append(
                Failure(
                    name=node.name,
                    kind=str(node.resource_type),
                    file=node.original_file_path.replace("\\", "/"),
                    message=(result.message or "").strip(),
                    rows_sql=node.compiled_code if has_rows else None,
                    rows=result.failures or 0,
                )
            )
    return Outcome(tuple(failures), len(results), skipped, policy_warnings, policy_errors)
