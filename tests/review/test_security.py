"""Each line of the security list, with one test that fails without it: addresses, token and cookie."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from stickyscan.review import listen
from stickyscan.review.access import LINK_JOINS, LINK_SECONDS, VISIT_SECONDS, Door, guest_may
from stickyscan.review.desk import Desk
from stickyscan.review.scan_jobs import ScanJob
from tests.builders import a_map
from tests.review.asking import Clock, all_requests
from tests.review.serving import PHONES, a_client, a_desk

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
