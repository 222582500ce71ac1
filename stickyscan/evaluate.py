"""Labels and maps in, figures out: how many notes were found, read, coloured and placed as a careful person would.

Found: outlines that overlap by half (IoU >= 0.5), one to one. Read: edits over characters, case, spacing, dashes and
quotes folded; a note that was not found counts as wholly wrong. Placed: right under the best one-to-one pairing of the
map's stages (lanes) with the labelled ones. Labels marked "ignore", and what lies in ignored regions, count nowhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from scipy.optimize import linear_sum_assignment

from stickyscan.folder import MAP_FILE, read_map
from stickyscan.geometry import FloatArray, Quad, overlap
from stickyscan.journey import JourneyMap, Lane, Note, Stage
from stickyscan.labels import LabelledGroup, LabelledNote, LabelledWall, read_labels
from stickyscan.settings import LIMITS, LimitSettings
from stickyscan.spelling import edits
from stickyscan.tally import Counts, Rates, rates

SAME_OUTLINE = 0.5  # IoU
READ_WELL = 0.1  # edits per character up to which a note is usable without retyping
SAME_TITLE = 0.34  # edits per character up to which a heading counts as recognised
_FOLDS = (("‘’´`", "'"), ("“”„", '"'), ("–—−‐", "-"))  # noqa: RUF001 - these look alike, which is the point


@dataclass(frozen=True)
class Match:
    """Which found outline is which labelled note; what counts nowhere is in neither.

    `labels`: for each label that counts its index, the index of the found outline or None, and their IoU.
    `wrong`: indices of the found outlines that are no note.
    """

    labels: tuple[tuple[int, int | None, float], ...]
    wrong: tuple[int, ...]


@dataclass(frozen=True)
class NoteRow:
    """A labelled note and what became of it; `cer` is None for notes that nobody can read, `iou` for missed ones.

    `covered`: another note lies over more than a seventh of it.
    """

    id: str
    found: bool
    iou: float | None
    text: str | None
    read: str | None
    cer: float | None
    accepted_colours: tuple[str, ...]
    colour: str | None
    covered: bool = False


@dataclass(frozen=True)
class WallScore:
    """One wall; `missing` = there is no map of it, which counts as a map without notes."""

    name: str
    counts: Counts
    notes: tuple[NoteRow, ...]
    missing: bool

    @property
    def rates(self) -> Rates:
        """The wall's own rates."""
        return rates(self.counts)


@dataclass(frozen=True)
class Evaluation:
    """All labelled walls, in order of name."""

    walls: tuple[WallScore, ...]

    @property
    def total(self) -> Rates:
        """Rates over all walls together, so that each note (not each wall) weighs the same."""
        return rates(sum((wall.counts for wall in self.walls), Counts()))


def evaluate(truth_dir: Path, maps_dir: Path, limits: LimitSettings = LIMITS) -> Evaluation:
    """Score every labelled wall of `truth_dir` (NAME.json) against `maps_dir` (NAME.json or NAME/map.json).

    Raises:
        InputError: there are no labels, or a label file or map cannot be read.
    """
    walls = []
    for name, truth in read_labels(truth_dir, limits).items():
        file = next((f for f in (maps_dir / f"{name}.json", maps_dir / name / MAP_FILE) if f.is_file()), None)
        journey = None if file is None else read_map(file, limits)
        walls.append(score_wall(name, truth, journey))
    return Evaluation(tuple(walls))


def score_wall(name: str, truth: LabelledWall, journey: JourneyMap | None) -> WallScore:
    """Count one wall."""
    found = () if journey is None else journey.notes
    match = match_outlines(truth, [np.array(note.corners, dtype=np.float64) for note in found])
    judged = [_Judged(truth.notes[i], None if j is None else found[j], iou) for i, j, iou in match.labels]
    placed = [one for one in judged if one.label.role == "note"]
    stages = [(one.label.stage, one.note.stage if one.note else None) for one in placed if one.label.stage is not None]
    lanes = [(one.label.lane, one.note.lane if one.note else None) for one in placed if one.label.lane is not None]
    heads = [
        *_headings(truth.stages, () if journey is None else journey.stages),
        *_headings(truth.lanes, () if journey is None else journey.lanes),
    ]
    whole = Counts(
        fp=len(match.wrong), stage_n=len(stages), stage_ok=_best_pairing(stages), lane_n=len(lanes),
        lane_ok=_best_pairing(lanes), heads_n=len(heads), heads_ok=sum(heads),
    )  # fmt: skip
    if truth.connectors is not None:
        wrong = frozenset(found[j].id for j in match.wrong)
        whole = sum(
            (_arrows(truth, judged, journey, wrong), *map(_mood, judged), _curve(truth, judged, journey)), whole
        )
    return WallScore(
        name, sum((one.counts for one in judged), whole), tuple(one.row for one in judged), journey is None
    )


