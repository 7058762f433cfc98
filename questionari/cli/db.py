"""`flask db …`: the schema of the database."""

import click
from flask import current_app
from flask.cli import with_appcontext

from questionari.store import migrate


@click.group("db")
def command() -> None:
    """Migrate the database."""


@command.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database to the newest schema; running it again changes nothing."""
    database = current_app.extensions["database"]
    before = migrate.current(database)
    migrate.upgrade(database)
    after = migrate.current(database)
    click.echo("The database is up to date." if before == after else f"Migrated from {before or 'nothing'} to {after}.")


@command.command()
@with_appcontext
def check() -> None:
    """Exit 1 when the database is not at the newest schema."""
    here, newest = migrate.current(current_app.extensions["database"]), migrate.newest()
    if here != newest:
        raise click.ClickException(
            f"the database is at {here or 'nothing'}, this program needs {newest}: run `flask db upgrade`"
        )
    click.echo(f"The database is at {here}.")


@command.command()
@click.argument("message")
@click.option("--id", "identifier", required=True, help="Number of the migration, e.g. 0002.")
@with_appcontext
def revision(message: str, identifier: str) -> None:
    """Write the migration that brings the newest schema to the models (for developers)."""
    migrate.write_revision(current_app.extensions["database"], message, identifier)
