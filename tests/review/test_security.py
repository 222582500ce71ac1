"""Each line of the security list, with one test that fails without it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from stickyscan.review import listen
from stickyscan.review.access import LINK_JOINS, LINK_SECONDS, VISIT_SECONDS, Door, guest_may
from stickyscan.review.desk import Desk
from stickyscan.review.rate_limits import RATES, Rate, RateLimits
from stickyscan.review.scan_jobs import ScanJob
from stickyscan.review.security import Guard, Limits, Rules, local_hosts
from stickyscan.review.serve import serving_app
from tests.builders import a_map
from tests.review.serving import GENEROUS, HERE, PHONES, PORT, a_client, a_desk, rules_for, uploaded

Request = tuple[str, str]


class Clock:
    """A time that a test moves on."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with a_desk(tmp_path_factory.mktemp("walls")) as opened:
        yield opened


@pytest.fixture(scope="module")
def lan_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with a_desk(tmp_path_factory.mktemp("lan-walls"), door=Door()) as opened:
        yield opened


def all_requests(desk: Desk) -> list[Request]:
    """Every method and address of the application, names filled in with something; static files and nonsense, too."""
    paths = serving_app(desk, rules_for(desk)).openapi()["paths"]
    known = [(method.upper(), re.sub(r"\{\w+\}", "1", path)) for path, entry in paths.items() for method in entry]
    more = [
        ("GET", "/static/shared/look.css"),
        ("GET", "/static/locales/en.json"),
        ("GET", "/nowhere"),
        ("POST", "/nowhere"),
    ]
    assert len(known) > 20, "the application has more addresses than that"
    return known + more


# Binds to this computer only -----------------------------------------------------------------------------------------


def test_listens_on_the_named_addresses_only() -> None:
    sockets, port = listen.open_sockets((listen.LOOPBACK,), 0)
    try:
        assert [one.getsockname() for one in sockets] == [("127.0.0.1", port)]
    finally:
        for one in sockets:
            one.close()


