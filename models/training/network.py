"""The note network: a small U-Net that says, for each quarter-resolution pixel, what note it belongs to.

Outputs at stride 4 (channels): 0 paper of any note (logit), 1 how deep in the visible part of its note (logit), 2-9 the
four corners of the note that is seen there, as (dx, dy) from the cell's middle in units of `CORNER_UNIT` input pixels,
10 a note's visible edge runs here (logit). `stickyscan.engines.note_maps` reads them.
The idea is that of EAST (Zhou et al. 2017, QUAD geometry): every visible part of a note tells where its corners are, so
that a note whose middle is covered is found by the strip that shows.
"""

from __future__ import annotations

import torch
from torch import nn

WIDTHS = (16, 32, 64, 96, 128, 128)
CHANNELS = 11


class Block(nn.Module):
    """Two 3x3 convolutions with a shortcut."""

    def __init__(self, wide_in: int, wide_out: int, stride: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(wide_in, wide_out, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(wide_out)
        self.second = nn.Conv2d(wide_out, wide_out, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(wide_out)
        same = wide_in == wide_out and stride == 1
        self.short = nn.Identity() if same else nn.Conv2d(wide_in, wide_out, 1, stride)
        self.act = nn.ReLU(inplace=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, wide_in, h, w) to (n, wide_out, h / stride, w / stride)."""
        y = self.act(self.norm1(self.first(x)))
        return self.act(self.norm2(self.second(y)) + self.short(x))


class NoteNetwork(nn.Module):
    """RGB 0..1 (n, 3, h, w), h and w multiples of 64, to maps (n, CHANNELS, h/4, w/4)."""

    def __init__(self) -> None:
        super().__init__()
        w = WIDTHS
        self.stem = nn.Sequential(nn.Conv2d(3, w[0], 3, 2, 1, bias=False), nn.BatchNorm2d(w[0]), nn.ReLU(inplace=True))
        self.down = nn.ModuleList([Block(w[i], w[i + 1], 2) for i in range(5)])
        self.deep = Block(w[5], w[5])
        self.shrink = nn.ModuleList([nn.Conv2d(w[i + 2], w[i + 1], 1) for i in range(4)])
        self.up = nn.ModuleList([Block(w[i + 1], w[i + 1]) for i in range(4)])
        self.head = nn.Sequential(nn.Conv2d(w[1], 48, 3, 1, 1), nn.ReLU(inplace=True), nn.Conv2d(48, CHANNELS, 1))
        nn.init.zeros_(self.head[-1].weight)
        nn.init.constant_(self.head[-1].bias[:2], -2.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Maps of a batch of pictures."""
        x = self.stem((x - 0.5) * 4)
        levels = []
        for down in self.down:
            x = down(x)
            levels.append(x)
        x = self.deep(x)
        for i in (3, 2, 1, 0):
            x = nn.functional.interpolate(self.shrink[i](x), scale_factor=2.0, mode="nearest")
            x = self.up[i](x + levels[i])
        return self.head(x)
