"""Photos on their way in: sniffed, counted, whole or not at all, without location, scanned into a wall's folder."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from stickyscan.cli.report import STEPS as TOLD_STEPS
from stickyscan.engines.protocols import Picture
from stickyscan.errors import InputError
from stickyscan.folder import PHOTOS, read_map
from stickyscan.pipeline import Unobserved
from stickyscan.review import scan_worker
from stickyscan.review.desk import Desk
from stickyscan.review.scan_jobs import STEPS
from stickyscan.review.uploads import NoDraftError, TooMuchError, UploadLimits, Uploads, sniffed_suffix
from stickyscan.steps.decode_photo import DecodeLimits
from tests.review.scanners import lost_reader, moody_scanner, sleeping_scanner
from tests.review.serving import a_client, a_desk, a_photo_file, encoded, ended, scanned, uploaded

EVIL = '<img src=x onerror="alert(1)">'


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk, and so one worker, for all tests whose scans go to their end."""
    with a_desk(tmp_path_factory.mktemp("shared")) as desk:
        yield desk


def files_of(desk: Desk) -> list[Path]:
    return sorted(path for path in desk.uploads._home.rglob("*") if path.is_file())


def plain(brightness: int) -> Picture:
    return np.full((120, 160, 3), brightness, dtype=np.uint8)


