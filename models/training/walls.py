"""Rendered walls as training crops: pictures with, per quarter-resolution pixel, what the network should say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from stickyscan.engines.note_maps import CORNER_UNIT, STRIDE
from stickyscan.engines.outlines.quad_arrays import areas, ordered

CROP = 320
SMALLEST, LARGEST = 10.0, 200.0  # sides of notes, in input pixels, that the network is asked to see


@dataclass(frozen=True)
class Wall:
    """A rendered wall: picture path, note corners (n, 4, 2), and which of them not to judge."""

    picture: Path
    quads: np.ndarray
    ignored: np.ndarray


def load_walls(folder: Path) -> list[Wall]:
    """All labelled walls of a folder, in name order."""
    walls = []
    for file in sorted(folder.glob("*.json")):
        label = json.loads(file.read_text("utf-8"))
        quads = np.array([n["quad"] for n in label["notes"]], np.float32).reshape(-1, 4, 2)
        walls.append(Wall(folder / label["photo"], quads, np.array([n["ignore"] for n in label["notes"]], bool)))
    return walls


def targets(quads: np.ndarray, ignored: np.ndarray, size: int) -> np.ndarray:
    """Maps (12, size/4, size/4): inside, central, 8 corner offsets, 1/side (0 = no corners here), judged or not."""
    cells = size // STRIDE
    maps = np.zeros((12, cells, cells), np.float32)
    maps[11] = 1
    quads = ordered(quads)
    for quad, skip, length in zip(quads, ignored, np.sqrt(areas(quads)), strict=True):
        low = np.clip(np.floor(quad.min(0) / STRIDE), 0, cells).astype(int)
        high = np.clip(np.ceil(quad.max(0) / STRIDE), 0, cells).astype(int)
        if (low >= high).any():
            continue
        ys, xs = np.mgrid[low[1] : high[1], low[0] : high[0]]
        points = (np.stack([xs, ys], -1).reshape(-1, 2) + 0.5) * STRIDE
        unit = cv2.getPerspectiveTransform(quad.astype(np.float32), np.float32([[0, 0], [1, 0], [1, 1], [0, 1]]))
        places = cv2.perspectiveTransform(points[None].astype(np.float32), unit)[0]
        central = np.clip(1 - np.abs(2 * places - 1), 0, 1).prod(1).astype(np.float32)
        central = np.sqrt(np.clip(central, 0, 1))
        inside = (places > 0).all(1) & (places < 1).all(1)
        window = (slice(low[1], high[1]), slice(low[0], high[0]))
        shape = ys.shape
        inside, central = inside.reshape(shape), central.reshape(shape)
        if skip or not SMALLEST <= length <= LARGEST:
            maps[11][window][inside] = 0
            continue
        mine = inside & (central > maps[1][window])
        maps[0][window][inside] = 1
        maps[1][window][mine] = central[mine]
        offsets = ((quad[None] - points[:, None]) / CORNER_UNIT).reshape(*shape, 8)
        for k in range(8):
            maps[2 + k][window][mine] = offsets[..., k][mine]
        maps[10][window][mine] = CORNER_UNIT / length
    return maps


class Crops(torch.utils.data.Dataset):
    """Endless random crops: scaled, flipped, relit."""

    def __init__(self, walls: list[Wall], length: int, seed: int) -> None:
        self.walls, self.length, self.seed = walls, length, seed

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        draw = np.random.default_rng((self.seed, index))
        wall = self.walls[draw.integers(len(self.walls))]
        picture = cv2.cvtColor(cv2.imread(str(wall.picture)), cv2.COLOR_BGR2RGB)
        usual = float(np.median(np.sqrt(areas(wall.quads)))) if len(wall.quads) else 80.0
        wanted = float(np.exp(draw.uniform(np.log(18), np.log(130))))
        scale = float(np.clip(wanted / usual, 0.25, 2.0))
        height, width = picture.shape[:2]
        view = CROP / scale
        anchor = (
            wall.quads[draw.integers(len(wall.quads))].mean(0) if len(wall.quads) and draw.random() < 0.85 else None
        )
        middle = anchor if anchor is not None else draw.uniform([0, 0], [width, height])
        corner = middle - draw.uniform(0.1, 0.9, 2) * view
        turn = np.array([[scale, 0, -corner[0] * scale], [0, scale, -corner[1] * scale]])
        if draw.random() < 0.5:
            turn = np.array([[-1, 0, CROP], [0, 1, 0]]) @ np.vstack([turn, [0, 0, 1]])
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        if scale < 0.7:
            small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way)
            turn = turn @ np.array([[1 / scale, 0, 0], [0, 1 / scale, 0], [0, 0, 1]])
            crop = cv2.warpAffine(small, turn, (CROP, CROP), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
            turn = turn @ np.array([[scale, 0, 0], [0, scale, 0], [0, 0, 1]])
        else:
            crop = cv2.warpAffine(picture, turn, (CROP, CROP), flags=way, borderValue=(128, 128, 128))
        quads = wall.quads @ turn[:, :2].T + turn[:, 2] if len(wall.quads) else wall.quads
        maps = targets(np.float32(quads), wall.ignored, CROP)
        if scale < 0.7:  # beyond the picture there is no truth
            whole = cv2.warpAffine(np.ones((height, width), np.uint8), turn, (CROP, CROP), flags=cv2.INTER_NEAREST)
            maps[11] *= whole[STRIDE // 2 :: STRIDE, STRIDE // 2 :: STRIDE]
        return torch.from_numpy(relit(crop, draw)).permute(2, 0, 1), torch.from_numpy(maps)


def relit(crop: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Another light, another camera: RGB 0..1 float32."""
    x = crop.astype(np.float32) / 255
    x = x ** draw.uniform(0.7, 1.45) * draw.uniform(0.75, 1.2) * draw.uniform(0.9, 1.1, 3).astype(np.float32)
    if draw.random() < 0.08:
        x = np.repeat(x.mean(2, keepdims=True), 3, 2)
    elif draw.random() < 0.4:
        grey = x.mean(2, keepdims=True)
        x = grey + (x - grey) * draw.uniform(0.5, 1.4)
    if draw.random() < 0.25:
        x = cv2.GaussianBlur(x, (0, 0), draw.uniform(0.4, 1.4))
    if draw.random() < 0.4:
        x = x + draw.normal(0, draw.uniform(0.005, 0.03), x.shape)
    x = np.clip(x, 0, 1)
    if draw.random() < 0.3:
        _, code = cv2.imencode(
            ".jpg", (x * 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(draw.integers(35, 90))]
        )
        x = cv2.imdecode(code, cv2.IMREAD_COLOR).astype(np.float32) / 255
    return x.astype(np.float32)
