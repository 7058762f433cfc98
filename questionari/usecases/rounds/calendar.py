"""The calendar of a round's messages: which reminders, when thanks; read from its row, typed by staff, changed later.

`Round.calendar`: {"reminders": [[days, working], …], "thanks": working days after the closing}; blank means the two
usual reminders and no thanks. What has its day in the past stays as it is.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.clock import local_day, start_of_day
from questionari.engine.calendar import USUAL, Offset, Span, reminder_day, reminder_days
from questionari.engine.states import RoundState
from questionari.engine.working_days import add_working
from questionari.store.models.rounds import Round
from questionari.usecases import audit, fields
from questionari.usecases.completion import last_day
from questionari.usecases.fields import FieldError, FieldFault, Invalid
from questionari.usecases.house import Actor
from questionari.usecases.rounds.basics import get_round, may

ROWS = 4  # reminders that a round may have
FARTHEST = 60  # days from the deadline
#: way of counting, as typed -> (sign, working days)
WAYS: Mapping[str, tuple[int, bool]] = {
    "prima": (-1, False),
    "prima-l": (-1, True),
    "dopo": (1, False),
    "dopo-l": (1, True),
}
WAY_NAMES: Mapping[str, str] = {
    "prima": "giorni prima della scadenza",
    "prima-l": "giorni lavorativi prima della scadenza",
    "dopo": "giorni dopo la scadenza",
    "dopo-l": "giorni lavorativi dopo la scadenza",
}
#: What a new round begins with, as typed.
PROPOSED: Mapping[str, str] = {"r1": "10", "r1_how": "prima", "r2": "2", "r2_how": "dopo", "thanks": "1"}
FIELDS = (*(f"r{row}{part}" for row in range(1, ROWS + 1) for part in ("", "_how")), "thanks")
GONE = "Quel sollecito cadrebbe il {day:%d/%m/%Y}, che è già passato: scelga un giorno da domani in poi."
ORDINALS = ("Primo", "Secondo", "Terzo", "Quarto", "Quinto", "Sesto", "Settimo", "Ottavo")
TURNS = tuple(f"{ordinal} sollecito" for ordinal in ORDINALS)


def offsets_of(row: Round) -> tuple[Offset, ...]:
    """The reminders of a round, in order."""
    kept = row.calendar.get("reminders")
    return USUAL if kept is None else tuple(sorted(Offset(days, working) for days, working in kept))


def span_of(row: Round, deadline: datetime | None = None) -> Span:
    """The days of a round; of a unit with a deadline of its own, by that."""
    ends = deadline or row.deadline_at
    return Span(local_day(row.opens_at), last_day(ends), last_day(max(row.closes_at, ends)))


def thanks_day(row: Round, place: str = "") -> date | None:
    """When whoever has answered is thanked; None where nobody is."""
    after = row.calendar.get("thanks")
    return None if after is None else add_working(last_day(row.closes_at), after, place)


def names_of(row: Round) -> Mapping[str, str]:
    """Key of a reminder -> what people call it."""
    return {one.key: TURNS[turn] for turn, one in enumerate(offsets_of(row)[: len(TURNS)])}


def days_of(row: Round) -> Mapping[Offset, date]:
    """The days of the reminders where no local feast moves them."""
    return reminder_days(offsets_of(row), span_of(row))


def as_typed(row: Round, today: date | None = None) -> dict[str, str]:
    """The calendar as the texts of its form; with a day only what still lies ahead of it."""
    shown, after = _ahead(row, today), row.calendar.get("thanks")
    typed = {"thanks": "" if after is None else str(after)}
    for turn, one in enumerate(shown, 1):
        how = ("prima" if one.days <= 0 else "dopo") + ("-l" if one.working else "")
        typed |= {f"r{turn}": str(abs(one.days)), f"r{turn}_how": how}
    return typed


def _ahead(row: Round, today: date | None) -> list[Offset]:
    """The reminders whose day is still to come; without a day all."""
    days = reminder_days(offsets_of(row), span_of(row))
    return [one for one in offsets_of(row) if today is None or days.get(one, date.max) > today]


def turns(session: Session, now: datetime, round_id: uuid.UUID) -> tuple[str, ...]:
    """What the rows of its form are called: numbers go on after the reminders that are gone."""
    row = get_round(session, round_id)
    gone = len(offsets_of(row)) - len(_ahead(row, local_day(now)))
    return TURNS[gone : gone + ROWS]


def typed_of(session: Session, now: datetime, round_id: uuid.UUID) -> Mapping[str, str]:
    """What lies ahead in the calendar of a launched round, as texts of its form."""
    return as_typed(get_round(session, round_id), local_day(now))


@dataclass(frozen=True, slots=True)
class Typed:
    """A calendar as it was typed: its reminders by their field, thanks, what is wrong."""

    reminders: Mapping[str, Offset]
    thanks: int | None
    faults: tuple[FieldFault, ...]

    def as_column(self, *more: Offset) -> dict[str, Any]:
        """What the round keeps; `more`: reminders of the past, which stay."""
        offsets = sorted({*more, *self.reminders.values()})
        kept: dict[str, Any] = {"reminders": [[one.days, one.working] for one in offsets]}
        return kept | ({} if self.thanks is None else {"thanks": self.thanks})


def read(values: Mapping[str, str]) -> Typed | None:
    """A calendar from the texts of its form; None where the form has none, which leaves the usual one."""
    if not any(name in values for name in FIELDS):
        return None
    reminders, faults = dict[str, Offset](), list[FieldFault]()
    for name in (f"r{turn}" for turn in range(1, ROWS + 1)):
        try:
            number = _number(values.get(name, ""))
        except FieldError as error:
            faults.append(FieldFault(name, str(error)))
            continue
        sign, working = WAYS.get(values.get(f"{name}_how", ""), WAYS["prima"])
        if number is not None:
            reminders[name] = Offset(sign * number, working and number > 0)
    try:
        thanks = _number(values.get("thanks", ""))
    except FieldError as error:
        return Typed(reminders, None, (*faults, FieldFault("thanks", str(error))))
    return Typed(reminders, thanks, tuple(faults))


def _number(text: str) -> int | None:
    clean = text.strip()
    if not clean:
        return None
    if not (clean.isascii() and clean.isdigit()) or int(clean) > FARTHEST:
        raise FieldError(f"Scriva un numero di giorni da 0 a {FARTHEST}, o lasci vuoto.")
    return int(clean)


def change(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, values: Mapping[str, str]) -> None:
    """Change what lies ahead in the calendar of a launched round: its opening while that is to come, reminders, thanks.

    Raises Invalid and Refused.
    """
    row = get_round(session, round_id, lock=True)
    state, today = may(row, now, "calendar"), local_day(now)
    typed = read(values) or Typed({}, None, ())
    days = reminder_days(offsets_of(row), span_of(row))
    past = [one for one, day in days.items() if day <= today]
    opens = _opening(row, today, values.get("opens", "")) if state is RoundState.SCHEDULED else None
    faults = [*typed.faults, *_gone(row, typed, today)]
    if faults:
        raise Invalid(tuple(faults))
    before, row.calendar = row.calendar, typed.as_column(*past)
    row.opens_at = start_of_day(opens) if opens else row.opens_at
    detail = {"before": before, "after": row.calendar, "opens": str(local_day(row.opens_at))}
    audit.record(session, now, actor, "round.calendar_changed", ("round", row.id), **detail)


def _gone(row: Round, typed: Typed, today: date) -> list[FieldFault]:
    """Reminders typed whose day is past: they would leave at once, and nobody has asked for that."""
    deadline = last_day(row.deadline_at)
    days = {name: reminder_day(offset, deadline) for name, offset in typed.reminders.items()}
    return [FieldFault(name, GONE.format(day=day)) for name, day in days.items() if day <= today]


def _opening(row: Round, today: date, typed: str) -> date | None:
    day: date | None = fields.read_fields({"opens": typed}, {"opens": fields.optional(fields.day)})["opens"]
    if day is not None and not today <= day < last_day(row.deadline_at):
        raise fields.refuse("opens", "L'apertura va da oggi al giorno prima della scadenza.")
    return day
