"""`stickyscan serve`: all walls of a folder in the browser, new ones from files or from a phone in the room."""

from __future__ import annotations

import io
import threading
import webbrowser
from pathlib import Path

import click

from stickyscan.cli.options import FILE, engine_options, report_options
from stickyscan.cli.report import Report
from stickyscan.errors import UsageError
from stickyscan.settings import Settings


@click.command()
@click.argument("folder", type=FILE, default=Path(), required=False)
@click.option("--lan", is_flag=True, help="Let phones in this network join by a secret link, shown as a QR code.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes any free one.")
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
@engine_options
@report_options
def serve(folder: Path, lan: bool, port: int, no_open: bool, settings: Settings, report: Report) -> None:
    """Look at all walls in FOLDER (this one, if none is named), and add new ones from files or a phone.

    Only this computer can connect, unless --lan is given.

    \b
    Examples:
      stickyscan serve walls/
      stickyscan serve walls/ --lan
    """
    from stickyscan.review.access import Door
    from stickyscan.review.desk import open_desk
    from stickyscan.review.listen import LOOPBACK, open_sockets, own_addresses, serve_until_stopped
    from stickyscan.review.security import Rules, local_hosts
    from stickyscan.review.serve import serving_app
    from stickyscan.review.workspace import Workspace

    workspace = Workspace(folder)
    addresses = own_addresses() if lan else ()
    if lan and not addresses:
        raise UsageError("this computer is in no network that a phone could join. Connect it, or leave out --lan.")
    sockets, port = open_sockets((LOOPBACK, *addresses), port)
    door = Door() if lan else None
    with open_desk(workspace, settings, door, address_of(addresses[0], port) if addresses else None) as desk:
        rules = Rules(local_hosts(port, frozenset(addresses)), door, desk.guest_walls)
        here = address_of(LOOPBACK, port) + (f"/join/{door.owner_token}" if door else "/")
        _tell(report, here, desk.phone_link)
        if not no_open:
            threading.Thread(target=webbrowser.open, args=(here,), daemon=True).start()
        serve_until_stopped(serving_app(desk, rules), sockets, desk.stopping)


def address_of(address: str, port: int) -> str:
    """Where a browser finds this server."""
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"


def _tell(report: Report, here: str, phones: str | None) -> None:
    lines = ["On this computer:", f"  {here}"]
    if phones is not None:
        lines += [
            "",
            "From a phone in the same network, photograph this code:",
            "",
            _qr_code(phones),
            f"  {phones}",
            "",
        ]
        lines += [
            "Who has this link can add walls, and see those added since now. The network itself is not encrypted."
        ]
    report.result({"address": here, "phones": phones}, *lines, "", "Ctrl+C ends it.")


def _qr_code(text: str) -> str:
    import segno

    out = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(out, compact=True, border=2)
    return out.getvalue()
