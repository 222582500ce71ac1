"""What finders made of walls in, Markdown tables out; one column, or group of columns, for each finder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from stickyscan.steps.arrange_map import SURE_NOTE
from stickyscan.tally import Counts, rates
from tests.bench.conditions import MEANINGS
from tests.bench.finder_cost import FinderCost
from tests.bench.finding import Judged, Seen
from tests.bench.tables import share, table

BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
WEAK_F1, STRONG_F1 = 0.85, 0.95
RATES = ("precision", "recall", "f1", "iou")

ByFinder = Mapping[str, Sequence[Judged]]


def accuracy(judged: ByFinder) -> list[str]:
    """Precision, recall, F1 and IoU of each wall and of all; how many walls are weak."""
    names = [wall.wall for wall in next(iter(judged.values()))]
    rows = [
        [name, str(_notes(walls[i] for walls in judged.values())), *_figures([walls[i] for walls in judged.values()])]
        for i, name in enumerate(names)
    ]
    totals = [Judged("all", _sum(walls), (), ()) for walls in judged.values()]
    rows.append(["**all**", str(_notes(totals)), *_figures(totals)])
    head = ["wall", "notes", *(f"{finder} {short}" for finder in judged for short in ("P", "R", "F1", "IoU"))]
    return [*table(head, rows), "", *(_weakest(finder, walls) for finder, walls in judged.items())]


def by_condition(judged: ByFinder) -> list[str]:
    """Recall of the labelled notes and precision of the found notes that meet a condition."""
    head = ["condition", "notes", *(f"{f} R" for f in judged), *(f"{f} P (finds)" for f in judged), "meaning"]
    rows = []
    for name, meaning in MEANINGS.items():
        labels = {f: _those(name, (seen for wall in walls for seen in wall.labels)) for f, walls in judged.items()}
        finds = {f: _those(name, (seen for wall in walls for seen in wall.finds)) for f, walls in judged.items()}
        recall = [_right(seen) for seen in labels.values()]
        precision = [f"{_right(seen)} ({len(seen)})" for seen in finds.values()]
        rows.append([name, str(len(next(iter(labels.values())))), *recall, *precision, meaning])
    return table(head, rows)


def calibration(judged: ByFinder) -> list[str]:
    """For each bin of stated scores: how many finds, what they state on average, and which share are notes."""
    head = ["stated", *(f"{finder} {what}" for finder in judged for what in ("finds", "mean stated", "are notes"))]
    finds = {finder: [seen for wall in walls for seen in wall.finds] for finder, walls in judged.items()}
    rows = []
    for low, high in pairwise(BINS):
        cells = []
        for here in (_stated(low, high, seen) for seen in finds.values()):
            cells += [str(len(here)), share(sum(map(_score, here)), len(here)), _right(here)]
        rows.append([f"{low:.2f}-{high:.2f}", *cells])
    errors = [cell for seen in finds.values() for cell in ("", "", f"{expected_error(seen):.3f}")]
    return table(head, [*rows, ["**expected calibration error**", *errors]])


def expected_error(finds: Sequence[Seen]) -> float:
    """Mean distance of stated from true share over the bins, weighed by their finds (Naeini et al. 2015); 0 of none."""
    wrong = 0.0
    for low, high in pairwise(BINS):
        here = _stated(low, high, finds)
        wrong += abs(sum(map(_score, here)) - sum(one.right for one in here))
    return wrong / max(len(finds), 1)


def false_notes(finds: Mapping[str, Mapping[str, Sequence[float]]]) -> list[str]:
    """False notes of each note-free photo and for each photo on average, and how many of them are not flagged.

    `finds`: by finder, by photo, the scores of what was found.
    """
    head = ["note-free photo", *(f"{finder} {what}" for finder in finds for what in ("false", "not flagged"))]
    names = list(next(iter(finds.values())))
    rows = []
    for name in names:
        scores = [by_photo[name] for by_photo in finds.values()]
        if any(scores):
            rows.append([name, *(str(n) for one in scores for n in (len(one), _sure(one)))])
    clean = len(names) - len(rows)
    rows.append([f"{clean} others", *["0"] * 2 * len(finds)])
    cells = []
    for by_photo in finds.values():
        everything = [score for scores in by_photo.values() for score in scores]
        cells += [share(len(everything), len(names)), share(_sure(everything), len(names))]
    return table(head, [*rows, [f"**per photo**, of {len(names)}", *cells]])


def cost(costs: Mapping[str, Mapping[float, FinderCost]]) -> list[str]:
    """Seconds and memory by megapixels, and how the largest photo compares with the smallest, pixel for pixel."""
    what = ("seconds", "processor s", "MiB", "notes")
    head = ["megapixels", *(f"{finder} {one}" for finder in costs for one in what)]
    rows = []
    for size in next(iter(costs.values())):
        rows.append([f"{size:g}", *(cell for by_size in costs.values() for cell in _spent(by_size[size]))])
    return table(head, rows)


def _spent(cost: FinderCost) -> list[str]:
    memory = "-" if cost.mebibytes is None else f"{cost.mebibytes:.0f}"
    return [f"{cost.seconds:.2f}", f"{cost.busy:.2f}", memory, str(cost.notes)]


def _weakest(finder: str, walls: Sequence[Judged]) -> str:
    scores = sorted((rates(wall.counts).f1 or 0.0, wall.wall) for wall in walls)
    weak = [f"{name} {f1:.2f}" for f1, name in scores if f1 < WEAK_F1]
    middle = sum(f1 < STRONG_F1 for f1, _ in scores)
    said = ", ".join(weak) if weak else "none"
    return f"- {finder}: {len(weak)} walls under {WEAK_F1} ({said}); {middle} of {len(scores)} under {STRONG_F1}"


def _figures(walls: Sequence[Judged]) -> list[str]:
    values = [getattr(rates(wall.counts), name) for wall in walls for name in RATES]
    return ["-" if value is None else f"{value:.3f}" for value in values]


def _notes(walls: Iterable[Judged]) -> int:
    first = next(iter(walls))
    return int(first.counts.tp + first.counts.fn)


def _sum(walls: Sequence[Judged]) -> Counts:
    return sum((wall.counts for wall in walls), Counts())


def _those(condition: str, seen: Iterable[Seen]) -> list[Seen]:
    return [one for one in seen if condition in one.conditions]


def _stated(low: float, high: float, finds: Sequence[Seen]) -> list[Seen]:
    """The finds of a bin; the last bin holds its upper end too."""
    return [one for one in finds if low <= _score(one) < high or _score(one) == high == BINS[-1]]


def _right(seen: Sequence[Seen]) -> str:
    return share(sum(one.right for one in seen), len(seen))


def _score(seen: Seen) -> float:
    return 0.0 if seen.score is None else seen.score


def _sure(scores: Sequence[float]) -> int:
    return sum(score >= SURE_NOTE for score in scores)
