"""Dry run: who would get a message, where and when, who would not and why, before anything is sent. Nothing changes.

The selection is that of the act itself; right before each send every recipient is judged once more
(`usecases/outbox/recheck.py`), so that whoever answers meanwhile gets nothing.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.clock import ROME, local_day, start_of_day
from questionari.engine.columns.protection import protected
from questionari.engine.states import RoundState
from questionari.settings import MailSettings
from questionari.usecases.chasing import notes
from questionari.usecases.house import NotFound
from questionari.usecases.outbox import digests
from questionari.usecases.outbox.forecast import Forecast, forecast
from questionari.usecases.outbox.hours import leaves_at
from questionari.usecases.rounds.basics import get_round, state_of
from questionari.usecases.rounds.calendar import thanks_day
from questionari.usecases.rounds.previewing import Receiver, preview
from questionari.usecases.rounds.recipients import REASONS
from questionari.usecases.rounds.reminding import OPEN, Reminded, plan_reminder, plan_thanks

PAGE_SIZE = 100
RECEIVE, EXCLUDED = "ricevono", "non-ricevono"
VIEWS: Mapping[str, str] = {"": "tutti", RECEIVE: "che lo ricevono", EXCLUDED: "che non lo ricevono"}


@dataclass(frozen=True, slots=True)
class Line:
    """A unit: where and when it would be written to, or (a key of REASONS) why it would not."""

    code: str
    name: str
    email: str = ""
    when: datetime | None = None
    reason: str = ""

    @property
    def why(self) -> str:
        """The reason in words; blank where there is none."""
        return REASONS[self.reason] if self.reason else ""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would happen. ``reasons``: how many do not receive, by reason, the most frequent first."""

    lines: tuple[Line, ...]
    receive: int
    reasons: Mapping[str, int]
    forecast: Forecast
    mails: int  # one person with several services gets one


@dataclass(frozen=True, slots=True)
class _Noted:
    """An address that the note of a territory goes to."""

    code: str
    name: str
    email: str
    kind: str = "atr_note"
    place: str = ""


@dataclass(frozen=True, slots=True)
class _Plan:
    """From when on a message would leave, to whom, and who does not get it."""

    begins: datetime
    receive: tuple[Receiver | Reminded | _Noted, ...]
    others: tuple[Line, ...]


def dry_run(session: Session, now: datetime, mail: MailSettings, round_id: uuid.UUID, what: str) -> DryRun:
    """What a message (a key of KINDS) would reach now. Raises NotFound where the round sends no such message."""
    found = KINDS[what](session, now, round_id)
    row = get_round(session, round_id)
    hours = None if row.rehearsal else mail.hours
    when = {place: leaves_at(found.begins, hours, place) for place in {one.place for one in found.receive}}
    receive = (Line(one.code, one.name, one.email, when[one.place]) for one in found.receive)
    reasons = Counter(one.reason for one in found.others)
    told = forecast(session, now, mail, len(found.receive), found.begins)
    mails = digests.mails(((one.kind, one.email) for one in found.receive), row.is_test)
    return DryRun((*found.others, *receive), len(found.receive), dict(reasons.most_common()), told, mails)


def _invited(session: Session, now: datetime, round_id: uuid.UUID) -> _Plan:
    row = get_round(session, round_id)
    if state_of(row, now) is not RoundState.DRAFT:
        raise NotFound("prova degli inviti")
    found = preview(session, now, round_id)
    others = tuple(Line(one.code, one.name, reason=one.reason) for one in found.excluded)
    return _Plan(max(now, row.opens_at), found.receive, others)


def _reminded(session: Session, now: datetime, round_id: uuid.UUID) -> _Plan:
    if state_of(get_round(session, round_id), now) not in OPEN:
        raise NotFound("prova dei solleciti")
    plan = plan_reminder(session, now, round_id)
    return _Plan(now, plan.receive, tuple(Line(one.code, one.name, reason=one.reason) for one in plan.skipped))


def _thanked(session: Session, now: datetime, round_id: uuid.UUID) -> _Plan:
    day = thanks_day(get_round(session, round_id))
    if day is None:
        raise NotFound("prova dei ringraziamenti")
    plan = plan_thanks(session, round_id)
    others = tuple(Line(one.code, one.name, reason=one.reason) for one in plan.skipped)
    return _Plan(max(now, start_of_day(day)), plan.receive, others)


def _noted(session: Session, now: datetime, round_id: uuid.UUID) -> _Plan:
    row = get_round(session, round_id)
    if state_of(row, now) not in OPEN or row.is_test:
        raise NotFound("prova delle note agli ATR")
    found = notes.notes(session, round_id)
    ahead = [day for day in found.days if day > local_day(now)]
    receive = [_Noted(one.code, one.name, email) for one in found.territories if one.silent for email in one.recipients]
    missed = (one for one in found.territories if not (one.silent and one.recipients))
    others = (Line(one.code, one.name, reason="no_address" if one.silent else "all_answered") for one in missed)
    return _Plan(start_of_day(min(ahead)) if ahead else now, tuple(receive), tuple(others))


#: What is tried, as an address names it -> how it is found.
KINDS: Mapping[str, Callable[[Session, datetime, uuid.UUID], _Plan]] = {
    "inviti": _invited,
    "sollecito": _reminded,
    "ringraziamento": _thanked,
    "nota": _noted,
}
TITLES: Mapping[str, str] = {
    "inviti": "inviti",
    "sollecito": "sollecito",
    "ringraziamento": "ringraziamento",
    "nota": "nota agli ATR",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the list; an unknown view counts as blank."""

    search: str = ""
    view: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a dry run. ``total``: how many the filter lets through; ``views``: what may be asked, in words."""

    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int
    views: Mapping[str, str]


def sift(found: DryRun, asked: Wanted, size: int = PAGE_SIZE) -> Shown:
    """A page of those that a filter lets through: who does not receive comes first, for that is to be seen to."""
    views = {**VIEWS, **{reason: f"che non lo ricevono: {REASONS[reason]}" for reason in found.reasons}}
    words = asked.search.strip().casefold()
    kept = [one for one in found.lines if _wanted(one, asked.view) and words in f"{one.name} {one.code}".casefold()]
    pages = max(1, -(-len(kept) // size))
    page = min(max(1, asked.page), pages)
    return Shown(tuple(kept[(page - 1) * size : page * size]), len(kept), page, pages, views)


def _wanted(one: Line, view: str) -> bool:
    sides = {RECEIVE: not one.reason, EXCLUDED: bool(one.reason)}
    return sides.get(view, one.reason == view if view in REASONS else True)


HEAD = ("codice", "servizio", "riceve", "indirizzo", "quando", "perche_no")


def as_table(found: DryRun) -> list[tuple[str, ...]]:
    """Everything, as rows of text beneath HEAD, harmless to a spreadsheet; an instant by the local clock."""
    return [HEAD, *(tuple(map(protected, _cells(one))) for one in found.lines)]


def _cells(one: Line) -> tuple[str, ...]:
    when = f"{one.when.astimezone(ROME):%Y-%m-%d %H:%M}" if one.when else ""
    return one.code, one.name, "no" if one.reason else "sì", one.email, when, one.why
