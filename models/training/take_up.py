"""The shipped network as a state to go on from: `python models/training/take_up.py ONNX STATE DATA...`.

ONNX is models/note_finder.onnx, in which the batch norms are folded into the convolutions. Here they come back: each is
given the mean and spread of what its convolution says on crops of DATA (folders of rendered walls), and the scale and
shift that undo them. So the network says the same, and can be trained with the statistics of its batches. The seed is
fixed.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import onnxruntime
import torch
from network import NoteNetwork
from onnx import numpy_helper
from torch import nn
from walls import Crops, Views, load_walls

CROPS = 48  # items of a few crops each, by which means and spreads are told


def folded(file: Path) -> dict[str, torch.Tensor]:
    """Weights and biases of every convolution, by the name that it has in the network."""
    graph = onnx.load(file).graph
    kept = {it.name: torch.from_numpy(numpy_helper.to_array(it).copy()).float() for it in graph.initializer}
    found = {}
    for node in graph.node:
        if node.op_type == "Conv":
            name = ".".join(node.name.split("/")[1:-1])
            parts = name.split(".")
            # /stem/stem.0/Conv: the part of a sequence repeats the sequence's name
            name = ".".join(parts[1:]) if len(parts) > 2 and parts[0] == parts[1] else name
            found[name] = (kept[node.input[1]], kept[node.input[2]])
    return found


def pairs(net: NoteNetwork) -> dict[str, tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """Convolutions that a batch norm follows, by name."""
    found = {"stem.0": (net.stem[0], net.stem[1])}
    for name, part in net.named_modules():
        if hasattr(part, "norm1"):
            found[f"{name}.first"] = (part.first, part.norm1)
            found[f"{name}.second"] = (part.second, part.norm2)
    return found


def taken_up(file: Path, pictures: torch.Tensor) -> NoteNetwork:
    """The network of an ONNX file, its batch norms set by what it says of pictures (n, 3, h, w)."""
    net, weights = NoteNetwork().eval(), folded(file)
    modules, normed = dict(net.named_modules()), pairs(net)
    for name, (weight, bias) in weights.items():
        modules[name].weight.data = weight
        if name in normed:
            norm = normed[name][1]
            norm.running_var.fill_(1 - norm.eps)
            norm.bias.data = bias
        else:
            modules[name].bias.data = bias
    said: dict[str, torch.Tensor] = {}
    for name, (conv, _) in normed.items():
        conv.register_forward_hook(lambda _m, _i, out, name=name: said.__setitem__(name, out.detach()))
    with torch.no_grad():
        net(pictures)
        for name, (conv, norm) in normed.items():
            mean, spread = said[name].mean((0, 2, 3)), said[name].var((0, 2, 3))
            norm.running_mean.copy_(mean)
            norm.running_var.copy_(spread)
            norm.weight.data = torch.sqrt(spread + norm.eps)
            norm.bias.data = norm.bias.data + mean
            conv._forward_hooks.clear()
    return net


def main() -> None:
    """Read, measure, write; say how far the network is from what the file says."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("onnx", type=Path)
    ask.add_argument("state", type=Path)
    ask.add_argument("data", type=Path, nargs="+")
    args = ask.parse_args()
    crops = Crops(load_walls(args.data), CROPS, seed=3, views=Views(0.2, 0.2))
    pictures = torch.cat([crops[i][0] for i in range(CROPS)])
    net = taken_up(args.onnx, pictures)
    session = onnxruntime.InferenceSession(str(args.onnx), providers=["CPUExecutionProvider"])
    (told,) = session.run(None, {"picture": pictures[:1].numpy()})
    with torch.no_grad():
        apart = (net(pictures[:1]) - torch.from_numpy(told)).abs().max().item()
    torch.save({"mean": {f"module.{name}": it for name, it in net.state_dict().items()}}, args.state)
    print(f"{args.state}: differs from {args.onnx} by at most {apart:.5f}")


if __name__ == "__main__":
    main()
