"""Labelled photos and finders in, what each finder made of each photo out: finding and completing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stickyscan.engines.protocols import FoundNote, NoteFinder
from stickyscan.evaluate import match_outlines
from stickyscan.geometry import Quad
from stickyscan.labels import LabelledWall, read_labels
from stickyscan.steps.decode_photo import Photo, decode_photo
from stickyscan.steps.join_photos import join_photos
from stickyscan.tally import Counts
from tests.bench.conditions import conditions
from tests.bench.folders import photos_in


@dataclass(frozen=True)
class Walls:
    """A folder's labelled photos, by name."""

    folder: Path
    photos: dict[str, Path]
    labels: dict[str, LabelledWall]

    @classmethod
    def of(cls, folder: Path, only: Sequence[str] = ()) -> Walls:
        """From NAME.jpg + NAME.json, or photos/ and truth/; the walls named, or all.

        Raises:
            InputError: there are no labels, or one cannot be read.
        """
        truth = folder / "truth" if (folder / "truth").is_dir() else folder
        files = {file.stem: file for file in photos_in(folder)}
        labels = {n: wall for n, wall in read_labels(truth).items() if n in files and (not only or n in only)}
        return cls(folder, {name: files[name] for name in labels}, labels)


@dataclass(frozen=True)
class Seen:
    """A labelled or found note that counts: its conditions, whether it was found (is a note), the score stated."""

    conditions: frozenset[str]
    right: bool
    score: float | None = None


@dataclass(frozen=True)
class Judged:
    """What a finder made of a wall."""

    wall: str
    counts: Counts
    labels: tuple[Seen, ...]
    finds: tuple[Seen, ...]


@dataclass(frozen=True)
class Memory:
    """Keeps finds in a folder, so that a second run need not find again; without a folder it keeps nothing."""

    folder: Path | None

    def find(self, finder: NoteFinder, name: str, photo: Photo) -> tuple[FoundNote, ...]:
        """The kept finds of this photo, else what the finder finds now."""
        if self.folder is None:
            return finder.find(photo.pixels)
        file = self.folder / finder.name / f"{name}-{photo.sha256[:12]}.json"
        if file.is_file():
            return tuple(FoundNote(Quad.of(corners), score) for corners, score in json.loads(file.read_text("utf-8")))
        found = finder.find(photo.pixels)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps([(note.corners.corners, note.score) for note in found]), "utf-8")
        return found


def judge_walls(
    walls: Walls, finders: Sequence[NoteFinder], memory: Memory, as_seen: bool = False
) -> Iterator[tuple[Judged, ...]]:
    """One wall after the other: what each finder made of it, covered notes completed unless `as_seen`."""
    for name, truth in walls.labels.items():
        photo = decode_photo(walls.photos[name])
        outlines = [Quad.of(label.quad) for label in truth.notes]
        of_labels = conditions(photo.pixels, outlines, [bool(label.occluded) for label in truth.notes])
        found = [memory.find(finder, name, photo) for finder in finders]
        found = found if as_seen else [_completed(photo, notes) for notes in found]
        of_finds = [conditions(photo.pixels, [note.corners for note in notes]) for notes in found]
        sys.stderr.write(f"{name}: {len(outlines)} labels, found {', '.join(str(len(notes)) for notes in found)}\n")
        yield tuple(judge(name, truth, notes, (of_labels, held)) for notes, held in zip(found, of_finds, strict=True))


def _completed(photo: Photo, notes: tuple[FoundNote, ...]) -> tuple[FoundNote, ...]:
    """As the map gives them, in the same order."""
    whole = {note.best.corners: note.corners for note in join_photos([photo], [notes]).notes}
    return tuple(FoundNote(whole[note.corners], note.score) for note in notes)


def judge(
    name: str,
    truth: LabelledWall,
    found: Sequence[FoundNote],
    held: tuple[Sequence[frozenset[str]], Sequence[frozenset[str]]],
) -> Judged:
    """Count one finder's finds on one wall; `held` are the conditions of all labels and of all finds."""
    of_labels, of_finds = held
    match = match_outlines(truth, [note.corners.array for note in found])
    right = {j for _, j, _ in match.labels if j is not None}
    counts = Counts(
        tp=len(right),
        fp=len(match.wrong),
        fn=len(match.labels) - len(right),
        iou=sum(iou for _, _, iou in match.labels),
    )
    labels = tuple(Seen(of_labels[i], j is not None) for i, j, _ in match.labels)
    finds = tuple(Seen(of_finds[j], j in right, found[j].score) for j in sorted(right | set(match.wrong)))
    return Judged(name, counts, labels, finds)
