"""Where the points of a small chart of a few terms stand, the limit among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

PAD = 3.0


@dataclass(frozen=True)
class Sparkline:
    """Coordinates from the top left; a term without a figure has no point."""

    points: tuple[tuple[float, float], ...]
    segments: tuple[tuple[float, float, float, float], ...]
    limit_y: float


def sparkline(values: Sequence[float | None], limit: float, width: float, height: float) -> Sparkline:
    """The figures of the terms from left to right, scaled with the limit into the box."""
    known = [value for value in values if value is not None]
    low, high = min([*known, limit]), max([*known, limit])
    span = (high - low) or 1.0

    def y(value: float) -> float:
        return round(height - PAD - (value - low) / span * (height - 2 * PAD), 2)

    step = (width - 2 * PAD) / max(1, len(values) - 1)
    placed = [None if value is None else (round(PAD + n * step, 2), y(value)) for n, value in enumerate(values)]
    segments = [(*left, *right) for left, right in pairwise(placed) if left and right]
    return Sparkline(tuple(point for point in placed if point), tuple(segments), y(limit))
