"""Write the trained note network as ONNX: `python models/training/export_finder.py STATE models/note_finder.onnx`.

Batch norms are folded into the convolutions; height and width stay free (multiples of 64). Prints size and SHA-256.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import torch
from network import NoteNetwork


def main() -> None:
    """Export, then say what was written."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("state", type=Path)
    ask.add_argument("onnx", type=Path)
    args = ask.parse_args()
    net = NoteNetwork()
    kept = torch.load(args.state, weights_only=False)["mean"]
    net.load_state_dict({name.removeprefix("module."): it for name, it in kept.items() if name != "n_averaged"})
    torch.onnx.export(
        net.eval(),
        (torch.zeros(1, 3, 128, 192),),
        str(args.onnx),
        input_names=["picture"],
        output_names=["maps"],
        dynamic_axes={"picture": {2: "height", 3: "width"}, "maps": {2: "rows", 3: "columns"}},
        opset_version=17,
        dynamo=False,
    )
    data = args.onnx.read_bytes()
    print(f"{args.onnx}: {len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
