"""Where the weights of our own models lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

from stickyscan.errors import EngineMissingError

_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDERS = (_PACKAGE / "models", _PACKAGE.parent / "models")


def weights_path(name: str) -> Path:
    """The file of a model, such as "detector.onnx".

    Raises:
        EngineMissingError: this installation came without it.
    """
    for folder in _FOLDERS:
        if (folder / name).is_file():
            return folder / name
    raise EngineMissingError(
        f"the model file {name} is missing from this installation. Install stickyscan again "
        "(`pip install --force-reinstall stickyscan`), or, in a checkout, restore the folder models/."
    )
