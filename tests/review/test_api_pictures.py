"""Pictures under /api/walls/KEY: photos in steps, tiles, cut-outs; upright, without metadata, well tagged."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from stickyscan.folder import PHOTOS
from stickyscan.review.app import make_app
from stickyscan.review.house import house_of_one
from tests.review.review_maps import ToldReader, square, wall_folder

API = "/api/walls/wall"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return wall_folder(tmp_path / "wall")


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(make_app(house_of_one(folder, ToldReader()))) as opened:
        yield opened


@pytest.mark.parametrize(("asked", "wide"), [(1, 400), (401, 800), (1600, 1600), (9999, 1600)])
def test_photos_are_scaled_to_a_step_and_never_enlarged(client: TestClient, asked: int, wide: int) -> None:
    answer = client.get(f"{API}/photos/p1.jpg?width={asked}")
    picture = Image.open(BytesIO(answer.content))
    assert (picture.format, picture.width, picture.height) == ("JPEG", wide, wide * 1000 // 1600)
    again = client.get(f"{API}/photos/p1.jpg?width={asked}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_another_photo_under_the_same_name_has_another_tag(client: TestClient, folder: Path) -> None:
    before = client.get(f"{API}/photos/p1.jpg?width=400")
    Image.new("RGB", (1600, 1000), "red").save(folder / PHOTOS / "wall.jpg")
    after = client.get(f"{API}/photos/p1.jpg?width=400", headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, after.content != before.content) == (200, True)


def test_tiles_put_together_are_the_photo(client: TestClient, folder: Path) -> None:
    plan = client.get(f"{API}/photos/p1/tiles.json").json()
    assert plan == {"width": 1600, "height": 1000, "tile": 512, "levels": 3}
    whole = Image.new("RGB", (1600, 1000))
    for x in range(4):
        for y in range(2):
            tile = client.get(f"{API}/photos/p1/tiles/2/{x}_{y}.jpg")
            whole.paste(Image.open(BytesIO(tile.content)), (512 * x, 512 * y))
    real = Image.open(folder / PHOTOS / "wall.jpg").convert("L").reduce(40)
    assert list(whole.convert("L").reduce(40).tobytes()) == pytest.approx(list(real.tobytes()), abs=4)
    coarse = Image.open(BytesIO(client.get(f"{API}/photos/p1/tiles/0/0_0.jpg").content))
    assert coarse.size == (400, 250)
    for beyond in ("0/1_0", "2/4_0", "3/0_0"):
        assert client.get(f"{API}/photos/p1/tiles/{beyond}.jpg").status_code == 404


def test_a_note_is_cut_out_and_the_tag_follows_its_corners(client: TestClient) -> None:
    answer = client.get(f"{API}/notes/n1.jpg?width=640")
    assert Image.open(BytesIO(answer.content)).size == (106, 106)
    moved = {"op": "move_corners", "note": "n1", "corners": square(210, 210, 50)}
    client.post(f"{API}/edits", json={"version": client.get(API).json()["version"], "edits": [moved]})
    after = client.get(f"{API}/notes/n1.jpg?width=640", headers={"If-None-Match": answer.headers["etag"]})
    assert Image.open(BytesIO(after.content)).size == (53, 53)


def test_pictures_tell_nothing_of_the_place_where_they_were_taken(client: TestClient, folder: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    Image.open(folder / PHOTOS / "wall.jpg").save(folder / PHOTOS / "wall.jpg", exif=exif.tobytes())
    for address in ("photos/p1.jpg?width=400", "photos/p1/tiles/0/0_0.jpg", "notes/n1.jpg"):
        picture = Image.open(BytesIO(client.get(f"{API}/{address}").content))
        assert (dict(picture.getexif()), "exif" in picture.info) == ({}, False), address


def test_a_photo_that_lies_on_its_side_is_shown_upright(client: TestClient, folder: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    Image.open(folder / PHOTOS / "wall.jpg").transpose(Image.Transpose.ROTATE_90).save(
        folder / PHOTOS / "wall.jpg", exif=exif.tobytes(), quality=95
    )
    assert client.get(f"{API}/photos/p1/tiles.json").json()["width"] == 1600
    picture = Image.open(BytesIO(client.get(f"{API}/photos/p1.jpg?width=800").content))
    assert picture.size == (800, 500)
