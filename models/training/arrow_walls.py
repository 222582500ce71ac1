"""Rendered walls laid flat, and what the arrow network should say of them: `python models/training/arrow_walls.py OUT`.

Writes one SEED.npz per wall: `picture` (h, w, 4) 0..255, RGB and where notes are; `wanted` (CHANNELS, h/2, w/2).
`--plain FOLDER` adds walls from a folder of the finder's, on which no line joins notes.
Styles and heads of arrows that `marked_recipe(held_out=True)` draws are left out, so that those walls can measure.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from stickyscan.engines.protocols import FoundNote
from stickyscan.geometry import Quad, project
from stickyscan.render import WallRecipe, marked_recipe, render_wall
from stickyscan.render.camera import aim
from stickyscan.render.layout import plan_wall
from stickyscan.render.mixture import random_recipe
from stickyscan.render.plan import PenLine
from stickyscan.render.recipe import LinkStyle, LinkTip
from stickyscan.render.streams import between, happens, pick, stream
from stickyscan.steps.decode_photo import Photo
from stickyscan.steps.join_photos import join_photos
from stickyscan.steps.marks.arrow_maps import EXTENT, STRIDE, network_view
from stickyscan.steps.marks.flat_wall import FlatWall, flatten_wall

LOOK_SIDE = 64.0  # pixels of a typical note, times 0.7 to 1.35
CHANNELS = 7  # link, head, flow x, flow y; weights of link, head, flow
STYLES: tuple[LinkStyle, ...] = ("straight", "bow", "wave", "hook", "twice")
TIPS: tuple[tuple[LinkTip, ...], ...] = (("open",), ("open",), ("large",), ("loose",), ("filled",), ("open", "filled"))
LINE = 0.035  # half the width of what counts as line, in note sides; thicker where the pen is
SLACK = 2  # cells round a line that are not judged
HIDDEN = 0.1  # wall units of course under a note behind which a head cannot be seen
SPOT = 1.6  # cells: deviation of a head's spot


def recipe_of(seed: int) -> WallRecipe:
    """A wall with arrows, one with decoys alone, or one of the finder's with everything that is no arrow."""
    rng = stream(seed, "taught")
    kind = rng.random()
    if kind > 0.85:
        drawn = random_recipe(seed)
        lines = replace(drawn.effects, arrows=0.0, drawn_lines=between(rng, 0.3, 1.0))
        return replace(drawn, effects=lines, notes=min(max(drawn.notes, 4), 60))
    recipe = marked_recipe(seed, "links" if kind < 0.72 else "none")
    effects = recipe.effects
    if happens(rng, 0.5):
        effects = replace(effects, drawn_lines=between(rng, 0.3, 1.0), clutter=between(rng, 0.3, 1.0))
    if happens(rng, 0.3):
        effects = replace(effects, props=between(rng, 0.1, 0.8))
    headings = "board" if happens(rng, 0.3) else recipe.headings
    return replace(
        recipe, effects=effects, headings=headings, link_styles=STYLES, link_tips=pick(rng, TIPS),
        gap=between(rng, 0.15, 1.1), fill=between(rng, 0.7, 1.2),
    )  # fmt: skip


def sample(seed: int) -> tuple[np.ndarray, np.ndarray] | None:
    """Picture and maps of one wall, None where it shows no note."""
    recipe = recipe_of(seed)
    rng = stream(seed, "views")
    wall = render_wall(recipe)
    notes = [note for note in wall.truth.notes if not note.ignore or happens(rng, 0.5)]
    found = tuple(_found(np.array(note.quad), rng) for note in notes if not happens(rng, 0.03))
    found = tuple(note for note in found if note.corners.is_convex())
    if not found:
        return None
    flat, from_photo = _laid_flat(wall.pixels, found, rng)
    plan = plan_wall(recipe)
    to_flat = from_photo @ aim(recipe, plan)
    hidden = [project(from_photo, np.array(n.quad)) for n in wall.truth.notes]
    ignored = {(k.source, k.target) for k in wall.truth.connectors or () if k.ignore}
    told = {(k.source, k.target) for k in wall.truth.connectors or ()}
    maps = _Maps(flat, hidden)
    for link in plan.links:
        ends = link.source + 1, link.target + 1
        maps.add(plan.lines[link.line], to_flat, ends in told and ends not in ignored)
    return network_view(flat), maps.finished()


def plain_sample(label: Path) -> tuple[np.ndarray, np.ndarray] | None:
    """Picture and maps of a wall that `stickyscan render` wrote; None where it has no notes or may have arrows."""
    told = json.loads(label.read_text("utf-8"))
    seed = int(told["remarks"].rpartition(" ")[2])
    rng = stream(seed, "views")
    found = tuple(_found(np.array(n["quad"]), rng) for n in told["notes"] if not happens(rng, 0.05))
    found = tuple(note for note in found if note.corners.is_convex())
    if not found or random_recipe(seed).effects.arrows:
        return None
    pixels = cv2.cvtColor(cv2.imread(str(label.with_suffix(".jpg"))), cv2.COLOR_BGR2RGB)
    flat, _ = _laid_flat(pixels, found, rng)
    return network_view(flat), _Maps(flat, []).finished()


def _laid_flat(
    pixels: np.ndarray, found: tuple[FoundNote, ...], rng: np.random.Generator
) -> tuple[FlatWall, np.ndarray]:
    """The wall as the network is shown it, at about the usual size, and what takes the photo's pixels to its own."""
    joined = join_photos([Photo("wall.jpg", pixels, None, "0" * 64)], [found])
    side = LOOK_SIDE * float(np.exp(rng.uniform(-0.35, 0.3)))
    flat = flatten_wall(pixels, joined.to_wall[0], [n.on_wall for n in joined.notes], side, EXTENT)
    return flat, flat.from_wall @ joined.to_wall[0]


