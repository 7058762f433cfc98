"""The preparation sheet: what to have at hand before beginning, by type of service."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.definition import Preparation, Questionnaire, Text
from questionari.engine.path import find_path
from questionari.engine.roles import own_questions, roles
from questionari.engine.values import Context
from questionari.store import responses
from questionari.store.models.rounds import Invitation, QuestionnaireVersion, Round
from questionari.store.places import invitation_of
from questionari.usecases.house import NotFound
from questionari.usecases.responding.cases import context_of
from questionari.usecases.responding.definitions import definition_of, newest


@dataclass(frozen=True, slots=True)
class PreparationLine:
    """One thing to have at hand, and the questions it serves: (code, text)."""

    text: Text
    questions: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class PreparationSheet:
    """The printable sheet of a questionnaire for one type of service."""

    definition: Questionnaire
    kind: str
    lines: tuple[PreparationLine, ...]


def preparation(session: Session, code: str, kind: str, role: str = "") -> PreparationSheet:
    """The sheet of the newest version of a questionnaire; with a role, of its part alone. Raises NotFound."""
    definition = newest(session, code)
    scope = find_path(definition, {}, Context(census={"type": kind})).scope
    lines = [_line(definition, line, role) for line in definition.preparation if scope.holds(line.when)]
    return PreparationSheet(definition, kind, tuple(line for line in lines if line is not None))


def _line(definition: Questionnaire, line: Preparation, role: str) -> PreparationLine | None:
    """A line with the questions of a part; None where it is about another part's alone."""
    own = own_questions(definition, role) if role in roles(definition) else definition.questions.keys()
    codes = tuple(code for code in line.questions if code in own)
    if line.questions and not codes:
        return None
    return PreparationLine(line.text, tuple((code, definition.questions[code].text) for code in codes))


def kind_of(session: Session, public_id: str) -> tuple[str, str, str | None]:
    """Questionnaire code, type of service, part it fills in (None: all) behind an address. Raises NotFound."""
    row = session.execute(
        select(QuestionnaireVersion.code, Invitation.type_code, Invitation.role)
        .join(Round, Round.questionnaire_sha256 == QuestionnaireVersion.sha256)
        .join(Invitation, Invitation.round_id == Round.id)
        .where(Invitation.public_id == invitation_of(public_id))
    ).first()
    if row is None:
        raise NotFound("questionario")
    return row.code, row.type_code, row.role


def questionnaire_of(session: Session, public_id: str) -> Questionnaire:
    """The questionnaire behind an address, in the version its round asks. Raises NotFound."""
    sha256 = session.scalar(
        select(Round.questionnaire_sha256)
        .join(Invitation, Invitation.round_id == Round.id)
        .where(Invitation.public_id == invitation_of(public_id))
    )
    if sha256 is None:
        raise NotFound("questionario")
    return definition_of(session, sha256)


def surroundings_of(session: Session, now: datetime, public_id: str) -> Context:
    """What a sheet to print may say of the round and the service behind an address. Raises NotFound."""
    found = responses.with_cells(session, public_id)
    if found is None or found[0].revoked_at is not None:
        raise NotFound("questionario")
    return context_of(found[0], now)
