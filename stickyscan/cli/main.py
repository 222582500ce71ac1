"""The command `stickyscan`: the group that holds the commands, and the way in."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from stickyscan.cli.batch import batch
from stickyscan.cli.diff import diff
from stickyscan.cli.doctor import doctor
from stickyscan.cli.evaluate import evaluate
from stickyscan.cli.export import export
from stickyscan.cli.failures import PoliteGroup, verbose_option
from stickyscan.cli.import_ import import_
from stickyscan.cli.push import push
from stickyscan.cli.render import render
from stickyscan.cli.review import review
from stickyscan.cli.scan import scan
from stickyscan.cli.schema import schema
from stickyscan.cli.serve import serve
from stickyscan.cli.update import update


@click.group(cls=PoliteGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="stickyscan", prog_name="stickyscan")
@verbose_option
def app() -> None:
    """Turn photos of sticky-note walls into customer journey maps, offline.

    \b
    Start with:
      stickyscan scan wall.jpg
    """


for _command in (
    scan, batch, review, serve, update, diff, export, import_, push, evaluate, render, doctor, schema,
):  # fmt: skip
    app.add_command(_command)


def main() -> None:
    """Run the command line, and exit with its code."""
    signal.signal(signal.SIGTERM, _stop)
    for stream in (sys.stdout, sys.stderr):
        # A file name that is not text in this locale is shown escaped, rather than ending the program.
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="stickyscan")


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    # As an exception, so that half-written files are removed on the way out.
    raise SystemExit(128 + signal.SIGTERM)
