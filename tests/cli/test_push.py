"""`stickyscan push miro` as a program: what it sends, what it shows, and what happens when it is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from stickyscan.export.miro_plan import miro_plan
from tests.cli.conftest import Run, Start
from tests.push.a_miro_server import Board, Fault, a_miro_server
from tests.push.test_push_to_miro import assert_whole, small_map


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "workshop" / "map.json"
    file.parent.mkdir()
    file.write_text(small_map().to_json(), "utf-8")
    return file


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRO_TOKEN", "secret")


@pytest.mark.parametrize("told", ["B=", "https://miro.com/app/board/B=/?share_link_id=1"])
def test_a_map_is_pushed_and_the_journal_lies_beside_it(told: str, run: Run, source: Path) -> None:
    board = Board()
    with a_miro_server(board) as address:
        result = run("push", "miro", source.parent, "--board", told, "--api", address, "--json")
    assert result.exit_code == 0, result.output
    assert_whole(board, small_map(), miro_plan(small_map()))
    summary = json.loads(result.stdout)
    assert (summary["made"], summary["arrows"]) == (len(board.items), 1)
    assert Path(summary["journal"]).parent.name == "workshop"
    assert "secret" not in result.output + (source.parent / "map.miro-B.jsonl").read_text("utf-8")


def test_a_dry_run_sends_nothing_and_needs_no_token(run: Run, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MIRO_TOKEN")
    board = Board()
    with a_miro_server(board) as address:
        shown = run("push", "miro", source, "--board", "B=", "--api", address, "--dry-run")
        data = run("push", "miro", source, "--board", "B=", "--api", address, "--dry-run", "--json")
    assert board.asked == []
    assert "note-n2: ✦ Idea two & <b>" in shown.stdout
    assert shown.stdout.endswith("Nothing was sent.\n")
    assert len(json.loads(data.stdout)["calls"]["items/bulk"][0]) == len(miro_plan(small_map()).items)
    assert list(source.parent.iterdir()) == [source]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("miro", "--board", "B="), 2, "MIRO_TOKEN"),
        (("miro", "--board", "no board"), 2, "no board"),
        (("mural", "--board", "B="), 2, "publishes no schema"),
        (("figjam", "--board", "B="), 2, "plugin"),
        (("miro", "--board", "B=", "--api", "http://x.example"), 2, "https"),
    ],
)
def test_what_cannot_be_done_is_told(
    arguments: tuple[str, ...], code: int, words: str, run: Run, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIRO_TOKEN", "secret" if "--api" in arguments else "")
    service, *rest = arguments
    result = run("push", service, source, *rest)
    assert (result.exit_code, words in result.stderr) == (code, True), result.stderr


@pytest.mark.parametrize(("service_does", "code"), [("busy", 8), (None, 7)])
def test_exit_codes(
    service_does: Fault | None, code: int, run: Run, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setenv("MIRO_TOKEN", "secret" if service_does else "old")
    with a_miro_server(Board(), lambda *_: service_does) as address:
        result = run("push", "miro", source, "--board", "B=", "--api", address)
    assert result.exit_code == code, result.output


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
@pytest.mark.parametrize("call", ["POST /frames", "POST /items/bulk", "POST /tags", "POST /connectors"])
def test_killed_before_the_answer_it_goes_on_and_nothing_is_there_twice(call: str, start: Start, source: Path) -> None:
    board = Board()
    running: list[subprocess.Popen[str]] = []

    def kill(_: int, asked: str) -> Fault | None:
        if asked == call and len(running) == 1:
            os.kill(running[0].pid, signal.SIGKILL)
            running[0].wait()
            return "hang up after"
        return None

    with a_miro_server(board, kill) as address:
        for _ in range(2):
            running.append(start("push", "miro", source, "--board", "B=", "--api", address))
            _told(running[-1])
    assert [process.returncode for process in running] == [-signal.SIGKILL, 0]
    assert_whole(board, small_map(), miro_plan(small_map()))


def _told(process: subprocess.Popen[str]) -> tuple[str, str]:
    return process.communicate(timeout=120)
