"""What is really on a rendered wall, and its label file (DESIGN.md, section 4)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stickyscan.geometry import FloatArray, Point, Quad, clip_convex, polygon_area, project
from stickyscan.journey import ColourName, Role
from stickyscan.render.plan import Group, Plan
from stickyscan.render.recipe import Layout, WallRecipe
from stickyscan.render.room import Scene
from stickyscan.render.stick import Stuck

_READABLE = 7.0  # height of capitals in photo pixels that a careful person can read
_MARKS = ("sentiment", "moment_of_truth")
_LEAST_SEEN = 0.14  # wall units of an arrow that must be in the photo
_HEAD_HIDDEN = 0.1  # wall units of an arrow's end that may lie under its note before nothing of its head is seen
_GUESSABLE = 4.5  # below this nobody can


@dataclass(frozen=True)
class NoteTruth:
    """One label; fields as in the label format, plus what was written even where nobody can read it.

    `quad` is in photo pixels, inside the photo; `text` is None where a careful person cannot read it.
    """

    id: int
    quad: tuple[Point, Point, Point, Point]
    colour: tuple[ColourName, ...]
    text: str | None
    legible: bool
    role: Role
    stage: str | None
    lane: str | None
    occluded: bool
    votes: int | None
    ignore: bool
    written: str
    sentiment: int | None = None
    moment_of_truth: bool = False

    def to_label(self) -> dict[str, object]:
        """The note in the label format."""
        return {key: value for key, value in asdict(self).items() if key not in ("written", *_MARKS)}

    def to_marked_label(self) -> dict[str, object]:
        """The same with what the team's marks say of the note."""
        return {**self.to_label(), **{key: getattr(self, key) for key in _MARKS}}


@dataclass(frozen=True)
class LinkTruth:
    """An arrow between two labelled notes (ids): from tail to head; `heads` 2 is both ways, 0 neither.

    A head that lies under its note is none: what a photo does not show is no truth of it.

    `ignore`: hardly any of it can be seen, or one of its notes counts nowhere.
    """

    source: int
    target: int
    heads: int
    ignore: bool

    def to_label(self) -> dict[str, object]:
        """The arrow in the label format."""
        return {"from": self.source, "to": self.target, "heads": self.heads, "ignore": self.ignore}


@dataclass(frozen=True)
class WallTruth:
    """All labels of a wall, and the photo's (width, height).

    `connectors` and `curve` are None where nobody asked for marks: the label file then does not speak of them.
    """

    size: tuple[int, int]
    notes: tuple[NoteTruth, ...]
    stages: tuple[Group, ...]
    lanes: tuple[Group, ...]
    layout: Layout
    remarks: str
    connectors: tuple[LinkTruth, ...] | None = None
    curve: tuple[tuple[str, int], ...] = ()

    def to_json(self, photo: str) -> str:
        """The label file's text for a photo of this name."""
        labels: dict[str, object] = {
            "photo": photo,
            "size": self.size,
            "notes": [note.to_label() if self.connectors is None else note.to_marked_label() for note in self.notes],
            "stages": [asdict(group) for group in self.stages],
            "lanes": [asdict(group) for group in self.lanes],
            "ignore_regions": [],
            "layout": self.layout,
            "remarks": self.remarks,
        }
        if self.connectors is not None:
            labels["connectors"] = [link.to_label() for link in self.connectors]
            labels["curve"] = [{"stage": stage, "sentiment": level} for stage, level in self.curve]
        return json.dumps(labels, ensure_ascii=False, indent=1) + "\n"


def tell_truth(
    recipe: WallRecipe, plan: Plan, scene: Scene, stuck: tuple[Stuck, ...], homography: FloatArray
) -> WallTruth:
    """Labels for every note of which something is in the photo."""
    visible = np.bincount(scene.seen.ravel(), minlength=len(stuck) + 1)[1:]
    notes = []
    for i, (one, pixels) in enumerate(zip(stuck, visible.tolist(), strict=True)):
        if one.painted < 0.12 * one.area or one.area < 9:
            continue
        notes.append(_label(one, i, pixels, (scene, recipe)))
    remarks = f"rendered, seed {recipe.seed}"
    truth = WallTruth(recipe.size, tuple(notes), plan.stages, plan.lanes, plan.layout, remarks)
    effects = recipe.effects
    if not (effects.links or effects.decoys or effects.moods or effects.signs):
        return truth
    return replace(truth, connectors=_links(plan, scene, homography, tuple(notes)), curve=plan.curve)


