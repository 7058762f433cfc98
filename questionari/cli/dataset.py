"""`flask dataset export`: the dataset of a round as a folder of files."""

from pathlib import Path

import click

from esportazioni.errors import ExportError
from esportazioni.export import EXPORTS
from questionari import clock
from questionari.cli import output
from questionari.usecases import datasets, exports
from questionari.usecases.rounds.basics import id_of_code


@click.group("dataset")
def command() -> None:
    """Export the dataset of a round."""


@command.command()
@click.option("--round", "code", required=True, help="Code of the round.")
@click.option("--format", "form", type=click.Choice(sorted(exports.FORMATS)), default="csv", show_default=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new or empty folder.")
@output.guarded
def export(code: str, form: str, out: Path) -> None:
    """Write the submitted responses of a round, with codebook and manifest, to a folder: whole or not at all.

    Prints a JSON summary. Exit code 1: the round cannot be exported; 2: the folder cannot be used.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        output.fail(f"{out}: not an empty folder; name a new one, or empty it first", 2)
    now = clock.utc_now()
    with output.database().writing() as session:
        round_id = id_of_code(session, code)
        exports.announce(session, now, output.ACTOR, round_id, form)
    try:
        with output.database().reading() as session:
            around = datasets.dataset_round(session, now, round_id)
            rows = datasets.submissions(session, output.house(), now, round_id)
            made = EXPORTS[form](around, rows, out, now, lambda done: output.say(f"responses written: {done}"))
    except ExportError as error:
        output.fail(str(error))
    except OSError as error:
        output.fail(f"{out}: {error.strerror}; choose another folder or free some space", 2)
    output.print_json({"folder": str(out.resolve()), **made.manifest})
    output.say(f"Round {code} exported to {out}: responses {made.rows}. The files are confidential.")
