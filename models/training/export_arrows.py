"""Write the trained arrow network as ONNX: `python models/training/export_arrows.py STATE models/wall_arrows.onnx`.

Of several states, of runs that went on from each other, the mean of their weights is written. Batch norms are folded
into the convolutions, weights kept as 16-bit floats (they are widened when the file is loaded); height and width stay
free (multiples of 32). Prints size and SHA-256.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch
from arrow_network import ArrowNetwork
from as_onnx import told, write_maps_network
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
    write_maps_network(net, 4, args.onnx)
    onnx.save(halved(onnx.load(str(args.onnx))), str(args.onnx))
    print(told(args.onnx))


if __name__ == "__main__":
    main()
