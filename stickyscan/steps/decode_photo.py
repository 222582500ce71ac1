"""File in, upright RGB pixels out, with what the file says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from stickyscan.engines.protocols import Picture


@dataclass(frozen=True)
class Photo:
    """A decoded photo: `pixels` upright RGB uint8 (h, w, 3); `taken_at` ISO 8601 local time or None."""

    file: str
    pixels: Picture
    taken_at: str | None
    sha256: str

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(self.pixels.shape[0])


def decode_photo(path: Path) -> Photo:
    """Decode a photo file."""
    raise NotImplementedError
