"""Bounds on what a forked test process may use beyond what its parent already holds."""

from __future__ import annotations

import resource
from pathlib import Path


def limit(memory: int, seconds: int) -> None:
    """Let this process take so many bytes of address space more, and so many seconds of processor time.

    What the parent holds counts against the limit of its fork; a test that came late in its worker would have less.
    """
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    bound = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
