"""Options that several commands share, folded into one value each."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import click

from stickyscan.cli.failures import verbose_option
from stickyscan.cli.report import Report
from stickyscan.engines.catalogue import AUTO, FINDERS, READERS
from stickyscan.settings import find_settings, read_settings
from stickyscan.template import built_in_templates

Command = Callable[..., None]
FILE = click.Path(path_type=Path)


def place(value: str) -> Path | str:
    """A file or folder of this machine as a path, or an address such as "s3://bucket/photos" as it is."""
    return value if "://" in value else Path(value)


def report_options(command: Command) -> Command:
    """--quiet, --json and --verbose, as the argument `report`."""

    @functools.wraps(command)
    def folded(*args: object, quiet: bool, as_json: bool, **others: object) -> None:
        command(*args, report=Report(quiet, as_json), **others)

    for option in (
        verbose_option,
        click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON."),
        click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors."),
    ):
        option(folded)
    return folded


def engine_options(command: Command) -> Command:
    """--finder, --reader, --lang, --template and --config, as the argument `settings`; a flag wins over the file."""

    @functools.wraps(command)
    def folded(
        *args: object, finder: str | None, reader: str | None, lang: str | None, template: str | None,
        config: Path | None, **others: object,
    ) -> None:  # fmt: skip
        settings = read_settings(config or find_settings(Path.cwd()))
        engines = settings.engines.model_copy(update=_given(finder=finder, reader=reader, language=lang))
        walls = settings.scan.model_copy(update=_given(template=template))
        command(*args, settings=settings.model_copy(update={"engines": engines, "scan": walls}), **others)

    for option in (
        click.option("--config", type=FILE, help="Settings file, instead of the nearest stickyscan.toml."),
        click.option("--lang", metavar="CODE[+CODE]", help="Language of the notes, such as de or de+en."),
        click.option("--reader", metavar="|".join((AUTO, *READERS)), help="What reads the writing."),
        click.option("--finder", metavar="|".join((AUTO, *FINDERS)), help="What finds the notes."),
        click.option(
            "--template",
            metavar="NAME|FILE",
            help=f"What the workshop expects: a TOML file, or {', '.join(built_in_templates())}.",
        ),
    ):
        option(folded)
    return folded


def limit_options(command: Command) -> Command:
    """--config, as the argument `limits`: how large files of others may be."""

    @functools.wraps(command)
    def folded(*args: object, config: Path | None, **others: object) -> None:
        command(*args, limits=read_settings(config or find_settings(Path.cwd())).limits, **others)

    click.option("--config", type=FILE, help="Settings file, instead of the nearest stickyscan.toml.")(folded)
    return folded


def _given(**flags: str | None) -> dict[str, str]:
    return {name: value for name, value in flags.items() if value is not None}
