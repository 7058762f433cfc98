"""`flask questionnaire schema VERSION`: the JSON Schema of its answers, alone on stdout."""

import click

from questionari.cli import output
from questionari.cli.versions import definition_named
from questionari.engine.answer_schema import answer_schema


@click.command("schema")
@click.argument("version", metavar="FILE")
@click.option("--complete", is_flag=True, help="Also require what everybody must answer before submission.")
def command(version: str, complete: bool) -> None:
    """Print the JSON Schema 2020-12 of the answers to FILE, or to a published version (A@2026.1)."""
    output.print_json(answer_schema(definition_named(version), complete=complete))