def with_place() -> bytes:
    """A JPEG that says where it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "PlaceCamera"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (48.0, 8.0, 12.0), 3: "E", 4: (11.0, 34.0, 30.0)})
    return a_photo_file(exif=exif)


# Through the address -------------------------------------------------------------------------------------------------


def test_an_upload_becomes_a_wall_without_location(shared: Desk) -> None:
    client = a_client(shared)
    draft = uploaded(client, with_place(), a_photo_file("HEIF"))
    small = client.get(f"/api/uploads/{draft}/photos/1.jpg").content
    job = scanned(client, shared, draft, "  Onboarding,\n group 2 ")
    assert (job.state, job.notes) == ("done", 6)
    assert job.folder == shared.workspace.folder / "Onboarding-group-2"
    journey = read_map(job.folder)
    assert journey.title == "Onboarding, group 2"
    assert [photo.file for photo in journey.photos] == ["photo-1.jpg", "photo-2.heic"]
    for data in (small, *(file.read_bytes() for file in (job.folder / PHOTOS).iterdir())):
        assert b"PlaceCamera" not in data
    with Image.open(job.folder / PHOTOS / "photo-1.jpg") as kept:
        assert dict(kept.getexif().get_ifd(ExifTags.IFD.GPSInfo)) == {}
    assert files_of(shared) == [], "the temporary files are gone"
    walls = {one["key"]: one for one in client.get("/api/workspace").json()["walls"]}
    card = walls["onboarding-group-2"]
    assert (card["title"], card["notes"], card["photos"]) == ("Onboarding, group 2", 6, 2)
    assert client.get("/api/walls/onboarding-group-2").json()["map"]["title"] == "Onboarding, group 2"


def test_the_steps_of_a_scan_are_told_as_they_end(shared: Desk) -> None:
    assert STEPS == TOLD_STEPS
    client = a_client(shared)
    answer = client.post(f"/api/uploads/{uploaded(client, a_photo_file())}/scan", json={})
    with client.stream("GET", f"/api/scans/{answer.json()['scan']}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        told = [json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: ")]
    assert told[-1]["state"] == "done"
    assert told[-1]["steps"] == list(STEPS)
    assert told[-1]["wall"] == "wall"
    counts = [len(one["steps"]) for one in told]
    assert counts == sorted(counts)
    assert client.get(f"/api/scans/{told[-1]['scan']}/seen.jpg").content.startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a page", b"<!doctype html><script>alert(1)</script>"),
        ("a drawing with script", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("a document", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"),
        ("postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n"),
        ("nothing", b""),
        ("a cut-off photo", a_photo_file()[:3000]),
        ("a program", b"MZ\x90\x00" + b"\0" * 500),
    ],
)
def test_what_is_no_photo_is_refused_whatever_it_calls_itself(tmp_path: Path, name: str, data: bytes) -> None:
    with a_desk(tmp_path) as desk:
        client = a_client(desk)
        draft = uploaded(client)
        answer = client.post(
            f"/api/uploads/{draft}/photos?name=wall.jpg", content=data, headers={"content-type": "image/jpeg"}
        )
        assert (answer.status_code, answer.json()["error"]) == (422, "unreadable"), name
        assert "/" not in answer.json()["message"].replace("JPEG, PNG", ""), "no path of this computer is told"
        assert files_of(desk) == []
        assert client.post(f"/api/uploads/{draft}/scan", json={}).status_code == 404


def test_a_name_is_never_used(shared: Desk) -> None:
    client = a_client(shared)
    draft = uploaded(client)
    way = {"content-disposition": 'attachment; filename="../../evil.jpg"', "x-name": "../../evil.jpg"}
    client.post(f"/api/uploads/{draft}/photos?name=../../evil.jpg", content=a_photo_file("PNG"), headers=way)
    assert [file.name for file in files_of(shared)] == ["photo-1.png"]
    job = scanned(client, shared, draft, "../../evil\0<b>/..")
    assert job.folder == shared.workspace.folder / "evil-b"
    assert not any("evil" in path.name for path in shared.workspace.folder.parent.iterdir())


@pytest.mark.parametrize("way", ["%2e%2e", "..%2f..%2fetc%2fpasswd", "%00", "a" * 3000, EVIL])
def test_ids_from_the_address_are_keys_and_no_paths(tmp_path: Path, way: str) -> None:
    with a_desk(tmp_path) as desk:
        client = a_client(desk)
        for path in (f"/api/uploads/{way}/photos/1.jpg", f"/api/scans/{way}", f"/api/walls/{way}", f"/walls/{way}"):
            assert client.get(path).status_code in (404, 405, 422), path
        assert client.post(f"/api/uploads/{way}/photos", content=a_photo_file()).status_code in (404, 405)


def test_photos_can_be_taken_out_again(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        client = a_client(desk)
        draft = uploaded(client, a_photo_file(), a_photo_file("PNG"))
        assert client.delete(f"/api/uploads/{draft}/photos/1").status_code == 204
        assert client.delete(f"/api/uploads/{draft}/photos/1").status_code == 404
        assert [file.name for file in files_of(desk)] == ["photo-2.png"]
        assert client.delete(f"/api/uploads/{draft}").status_code == 204
        assert files_of(desk) == []
        assert client.post(f"/api/uploads/{draft}/photos", content=a_photo_file()).status_code == 404


def test_too_many_photos_and_drafts_are_refused(tmp_path: Path) -> None:
    with a_desk(tmp_path, limits=UploadLimits(photos=2, drafts=2)) as desk:
        client = a_client(desk)
        draft = uploaded(client, a_photo_file(), a_photo_file())
        third = client.post(f"/api/uploads/{draft}/photos", content=a_photo_file())
        assert (third.status_code, third.json()["error"]) == (413, "too_much")
        assert "up to 2 photos" in third.json()["message"]
        uploaded(client)
        assert client.post("/api/uploads").status_code == 413
        assert len(files_of(desk)) == 2


# The store -----------------------------------------------------------------------------------------------------------


async def pieces(*parts: bytes, broken: bool = False) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    if broken:
        raise ConnectionError("the phone went out of reach")


def test_a_broken_upload_leaves_nothing_behind() -> None:
    uploads = Uploads()
    draft = uploads.begin()
    with pytest.raises(ConnectionError):
        asyncio.run(uploads.receive(draft, pieces(a_photo_file()[:2000], broken=True)))
    assert [path for path in uploads._home.rglob("*") if path.is_file()] == []
    assert uploads.photos(draft) == ()
    uploads.close()
    assert not uploads._home.exists()


def test_bytes_of_a_wall_are_counted_together() -> None:
    photo = a_photo_file()
    uploads = Uploads(UploadLimits(total_bytes=int(2.5 * len(photo))))
    draft = uploads.begin()
    for _ in range(2):
        asyncio.run(uploads.receive(draft, pieces(photo)))
    with pytest.raises(TooMuchError, match="MB together"):
        asyncio.run(uploads.receive(draft, pieces(photo)))
    assert len(list(uploads._home.rglob("photo-*"))) == 2
    assert list(uploads._home.rglob("*.part")) == []
    uploads.close()


def test_pixels_are_counted_before_they_are_decoded(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    Image.new("1", (20_000, 20_000)).save(bomb)  # 400 million pixels in some kilobytes
    assert bomb.stat().st_size < 100_000
    started = time.monotonic()
    with pytest.raises(InputError, match="megapixels"):
        sniffed_suffix(bomb, DecodeLimits())
    Image.new("RGB", (300, 300)).save(bomb)
    with pytest.raises(InputError, match="megapixels"):
        sniffed_suffix(bomb, DecodeLimits(pixels=80_000))
    Image.new("RGB", (300, 20)).save(bomb)
    with pytest.raises(InputError, match="preview"):
        sniffed_suffix(bomb, DecodeLimits())
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(("kind", "suffix"), [("JPEG", "jpg"), ("PNG", "png"), ("HEIF", "heic"), ("WEBP", "webp")])
def test_the_content_names_the_file(tmp_path: Path, kind: str, suffix: str) -> None:
    file = tmp_path / "it is a secret.exe"
    file.write_bytes(a_photo_file(kind))
    assert sniffed_suffix(file, DecodeLimits()) == suffix


def test_a_draft_that_nobody_touches_is_thrown_away() -> None:
    now = [0.0]
    uploads = Uploads(UploadLimits(idle_seconds=100), clock=lambda: now[0])
    old = uploads.begin()
    now[0] = 101.0
    fresh = uploads.begin()
    with pytest.raises(NoDraftError):
        uploads.photos(old)
    assert [path.name for path in uploads._home.iterdir()] == [fresh]
    uploads.close()


# Scans that go wrong -------------------------------------------------------------------------------------------------


def test_a_wall_without_notes_is_told_in_stickyscans_words(shared: Desk) -> None:
    before = sorted(shared.workspace.folder.iterdir())
    job = scanned(a_client(shared), shared, uploaded(a_client(shared), encoded(plain(255), "PNG")))
    assert (job.state, job.error) == ("failed", "NoNotesFoundError")
    assert (job.message or "").startswith("no sticky notes found in photo-1.png.")
    assert sorted(shared.workspace.folder.iterdir()) == before
    assert files_of(shared) == []


def test_a_bug_ends_one_scan_only(shared: Desk) -> None:
    client = a_client(shared)
    job = scanned(client, shared, uploaded(client, encoded(plain(0), "PNG")))
    assert (job.state, job.error) == ("failed", "RuntimeError")
    assert str(shared.uploads._home) not in str(job.message)
    assert scanned(client, shared, uploaded(client, a_photo_file())).state == "done"


def test_a_missing_engine_is_told() -> None:
    told = scan_worker.built(lost_reader, lambda _: None)
    assert isinstance(told, scan_worker.WallFailed)
    assert (told.error, "pip install" in told.message) == ("EngineMissingError", True)


def test_messages_name_no_folder_of_this_computer(tmp_path: Path) -> None:
    broken = tmp_path / "photo-1.jpg"
    broken.write_bytes(b"no photo")
    told = scan_worker.attempt(moody_scanner(observer=Unobserved()), scan_worker.ScanOrder((broken,), tmp_path / "new"))
    assert isinstance(told, scan_worker.WallFailed)
    assert told.message.startswith("photo-1.jpg: not a photo")


def test_a_scan_can_be_stopped_in_the_middle_and_in_the_queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = tmp_path / "started"
    monkeypatch.setenv("FAKE_STARTED", str(started))
    with a_desk(tmp_path / "walls", build=sleeping_scanner) as desk:
        client = a_client(desk)
        first, second = (
            str(client.post(f"/api/uploads/{uploaded(client, a_photo_file())}/scan", json={}).json()["scan"])
            for _ in range(2)
        )
        assert client.get(f"/api/scans/{second}").json()["before"] == 1
        until = time.monotonic() + 200
        while not started.exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert client.delete(f"/api/scans/{second}").status_code == 204
        assert client.delete(f"/api/scans/{first}").status_code == 204
        assert [ended(desk, one).state for one in (first, second)] == ["cancelled", "cancelled"]
        assert not (tmp_path / "walls").exists() or list((tmp_path / "walls").iterdir()) == []


def test_closing_the_server_in_the_middle_leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "walls").mkdir()
    with a_desk(tmp_path / "walls") as desk:
        client = a_client(desk)
        job = str(client.post(f"/api/uploads/{uploaded(client, a_photo_file())}/scan", json={}).json()["scan"])
        home = desk.uploads._home
    left = desk.jobs.get(job)
    assert left is not None
    assert left.state == "cancelled"
    assert list((tmp_path / "walls").iterdir()) == []
    assert not home.exists()
