"""Zips to mail: the cut-out of every note, named by id and text; and the map in its usual forms beside the photos."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePath

from PIL import Image

from stickyscan.export.archive import safe_name, zipped
from stickyscan.export.page.pictures import Pictures, pictures_of
from stickyscan.export.photos import PhotoFolder, cutouts_of, whole_photo
from stickyscan.export.to_html import page_with
from stickyscan.export.to_json import to_json
from stickyscan.export.to_pptx import to_pptx
from stickyscan.export.to_xlsx import to_xlsx
from stickyscan.export.words import heading, one_line, place, said
from stickyscan.journey import JourneyMap, Note, PhotoInfo

# Photos of 12 megapixels, the usual ones, keep their size.
_CUTOUT_SIDE, _PHOTO_SIDE = 1000, 4096


def to_crops(journey: JourneyMap, photos: PhotoFolder | None = None) -> bytes:
    """A picture of each note, headings too, and an index: file, place, kind and words, also of notes without one."""
    cutouts = cutouts_of(journey, photos, _CUTOUT_SIDE)
    names = {
        note.id: _file_name(number, note) for number, note in enumerate(journey.notes, start=1) if note.id in cutouts
    }
    files = {name: cutouts[key].data for key, name in names.items()}
    index = [
        "\t".join((names.get(n.id, "(no picture)"), place(journey, n), heading(n), one_line(said(n))))
        for n in journey.notes
    ]
    return zipped({"index.txt": ("\n".join(index) + "\n").encode(), **dict(sorted(files.items()))})


def _file_name(number: int, note: Note) -> str:
    parts = (f"{number:03d}", safe_name(note.id, 20), safe_name(said(note).replace("\n", " "), 50))
    return "_".join(part for part in parts if part) + ".jpg"


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
            name = safe_name(PurePath(photo.file).stem, 60) or "photo"
            shown[photo.id], copies[f"photos/{number}-{name}.jpg"] = _shown_and_copied(journey, photo, picture)
    made = {
        "map.json": to_json(journey),
        "map.html": page_with(journey, shown),
        "map.xlsx": to_xlsx(journey),
        "map.pptx": to_pptx(journey),
    }
    return zipped({**made, **copies})


def _shown_and_copied(journey: JourneyMap, photo: PhotoInfo, picture: Image.Image) -> tuple[Pictures, bytes]:
    """What the page shows of a photo, and its copy, made meanwhile: Pillow lets Python go on while it works."""
    picture.load()
    with ThreadPoolExecutor(1) as beside:
        copy = beside.submit(whole_photo, picture, _PHOTO_SIDE)
        return pictures_of(journey, photo, picture), copy.result().data
