"""Publication: a document that compiles cleanly becomes immutable under the SHA-256 of its canonical form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from questionari import catalogue
from questionari.engine.definition import Questionnaire, say
from questionari.engine.findings import StaticFinding, has_errors
from questionari.engine.roles import parts, roles
from questionari.store.models.rounds import QuestionnaireVersion
from questionari.usecases import audit
from questionari.usecases.house import Actor, NotFound, Refused

SAME_INSTANT = (
    "Nello stesso istante un'altra persona ha pubblicato la versione {} di {}: "
    "la guardi, poi cambi il numero di versione."
)


@dataclass(frozen=True, slots=True)
class Published:
    """A published version. ``new`` is False when this very document was published before."""

    sha256: str
    code: str
    version: str
    title: str
    unit: str
    published_at: datetime
    new: bool = False

    @property
    def name(self) -> str:
        """The version as people and commands name it."""
        return f"{self.code}@{self.version}"


class Faulty(Refused):
    """The document has errors and cannot be published."""

    def __init__(self, findings: Sequence[StaticFinding]) -> None:
        count = sum(finding.severity == "error" for finding in findings)
        super().__init__("faulty_document", f"Il documento ha {count} errori: lo controlli e lo corregga.")
        self.findings = tuple(findings)


def publish(session: Session, now: datetime, actor: Actor, content: bytes) -> Published:
    """Store a document under its hash; the same document twice is one publication.

    Raises Faulty, catalogue.DocumentError, and Refused when code and version belong to another document already.
    """
    prepared = catalogue.load_document(content)
    known = session.get(QuestionnaireVersion, prepared.sha256)
    if known:
        return _published(known)
    compiled = catalogue.compile_document(prepared)
    if compiled.questionnaire is None or has_errors(compiled.findings):
        raise Faulty(compiled.findings)
    row = _new_version(session, compiled.questionnaire, now, actor)
    row.document = catalogue.canonical_bytes(prepared)
    _keep(session, row)
    published = _published(row, new=True)
    target = ("questionnaire", published.name[:60])
    audit.record(session, now, actor, "questionnaire.published", target, sha256=row.sha256)
    return published


def _keep(session: Session, row: QuestionnaireVersion) -> None:
    """Write the row. Raises Refused where another publication took its name, or its hash, at the same instant."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise Refused("version_taken", SAME_INSTANT.format(row.version, row.code)) from error


def name_taken(session: Session, definition: Questionnaire) -> str:
    """Why another document forbids this code and version; "" when they are free, or its own."""
    same_name = (QuestionnaireVersion.code == definition.code, QuestionnaireVersion.version == definition.version)
    holder = session.scalar(select(QuestionnaireVersion.sha256).where(*same_name))
    if holder in (None, definition.sha256):
        return ""
    return (
        f"La versione {definition.version} di {definition.code} è già pubblicata: "
        "cambi il numero di versione (fra i dati del questionario: titolo, codice, versione)."
    )


def _new_version(session: Session, definition: Questionnaire, now: datetime, actor: Actor) -> QuestionnaireVersion:
    taken = name_taken(session, definition)
    if taken:
        raise Refused("version_taken", taken)
    return QuestionnaireVersion(
        sha256=definition.sha256,
        code=definition.code,
        version=definition.version,
        title=say(definition.title),
        unit=definition.unit,
        published_at=now,
        published_by=actor.id or actor.kind,
    )


def _published(row: QuestionnaireVersion, new: bool = False) -> Published:
    return Published(row.sha256, row.code, row.version, row.title, row.unit, row.published_at, new)


def list_published(session: Session) -> list[Published]:
    """Every published version, by code, the latest first."""
    order = (QuestionnaireVersion.code, QuestionnaireVersion.published_at.desc(), QuestionnaireVersion.sha256)
    return [_published(row) for row in session.scalars(select(QuestionnaireVersion).order_by(*order))]


def askable(session: Session) -> list[Published]:
    """Those that a round can ask: where the parts are of different people, a code must tie them (docs/language.md)."""
    return [found for found in list_published(session) if _can_be_asked(definition_of(session, found.sha256))]


def _can_be_asked(definition: Questionnaire) -> bool:
    return not roles(definition) or parts(definition) is not None


def find(session: Session, name: str) -> Published:
    """The version named CODE@VERSION, or the latest of CODE. Raises NotFound."""
    code, _, version = name.partition("@")
    for published in list_published(session):
        if published.code == code and version in ("", published.version):
            return published
    raise NotFound("questionario")


def definition_of(session: Session, sha256: str) -> Questionnaire:
    """The compiled questionnaire of a published version. Raises NotFound."""
    row = session.get(QuestionnaireVersion, sha256)
    if row is None:
        raise NotFound("questionario")
    return catalogue.published(row.document)
