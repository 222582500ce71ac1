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
LEAST_LEARNING = 2  # dimensions: sizes and signs of the graph itself are no weights


class Graph(nn.Module):
    """The graph of `model`, computed node by node; its floats are parameters, named as in the file with "." as "/"."""

    def __init__(self, model: onnx.ModelProto) -> None:
        super().__init__()
        self._nodes = [(n.op_type, list(n.input), n.output[0], _options(n)) for n in model.graph.node]
        self._enter, self._leave = model.graph.input[0].name, model.graph.output[0].name
        self._constants: dict[str, torch.Tensor] = {}
        self.weights = nn.ParameterDict()
        for one in model.graph.initializer:
            values = torch.tensor(numpy_helper.to_array(one).copy())
            if values.is_floating_point() and values.numel() >= LEAST_LEARNING:
                self.weights[_key(one.name)] = nn.Parameter(values.float())
            else:
                self._constants[one.name] = values

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """What the file's one output says of its one input."""
        known = {name: self.weights[_key(name)] for name in self._names()} | self._constants | {self._enter: x}
        for kind, given, result, options in self._nodes:
            known[result] = KNOWN[kind]([known[name] for name in given if name], options)
        return known[self._leave]

    def _names(self) -> list[str]:
        return [name.replace("/", ".") for name in self.weights]

    def written_into(self, model: onnx.ModelProto) -> onnx.ModelProto:
        """The model this was made of, changed in place, with the weights as they are now."""
        for one in model.graph.initializer:
            if _key(one.name) in self.weights:
                values = self.weights[_key(one.name)].detach().numpy().astype(np.float32)
                one.CopyFrom(numpy_helper.from_array(values, one.name))
        return model


def _key(name: str) -> str:
    return name.replace(".", "/")


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
