"""Lanes of feelings: which lanes speak of feelings, and which height in them means what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.journey import JourneyMap
from stickyscan.steps.layout.drawn_curve import ends_of_axis, zero_lines
from stickyscan.steps.layout.kinds import kind_of_heading
from stickyscan.steps.layout.scene import Box, Label, Scene

TALLEST = 5.0  # note sizes: a band of feelings
LEAST_RISE = 1.0  # note sizes between the highest and the lowest note: less is how people stick
SAME_COLUMN = 0.5  # note sizes across: notes one below the other are a stack, not two heights
FEWEST = 3
WITHIN = 0.7  # share of a stroke that lies in its lane
AIR = 0.9  # note sizes above and below the title of a lane that may be its band


@dataclass(frozen=True)
class FeltLane:
    """A lane of feelings in the scene: the strokes in its band and the height of its title.

    `axis`: the heights of 2 and -2, if they are marked.
    """

    id: str
    strokes: tuple[FloatArray, ...]
    middle: float | None
    axis: tuple[float, float] | None


def lanes_of_feelings(
    journey: JourneyMap, boxes: Mapping[str, Box], scene: Scene, strokes: Sequence[FloatArray]
) -> tuple[FeltLane, ...]:
    """The lanes whose title speaks of feelings, with what was drawn in the band that each takes on the wall."""
    lanes = []
    for lane in journey.lanes:
        if "emotion" not in (lane.kind, kind_of_heading(lane.title)):
            continue
        own = [boxes[n.id] for n in journey.notes if n.lane == lane.id]
        own += [t.box for t in scene.labels if t.text == lane.title]
        if not own:
            continue
        top, bottom = _room(own, [boxes[n.id] for n in journey.notes if n.lane != lane.id and n.role == "note"])
        drawn = tuple(s for s in strokes if ((s[:, 1] > top) & (s[:, 1] < bottom)).mean() >= WITHIN)
        spots = [boxes[n.id].x for n in journey.notes if n.stage is not None] or [b.x for b in own[-1:]]
        axis = _axis(scene.labels, (top, bottom)) or ends_of_axis(drawn, min(spots))
        heads = [boxes[n.id] for n in journey.notes if n.lane == lane.id and n.role == "lane_header"]
        heads += [t.box for t in scene.labels if t.text == lane.title]
        lanes.append(FeltLane(lane.id, drawn, heads[0].y if heads else None, axis))
    return tuple(lanes)


def _room(own: Sequence[Box], others: Sequence[Box]) -> tuple[float, float]:
    """From the notes above to those below a lane, as far as a band of feelings may reach."""
    top, bottom = min(b.top for b in own), max(b.bottom for b in own)
    middle = (top + bottom) / 2
    above = max((b.bottom for b in others if b.y < middle), default=middle - TALLEST / 2)
    below = min((b.top for b in others if b.y > middle), default=middle + TALLEST / 2)
    return max(min(top - AIR, above), middle - TALLEST / 2), min(max(bottom + AIR, below), middle + TALLEST / 2)


def _axis(labels: Sequence[Label], band: tuple[float, float]) -> tuple[float, float] | None:
    """Heights of a plus above and a minus below it, written in the band."""
    signs = {sign: [t.box for t in labels if t.text.strip() == sign and band[0] <= t.box.y <= band[1]] for sign in "+-"}
    pairs = [(p, m) for p in signs["+"] for m in signs["-"] if m.y > p.y + 0.8 and abs(m.x - p.x) < 1]
    return (pairs[0][0].y, pairs[0][1].y) if pairs else None


def heights_told(spots: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """The highest and the lowest of the notes (x, y), if their heights can mean something.

    They do where the notes stand beside one another, at most one in a column, clearly at different heights.
    """
    if len(spots) < FEWEST:
        return None
    heights = [y for _, y in spots]
    return None if _stacked(spots) or max(heights) - min(heights) < LEAST_RISE else (min(heights), max(heights))


def heights_about(lane: FeltLane, spots: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Heights of 2 and -2 about a level line at the height of the title, as far off as the farthest of the notes.

    Lines above or below the title part lanes.
    """
    lines = [] if lane.middle is None else zero_lines(lane.strokes)
    lines = [line for line in lines if abs(float(line[:, 1].mean()) - (lane.middle or 0.0)) < LEAST_RISE / 2]
    if len(lines) != 1 or not spots or _stacked(spots):
        return None
    far = max(abs(y - float(np.interp(x, lines[0][:, 0], lines[0][:, 1]))) for x, y in spots)
    middle = float(lines[0][:, 1].mean())
    return (middle - far, middle + far) if far > LEAST_RISE / 2 else None


def _stacked(spots: Sequence[tuple[float, float]]) -> bool:
    """True if notes hang one below the other."""
    return any(b - a < SAME_COLUMN for a, b in pairwise(sorted(x for x, _ in spots)))


def level_at(height: float, span: tuple[float, float]) -> int:
    """-2..2 for a height between those of 2 and of -2."""
    high, low = span
    return int(max(-2, min(2, round(2 - 4 * (height - high) / max(low - high, 1e-9)))))
