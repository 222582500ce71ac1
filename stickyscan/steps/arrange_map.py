"""Notes, their colours and texts, and the board in; the arranged `JourneyMap` out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from stickyscan.geometry import FloatArray, Point, Quad
from stickyscan.journey import (
    Colour,
    Corners,
    JourneyMap,
    Kind,
    KindSource,
    Lane,
    LegendEntry,
    MadeBy,
    Note,
    ReviewReason,
    Role,
    Sighting,
    Stage,
)
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import Wall, WallNote
from stickyscan.steps.layout.expected import expected_title, lane_kind, same_titles, taken_for
from stickyscan.steps.layout.grouping import Group, Grouping, Place
from stickyscan.steps.layout.kinds import kind_of_heading
from stickyscan.steps.layout.lay_out import Layout, lay_out
from stickyscan.steps.layout.meaning import OnWall, add_meaning
from stickyscan.steps.layout.order import reading_order
from stickyscan.steps.layout.records import photo_record, place_on_wall, unread_warning
from stickyscan.steps.layout.scene import Item, Scene, Upright
from stickyscan.steps.name_colours import NoteColour
from stickyscan.steps.read_board import Board
from stickyscan.steps.read_marks import Marks
from stickyscan.steps.read_notes import NoteText
from stickyscan.template import Template

SURE_NOTE = 0.95
SURE_COLOUR = 0.75
SURE_PLACE = 0.5
EDGE = 0.002  # of the photo's longer side: corners this near the photo's edge may be cut off


@dataclass(frozen=True)
class Readings:
    """What the earlier steps saw, note by note in the order of `wall.notes`."""

    wall: Wall
    colours: tuple[NoteColour, ...]
    texts: tuple[NoteText, ...]
    board: Board
    marks: Marks | None = None  # nobody looked for any

    def __post_init__(self) -> None:
        """Refuse tuples that do not belong together."""
        counts = (len(self.wall.notes), len(self.colours), len(self.texts), len(self.votes))
        if len(set(counts)) != 1:
            raise ValueError(f"notes, colours, texts and votes must go together, got {counts} of them")

    @property
    def votes(self) -> tuple[int | None, ...]:
        """Dots on each note, None where there was no vote."""
        return self.marks.votes if self.marks else (None,) * len(self.wall.notes)


@dataclass(frozen=True)
class _Seen:
    """One note with all that was read of it."""

    note: WallNote
    colour: NoteColour
    text: NoteText
    votes: int | None
    number: int  # in `wall.notes`


def arrange_map(photos: Sequence[Photo], seen: Readings, template: Template | None, made_by: MadeBy) -> JourneyMap:
    """Put the notes into stages and lanes, as far as headers, headings, lines or their alignment bear it out.

    The result does not depend on the order of the notes.
    """
    template = template or Template(name="none")
    notes = _in_stable_order(seen)
    upright = Upright.of([s.note.on_wall for s in notes])
    scene = _scene(notes, seen.board, upright)
    layout = lay_out(scene)
    ordered = reading_order(scene.items)
    writer = _Writer(photos, template, layout, _stages(layout, template), _lanes(layout, template))
    ranks = _ranks(ordered, writer)
    written = tuple(writer.note(f"n{n}", notes[i.index], i.index, ranks[i.index]) for n, i in enumerate(ordered, 1))
    journey = JourneyMap(
        title=layout.title or template.title,
        persona=template.persona,
        scenario=template.scenario,
        made_by=made_by,
        photos=tuple(photo_record(n, photo, matrix) for n, (photo, matrix) in enumerate(_pairs(photos, seen.wall), 1)),
        stages=tuple(dict.fromkeys(writer.stages)),
        lanes=tuple(dict.fromkeys(writer.lanes)),
        legend=tuple(LegendEntry(colour=c, kind=k, source="template") for c, k in template.legend.items()),
        notes=written,
        warnings=(*seen.wall.warnings, *unread_warning(written), *_retitled(writer)),
    )
    if seen.marks is None:
        return journey
    names = {notes[item.index].number: f"n{n}" for n, item in enumerate(ordered, 1)}
    boxes = {f"n{n}": item.box for n, item in enumerate(ordered, 1)}
    wall = OnWall(tuple(names[i] for i in range(len(notes))), boxes, scene, upright.to_scene)
    return add_meaning(journey, seen.marks, wall)


def _in_stable_order(seen: Readings) -> tuple[_Seen, ...]:
    """The notes from the top down, whatever order they came in."""
    parts = zip(seen.wall.notes, seen.colours, seen.texts, seen.votes, range(len(seen.votes)), strict=True)
    together = (_Seen(*part) for part in parts)
    return tuple(
        sorted(together, key=lambda s: (s.note.on_wall.centre[::-1], s.note.best.photo, s.note.best.corners.corners))
    )


def _retitled(writer: _Writer) -> tuple[str, ...]:
    """A warning for each heading whose title is not what was read."""
    pairs: list[tuple[Group, Stage | Lane]] = [
        *zip(writer.layout.stages.groups, writer.stages, strict=True),
        *zip(writer.layout.lanes.groups, writer.lanes, strict=True),
    ]
    told = (taken_for(group.title, named.title) for group, named in pairs)
    return tuple(dict.fromkeys(text for text in told if text))


def _pairs(photos: Sequence[Photo], wall: Wall) -> list[tuple[Photo, FloatArray]]:
    return list(zip(photos, wall.to_wall, strict=True))


def _scene(notes: Sequence[_Seen], board: Board, upright: Upright) -> Scene:
    """The wall in note sizes."""
    items = tuple(
        Item(n, upright.box(s.note.on_wall), s.colour.name, _tint(s.colour.hex), s.text.text)
        for n, s in enumerate(notes)
    )
    uprights, levels = upright.dividers([(line.start, line.end) for line in board.lines])
    labels = tuple(upright.label(t.text, t.on_wall) for t in board.texts)
    return Scene(items, labels, uprights, levels)


def _tint(hexadecimal: str) -> Point:
    """The a and b of CIE Lab of a "#rrggbb" colour."""
    rgb = np.array([[[int(hexadecimal[i : i + 2], 16) / 255 for i in (1, 3, 5)]]], np.float32)
    _, a, b = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB)[0, 0]
    return float(a), float(b)


def _stages(layout: Layout, template: Template) -> tuple[Stage, ...]:
    """The stage of each group of columns; the columns of two panels that are headed alike are one stage."""
    groups = layout.stages.groups
    titles = [expected_title(group.title, template.stages) for group in groups]
    numbers = same_titles(titles)
    return tuple(Stage(id=f"s{n}", title=titles[n - 1], source=groups[n - 1].source) for n in numbers)


def _lanes(layout: Layout, template: Template) -> tuple[Lane, ...]:
    """The lane of each group of rows, like `_stages`."""
    groups = layout.lanes.groups
    titles = [expected_title(group.title, tuple(lane.title for lane in template.lanes)) for group in groups]
    kinds = [lane_kind(title, template) for title in titles]
    numbers = same_titles(titles)
    return tuple(Lane(id=f"l{n}", title=titles[n - 1], kind=kinds[n - 1], source=groups[n - 1].source) for n in numbers)


def _ranks(ordered: Sequence[Item], writer: _Writer) -> dict[int, int]:
    """Place of each note among those of its cell, from 0, in reading order."""
    counts: dict[tuple[str | None, str | None], int] = {}
    ranks = {}
    for item in ordered:
        stage, lane = writer.layout.stages.places.get(item.index), writer.layout.lanes.places.get(item.index)
        cell = (writer.stages[stage.group].id if stage else None, writer.lanes[lane.group].id if lane else None)
        ranks[item.index] = counts.get(cell, 0)
        counts[cell] = ranks[item.index] + 1
    return ranks


@dataclass(frozen=True)
class _Writer:
    """Writes notes down, given where everything stands."""

    photos: Sequence[Photo]
    template: Template
    layout: Layout
    stages: tuple[Stage, ...]
    lanes: tuple[Lane, ...]

    def note(self, name: str, seen: _Seen, index: int, rank: int) -> Note:
        """One note of the map."""
        role = self._role(index)
        stage = self.layout.stages.places.get(index) if role == "note" else None
        lane = self.layout.lanes.places.get(index) if role == "note" else None
        heads_stage, heads_lane = _headed(self.layout.stages, index), _headed(self.layout.lanes, index)
        reasons = _reasons(seen, self.photos) + (self._doubtful_place(stage, lane) if role == "note" else ())
        stage_number = stage.group if stage else heads_stage
        lane_number = lane.group if lane else heads_lane
        kind, kind_source = self._kind(seen.colour, stage_number, lane_number) if role == "note" else (None, None)
        on_wall = seen.note.on_wall.turned(seen.text.quarters)
        return Note(
            id=name,
            role=role,
            text=seen.text.text,
            text_read=seen.text.read,
            text_confidence=seen.text.confidence,
            alternatives=seen.text.alternatives,
            needs_review=bool(reasons),
            review_reasons=reasons,
            colour=Colour(name=seen.colour.name, hex=seen.colour.hex, confidence=seen.colour.confidence),
            photo=f"p{seen.note.best.photo + 1}",
            corners=_corners(seen.note.corners.turned(seen.text.quarters)),
            also_in=tuple(
                Sighting(photo=f"p{s.photo + 1}", corners=_corners(s.corners.turned(seen.text.quarters)))
                for s in seen.note.also
            ),
            wall=place_on_wall(on_wall),
            stage=self.stages[stage_number].id if stage_number is not None else None,
            lane=self.lanes[lane_number].id if lane_number is not None else None,
            order=rank,
            placed_confidence=1.0 if role != "note" else min((p.confidence for p in (stage, lane) if p), default=0.0),
            kind=kind,
            kind_source=kind_source,
            votes=seen.votes if role == "note" else None,
        )

    def _role(self, index: int) -> Role:
        if index in self.layout.title_notes:
            return "title"
        if _headed(self.layout.stages, index) is not None:
            return "stage_header"
        return "lane_header" if _headed(self.layout.lanes, index) is not None else "note"

    def _doubtful_place(self, stage: Place | None, lane: Place | None) -> tuple[ReviewReason, ...]:
        """Doubt where a wall has columns or rows and the note stands between two of them, or in none."""
        axes = ((self.stages, stage), (self.lanes, lane))
        unsure = any(groups and (place is None or place.confidence < SURE_PLACE) for groups, place in axes)
        return ("doubtful_place",) if unsure else ()

    def _kind(self, colour: NoteColour, stage: int | None, lane: int | None) -> tuple[Kind | None, KindSource | None]:
        """From the legend, else the lane, else the heading of the column."""
        if colour.name in self.template.legend:
            return self.template.legend[colour.name], "legend"
        if lane is not None and (kind := self.lanes[lane].kind):
            return kind, "lane"
        if stage is not None and (kind := kind_of_heading(self.stages[stage].title)):
            return kind, "heading"
        return None, None


def _headed(grouping: Grouping, index: int) -> int | None:
    """The group whose header this note is."""
    return next((n for n, group in enumerate(grouping.groups) if group.header == index), None)


def _reasons(seen: _Seen, photos: Sequence[Photo]) -> tuple[ReviewReason, ...]:
    """Why a person should look at the note itself."""
    photo = photos[seen.note.best.photo]
    x, y = seen.note.best.corners.array.T
    edge = EDGE * max(photo.width, photo.height)
    cut = min(x.min(), y.min(), photo.width - x.max(), photo.height - y.max()) < edge
    doubts: tuple[tuple[ReviewReason, bool], ...] = (
        ("unreadable", seen.text.text is None),
        ("doubtful_text", seen.text.text is not None and seen.text.doubtful),
        ("drawing", seen.text.drawing),
        ("doubtful_note", seen.note.score < SURE_NOTE),
        ("doubtful_colour", seen.colour.confidence < SURE_COLOUR),
        ("cut_off", bool(cut)),
    )
    return tuple(reason for reason, holds in doubts if holds)


def _corners(quad: Quad) -> Corners:
    return quad.corners