def _arrows(
    truth: LabelledWall, judged: Sequence[_Judged], journey: JourneyMap | None, wrong: frozenset[str]
) -> Counts:
    """Arrows with the right notes and direction; a line without heads may go either way, one with two counts twice."""
    names = {one.note.id: str(one.label.id) for one in judged if one.note}
    labels = [(str(link.source), str(link.target), link.heads, link.ignore) for link in truth.connectors or ()]
    open_ = {frozenset((a, b)) for a, b, heads, ignore in labels if not ignore and heads != 1}
    wanted = {(a, b) for a, b, heads, ignore in labels if not ignore}
    both = {frozenset((a, b)) for a, b, heads, ignore in labels if not ignore and heads == 2}
    unjudged = {frozenset((a, b)) for a, b, _, ignore in labels if ignore}
    right: set[tuple[str, str]] = set()
    false = 0
    for link in () if journey is None else journey.connectors:
        pair = names.get(link.source, ""), names.get(link.target, "")
        if pair in wanted or frozenset(pair) in open_:
            right.add(pair)
        elif not (frozenset(pair) in unjudged or ("" in pair and not {link.source, link.target} & wrong)):
            false += 1
    return Counts(arrows_tp=len(right), arrows_fp=false, arrows_fn=max(len(wanted) + len(both) - len(right), 0))


def _mood(one: _Judged) -> Counts:
    """Sentiment and emphasis of a note on a wall where they are labelled."""
    label, note = one.label, one.note
    said, wanted = bool(note and note.moment_of_truth), bool(label.moment_of_truth)
    moment = Counts(moment_tp=said and wanted, moment_fp=said and not wanted, moment_fn=wanted and not said)
    told = None if note is None else note.sentiment
    if label.sentiment is None:
        return moment + Counts(mood_made_up=told is not None)
    return moment + Counts(mood_n=1, mood_ok=told == label.sentiment)


def _curve(truth: LabelledWall, judged: Sequence[_Judged], journey: JourneyMap | None) -> Counts:
    """Labelled levels that the map has: those of stages whose notes are mostly in that stage of the map."""
    levels = {point.stage: point.sentiment for point in journey.curve} if journey else {}
    right = 0
    for label in truth.curve or ():
        own = [one.note.stage for one in judged if one.note and one.note.stage and one.label.stage == label.stage]
        right += bool(own) and levels.get(max(set(own), key=own.count)) == label.sentiment
    return Counts(curve_n=len(truth.curve or ()), curve_ok=right)


def match_outlines(truth: LabelledWall, outlines: Sequence[FloatArray]) -> Match:
    """Pair labels with found outlines (4, 2), one to one, as every figure of finding does."""
    regions = [np.array(region, dtype=np.float64) for region in truth.ignore_regions or ()]
    quads = [np.array(label.quad, dtype=np.float64) for label in truth.notes]
    matches = _matches(quads, outlines)
    labels: list[tuple[int, int | None, float]] = []
    for i, label in enumerate(truth.notes):
        j, iou = matches.get(i, (None, 0.0))
        hidden = j is None and _share_inside(quads[i], regions) > 0.5
        if not label.ignore and not hidden:
            labels.append((i, j, iou))
    taken = {j for j, _ in matches.values()}
    wrong = (j for j, quad in enumerate(outlines) if j not in taken and _share_inside(quad, regions) <= 0.5)
    return Match(tuple(labels), tuple(wrong))


def fold(text: str | None) -> str:
    """Text with case, spacing and variants of quotes and dashes folded away."""
    plain = unicodedata.normalize("NFKC", text or "").casefold()
    for variants, folded in _FOLDS:
        plain = re.sub(f"[{variants}]", folded, plain)
    return re.sub(r"\s+", " ", plain).strip()


