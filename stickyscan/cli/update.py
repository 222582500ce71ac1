"""`stickyscan update`: a later photo of a wall brought into its map."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import click

from stickyscan.cli.differences import in_lines, listed
from stickyscan.cli.files import need_photos
from stickyscan.cli.options import FILE, engine_options, report_options
from stickyscan.cli.report import STEPS, Report
from stickyscan.settings import Settings


@click.command()
@click.argument("folder", type=FILE)
@click.argument("photos", nargs=-1, required=True, type=FILE)
@engine_options
@report_options
def update(folder: Path, photos: tuple[Path, ...], settings: Settings, report: Report) -> None:
    """Bring later photos of a wall into the map in FOLDER: notes moved, new, gone.

    Notes that are still there keep their id and whatever people corrected. The earlier map is kept in history/, the
    earlier photo in photos/.

    \b
    Example:
      stickyscan update workshop/ friday.jpg
    """
    from stickyscan.assembly import assemble_scanner
    from stickyscan.cli.observers import Observers, StepProgress
    from stickyscan.derived import derived_files
    from stickyscan.folder import read_map, write_wall_folder
    from stickyscan.revisit import carried_over, changes_between

    need_photos(photos)
    earlier = read_map(folder, settings.limits)
    started = time.monotonic()
    with report.progress("find notes", len(STEPS)) as show:
        later = assemble_scanner(settings, Observers((StepProgress(show),))).scan(photos)
        changes = changes_between(earlier, later, fresh=True)
        journey = carried_over(earlier, later, changes)
        derive, limits = partial(derived_files, limits=settings.limits), settings.limits
        write_wall_folder(folder, journey, photos, replace=earlier, derive=derive, limits=limits)
    shown = changes_between(earlier, journey)
    seconds = round(time.monotonic() - started, 1)
    report.result(
        {"folder": str(folder), "map": str(folder / "map.json"), **listed(shown, earlier, journey), "seconds": seconds},
        *in_lines(shown, earlier, journey),
    )
