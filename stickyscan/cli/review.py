"""`stickyscan review`: check and correct a map in the browser."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from stickyscan.cli.options import FILE, report_options
from stickyscan.cli.report import Report

LOCAL = "127.0.0.1"


@click.command()
@click.argument("folder", type=FILE)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes any free one.")
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
@report_options
def review(folder: Path, port: int, no_open: bool, report: Report) -> None:
    """Check and correct a map in the browser. FOLDER is what a scan wrote.

    \b
    Examples:
      stickyscan review workshop/
    """
    import uvicorn

    from stickyscan.folder import read_map
    from stickyscan.review.app import make_app
    from stickyscan.review.house import house_of_one

    read_map(folder)
    house = house_of_one(folder)
    address = f"http://{LOCAL}:{port}/walls/{house.home}"
    report.result({"address": address}, f"{address}    (Ctrl+C ends it)")
    if not no_open:
        webbrowser.open(address)
    uvicorn.run(make_app(house), host=LOCAL, port=port, log_level="warning", timeout_graceful_shutdown=1)
