"""Sheets proposed by the colours of the papers that are known to hang on the wall."""

from __future__ import annotations

import cv2
import numpy as np

from stickyscan.engines.outlines.evidence import lab_picture
from stickyscan.engines.outlines.paper_sheets import sheets_of_papers
from stickyscan.engines.protocols import Picture
from stickyscan.geometry import FloatArray, Quad, overlap
from tests.engines.drawn_walls import BLUE, GREEN, YELLOW, a_wall

KNOWN = Quad.box(100, 100, 130, 130)
SHEET = Quad.box(500, 200, 300, 420)


def a_ruled_wall() -> Picture:
    """A blue note, and a large ruled sheet of the same paper that is written on from edge to edge."""
    wall = a_wall((KNOWN, BLUE), (SHEET, BLUE), (Quad.box(120, 500, 130, 130), GREEN))
    for y in range(230, 610, 18):
        cv2.line(wall, (502, y), (798, y), (90, 110, 150), 1)
        cv2.putText(wall, "WRITING FROM EDGE TO EDGE", (506, y - 4), cv2.FONT_HERSHEY_PLAIN, 1.2, (40, 40, 50), 1)
    return wall


def proposals(wall: Picture, *known: Quad) -> FloatArray:
    quads, fit = sheets_of_papers(lab_picture(wall), np.array([quad.array for quad in known]))
    assert len(fit) == len(quads)
    assert (np.diff(fit) <= 0).all()
    return quads


def best(quads: FloatArray, wanted: Quad) -> float:
    return max((overlap(wanted, Quad.of(quad)) for quad in quads), default=0.0)


def test_a_closely_written_ruled_sheet_is_proposed_whole() -> None:
    assert best(proposals(a_ruled_wall(), KNOWN), SHEET) > 0.95


def test_what_is_known_is_not_proposed_again() -> None:
    assert best(proposals(a_ruled_wall(), KNOWN), KNOWN) < 0.85
    assert best(proposals(a_ruled_wall(), KNOWN, SHEET), SHEET) < 0.85


def test_other_papers_are_left_alone() -> None:
    """Nobody has seen a green note yet: its paper is not looked for."""
    assert best(proposals(a_ruled_wall(), KNOWN), Quad.box(120, 500, 130, 130)) == 0.0


def test_a_wall_without_a_sheet_of_that_paper_gives_nothing() -> None:
    wall = a_wall((KNOWN, YELLOW))
    assert len(proposals(wall, KNOWN)) == 0
