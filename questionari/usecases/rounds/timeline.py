"""The life of a round in days: what was planned, what was done to it, what is still to come."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.store import promises
from questionari.store.models.access import AuditEvent
from questionari.store.models.rounds import Round
from questionari.usecases.completion import last_day
from questionari.usecases.rounds.basics import get_round
from questionari.usecases.rounds.calendar import days_of, names_of, thanks_day
from questionari.usecases.rounds.note_days import DONE as NOTED, days_for
from questionari.usecases.rounds.reminding import DONE
from questionari.usecases.words import counted

REMINDER = "Sollecito"  # one that staff have sent: the calendar's have a number
THANKS = "Ringraziamento"
RECEIVERS = ("destinatario", "destinatari")
NOTE = "Nota agli ATR"
TERRITORIES = ("territorio", "territori")
SERVICES = ("servizio", "servizi")


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the timeline. ``done`` also of days gone by."""

    day: date
    text: str
    done: bool


def _day(iso: str) -> str:
    return date.fromisoformat(iso).strftime("%d/%m/%Y")


def _reminded(detail: Mapping[str, Any]) -> str:
    name = detail.get("name", REMINDER)
    return f"{name} inviato a {counted(detail['queued'], *SERVICES)}" if detail.get("queued") else f"{name}: nessuno"


def _moved(detail: Mapping[str, Any]) -> str:
    before, after = detail["before"], detail["after"]
    names = (("deadline", "scadenza"), ("closes", "chiusura"))
    moved = [(name, before[key], after[key]) for key, name in names if before[key] != after[key]]
    return ", ".join(f"{name} il {_day(new)} invece del {_day(old)}" for name, old, new in moved)


#: act in the audit trail -> what people read of it
TEXTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "round.extended": lambda detail: f"Proroga: {_moved(detail)}",
    "round.shortened": lambda detail: f"Proroga annullata: {_moved(detail)}",
    "round.reminded": _reminded,
    "round.thanked": lambda detail: f"{THANKS} inviato a {counted(detail['queued'], *SERVICES)}",
    "round.atrs_noted": lambda detail: f"{NOTE} inviata a {counted(detail['territories'], *TERRITORIES)}",
    "round.corrected": lambda detail: f"Rettifica inviata a {counted(detail['queued'], *RECEIVERS)}",
    "round.notes_changed": lambda _: "Giorni o destinatari delle note agli ATR cambiati",
    "round.calendar_changed": lambda _: "Calendario dei messaggi cambiato",
    "round.patch_proposed": lambda _: "Proposta una versione corretta del questionario",
    "round.patched": lambda detail: f"Versione corretta in uso ({detail['moved']} compilazioni spostate)",
    "sends.stopped": lambda _: "Invii fermati",
    "sends.resumed": lambda _: "Invii ripresi",
    "round.closed": lambda _: "Verbale di chiusura firmato",
    "round.archived": lambda _: "Tornata archiviata",
    "round.unarchived": lambda _: "Tornata tolta dall'archivio",
}


def timeline(session: Session, now: datetime, round_id: uuid.UUID) -> tuple[Moment, ...]:
    """Everything that has a day in the life of a round, in order; on a day what is planned comes first."""
    row, (acts, promised) = get_round(session, round_id), promises.with_acts(session, round_id)
    told = {act.detail.get("which") or act.detail.get("kind", "") for act in acts if act.action == "round.reminded"}
    told |= {"thanks" for act in acts if act.action == "round.thanked"}
    moments = [*planned(row, local_day(now), told), *_promised(promised, local_day(now)), *_done(acts, names_of(row))]
    return tuple(sorted(moments, key=lambda moment: moment.day))


def _done(acts: Iterator[AuditEvent] | Any, names: Mapping[str, str]) -> Iterator[Moment]:
    """What was done. A reminder of the calendar is called as it was announced."""
    for act in acts:
        if act.action in TEXTS:
            which = act.detail.get("which", "")
            named = {"name": names[which]} if which in names else {}
            yield Moment(local_day(act.at), TEXTS[act.action]({**act.detail, **named}), True)


def _promised(days: Sequence[tuple[date, int]], today: date) -> Iterator[Moment]:
    """The days for which services have promised their answer."""
    for day, number in days:
        yield Moment(day, f"Risposta promessa da {counted(number, *SERVICES)}", day < today)


def planned(row: Round, today: date, told: frozenset[str] | set[str] = frozenset()) -> list[Moment]:
    """The days of the calendar; reminders that went out are told with it, but for those kinds that are told already."""
    opens, deadline, closes = local_day(row.opens_at), last_day(row.deadline_at), last_day(row.closes_at)
    sent: Mapping[str, str] = row.selection.get(DONE, {})
    moments = [(opens, "Apertura"), (deadline, "Scadenza"), (closes, "Chiusura della compilazione")]
    first = last_day(row.first_deadline_at)
    if first < deadline:
        moments.append((first, "Prima scadenza, poi prorogata"))
    names = {**names_of(row), "thanks": THANKS}
    moments += [(day, names[one.key]) for one, day in days_of(row).items() if one.key not in sent]
    thanks = thanks_day(row)
    moments += [(thanks, THANKS)] if thanks and "thanks" not in sent else []
    moments += [(day, NOTE) for day in days_for(row) if str(day) not in row.selection.get(NOTED, {})]
    gone = [
        Moment(date.fromisoformat(day), f"{names.get(key, REMINDER)} inviato", True)
        for key, day in sent.items()
        if key not in told
    ]
    return [*(Moment(day, text, day < today) for day, text in moments), *gone]
