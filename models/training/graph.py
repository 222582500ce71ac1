"""A network in an ONNX file as a torch module whose weights learn, and the file again with what they learned.

Only the operations of PP-OCRv6's line detector are known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

Given = list[torch.Tensor]
Options = Mapping[str, Any]


class Graph(nn.Module):
    """The graph of `model`, computed node by node.

    Its floats are parameters, apart from single numbers, which belong to the formulas, and from sizes.
    """

    def __init__(self, model: onnx.ModelProto) -> None:
        super().__init__()
        graph = model.graph
        self._nodes = [(n.op_type, list(n.input), n.output[0], _options(n)) for n in graph.node]
        self._enter, self._leave = graph.input[0].name, graph.output[0].name
        sizes = {name for node in graph.node if node.op_type == "Resize" for name in node.input[1:]}
        values = {one.name: torch.tensor(numpy_helper.to_array(one).copy()) for one in graph.initializer}
        learning = [n for n, v in values.items() if v.is_floating_point() and v.numel() > 1 and n not in sizes]
        self._keys = {name: name.replace(".", "/") for name in learning}  # torch allows no dots
        self._constants = {name: value for name, value in values.items() if name not in self._keys}
        self.weights = nn.ParameterDict({key: values[name].float() for name, key in self._keys.items()})

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """What the file's one output says of its one input."""
        known = {name: self.weights[key] for name, key in self._keys.items()} | self._constants | {self._enter: x}
        for kind, given, result, options in self._nodes:
            known[result] = KNOWN[kind]([known[name] for name in given if name], options)
        return known[self._leave]

    def written_into(self, model: onnx.ModelProto) -> onnx.ModelProto:
        """The model this was made of, changed in place, with the weights as they are now."""
        for one in model.graph.initializer:
            if one.name in self._keys:
                values = self.weights[self._keys[one.name]].detach().numpy().astype(np.float32)
                one.CopyFrom(numpy_helper.from_array(values, one.name))
        return model


def _options(node: onnx.NodeProto) -> dict[str, Any]:
    return {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}


def _conv(given: Given, options: Options) -> torch.Tensor:
    top, left, bottom, right = options.get("pads", (0, 0, 0, 0))
    if options.get("auto_pad") == b"SAME_UPPER":
        bottom, right = (side - 1 for side in given[1].shape[2:])
    x = functional.pad(given[0], (left, right, top, bottom))
    bias = given[2] if len(given) > 2 else None
    return functional.conv2d(x, given[1], bias, options.get("strides", (1, 1)), 0, 1, options.get("group", 1))


def _pooled(given: Given, options: Options) -> torch.Tensor:
    down, right = (side - 1 for side in options["kernel_shape"])
    return functional.max_pool2d(functional.pad(given[0], (0, right, 0, down)), options["kernel_shape"], 1)


def _grown(given: Given, options: Options) -> torch.Tensor:
    return functional.conv_transpose2d(given[0], given[1], None, tuple(options["strides"]))


KNOWN: dict[str, Callable[[Given, Options], torch.Tensor]] = {
    "Identity": lambda given, _: given[0],
    "Cast": lambda given, _: given[0].float(),
    "Add": lambda given, _: given[0] + given[1],
    "Mul": lambda given, _: given[0] * given[1],
    "Div": lambda given, _: given[0] / given[1],
    "Erf": lambda given, _: torch.erf(given[0]),
    "Relu": lambda given, _: functional.relu(given[0]),
    "Sigmoid": lambda given, _: torch.sigmoid(given[0]),
    "HardSigmoid": lambda given, o: torch.clamp(given[0] * o["alpha"] + o["beta"], 0, 1),
    "GlobalAveragePool": lambda given, _: given[0].mean((2, 3), keepdim=True),
    "ReduceMean": lambda given, o: given[0].mean(tuple(o["axes"]), keepdim=bool(o.get("keepdims", 1))),
    "Concat": lambda given, o: torch.cat(given, o["axis"]),
    "Resize": lambda given, _: functional.interpolate(given[0], scale_factor=tuple(given[-1].tolist()[2:])),
    "Conv": _conv,
    "ConvTranspose": _grown,
    "MaxPool": _pooled,
}
