"""Readers of the published file that are asked again and again, as a dashboard or a person at a prompt asks."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Self

# What a release holds, in one statement over tables, a Chinese view and a text, as one line: an answer that mixed two
# releases would be like neither.
RELEASE = (
    "select concat_ws(' ', (select string_agg(distinct term_id, '+' order by term_id) from dim_school),"
    " (select count(*) from fct_verdict), (select count(*) from ledger_met) + (select count(*) from ledger_unmet),"
    ' (select count(distinct "学期编号") from zh."判定结果"))'
)
PYTHON = """
import duckdb, sys
held = duckdb.connect(sys.argv[1], read_only=True)
for line in sys.stdin:
    sql = line.strip()
    if not sql:
        held.close()
        held = duckdb.connect(sys.argv[1], read_only=True)
    else:
        print(held.execute(sql).fetchone()[0], flush=True)
"""
END = "-- end of answer --"
ASK_SECONDS = 120
# between two questions, to leave the build its share of the machine
PAUSE_SECONDS = 0.2


class Reader:
    """A process that holds the file open until it is told to connect again."""

    def __init__(self, command: Sequence[str | Path]) -> None:
        # errors come in place of the answer, to be seen in the assertion
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            # a dot-file of whoever runs the tests must not change how the command line prints
            env=os.environ | {"HOME": os.devnull, "USERPROFILE": os.devnull},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def ask(self, sql: str) -> str:
        """The answer, a single value."""
        raise NotImplementedError

    def reconnect(self) -> None:
        """Close the connection and open the file again."""
        raise NotImplementedError

    def _say(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def _hear(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().rstrip("\n")


class PythonReader(Reader):
    """A Python program with one connection."""

    def __init__(self, file: Path) -> None:
        super().__init__([sys.executable, "-c", PYTHON, file])

    def ask(self, sql: str) -> str:
        self._say(sql)
        return self._hear()

    def reconnect(self) -> None:
        self._say("")


class CommandLine(Reader):
    """The DuckDB command line at its prompt."""

    def __init__(self, program: str, file: Path) -> None:
        super().__init__([program, "-readonly", file, "-csv", "-noheader"])
        self._file = file

    def ask(self, sql: str) -> str:
        """The answer, a single value; or the whole of the error."""
        self._say(f"{sql};\n.print {END}")
        return "\n".join(iter(self._hear_or_fail, END))

    def reconnect(self) -> None:
        self._say(f'.open --readonly "{self._file}"')

    def _hear_or_fail(self) -> str:
        line = self._hear()
        assert line or self._process.poll() is None, "the command line ended"
        return line


def once_in_python(file: Path, sql: str) -> str:
    """Ask in a new Python process, as a scheduled script does."""
    with PythonReader(file) as reader:
        return reader.ask(sql)


def once_at_the_command_line(program: str, file: Path, sql: str) -> str:
    """Ask with a command line of its own; an error fails."""
    done = subprocess.run(
        [program, "-readonly", file, "-csv", "-noheader", "-c", sql],
        capture_output=True,
        encoding="utf-8",
        timeout=ASK_SECONDS,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def command_line_of_these_tests(folder: Path) -> str:
    """The duckdb-cli of requirements-dev.txt; its wheel does not mark the program as executable."""
    name = "duckdb.exe" if os.name == "nt" else "duckdb"
    program = Path(sys.executable).with_name(name)
    if not os.access(program, os.X_OK):
        copy = Path(shutil.copy(program, folder / name))
        copy.chmod(copy.stat().st_mode | stat.S_IXUSR)
        program = copy
    return str(program)


@contextmanager
def asking_all_the_while(*questions: Callable[[], str]) -> Iterator[list[list[str]]]:
    """Ask each question over and over in a thread of its own; afterwards once more each. The first error fails."""
    answers: list[list[str]] = [[] for _ in questions]
    over = threading.Event()

    def ask(number: int) -> None:
        is_last = False
        while not is_last:
            is_last = over.wait(PAUSE_SECONDS)
            answers[number].append(questions[number]())

    with ThreadPoolExecutor(len(questions)) as threads:
        asked = [threads.submit(ask, number) for number in range(len(questions))]
        try:
            yield answers
        finally:
            over.set()
        for one in asked:
            one.result()
