"""The folder of a rendered wall whose map is its truth, with mistakes put in on purpose: what a person has to mend."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from stickyscan.folder import MAP_FILE, PHOTOS
from stickyscan.journey import Colour, JourneyMap, Lane, MadeBy, Note, PhotoInfo, Stage
from stickyscan.render import Effects, NoteTruth, RenderedWall, WallRecipe, render_wall
from tests.builders import HEXES, IDENTITY, wall_place

STAGES = ("Notice", "Compare", "Sign up", "Use", "Leave")
LANES = ("Touchpoints", "Actions", "Pains", "Ideas")


@dataclass(frozen=True)
class Mistakes:
    """How many notes are wrong in which way; `silent` of the misplaced ones are not marked as doubtful."""

    texts: int = 0
    places: int = 0
    silent: int = 0
    right_but_doubtful: int = 0
    unreadable: int = 0


@dataclass(frozen=True)
class Wall:
    """A wall's folder, and the map as it should be."""

    folder: Path
    truth: JourneyMap


def a_rendered_wall(folder: Path, notes: int, mistakes: Mistakes, seed: int = 11) -> Wall:
    """Render a wall of so many ordinary notes, and write its map with mistakes into a new folder."""
    rendered = _rendered(notes, seed)
    (folder / PHOTOS).mkdir(parents=True)
    Image.fromarray(rendered.pixels).save(folder / PHOTOS / "wall.jpg", quality=88)
    truth = true_map(rendered, notes, (folder / PHOTOS / "wall.jpg").read_bytes())
    (folder / MAP_FILE).write_text(with_mistakes(truth, mistakes, seed).to_json(), encoding="utf-8")
    return Wall(folder, truth)


@cache
def _rendered(notes: int, seed: int) -> RenderedWall:
    calm = Effects(perspective=0.1, room=0.1, clutter=0.0, shadows=0.3, glare=0.0, overlaps=0.0, touching=0.0)
    recipe = WallRecipe(seed=seed, size=(1800, 1350), notes=notes + 8, stages=STAGES, lanes=LANES, effects=calm)
    return render_wall(recipe)


def true_map(rendered: RenderedWall, notes: int, photo: bytes) -> JourneyMap:
    """The map that a perfect reader would make of the first `notes` ordinary notes and all headings."""
    stages = {title: f"s{i}" for i, title in enumerate(STAGES, 1)}
    lanes = {title: f"l{i}" for i, title in enumerate(LANES, 1)}
    ordinary = [note for note in rendered.truth.notes if note.role == "note" and note.text][:notes]
    assert len(ordinary) == notes, f"the wall has {len(ordinary)} legible notes"
    headings = [note for note in rendered.truth.notes if note.role != "note" and note.text]
    counts: dict[tuple[str | None, str | None], int] = {}
    made: list[Note] = []
    for note in [*headings, *ordinary]:
        cell = (stages.get(note.stage or ""), lanes.get(note.lane or ""))
        order = counts.get(cell, 0) if note.role == "note" else 0
        counts[cell] = order + (note.role == "note")
        made.append(_true_note(note, f"n{len(made) + 1}", cell, order))
    width, height = rendered.truth.size
    return JourneyMap(
        title="Signing up",
        language="en",
        made_by=MadeBy(version="0.1.0", finder="truth", reader="truth"),
        photos=(
            PhotoInfo(
                id="p1", file="wall.jpg", sha256=hashlib.sha256(photo).hexdigest(), width=width, height=height,
                to_wall=IDENTITY,
            ),
        ),
        stages=tuple(Stage(id=id_, title=title, source="note") for title, id_ in stages.items()),
        lanes=tuple(Lane(id=id_, title=title, source="note") for title, id_ in lanes.items()),
        notes=tuple(made),
    )  # fmt: skip


def _true_note(note: NoteTruth, id_: str, cell: tuple[str | None, str | None], order: int) -> Note:
    return Note(
        id=id_, role=note.role, text=note.text, text_read=note.text, text_confidence=0.95, needs_review=False,
        colour=Colour(name=note.colour[0], hex=HEXES[note.colour[0]], confidence=0.95), photo="p1", corners=note.quad,
        wall=wall_place(note.quad), stage=cell[0], lane=cell[1], order=order, placed_confidence=0.9,
    )  # fmt: skip


def with_mistakes(truth: JourneyMap, mistakes: Mistakes, seed: int) -> JourneyMap:
    """The map with its mistakes, on notes drawn at random; each note has one at most."""
    draw = random.Random(seed)
    ordinary = [note.id for note in truth.notes if note.role == "note"]
    picked = iter(draw.sample(ordinary, len(ordinary)))
    changed: dict[str, Note] = {}
    notes = {note.id: note for note in truth.notes}
    for _ in range(mistakes.texts):
        note = notes[next(picked)]
        changed[note.id] = _doubtful(note, text=misread(note.text or "", draw))
    for _ in range(mistakes.right_but_doubtful):
        note = notes[next(picked)]
        changed[note.id] = _doubtful(note, text=note.text or "")
    for _ in range(mistakes.unreadable):
        note = notes[next(picked)]
        reasons = {"needs_review": True, "review_reasons": ("unreadable",), "text_confidence": 0.0}
        changed[note.id] = note.model_copy(update={"text": None, "text_read": None, **reasons})
    for i in range(mistakes.places):
        note = notes[next(picked)]
        changed[note.id] = _misplaced(note, truth.stages, silent=i < mistakes.silent)
    return truth.model_copy(update={"notes": tuple(changed.get(note.id, note) for note in truth.notes)})


def _doubtful(note: Note, text: str) -> Note:
    reading = {"text": text, "text_read": text, "text_confidence": 0.5}
    return note.model_copy(update={**reading, "needs_review": True, "review_reasons": ("doubtful_text",)})


def _misplaced(note: Note, stages: Sequence[Stage], *, silent: bool) -> Note:
    """The note in the stage beside its own, as its last."""
    ids = [stage.id for stage in stages]
    own = ids.index(note.stage or "")
    place = {"stage": ids[own + 1] if own + 1 < len(ids) else ids[own - 1], "order": 99}
    doubt = {} if silent else {"needs_review": True, "review_reasons": ("doubtful_place",), "placed_confidence": 0.4}
    return note.model_copy(update={**place, **doubt})


def misread(text: str, draw: random.Random) -> str:
    """The text with one to three letters taken for others, as a reader would."""
    alike = {"a": "o", "e": "c", "i": "l", "l": "1", "n": "u", "o": "a", "r": "n", "s": "5", "t": "f", "u": "v"}
    places = [i for i, letter in enumerate(text) if letter in alike]
    wrong = set(draw.sample(places, min(len(places), draw.randint(1, 3))))
    return "".join(alike[letter] if i in wrong else letter for i, letter in enumerate(text))
