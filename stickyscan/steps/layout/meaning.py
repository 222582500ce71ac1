"""What the team drew, put into the map: arrows between notes, feelings, decisive notes, the emotion curve.

Unknown stays unknown: without a sign or an axis of feelings a note's sentiment is None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stickyscan.geometry import FloatArray, project
from stickyscan.journey import Connector, CurvePoint, JourneyMap, Lane, Note, Stage
from stickyscan.steps.layout.drawn_curve import curve_along
from stickyscan.steps.layout.feelings import FeltLane, heights_about, heights_told, lanes_of_feelings, level_at
from stickyscan.steps.layout.scene import Box, Scene
from stickyscan.steps.read_marks import Marks

ON_TEXT = 0.4  # share of an arrow's course that lies on writing: a letter
ON_LINE, BEYOND = 0.2, 0.6  # note sizes: a line without head that lies on a longer line of the board is part of that
SURE_ARROW = 0.8
LEAST_ARROW = 0.5  # on real walls most lines without a head were tape, table lines and large letters
_FACES = (
    (1, re.compile(r"(?:^|\s)(?:[:;=]-?[)D]|[☺🙂😀😃😊])(?=\s|$)")),
    (-1, re.compile(r"(?:^|\s)(?:[:=]-?[(]|[☹🙁😞😟😠])(?=\s|$)")),
)
_SIGNS = {"+": 1, "++": 2, "+++": 2, "--": -2, "---": -2, "-": -1, "–": -1}  # noqa: RUF001 - a dash as people read it


@dataclass(frozen=True)
class OnWall:
    """The arranged wall: id of each note in the order of `wall.notes`, its box by id, the scene, the way there."""

    names: tuple[str, ...]
    boxes: Mapping[str, Box]
    scene: Scene
    to_scene: FloatArray


def add_meaning(journey: JourneyMap, marks: Marks, wall: OnWall) -> JourneyMap:
    """The map with connectors, sentiments, moments of truth and the curve."""
    strokes = [project(wall.to_scene, stroke) for stroke in marks.strokes]
    felt = lanes_of_feelings(journey, wall.boxes, wall.scene, strokes)
    moods = {**_told_by_place(journey, felt, wall), **_told_by_signs(journey, marks, wall)}
    decisive = {wall.names[i] for i in marks.decisive}
    notes = tuple(
        note.model_copy(update={"sentiment": moods.get(note.id), "moment_of_truth": note.id in decisive})
        if note.role == "note"
        else note
        for note in journey.notes
    )
    return journey.model_copy(
        update={"notes": notes, "connectors": _connectors(journey, marks, wall), "curve": _curve(journey, felt, wall)}
    )


def _connectors(journey: JourneyMap, marks: Marks, wall: OnWall) -> tuple[Connector, ...]:
    """Each pair of notes once, in reading order of their tails; both ways where both ends have heads."""
    order = {note.id: n for n, note in enumerate(journey.notes)}
    made: dict[tuple[str, str], float] = {}
    for arrow in marks.arrows:
        course = project(wall.to_scene, arrow.course)
        sure = arrow.confidence >= SURE_ARROW or not _is_line(course, wall.scene)
        if arrow.confidence < LEAST_ARROW or _is_letter(course, wall.scene) or not sure:
            continue
        ends = wall.names[arrow.source], wall.names[arrow.target]
        for pair in (ends, ends[::-1])[: 2 if arrow.heads == 2 else 1]:
            made[pair] = max(made.get(pair, 0.0), arrow.confidence)
    pairs = sorted(made, key=lambda pair: (order[pair[0]], order[pair[1]]))
    return tuple(Connector(source=a, target=b, confidence=made[a, b]) for a, b in pairs)


def _is_letter(course: FloatArray, scene: Scene) -> bool:
    """True if a good part of the course lies on writing."""
    along = np.linspace(0, len(course) - 1, 12)
    spots = np.stack([np.interp(along, np.arange(len(course)), course[:, i]) for i in (0, 1)], axis=1)
    for label in scene.labels:
        inside = (spots > (label.box.left, label.box.top)) & (spots < (label.box.right, label.box.bottom))
        if inside.all(axis=1).mean() > ON_TEXT:
            return True
    return False


def _is_line(course: FloatArray, scene: Scene) -> bool:
    """True if the course lies on a drawn line that goes on beyond it."""
    for axis, dividers in ((0, scene.uprights), (1, scene.levels)):
        across, down = course[:, axis], course[:, 1 - axis]
        for line in dividers:
            beside = np.abs(across - (line.at + line.slope * down))
            longer = line.low < down.min() - BEYOND or line.high > down.max() + BEYOND
            within = line.low < down.max() and line.high > down.min()
            if beside.max() < ON_LINE and longer and within:
                return True
    return False


def _told_by_signs(journey: JourneyMap, marks: Marks, wall: OnWall) -> dict[str, int]:
    """Sentiments that stand on the notes themselves: faces drawn or typed, plus and minus.

    A lone minus may be a dash: it counts where another note of the wall has a plus or a double sign.
    """
    signs = {note.id: sign for note in journey.notes if (sign := _sign_in(note)) is not None}
    if not any(abs(value) == 2 or value > 0 for value in signs.values()):
        signs = {}
    faces = {note.id: mood for note in journey.notes for mood, look in _FACES if look.search(note.text or "")}
    drawn = {wall.names[i]: mood for i, mood in marks.moods.items()}
    return {**signs, **faces, **drawn}


def _sign_in(note: Note) -> int | None:
    """What plus or minus signs say that stand alone or below the writing; one before it is a bullet."""
    words = (note.text or "").split()
    return _SIGNS.get(words[-1]) if words else None


def _told_by_place(journey: JourneyMap, felt: Sequence[FeltLane], wall: OnWall) -> dict[str, int]:
    """Sentiments by the title of the column or row (plus, minus), or by the height in a lane of feelings."""
    groups: list[Stage | Lane] = [*journey.stages, *journey.lanes]
    titles = {group.id: _SIGNS.get((group.title or "").replace(" ", "")) for group in groups}
    moods: dict[str, int] = {}
    for note in journey.notes:
        told = [titles[g] for g in (note.stage, note.lane) if g is not None and titles.get(g) is not None]
        if note.role == "note" and told:
            moods[note.id] = int(told[0] or 0)
    for lane in felt:
        own = [n for n in journey.notes if n.role == "note" and n.lane == lane.id]
        boxes = [wall.boxes[n.id] for n in own]
        spots = [(b.x, b.y) for b in boxes]
        span = lane.axis or heights_about(lane, spots) or heights_told(spots)
        if span:
            moods |= {n.id: level_at(b.y, span) for n, b in zip(own, boxes, strict=True)}
    return moods


def _curve(journey: JourneyMap, felt: Sequence[FeltLane], wall: OnWall) -> tuple[CurvePoint, ...]:
    """The level of a drawn curve in each stage that it crosses, where there is a lane or an axis of feelings."""
    columns = {
        stage.id: (min(b.left for b in own), max(b.right for b in own))
        for stage in journey.stages
        if (own := [wall.boxes[n.id] for n in journey.notes if n.stage == stage.id and n.role != "title"])
    }
    best: tuple[float, dict[str, float], tuple[float, float]] | None = None
    for lane in felt:
        course = curve_along(lane.strokes)
        if course is None:
            continue
        own = [wall.boxes[n.id] for n in journey.notes if n.lane == lane.id and n.role == "note"]
        levels = _levels(course, columns, borne_out=lane.axis is not None or _meets(course, own))
        if levels and (best is None or float(np.ptp(course[:, 0])) > best[0]):
            low, high = float(course[:, 1].min()), float(course[:, 1].max())
            best = (float(np.ptp(course[:, 0])), levels, lane.axis or (low, high))
    if best is None:
        return ()
    _, levels, axis = best
    return tuple(
        CurvePoint(stage=stage.id, sentiment=level_at(levels[stage.id], axis))
        for stage in journey.stages
        if stage.id in levels
    )


LEAST_STAGES, LEAST_RISE, WAVY = 3, 0.5, 0.12  # stages crossed; note sizes: height of a curve, and off a straight line


def _meets(course: FloatArray, notes: Sequence[Box]) -> bool:
    """True if a course goes on behind one of the notes."""
    return any(
        box.top < float(np.interp(box.x, course[:, 0], course[:, 1])) < box.bottom
        for box in notes
        if course[0, 0] < box.x < course[-1, 0]
    )


def _levels(course: FloatArray, columns: Mapping[str, tuple[float, float]], borne_out: bool) -> dict[str, float]:
    """The height of a curve at the middle of each stage that it crosses; empty if the course is no curve.

    A straight line is one only where it is `borne_out` by an axis or by notes.
    """
    x, y = course[:, 0], course[:, 1]
    if np.ptp(y) < LEAST_RISE:
        return {}
    if not borne_out and float(np.std(y - np.polyval(np.polyfit(x, y, 1), x))) < WAVY:
        return {}
    rising = np.maximum.accumulate(x)
    crossed = {
        stage: float(np.interp((left + right) / 2, rising, y))
        for stage, (left, right) in columns.items()
        if x.min() < right and x.max() > left
    }
    return crossed if len(crossed) >= LEAST_STAGES else {}
