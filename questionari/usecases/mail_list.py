"""The outbox as staff read it: searched, narrowed, sorted, a page at a time. Never a body."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from questionari.engine.states import Outbox
from questionari.mail.messages import KINDS, kind_of
from questionari.store.models.census import Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, Round
from questionari.store.queue import stopped
from questionari.usecases import health
from questionari.usecases.house import House
from questionari.usecases.mail_words import Surroundings, why
from questionari.usecases.outbox.recheck import HELD
from questionari.usecases.rounds.pulse import MAIL_GROUPS
from questionari.usecases.rounds.stops import Stop, stops

Ts = TypeVarTuple("Ts")
PAGE_SIZE = 100
WAITING = (Outbox.QUEUED, Outbox.DEFERRED, Outbox.UNCERTAIN)
LATE = timedelta(hours=1)  # a mail that has been due for longer is stuck
OVERDUE = "in-ritardo"
#: state of a mail -> what staff read
STATE_NAMES: Mapping[str, str] = {
    Outbox.QUEUED: "in coda",
    Outbox.SENDING: "in invio",
    Outbox.DEFERRED: "rimandato",
    Outbox.UNCERTAIN: "esito incerto",
    Outbox.SENT: "inviato",
    Outbox.DELIVERED: "consegnato",
    Outbox.BOUNCED: "respinto",
    Outbox.PEC_ACCEPTED: "PEC accettata",
    Outbox.PEC_DELIVERED: "PEC consegnata",
    Outbox.PERMANENT_FAILURE: "non consegnabile",
    Outbox.TECHNICAL_FAILURE: "non riuscito",
    Outbox.CANCELLED: "annullato",
}
#: groups of states, and two that cut across them -> what staff read
GROUP_NAMES: Mapping[str, str] = {
    "da-risolvere": "non arrivati, da risolvere",
    OVERDUE: "in ritardo di più di un'ora",
    "sospesi": "trattenuti dagli invii sospesi",
    "in-coda": "in coda",
    "in-attesa": "in attesa di un nuovo tentativo",
    "inviati": "inviati",
    "rifiutati": "rifiutati",
    "annullati": "annullati",
}
LATER = aliased(OutboxMessage)
#: Nothing was written to the same service, or else the same address, after it.
_LAST_WORD: ColumnElement[bool] = ~(
    select(LATER.id)
    .where(
        LATER.created_at > OutboxMessage.created_at,
        or_(
            LATER.invitation_id == OutboxMessage.invitation_id,
            and_(OutboxMessage.invitation_id.is_(None), LATER.recipient == OutboxMessage.recipient),
        ),
    )
    .correlate(OutboxMessage)
    .exists()
)
UNSOLVED: ColumnElement[bool] = and_(OutboxMessage.state.in_(MAIL_GROUPS["rifiutati"]), _LAST_WORD)


def late(session: Session, house: House, now: datetime) -> ColumnElement[bool]:
    """Whether a mail has been due for too long, and nobody holds it back on purpose."""
    return health.late(session, house, now, LATE)


#: Whether a mail waits because staff have stopped the sends.
STOPPED: ColumnElement[bool] = and_(OutboxMessage.state.in_(WAITING), stopped(HELD))
ORDERS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "": (OutboxMessage.created_at.desc(), OutboxMessage.id.desc()),
    "vecchi": (OutboxMessage.created_at.asc(), OutboxMessage.id.asc()),
    "destinatario": (OutboxMessage.recipient.asc(), OutboxMessage.created_at.desc(), OutboxMessage.id.desc()),
}


@dataclass(frozen=True, slots=True)
class MailFilter:
    """What is asked of the list; values that do not exist count as blank."""

    search: str = ""
    state: str = ""  # a state, or a name of GROUP_NAMES
    kind: str = ""
    round_code: str = ""
    sort: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class MailLine:
    """One message in the outbox list; never its body."""

    id: uuid.UUID
    kind: str
    recipient: str
    unit_code: str
    unit_name: str
    state: str
    trouble: bool
    created_at: datetime
    sent_at: datetime | None
    attempts: int
    why: str


@dataclass(frozen=True, slots=True)
class MailList:
    """One page of the outbox."""

    lines: tuple[MailLine, ...]
    total: int
    page: int
    pages: int
    stops: tuple[Stop, ...]
    rounds: tuple[tuple[str, str], ...]  # (code, title) of those that have mails


def around(session: Session, house: House, now: datetime) -> Surroundings:
    """What the words about messages need beside their rows."""
    return _around(house, now, stops(session))


def _around(house: House, now: datetime, held: Sequence[Stop]) -> Surroundings:
    rounds = frozenset(stop.round_id for stop in held if stop.round_id)
    waits = house.settings.pec is None and house.settings.pec_required
    return Surroundings(now, any(not stop.code for stop in held), rounds, waits)


def list_mail(session: Session, house: House, now: datetime, asked: MailFilter) -> MailList:
    """The messages that a filter lets through, the latest first."""
    also = (late(session, house, now),) if asked.state == OVERDUE else ()
    query = _narrowed(select(OutboxMessage, Unit.code, Unit.name), asked, *also)
    total = _count(session, asked, *also)
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(1, asked.page), pages)
    page = query.order_by(*ORDERS.get(asked.sort, ORDERS[""])).limit(PAGE_SIZE).offset((shown - 1) * PAGE_SIZE)
    held = stops(session)
    words = _around(house, now, held)
    lines = tuple(_line(words, *row) for row in session.execute(page))
    return MailList(lines, total, shown, pages, held, _rounds(session))


def count_waiting(session: Session, round_code: str = "") -> int:
    """How many messages are in the queue, of a round or of all."""
    return _count(session, MailFilter(state="in-coda", round_code=round_code))


def _count(session: Session, asked: MailFilter, *also: ColumnElement[bool]) -> int:
    return session.scalar(_narrowed(select(func.count(OutboxMessage.id)), asked, *also)) or 0


def _rounds(session: Session) -> tuple[tuple[str, str], ...]:
    query = select(Round.code, Round.title).where(Round.launched_at.is_not(None))
    return tuple((code, title) for code, title in session.execute(query.order_by(Round.opens_at.desc(), Round.code)))


def _narrowed(query: Select[*Ts], asked: MailFilter, *also: ColumnElement[bool]) -> Select[*Ts]:
    joined = (
        query.select_from(OutboxMessage)
        .outerjoin(Invitation, Invitation.id == OutboxMessage.invitation_id)
        .outerjoin(Unit, Unit.id == Invitation.unit_id)
    )
    return joined.where(*_conditions(asked), *also)


def _conditions(asked: MailFilter) -> list[ColumnElement[bool]]:
    groups = {name: OutboxMessage.state.in_(states) for name, states in MAIL_GROUPS.items()}
    states = groups | {"da-risolvere": UNSOLVED, "sospesi": STOPPED}
    states |= {state: OutboxMessage.state == state for state in STATE_NAMES}
    found = [states[asked.state]] if asked.state in states else []
    if asked.kind in KINDS:
        found.append(OutboxMessage.kind == asked.kind)
    if asked.round_code:
        found.append(OutboxMessage.round_id.in_(select(Round.id).where(Round.code == asked.round_code)))
    named = (OutboxMessage.recipient, OutboxMessage.message_id, Unit.name, Unit.code)
    words = asked.search[:100].split()[:5]
    return found + [or_(*(column.icontains(word, autoescape=True) for column in named)) for word in words]


def _line(words: Surroundings, row: OutboxMessage, code: str | None, name: str | None) -> MailLine:
    return MailLine(
        row.id,
        kind_of(row.kind).title,
        row.recipient,
        code or "",
        name or "",
        STATE_NAMES[row.state],
        row.state in MAIL_GROUPS["rifiutati"],
        row.created_at,
        row.sent_at,
        row.attempts,
        why(row, words),
    )
