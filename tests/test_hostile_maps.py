"""Maps and labels that somebody may have made to harm: each is refused at once, in a sentence."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from stickyscan.errors import InputError
from stickyscan.folder import read_map
from stickyscan.journey import JourneyMap
from stickyscan.labels import read_labels
from stickyscan.settings import LimitSettings
from tests.builders import a_map

STAGE = '{"id": "s%s", "title": null, "source": "note"},'
LABEL = '{"id": 1, "quad": [[0, 0], [9, 0], [9, 9], [0, 9]]}'


def told(**fields: Any) -> str:
    return json.dumps({**json.loads(a_map().to_json()), **fields})


def with_photo(**fields: Any) -> str:
    whole = json.loads(a_map().to_json())
    whole["photos"][0] |= fields
    return json.dumps(whole)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 1_000_000, "recursion"),
        ('{"a":' * 1_000_000, "recursion"),
        (told(notes=[0] * 1_100_000), "more than 1,000,000 values"),
        (told(notes=[0] * 900_000), r"notes\.0"),
        # half a million ids, all twice: telling which ones was a matter of hours
        (told(stages="@").replace('"@"', "[" + "".join(STAGE % (i // 2) for i in range(200_000))[:-1] + "]"), "unique"),
        (told(title="@").replace("@", "\\ud800"), "not a stickyscan map"),
        (with_photo(file="../../secret.jpg"), "plain file name"),
        (with_photo(file="/etc/passwd"), "plain file name"),
        (with_photo(file="a\\b.jpg"), "plain file name"),
        (with_photo(file="a\0.jpg"), "plain file name"),
        (with_photo(width=0), "width"),
        (with_photo(width=10**12), "width"),
        (with_photo(to_wall=[[1e999, 0, 0], [0, 1, 0], [0, 0, 1]]), "to_wall"),
    ],
)
def test_a_hostile_map_is_refused_at_once(text: str, words: str) -> None:
    started = time.process_time()
    with pytest.raises(InputError, match=words) as caught:
        JourneyMap.from_json(text)
    assert len(str(caught.value)) < 600
    assert time.process_time() - started < 3


def test_numbers_that_no_program_could_draw_are_refused() -> None:
    whole = json.loads(a_map().to_json())
    for field, value in (("votes", 10**4000), ("votes", -1), ("order", 10**30), ("corners", [[1e300, 0]] * 4)):
        note = {**whole["notes"][0], field: value}
        with pytest.raises(InputError, match=field):
            JourneyMap.from_json(json.dumps({**whole, "notes": [note]}))


def test_a_map_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    file.write_text(a_map().to_json())
    assert read_map(file, LimitSettings(map_bytes=len(file.read_bytes())))
    file.write_text(a_map().to_json() + " " * 3_000)
    with pytest.raises(InputError, match="map_bytes"):
        read_map(file, LimitSettings(map_bytes=3_000))
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(InputError, match="pipe"):
        read_map(file)
    with pytest.raises(InputError, match="Check the name"):
        read_map(tmp_path / "a\0b")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"notes": ' + "[" * 1_000_000, "recursion"),
        ('{"notes": [' + "0," * 200_000 + "0]}", "notes"),
        ('{"notes": [' + ",".join([LABEL] * 50_000) + "]}", "values"),
        ('{"notes": [], "ignore_regions": [[[1e999, 0]]]}', "ignore_regions"),
    ],
)
def test_a_hostile_label_file_is_refused_at_once(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "wall.json").write_text(text)
    started = time.process_time()
    with pytest.raises(InputError, match=words):
        read_labels(tmp_path)
    assert time.process_time() - started < 3
