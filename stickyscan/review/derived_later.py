"""map.html and overlay.jpg follow the map, but not at once: when nobody has edited it for a while, or at the end."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from stickyscan.derived import derived_files
from stickyscan.errors import StickyscanError
from stickyscan.folder import PHOTOS, read_map
from stickyscan.review.photo_files import NoPictureError, photo_file
from stickyscan.write_whole import write_whole

QUIET = 20.0  # seconds without an edit, as drawing takes the processor from the person who edits
_log = logging.getLogger(__name__)


class DerivedLater:
    """Makes the files that follow from a wall's map anew after edits."""

    def __init__(self, folder: Path, quiet: float = QUIET) -> None:
        self._folder, self._quiet = folder, quiet
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._timer: threading.Timer | None = None

    def changed(self) -> None:
        """The map has changed: make them when it has been quiet for a while."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(self._quiet, self._make)
            self._timer.daemon = True
            self._timer.start()

    def close(self) -> None:
        """Make them now, if that was still to be done."""
        with self._lock:
            waiting, self._timer = self._timer, None
        if waiting is not None and waiting.is_alive():
            waiting.cancel()
            self._make()

    def _make(self) -> None:
        with self._making:
            try:
                journey = read_map(self._folder)
                for photo in journey.photos:
                    photo_file(self._folder / PHOTOS, photo)  # no name in a map may lead out of the folder
                for name, content in derived_files(journey, self._folder / PHOTOS).items():
                    write_whole(self._folder / name, content)
            except (StickyscanError, NoPictureError, OSError, ValueError) as problem:
                # The map itself is saved, and the page in the browser shows it.
                _log.warning("map.html and overlay.jpg do not show the latest edits: %s", problem)
        with self._lock:
            if self._timer is threading.current_thread():
                self._timer = None
