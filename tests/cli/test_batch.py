from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from PIL import Image

from stickyscan import JourneyMap
from tests.cli.conftest import Run, Start
from tests.fakes import WALL_NOTES, draw_wall

PICKY = ("--finder", "picky", "--reader", "scripted")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Two good walls, and one that the picky finder breaks on."""
    folder = tmp_path / "photos"
    draw_wall(folder / "monday.png")
    draw_wall(folder / "tuesday.png", notes=WALL_NOTES[:5])
    Image.new("RGB", (320, 240), (5, 5, 5)).save(folder / "night.png")
    return folder


def test_one_bad_wall_does_not_stop_the_others_and_a_second_run_goes_on(
    start: Start, photos: Path, tmp_path: Path
) -> None:
    process = start("batch", photos, "-o", "maps", "--jobs", 2, "--json", *PICKY)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 6, err
    told = json.loads(out)
    assert (told["scanned"], told["skipped"], told["failed"]) == (2, 0, 1)
    assert {row["wall"]: row["state"] for row in told["walls"]} == {
        "monday": "scanned", "night": "failed", "tuesday": "scanned",
    }  # fmt: skip
    assert "too dark" in next(row["message"] for row in told["walls"] if row["state"] == "failed")
    assert sorted(entry.name for entry in (tmp_path / "maps").iterdir()) == [
        "batch.jsonl", "index.html", "monday", "tuesday",
    ]  # fmt: skip
    assert len(JourneyMap.from_json((tmp_path / "maps" / "monday" / "map.json").read_bytes()).notes) == 6
    (photos / "night.png").unlink()
    again = start("batch", photos, "-o", "maps", *PICKY)
    out, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    assert "2 skipped" in out


def test_a_folder_can_be_a_wall_and_quiet_is_silent(start: Start, tmp_path: Path) -> None:
    for notes, day in enumerate(("monday", "tuesday"), 5):
        draw_wall(tmp_path / "workshops" / day / "left.png", notes=WALL_NOTES[:notes])
        draw_wall(tmp_path / "workshops" / day / "right.png", notes=WALL_NOTES[:notes])
    process = start("batch", "workshops", "-o", "maps", "--wall-per", "folder", "--quiet", *PICKY)
    assert process.communicate(timeout=120) == ("", "")
    assert process.returncode == 0
    for day in ("monday", "tuesday"):
        journey = JourneyMap.from_json((tmp_path / "maps" / day / "map.json").read_bytes())
        assert [photo.file for photo in journey.photos] == ["left.png", "right.png"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nowhere",), 3, "not a folder"),
        (("empty",), 3, "no photo"),
        (("photos", "--reader", "missing"), 5, "pip install missing"),
        (("photos", "--reader", "crystal-ball"), 2, "crystal-ball"),
        (("photos", "--jobs", "0"), 2, "jobs"),
    ],
)
def test_mistakes_are_one_message_before_any_work(
    arguments: tuple[str, ...], code: int, words: str, run: Run, photos: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    result = run("batch", "-o", "maps", *PICKY, *arguments)
    assert (result.exit_code, words in result.stderr) == (code, True), result.stderr
    assert not (tmp_path / "maps").exists()


def test_ctrl_c_ends_the_workers_and_leaves_nothing_half_written(
    start: Start, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    monkeypatch.setenv("FAKE_STARTED", str(started))
    process = start("batch", photos, "-o", "maps", "--finder", "scripted", "--reader", "sleeping")
    deadline = time.monotonic() + 60
    while not started.exists():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert not (tmp_path / "maps").exists() or not list((tmp_path / "maps").iterdir())


def test_a_dry_run_tells_and_writes_nothing(run: Run, photos: Path, tmp_path: Path) -> None:
    result = run("batch", photos, "-o", "maps", "--dry-run", "--json", *PICKY)
    assert result.exit_code == 0, result.stderr
    told = {row["wall"]: row["plan"] for row in json.loads(result.stdout)["walls"]}
    assert told["monday"] == "scan 1 photo into maps/monday"
    assert len(told) == 3
    assert not (tmp_path / "maps").exists()


def test_since_leaves_out_what_is_older(run: Run, photos: Path) -> None:
    os.utime(photos / "monday.png", (0, 0))
    result = run("batch", photos, "--since", "2001-01-01", "--dry-run", "--json", *PICKY)
    assert [row["wall"] for row in json.loads(result.stdout)["walls"]] == ["night", "tuesday"]


def test_group_and_wall_per_folder_do_not_go_together(run: Run, photos: Path) -> None:
    result = run("batch", photos, "--group", "auto", "--wall-per", "folder", *PICKY)
    assert (result.exit_code, "--group auto" in result.stderr) == (2, True)


def test_changed_settings_scan_again_and_renamed_photos_do_not(start: Start, photos: Path, tmp_path: Path) -> None:
    (photos / "night.png").unlink()

    def batch(*more: str) -> dict[str, tuple[str, str]]:
        process = start("batch", photos, "-o", "maps", "--json", *PICKY, *more)
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        return {row["wall"]: (row["state"], Path(row["folder"]).name) for row in json.loads(out)["walls"]}

    assert batch() == {"monday": ("scanned", "monday"), "tuesday": ("scanned", "tuesday")}
    assert (tmp_path / "maps" / "monday" / "thumb.jpg").is_file()
    (photos / "monday.png").rename(photos / "friday.png")
    assert batch() == {"friday": ("skipped", "monday"), "tuesday": ("skipped", "tuesday")}
    assert batch("--lang", "de")["friday"] == ("scanned", "monday")


def test_watch_takes_what_comes_in(start: Start, photos: Path, tmp_path: Path) -> None:
    process = start("batch", photos, "-o", "maps", "--watch", "--settle", "0.5", "--jobs", "1", *PICKY)
    done = tmp_path / "maps" / "monday" / "map.json"
    wait_for(done, process)
    draw_wall(photos / "wednesday.png", notes=WALL_NOTES[:4])
    wait_for(tmp_path / "maps" / "wednesday" / "map.json", process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert err.count("night: failed") == 1  # told once, not at every look
    assert "Traceback" not in err


def wait_for(file: Path, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 300
    while not file.exists():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.1)
