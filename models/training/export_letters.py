"""Write the trained letter network as ONNX: `python models/training/export_letters.py STATE models/note_letters.onnx`.

`--share 0.5` takes half of the way from the shipped weights to the trained ones (Wortsman et al. 2022, "Robust
fine-tuning of zero-shot models"). `--voice 0.5` puts shipped and trained network side by side and means what they say;
1 is the trained one alone. Number of lines and their width stay free. Prints size and SHA-256.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

import onnx
import torch
from halves import halved
from letters_network import LettersNetwork
from torch import nn
from train_letters import CLASSES, begun


class Committee(nn.Module):
    """Two networks as one: the geometric mean of what they say, weighted."""

    def __init__(self, shipped: LettersNetwork, trained: LettersNetwork, voice: float) -> None:
        super().__init__()
        self.shipped, self.trained, self.voice = shipped, trained, voice

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, 3, 48, w) to probabilities (n, frames, classes)."""
        if self.voice == 1:
            return self.trained(x).softmax(-1)
        return (self.voice * self.trained(x) + (1 - self.voice) * self.shipped(x)).softmax(-1)


def committee(state: Path, share: float, voice: float) -> Committee:
    """Shipped and trained weights; `share`: how much of the way the trained ones have gone from the shipped ones."""
    shipped, trained = begun(), begun()
    kept = torch.load(state)["mean"]
    old = shipped.state_dict()
    trained.load_state_dict({name: old[name] + share * (kept[name] - old[name]) for name in old})
    return Committee(shipped, trained, voice).eval()


def export(net: Committee, file: Path) -> None:
    """Write it with its letters, as PaddleOCR's own models carry theirs: without the blank, without the space."""
    torch.onnx.export(
        net,
        (torch.zeros(2, 3, 48, 160),),
        str(file),
        input_names=["x"],
        output_names=["letters"],
        dynamic_axes={"x": {0: "lines", 3: "width"}, "letters": {0: "lines", 1: "frames"}},
        opset_version=17,
        dynamo=False,
    )
    model = halved(onnx.load(str(file)))
    onnx.helper.set_model_props(model, {"character": "\n".join(CLASSES[1:-1])})
    onnx.save(model, str(file))


def main() -> None:
    """Export, then say what was written."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("state", type=Path)
    ask.add_argument("onnx", type=Path)
    ask.add_argument("--share", type=float, default=1.0)
    ask.add_argument("--voice", type=float, default=0.5)
    args = ask.parse_args()
    export(committee(args.state, args.share, args.voice), args.onnx)
    data = args.onnx.read_bytes()
    sys.stdout.write(f"{args.onnx}: {len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}\n")


if __name__ == "__main__":
    main()
