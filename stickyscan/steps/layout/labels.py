"""Lines of board writing in; whole headings, a row of them over the notes, and the wall's title out."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import numpy as np

from stickyscan.steps.layout.dividers import LEAST_REACH, reaches_along
from stickyscan.steps.layout.scene import Box, Divider, Item, Label, Scene

LINE_GAP = 0.35  # of the writing's size: lines of one heading stand closer than this
MOST_LINES = 2  # more are a paragraph, no heading
LARGE = 0.9  # note sizes: writing as large as that may name rows, one line each
LARGE_GAP = 0.15  # of the writing's size: lines of one heading in such writing stand closer than this
TEXT_PITCH = 0.95  # note sizes: lines of running text stand closer than rows of notes could
TEXT_LINES = 3  # such lines that make a text
LONGEST = 6  # words of a heading
LONGEST_TITLE = 10
WORD_GAP = 1.3  # of the writing's size: words of one heading stand closer than this
ALIKE = 1.5  # writing of one heading differs in size by less than this factor
ROW_ALIKE = 2.2  # headings of one row differ in size by less than this factor
NEXT_HEADING = 0.5  # of a line's width: a second line that begins so far right belongs to another heading
LARGEST = 4.0  # note sizes: larger writing is a title, no column's heading
WIDEST = 0.5  # of everything's extent across: wider writing is a title
TICKS = 0.1  # of the notes at most lie below the ticks of an axis
SHARED = 0.3  # of the smaller extent: how much headings of one row share
IN_LINE = 0.12  # the same for neighbours in it, as a row may run aslant
MOST = 0.65  # of the notes lie on one side of a row of headings; of its headings are in use
MANY = 6  # headings in a row that cannot be there by accident
TITLE = 1.6  # note sizes: writing that large is a title wherever it stands


def whole_headings(scene: Scene) -> tuple[Label, ...]:
    """Labels with the lines and words of one heading put together, in reading order.

    A drawn line between two words keeps them apart.
    """
    parts = [part for label in _without_numbers(scene.labels) for part in _parted(label, scene.uprights)]
    words = _joined(parts, lambda a, b: _next_word(a, b, scene.uprights), "across")
    words = [part for word in _without_running_text(words) for part in _over_next_heading(word, words)]
    lines = _joined([t for t in words if len(t.text.split()) <= LONGEST], _next_line, "down")
    return tuple(t for t in lines if t.box.height <= (MOST_LINES + 0.8) * t.size and _says_something(t.text))


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
    return len(over) >= max(2, len(own), len(row) / 2)


def _heads(label: Box, note: Box, upright: bool) -> bool:
    """True if the note follows right under the label, as the wall is seen."""
    a, b = (label, note) if upright else (label.turned(), note.turned())
    return a.gap_across(b) < -0.3 * min(a.width, b.width) and -0.3 < b.top - a.bottom < 1.2


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
    near = label.box.gap_across(title.box) < 2 * WORD_GAP * title.size
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


def _share_height(a: Box, b: Box) -> bool:
    return a.gap_down(b) < -SHARED * min(a.height, b.height)


def _middle(row: Sequence[Label]) -> float:
    return statistics.fmean(t.box.y for t in row)


def _beside_notes(row: Sequence[Label], items: Sequence[Item], upright: bool) -> bool:
    """True if most notes lie below the row, or all but none (ticks of an axis; those of rows stand before them).

    Many headings in one line are no accident, even where as many notes hang above them (a title made of notes).
    """
    below = _share_below(row, items)
    return below >= (0.5 if len(row) >= MANY else MOST) or (upright and below <= TICKS)


def _share_below(row: Sequence[Label], items: Sequence[Item]) -> float:
    """Share of the notes that stand lower than the heading nearest to their column."""
    nearest = [min(row, key=lambda t: (abs(t.box.x - i.box.x), t.text)) for i in items]
    return sum(i.box.y > t.box.y for i, t in zip(items, nearest, strict=True)) / len(items)


def _next_word(a: Label, b: Label, dividers: Sequence[Divider]) -> bool:
    """True if b continues a's line."""
    if not _alike(a, b) or not _share_height(a.box, b.box) or a.box.gap_down(b.box) > -0.5 * min(a.size, b.size):
        return False
    left, right = sorted((a.box, b.box), key=lambda box: box.left)
    parted = any(left.x < d.x(left.y) < right.x and _reaches(d, left) for d in dividers)
    gap = a.box.gap_across(b.box)
    return not parted and -0.3 * min(a.box.width, b.box.width) < gap < WORD_GAP * min(a.size, b.size)


