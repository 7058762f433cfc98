"""Compiled questionnaires by hash: a published document never changes, so each is compiled once per process."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari import catalogue
from questionari.engine.definition import Questionnaire
from questionari.store.headers import Header
from questionari.store.models.rounds import QuestionnaireVersion
from questionari.store.places import WHOLE
from questionari.usecases.house import NotFound

_KNOWN: dict[str, Questionnaire] = {}


def definition_of(session: Session, sha256: str) -> Questionnaire:
    """The compiled questionnaire of a published hash; reads the database only the first time in a process."""
    if sha256 not in _KNOWN:
        _KNOWN[sha256] = _compiled(session, sha256)
    return _KNOWN[sha256]


def _compiled(session: Session, sha256: str) -> Questionnaire:
    document = session.scalar(select(QuestionnaireVersion.document).where(QuestionnaireVersion.sha256 == sha256))
    if document is None:
        raise NotFound("questionario")
    return catalogue.published(document)


def newest(session: Session, code: str) -> Questionnaire:
    """The version of a questionnaire published last. Raises NotFound."""
    sha256 = session.scalar(
        select(QuestionnaireVersion.sha256)
        .where(QuestionnaireVersion.code == code)
        .order_by(QuestionnaireVersion.published_at.desc(), QuestionnaireVersion.version.desc())
        .limit(1)
    )
    if sha256 is None:
        raise NotFound("questionario")
    return definition_of(session, sha256)


def is_list(header: Header, definition: Questionnaire) -> bool:
    """Whether an address is that of a list of records, which has no questions of its own."""
    return header.number == WHOLE and definition.cardinality == "many"
