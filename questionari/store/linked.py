"""Queries across instruments: the last submission of one about a territory or a service, and a territory's services."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from questionari.clock import end_of_day, start_of_day
from questionari.engine.states import Disposition, ResponseState
from questionari.store import response_keys, succession
from questionari.store.census import member_on
from questionari.store.headers import VERSION
from questionari.store.models.census import Atr, CensusChange, Unit, UnitAtr
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, InvitationAtr, QuestionnaireVersion, Round
from questionari.store.places import OF_UNIT

Period: TypeAlias = tuple[date, date]
SENT = (ResponseState.SUBMITTED.value, ResponseState.VALIDATED.value)  # one that was given back says nothing until sent


@dataclass(frozen=True, slots=True)
class Sealed:
    """A submitted document, still sealed, with what opens it."""

    response_id: uuid.UUID
    sha256: str
    data_key: bytes
    key_version: int
    receipt_number: str
    document: bytes


_SEALED = (
    Response.id,
    VERSION,
    response_keys.wrapped(),
    response_keys.wrapped_by(),
    Response.receipt_number,
    Response.document,
)


def last_of_territory(session: Session, code: str, atr_ids: Collection[uuid.UUID]) -> Sealed | None:
    """The last submission of an instrument by a unit of these territories; test rounds do not count."""
    of_them = Invitation.id.in_(select(InvitationAtr.invitation_id).where(InvitationAtr.atr_id.in_(atr_ids)))
    return _last(session, code, of_them)


def last_of_unit(session: Session, code: str, name: str, atr_ids: Collection[uuid.UUID], day: date) -> Sealed | None:
    """The last submission of an instrument by the unit with that code or name; test rounds do not count.

    Whoever fills in a form types the name freely: only services of these territories answer to it.
    """
    of_them = select(UnitAtr.unit_id).where(UnitAtr.atr_id.in_(atr_ids), member_on(day))
    named = select(Unit.id).where(or_(Unit.code == name, Unit.name == name), Unit.id.in_(of_them))
    return _last(session, code, Invitation.unit_id.in_(named))


def _last(session: Session, code: str, whose: ColumnElement[bool]) -> Sealed | None:
    query = (
        select(*_SEALED)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Round, Round.id == Response.round_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.sha256 == Round.questionnaire_sha256)
        .where(
            QuestionnaireVersion.code == code,
            Response.state.in_(SENT),
            Response.document.is_not(None),
            Round.is_test.is_(False),
            whose,
        )
        .where(Invitation.disposition != Disposition.EXCLUDED.value, Response.left_out_at.is_(None))
        .order_by(Response.submitted_at.desc(), Response.id.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else _sealed(*row)


def _sealed(response_id: Any, sha256: str, key: bytes, version: int, receipt: str | None, document: Any) -> Sealed:
    return Sealed(response_id, sha256, key, version, receipt or "", document or b"")


def covered(session: Session, code: str, first: date, last: date) -> bool:
    """Whether a round of an instrument was about all of a period; test rounds do not count."""
    about = (Round.period_start <= first, Round.period_end >= last, Round.launched_at.is_not(None))
    query = select(exists().where(*_of(code), *about, Round.questionnaire_sha256 == QuestionnaireVersion.sha256))
    return bool(session.scalar(query))


def firsts_of(session: Session, code: str) -> Iterator[Sealed]:
    """Every record of an instrument that was sent and follows no other; streamed."""
    query = (
        select(*_SEALED)
        .join(Round, Round.id == Response.round_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.sha256 == Round.questionnaire_sha256)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .where(*_of(code), Response.state.in_(SENT), Response.document.is_not(None), Response.first_id.is_(None))
        .where(Invitation.disposition != Disposition.EXCLUDED.value, Response.left_out_at.is_(None))
        .execution_options(yield_per=500)
    )
    return (_sealed(*row) for row in session.connection().execute(query))


def _of(code: str) -> tuple[ColumnElement[bool], ...]:
    return (QuestionnaireVersion.code == code, Round.is_test.is_(False))


def held(session: Session, found: Sealed) -> Sealed | None:
    """The same submission as it stands now, its row held until the transaction ends; None once it was given back.

    Whoever erases an answer of it waits, and then finds the copy that this reader makes (responding/redacting.py).
    """
    own = (Response.id == found.response_id, Response.state.in_(SENT), Response.document.is_not(None))
    columns = (Response.receipt_number, Response.document)
    row = session.execute(select(*columns).where(*own).with_for_update(read=True)).one_or_none()
    if row is None:
        return None
    return _sealed(found.response_id, found.sha256, *response_keys.of(session, found.response_id), *row)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The round before, with the period it was about; ``sealed`` None where the unit has submitted nothing in it, or
    was another then: merged or split since, what it was told cannot be set beside what it tells now (``changed``).
    """

    title: str
    period_start: date
    period_end: date
    deadline_at: datetime
    sealed: Sealed | None
    changed: bool = False


