"""A desk with engines that do what a test says, and the server of `stickyscan serve` over it."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
from PIL import Image
from starlette.testclient import TestClient

from stickyscan.engines.catalogue import build_finder
from stickyscan.engines.protocols import Picture
from stickyscan.review.access import Door
from stickyscan.review.desk import Desk
from stickyscan.review.house import House
from stickyscan.review.listen import LOOPBACK, open_sockets
from stickyscan.review.photo_quality import judge_photo
from stickyscan.review.rate_limits import RATES, Rate, RateLimits, RequestKind
from stickyscan.review.scan_jobs import ScanJob, ScanJobs
from stickyscan.review.scan_worker import BuildScanner
from stickyscan.review.security import Rules, local_hosts
from stickyscan.review.serve import serving_app
from stickyscan.review.uploads import UploadLimits, Uploads
from stickyscan.review.workspace import Workspace
from stickyscan.steps.decode_photo import know_formats
from tests import fakes
from tests.review.scanners import moody_scanner

PORT = 8765
HERE = f"http://127.0.0.1:{PORT}"
PHONES = "192.168.7.7"
GENEROUS: dict[RequestKind, Rate] = dict.fromkeys(RATES, Rate(100_000, 1_000))


@contextmanager
def a_desk(
    workspace: Path,
    *,
    door: Door | None = None,
    build: BuildScanner = moody_scanner,
    limits: UploadLimits | None = None,
    engines: bool = False,
) -> Iterator[Desk]:
    """A desk over a workspace, closed afterwards. `engines`: photos are judged with the real finder."""
    walls = Workspace(workspace)
    jobs = ScanJobs(build, walls.new_folder)
    judge = partial(judge_photo, finder=build_finder(threads=1) if engines else fakes.ScriptedFinder())
    address = None if door is None else f"http://{PHONES}:{PORT}"
    desk = Desk(House(walls.find), walls, Uploads(limits or UploadLimits()), jobs, judge, door, address)
    try:
        yield desk
    finally:
        desk.close()


def rules_for(desk: Desk, rates: RateLimits | None = None, port: int = PORT) -> Rules:
    """The rules that `stickyscan serve` makes, with rates that no test reaches by chance."""
    hosts = local_hosts(port, frozenset({PHONES} if desk.door else ()))
    return Rules(hosts, desk.door, desk.guest_walls, rates=rates or RateLimits(GENEROUS))


def a_client(desk: Desk, rules: Rules | None = None, *, phone: bool = False, origin: bool = True) -> TestClient:
    """A browser that has one of our pages open, at the computer or on a phone; redirects are not followed."""
    base = f"http://{PHONES}:{PORT}" if phone else HERE
    headers = {"origin": base} if origin else {}
    at = ("192.168.7.20" if phone else "127.0.0.1", 50_000)
    return TestClient(
        serving_app(desk, rules or rules_for(desk)), base, headers=headers, client=at, follow_redirects=False
    )


@dataclass(frozen=True)
class RunningServer:
    """A real server in a thread. `address` ends without a slash."""

    desk: Desk
    address: str


@contextmanager
def a_server(desk: Desk) -> Iterator[RunningServer]:
    """The real server over real sockets; phones come by the loopback address, too, as a test has no other."""
    sockets, port = open_sockets((LOOPBACK,), 0)
    config = uvicorn.Config(
        serving_app(desk, rules_for(desk, port=port)), log_level="error", lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=(list(sockets),), daemon=True)
    thread.start()
    try:
        yield RunningServer(desk, f"http://{LOOPBACK}:{port}")
    finally:
        desk.stopping.set()
        server.should_exit = True
        thread.join(10)


def a_photo_file(kind: str = "JPEG", **save: Any) -> bytes:
    """A photo of the drawn wall in a format."""
    return encoded(drawn_pixels(), kind, **save)


def encoded(pixels: Picture, kind: str = "JPEG", **save: Any) -> bytes:
    """Pixels as a file."""
    know_formats()
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **save)
    return out.getvalue()


def drawn_pixels() -> Picture:
    """The drawn wall of tests.fakes, with sharp writing on each note."""
    rgb = np.full((fakes.WALL_SIZE[1], fakes.WALL_SIZE[0], 3), (228, 228, 224), dtype=np.uint8)
    for index, quad in enumerate(fakes.WALL_NOTES):
        (left, top), _, (right, bottom), _ = ((int(x), int(y)) for x, y in quad.corners)
        rgb[top:bottom, left:right] = fakes.PAPERS[index % len(fakes.PAPERS)]
        for line in range(3):
            y = top + 25 + 25 * line
            for x in range(left + 16, right - 20, 12):
                rgb[y : y + 12, x : x + 3] = (30, 28, 40)
                rgb[y : y + 3, x : x + 8] = (30, 28, 40)
    return rgb


def uploaded(client: TestClient, *photos: bytes) -> str:
    """The id of a draft with these photos."""
    draft = str(client.post("/api/uploads").json()["upload"])
    for photo in photos:
        answer = client.post(f"/api/uploads/{draft}/photos", content=photo)
        assert answer.status_code == 201, answer.text
    return draft


def scanned(client: TestClient, desk: Desk, draft: str, title: str = "") -> ScanJob:
    """The scan of a draft, once it is over."""
    answer = client.post(f"/api/uploads/{draft}/scan", json={"title": title})
    assert answer.status_code == 202, answer.text
    return ended(desk, str(answer.json()["scan"]))


def ended(desk: Desk, job_id: str, seconds: float = 300.0) -> ScanJob:
    """The job, once it is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        job = desk.jobs.get(job_id)
        assert job is not None
        if job.over:
            return job
        time.sleep(0.05)
    raise AssertionError(f"still {job} after {seconds} s")
