"""A wish in, what onnxruntime is to run a network on out."""

from __future__ import annotations

from stickyscan.errors import EngineMissingError
from stickyscan.settings import Device

_CPU, _CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"


def providers(device: Device) -> list[str]:
    """Onnxruntime's names, best first; the processor always stands behind a card, for what that cannot do.

    "auto" takes an NVIDIA card where the installed onnxruntime was built for one (package onnxruntime-gpu).

    Raises:
        EngineMissingError: "cuda" was asked for, and the installed onnxruntime has no CUDA.
    """
    import onnxruntime

    there = _CUDA in onnxruntime.get_available_providers()
    if device == "cuda" and not there:
        raise EngineMissingError(
            'device = "cuda" needs an onnxruntime with CUDA: pip uninstall onnxruntime, then '
            "pip install onnxruntime-gpu. Or set it to auto."
        )
    return [_CUDA, _CPU] if there and device != "cpu" else [_CPU]
