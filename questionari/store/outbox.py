"""Queries of the outbox: what the text of a message needs, how the queue stands. Nothing here commits."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, defer, load_only

from questionari.engine.alphabet import reading_key
from questionari.store.among import as_value, by_list, run
from questionari.store.leases import STOPPED, bounds
from questionari.store.models.census import Atr, Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, InvitationAtr, QuestionnaireVersion, Round
from questionari.store.places import OF_UNIT, SHOWN, WHOLE
from questionari.store.queue import WAITING

Rounds = Mapping[uuid.UUID, tuple[Round, str]]  # with the code of its questionnaire


@dataclass(frozen=True, slots=True)
class Case:
    """A message with what its text says. `atrs`: the names of the territories the unit counts in."""

    message: OutboxMessage
    round: Round | None
    invitation: Invitation | None
    unit: Unit | None
    questionnaire: str | None  # its code
    response_state: str | None
    answered: int
    required: int
    records: int | None  # of a list of records: how many stand, `answered` of them sent
    language: str  # of the response, Italian where there is none
    atrs: tuple[str, ...]

    @property
    def bounds(self) -> str | None:
        """The days that its text names, if it is made now."""
        if self.round is None:
            return None
        return bounds(deadline_of(self.round, self.invitation), close_of(self.round, self.invitation))

    @property
    def is_frozen(self) -> bool:
        """Whether bytes made earlier may leave: a text that names days moved since is made anew, under its old name."""
        return self.message.raw_mime is not None and self.message.bounds == self.bounds


def deadline_of(round_: Round, invitation: Invitation | None) -> datetime:
    """The unit's own deadline where it has one, else the round's. Exclusive."""
    return (invitation.deadline_at if invitation else None) or round_.deadline_at


def close_of(round_: Round, invitation: Invitation | None) -> datetime:
    """When writing ends for that unit. Exclusive."""
    return max(round_.closes_at, deadline_of(round_, invitation))


#: Of a message, what its text needs.
READ = (
    OutboxMessage.kind,
    OutboxMessage.recipient,
    OutboxMessage.route,
    OutboxMessage.context,
    OutboxMessage.raw_mime,
    OutboxMessage.bounds,
)
#: Built once: composing it anew for each batch would cost more than running it. Wide columns nobody needs stay behind,
#: and the round, which is the same for most, is read by itself: as part of each row it took a quarter of the price.
CASES = by_list(
    OutboxMessage.id,
    "messages",
    lambda listed: (
        select(OutboxMessage, func.coalesce(OutboxMessage.round_id, Invitation.round_id), Invitation, Unit)
        .add_columns(SHOWN, func.coalesce(Response.answered, 0), func.coalesce(Response.required, 0))
        .add_columns(Response.records)
        .add_columns(func.coalesce(Response.language, "it"))
        .select_from(OutboxMessage)
        .outerjoin(Invitation, Invitation.id == OutboxMessage.invitation_id)
        .outerjoin(Unit, Unit.id == Invitation.unit_id)
        .outerjoin(Response, OF_UNIT)
        .where(listed)
        .order_by(OutboxMessage.id)
        .options(
            load_only(*READ),
            defer(Invitation.census),
            defer(Invitation.disposition_reason),
            load_only(Unit.name),
        )
    ),
)


def load_cases(session: Session, ids: Sequence[uuid.UUID]) -> list[Case]:
    """The messages and everything their texts need, in three statements."""
    dialect = session.get_bind().dialect.name
    rows = session.execute(CASES.on[dialect], {CASES.name: as_value(dialect, ids)}).all()
    names = _atr_names(session, [row[2].id for row in rows if row[2] is not None])
    rounds = _rounds(session, {row[1] for row in rows if row[1] is not None})
    return [_case(row, rounds, names) for row in rows]


def _case(row: Sequence[Any], rounds: Rounds, names: Mapping[uuid.UUID, list[str]]) -> Case:
    message, round_id, invitation, unit, *told = row
    round_, questionnaire = rounds.get(round_id, (None, None))
    told.append(tuple(names.get(invitation.id, ())) if invitation else ())
    return Case(message, round_, invitation, unit, questionnaire, *told)


ROUNDS = by_list(
    Round.id,
    "rounds",
    lambda listed: (
        select(Round, QuestionnaireVersion.code)
        .join(QuestionnaireVersion, QuestionnaireVersion.sha256 == Round.questionnaire_sha256)
        .where(listed)
        .options(defer(Round.selection), defer(Round.closing))
    ),
)


def _rounds(session: Session, ids: Collection[uuid.UUID]) -> Rounds:
    """The rounds with the codes of their questionnaires."""
    dialect = session.get_bind().dialect.name
    rows = session.execute(ROUNDS.on[dialect], {ROUNDS.name: as_value(dialect, list(ids))}) if ids else ()
    return {round_.id: (round_, code) for round_, code in rows}


ATRS = by_list(
    InvitationAtr.invitation_id,
    "invitations",
    lambda listed: (
        select(InvitationAtr.invitation_id, Atr.name).join(Atr, InvitationAtr.atr_id == Atr.id).where(listed)
    ),
)


def _atr_names(session: Session, invitation_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[str]]:
    """The territories each unit counts in, by name."""
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for invitation_id, name in run(session, ATRS, {"invitations": invitation_ids}):
        found[invitation_id].append(name)
    return {invitation_id: sorted(names, key=reading_key) for invitation_id, names in found.items()}


def receipt_of(session: Session, invitation_id: uuid.UUID) -> tuple[str, str, bytes, datetime, str] | None:
    """(number, hash, salt, submitted at, mode of the staff who entered it or "") of the unit's response or list of
    records, or None before any submission.
    """
    how = case((Response.entered_by.is_not(None), Response.mode), else_="")
    row = session.execute(
        select(Response.receipt_number, Response.receipt_hash, Response.salt, Response.submitted_at, how).where(
            Response.invitation_id == invitation_id,
            Response.number == WHOLE,
            Response.receipt_number.is_not(None),
        )
    ).first()
    if row is None or row[3] is None:
        return None
    return row[0] or "", row[1] or "", row[2] or b"", row[3], row[4]


def reason_of(session: Session, invitation_id: uuid.UUID) -> tuple[uuid.UUID, str] | None:
    """(response, sealed reason) of the unit's response or list, where it was given back."""
    own = (Response.invitation_id == invitation_id, Response.number == WHOLE, Response.reopen_reason != "")
    row = session.execute(select(Response.id, Response.reopen_reason).where(*own)).first()
    return (row.id, row.reopen_reason) if row else None


def receipts_of(session: Session, invitation_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The messages that tell a unit its receipts, whatever became of them."""
    own = (OutboxMessage.invitation_id == invitation_id, OutboxMessage.kind == "receipt")
    return session.scalars(select(OutboxMessage.id).where(*own).order_by(OutboxMessage.id)).all()


def counts(session: Session) -> list[tuple[str, str, int]]:
    """(kind, state, messages), ordered."""
    kind, state = OutboxMessage.kind, OutboxMessage.state
    rows = session.execute(select(kind, state, func.count()).group_by(kind, state).order_by(kind, state))
    return [(one, two, number) for one, two, number in rows]


def oldest_waiting(session: Session, now: datetime) -> datetime | None:
    """Since when the longest-waiting due message has been due, or None."""
    return session.scalar(
        select(func.min(OutboxMessage.not_before)).where(
            OutboxMessage.state.in_(WAITING), OutboxMessage.not_before <= now
        )
    )


def all_stopped_at(session: Session) -> datetime | None:
    """Since when all sends are stopped, or None."""
    return session.scalar(STOPPED)
