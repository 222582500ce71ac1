"""Every note of the map beside its cut-out from the photo, those that need a person first."""

from __future__ import annotations

from collections.abc import Mapping

from stickyscan.export.page.card import filters, sign, words
from stickyscan.export.page.markup import Child, Markup, data_address, joined, shortened, tag, verbatim
from stickyscan.export.photos import Piece
from stickyscan.export.words import ROLES, counted, kind_words, mood_words, place_words, reasons
from stickyscan.journey import JourneyMap, Note

_GROUPS = (
    ("unreadable", "Could not be read", "Nobody can guess these: read them on the cut-out and type them in."),
    ("check", "Please check", "The program is not sure about these. Each says why."),
    ("sure", "Read with confidence", None),
)


def group_of(note: Note) -> str:
    """Which part of the register the note belongs to: "unreadable", "check" or "sure"."""
    if note.text is None:
        return "unreadable"
    return "check" if note.needs_review else "sure"


def register(journey: JourneyMap, cutouts: Mapping[str, Piece], on_map: frozenset[str]) -> Markup:
    """The notes in their groups.

    Args:
        journey: the map.
        cutouts: note id -> picture; a note without one says that its picture is missing.
        on_map: ids of the notes that the map above shows, so that their entries can lead back.
    """
    groups: list[Child] = []
    for key, title, advice in _GROUPS:
        notes = [note for note in journey.notes if group_of(note) == key]
        if not notes:
            continue
        entries = [_entry(journey, note, cutouts.get(note.id), note.id in on_map) for note in notes]
        groups.append(
            tag(
                "section",
                tag("h3", title, " ", tag("span", counted(len(notes), "note"), class_="count"), id=f"group-{key}"),
                tag("p", advice, class_="advice") if advice else None,
                tag("div", entries, class_="entries"),
                class_=f"group {key}",
                aria_labelledby=f"group-{key}",
            )
        )
    return joined(*groups)


def _entry(journey: JourneyMap, note: Note, cutout: Piece | None, on_map: bool) -> Markup:
    name = f"name-{note.id}"
    number = tag("span", f"Note {note.id}", class_="id")
    plain = note.kind is None and note.role == "note"
    heading = [number] if plain else [sign(note), kind_words(note), " ", number]
    links = [
        tag("a", "Show on the map", href=f"#card-{note.id}", class_="to-map") if on_map else None,
        tag("a", "Show on the photo", href=f"#outline-{note.id}", class_="to-photo"),
    ]
    body = tag(
        "div",
        tag("h4", heading, id=name),
        tag("p", words(journey, note), class_="words"),
        tag("p", class_="fill-in", aria_hidden="true") if note.text is None else None,
        tag("ul", [tag("li", reason) for reason in reasons(note)], class_="reasons") if reasons(note) else None,
        tag("dl", _facts(journey, note), class_="details"),
        tag("p", [joined(link, " ") for link in links if link], class_="links"),
        class_="body",
    )
    return tag(
        "article",
        _picture(journey, note, cutout),
        body,
        id=f"note-{note.id}",
        class_=f"entry paper-{note.colour.name}",
        tabindex=-1,
        aria_labelledby=name,
        **filters(note),
    )


def _picture(journey: JourneyMap, note: Note, cutout: Piece | None) -> Markup:
    if cutout is None:
        return tag("p", "No picture of this note", class_="cutout missing")
    file = next(photo.file for photo in journey.photos if photo.id == note.photo)
    picture = cutout.picture
    matrix = f"matrix({' '.join(f'{number:.4f}' for number in cutout.turned)})"
    drawing = tag(
        "svg",
        tag("image", href=data_address(picture), width=picture.width, height=picture.height, transform=matrix),
        viewBox=f"0 0 {cutout.width:.1f} {cutout.height:.1f}",
        preserveAspectRatio="xMinYMin",
        role="img",
        aria_label=f"Cut-out of note {note.id} from {file}",
    )
    return tag("div", drawing, class_="cutout")


def _facts(journey: JourneyMap, note: Note) -> list[Child]:
    colour = joined(
        tag(
            "svg",
            tag("rect", width=12, height=12, fill=note.colour.hex),
            viewBox="0 0 12 12",
            class_="swatch",
            aria_hidden="true",
        ),
        f" {note.colour.name} ",
        tag("span", note.colour.hex, class_="hex"),
    )
    changed = note.text_read is not None and note.text_read != note.text
    pairs: list[tuple[str, Child]] = [
        ("Role", ROLES[note.role] if note.kind and note.role != "note" else None),
        ("Place", _place(journey, note)),
        ("Colour", colour),
        ("Votes", counted(note.votes, "vote") if note.votes else None),
        ("Feeling", mood_words(note.sentiment) if note.sentiment is not None else None),
        ("Moment of truth", "yes" if note.moment_of_truth else None),
        ("Reading", _reading(note)),
        ("First read as", verbatim(note.text_read, journey.language) if changed and note.text_read else None),
        ("It may say", _alternatives(journey, note)),
        ("Leads to", _linked(journey, [c.target for c in journey.connectors if c.source == note.id])),
        ("Comes from", _linked(journey, [c.source for c in journey.connectors if c.target == note.id])),
    ]
    return [tag("div", tag("dt", name), tag("dd", value)) for name, value in pairs if value is not None]


def _place(journey: JourneyMap, note: Note) -> Child:
    titles = [verbatim(title, journey.language) for title in place_words(journey, note) if title]
    if not titles:
        return "not placed" if note.role == "note" and (journey.stages or journey.lanes) else None
    return [titles[0], *(joined(" / ", title) for title in titles[1:])]


def _reading(note: Note) -> str | None:
    if note.reviewed:
        return "checked by a person"
    return None if note.text is None else f"{note.text_confidence:.0%} sure"


def _alternatives(journey: JourneyMap, note: Note) -> Child:
    if not note.alternatives:
        return None
    return tag("ul", [tag("li", verbatim(other, journey.language)) for other in note.alternatives])


def arrows_section(journey: JourneyMap) -> Markup:
    """The arrows in words, for those who do not see them on the photo; nothing on a map without arrows."""
    if not journey.connectors:
        return Markup("")
    items = [
        tag("li", _linked(journey, [arrow.source]), "leads to ", _linked(journey, [arrow.target]))
        for arrow in journey.connectors
    ]
    return tag(
        "section",
        tag("h2", "Arrows", id="arrows"),
        tag("ul", items, class_="arrows"),
        aria_labelledby="arrows",
    )


def _linked(journey: JourneyMap, ids: list[str]) -> Child:
    if not ids:
        return None
    wanted = frozenset(ids)
    texts = {n.id: shortened(n.text or ROLES[n.role], 40) for n in journey.notes if n.id in wanted}
    return [joined(tag("a", f"{i}: {texts[i]}", href=f"#note-{i}", data_note=i), " ") for i in ids]
