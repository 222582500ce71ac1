"""Steps of AdamW through one cycle of the learning rate, by the clock, with a running mean of the weights."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

WARM_UP = 0.03  # of the time
MEAN = 0.998  # decay of the running mean of the weights

Net = TypeVar("Net", bound=nn.Module)
Batch = TypeVar("Batch")


@dataclass(frozen=True)
class Pace:
    """How long and how fast. `decay`: of the weights; `longest`: gradient, longer ones are shortened."""

    minutes: float
    rate: float
    decay: float
    longest: float


@dataclass(frozen=True)
class Step(Generic[Batch]):
    """What was just learned from. `done`: share of the time, 1 and above is the last step."""

    number: int
    batch: Batch
    done: float
    rate: float
    loss: float


def mean_of(net: nn.Module) -> AveragedModel:
    """What `one_cycle` keeps the running mean of the weights in."""
    return AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(MEAN))


def one_cycle(
    net: Net, mean: AveragedModel, batches: Iterable[Batch], loss_of: Callable[[Net, Batch], torch.Tensor], pace: Pace
) -> Iterator[Step[Batch]]:
    """Learn, a step for each that is asked for, until the time is over."""
    learning = [one for one in net.parameters() if one.requires_grad]
    steered = torch.optim.AdamW(learning, pace.rate, weight_decay=pace.decay)
    begin = time.monotonic()
    for number, batch in enumerate(batches):
        done = (time.monotonic() - begin) / (60 * pace.minutes)
        rate = pace.rate * min(done / WARM_UP, 0.5 + 0.5 * math.cos(math.pi * min(done, 1)))
        for group in steered.param_groups:
            group["lr"] = rate
        loss = loss_of(net, batch)
        steered.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learning, pace.longest)
        steered.step()
        mean.update_parameters(net)
        yield Step(number, batch, done, rate, float(loss.detach()))
        if done >= 1:
            return
