"""How commands name a version: a file, or a published one by its name or hash."""

from pathlib import Path

from questionari.catalogue import DocumentError, compile_document
from questionari.cli import output
from questionari.engine.definition import Questionnaire
from questionari.usecases.comparing import find_version
from questionari.usecases.house import NotFound
from questionari.usecases.questionnaires import definition_of

UNREADABLE = 2


def definition_named(name: str) -> Questionnaire:
    """The questionnaire of a FILE or of a published version; ends the command with exit code 2 when there is none."""
    path = Path(name)
    return _of_file(path) if path.is_file() else _published(name)


def _of_file(path: Path) -> Questionnaire:
    try:
        compiled = compile_document(path.read_bytes())
    except (DocumentError, OSError) as error:
        output.fail(f"{path}: {error}", UNREADABLE)
    if compiled.questionnaire is None:
        output.fail(f"{path} has errors: see `flask questionnaire check {path}`", UNREADABLE)
    return compiled.questionnaire


@output.guarded
def _published(name: str) -> Questionnaire:
    try:
        with output.database().reading() as session:
            return definition_of(session, find_version(session, name).sha256)
    except NotFound:
        output.fail(f"{name}: neither a file nor a published version (CODE@VERSION)", UNREADABLE)
