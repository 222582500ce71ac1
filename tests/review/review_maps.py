"""Maps, edits and readings for tests of the review: a small map, a wall's folder, a strategy for any edit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter

from stickyscan.folder import MAP_FILE, PHOTOS
from stickyscan.geometry import Quad
from stickyscan.journey import Colour, Connector, CurvePoint, JourneyMap, LegendEntry, PhotoInfo
from stickyscan.review.edits import Edit, Reading
from tests.builders import HEXES, PHOTO_SIZE, a_lane, a_map, a_note, a_photo, a_stage
from tests.export.demo_wall import draw_photo

UNIT = 1 / max(PHOTO_SIZE)
TO_WALL = ((UNIT, 0.0, 0.0), (0.0, UNIT, 0.0), (0.0, 0.0, 1.0))
_EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)
Outline = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]


def an_edit(op: str, **fields: Any) -> Edit:
    """An edit as it comes from the page."""
    return _EDIT.validate_python({"op": op, **fields})


def square(left: float, top: float, side: float = 100) -> Outline:
    """An upright outline."""
    return ((left, top), (left + side, top), (left + side, top + side), (left, top + side))


def small_map() -> JourneyMap:
    """Two stages, two lanes, six notes: four in the cells' corners, two in one cell, one loose, one heading."""
    at = {"s1": 200, "s2": 600, "l1": 200, "l2": 500}
    by_lane: dict[str, Any] = {"kind": "touchpoint", "kind_source": "lane"}
    arrows = (("n1", "n2", 0.7), ("n2", "n5", 0.6))
    notes = [
        a_note("A", "n1", corners=square(at["s1"], at["l1"]), stage="s1", lane="l1", **by_lane),
        a_note("B", "n2", corners=square(at["s2"], at["l1"]), stage="s2", lane="l1", **by_lane),
        a_note("C", "n3", "pink", corners=square(at["s1"], at["l2"]), stage="s1", lane="l2", kind="pain_point",
               kind_source="legend", needs_review=True, review_reasons=("doubtful_text", "doubtful_place"), votes=2),
        a_note("D", "n4", "pink", corners=square(at["s2"], at["l2"]), stage="s2", lane="l2", kind="idea",
               kind_source="human", reviewed=True),
        a_note("E", "n5", corners=square(at["s2"] + 120, at["l2"]), stage="s2", lane="l2", order=1, votes=1),
        a_note(None, "n6", "blue", corners=square(1200, 800)),
        a_note("Discover", "n7", "orange", corners=square(at["s1"], 60), role="stage_header", stage="s1"),
    ]  # fmt: skip
    return a_map(
        *notes,
        photos=(a_photo(to_wall=TO_WALL), a_photo("p2", "right.jpg", to_wall=TO_WALL)),
        stages=(a_stage("s1", "Discover"), a_stage("s2", "Buy")),
        lanes=(a_lane("l1", "Touchpoints", kind="touchpoint"), a_lane("l2", "Pains")),
        legend=(LegendEntry(colour="pink", kind="pain_point", source="legend"),),
        curve=(CurvePoint(stage="s1", sentiment=1), CurvePoint(stage="s2", sentiment=-1)),
        connectors=tuple(Connector(source=a, target=b, confidence=sure) for a, b, sure in arrows),
    )  # fmt: skip


def a_reading(corners: Outline, text: str | None = "read now", **fields: Any) -> Reading:
    """A sure reading."""
    colour = Colour(name="green", hex=HEXES["green"], confidence=0.9)
    return Reading(**{"corners": corners, "colour": colour, "text": text, "read": text, "confidence": 0.9, **fields})


class ToldReader:
    """Reads what it was told, whatever the photo; remembers the outlines. Stands in for the engines."""

    def __init__(self, text: str | None = "read now") -> None:
        self.text = text
        self.asked: list[Quad] = []

    def read(self, file: Path, photo: PhotoInfo, journey: JourneyMap, outlines: Sequence[Quad]) -> tuple[Reading, ...]:
        assert file.is_file()
        self.asked.extend(outlines)
        return tuple(a_reading(quad.corners, self.text) for quad in outlines)


