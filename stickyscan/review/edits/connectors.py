"""Arrows between notes: drawn, taken away, and what becomes of them when a note goes."""

from __future__ import annotations

from collections.abc import Sequence

from stickyscan.journey import Connector, JourneyMap
from stickyscan.review.edits import requests as ask
from stickyscan.review.edits.beside import Beside, RefusedError, the_note


def add_connector(journey: JourneyMap, edit: ask.AddConnector, _: Beside) -> JourneyMap:
    """An arrow from one note to another."""
    source, target = the_note(journey, edit.source).id, the_note(journey, edit.target).id
    if source == target:
        raise RefusedError("An arrow needs two different notes.")
    if any((line.source, line.target) == (source, target) for line in journey.connectors):
        raise RefusedError(f"There is an arrow from {source} to {target} already.")
    new = Connector(source=source, target=target, confidence=1.0)
    return journey.model_copy(update={"connectors": (*journey.connectors, new)})


def remove_connector(journey: JourneyMap, edit: ask.RemoveConnector, _: Beside) -> JourneyMap:
    """Take an arrow away."""
    left = tuple(line for line in journey.connectors if (line.source, line.target) != (edit.source, edit.target))
    if len(left) == len(journey.connectors):
        raise RefusedError(f"There is no arrow from {edit.source!r} to {edit.target!r}.")
    return journey.model_copy(update={"connectors": left})


def without(connectors: Sequence[Connector], note: str) -> tuple[Connector, ...]:
    """The arrows that do not touch a note."""
    return tuple(line for line in connectors if note not in (line.source, line.target))


def bent(connectors: Sequence[Connector], away: str, to: str) -> tuple[Connector, ...]:
    """The arrows after one note has taken the place of another: none from a note to itself, none twice."""
    moved = (
        line.model_copy(
            update={
                "source": to if line.source == away else line.source,
                "target": to if line.target == away else line.target,
            }
        )
        for line in connectors
    )
    return tuple({(line.source, line.target): line for line in moved if line.source != line.target}.values())
