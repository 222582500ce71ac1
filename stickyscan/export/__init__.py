"""A `JourneyMap` in, the bytes of one file out: one file per format, listed in `stickyscan.export.formats`."""

from stickyscan.export.formats import FORMATS, Format, export
from stickyscan.export.photos import PhotoFolder

__all__ = ["FORMATS", "Format", "PhotoFolder", "export"]
