"""What staff do with one message: try it now, send it anew, cancel it. What has ended stays; a new row replaces it."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.states import Outbox
from questionari.store import leases
from questionari.store.models.messages import OutboxMessage
from questionari.store.sealing import WrongKey
from questionari.usecases import audit, mail_words
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.outbox import recheck
from questionari.usecases.outbox.ending import not_delivered
from questionari.usecases.outbox.queueing import enqueue_anew, recall, resealed
from questionari.usecases.outbox.routing import PEC

WAITS = (Outbox.QUEUED, Outbox.DEFERRED)
CANCELLABLE = (*WAITS, Outbox.UNCERTAIN, Outbox.SENDING)
FAILED = (Outbox.BOUNCED, Outbox.PERMANENT_FAILURE, Outbox.TECHNICAL_FAILURE, Outbox.CANCELLED)
#: Kinds whose text is made from the round and the unit alone: their rows lose nothing when bodies are erased.
FROM_ROUND = ("invitation", "reminder_1", "reminder_2", "receipt", "query", "thanks")
#: Kinds that are worth nothing later, or that only the person may ask for.
NEVER_AGAIN: Mapping[str, str] = {
    "access_code": "Il codice che conteneva è scaduto: la persona ne chieda un altro dalla sua pagina.",
    "set_password": "Il collegamento va chiesto di nuovo per l'account: l'indirizzo potrebbe essere cambiato.",
}
BY_LINK = " Usi «Invia di nuovo il collegamento» nella pagina del servizio."
GONE = "Il testo è stato cancellato dopo il termine di conservazione: prepari il messaggio di nuovo da dove era nato."
SEALED_BEFORE = (
    "Una parte del testo era cifrata con una chiave che non c'è più, e non si legge: prepari il messaggio di nuovo "
    "da dove era nato."
)
AS_IT_STANDS = "Il messaggio nel frattempo è andato avanti: guardi di nuovo il suo stato."


def hasten(session: Session, now: datetime, actor: Actor, message_id: uuid.UUID) -> None:
    """Let what waits for its next attempt have it now. Raises NotFound, Refused."""
    row = _locked(session, message_id)
    in_doubt = row.state == Outbox.UNCERTAIN and row.route != PEC
    if not (row.state in WAITS or in_doubt) or row.not_before <= now:
        raise Refused("state", AS_IT_STANDS)
    row.not_before = now
    audit.record(session, now, actor, "mail.hastened", ("outbox", row.id), kind=row.kind)


def cancel(session: Session, now: datetime, actor: Actor, message_id: uuid.UUID) -> None:
    """It does not leave any more; one that is leaving at this moment may still. Raises NotFound, Refused."""
    row = _locked(session, message_id)
    if row.state not in CANCELLABLE:
        raise Refused("state", AS_IT_STANDS)
    invitation_id, kind, leaving = row.invitation_id, row.kind, row.state == Outbox.SENDING
    recall(session, now, [row.id], mail_words.BY_STAFF)
    if not leaving:
        not_delivered(session, invitation_id, kind)
    audit.record(session, now, actor, "mail.cancelled", ("outbox", message_id), kind=kind)


def send_anew(session: Session, house: House, now: datetime, actor: Actor, message_id: uuid.UUID) -> uuid.UUID:
    """Queue another message in the place of one that ended without arriving, or that is in doubt and whose receipt is
    not awaited any longer; its id. Twice makes one. Raises NotFound, Refused.
    """
    row = _locked(session, message_id)
    if row.state not in (*FAILED, Outbox.UNCERTAIN):
        raise Refused("state", AS_IT_STANDS)
    _check(row, house)
    anew = enqueue_anew(session, now, row)
    if anew is None:
        raise Refused("again", "È già stato inviato di nuovo: guardi il messaggio che ha preso il suo posto.")
    _would_leave(session, now, anew)
    if row.state == Outbox.UNCERTAIN:
        row.state, row.reason, row.ended_at = Outbox.TECHNICAL_FAILURE.value, mail_words.SENT_ANEW, now
    audit.record(session, now, actor, "mail.sent_anew", ("outbox", row.id), kind=row.kind, anew=str(anew))
    return anew


def _check(row: OutboxMessage, house: House) -> None:
    if row.kind in NEVER_AGAIN:
        raise Refused("expired", NEVER_AGAIN[row.kind])
    if row.erased_at is not None and row.kind not in FROM_ROUND:
        raise Refused("erased", GONE)
    try:
        resealed(house.keyring, row.context)
    except WrongKey as error:
        raise Refused("key_gone", SEALED_BEFORE) from error


def _would_leave(session: Session, now: datetime, message_id: uuid.UUID) -> None:
    """What would be cancelled before its send is refused now, with the reason."""
    said = recheck.verdict(leases.locked(session, [message_id])[0], now)
    if said.reason:
        words = mail_words.REASONS.get(said.reason, said.reason)
        way = BY_LINK if said.reason == "contact_changed" else ""
        raise Refused(said.reason, f"Non partirebbe: {words}.{way}")


def _locked(session: Session, message_id: uuid.UUID) -> OutboxMessage:
    row = session.get(OutboxMessage, message_id, with_for_update=True)
    if row is None:
        raise NotFound("messaggio")
    return row
