"""A TOML file of somebody else in, its table out."""

from __future__ import annotations

import sys
from pathlib import Path

from stickyscan.bounded import read_bounded
from stickyscan.errors import InputError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_MOST_BYTES = 256_000
# The parser's time grows with the square of the parts of one dotted key: a line of many dots is no settings file.
_MOST_DOTS = 200


def read_toml(file: Path, called: str) -> dict[str, object]:
    """The table in a file; `called` is what messages call it ("the template x").

    Raises:
        InputError: it cannot be read, is too large, or is not TOML.
    """
    try:
        text = read_bounded(file, _MOST_BYTES, "Is it the file you meant?").decode("utf-8")
    except (OSError, ValueError) as problem:
        raise InputError(f"cannot read {called}: {problem}") from problem
    if any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
        raise InputError(f"{called} has a line with more than {_MOST_DOTS} dots. Break long texts into several lines.")
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError as problem:
        raise InputError(f"{called} is nested too deeply to be read.") from problem
    except ValueError as problem:  # TOMLDecodeError, and numbers of too many digits
        raise InputError(f"{called} is not valid TOML: {problem}") from problem
