"""`flask census …`: import and list the census."""

from dataclasses import asdict
from pathlib import Path

import click

from questionari import clock
from questionari.cli import output
from questionari.usecases import figures
from questionari.usecases.census.importing import ImportReport, import_census, import_territories
from questionari.usecases.census.listing import UnitFilter, list_units
from questionari.usecases.census.reading import read_table
from questionari.usecases.house import Refused


@click.group("census")
def command() -> None:
    """Import and list the census."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--atr", "atr_code", help="Territory (code) of the rows that name none.")
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@output.guarded
def import_file(file: Path, atr_code: str | None, dry_run: bool) -> None:
    """Take a CSV of services (like rete_bari.csv) or of territories (like territori_pilota.csv): all or nothing."""
    table = read_table(file.read_bytes())
    now = clock.utc_now()
    with output.database().writing() as session:
        if table.territories:
            report = import_territories(session, now, output.ACTOR, table.rows, dry_run)
        else:
            report = import_census(session, now, output.ACTOR, table.rows, atr_code, dry_run)
        report.faults = (*table.faults, *report.faults)
        if not report.ok:
            raise _Faulty(report)
    _tell(report, dry_run)


class _Faulty(Refused):
    """The file has faults: leaving the transaction by this exception takes everything back."""

    def __init__(self, report: ImportReport) -> None:
        lines = "\n".join(fault.text() for fault in report.faults)
        super().__init__("file_faults", f"{len(report.faults)} errori, nessuna riga è stata importata.\n{lines}")


def _tell(report: ImportReport, dry_run: bool) -> None:
    for notice in report.notices:
        output.say(notice)
    for code, changes in report.updated.items():
        for change in changes:
            output.say(f"{code}: {change.field}: {change.old or '-'} -> {change.new or '-'}")
    counts = f"{len(report.created)} created, {len(report.updated)} updated, {len(report.unchanged)} unchanged"
    output.say(f"Dry run, nothing written: {counts}." if dry_run else f"Imported: {counts}.")


@command.command("figures")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
@output.guarded
def take_figures(file: Path, dry_run: bool) -> None:
    """Take a CSV of figures of territories (territorio;dato;anno;valore;fonte): all or nothing; forms show them."""
    content = file.read_bytes()
    with output.database().writing() as session, session.begin_nested() as savepoint:
        taken = figures.take(session, clock.utc_now(), output.ACTOR, content)
        if dry_run:
            savepoint.rollback()
    counts = f"{taken.added} new, {taken.replaced} in the place of former ones"
    output.say(f"Dry run, nothing written: {counts}." if dry_run else f"Taken: {counts}.")


@command.command("list")
@click.option("--atr", "atr_code", default="", help="Only this territory (code).")
@click.option("--type", "type_code", default="", help="Only this service type (code).")
@output.format_option
@output.guarded
def list_command(atr_code: str, type_code: str, form: str) -> None:
    """Print the services of the census, in order of code."""
    asked = UnitFilter(atr_code=atr_code, type_code=type_code, sort="codice")
    with output.database().reading() as session:
        lines = list_units(session, asked, clock.local_day(clock.utc_now()), size=0).lines
    if form == "json":
        output.print_json([asdict(line) for line in lines])
    else:
        cells = [(line.code, line.name, line.type_code, line.place, line.email, line.address) for line in lines]
        output.print_table(("code", "name", "type", "place", "email", "address"), cells)
