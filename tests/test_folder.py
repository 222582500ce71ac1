from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from stickyscan.derived import derived_files
from stickyscan.errors import InputError, OutputError, UsageError
from stickyscan.exchange import aside, put_in_place, recover
from stickyscan.folder import read_map, write_wall_folder
from stickyscan.journey import JourneyMap, MadeBy, PhotoInfo
from stickyscan.settings import LIMITS

UNIT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def a_photo(path: Path, shade: int = 200) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSMapDatum] = "SECRETPLACE"
    Image.new("RGB", (96, 80), (shade, shade, 90)).save(path, exif=exif)
    return path


def a_map(*files: str, title: str | None = None) -> JourneyMap:
    photos = tuple(
        PhotoInfo(
            id=f"p{i}", file=file, sha256=hashlib.sha256(file.encode()).hexdigest(), width=96, height=80, to_wall=UNIT
        )
        for i, file in enumerate(files, 1)
    )
    return JourneyMap(title=title, made_by=MadeBy(version="0", finder="none", reader="none"), photos=photos)


def derive(journey: JourneyMap, photos: Path) -> Mapping[str, bytes]:
    """Shows that the photos are there when the derived files are made."""
    names = sorted(entry.name for entry in photos.iterdir())
    return {"map.html": f"{journey.title} {names}".encode(), "overlay.jpg": b"outlines"}


def written(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


def nothing_hidden(parent: Path) -> bool:
    return not [entry.name for entry in parent.iterdir() if entry.name.startswith(".")]


def test_a_new_folder(tmp_path: Path) -> None:
    source = a_photo(tmp_path / "wall.jpg")
    out = tmp_path / "deep" / "er" / "wall"
    write_wall_folder(out, a_map("wall.jpg", title="one"), [source], replace=False, derive=derive)
    files = written(out)
    assert sorted(files) == ["map.html", "map.json", "overlay.jpg", "photos/wall.jpg"]
    assert files["map.html"] == b"one ['wall.jpg']"
    assert b"SECRETPLACE" in source.read_bytes()
    assert b"SECRETPLACE" not in files["photos/wall.jpg"]
    assert (out / "history").is_dir()
    assert read_map(out) == read_map(out / "map.json") == a_map("wall.jpg", title="one")
    assert nothing_hidden(out.parent)


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    write_wall_folder(out, a_map("a.jpg"), [a_photo(tmp_path / "a.jpg")], replace=False, derive=derive)
    assert (out / "map.json").exists()
    assert nothing_hidden(tmp_path)


def test_two_photos_of_one_name(tmp_path: Path) -> None:
    sources = [a_photo(tmp_path / "x" / "IMG_1.jpg", 10), a_photo(tmp_path / "y" / "IMG_1.jpg", 250)]
    write_wall_folder(tmp_path / "out", a_map("IMG_1.jpg", "IMG_1-2.jpg"), sources, replace=False, derive=derive)
    with (
        Image.open(tmp_path / "out/photos/IMG_1.jpg") as first,
        Image.open(tmp_path / "out/photos/IMG_1-2.jpg") as other,
    ):
        assert isinstance(one := first.getpixel((5, 5)), tuple)
        assert isinstance(two := other.getpixel((5, 5)), tuple)
        assert one[0] < 30
        assert two[0] > 230


@pytest.mark.parametrize(
    "files", [("a.jpg",), ("a.jpg", "A.JPG"), ("a.jpg", "../b.jpg"), ("a.jpg", "..\\b.jpg"), ("a.jpg", "")]
)
def test_names_that_do_not_fit_are_a_programming_error(tmp_path: Path, files: tuple[str, ...]) -> None:
    sources = [a_photo(tmp_path / "a.jpg"), a_photo(tmp_path / "b.jpg")]
    with pytest.raises(ValueError, match=r"photo|name"):
        write_wall_folder(tmp_path / "out", a_map(*files), sources, replace=False, derive=derive)
    assert not (tmp_path / "out").exists()


def test_an_earlier_result_is_never_replaced_silently(tmp_path: Path) -> None:
    source, out = a_photo(tmp_path / "a.jpg"), tmp_path / "out"
    write_wall_folder(out, a_map("a.jpg", title="old"), [source], replace=False, derive=derive)
    before = written(out)
    with pytest.raises(UsageError, match="--force"):
        write_wall_folder(out, a_map("a.jpg", title="new"), [source], replace=False, derive=derive)
    assert written(out) == before


def test_replacing_keeps_every_earlier_map_photo_and_foreign_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    source = a_photo(tmp_path / "a.jpg")
    for i in range(1, 4):
        write_wall_folder(out, a_map("a.jpg", title=f"v{i}"), [source], replace=i > 1, derive=derive)
        if i == 1:
            (out / "minutes.txt").write_text("ours")
            (out / "exports").mkdir()
            (out / "exports" / "map.csv").write_text("1,2")
            (out / "link").symlink_to("minutes.txt")
    write_wall_folder(out, a_map("b.jpg", title="v4"), [a_photo(tmp_path / "b.jpg")], replace=True, derive=derive)
    assert read_map(out).title == "v4"
    assert [read_map(out / "history" / f"map-000{i}.json").title for i in (1, 2, 3)] == ["v1", "v2", "v3"]
    assert sorted(f.name for f in (out / "photos").iterdir()) == ["a.jpg", "b.jpg"]
    assert (out / "minutes.txt").read_text() == "ours"
    assert (out / "exports" / "map.csv").read_text() == "1,2"
    assert (out / "link").is_symlink()
    assert nothing_hidden(tmp_path)


def test_the_same_map_again_adds_no_history(tmp_path: Path) -> None:
    source, out = a_photo(tmp_path / "a.jpg"), tmp_path / "out"
    for replace in (False, True):
        write_wall_folder(out, a_map("a.jpg"), [source], replace=replace, derive=derive)
    assert list((out / "history").glob("map-*")) == []


def test_the_folders_own_photos_can_be_the_sources(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_wall_folder(out, a_map("a.jpg"), [a_photo(tmp_path / "a.jpg")], replace=False, derive=derive)
    before = (out / "photos/a.jpg").read_bytes()
    sources = [out / "photos/a.jpg", a_photo(tmp_path / "later.jpg")]
    write_wall_folder(out, a_map("a.jpg", "later.jpg"), sources, replace=True, derive=derive)
    assert (out / "photos/a.jpg").read_bytes() == before
    assert (out / "photos/later.jpg").exists()


@pytest.mark.parametrize("replace", [False, True])
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, replace: bool) -> None:
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter1.txt").write_text("years of work")
    with pytest.raises(UsageError, match="not a result of stickyscan"):
        write_wall_folder(out, a_map("a.jpg"), [a_photo(tmp_path / "a.jpg")], replace=replace, derive=derive)
    assert written(out) == {"chapter1.txt": b"years of work"}
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="is a file"):
        write_wall_folder(
            tmp_path / "file", a_map("a.jpg"), [a_photo(tmp_path / "a.jpg")], replace=replace, derive=derive
        )


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EACCES, "no permission"),
        (errno.EROFS, "no permission"),
        (errno.EIO, "error"),
    ],
)
def test_a_failing_disk_leaves_the_old_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, advice: str
) -> None:
    source, out = a_photo(tmp_path / "a.jpg"), tmp_path / "out"
    write_wall_folder(out, a_map("a.jpg", title="old"), [source], replace=False, derive=derive)
    before = written(out)

    def fail(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError, match=advice) as caught:
        write_wall_folder(out, a_map("a.jpg", title="new"), [source], replace=True, derive=derive)
    assert str(out) in str(caught.value)
    assert written(out) == before
    assert nothing_hidden(tmp_path)


