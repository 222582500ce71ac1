"""The whole renderer, in order: plan, camera, room, board, notes, people, light and lens, truth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stickyscan.render.blank_out import blank_out
from stickyscan.render.board import draw_board
from stickyscan.render.camera import aim, pixels_per_unit
from stickyscan.render.layout import plan_wall
from stickyscan.render.photograph import encode_jpeg, photograph
from stickyscan.render.recipe import WallRecipe
from stickyscan.render.room import draw_room, hang_board, stand_before
from stickyscan.render.stick import stick_notes
from stickyscan.render.streams import Pixels
from stickyscan.render.truth import WallTruth, tell_truth


@dataclass(frozen=True)
class RenderedWall:
    """A synthetic photo, RGB (height, width, 3), and what is on it."""

    recipe: WallRecipe
    pixels: Pixels
    truth: WallTruth


def render_wall(recipe: WallRecipe) -> RenderedWall:
    """Render a wall; the same recipe always gives the same pixels and truth."""
    plan = plan_wall(recipe)
    homography = aim(recipe, plan)
    middle = ((plan.low[0] + plan.high[0]) / 2, (plan.low[1] + plan.high[1]) / 2)
    board = draw_board(recipe, plan, homography, pixels_per_unit(homography, middle))
    background = hang_board(draw_room(recipe), board.rgb, homography @ np.linalg.inv(board.from_wall))
    scene, stuck = stick_notes(background, recipe, plan, homography)
    scene = stand_before(scene, recipe)
    pixels, scene = blank_out(photograph(scene.rgb, recipe), scene, recipe)
    return RenderedWall(recipe, pixels, tell_truth(recipe, plan, scene, stuck, homography))


def write_wall(rendered: RenderedWall, folder: Path, name: str, quality: int = 90) -> tuple[Path, Path]:
    """Write NAME.jpg and NAME.json, replacing earlier ones; returns both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    photo, labels = folder / f"{name}.jpg", folder / f"{name}.json"
    photo.write_bytes(encode_jpeg(rendered.pixels, quality))
    labels.write_text(rendered.truth.to_json(photo.name), "utf-8")
    return photo, labels
