"""A `JourneyMap` in, the bytes of one file out: one file per format, listed in `stickyscan.export.formats`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stickyscan.export.formats import FORMATS, Format, export
    from stickyscan.export.photos import PhotoFolder

__all__ = ["FORMATS", "Format", "PhotoFolder", "export"]

_HOMES = {"FORMATS": "formats", "Format": "formats", "PhotoFolder": "photos", "export": "formats"}


def __getattr__(name: str) -> object:
    # Loaded on first use: a scan, which writes one page, need not wait for all the other formats.
    if name in _HOMES:
        return getattr(importlib.import_module(f"stickyscan.export.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'stickyscan.export' has no attribute {name!r}")
