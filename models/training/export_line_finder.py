"""Write the line finder: `python models/training/export_line_finder.py models/line_finder.onnx`.

It is the one inside the rapidocr package, as it is but for its numbers: a quarter of a million of its weights are
subnormal (below 1.2e-38), with which processors count a hundred times more slowly. Zero in their place says the same in
a quarter of the time. Prints size and SHA-256.
"""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnx
from as_onnx import told
from halves import halved
from onnx import numpy_helper

SHIPPED = "PP-OCRv6_det_small.onnx"
NOTHING = 1e-12  # weights below it change no bit of what the network says


def without_traces(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model, changed in place, weights that are as good as zero made zero."""
    for one in model.graph.initializer:
        values = numpy_helper.to_array(one)
        if values.dtype == np.float32:
            clean = np.where(np.abs(values) < NOTHING, np.float32(0), values)
            one.CopyFrom(numpy_helper.from_array(clean, one.name))
    return model


def main() -> None:
    """Clean, halve, write."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("onnx", type=Path)
    file: Path = ask.parse_args().onnx
    package = find_spec("rapidocr")
    if package is None or package.origin is None:
        raise SystemExit("rapidocr, which carries the network, is not installed")
    model = onnx.load(str(Path(package.origin).parent / "models" / SHIPPED))
    onnx.save(halved(without_traces(model)), str(file))
    print(told(file))


if __name__ == "__main__":
    main()
