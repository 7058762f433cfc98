"""`flask responses …`: earlier responses from a file, and the rounds made for them."""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from questionari import clock
from questionari.cli import output
from questionari.usecases.intake import importing
from questionari.usecases.intake.importing import Source
from questionari.usecases.intake.rows import Outcome
from questionari.usecases.intake.running import Run, run_import, try_import
from questionari.usecases.intake.tables import Table
from questionari.usecases.rounds import historic
from questionari.usecases.rounds.basics import id_of_code

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("responses")
def command() -> None:
    """Import earlier responses from a file. Days are written 31/12/2026 or 2026-12-31."""


@command.command("round")
@click.option("--code", required=True, help="Short stable name, e.g. 2024.")
@click.option("--title", required=True)
@click.option("--questionnaire", required=True, help="CODE or CODE@VERSION of a published questionnaire.")
@click.option("--period-start", required=True, help="First day of the reference period.")
@click.option("--period-end", required=True, help="Last day of the reference period.")
@output.guarded
def round_command(**values: str) -> None:
    """Make a round for earlier responses: archived from the beginning, no mail ever leaves for it."""
    with output.database().writing() as session:
        historic.create_historic(session, clock.utc_now(), output.ACTOR, values)
    output.say(f"Round {values['code']} made: bring its responses in with `flask responses import`.")


@command.command("import")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--round", "code", required=True, help="Code of the round.")
@click.option("--mapping", type=FILE, help='JSON: {"column of the file": "column of ours"}, "" for one to leave out.')
@click.option("--reason", default="", help="Why the warnings that stand are confirmed, for all rows.")
@click.option("--receipts", is_flag=True, help="Queue the receipt of each service.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--report", type=click.Path(path_type=Path), help="Write every finding to this file, as JSON.")
@output.guarded
def import_command(
    file: Path, code: str, mapping: Path | None, dry_run: bool, report: Path | None, **more: Any
) -> None:
    """Import responses from an XLSX or CSV file, a row a transaction: run it again, and nothing is doubled.

    The folder or the archive of a dataset is taken whole, with its reserved answers and open lists.

    Exit code 1 where a row was refused.
    """
    source = Source(file.name, _content(file), _mapping(mapping), **more)
    with output.database().reading() as session:
        round_id = id_of_code(session, code)
        table = importing.look(session, clock.utc_now(), round_id, source)
    run = Run(output.database(), output.house(), clock.utc_now(), output.ACTOR, round_id, source)
    outcomes = try_import(run, table) if dry_run else run_import(run, table)
    told = _report(table, outcomes)
    if report:
        report.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    _tell(told, dry_run)


def _content(path: Path) -> bytes:
    """The file; of the folder of a dataset its CSV files together."""
    if path.is_file():
        return path.read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted((*path.glob("*.csv"), *path.glob("*.xlsx"))):
            archive.write(file, file.name)
    return packed.getvalue()


def _mapping(path: Path | None) -> dict[str, str]:
    try:
        found = json.loads(path.read_text()) if path else {}
    except ValueError as error:
        output.fail(f"{path}: not JSON: {error}", 2)
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found.values()):
        output.fail(f"{path}: must be an object of texts", 2)
    return found


def _report(table: Table, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    findings = [*table.findings, *(finding for outcome in outcomes for finding in outcome.findings)]
    rows = [{"row": one.row, "unit": one.unit, "done": one.done} for one in outcomes]
    return {
        "rows": rows,
        "counts": dict(Counter(one.done for one in outcomes)),
        "findings": list(map(asdict, findings)),
    }


def _tell(told: dict[str, Any], dry_run: bool) -> None:
    cells = [(one["severity"], one["row"] or "-", one["column"] or "-", one["message"]) for one in told["findings"]]
    output.print_table(("severity", "row", "column", "message"), cells)
    counts = ", ".join(f"{number} {done}" for done, number in told["counts"].items()) or "no rows"
    output.say(f"Dry run, nothing written: {counts}." if dry_run else f"Rows: {counts}.")
    if told["counts"].get("refused"):
        raise SystemExit(1)
