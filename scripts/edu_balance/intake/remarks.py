"""Collects what there is to say about one file of many schools: equal remarks are gathered, many cut short."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from edu_balance.intake.delivery import Place, Remark, Severity

# A clerk mends a file by its first faults and sends it again; a column of text would give thousands.
MOST = 100
MORE: dict[Severity, tuple[str, str]] = {
    "stop": ("还有 {} 处错误未列出，请先改正以上各处", "{} more faults not listed: mend these first"),
    "ask": ("还有 {} 处需要核对，未列出", "{} more to be confirmed, not listed"),
    "notice": ("还有 {} 处说明未列出", "{} more notices not listed"),
}
PLACES_SHOWN = 5


@dataclass
class Remarks:
    """The remarks about one file, in the order they came."""

    file: str
    _one_by_one: list[Remark] = field(default_factory=list)
    _gathered: dict[tuple[Severity, str, str], list[tuple[Place, str]]] = field(default_factory=dict)
    _count: Counter[Severity] = field(default_factory=Counter)

    def add(self, place: Place, seen: object, zh: str, en: str, severity: Severity = "stop") -> None:
        """A remark of its own, unless there are many of its kind already."""
        self._count[severity] += 1
        if self._count[severity] <= MOST:
            self._one_by_one.append(Remark(self.file, place, _shown(str(seen)), zh, en, severity))

    def gather(self, place: Place, seen: object, zh: str, en: str, severity: Severity) -> None:
        """A remark that other cells of the file may call for too: said once, with where."""
        self._gathered.setdefault((severity, zh, en), []).append((place, _shown(str(seen))))

    @property
    def has_stops(self) -> bool:
        return self._count["stop"] > 0

    def all(self) -> tuple[Remark, ...]:
        gathered = [
            Remark(self.file, found[0][0], found[0][1], zh + _listed_zh(found), en + _listed_en(found), severity)
            for (severity, zh, en), found in self._gathered.items()
        ]
        more = [
            Remark(self.file, Place(), "", *(text.format(self._count[severity] - MOST) for text in texts), severity)
            for severity, texts in MORE.items()
            if self._count[severity] > MOST
        ]
        return (*self._one_by_one, *more, *gathered)


def _shown(seen: str) -> str:
    return " ".join(seen.split())


def _where(found: list[tuple[Place, str]]) -> list[str]:
    return [place.cell or str(place) for place, _ in found[:PLACES_SHOWN]]


def _listed_zh(found: list[tuple[Place, str]]) -> str:
    more = "等" if len(found) > PLACES_SHOWN else ""
    return f"（共 {len(found)} 处：{'、'.join(_where(found))}{more}）" if len(found) > 1 else ""


def _listed_en(found: list[tuple[Place, str]]) -> str:
    more = ", …" if len(found) > PLACES_SHOWN else ""
    return f" ({len(found)} times: {', '.join(_where(found))}{more})" if len(found) > 1 else ""
