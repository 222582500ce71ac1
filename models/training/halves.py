"""Networks with their large tensors as 16-bit floats, which are widened when they are loaded: half the file."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import numpy_helper

LARGE = 1000  # values in a tensor


def halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model, changed in place; values too small for 16 bits become zero."""
    casts = []
    for one in model.graph.initializer:
        values = numpy_helper.to_array(one)
        if values.dtype != np.float32 or values.size < LARGE:
            continue
        name = one.name
        one.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + "_half"))
        casts.append(onnx.helper.make_node("Cast", [name + "_half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model
