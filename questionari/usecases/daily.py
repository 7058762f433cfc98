"""The daily digest to staff: what needs somebody, in counts; only where there is something to say, and once a week that
all is well. Home says the same, with the lists behind it: this is for who does not open it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from questionari import catalogue
from questionari.clock import ROME, local_day, start_of_day
from questionari.engine.states import Outbox
from questionari.store import accounts, vitals
from questionari.store.models.base import Base
from questionari.store.models.census import Unit, UnitAtr
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import QuestionnaireVersion, Round
from questionari.usecases import desk, outbox
from questionari.usecases.health import spread
from questionari.usecases.house import House
from questionari.usecases.mail_list import STOPPED, WAITING
from questionari.usecases.outbox.hours import leaves_at
from questionari.usecases.outbox.recheck import BY_DAY
from questionari.usecases.outbox.routing import routes
from questionari.usecases.outbox.values import long_day
from questionari.usecases.rounds import opening, reminding

KIND = "staff_digest"
MORNING = 8  # local hour from which it is written
WEEKLY = 0  # Monday: that all is well
SOON = timedelta(days=60)
CERTIFICATES = timedelta(days=14)
DAY = timedelta(days=1)
WELL = "tutto bene: questa settimana nulla richiede attenzione."
BEGINS = "oggi richiedono attenzione:"
#: what is told, most urgent first: kind -> what stands after the number, for one and for many
WORDS: Mapping[str, tuple[str, str]] = {
    "mail_late": ("messaggio doveva partire e non parte", "messaggi dovevano partire e non partono"),
    "calendar_silent": (
        "calendario non va avanti: i solleciti dovuti non partono",
        "calendari non vanno avanti: i solleciti dovuti non partono",
    ),
    "owed": (
        "servizio doveva ricevere un sollecito, e il messaggio non è stato preparato",
        "servizi dovevano ricevere un sollecito, e il messaggio non è stato preparato",
    ),
    "openings": ("tornata ha inviti ancora da preparare", "tornate hanno inviti ancora da preparare"),
    "broken": ("questionario in corso non è valido", "questionari in corso non sono validi"),
    "mailbox_fails": ("casella di posta non si legge", "caselle di posta non si leggono"),
    "mail_held": ("messaggio è trattenuto dagli invii sospesi", "messaggi sono trattenuti dagli invii sospesi"),
    "mail_failed": ("messaggio non è arrivato", "messaggi non sono arrivati"),
    "returned": ("messaggio è tornato indietro da ieri", "messaggi sono tornati indietro da ieri"),
    "contact_wrong": ("servizio dice che il recapito è sbagliato", "servizi dicono che il recapito è sbagliato"),
    "unreachable": ("servizio non si raggiunge per posta", "servizi non si raggiungono per posta"),
    "false_messages": ("messaggio falso segnalato", "messaggi falsi segnalati"),
    "atr_reports": ("segnalazione di un ATR da confermare", "segnalazioni di ATR da confermare"),
    "help": ("richiesta di aiuto aspetta risposta", "richieste di aiuto aspettano risposta"),
    "letters": ("conversazione per posta aspetta risposta", "conversazioni per posta aspettano risposta"),
    "doubts": ("risposta ha dati insoliti, da rivedere", "risposte hanno dati insoliti, da rivedere"),
    "trial_stuck": ("versione proposta non si riesce a provare", "versioni proposte non si riescono a provare"),
    "exports_failed": ("dataset non è stato preparato", "dataset non sono stati preparati"),
    "unsigned": ("tornata finita non ha il verbale firmato", "tornate finite non hanno il verbale firmato"),
    "drafts_late": (
        "bozza ha passato il giorno dell'apertura",
        "bozze hanno passato il giorno dell'apertura",
    ),
    "certificates": (
        "certificato dei nostri server scade entro 14 giorni: avvisi l'assistenza tecnica",
        "certificati dei nostri server scadono entro 14 giorni: avvisi l'assistenza tecnica",
    ),
    "ending": ("servizio finisce l'attività entro 60 giorni", "servizi finiscono l'attività entro 60 giorni"),
    "agreements": ("adesione a un ATR scade entro 60 giorni", "adesioni a un ATR scadono entro 60 giorni"),
}

#: What is told besides, where anything is: it waits as it should.
BESIDES: Mapping[str, tuple[str, str]] = {
    "limited": (
        "messaggio aspetta il suo turno: sono i limiti del fornitore di posta",
        "messaggi aspettano il loro turno: sono i limiti del fornitore di posta",
    ),
    "quiet": (
        "messaggio aspetta le ore e i giorni in cui si scrive ai servizi",
        "messaggi aspettano le ore e i giorni in cui si scrive ai servizi",
    ),
}


def to_tell(session: Session, house: House, now: datetime) -> str:
    """Today's digest where it is still to be written; blank where it is not, or there is nothing to tell."""
    if not house.settings.staff_digest or now.astimezone(ROME).hour < MORNING:
        return ""
    told = (OutboxMessage.kind == KIND, OutboxMessage.created_at >= start_of_day(local_day(now)))
    return "" if _number(session, OutboxMessage, *told) else digest(session, house, now)


