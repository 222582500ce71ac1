"""Walls and earlier results in, what is to be done for each wall out: scan it into a folder, or leave it alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stickyscan.batch.digests import Seen
from stickyscan.batch.outcomes import Failed, Outcome, Skipped
from stickyscan.batch.record import Record, Result, read_record, read_result, why_it_stands
from stickyscan.folder import MAP_FILE
from stickyscan.walls import WallJob

Content = tuple[str, ...]  # SHA-256 of each photo of a wall, in order


@dataclass(frozen=True)
class Plan:
    """What is to be done for a wall. `known`: what became of it, if that is known already; else it is to be scanned.

    `twin`: the wall with the very same photos that is scanned instead.
    """

    job: WallJob
    folder: Path
    known: Outcome | None = None
    twin: WallJob | None = None

    @property
    def to_scan(self) -> bool:
        """Whether the wall is to be scanned itself."""
        return self.known is None and self.twin is None


def plan_walls(
    walls: Sequence[WallJob],
    out: Path,
    seen: Mapping[Path, Seen],
    made_with: str,
    *,
    rescan: bool = False,
    kept: frozenset[str] = frozenset(),
) -> tuple[Plan, ...]:
    """One plan per wall, in order.

    A result is found by the contents of its photos, whatever they and its folder are called by now. It stands if it was
    made with the same settings by the same version, or if a person has changed it since; `rescan` scans those, too.
    Other photos under a name that is taken replace the result there (its map stays in history/), unless the photos of
    that result are still among the walls, it is one of those `kept`, or a person has changed it: then the new result
    gets a name of its own.
    """
    return _Planning(out, made_with, rescan, kept).plan(walls, [_content(wall, seen) for wall in walls])


def _content(wall: WallJob, seen: Mapping[Path, Seen]) -> Content | None:
    if wall.problem is not None or any(photo not in seen for photo in wall.photos):
        return None
    return tuple(seen[photo].sha256 for photo in wall.photos)


class _Planning:
    """The folders that are taken so far, while the walls are gone through."""

    def __init__(self, out: Path, made_with: str, rescan: bool, kept: frozenset[str]) -> None:
        self._out, self._made_with, self._rescan = out, made_with, rescan
        self._records = dict(_records(out))
        self._by_content: dict[Content, list[Path]] = defaultdict(list)
        for folder, record in self._records.items():
            self._by_content[record.photos].append(folder)
        self._taken = {name.casefold() for name in kept}  # names of folders, without case
        self._first: dict[Content, Plan] = {}

    def plan(self, walls: Sequence[WallJob], contents: Sequence[Content | None]) -> tuple[Plan, ...]:
        plans: dict[int, Plan] = {}
        for index, (wall, content) in enumerate(zip(walls, contents, strict=True)):
            plan = self._without_scan(wall, content) or self._with_result(wall, content)
            if plan is not None:
                plans[index] = plan
        # Only now is it known which folders are taken by results of other walls.
        for index, (wall, content) in enumerate(zip(walls, contents, strict=True)):
            if index not in plans:
                plans[index] = self._claimed(content, Plan(wall, self._free_folder(wall)))
        return tuple(plans[index] for index in range(len(walls)))

    def _without_scan(self, wall: WallJob, content: Content | None) -> Plan | None:
        """For what needs no folder: a wall that cannot be, and one that was met before under another name."""
        if wall.problem is not None:
            return Plan(wall, self._out / wall.name, Failed(wall, 0.0, "InputError", wall.problem))
        first = self._first.get(content) if content is not None else None
        if first is None:
            if content is not None:
                self._first[content] = Plan(wall, self._out / wall.name)
            return None
        return Plan(wall, first.folder, twin=first.job)

    def _with_result(self, wall: WallJob, content: Content | None) -> Plan | None:
        """For a wall whose photos have a result already; None if there is none."""
        if content is None:
            return None
        same_name = self._out / wall.name
        folders = sorted(self._by_content.get(content, ()), key=lambda folder: (folder != same_name, folder))
        if not folders and same_name not in self._records:
            folders = [same_name]  # perhaps a result of `stickyscan scan`, which leaves no record
        for folder in folders:
            result = read_result(folder, self._records.get(folder))
            if result is not None and result.photos == content:
                return self._claimed(content, Plan(wall, folder, self._stands(wall, result)))
        return None

    def _stands(self, wall: WallJob, result: Result) -> Skipped | None:
        """Why a result need not be made again; None if it must be."""
        reason = None if self._rescan else why_it_stands(result, wall.name, self._made_with)
        return None if reason is None else Skipped(wall, result.folder, result.notes, result.to_review, reason)

    def _free_folder(self, wall: WallJob) -> Path:
        folder, count = self._out / wall.name, 1
        while folder.name.casefold() in self._taken or self._is_kept(folder):
            count += 1
            folder = self._out / f"{wall.name}-{count}"
        return folder

    def _is_kept(self, folder: Path) -> bool:
        """Whether a person has changed the result in the folder, which was made from other photos."""
        if self._rescan or not (folder / MAP_FILE).is_file():
            return False
        result = read_result(folder, self._records.get(folder))
        return result is not None and result.changed

    def _claimed(self, content: Content | None, plan: Plan) -> Plan:
        self._taken.add(plan.folder.name.casefold())
        if content is not None:
            self._first[content] = plan
        return plan


def _records(out: Path) -> Iterator[tuple[Path, Record]]:
    for folder in sorted(out.iterdir()) if out.is_dir() else []:
        if not folder.name.startswith(".") and (record := read_record(folder)) is not None:
            yield folder, record
