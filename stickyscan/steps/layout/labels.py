"""Whole headings in; a row of them over the notes, and the wall's title out."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from stickyscan.steps.layout.dividers import LEAST_REACH, reaches_along
from stickyscan.steps.layout.headings import ALIKE, SHARED
from stickyscan.steps.layout.scene import Box, Item, Label, Scene

LONGEST_TITLE = 10
ROW_ALIKE = 2.2  # headings of one row differ in size by less than this factor
LARGEST = 4.0  # note sizes: larger writing is a title, no column's heading
WIDEST = 0.5  # of everything's extent across: wider writing is a title
TICKS = 0.1  # of the notes at most lie below the ticks of an axis
IN_LINE = 0.12  # the same for neighbours in it, as a row may run aslant
MOST = 0.65  # of the notes lie on one side of a row of headings; of its headings are in use
ASIDE = 0.3  # of the smaller width: how far beside its heading a note of an area may begin
MANY = 6  # headings in a row that cannot be there by accident
ENOUGH = 0.25  # of the notes lie below such a row if all others hang in one line above it: a title made of notes
ONE_LINE = 1.0  # note sizes: how far notes of one line differ in their height over the headings
TITLE_GAP = 2.6  # of the writing's size: words of the title stand closer than this
TITLE = 1.6  # note sizes: writing that large is a title wherever it stands


def heading_row(scene: Scene, upright: bool) -> tuple[Label, ...]:
    """The headings that stand side by side over (or, as an axis, under) the notes, left to right; none is ().

    Of several rows the one with most headings wins, then the one nearest to the notes. `upright` is false for the
    turned scene, in which the headings of rows stand before their notes.
    """
    items = scene.items
    if not items:
        return ()
    boxes = [t.box for t in scene.labels] + [i.box for i in items]
    wall = max(b.right for b in boxes) - min(b.left for b in boxes)
    usable = [t for t in scene.labels if t.size <= LARGEST and (not upright or t.box.width <= max(3.0, WIDEST * wall))]
    rows = [
        row
        for row in _rows(usable)
        if len(row) >= 2
        and _beside_notes(row, items, upright)
        and _in_use(row, scene)
        and not _one_of_many(row, usable, items, upright)
    ]
    if not rows:
        return ()
    best = max(rows, key=lambda row: (len(row), -abs(_middle(row) - statistics.fmean(i.box.y for i in items))))
    return tuple(sorted(best, key=lambda t: (t.box.x, t.text)))


def shared_out(row: Sequence[Label], column: Sequence[Label]) -> tuple[list[Label], list[Label]]:
    """The labels that a row and a column of headings both claim: those that go to the row, those for the column.

    Each goes where it is better in line with the others, or to the longer of the two if either has too few others.
    `column` is of the turned scene; the labels returned are not.
    """
    claimed = {t.box for t in row} & {t.box.turned() for t in column}
    across = [t for t in row if t.box not in claimed]
    down = [t for t in column if t.box.turned() not in claimed]
    to_row: list[Label] = []
    to_column: list[Label] = []
    for label in (t for t in row if t.box in claimed):
        fits_row = len(row) >= len(column)
        if len(across) > 1 and len(down) > 1:
            fits_row = _off_line(label, across) <= _off_line(replace(label, box=label.box.turned()), down)
        (to_row if fits_row else to_column).append(label)
    return to_row, to_column


def _off_line(label: Label, others: Sequence[Label]) -> float:
    """How far a label stands off the line through the middles of others, in note sizes."""
    slope, at = np.polyfit([t.box.x for t in others], [t.box.y for t in others], 1)
    return float(abs(label.box.y - slope * label.box.x - at))


def _in_use(row: Sequence[Label], scene: Scene) -> bool:
    """True if most headings have notes in their column, or a drawn line beside them: an empty column is ruled off."""
    ordered = sorted(row, key=lambda t: t.box.x)
    used = [any(t.box.gap_across(i.box) < 0.75 for i in scene.items) for t in ordered]
    boxes = [i.box for i in scene.items]
    rules = [d for d in scene.uprights if reaches_along(d, boxes, LEAST_REACH)]
    for n, (left, right) in enumerate(pairwise(ordered)):
        if any(left.box.x < d.x(left.box.y) < right.box.x for d in rules):
            used[n] = used[n + 1] = True
    return sum(used) >= MOST * len(row)


def _one_of_many(row: Sequence[Label], labels: Sequence[Label], items: Sequence[Item], upright: bool) -> bool:
    """True if as many other headings stand over notes of their own: areas, not columns."""
    if _share_below(row, items) <= TICKS:
        return False
    low, high = min(t.box.top for t in row), max(t.box.bottom for t in row)
    others = [t for t in labels if t not in row and not low < t.box.y < high]
    over = [t for t in others if any(_heads(t.box, i.box, upright) for i in items)]
    own = [t for t in row if any(_heads(t.box, i.box, upright) for i in items)]
    if not upright and len(own) == len(row):  # headings of rows stand before their notes, not over them
        return bool(over)
    return len(over) >= max(2, len(own), len(row) / 2)


def _heads(label: Box, note: Box, upright: bool) -> bool:
    """True if the note follows under the label or hardly beside it, as the wall is seen."""
    a, b = (label, note) if upright else (label.turned(), note.turned())
    return a.gap_across(b) < ASIDE * min(a.width, b.width) and -0.3 < b.top - a.bottom < 1.2


def board_title(labels: Sequence[Label], headings: Iterable[Label], items: Sequence[Item]) -> str | None:
    """What stands over everything in the largest writing, unless it is a heading of its own kind."""
    used = set(headings)
    others = [t for t in labels if t not in used]
    if not others or not items:
        return None
    top = min(i.box.top for i in items)
    biggest = max(others, key=lambda t: (t.size, -t.box.top, t.text))
    line = [t for t in others if _continues_title(t, biggest)]
    beats = all(biggest.size > 0.9 * t.size for t in used) and len(line) <= 3
    over = biggest.box.y < top and all(biggest.box.y < t.box.top for t in used)
    if not (beats and (over or biggest.size > TITLE)):
        return None
    title = " ".join(t.text for t in sorted(line, key=lambda t: t.box.left))
    return title if len(title.split()) <= LONGEST_TITLE else None


def _continues_title(label: Label, title: Label) -> bool:
    """True for the title itself and for words of it further along its line."""
    near = label.box.gap_across(title.box) < TITLE_GAP * title.size
    return near and label.size * ALIKE > title.size and label.box.gap_down(title.box) < -0.5 * label.box.height


def _rows(labels: Sequence[Label]) -> list[list[Label]]:
    """Labels linked by shared height, from neighbour to neighbour, for a row may run aslant.

    Of two that stand one above the other only the larger stays in a row.
    """
    linked: list[list[Label]] = []
    for label in sorted(labels, key=lambda t: (t.box.x, t.text)):
        mine = [row for row in linked if any(_same_row(label, t) for t in row[-3:])]
        for row in mine:
            linked.remove(row)
        linked.append([*(t for row in mine for t in row), label])
    rows = []
    for row in linked:
        kept: list[Label] = []
        for label in sorted(row, key=lambda t: (-t.size, t.box.x, t.text)):
            if all(label.box.gap_across(t.box) > -SHARED * min(label.box.width, t.box.width) for t in kept):
                kept.append(label)
        rows.append(kept)
    return rows


def _same_row(a: Label, b: Label) -> bool:
    in_line = a.box.gap_down(b.box) < -IN_LINE * min(a.box.height, b.box.height)
    return in_line and max(a.size, b.size) < ROW_ALIKE * min(a.size, b.size)


def _middle(row: Sequence[Label]) -> float:
    return statistics.fmean(t.box.y for t in row)


def _beside_notes(row: Sequence[Label], items: Sequence[Item], upright: bool) -> bool:
    """True if most notes lie below the row, or all but none (ticks of an axis; those of rows stand before them).

    Many headings in one line are no accident, even where as many notes hang above them, and a line of notes right over
    them is a title made of notes, however many letters it has.
    """
    heights = _heights_over(row, items)
    below = sum(height < 0 for height in heights) / len(items)
    if len(row) >= MANY:
        above = [height for height in heights if height >= 0]
        titled = bool(above) and max(above) - min(above) < ONE_LINE
        return below >= (ENOUGH if titled else 0.5) or (upright and below <= TICKS)
    return below >= MOST or (upright and below <= TICKS)


def _share_below(row: Sequence[Label], items: Sequence[Item]) -> float:
    """Share of the notes that stand lower than the heading nearest to their column."""
    return sum(height < 0 for height in _heights_over(row, items)) / len(items)


def _heights_over(row: Sequence[Label], items: Sequence[Item]) -> list[float]:
    """How high each note stands over the heading nearest to its column."""
    nearest = [min(row, key=lambda t: (abs(t.box.x - i.box.x), t.text)) for i in items]
    return [t.box.y - i.box.y for i, t in zip(items, nearest, strict=True)]
