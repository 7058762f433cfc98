""" "È davvero nostra?": a mail's short code tells who it was sent to and about what; never a link, never an answer."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.store.models.census import Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, Round

KIND_WORDS = {
    "invitation": "invito a compilare il questionario",
    "reminder_1": "sollecito",
    "reminder_2": "secondo sollecito",
    "query": "richiesta di integrazione",
    "receipt": "ricevuta",
    "access_code": "codice per rileggere le risposte",
}
SENT_STATES = ("sent", "delivered", "bounced")


@dataclass(frozen=True, slots=True)
class Verified:
    """What may be said in public of a code: the body, the round's title, each message's day and kind."""

    unit: str
    title: str
    messages: tuple[tuple[date, str], ...]


def verify(session: Session, code: str) -> Verified | None:
    """What we sent under that code, or None when we sent nothing."""
    rows = session.execute(
        select(Unit.name, Round.title, OutboxMessage.kind, OutboxMessage.sent_at)
        .join(Invitation, Invitation.unit_id == Unit.id)
        .join(Round, Round.id == Invitation.round_id)
        .join(OutboxMessage, OutboxMessage.invitation_id == Invitation.id)
        .where(
            Invitation.verify_code == code.strip().upper().replace(" ", ""),
            OutboxMessage.state.in_(SENT_STATES),
            OutboxMessage.sent_at.is_not(None),
        )
        .order_by(OutboxMessage.sent_at)
    ).all()
    if not rows:
        return None
    messages = tuple((local_day(sent), KIND_WORDS.get(kind, "messaggio")) for _, _, kind, sent in rows if sent)
    return Verified(rows[0][0], rows[0][1], messages)
