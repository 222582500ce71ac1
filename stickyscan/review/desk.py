"""What the pages of `stickyscan serve` work with: walls, uploads, scans, and the door for phones."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request

from stickyscan.assembly import assemble_scanner
from stickyscan.engines.catalogue import build_finder
from stickyscan.review.access import Door, Role
from stickyscan.review.house import House, reader_of
from stickyscan.review.photo_quality import PhotoQuality, judge_photo
from stickyscan.review.scan_jobs import ScanJobs
from stickyscan.review.uploads import Uploads
from stickyscan.review.workspace import Workspace
from stickyscan.settings import Settings
from stickyscan.steps.decode_photo import Photo


@dataclass(frozen=True)
class Desk:
    """Everything that outlives a request. `door` and `phone_address` (http://HOST:PORT) are None without --lan."""

    house: House
    workspace: Workspace
    uploads: Uploads
    jobs: ScanJobs
    judge: Callable[[Photo], PhotoQuality]
    door: Door | None = None
    phone_address: str | None = None

    @property
    def stopping(self) -> threading.Event:
        """Set as soon as the server is about to end."""
        return self.house.stopping

    def guest_walls(self) -> frozenset[str]:
        """Keys of the walls that were photographed since the server started."""
        folders = [job.folder for job in self.jobs.all() if job.folder is not None]
        return frozenset(key for folder in folders if (key := self.workspace.key(folder)) is not None)

    @property
    def phone_link(self) -> str | None:
        """The link that lets a phone in; None without --lan."""
        return None if self.door is None else f"{self.phone_address}/join/{self.door.link.token}"

    def close(self) -> None:
        """Stop scans, throw uploads away, write what still waits to be written."""
        self.stopping.set()
        self.jobs.close()
        self.uploads.close()
        self.house.close()


@contextmanager
def open_desk(
    workspace: Workspace, settings: Settings, door: Door | None = None, phone_address: str | None = None
) -> Iterator[Desk]:
    """A desk with the engines of the settings, closed afterwards. The scanner builds its own in its own process.

    Raises:
        StickyscanError: an engine that was asked for cannot be built.
    """
    engines = settings.engines
    judge = partial(judge_photo, finder=build_finder(engines.finder, threads=engines.threads))
    jobs = ScanJobs(partial(assemble_scanner, settings), workspace.new_folder, warm=True)
    house = House(workspace.find, reader=reader_of(settings))
    desk = Desk(house, workspace, Uploads(), jobs, judge, door, phone_address)
    try:
        yield desk
    finally:
        desk.close()


def the_desk(request: Request) -> Desk:
    """The desk of the application that a request came to."""
    desk: Desk = request.app.state.desk
    return desk


def role_of(request: Request) -> Role:
    """Who asks; without --lan everybody is the owner. The guard has let nobody else through."""
    role: Role = request.scope.get("state", {}).get("role", "owner")
    return role
