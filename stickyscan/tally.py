"""Counts of what is right and wrong in maps, and the rates that follow from them."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Counts:
    """What was counted; counts of several walls add up. `*_ok` of `*_n` are right."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    iou: float = 0.0
    colour_ok: int = 0
    colour_n: int = 0
    edits: int = 0
    chars: int = 0
    good: int = 0
    legible: int = 0
    bad: int = 0
    flagged: int = 0
    well: int = 0
    false_flag: int = 0
    stage_ok: int = 0
    stage_n: int = 0
    lane_ok: int = 0
    lane_n: int = 0
    heads_ok: int = 0
    heads_n: int = 0
    votes_ok: int = 0
    votes_n: int = 0
    arrows_tp: int = 0
    arrows_fp: int = 0
    arrows_fn: int = 0
    mood_ok: int = 0
    mood_n: int = 0
    mood_made_up: int = 0
    moment_tp: int = 0
    moment_fp: int = 0
    moment_fn: int = 0
    curve_ok: int = 0
    curve_n: int = 0

    def __add__(self, other: Counts) -> Counts:
        """The counts of both."""
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True)
class Rates:
    """Shares 0..1, None where nothing was labelled. The names are those of the accuracy table."""

    notes: int
    precision: float | None
    recall: float | None
    f1: float | None
    iou: float | None
    colour: float | None
    cer: float | None
    good: float | None
    flagged: float | None
    false_flag: float | None
    stage: float | None
    lane: float | None
    heads: float | None
    votes: float | None
    arrows_precision: float | None
    arrows_recall: float | None
    mood: float | None
    mood_made_up: int
    moment_precision: float | None
    moment_recall: float | None
    curve: float | None


def rates(counts: Counts) -> Rates:
    """Rates from raw counts."""
    c = counts
    return Rates(
        notes=c.tp + c.fn,
        precision=_share(c.tp, c.tp + c.fp), recall=_share(c.tp, c.tp + c.fn),
        f1=_share(2 * c.tp, 2 * c.tp + c.fp + c.fn), iou=_share(c.iou, c.tp),
        colour=_share(c.colour_ok, c.colour_n), cer=_share(c.edits, c.chars), good=_share(c.good, c.legible),
        flagged=_share(c.flagged, c.bad), false_flag=_share(c.false_flag, c.well),
        stage=_share(c.stage_ok, c.stage_n), lane=_share(c.lane_ok, c.lane_n),
        heads=_share(c.heads_ok, c.heads_n), votes=_share(c.votes_ok, c.votes_n),
        arrows_precision=_share(c.arrows_tp, c.arrows_tp + c.arrows_fp),
        arrows_recall=_share(c.arrows_tp, c.arrows_tp + c.arrows_fn),
        mood=_share(c.mood_ok, c.mood_n), mood_made_up=c.mood_made_up,
        moment_precision=_share(c.moment_tp, c.moment_tp + c.moment_fp),
        moment_recall=_share(c.moment_tp, c.moment_tp + c.moment_fn),
        curve=_share(c.curve_ok, c.curve_n),
    )  # fmt: skip


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
