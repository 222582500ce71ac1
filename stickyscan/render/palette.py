"""Paper and pen colours as photographed in neutral light, with the names that a careful person would accept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stickyscan.journey import ColourName
from stickyscan.render.streams import Rgb, pick


@dataclass(frozen=True)
class Paper:
    """A paper colour: accepted names, best first, and sRGB."""

    names: tuple[ColourName, ...]
    rgb: Rgb

    @property
    def dark(self) -> bool:
        """True if black ink hardly shows on it."""
        r, g, b = self.rgb
        return 0.3 * r + 0.59 * g + 0.11 * b < 100


USUAL: tuple[Paper, ...] = (
    Paper(("yellow",), (246, 230, 100)),
    Paper(("yellow",), (250, 222, 60)),
    Paper(("yellow",), (238, 232, 150)),
    Paper(("yellow", "white"), (240, 236, 196)),
    Paper(("yellow", "white"), (232, 230, 184)),
    Paper(("yellow",), (234, 230, 160)),
    Paper(("yellow", "green"), (236, 240, 70)),
    Paper(("yellow", "orange"), (250, 196, 34)),
    Paper(("orange", "yellow"), (252, 172, 48)),
    Paper(("orange",), (248, 146, 52)),
    Paper(("orange", "red"), (255, 112, 52)),
    Paper(("orange", "pink"), (250, 170, 130)),
    Paper(("pink",), (246, 62, 150)),
    Paper(("pink",), (255, 100, 170)),
    Paper(("pink",), (240, 150, 180)),
    Paper(("pink",), (238, 190, 200)),
    Paper(("blue", "teal"), (110, 196, 222)),
    Paper(("blue",), (142, 186, 226)),
    Paper(("blue",), (64, 156, 206)),
    Paper(("green",), (128, 198, 82)),
    Paper(("green", "yellow"), (176, 222, 80)),
    Paper(("green",), (152, 226, 70)),
    Paper(("green", "yellow"), (208, 232, 120)),
)
SCARCE: tuple[Paper, ...] = (
    Paper(("pink", "purple"), (196, 24, 112)),
    Paper(("red",), (216, 34, 40)),
    Paper(("red", "orange"), (236, 68, 34)),
    Paper(("red", "pink"), (232, 78, 92)),
    Paper(("purple",), (122, 58, 132)),
    Paper(("purple",), (200, 162, 216)),
    Paper(("purple", "blue"), (146, 124, 204)),
    Paper(("purple", "red"), (108, 34, 74)),
    Paper(("blue",), (40, 92, 182)),
    Paper(("blue", "purple"), (92, 120, 186)),
    Paper(("blue", "black"), (34, 50, 96)),
    Paper(("blue", "white"), (196, 218, 236)),
    Paper(("blue", "grey"), (128, 152, 176)),
    Paper(("teal", "blue"), (24, 138, 148)),
    Paper(("teal", "green"), (34, 128, 116)),
    Paper(("teal", "blue", "green"), (110, 206, 196)),
    Paper(("teal", "green"), (160, 220, 204)),
    Paper(("green",), (38, 128, 62)),
    Paper(("green", "brown"), (128, 132, 52)),
    Paper(("white",), (238, 238, 234)),
    Paper(("white",), (228, 230, 232)),
    Paper(("white", "yellow"), (242, 238, 222)),
    Paper(("brown",), (146, 100, 62)),
    Paper(("brown", "orange"), (198, 162, 118)),
    Paper(("grey",), (164, 164, 166)),
    Paper(("grey", "black"), (86, 88, 92)),
    Paper(("black",), (36, 36, 39)),
)
CARDS: tuple[Paper, ...] = (Paper(("white",), (240, 240, 238)), Paper(("white", "yellow"), (240, 234, 214)))
PALES: tuple[Paper, ...] = (
    Paper(("yellow", "white"), (246, 243, 214)),
    Paper(("white", "yellow"), (248, 244, 230)),
    Paper(("yellow", "white"), (244, 238, 200)),
    Paper(("yellow",), (246, 240, 184)),
    Paper(("white",), (242, 242, 240)),
    Paper(("white",), (232, 234, 238)),
    Paper(("white", "yellow"), (236, 230, 212)),
    Paper(("pink", "white"), (244, 222, 224)),
    Paper(("blue", "white"), (220, 232, 242)),
    Paper(("green", "white"), (222, 238, 216)),
)
DARKS: tuple[Paper, ...] = (
    Paper(("blue", "black"), (24, 34, 76)),
    Paper(("blue", "purple"), (38, 44, 110)),
    Paper(("teal", "blue"), (14, 70, 80)),
    Paper(("teal", "green"), (16, 88, 84)),
    Paper(("red", "purple"), (96, 20, 38)),
    Paper(("purple", "black"), (62, 26, 70)),
    Paper(("green", "black"), (18, 62, 40)),
    Paper(("brown", "black"), (72, 46, 30)),
    Paper(("grey", "black"), (62, 64, 68)),
    Paper(("black",), (26, 26, 28)),
)

DARK_INKS: tuple[Rgb, ...] = (
    (24, 24, 28), (30, 30, 34), (16, 16, 20), (34, 40, 92), (28, 56, 140), (150, 30, 36), (24, 96, 58), (84, 84, 88),
)  # fmt: skip
LIGHT_INKS: tuple[Rgb, ...] = ((236, 236, 232), (206, 208, 212), (240, 226, 150))
MARKERS: tuple[Rgb, ...] = ((28, 28, 32), (28, 28, 32), (30, 60, 160), (170, 34, 44), (24, 120, 72), (110, 40, 110))
CHALKS: tuple[Rgb, ...] = ((232, 232, 228), (240, 226, 140), (214, 160, 170))
DOTS: tuple[Rgb, ...] = (
    (214, 32, 40), (30, 120, 60), (36, 84, 180), (246, 214, 40), (30, 30, 32), (246, 128, 30), (236, 70, 150),
    (240, 240, 236),
)  # fmt: skip


def draw_scheme(rng: np.random.Generator) -> tuple[Paper, ...]:
    """The packs of paper of one workshop: one to six colours, mostly usual ones."""
    count = int(rng.choice([1, 2, 3, 4, 5, 6], p=[0.14, 0.2, 0.24, 0.2, 0.12, 0.1]))
    share_scarce = float(rng.choice([0.1, 0.4, 0.8], p=[0.5, 0.3, 0.2]))
    return tuple(pick(rng, SCARCE if rng.random() < share_scarce else USUAL) for _ in range(count))


def shifted(rgb: Rgb, rng: np.random.Generator, spread: float) -> tuple[float, float, float]:
    """The colour moved at random, a little in hue and more in brightness; spread is the deviation in 0..255."""
    moved = np.clip(np.array(rgb) + rng.normal(0, spread) + rng.normal(0, spread / 2, 3), 4, 253)
    return float(moved[0]), float(moved[1]), float(moved[2])