@dataclass(frozen=True)
class _Judged:
    """A label that counts, with the note of the map that matches it."""

    label: LabelledNote
    note: Note | None
    iou: float

    @property
    def cer(self) -> float | None:
        want = fold(self.label.text)
        return self._wrong / len(want) if self.label.legible and want else None

    @property
    def _wrong(self) -> int:
        want = fold(self.label.text)
        return min(edits(want, fold(self.note.text) if self.note else ""), len(want))

    @property
    def counts(self) -> Counts:
        label, note = self.label, self.note
        counts = Counts(tp=1, iou=self.iou) if note else Counts(fn=1)
        if note and label.colour:
            counts += Counts(colour_n=1, colour_ok=int(note.colour.name in label.colour))
        if note and label.votes is not None:
            counts += Counts(votes_n=1, votes_ok=int((note.votes or 0) == label.votes))
        if self.cer is None:
            return counts
        well = self.cer <= READ_WELL
        counts += Counts(legible=1, chars=len(fold(label.text)), edits=self._wrong, good=int(well))
        if note and well:
            counts += Counts(well=1, false_flag=int(note.needs_review))
        elif note:
            counts += Counts(bad=1, flagged=int(note.needs_review))
        return counts

    @property
    def row(self) -> NoteRow:
        label, note = self.label, self.note
        return NoteRow(
            id=str(label.id), found=note is not None, iou=self.iou if note else None, text=label.text,
            read=note.text if note else None, cer=self.cer, accepted_colours=label.colour or (),
            colour=note.colour.name if note else None, covered=bool(label.occluded),
        )  # fmt: skip


def _matches(labels: Sequence[FloatArray], found: Sequence[FloatArray]) -> dict[int, tuple[int, float]]:
    """Label index to (index of the found outline, IoU); one to one, the best in sum."""
    if not labels or not found:
        return {}
    hulls = [_hull(points) for points in found]
    table = np.array([[overlap(own, hull) for hull in hulls] for own in map(_hull, labels)])
    rows, columns = linear_sum_assignment(-np.where(table >= SAME_OUTLINE, table, 0))
    return {
        int(r): (int(c), float(table[r, c])) for r, c in zip(rows, columns, strict=True) if table[r, c] >= SAME_OUTLINE
    }


def _hull(points: FloatArray) -> Quad:
    """Convex outline, even where labelled corners dent or cross; a triangle repeats its last corner."""
    hull = cv2.convexHull(points.astype(np.float32)).reshape(-1, 2).tolist()
    return Quad.of([*hull, *([hull[-1]] * (4 - len(hull)))])


def _share_inside(quad: FloatArray, regions: Sequence[FloatArray]) -> float:
    """The largest share of the outline that lies in one region (any simple polygon); counted on the pixel grid."""
    if not regions:
        return 0.0
    low = np.floor(quad.min(axis=0)) - 1
    width, height = (np.ceil(quad.max(axis=0) - low).astype(int) + 2).tolist()
    own = _filled((height, width), quad - low)
    inside = [float((own & _filled((height, width), region - low)).sum()) for region in regions]
    return max(inside) / max(int(own.sum()), 1)


def _filled(size: tuple[int, int], polygon: FloatArray) -> np.ndarray:
    return np.asarray(cv2.fillPoly(np.zeros(size, np.uint8), [np.round(polygon).astype(np.int32)], (1,)))


def _best_pairing(pairs: Sequence[tuple[str | None, str | None]]) -> int:
    """How many (labelled, mapped) pairs agree under the best one-to-one renaming of what the map has."""
    known = [(label, name) for label, name in pairs if name is not None]
    if not known:
        return 0
    labels, names = sorted({str(label) for label, _ in pairs}), sorted({str(name) for _, name in known})
    table = np.zeros((len(labels), len(names)), dtype=int)
    for label, name in known:
        table[labels.index(str(label)), names.index(str(name))] += 1
    rows, columns = linear_sum_assignment(-table)
    return int(table[rows, columns].sum())


def _headings(truth: Sequence[LabelledGroup] | None, groups: Iterable[Stage | Lane]) -> list[bool]:
    """For each title that is to be seen on the wall, whether the map has it."""
    titles = [title for group in groups if (title := fold(group.title))]
    wanted = [fold(t.title) for t in truth or () if t.source in ("note", "board")]
    return [any(edits(w, t) <= SAME_TITLE * len(w) for t in titles) for w in wanted if w and "?" not in w]
