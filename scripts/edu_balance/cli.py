"""Command line: reads the arguments, imports the one module the verb needs, turns errors into exit codes.

Standard library only at import time, so that `run.py` can answer `--help` and refuse a wrong option at once.
Exit codes: 0 done, 1 refused (nothing published; of files that were sent: some were sent back), 2 wrong arguments,
3 published but an enforced limit is not met, 130 stopped from the keyboard.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

from edu_balance.errors import ClerkError
from edu_balance.verbs import VERBS

# Verbs whose arguments another tool reads.
PASSED_ON = {"test": "pytest", "clients": "pytest", "dbt": "dbt"}


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _term(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{4}-[12]", text):
        raise ValueError(text)
    return text


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _folder(text: str) -> Path:
    folder = Path(text).expanduser().resolve()
    if not folder.is_dir():
        raise ValueError(text)
    return folder


def _limit(text: str) -> tuple[str, Decimal]:
    """`THRESHOLD_ID=NUMBER`, with as many digits as the warehouse keeps of a limit: DECIMAL(18, 6)."""
    found = re.fullmatch(r"([^=]+)=([0-9]{1,12}(?:\.[0-9]{1,6})?)", text)
    if not found:
        raise ValueError(text)
    return found[1].strip(), Decimal(found[2])


# argparse names the type in its message
_day.__name__ = "date, not YYYY-MM-DD,"
_term.__name__ = "term, not like 2026-2027-1,"
_at_least_one.__name__ = "number, not 1 or more,"
_folder.__name__ = "folder, none of this name:"
_limit.__name__ = "limit, not like THRESHOLD_ID=4.3 (at most 6 decimals),"


class _VerbsOnOneLine(argparse.HelpFormatter):
    """argparse leaves the indent of the verbs out of its count, and would break the line after the longest of them."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog)
        self._action_max_length = max(len(verb.name) for verb in VERBS) + 2 * self._indent_increment


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="run.py",
        description="义务教育优质均衡数据仓库 / warehouse of how evenly a county's schools are resourced",
        epilog="run.py VERB --help",
        formatter_class=_VerbsOnOneLine,
    )
    subparsers = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs = {
        verb.name: subparsers.add_parser(verb.name, help=f"{verb.zh} / {verb.en}", description=f"{verb.zh} / {verb.en}")
        for verb in VERBS
    }
    build = verbs["build"]
    build.add_argument("--threads", type=_at_least_one, metavar="N", help="并行线程数 / parallel threads (default 2)")
    build.add_argument("--enforce", action="store_true", help="未达标即退出码 3 / exit code 3 when a limit is not met")
    build.add_argument(
        "--as-of-term",
        type=_term,
        metavar="T",
        help="评估学期，如 2026-2027-1 / term to judge (default: each county's latest statutory term)",
    )
    build.add_argument(
        "--as-of-date",
        type=_day,
        metavar="D",
        help="只计此日及以前收到的数据，YYYY-MM-DD / count what had been received by this day",
    )
    report = verbs["report"]
    report.add_argument("--term", type=_term, metavar="T", help="学期 / term (default: the latest judged)")
    report.add_argument("--county-code", metavar="C", help="区县代码 / county (default: the first)")
    rejudge = verbs["rejudge"]
    rejudge.add_argument("--term", type=_term, metavar="T", help="要重判的学期 / term to judge (default: the latest)")
    rejudge.add_argument(
        "--standard", metavar="ID", help="只按此标准 / by this standard (default: the moved limits', else those judged)"
    )
    rejudge.add_argument(
        "--limits-of",
        type=_term,
        metavar="T",
        help="采用该学期有效的限值 / limits in force in this term (default: its own)",
    )
    rejudge.add_argument(
        "--limit",
        type=_limit,
        action="append",
        default=[],
        dest="limits",
        metavar="THRESHOLD_ID=VALUE",
        help="假设的限值，可多次给出 / a hypothetical limit, may be given several times",
    )
    rejudge.add_argument(
        "--csv", type=Path, metavar="FILE", help="全部判定写入此文件 / write every verdict to this file"
    )
    sync = verbs["sync"].add_mutually_exclusive_group()
    sync.add_argument("--check", action="store_true", help="只检查，不改写 / change nothing, fail when stale")
    sync.add_argument(
        "--outputs",
        action="store_true",
        help="改为用已发布的样例结果重写 analyses/README.md / "
        "write analyses/README.md from the published sample instead",
    )
    init = verbs["init"]
    init.add_argument("folder", metavar="FOLDER", type=Path, help="新文件夹 / a new or empty folder")
    init.add_argument("--county-code", metavar="C", default="", help="6位区县代码 / 6-digit county code")
    init.add_argument("--name", metavar="NAME", default="", help="县名 / name of the county")
    init.add_argument(
        "--sample", action="store_true", help="复制合成样例县，供试用 / a copy of the synthetic sample county, to try"
    )
    sample = verbs["sample"]
    sample.add_argument(
        "--fill",
        type=Path,
        metavar="FOLDER",
        help="改为用合成数据填写此文件夹内样例县的空白填报表 / "
        "fill in the sample county's blank survey workbooks in this folder instead",
    )
    sample.add_argument(
        "--slips", action="store_true", help="与 --fill 同用，含常见错误 / with --fill: with the usual slips"
    )
    verbs["bench"].add_argument(
        "--intake", action="store_true", help="改为测 check 与 ingest 的用时 / time check and ingest instead"
    )
    templates = verbs["templates"]
    templates.add_argument(
        "--term", type=_term, required=True, metavar="T", help="填报的学期 / term to be answered for"
    )
    templates.add_argument(
        "--folder", type=Path, metavar="F", help="新文件夹 / a new or empty folder (default: reports/T/templates)"
    )
    for name in ("check", "ingest"):
        sent = verbs[name]
        # of `ingest --undo` no folder is named
        sent.add_argument("folder", metavar="FOLDER", type=_folder, nargs="?", help="收到的文件 / files that were sent")
        sent.add_argument(
            "--term", type=_term, metavar="T", help="学期 / term (default: the one most survey workbooks name)"
        )
        sent.add_argument(
            "--confirm",
            action="append",
            default=[],
            metavar="FILE",
            help="该文件（名）或学校（标识码）的疑问已核实，可多次给出 / "
            "the questions about this file, or school id, are confirmed; may be given several times",
        )
        sent.add_argument("--confirm-all", action="store_true", help="所有疑问均已核实 / every question is confirmed")
        sent.add_argument("--received", type=_day, metavar="D", help="收到日期 / day of receipt (default: today)")
    verbs["ingest"].add_argument("--undo", action="store_true", help="撤回最近一次导入 / take the last ingest back")
    for verb, tool in PASSED_ON.items():
        verbs[verb].usage = f"run.py {verb} [{tool} arguments]"
    return top


