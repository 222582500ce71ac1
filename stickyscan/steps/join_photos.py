"""Notes of every photo in, one wall plane out: a homography per photo, and each note once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from stickyscan.engines.protocols import FoundNote, Picture
from stickyscan.geometry import FloatArray, Quad, overlap, project, shared_area
from stickyscan.rectify import straighten
from stickyscan.steps.covered_notes import complete
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.link_photos import link_photos
from stickyscan.steps.one_or_several import one_or_several

SAME = 0.4  # outlines of two photos that share so much (intersection over union) are one note
GAP = 0.05  # between photos that show nothing in common, in longer sides of what is placed already


@dataclass(frozen=True)
class Sighting:
    """A note as one photo shows it: index of the photo, corners in that photo's pixels."""

    photo: int
    corners: Quad


@dataclass(frozen=True)
class WallNote:
    """A note of the wall, once. `best` is the sharpest sighting; `on_wall` its corners on the wall plane.

    Of a note that others cover in part, the sightings are what is seen of it. `on_wall` is the whole note as far as it
    can be told, and `whole` the same in the best photo's pixels, None where that is what is seen.
    """

    best: Sighting
    also: tuple[Sighting, ...]
    on_wall: Quad
    score: float
    whole: Quad | None = None

    @property
    def corners(self) -> Quad:
        """Of the whole note, in the best photo's pixels."""
        return self.whole or self.best.corners


@dataclass(frozen=True)
class Wall:
    """The wall seen straight on; its longer side is 1, origin top-left. `to_wall[i]` maps photo i's pixels to it."""

    to_wall: tuple[FloatArray, ...]
    notes: tuple[WallNote, ...]
    warnings: tuple[str, ...]


def join_photos(photos: Sequence[Photo], found: Sequence[tuple[FoundNote, ...]]) -> Wall:
    """Bring all photos of one wall onto one plane, seen straight on, each note once, from the top down.

    Photos that overlap are matched by what they show. One that overlaps with no other is kept at the right of the
    rest, at the same note size, and named in the warnings.

    Raises:
        ValueError: no photo, or not one tuple of found notes per photo.
    """
    if not photos or len(photos) != len(found):
        raise ValueError(f"need the notes of each of 1 or more photos, got {len(found)} for {len(photos)}")
    groups = link_photos([photo.pixels for photo in photos]) if len(photos) > 1 else ({0: np.eye(3)},)
    planes = [_straight_group(photos, found, group) for group in groups]
    to_plane = _side_by_side(photos, found, planes)
    unit = _unit_frame(photos, to_plane)
    to_wall = tuple(_scaled(unit @ to_plane[i]) for i in range(len(photos)))
    clusters = _merged(photos, found, to_wall)
    return Wall(to_wall, _notes(photos, clusters, to_wall), _warnings(photos, groups))


def _straight_group(
    photos: Sequence[Photo], found: Sequence[tuple[FoundNote, ...]], group: dict[int, FloatArray]
) -> dict[int, FloatArray]:
    """The group's photos on one straight plane; `group` maps each into the frame of its first photo."""
    anchor = photos[next(iter(group))]
    quads = [note.corners.mapped(link) for i, link in group.items() for note in found[i]]
    straight = straighten((anchor.width, anchor.height), quads)
    if not all(_shows_front(straight @ link, photos[i]) for i, link in group.items()):
        straight = np.eye(3)  # a distant photo would be turned inside out; the unstraightened plane holds them all
    return {i: straight @ link for i, link in group.items()}


def _shows_front(to_plane: FloatArray, photo: Photo) -> bool:
    depth = np.column_stack([_frame(photo), np.ones(4)]) @ to_plane[2]
    return bool(depth.min() > 0)


def _side_by_side(
    photos: Sequence[Photo], found: Sequence[tuple[FoundNote, ...]], planes: Sequence[dict[int, FloatArray]]
) -> dict[int, FloatArray]:
    """All groups on one plane, from left to right, scaled so that their notes are equally large."""
    placed: dict[int, FloatArray] = dict(planes[0])
    wanted = _note_side(found, planes[0])
    for plane in planes[1:]:
        low, high = _extent(photos, placed)
        own = _note_side(found, plane)
        side = (
            wanted / own if wanted and own else (high - low)[1] / max(np.ptp(_extent(photos, plane), axis=0)[1], 1e-9)
        )
        scale = np.diag([side, side, 1.0])
        corner = _extent(photos, {i: scale @ m for i, m in plane.items()})[0]
        shift = np.eye(3)
        shift[:2, 2] = (high[0] + GAP * float((high - low).max()) - corner[0], low[1] - corner[1])
        placed |= {i: shift @ scale @ m for i, m in plane.items()}
    return placed


def _note_side(found: Sequence[tuple[FoundNote, ...]], plane: dict[int, FloatArray]) -> float | None:
    areas = [note.corners.mapped(m).area for i, m in plane.items() for note in found[i]]
    return math.sqrt(float(np.median(areas))) if areas else None


def _frame(photo: Photo) -> FloatArray:
    return Quad.box(0, 0, photo.width, photo.height).array


