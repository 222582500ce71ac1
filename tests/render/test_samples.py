"""The pictures in samples/ are what their recipes give, and the table beside them names each."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
from PIL import Image

from stickyscan.render import render_wall
from stickyscan.render.photograph import encode_jpeg
from stickyscan.render.samples import QUALITY, SAMPLES

FOLDER = Path(__file__).parents[2] / "samples"


def test_every_sample_is_there_and_in_the_table() -> None:
    table = (FOLDER / "README.md").read_text("utf-8")
    for sample in SAMPLES:
        assert (FOLDER / f"{sample.name}.jpg").is_file()
        labels = json.loads((FOLDER / f"{sample.name}.json").read_text("utf-8"))
        assert labels["photo"] == f"{sample.name}.jpg"
        assert labels["size"] == list(sample.recipe.size)
        assert f"| {sample.name}.jpg | {sample.shows} |" in table
        assert f"| {sample.recipe.seed} |" in table
    assert {p.stem for p in FOLDER.glob("*.jpg")} == {s.name for s in SAMPLES}
    assert sum(p.stat().st_size for p in FOLDER.iterdir()) < 6_000_000


def test_a_sample_can_be_rendered_again() -> None:
    """Truth is equal; pixels may differ by what another build of OpenCV or libjpeg rounds."""
    sample = next(s for s in SAMPLES if s.name == "cards")
    wall = render_wall(sample.recipe)
    assert wall.truth.to_json("cards.jpg") == (FOLDER / "cards.json").read_text("utf-8")
    kept = np.asarray(Image.open(FOLDER / "cards.jpg"), dtype=np.int16)
    again = np.asarray(Image.open(io.BytesIO(encode_jpeg(wall.pixels, QUALITY))), dtype=np.int16)
    assert float(np.abs(kept - again).mean()) < 1.0


def test_the_journey_sample_is_a_whole_journey() -> None:
    labels = json.loads((FOLDER / "journey.json").read_text("utf-8"))
    assert [s["title"] for s in labels["stages"]] == ["Aware", "Consideration", "Purchase", "Retention", "Advocacy"]
    assert [s["title"] for s in labels["lanes"]] == ["Touchpoints", "Feelings", "Pain points", "Opportunities"]
    notes = labels["notes"]
    assert sum(n["role"] == "stage_header" for n in notes) == 5
    assert sum(n["role"] == "lane_header" for n in notes) == 4
    assert sum(n["votes"] is not None for n in notes) >= 5
    assert sum(n["legible"] for n in notes) >= 0.85 * len(notes)
