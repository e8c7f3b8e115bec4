"""`check FOLDER` and `ingest FOLDER`: read every file, look at it, take it in or send it back, say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from edu_balance.console import open_console
from edu_balance.errors import ClerkError
from edu_balance.intake import door
from edu_balance.intake.answers import Answers, refuse_own_files, write_answers
from edu_balance.intake.class_sizes import without_bands_beside_lists
from edu_balance.intake.delivery import Delivery, Remark
from edu_balance.intake.judged import Judged
from edu_balance.intake.known import Known
from edu_balance.intake.read_folder import files_of, read_files, term_named
from edu_balance.intake.store import Folder, Outcome, accept, preview, recover, refuse_sample, taken_in, undo
from edu_balance.intake.told import print_files, print_rows, print_schools, say_recovered
from edu_balance.paths import Paths


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    folder: Path
    term: str | None = None
    is_check: bool = True
    # names of files or school ids whose questions somebody has confirmed
    confirmed: tuple[str, ...] = ()
    all_confirmed: bool = False
    received_at: date | None = None


def main(options: Options) -> int:
    """Exit code 0: every file is in, or would be; 1: some were sent back or wait for a confirmation."""
    paths, console = Paths.from_environment(), open_console()
    store = Folder.of(paths)
    if not options.is_check:
        refuse_sample(store)
    say_recovered(console, recover(store))
    known = Known.read(paths)
    files = files_of(options.folder)
    if not files:
        raise ClerkError(f"文件夹中没有文件：{options.folder}", f"There is no file in the folder: {options.folder}")
    term_id = options.term or term_named(files)
    if not term_id:
        raise ClerkError(
            "无法从文件得知是哪个学期：请用 --term 指定，如 --term 2026-2027-2。",
            "No file says which term it is of: name it, as in --term 2026-2027-2.",
        )
    known.term(term_id)
    target = paths.reports / term_id / "intake"
    refuse_own_files(target, options.folder)
    read = list(_with_progress(read_files(files, known, term_id), len(files)))
    read = without_bands_beside_lists(read, known)
    day = options.received_at or date.today()
    earlier = taken_in(store)
    checked = door.check(read, known, term_id, received_at=day, taken_in=earlier)
    said = [replace(one, remarks=(*one.remarks, *found)) for one, found in zip(read, checked.remarks, strict=True)]
    taken = [
        one
        for one in said
        if not one.is_refused and (not one.is_asked_about or one.sha256 in earlier or _is_confirmed(one, options))
    ]
    outcome = preview(store, taken, day) if options.is_check else accept(store, taken, day)
    judged = _judged(said, outcome)
    answers = write_answers(
        target,
        judged,
        checked.results,
        known,
        term_id,
        checked.missing,
        is_check=options.is_check,
        folder=options.folder,
    )
    _print_term(console, known, term_id)
    print_files(console, judged, options.folder, is_check=options.is_check)
    print_rows(console, outcome, is_check=options.is_check)
    print_schools(console, judged, checked.missing, known.registered(term_id))
    _print_answers(console, answers, paths)
    return int(any(one.state in ("refused", "held") for one in judged))


def main_undo() -> int:
    """Take the last ingest back."""
    console = open_console()
    store = Folder.of(Paths.from_environment())
    refuse_sample(store)
    undone = undo(store)
    listed = "、".join(undone.source_ids[:5]) + ("…" if len(undone.source_ids) > 5 else "")
    console.print(f"已撤回最近一次导入：{len(undone.source_ids)} 个文件（{listed}）")
    console.print(f"the last ingest is taken back: {len(undone.source_ids)} files, as if they had never come")
    return 0


def _print_term(console: Console, known: Known, term_id: str) -> None:
    is_synthetic = any(row["is_synthetic"] == "1" for row in known.counties.values())
    mark = "  [合成样例数据 / synthetic sample data]" if is_synthetic else ""
    console.print(f"{known.term(term_id)['label_zh']} / {known.term(term_id)['label_en']}{mark}")


def _print_answers(console: Console, answers: Answers, paths: Paths) -> None:
    console.print(f"总表 / overview: {paths.shown(answers.overview_page)}", soft_wrap=True)
    console.print(f"             {paths.shown(answers.overview_workbook)}", soft_wrap=True)
    if answers.annotated:
        console.print(
            f"批注副本 / annotated copies: {len(answers.annotated)}, {paths.shown(answers.annotated[0].parent)}",
            soft_wrap=True,
        )


def _is_confirmed(delivery: Delivery, options: Options) -> bool:
    names = {delivery.path.name, delivery.path.stem, delivery.path.relative_to(options.folder).as_posix()}
    if delivery.school_id:
        names.add(delivery.school_id)
    return options.all_confirmed or not names.isdisjoint(options.confirmed)


def _judged(said: Sequence[Delivery], outcome: Outcome) -> list[Judged]:
    """What became of each file, with what the store had to say of it."""
    accepted = {one.delivery.path for one in outcome.accepted}
    known = {one.path for one in outcome.known}
    refused = {one.path for one in outcome.refused}
    judged = []
    for one in said:
        if one.path in accepted:
            state = "accepted"
        elif one.path in known:
            state = "known"
        elif one.path in refused or one.is_refused:
            state = "refused"
        else:
            state = "held"
        of_store = _of_file(outcome.remarks, one, with_stops=state == "refused")
        judged.append(Judged(replace(one, remarks=(*one.remarks, *of_store)), state))
    return judged


def _of_file(remarks: Iterable[Remark], delivery: Delivery, *, with_stops: bool) -> Iterator[Remark]:
    """The store's remarks on a file. Files of one name in two folders share the notices, never a refusal."""
    for remark in remarks:
        if remark.file == delivery.path.name and (with_stops or remark.severity != "stop"):
            yield remark


def _with_progress(read: Iterable[Delivery], total: int) -> Iterator[Delivery]:
    columns = (TextColumn("读取 / reading"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=open_console(stderr=True), transient=True) as bar:
        yield from bar.track(read, total=total)
