from __future__ import annotations

import base64
import functools
import json
import socket
from typing import Any

import cv2
import numpy as np
import pytest

from stickyscan.engines.catalogue import build_reader, reads_boards
from stickyscan.engines.endpoint import KEY_VARIABLE, MODEL_VARIABLE, URL_VARIABLE, EndpointReader, chat_address
from stickyscan.engines.endpoint_client import LARGEST_ANSWER
from stickyscan.engines.protocols import Picture, TextReader
from stickyscan.errors import EndpointError, EngineMissingError, UsageError
from stickyscan.settings import EndpointSettings
from tests.engines.a_chat_server import Reply, a_chat_server, elapsed, lines, said

SECRET = "sk-very-secret"
BUSY = Reply(b"busy", 503)


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (URL_VARIABLE, MODEL_VARIABLE, KEY_VARIABLE):
        monkeypatch.delenv(name, raising=False)


def a_picture(grey: int = 200) -> Picture:
    return np.full((64, 80, 3), grey, dtype=np.uint8)


def a_reader(
    url: str, *, timeout: float = 5.0, retries: int = 2, backoff: float = 0.01, parallel: int = 2
) -> EndpointReader:
    return EndpointReader(
        EndpointSettings(url=url, model="sees", timeout=timeout, retries=retries, backoff=backoff, parallel=parallel)
    )


def texts(reader: TextReader, *pictures: Picture) -> list[list[str]]:
    return [[line.text for line in note] for note in reader.read(pictures or (a_picture(),))]


def grey_of(body: dict[str, Any]) -> int:
    """Which picture a question shows."""
    address = body["messages"][1]["content"][0]["image_url"]["url"]
    data = np.frombuffer(base64.b64decode(address.removeprefix("data:image/jpeg;base64,")), np.uint8)
    picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert picture is not None
    return int(picture.mean())


def _always(reply: Reply, _number: int, _body: dict[str, Any]) -> Reply:
    return reply


def test_lines_come_in_order_with_places_below_each_other() -> None:
    with a_chat_server(lambda _n, _body: lines("Pays twice", "  site\nhangs\x07 ", "")) as server:
        reader: TextReader = a_reader(server.url)
        (note,) = reader.read([a_picture()])
    assert [line.text for line in note] == ["Pays twice", "site hangs"]
    assert note[0].corners.centre[1] < note[1].corners.centre[1] < 64
    assert reader.name == "endpoint sees"


def test_each_picture_gets_its_own_answer_whichever_comes_first() -> None:
    def slower_first(number: int, body: dict[str, Any]) -> Reply:
        answer = lines(str(round(grey_of(body), -1)))
        return Reply(answer.body, wait=0.1 if number == 0 else 0.0)

    with a_chat_server(slower_first) as server:
        read = texts(a_reader(server.url, parallel=3), *(a_picture(grey) for grey in (50, 100, 150, 200)))
        assert read == [["50"], ["100"], ["150"], ["200"]]
        assert 1 < server.most_at_once <= 3


def test_nothing_is_sent_before_reading_or_without_pictures() -> None:
    with a_chat_server(lambda _n, _body: lines("x")) as server:
        reader = a_reader(server.url)
        assert reader.read([]) == ()
        assert server.asked == []


