"""`stickyscan batch --scheduler` with the real engines, on rendered walls, against the local batch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

pytest.importorskip("distributed")

from PIL import Image

from stickyscan.cli import app

pytestmark = pytest.mark.filterwarnings("ignore:.*:ResourceWarning")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def walls_of(folder: Path) -> dict[str, bytes]:
    """The files of all wall folders, without what a batch writes beside them."""
    return {name: content for name, content in everything(folder).items() if "/" in name}


def test_rendered_walls_give_the_same_bytes_as_the_local_batch(scheduler: str, tmp_path: Path) -> None:
    done = run("render", "--seed", 5, "-n", 2, "-o", tmp_path / "walls", "--quiet")
    assert done.exit_code == 0, done.stderr
    photos = sorted((tmp_path / "walls").glob("*.jpg"))
    assert len(photos) == 2
    for photo in photos:  # small, so that the test is quick
        with Image.open(photo) as image:
            image.thumbnail((1200, 1200))
            image.save(photo)
    local = run("batch", tmp_path / "walls", "-o", tmp_path / "local", "--jobs", 2, "--json")
    assert local.exit_code == 0, local.stderr
    remote = run("batch", tmp_path / "walls", "-o", f"file://{tmp_path}/remote", "--scheduler", scheduler, "--json")
    assert remote.exit_code == 0, remote.stderr
    assert json.loads(remote.stdout)["scanned"] == 2
    here, there = walls_of(tmp_path / "local"), walls_of(tmp_path / "remote")
    assert len([name for name in here if name.endswith("map.json")]) == 2
    assert here == there
    again = run("batch", tmp_path / "walls", "-o", f"file://{tmp_path}/remote", "--scheduler", scheduler, "--json")
    assert (again.exit_code, json.loads(again.stdout)["skipped"]) == (0, 2)


def test_addresses_need_a_scheduler(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for arguments in (("s3://b/photos",), (tmp_path / "a", "-o", "s3://b/maps")):
        told = run("batch", *arguments)
        assert (told.exit_code, "--scheduler" in told.stderr) == (2, True), told.stderr


def test_a_bad_address_is_one_message(scheduler: str, tmp_path: Path) -> None:
    told = run("batch", "nosuch://x", "-o", tmp_path / "out", "--scheduler", scheduler)
    assert told.exit_code == 2
    assert "nosuch://x" in told.stderr
