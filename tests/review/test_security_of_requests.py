"""Each line of the security list, with one test that fails without it: other sites, headers, limits."""

from __future__ import annotations

import asyncio
import re

import pytest
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from stickyscan.review.desk import Desk
from stickyscan.review.rate_limits import RATES, Rate, RateLimits
from stickyscan.review.security import Guard, Limits, Rules, local_hosts
from stickyscan.review.serve import serving_app
from tests.review.asking import Clock, all_requests
from tests.review.serving import GENEROUS, HERE, PHONES, PORT, a_client, rules_for, uploaded

# Host and Origin -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["evil.example:8765", "evil.example", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.example:8765", "", PHONES],
)
def test_a_name_that_another_site_points_here_is_refused(desk: Desk, host: str) -> None:
    client = a_client(desk)
    for method, path in all_requests(desk):
        assert client.request(method, path, headers={"host": host}).status_code == 403, path


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765", "[::1]:8765"])
def test_our_own_names_are_welcome(desk: Desk, host: str) -> None:
    assert a_client(desk).get("/", headers={"host": host}).status_code == 200


def test_the_networks_addresses_are_ours_with_lan_only() -> None:
    assert f"{PHONES}:{PORT}" not in local_hosts(PORT)
    assert {f"{PHONES}:{PORT}", f"[fd00::5]:{PORT}"} <= local_hosts(PORT, frozenset({PHONES, "fd00::5"}))


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": f"https://127.0.0.1:{PORT}"},
        {"origin": f"http://localhost:{PORT}"},  # another name of ours is another site, too
        {"origin": "http://127.0.0.1:9999"},  # another program on this computer
        {"origin": "null"},
        {"origin": ""},
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": HERE, "sec-fetch-site": "cross-site"},
    ],
)
def test_no_change_is_made_for_another_site(desk: Desk, headers: dict[str, str]) -> None:
    client = a_client(desk, origin=False)
    changes = [request for request in all_requests(desk) if request[0] not in ("GET", "HEAD")]
    assert len(changes) > 8
    for method, path in changes:
        assert client.request(method, path, headers=headers).status_code == 403, path


@pytest.mark.parametrize("headers", [{"origin": HERE}, {"origin": "null", "sec-fetch-site": "same-origin"}])
def test_our_own_page_may_change(desk: Desk, headers: dict[str, str]) -> None:
    assert a_client(desk, origin=False).post("/api/uploads", headers=headers).status_code == 201


def test_another_site_can_embed_nothing_but_may_lead_here(desk: Desk) -> None:
    client = a_client(desk, origin=False)
    for mode, dest in (("no-cors", "image"), ("cors", "empty"), ("navigate", "iframe"), ("no-cors", "script")):
        embed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": mode, "sec-fetch-dest": dest}
        assert client.get("/static/shared/icon.svg", headers=embed).status_code == 403, dest
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/", headers=link).status_code == 200


# Headers -------------------------------------------------------------------------------------------------------------


def test_every_answer_has_the_strict_headers(desk: Desk, lan_desk: Desk) -> None:
    for client in (a_client(desk), a_client(lan_desk)):
        for method, path in all_requests(desk):
            answer = client.request(method, path)
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy, path
            assert "frame-ancestors 'none'" in policy, path
            assert "unsafe" not in policy, path
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cross-origin-opener-policy"] == "same-origin"
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
            assert "access-control-allow-origin" not in answer.headers
            assert answer.headers["cache-control"] == "no-store", path


def test_pages_run_own_scripts_only(desk: Desk) -> None:
    for path in ("/", "/phone"):
        page = a_client(desk).get(path).text
        assert "script-src 'self';" in a_client(desk).get(path).headers["content-security-policy"]
        assert re.findall(r"<script(?![^>]*(src=|application/json))", page) == []
        assert re.findall(r"\son\w+=|\sstyle=|https?://(?!www\.w3\.org/)", page) == []


# Limits --------------------------------------------------------------------------------------------------------------


