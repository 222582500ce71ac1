"""`stickyscan schema`: the JSON Schema of the map, and of what a batch tells."""

from __future__ import annotations

import click

from stickyscan.cli.failures import verbose_option


@click.command()
@click.option("--batch", is_flag=True, help="Of a line of batch.jsonl instead.")
@verbose_option
def schema(batch: bool) -> None:
    """Print the JSON Schema of map.json.

    \b
    Examples:
      stickyscan schema > map.schema.json
      stickyscan schema --batch > batch.schema.json
    """
    from stickyscan.batch.ledger import line_schema
    from stickyscan.journey import json_schema

    click.echo(line_schema() if batch else json_schema(), nl=False)
