"""Write the trained note network as ONNX: `python models/training/export_finder.py STATE models/note_finder.onnx`.

Batch norms are folded into the convolutions; height and width stay free (multiples of 64). Prints size and SHA-256.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from as_onnx import told, write_maps_network
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
    write_maps_network(net, 3, args.onnx)
    print(told(args.onnx))


if __name__ == "__main__":
    main()
