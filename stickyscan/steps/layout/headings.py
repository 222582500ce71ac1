"""Lines of board writing in; whole headings out: words and lines that belong together, no lists, no numbers."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from stickyscan.steps.layout.kinds import names_axis
from stickyscan.steps.layout.scene import Box, Divider, Item, Label, Scene

LINE_GAP = 0.35  # of the writing's size: lines of one heading stand closer than this
MOST_LINES = 2  # more are a paragraph, no heading
LARGE = 0.9  # note sizes: writing as large as that may name rows, one line each
LARGE_GAP = 0.15  # of the writing's size: lines of one heading in such writing stand closer than this
TEXT_PITCH = 0.95  # note sizes: lines of running text stand closer than rows of notes could
TEXT_GAP = 0.5  # of the writing's size: lines of running text stand closer than this
TEXT_LINES = 3  # such lines that make a text
LONGEST = 6  # words of a heading
WORD_GAP = 0.4  # of the writing's size: words of one heading stand closer than this; a reader finds closer ones as one
NARROWEST = 0.8  # note sizes: middles of columns, and of their headings, are further apart
STRIP = 0.3  # note sizes of free wall between two columns
MOST_ACROSS = 0.15  # of the notes below, that may hang over it
MUCH_WIDER = 1.6  # times the others of the row
ALIKE = 1.5  # writing of one heading differs in size by less than this factor
ALIKE_LINES = 1.35  # the same, of its two lines: the larger one may be the title of the whole row
NEXT_HEADING = 0.5  # of a line's width: a second line that begins so far right belongs to another heading
SHARED = 0.3  # of the smaller extent: how much headings of one row share


def whole_headings(scene: Scene) -> tuple[Label, ...]:
    """Labels with the lines and words of one heading put together, in reading order.

    A drawn line between two words, or between two lines, keeps them apart.
    """
    parts = [part for label in _without_numbers(scene.labels) for part in _parted(label, scene.uprights)]
    words = _joined(parts, lambda a, b: _next_word(a, b, scene.uprights), "across")
    words = [word for word in words if not _is_axis_title(word, words)]
    words = [part for word in _without_running_text(words) for part in _over_next_heading(word, words)]
    words = [part for word in words for part in _over_columns(word, words, scene.items)]
    short = [t for t in words if len(t.text.split()) <= LONGEST]
    lines = _joined(short, lambda a, b: _next_line(a, b) and not _ruled_apart(a, b, scene.levels), "down")
    return tuple(t for t in lines if t.box.height <= (MOST_LINES + 0.8) * t.size and _says_something(t.text))


def _next_word(a: Label, b: Label, dividers: Sequence[Divider]) -> bool:
    """True if b continues a's line."""
    if not _alike(a, b) or not share_height(a.box, b.box) or a.box.gap_down(b.box) > -0.5 * min(a.size, b.size):
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
    return (
        _alike(a, b, ALIKE_LINES)
        and close
        and shared > 0.5 * min(a.box.width, b.box.width)
        and not _set_off(a.box, b.box)
    )


def _is_axis_title(label: Label, labels: Sequence[Label]) -> bool:
    """True if the label names an axis, right below or above one of several steps along it."""
    if not names_axis(label.text):
        return False
    steps = [t for t in labels if t is not label and not names_axis(t.text)]
    beside = [t for t in steps if _next_line(label, t)]
    return any(sum(_alike(t, o) and share_height(t.box, o.box) for o in steps if o is not t) > 1 for t in beside)


def _ruled_apart(a: Label, b: Label, levels: Sequence[Divider]) -> bool:
    """True if a line that runs across, as those between rows do, passes between the two."""
    upper, lower = sorted((a.box, b.box), key=lambda box: box.y)
    x = (upper.x + lower.x) / 2
    return any(upper.y < d.x(x) < lower.y and _reaches(d, upper.turned()) for d in levels)


def _set_off(a: Box, b: Box) -> bool:
    """True if the lower line begins right of the upper one's middle and ends beyond it, as a remark does."""
    upper, lower = sorted((a, b), key=lambda box: box.y)
    return lower.left > upper.left + NEXT_HEADING * upper.width and lower.right > upper.right


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
        lines = sum(not any(share_height(t.box, o.box) for o in block[:n]) for n, t in enumerate(block))
        kept += block if lines < TEXT_LINES else []
    return kept


def _stacked(a: Label, b: Label) -> bool:
    shared = -a.box.gap_across(b.box)
    close = abs(a.box.y - b.box.y) < TEXT_PITCH and a.box.gap_down(b.box) < TEXT_GAP * min(a.size, b.size)
    return close and shared > SHARED * min(a.box.width, b.box.width)


def _alike(a: Label, b: Label, factor: float = ALIKE) -> bool:
    return max(a.size, b.size) < factor * min(a.size, b.size)


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
    if right.box.x - left.box.x < NARROWEST:
        return [label]
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


def _over_columns(label: Label, labels: Sequence[Label], items: Sequence[Item]) -> list[Label]:
    """The headings of several columns that a reader took for one, cut where the columns of notes part.

    Only in a row of headings, and only one that is much wider than others there: a title may well run over several
    columns, and a heading of two words stand over two notes.
    """
    row = [t.box.width for t in labels if t is not label and _alike(t, label) and share_height(t.box, label.box)]
    if not row or label.box.width < MUCH_WIDER * statistics.median(row):
        return [label]
    words, parts, rest = label.text.split(), [], label
    for n in range(1, len(words)):
        x = label.box.left + label.box.width * (len(" ".join(words[:n])) + 0.5) / len(label.text)
        if _columns_part(replace(rest.box, right=x), replace(label.box, left=x), items):
            part, rest = _cut(rest, x)
            parts.append(part)
    return [*parts, rest]


def _columns_part(left: Box, right: Box, items: Sequence[Item]) -> bool:
    """True if notes hang below both parts, and hardly any in a strip below where they meet."""
    below = [i.box for i in items if i.box.y > left.y and left.left < i.box.x < right.right]
    for x in (left.right + aside for aside in (0.0, -STRIP, STRIP)):  # where words end is told by their letters alone
        across = sum(box.left < x + STRIP / 2 and box.right > x - STRIP / 2 for box in below)
        sides = sum(box.x < x for box in below), sum(box.x > x for box in below)
        if min(sides) > 0 and across <= MOST_ACROSS * len(below):
            return True
    return False


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


def share_height(a: Box, b: Box) -> bool:
    """True if the two stand at one height."""
    return a.gap_down(b) < -SHARED * min(a.height, b.height)
