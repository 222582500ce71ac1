"""A network of maps as an ONNX file, and what was written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import torch
from torch import nn


def write_maps_network(net: nn.Module, channels: int, file: Path) -> None:
    """Write a network from `picture` (1, channels, h, w) to `maps`; height and width stay free.

    Batch norms are folded into the convolutions.
    """
    torch.onnx.export(
        net.eval(),
        (torch.zeros(1, channels, 128, 192),),
        str(file),
        input_names=["picture"],
        output_names=["maps"],
        dynamic_axes={"picture": {2: "height", 3: "width"}, "maps": {2: "rows", 3: "columns"}},
        opset_version=17,
        dynamo=False,
    )


def told(file: Path) -> str:
    """Size and SHA-256, as `models/README.md` has them."""
    data = file.read_bytes()
    return f"{file}: {len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}"
