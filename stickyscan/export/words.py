"""The words and signs in which exports tell a person about a note, so that colour never carries meaning alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from stickyscan.journey import JourneyMap, Kind, Lane, Note, ReviewReason, Role, Stage

# The signs are from Unicode's geometric blocks, without an emoji form, so that no system paints them in colour.
KINDS: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        "touchpoint": ("●", "Touchpoint"),
        "action": ("►", "Action"),
        "thought": ("◌", "Thought"),
        "quote": ("❝", "Quote"),
        "emotion": ("♡", "Emotion"),
        "need": ("◆", "Need"),
        "question": ("?", "Question"),
        "pain_point": ("▼", "Pain point"),
        "gain": ("▲", "Gain"),
        "opportunity": ("★", "Opportunity"),
        "idea": ("✦", "Idea"),
        "metric": ("▤", "Metric"),
        "channel": ("⇄", "Channel"),
        "evidence": ("■", "Evidence"),
        "backstage": ("◐", "Backstage"),
        "support": ("▦", "Support"),
        "department": ("⌂", "Department"),
        "other": ("○", "Other"),
    }
)

ROLES: Mapping[Role, str] = MappingProxyType(
    {
        "note": "Note",
        "stage_header": "Stage heading",
        "lane_header": "Lane heading",
        "title": "Title",
        "legend": "Legend",
    }
)

REASONS: Mapping[ReviewReason, str] = MappingProxyType(
    {
        "unreadable": "The writing could not be read.",
        "doubtful_text": "The text may be wrong in places.",
        "drawing": "Something is drawn here; no writing was found.",
        "doubtful_note": "This may not be a sticky note, or its outline may be off.",
        "doubtful_colour": "The colour may be another one.",
        "doubtful_place": "It may belong to another stage or lane.",
        "cut_off": "Part of the note is hidden or outside the photo.",
    }
)

SENTIMENTS: Mapping[int, str] = MappingProxyType(
    {-2: "Very negative", -1: "Negative", 0: "Neutral", 1: "Positive", 2: "Very positive"}
)

# Arrows without an emoji form: up is better. They never stand without their words.
_SENTIMENT_SIGNS: Mapping[int, str] = MappingProxyType({-2: "↓↓", -1: "↓", 0: "→", 1: "↑", 2: "↑↑"})
_MOMENT_SIGN = "◈"

UNREADABLE, EMPTY = "(could not be read)", "(empty note)"

_ARROW_END = 80

# C0 and C1 controls except tab, line feed and carriage return, lone surrogates and U+FFFE and U+FFFF: no text format
# carries them safely, and XML forbids most of them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text with each control character (other than tab and line ends) shown as U+FFFD."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def lines(text: str) -> str:
    """The text printable, with plain line feeds as line ends."""
    return printable(text).replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str:
    """The text printable and on one line."""
    return printable(" ".join(text.split()))


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 vote", "4 votes"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def kind_words(note: Note) -> str:
    """The note's kind as words, or its role where it has no kind: "Pain point", "Note"."""
    return KINDS[note.kind][1] if note.kind else ROLES[note.role]


def kind_sign(note: Note) -> str:
    """The sign of the note's kind, or "" where it has none."""
    return KINDS[note.kind][0] if note.kind else ""


def kind_title(note: Note) -> str:
    """Sign and word of the note's kind: "▼ Pain point"; without a kind, its role and colour: "Note (pink)"."""
    kind = f"{kind_sign(note)} {kind_words(note)}".strip()
    return kind if note.kind else f"{kind} ({note.colour.name})"


def heading(note: Note) -> str:
    """What there is to know of a note besides its words: "▼ Pain point · 4 votes"."""
    facts = [
        kind_title(note),
        *([counted(note.votes, "vote")] if note.votes else []),
        *feelings(note),
    ]
    return " · ".join(facts)


def feelings(note: Note) -> tuple[str, ...]:
    """How the note feels and whether much hangs on it, sign and words: "↓↓ very negative", "◈ moment of truth"."""
    return (
        *((mood_words(note.sentiment).lower(),) if note.sentiment is not None else ()),
        *((f"{_MOMENT_SIGN} moment of truth",) if note.moment_of_truth else ()),
    )


def mood_words(sentiment: int) -> str:
    """A feeling as sign and words: "↓↓ Very negative"."""
    return f"{_SENTIMENT_SIGNS[sentiment]} {SENTIMENTS[sentiment]}"


def arrow_words(journey: JourneyMap) -> tuple[str, ...]:
    """The arrows between notes, one line each: "Pays twice → Guest checkout", each end with its id."""
    notes = {note.id: note for note in journey.notes}

    def end(key: str) -> str:
        words = one_line(said(notes[key]))
        return f"{words if len(words) <= _ARROW_END else words[: _ARROW_END - 1] + '…'} ({one_line(key)})"

    return tuple(f"{end(arrow.source)} → {end(arrow.target)}" for arrow in journey.connectors)


def said(note: Note) -> str:
    """The words of the note, or in brackets that nobody knows them or that there are none."""
    if note.text is None:
        return UNREADABLE
    return lines(note.text) if note.text.strip() else EMPTY


def place(journey: JourneyMap, note: Note) -> str:
    """Stage and lane on one line: "Buy / Pains", or "not placed"."""
    return " / ".join(one_line(title) for title in place_words(journey, note) if title) or "not placed"


def legend_words(journey: JourneyMap) -> tuple[str, ...]:
    """What the colours mean: "pink = ▼ Pain point"."""
    return tuple(f"{entry.colour} = {' '.join(KINDS[entry.kind])}" for entry in journey.legend)


def reasons(note: Note) -> tuple[str, ...]:
    """Why a person should look at the note, in plain words; never empty for a note that needs review."""
    known = tuple(REASONS[reason] for reason in note.review_reasons)
    if known or not note.needs_review:
        return known
    return (REASONS["unreadable"],) if note.text is None else ("Not sure about this note.",)


def stage_title(journey: JourneyMap, stage: Stage) -> str:
    """The stage's title, or its place in the order if nobody named it."""
    return stage.title or f"Stage {journey.stages.index(stage) + 1}"


def lane_title(journey: JourneyMap, lane: Lane) -> str:
    """The lane's title, or its kind, or its place in the order."""
    if lane.title:
        return lane.title
    return KINDS[lane.kind][1] if lane.kind else f"Lane {journey.lanes.index(lane) + 1}"


def place_words(journey: JourneyMap, note: Note) -> tuple[str | None, str | None]:
    """The titles of the note's stage and lane, each None if it has none."""
    stage = next((stage_title(journey, s) for s in journey.stages if s.id == note.stage), None)
    lane = next((lane_title(journey, entry) for entry in journey.lanes if entry.id == note.lane), None)
    return stage, lane


def map_title(journey: JourneyMap) -> str:
    """What to call the map."""
    return journey.title or "Journey map"