def _found(quad: np.ndarray, rng: np.random.Generator) -> FoundNote:
    """An outline as the finder tells it, not quite exact."""
    side = float(np.linalg.norm(quad[0] - quad[1]))
    return FoundNote(Quad.of(quad + rng.normal(0, 0.012 * side, (4, 2))), 0.99)


class _Maps:
    """What the network should say of one wall, line by line."""

    def __init__(self, flat: FlatWall, hidden: list[np.ndarray]) -> None:
        height, width = -(-flat.picture.shape[0] // STRIDE), -(-flat.picture.shape[1] // STRIDE)
        self._maps = np.zeros((CHANNELS, height, width), np.float32)
        self._maps[4:6] = 1
        self._side = flat.side / STRIDE
        self._paper = np.zeros((height, width), np.uint8)
        for quad in hidden:
            cv2.fillPoly(self._paper, [np.round(quad / STRIDE).astype(np.int32)], 1)

    def add(self, line: PenLine, to_flat: np.ndarray, judged: bool) -> None:
        """One link's line; where it is not `judged`, nothing is said about it."""
        wall = np.array(line.points)
        course = project(to_flat, wall) / STRIDE
        height, width = self._paper.shape
        x, y = np.clip(np.round(course), 0, (width - 1, height - 1)).astype(int).T
        inside = (course >= 0).all(1) & (course < (width, height)).all(1)
        seen = inside & ((self._paper[y, x] == 0) | line.over)
        if not seen.any():
            return
        thick = 2 * max(LINE, line.thick / 2) * self._side
        drawn, near = np.zeros_like(self._paper), np.zeros_like(self._paper)
        for a, b in zip(np.flatnonzero(seen)[:-1], np.flatnonzero(seen)[1:], strict=True):
            if b == a + 1:
                ends = np.round(course[[a, b]] * 16).astype(np.int32)
                cv2.polylines(drawn, [ends], False, 1, max(1, round(thick)), shift=4)
                cv2.polylines(near, [ends], False, 1, max(1, round(thick)) + 2 * SLACK, shift=4)
        self._maps[4][(near > 0) & (drawn == 0) & (self._maps[0] == 0)] = 0
        if not judged:
            self._maps[4:][:, near > 0] = 0
            return
        self._maps[0][drawn > 0] = 1
        self._maps[4][drawn > 0] = 1
        self._flow(course, drawn > 0, line.heads, self._heads(wall, course, seen, line.heads))

    def _heads(self, wall: np.ndarray, course: np.ndarray, seen: np.ndarray, heads: int) -> bool:
        """Draw the spots of heads; True if all of them can be seen."""
        clear = True
        order = np.flatnonzero(seen)
        for last, step in ((order[-1], -1), (order[0], 1))[:heads]:
            end = len(wall) - 1 if step < 0 else 0
            covered = float(np.linalg.norm(np.diff(wall[min(last, end) : max(last, end) + 1], axis=0), axis=1).sum())
            rows, columns = np.mgrid[: self._paper.shape[0], : self._paper.shape[1]]
            away = (columns - course[last][0]) ** 2 + (rows - course[last][1]) ** 2
            if covered > HIDDEN:
                self._maps[5][away < (0.25 * self._side) ** 2] = 0
                clear = False
            else:
                self._maps[1] = np.maximum(self._maps[1], np.exp(-away / (2 * SPOT**2)))
        return clear

    def _flow(self, course: np.ndarray, drawn: np.ndarray, heads: int, clear: bool) -> None:
        """The way to the head along the line: towards each end where there are two, nowhere where there is none."""
        rows, columns = np.nonzero(drawn)
        if not len(rows):
            return
        gaps = np.linalg.norm(np.stack([columns, rows], 1)[:, None] - course[None], axis=2)
        at = gaps.argmin(axis=1)
        ways = np.gradient(course, axis=0)
        ways = ways / np.maximum(np.linalg.norm(ways, axis=1), 1e-9)[:, None]
        if heads == 2:
            ways[: len(ways) // 2] *= -1
        if heads == 0:
            ways = ways * 0
        self._maps[2][rows, columns], self._maps[3][rows, columns] = ways[at].T
        self._maps[6][rows, columns] = float(clear)

    def finished(self) -> np.ndarray:
        """All maps, (CHANNELS, h, w)."""
        return self._maps


def main() -> None:
    """Render as many walls as asked for."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("out", type=Path)
    ask.add_argument("-n", type=int, default=500)
    ask.add_argument("--seed", type=int, default=640_000)
    ask.add_argument("--plain", type=Path, help="take walls from this folder instead of rendering some")
    args = ask.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    labels = sorted(args.plain.glob("*.json"))[: args.n] if args.plain else []
    for given in labels or range(args.seed, args.seed + args.n):
        file = args.out / (f"{given.stem}.npz" if isinstance(given, Path) else f"{given}.npz")
        if not file.exists():
            _write(file, plain_sample(given) if isinstance(given, Path) else sample(given))


def _write(file: Path, told: tuple[np.ndarray, np.ndarray] | None) -> None:
    """One wall, complete or not at all."""
    if told:
        part = file.with_suffix(".part.npz")
        np.savez_compressed(part, picture=told[0], wanted=np.round(told[1] * 127).astype(np.int8))
        part.replace(file)


if __name__ == "__main__":
    main()
