"""Papers are named together: their light, their packs, and who may bear which name."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from stickyscan.geometry import FloatArray
from stickyscan.journey import ColourName
from stickyscan.steps.colour.colour_space import to_lab, to_linear, to_srgb
from stickyscan.steps.colour.lights import probable_lights
from stickyscan.steps.colour.naming import name_papers
from stickyscan.steps.colour.papers import ACCEPTED, BEST, NAMES, paper_odds

WHITE_BOARD = np.full(3, 0.8)


def papers(*rgb: tuple[int, int, int]) -> FloatArray:
    """Linear light of sRGB 0..255."""
    return to_linear(np.array(rgb, dtype=np.float64) / 255)


def test_cielab_is_opencvs() -> None:
    linear = np.random.default_rng(1).uniform(0, 1, (50, 3))
    theirs = cv2.cvtColor(to_srgb(linear).astype(np.float32)[None], cv2.COLOR_RGB2Lab)[0]
    np.testing.assert_allclose(to_lab(linear), theirs, atol=0.6)


def test_screen_values_come_back() -> None:
    values = np.linspace(0, 1, 256)
    np.testing.assert_allclose(to_srgb(to_linear(values)), values, atol=1e-9)


def test_sheets_probabilities_add_up_and_every_name_has_one() -> None:
    _, sheets = paper_odds(np.array([[60.0, 70.0, 2.0], [20.0, 0.0, 0.0]]))
    np.testing.assert_allclose(sheets.sum(axis=-1), 1)
    assert (BEST.sum(axis=0) > 0).all()
    assert (ACCEPTED >= BEST).all()


@pytest.mark.parametrize("light", [(0.8, 0.8, 0.8), (0.8, 0.66, 0.48), (0.45, 0.5, 0.58)], ids=["day", "lamp", "shade"])
def test_a_white_board_tells_the_light(light: tuple[float, float, float]) -> None:
    lights, odds = probable_lights(np.array(light) * 0.8, papers((246, 230, 100)) * np.array(light), np.array([4.0]))
    found = odds @ lights
    np.testing.assert_allclose(found / found[1], np.array(light) / light[1], atol=0.12)


def test_colours_alone_tell_the_light_where_the_wall_does_not() -> None:
    warm = np.array([1.1, 1.0, 0.72])
    many = papers((250, 222, 60), (246, 62, 150), (110, 196, 222), (128, 198, 82), (238, 238, 234))
    lights, odds = probable_lights(None, many * warm, np.full(5, 3.0))
    found = odds @ lights
    assert found[2] / found[0] < 0.9


def test_pale_yellow_beside_a_white_board_is_yellow_and_white_paper_is_white() -> None:
    names, _ = name_papers(papers((236, 232, 190), (236, 236, 234)), WHITE_BOARD)
    assert names == ("yellow", "white")


@pytest.mark.parametrize(
    ("board", "paper", "name"),
    [((102, 101, 97), (113, 112, 94), "yellow"), ((240, 241, 236), (198, 204, 222), "blue")],
    ids=["dim", "bright"],
)
def test_paper_of_another_hue_than_the_board_is_not_white(
    board: tuple[int, int, int], paper: tuple[int, int, int], name: str
) -> None:
    assert name_papers(papers(paper), papers(board)[0])[0] == (name,)


def test_a_shaded_note_has_its_packs_name() -> None:
    pack = [(244, 240, 196)] * 6
    names, sure = name_papers(papers(*pack, (244, 240, 206)), WHITE_BOARD)
    assert set(names) == {"yellow"}
    assert (sure > 0.5).all()


def test_the_redder_of_two_yellows_is_orange() -> None:
    golden = (252, 186, 44)
    beside_lemon, _ = name_papers(papers(golden, (244, 236, 110)), WHITE_BOARD)
    beside_orange, _ = name_papers(papers(golden, (255, 112, 52)), WHITE_BOARD)
    assert beside_lemon == ("orange", "yellow")
    assert beside_orange == ("yellow", "orange")


def test_order_does_not_matter() -> None:
    colours = papers((250, 222, 60), (246, 62, 150), (110, 196, 222), (252, 186, 44), (150, 124, 204))
    names, sure = name_papers(colours, WHITE_BOARD)
    back, sure_back = name_papers(colours[::-1], WHITE_BOARD)
    assert names == back[::-1]
    np.testing.assert_allclose(sure, sure_back[::-1])


def test_certainty_is_lower_between_names_that_nobody_would_mix_up() -> None:
    colours: dict[str, tuple[int, int, int]] = {"clear": (246, 62, 150), "drab": (150, 132, 128)}
    sure = {key: name_papers(papers(rgb), WHITE_BOARD)[1][0] for key, rgb in colours.items()}
    assert sure["drab"] < 0.8
    assert sure["clear"] > 0.9


def test_names_are_those_of_the_map() -> None:
    names: set[ColourName] = set(NAMES)
    assert len(names) == 12
