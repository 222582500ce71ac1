"""Lines of board writing in; whole headings, a row of them over the notes, and the wall's title out."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal

from stickyscan.steps.layout.scene import Box, Divider, Item, Label, Scene

LINE_GAP = 0.5  # of the writing's size: lines of one heading stand closer than this
MOST_LINES = 3  # more are a paragraph, no heading
LONGEST = 6  # words of a heading
WORD_GAP = 1.3  # of the writing's size: words of one heading stand closer than this
ALIKE = 1.5  # writing of one heading differs in size by less than this factor
ROW_ALIKE = 2.2  # headings of one row differ in size by less than this factor
LARGEST = 3.0  # note sizes: larger writing is a title, no column's heading
WIDEST = 0.5  # of the notes' extent across: wider writing is a title
SHARED = 0.3  # of the smaller extent: how much headings of one row share
MOST = 0.75  # of the notes lie on one side of a row of headings


def whole_headings(scene: Scene) -> tuple[Label, ...]:
    """Labels with the lines and words of one heading put together, in reading order.

    A drawn line between two words keeps them apart.
    """
    parts = [part for label in scene.labels for part in _parted(label, scene.uprights)]
    words = _joined(parts, lambda a, b: _next_word(a, b, scene.uprights), "across")
    lines = _joined([t for t in words if len(t.text.split()) <= LONGEST], _next_line, "down")
    return tuple(t for t in lines if t.box.height <= (MOST_LINES + 0.8) * t.size and _says_something(t.text))


def heading_row(labels: Sequence[Label], items: Sequence[Item]) -> tuple[Label, ...]:
    """The headings that stand side by side over (or, as an axis, under) the notes, left to right; none is ().

    The row nearest to the notes wins over one with as many headings further off.
    """
    if not items:
        return ()
    wall = max(i.box.right for i in items) - min(i.box.left for i in items)
    usable = [t for t in labels if t.size <= LARGEST and t.box.width <= max(3.0, WIDEST * wall)]
    rows = [r for r in _rows(usable) if len(r) >= 2 and _beside_notes(r, items) and not _one_of_many(r, usable, items)]
    if not rows:
        return ()
    best = max(rows, key=lambda row: (len(row), -abs(_middle(row) - statistics.fmean(i.box.y for i in items))))
    return tuple(sorted(best, key=lambda t: (t.box.x, t.text)))


def _one_of_many(row: Sequence[Label], labels: Sequence[Label], items: Sequence[Item]) -> bool:
    """True if as many other headings stand over (or before) notes of their own: areas, not columns."""
    over = [t for t in labels if t not in row and any(_heads(t.box, i.box) for i in items)]
    own = [t for t in row if any(_heads(t.box, i.box) for i in items)]
    return len(over) >= max(2, len(own))


def _heads(label: Box, note: Box) -> bool:
    """True if the note follows right under the label; in the turned scene, right beside it too."""
    for a, b in ((label, note), (label.turned(), note.turned())):
        if a.gap_across(b) < -0.3 * min(a.width, b.width) and -0.3 < b.top - a.bottom < 1.2:
            return True
    return False


def board_title(labels: Sequence[Label], headings: Iterable[Label], items: Sequence[Item]) -> str | None:
    """What stands over everything in the largest writing, unless it is a heading of its own kind."""
    used = set(headings)
    others = [t for t in labels if t not in used]
    if not others or not items:
        return None
    top = min(i.box.top for i in items)
    biggest = max(others, key=lambda t: (t.size, -t.box.top, t.text))
    line = [t for t in others if t.size * ALIKE > biggest.size and t.box.gap_down(biggest.box) < -0.5 * t.box.height]
    beats = all(biggest.size > 1.15 * t.size for t in used) and len(line) <= 3
    over = biggest.box.y < top and all(biggest.box.y < t.box.top for t in used)
    if not (beats and (over or biggest.size > LARGEST)):
        return None
    return " ".join(t.text for t in sorted(line, key=lambda t: t.box.left))


def _rows(labels: Sequence[Label]) -> list[list[Label]]:
    """Labels grouped by shared height; of two that stand one above the other only the larger stays in a row."""
    rows: list[list[Label]] = []
    for label in sorted(labels, key=lambda t: (-t.size, t.box.x, t.text)):
        row = next((r for r in rows if any(_same_row(label, t) for t in r)), None)
        if row is None:
            rows.append([label])
        elif all(label.box.gap_across(t.box) > -SHARED * min(label.box.width, t.box.width) for t in row):
            row.append(label)
    return rows


def _same_row(a: Label, b: Label) -> bool:
    return _share_height(a.box, b.box) and max(a.size, b.size) < ROW_ALIKE * min(a.size, b.size)


def _share_height(a: Box, b: Box) -> bool:
    return a.gap_down(b) < -SHARED * min(a.height, b.height)


def _middle(row: Sequence[Label]) -> float:
    return statistics.fmean(t.box.y for t in row)


def _beside_notes(row: Sequence[Label], items: Sequence[Item]) -> bool:
    """True if most notes lie below the row, or all but none above it (ticks of an axis)."""
    if not items:
        return False
    below = sum(item.box.y > _middle(row) for item in items) / len(items)
    return below >= MOST or below <= 0.1


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
    close = a.box.gap_down(b.box) < LINE_GAP * min(a.size, b.size)
    return _alike(a, b) and close and shared > 0.5 * min(a.box.width, b.box.width)


def _alike(a: Label, b: Label) -> bool:
    return max(a.size, b.size) < ALIKE * min(a.size, b.size)


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
    share = (inside[0] - label.box.left) / label.box.width
    ends = [len(" ".join(words[:n])) / len(label.text) for n in range(1, len(words))]
    n = min(range(len(ends)), key=lambda i: abs(ends[i] - share)) + 1
    left = replace(label, text=" ".join(words[:n]), box=replace(label.box, right=inside[0]))
    right = replace(label, text=" ".join(words[n:]), box=replace(label.box, left=inside[0]))
    return [left, *_parted(right, dividers)]


def _joined(
    labels: list[Label], belong: Callable[[Label, Label], bool], way: Literal["across", "down"]
) -> list[Label]:
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
