"""What a command tells: its result on stdout, for people or as JSON; messages and progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import click

ShowProgress = Callable[[str, int], None]
# The steps that the pipeline reports, in its order.
STEPS = ("find_notes", "join_photos", "name_colours", "read_marks", "read_notes", "read_board", "arrange_map")


@dataclass(frozen=True)
class Report:
    """How much to tell. `quiet`: nothing but errors; `as_json`: the result as one JSON object, even when quiet."""

    quiet: bool = False
    as_json: bool = False

    def result(self, summary: Mapping[str, object], *lines: str) -> None:
        """Tell the result once, at the end of a command."""
        if self.as_json:
            click.echo(json.dumps(summary, indent=1))
        elif not self.quiet:
            for line in lines:
                click.echo(line)

    def message(self, text: str) -> None:
        """Tell something on the way, on stderr."""
        if not self.quiet:
            click.echo(text, err=True)

    @contextmanager
    def progress(self, title: str, total: int) -> Iterator[ShowProgress]:
        """A progress bar on stderr for `total` pieces of work; tell it (what is going on, how many are done).

        Without a terminal there is no bar, so that logs stay readable.
        """
        if self.quiet or sys.stderr is None or not sys.stderr.isatty():
            yield lambda _doing, _done: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(title, total=total)
            yield lambda doing, done: bar.update(task, description=doing, completed=done)