def round_before(session: Session, code: str, unit_id: uuid.UUID, period: Period, is_test: bool) -> Earlier | None:
    """The last round of an instrument to which a unit was invited, of those whose period ended before one begins."""
    first, last = period
    whose = (Invitation.unit_id == unit_id, Invitation.disposition != Disposition.EXCLUDED.value)
    query = (
        select(Round.title, Round.period_start, Round.period_end, Round.deadline_at, Response.state, *_SEALED)
        .join_from(Round, Invitation, Invitation.round_id == Round.id)
        .join(QuestionnaireVersion, QuestionnaireVersion.sha256 == Round.questionnaire_sha256)
        .outerjoin(Response, OF_UNIT)
        .where(QuestionnaireVersion.code == code, Round.is_test.is_(is_test), Round.period_end < first, *whose)
        .order_by(Round.period_end.desc(), Round.opens_at.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    title, start, end, deadline_at, state, *sealed = row
    told = state in SENT and sealed[-1] is not None  # a list of records has no document of its own
    changed = bool(succession.between(session, unit_id, start, last))
    return Earlier(title, start, end, deadline_at, _sealed(*sealed) if told and not changed else None, changed)


def of_unit_after(session: Session, code: str, unit_id: uuid.UUID, day: date) -> Sequence[tuple[uuid.UUID, str]]:
    """Responses (id, questionnaire) of a unit to rounds of an instrument whose period begins after a day."""
    query = (
        select(Response.id, VERSION.label("questionnaire_sha256"))
        .join_from(Response, Round, Round.id == Response.round_id)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.sha256 == Round.questionnaire_sha256)
        .where(QuestionnaireVersion.code == code, Invitation.unit_id == unit_id, Round.period_start > day)
        .order_by(Response.id)
    )
    return [(row.id, row.questionnaire_sha256) for row in session.execute(query)]


def of_territories_of(session: Session, invitation_id: uuid.UUID) -> Sequence[tuple[uuid.UUID, str]]:
    """Responses (id, questionnaire) of the units that share a territory with an invited one, its own too."""
    own = select(InvitationAtr.atr_id).where(InvitationAtr.invitation_id == invitation_id)
    sharing = select(InvitationAtr.invitation_id).where(InvitationAtr.atr_id.in_(own))
    query = (
        select(Response.id, VERSION.label("questionnaire_sha256"))
        .join_from(Response, Round, Round.id == Response.round_id)
        .where(Response.invitation_id.in_(sharing))
        .order_by(Response.id)
    )
    return [(row.id, row.questionnaire_sha256) for row in session.execute(query)]


def territories_of(session: Session, invitation_id: uuid.UUID) -> Sequence[Atr]:
    """The territories a unit counted in when its round opened."""
    query = (
        select(Atr)
        .join(InvitationAtr, InvitationAtr.atr_id == Atr.id)
        .where(InvitationAtr.invitation_id == invitation_id)
        .order_by(Atr.code)
    )
    return session.scalars(query).all()


def services_of(session: Session, atr_ids: Collection[uuid.UUID], day: date) -> Sequence[Unit]:
    """The services of these territories on a day, once each."""
    of_them = select(UnitAtr.unit_id).where(UnitAtr.atr_id.in_(atr_ids), member_on(day))
    active = or_(Unit.active_to.is_(None), Unit.active_to >= day)
    return session.scalars(select(Unit).where(Unit.id.in_(of_them), active).order_by(Unit.code)).all()


class Service(NamedTuple):
    """A service of the census by code and name."""

    code: str
    name: str


def service_named(session: Session, name: str, atr_ids: Collection[uuid.UUID], day: date) -> Service | None:
    """The service of these territories that has that code, or alone that name."""
    of_them = select(UnitAtr.unit_id).where(UnitAtr.atr_id.in_(atr_ids), member_on(day))
    named = select(Unit.code, Unit.name).where(Unit.id.in_(of_them), or_(Unit.code == name, Unit.name == name))
    found = [Service(*row) for row in session.execute(named.order_by(Unit.code).limit(2))]
    return found[0] if len(found) == 1 else None


def only_atr_of(session: Session, province: str) -> Atr | None:
    """The territory of a province, by its code; None where it has several or none."""
    found = session.scalars(select(Atr).where(Atr.code.startswith(province)).order_by(Atr.code).limit(2)).all()
    return found[0] if len(found) == 1 else None


def movements(session: Session, atr_ids: Collection[uuid.UUID], first: date, last: date) -> tuple[int, int, int]:
    """Services that joined these territories between two days, that left them, and that changed otherwise."""
    own = UnitAtr.atr_id.in_(atr_ids)
    joined = _how_many(session, own, UnitAtr.valid_from.between(first, last))
    left = _how_many(session, own, UnitAtr.valid_to.between(first, last))
    changed = select(func.count(CensusChange.unit_id.distinct())).where(
        CensusChange.unit_id.in_(select(UnitAtr.unit_id).where(own)),
        CensusChange.field != "atr",
        CensusChange.at.between(start_of_day(first), end_of_day(last)),
    )
    return joined, left, session.scalar(changed) or 0


def _how_many(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(UnitAtr.unit_id.distinct())).where(*conditions)) or 0
