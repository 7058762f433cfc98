"""What those consulted see: the draft as a respondent would, and their own comments. Nobody else's."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari import catalogue
from questionari.engine.definition import Questionnaire
from questionari.store import consultations as store
from questionari.store.models.census import Atr, Unit
from questionari.store.models.consultations import ConsultationComment, ConsultationGuest
from questionari.usecases.consulting.basics import get, last_day, takes_comments
from questionari.usecases.house import House, NotFound
from questionari.usecases.links import token_sha256
from questionari.usecases.workbench import drafts


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as its author sees it: its text and the version that a later save must begin from."""

    text: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """One body in one consultation. ``definition`` is None once it is closed: then only its outcome is told."""

    public_id: str
    title: str
    name: str
    unit_code: str
    text: str
    until: date
    writable: bool
    definition: Questionnaire | None
    said: Mapping[str, Said]

    def on_page(self, page: str) -> int:
        """How many questions of a page this body has commented on."""
        found = self.definition.page(page) if self.definition else None
        return sum(bool(self.said.get(code, Said()).text) for code in found.questions) if found else 0


@dataclass(frozen=True, slots=True)
class Going:
    """A consultation as the list of a territory shows it."""

    public_id: str
    title: str
    territory: str
    until: date
    writable: bool


def by_link(session: Session, token: str) -> str:
    """The address behind a personal link. Raises NotFound for one that was revoked, ended or never made."""
    guest = store.guest_of_link(session, token_sha256(token))
    if guest is None or guest.revoked_at is not None or guest.unit_id is None:
        raise NotFound("collegamento")
    return guest.public_id


def visit_service(session: Session, house: House, now: datetime, public_id: str) -> Visit:
    """A service's own visit. Raises NotFound: unknown, revoked, or a territory's."""
    guest = store.guest_of(session, public_id)
    if guest is None or guest.unit_id is None:
        raise NotFound("consultazione")
    return _visit(session, house, now, guest)


def visit_territory(
    session: Session, house: House, now: datetime, public_id: str, atr_ids: Sequence[uuid.UUID]
) -> Visit:
    """A territory's own visit. Raises NotFound: unknown, revoked, or another's."""
    guest = store.guest_of(session, public_id)
    if guest is None or guest.atr_id not in atr_ids:
        raise NotFound("consultazione")
    return _visit(session, house, now, guest)


def _visit(session: Session, house: House, now: datetime, guest: ConsultationGuest) -> Visit:
    if guest.revoked_at is not None:
        raise NotFound("consultazione")
    row = get(session, guest.consultation_id)
    draft = drafts.load(session, row.draft_id, row.revision)
    unit = session.get_one(Unit, guest.unit_id) if guest.unit_id else None
    body = unit or session.get_one(Atr, guest.atr_id)
    return Visit(
        public_id=guest.public_id,
        title=draft.line.title,
        name=body.name,
        unit_code=unit.code if unit else "",
        text=row.text,
        until=last_day(row),
        writable=takes_comments(row, now),
        definition=definition_of(draft.text) if row.closed_at is None else None,
        said=said(house, store.comments_of(session, guest.id)),
    )


def definition_of(text: str) -> Questionnaire:
    """The questionnaire of a revision that was judged when its consultation opened. Raises NotFound."""
    found = catalogue.compile_document(text.encode()).questionnaire
    if found is None:
        raise NotFound("questionario")
    return found


def said(house: House, rows: Mapping[str, ConsultationComment]) -> Mapping[str, Said]:
    """Comments in clear, by question."""
    return {code: Said(in_clear(house, row), row.version) for code, row in rows.items()}


def in_clear(house: House, row: ConsultationComment) -> str:
    """What a comment says; "" once taken back. Raises WrongKey."""
    return house.keyring.unseal(row.sealed, place_of(row.id)).decode() if row.sealed else ""


def place_of(comment_id: uuid.UUID) -> str:
    """Where a sealed comment belongs: part of its associated data."""
    return f"consultation_comment:{comment_id}"


def for_territories(session: Session, now: datetime, atr_ids: Sequence[uuid.UUID]) -> tuple[Going, ...]:
    """What territories are asked about now, the first to end first."""
    lines = []
    for guest, territory, title in store.of_territories(session, atr_ids):
        row = get(session, guest.consultation_id)
        lines.append(Going(guest.public_id, title, territory, last_day(row), takes_comments(row, now)))
    return tuple(lines)
