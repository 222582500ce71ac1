"""`stickyscan render`: synthetic walls with known truth."""

from __future__ import annotations

import functools
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stickyscan.cli.options import FILE, Command, report_options
from stickyscan.cli.report import Report
from stickyscan.cli.summary import count
from stickyscan.errors import UsageError

if TYPE_CHECKING:
    from stickyscan.render import WallRecipe
    from stickyscan.render.empty_scene import EmptyScene

SCENES = ("room", "posters", "desk", "board", "glass", "scrawl")  # written out: the renderer is slow to import


def _recipe_options(command: Command) -> Command:
    """What to render, by file name, as `recipes`: --number, --seed, --without, --sheets, --empty, --scene."""

    @functools.wraps(command)
    def folded(
        *args: object,
        number: int,
        seed: int,
        without: str,
        sheets: bool,
        empty: bool,
        scene: EmptyScene | None,
        **others: object,
    ) -> None:
        from stickyscan.render import empty_scene_recipe, random_recipe, sheets_recipe

        if sheets and (empty or scene):
            raise UsageError("--sheets hangs sheets among notes; --empty and --scene have none. Leave one of them out.")

        def draw(number: int) -> WallRecipe:
            if empty or scene:
                return empty_scene_recipe(number, kind=scene)
            return sheets_recipe(number) if sheets else random_recipe(number)

        kind = scene or ("empty" if empty else "sheets" if sheets else "wall")
        recipes = {
            # Walls of different seeds must not be shifted copies of each other.
            f"{kind}-{seed}-{index:03d}": _calmed(draw(seed * 100_000 + index), without)
            for index in range(number)
        }
        command(*args, recipes=recipes, **others)

    for option in (
        click.option("--scene", type=click.Choice(SCENES), help="Photos without any note, all of this kind."),
        click.option("--sheets", is_flag=True, help="Larger, closely written sheets hang among the notes."),
        click.option("--empty", is_flag=True, help="Photos without any note: rooms, posters, desks, boards, glass."),
        click.option(
            "--without", metavar="EFFECT[,EFFECT]", default="", help="Switch effects off, such as shadows; or all."
        ),
        click.option(
            "--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed, the same walls."
        ),
        click.option(
            "-n", "--number", type=click.IntRange(1, 100_000), default=1, show_default=True, help="How many walls."
        ),
    ):
        option(folded)
    return folded


@click.command()
@click.option("-o", "--out", type=FILE, required=True, help="Folder for the photos and their labels.")
@_recipe_options
@click.option("--force", is_flag=True, help="Replace walls of the same names.")
@report_options
def render(out: Path, recipes: dict[str, WallRecipe], force: bool, report: Report) -> None:
    """Render photos of made-up walls, each with a label file that says what is on it.

    They serve tests, training and demonstrations; `stickyscan evaluate` reads the labels.
    With --empty or --scene no note hangs anywhere, and the labels say so: whatever is found there is wrong.

    \b
    Examples:
      stickyscan render --seed 7 -n 20 -o walls/
      stickyscan render -o plain/ --without shadows,noise,perspective
      stickyscan render --empty -n 20 -o empty/
    """
    from stickyscan.render import render_wall, write_wall

    _refuse_existing(out, recipes, force)
    notes = 0
    with report.progress("render", len(recipes)) as show:
        for done, (name, recipe) in enumerate(recipes.items()):
            show(name, done)
            wall = render_wall(recipe)
            write_wall(wall, out, name)
            notes += len(wall.truth.notes)
    summary = {"folder": str(out), "walls": list(recipes), "notes": notes}
    report.result(
        summary, f"{count(len(recipes), 'wall')} with {count(notes, 'note')} in {out}: NAME.jpg and NAME.json (truth)"
    )


def _calmed(recipe: WallRecipe, without: str) -> WallRecipe:
    """The recipe with the named effects switched off."""
    from stickyscan.render import Effects

    if without == "all":
        return replace(recipe, effects=Effects.none())
    effects = recipe.effects
    known = [field.name for field in fields(Effects)]
    for name in filter(None, (part.strip() for part in without.split(","))):
        if name not in known:
            raise UsageError(f"there is no effect {name!r}. There are: {', '.join(known)}; or all.")
        effects = effects.without(name)
    return replace(recipe, effects=effects)


def _refuse_existing(out: Path, names: dict[str, WallRecipe], force: bool) -> None:
    taken = [name for name in names if (out / f"{name}.jpg").exists() or (out / f"{name}.json").exists()]
    if taken and not force:
        raise UsageError(f"{out} already holds {taken[0]}. Name another folder or --seed, or add --force to replace.")
