"""Why a mail is where it is, in words for staff: one sentence for each state, from what its row holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from questionari.clock import ROME
from questionari.engine.states import Outbox
from questionari.store.models.messages import OutboxMessage
from questionari.usecases.outbox.doubts import NO_RECEIPT
from questionari.usecases.outbox.queueing import KEY_GONE
from questionari.usecases.outbox.recheck import HELD
from questionari.usecases.outbox.routing import PEC

BY_STAFF, SENT_ANEW = "cancelled_by_staff", "sent_anew"
#: what the program writes beside a message that ended -> what staff read
REASONS: Mapping[str, str] = {
    BY_STAFF: "annullato dallo staff",
    SENT_ANEW: "lo staff ha deciso di inviarlo di nuovo con un altro messaggio",
    KEY_GONE: "una parte del testo era cifrata con una chiave che non c'è più, va preparato di nuovo da dove era nato",
    NO_RECEIPT: "nessuna ricevuta PEC è arrivata: non si sa se sia partito",
    "round_not_open": "la tornata non è aperta",
    "round_closed": "la tornata si è chiusa prima che partisse",
    "revoked": "i collegamenti del servizio sono stati revocati",
    "already_submitted": "il servizio aveva già risposto",
    "disposition_declined": "il servizio aveva detto che non risponde",
    "disposition_closed_service": "il servizio risulta chiuso",
    "disposition_answered_elsewhere": "il servizio risponde con un altro questionario",
    "disposition_excluded": "il servizio è escluso dalla tornata",
    "disposition_wrong_contact": "il servizio aveva segnalato un recapito sbagliato",
    "promised": "il servizio ha promesso la risposta per un altro giorno",
    "superseded": "un sollecito successivo ne ha preso il posto",
    "deadline_passed": "la scadenza che annunciava era passata",
    "deadline_moved": "la scadenza che dava per trascorsa è stata prorogata",
    "not_answered": "il servizio non risulta più fra chi ha risposto",
    "no_contact": "il servizio non ha un recapito",
    "address_bounced": "l'indirizzo aveva già respinto un messaggio: va corretto",
    "address_paused": "il recapito era sospeso",
    "contact_changed": "nel frattempo il recapito del servizio è cambiato",
    "link_ended": "il collegamento che conteneva non vale più",
    "list_resumed": "il servizio ha ripreso l'elenco delle schede",
    "redacted": "citava un valore cancellato perché dato personale",
    "handover_over": "il passaggio del questionario è stato deciso o ritirato",
    "delegation_ended": "l'incarico alla persona è finito",
    "approval_ended": "la richiesta di visto è finita",
}
UNPROMISING = "Non partirà più da solo."


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the words need beside the row: the hour, whether a stop holds such a message, whether a PEC is set up."""

    now: datetime
    all_stopped: bool
    rounds_stopped: frozenset[object]
    pec_waits: bool  # PEC addresses are not written to by ordinary mail, and no PEC is set up

    def holds(self, row: OutboxMessage) -> bool:
        """Whether "Sospendi invii" holds it back."""
        return row.kind in HELD and (self.all_stopped or row.round_id in self.rounds_stopped)


def moment(instant: datetime | None) -> str:
    """«23/11/2026, ore 10:05», local."""
    return f"{instant.astimezone(ROME):%d/%m/%Y, ore %H:%M}" if instant else ""


def reason(row: OutboxMessage) -> str:
    """The words of why it ended; a server's or provider's own where it is one of these."""
    return REASONS.get(row.reason or "", row.reason or "")


def why(row: OutboxMessage, around: Surroundings) -> str:
    """Why it is where it is, and what comes next."""
    return WHY[Outbox(row.state)](row, around)


def _said(row: OutboxMessage) -> str:
    """What the server said, with the meaning of its class (RFC 5321, 4.2.1)."""
    if row.last_code is None:
        return row.last_text or "nessuna risposta"
    text = row.last_text or ""
    return text if text.startswith(str(row.last_code)) else f"{row.last_code} {text}".strip()


def _queued(row: OutboxMessage, around: Surroundings) -> str:
    if row.route == PEC and around.pec_waits:
        return "Va a un indirizzo PEC: aspetta che sia impostata una casella PEC."
    if around.holds(row):
        return "Gli invii sono fermi: aspetta che riprendano."
    if row.not_before > around.now:
        return f"Parte dal {moment(row.not_before)}."
    return "Parte appena è il suo turno."


def _deferred(row: OutboxMessage, around: Surroundings) -> str:
    if row.last_code is None and not row.last_text:
        return _queued(row, around)
    held = " Gli invii però sono fermi." if around.holds(row) else ""
    what = "Il server non si è potuto usare" if row.last_code is None else "Il server ha chiesto di riprovare"
    return f"{what} ({_said(row)}): nuovo tentativo dal {moment(row.not_before)}, dopo {row.attempts}.{held}"


def _uncertain(row: OutboxMessage, _around: Surroundings) -> str:
    begins = "La connessione è caduta dopo la consegna del testo: può essere partito."
    if row.route == PEC:
        again = moment(row.not_before)
        return f"{begins} Si cerca la ricevuta: senza averla cercata non riparte (prossimo controllo {again})."
    return f"{begins} Riparte identico dal {moment(row.not_before)}: chi lo ha già ricevuto ne vede uno solo."


def _sent(row: OutboxMessage, _around: Surroundings) -> str:
    after = "la ricevuta di accettazione non è ancora arrivata" if row.route == PEC else "nulla è tornato indietro"
    return f"Il server di posta lo ha preso in carico il {moment(row.sent_at)}; {after}."


def _ended(begins: str, ends: str = "") -> Callable[[OutboxMessage, Surroundings], str]:
    def words(row: OutboxMessage, _around: Surroundings) -> str:
        told = f"{begins}{reason(row) or _said(row)}.".replace("..", ".")
        return " ".join(filter(None, (told[:1].upper() + told[1:], ends)))

    return words


WHY: Mapping[Outbox, Callable[[OutboxMessage, Surroundings], str]] = {
    Outbox.QUEUED: _queued,
    Outbox.SENDING: lambda row, around: "È in partenza adesso.",
    Outbox.DEFERRED: _deferred,
    Outbox.UNCERTAIN: _uncertain,
    Outbox.SENT: _sent,
    Outbox.DELIVERED: lambda row, around: "Il server di chi riceve ha detto di averlo consegnato.",
    Outbox.PEC_ACCEPTED: lambda row, around: "Il gestore PEC lo ha accettato; manca la ricevuta di consegna.",
    Outbox.PEC_DELIVERED: lambda row, around: "La ricevuta PEC dice che è stato consegnato.",
    Outbox.BOUNCED: _ended("", UNPROMISING),
    Outbox.PERMANENT_FAILURE: _ended("Rifiutato: ", UNPROMISING),
    Outbox.TECHNICAL_FAILURE: _ended("Non riuscito: ", UNPROMISING),
    Outbox.CANCELLED: _ended("Non è partito: "),
}
