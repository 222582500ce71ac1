"""`stickyscan batch --scheduler`: the same walls and the same outcomes, scanned on a Dask cluster."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from stickyscan.cli.report import Report
from stickyscan.settings import LimitSettings, Settings

if TYPE_CHECKING:
    from stickyscan.batch import Outcome, ScanWall
    from stickyscan.walls import WallPer


@dataclass(frozen=True)
class RemoteWishes:
    """What is asked of the cluster; `source` and `out` are folders of this machine or addresses.

    `made_with`: a mark of all that a result depends on besides its photos.
    """

    scheduler: str
    source: str
    out: str
    wall_per: WallPer
    timeout: float | None
    rescan: bool
    made_with: str


def on_one_thread(settings: Settings) -> Settings:
    """Those of a worker: one thread unless a number is set, as its machine runs other workers beside it."""
    if settings.engines.threads is not None:
        return settings
    return settings.model_copy(update={"engines": settings.engines.model_copy(update={"threads": 1})})


def scan_all_remotely(
    wishes: RemoteWishes, scan_wall: ScanWall, limits: LimitSettings, report: Report
) -> list[Outcome]:
    """Find the walls, scan them, tell of each; in order of name."""
    from stickyscan.cluster import ClusterSettings, Place, find_remote_walls, scan_on_cluster

    source, out = Place(wishes.source), Place(wishes.out)
    walls = find_remote_walls(source, wishes.wall_per)
    how = ClusterSettings(wishes.scheduler, wishes.made_with, wishes.timeout, wishes.rescan, limits=limits)
    outcomes: list[Outcome] = []
    scanning = cast("Generator[Outcome]", scan_on_cluster(walls, scan_wall, source, out, how))
    with report.progress("walls", len(walls)) as show, closing(scanning) as running:
        for outcome in running:
            outcomes.append(outcome)
            show(outcome.job.name, len(outcomes))
            told = getattr(outcome, "message", None) or getattr(outcome, "reason", None)
            report.message(f"{outcome.job.name}: {type(outcome).__name__.lower()}{f': {told}' if told else ''}")
    return sorted(outcomes, key=lambda outcome: outcome.job.name)