def _next_line(a: Label, b: Label) -> bool:
    """True if one stands right above the other as lines of one heading do."""
    shared = -a.box.gap_across(b.box)
    size = min(a.size, b.size)
    close = a.box.gap_down(b.box) < (LARGE_GAP if size > LARGE else LINE_GAP) * size
    return _alike(a, b) and close and shared > 0.5 * min(a.box.width, b.box.width)


def _without_running_text(labels: list[Label]) -> list[Label]:
    """Labels without the lines of lists and paragraphs that someone wrote beside the notes."""
    rest, kept = list(labels), []
    while rest:
        block = [rest.pop(0)]
        for line in block:  # grows while it is walked
            near = [t for t in rest if _stacked(line, t)]
            block += near
            rest = [t for t in rest if t not in near]
        # Words of one line side by side are one line of text.
        lines = sum(not any(_share_height(t.box, o.box) for o in block[:n]) for n, t in enumerate(block))
        kept += block if lines < TEXT_LINES else []
    return kept


def _stacked(a: Label, b: Label) -> bool:
    shared = -a.box.gap_across(b.box)
    return abs(a.box.y - b.box.y) < TEXT_PITCH and shared > SHARED * min(a.box.width, b.box.width)


def _alike(a: Label, b: Label) -> bool:
    return max(a.size, b.size) < ALIKE * min(a.size, b.size)


def _without_numbers(labels: Sequence[Label]) -> list[Label]:
    """Labels without the bare numbers, where these are the days of a calendar rather than part of headings."""
    words = [t for t in labels if _says_something(t.text)]
    return list(labels) if len(labels) - len(words) <= len(words) else words


def _says_something(text: str) -> bool:
    """True for words and for the signs that serve as headings; a number alone is a date or a count."""
    return any(c.isalpha() for c in text) or text in {"+", "-", "?", "!"}


def _reaches(divider: Divider, box: Box) -> bool:
    """True if the line begins at the writing's height or shortly below, as lines under headings do."""
    return divider.low <= box.bottom + 1.0 and divider.high >= box.bottom


def _parted(label: Label, dividers: Sequence[Divider]) -> list[Label]:
    """The words left and right of a drawn line that a reader took for one, if the line runs between two words."""
    words = label.text.split()
    cuts = [d.x(label.box.y) for d in dividers if _reaches(d, label.box) and d.length > 2.0]
    inside = [x for x in cuts if label.box.left + 0.15 * label.box.width < x < label.box.right - 0.15 * label.box.width]
    if not inside or len(words) < 2:
        return [label]
    left, right = _cut(label, inside[0])
    return [left, *_parted(right, dividers)]


def _over_next_heading(label: Label, labels: Sequence[Label]) -> list[Label]:
    """The label, cut in two where its end is the first line of another heading, whose second line hangs under it."""
    box, words = label.box, label.text.split()
    for below in labels:
        under = box.y < below.box.y and below.box.gap_down(box) < LINE_GAP * below.size
        start, end = (below.box.left - box.left) / box.width, (below.box.right - box.left) / box.width
        if under and len(words) > 1 and start > NEXT_HEADING and abs(end - 1) < 1 - NEXT_HEADING - 0.25:
            first, second = _cut(label, below.box.left)
            # A line that runs aslant measures higher than its letters are; its second line tells better.
            return [first, replace(second, size=min(second.size, below.size))]
    return [label]


def _cut(label: Label, x: float) -> tuple[Label, Label]:
    """The label's words left and right of x."""
    words = label.text.split()
    share = (x - label.box.left) / label.box.width
    ends = [len(" ".join(words[:n])) / len(label.text) for n in range(1, len(words))]
    n = min(range(len(ends)), key=lambda i: abs(ends[i] - share)) + 1
    left = replace(label, text=" ".join(words[:n]), box=replace(label.box, right=x))
    return left, replace(label, text=" ".join(words[n:]), box=replace(label.box, left=x))


def _joined(labels: list[Label], belong: Callable[[Label, Label], bool], way: Literal["across", "down"]) -> list[Label]:
    """Labels with those that belong together made one, in reading order."""
    rest = sorted(labels, key=lambda t: (t.box.top, t.box.left, t.text))
    whole: list[list[Label]] = []
    for label in rest:
        mine = [group for group in whole if any(belong(label, other) for other in group)]
        for group in mine:
            whole.remove(group)
        whole.append([t for group in mine for t in group] + [label])
    return sorted((_one(group, way) for group in whole), key=lambda t: (t.box.top, t.box.left, t.text))


def _one(group: list[Label], way: Literal["across", "down"]) -> Label:
    box = group[0].box
    for label in group[1:]:
        box = box.joined(label.box)
    in_order = sorted(group, key=lambda t: (t.box.x if way == "across" else t.box.y, t.text))
    return Label(" ".join(t.text for t in in_order), box, statistics.fmean(t.size for t in group))
