"""Why notes were read badly: what was written and what was read in, causes and lost letters out.

The words of both texts are aligned in order at the least cost in letters; two words that were read as one, or one
that was read as two, are aligned as such. What remains unpaired on one side was missed, on the other it was read from
ink that is not the note's; the same word unpaired on both sides stands in the wrong place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from stickyscan.evaluate import READ_WELL, NoteRow, fold
from stickyscan.spelling import edits

Cause = Literal["not found", "not given", "covered", "missed", "order", "extra", "confused", "joined"]
CAUSES: tuple[Cause, ...] = get_args(Cause)
MEANING: Mapping[str, str] = {
    "not found": "the note was not found",
    "not given": "nothing was read, or too unsurely to be given",
    "covered": "another note lies over it",
    "missed": "words or whole lines left out",
    "order": "words in the wrong order",
    "extra": "words that are not on the note",
    "confused": "letters taken for others",
    "joined": "words joined or split",
}
SAME_WORD = 0.34  # edits per letter up to which a word left over on both sides is one that stands in the wrong place


@dataclass(frozen=True)
class Losses:
    """Letters lost by each cause, in one note."""

    missed: int = 0
    order: int = 0
    extra: int = 0
    confused: int = 0
    joined: int = 0

    @property
    def main(self) -> Cause:
        """What cost most; of equals the first in the order of `CAUSES`."""
        counts: dict[Cause, int] = {
            "missed": self.missed, "order": self.order, "extra": self.extra,
            "confused": self.confused, "joined": self.joined,
        }  # fmt: skip
        return max(counts, key=lambda cause: counts[cause])


@dataclass(frozen=True)
class CauseRow:
    """How many badly read notes have this main cause, and how many letters it cost in all badly read notes."""

    cause: Cause
    notes: int
    letters: int


def why_misread(rows: Iterable[NoteRow]) -> tuple[CauseRow, ...]:
    """Causes over all legible notes read worse than usable, in the order of `CAUSES`.

    A note counts for one main cause: that it was not found, not given, or covered comes first; else what cost most.
    """
    notes: Counter[Cause] = Counter()
    letters: Counter[Cause] = Counter()
    for row in rows:
        if row.cer is None or row.cer <= READ_WELL:
            continue
        want, got = fold(row.text), fold(row.read)
        if not got:
            cause: Cause = "not given" if row.found else "not found"
            letters[cause] += len(want)
        else:
            lost = losses(want.split(), got.split())
            cause = "covered" if row.covered else lost.main
            letters += Counter(
                {"missed": lost.missed, "order": lost.order, "extra": lost.extra,
                 "confused": lost.confused, "joined": lost.joined}
            )  # fmt: skip
        notes[cause] += 1
    return tuple(CauseRow(cause, notes[cause], letters[cause]) for cause in CAUSES)


def losses(want: Sequence[str], got: Sequence[str]) -> Losses:
    """What became of the words of a note."""
    missing: list[str] = []
    extra: list[str] = []
    confused = joined = 0
    for ours, theirs in _aligned(want, got):
        if not theirs:
            missing += ours
        elif not ours:
            extra += theirs
        else:
            confused += edits("".join(ours), "".join(theirs))
            joined += abs(len(ours) - len(theirs))
    order = 0
    for word in tuple(missing):
        twin = min(extra, key=lambda other: edits(word, other), default=None)
        if twin is not None and edits(word, twin) <= SAME_WORD * len(word):
            missing.remove(word)
            extra.remove(twin)
            order += len(word)
    return Losses(sum(map(len, missing)), order, sum(map(len, extra)), confused, joined)


Step = tuple[int, int]  # words taken on the left, on the right
_STEPS: tuple[Step, ...] = ((1, 1), (1, 0), (0, 1), (2, 1), (1, 2))


def _aligned(want: Sequence[str], got: Sequence[str]) -> list[tuple[list[str], list[str]]]:
    """Groups of at most two words of each side that belong together; an empty side has no counterpart."""
    best: dict[Step, tuple[int, Step]] = {(0, 0): (0, (0, 0))}
    for i in range(len(want) + 1):
        for j in range(len(got) + 1):
            ways = (
                (best[i - a, j - b][0] + _cost(want[i - a : i], got[j - b : j]), (a, b))
                for a, b in _STEPS
                if a <= i and b <= j
            )
            if (i, j) != (0, 0):
                best[i, j] = min(ways, key=lambda way: way[0])
    groups = []
    i, j = len(want), len(got)
    while (i, j) != (0, 0):
        a, b = best[i, j][1]
        groups.append((list(want[i - a : i]), list(got[j - b : j])))
        i, j = i - a, j - b
    return groups[::-1]


def _cost(ours: Sequence[str], theirs: Sequence[str]) -> int:
    spaces = abs(len(ours) - len(theirs)) if ours and theirs else 0
    return edits("".join(ours), "".join(theirs)) + spaces
