"""Write the trained arrow network as ONNX: `python models/training/export_arrows.py STATE models/wall_arrows.onnx`.

Of several states, of runs that went on from each other, the mean of their weights is written. Batch norms are folded
into the convolutions, weights kept as 16-bit floats (they are widened when the file is loaded); height and width stay
free (multiples of 32). Prints size and SHA-256.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import onnx
import torch
from arrow_network import ArrowNetwork
from halves import halved


def main() -> None:
    """Export, then say what was written."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("states", type=Path, nargs="+")
    ask.add_argument("onnx", type=Path)
    args = ask.parse_args()
    net = ArrowNetwork()
    states = [torch.load(file) for file in args.states]
    net.load_state_dict({name: sum(state[name] for state in states) / len(states) for name in states[0]})
    torch.onnx.export(
        net.eval(),
        (torch.zeros(1, 4, 128, 192),),
        str(args.onnx),
        input_names=["picture"],
        output_names=["maps"],
        dynamic_axes={"picture": {2: "height", 3: "width"}, "maps": {2: "rows", 3: "columns"}},
        opset_version=17,
        dynamo=False,
    )
    onnx.save(halved(onnx.load(str(args.onnx))), str(args.onnx))
    data = args.onnx.read_bytes()
    print(f"{args.onnx}: {len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
