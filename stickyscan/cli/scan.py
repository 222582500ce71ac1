"""`stickyscan scan`: the photos of one wall in, a folder with its map out."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import click

from stickyscan.cli.files import need_photos, refuse_used_folder
from stickyscan.cli.options import FILE, engine_options, report_options
from stickyscan.cli.report import STEPS, Report, ShowProgress
from stickyscan.cli.summary import described, in_words
from stickyscan.journey import JourneyMap
from stickyscan.settings import Settings


@click.command()
@click.argument("photos", nargs=-1, required=True, type=FILE)
@click.option("-o", "--out", type=FILE, help="Folder for the result. [default: the name of the first photo, here]")
@click.option("--force", is_flag=True, help="Replace an earlier result; its map is kept in history/.")
@click.option("--debug", type=FILE, metavar="DIR", help="Also save a picture of every step here.")
@engine_options
@report_options
def scan(
    photos: tuple[Path, ...], out: Path | None, force: bool, debug: Path | None, settings: Settings, report: Report
) -> None:
    """Scan one wall, from one or more photos of it.

    The result is a folder: map.html to look at, map.json for programs, overlay.jpg to check what was found.

    \b
    Examples:
      stickyscan scan wall.jpg
      stickyscan scan left.heic right.heic -o workshop --template customer-journey
    """
    from stickyscan.derived import derived_files
    from stickyscan.folder import refuse_taken, write_wall_folder

    folder = out or Path(photos[0].stem)
    need_photos(photos)
    refuse_taken(folder, replace=force)
    started = time.monotonic()
    if debug is not None:
        refuse_used_folder(debug, force=force)
    with report.progress("find notes", len(STEPS)) as show:
        journey = _scanned(photos, settings, debug, show)
        derive = partial(derived_files, limits=settings.limits)
        write_wall_folder(folder, journey, photos, replace=force, derive=derive, limits=settings.limits)
    seconds = time.monotonic() - started
    where = {"folder": str(folder), "map": str(folder / "map.json")}
    summary = {**where, **described(journey), "seconds": round(seconds, 1)}
    report.result(summary, *in_words(journey, seconds), *_files(folder))


def _scanned(photos: tuple[Path, ...], settings: Settings, debug: Path | None, show: ShowProgress) -> JourneyMap:
    # Imported here, so that `--help` and mistakes in the command line need not wait for the engines.
    from stickyscan.assembly import assemble_scanner
    from stickyscan.cli.observers import DebugPictures, Observers, StepProgress

    watching = (StepProgress(show), *((DebugPictures(debug),) if debug is not None else ()))
    return assemble_scanner(settings, Observers(watching)).scan(photos)


def _files(folder: Path) -> tuple[str, ...]:
    return (
        f"{folder / 'map.html'}    the map, for your browser",
        f"{folder / 'map.json'}    the same for programs",
        f"{folder / 'overlay.jpg'} the photo with what was found in it",
    )
