"""The arrow network: a small U-Net that says where lines run that join notes, where their heads are, which way they go.

Outputs at stride 2 (channels): 0 a line from note to note runs here (logit), 1 its head ends here (logit), 2 and 3 the
way along the line to its head as a unit vector (x, y), short where no head is. It is shown where the notes hang, since
a line that joins no two notes is no arrow. `stickyscan.steps.marks.arrow_maps` reads them.
"""

from __future__ import annotations

import torch
from network import Block
from torch import nn

WIDTHS = (16, 24, 40, 56, 72)
CHANNELS = 4


class ArrowNetwork(nn.Module):
    """RGB and notes 0..1 (n, 4, h, w), h and w multiples of 32, to maps (n, CHANNELS, h/2, w/2)."""

    def __init__(self) -> None:
        super().__init__()
        w = WIDTHS
        self.stem = nn.Sequential(nn.Conv2d(4, w[0], 5, 2, 2, bias=False), nn.BatchNorm2d(w[0]), nn.ReLU(inplace=True))
        self.down = nn.ModuleList([Block(w[i], w[i + 1], 2) for i in range(4)])
        self.deep = Block(w[4], w[4])
        self.deeper = nn.Sequential(_unchanging(w[4]), _unchanging(w[4]))  # to see what goes on behind a note
        self.shrink = nn.ModuleList([nn.Conv2d(w[i + 1], w[i], 1) for i in range(4)])
        self.up = nn.ModuleList([Block(w[i], w[i]) for i in range(4)])
        self.beyond = nn.ModuleList([nn.Identity(), _unchanging(w[1]), _unchanging(w[2]), _unchanging(w[3])])
        self.head = nn.Conv2d(w[0], CHANNELS, 3, 1, 1)
        nn.init.zeros_(self.head.weight)
        nn.init.constant_(self.head.bias[:2], -4.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Maps of a batch of pictures."""
        levels = [self.stem((x - 0.5) * 4)]
        for down in self.down:
            levels.append(down(levels[-1]))
        x = self.deeper(self.deep(levels.pop()))
        for i in (3, 2, 1, 0):
            x = nn.functional.interpolate(self.shrink[i](x), scale_factor=2.0, mode="nearest")
            x = self.beyond[i](self.up[i](x + levels[i]))
        return self.head(x)

    def begin_with(self, state: dict[str, torch.Tensor]) -> None:
        """Take over the weights of an earlier run, which may lack the blocks that change nothing yet.

        Raises:
            RuntimeError: they are those of another network.
        """
        added = {name: kept for name, kept in self.state_dict().items() if name.startswith(("deeper.", "beyond."))}
        self.load_state_dict({**added, **state})


def _unchanging(wide: int) -> Block:
    """A block that changes nothing before it is taught to, so that a network without it can be trained on with it."""
    block = Block(wide, wide)
    nn.init.zeros_(block.norm2.weight)
    return block
