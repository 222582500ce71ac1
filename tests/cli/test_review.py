"""`stickyscan review`: what it tells, where it listens, how it ends, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from stickyscan.cli.main import app
from stickyscan.folder import read_map
from tests.review.review_maps import wall_folder

CODE = "import sys; from stickyscan.cli import main; sys.argv[0] = 'stickyscan'; main()"


@contextmanager
def reviewing(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command over a folder on any free port, and the address that it tells."""
    command = [sys.executable, "-c", CODE, "review", str(folder), "--port", "0", "--no-open", "--json"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    root, pipe = Path(__file__).parents[2], subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment, cwd=root) as process:
        try:
            assert process.stdout is not None
            said = "".join(process.stdout.readline() for _ in range(3))
            yield process, json.loads(said)["address"]
        finally:
            process.kill()


def told(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code and messages of a command that ends."""
    _, messages = process.communicate(timeout=60)
    return process.returncode, messages


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
def test_it_serves_this_computer_only_and_ends_in_peace(tmp_path: Path) -> None:
    folder = wall_folder(tmp_path / "My Wall")
    with reviewing(folder) as (process, address):
        assert address.startswith("http://127.0.0.1:")
        assert address.endswith("/walls/my-wall")
        with urllib.request.urlopen(address.replace("/walls/", "/api/walls/")) as answer:
            state = json.load(answer)
        edits = {"version": state["version"], "edits": [{"op": "set_text", "note": "n1", "text": "typed"}]}
        origin = address.partition("/walls")[0]
        headers = {"Content-Type": "application/json", "Origin": origin}
        wanted = urllib.request.Request(f"{origin}/api/walls/my-wall/edits", json.dumps(edits).encode(), headers)
        with urllib.request.urlopen(wanted) as answer:
            assert answer.status == 200
        port = int(origin.rpartition(":")[2])
        elsewhere = [entry[4][0] for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
        for host in {str(name) for name in elsewhere} - {"127.0.0.1"}:
            with socket.socket() as probe:
                probe.settimeout(2)
                assert probe.connect_ex((host, port)) != 0, "nobody else can connect"
        process.send_signal(signal.SIGINT)
        code, messages = told(process)
    assert (code, messages) in ((0, ""), (130, "stickyscan: interrupted; nothing half-written was left behind.\n"))
    assert read_map(folder).notes[0].text == "typed"
    assert "typed" in (folder / "map.html").read_text(encoding="utf-8"), "the page in the folder shows the last edits"


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    folder = wall_folder(tmp_path / "wall")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(app, ["review", str(folder), "--port", port, "--no-open"])
    assert result.exit_code == 2
    assert f"port {port} is taken" in result.output


@pytest.mark.parametrize("what", ["nothing", "file", "empty", "broken"])
def test_what_is_no_wall_is_told(tmp_path: Path, what: str) -> None:
    place = tmp_path / what
    if what == "file":
        place.write_text("x")
    elif what != "nothing":
        place.mkdir()
    if what == "broken":
        (place / "map.json").write_text("{")
    result = CliRunner().invoke(app, ["review", str(place), "--no-open"])
    assert result.exit_code == 3
    assert str(place) in result.output
    assert ("Name " in result.output) or ("stickyscan schema" in result.output), "it says what to do"
