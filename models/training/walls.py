"""Rendered walls as training crops: pictures with, per quarter-resolution cell, what the network should say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from stickyscan.engines.note_maps import BEYOND, CORNER_UNIT, NOTHING, STRIDE
from stickyscan.quad_arrays import areas, ordered

CROP = 384
MARGIN = 32  # cells round a crop in which notes are still laid out, so that the crop's edge cuts no centre short
SMALLEST, LARGEST = 8.0, 220.0  # sides of notes, in input pixels, that the network is asked to see
PER_PICTURE = 2  # crops from one decoded picture
STRETCH = 0.35  # natural log: a square becomes up to twice as high as wide, or as wide as high


@dataclass(frozen=True)
class Views:
    """Shares of the crops that are turned by up to 45 degrees, and that are stretched; most lie as the picture does."""

    turned: float
    stretched: float


@dataclass(frozen=True)
class Wall:
    """A rendered wall: picture path, note corners (n, 4, 2) from the lowest to the topmost, and which not to judge."""

    picture: Path
    quads: np.ndarray
    ignored: np.ndarray


def load_walls(folders: list[Path]) -> list[Wall]:
    """All labelled walls of some folders, in name order. The renderer numbers notes in the order they were stuck."""
    walls = []
    for file in sorted(file for folder in folders for file in folder.glob("*.json")):
        label = json.loads(file.read_text("utf-8"))
        notes = sorted(label["notes"], key=lambda note: note["id"])
        quads = np.array([n["quad"] for n in notes], np.float32).reshape(-1, 4, 2)
        walls.append(Wall(file.parent / label["photo"], quads, np.array([n["ignore"] for n in notes], bool)))
    return walls


def targets(quads: np.ndarray, ignored: np.ndarray, size: int) -> np.ndarray:
    """Maps (13, size/4, size/4) of what is seen of each note, the topmost first.

    0 paper, 1 how deep in the visible part of its note (1 deepest), 2-9 corners, 10 a note's visible edge runs through
    the cell, 11 1/side (0: no corners here), 12 judged or not.
    """
    cells = size // STRIDE
    wide = cells + 2 * MARGIN
    owner = np.zeros((wide, wide), np.int32)
    quads = ordered(quads)
    windows = [_paint(owner, quad, k + 1) for k, quad in enumerate(quads)]
    maps = np.zeros((13, wide, wide), np.float32)
    kernel = np.ones((3, 3), np.uint8)
    owners = owner.astype(np.float32)
    maps[10] = cv2.dilate(owners, kernel) != cv2.erode(owners, kernel)
    maps[0], maps[12] = owner > 0, 1
    for k, (quad, window, length) in enumerate(zip(quads, windows, np.sqrt(areas(quads)), strict=True)):
        if window is None:
            continue
        mine = owner[window] == k + 1
        if not mine.any():
            continue
        if ignored[k] or not SMALLEST <= length <= LARGEST:
            maps[12][window][mine] = 0
            continue
        depth = cv2.distanceTransform(np.pad(mine, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
        maps[1][window][mine] = (depth / depth.max())[mine]
        rows, columns = np.nonzero(mine)
        points = _middles(columns + window[1].start, rows + window[0].start)
        maps[(slice(2, 10), *window)][:, mine] = ((quad[None] - points[:, None]) / CORNER_UNIT).reshape(-1, 8).T
        maps[11][window][mine] = CORNER_UNIT / length
    return maps[:, MARGIN:-MARGIN, MARGIN:-MARGIN]


def _middles(columns: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Input pixels of cells' middles (..., 2)."""
    return (np.stack([columns, rows], -1) - MARGIN + 0.5) * STRIDE


def _paint(owner: np.ndarray, quad: np.ndarray, name: int) -> tuple[slice, slice] | None:
    """Give the cells whose middle lies in the quad to the note; returns its window, None if it lies outside."""
    wide = len(owner)
    low = np.clip(np.floor(quad.min(0) / STRIDE) + MARGIN, 0, wide).astype(int)
    high = np.clip(np.ceil(quad.max(0) / STRIDE) + MARGIN, 0, wide).astype(int)
    if (low >= high).any():
        return None
    window = (slice(low[1], high[1]), slice(low[0], high[0]))
    rows, columns = np.mgrid[window]
    ways = np.roll(quad, -1, 0) - quad
    from_corners = _middles(columns, rows)[..., None, :] - quad
    side = ways[:, 0] * from_corners[..., 1] - ways[:, 1] * from_corners[..., 0]
    owner[window][(side > 0).all(-1) | (side < 0).all(-1)] = name
    return window


class Crops(torch.utils.data.Dataset):
    """Endless random crops: scaled, flipped, turned, stretched, relit. An item is PER_PICTURE crops of one wall."""

    def __init__(self, walls: list[Wall], length: int, seed: int, views: Views) -> None:
        self.walls, self.length, self.seed, self.views = walls, length, seed, views

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        draw = np.random.default_rng((self.seed, index))
        wall = self.walls[draw.integers(len(self.walls))]
        picture = cv2.cvtColor(cv2.imread(str(wall.picture)), cv2.COLOR_BGR2RGB)
        crops = [crop_of(wall, picture, draw, self.views) for _ in range(PER_PICTURE)]
        return torch.stack([crop for crop, _ in crops]), torch.stack([maps for _, maps in crops])


