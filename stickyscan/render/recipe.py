"""What to render: a wall's recipe, with one strength per effect."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

from stickyscan.render.palette import Paper
from stickyscan.render.streams import Rgb
from stickyscan.render.vocabulary import Language

Surface = Literal["whiteboard", "wall", "flipchart", "brown_paper", "glass", "wood", "dark_board", "carpet", "fabric"]
Layout = Literal["journey", "columns", "rows", "clusters", "free", "stacks", "crowd"]
Headings = Literal["notes", "board", "none"]
LinkStyle = Literal["straight", "bow", "wave", "elbow", "swing", "hook", "twice"]
LinkTip = Literal["open", "filled", "half", "hollow", "large", "loose"]


@dataclass(frozen=True)
class Effects:
    """Strength of every factor: 0 is off, 1 is as strong as it gets on real photos.

    For `diamonds`, `dot_votes`, `overlaps`, `touching` the strength is a chance (per note; per wall for touching).
    `crowded_dots` is how densely voting dots are heaped, over writing, edges and one another.
    `drawn_lines` draws dividers above 0.3, and loops round some clusters above 0.5.
    `inking` fills notes: many lines, thick pens, drawings, borders. `props` lays things about that look like notes;
    `outlook` furnishes the room, also behind glass; `writing` covers a board without notes in blocks of writing;
    `sheets` hangs larger, closely written, often ruled sheets in the place of that share of the notes. These
    five are off unless asked for, and so are: `links`, arrows and lines from note to note; `decoys`, drawn lines that
    join no notes; `moods`, a lane of feelings with heights or a curve; `signs`, faces, + and -, stars, loops on notes.
    `jpeg` 0 keeps the pixels as computed; 1 is a heavily compressed picture.
    """

    perspective: float = 0.4
    lens_blur: float = 0.3
    noise: float = 0.3
    jpeg: float = 0.3
    shadows: float = 0.5
    light_gradient: float = 0.4
    colour_cast: float = 0.3
    glare: float = 0.2
    curl: float = 0.4
    paper_texture: float = 0.5
    overlaps: float = 0.1
    touching: float = 0.2
    tilt: float = 0.3
    diamonds: float = 0.0
    drawn_lines: float = 0.5
    dot_votes: float = 0.0
    crowded_dots: float = 0.0
    arrows: float = 0.0
    clutter: float = 0.3
    room: float = 0.5
    inking: float = 0.0
    props: float = 0.0
    outlook: float = 0.0
    writing: float = 0.0
    links: float = 0.0
    decoys: float = 0.0
    moods: float = 0.0
    signs: float = 0.0
    sheets: float = 0.0

    def __post_init__(self) -> None:
        """Refuse strengths outside 0..1."""
        for field in fields(self):
            value = getattr(self, field.name)
            if not 0 <= value <= 1:
                raise ValueError(f"{field.name} must lie in 0..1, got {value!r}")

    @classmethod
    def none(cls) -> Effects:
        """Everything off: flat paper, straight on, even light."""
        return cls(**{field.name: 0.0 for field in fields(cls)})

    def without(self, name: str) -> Effects:
        """The same with one effect off."""
        return replace(self, **{name: 0.0})


@dataclass(frozen=True)
class WallRecipe:
    """One synthetic wall; equal recipes give equal pixels and equal truth.

    Attributes:
        seed: of all random draws.
        size: photo (width, height) in pixels.
        surface: what the notes stick to.
        layout: how they are arranged.
        notes: about how many (headers come on top); 0 leaves the board empty.
        headings: whether stage and lane titles are notes, written on the board, or missing.
        fill: board extent as a share of the photo; above 1 the photo cuts through the board.
        language: of the writing.
        stages: stage titles; empty draws them.
        lanes: lane titles; empty draws them.
        effects: strength of every factor.
        papers: the packs of paper; empty draws them.
        ground: mean sRGB of the surface; None leaves its own.
        shape: width and height of the usual note in note widths; None draws it.
        gap: free space between neighbours in note widths; None draws it.
        exposure: what all light is multiplied with.
        yaw: how far the camera is turned sideways, in degrees; None draws all its turns.
        link_styles: courses that drawn arrows take.
        link_tips: shapes of their heads.
        hidden: share of a sheet that the next one covers in stacks and crowds, 0..0.9; None draws it.
    """

    seed: int
    size: tuple[int, int] = (1280, 960)
    surface: Surface = "whiteboard"
    layout: Layout = "journey"
    notes: int = 24
    headings: Headings = "notes"
    fill: float = 0.95
    language: Language = "en"
    stages: tuple[str, ...] = ()
    lanes: tuple[str, ...] = ()
    effects: Effects = Effects()
    papers: tuple[Paper, ...] = ()
    ground: Rgb | None = None
    shape: tuple[float, float] | None = None
    gap: float | None = None
    hidden: float | None = None
    exposure: float = 1.0
    yaw: float | None = None
    link_styles: tuple[LinkStyle, ...] = ("straight", "bow", "wave")
    link_tips: tuple[LinkTip, ...] = ("open", "open", "filled")

    def __post_init__(self) -> None:
        """Refuse sizes and counts that cannot be drawn."""
        if min(self.size) < 64 or max(self.size) > 12000:
            raise ValueError(f"size must lie in 64..12000 pixels, got {self.size!r}")
        if not 0 <= self.notes <= 300:
            raise ValueError(f"notes must lie in 0..300, got {self.notes}")
        if not 0.02 <= self.fill <= 3:
            raise ValueError(f"fill must lie in 0.02..3, got {self.fill}")
        if self.hidden is not None and not 0 <= self.hidden <= 0.9:
            raise ValueError(f"hidden must lie in 0..0.9, got {self.hidden}")
        if not 0.01 <= self.exposure <= 2:
            raise ValueError(f"exposure must lie in 0.01..2, got {self.exposure}")
        if self.yaw is not None and abs(self.yaw) > 50:
            raise ValueError(f"yaw must lie in -50..50 degrees, got {self.yaw}")
