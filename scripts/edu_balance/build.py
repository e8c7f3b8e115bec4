"""The build verb: check the files, build and test in a private file, publish, show the scorecard."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import filelock
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from edu_balance.console import open_console
from edu_balance.dbt_build import Outcome, run_dbt
from edu_balance.errors import ClerkError
from edu_balance.failures import print_failures
from edu_balance.findings import Finding, report
from edu_balance.intake.store import Folder, recover_held
from edu_balance.intake.told import say_recovered
from edu_balance.leftovers import remove_leftovers
from edu_balance.paths import Paths
from edu_balance.publish import RELEASES_KEPT, Release, publish, refuse_stale_wal
from edu_balance.scorecard import print_limits_not_met, print_scorecard
from edu_balance.seed_files import SeedFile, check_shape
from edu_balance.versions import gather

WAIT_SECONDS = 300
UNTOUCHED = "已发布的文件未改动 / the published file is untouched"


@dataclass(frozen=True)
class Options:
    """What the command line may change. Empty: the project's own setting."""

    threads: int | None = None
    enforce: bool = False
    as_of_term: str = ""
    as_of_date: str = ""

    def variables(self) -> dict[str, Any]:
        """The dbt variables to set: none when nothing was asked, since any change makes dbt parse anew."""
        asked = {"enforce": self.enforce, "as_of_term": self.as_of_term, "as_of_date": self.as_of_date}
        return {name: value for name, value in asked.items() if value}


def main(options: Options) -> int:
    """Exit code 0: published; 1: refused, nothing changed; 3: published, and an enforced limit is not met."""
    paths = Paths.from_environment()
    console = open_console()
    with _only_build(paths, console):
        return _build(paths, options, console)


@contextmanager
def _only_build(paths: Paths, console: Console) -> Iterator[None]:
    """One build of a data folder at a time."""
    paths.warehouse.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(paths.lock)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        console.print(
            f"另一个 build 正在进行，最多等待 {WAIT_SECONDS // 60} 分钟 / "
            f"another build is running here; waiting up to {WAIT_SECONDS // 60} minutes …"
        )
        try:
            lock.acquire(timeout=WAIT_SECONDS)
        except filelock.Timeout as error:
            raise ClerkError(
                f"另一个 build 仍在进行（{paths.warehouse}）。请等它结束后再运行。",
                f"Another build still runs ({paths.warehouse}). Wait for it to end, then run this again.",
            ) from error
    try:
        yield
    finally:
        lock.release()


def _build(paths: Paths, options: Options, console: Console) -> int:
    refuse_stale_wal(paths)
    remove_leftovers(paths)
    say_recovered(console, recover_held(Folder.of(paths)))
    shape = check_shape(paths)
    if shape.findings:
        _print_findings(console, shape.findings, "数据文件有误，未计算 / files to mend; nothing was built")
        return 1
    _refuse_unknown_term(options.as_of_term, shape.files)
    facts = gather(paths, shape.files)
    with _progress(console) as on_progress:
        outcome = run_dbt(paths, facts, options.variables(), options.threads, on_progress)
    if outcome.failures:
        print_failures(console, outcome, paths)
        console.print(UNTOUCHED)
        return 1
    if lost := _rows_lost(paths, shape.files):
        _print_findings(console, lost, "读入的行数与文件不符 / rows were lost while loading")
        return 1
    _refuse_nothing_judged(paths, options)
    release = publish(paths.build_file, paths, facts)
    if outcome.policy_warnings:
        console.print(
            f"{outcome.policy_warnings} 项限值未达标，本阶段仅提示 / "
            f"{outcome.policy_warnings} limits not met, a warning in this phase"
        )
    opened = paths.published if release.is_in_place else release.file
    print_scorecard(console, opened, paths)
    _print_notices(console, outcome, release, paths)
    if options.as_of_term or options.as_of_date:
        console.print(
            "发布的文件现为所选时点的结果；不带这些参数再运行一次 build 即恢复当前结果 / the published file now holds "
            "the state asked for; run build without these options to publish the present one again",
            style="yellow",
        )
    return 3 if outcome.policy_errors else 0