def _extent(photos: Sequence[Photo], plane: dict[int, FloatArray]) -> FloatArray:
    """Lowest and highest x and y of the photos' corners, (2, 2)."""
    corners = np.concatenate([project(m, _frame(photos[i])) for i, m in plane.items()])
    return np.array([corners.min(axis=0), corners.max(axis=0)])


def _unit_frame(photos: Sequence[Photo], plane: dict[int, FloatArray]) -> FloatArray:
    low, high = _extent(photos, plane)
    scale = 1.0 / float((high - low).max())
    return np.array([[scale, 0, -scale * low[0]], [0, scale, -scale * low[1]], [0, 0, 1.0]])


def _scaled(homography: FloatArray) -> FloatArray:
    return np.asarray(homography / homography[2, 2], dtype=np.float64)


@dataclass(frozen=True)
class _Seen:
    """One sighting with what decides whether it is the best: `whole` = not cut by the photo's edge."""

    sighting: Sighting
    on_wall: Quad
    score: float
    whole: bool
    sharpness: float


def _merged(
    photos: Sequence[Photo], found: Sequence[tuple[FoundNote, ...]], to_wall: Sequence[FloatArray]
) -> list[list[_Seen]]:
    """The sightings of each note, the best first; a note has one sighting per photo at most."""
    several = len(photos) > 1
    on_wall = [[note.corners.mapped(matrix) for note in notes] for notes, matrix in zip(found, to_wall, strict=True)]
    wrong = one_or_several(on_wall)
    seen = []
    for i, (photo, notes) in enumerate(zip(photos, found, strict=True)):
        for number, note in enumerate(notes):
            if number not in wrong[i]:
                sharpness = _sharpness(photo.pixels, note.corners) if several else 0.0
                whole = _is_whole(note.corners, photo)
                place = Sighting(i, note.corners)
                seen.append(_Seen(place, on_wall[i][number], note.score, whole, sharpness))
    seen.sort(key=lambda s: (not s.whole, -s.sharpness))
    clusters: list[list[_Seen]] = []
    for one in seen:
        best = max(clusters, key=lambda c: _sameness(c, one), default=None)
        if best is not None and _sameness(best, one) > 0:
            best.append(one)
        else:
            clusters.append([one])
    return clusters


def _notes(
    photos: Sequence[Photo], clusters: Sequence[Sequence[_Seen]], to_wall: Sequence[FloatArray]
) -> tuple[WallNote, ...]:
    """Each note once, from the top down, whole where others cover it."""
    best = [cluster[0] for cluster in clusters]
    shown = [Quad.of(project(matrix, _frame(photo))) for photo, matrix in zip(photos, to_wall, strict=True)]
    seen = np.array([one.on_wall.array for one in best]).reshape(-1, 4, 2)
    whole = complete(seen, [shown[one.sighting.photo] for one in best])
    notes = []
    for cluster, outline in zip(clusters, whole, strict=True):
        first, score = cluster[0], max(one.score for one in cluster)
        note = WallNote(first.sighting, tuple(one.sighting for one in cluster[1:]), first.on_wall, score)
        if (outline != first.on_wall.array).any():
            back = np.asarray(np.linalg.inv(to_wall[first.sighting.photo]), dtype=np.float64)
            note = replace(note, on_wall=Quad.of(outline), whole=Quad.of(project(back, outline)))
        notes.append(note)
    return tuple(sorted(notes, key=lambda n: (n.on_wall.centre[1], n.on_wall.centre[0])))


def _sameness(cluster: list[_Seen], one: _Seen) -> float:
    """How much a sighting covers the cluster's best one, 0 where it is another note."""
    if any(s.sighting.photo == one.sighting.photo for s in cluster):
        return 0.0
    best = cluster[0].on_wall
    shared = overlap(best, one.on_wall)
    if shared > SAME:
        return shared
    if one.whole:
        return 0.0
    covered = shared_area(best, one.on_wall) / max(one.on_wall.area, 1e-12)  # a cut-off note lies within the whole one
    return covered if covered > 0.8 else 0.0


def _is_whole(corners: Quad, photo: Photo, margin: float = 0.004) -> bool:
    x, y = corners.array.T
    edge = margin * max(photo.width, photo.height)
    return bool(x.min() > edge and y.min() > edge and x.max() < photo.width - edge and y.max() < photo.height - edge)


def _sharpness(pixels: Picture, corners: Quad, side: int = 192) -> float:
    """Fine detail of the cut-out at a common size, so that a blurred and a small sighting both count as less sharp."""
    target = np.array([[0, 0], [side, 0], [side, side], [0, side]], dtype=np.float32)
    warp = cv2.getPerspectiveTransform(corners.array.astype(np.float32), target)
    grey = cv2.cvtColor(cv2.warpPerspective(pixels, warp, (side, side), flags=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    return float(cv2.Laplacian(grey, cv2.CV_64F).var())


def _warnings(photos: Sequence[Photo], groups: Sequence[dict[int, FloatArray]]) -> tuple[str, ...]:
    return tuple(
        f"{', '.join(photos[i].file for i in sorted(group))}: shows nothing that the other photos show, so it was put "
        "at the right of them; photos of one wall should overlap by a third"
        for group in groups[1:]
    )
