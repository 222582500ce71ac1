"""`stickyscan import`: corrections that people made in an exported table, back into the map."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from stickyscan.cli.files import write_files
from stickyscan.cli.options import FILE, limit_options, report_options
from stickyscan.cli.report import Report
from stickyscan.errors import UsageError
from stickyscan.settings import LimitSettings


@click.command("import")
@click.argument("target", metavar="MAP", type=FILE)
@click.argument("table", type=FILE)
@click.option("-o", "--out", type=FILE, help="Write the corrected map to this new file, and leave MAP as it is.")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and write nothing.")
@limit_options
@report_options
def import_(target: Path, table: Path, out: Path | None, dry_run: bool, limits: LimitSettings, report: Report) -> None:
    """Take corrections from an edited table into the map.

    MAP is the folder that a scan wrote; its earlier map is kept in history/. A map.json elsewhere needs -o. TABLE is
    what `stickyscan export` made: the .xlsx (its sheet Notes) or the .csv. Text, stage, lane, kind and votes may be
    edited. What cannot be taken over is listed; no note is dropped.

    \b
    Examples:
      stickyscan import workshop/ workshop.xlsx --dry-run
      stickyscan import workshop/ workshop.xlsx
    """
    from stickyscan.derived import derived_files
    from stickyscan.folder import read_map, write_wall_folder
    from stickyscan.handback import corrected, read_table

    if out is None and not dry_run and not target.is_dir():
        raise UsageError(f"{target} is not the folder of a scan. Name a file for the corrected map with -o.")
    journey = read_map(target, limits)
    result = corrected(journey, read_table(table, limits))
    if out is not None and not dry_run:
        write_files({out: result.journey.to_json().encode()}, force=False)
    elif result.edits and not dry_run:
        photos = [target / "photos" / photo.file for photo in journey.photos]
        derive = partial(derived_files, limits=limits)
        write_wall_folder(target, result.journey, photos, replace=journey, derive=derive, limits=limits)
    missing = [f"{len(result.absent)} notes of the map have no row in the table; they stay."] if result.absent else []
    report.result(
        {"edits": list(result.edits), "conflicts": list(result.conflicts), "absent": list(result.absent)},
        f"{len(result.edits)} corrections{' would be' if dry_run else ''} taken over, {len(result.conflicts)} not.",
        *result.edits,
        *(f"Not taken over: {conflict}" for conflict in result.conflicts),
        *missing,
    )
