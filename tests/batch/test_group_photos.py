from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import ExifTags, Image

from stickyscan.batch.group_photos import Pair, Verdict, group_photos, same_wall
from stickyscan.batch.taken import read_taken
from stickyscan.engines.protocols import Picture
from stickyscan.errors import InputError


def drawn_wall(notes: int, canvas: int = 0) -> Picture:
    """A printed canvas, always the same for the same number, and notes on it with writing of their own."""
    wall = np.full((900, 1600, 3), 225, np.uint8)
    print_, write = np.random.default_rng(canvas), np.random.default_rng(1000 + notes)
    for _ in range(12):
        x, y = (int(v) for v in print_.integers(0, (1500, 850)))
        cv2.putText(wall, f"TITLE {print_.integers(999)}", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (60, 60, 60), 2)
    for row in range(5):
        for column in range(9):
            x, y = 40 + column * 170, 30 + row * 170
            paper = tuple(int(v) for v in write.integers(120, 255, 3))
            cv2.rectangle(wall, (x, y), (x + 130, y + 130), paper, -1)
            for line in range(4):
                word = "".join(chr(97 + int(letter)) for letter in write.integers(0, 26, 7))
                cv2.putText(wall, word, (x + 6, y + 28 + 30 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (30, 30, 40), 2)
    return wall


def seen(wall: Picture, start: int, seed: int = 0) -> Picture:
    """800 pixels of a wall from another place, in another light, with noise."""
    draw = np.random.default_rng(seed)
    corners = np.array([[start, 0], [start + 800, 0], [start + 800, 900], [start, 900]], np.float32)
    moved = corners + draw.uniform(-25, 25, (4, 2)).astype(np.float32)
    target = np.array([[0, 0], [800, 0], [800, 900], [0, 900]], np.float32)
    photo = cv2.warpPerspective(wall, cv2.getPerspectiveTransform(moved, target), (800, 900), borderValue=(200,) * 3)
    lit = photo * draw.uniform(0.8, 1.1) + draw.normal(0, 3, photo.shape)
    return np.asarray(np.clip(lit, 0, 255), dtype=np.uint8)


def test_overlapping_photos_of_a_wall_are_the_same() -> None:
    wall = drawn_wall(1)
    assert same_wall(seen(wall, 100, 1), seen(wall, 450, 2))


def test_another_wall_is_not_the_same() -> None:
    assert not same_wall(seen(drawn_wall(1), 100, 1), seen(drawn_wall(2, canvas=5), 100, 2))


def test_the_same_canvas_with_other_notes_is_not_the_same() -> None:
    assert not same_wall(seen(drawn_wall(1), 100, 1), seen(drawn_wall(2), 100, 2))


def test_nothing_to_see_is_not_the_same() -> None:
    blank = np.full((900, 800, 3), 220, np.uint8)
    assert not same_wall(blank, blank)


def saved(path: Path, picture: Picture, moment: str | None, camera: str = "phone") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = camera
    if moment:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = f"2026:11:20 {moment}"
    Image.fromarray(picture).save(path, quality=90, exif=exif)
    return path


Group = Callable[..., list[list[str]]]


@pytest.fixture
def grouped(tmp_path: Path) -> Group:
    def names(photos: list[Path], judged: dict[Pair, Verdict] | None = None, **more: object) -> list[list[str]]:
        digests = {photo: photo.name for photo in photos}
        known: dict[Pair, Verdict] = {} if judged is None else judged
        return [[p.name for p in group] for group in group_photos(photos, digests, known, **more)]  # type: ignore[arg-type]

    return names


def test_a_sweep_becomes_one_wall_in_the_order_it_was_taken(tmp_path: Path, grouped: Group) -> None:
    wall, other = drawn_wall(1), drawn_wall(2)
    photos = [
        saved(tmp_path / "z.jpg", seen(wall, 0, 1), "09:00:00"),
        saved(tmp_path / "a.jpg", seen(wall, 350, 2), "09:00:10"),
        saved(tmp_path / "m.jpg", seen(wall, 700, 3), "09:00:20"),
        saved(tmp_path / "other.jpg", seen(other, 350, 4), "09:00:30"),
    ]
    assert grouped(photos) == [["other.jpg"], ["z.jpg", "a.jpg", "m.jpg"]]


@pytest.mark.parametrize(
    ("place", "moment", "camera"),
    [
        ("b.jpg", None, "phone"),  # without a time nobody knows
        ("b.jpg", "09:05:00", "phone"),  # a later visit
        ("b.jpg", "09:00:10", "another phone"),
        ("day2/b.jpg", "09:00:10", "phone"),
    ],
)
def test_what_was_not_taken_together_stays_apart(
    tmp_path: Path, grouped: Group, place: str, moment: str | None, camera: str
) -> None:
    def refuse(path: Path) -> Picture:
        raise AssertionError(f"{path} need not be looked at")

    wall = drawn_wall(1)
    photos = [
        saved(tmp_path / "a.jpg", seen(wall, 0, 1), "09:00:00"),
        saved(tmp_path / place, seen(wall, 0, 2), moment, camera),
    ]
    assert grouped(photos, look_at=refuse) == [["a.jpg"], ["b.jpg"]]


def test_what_was_judged_before_is_not_looked_at_again(tmp_path: Path, grouped: Group) -> None:
    def refuse(path: Path) -> Picture:
        raise AssertionError(f"{path} need not be looked at")

    wall = drawn_wall(1)
    photos = [saved(tmp_path / f"{n}.jpg", seen(wall, 0, n), f"09:00:0{n}") for n in range(2)]
    judged: dict[Pair, Verdict] = {("0.jpg", "1.jpg"): True}
    assert grouped(photos, judged, look_at=refuse) == [["0.jpg", "1.jpg"]]


def test_one_contradiction_keeps_a_photo_out(tmp_path: Path, grouped: Group) -> None:
    wall = drawn_wall(1)
    photos = [saved(tmp_path / f"{n}.jpg", seen(wall, 0, n), f"09:00:0{n}") for n in range(3)]
    judged: dict[Pair, Verdict] = {
        ("0.jpg", "1.jpg"): True, ("1.jpg", "2.jpg"): True, ("0.jpg", "2.jpg"): False,
    }  # fmt: skip
    assert grouped(photos, judged) == [["0.jpg", "1.jpg"], ["2.jpg"]]
    judged["0.jpg", "2.jpg"] = None
    assert grouped(photos, judged) == [["0.jpg", "1.jpg", "2.jpg"]]


def test_a_broken_photo_stands_alone(tmp_path: Path, grouped: Group) -> None:
    def broken(path: Path) -> Picture:
        raise InputError(f"{path}: damaged.")

    wall = drawn_wall(1)
    photos = [saved(tmp_path / f"{n}.jpg", seen(wall, 0, n), f"09:00:0{n}") for n in range(2)]
    assert grouped(photos, look_at=broken) == [["0.jpg"], ["1.jpg"]]


def test_what_tells_no_time_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"no photo")
    (tmp_path / "d.jpg").mkdir()
    assert read_taken(tmp_path / "a.jpg").moment is None
    assert read_taken(tmp_path / "d.jpg").moment is None
    assert read_taken(tmp_path / "gone.jpg").moment is None
