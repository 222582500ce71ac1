from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("fsspec")

from stickyscan.cluster import Place, find_remote_walls
from stickyscan.cluster.place import is_safe
from stickyscan.errors import EngineMissingError, InputError, UsageError
from stickyscan.walls import find_walls


@pytest.fixture(params=["folder", "file", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    addresses = {"folder": f"{tmp_path}/a", "file": f"file://{tmp_path}/a", "memory": f"memory://{tmp_path.name}/a"}
    return Place(addresses[request.param])


def test_what_is_written_is_read_and_listed(place: Place) -> None:
    assert place.files() == ()
    place.write("x/y/a.jpg", b"1")
    place.write("b.jpg", b"22")
    place.write("b.jpg", b"333")
    assert place.files() == ("b.jpg", "x/y/a.jpg")
    assert place.files("x") == ("y/a.jpg",)
    assert (place.read("b.jpg", 3), place.read_if_there("x/y/a.jpg", 9), place.read_if_there("no", 9)) == (
        b"333", b"1", None,
    )  # fmt: skip
    with pytest.raises(InputError, match="2 bytes allowed"):
        place.read("b.jpg", 2)
    with pytest.raises(InputError, match="cannot be read"):
        place.read("missing.jpg", 2)
    place.remove("b.jpg")
    place.remove("b.jpg")
    assert place.files() == ("x/y/a.jpg",)


def test_walls_have_the_names_that_a_folder_gives_them(tmp_path: Path) -> None:
    photos, memory = tmp_path / "photos", Place(f"memory://{tmp_path.name}/photos")
    names = (
        "a.jpg",
        "a.heic",
        "day 1/x.png",
        "day 1/y.png",
        ".hidden.jpg",
        "notes.txt",
        "old/map.json",
        "old/photos/z.jpg",
    )
    for name in names:
        (photos / name).parent.mkdir(parents=True, exist_ok=True)
        (photos / name).touch()
        memory.write(name, b"")
    for per in ("photo", "folder"):
        here = [(w.name, tuple(str(p.relative_to(photos)) for p in w.photos)) for w in find_walls(photos, per)]
        for place in (memory, Place(str(photos))):
            walls = find_remote_walls(place, per)
            assert [(w.name, tuple(str(p) for p in w.photos)) for w in walls] == here


def test_a_place_without_photos_and_names_that_lead_out_are_refused(tmp_path: Path) -> None:
    place = Place(f"memory://{tmp_path.name}/odd")
    with pytest.raises(InputError, match=f"memory://{tmp_path.name}/odd"):
        find_remote_walls(place, "photo")
    place.write("good.jpg", b"")
    place.write("../../secret.jpg", b"")
    system_keeps_it = any(".." in name for name in place.files())
    if system_keeps_it:
        with pytest.raises(InputError, match="Rename"):
            find_remote_walls(place, "photo")


@pytest.mark.parametrize(
    "name", ["../a.jpg", "a/../b.jpg", "/a.jpg", "a//b.jpg", "a\\b.jpg", "a\nb.jpg", "x" * 256, "."]
)
def test_unsafe_names(name: str) -> None:
    assert not is_safe(name)
    assert is_safe("day 1/wänd-2.jpg")


def test_addresses_that_cannot_be_used_are_told_first() -> None:
    with pytest.raises(UsageError, match="nosuch://"):
        Place("nosuch://x").check()
    with pytest.raises(EngineMissingError, match="Install"):
        Place("gs://bucket/x").check()
    assert Place("s3://bucket/x").direct
    assert not Place("memory://x").direct
