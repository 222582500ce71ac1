"""What nobody would ask: the OpenAPI document drives schemathesis over every address, and no answer may be a 5xx.

`STICKYSCAN_FUZZ=1000 pytest tests/review/test_fuzz_api.py` asks that often for each address instead of a few times.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from stickyscan.folder import MAP_FILE
from stickyscan.journey import JourneyMap
from stickyscan.review.app import make_app
from stickyscan.review.edits import Edit
from stickyscan.review.house import house_of_one
from tests.review.review_maps import ToldReader, any_edit, wall_folder

TIMES = int(os.environ.get("STICKYSCAN_FUZZ", "8"))
# A stream does not end, and each export has tests of its own; PDF alone takes seconds.
LEFT_OUT = ("/events", "/exports/", "/finished")
ANSWERS = frozenset({200, 304, 400, 404, 405, 409, 422})
_own = settings(
    max_examples=TIMES,
    deadline=None,
    database=None,
    derandomize=TIMES < 100,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wall_folder(tmp_path_factory.mktemp("walls") / "wall")


@pytest.fixture(scope="module")
def app(folder: Path) -> FastAPI:
    return make_app(house_of_one(folder, ToldReader()))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as opened:  # raises what the server did not expect
        yield opened


def test_no_answer_is_a_mistake_of_the_server(app: FastAPI, client: TestClient, folder: Path) -> None:
    schema: Any = schemathesis.openapi.from_dict(app.openapi())
    operations = [found.ok() for found in schema.get_all_operations()]
    asked = [one for one in operations if not any(part in one.path for part in LEFT_OUT)]
    assert {"/api/walls/{key}/edits", "/api/walls/{key}/photos/{photo}/tiles/{level}/{x}_{y}.jpg"} <= {
        one.path for one in asked
    }
    seen = set()
    for operation in asked:

        @_own
        @given(case=cases_of(operation), names=known_names())
        def ask(case: Any, names: dict[str, str]) -> None:
            path = case.path_parameters or {}
            case.path_parameters = {name: names.get(name, value) for name, value in path.items()}
            if isinstance(case.body, dict) and "version" in case.body and "key" in names:
                case.body["version"] = client.get("/api/walls/wall").json()["version"]  # else all would end there
            answer = asked_of(client, case)
            seen.add(answer.status_code)
            assert answer.status_code in ANSWERS, (answer.status_code, answer.text, str(answer.request.url))
            if answer.status_code >= 400:
                assert set(answer.json()) >= {"error", "message"}

        ask()
    assert {200, 404, 422} <= seen, "the questions got past the door"
    JourneyMap.from_json((folder / MAP_FILE).read_bytes())


@settings(max_examples=max(40, TIMES), deadline=None, database=None, derandomize=TIMES < 100)
@given(edits=st.lists(any_edit, min_size=1, max_size=4))
def test_any_edits_are_done_or_refused(client: TestClient, folder: Path, edits: list[Edit]) -> None:
    version = client.get("/api/walls/wall").json()["version"]
    body = {"version": version, "edits": [one.model_dump(mode="json", by_alias=True) for one in edits]}
    answer = client.post("/api/walls/wall/edits", json=body)
    assert answer.status_code in (200, 422), answer.text
    JourneyMap.from_json((folder / MAP_FILE).read_bytes())


def cases_of(operation: Any) -> st.SearchStrategy[Any]:
    """Questions as the schema has them, and some that it forbids."""
    allowed = operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE)
    forbidden = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
    return st.one_of(allowed, allowed, forbidden)


def known_names() -> st.SearchStrategy[dict[str, str]]:
    """Names that there are, for most of the questions: else nearly all would end at the door."""
    there = {"key": "wall", "photo": "p1", "note": "n1"}
    return st.sets(st.sampled_from(sorted(there)), max_size=1).map(
        lambda strange: {name: value for name, value in there.items() if name not in strange}
    )


def asked_of(client: TestClient, case: Any) -> Any:
    wanted = case.as_transport_kwargs(base_url="http://testserver")
    cookies = wanted.pop("cookies", None) or {}
    if "data" in wanted:
        wanted["content"] = wanted.pop("data")
    client.cookies.update(cookies)
    return client.request(**wanted)