def parse(argv: list[str]) -> argparse.Namespace:
    """Arguments as a namespace; what follows `test`, `clients` or `dbt` is that tool's own."""
    if argv and argv[0] in PASSED_ON and argv[1:] not in (["-h"], ["--help"]):
        return argparse.Namespace(verb=argv[0], rest=argv[1:])
    top = parser()
    arguments = top.parse_args(argv or ["--help"])
    if arguments.verb == "sample" and arguments.slips and not arguments.fill:
        top.error("--slips 须与 --fill 同用 / --slips goes with --fill")
    if arguments.verb in ("check", "ingest") and (arguments.folder is None) != getattr(arguments, "undo", False):
        top.error(f"{arguments.verb} FOLDER" + (", ingest --undo" if arguments.verb == "ingest" else ""))
    return arguments


def run(arguments: argparse.Namespace) -> int:
    """Hand over to the verb's module, imported only now: each verb pays for what it uses."""
    match arguments.verb:
        case "build":
            from edu_balance.build import Options, main

            return main(
                Options(
                    threads=arguments.threads,
                    enforce=arguments.enforce,
                    as_of_term=arguments.as_of_term or "",
                    as_of_date=arguments.as_of_date or "",
                )
            )
        case "report":
            from edu_balance.reports.make import main

            return main(arguments.term, arguments.county_code)
        case "rejudge":
            from edu_balance.rejudge import Options, main

            return main(
                Options(
                    term=arguments.term,
                    standard=arguments.standard,
                    limits_of=arguments.limits_of,
                    limits=tuple(arguments.limits),
                    csv_file=arguments.csv,
                )
            )
        case "init":
            from edu_balance.init_folder import main

            return main(arguments.folder, arguments.county_code, arguments.name, is_sample=arguments.sample)
        case "templates":
            from edu_balance.intake.templates import main

            return main(arguments.term, arguments.folder)
        case "ingest" if arguments.undo:
            from edu_balance.intake.check_folder import main_undo

            return main_undo()
        case "check" | "ingest":
            from edu_balance.intake.check_folder import Options, main

            return main(
                Options(
                    folder=arguments.folder,
                    term=arguments.term,
                    is_check=arguments.verb == "check",
                    confirmed=tuple(arguments.confirm),
                    all_confirmed=arguments.confirm_all,
                    received_at=arguments.received and date.fromisoformat(arguments.received),
                )
            )
        case "sync" if arguments.outputs:
            from edu_balance.docs_analyses import write_page

            return write_page()
        case "sync":
            from edu_balance.sync import main

            return main(arguments.check)
        case "dbt":
            from edu_balance.dbt_verb import main

            return main(arguments.rest)
        case "sample" if arguments.fill:
            from edu_balance.sample_workbooks import main

            return main(arguments.fill, arguments.slips)
        case "sample":
            from edu_balance.paths import Paths
            from edu_balance.sample import write_sample

            write_sample(Paths.from_environment().seeds / "survey")
            return 0
        case "test":
            from edu_balance.checks import test

            return test(arguments.rest)
        case "clients":
            from edu_balance.checks import clients

            return clients(arguments.rest)
        case "lint":
            from edu_balance.checks import lint

            return lint()
        case "bench":
            from edu_balance.bench import build, intake

            return intake() if arguments.intake else build()
        case other:
            raise AssertionError(f"verb without a module: {other}")


def main(argv: list[str]) -> int:
    """Entry point of `python -m edu_balance`."""
    arguments = parse(argv)
    try:
        return run(arguments)
    except ClerkError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已停止；已发布的文件完好。\nStopped; the published file is whole.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # whoever read our output left early, `head` for one
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(
            f"文件操作失败；已发布的文件完好 / file error; the published file is whole: {error}",
            file=sys.stderr,
        )
        return 1
