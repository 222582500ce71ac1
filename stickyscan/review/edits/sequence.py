"""Columns and rows as a sequence: where a new one comes in, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import count
from typing import TypeVar

from stickyscan.journey import Lane, Stage

_Group = TypeVar("_Group", Stage, Lane)


def put_before(groups: Sequence[_Group], one: _Group, before: _Group | None) -> tuple[_Group, ...]:
    """The sequence with `one`, new or moved, in front of `before`; None = at the end; in front of itself = unmoved."""
    if before is not None and before.id == one.id:
        return tuple(groups)
    rest = [group for group in groups if group.id != one.id]
    at = next((n for n, group in enumerate(rest) if before is not None and group.id == before.id), len(rest))
    rest.insert(at, one)
    return tuple(rest)


def replaced(groups: Sequence[_Group], one: _Group) -> tuple[_Group, ...]:
    """The sequence with `one` in the place of that of its id."""
    return tuple(one if group.id == one.id else group for group in groups)


def unused_id(letter: str, ids: Iterable[str], above: int = 0) -> str:
    """An id that none of them has: the letter and a number above all of theirs, and above `above`."""
    known = frozenset(ids)
    numbers = (int(found[1]) for name in known if (found := re.fullmatch(rf"{letter}(\d{{1,15}})", name)))
    highest = max(above, max(numbers, default=0))
    return next(name for number in count(highest + 1) if (name := f"{letter}{number}") not in known)


def titled_or_none(title: str) -> str | None:
    """A title in one line; None if there is nothing in it."""
    return " ".join(title.split()) or None
