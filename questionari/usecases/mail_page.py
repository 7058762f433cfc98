"""One message as staff see it: what it is, where it stands and why, what came back, what may be done. No body."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from questionari.engine.states import Outbox
from questionari.mail.messages import kind_of
from questionari.store.models.census import Unit
from questionari.store.models.incoming import IncomingMail
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, Round
from questionari.store.rounds import Line
from questionari.usecases.house import House, NotFound
from questionari.usecases.mail_acts import CANCELLABLE, FAILED, WAITS
from questionari.usecases.mail_list import STATE_NAMES, around
from questionari.usecases.mail_words import why
from questionari.usecases.outbox.queueing import anew_key
from questionari.usecases.outbox.routing import PEC
from questionari.usecases.rounds.correcting import act_behind

ROUTES = {"mail": "posta ordinaria", PEC: "PEC"}
#: what became of it, by the kind of report -> in words
TOLD = {
    "delivered": "il server di chi riceve dice: consegnato",
    "delayed": "il server dice: in ritardo",
    "full": "tornato indietro: casella piena o non raggiungibile",
    "refused": "tornato indietro: rifiutato",
    "no_address": "tornato indietro: l'indirizzo non esiste",
    "pec_accepted": "ricevuta PEC: accettato",
    "pec_delivered": "ricevuta PEC: consegnato",
}


@dataclass(frozen=True, slots=True)
class Came:
    """A report that came back about it."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class MailPage:
    """A message. ``acts``: names of the acts that it allows now; ``anew``: the message that took its place."""

    id: uuid.UUID
    title: str
    recipient: str
    route: str
    unit: tuple[str, str] | None  # code, name
    round: tuple[str, str] | None  # code, title
    state: str
    bounced: bool
    trouble: bool
    why: str
    attempts: int
    last: str
    created_at: datetime
    not_before: datetime
    sent_at: datetime | None
    ended_at: datetime | None
    erased_at: datetime | None
    message_id: str
    came: tuple[Came, ...]
    together: tuple[tuple[uuid.UUID, str], ...]  # what else left in the same mail: message, name of its unit
    anew: uuid.UUID | None
    acts: tuple[str, ...]
    correction: tuple[str, str] | None  # kind and day (ISO) of the act that a correction would follow


FOUND = (
    select(OutboxMessage, Unit.code, Unit.name, Round.code, Round.title)
    .outerjoin(Invitation, Invitation.id == OutboxMessage.invitation_id)
    .outerjoin(Unit, Unit.id == Invitation.unit_id)
    .outerjoin(Round, Round.id == OutboxMessage.round_id)
)


def mail_page(session: Session, house: House, now: datetime, message_id: uuid.UUID) -> MailPage:
    """One message. Raises NotFound."""
    row, unit_code, unit_name, round_code, round_title = _found(session, message_id)
    anew = session.scalar(select(OutboxMessage.id).where(OutboxMessage.dedupe_key == anew_key(row)))
    return MailPage(
        id=row.id,
        title=kind_of(row.kind).title,
        recipient=row.recipient,
        route=ROUTES[row.route],
        unit=(unit_code, unit_name) if unit_code else None,
        round=(round_code, round_title) if round_code else None,
        state=STATE_NAMES[row.state],
        bounced=row.state == Outbox.BOUNCED,
        trouble=row.state in FAILED and row.state != Outbox.CANCELLED,
        why=why(row, around(session, house, now)),
        attempts=row.attempts,
        last=_last(row),
        created_at=row.created_at,
        not_before=row.not_before,
        sent_at=row.sent_at,
        ended_at=row.ended_at,
        erased_at=row.erased_at,
        message_id=row.message_id or "",
        came=_came(session, row.id),
        together=_together(session, row),
        anew=anew,
        acts=_acts(row, anew is not None, now),
        correction=act_behind(row),
    )


def _found(session: Session, message_id: uuid.UUID) -> Line:
    found = session.execute(FOUND.where(OutboxMessage.id == message_id)).first()
    if found is None:
        raise NotFound("messaggio")
    return found


def _last(row: OutboxMessage) -> str:
    """What was said of it last: by the server that took it, with its code; or by who returned it."""
    code = "" if row.state == Outbox.BOUNCED else str(row.last_code or "")
    return " ".join(filter(None, (code, row.last_text or "")))


def _together(session: Session, row: OutboxMessage) -> tuple[tuple[uuid.UUID, str], ...]:
    """The messages about other services of the same person that left in one mail with this."""
    if row.sent_at is None:
        return ()
    first, others = row.carried_by or row.id, OutboxMessage.sent_at.is_not(None)
    same = or_(OutboxMessage.id == first, OutboxMessage.carried_by == first)
    query = (
        select(OutboxMessage.id, Unit.name).join(Invitation, Invitation.id == OutboxMessage.invitation_id).join(Unit)
    )
    rows = session.execute(query.where(same, OutboxMessage.id != row.id, others).order_by(Unit.name))
    return tuple((message_id, name) for message_id, name in rows)


def _came(session: Session, message_id: uuid.UUID) -> tuple[Came, ...]:
    query = select(IncomingMail.read_at, IncomingMail.fate).where(IncomingMail.outbox_id == message_id)
    rows = session.execute(query.order_by(IncomingMail.read_at, IncomingMail.id))
    return tuple(Came(at, TOLD.get(fate or "", "una notizia su questo messaggio")) for at, fate in rows)


def _acts(row: OutboxMessage, replaced: bool, now: datetime) -> tuple[str, ...]:
    waits = row.state in WAITS or (row.state == Outbox.UNCERTAIN and row.route != PEC)
    possible: Sequence[tuple[str, bool]] = (
        ("subito", waits and row.not_before > now),
        ("di-nuovo", row.state in (*FAILED, Outbox.UNCERTAIN) and not replaced),
        ("annulla", row.state in CANCELLABLE),
    )
    return tuple(name for name, may in possible if may)
