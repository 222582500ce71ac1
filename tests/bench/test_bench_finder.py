"""The command, on one drawn wall with the finder that needs no weights."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.bench import bench_finder
from tests.bench.finding import Walls

NOTES = [(60 + 130 * column, 60 + 130 * row) for column in range(3) for row in range(2)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six notes on the left, and nothing on the right."""
    pixels = np.full((480, 1000, 3), (228, 232, 235), np.uint8)
    quads = [[(x, y), (x + 100, y), (x + 100, y + 100), (x, y + 100)] for x, y in NOTES]
    for x, y in NOTES:
        pixels[y : y + 100, x : x + 100] = (107, 227, 247)
    cv2.imwrite(str(tmp_path / "drawn.png"), pixels)
    labels = {"notes": [{"id": i, "quad": quad} for i, quad in enumerate(quads)]}
    (tmp_path / "drawn.json").write_text(json.dumps(labels), "utf-8")
    return tmp_path


def test_accuracy_conditions_calibration_and_false_notes_are_printed(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = folder / "rooms"
    empty.mkdir()
    cv2.imwrite(str(empty / "bare.png"), np.full((300, 400, 3), 200, np.uint8))
    command = ["bench", str(folder), "--finders", "contours", "--part", "accuracy", "--part", "empty", "--calibration"]
    monkeypatch.setattr(sys, "argv", [*command, "--empty", str(empty)])
    assert bench_finder.main() == 0
    said = capsys.readouterr().out
    assert "| **all** | 6 | 1.000 | 1.000 | 1.000 |" in said
    assert "| none of these | 6 | 1.00 | 1.00 (6) |" in said
    assert "**expected calibration error**" in said
    assert f"## False notes: note-free pieces of {folder.name}" in said
    assert "| **per photo**, of 1 | 0.00 | 0.00 |" in said.partition("## False notes: rooms")[2]


def test_note_free_pieces_are_cut_beside_the_notes(folder: Path) -> None:
    ((name, pixels),) = bench_finder.note_free_pieces(Walls.of(folder))
    assert name.startswith("drawn ")
    assert pixels.shape[1] > 500
    assert (pixels == pixels[0, 0]).all()


def test_speed_is_measured_on_the_photo_with_most_notes(folder: Path) -> None:
    cv2.imwrite(str(folder / "other.png"), np.full((900, 1600, 3), 200, np.uint8))
    (folder / "other.json").write_text('{"notes": []}', "utf-8")
    assert bench_finder.busiest(Walls.of(folder)) == folder / "drawn.png"
