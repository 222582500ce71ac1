"""A table that people edited in, their corrections in the map out, and what could not be taken over."""

from stickyscan.handback.corrections import Handback, corrected
from stickyscan.handback.read_table import Row, read_table

__all__ = ["Handback", "Row", "corrected", "read_table"]
