"""`stickyscan schema`: the JSON Schema of the map."""

from __future__ import annotations

import click

from stickyscan.cli.failures import verbose_option


@click.command()
@verbose_option
def schema() -> None:
    """Print the JSON Schema of map.json.

    \b
    Example:
      stickyscan schema > map.schema.json
    """
    from stickyscan.journey import json_schema

    click.echo(json_schema(), nl=False)
