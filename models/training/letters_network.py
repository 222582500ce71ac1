"""The letter network: PP-OCRv6_rec_small (PaddleOCR, Apache-2.0), its norms folded in, last layer cut to our letters.

A PP-LCNetV4 backbone of stride 8 along the line, two small attention blocks (SVTR) and one linear layer per frame; the
same computation as PaddleOCR's `rec_lcnetv4.py`, `rnn.py` and `rec_ctc_head.py`, so that its weights fit and the
exported file answers frame for frame as the original does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

STEM = (48, 96)
BLOCKS = (  # channels in and out, stride along the height, squeeze-and-excitation
    (96, 96, 1, True), (96, 96, 1, False), (96, 96, 1, False),
    (96, 192, 2, False), *((192, 192, 1, se) for se in (True, False, True, False, True, False)),
    (192, 384, 2, False), (384, 384, 1, True), (384, 384, 1, False),
)  # fmt: skip
WIDTH = 120
HEADS = 8
ALL_CLASSES = 18710


class Squeeze(nn.Module):
    """Weighs channels by what the whole picture shows."""

    def __init__(self, wide: int) -> None:
        super().__init__()
        self.less = nn.Conv2d(wide, wide // 4, 1)
        self.more = nn.Conv2d(wide // 4, wide, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Same shape out."""
        return x * functional.hardsigmoid(self.more(functional.relu(self.less(x.mean((2, 3), keepdim=True)))))


class Block(nn.Module):
    """A depthwise convolution, then two pointwise ones with a shortcut."""

    def __init__(self, wide_in: int, wide_out: int, stride: int, squeeze: bool) -> None:
        super().__init__()
        self.same = wide_in == wide_out and stride == 1
        self.depth = nn.Conv2d(wide_in, wide_in, 3, (stride, 1), 1, groups=wide_in)
        self.squeeze = Squeeze(wide_in) if squeeze else nn.Identity()
        self.expand = nn.Conv2d(wide_in, 2 * wide_in, 1)
        self.compress = nn.Conv2d(2 * wide_in, wide_out, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, wide_in, h, w) to (n, wide_out, h / stride, w)."""
        x = self.squeeze(self.depth(x))
        y = self.compress(functional.gelu(self.expand(x)))
        return x + y if self.same else y


class Stem(nn.Module):
    """A quarter of the size, in two branches."""

    def __init__(self) -> None:
        super().__init__()
        middle, wide = STEM
        self.first = nn.Conv2d(3, middle, 3, 2, 1)
        self.left = nn.Conv2d(middle, middle // 2, 2)
        self.right = nn.Conv2d(middle // 2, middle, 2)
        self.third = nn.Conv2d(2 * middle, middle, 3, 2, 1)
        self.fourth = nn.Conv2d(middle, wide, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, 3, h, w) to (n, 96, h / 4, w / 4)."""
        corner = (0, 1, 0, 1)  # the kernels of 2 look right and down
        x = functional.relu(self.first(x))
        y = functional.relu(self.left(functional.pad(x, corner)))
        y = functional.relu(self.right(functional.pad(y, corner)))
        x = functional.max_pool2d(functional.pad(x, corner), 2, 1)
        return functional.relu(self.fourth(functional.relu(self.third(torch.cat([x, y], 1)))))


class Attend(nn.Module):
    """One transformer block over the frames, norms first."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-5)
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-5)
        self.wide = nn.Linear(WIDTH, 2 * WIDTH)
        self.narrow = nn.Linear(2 * WIDTH, WIDTH)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, frames, WIDTH) both."""
        n, frames, _ = x.shape
        qkv = self.qkv(self.norm1(x)).reshape(n, frames, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        weights = ((qkv[0] * (WIDTH // HEADS) ** -0.5) @ qkv[1].transpose(2, 3)).softmax(-1)
        x = x + self.out((weights @ qkv[2]).permute(0, 2, 1, 3).reshape(n, frames, WIDTH))
        return x + self.narrow(functional.silu(self.wide(self.norm2(x))))


class LettersNetwork(nn.Module):
    """BGR -1..1 (n, 3, 48, w) to logits (n, w / 8, classes); class 0 is the blank."""

    def __init__(self, classes: int = ALL_CLASSES) -> None:
        super().__init__()
        self.stem = Stem()
        self.blocks = nn.Sequential(*(Block(*shape) for shape in BLOCKS))
        deep = BLOCKS[-1][1]
        self.skip = nn.Conv2d(deep, WIDTH, 1)
        self.reduce = nn.Conv2d(deep, WIDTH, 1)
        self.local = nn.Conv2d(WIDTH, WIDTH, (1, 7), padding=(0, 3), groups=WIDTH)
        self.attend = nn.Sequential(Attend(), Attend())
        self.norm = nn.LayerNorm(WIDTH, eps=1e-6)
        self.letters = nn.Linear(WIDTH, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits of each frame."""
        return self.letters(self.looks(x))

    def looks(self, x: torch.Tensor) -> torch.Tensor:
        """What each frame looks like (n, w / 8, WIDTH): that of which the letters are told."""
        x = functional.avg_pool2d(self.blocks(self.stem(x)), (3, 2))
        skip = functional.silu(self.skip(x))
        x = functional.silu(self.reduce(x))
        x = x + functional.silu(self.local(x))
        x = self.norm(self.attend(x.squeeze(2).transpose(1, 2)))
        return x + skip.squeeze(2).transpose(1, 2)


def original(model: Path) -> tuple[LettersNetwork, tuple[str, ...]]:
    """PP-OCRv6_rec_small as it ships, from its ONNX file, and its classes (the first, "", is the blank)."""
    file = onnx.load(str(model))
    net = LettersNetwork()
    names = [name for name in net.state_dict() if name.endswith("weight")]
    for name, (weight, bias) in zip(names, _pairs(file.graph.initializer), strict=True):
        layer = net.get_submodule(name.removesuffix(".weight"))
        linear = isinstance(layer, nn.Linear)
        layer.weight.data.copy_((weight.T if linear else weight).reshape(layer.weight.shape))
        layer.bias.data.copy_(bias.reshape(layer.bias.shape))
    letters = next(one.value for one in file.metadata_props if one.key == "character").split("\n")
    return net.eval(), ("", *letters, " ")


def reduced(net: LettersNetwork, kept: Sequence[int]) -> LettersNetwork:
    """The same network with some of its classes only, in this order."""
    small = LettersNetwork(len(kept))
    state = net.state_dict()
    for name in ("letters.weight", "letters.bias"):
        state[name] = state[name][list(kept)]
    small.load_state_dict(state)
    return small.eval()


def _pairs(initializers: Sequence[onnx.TensorProto]) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Weight and bias of every layer in the order of computation; batch norms become part of the layer before."""
    kept = [one for one in initializers if max(one.dims, default=0) > 5]
    values = [torch.tensor(numpy_helper.to_array(one)) for one in kept]
    at = 0
    while at < len(kept):
        weight = values[at]
        if at + 1 < len(kept) and kept[at + 1].name.startswith("batch_norm"):
            scale, shift, mean, variance = values[at + 1 : at + 5]
            factor = scale / (variance + 1e-5).sqrt()
            yield weight * factor[:, None, None, None], shift - mean * factor
            at += 5
        else:
            yield weight, values[at + 1]
            at += 2
