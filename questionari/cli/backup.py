"""`flask backup FILE`, `flask restore FILE`."""

from pathlib import Path

import click

from questionari import clock
from questionari.cli import output
from questionari.settings import SettingsError
from questionari.usecases import backup as backups, keys


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@output.guarded
def backup(file: Path) -> None:
    """Write a backup of the database to FILE (.tar.gz). The encryption keys are not in it."""
    if not file.parent.is_dir():
        output.fail(f"{file.parent}: no such folder", 2)
    with output.database().reading() as session:
        rows = backups.write(session, file, clock.utc_now())
    output.say(f"{file}: {sum(rows.values())} rows of {len(rows)} tables. Keep the keys elsewhere (flask key sheet).")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@output.guarded
def restore(file: Path) -> None:
    """Restore FILE into an empty, migrated database. All sends stay stopped until staff resume them."""
    try:
        with output.database().writing() as session:
            rows = backups.restore(session, file, clock.utc_now())
            keys.check(session, output.house())
    except (backups.BadBackup, SettingsError) as error:
        output.fail(str(error))
    output.say(f"{sum(rows.values())} rows restored. Mail is stopped: check the outbox, then resume sends as staff.")
