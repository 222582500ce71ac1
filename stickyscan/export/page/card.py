"""A note as a card: its paper, its kind, its words, its votes."""

from __future__ import annotations

from stickyscan.export.page.markup import Child, Markup, joined, tag, verbatim
from stickyscan.export.words import counted, feelings, kind_sign, kind_words
from stickyscan.journey import JourneyMap, Note


def card(journey: JourneyMap, note: Note, place: str | None = None) -> Markup:
    """A list item that leads to the note's entry. `place` is a further class of the item."""
    classes = " ".join(part for part in ("card", f"paper-{note.colour.name}", place) if part)
    link = tag(
        "a",
        tag("span", sign(note), kind_words(note), class_="kind") if note.kind or note.role != "note" else None,
        tag("span", words(journey, note), class_="words"),
        tag("span", *(tag("span", fact, class_="fact") for fact in facts(note)), class_="facts"),
        href=f"#note-{note.id}",
        data_note=note.id,
    )
    return tag("li", link, id=f"card-{note.id}", class_=classes, **filters(note))


def filters(note: Note) -> dict[str, str]:
    """The attributes by which the page's script filters notes."""
    return {"data_kind": f"{kind_sign(note)} {kind_words(note)}" if note.kind else "", "data_colour": note.colour.name}


def words(journey: JourneyMap, note: Note) -> Markup:
    """What the note says, or that nobody knows."""
    if note.text is None:
        return tag("em", "Could not be read")
    if not note.text.strip():
        return tag("em", "Empty note")
    return verbatim(note.text, journey.language)


def sign(note: Note) -> Markup | None:
    """The sign of the note's kind, for the eye only."""
    shown = kind_sign(note)
    return joined(tag("span", shown, class_="sign", aria_hidden="true"), " ") if shown else None


def facts(note: Note) -> list[Child]:
    """Votes, feeling and the like, as words; the colour's name comes last."""
    return [
        *([counted(note.votes, "vote")] if note.votes else []),
        *feelings(note),
        *(["Please check"] if note.needs_review and note.text is not None else []),
        note.colour.name,
    ]
