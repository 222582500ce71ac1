from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stickyscan import errors
from tests.cli.conftest import FAKES, ROOT, Run, Start

EXIT_CODES = {
    errors.StickyscanError: 1,
    errors.OutputError: 1,
    errors.UsageError: 2,
    errors.InputError: 3,
    errors.NoNotesFoundError: 4,
    errors.EngineMissingError: 5,
    errors.EndpointError: 5,
    errors.BatchFailedError: 6,
    errors.PushRefusedError: 7,
    errors.PushUnfinishedError: 8,
}


def _fail_with(problem: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise problem

    monkeypatch.setattr("stickyscan.assembly.assemble_scanner", fail)


@pytest.mark.parametrize(("kind", "code"), EXIT_CODES.items(), ids=lambda value: getattr(value, "__name__", str(value)))
def test_each_error_class_has_its_exit_code_and_shows_its_message(
    kind: type[errors.StickyscanError], code: int, run: Run, wall: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail_with(kind("do this next"), monkeypatch)
    result = run("scan", wall)
    assert result.exit_code == code
    assert result.stderr == "stickyscan: do this next\n"
    assert result.stdout == ""


def test_the_table_of_exit_codes_is_complete() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert kinds == set(EXIT_CODES)


def test_an_unexpected_error_says_where_to_report_and_hides_the_traceback(
    run: Run, wall: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail_with(ZeroDivisionError("oh"), monkeypatch)
    result = run("scan", wall)
    assert result.exit_code == 1
    assert "ZeroDivisionError: oh" in result.stderr
    assert "report" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("arguments", [("--verbose", "scan"), ("scan", "--verbose")], ids=["before", "after"])
def test_verbose_shows_the_traceback(
    arguments: tuple[str, ...], run: Run, wall: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail_with(ZeroDivisionError("oh"), monkeypatch)
    assert "Traceback" in run(*arguments, wall).stderr


def test_the_environment_can_ask_for_the_traceback(run: Run, wall: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STICKYSCAN_DEBUG", "1")
    _fail_with(errors.InputError("no"), monkeypatch)
    result = run("scan", wall)
    assert result.exit_code == 3
    assert "Traceback" in result.stderr


@pytest.mark.parametrize(
    ("problem", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (MemoryError(), 1, "memory"),
        (PermissionError(13, "Permission denied", "wall/map.json"), 1, "wall/map.json: Permission denied"),
    ],
    ids=["ctrl-c", "memory", "permission"],
)
def test_what_the_machine_says_no_to(
    problem: BaseException, code: int, words: str, run: Run, wall: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail_with(problem, monkeypatch)
    result = run("scan", wall)
    assert result.exit_code == code
    assert words in result.stderr


@pytest.mark.parametrize("arguments", [("scan",), ("scan", "--colour"), ("bake", "wall.jpg")])
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...], run: Run) -> None:
    assert run(*arguments).exit_code == 2


def test_ctrl_c_leaves_nothing_half_written(
    start: Start, wall: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    monkeypatch.setenv("FAKE_STARTED", str(started))
    process = start("scan", wall, "-o", "result", "--finder", "scripted", "--reader", "sleeping")
    _wait_for(started, process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130, err
    assert "interrupted" in err
    assert "Traceback" not in err
    assert out == ""
    assert {path.name for path in tmp_path.iterdir()} == {"wall.png", "faked.py", "started"}


def test_a_request_to_stop_cleans_up_too(
    start: Start, wall: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    monkeypatch.setenv("FAKE_STARTED", str(started))
    process = start("scan", wall, "-o", "result", "--finder", "scripted", "--reader", "sleeping")
    _wait_for(started, process)
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 143
    assert not (tmp_path / "result").exists()


def test_a_reader_that_stops_listening_is_no_error() -> None:
    # `true` has gone before the first word is written.
    command = f"{{ sleep 0.5; '{sys.executable}' -m stickyscan schema; echo ended with $? >&2; }} | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr == "ended with 0\n"


def test_closed_stdout_is_no_error(faked: Path, wall: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    command = f"'{sys.executable}' '{faked}' scan '{wall}' {' '.join(FAKES)} >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "wall" / "map.json").is_file()


def test_a_full_disk_behind_stdout_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "stickyscan", "schema"], stdout=full, stderr=subprocess.PIPE, text=True,
            check=False, cwd=ROOT,
        )  # fmt: skip
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def _wait_for(file: Path, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 30
    while not file.exists():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline, "the command did not get as far as reading"
        time.sleep(0.05)
