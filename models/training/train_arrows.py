"""Train the arrow network: `python models/training/train_arrows.py OUT DATA --minutes 40`.

DATA is what `arrow_walls.py` wrote. One cycle of the learning rate, by the clock, so that a repetition gives other
weights of about the same worth. Writes OUT (a torch state): the running average of the weights, which is what counts.
"""

from __future__ import annotations

import argparse
import math
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from arrow_network import ArrowNetwork
from false_lines import with_false_lines
from torch.nn import functional as f
from walls import relit

BATCH = 8
CROP = 192  # pixels: three notes in a row
PER_WALL = 2  # crops of one wall in a row
ENDLESS = 10**7
WARM_UP = 0.06  # share of the course
AVERAGED, EVERY = 0.985, 4  # share of the running average that is kept every few steps
FAINT = 0.3  # share of crops on which lines are made fainter
BROAD = 15  # pixels: a median so wide sees no lines


class Crops(torch.utils.data.Dataset):
    """Endless crops about lines and elsewhere: turned by quarters, mirrored, relit."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.seed = seed
        files = [np.load(file) for file in sorted(folder.glob("*[0-9].npz"))]
        self.walls = [(file["picture"], file["wanted"]) for file in files]

    def __len__(self) -> int:
        return ENDLESS

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        draw = np.random.default_rng((self.seed, index))
        picture, wanted = self.walls[draw.integers(len(self.walls))]
        crops = [crop_of(picture, wanted, draw) for _ in range(PER_WALL)]
        return torch.stack([a for a, _ in crops]), torch.stack([b for _, b in crops])


def crop_of(picture: np.ndarray, wanted: np.ndarray, draw: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """A crop (4, CROP, CROP) 0..1 and its maps (7, CROP/2, CROP/2); beyond the wall nothing is judged."""
    half = CROP // 2
    kind = draw.random()  # about a line, about a note, or anywhere
    lines = kind < 0.6 and bool((wanted[0] > 0).any())
    places = wanted[0] > 0 if lines else picture[::2, ::2, 3] > 0 if kind < 0.9 else np.zeros((0, 0))
    rows, columns = np.nonzero(places)
    if len(rows):
        pick = draw.integers(len(rows))
        middle = np.array([rows[pick], columns[pick]]) + draw.integers(-half // 3, half // 3 + 1, 2)
    else:
        middle = draw.integers((0, 0), wanted.shape[1:])
    low = np.clip(middle - half // 2, 0, np.maximum(np.array(wanted.shape[1:]) - half, 0))
    part = picture[2 * low[0] : 2 * low[0] + CROP, 2 * low[1] : 2 * low[1] + CROP]
    maps = wanted[:, low[0] : low[0] + half, low[1] : low[1] + half].astype(np.float32) / 127
    linked = _linked(maps, part.shape[:2])
    part = with_false_lines(_faded(part, linked, draw) if draw.random() < FAINT else part, linked, draw)
    shown = np.concatenate(
        [relit(np.ascontiguousarray(part[..., :3]), draw), part[..., 3:].astype(np.float32) / 255], 2
    )
    shown = np.pad(shown, ((0, CROP - part.shape[0]), (0, CROP - part.shape[1]), (0, 0)))
    maps = np.pad(maps, ((0, 0), (0, half - maps.shape[1]), (0, half - maps.shape[2])))
    if draw.random() < 0.5:
        shown, maps = shown[:, ::-1], maps[:, :, ::-1] * np.array([1, 1, -1, 1, 1, 1, 1], np.float32)[:, None, None]
    for _ in range(int(draw.integers(4))):  # a quarter turn takes (x, y) to (y, -x)
        shown, maps = np.rot90(shown, axes=(0, 1)), np.rot90(maps, axes=(1, 2))
        maps = np.stack([maps[0], maps[1], maps[3], -maps[2], *maps[4:]])
    return torch.from_numpy(shown.transpose(2, 0, 1).copy()), torch.from_numpy(maps.copy())


def _linked(maps: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """About which pixels of a crop lines run that join notes, judged or not."""
    near = ((maps[0] > 0) | (maps[4] == 0)).astype(np.uint8)
    return np.kron(near, np.ones((2, 2), np.uint8))[: shape[0], : shape[1]] > 0


def _faded(crop: np.ndarray, linked: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """The crop (h, w, 4) with fainter lines; mirrored places are faded too, lest faded ground tell of a line."""
    about = (linked | linked[::-1] | linked[:, ::-1]).astype(np.float32) * np.float32(draw.uniform(0.3, 0.8))
    share = cv2.GaussianBlur(about, (0, 0), 1.5)[..., None]
    rgb = np.ascontiguousarray(crop[..., :3])
    faded = rgb + share * (cv2.medianBlur(rgb, BROAD).astype(np.float32) - rgb)
    return np.dstack([np.clip(np.round(faded), 0, 255).astype(np.uint8), crop[..., 3]])


def loss_of(said: torch.Tensor, wanted: torch.Tensor) -> tuple[torch.Tensor, dict[str, float]]:
    """Line and head as weighted cross entropy, the way to the head as squared distance on the lines."""

    def entropy(channel: int, weight: torch.Tensor) -> torch.Tensor:
        each = f.binary_cross_entropy_with_logits(said[:, channel], wanted[:, channel], reduction="none")
        return (each * weight).mean()

    line = entropy(0, wanted[:, 4] * (1 + 4 * wanted[:, 0]))
    head = entropy(1, wanted[:, 5] * (1 + 12 * wanted[:, 1]))
    gap = ((said[:, 2:4] - wanted[:, 2:4]) ** 2).sum(1)
    way = (gap * wanted[:, 6]).sum() / wanted[:, 6].sum().clamp(min=1)
    return 10 * line + 10 * head + 2 * way, {"line": line.item(), "head": head.item(), "way": way.item()}


class Course:
    """The network, its optimiser and running average; `rate` is the highest learning rate of one cycle."""

    def __init__(self, rate: float) -> None:
        self.rate, self.steps = rate, 0
        self.net = ArrowNetwork().to(memory_format=torch.channels_last).train()
        self.best = torch.optim.AdamW(self.net.parameters(), lr=rate, weight_decay=1e-2)
        average = torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGED)
        self.mean = torch.optim.swa_utils.AveragedModel(self.net, multi_avg_fn=average, use_buffers=True)

    def save(self, file: Path) -> None:
        """Write the averaged weights, replacing the file only when it is complete."""
        part = file.with_suffix(".part")
        torch.save(self.mean.module.state_dict(), part)
        part.replace(file)

    def step(self, pictures: torch.Tensor, wanted: torch.Tensor, share: float) -> dict[str, float]:
        """Learn from one batch, `share` of the course being over; returns the parts of its loss."""
        for group in self.best.param_groups:
            group["lr"] = self.rate * min(1.0, 0.05 + share / WARM_UP) * (1 + math.cos(math.pi * share)) / 2
        with torch.autocast("cpu", dtype=torch.bfloat16):
            said = self.net(pictures.to(memory_format=torch.channels_last))
        loss, figures = loss_of(said.float(), wanted)
        self.best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.best.step()
        self.steps += 1
        if self.steps % EVERY == 0:
            self.mean.update_parameters(self.net)
        return figures


def main() -> None:
    """Train."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("out", type=Path)
    ask.add_argument("data", type=Path)
    ask.add_argument("--minutes", type=float, default=40.0, help="length of the one cycle")
    ask.add_argument("--rate", type=float, default=3e-3, help="highest learning rate of the cycle")
    ask.add_argument("--start", type=Path, help="begin with these weights")
    ask.add_argument("--seed", type=int, default=7)
    args = ask.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    course = Course(args.rate)
    if args.start:
        for net in (course.net, course.mean.module):
            net.begin_with(torch.load(args.start))
    loader = torch.utils.data.DataLoader(Crops(args.data, args.seed), BATCH // PER_WALL)
    began, used, seen = time.time(), time.process_time(), {}
    for done, (pictures, wanted) in enumerate(loader, 1):
        share = (time.time() - began) / (60 * args.minutes)
        if share >= 1:
            break
        figures = course.step(pictures.flatten(0, 1), wanted.flatten(0, 1), share)
        seen = {k: 0.98 * seen.get(k, v) + 0.02 * v for k, v in figures.items()}
        if done % 100 == 0:
            told = " ".join(f"{k} {v:.4f}" for k, v in seen.items())
            print(f"{share:.0%} step {done} {told} {(time.process_time() - used) / done:.3f} s/step", flush=True)
            course.save(args.out)
    course.save(args.out)


if __name__ == "__main__":
    main()
