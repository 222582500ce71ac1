"""Train the note network on rendered walls: `python models/training/train_finder.py DATA OUT --steps 6000`.

DATA holds rendered walls (`stickyscan render --seed 100000 -n 2000 -o DATA`). Seeds are fixed; the schedule is one
cycle, so a run is as long as its --steps say. Writes OUT (a torch state) every 250 steps and resumes from it.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import torch
from network import NoteNetwork
from torch.nn import functional as f
from walls import Crops, load_walls

BATCH = 8


def loss_of(said: torch.Tensor, wanted: torch.Tensor) -> tuple[torch.Tensor, dict[str, float]]:
    """Inside and centre as (soft) cross entropy, corners as smooth L1 in units of the note's side."""
    judged = wanted[:, 11]
    inside = f.binary_cross_entropy_with_logits(said[:, 0], wanted[:, 0], reduction="none")
    inside = (inside * judged).sum() / judged.sum().clamp(min=1)
    weight = judged * (1 + 3 * wanted[:, 1])
    central = f.binary_cross_entropy_with_logits(said[:, 1], wanted[:, 1], reduction="none")
    central = (central * weight).sum() / weight.sum().clamp(min=1)
    trust = (wanted[:, 10:11] > 0) * wanted[:, 1:2]
    gap = f.smooth_l1_loss(
        said[:, 2:10] * wanted[:, 10:11], wanted[:, 2:10] * wanted[:, 10:11], beta=0.05, reduction="none"
    )
    corners = (gap * trust).sum() / (8 * trust.sum()).clamp(min=1)
    return inside + 2 * central + 4 * corners, {"in": inside.item(), "mid": central.item(), "corner": corners.item()}


def main() -> None:
    """Train, or go on training."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("data", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--steps", type=int, default=6000)
    ask.add_argument("--threads", type=int, default=2)
    args = ask.parse_args()
    torch.manual_seed(7)
    torch.set_num_threads(args.threads)
    net = NoteNetwork().to(memory_format=torch.channels_last).train()
    best = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-2)
    plan = torch.optim.lr_scheduler.OneCycleLR(best, 2e-3, total_steps=args.steps, pct_start=0.08)
    done = 0
    if args.out.exists():
        kept = torch.load(args.out, weights_only=False)
        net.load_state_dict(kept["net"]), best.load_state_dict(kept["best"]), plan.load_state_dict(kept["plan"])
        done = kept["done"]
    crops = Crops(load_walls(args.data), (args.steps - done) * BATCH, seed=7 + done)
    began, seen = time.time(), {}
    for step, (pictures, wanted) in enumerate(
        torch.utils.data.DataLoader(crops, BATCH, num_workers=1, prefetch_factor=4), done + 1
    ):
        loss, parts = loss_of(net(pictures.to(memory_format=torch.channels_last)), wanted)
        best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        best.step()
        plan.step()
        seen = {k: 0.97 * seen.get(k, v) + 0.03 * v for k, v in parts.items()}
        if step % 50 == 0:
            figures = " ".join(f"{k} {v:.4f}" for k, v in seen.items())
            print(f"step {step} {figures} {(time.time() - began) / (step - done):.2f} s/step", flush=True)
        if step % 250 == 0 or step == args.steps:
            state = {"net": net.state_dict(), "best": best.state_dict(), "plan": plan.state_dict(), "done": step}
            torch.save(state, args.out.with_suffix(".part"))
            args.out.with_suffix(".part").replace(args.out)


if __name__ == "__main__":
    main()
