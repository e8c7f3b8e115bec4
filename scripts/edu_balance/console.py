"""One way to print: no markup read out of data, and a width that also fits a file or a pipe."""

from __future__ import annotations

import os
import sys

from rich.console import Console

WIDTH = 100


def open_console(*, stderr: bool = False) -> Console:
    """A console on stdout (or stderr): at most 100 columns, exactly 100 when piped."""
    stream = sys.stderr if stderr else sys.stdout
    console = Console(file=stream, markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = int(os.environ.get("COLUMNS") or WIDTH)
    console.width = min(console.width, WIDTH)
    return console
