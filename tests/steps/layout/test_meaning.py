from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from stickyscan.geometry import FloatArray
from stickyscan.journey import JourneyMap
from stickyscan.steps.layout.feelings import heights_told, level_at
from stickyscan.steps.layout.meaning import OnWall, add_meaning
from stickyscan.steps.layout.scene import Box, Divider, Label, Scene
from stickyscan.steps.marks.count_votes import Dots
from stickyscan.steps.marks.find_drawings import Drawn
from stickyscan.steps.read_marks import Marks
from tests.builders import a_lane, a_map, a_note, a_stage

STAGES = tuple(a_stage(f"s{n}", title) for n, title in enumerate(("Find", "Buy", "Use", "Leave"), 1))
LANE = a_lane("l1", "Feelings", kind="emotion")
# One note per stage, 2 apart; heights of the lane of feelings from 0 (happy) to 2 (unhappy).
SPOTS = {"n1": (0.0, 0.0), "n2": (2.0, 2.0), "n3": (4.0, 1.0), "n4": (6.0, 0.5)}


def a_felt_map(texts: Mapping[str, str] | None = None, lane: str | None = "l1") -> JourneyMap:
    notes = (a_note((texts or {}).get(id, "Waits"), id, stage=f"s{n}", lane=lane) for n, id in enumerate(SPOTS, 1))
    return a_map(*notes, stages=STAGES, lanes=(LANE,))


def a_wall(spots: Mapping[str, tuple[float, float]] = SPOTS, **scene: tuple[Label | Divider, ...]) -> OnWall:
    boxes = {id: Box(x - 0.5, y - 0.5, x + 0.5, y + 0.5) for id, (x, y) in spots.items()}
    parts = {"labels": (), "uprights": (), "levels": (), **scene}
    return OnWall(tuple(spots), boxes, Scene((), **parts), np.eye(3))  # type: ignore[arg-type]


def marks(**found: object) -> Marks:
    return Marks((None,) * 4, Dots(np.empty((0, 2)), np.empty((0, 3))), **found)  # type: ignore[arg-type]


def an_arrow(source: int, target: int, heads: int = 1, confidence: float = 0.9) -> Drawn:
    course = np.array([list(SPOTS.values())[source], list(SPOTS.values())[target]], np.float64)
    return Drawn(source, target, heads, course, confidence)


def told(journey: JourneyMap, seen: Marks, wall: OnWall) -> list[int | None]:
    return [note.sentiment for note in add_meaning(journey, seen, wall).notes]


def test_nothing_drawn_means_nothing_told() -> None:
    journey = add_meaning(a_felt_map(lane=None), marks(), a_wall())
    assert (journey.connectors, journey.curve) == ((), ())
    assert all(n.sentiment is None and not n.moment_of_truth for n in journey.notes)


def test_heads_tell_the_direction_of_connectors() -> None:
    arrows = (an_arrow(1, 0), an_arrow(3, 2, heads=0, confidence=0.35), an_arrow(1, 2, heads=2))
    found = add_meaning(a_felt_map(), marks(arrows=arrows), a_wall()).connectors
    assert [(c.source, c.target) for c in found] == [("n2", "n1"), ("n2", "n3"), ("n3", "n2")]


def test_a_line_of_which_nobody_can_be_sure_is_no_connector() -> None:
    lines = (an_arrow(3, 2, heads=0, confidence=0.35),)
    assert add_meaning(a_felt_map(), marks(arrows=lines), a_wall()).connectors == ()


def test_a_stroke_of_a_letter_and_a_piece_of_a_divider_are_no_connectors() -> None:
    letter = a_wall(labels=(Label("M", Box(-1, -1, 3, 3), 2.0),))
    assert add_meaning(a_felt_map(), marks(arrows=(an_arrow(0, 1),)), letter).connectors == ()
    divider = a_wall(uprights=(Divider(3.0, 0.0, -4.0, 9.0),))
    course = np.array([[3.0, 0.6], [3.0, 1.4]])
    plain = Drawn(0, 1, 1, course, 0.7)
    assert add_meaning(a_felt_map(), marks(arrows=(plain,)), divider).connectors == ()
    assert len(add_meaning(a_felt_map(), marks(arrows=(plain,)), a_wall()).connectors) == 1


def test_heights_in_a_lane_of_feelings() -> None:
    assert told(a_felt_map(), marks(), a_wall()) == [2, -2, 0, 1]


