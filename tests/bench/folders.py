"""Where labelled walls are, and which files of a folder are photos."""

from __future__ import annotations

from pathlib import Path

from stickyscan.steps.decode_photo import SUFFIXES

ROOT = Path(__file__).parents[2]


def default_walls() -> Path:
    """The walls beside the checkout if there are some, else the samples."""
    beside = ROOT.parent / "shared" / "walls"
    return beside if beside.is_dir() else ROOT / "samples"


def photos_in(folder: Path) -> list[Path]:
    """The photos of a folder, or of its photos/, in order of name."""
    inner = folder / "photos" if (folder / "photos").is_dir() else folder
    return sorted(file for file in inner.iterdir() if file.suffix.lower() in SUFFIXES)
