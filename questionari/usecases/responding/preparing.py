"""The preparation sheet: what to have at hand before beginning, by type of service."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire, Text
from questionari.engine.path import find_path
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


def preparation(session: Session, code: str, kind: str) -> PreparationSheet:
    """The sheet of the newest version of a questionnaire. Raises NotFound."""
    definition = newest(session, code)
    scope = find_path(definition, {}, Context(census={"type": kind})).scope
    texts = {question.code: question.text for question in definition.questions.values()}
    lines = (
        PreparationLine(line.text, tuple((code, texts[code]) for code in line.questions))
        for line in definition.preparation
        if scope.holds(line.when)
    )
    return PreparationSheet(definition, kind, tuple(lines))


def kind_of(session: Session, public_id: str) -> tuple[str, str]:
    """Questionnaire code and type of service behind an address. Raises NotFound."""
    row = session.execute(
        select(QuestionnaireVersion.code, Invitation.type_code)
        .join(Round, Round.questionnaire_sha256 == QuestionnaireVersion.sha256)
        .join(Invitation, Invitation.round_id == Round.id)
        .where(Invitation.public_id == invitation_of(public_id))
    ).first()
    if row is None:
        raise NotFound("questionario")
    return row.code, row.type_code


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
