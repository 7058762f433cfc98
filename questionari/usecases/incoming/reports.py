"""What a report changes: the message it names, the contact whose address is wrong, the invitation, what is sent again.

Rows are locked in the order of the senders: the message, then the contact, then the invitation.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from questionari.engine.states import OUTBOX_TRANSITIONS, Delivery, Outbox
from questionari.mail.incoming import Fate, Report
from questionari.store import incoming as store
from questionari.store.models.census import Contact
from questionari.store.models.messages import OutboxMessage
from questionari.usecases import audit
from questionari.usecases.house import SYSTEM
from questionari.usecases.outbox.ending import clean, set_delivery
from questionari.usecases.outbox.queueing import WITH_LINK
from questionari.usecases.rounds.resending import resend

BECOMES: Mapping[Fate, Outbox] = {
    Fate.DELIVERED: Outbox.DELIVERED,
    Fate.PEC_ACCEPTED: Outbox.PEC_ACCEPTED,
    Fate.PEC_DELIVERED: Outbox.PEC_DELIVERED,
    Fate.FULL: Outbox.BOUNCED,
    Fate.REFUSED: Outbox.BOUNCED,
    Fate.NO_ADDRESS: Outbox.BOUNCED,
}
REASONS: Mapping[Fate, str] = {
    Fate.FULL: "tornato indietro: casella piena o non raggiungibile",
    Fate.REFUSED: "tornato indietro: il server del destinatario lo ha rifiutato",
    Fate.NO_ADDRESS: "tornato indietro: l'indirizzo non esiste o non riceve",
}
REACHED = (Outbox.DELIVERED, Outbox.PEC_DELIVERED)
MOST_FULL = 3  # reports of a full mailbox in MEMORY, after which the address counts as wrong
MEMORY = timedelta(days=10)
AGAIN = timedelta(days=1)  # before what a full mailbox sent back is tried once more


class NotYet(Exception):
    """The message is on its way at this very moment: the report is taken up at the next reading."""


def apply(session: Session, now: datetime, reports: Sequence[Report]) -> tuple[uuid.UUID | None, Fate | None]:
    """Write what the reports of one mail say of one message, the worst first; its id, None where it is not ours, and
    what counted. What became of it at an address it was forwarded to is noted alone. Raises NotYet.
    """
    message = store.message_named(session, reports[0].message_id)
    if message is None:
        return None, reports[0].fate
    if message.state == Outbox.SENDING:
        raise NotYet
    report = next((one for one in reports if _is_about(message, one)), None)
    if report is None:
        message.last_text = _words(reports[0]) or message.last_text
        return message.id, None
    words = _words(report)
    becomes = BECOMES.get(report.fate)
    if becomes is None:
        message.last_text = words or message.last_text
    elif becomes in OUTBOX_TRANSITIONS[Outbox(message.state)]:
        before = message.state
        _move(session, now, message, report, becomes, words)
        for other in store.carried_by(session, message.id, before):
            _follow(session, now, message, other, report.fate)
    return message.id, report.fate


def _is_about(message: OutboxMessage, report: Report) -> bool:
    """Whether it tells of the address we wrote to: a box that somebody forwards hers to may fail while hers is good."""
    return not report.about or message.recipient.lower() in report.about


def _words(report: Report) -> str:
    return clean(" ".join(filter(None, (report.code, report.text))))


def _move(session: Session, now: datetime, message: OutboxMessage, report: Report, becomes: Outbox, words: str) -> None:
    message.state, message.last_text = becomes, words
    message.sent_at, message.ended_at = message.sent_at or now, message.ended_at or now
    reason = REASONS.get(report.fate)
    message.reason = f"{reason} ({report.code})" if reason and report.code else reason
    session.flush()
    to_contact = message.contact_id is not None or message.kind == "invitation"  # a rehearsal's goes to no contact
    if becomes in REACHED and to_contact:
        set_delivery(session, message.invitation_id, Delivery.DELIVERED, (Delivery.SENT,))
    if becomes is Outbox.BOUNCED:
        audit.record(session, now, SYSTEM, "mail.returned", ("outbox", message.id), fate=report.fate, code=report.code)
        RETURNED[report.fate](session, now, message)


def _follow(session: Session, now: datetime, message: OutboxMessage, other: OutboxMessage, fate: Fate) -> None:
    """What left in the mail of another has fared as that one."""
    for column in ("state", "last_text", "reason", "sent_at", "ended_at"):
        setattr(other, column, getattr(message, column))
    session.flush()
    contact = session.get(Contact, other.contact_id) if other.contact_id else None
    if other.state in REACHED:
        set_delivery(session, other.invitation_id, Delivery.DELIVERED, (Delivery.SENT,))
    elif other.state == Outbox.BOUNCED and contact is not None and contact.bounced_at is not None:
        set_delivery(session, other.invitation_id, Delivery.BOUNCED, tuple(Delivery))
    elif other.state == Outbox.BOUNCED:
        _refused(session, now, other)
        if fate is Fate.FULL and other.invitation_id is not None:
            resend(session, now, other.invitation_id, now + AGAIN)


def _no_address(session: Session, now: datetime, message: OutboxMessage) -> None:
    """Nothing more goes to that address. Where the contact was corrected meanwhile, the new address is not touched."""
    contact = session.get(Contact, message.contact_id, with_for_update=True) if message.contact_id else None
    if contact is None or contact.email.lower() != message.recipient.lower():
        return
    contact.bounced_at = contact.bounced_at or now
    session.flush()
    set_delivery(session, message.invitation_id, Delivery.BOUNCED, tuple(Delivery))


def _full(session: Session, now: datetime, message: OutboxMessage) -> None:
    """Tomorrow once more what still matters; the third time in a row the address is as good as wrong."""
    told = store.full_since(session, message.recipient, now - MEMORY) + 1  # this one is not written yet
    if told >= MOST_FULL:
        _no_address(session, now, message)
        return
    _refused(session, now, message)
    still_matters = message.contact_id is not None and message.kind in (*WITH_LINK, "receipt")
    if message.invitation_id is not None and still_matters:
        resend(session, now, message.invitation_id, now + AGAIN)


def _refused(session: Session, _now: datetime, message: OutboxMessage) -> None:
    """An invitation that nobody has received is still to be sent; the address may be good."""
    if message.kind == "invitation":
        set_delivery(session, message.invitation_id, Delivery.NONE, (Delivery.SENT,))


RETURNED: Mapping[Fate, Callable[[Session, datetime, OutboxMessage], None]] = {
    Fate.NO_ADDRESS: _no_address,
    Fate.FULL: _full,
    Fate.REFUSED: _refused,
}
