"""Fine-tune the line finder on badly photographed handwriting that is rendered while it trains.

    python models/training/train_line_finder.py STATE FONTS WALLS --minutes 40

FONTS is the folder node_modules/@fontsource (see `training_fonts.py`), WALLS a folder of rendered walls. What it is to
say of a bad photo is what the network as it ships says of the same note photographed well, where a line is, and what it
says of a wall photographed well; lines that it misses even so are put in. Saves the running mean of the weights.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from export_line_finder import shipped
from graph import Graph
from lines import spoilt
from note_lines import SHOWN, Written, written_note
from numpy.typing import NDArray
from one_cycle import Pace, mean_of, one_cycle
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset
from training_fonts import Face, load

from stickyscan.engines.line_finder import network_input
from stickyscan.engines.protocols import Picture

BATCH = 8
HELD = 120  # notes by held-out writers
WALL_SHARE = 0.25  # of the pictures are pieces of walls
ON_WALL = (45.0, 90.0)  # px, a note's side in them: as the reader shows boards
CORE = (0.2, 0.8)  # of the height of a line's ink that the network marks, and it begins CORE[0] heights after its ink
SAID = 0.3  # probability that counts as writing
MISSED = 0.3  # of a line's core must be marked, or the line is put in

Map = NDArray[np.float32]
Example = tuple[torch.Tensor, torch.Tensor]


class Examples(IterableDataset[Example]):
    """Batches without end: blocks (n, 3, h, w), wanted probabilities (n, 1, h, w)."""

    def __init__(self, faces: tuple[Face, ...], walls: Path, seed: int) -> None:
        self._faces, self._walls, self._seed = faces, walls, seed

    def __iter__(self) -> Iterator[Example]:
        """One batch after the other."""
        cv2.setNumThreads(1)
        torch.set_num_threads(1)
        rng = np.random.default_rng(self._seed)
        net = Graph(shipped()).eval()
        files = sorted(self._walls.glob("*.json"))
        while True:
            pairs = []
            while len(pairs) < BATCH:
                if rng.random() < WALL_SHARE:
                    clean = piece_of_wall(files[int(rng.integers(len(files)))], rng)
                    pairs.append((spoilt(clean.astype(np.float32), rng), said(net, clean)))
                elif (note := written_note(rng, self._faces)) is not None:
                    pairs.append((note.spoilt, wanted(said(net, note.clean), note.lines)))
            yield _batch(pairs)


def _batch(pairs: list[tuple[Picture, Map]]) -> Example:
    block = np.stack([network_input(picture) for picture, _ in pairs])
    return torch.from_numpy(block), torch.from_numpy(np.stack([want for _, want in pairs]))[:, None]


def piece_of_wall(labels: Path, rng: np.random.Generator) -> Picture:
    """A square of a rendered wall, reduced as boards are shown to the network."""
    wall = json.loads(labels.read_text("utf-8"))
    picture = cv2.imread(str(labels.with_suffix(".jpg")))[..., ::-1]
    sides = [math.sqrt(abs(cv2.contourArea(np.array(note["quad"], np.float32)))) for note in wall["notes"]]
    scale = rng.uniform(*ON_WALL) / max(float(np.median(sides or [100.0])), 1.0)
    least = SHOWN / min(picture.shape[:2])
    scale = max(scale, least)
    size = (max(SHOWN, round(picture.shape[1] * scale)), max(SHOWN, round(picture.shape[0] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = cv2.resize(np.ascontiguousarray(picture), size, interpolation=method)
    left, top = (int(rng.integers(side - SHOWN + 1)) for side in size)
    return np.asarray(small[top : top + SHOWN, left : left + SHOWN], np.uint8)


def said(net: Graph, picture: Picture) -> Map:
    """What a network says of a picture."""
    with torch.no_grad():
        return np.asarray(net(torch.from_numpy(network_input(picture))[None])[0, 0].numpy(), np.float32)


def wanted(clean: Map, lines: NDArray[np.float64]) -> Map:
    """Of what is said of the clean picture, what lies on lines, and the cores of lines of which nothing is said."""
    on_lines, missed = np.zeros(clean.shape, np.uint8), np.zeros(clean.shape, np.uint8)
    for ring in lines:
        across, down = ring[1] - ring[0], ring[3] - ring[0]
        tall = float(np.linalg.norm(down))
        step = across / max(float(np.linalg.norm(across)), 1.0) * tall
        outer = ring + np.array([-step - down, step - down, step + down, -step + down]) * 0.5
        cv2.fillPoly(on_lines, [np.round(outer).astype(np.int32)], 1)
        inset = step * min(CORE[0], 0.3 * float(np.linalg.norm(across)) / max(tall, 1.0))
        left, right = ring[0] + inset, ring[1] - inset
        core = np.array([left + CORE[0] * down, right + CORE[0] * down, right + CORE[1] * down, left + CORE[1] * down])
        filled = cv2.fillPoly(np.zeros(clean.shape, np.uint8), [np.round(core).astype(np.int32)], 1)
        if filled.any() and (clean[filled > 0] > SAID).mean() < MISSED:
            missed |= filled
    return np.maximum(clean * on_lines, missed.astype(np.float32))


def loss_of(net: Graph, one: Example) -> torch.Tensor:
    """Cross-entropy per pixel, and how little the wanted and the said overlap (Liao et al. 2020 add the two alike)."""
    block, want = one
    said_of = net(block.contiguous(memory_format=torch.channels_last)).clamp(1e-5, 1 - 1e-5)
    entropy = functional.binary_cross_entropy(said_of, want)
    both, either = (said_of * want).sum((1, 2, 3)), (said_of**2 + want**2).sum((1, 2, 3))
    return 5 * entropy + (1 - (2 * both + 20) / (either + 20)).mean()


def measured(net: Graph, held: list[Written]) -> tuple[float, float]:
    """Of the lines on bad photos by held-out writers the share seen, and pixels of writing where is none, per note."""
    seen, false = [], 0
    for note in held:
        map_ = said(net, note.spoilt)
        ideal = wanted(np.zeros_like(map_), note.lines)
        for ring in note.lines:
            core = wanted(np.zeros_like(map_), ring[None]) > 0
            seen.append(bool(core.any()) and float((map_[core] > SAID).mean()) > 0.5)
        near = cv2.dilate((ideal > 0).astype(np.uint8), np.ones((25, 25), np.uint8))
        false += int(((map_ > SAID) & (near == 0)).sum())
    return float(np.mean(seen)), false / len(held)


def main() -> None:
    """Train for a given time."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("state", type=Path)
    ask.add_argument("fonts", type=Path)
    ask.add_argument("walls", type=Path)
    ask.add_argument("--minutes", type=float, default=40)
    ask.add_argument("--rate", type=float, default=3e-4)
    ask.add_argument("--seed", type=int, default=1)
    args = ask.parse_args()
    faces, others = load(args.fonts)
    rng = np.random.default_rng(2)
    held: list[Written] = []
    while len(held) < HELD:
        note = written_note(rng, others)
        held += [note] if note else []
    net = Graph(shipped())
    sys.stderr.write(f"before: seen {measured(net, held)}\n")
    # spawned, because a forked process may hang in the threads that torch has left behind
    source = Examples(faces, args.walls, args.seed)
    batches = DataLoader(source, batch_size=None, num_workers=1, prefetch_factor=8, multiprocessing_context="spawn")
    train(net, batches, held, args)


def train(net: Graph, batches: DataLoader[Example], held: list[Written], args: argparse.Namespace) -> None:
    """One cycle, told of and saved every four minutes."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    mean, told_at = mean_of(net), time.monotonic()
    losses: list[float] = []
    for step in one_cycle(net, mean, batches, loss_of, Pace(args.minutes, args.rate, decay=0.0, longest=1.0)):
        losses.append(step.loss)
        if time.monotonic() - told_at > 240 or step.done >= 1:
            told_at = time.monotonic()
            torch.save({"mean": mean.module.state_dict(), "steps": step.number}, args.state)
            told = f"{step.number} steps, {step.done:.0%}, loss {np.mean(losses[-200:]):.4f}"
            sys.stderr.write(f"{told}, held-out {measured(mean.module, held)}\n")


if __name__ == "__main__":
    main()
