"""`stickyscan push` as a program: what it sends, what it shows, and what happens when it is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Start
from tests.push.a_board_server import Fault, a_board_server
from tests.push.test_push import MIRO, SERVICES, assert_whole, small_map

ADDRESSES = (
    ("miro", "B="),
    ("miro", "https://miro.com/app/board/B=/?share_link_id=1"),
    ("mural", "team.17"),
    ("mural", "https://app.mural.co/t/team4711/m/team/17/0123abcd?sender=x"),
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "workshop" / "map.json"
    file.parent.mkdir()
    file.write_text(small_map().to_json(), "utf-8")
    return file


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    for service in SERVICES.values():
        monkeypatch.setenv(service.token, "secret")


@pytest.mark.parametrize(("name", "told"), ADDRESSES)
def test_a_map_is_pushed_and_the_journal_lies_beside_it(name: str, told: str, run: Run, source: Path) -> None:
    service = SERVICES[name]
    board = service.online()
    with a_board_server(board) as address:
        result = run("push", name, source.parent, "--board", told, "--api", address, "--json")
    assert result.exit_code == 0, result.output
    assert_whole(board, small_map(), service.plan(small_map()))
    summary = json.loads(result.stdout)
    assert (summary["made"], summary["arrows"]) == (len(board.written()), 1)
    assert Path(summary["journal"]).parent.name == "workshop"
    journal = source.parent / f"map.{name}-{service.id.strip('=')}.jsonl"
    assert "secret" not in result.output + journal.read_text("utf-8")


@pytest.mark.parametrize("name", SERVICES)
def test_a_dry_run_sends_nothing_and_needs_no_token(
    name: str, run: Run, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = SERVICES[name]
    monkeypatch.delenv(service.token)
    board = service.online()
    with a_board_server(board) as address:
        shown = run("push", name, source, "--board", service.id, "--api", address, "--dry-run")
        data = run("push", name, source, "--board", service.id, "--api", address, "--dry-run", "--json")
    assert board.asked == []
    assert "note-n2: ✦ Idea two & " in shown.stdout
    assert shown.stdout.endswith("Nothing was sent.\n")
    plan, calls = service.plan(small_map()), json.loads(data.stdout)["calls"]
    assert sum(len(calls[call][0]) for call in {item.call for item in plan.items}) == len(plan.items)
    assert list(source.parent.iterdir()) == [source]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("miro", "--board", "B="), 2, "MIRO_TOKEN"),
        (("miro", "--board", "no board"), 2, "no board"),
        (("mural", "--board", "B="), 2, "MURAL_TOKEN"),
        (("figjam", "--board", "B="), 2, "plugin"),
        (("miro", "--board", "B=", "--api", "http://x.example"), 2, "https"),
    ],
)
def test_what_cannot_be_done_is_told(
    arguments: tuple[str, ...], code: int, words: str, run: Run, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for service in SERVICES.values():
        monkeypatch.setenv(service.token, "secret" if "--api" in arguments else "")
    name, *rest = arguments
    result = run("push", name, source, *rest)
    assert (result.exit_code, words in result.stderr) == (code, True), result.stderr


@pytest.mark.parametrize(("service_does", "code"), [("busy", 8), (None, 7)])
def test_exit_codes(
    service_does: Fault | None, code: int, run: Run, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setenv("MIRO_TOKEN", "secret" if service_does else "old")
    with a_board_server(MIRO.online(), lambda *_: service_does) as address:
        result = run("push", "miro", source, "--board", "B=", "--api", address)
    assert result.exit_code == code, result.output


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("miro", "POST /frames"),
        ("miro", "POST /items/bulk"),
        ("miro", "POST /tags"),
        ("miro", "POST /connectors"),
        ("mural", "POST /widgets/sticky-note"),
    ],
)
def test_killed_before_the_answer_it_goes_on_and_nothing_is_there_twice(
    name: str, call: str, start: Start, source: Path
) -> None:
    service = SERVICES[name]
    board = service.online()
    running: list[subprocess.Popen[str]] = []

    def kill(_: int, asked: str) -> Fault | None:
        if asked == call and len(running) == 1:
            os.kill(running[0].pid, signal.SIGKILL)
            running[0].wait()
            return "hang up after"
        return None

    with a_board_server(board, kill) as address:
        for _ in range(2):
            running.append(start("push", name, source, "--board", service.id, "--api", address))
            _told(running[-1])
    assert [process.returncode for process in running] == [-signal.SIGKILL, 0]
    assert_whole(board, small_map(), service.plan(small_map()))


def _told(process: subprocess.Popen[str]) -> tuple[str, str]:
    return process.communicate(timeout=120)
