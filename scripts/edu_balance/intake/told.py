"""What `check` and `ingest` print: how many files are in, what to mend in the others, who has not answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from edu_balance.intake.delivery import Remark, Row
from edu_balance.intake.journal import Recovered
from edu_balance.intake.judged import Judged
from edu_balance.intake.store import Outcome

FILES_SHOWN = 20
REMARKS_SHOWN = 3
SCHOOLS_SHOWN = 5
RECOVERED = {
    "finished": "上次导入中断，现已完成 / the last ingest was interrupted and is finished now",
    "undone": "上次导入中断，现已撤回，请重新导入 / the last ingest was interrupted and is taken back: run it again",
}


def say_recovered(console: Console, recovered: Recovered) -> None:
    """One line, or none where nothing was interrupted."""
    if recovered != "nothing":
        console.print(RECOVERED[recovered], style="yellow")


def print_files(console: Console, judged: Sequence[Judged], folder: Path, *, is_check: bool) -> None:
    """How many files of each kind, then what is to be mended or confirmed, file by file."""
    counts = {state: sum(one.state == state for one in judged) for state in ("accepted", "known", "held", "refused")}
    zh = f"可导入 {counts['accepted']}" if is_check else f"已导入 {counts['accepted']}"
    en = f"{counts['accepted']} can be taken in" if is_check else f"{counts['accepted']} taken in"
    console.print(
        f"收到 {len(judged)} 个文件：{zh}，此前已导入 {counts['known']}，待确认 {counts['held']}，"
        f"退回 {counts['refused']}\n{len(judged)} files: {en}, {counts['known']} in before, "
        f"{counts['held']} to confirm, {counts['refused']} sent back",
        style="bold",
    )
    for state, heading, severity in (
        ("refused", "退回，请改正后重发 / sent back, to be mended", "stop"),
        ("held", "待确认：请核对，确实无误的用 --confirm 确认 / to confirm: check these, then --confirm", "ask"),
    ):
        of_state = [one for one in judged if one.state == state]
        if of_state:
            console.print(heading, style="bold red" if severity == "stop" else "bold yellow")
        for one in of_state[:FILES_SHOWN]:
            console.print(one.delivery.path.relative_to(folder).as_posix(), style="bold", soft_wrap=True)
            for line in _located([remark for remark in one.delivery.remarks if remark.severity == severity]):
                console.print(line, soft_wrap=True)
        if left := max(0, len(of_state) - FILES_SHOWN):
            console.print(f"… 另有 {left} 个文件，见总表 / and {left} more files, see the overview")


def _located(remarks: Sequence[Remark]) -> Iterator[str]:
    for remark in remarks[:REMARKS_SHOWN]:
        where = f"{remark.place}: " if str(remark.place) else ""
        seen = f"见到 / seen '{remark.seen}'; " if remark.seen else ""
        yield f"  {where}{seen}{remark.expected_zh}"
        yield f"    {remark.expected_en}"
    if left := max(0, len(remarks) - REMARKS_SHOWN):
        yield f"  … 另有 {left} 处，见批注副本 / and {left} more, see the annotated copy"


def print_rows(console: Console, outcome: Outcome, *, is_check: bool) -> None:
    """What the accepted files add to the survey files."""
    new, corrected, withdrawn = (
        sum(getattr(one, kind) for one in outcome.accepted) for kind in ("new", "corrected", "withdrawn")
    )
    if not outcome.accepted:
        console.print("数据未改动 / the data are as before")
        return
    zh, en = ("将新增", "would add") if is_check else ("新增", "added")
    console.print(
        f"{zh} {new} 行，更正 {corrected} 行，撤回 {withdrawn} 行 / "
        f"{en}: {new} rows, {corrected} corrected, {withdrawn} withdrawn"
    )
    if outcome.carried:
        console.print(
            f"另有 {outcome.carried} 所登记学校尚未报本学期，按上学期登记信息列入，各项指标为缺数\n"
            f"{outcome.carried} registered schools have not answered yet: they stand in the register as last term, "
            "unknown",
            soft_wrap=True,
        )


def print_schools(
    console: Console, judged: Sequence[Judged], missing: Sequence[str], register: Mapping[str, Row]
) -> None:
    """Of the registered schools, how many are in, wait, were sent back, or have sent nothing."""
    waiting, back = (
        {school_id for one in judged if one.state == state for school_id in one.delivery.school_ids} & register.keys()
        for state in ("held", "refused")
    )
    names = [register[school_id]["school_name"] for school_id in missing if school_id in register]
    is_in = len(register.keys() - waiting - back - set(missing))
    listed = "、".join(names[:SCHOOLS_SHOWN]) + ("…" if len(names) > SCHOOLS_SHOWN else "")
    console.print(
        f"登记 {len(register)} 所：已收 {is_in}，待确认 {len(waiting - back)}，退回 {len(back)}，未报 {len(names)}"
        + (f"（{listed}）" if names else "")
        + f"\n{len(register)} registered schools: {is_in} in, {len(waiting - back)} to confirm, "
        f"{len(back)} sent back, {len(names)} have sent nothing",
        style="yellow" if names else None,
        soft_wrap=True,
    )
