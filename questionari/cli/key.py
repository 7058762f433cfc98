"""flask key: the encryption key proves itself, and is printed once."""

import click

from questionari import clock
from questionari.cli.common import database, fail, house, say
from questionari.settings import SettingsError
from questionari.usecases import keys


@click.group("key")
def command() -> None:
    """The encryption key."""


@command.command("check")
def check() -> None:
    """Open the canaries with the configured keys; exit 1 when one does not open."""
    try:
        with database().writing() as session:
            keys.ensure_canary(session, house(), clock.utc_now())
            versions = keys.check(session, house())
    except SettingsError as error:
        fail(str(error))
    say(f"the key opens this database (versions {', '.join(map(str, versions))})")


@command.command("sheet")
@click.option("--confirm", is_flag=True, help="Record that the sheet was printed and put away.")
def sheet(confirm: bool) -> None:
    """Print the recovery sheet on stdout."""
    click.echo(keys.sheet(house()))
    if confirm:
        with database().writing() as session:
            keys.confirm_sheet(session, clock.utc_now())
        say("recorded: the recovery sheet is put away")