def test_a_row_or_a_stack_tells_no_feelings() -> None:
    row = {id: (x, 0.1 * x / 6) for id, (x, _) in SPOTS.items()}
    stack = {**SPOTS, "n2": (0.2, 2.0)}
    assert told(a_felt_map(), marks(), a_wall(row)) == told(a_felt_map(), marks(), a_wall(stack)) == [None] * 4


def test_plus_and_minus_beside_the_lane_are_its_axis() -> None:
    signs = (Label("+", Box(-1.2, -0.9, -1, -0.7), 0.3), Label("-", Box(-1.2, 2.7, -1, 2.9), 0.3))
    assert told(a_felt_map(), marks(), a_wall(labels=signs)) == [1, -1, 0, 1]


def test_signs_on_notes_win_over_heights() -> None:
    texts = {"n1": "Pays twice :-(", "n2": "Quick\n++"}
    assert told(a_felt_map(texts), marks(moods={2: -1}), a_wall()) == [-1, 2, -1, 1]


def test_a_lone_dash_is_no_minus() -> None:
    journey = a_felt_map({"n1": "Pays\n-"}, lane=None)
    assert told(journey, marks(), a_wall()) == [None] * 4
    journey = a_felt_map({"n1": "Pays\n-", "n2": "Quick\n+"}, lane=None)
    assert told(journey, marks(), a_wall()) == [-1, 1, None, None]


def test_signs_count_at_the_end_of_what_was_read_and_not_as_bullets() -> None:
    """A text comes in one line, whatever stood below what."""
    texts = {"n1": "Quick ++", "n2": "Pays twice -", "n3": "+ parking", "n4": "- no seats"}
    assert told(a_felt_map(texts, lane=None), marks(), a_wall()) == [2, -1, None, None]


def test_starred_and_circled_notes_are_decisive() -> None:
    notes = add_meaning(a_felt_map(), marks(decisive=frozenset({1})), a_wall()).notes
    assert [n.moment_of_truth for n in notes] == [False, True, False, False]


def a_curve() -> FloatArray:
    x = np.linspace(-0.5, 6.5, 60)
    return np.stack([x, np.interp(x, [0, 2, 4, 6], [0.0, 2.0, 1.0, 0.0])], axis=1)


def test_a_curve_in_a_lane_of_feelings_has_a_level_per_stage() -> None:
    found = add_meaning(a_felt_map(), marks(strokes=(a_curve(),)), a_wall()).curve
    assert [(p.stage, p.sentiment) for p in found] == [("s1", 2), ("s2", -2), ("s3", 0), ("s4", 2)]
    straight = np.stack([np.linspace(0, 6, 40), np.linspace(2.7, 3.4, 40)], axis=1)  # behind none of the notes
    assert add_meaning(a_felt_map(), marks(strokes=(straight,)), a_wall()).curve == ()
    no_lane = a_felt_map().model_copy(update={"lanes": (a_lane("l1", "Channels"),)})
    assert add_meaning(no_lane, marks(strokes=(a_curve(),)), a_wall()).curve == ()


def test_levels_and_heights() -> None:
    assert [level_at(y, (1.0, 3.0)) for y in (0.0, 1.0, 2.0, 2.6, 3.0, 9.0)] == [2, 2, 0, -1, -2, -2]
    assert heights_told([(0, 0), (1, 2)]) is None
    assert heights_told([(0, 0), (1, 2), (2, 1)]) == (0, 2)


def test_a_straight_curve_counts_where_it_goes_on_behind_notes() -> None:
    straight = np.stack([np.linspace(-0.5, 6.5, 40), np.linspace(0, 2, 40)], axis=1)
    found = add_meaning(a_felt_map(), marks(strokes=(straight,)), a_wall()).curve
    assert [p.sentiment for p in found] == [2, 1, -1, -2]


def test_a_level_line_at_the_height_of_the_title_is_the_zero_of_a_lane() -> None:
    low = {id: (x, 2.0) for id, (x, _) in SPOTS.items()}
    title = Label("Feelings", Box(-3.0, 0.9, -1.5, 1.1), 0.2)
    zero, above = (np.stack([np.linspace(-0.5, 6.5, 40), np.full(40, y)], axis=1) for y in (1.0, 0.0))
    assert told(a_felt_map(), marks(strokes=(zero,)), a_wall(low, labels=(title,))) == [-2] * 4
    assert told(a_felt_map(), marks(strokes=(above,)), a_wall(low, labels=(title,))) == [None] * 4
    assert told(a_felt_map(), marks(strokes=(zero,)), a_wall(low)) == [None] * 4
