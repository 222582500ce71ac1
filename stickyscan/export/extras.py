"""Libraries that only some exports need: what to tell somebody who has not installed them."""

from __future__ import annotations

from stickyscan.errors import EngineMissingError


def missing_extra(library: str, extra: str) -> EngineMissingError:
    """The error for a library that is not installed, with the line that installs it."""
    return EngineMissingError(
        f"this needs the library {library}, which is not installed. Install it with: pip install 'stickyscan[{extra}]'"
    )
