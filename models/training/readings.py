"""Labelled walls in; every legible note as it is read from its labelled outline, and whether that is usable, out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stickyscan.engines.protocols import TextReader
from stickyscan.evaluate import READ_WELL, NoteRow, fold
from stickyscan.geometry import Quad
from stickyscan.labels import LabelledNote, LabelledWall, read_labels
from stickyscan.spelling import edits
from stickyscan.steps.decode_photo import SUFFIXES, Photo, decode_photo
from stickyscan.steps.join_photos import Sighting, WallNote
from stickyscan.steps.read_notes import lines_of, text_of
from stickyscan.steps.trust.evidence import describe


@dataclass(frozen=True)
class Reading:
    """A legible note: what is written, what is given as its text, and the judge's evidence if there is any text."""

    wall: str
    id: str
    want: str
    got: str | None
    covered: bool
    evidence: tuple[float, ...] | None

    @property
    def row(self) -> NoteRow:
        """As `stickyscan evaluate` would have it."""
        want = fold(self.want)
        cer = min(edits(want, fold(self.got)), len(want)) / len(want)
        return NoteRow(self.id, True, 1.0, self.want, self.got, cer, (), None, self.covered)

    @property
    def usable(self) -> bool:
        """Whether it needs no retyping."""
        cer = self.row.cer
        return cer is not None and cer <= READ_WELL


def readings_of(walls: Path, reader: TextReader, *, jitter: float = 0.0, kept: Path | None = None) -> list[Reading]:
    """Read the labelled notes of all walls of a folder (NAME.jpg + NAME.json, or photos/ and truth/).

    Args:
        walls: the folder.
        reader: what reads.
        jitter: how far corners are moved at random, as a share of the note's side: found outlines are not exact.
        kept: a JSON file in which readings are kept, so that a second run does not read again.
    """
    if kept is not None and kept.is_file():
        return [Reading(**one) for one in json.loads(kept.read_text("utf-8"))]
    truth = walls / "truth" if (walls / "truth").is_dir() else walls
    photos = walls / "photos" if (walls / "photos").is_dir() else walls
    readings: list[Reading] = []
    for name, wall in read_labels(truth).items():
        file = next(file for file in sorted(photos.glob(f"{name}.*")) if file.suffix.lower() in SUFFIXES)
        readings += _on_wall(name, decode_photo(file), wall, reader, np.random.default_rng(len(readings)), jitter)
        sys.stderr.write(f"{name}: {len(readings)} notes so far\n")
    if kept is not None:
        kept.write_text(json.dumps([vars(one) for one in readings], ensure_ascii=False), "utf-8")
    return readings


def _on_wall(
    name: str, photo: Photo, wall: LabelledWall, reader: TextReader, rng: np.random.Generator, jitter: float
) -> Iterator[Reading]:
    quads = [_moved(Quad.of(label.quad), rng, jitter) for label in wall.notes]
    # All notes are given, because some of those that nobody can read lie over others; only the legible ones are kept.
    notes = lines_of([photo], [WallNote(Sighting(0, quad), (), quad, 1.0) for quad in quads], reader)
    for label, note in zip(wall.notes, notes, strict=True):
        if not _counts(label):
            continue
        evidence = tuple(describe(note).tolist()) if note.lines and all(line.doubts for line in note.lines) else None
        yield Reading(name, str(label.id), label.text or "", text_of(note), bool(label.occluded), evidence)


def _counts(label: LabelledNote) -> bool:
    return bool(label.legible and fold(label.text) and not label.ignore)


def _moved(quad: Quad, rng: np.random.Generator, jitter: float) -> Quad:
    return Quad.of(quad.array + rng.normal(0, jitter, (4, 2)) * max(quad.area, 1.0) ** 0.5)
