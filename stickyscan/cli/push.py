"""`stickyscan push`: a finished map onto a whiteboard service."""

from __future__ import annotations

import functools
import html
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stickyscan.cli.options import FILE, Command, report_options
from stickyscan.cli.report import Report
from stickyscan.errors import UsageError

if TYPE_CHECKING:
    from stickyscan.export.board_plan import Plan
    from stickyscan.journey import JourneyMap
    from stickyscan.push import Whiteboard

_TOKENS = {"miro": "MIRO_TOKEN", "mural": "MURAL_TOKEN"}
_NOT_OFFERED = {
    "figjam": "FigJam cannot be written to from outside: Figma's web interface only reads, and a plugin would have to "
    "be published. Paste the table instead (`stickyscan export MAP --to tsv`, or Copy table on the page).",
}
# Addresses that a browser shows, and how the ids in them are told to the service.
_ADDRESSES = {
    "miro": (re.compile(r"https?://[^/]*miro\.com/.*?board/([^/?#]+)"), "{0}"),
    "mural": (re.compile(r"https?://[^/]*mural\.co/t/[^/]+/m/([^/]+)/(\d+)"), "{0}.{1}"),
}
_BOARD = re.compile(r"[\w=.~-]+")


@dataclass(frozen=True)
class _Wish:
    """Where to, and how: the board, the layout, whether to show only, and the address of the service."""

    board: str
    layout: str
    dry_run: bool
    api: str | None


def _wish_options(command: Command) -> Command:
    """--board, --layout, --dry-run and the hidden --api, as the argument `wish`."""

    @functools.wraps(command)
    def folded(*args: object, board: str, layout: str, dry_run: bool, api: str | None, **others: object) -> None:
        command(*args, wish=_Wish(board, layout, dry_run, api), **others)

    layouts = "Notes about where they hang on the wall, or in the cells of a table."
    for option in (
        click.option("--api", metavar="ADDRESS", hidden=True, help="Address of the service."),
        click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing."),
        click.option("--layout", type=click.Choice(["wall", "table"]), default="wall", show_default=True, help=layouts),
        click.option("--board", metavar="ID", required=True, help="The board's id or address."),
    ):
        option(folded)
    return folded


@click.command()
@click.argument("service", type=click.Choice([*_TOKENS, *_NOT_OFFERED]))
@click.argument("source", metavar="MAP", type=FILE)
@_wish_options
@report_options
def push(service: str, source: Path, wish: _Wish, report: Report) -> None:
    """Put a map onto a Miro board or a mural: frames for stages, sticky notes, tags for kinds and votes, arrows.

    MAP is a map.json, or the folder that a scan wrote. This is the only command that sends anything to the internet.
    The token is taken from MIRO_TOKEN or MURAL_TOKEN in the environment and from nowhere else; it needs the scopes
    boards:read and boards:write, or murals:read and murals:write. What is on the board stays as it is. A run that was
    cut off goes on when the command is given again: a journal beside the map, and a code in brackets at the end of each
    text on the board, see to it that nothing is there twice.

    \b
    Examples:
      stickyscan push miro workshop/ --board uXjVOD6LSME= --dry-run
      stickyscan push miro workshop/map.json --board uXjVOD6LSME=
      stickyscan push mural workshop/ --board myworkspace.1700000000000
    """
    from stickyscan.export.miro_plan import miro_plan
    from stickyscan.export.mural_plan import mural_plan
    from stickyscan.folder import read_map

    if service in _NOT_OFFERED:
        raise UsageError(_NOT_OFFERED[service])
    board = _board_id(service, wish.board)
    journey = read_map(source)
    plan = {"miro": miro_plan, "mural": mural_plan}[service](journey, as_table=wish.layout == "table")
    if wish.dry_run:
        _show(service, journey, plan, board, report)
    else:
        whiteboard = _whiteboard(service, board, wish.api)
        _send(plan, whiteboard, _journal_file(source, f"{service}-{board.strip('=')}"), board, report)


def _show(service: str, journey: JourneyMap, plan: Plan, board: str, report: Report) -> None:
    from stickyscan.export.to_whiteboard import miro_calls, mural_calls

    counts = {
        "frames": len(plan.frames),
        "items": len(plan.items),
        "tags": len(plan.tags),
        "arrows": len(plan.arrows),
    }
    listed = ", ".join(f"{number} {name}" for name, number in counts.items())
    calls = {"miro": miro_calls, "mural": mural_calls}[service](journey, plan)
    report.result(
        {"board": board, **counts, "calls": calls},
        f"Would be sent to the board {board}: {listed}.",
        *(f"{item.key}: {_words(item.body)}" for item in (*plan.frames, *plan.items)),
        "Nothing was sent.",
    )


def _whiteboard(service: str, board: str, address: str | None) -> Whiteboard:
    from stickyscan.push import MIRO, MURAL, MiroBoard, MuralBoard

    token = os.environ.get(_TOKENS[service], "").strip()
    if not token:
        raise UsageError(
            f"put a token for {service.title()} into the environment as {_TOKENS[service]}. --dry-run needs none."
        )
    if service == "miro":
        return MiroBoard(token, board, address or MIRO)
    return MuralBoard(token, board, address or MURAL)


def _send(plan: Plan, whiteboard: Whiteboard, file: Path, board: str, report: Report) -> None:
    from stickyscan.push import Journal
    from stickyscan.push import push as push_plan

    with Journal(file, board) as journal:
        done = push_plan(plan, whiteboard, journal, report.message)
    report.result(
        {"board": board, "journal": str(journal.file), **asdict(done)},
        f"{done.made} frames, notes and texts made, {done.there} were there; {done.tags} tags, {done.arrows} arrows.",
        *_remarks("say something else in the map now; the board keeps what it has", done.changed),
        *_remarks("were taken off the board since, and stay off", done.gone),
        *_remarks("are on the board more than once", done.twice),
        *_remarks("are tags that the board has no room for", done.left_out),
    )


def _board_id(service: str, told: str) -> str:
    address, parts = _ADDRESSES[service]
    found = address.match(told)
    board = parts.format(*found.groups()).replace("%3D", "=") if found else told
    if not _BOARD.fullmatch(board):
        raise UsageError(f"{told!r} is no board. Give the address that a browser shows for it, or its id.")
    return board


def _journal_file(source: Path, board: str) -> Path:
    file = source / "map.json" if source.is_dir() else source
    return file.with_name(f"{file.stem}.{board}.jsonl")


def _words(body: Mapping[str, object]) -> str:
    """The words of an item's body, on one line."""
    data = body.get("data", body)
    told = (data.get("content") or data.get("title") or data.get("text")) if isinstance(data, dict) else ""
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", str(told))).split())


def _remarks(what: str, keys: tuple[str, ...]) -> list[str]:
    shown = ", ".join(keys[:10]) + (", …" if len(keys) > 10 else "")
    return [f"{len(keys)} {what}: {shown}"] if keys else []
