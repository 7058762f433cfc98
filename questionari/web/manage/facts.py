"""What an act on a round would do, in numbers of now: they stand before the button."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.usecases.mail_list import count_waiting
from questionari.usecases.outbox import digests
from questionari.usecases.rounds import previewing, reminding, viewing
from questionari.usecases.rounds.status import status
from questionari.usecases.words import counted
from questionari.web.filters import day

Facts = Callable[[Session, datetime, viewing.RoundHead], tuple[str, ...]]
QUEUED = ("messaggio è in coda", "messaggi sono in coda")
GET = ("servizio riceve", "servizi ricevono")
MISS = ("servizio non ha ancora risposto", "servizi non hanno ancora risposto")


def _opening(db: Session, now: datetime, to: viewing.RoundHead) -> tuple[str, ...]:
    found = previewing.preview(db, now, to.id)
    when = f", il {day(to.line.opens)}" if to.line.opens > local_day(now) else ", subito"
    facts = [f"{counted(len(found.receive), *GET)} l'invito{when}.", *_fewer(len(found.receive), found.mails)]
    if found.excluded:
        facts.append(
            f"{counted(len(found.excluded), 'servizio scelto non lo riceve', 'servizi scelti non lo ricevono')}."
        )
    return tuple(facts)


def _fewer(services: int, mails: int) -> tuple[str, ...]:
    """That there are fewer mails than services."""
    said = f"Partono {mails} messaggi: chi è referente di più servizi ne riceve uno solo, con un solo collegamento."
    return (said.replace("Partono 1 messaggi:", "Parte 1 messaggio:"),) if mails < services else ()


def _dates(to: viewing.RoundHead) -> str:
    return f"La scadenza è il {day(to.line.deadline)}, la chiusura il {day(to.line.closes)}."


def _missing(db: Session, now: datetime, to: viewing.RoundHead) -> str:
    total = status(db, now, to.id).total
    return f"{counted(total.asked - total.answered, *MISS)}."


def _reminding(db: Session, now: datetime, to: viewing.RoundHead) -> tuple[str, ...]:
    if to.line.state not in reminding.OPEN:
        return ()
    plan = reminding.plan_reminder(db, now, to.id)
    skipped = counted(len(plan.skipped), "servizio non lo riceve", "servizi non lo ricevono")
    fewer = _fewer(len(plan.receive), digests.mails(((o.kind, o.email) for o in plan.receive), to.is_test))
    return (f"{counted(len(plan.receive), *GET)} il messaggio.", *fewer, f"{skipped}: il motivo è scritto più sotto.")


def _queued(db: Session, _now: datetime, to: viewing.RoundHead) -> tuple[str, ...]:
    number = count_waiting(db, to.line.code)
    return (f"{counted(number, *QUEUED)} per questa tornata.",)


def _closing(db: Session, now: datetime, to: viewing.RoundHead) -> tuple[str, ...]:
    begun = status(db, now, to.id).total.begun
    lost = ("questionario iniziato e non inviato resta", "questionari iniziati e non inviati restano")
    return (f"{counted(begun, *lost)} fuori dal dataset.",) if begun else ()


def _shortening(_db: Session, _now: datetime, to: viewing.RoundHead) -> tuple[str, ...]:
    if to.shortening is None:
        return ()
    deadline, closes = to.shortening.days
    return (f"La scadenza torna al {day(deadline)}, la chiusura al {day(closes)}.",)


#: act -> its consequences in numbers
FACTS: Mapping[str, Facts] = {
    "apri": _opening,
    "proroga": lambda db, now, to: (_dates(to), _missing(db, now, to)),
    "annulla-proroga": _shortening,
    "sollecita": _reminding,
    "ferma": _queued,
    "riprendi": _queued,
    "chiudi": _closing,
}