def crop_of(
    wall: Wall, picture: np.ndarray, draw: np.random.Generator, views: Views
) -> tuple[torch.Tensor, torch.Tensor]:
    """One crop (3, CROP, CROP) 0..1 and its maps."""
    usual = float(np.median(np.sqrt(areas(wall.quads)))) if len(wall.quads) else 80.0
    wanted = float(np.exp(draw.uniform(np.log(13), np.log(150))))
    scale = float(np.clip(wanted / usual, 0.2, 2.0))
    height, width = picture.shape[:2]
    across = scale * _stretch(draw, views.stretched)
    near_note = len(wall.quads) and draw.random() < 0.8
    middle = wall.quads[draw.integers(len(wall.quads))].mean(0) if near_note else draw.uniform([0, 0], [width, height])
    middle = middle + draw.uniform(-0.4, 0.4, 2) * CROP / across
    if draw.random() < 0.9:  # of what lies beyond the picture, show as much as the finder does
        half = np.minimum(CROP / across, np.array([width, height]) + 2 * BEYOND / across) / 2 - BEYOND / across
        middle = np.clip(middle, half, np.array([width, height]) - half)
    turn = _view(middle, across, draw, views.turned)
    if scale < 0.7:
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        ratio = np.array([width / small.shape[1], height / small.shape[0]])
        crop = cv2.warpAffine(
            small, turn * [*ratio, 1], (CROP, CROP), flags=cv2.INTER_LINEAR, borderValue=(NOTHING,) * 3
        )
    else:
        crop = cv2.warpAffine(picture, turn, (CROP, CROP), flags=cv2.INTER_LINEAR, borderValue=(NOTHING,) * 3)
    maps = targets(np.float32(wall.quads @ turn[:, :2].T + turn[:, 2]), wall.ignored, CROP)
    whole = cv2.warpAffine(np.ones((height, width), np.uint8), turn, (CROP, CROP), flags=cv2.INTER_NEAREST)
    maps[12] *= whole[STRIDE // 2 :: STRIDE, STRIDE // 2 :: STRIDE]  # beyond the picture there is no truth
    return torch.from_numpy(relit(crop, draw)).permute(2, 0, 1), torch.from_numpy(np.ascontiguousarray(maps))


def _stretch(draw: np.random.Generator, share: float) -> np.ndarray:
    """How much wider and higher the picture is shown (2,), the area kept: tall cards, and walls seen from the side."""
    if not share or draw.random() >= share:
        return np.ones(2)
    wider = np.exp(draw.uniform(-STRETCH, STRETCH))
    return np.array([wider, 1 / wider])


def _view(middle: np.ndarray, scale: np.ndarray, draw: np.random.Generator, turned: float) -> np.ndarray:
    """From picture to crop, an affine map (2, 3): `middle` comes to lie in the crop's middle; `scale` across, down."""
    angle = np.deg2rad(draw.normal(0, 8) if draw.random() < 0.3 else 0.0)
    if draw.random() < turned:
        angle = draw.uniform(-np.pi / 4, np.pi / 4)
    if draw.random() < 0.08:
        angle += np.pi / 2 * draw.integers(1, 4)
    way = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * scale
    if draw.random() < 0.5:
        way = np.diag([-1.0, 1.0]) @ way
    return np.hstack([way, (CROP / 2 - way @ middle)[:, None]])


def relit(crop: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Another light, another camera: RGB 0..1 float32."""
    tint = draw.uniform(0.75, 1.2) * draw.uniform(0.9, 1.1, 3)
    curve = (np.arange(256)[:, None] / 255) ** draw.uniform(0.7, 1.45) * tint
    x = np.stack([curve[:, k].astype(np.float32)[crop[..., k]] for k in range(3)], -1)
    if draw.random() < 0.08:
        x = np.repeat(x.mean(2, keepdims=True), 3, 2)
    elif draw.random() < 0.4:
        grey = x.mean(2, keepdims=True)
        x = grey + (x - grey) * np.float32(draw.uniform(0.5, 1.4))
    if draw.random() < 0.25:
        x = cv2.GaussianBlur(x, (0, 0), draw.uniform(0.4, 1.4))
    if draw.random() < 0.3:
        x = x + draw.standard_normal(x.shape, np.float32) * np.float32(draw.uniform(0.005, 0.03))
    x = np.clip(x, 0, 1)
    if draw.random() < 0.3:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(draw.integers(35, 90))]
        _, code = cv2.imencode(".jpg", (x * 255).astype(np.uint8), quality)
        x = cv2.imdecode(code, cv2.IMREAD_COLOR).astype(np.float32) / 255
    return x.astype(np.float32)
