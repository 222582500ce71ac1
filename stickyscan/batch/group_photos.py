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
from typing import TypeAlias

import cv2
import numpy as np

from stickyscan.batch.taken import Taken, read_taken
from stickyscan.engines.protocols import Picture
from stickyscan.errors import InputError
from stickyscan.geometry import FloatArray
from stickyscan.steps.decode_photo import decode_photo
from stickyscan.steps.link_photos import Features, LinkSettings, features_of, link_pair

Pair = tuple[str, str]  # SHA-256 of two photos, the earlier first
# True: they show the same wall. False: they overlap, and show other things there. None: nothing tells.
Verdict: TypeAlias = "bool | None"


@dataclass(frozen=True)
class GroupSettings:
    """When two photos show one wall.

    `pause`: longest time between one photo and the next. `looks_back`: photos before it that each is compared with.
    `cell`: side in reduced pixels of the places that are compared; one counts if its grey values spread by `contrast`,
    and is the same from a correlation of `alike`. Of the places that count, which must be `fewest` or more and
    `share` of the emptier photo's, `same` must be the same, and nowhere may more than `patch` in touch differ.
    """

    pause: timedelta = timedelta(seconds=60)
    looks_back: int = 3
    longer_side: int = 1000
    cell: int = 32
    contrast: float = 6.0
    alike: float = 0.6
    fewest: int = 20
    share: float = 0.15
    same: float = 0.97
    patch: int = 2


_LINKS = LinkSettings(longer_side=1000, features=2000, fewest=40, share=0.3, zoom=4.0)


@dataclass(frozen=True)
class _Look:
    grey: Picture  # (h, w) uint8, reduced
    features: Features  # of the reduced picture


def group_photos(
    photos: Sequence[Path],
    digests: dict[Path, str],
    judged: MutableMapping[Pair, Verdict],
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
    return _verdict(_look(first, settings), _look(second, settings), settings) is True


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
    session: Sequence[Path], digests: dict[Path, str], judged: MutableMapping[Pair, Verdict], look: _Looks, back: int
) -> list[tuple[Path, ...]]:
    group_of: list[int] = []
    for index, photo in enumerate(session):
        before = range(max(0, index - back), index)
        verdicts = [(group_of[e], _judged(session[e], photo, digests, judged, look)) for e in before]
        # One contradiction keeps a photo out, also where its overlap with another one shows nothing that differs.
        found = {group for group, verdict in verdicts if verdict} - {g for g, verdict in verdicts if verdict is False}
        joined = min(found, default=index)
        group_of = [joined if group in found else group for group in group_of]
        group_of.append(joined)
        look.forget(session[max(0, index - back)])
    return [tuple(p for p, g in zip(session, group_of, strict=True) if g == group) for group in sorted(set(group_of))]


def _judged(
    first: Path, second: Path, digests: dict[Path, str], judged: MutableMapping[Pair, Verdict], look: _Looks
) -> Verdict:
    if first not in digests or second not in digests:
        return None  # unreadable: alone, so that its own scan says why
    pair = (digests[first], digests[second])
    if pair not in judged:
        judged[pair] = True if pair[0] == pair[1] else look.verdict(first, second)
    return judged[pair]


class _Looks:
    """The looks of the last photos, made once each."""

    def __init__(self, look_at: Callable[[Path], Picture], settings: GroupSettings) -> None:
        self._look_at, self._settings = look_at, settings
        self._looks: dict[Path, _Look | None] = {}

    def verdict(self, first: Path, second: Path) -> Verdict:
        one, other = self._of(first), self._of(second)
        return None if one is None or other is None else _verdict(one, other, self._settings)

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


def _verdict(first: _Look, second: _Look, settings: GroupSettings) -> Verdict:
    link = link_pair(0, 1, first.features, second.features, _LINKS)
    return None if link is None else _shows_the_same(first, second, link.to_first, settings)


def _shows_the_same(first: _Look, second: _Look, to_first: FloatArray, settings: GroupSettings) -> Verdict:
    """Whether the part that both photos show looks alike in all places with anything on them; None = too few."""
    height, width = first.grey.shape
    laid = cv2.warpPerspective(second.grey, to_first, (width, height))
    inside = cv2.warpPerspective(np.full(second.grey.shape, 255, np.uint8), to_first, (width, height))
    side, reach = settings.cell, settings.cell // 4  # a place may lie so far from where it is looked for
    differing = np.zeros((height // side, width // side), np.uint8)
    judged = 0
    for row, column in np.ndindex(differing.shape):
        top, left = row * side, column * side
        place = np.s_[top : top + side, left : left + side]
        if inside[place].min() < 255 or max(laid[place].std(), first.grey[place].std()) < settings.contrast:
            continue
        around = first.grey[max(0, top - reach) : top + side + reach, max(0, left - reach) : left + side + reach]
        judged += 1
        differing[row, column] = cv2.matchTemplate(around, laid[place], cv2.TM_CCOEFF_NORMED).max() < settings.alike
    if judged < max(settings.fewest, settings.share * min(_busy(first, settings), _busy(second, settings))):
        return None
    largest = cv2.connectedComponentsWithStats(differing, connectivity=8)[2][1:, cv2.CC_STAT_AREA].max(initial=0)
    return bool(differing.sum() <= (1 - settings.same) * judged and largest <= settings.patch)


def _busy(look: _Look, settings: GroupSettings) -> int:
    """Places of a photo that show anything."""
    side = settings.cell
    height, width = look.grey.shape
    places = look.grey[: height // side * side, : width // side * side].reshape(
        height // side, side, width // side, side
    )
    return int(np.count_nonzero(places.std(axis=(1, 3)) >= settings.contrast))
