"""A file of weights in, a network that runs on the wished device out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stickyscan.errors import EngineMissingError
from stickyscan.heap import share_one_heap
from stickyscan.settings import Device

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

INSTALL = "Install them with: pip install 'rapidocr>=3.10,<4' onnxruntime"
_CPU, _CUDA = "CPUExecutionProvider", "CUDAExecutionProvider"


def open_network(model: Path, threads: int | None, device: Device = "auto") -> InferenceSession:
    """Load a network for a `device`; `threads` of the processor None = all of them.

    Raises:
        EngineMissingError: onnxruntime is not installed, or cannot use that device.
    """
    try:
        import onnxruntime
    except ImportError as problem:
        raise EngineMissingError(f"onnxruntime is not installed. {INSTALL}") from problem
    share_one_heap()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors only
    # Waiting threads sleep: spinning ones slow down everything else on the machine, other scans of a batch included.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # A store of memory, kept from picture to picture, only grows where every picture has a size of its own.
    options.enable_cpu_mem_arena = False
    if threads is not None:
        options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(model), options, providers=providers(device))


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
