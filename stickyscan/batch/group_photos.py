"""Photos in, those of one wall together out: taken shortly after one another, and showing the same thing.

Wrongly joined walls are worse than two results of one wall, so every doubt keeps photos apart. The test: features of
both photos agree on one homography (`link_photos`), and where the one photo so laid over the other shows anything at
all, it shows the same. The second half tells apart what only looks alike: the same printed poster with other notes on
it, the same whiteboard wiped and used again.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np

from stickyscan.batch.taken import Taken, read_taken
from stickyscan.engines.protocols import Picture
from stickyscan.errors import InputError
from stickyscan.geometry import FloatArray
from stickyscan.steps.decode_photo import decode_photo
from stickyscan.steps.link_photos import Features, LinkSettings, features_of, link_pair

Pair = tuple[str, str]  # SHA-256 of two photos, the earlier first


@dataclass(frozen=True)
class GroupSettings:
    """When two photos show one wall.

    `pause`: longest time between one photo and the next. `looks_back`: photos before it that each is compared with.
    `cell`: side in reduced pixels of the places that are compared; one counts if its grey values spread by `contrast`,
    and is the same from a correlation of `alike`. Of the places that count, which must be `fewest` or more and cover
    `share` of the smaller photo's, `same` must be the same.
    """

    pause: timedelta = timedelta(seconds=60)
    looks_back: int = 3
    longer_side: int = 1000
    cell: int = 32
    contrast: float = 6.0
    alike: float = 0.6
    fewest: int = 12
    share: float = 0.15
    same: float = 0.95


_LINKS = LinkSettings(longer_side=1000, features=2000, fewest=40, share=0.3, zoom=4.0)


@dataclass(frozen=True)
class _Look:
    grey: Picture  # (h, w) uint8, reduced
    features: Features  # of the reduced picture


def group_photos(
    photos: Sequence[Path],
    digests: dict[Path, str],
    judged: MutableMapping[Pair, bool],
    settings: GroupSettings = GroupSettings(),
    look_at: Callable[[Path], Picture] | None = None,
) -> tuple[tuple[Path, ...], ...]:
    """Groups of photos, each in the order in which they were taken; one that stands alone is a group of one.

    Only photos of one folder and one camera, with the time in them, are compared. `judged` holds what earlier runs
    found of pairs (by the contents that `digests` tells), and takes up what is found now.
    """
    taken = {photo: read_taken(photo) for photo in photos}
    look = _Looks(look_at or _reduced_photo, settings)
    groups: list[tuple[Path, ...]] = [(photo,) for photo in photos if taken[photo].moment is None]
    for session in _sessions([photo for photo in photos if taken[photo].moment is not None], taken, settings):
        groups += _grouped(session, digests, judged, look, settings.looks_back)
    return tuple(sorted(groups))


def same_wall(first: Picture, second: Picture, settings: GroupSettings = GroupSettings()) -> bool:
    """Whether two RGB pictures surely show one wall."""
    return _agree(_look(first, settings), _look(second, settings), settings)


def _sessions(photos: Sequence[Path], taken: dict[Path, Taken], settings: GroupSettings) -> list[list[Path]]:
    """Photos of one folder and camera with no long pause between them, in the order in which they were taken."""

    def order(photo: Path) -> tuple[str, str, float, str]:
        moment = taken[photo].moment
        assert moment is not None
        return str(photo.parent), taken[photo].camera, moment.timestamp(), photo.name

    sessions: list[list[Path]] = []
    for _, together in groupby(sorted(photos, key=order), key=lambda photo: order(photo)[:2]):
        last: float | None = None
        for photo in together:
            now = order(photo)[2]
            if last is None or now - last > settings.pause.total_seconds():
                sessions.append([])
            sessions[-1].append(photo)
            last = now
    return sessions


def _grouped(
    session: Sequence[Path], digests: dict[Path, str], judged: MutableMapping[Pair, bool], look: _Looks, back: int
) -> list[tuple[Path, ...]]:
    group_of: list[int] = []
    for index, photo in enumerate(session):
        found = {
            group_of[earlier]
            for earlier in range(max(0, index - back), index)
            if _judged(session[earlier], photo, digests, judged, look)
        }
        joined = min(found, default=index)
        group_of = [joined if group in found else group for group in group_of]
        group_of.append(joined)
        look.forget(session[max(0, index - back)])
    return [tuple(p for p, g in zip(session, group_of, strict=True) if g == group) for group in sorted(set(group_of))]


def _judged(
    first: Path, second: Path, digests: dict[Path, str], judged: MutableMapping[Pair, bool], look: _Looks
) -> bool:
    if first not in digests or second not in digests:
        return False  # unreadable: alone, so that its own scan says why
    pair = (digests[first], digests[second])
    if pair not in judged:
        judged[pair] = pair[0] == pair[1] or look.same(first, second)
    return judged[pair]


class _Looks:
    """The looks of the last photos, made once each."""

    def __init__(self, look_at: Callable[[Path], Picture], settings: GroupSettings) -> None:
        self._look_at, self._settings = look_at, settings
        self._looks: dict[Path, _Look | None] = {}

    def same(self, first: Path, second: Path) -> bool:
        one, other = self._of(first), self._of(second)
        return one is not None and other is not None and _agree(one, other, self._settings)

    def forget(self, photo: Path) -> None:
        self._looks.pop(photo, None)

    def _of(self, photo: Path) -> _Look | None:
        if photo not in self._looks:
            try:
                self._looks[photo] = _look(self._look_at(photo), self._settings)
            except InputError:  # its own scan says why
                self._looks[photo] = None
        return self._looks[photo]


def _reduced_photo(path: Path) -> Picture:
    return decode_photo(path).pixels


def _look(picture: Picture, settings: GroupSettings) -> _Look:
    scale = min(1.0, settings.longer_side / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (0, 0), 1.2)
    return _Look(np.asarray(grey, dtype=np.uint8), features_of(np.asarray(small, dtype=np.uint8), _LINKS))


def _agree(first: _Look, second: _Look, settings: GroupSettings) -> bool:
    link = link_pair(0, 1, first.features, second.features, _LINKS)
    return link is not None and _shows_the_same(first, second, link.to_first, settings)


def _shows_the_same(first: _Look, second: _Look, to_first: FloatArray, settings: GroupSettings) -> bool:
    """Whether most places with anything on them, in the part that both photos show, look alike."""
    height, width = first.grey.shape
    laid = cv2.warpPerspective(second.grey, to_first, (width, height))
    inside = cv2.warpPerspective(np.full(second.grey.shape, 255, np.uint8), to_first, (width, height))
    judged = same = 0
    side = settings.cell
    for top in range(side // 4, height - side - side // 4, side):
        for left in range(side // 4, width - side - side // 4, side):
            if inside[top : top + side, left : left + side].min() < 255:
                continue
            piece, place = laid[top : top + side, left : left + side], first.grey[top : top + side, left : left + side]
            around = first.grey[top - side // 4 : top + side * 5 // 4, left - side // 4 : left + side * 5 // 4]
            if max(float(piece.std()), float(place.std())) < settings.contrast:
                continue
            judged += 1
            same += float(cv2.matchTemplate(around, piece, cv2.TM_CCOEFF_NORMED).max()) >= settings.alike
    least = max(settings.fewest, settings.share * min(_busy(first, settings), _busy(second, settings)))
    return judged >= least and same >= settings.same * judged


def _busy(look: _Look, settings: GroupSettings) -> int:
    """Places of a photo that show anything."""
    side = settings.cell
    height, width = look.grey.shape
    places = look.grey[: height // side * side, : width // side * side].reshape(
        height // side, side, width // side, side
    )
    return int(np.count_nonzero(places.std(axis=(1, 3)) >= settings.contrast))
