"""Lines of board writing in; whole headings, a row of them over the notes, and the wall's title out."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence

from stickyscan.steps.layout.scene import Box, Divider, Item, Label, Scene

LINE_GAP = 0.7  # of the writing's size: lines of one heading stand closer than this
WORD_GAP = 1.3  # of the writing's size: words of one heading stand closer than this
ALIKE = 1.9  # writing of one heading differs in size by less than this factor
LARGEST = 1.6  # note sizes: larger writing is a title, no column's heading
SHARED = 0.3  # of the smaller extent: how much headings of one row share
MOST = 0.75  # of the notes lie on one side of a row of headings


def whole_headings(scene: Scene) -> tuple[Label, ...]:
    """Labels with the lines and words of one heading put together, in reading order.

    A drawn line between two words keeps them apart.
    """
    labels = list(scene.labels)
    labels = _joined(labels, lambda a, b: _next_word(a, b, scene.uprights))
    labels = _joined(labels, _next_line)
    return tuple(labels)


def heading_row(labels: Sequence[Label], items: Sequence[Item]) -> tuple[Label, ...]:
    """The headings that stand side by side over (or, as an axis, under) the notes, left to right; none is ().

    The row nearest to the notes wins over one with as many headings further off.
    """
    usable = [t for t in labels if t.size <= LARGEST]
    rows = [row for row in _rows(usable) if len(row) >= 2 and _beside_notes(row, items)]
    if not rows:
        return ()
    best = max(rows, key=lambda row: (len(row), -abs(_middle(row) - statistics.fmean(i.box.y for i in items))))
    return tuple(sorted(best, key=lambda t: (t.box.x, t.text)))


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
        row = next((r for r in rows if any(_share_height(label.box, t.box) for t in r)), None)
        if row is None:
            rows.append([label])
        elif all(label.box.gap_across(t.box) > -SHARED * min(label.box.width, t.box.width) for t in row):
            row.append(label)
    return rows


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
    parted = any(left.x < d.x(left.y) < right.x and d.low <= left.bottom for d in dividers)
    return not parted and a.box.gap_across(b.box) < WORD_GAP * min(a.size, b.size)


def _next_line(a: Label, b: Label) -> bool:
    """True if one stands right above the other as lines of one heading do."""
    shared = -a.box.gap_across(b.box)
    close = a.box.gap_down(b.box) < LINE_GAP * min(a.size, b.size)
    return _alike(a, b) and close and shared > 0.5 * min(a.box.width, b.box.width)


def _alike(a: Label, b: Label) -> bool:
    return max(a.size, b.size) < ALIKE * min(a.size, b.size)


def _joined(labels: list[Label], belong: Callable[[Label, Label], bool]) -> list[Label]:
    """Labels with those that belong together made one, in reading order."""
    rest = sorted(labels, key=lambda t: (t.box.top, t.box.left, t.text))
    whole: list[list[Label]] = []
    for label in rest:
        mine = [group for group in whole if any(belong(label, other) for other in group)]
        for group in mine:
            whole.remove(group)
        whole.append([t for group in mine for t in group] + [label])
    return sorted((_one(group) for group in whole), key=lambda t: (t.box.top, t.box.left, t.text))


def _one(group: list[Label]) -> Label:
    box = group[0].box
    for label in group[1:]:
        box = box.joined(label.box)
    in_order = _reading_order(group)
    return Label(" ".join(t.text for t in in_order), box, statistics.fmean(t.size for t in group))


def _reading_order(group: list[Label]) -> list[Label]:
    """Lines from the top down, words from the left within a line."""
    if all(_share_height(group[0].box, t.box) for t in group):
        return sorted(group, key=lambda t: t.box.left)
    return sorted(group, key=lambda t: (t.box.y, t.box.left))
