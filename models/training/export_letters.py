"""Write a letter network as ONNX: `python models/training/export_letters.py models/note_letters.onnx`.

That is the shipped one of PaddleOCR, its letters cut to ours; `... models/note_letters_second.onnx --state STATE` is
the one trained here. `--share 0.5` takes half of the way from the shipped weights to the trained ones (Wortsman et al.
2022, "Robust fine-tuning of zero-shot models"). Number of lines and their width stay free. Prints size and SHA-256.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch
from as_onnx import told
from halves import halved
from letters_network import LettersNetwork
from torch import nn
from train_letters import CLASSES, begun


class Letters(nn.Module):
    """A letter network that ends in probabilities, and tells what it makes of each frame."""

    def __init__(self, net: LettersNetwork) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(n, 3, 48, w) to probabilities (n, frames, classes) and looks (n, frames, WIDTH)."""
        looks = self.net.looks(x)
        return self.net.letters(looks).softmax(-1), looks


def network(state: Path | None, share: float) -> Letters:
    """The shipped weights, or the trained ones; `share`: how much of the way those have gone from the shipped ones."""
    net = begun()
    if state is not None:
        kept, old = torch.load(state)["mean"], net.state_dict()
        net.load_state_dict({name: old[name] + share * (kept[name] - old[name]) for name in old})
    return Letters(net).eval()


def export(net: Letters, file: Path) -> None:
    """Write it with its letters, as PaddleOCR's own models carry theirs: without the blank, without the space."""
    torch.onnx.export(
        net,
        (torch.zeros(2, 3, 48, 160),),
        str(file),
        input_names=["x"],
        output_names=["letters", "looks"],
        dynamic_axes={
            "x": {0: "lines", 3: "width"},
            "letters": {0: "lines", 1: "frames"},
            "looks": {0: "lines", 1: "frames"},
        },
        opset_version=17,
        dynamo=False,
    )
    model = halved(onnx.load(str(file)))
    onnx.helper.set_model_props(model, {"character": "\n".join(CLASSES[1:-1])})
    onnx.save(model, str(file))


def main() -> None:
    """Export, then say what was written."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("onnx", type=Path)
    ask.add_argument("--state", type=Path, help="what train_letters.py wrote; the shipped weights without")
    ask.add_argument("--share", type=float, default=1.0)
    args = ask.parse_args()
    export(network(args.state, args.share), args.onnx)
    print(told(args.onnx))


if __name__ == "__main__":
    main()
