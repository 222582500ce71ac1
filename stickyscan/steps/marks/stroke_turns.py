"""Strokes as they were traced in; other ways that the pen may have gone, and whether it went on behind a note, out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stickyscan.geometry import FloatArray

# Lengths are in sides of a typical note; a course is (n, 2), its last point the end that counts.
LOOK_BACK = 0.3  # how much of a course tells its direction at an end
FOLD, ARM = 0.2, 0.35  # cosine below which a course is folded, from arms of that length
REACH = 0.125  # how near an end comes to a stroke that it runs into
GO_ON = 0.3  # cosine at which it may go on there
BEHIND = (0.25, 2.0)  # how far a pen goes on hidden behind a note
BEND, EVEN = np.deg2rad(45), np.deg2rad(18)  # it turns at most so far going in and coming out, and about evenly


def folded(course: FloatArray, side: float) -> tuple[FloatArray, ...]:
    """Both arms of a course that is folded: two lines whose ends meet at a note. Nothing if it is not."""
    arm = max(2, round(ARM * side))
    if len(course) < 2 * arm + 2:
        return ()
    into, out = course[arm:-arm] - course[: -2 * arm], course[2 * arm :] - course[arm:-arm]
    lengths = np.linalg.norm(into, axis=1) * np.linalg.norm(out, axis=1)
    turn = (into * out).sum(axis=1) / np.maximum(lengths, 1e-9)
    at = int(turn.argmin())
    return (course[: at + arm + 1], course[at + arm :]) if turn[at] < FOLD else ()


def forked(course: FloatArray, others: Sequence[FloatArray], side: float) -> tuple[FloatArray, ...]:
    """The course with the rest of each stroke that it runs into at its end, where the pen goes on about straight."""
    way = heading(course, side)
    ways = []
    for other in others:
        gaps = np.linalg.norm(other - course[-1], axis=1)
        at = int(gaps.argmin())
        if gaps[at] <= REACH * side:
            rests = (other[at:], other[at::-1])
            ways += [np.concatenate([course, r]) for r in rests if len(r) > 2 and -heading(r[::-1], side) @ way > GO_ON]
    return tuple(ways)


def goes_on(course: FloatArray, others: Sequence[FloatArray], side: float) -> bool:
    """True if one of the other strokes begins where the course would come out behind the note at its end."""
    way = heading(course, side)
    for end in (end for other in others for end in (other, other[::-1])):
        hidden = end[-1] - course[-1]
        into, out = _angle(way, hidden), _angle(hidden, -heading(end, side))
        near = BEHIND[0] * side < float(np.linalg.norm(hidden)) < BEHIND[1] * side
        if near and max(abs(into), abs(out)) < BEND and abs(into - out) < EVEN:
            return True
    return False


def heading(course: FloatArray, side: float) -> FloatArray:
    """Unit vector in which a course arrives at its last point."""
    far = np.linalg.norm(course - course[-1], axis=1) > LOOK_BACK * side
    way = course[-1] - (course[int(np.flatnonzero(far)[-1])] if far.any() else course[0])
    return np.asarray(way / max(float(np.linalg.norm(way)), 1e-9), np.float64)


def _angle(a: FloatArray, b: FloatArray) -> float:
    """From one direction to the other, radians."""
    return float(np.arctan2(a[0] * b[1] - a[1] * b[0], a @ b))
