"""`tasklab schema`: the JSON Schema of the spec language, for editors."""

from __future__ import annotations

import json

import click

from tasklab.spec.schema import spec_schema
from tasklab.unified.catalogue import json_schema


@click.command()
@click.option("--unified", is_flag=True, help="The schema of the unified methods and objects instead.")
def command(unified: bool) -> int:
    """Print the JSON Schema of the spec language (2020-12)."""
    click.echo(json.dumps(json_schema() if unified else spec_schema(), indent=1))
    return 0
