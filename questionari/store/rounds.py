"""Queries on rounds and invitations. They order their rows and never commit."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, String, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from questionari.engine.alphabet import reading_key
from questionari.store.census import with_contact
from questionari.store.completion import HAS_ANSWERED, RECORDS, SENT_RECORDS, unreachable
from questionari.store.models.census import Atr, Contact, Unit
from questionari.store.models.messages import OutboxMessage, SendStop
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, InvitationAtr, Link, QuestionnaireVersion, Round
from questionari.store.places import OF_UNIT, SHOWN

Line: TypeAlias = Row[*tuple[Any, ...]]
#: Not a rehearsal, whose mail goes to staff only.
WRITES_OUT = or_(Round.is_test.is_(False), Round.pilot)
REMINDERS = ("reminder_1", "reminder_2")
CHASING = (*REMINDERS, "nudge")  # with what ATRs have us send
LEAVING = ("sending", "deferred", "uncertain")
#: A list of records that was declared complete: the service may still take it up again, by its link.
COMPLETE_LIST = (Response.records.is_not(None) & (Response.state == "submitted")).label("complete_list")


def launched(session: Session) -> Sequence[Round]:
    """Launched rounds that are not archived, by opening."""
    query = select(Round).where(Round.stored_state == "open").order_by(Round.opens_at, Round.code)
    return session.scalars(query).all()


ALL_STOPPED = select(func.min(SendStop.stopped_at)).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Known:
    """A round with what its pages begin with; the questionnaire's document stays where it is."""

    row: Round
    questionnaire: str  # code@version
    title: str
    all_stopped_at: datetime | None


def known(session: Session, code: str) -> Known | None:
    """The round behind a code."""
    version = QuestionnaireVersion
    query = (
        select(Round, version.code, version.version, version.title, ALL_STOPPED)
        .join(version, version.sha256 == Round.questionnaire_sha256)
        .where(Round.code == code)
    )
    row = session.execute(query).first()
    return Known(row[0], f"{row[1]}@{row[2]}", row[3], row[4]) if row else None


def mail_counts(session: Session, round_id: uuid.UUID) -> Mapping[str, int]:
    """State of a mail -> how many a round has."""
    query = select(OutboxMessage.state, func.count()).where(OutboxMessage.round_id == round_id)
    return {state: number for state, number in session.execute(query.group_by(OutboxMessage.state))}


def all_rounds(session: Session) -> Sequence[tuple[Round, str, str, int, int]]:
    """(round, questionnaire code, version, units asked, answered), the latest first: one grouped query."""
    answered = func.count(Response.id).filter(HAS_ANSWERED)
    query = (
        select(Round, QuestionnaireVersion.code, QuestionnaireVersion.version, func.count(Invitation.id), answered)
        .join(QuestionnaireVersion, QuestionnaireVersion.sha256 == Round.questionnaire_sha256)
        .outerjoin(Invitation, Invitation.round_id == Round.id)
        .outerjoin(Response, OF_UNIT)
        .group_by(Round.id, QuestionnaireVersion.sha256)
        .order_by(Round.opens_at.desc(), Round.code)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in session.execute(query)]


def counts(session: Session, round_id: uuid.UUID) -> Sequence[Line]:
    """(type, delivery, response state, disposition, no address, ATR codes, units): one grouped query.

    ATR codes are one text ("072 078045"), so that a unit of two territories is one row and counts once nationally.
    """
    atrs = (
        select(InvitationAtr.invitation_id, func.aggregate_strings(Atr.code, " ").label("atrs"))
        .join(Atr, Atr.id == InvitationAtr.atr_id)
        .join(Invitation, Invitation.id == InvitationAtr.invitation_id)
        .where(Invitation.round_id == round_id)
        .group_by(InvitationAtr.invitation_id)
        .subquery()
    )
    belongs = func.coalesce(atrs.c.atrs, "", type_=String).label("atrs")
    state = SHOWN.label("state")
    keys = (Invitation.type_code, Invitation.delivery, state, Invitation.disposition, unreachable(), belongs)
    query = (
        select(*keys, func.count().label("units"), RECORDS, SENT_RECORDS)
        .outerjoin(Response, OF_UNIT)
        .outerjoin(atrs, atrs.c.invitation_id == Invitation.id)
        .where(Invitation.round_id == round_id)
        .group_by(*keys)
        .order_by(Invitation.type_code)
    )
    return session.execute(with_contact(query)).all()


def invitations(session: Session, round_id: uuid.UUID, *wanted: ColumnElement[bool]) -> Sequence[Line]:
    """(invitation, unit, current contact or None, response id, state, answered, required, submitted), by name.

    Then the records of a list, whether there is a document to read, the state as it is shown, how the answers came, who
    of the staff enters them, when they were saved last.
    """
    query = (
        select(
            Invitation,
            Unit,
            Contact,
            Response.id,
            Response.state,
            func.coalesce(Response.answered, 0).label("answered"),
            func.coalesce(Response.required, 0).label("required"),
            Response.submitted_at,
            Response.records,
            Response.document.is_not(None).label("has_document"),
            SHOWN.label("shown"),
            Response.mode,
            Response.entered_by,
            Response.saved_at,
        )
        .join(Unit, Unit.id == Invitation.unit_id)
        .outerjoin(Response, OF_UNIT)
        .where(Invitation.round_id == round_id, *wanted)
        .order_by(Unit.sort_name, Unit.code)
    )
    return session.execute(with_contact(query)).all()


