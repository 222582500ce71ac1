"""`stickyscan diff`: what has changed between two maps of one wall."""

from __future__ import annotations

from pathlib import Path

import click

from stickyscan.cli.differences import in_lines, listed
from stickyscan.cli.options import FILE, limit_options, report_options
from stickyscan.cli.report import Report
from stickyscan.settings import LimitSettings


@click.command()
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@limit_options
@report_options
def diff(before: Path, after: Path, limits: LimitSettings, report: Report) -> None:
    """Tell what has changed between two maps of one wall: moved, edited, new and gone notes.

    BEFORE and AFTER are folders that `stickyscan scan` made, or the map.json in them; an earlier map of a wall lies in
    its history/. Notes are recognised by what is written on them, by their colour and by their place.

    \b
    Examples:
      stickyscan diff monday/ friday/
      stickyscan diff workshop/history/map-0001.json workshop/map.json
    """
    from stickyscan.folder import read_map
    from stickyscan.revisit import changes_between

    earlier, later = read_map(before, limits), read_map(after, limits)
    changes = changes_between(earlier, later)
    report.result(listed(changes, earlier, later), *in_lines(changes, earlier, later))