def _links(plan: Plan, scene: Scene, homography: FloatArray, notes: tuple[NoteTruth, ...]) -> tuple[LinkTruth, ...]:
    """The arrows both of whose notes are labelled."""
    counts = {note.id: not note.ignore for note in notes}
    links = []
    for link in plan.links:
        ends = (link.source + 1, link.target + 1)
        if all(end in counts for end in ends):
            line = plan.lines[link.line]
            points = np.array(line.points)
            steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
            bare = _bare(points, scene, homography)
            hidden = float(steps[bare[1:]].sum()) < _LEAST_SEEN or not all(counts[end] for end in ends)
            head = link.heads > 0 and (line.over or _hidden_at_end(steps, bare) < _HEAD_HIDDEN)
            other = link.heads > 1 and (line.over or _hidden_at_end(steps[::-1], bare[::-1]) < _HEAD_HIDDEN)
            links.append(LinkTruth(*(ends if head or not other else ends[::-1]), head + other, hidden))
    return tuple(links)


def _hidden_at_end(steps: FloatArray, bare: NDArray[np.bool_]) -> float:
    """Length of a course from where it is seen last to its last point; `steps` (n - 1) between its points (n)."""
    seen = np.flatnonzero(bare)
    return float(steps[seen[-1] :].sum()) if len(seen) else float(steps.sum())


def _bare(points: FloatArray, scene: Scene, homography: FloatArray) -> NDArray[np.bool_]:
    """Which points of the wall are in the photo and on no note."""
    x, y = np.round(project(homography, points)).astype(int).T
    height, width = scene.seen.shape
    inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    bare = inside.copy()
    bare[inside] = scene.seen[y[inside], x[inside]] == 0
    return np.asarray(bare, np.bool_)


def _label(one: Stuck, index: int, visible: int, photo: tuple[Scene, WallRecipe]) -> NoteTruth:
    scene, recipe = photo
    quad, exact = clip_to_frame(one.corners, recipe.size)
    share = visible / max(one.area, 1.0)
    ink_seen = float((scene.seen.ravel()[one.ink] == index + 1).mean()) if len(one.ink) else 1.0
    whole = ink_seen > 0.97 and one.painted > 0.97 * one.area
    text = one.note.text
    known = (not text) or (whole and one.ink_hidden < 0.1 and one.cap_height >= _GUESSABLE)
    voted = recipe.effects.dot_votes > 0 and one.note.role == "note"
    votes = one.dots if voted and share > 0.97 else None
    corners = [(round(float(x), 1), round(float(y), 1)) for x, y in quad]
    return NoteTruth(
        id=index + 1,
        quad=(corners[0], corners[1], corners[2], corners[3]),
        colour=one.note.paper.names,
        text=text if known else None,
        legible=bool(text) and known and one.cap_height >= _READABLE,
        role=one.note.role,
        stage=one.note.stage,
        lane=one.note.lane,
        occluded=share < 0.85,
        votes=votes,
        ignore=share < 0.25 or not exact or one.area < 60,
        written=text,
        sentiment=one.note.mood,
        moment_of_truth=one.note.moment,
    )


def clip_to_frame(corners: FloatArray, size: tuple[int, int]) -> tuple[FloatArray, bool]:
    """The visible part of a note as four corners in the same order, and whether four corners can say it well.

    Corners outside slide along the note's sides to the edge of the photo; where a side leaves no such point
    (a single corner cut off), they move straight to the nearest point of the photo.
    """
    width, height = float(size[0]), float(size[1])
    inside = np.all((corners >= 0) & (corners <= np.array([width, height])), axis=1)
    if inside.all():
        return corners, True
    clipped = corners.copy()
    for i in np.nonzero(~inside)[0]:
        before, after = (i - 1) % 4, (i + 1) % 4
        partners = [j for j in (before, after) if inside[j]]
        if len(partners) == 1:
            clipped[i] = _slide(corners[i], corners[partners[0]], (width, height))
    clipped = np.clip(clipped, 0, (width, height))
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]])
    seen = abs(polygon_area(clip_convex(corners, frame)))
    close = seen > 0 and 0.85 < abs(polygon_area(clipped)) / seen < 1.18
    return clipped, close and Quad.of(clipped).is_convex()


def _slide(outside: FloatArray, inside: FloatArray, size: tuple[float, float]) -> FloatArray:
    """Where the way from an inner to an outer point crosses the edge of the photo."""
    way = outside - inside
    steps = [1.0]
    for axis in (0, 1):
        for edge in (0.0, size[axis]):
            if way[axis] and (edge - inside[axis]) / way[axis] >= 0:
                steps.append(float((edge - inside[axis]) / way[axis]))
    return np.asarray(inside + way * min(steps), dtype=np.float64)
