"""`stickyscan review`: check and correct a map in the browser."""

from __future__ import annotations

import threading
import webbrowser
from pathlib import Path

import click

from stickyscan.cli.options import FILE, engine_options, report_options
from stickyscan.cli.report import Report
from stickyscan.errors import InputError
from stickyscan.settings import Settings


@click.command()
@click.argument("folder", type=FILE)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes any free one.")
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
@engine_options
@report_options
def review(folder: Path, port: int, no_open: bool, settings: Settings, report: Report) -> None:
    """Check and correct a map in the browser. FOLDER is what a scan wrote.

    Each change is saved at once; every earlier map stays in history/. Only this computer can connect.

    \b
    Examples:
      stickyscan review workshop/
      stickyscan review workshop/ --port 0 --no-open
    """
    from stickyscan.folder import read_map
    from stickyscan.review.app import make_app
    from stickyscan.review.house import house_of_one, reader_of
    from stickyscan.review.listen import LOOPBACK, open_sockets, serve_until_stopped
    from stickyscan.review.security import Rules, local_hosts

    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file. Name the folder that a scan wrote: the one with map.json in it.")
    read_map(folder)
    sockets, port = open_sockets((LOOPBACK,), port)
    house = house_of_one(folder, reader_of(settings))
    address = f"http://{LOOPBACK}:{port}/walls/{house.home}"
    report.result({"address": address}, address, "Ctrl+C ends it.")
    if not no_open:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    try:
        serve_until_stopped(make_app(house, Rules(local_hosts(port))), sockets, house.stopping)
    finally:
        house.close()
