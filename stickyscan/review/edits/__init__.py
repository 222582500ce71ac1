"""Everything that a person can do to a map: `apply(journey, edit)` gives the edited map, or refuses."""

from stickyscan.review.edits.apply import apply, to_read
from stickyscan.review.edits.beside import Beside, Reading, RefusedError
from stickyscan.review.edits.requests import Edit

__all__ = ["Beside", "Edit", "Reading", "RefusedError", "apply", "to_read"]
