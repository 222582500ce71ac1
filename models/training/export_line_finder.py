"""Write the line finder: `python models/training/export_line_finder.py models/line_finder.onnx --state work/lines.pt`.

It is the one inside the rapidocr package, a part of the way towards what it learned of bad photos
(`train_line_finder.py`). A quarter of a million of the package's weights are subnormal (below 1.2e-38), with which
processors count a hundred times more slowly; zero in their place says the same in a quarter of the time. Prints size
and SHA-256.
"""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnx
import torch
from as_onnx import told
from graph import Graph
from halves import halved
from onnx import numpy_helper

SHIPPED = "PP-OCRv6_det_small.onnx"
SHARE = 0.3  # all the way, it finds more lines, but draws them otherwise than the letters are used to
NOTHING = 1e-12  # weights below it change no bit of what the network says


def without_traces(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model, changed in place, weights that are as good as zero made zero."""
    for one in model.graph.initializer:
        values = numpy_helper.to_array(one)
        if values.dtype == np.float32:
            clean = np.where(np.abs(values) < NOTHING, np.float32(0), values)
            one.CopyFrom(numpy_helper.from_array(clean, one.name))
    return model


def shipped() -> onnx.ModelProto:
    """The network inside the rapidocr package, without traces."""
    package = find_spec("rapidocr")
    if package is None or package.origin is None:
        raise SystemExit("rapidocr, which carries the network, is not installed")
    return without_traces(onnx.load(str(Path(package.origin).parent / "models" / SHIPPED)))


def main() -> None:
    """Clean, mix, halve, write."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("onnx", type=Path)
    ask.add_argument("--state", type=Path, help="what train_line_finder.py saved; without it the shipped weights")
    ask.add_argument("--share", type=float, default=SHARE, help="how much of the way from the shipped weights to it")
    args = ask.parse_args()
    model = shipped()
    if args.state:
        net = Graph(model)
        old, learned = net.state_dict(), torch.load(args.state)["mean"]
        net.load_state_dict({name: old[name] + args.share * (learned[name] - old[name]) for name in old})
        net.written_into(model)
    onnx.save(halved(model), str(args.onnx))
    print(told(args.onnx))


if __name__ == "__main__":
    main()
