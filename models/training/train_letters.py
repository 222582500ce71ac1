"""Fine-tune the letter network on handwriting that is rendered while it trains.

    python models/training/train_letters.py STATE FONTS --minutes 60

FONTS is the folder node_modules/@fontsource (see `training_fonts.py`). Saves the running mean of the weights into STATE
every few minutes, with what it reads of lines by writers (fonts) that it never learned from.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
import torch
from letters_network import LettersNetwork, original, reduced
from line_texts import ALPHABET
from lines import Strip, strips
from one_cycle import Pace, mean_of, one_cycle
from torch.utils.data import DataLoader, IterableDataset
from training_fonts import Face, load

from stickyscan.spelling import edits

CLASSES = ("", *(sign for sign in ALPHABET if sign != " "), " ")  # the reader expects the space last
ALIKE = {"„": ",", "¡": "!", "«": "<", "»": ">", "‘": "'", "“": '"', "–": "-", "…": "."}  # noqa: RUF001  for new classes
STEP = 80  # px, widths are padded to multiples of it, as the reader does
POOL = 256  # strips from which batches of about the same width are made
BATCH = 16 * 320  # px of width, all strips of a batch together
HELD = 80  # strips of held-out writers

Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]
Item = TypeVar("Item")
Tensors = TypeVar("Tensors", bound=tuple[torch.Tensor, ...])


class Lines(IterableDataset[Batch]):
    """Batches without end."""

    def __init__(self, faces: tuple[Face, ...], seed: int) -> None:
        self._faces, self._seed = faces, seed

    def __iter__(self) -> Iterator[Batch]:
        """Strips (n, 3, 48, w), their classes in one row, frames and letters of each."""
        cv2.setNumThreads(1)
        torch.set_num_threads(1)
        rng = np.random.default_rng(self._seed)
        while True:
            pool: list[Strip] = []
            while len(pool) < POOL:
                pool += [one for one in strips(rng, self._faces) if fits(one)]
            for group in grouped(pool, lambda one: one, rng):
                yield batch(group)


def grouped(pool: list[Item], strip_of: Callable[[Item], Strip], rng: np.random.Generator) -> Iterator[list[Item]]:
    """Items whose strips are about equally wide, in groups that fill a batch, in random order."""
    groups: list[list[Item]] = [[]]
    for one in sorted(pool, key=lambda one: strip_of(one).picture.shape[1]):
        if (len(groups[-1]) + 1) * padded(strip_of(one)) > BATCH:
            groups.append([])
        groups[-1].append(one)
    for place in rng.permutation(len(groups)):
        yield groups[place]


def padded(strip: Strip) -> int:
    """Width of the block that the strip is read in."""
    return math.ceil(strip.picture.shape[1] / STEP) * STEP


def fits(strip: Strip) -> bool:
    """Whether there are frames enough for the letters, and a blank between two alike."""
    twins = sum(a == b for a, b in zip(strip.text, strip.text[1:], strict=False))
    return strip.picture.shape[1] // 8 >= len(strip.text) + twins


def batch(group: list[Strip]) -> Batch:
    """Strips of about the same width as the network takes them: BGR -1..1, what is beyond them 0."""
    width = max(map(padded, group))
    block = np.zeros((len(group), 48, width, 3), dtype=np.float32)
    for row, one in enumerate(group):
        block[row, :, : one.picture.shape[1]] = one.picture[..., ::-1].astype(np.float32) / 127.5 - 1
    place = {sign: index for index, sign in enumerate(CLASSES)}
    letters = [[place[sign] for sign in one.text] for one in group]
    frames = [one.picture.shape[1] // 8 + (one.picture.shape[1] % STEP > 0) for one in group]
    return (
        torch.from_numpy(block).permute(0, 3, 1, 2),
        torch.tensor([letter for row in letters for letter in row]),
        torch.tensor(frames),
        torch.tensor([len(row) for row in letters]),
    )


def begun() -> LettersNetwork:
    """The shipped network with our classes; a class that it does not have starts as one that looks alike."""
    package = find_spec("rapidocr")
    if package is None or package.origin is None:
        raise SystemExit("rapidocr, which carries the network to begin with, is not installed")
    net, classes = original(Path(package.origin).parent / "models" / "PP-OCRv6_rec_small.onnx")
    place = {sign: index for index, sign in reversed(list(enumerate(classes)))}
    missing = [sign for sign in CLASSES if sign not in place]
    sys.stderr.write(f"new classes: {''.join(missing)}\n")
    small = reduced(net, [place.get(sign, place.get(ALIKE.get(sign, sign.casefold()), 1)) for sign in CLASSES])
    with torch.no_grad():
        for sign in missing:
            small.letters.bias[CLASSES.index(sign)] -= 2
    return small


def loss_of(net: LettersNetwork, one: Batch) -> torch.Tensor:
    """CTC loss per letter, averaged over strips."""
    pictures, letters, frames, lengths = one
    with torch.autocast("cpu", torch.bfloat16):
        logits = net(pictures.contiguous(memory_format=torch.channels_last))
    likely = logits.float().log_softmax(-1).transpose(0, 1)
    return torch.nn.functional.ctc_loss(likely, letters, frames, lengths, zero_infinity=True)


def read(net: LettersNetwork, held: list[Strip]) -> float:
    """Wrong letters per letter, case aside, without help of language."""
    wrong = letters = 0
    with torch.no_grad():
        for one in held:
            best = net(batch([one])[0])[0].argmax(-1).tolist()
            want = one.text.casefold()
            wrong += min(edits(spelled(best), want), len(want))
            letters += len(want)
    return wrong / letters


def spelled(classes: list[int]) -> str:
    """What the likeliest class of each frame spells, case aside."""
    kept = [a for a, b in zip(classes, [0, *classes], strict=False) if a != b and a]
    return " ".join("".join(CLASSES[i] for i in kept).casefold().split())


def main() -> None:
    """Train for a given time."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("state", type=Path)
    ask.add_argument("fonts", type=Path)
    ask.add_argument("--minutes", type=float, default=60)
    ask.add_argument("--rate", type=float, default=3e-4)
    ask.add_argument("--seed", type=int, default=4)
    ask.add_argument("--start", type=Path, help="a STATE to go on from")
    ask.add_argument("--share", type=float, default=1.0, help="how much of the way from the shipped weights to it")
    args = ask.parse_args()
    faces, others = load(args.fonts)
    rng = np.random.default_rng(1)
    held: list[Strip] = []
    while len(held) < HELD:
        held += [one for one in strips(rng, others) if fits(one)]
    net = begun()
    if args.start:
        kept = torch.load(args.start)["mean"]
        old = net.state_dict()
        net.load_state_dict({name: old[name] + args.share * (kept[name] - old[name]) for name in old})
    sys.stderr.write(f"before: held-out {read(net, held):.4f}\n")
    # spawned, because a forked process may hang in the threads that torch has left behind
    source = Lines(faces, args.seed)
    batches = DataLoader(source, batch_size=None, num_workers=1, prefetch_factor=24, multiprocessing_context="spawn")
    net.stem.requires_grad_(requires_grad=False)  # it sees strokes only
    train(net, batches, loss_of, held, args)


