"""Fonts to write training lines with, as cached letter masks: those of the renderer and those of @fontsource packages.

`FAMILIES` are npm packages @fontsource/NAME (OFL-1.1 or Apache-2.0; each package holds its licence). None of them
ships. Fetch them into a folder of their own with

    npm install --ignore-scripts $(python models/training/training_fonts.py)
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from line_texts import ALPHABET
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Mask = NDArray[np.uint8]
SIZE = 72  # px, font size of the masks
SHIPPED = Path(__file__).parents[2] / "stickyscan" / "render" / "fonts"
FAMILIES = (
    "bad-script", "balsamiq-sans", "beth-ellen", "borel", "bubblegum-sans", "butterfly-kids", "calligraffitti",
    "caramel", "cause", "chilanka", "comforter-brush", "comic-mono", "comic-neue", "comic-relief", "cookie",
    "courgette", "crafty-girls", "damion", "dancing-script", "dawning-of-a-new-day", "dekko",
    "delicious-handrawn", "delius", "delius-swash-caps", "delius-unicase", "east-sea-dokdo",
    "edu-au-vic-wa-nt-hand", "edu-nsw-act-cursive", "edu-nsw-act-hand-pre", "edu-qld-hand", "edu-sa-hand",
    "edu-tas-beginner", "edu-vic-wa-nt-hand", "felipa", "festive", "fuggles", "fuzzy-bubbles", "gamja-flower",
    "give-you-glory", "grand-hotel", "grandstander", "grape-nuts", "grechen-fuemen", "hachi-maru-pop",
    "happy-monkey", "hi-melody", "iansui", "ingrid-darling", "josefin-sans", "just-another-hand",
    "just-me-again-down-here", "kaushan-script", "kavivanar", "klee-one", "kolker-brush", "kristi",
    "la-belle-aurore", "licorice", "liu-jian-mao-cao", "londrina-solid", "long-cang", "loved-by-the-king",
    "lxgw-wenkai-tc", "ma-shan-zheng", "marck-script", "meddon", "merienda", "moon-dance", "ms-madi", "mynerve",
    "nanum-brush-script", "nerko-one", "nunito", "oooh-baby", "open-sans", "opendyslexic", "over-the-rainbow",
    "pacifico", "patrick-hand-sc", "playpen-sans-hebrew", "playwrite-ar", "playwrite-at", "playwrite-au-qld",
    "playwrite-be-wal", "playwrite-ca", "playwrite-cu", "playwrite-de-grund", "playwrite-dk-loopet",
    "playwrite-fr-moderne", "playwrite-hr", "playwrite-ie", "playwrite-it-moderna", "playwrite-nl",
    "playwrite-no", "playwrite-pl", "playwrite-us-modern", "playwrite-us-trad", "poor-story", "princess-sofia",
    "quicksand", "qwitcher-grypen", "rancho", "roboto-condensed", "ruge-boogie", "ruthie", "sacramento",
    "sassy-frass", "satisfy", "sedgwick-ave-display", "shadows-into-light-two", "shantell-sans", "slackside-one",
    "smooch", "sniglet", "solitreo", "square-peg", "sriracha", "stalemate", "style-script", "sunshiney",
    "swanky-and-moo-moo", "the-girl-next-door", "twinkle-star", "vibur", "vujahday-script",
    "waiting-for-the-sunrise", "walter-turncoat", "water-brush", "whisper", "windsong", "yellowtail", "yomogi",
    "yusei-magic", "zen-kurenaido", "zeyada", "zhi-mang-xing",
)  # fmt: skip
HELD_OUT = (  # never trained on: other writers
    "bad-script", "covered-by-your-grace", "edu-vic-wa-nt-hand", "gloria-hallelujah", "grape-nuts",
    "just-me-again-down-here", "kalam", "la-belle-aurore", "mynerve", "nanum-pen-script", "patrick-hand",
    "playwrite-us-trad", "reenie-beanie", "rock-salt", "sedgwick-ave", "shantell-sans", "sunshiney", "zeyada",
)  # fmt: skip
NEAT = frozenset(  # letters of signs and books, and swashes: seldom on a wall
    ("bubblegum-sans", "caramel", "comforter-brush", "comic-mono", "cookie", "courgette", "damion", "felipa",
     "festive", "grand-hotel", "grandstander", "iansui", "josefin-sans", "kaushan-script", "klee-one",
     "kolker-brush", "londrina-solid", "lxgw-wenkai-tc", "ma-shan-zheng", "meddon", "moon-dance", "ms-madi",
     "nunito", "open-sans", "opendyslexic", "pacifico", "princess-sofia", "quicksand", "qwitcher-grypen",
     "roboto-condensed", "ruge-boogie", "ruthie", "sacramento", "sassy-frass", "satisfy", "sniglet", "stalemate",
     "style-script", "vibur", "vujahday-script", "water-brush", "whisper", "windsong", "yellowtail",
     "zhi-mang-xing")
)  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """A mask 0..255, placed at (left, top) from the pen position on the baseline, and the way to the next letter."""

    mask: Mask
    left: int
    top: int
    advance: float


@dataclass(frozen=True)
class Face:
    """A font by the files that share its letters; `cap`: height of a capital in pixels of `SIZE`."""

    name: str
    files: tuple[Path, ...]

    @property
    def cap(self) -> float:
        """Height of a capital E."""
        return _cap(self)

    def letter(self, sign: str) -> Letter | None:
        """Its drawing of a letter; None if it has none."""
        return _letter(self, sign)

    def writes(self, text: str) -> bool:
        """Whether it has every letter of the text."""
        return _signs(self).issuperset(text)


@lru_cache(maxsize=512)
def _signs(face: Face) -> frozenset[str]:
    return frozenset(" ").union(sign for sign in ALPHABET if face.letter(sign))


def load(packages: Path) -> tuple[tuple[Face, ...], tuple[Face, ...]]:
    """Faces to train with, and those held out. `packages`: the folder node_modules/@fontsource."""
    faces = {file.stem: Face(file.stem, (file,)) for file in sorted(SHIPPED.glob("*.ttf"))}
    for name in FAMILIES:
        files = sorted((packages / name / "files").glob(f"{name}-latin*-400-normal.woff"))
        if not files:
            raise FileNotFoundError(f"no font files of {name} in {packages}")
        faces[name] = Face(name, tuple(files))
    known = [face for _, face in sorted(faces.items())]
    return tuple(f for f in known if f.name not in HELD_OUT), tuple(f for f in known if f.name in HELD_OUT)


@lru_cache(maxsize=512)
def _open(file: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, SIZE, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=512)
def _missing(file: Path) -> bytes:
    return _draw(file, "\uffff").mask.tobytes()


@lru_cache(maxsize=512)
def _cap(face: Face) -> float:
    drawn = face.letter("E") or face.letter("e")
    return float(len(drawn.mask)) if drawn else SIZE * 0.7


@lru_cache(maxsize=50000)
def _letter(face: Face, sign: str) -> Letter | None:
    for file in face.files:
        drawn = _draw(file, sign)
        if drawn.mask.any() and drawn.mask.tobytes() != _missing(file):
            return drawn
    return None


def _draw(file: Path, sign: str) -> Letter:
    font = _open(file)
    left, top, right, bottom = (round(side) for side in font.getbbox(sign, anchor="ls"))
    canvas = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(canvas).text((-left, -top), sign, fill=255, font=font, anchor="ls")
    return Letter(np.asarray(canvas, dtype=np.uint8), left, top, float(font.getlength(sign)))


@lru_cache(maxsize=50000)
def monoline(face: Face, sign: str) -> Mask | None:
    """The middle line of a letter, one pixel thin, in a mask of the letter's size: for a pen of any width."""
    drawn = face.letter(sign)
    if drawn is None:
        return None
    padded = np.pad(drawn.mask > 110, 1)
    return np.asarray(_thinned(padded)[1:-1, 1:-1] * np.uint8(255))


def _thinned(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Zhang and Suen, "A fast parallel algorithm for thinning digital patterns" (1984)."""
    ink = ink.copy()
    while True:
        before = int(ink.sum())
        for turn in (0, 1):
            n = _neighbours(ink)
            count = n.sum(axis=0)
            changes = ((~n) & np.roll(n, -1, axis=0)).sum(axis=0)
            # n[0] is north, then clockwise
            if turn == 0:
                free = ~(n[0] & n[2] & n[4]) & ~(n[2] & n[4] & n[6])
            else:
                free = ~(n[0] & n[2] & n[6]) & ~(n[0] & n[4] & n[6])
            ink &= ~((count >= 2) & (count <= 6) & (changes == 1) & free)
        if int(ink.sum()) == before:
            return ink


def _neighbours(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    steps = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
    return np.stack([np.roll(ink, (-dy, -dx), axis=(0, 1)) for dy, dx in steps])


def smoothed(mask: Mask, pen: float) -> Mask:
    """A monoline drawn with a round pen this wide in pixels."""
    width = max(1, round(pen))
    return np.asarray(cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))), dtype=np.uint8)


if __name__ == "__main__":
    sys.stdout.write(" ".join(f"@fontsource/{name}@5" for name in FAMILIES) + "\n")
