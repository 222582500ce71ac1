"""A map and its photos in, the files that are made from them out: the page to look at and the photo with outlines."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from stickyscan.abreast import abreast
from stickyscan.journey import JourneyMap
from stickyscan.settings import LIMITS, LimitSettings


def derived_files(journey: JourneyMap, photos: Path, limits: LimitSettings = LIMITS) -> dict[str, bytes]:
    """`map.html` and `overlay.jpg`, made from the map and the folder that holds its photos under their names.

    Raises:
        InputError: a photo of the map is missing or damaged.
    """
    from stickyscan import draw
    from stickyscan.export.photos import PhotoFolder
    from stickyscan.export.to_html import to_html
    from stickyscan.steps.decode_photo import DecodeLimits, decode_photo

    def page() -> bytes:
        return to_html(journey, PhotoFolder(photos))

    def overlay() -> bytes:
        pictures = tuple(decode_photo(photos / info.file, DecodeLimits.of(limits)) for info in journey.photos)
        written = io.BytesIO()
        Image.fromarray(draw.overlay(pictures, journey)).save(written, "JPEG", quality=88)
        return written.getvalue()

    made = abreast(lambda make: make(), (page, overlay), None)
    return dict(zip(("map.html", "overlay.jpg"), made, strict=True))
