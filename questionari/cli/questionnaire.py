"""flask questionnaire check FILE, flask questionnaire run FILE --answers A.json.

JSON stands alone on stdout, messages go to stderr. Exit codes: 0 well, 1 findings that block, 2 an unreadable file.
"""

import json
from pathlib import Path
from typing import Any, NoReturn

import click

from questionari.catalogue import DocumentError, compile_document
from questionari.cli import publish
from questionari.engine.burden import Burden, burdens
from questionari.engine.compiler import Compiled
from questionari.engine.definition import Questionnaire, say
from questionari.engine.findings import StaticFinding, has_errors
from questionari.engine.headless import InputError, run

UNREADABLE = 2
_FILE = click.Path(path_type=Path)
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
    """Check, run and publish questionnaires."""


command.add_command(publish.command)


@command.command("check")
@click.argument("file", type=_FILE)
@_FORMAT
def check(file: Path, form: str) -> None:
    """Check FILE, a questionnaire document: every finding, and what it asks of people."""
    compiled = _compiled(file)
    _PRINTERS[form](compiled)
    raise SystemExit(1 if has_errors(compiled.findings) else 0)


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


def _print_json(compiled: Compiled) -> None:
    click.echo(
        json.dumps(
            {
                "findings": [finding.as_json() for finding in compiled.findings],
                "burden": [_burden_json(load) for load in _burdens(compiled)],
                "publishable": compiled.questionnaire is not None,
            },
            ensure_ascii=False,
            indent=2,
        )
    )


def _print_text(compiled: Compiled) -> None:
    for finding in compiled.findings:
        click.echo(_line(finding))
    for load in _burdens(compiled):
        click.echo(_burden_line(load))
    errors = sum(finding.severity == "error" for finding in compiled.findings)
    others = len(compiled.findings) - errors
    verdict = f"{errors} errors, {others} other findings: " if compiled.findings else ""
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