def train(
    net: LettersNetwork,
    batches: DataLoader[Tensors],
    loss_of: Callable[[LettersNetwork, Tensors], torch.Tensor],
    held: list[Strip],
    args: argparse.Namespace,
) -> None:
    """One cycle, told of and saved every four minutes. The first of a batch's tensors are the pictures."""
    torch.manual_seed(args.seed)
    net = net.train().to(memory_format=torch.channels_last)
    mean, losses, seen, said = mean_of(net), [], 0, time.monotonic()
    for step in one_cycle(net, mean, batches, loss_of, Pace(args.minutes, args.rate, decay=0.01, longest=5.0)):
        losses.append(step.loss)
        seen += len(step.batch[0])
        if time.monotonic() - said > 240 or step.done >= 1:
            cer = read(mean.module.eval(), held)
            said = time.monotonic()
            torch.save({"mean": mean.module.state_dict(), "seen": seen, "held": cer}, args.state)
            told = f"{step.number} steps, {seen} lines, {step.done:.0%}, rate {step.rate:.1e}"
            sys.stderr.write(f"{told}, loss {np.mean(losses[-300:]):.4f}, held-out {cer:.4f}\n")
        if step.number % 100 == 0:
            sys.stderr.write(f"{step.number} {seen} {step.done:.1%} {np.mean(losses[-100:]):.4f}\n")


if __name__ == "__main__":
    main()
