"""`python -m edu_balance VERB ...`, as `scripts/run.py` calls it inside the environment it made."""

from __future__ import annotations

import sys

from edu_balance.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
