"""`flask backup FILE`, `flask restore FILE`."""

from pathlib import Path

import click

from questionari import clock
from questionari.cli import output
from questionari.settings import SettingsError
from questionari.store.sealing import WrongKey
from questionari.usecases import backup as backups, keys, lost_keys

KEYS = click.option(
    "--keys",
    "apart",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The file of the responses' keys; {backups.KEYS_NAME} beside FILE if not said.",
)
NAMED = 20  # of the answers without a key, by name


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@KEYS
@output.guarded
def backup(file: Path, apart: Path | None) -> None:
    """Write a backup of the database to FILE (.tar.gz), the responses' keys to a file of their own.

    Keep many FILEs and ONE file of keys, always the newest: so that what was erased opens from no backup. The
    encryption keys are in neither.
    """
    where = apart or backups.keys_beside(file)
    for folder in (file.parent, where.parent):
        if not folder.is_dir():
            output.fail(f"{folder}: no such folder", 2)
    try:
        with output.database().reading() as session:
            rows = backups.write(session, file, clock.utc_now(), where)
    except backups.BadBackup as error:
        output.fail(str(error))
    output.say(f"{file}: {sum(rows.values())} rows of {len(rows)} tables. The responses' keys are in {where}:")
    output.say("copy it over the one you keep elsewhere. Keep the encryption keys apart (flask key sheet).")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@KEYS
@click.option("--give-up-lost", is_flag=True, help="Blank the responses that no key opens; they may be answered anew.")
@output.guarded
def restore(file: Path, apart: Path | None, give_up_lost: bool) -> None:
    """Restore FILE into an empty, migrated database. All sends stay stopped until staff resume them."""
    try:
        with output.database().writing() as session:
            rows = backups.restore(session, file, clock.utc_now(), apart)
            keys.check(session, output.house())
            found = lost_keys.lost(session)
            require_fit(found, give_up_lost)
            lost_keys.give_up(session, output.house(), clock.utc_now(), found)
            lost_keys.unwrap_all(session, output.house())
    except (backups.BadBackup, SettingsError, WrongKey) as error:
        output.fail(f"{error}; nothing was restored")
    output.say(f"{sum(rows.values())} rows restored. Mail is stopped: check the outbox, then resume sends as staff.")


def require_fit(found: tuple[lost_keys.Lost, ...], given_up: bool) -> None:
    """Name what can no longer be opened; end here unless it was given up."""
    if not found:
        return
    for one in found[:NAMED]:
        record = f", record {one.number}" if one.number else ""
        output.say(f"no key opens the answers of {one.unit_code} in {one.round_code}{record}")
    said = output.count(len(found), "response")
    if not given_up:
        output.fail(
            f"{said}: an answer was erased (or a draft deleted) since this backup, or the file of the keys is older "
            "than it. Take the newest file of keys and the newest backup; or repeat with --give-up-lost, and they are "
            "blank, to be answered anew. Nothing was changed."
        )
    output.say(f"{said} given up: blank, to be answered anew")
