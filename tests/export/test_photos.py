from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from stickyscan.export import PhotoFolder
from stickyscan.export.photos import Piece, cut_note, piece_of, whole_photo
from stickyscan.geometry import homography_between
from stickyscan.journey import Corners
from tests.builders import a_photo

# A note of four differently coloured quarters, so that its way up can be seen.
QUARTERS = {(0, 0): (220, 40, 40), (1, 0): (40, 180, 60), (1, 1): (40, 60, 220), (0, 1): (230, 200, 40)}
TOLERANCE = 30


def a_wall(size: tuple[int, int] = (400, 300)) -> Image.Image:
    """A grey wall with the four-coloured note at (100, 60) to (220, 180)."""
    wall = Image.new("RGB", size, (150, 150, 150))
    for (x, y), colour in QUARTERS.items():
        wall.paste(colour, (100 + 60 * x, 60 + 60 * y, 160 + 60 * x, 120 + 60 * y))
    return wall


STRAIGHT: Corners = ((100, 60), (220, 60), (220, 180), (100, 180))


def colours_of(picture: Image.Image) -> list[tuple[int, int, int]]:
    """The colours in the middle of the four quarters, clockwise from the top left."""
    w, h = picture.size
    points = [(w // 4, h // 4), (3 * w // 4, h // 4), (3 * w // 4, 3 * h // 4), (w // 4, 3 * h // 4)]
    return [picture.convert("RGB").getpixel(point) for point in points]  # type: ignore[misc]


def close(made: list[tuple[int, int, int]], expected: list[tuple[int, int, int]]) -> bool:
    pairs = zip(sum(made, ()), sum(expected, ()), strict=True)
    return all(abs(a - b) <= TOLERANCE for a, b in pairs)


@pytest.mark.parametrize("quarters", range(4))
def test_a_cut_out_stands_upright_however_the_note_hangs(quarters: int) -> None:
    corners = STRAIGHT[quarters:] + STRAIGHT[:quarters]
    made = cut_note(a_wall(), a_photo(width=400, height=300), corners, longest=100)  # type: ignore[arg-type]
    assert made is not None
    expected = list(QUARTERS.values())
    picture = Image.open(io.BytesIO(made.data))
    assert picture.size == (made.width, made.height) == (100, 100)
    assert close(colours_of(picture), expected[quarters:] + expected[:quarters])


def test_perspective_is_straightened() -> None:
    plane = Image.new("RGB", (200, 200))
    for (x, y), colour in QUARTERS.items():
        plane.paste(colour, (100 * x, 100 * y, 100 + 100 * x, 100 + 100 * y))
    corners: Corners = ((60, 40), (150, 50), (190, 180), (10, 160))
    # PERSPECTIVE takes output to input: from the photo to the note's own plane.
    square = np.array([(0, 0), (200, 0), (200, 200), (0, 200)], dtype=float)
    matrix = homography_between(np.array(corners, dtype=float), square)
    seen = plane.transform((200, 200), Image.Transform.PERSPECTIVE, tuple(matrix.ravel()[:8].tolist()))
    around = [seen.getpixel(point) for point in ((80, 60), (130, 65), (150, 150), (40, 140))]
    assert close(around, list(QUARTERS.values()))  # type: ignore[arg-type]
    made = cut_note(seen, a_photo(width=200, height=200), corners, longest=120)
    assert made is not None
    assert close(colours_of(Image.open(io.BytesIO(made.data))), list(QUARTERS.values()))


def upright(piece: Piece) -> Image.Image:
    """The note as whoever shows the piece turns it."""
    a, b, c, d, e, f = piece.turned
    back = np.linalg.inv(np.array([[a, c, e], [b, d, f], [0, 0, 1]]))
    size = round(piece.width), round(piece.height)
    return Image.open(io.BytesIO(piece.picture.data)).transform(
        size, Image.Transform.AFFINE, tuple(back.ravel()[:6].tolist())
    )


@pytest.mark.parametrize("tilt", [0, 7, -30, 45])
@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("longest", [60, 1000])
def test_a_piece_can_be_turned_upright_however_the_note_hangs(quarters: int, tilt: int, longest: int) -> None:
    turn = np.radians(tilt)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    hung = (np.array(STRAIGHT) - (160, 120)) @ matrix.T + (160, 120)
    a, b, c, d = np.roll(hung, -quarters, axis=0).tolist()
    wall = a_wall().rotate(-tilt, Image.Resampling.BILINEAR, center=(160, 120))
    made = piece_of(wall, a_photo(width=400, height=300), (a, b, c, d), longest)
    assert made is not None
    expected = list(QUARTERS.values())
    assert close(colours_of(upright(made)), expected[quarters:] + expected[:quarters])
    assert (made.width, made.height) == pytest.approx((min(120 * 1.06, longest),) * 2, rel=0.02)


def test_corners_are_in_the_frame_of_the_scanned_photo_even_if_the_copy_is_smaller() -> None:
    half = a_wall().resize((200, 150))
    made = cut_note(half, a_photo(width=400, height=300), STRAIGHT, longest=300)
    assert made is not None
    assert made.width == pytest.approx(60 * 1.06, abs=1), "a small note is not blown up"
    assert close(colours_of(Image.open(io.BytesIO(made.data))), list(QUARTERS.values()))


@pytest.mark.parametrize(
    "corners",
    [
        ((900, 900), (990, 900), (990, 990), (900, 990)),
        ((5, 5), (5, 5), (5, 5), (5, 5)),
        ((0, 0), (50, 0), (100, 0), (150, 0)),
        ((-90, -90), (-10, -90), (-10, -10), (-90, -10)),
    ],
)
def test_corners_that_enclose_nothing_give_no_cut_out(corners: Corners) -> None:
    for cut in (cut_note, piece_of):
        assert cut(a_wall(), a_photo(width=400, height=300), corners, longest=100) is None


def test_a_note_half_outside_the_photo_is_cut_all_the_same() -> None:
    corners: Corners = ((340, 200), (460, 200), (460, 320), (340, 320))
    made = cut_note(a_wall(), a_photo(width=400, height=300), corners, longest=100)
    assert made is not None
    assert (made.width, made.height) == (100, 100)


def test_embedded_pictures_carry_no_metadata(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0110] = "Secret camera"
    a_wall().save(tmp_path / "wall.jpg", exif=exif)
    picture = PhotoFolder(tmp_path).picture(a_photo(width=400, height=300))
    assert picture is not None
    info = a_photo(width=400, height=300)
    piece = piece_of(picture, info, STRAIGHT, 80)
    assert piece is not None
    for made in (whole_photo(picture, 200), cut_note(picture, info, STRAIGHT, 80), piece.picture):
        assert made is not None
        assert b"Exif" not in made.data
        assert b"Secret" not in made.data


def test_a_photo_is_turned_as_its_camera_says(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise to see it upright
    a_wall().rotate(90, expand=True).save(tmp_path / "wall.jpg", exif=exif, quality=95)
    picture = PhotoFolder(tmp_path).picture(a_photo(width=400, height=300))
    assert picture is not None
    assert picture.size == (400, 300)
    assert close([picture.getpixel((130, 90))], [QUARTERS[0, 0]])  # type: ignore[list-item]


def test_sixteen_bits_keep_their_shades(tmp_path: Path) -> None:
    Image.fromarray(np.full((300, 400), 0x6000, dtype=np.uint16)).save(tmp_path / "wall.png")
    picture = PhotoFolder(tmp_path).picture(a_photo(file="wall.png", width=400, height=300))
    assert picture is not None
    assert picture.getpixel((9, 9)) == (0x60, 0x60, 0x60)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"])
def test_every_kind_of_photo_can_be_shown_whatever_its_name(tmp_path: Path, kind: str) -> None:
    pillow_heif.register_heif_opener()
    a_wall().save(tmp_path / "wall.jpg", kind)
    picture = PhotoFolder(tmp_path).picture(a_photo(width=400, height=300))
    assert picture is not None
    assert close([picture.getpixel((130, 90))], [QUARTERS[0, 0]])  # type: ignore[list-item]


@pytest.mark.parametrize("kind", ["EPS", "PPM"])
def test_only_what_cameras_write_is_opened(tmp_path: Path, kind: str) -> None:
    a_wall().save(tmp_path / "wall.jpg", kind)
    assert PhotoFolder(tmp_path).picture(a_photo(width=400, height=300)) is None


def test_a_missing_a_damaged_and_a_different_photo_are_no_picture(tmp_path: Path) -> None:
    folder = PhotoFolder(tmp_path)
    assert folder.picture(a_photo()) is None
    (tmp_path / "wall.jpg").write_bytes(b"not a picture")
    assert folder.picture(a_photo()) is None
    whole = io.BytesIO()
    a_wall().save(whole, "JPEG")
    (tmp_path / "wall.jpg").write_bytes(whole.getvalue()[:900])
    assert folder.picture(a_photo(width=400, height=300)) is None
    a_wall((300, 400)).save(tmp_path / "wall.jpg")
    assert folder.picture(a_photo(width=400, height=300)) is None


@pytest.mark.parametrize("name", ["../secret.png", "..\\secret.png", "/etc/secret.png", "a/../../secret.png"])
def test_a_map_cannot_reach_out_of_its_folder(tmp_path: Path, name: str) -> None:
    a_wall().save(tmp_path / "secret.png")
    inside = tmp_path / "photos"
    inside.mkdir()
    assert PhotoFolder(inside).picture(a_photo(width=400, height=300).model_copy(update={"file": name})) is None


def test_neither_a_pipe_nor_a_link_out_of_the_folder_is_read(tmp_path: Path) -> None:
    a_wall().save(tmp_path / "secret.png")
    inside = tmp_path / "photos"
    inside.mkdir()
    (inside / "wall.jpg").symlink_to(tmp_path / "secret.png")
    assert PhotoFolder(inside).picture(a_photo(width=400, height=300)) is None
    (inside / "wall.jpg").unlink()
    os.mkfifo(inside / "wall.jpg")  # reading it would wait for ever
    assert PhotoFolder(inside).picture(a_photo()) is None


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_photo_without_a_name_is_missing(tmp_path: Path, name: str) -> None:
    assert PhotoFolder(tmp_path).picture(a_photo().model_copy(update={"file": name})) is None


def test_the_whole_photo_is_made_smaller_but_never_larger() -> None:
    assert (whole_photo(a_wall(), 200).width, whole_photo(a_wall(), 200).height) == (200, 150)
    assert whole_photo(a_wall(), 4000).width == 400
