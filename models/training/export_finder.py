"""Write the trained note network as ONNX: `python models/training/export_finder.py STATE... models/note_finder.onnx`.

Of several states the mean of the weights (one may have been trained further from another).
Batch norms are folded into the convolutions; height and width stay free (multiples of 64). Prints size and SHA-256.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from as_onnx import told, write_maps_network
from network import NoteNetwork
from train_finder import mean_weights


def main() -> None:
    """Export, then say what was written."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("states", type=Path, nargs="+")
    ask.add_argument("onnx", type=Path)
    args = ask.parse_args()
    net = NoteNetwork()
    net.load_state_dict(mean_weights(args.states))
    write_maps_network(net, 3, args.onnx)
    print(told(args.onnx))


if __name__ == "__main__":
    main()
