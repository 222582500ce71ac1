"""The walls in samples/: their recipes by name. `python -m stickyscan.render.samples FOLDER` writes them again."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from stickyscan.render.recipe import Effects, WallRecipe
from stickyscan.render.wall import render_wall, write_wall

QUALITY = 82  # JPEG quality of the files


@dataclass(frozen=True)
class Sample:
    """A named recipe and what it shows."""

    name: str
    shows: str
    recipe: WallRecipe


_CALM = Effects(
    perspective=0.25, lens_blur=0.2, noise=0.2, jpeg=0.2, shadows=0.5, light_gradient=0.3, colour_cast=0.15, glare=0.0,
    curl=0.5, paper_texture=0.5, overlaps=0.0, touching=0.0, tilt=0.25, drawn_lines=0.6, clutter=0.0, room=0.3,
)  # fmt: skip

SAMPLES: tuple[Sample, ...] = (
    Sample(
        "journey",
        "a full customer journey: five stages as header notes, four lanes, drawn lines, dot votes",
        WallRecipe(
            seed=2298, size=(2400, 1700), surface="whiteboard", layout="journey", notes=34, headings="notes", fill=0.96,
            stages=("Aware", "Consideration", "Purchase", "Retention", "Advocacy"),
            lanes=("Touchpoints", "Feelings", "Pain points", "Opportunities"),
            effects=Effects(**{**vars(_CALM), "dot_votes": 0.35}),
        ),
    ),
    Sample(
        "messy",
        "clusters with overlaps, tilted and diamond-placed notes, clutter, warm uneven light, noise",
        WallRecipe(
            seed=6, size=(2000, 1500), surface="wall", layout="clusters", notes=32, headings="board", fill=1.0,
            effects=Effects(
                perspective=0.6, lens_blur=0.4, noise=0.5, jpeg=0.4, shadows=0.8, light_gradient=0.8, colour_cast=0.6,
                glare=0.3, curl=0.9, paper_texture=0.8, overlaps=0.7, touching=0.2, tilt=0.9, diamonds=0.12,
                drawn_lines=0.7, dot_votes=0.15, clutter=0.9, room=0.8,
            ),
        ),
    ),
    Sample(
        "kanban",
        "a whiteboard with headings written on it and columns drawn with a marker",
        WallRecipe(
            seed=5, size=(2000, 1500), surface="whiteboard", layout="columns", notes=16, headings="board", fill=0.9,
            stages=("Backlog", "Doing", "Done"), effects=Effects(**{**vars(_CALM), "room": 0.6, "glare": 0.25}),
        ),
    ),
    Sample(
        "glass",
        "notes on a glass wall with the room behind it",
        WallRecipe(
            seed=12, size=(2000, 1500), surface="glass", layout="columns", notes=14, headings="board", fill=1.0,
            effects=Effects(**{**vars(_CALM), "perspective": 0.5, "glare": 0.3, "tilt": 0.6}),
        ),
    ),
    Sample(
        "dark-wall",
        "a dark board seen from the side: strong perspective, rows with lane headers",
        WallRecipe(
            seed=71, size=(2200, 1400), surface="dark_board", layout="rows", notes=26, headings="notes", fill=0.98,
            effects=Effects(**{**vars(_CALM), "perspective": 1.0, "noise": 0.5, "light_gradient": 0.6, "room": 0.7}),
        ),
    ),
    Sample(
        "stacked",
        "columns of notes that touch and overlap like roof tiles",
        WallRecipe(
            seed=9, size=(1700, 2000), surface="flipchart", layout="columns", notes=22, headings="notes", fill=0.95,
            stages=("Before", "During", "After", "Ideas"),
            effects=Effects(**{**vars(_CALM), "overlaps": 1.0, "touching": 1.0, "curl": 0.8, "shadows": 0.8}),
        ),
    ),
    Sample(
        "cards",
        "white and pastel cards on a carpet, German",
        WallRecipe(
            seed=6, size=(1800, 1350), surface="carpet", layout="free", notes=12, headings="none", fill=1.0,
            language="de", effects=Effects(**{**vars(_CALM), "tilt": 0.9, "clutter": 0.4}),
        ),
    ),
)  # fmt: skip


def table() -> str:
    """The samples as Markdown table rows."""
    rows = []
    for s in SAMPLES:
        width, height = s.recipe.size
        what = f"{s.recipe.surface}, {s.recipe.layout}, headings: {s.recipe.headings}, {s.recipe.language}"
        rows.append(f"| {s.name}.jpg | {s.shows} | {what} | {width} x {height} | {s.recipe.seed} |")
    return "\n".join(rows) + "\n"


def write_samples(folder: Path) -> tuple[Path, ...]:
    """Render every sample into a folder; returns the photos."""
    return tuple(write_wall(render_wall(s.recipe), folder, s.name, QUALITY)[0] for s in SAMPLES)


if __name__ == "__main__":
    write_samples(Path(sys.argv[1] if len(sys.argv) > 1 else "samples"))
