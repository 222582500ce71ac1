from __future__ import annotations

from stickyscan.export import export
from stickyscan.journey import JourneyMap
from tests.export.hostile import hostile_map


def test_json_reads_back_to_an_equal_map() -> None:
    assert JourneyMap.from_json(export(hostile_map(), "json")) == hostile_map()