def test_serve_binds_to_loopback_unless_lan(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from stickyscan.cli.serve import serve

    asked: list[tuple[str, ...]] = []

    def note_down(addresses: tuple[str, ...], port: int) -> object:
        asked.append(tuple(addresses))
        raise KeyboardInterrupt

    with patch.object(listen, "open_sockets", note_down), patch.object(listen, "own_addresses", lambda: (PHONES,)):
        CliRunner().invoke(serve, [str(tmp_path), "--no-open"])
        CliRunner().invoke(serve, [str(tmp_path), "--no-open", "--lan"])
    assert asked == [("127.0.0.1",), ("127.0.0.1", PHONES)]


# The token and the cookie --------------------------------------------------------------------------------------------


def test_without_the_token_every_address_is_forbidden(lan_desk: Desk) -> None:
    for phone in (True, False):
        client = a_client(lan_desk, phone=phone)
        for method, path in all_requests(lan_desk):
            answer = client.request(method, path)
            assert answer.status_code == 403, f"{method} {path} gave {answer.status_code}"
            assert "set-cookie" not in answer.headers


def test_the_token_is_exchanged_for_a_cookie_that_scripts_and_other_sites_do_not_get(lan_desk: Desk) -> None:
    assert lan_desk.door is not None
    client = a_client(lan_desk, phone=True)
    answer = client.get(f"/join/{lan_desk.door.link.token}")
    cookie = answer.headers["set-cookie"].lower()
    assert answer.status_code == 200
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert client.get("/phone").status_code == 200


def test_a_forged_cookie_is_no_cookie(lan_desk: Desk) -> None:
    assert lan_desk.door is not None
    good = lan_desk.door.join(lan_desk.door.link.token, from_here=False)
    assert good is not None
    role, until, signature = good.split(".")
    forged = ("", "x", "..", f"owner.{until}.{signature}", f"{role}.{int(until) + 1}.{signature}", f"{role}.{until}.")
    assert lan_desk.door.role(good) == "guest"
    assert [lan_desk.door.role(one) for one in forged] == [None] * len(forged)
    assert Door().role(good) is None, "another run of the server knows nobody"


def test_a_cookie_ends_with_the_day() -> None:
    clock = Clock()
    door = Door(clock=clock)
    cookie = door.join(door.link.token, from_here=False)
    clock.now += VISIT_SECONDS - 1
    assert door.role(cookie) == "guest"
    clock.now += 2
    assert door.role(cookie) is None


def test_a_link_lets_in_so_many_phones_and_no_more() -> None:
    door = Door()
    token = door.link.token
    first = door.join(token, from_here=False)
    others = [door.join(token, from_here=False) for _ in range(LINK_JOINS - 1)]
    assert None not in others
    assert door.join(token, from_here=False) is None
    assert door.join(token, from_here=False, cookie=first) == first, "who is in may scan the code again"


def test_a_link_works_for_an_hour() -> None:
    clock = Clock()
    door = Door(clock=clock)
    clock.now += LINK_SECONDS - 1
    assert door.join(door.link.token, from_here=False) is not None
    clock.now += 2
    assert door.join(door.link.token, from_here=False) is None


def test_a_new_link_ends_the_one_before_but_not_the_visits(lan_desk: Desk) -> None:
    door = Door()
    before = door.link.token
    cookie = door.join(before, from_here=False)
    door.renew()
    assert door.join(before, from_here=False) is None
    assert door.join(door.link.token, from_here=False) is not None
    assert door.role(cookie) == "guest"


def test_tokens_are_compared_in_constant_time() -> None:
    door = Door()
    compared: list[tuple[bytes, bytes]] = []

    def note_down(given: bytes, secret: bytes) -> bool:
        compared.append((given, secret))
        return given == secret

    with patch("stickyscan.review.access.hmac.compare_digest", note_down):
        door.join("guess", from_here=True)
        door.role("guest.99999999999.guess")
    sides = {side for pair in compared for side in pair}
    assert {door.owner_token.encode(), door.link.token.encode()} <= sides
    assert len(compared) == 3


def test_the_owners_token_is_of_no_use_from_elsewhere(lan_desk: Desk) -> None:
    assert lan_desk.door is not None
    way = f"/join/{lan_desk.door.owner_token}"
    assert a_client(lan_desk, phone=True).get(way).status_code == 403
    client = a_client(lan_desk)
    assert client.get(way).status_code == 200
    assert client.get("/").status_code == 200


def test_a_guest_sees_the_walls_of_this_run_only(tmp_path: Path) -> None:
    for name in ("secret", "open"):
        (tmp_path / name / "photos").mkdir(parents=True)
        (tmp_path / name / "map.json").write_text(a_map().to_json(), "utf-8")
    with a_desk(tmp_path, door=Door()) as desk:
        assert desk.door is not None
        done = ScanJob("1", "open", 1, state="done", folder=tmp_path.resolve() / "open")
        guest, owner = a_client(desk, phone=True), a_client(desk)
        with patch.object(desk.jobs, "all", lambda: (done,)):
            guest.get(f"/join/{desk.door.link.token}")
            assert guest.get("/api/walls/open").status_code == 200
            assert guest.get("/walls/open").status_code == 200
            for path in ("/api/walls/secret", "/walls/secret", "/api/workspace", "/invite", "/api/invitation"):
                assert guest.get(path).status_code == 403, path
            assert guest.post("/api/invitation").status_code == 403
            assert guest.get("/").headers["location"] == "/phone"
            owner.get(f"/join/{desk.door.owner_token}")
            assert owner.get("/api/walls/secret").status_code == 200


@pytest.mark.parametrize(
    "path", ["/walls/other", "/walls/a/../other", "/walls", "/api/walls/other/photos/p1.jpg", "/x"]
)
def test_guests_do_not_get_round_it(path: str) -> None:
    assert not guest_may(path, {"a"})


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