def wall_folder(folder: Path, journey: JourneyMap | None = None) -> Path:
    """A wall's folder with drawn photos."""
    journey = journey or small_map()
    (folder / PHOTOS).mkdir(parents=True)
    for photo in journey.photos:
        draw_photo(journey, folder / PHOTOS / photo.file)
    (folder / MAP_FILE).write_text(journey.to_json(), encoding="utf-8")
    return folder


_ids = {
    letter: st.sampled_from([f"{letter}{n}" for n in range(1, most)])
    for letter, most in (("n", 10), ("s", 4), ("l", 4), ("p", 3))
}
_words = st.text(max_size=12)
_kinds = st.sampled_from([None, "touchpoint", "idea", "pain_point"])
_colours = st.sampled_from(["yellow", "pink", "blue", "green"])
_feelings = st.sampled_from([None, -2, 0, 1])
_places = st.floats(-50, 1700, allow_nan=False)
_corners = st.tuples(st.floats(0, 1400), st.floats(0, 850), st.floats(1, 300)).map(lambda at: square(*at)) | st.tuples(
    *[st.tuples(_places, _places)] * 4
)


def _maybe(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | strategy


_FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "accept": {"note": _ids["n"]},
    "set_text": {"note": _ids["n"], "text": _words},
    "set_colour": {"note": _ids["n"], "colour": _colours},
    "set_kind": {"note": _ids["n"], "kind": _kinds},
    "set_votes": {"note": _ids["n"], "votes": st.none() | st.integers(0, 9)},
    "set_role": {
        "note": _ids["n"],
        "role": st.sampled_from(["note", "stage_header", "lane_header", "title", "legend"]),
    },
    "set_sentiment": {"note": _ids["n"], "sentiment": _feelings},
    "set_moment_of_truth": {"note": _ids["n"], "value": st.booleans()},
    "move_note": {
        "note": _ids["n"],
        "stage": _maybe(_ids["s"]),
        "lane": _maybe(_ids["l"]),
        "before": _maybe(_ids["n"]),
    },
    "add_note": {"photo": _ids["p"], "corners": _corners},
    "delete_note": {"note": _ids["n"]},
    "restore_note": {"note": _ids["n"]},
    "split_note": {"note": _ids["n"], "corners": st.tuples(_corners, _corners)},
    "merge_notes": {"notes": st.tuples(_ids["n"], _ids["n"])},
    "move_corners": {"note": _ids["n"], "corners": _corners, "reread": st.booleans()},
    "add_stage": {"title": _words, "before": _maybe(_ids["s"])},
    "rename_stage": {"stage": _ids["s"], "title": _words},
    "move_stage": {"stage": _ids["s"], "before": _maybe(_ids["s"])},
    "merge_stages": {"stage": _ids["s"], "into": _ids["s"]},
    "delete_stage": {"stage": _ids["s"]},
    "add_lane": {"title": _words, "before": _maybe(_ids["l"])},
    "rename_lane": {"lane": _ids["l"], "title": _words},
    "move_lane": {"lane": _ids["l"], "before": _maybe(_ids["l"])},
    "merge_lanes": {"lane": _ids["l"], "into": _ids["l"]},
    "delete_lane": {"lane": _ids["l"]},
    "set_lane_kind": {"lane": _ids["l"], "kind": _kinds},
    "set_heading": {"field": st.sampled_from(["title", "persona", "scenario"]), "value": _maybe(_words)},
    "set_legend": {"colour": _colours, "kind": _kinds},
    "add_connector": {"from": _ids["n"], "to": _ids["n"]},
    "remove_connector": {"from": _ids["n"], "to": _ids["n"]},
    "set_curve": {"stage": _ids["s"], "sentiment": _feelings},
}
OPS = tuple(_FIELDS)
any_edit: st.SearchStrategy[Edit] = st.sampled_from(OPS).flatmap(
    lambda op: st.fixed_dictionaries({"op": st.just(op), **_FIELDS[op]}).map(_EDIT.validate_python)
)