def _print_notices(console: Console, outcome: Outcome, release: Release, paths: Paths) -> None:
    if not release.is_in_place:
        console.print(
            f"{paths.shown(paths.published)} 正被其他程序打开，未能替换；"
            f"新结果在 {paths.shown(release.file)}。"
            "关闭打开它的程序（看板、DBeaver 等）后再运行一次即可替换。\n"
            f"A program holds {paths.shown(paths.published)} open, so it was not replaced; the new result is "
            f"{paths.shown(release.file)}. Close that program (dashboard, database tool) and run this again.",
            style="yellow",
        )
    if release.removed:
        console.print(
            f"已删除 {release.removed} 个旧版本，保留最新 {RELEASES_KEPT} 个 / "
            f"removed {release.removed} older releases, the newest {RELEASES_KEPT} are kept"
        )
    if outcome.policy_errors:
        print_limits_not_met(console, paths.published if release.is_in_place else release.file)
        console.print(
            f"{outcome.policy_errors} 项限值未达标，按验收要求计为错误（退出码 3） / "
            f"{outcome.policy_errors} limits not met, an error in this phase (exit code 3)",
            style="bold red",
        )


def _refuse_unknown_term(term: str, files: tuple[SeedFile, ...]) -> None:
    if not term:
        return
    terms = next(file.path for file in files if file.name == "terms")
    with terms.open(encoding="utf-8-sig", newline="") as lines:
        known = [row["term_id"] for row in csv.DictReader(lines)]
    if term not in known:
        raise ClerkError(
            f"terms.csv 中没有学期 {term}。可用：{known[0]} 至 {known[-1]}。",
            f"terms.csv lists no term {term}. It has {known[0]} to {known[-1]}.",
        )


def _refuse_nothing_judged(paths: Paths, options: Options) -> None:
    """A term or day without data would replace what dashboards read by a file that answers nothing."""
    if not (options.as_of_term or options.as_of_date):
        return
    with duckdb.connect(paths.build_file, read_only=True) as connection:
        judged = connection.execute(
            "select count(*) from fct_verdict inner join dim_county using (county_code) where term_id = as_of_term_id"
        ).fetchall()[0][0]
    if not judged:
        asked = " ".join(filter(None, (options.as_of_term, options.as_of_date)))
        raise ClerkError(
            f"没有 {asked} 可判定的数据，未发布；已发布的文件完好。",
            f"There are no data to judge for {asked}; nothing was published, the published file is whole.",
        )


@contextmanager
def _progress(console: Console) -> Iterator[Callable[[int, int], None]]:
    """A bar in a terminal; in a file or pipe one line before and one after."""
    started = time.monotonic()
    counts = (0, 0)
    label = "计算与检验 / building and testing"
    if console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
            task = bar.add_task(label, total=None)

            def move_bar(done: int, total: int) -> None:
                nonlocal counts
                counts = done, total
                bar.update(task, completed=done, total=total)

            yield move_bar
    else:
        console.print(f"{label} …")

        def count(done: int, total: int) -> None:
            nonlocal counts
            counts = done, total

        yield count
    seconds = time.monotonic() - started
    console.print(f"{label}: {counts[0]} 步 / steps, {seconds:.1f} s")


def _print_findings(console: Console, findings: tuple[Finding, ...] | list[Finding], heading: str) -> None:
    console.print(heading, style="bold red")
    for line in report(findings):
        console.print(line, soft_wrap=True)
    console.print(f"{UNTOUCHED}.")


def _rows_lost(paths: Paths, files: tuple[SeedFile, ...]) -> list[Finding]:
    """The loader guesses at parts of a file's format; the count proves that it guessed right."""
    with duckdb.connect(paths.build_file, read_only=True) as connection:
        loaded = {file.name: connection.table(f"seeds.{file.name}").count("*").fetchall()[0][0] for file in files}
    return [
        Finding(
            paths.shown(file.path),
            None,
            None,
            f"{loaded[file.name]}",
            f"{file.rows} rows loaded, as many as the file has",
            f"应读入 {file.rows} 行",
        )
        for file in files
        if loaded[file.name] != file.rows
    ]