def tell_staff(session: Session, house: House, now: datetime, text: str) -> int:
    """Queue a text to every account of the staff; how many messages. Running it twice a day adds nothing."""
    today = local_day(now)
    context = {"novita": outbox.sealed(house.keyring, text), "giorno": long_day(today)}
    made = [
        outbox.enqueue(session, now, KIND, address, context=context, seq=str(today))
        for address in accounts.of_staff(session)
    ]
    return sum(one is not None for one in made)


def digest(session: Session, house: House, now: datetime) -> str:
    """What is to be told; blank where there is nothing and it is not the day on which that is told."""
    found = _counts(session, house, now)
    lines = _lines(found, WORDS)
    if lines:
        return "\n".join((BEGINS, *lines, *_lines(found, BESIDES)))
    return WELL if local_day(now).weekday() == WEEKLY else ""


def _lines(found: Mapping[str, int], words: Mapping[str, tuple[str, str]]) -> list[str]:
    return [f"– {found[kind]} {said[found[kind] > 1]}" for kind, said in words.items() if found.get(kind)]


def _counts(session: Session, house: House, now: datetime) -> Mapping[str, int]:
    found = Counter[str]()
    for need in desk.today(session, house, now).needs:
        found[need.kind] += need.number
    found.update(dict(_own(session, now)))
    found.update(dict(_waiting(session, house, now)))
    return found


def _waiting(session: Session, house: House, now: datetime) -> Iterator[tuple[str, int]]:
    """Campaigns that wait as they should: for the provider's limits, for the hours in which they leave."""
    waits = (OutboxMessage.state.in_(WAITING), OutboxMessage.kind.in_(BY_DAY), ~STOPPED)
    opens = leaves_at(now, house.settings.mail.hours)
    limited = [route.takes for route in routes(house.settings) if spread(session, now, route)]
    for takes in limited:
        own = (OutboxMessage.route.in_(takes), OutboxMessage.not_before <= now)
        yield "limited", _number(session, OutboxMessage, *waits, *own)
    yield "quiet", _number(session, OutboxMessage, *waits, OutboxMessage.not_before.between(now, opens))


def _own(session: Session, now: datetime) -> Iterator[tuple[str, int]]:
    """What the first page has no line for."""
    today = local_day(now)
    returned = (OutboxMessage.state == Outbox.BOUNCED, OutboxMessage.ended_at > now - DAY)
    yield "returned", _number(session, OutboxMessage, *returned)
    yield "openings", len(opening.unfinished(session))
    yield "owed", reminding.owed(session, now)
    yield "broken", len(_broken(session))
    yield "certificates", vitals.certificates_ending(session, now + CERTIFICATES)
    yield "ending", _number(session, Unit, _soon(Unit.active_to, today))
    yield "agreements", _number(session, UnitAtr, _soon(UnitAtr.valid_to, today))


def _number(session: Session, what: type[Base], *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(what).where(*which)) or 0


def _soon(day: InstrumentedAttribute[date | None], today: date) -> ColumnElement[bool]:
    return day.between(today, today + SOON)


def _broken(session: Session) -> Sequence[bytes]:
    """The questionnaires of running rounds that the gate would not let through today."""
    running = select(Round.questionnaire_sha256).where(Round.stored_state == "open", Round.closed_at.is_(None))
    query = select(QuestionnaireVersion.document).where(QuestionnaireVersion.sha256.in_(running))
    return [one for one in session.scalars(query) if catalogue.compile_document(one).questionnaire is None]
