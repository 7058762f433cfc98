""" "È davvero nostra?": a mail's short code tells who it was sent to and about what; never a link, never an answer."""

import re
import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.store.models.census import Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, Link, Round
from questionari.usecases.links import LETTER

KIND_WORDS = {
    "invitation": "invito a compilare il questionario",
    "reminder_1": "sollecito",
    "reminder_2": "sollecito",
    "thanks": "ringraziamento",
    "nudge": "promemoria chiesto dall'ambito territoriale",
    "query": "richiesta di integrazione",
    "verification": "richiesta di verifica",
    "receipt": "ricevuta",
    "access_code": "codice per rileggere le risposte",
    "correction": "rettifica",
    "correction_plain": "rettifica",
    "atr_note": "nota all'ambito territoriale",
    "set_password": "collegamento per scegliere la password",
    "barrier": "segnalazione di accessibilità",
    "help_answer": "risposta a una richiesta di aiuto",
    "false_message": "segnalazione di un messaggio falso",
    "staff_reply": "risposta a un messaggio che ci è stato scritto",
    "text_test": "prova di un testo",
    "staff_digest": "riepilogo del giorno",
    "consultation": "invito a commentare una bozza di questionario",
    "consultation_atr": "invito a commentare una bozza di questionario",
    "approval": "richiesta di visto su un questionario compilato",
    "approval_reminder": "promemoria di una richiesta di visto",
    "delegation": "richiesta di aiuto a compilare alcune sezioni del questionario",
    "contact_confirm": "richiesta di confermare un nuovo referente",
    "contact_offer": "questionario affidato a una nuova persona",
    "contact_told": "avviso che il questionario è passato a un'altra persona",
    "delegation_settled": "esito di una richiesta di coinvolgere un'altra persona",
    "approval_returned": "questionario rinviato da chi deve dare il visto",
    LETTER: "lettera con l'invito a compilare il questionario",
}
#: Who a message without a service was for, said without naming anybody.
RECIPIENTS = {
    "correction_plain": "chi aveva ricevuto il messaggio sbagliato",
    "atr_note": "un ambito territoriale di rete",
    "set_password": "chi ha un'utenza di accesso",
    "barrier": "l'assistenza",
    "false_message": "l'assistenza",
    "staff_reply": "chi ci ha scritto",
    "text_test": "chi prepara i messaggi",
    "staff_digest": "lo staff",
    "consultation": "un servizio del censimento",
    "consultation_atr": "un ambito territoriale di rete",
}
SOME_MESSAGE = "messaggio"
READER = "Lei"
OWN_CODE = re.compile(r"[A-Z2-7]{10}")
SENT_STATES = ("sent", "delivered", "bounced", "pec_accepted", "pec_delivered")


@dataclass(frozen=True, slots=True)
class Verified:
    """What may be said in public of a code: the body, the round's title, each message's day and kind."""

    unit: str
    title: str
    messages: tuple[tuple[date, str], ...]


def verify(session: Session, code: str) -> Verified | None:
    """What we sent under that code, or None when we sent nothing."""
    code = code.strip().upper().replace(" ", "")
    return _to_unit(session, code) or _to_others(session, code)


def _to_others(session: Session, code: str) -> Verified | None:
    """A message that belongs to no invitation: its code opens its Message-ID (usecases.outbox.freezing)."""
    if not OWN_CODE.fullmatch(code):
        return None
    row = session.execute(
        select(OutboxMessage.kind, OutboxMessage.sent_at, Round.title)
        .outerjoin(Round, Round.id == OutboxMessage.round_id)
        .where(
            OutboxMessage.message_id.like(f"{code.lower()}.%"),
            OutboxMessage.invitation_id.is_(None),
            OutboxMessage.state.in_(SENT_STATES),
        )
    ).first()
    if row is None or row.sent_at is None:
        return None
    words = KIND_WORDS.get(row.kind, SOME_MESSAGE)
    return Verified(RECIPIENTS.get(row.kind, READER), row.title or words, ((local_day(row.sent_at), words),))


def _to_unit(session: Session, code: str) -> Verified | None:
    """What was sent or printed for the invitation of that code."""
    known = (
        select(Invitation.id, Unit.name, Round.title)
        .join(Unit, Unit.id == Invitation.unit_id)
        .join(Round, Round.id == Invitation.round_id)
        .where(Invitation.verify_code == code)
    )
    found = session.execute(known).first()
    told = _told(session, found[0]) if found else ()
    return Verified(found[1], found[2], told) if found and told else None


def _told(session: Session, invitation_id: uuid.UUID) -> tuple[tuple[date, str], ...]:
    """The day and the kind of each mail that left, and of each letter, in order."""
    mails = select(OutboxMessage.sent_at, OutboxMessage.kind).where(
        OutboxMessage.invitation_id == invitation_id,
        OutboxMessage.state.in_(SENT_STATES),
        OutboxMessage.sent_at.is_not(None),
    )
    printed = select(Link.issued_at, Link.kind).where(Link.invitation_id == invitation_id, Link.kind == LETTER)
    rows = sorted((at, kind) for query in (mails, printed) for at, kind in session.execute(query) if at)
    return tuple((local_day(at), KIND_WORDS.get(kind, SOME_MESSAGE)) for at, kind in rows)
