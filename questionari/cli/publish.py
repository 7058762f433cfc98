"""`flask questionnaire publish FILE`: a document becomes immutable under its hash."""

from pathlib import Path

import click

from questionari import clock
from questionari.catalogue import DocumentError, compile_document
from questionari.cli import output
from questionari.cli.proving import proof_of
from questionari.usecases import questionnaires


@click.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@output.guarded
def command(file: Path) -> None:
    """Publish a document that has no errors: from then on it never changes. Again the same file: nothing happens."""
    try:
        content = file.read_bytes()
        if compile_document(content).questionnaire is not None:
            _refuse_faulty_logic(content)
        with output.database().writing() as session:
            published = questionnaires.publish(session, clock.utc_now(), output.ACTOR, content)
    except DocumentError as error:
        output.say(f"{file}: {error}")
        raise SystemExit(2) from error
    except questionnaires.Faulty as error:
        for finding in error.findings:
            output.say(f"{finding.severity} {finding.code} {finding.pointer or '/'}: {finding.message}")
        output.say(f"{file} cannot be published: correct it and look with `flask questionnaire check`.")
        raise SystemExit(1) from error
    verb = "Published" if published.new else "Already published"
    output.say(f"{verb}: {published.name}, {published.title}.")
    click.echo(published.sha256)


def _refuse_faulty_logic(content: bytes) -> None:
    proof = proof_of(content)
    if proof.has_errors:
        raise questionnaires.Faulty([proved.finding for proved in proof.findings])
