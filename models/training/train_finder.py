"""Train the note network on rendered walls: `python models/training/train_finder.py OUT DATA... --steps 14000`.

DATA are folders of rendered walls (`stickyscan render --seed 700000 -n 1337 -o DATA`). Seeds are fixed; the schedule is
one cycle, so a run is as long as its --steps say. Writes OUT (a torch state) every 500 steps and resumes from it. The
network that counts is the running average of the weights.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import torch
from network import NoteNetwork
from torch.nn import functional as f
from walls import PER_PICTURE, Crops, Views, load_walls

BATCH = 6
AVERAGED = 0.998  # share of the running average that a step keeps


def loss_of(said: torch.Tensor, wanted: torch.Tensor) -> tuple[torch.Tensor, dict[str, float]]:
    """Paper, depth and edges as (soft) cross entropy, corners as smooth L1 in units of the note's side."""
    judged = wanted[:, 12]

    def entropy(channel: int, target: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        each = f.binary_cross_entropy_with_logits(said[:, channel], target, reduction="none")
        return (each * weight).sum() / weight.sum().clamp(min=1)

    paper = entropy(0, wanted[:, 0], judged)
    deep = entropy(1, wanted[:, 1], judged * (1 + 3 * wanted[:, 1]))
    edges = entropy(10, wanted[:, 10], judged * (1 + wanted[:, 10]))
    per_side = wanted[:, 11:12]
    trust = (per_side[:, 0] > 0) * judged * (0.1 + wanted[:, 1])
    own = (wanted[:, 2:10] * per_side).unflatten(1, (4, 2))
    told = (said[:, 2:10] * per_side).unflatten(1, (4, 2))
    # a sheet on its point has no upper left corner: whichever corner the network begins with is right
    apart = [f.smooth_l1_loss(told, own.roll(k, 1), beta=0.05, reduction="none").mean((1, 2)) for k in range(4)]
    gap = torch.stack(apart).min(0).values
    corners = (gap * trust).sum() / trust.sum().clamp(min=1)
    total = paper + 2 * deep + 0.5 * edges + 4 * corners
    return total, {"paper": paper.item(), "deep": deep.item(), "edges": edges.item(), "corner": corners.item()}


def mean_weights(states: list[Path]) -> dict[str, torch.Tensor]:
    """The mean of the averaged weights of finished courses.

    The mean of networks that one was made of often does better than each (Wortsman et al. 2022, "Model soups").
    """
    kept = [torch.load(file, weights_only=False)["mean"] for file in states]
    return {
        name.removeprefix("module."): torch.stack([one[name].double() for one in kept]).mean(0).to(it.dtype)
        for name, it in kept[0].items()
        if name != "n_averaged"
    }


class Course:
    """The network, its optimiser, schedule and running average, and how many steps they have done."""

    def __init__(self, steps: int, rate: float) -> None:
        self.net = NoteNetwork().to(memory_format=torch.channels_last).train()
        self.best = torch.optim.AdamW(self.net.parameters(), lr=rate, weight_decay=1e-2)
        self.plan = torch.optim.lr_scheduler.OneCycleLR(self.best, rate, total_steps=steps, pct_start=0.06)
        average = torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGED)
        self.mean = torch.optim.swa_utils.AveragedModel(self.net, multi_avg_fn=average, use_buffers=True)
        self.done = 0

    def _parts(self) -> dict[str, object]:
        return {"net": self.net, "best": self.best, "plan": self.plan, "mean": self.mean}

    def save(self, file: Path) -> None:
        """Write everything, replacing the file only when it is complete."""
        part = file.with_suffix(".part")
        torch.save({name: it.state_dict() for name, it in self._parts().items()} | {"done": self.done}, part)
        part.replace(file)

    def load(self, file: Path) -> None:
        """Go on where `file` was written."""
        kept = torch.load(file, weights_only=False)
        for name, it in self._parts().items():
            it.load_state_dict(kept[name])
        self.done = kept["done"]

    def begin_with(self, files: list[Path]) -> None:
        """Take over the mean of the averaged weights of finished courses, and nothing else of them."""
        weights = mean_weights(files)
        self.net.load_state_dict(weights), self.mean.module.load_state_dict(weights)

    def step(self, pictures: torch.Tensor, wanted: torch.Tensor) -> dict[str, float]:
        """Learn from one batch; returns the parts of its loss."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            said = self.net(pictures.to(memory_format=torch.channels_last))
        loss, figures = loss_of(said.float(), wanted)
        self.best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.best.step()
        self.plan.step()
        self.mean.update_parameters(self.net)
        self.done += 1
        return figures


def main() -> None:
    """Train, or go on training."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("out", type=Path)
    ask.add_argument("data", type=Path, nargs="+")
    ask.add_argument("--steps", type=int, default=14000)
    ask.add_argument("--threads", type=int, default=1, help="of the network; a second process prepares its pictures")
    ask.add_argument("--rate", type=float, default=2e-3, help="highest learning rate of the cycle")
    ask.add_argument("--turned", type=float, default=0.35, help="share of crops that are turned by up to 45 degrees")
    ask.add_argument("--stretched", type=float, default=0.0, help="share of crops that are stretched up to twofold")
    ask.add_argument(
        "--start", type=Path, nargs="+", help="begin with the mean of the weights of these finished states"
    )
    args = ask.parse_args()
    torch.manual_seed(7)
    torch.set_num_threads(args.threads)
    course = Course(args.steps, args.rate)
    if args.out.exists():
        course.load(args.out)
    elif args.start:
        course.begin_with(args.start)
    first = course.done
    length, views = (args.steps - first) * BATCH // PER_PICTURE, Views(args.turned, args.stretched)
    crops = Crops(load_walls(args.data), length, seed=args.steps + first, views=views)
    loader = torch.utils.data.DataLoader(crops, BATCH // PER_PICTURE, num_workers=1, prefetch_factor=6)
    began, seen = time.time(), {}
    for pictures, wanted in loader:
        figures = course.step(pictures.flatten(0, 1), wanted.flatten(0, 1))
        seen = {k: 0.98 * seen.get(k, v) + 0.02 * v for k, v in figures.items()}
        if course.done % 100 == 0:
            told = " ".join(f"{k} {v:.4f}" for k, v in seen.items())
            print(f"step {course.done} {told} {(time.time() - began) / (course.done - first):.3f} s/step", flush=True)
        if course.done % 500 == 0 or course.done == args.steps:
            course.save(args.out)


if __name__ == "__main__":
    main()
