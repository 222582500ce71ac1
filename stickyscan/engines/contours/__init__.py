"""The classical finder: many thresholds propose outlines, evidence on the paper's edge decides. Needs no weights.

`finder` runs the steps in order: `proposals` (contours of many threshold masks), `merging` (the same outline seen by
many masks), `evidence` (what speaks for an outline being one sheet of paper), `touching` (sheets that touch or cover
each other, cut apart by the wall's usual sheet), `choosing` (the best set of outlines that claim no paper twice).
"""

from stickyscan.engines.contours.finder import ContourFinder

__all__ = ["ContourFinder"]