def test_too_large_a_body_is_refused_before_it_is_read(desk: Desk) -> None:
    client = a_client(desk)
    draft = uploaded(client)
    most = Limits()
    huge = {"content-length": str(most.photo_bytes + 1)}
    assert client.post(f"/api/uploads/{draft}/photos", headers=huge, content=b"").status_code == 413
    large = {"content-length": str(most.body_bytes + 1)}
    assert client.post(f"/api/uploads/{draft}/scan", headers=large, content=b"").status_code == 413
    assert client.post("/api/uploads", headers={"content-length": "-1"}).status_code == 400


def test_a_body_that_hides_its_size_is_cut_off(desk: Desk) -> None:
    rules = Rules(local_hosts(PORT), limits=Limits(photo_bytes=1000, body_bytes=100), rates=RateLimits(GENEROUS))
    client = a_client(desk, rules)
    draft = uploaded(client)
    answer = client.post(f"/api/uploads/{draft}/photos", content=(b"x" * 300 for _ in range(5)))
    assert answer.status_code == 413
    answer = client.post(f"/api/uploads/{draft}/scan", content=(b" " * 60 for _ in range(5)))
    assert answer.status_code == 413


def test_a_body_that_drips_is_cut_off() -> None:
    async def stalled() -> Message:
        await asyncio.sleep(10)
        return {"type": "http.disconnect"}

    async def reads(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()

    async def send(message: Message) -> None:
        raise AssertionError("nothing is answered here")

    headers = [(b"host", b"127.0.0.1:8765"), (b"origin", HERE.encode())]
    scope: Scope = {
        "type": "http", "method": "POST", "path": "/api/uploads", "scheme": "http", "headers": headers,
        "client": ("127.0.0.1", 1), "query_string": b"",
    }  # fmt: skip
    guard = Guard(reads, Rules(local_hosts(PORT), limits=Limits(pause=0.05)))
    with pytest.raises(HTTPException) as refused:
        asyncio.run(guard(scope, stalled, send))
    assert refused.value.status_code == 408


def test_who_asks_too_often_must_wait(desk: Desk) -> None:
    rules = Rules(local_hosts(PORT), rates=RateLimits({**GENEROUS, "change": Rate(3, 0.01)}))
    client = a_client(desk, rules)
    assert [client.delete("/api/uploads/x").status_code for _ in range(4)] == [204, 204, 204, 429]
    refused = client.delete("/api/uploads/x")
    assert int(refused.headers["retry-after"]) > 30
    assert client.get("/").status_code == 200, "looking is counted apart"


def test_tokens_cannot_be_guessed_in_a_hurry(lan_desk: Desk) -> None:
    rules = rules_for(lan_desk, RateLimits())
    client = a_client(lan_desk, rules, phone=True)
    codes = [client.get(f"/join/{guess}").status_code for guess in range(30)]
    assert codes.count(403) == RATES["join"].burst
    assert codes[-1] == 429


def test_rates_recover_and_clients_are_forgotten() -> None:
    clock = Clock()
    limits = RateLimits({**RATES, "join": Rate(2, 0.5)}, clock)
    assert [limits.wait("a", "join") for _ in range(3)] == [0.0, 0.0, 2.0]
    assert limits.wait("b", "join") == 0.0
    clock.now += 2.0
    assert limits.wait("a", "join") == 0.0
    for number in range(20_000):
        limits.wait(str(number), "read")
    assert limits.wait("a", "join") > 0, "who used up the most is remembered the longest"


# Small things --------------------------------------------------------------------------------------------------------


def test_refusals_speak_to_people_in_their_language(lan_desk: Desk) -> None:
    client = TestClient(serving_app(lan_desk, rules_for(lan_desk)), HERE)
    page = client.get("/", headers={"accept": "text/html", "accept-language": "de-CH,de;q=0.9"})
    assert page.status_code == 403
    assert '<html lang="de">' in page.text
    assert "Kein Zutritt" in page.text
    assert client.get("/", headers={"accept": "application/json"}).json()["error"] == "not_joined"


def test_there_are_no_web_sockets(desk: Desk) -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), a_client(desk).websocket_connect("/api/uploads"):
        pass


def test_the_address_of_the_documentation_is_not_there(desk: Desk) -> None:
    assert [a_client(desk).get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")] == [404] * 3
