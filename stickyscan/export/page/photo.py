"""The whole photo with the outline of every note; each outline leads to its note."""

from __future__ import annotations

from stickyscan.export.page.markup import Child, Markup, data_address, shortened, tag
from stickyscan.export.page.pictures import Pictures
from stickyscan.export.words import counted, kind_words
from stickyscan.journey import Corners, JourneyMap, Note, PhotoInfo

# Lines as wide on a large photo as on a small one.
_THIN = {"vector_effect": "non-scaling-stroke"}


def photo_figure(journey: JourneyMap, photo: PhotoInfo, pictures: Pictures | None) -> Markup:
    """The photo as a drawing with outlines; without the picture, the outlines stand on an empty wall."""
    own = [note for note in journey.notes if note.photo == photo.id]
    seen = [(n, s.corners) for n in journey.notes for s in n.also_in if s.photo == photo.id]
    ground = (
        tag("image", href=data_address(pictures.whole), width=photo.width, height=photo.height)
        if pictures
        else tag("rect", width=photo.width, height=photo.height, class_="blank")
    )
    width = max(photo.width, photo.height)
    drawing = tag(
        "svg",
        ground,
        [_outline(note, note.corners, f"outline-{note.id}") for note in own],
        [_outline(note, corners, None) for note, corners in seen],
        _arrows(journey, photo, width),
        viewBox=f"0 0 {photo.width} {photo.height}",
        role="group",
        aria_label=f"{photo.file}: {counted(len(own) + len(seen), 'outlined note')}",
        class_="photo" if pictures else "photo without-picture",
    )
    missing = (
        None
        if pictures
        else tag(
            "p",
            f"The picture {photo.file} is missing: it was not beside the map when this page was made. "
            "The outlines show where the notes hang.",
            class_="missing",
        )
    )
    caption = tag(
        "figcaption",
        tag("b", photo.file),
        f", {photo.width} by {photo.height} pixels",
        f", taken {photo.taken_at}" if photo.taken_at else None,
        ". A dashed outline asks to be checked. ",
        tag("span", "Choose an outline to see its note.", class_="on-screen"),
    )
    return tag("figure", missing, drawing, caption, class_="wall-photo")


def _outline(note: Note, corners: Corners, identity: str | None) -> Markup:
    shape = " ".join(f"{x:g},{y:g}" for x, y in corners)
    said = "could not be read" if note.text is None else shortened(note.text) or "empty"
    label = f"Note {note.id}, {kind_words(note)}, {note.colour.name}: {said}"
    return tag(
        "a",
        tag("title", label),
        tag("polygon", points=shape, class_="halo", **_THIN),
        tag("polygon", points=shape, class_="edge", **_THIN),
        href=f"#note-{note.id}",
        id=identity,
        data_note=note.id,
        aria_label=label,
        class_=f"outline paper-{note.colour.name}" + (" doubtful" if note.needs_review else ""),
    )


def _arrows(journey: JourneyMap, photo: PhotoInfo, width: int) -> list[Child]:
    """Drawn arrows between notes of this photo, from centre to centre with a head at the end."""
    centres = {n.id: _centre(n.corners) for n in journey.notes if n.photo == photo.id}
    arrows: list[Child] = []
    for link in journey.connectors:
        if link.source in centres and link.target in centres:
            (x1, y1), (x2, y2) = centres[link.source], centres[link.target]
            length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1e-6)
            ux, uy, head = (x2 - x1) / length, (y2 - y1) / length, width / 90
            left = f"{x2 - head * (ux + uy * 0.6):.1f},{y2 - head * (uy - ux * 0.6):.1f}"
            right = f"{x2 - head * (ux - uy * 0.6):.1f},{y2 - head * (uy + ux * 0.6):.1f}"
            path = f"M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}M{left}L{x2:.1f},{y2:.1f}L{right}"
            arrows += [tag("path", d=path, class_="arrow under", **_THIN), tag("path", d=path, class_="arrow", **_THIN)]
    return arrows


def _centre(corners: Corners) -> tuple[float, float]:
    return sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4
