"""`flask key …`: the encryption key proves itself, and is printed once."""

import click

from questionari import clock
from questionari.cli import output
from questionari.cli.backup import require_fit
from questionari.settings import SettingsError
from questionari.store.sealing import WrongKey
from questionari.usecases import keys, lost_keys, rotation


@click.group("key")
def command() -> None:
    """The encryption key."""


@command.command("check")
@click.option("--give-up-lost", is_flag=True, help="Blank the responses that no key opens; they may be answered anew.")
@output.guarded
def check(give_up_lost: bool) -> None:
    """Open the canaries and every response's key with the configured keys; exit 1 when one does not open."""
    try:
        with output.database().writing() as session:
            keys.ensure_canary(session, output.house(), clock.utc_now())
            versions = keys.check(session, output.house())
            found = lost_keys.lost(session)
            require_fit(found, give_up_lost)
            lost_keys.give_up(session, output.house(), clock.utc_now(), found)
            lost_keys.unwrap_all(session, output.house())
    except (SettingsError, WrongKey) as error:
        output.fail(str(error))
    output.say(f"the key opens this database (versions {', '.join(map(str, versions))})")


@command.command("sheet")
@click.option("--confirm", is_flag=True, help="Record that the sheet was printed and put away.")
@output.guarded
def sheet(confirm: bool) -> None:
    """Print the recovery sheet on stdout."""
    click.echo(keys.sheet(output.house()))
    if confirm:
        with output.database().writing() as session:
            keys.confirm_sheet(session, clock.utc_now())
        output.say("recorded: the recovery sheet is put away")


@command.command("rotate")
@output.guarded
def rotate() -> None:
    """Wrap everything under the newest version of ENCRYPTION_KEYS; may be interrupted and run again."""
    total, done = 0, 1
    try:
        with output.database().writing() as session:
            keys.ensure_canary(session, output.house(), clock.utc_now())
        while done:
            with output.database().writing() as session:
                done = rotation.rotate(session, output.house(), clock.utc_now())
            total += done
        with output.database().writing() as session:
            rotation.retire(session, output.house())
            lettered = rotation.letters_at_stake(session, clock.utc_now())
    except (SettingsError, WrongKey) as error:
        output.fail(f"{error}; {total} values are under the new version, the rest is unchanged")
    output.say(
        f"{total} values wrapped under version {output.house().keyring.version}; nothing is left under older ones"
    )
    if lettered and len(output.house().keyring.keys) > 1:
        output.say(
            f"codes of printed letters are out for {', '.join(lettered)}: those printed before today open nothing once "
            "the older key leaves ENCRYPTION_KEYS; keep it until these rounds end, or print those letters anew"
        )
