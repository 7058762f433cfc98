"""flask questionnaire check FILE, prove FILE, run FILE --answers A.json.

JSON stands alone on stdout, messages go to stderr. Exit codes: 0 well, 1 findings that block, 2 an unreadable file.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import click

from questionari.catalogue import DocumentError, compile_document
from questionari.cli import answers_schema, comparing, paper, proving, publish, translation, xlsform
from questionari.cli.output import count
from questionari.cli.proving import proof_of
from questionari.engine.burden import Burden, burdens
from questionari.engine.compiler import Compiled
from questionari.engine.definition import Questionnaire, say
from questionari.engine.findings import StaticFinding, has_errors
from questionari.engine.headless import InputError, run
from questionari.proofs.prove import Proof

UNREADABLE = 2
_FILE = click.Path(path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the output.",
)


@click.group("questionnaire")
def command() -> None:
    """Check, prove, run and publish questionnaires."""


command.add_command(publish.command)
command.add_command(translation.command)
command.add_command(comparing.command)
command.add_command(xlsform.bring_in)
command.add_command(answers_schema.command)
command.add_command(xlsform.take_out)
command.add_command(paper.command)


@command.command("check")
@click.argument("file", type=_FILE)
@_FORMAT
@click.option("--proofs/--no-proofs", default=True, show_default=True, help="Whether its logic is proved too.")
def check(file: Path, form: str, proofs: bool) -> None:
    """Check FILE, a questionnaire document: every finding, what its logic proves to be, what it asks of people."""
    compiled = _compiled(file)
    checked = Checked(compiled, proof_of(_bytes(file)) if proofs and compiled.questionnaire else None)
    _PRINTERS[form](checked)
    raise SystemExit(0 if checked.publishable else 1)


@command.command("prove")
@click.argument("file", type=_FILE)
@click.option("--witnesses", type=_FOLDER, help="Where to write the responses that show the findings.")
def prove(file: Path, witnesses: Path | None) -> None:
    """Prove the logic of FILE: what no answers lead to, what never or always fires, whether it can be submitted."""
    _definition(file)
    proof = proof_of(_bytes(file))
    for line in proving.lines(proof, file, witnesses):
        click.echo(line)
    click.echo(proving.verdict(proof), err=True)
    raise SystemExit(1 if proof.has_errors else 0)


@command.command("run")
@click.argument("file", type=_FILE)
@click.option("--answers", type=_FILE, required=True, help="Answers, as JSON by question code.")
@click.option("--context", type=_FILE, help="Today, round, census, previous answers, as JSON.")
def run_answers(file: Path, answers: Path, context: Path | None) -> None:
    """Run FILE over answers: path, findings and exported row, as JSON."""
    definition = _definition(file)
    try:
        report = run(definition, _json(answers), _json(context) if context else {})
    except InputError as error:
        _unreadable(str(error))
    click.echo(json.dumps(report, ensure_ascii=False, indent=2))


def _compiled(file: Path) -> Compiled:
    try:
        return compile_document(_bytes(file))
    except DocumentError as error:
        _unreadable(f"{file}: {error}")


def _definition(file: Path) -> Questionnaire:
    compiled = _compiled(file)
    if compiled.questionnaire is None:
        for finding in compiled.findings:
            click.echo(_line(finding), err=True)
        click.echo(f"{file}: correct these errors first (flask questionnaire check)", err=True)
        raise SystemExit(1)
    return compiled.questionnaire


def _json(file: Path) -> Any:
    try:
        return json.loads(_bytes(file))
    except (ValueError, RecursionError) as error:
        _unreadable(f"{file}: not JSON: {error}")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        _unreadable(f"{file}: {error.strerror or error}")


def _unreadable(message: str) -> NoReturn:
    click.echo(message, err=True)
    raise SystemExit(UNREADABLE)


@dataclass(frozen=True, slots=True)
class Checked:
    """A document judged: what the compiler finds, what the proofs do (None: not asked for, or not possible yet)."""

    compiled: Compiled
    proof: Proof | None

    @property
    def findings(self) -> tuple[StaticFinding, ...]:
        """All findings, those of the proofs last."""
        proved = self.proof.findings if self.proof else ()
        return (*self.compiled.findings, *(found.finding for found in proved))

    @property
    def publishable(self) -> bool:
        """Whether no finding is an error."""
        return not has_errors(self.findings)

    def as_json(self) -> dict[str, Any]:
        """The report of `check --format json`."""
        proved = [found.as_json() for found in self.proof.findings] if self.proof else []
        return {
            "findings": [*(finding.as_json() for finding in self.compiled.findings), *proved],
            "burden": [_burden_json(load) for load in _burdens(self.compiled)],
            "proofs": self.proof.as_json() if self.proof else None,
            "publishable": self.publishable,
        }


def _print_json(checked: Checked) -> None:
    click.echo(json.dumps(checked.as_json(), ensure_ascii=False, indent=2))


def _print_text(checked: Checked) -> None:
    for finding in checked.findings:
        click.echo(_line(finding))
    for load in _burdens(checked.compiled):
        click.echo(_burden_line(load))
    if checked.proof:
        click.echo(proving.verdict(checked.proof), err=True)
    errors = sum(finding.severity == "error" for finding in checked.findings)
    others = len(checked.findings) - errors
    verdict = f"{count(errors, 'error')}, {count(others, 'other finding')}: " if checked.findings else ""
    click.echo(verdict + ("it can be published" if not errors else "it cannot be published"), err=True)


_PRINTERS = {"text": _print_text, "json": _print_json}


def _line(finding: StaticFinding) -> str:
    place = finding.pointer or "/"
    return f"{finding.severity} {finding.code} {place}: {finding.message}. {finding.advice}"


def _burdens(compiled: Compiled) -> tuple[Burden, ...]:
    return burdens(compiled.questionnaire) if compiled.questionnaire else ()


def _burden_json(load: Burden) -> dict[str, Any]:
    return {
        "profile": load.profile.code,
        "items": load.items,
        "inputs": load.inputs,
        "max_inputs": load.profile.max_inputs,
        "required": load.required,
        "max_required": load.profile.max_required,
    }


def _burden_line(load: Burden) -> str:
    profile = load.profile
    inputs = f"{load.inputs} inputs{_limit(profile.max_inputs)}"
    required = f"{load.required} required{_limit(profile.max_required)}"
    return f"burden {profile.code} ({say(profile.title)}): {load.items} items, {inputs}, {required}"


def _limit(limit: int | None) -> str:
    return f" (at most {limit})" if limit is not None else ""
