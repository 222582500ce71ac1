"""Teach the letter network to read of a bad photo what two networks read of a clear one, rendered while it trains.

    python models/training/train_letters_on_bad_photos.py STATE FONTS TEACHER TEACHER --minutes 50

FONTS is the folder node_modules/@fontsource (see `training_fonts.py`); the teachers are ONNX files, the two networks
that are shipped or those that are to be. What they say together is learned where it is about what is written:
learning what they say, rather than the letters themselves, keeps what they know of words (Hinton et al. 2015,
"Distilling the knowledge in a neural network"). Of hands that they can not read the letters themselves are learned.
Saves the running mean of the weights into STATE every few minutes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import torch
from letters_network import LettersNetwork
from lines import Strip, twice_photographed
from torch.nn.functional import ctc_loss
from torch.utils.data import DataLoader, IterableDataset
from train_letters import POOL, batch, begun, fits, grouped, read, spelled, train
from training_fonts import Face, load

from stickyscan.engines.ctc import Frames
from stickyscan.engines.letters import together
from stickyscan.engines.open_network import open_network
from stickyscan.spelling import edits

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

VOICE = 0.5  # of the second teacher
RIGHT = 0.34  # wrong letters per letter up to which the teachers are believed
READABLE = 0.8  # and up to which a line can be read at all
LETTERS_COUNT = 4.0  # times a blank
FAINTEST = 1e-9
HELD = 160  # strips of held-out writers

Letters = tuple[torch.Tensor, torch.Tensor, torch.Tensor]  # of all lines in a row; frames and letters of each
Lesson = tuple[torch.Tensor, torch.Tensor, torch.Tensor, Letters, torch.Tensor]


class Lessons(IterableDataset[Lesson]):
    """Batches without end.

    Bad strips (n, 3, 48, w), what is said of the clear ones, and which frames of that count; then what is written, and
    which lines are learned by that.
    """

    def __init__(self, faces: tuple[Face, ...], teachers: list[Path], seed: int) -> None:
        self._faces, self._teachers, self._seed = faces, teachers, seed

    def __iter__(self) -> Iterator[Lesson]:
        """One batch after the other."""
        cv2.setNumThreads(1)
        torch.set_num_threads(1)
        rng = np.random.default_rng(self._seed)
        first, second = (open_network(file, 1, "cpu") for file in self._teachers)
        while True:
            pool: list[tuple[Strip, Strip]] = []
            while len(pool) < POOL:
                pool += [pair for pair in twice_photographed(rng, self._faces) if fits(pair[0])]
            for group in grouped(pool, lambda pair: pair[0], rng):
                bad, clear = batch([one for one, _ in group]), batch([one for _, one in group])
                said = together(_said(first, clear[0]), _said(second, clear[0]), VOICE)
                counts, misread = np.zeros(said.shape[:2], np.float32), np.zeros(len(group), np.float32)
                for row, (one, _) in enumerate(group):
                    frames = int(bad[2][row])
                    wrong = _wrong(said[row, :frames], one.text)
                    counts[row, :frames] = wrong <= RIGHT
                    misread[row] = RIGHT < wrong <= READABLE
                yield bad[0], torch.from_numpy(said), torch.from_numpy(counts), bad[1:], torch.from_numpy(misread)


def _said(teacher: InferenceSession, pictures: torch.Tensor) -> Frames:
    return np.asarray(teacher.run(None, {"x": pictures.contiguous().numpy()})[0], np.float32)


def _wrong(said: Frames, text: str) -> float:
    """Wrong letters per letter in what is said of all frames of a line."""
    return edits(spelled(said.argmax(-1).tolist()), text.casefold()) / len(text)


def loss_of(net: LettersNetwork, one: Lesson) -> torch.Tensor:
    """How far what is said of bad strips is from the lesson (Kullback and Leibler), per frame; letters count more.

    Of misread lines, how unlikely what is written is (CTC).
    """
    pictures, want, counts, (letters, frames, lengths), misread = one
    with torch.autocast("cpu", torch.bfloat16):
        logits = net(pictures.contiguous(memory_format=torch.channels_last))
    told = logits.float().log_softmax(-1)
    apart = (want * (torch.log(want.clamp_min(FAINTEST)) - told)).sum(-1)
    weight = counts * (1 + (LETTERS_COUNT - 1) * (1 - want[..., 0]))
    unlikely = ctc_loss(told.transpose(0, 1), letters, frames, lengths, reduction="none", zero_infinity=True)
    learned = weight.sum() + LETTERS_COUNT * (misread * lengths).sum()
    return ((apart * weight).sum() + (unlikely * misread).sum()) / learned.clamp_min(1)


def main() -> None:
    """Train for a given time."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("state", type=Path)
    ask.add_argument("fonts", type=Path)
    ask.add_argument("teachers", type=Path, nargs=2)
    ask.add_argument("--minutes", type=float, default=50)
    ask.add_argument("--rate", type=float, default=2.5e-4)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--start", type=Path, help="a STATE to go on from")
    args = ask.parse_args()
    faces, others = load(args.fonts)
    rng = np.random.default_rng(1)
    held: list[Strip] = []
    while len(held) < HELD:
        held += [one for one, _ in twice_photographed(rng, others) if fits(one)]
    net = begun()
    if args.start:
        net.load_state_dict(torch.load(args.start)["mean"])
    sys.stderr.write(f"before: held-out {read(net, held):.4f}\n")
    # spawned, because a forked process may hang in the threads that torch has left behind
    source = Lessons(faces, args.teachers, args.seed)
    batches = DataLoader(source, batch_size=None, num_workers=1, prefetch_factor=24, multiprocessing_context="spawn")
    torch.set_num_threads(1)
    train(net, batches, loss_of, held, args)


if __name__ == "__main__":
    main()
