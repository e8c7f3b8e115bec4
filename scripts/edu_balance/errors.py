"""Errors whose message a clerk can act on: what happened, and what to do now, in Chinese and English."""

from __future__ import annotations


class ClerkError(Exception):
    """A condition the person at the keyboard can mend. Printed without a traceback; exit code 1."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en
