"""Outlines of sheets of paper in a picture: many thresholds propose, evidence decides.

`search` runs the steps in order: `proposals` (contours of many threshold masks), `merging` (the same outline seen by
many masks), `evidence` (what speaks for an outline being one sheet of paper), `touching` (sheets that touch or cover
each other, cut apart by the wall's usual sheet), `choosing` (the best set of outlines that claim no paper twice). That
is the classical finder. The learned one takes its proposals from a network, moves them onto the paper's edge with
`snapping`, and shares `evidence` and `choosing`.
"""
