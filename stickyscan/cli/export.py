"""`stickyscan export`: a finished map as other files."""

from __future__ import annotations

from pathlib import Path

import click

from stickyscan.cli.files import write_files
from stickyscan.cli.options import FILE, report_options
from stickyscan.cli.report import Report
from stickyscan.errors import UsageError


@click.command()
@click.argument("source", metavar="MAP", type=FILE, required=False)
@click.option("--to", "formats", metavar="FORMAT[,FORMAT]", help="What to make; --list shows what there is.")
@click.option("-o", "--out", type=FILE, default=Path(), help="Folder for the files. [default: the current folder]")
@click.option("--force", is_flag=True, help="Replace files that exist.")
@click.option("--list", "show_list", is_flag=True, help="List the formats.")
@report_options
def export(source: Path | None, formats: str | None, out: Path, force: bool, show_list: bool, report: Report) -> None:
    """Turn a map into other files. MAP is a map.json, or the folder that a scan wrote.

    \b
    Examples:
      stickyscan export workshop/map.json --to csv,markdown -o handout/
      stickyscan export --list
    """
    from stickyscan.export import FORMATS

    if show_list:
        listed = {name: entry.audience for name, entry in FORMATS.items()}
        report.result(listed, *(f"{name:10s} {audience}" for name, audience in listed.items()))
        return
    if source is None or not formats:
        raise UsageError("name a map and what to make of it: `stickyscan export wall/map.json --to csv`.")
    wanted = tuple(dict.fromkeys(name.strip() for name in formats.split(",") if name.strip()))
    files = _made(source, wanted, out)
    write_files(files, force=force)
    names = [str(path) for path in files]
    report.result({"files": names}, *names)


def _made(source: Path, wanted: tuple[str, ...], out: Path) -> dict[Path, bytes]:
    from stickyscan.export import FORMATS, PhotoFolder
    from stickyscan.export import export as make
    from stickyscan.folder import read_map

    unknown = [name for name in wanted if name not in FORMATS]
    if unknown:
        raise UsageError(f"there is no format {unknown[0]!r}. There are: {', '.join(FORMATS)}.")
    journey = read_map(source)
    folder = source if source.is_dir() else source.parent
    photos = PhotoFolder(folder / "photos") if (folder / "photos").is_dir() else None
    name = folder.resolve().name if source.is_dir() or source.name == "map.json" else source.stem
    return {out / f"{name}{FORMATS[wish].suffix}": make(journey, wish, photos) for wish in wanted}
