"""Queries on consultations. They order their rows and never commit."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from questionari.store.models.census import Atr, Unit
from questionari.store.models.consultations import (
    Consultation,
    ConsultationComment,
    ConsultationGuest,
    ConsultationLink,
)
from questionari.store.models.drafts import QuestionnaireDraft
from questionari.store.models.messages import OutboxMessage

WRITTEN = ConsultationComment.sealed.is_not(None)


@dataclass(frozen=True, slots=True)
class GuestLine:
    """A body consulted, with its name, its code in the census and what became of its latest mail."""

    guest: ConsultationGuest
    code: str
    name: str
    mail: str | None
    sent_at: datetime | None


def of_draft(session: Session, draft_id: uuid.UUID) -> Sequence[Consultation]:
    """The consultations of a draft, the latest first."""
    query = select(Consultation).where(Consultation.draft_id == draft_id)
    return session.scalars(query.order_by(Consultation.opened_at.desc(), Consultation.id)).all()


def going_on(session: Session, draft_id: uuid.UUID) -> Consultation | None:
    """The consultation of a draft that nobody has closed yet."""
    query = select(Consultation).where(Consultation.draft_id == draft_id, Consultation.closed_at.is_(None))
    return session.scalars(query).first()


def published_with(session: Session, sha256: str) -> Sequence[Consultation]:
    """The consultations published with a version, in order of time."""
    query = select(Consultation).where(Consultation.published_sha256 == sha256)
    return session.scalars(query.order_by(Consultation.opened_at, Consultation.id)).all()


def guests(session: Session, consultation_id: uuid.UUID) -> Sequence[GuestLine]:
    """Everybody consulted: territories first, each kind in order of name."""
    query = (
        select(
            ConsultationGuest,
            func.coalesce(Unit.code, Atr.code),
            func.coalesce(Unit.name, Atr.name),
            OutboxMessage.state,
            OutboxMessage.sent_at,
        )
        .outerjoin(Unit, Unit.id == ConsultationGuest.unit_id)
        .outerjoin(Atr, Atr.id == ConsultationGuest.atr_id)
        .outerjoin(OutboxMessage, OutboxMessage.id == ConsultationGuest.message_id)
        .where(ConsultationGuest.consultation_id == consultation_id)
        .order_by(ConsultationGuest.unit_id.is_not(None), Unit.sort_name, Atr.name, ConsultationGuest.id)
    )
    return [GuestLine(*row) for row in session.execute(query)]


def guest_of_link(session: Session, token_sha256: str) -> ConsultationGuest | None:
    """Whose link that is."""
    query = select(ConsultationGuest).join(ConsultationLink, ConsultationLink.guest_id == ConsultationGuest.id)
    return session.scalars(query.where(ConsultationLink.token_sha256 == token_sha256)).first()


def guest_of(session: Session, public_id: str, lock: bool = False) -> ConsultationGuest | None:
    """The body behind an address, locked against a second save where asked."""
    query = select(ConsultationGuest).where(ConsultationGuest.public_id == public_id)
    return session.scalars(query.with_for_update() if lock else query).first()


def of_territories(session: Session, atr_ids: Collection[uuid.UUID]) -> Sequence[tuple[ConsultationGuest, str, str]]:
    """(guest, name of the territory, title of the draft) of what is open to territories, the first to end first."""
    query = (
        select(ConsultationGuest, Atr.name, QuestionnaireDraft.title)
        .join(Consultation, Consultation.id == ConsultationGuest.consultation_id)
        .join(QuestionnaireDraft, QuestionnaireDraft.id == Consultation.draft_id)
        .join(Atr, Atr.id == ConsultationGuest.atr_id)
        .where(
            ConsultationGuest.atr_id.in_(atr_ids),
            ConsultationGuest.revoked_at.is_(None),
            Consultation.closed_at.is_(None),
        )
        .order_by(Consultation.ends_at, Atr.name, ConsultationGuest.id)
    )
    return [(guest, name, title) for guest, name, title in session.execute(query)]


def comments_of(session: Session, guest_id: uuid.UUID) -> Mapping[str, ConsultationComment]:
    """What a body has said, by question; what it took back too."""
    query = select(ConsultationComment).where(ConsultationComment.guest_id == guest_id)
    return {row.question: row for row in session.scalars(query.order_by(ConsultationComment.question))}


def _written(consultation_id: uuid.UUID) -> Select[ConsultationComment]:
    return (
        select(ConsultationComment)
        .join(ConsultationGuest, ConsultationGuest.id == ConsultationComment.guest_id)
        .where(ConsultationGuest.consultation_id == consultation_id, WRITTEN)
    )


def written(session: Session, consultation_id: uuid.UUID) -> Sequence[ConsultationComment]:
    """Every comment that stands, in order of time."""
    return session.scalars(
        _written(consultation_id).order_by(ConsultationComment.saved_at, ConsultationComment.id)
    ).all()


def comment(session: Session, consultation_id: uuid.UUID, comment_id: uuid.UUID) -> ConsultationComment | None:
    """One comment that stands, of that consultation, locked."""
    query = _written(consultation_id).where(ConsultationComment.id == comment_id)
    return session.scalars(query.with_for_update(of=ConsultationComment)).first()


def unanswered(session: Session, draft_id: uuid.UUID) -> int:
    """How many comments on a draft, not yet published, have no answer to what they say now."""
    answered = ConsultationComment.answered_of.is_not_distinct_from(ConsultationComment.version)
    query = (
        select(func.count())
        .select_from(ConsultationComment)
        .join(ConsultationGuest, ConsultationGuest.id == ConsultationComment.guest_id)
        .join(Consultation, Consultation.id == ConsultationGuest.consultation_id)
        .where(Consultation.draft_id == draft_id, Consultation.published_sha256.is_(None), WRITTEN, ~answered)
    )
    return session.scalar(query) or 0


def unfinished(session: Session, now: datetime) -> Sequence[tuple[Consultation, str, int]]:
    """(consultation, title of its draft, comments without an answer) of those that wait for the staff: such comments,
    or a last day that has passed while nobody has closed it. The first to end first.
    """
    open_comment = WRITTEN & ConsultationComment.answered_of.is_distinct_from(ConsultationComment.version)
    left = func.count(ConsultationComment.id).filter(open_comment)
    query = (
        select(Consultation, QuestionnaireDraft.title, left)
        .join(QuestionnaireDraft, QuestionnaireDraft.id == Consultation.draft_id)
        .join(ConsultationGuest, ConsultationGuest.consultation_id == Consultation.id)
        .outerjoin(ConsultationComment, ConsultationComment.guest_id == ConsultationGuest.id)
        .where(Consultation.published_sha256.is_(None))
        .group_by(Consultation.id, QuestionnaireDraft.title)
        .having((left > 0) | (Consultation.closed_at.is_(None) & (Consultation.ends_at <= now)))
        .order_by(Consultation.ends_at, Consultation.id)
    )
    return [(row, title, number) for row, title, number in session.execute(query)]


def mails_on_their_way(session: Session, guest_ids: Collection[uuid.UUID], kinds: Collection[str]) -> list[uuid.UUID]:
    """The invitations of these bodies that have not left yet."""
    waiting = (OutboxMessage.kind.in_(kinds), OutboxMessage.ended_at.is_(None), OutboxMessage.sent_at.is_(None))
    own = {str(guest_id) for guest_id in guest_ids}
    rows = session.execute(select(OutboxMessage.id, OutboxMessage.context).where(*waiting))
    return [message_id for message_id, context in rows if context.get("guest_id") in own]


def forget_links(session: Session, guest_ids: Collection[uuid.UUID]) -> None:
    """End every link of these bodies."""
    session.execute(delete(ConsultationLink).where(ConsultationLink.guest_id.in_(guest_ids)))


def forget_comments(session: Session, guest_ids: Collection[uuid.UUID]) -> None:
    """Erase what was written: what is published of it stands in the summary."""
    session.execute(delete(ConsultationComment).where(ConsultationComment.guest_id.in_(guest_ids)))
