"""flask demo: the mail server of the demo and its example data."""

import click
from flask import current_app

from questionari.cli import output
from questionari.demo import content, smtp


@click.group("demo")
@output.guarded
def command() -> None:
    """The demonstration. Works with MODE=demo only."""
    if not output.house().settings.demo:
        output.fail("set MODE=demo: the demonstration opens doors without a password", 2)


@command.command("smtp")
@click.option("--port", type=click.IntRange(1, 65535), required=True)
@output.guarded
def run_smtp(port: int) -> None:
    """Receive mail on a port of this machine and keep it in the instance folder."""
    smtp.serve(output.house().settings.instance / smtp.FOLDER, port)


@command.command("setup")
@output.guarded
def setup() -> None:
    """Migrate, and fill an empty database with the example; a database already filled is left as it is."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy would not outlive its context
    made = content.fill(app, output.database(), output.house(), output.say)
    output.say("the example is ready" if made else "the example was there already: nothing changed")
