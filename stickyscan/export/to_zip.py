"""Zips to mail: the cut-out of every note, named by id and text; and the map in its usual forms beside the photos."""

from __future__ import annotations

from pathlib import PurePath

from stickyscan.export.archive import safe_name, zipped
from stickyscan.export.page.pictures import Pictures, pictures_of
from stickyscan.export.photos import PhotoFolder, cut_notes, whole_photo
from stickyscan.export.to_html import page_with
from stickyscan.export.to_json import to_json
from stickyscan.export.to_pptx import to_pptx
from stickyscan.export.to_xlsx import to_xlsx
from stickyscan.export.words import heading, one_line, place, said
from stickyscan.journey import JourneyMap

# Photos of 12 megapixels, the usual ones, keep their size.
_CUTOUT_SIDE, _PHOTO_SIDE = 1000, 4096


def to_crops(journey: JourneyMap, photos: PhotoFolder | None = None) -> bytes:
    """A picture of each note, headings too, and an index: file, place, kind and words, also of notes without one."""
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for photo in journey.photos:
        picture = photos.picture(photo) if photos else None
        if picture is None:
            continue
        own = [(i, note) for i, note in enumerate(journey.notes, start=1) if note.photo == photo.id]
        cutouts = cut_notes(picture, photo, [note.corners for _, note in own], _CUTOUT_SIDE)
        for (number, note), cutout in zip(own, cutouts, strict=True):
            if cutout is not None:
                words = safe_name(said(note).replace("\n", " "), 50)
                parts = (f"{number:03d}", safe_name(note.id, 20), words)
                names[note.id] = "_".join(part for part in parts if part) + ".jpg"
                files[names[note.id]] = cutout.data
    index = [
        "\t".join((names.get(n.id, "(no picture)"), place(journey, n), heading(n), one_line(said(n))))
        for n in journey.notes
    ]
    return zipped({"index.txt": ("\n".join(index) + "\n").encode(), **dict(sorted(files.items()))})


def to_bundle(journey: JourneyMap, photos: PhotoFolder | None = None) -> bytes:
    """The photos without their metadata, map.json, the page, the workbook and the slides.

    Raises:
        EngineMissingError: XlsxWriter or python-pptx is not installed.
    """
    shown: dict[str, Pictures] = {}
    copies: dict[str, bytes] = {}
    for number, photo in enumerate(journey.photos, start=1):
        picture = photos.picture(photo) if photos else None
        if picture is not None:
            shown[photo.id] = pictures_of(journey, photo, picture)
            name = safe_name(PurePath(photo.file).stem, 60) or "photo"
            copies[f"photos/{number}-{name}.jpg"] = whole_photo(picture, _PHOTO_SIDE).data
    made = {
        "map.json": to_json(journey),
        "map.html": page_with(journey, shown),
        "map.xlsx": to_xlsx(journey),
        "map.pptx": to_pptx(journey),
    }
    return zipped({**made, **copies})
