from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import FAKES, Run


def test_the_schema_describes_the_map_that_a_scan_writes(run: Run, wall: Path, tmp_path: Path) -> None:
    schema = json.loads(run("schema").stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert run("scan", wall, *FAKES).exit_code == 0
    journey = json.loads((tmp_path / "wall" / "map.json").read_text("utf-8"))
    assert list(schema["properties"]) == list(journey)
    assert list(schema["$defs"]["Note"]["properties"]) == list(journey["notes"][0])
