"""`stickyscan export`: a finished map as other files."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import click

from stickyscan.cli.files import write_files
from stickyscan.cli.options import FILE, Command, limit_options, report_options
from stickyscan.cli.report import Report
from stickyscan.errors import UsageError
from stickyscan.journey import JourneyMap
from stickyscan.settings import LimitSettings


@dataclass(frozen=True)
class _Target:
    """Where the files go, whether they may replace others, and whether doubtful texts are marked."""

    out: Path
    force: bool
    mark_doubts: bool


def _target_options(command: Command) -> Command:
    """--out, --force and --mark-doubts, as the argument `target`."""

    @functools.wraps(command)
    def folded(*args: object, out: Path, force: bool, mark_doubts: bool, **others: object) -> None:
        command(*args, target=_Target(out, force, mark_doubts), **others)

    marks = "End doubtful texts with [?] in formats that would not show the doubt."
    for option in (
        click.option("--mark-doubts", is_flag=True, help=marks),
        click.option("--force", is_flag=True, help="Replace files that exist."),
        click.option(
            "-o", "--out", type=FILE, default=Path(), help="Folder for the files. [default: the current folder]"
        ),
    ):
        option(folded)
    return folded


@click.command()
@click.argument("source", metavar="MAP", type=FILE, required=False)
@click.option("--to", "formats", metavar="FORMAT[,FORMAT]", help="What to make; --list shows what there is.")
@_target_options
@click.option("--list", "show_list", is_flag=True, help="List the formats.")
@limit_options
@report_options
def export(
    source: Path | None, formats: str | None, target: _Target, show_list: bool, limits: LimitSettings, report: Report
) -> None:  # fmt: skip
    """Turn a map into other files. MAP is a map.json, or the folder that a scan wrote.

    What people edit in the Notes sheet of the xlsx, or in the csv, comes back with `stickyscan import`.

    \b
    Examples:
      stickyscan export workshop/map.json --to csv,markdown -o handout/
      stickyscan export workshop --to xlsx,pptx,pdf
      stickyscan export --list
    """
    from stickyscan.export import FORMATS
    from stickyscan.folder import read_map

    if show_list:
        listed = {name: entry.audience for name, entry in FORMATS.items()}
        needs = {name: f" [needs the extra {entry.extra}]" if entry.extra else "" for name, entry in FORMATS.items()}
        report.result(listed, *(f"{name:16s} {audience}{needs[name]}" for name, audience in listed.items()))
        return
    if source is None or not formats:
        raise UsageError("name a map and what to make of it: `stickyscan export wall/map.json --to csv`.")
    wanted = tuple(dict.fromkeys(name.strip() for name in formats.split(",") if name.strip()))
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown:
        raise UsageError(f"there is no format {unknown[0]!r}. There are: {', '.join(FORMATS)}.")
    files = _made(read_map(source, limits), source, wanted, target)
    write_files(files, force=target.force)
    names = [str(path) for path in files]
    report.result({"files": names}, *names)


def _made(journey: JourneyMap, source: Path, wanted: tuple[str, ...], target: _Target) -> dict[Path, bytes]:
    from stickyscan.export import FORMATS, PhotoFolder
    from stickyscan.export import export as make

    folder = source if source.is_dir() else source.parent
    photos = PhotoFolder(folder / "photos") if (folder / "photos").is_dir() else None
    name = folder.resolve().name if source.is_dir() or source.name == "map.json" else source.stem
    made = {wish: make(journey, wish, photos, mark_doubts=target.mark_doubts) for wish in wanted}
    return {target.out / f"{name}{FORMATS[wish].suffix}": content for wish, content in made.items()}