def test_the_question_names_model_language_words_and_carries_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, SECRET)
    with a_chat_server(lambda _n, _body: lines("x")) as server:
        settings = EndpointSettings(url=server.url + "/", model="sees")
        texts(EndpointReader(settings, language="deu+en", vocabulary=("Onboarding",)))
    path, headers, body = server.asked[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {SECRET}"
    assert body["model"] == "sees"
    assert "de, en" in body["messages"][0]["content"]
    assert "Onboarding" in body["messages"][0]["content"]


def test_the_environment_wins_over_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_chat_server(lambda _n, _body: lines("x")) as server:
        monkeypatch.setenv(URL_VARIABLE, server.url)
        monkeypatch.setenv(MODEL_VARIABLE, "other")
        assert texts(a_reader("http://127.0.0.1:9/v1")) == [["x"]]
    assert server.asked[0][2]["model"] == "other"
    assert "Authorization" not in server.asked[0][1]


@pytest.mark.parametrize("trouble", [BUSY, Reply(b"", 500), Reply(b"slow down", 429), Reply(b"{", cut=10)])
def test_failures_that_may_pass_are_asked_again(trouble: Reply) -> None:
    with a_chat_server(lambda number, _body: lines("at last") if number == 2 else trouble) as server:
        assert texts(a_reader(server.url)) == [["at last"]]


def test_waits_grow_and_heed_what_the_endpoint_asks_for() -> None:
    with a_chat_server(lambda number, _body: lines("x") if number == 2 else BUSY) as server:
        assert elapsed(lambda: texts(a_reader(server.url, backoff=0.1))) >= 0.3
    wait = Reply(b"", 429, {"Retry-After": "1"})
    with a_chat_server(lambda number, _body: lines("x") if number == 1 else wait) as server:
        assert elapsed(lambda: texts(a_reader(server.url))) >= 1


@pytest.mark.parametrize(
    ("trouble", "advice"),
    [
        (BUSY, r"fails \(status 503\).*asked 3 times"),
        (Reply(b"", 429), "parallel = 1"),
        (Reply(b"{", cut=10), "broke off"),
    ],
)
def test_endless_failures_end_with_advice(trouble: Reply, advice: str) -> None:
    with a_chat_server(lambda _n, _body: trouble) as server, pytest.raises(EndpointError, match=advice):
        texts(a_reader(server.url))
    assert len(server.asked) == 3


@pytest.mark.parametrize("trouble", [Reply(lines("late").body, wait=3.0), Reply(lines("late").body, drip=0.05)])
def test_a_slow_answer_is_given_up(trouble: Reply) -> None:
    with a_chat_server(lambda _n, _body: trouble) as server:

        def ask() -> None:
            with pytest.raises(EndpointError, match=r"no answer in 0\.2 s.*Raise timeout"):
                texts(a_reader(server.url, timeout=0.2, retries=1))

        assert elapsed(ask) < 2
        assert len(server.asked) == 2


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(EndpointError, match="cannot be reached"):
            texts(a_reader(f"http://127.0.0.1:{taken.getsockname()[1]}/v1"))


@pytest.mark.parametrize(
    ("status", "advice"),
    [(401, KEY_VARIABLE), (403, "may not use"), (404, "no such model"), (413, "this size"), (307, "redirects"),
     (418, "a teapot")],
)  # fmt: skip
def test_refusals_are_not_asked_again_and_say_what_to_do(status: int, advice: str) -> None:
    reply = Reply(b"I am a teapot", status, {"Location": "http://127.0.0.1:9/elsewhere"})
    with a_chat_server(lambda _n, _body: reply) as server, pytest.raises(EndpointError, match=advice) as problem:
        texts(a_reader(server.url))
    assert len(server.asked) == 1
    assert problem.value.exit_code == 5


def test_the_key_is_in_no_message(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(KEY_VARIABLE, SECRET)
    for status in (401, 418, 500):
        reply = Reply(f"your key {SECRET} is bad".encode(), status)
        refusing = functools.partial(_always, reply)
        with a_chat_server(refusing) as server, pytest.raises(EndpointError) as problem:
            texts(a_reader(server.url, retries=0))
        assert SECRET not in str(problem.value)
    assert capfd.readouterr() == ("", "")


def test_a_key_that_breaks_headers_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in (f"{SECRET}\nX: y", f"{SECRET}ä"):
        monkeypatch.setenv(KEY_VARIABLE, wrong)
        with pytest.raises(UsageError, match=KEY_VARIABLE) as problem:
            a_reader("http://localhost/v1")
        assert SECRET not in str(problem.value)


def test_after_a_refusal_the_other_notes_are_not_sent() -> None:
    with a_chat_server(lambda _n, _body: Reply(b"", 401)) as server, pytest.raises(EndpointError):
        texts(a_reader(server.url, parallel=1), *(a_picture(),) * 20)
    assert len(server.asked) < 5


def test_fields_that_a_server_does_not_know_are_left_out_from_then_on() -> None:
    def old(_n: int, body: dict[str, Any]) -> Reply:
        return Reply(b"unknown field", 400) if "response_format" in body else lines("x")

    with a_chat_server(old) as server:
        assert texts(a_reader(server.url, parallel=1), *(a_picture(),) * 3) == [["x"]] * 3
    assert len(server.asked) == 4


NONSENSE = [
    said("I see a yellow note."), said({"lines": "x"}), said({"lines": [{"text": 3, "sure": True}]}), said("null"),
    said({"lines": [{"text": "x" * 501, "sure": True}]}), said({"lines": [{"text": "x", "sure": True}] * 61}),
    Reply(b"<html>"), Reply(b"{}"), Reply(b'{"choices": []}'), Reply(b'{"choices": [{"message": {"content": null}}]}'),
    Reply(b"\xff\xfe"), said("[" * 5000),
]  # fmt: skip


@pytest.mark.parametrize("answer", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_asked_again_and_then_leaves_the_note_unread(answer: Reply) -> None:
    with a_chat_server(lambda _n, body: lines("fine") if grey_of(body) < 100 else answer) as server:
        assert texts(a_reader(server.url), a_picture(200), a_picture(50)) == [[""], ["fine"]]
        assert len(server.asked) == 4
    with a_chat_server(lambda _n, _body: answer) as server, pytest.raises(EndpointError, match="another model"):
        texts(a_reader(server.url))


def test_a_fenced_answer_and_an_empty_note() -> None:
    fenced = said("```json\n" + json.dumps({"lines": [{"text": "x", "sure": True}]}) + "\n```")
    with a_chat_server(lambda number, _body: fenced if number == 0 else lines()) as server:
        assert texts(a_reader(server.url, parallel=1), a_picture(), a_picture()) == [["x"], []]


def test_a_huge_answer_is_not_taken_in() -> None:
    huge = Reply(b" " * (LARGEST_ANSWER + 100_000))
    with a_chat_server(lambda _n, _body: huge) as server, pytest.raises(EndpointError, match="larger than"):
        texts(a_reader(server.url))


def test_not_set_up() -> None:
    for settings in (None, EndpointSettings(url="http://localhost/v1"), EndpointSettings(model="sees")):
        with pytest.raises(EngineMissingError, match=rf"\[endpoint\].*{URL_VARIABLE}"):
            EndpointReader(settings)


def test_addresses() -> None:
    assert chat_address("http://localhost:8000/v1/") == "http://localhost:8000/v1/chat/completions"
    assert chat_address("https://a.example/v1/chat/completions") == "https://a.example/v1/chat/completions"
    for wrong in ("localhost:8000", "ftp://a/v1", "http://", "http://a:x/v1", "http://[/v1", "file:///etc/passwd"):
        with pytest.raises(UsageError, match="not an http"):
            chat_address(wrong)
    for telling in (f"http://me:{SECRET}@a/v1", f"http://a/v1?key={SECRET}"):
        with pytest.raises(UsageError, match=KEY_VARIABLE) as problem:
            chat_address(telling)
        assert SECRET not in str(problem.value)


def test_it_is_asked_by_name_only_and_never_for_boards(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_chat_server(lambda _n, _body: lines("x")) as server:
        monkeypatch.setenv(URL_VARIABLE, server.url)
        monkeypatch.setenv(MODEL_VARIABLE, "sees")
        assert not build_reader("auto").name.startswith("endpoint")
        assert build_reader("endpoint").name == "endpoint sees"
    assert server.asked == []
    assert reads_boards("auto")
    assert reads_boards("rapidocr")
    assert not reads_boards("endpoint")