def test_a_photo_that_went_bad_leaves_the_old_result(tmp_path: Path) -> None:
    source, out = a_photo(tmp_path / "a.jpg"), tmp_path / "out"
    write_wall_folder(out, a_map("a.jpg"), [source], replace=False, derive=derive)
    before = written(out)
    source.write_bytes(b"")
    with pytest.raises(InputError, match=r"a\.jpg"):
        write_wall_folder(out, a_map("a.jpg"), [source], replace=True, derive=derive)
    assert written(out) == before
    assert nothing_hidden(tmp_path)


KILLED = """
    import os, signal, sys
    from pathlib import Path
    import shutil
    from stickyscan import folder
    from stickyscan.journey import JourneyMap

    def die(*_, **__):
        os.kill(os.getpid(), signal.SIGKILL)

    out, map_text, source, where = sys.argv[1:]
    journey = JourneyMap.from_json(map_text)
    derive = (lambda *_: {"map.html": b"new"})
    if where == "derive":
        derive = die
    else:
        module, name = where.rsplit(".", 1)
        setattr(folder if module == "folder" else shutil, name, die)
    folder.write_wall_folder(Path(out), journey, [Path(source)], replace=True, derive=derive)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize(
    ("where", "title"),
    [("derive", "old"), ("folder._fill_history", "old"), ("folder.put_in_place", "old"), ("shutil.rmtree", "new")],
)
def test_a_killed_process_leaves_the_old_or_the_new_result(tmp_path: Path, where: str, title: str) -> None:
    source, out = a_photo(tmp_path / "a.jpg"), tmp_path / "out"
    write_wall_folder(out, a_map("a.jpg", title="old"), [source], replace=False, derive=derive)
    text = a_map("a.jpg", title="new").to_json()
    script = textwrap.dedent(KILLED)
    done = subprocess.run([sys.executable, "-c", script, str(out), text, str(source), where], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert read_map(out).title == title
    assert (out / "photos/a.jpg").exists()
    assert not nothing_hidden(tmp_path)
    write_wall_folder(out, a_map("a.jpg", title="last"), [source], replace=True, derive=derive)
    assert read_map(out).title == "last"
    assert nothing_hidden(tmp_path)


def test_a_running_process_keeps_its_folder(tmp_path: Path) -> None:
    other = tmp_path / f".out.stickyscan-new-{os.getppid()}-abcd"
    other.mkdir()
    write_wall_folder(tmp_path / "out", a_map("a.jpg"), [a_photo(tmp_path / "a.jpg")], replace=False, derive=derive)
    assert other.exists()


def test_systems_without_an_exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stickyscan.exchange._exchanged", lambda *_: False)
    new, target = tmp_path / "new", tmp_path / "target"
    for folder in (new, target):
        folder.mkdir()
        (folder / "name").write_text(folder.name)
    put_in_place(new, target)
    assert (target / "name").read_text() == "new"
    assert (new / "name").read_text() == "target"


def test_a_folder_that_was_set_aside_comes_back(tmp_path: Path) -> None:
    target = tmp_path / "wall"
    aside(target).mkdir()
    (aside(target) / "map.json").write_text("old")
    recover(target)
    assert (target / "map.json").read_text() == "old"
    assert nothing_hidden(tmp_path)


def test_read_map_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no map"):
        read_map(tmp_path)
    with pytest.raises(InputError, match=r"none\.json"):
        read_map(tmp_path / "none.json")
    (tmp_path / "map.json").write_text("{}")
    with pytest.raises(InputError, match=r"map\.json: not a stickyscan map"):
        read_map(tmp_path)


def test_write_wall_folder_derives_page_and_overlay_by_default() -> None:
    assert write_wall_folder.__kwdefaults__ == {"derive": derived_files, "limits": LIMITS}
