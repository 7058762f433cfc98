"""flask questionnaire import-xlsform FILE --out DOC.json, export-xlsform DOC.json --out X.xlsx: the author's workbook.

Findings go to stderr, one a line with sheet and row. Exit codes: 0 written, 1 a strict import refused, 2 unreadable.
"""

import json
from pathlib import Path
from typing import Any

import click

from questionari import clock
from questionari.catalogue import DocumentError, compile_document, load_document
from questionari.cli import output
from questionari.cli.proving import proof_of
from questionari.engine.findings import StaticFinding, has_errors
from questionari.xlsform.exporting import export
from questionari.xlsform.findings import FormError
from questionari.xlsform.importing import Imported, import_xlsform
from questionari.xlsform.workbook import write_workbook

UNREADABLE = 2
_IN = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)


@click.command("import-xlsform")
@click.argument("file", type=_IN)
@click.option("--out", type=_OUT, required=True, help="The document to write.")
@click.option("--lenient", is_flag=True, help="Write it whatever was lost; the findings say what.")
@click.option("--report", type=_OUT, help="Where to write the findings, as JSON.")
def bring_in(file: Path, out: Path, lenient: bool, report: Path | None) -> None:
    """Make a questionnaire document of FILE, an XLSForm (xlsx, xls, csv, Markdown: its content says which)."""
    try:
        made = import_xlsform(file.read_bytes(), clock.local_day(clock.utc_now()))
        checked = _checked(made.document, proved=lenient or not made.refused)
    except (FormError, DocumentError) as error:
        output.fail(f"{file}: {error}", UNREADABLE)
    publishable = not made.refused and not has_errors(checked)
    for found in made.findings:
        output.say(f"{found.severity} {found.code} {found.sheet} row {found.row}: {found.message}.")
    for static in checked:
        output.say(f"{static.severity} {static.code} {static.pointer or '/'}: {static.message}")
    if report is not None:
        _write(report, _report(file, made, checked, publishable))
    if not publishable and not lenient:
        output.fail(f"{file} is refused: correct its errors, or take it as it is with --lenient.")
    _write(out, made.document)
    output.say(f"{out}: {'it can be published' if publishable else 'written; it cannot be published as it is'}.")


def _checked(document: dict[str, Any], *, proved: bool) -> tuple[StaticFinding, ...]:
    """What the compiler finds, and where it finds no error, the proofs: not of a form that is refused before them."""
    compiled = compile_document(document)
    if compiled.questionnaire is None or not proved:
        return compiled.findings
    proof = proof_of(json.dumps(document, ensure_ascii=False).encode())
    return (*compiled.findings, *(each.finding for each in proof.findings))


def _report(file: Path, made: Imported, checked: tuple[StaticFinding, ...], publishable: bool) -> dict[str, Any]:
    return {
        "file": file.name,
        "findings": [found.as_json() for found in made.findings],
        "check": [found.as_json() for found in checked],
        "publishable": publishable,
    }


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


@click.command("export-xlsform")
@click.argument("file", type=_IN)
@click.option("--out", type=_OUT, required=True, help="The workbook to write.")
def take_out(file: Path, out: Path) -> None:
    """Write FILE, a questionnaire document, as an XLSForm workbook; edited, it comes back with import-xlsform."""
    try:
        prepared = load_document(file.read_bytes())
        compiled = compile_document(prepared)
    except DocumentError as error:
        output.fail(f"{file}: {error}", UNREADABLE)
    if compiled.questionnaire is None:
        output.fail(f"{file} has errors: correct them first (flask questionnaire check).")
    made = export(prepared.document, compiled.questionnaire)
    write_workbook(out, made)
    for lost in made.lost:
        output.say(lost)
    output.say(f"{out}: {len(made.survey)} rows, {len(made.choices)} choices.")