def public_id_of(session: Session, invitation_id: uuid.UUID) -> str | None:
    """How addresses name an invitation."""
    return session.scalar(select(Invitation.public_id).where(Invitation.id == invitation_id))


def of_units(unit_ids: Collection[uuid.UUID]) -> ColumnElement[bool]:
    """Whether an invitation is one of these units'."""
    return Invitation.unit_id.in_(unit_ids)


def is_invitation(invitation_id: uuid.UUID) -> ColumnElement[bool]:
    """Whether an invitation is that one."""
    return Invitation.id == invitation_id


def in_territory(atr_code: str) -> ColumnElement[bool]:
    """Whether an invitation counts for a territory."""
    of_atr = exists().where(InvitationAtr.invitation_id == Invitation.id, InvitationAtr.atr_id == Atr.id)
    return of_atr.where(Atr.code == atr_code)


def of_type(type_code: str) -> ColumnElement[bool]:
    """Whether a unit was asked as one of that type."""
    return Invitation.type_code == type_code


def in_states(states: Collection[tuple[str, str, str]]) -> ColumnElement[bool]:
    """Whether (delivery, response, disposition) is one of these; a response that has not begun is "not_started"."""
    response = func.coalesce(SHOWN, "not_started")
    return tuple_(Invitation.delivery, response, Invitation.disposition).in_(states)


def frozen_since(session: Session, round_id: uuid.UUID, since: datetime) -> int:
    """How many messages of a round that name its deadline have left since an instant, or may have been read.

    A frozen one that waits untried does not count: its text is made anew when the days that it names are moved.
    """
    naming = (OutboxMessage.round_id == round_id, OutboxMessage.kind.in_((*CHASING, "invitation", "query")))
    leaving = and_(OutboxMessage.state.in_(LEAVING), OutboxMessage.message_id.is_not(None))
    left = or_(OutboxMessage.sent_at >= since, leaving)
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(*naming, left)) or 0


def messages_of(session: Session, invitation_id: uuid.UUID) -> Sequence[OutboxMessage]:
    """Every message of an invitation, the latest first."""
    query = select(OutboxMessage).where(OutboxMessage.invitation_id == invitation_id)
    return session.scalars(query.order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())).all()


def atrs_of_round(session: Session, round_id: uuid.UUID) -> Sequence[tuple[str, str]]:
    """(code, name) of the territories that have units in a round."""
    query = (
        select(Atr.code, Atr.name)
        .join(InvitationAtr, InvitationAtr.atr_id == Atr.id)
        .join(Invitation, Invitation.id == InvitationAtr.invitation_id)
        .where(Invitation.round_id == round_id)
        .distinct()
    )
    return sorted(
        ((code, name) for code, name in session.execute(query)), key=lambda atr: (reading_key(atr[1]), atr[0])
    )


def invitations_of_unit(session: Session, unit_id: uuid.UUID) -> Sequence[Line]:
    """(invitation, round, response id, state, answered, required, complete_list) of every round that asked a unit, the
    latest first.
    """
    query = (
        select(
            Invitation, Round, Response.id, SHOWN.label("state"), Response.answered, Response.required, COMPLETE_LIST
        )
        .join(Round, Round.id == Invitation.round_id)
        .outerjoin(Response, OF_UNIT)
        .where(Invitation.unit_id == unit_id)
        .order_by(Round.opens_at.desc(), Round.code)
    )
    return session.execute(query).all()


def invitations_with_contact(session: Session, unit_ids: Collection[uuid.UUID]) -> Sequence[Line]:
    """(invitation, round, contact of today, response state, complete_list) of running rounds that asked these units."""
    query = (
        select(Invitation, Round, Contact, Response.state, COMPLETE_LIST)
        .join(Round, Round.id == Invitation.round_id)
        .outerjoin(Response, OF_UNIT)
        .where(Invitation.unit_id.in_(unit_ids), Round.stored_state == "open")
        .order_by(Round.opens_at.desc(), Round.code, Invitation.id)
    )
    return session.execute(with_contact(query)).all()


def printed(session: Session, round_id: uuid.UUID) -> Mapping[uuid.UUID, int]:
    """Invitation -> how many letters were made for it."""
    query = (
        select(Link.invitation_id, func.count())
        .join(Invitation, Invitation.id == Link.invitation_id)
        .where(Invitation.round_id == round_id, Link.kind == "letter")
        .group_by(Link.invitation_id)
    )
    return {invitation_id: number for invitation_id, number in session.execute(query)}
