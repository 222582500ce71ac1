"""stickyscan turns photos of sticky-note walls into structured, editable customer journey maps, offline.

The pipeline, one file per step in `stickyscan.steps`: decode_photo, find_notes, join_photos, name_colours, read_marks,
read_notes, read_board, arrange_map. `stickyscan.pipeline.Scanner` runs them in order. From Python:

    from stickyscan import scan
    journey = scan(["wall.jpg"])
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stickyscan.assembly import scan
    from stickyscan.errors import StickyscanError
    from stickyscan.journey import JourneyMap
    from stickyscan.pipeline import Scanner

__all__ = ["JourneyMap", "Scanner", "StickyscanError", "scan"]

_HOMES = {"JourneyMap": "journey", "Scanner": "pipeline", "StickyscanError": "errors", "scan": "assembly"}


def __getattr__(name: str) -> object:
    # Loaded on first use: `stickyscan --help` need not wait for NumPy and OpenCV.
    if name in _HOMES:
        return getattr(importlib.import_module(f"stickyscan.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'stickyscan' has no attribute {name!r}")
