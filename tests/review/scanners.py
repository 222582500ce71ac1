"""Scanners for the worker's process. It imports this module, so there is nothing heavy in it."""

from __future__ import annotations

import numpy as np

from stickyscan.engines.protocols import FoundNote, Picture
from stickyscan.pipeline import Observer, Scanner
from tests import fakes

EMPTY, BROKEN = 250, 40  # mean brightness above which there are no notes, and below which the finder breaks


class MoodyFinder:
    """Finds the notes of the drawn wall; nothing in a white photo; breaks on a black one."""

    name = "moody"

    def find(self, picture: Picture) -> tuple[FoundNote, ...]:
        mean = float(np.mean(picture))
        if mean < BROKEN:
            raise RuntimeError("the finder broke")
        return () if mean > EMPTY else fakes.ScriptedFinder().find(picture)


def moody_scanner(*, observer: Observer) -> Scanner:
    """Does what the photo asks for, quickly."""
    return Scanner(MoodyFinder(), fakes.ScriptedReader(), observer=observer)


def sleeping_scanner(*, observer: Observer) -> Scanner:
    """Takes a minute over reading; says that it started in the file of FAKE_STARTED."""
    return Scanner(MoodyFinder(), fakes.SleepingReader(), observer=observer)


def lost_reader(*, observer: Observer) -> Scanner:
    """Cannot be built."""
    return Scanner(MoodyFinder(), fakes.MissingReader(), observer=observer)  # type: ignore[arg-type]


def finding_scanner(*, observer: Observer) -> Scanner:
    """The real finder, and a reader that is quick."""
    from stickyscan.engines.catalogue import build_finder

    return Scanner(build_finder(threads=1), fakes.ScriptedReader(), observer=observer)
