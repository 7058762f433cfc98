"""Completion of a round as staff and ATR follow it: counts, rates, activity by day. Never an answer, never a link."""

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine import states
from questionari.engine.states import Delivery, Disposition, ResponseState, RoundState
from questionari.store import completion as queries
from questionari.store.models.rounds import Round
from questionari.store.paging import LARGE, Turn as Turn, turn_to  # the pages name a turn
from questionari.usecases.house import NotFound
from questionari.usecases.kept import Kept

#: Who has answered. A reopened response is not one, anywhere: until it is sent again it is not in the dataset either.
ANSWERED = frozenset({ResponseState.SUBMITTED, ResponseState.VALIDATED})
#: Who has sent a response at least once: it can be read, and the service is not left out any more.
SENT_ONCE = ANSWERED | {ResponseState.QUERY_OPEN}
BEGUN = frozenset({ResponseState.OPENED, ResponseState.IN_PROGRESS, ResponseState.AWAITING, ResponseState.QUERY_OPEN})
FIRST = Turn()
#: Names of the lists that a page of units may show.
WANTED = tuple(queries.WANTED)
#: Who refused, or whose address is wrong, still counts in the rate: only these are not expected to answer.
NOT_EXPECTED = frozenset({Disposition.CLOSED_SERVICE, Disposition.EXCLUDED, Disposition.ANSWERED_ELSEWHERE})


@dataclass(frozen=True, slots=True)
class Tally:
    """Units of one type (or of all): asked, answered, begun, not expected any more, without a working address."""

    key: str
    asked: int
    answered: int
    begun: int
    disposed: int
    no_address: int
    records: int | None = None  # where each contact or call has one: those that stand …
    sent_records: int = 0  # … and those sent

    @property
    def rate(self) -> int:
        """Answered of asked, whole percent; units that closed or were excluded are not expected to answer."""
        expected = self.asked - self.disposed
        return round(100 * self.answered / expected) if expected else 0


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit as ATR and staff may see it."""

    code: str
    name: str
    type_code: str
    label: str
    tone: str  # good | busy | idle | bad
    progress: int  # percent of required questions on the path, of records sent
    no_address: bool
    records: int | None  # of a list of records
    sent_records: int
    promised: date | None  # by when an answer was promised, while it is awaited


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A page of a list; ``total`` of the whole list; ``earlier``, ``later``: whether there are pages on that side."""

    lines: tuple[UnitLine, ...]
    total: int
    earlier: bool
    later: bool


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in a list."""

    id: uuid.UUID
    code: str
    title: str
    state: RoundState
    state_label: str
    period: tuple[date, date]
    opens: date
    deadline: date
    closes: date
    days_left: int


@dataclass(frozen=True, slots=True)
class Completion:
    """A round followed within some territories."""

    round: RoundLine
    total: Tally
    by_type: tuple[Tally, ...]
    units: UnitPage
    days: tuple[tuple[date, int, int], ...]  # day, opened, submitted
    counted_at: datetime

    @property
    def kept(self) -> bool:
        """Whether the counts may be a minute old: the page then says of when they are."""
        return self.total.asked > LARGE


def last_day(bound: datetime) -> date:
    """The local day a stored exclusive bound closes."""
    return local_day(bound - timedelta(milliseconds=1))


def line(row: Round, now: datetime) -> RoundLine:
    """A round as lists show it, its state computed at `now`."""
    state = states.round_state(RoundState(row.stored_state), row.opens_at, row.deadline_at, row.closes_at, now)
    deadline = last_day(row.deadline_at)
    left = (deadline - local_day(now)).days
    period = (row.period_start, row.period_end)
    days = (local_day(row.opens_at), deadline, last_day(row.closes_at))
    return RoundLine(row.id, row.code, row.title, state, states.ROUND_LABELS[state], period, *days, left)


@dataclass(frozen=True, slots=True)
class RoundHere:
    """A round as an ATR's first page shows it, with the counts of its own services."""

    line: RoundLine
    asked: int
    answered: int
    begun: int
    no_address: int

    @property
    def missing(self) -> int:
        """Services that have not answered."""
        return self.asked - self.answered


def rounds_of(session: Session, now: datetime, atr_ids: Sequence[uuid.UUID]) -> list[RoundHere]:
    """The rounds an ATR follows."""
    tallies = queries.tallies_of(session, atr_ids)
    rounds = queries.rounds_of(session, atr_ids)
    return [RoundHere(line(row, now), *tallies.get(row.id, (0, 0, 0, 0))) for row in rounds]


def round_of(session: Session, now: datetime, atr_ids: Sequence[uuid.UUID], code: str) -> RoundLine:
    """One of them. Raises NotFound for a round without units of these territories."""
    found = queries.round_of(session, atr_ids, code)
    if found is None:
        raise NotFound("tornata")
    return line(found, now)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which units a page lists: one of WANTED, and words in name or code."""

    wanted: str = ""
    search: str = ""


def follow(
    session: Session,
    now: datetime,
    shown: RoundLine,
    atr_ids: queries.Territories,
    sought: Sought = Sought(),
    turn: Turn = FIRST,
) -> Completion:
    """Everything the completion page shows: counts, activity, one page of the units that are sought."""
    figures = _figures(session, now, shown.id, atr_ids)
    wanted = [queries.WANTED[sought.wanted]]
    total = figures.wanted(sought.wanted)
    if sought.search.strip():
        wanted.append(queries.named_like(sought.search))
        total = queries.how_many(session, queries.asked(shown.id, atr_ids, *wanted))
    chosen = queries.asked(shown.id, atr_ids, *wanted, many=total > LARGE)
    sheet = turn_to(session, turn, chosen, queries.place_known(shown.id, atr_ids), total > LARGE)
    lines = tuple(unit_line(row) for row in queries.units(session, shown.id, sheet.ids))
    page = UnitPage(lines, total, sheet.earlier, sheet.later)
    return Completion(shown, figures.total, figures.by_type, page, figures.days, figures.counted_at)


@dataclass(frozen=True, slots=True)
class _Figures:
    total: Tally
    by_type: tuple[Tally, ...]
    days: tuple[tuple[date, int, int], ...]
    counted_at: datetime

    def wanted(self, wanted: str) -> int:
        """How many units a list holds."""
        total = self.total
        counts = {"missing": total.asked - total.answered, "answered": total.answered, "no_address": total.no_address}
        return counts.get(wanted, total.asked)


_kept: Kept[_Figures] = Kept()


def _figures(session: Session, now: datetime, round_id: uuid.UUID, atr_ids: queries.Territories) -> _Figures:
    key = (round_id, None if atr_ids is None else tuple(sorted(atr_ids)))
    return _kept.get(key, now, lambda: _count(session, now, round_id, atr_ids), lambda found: found.total.asked)


def _count(session: Session, now: datetime, round_id: uuid.UUID, atr_ids: queries.Territories) -> _Figures:
    rows = queries.counts(session, round_id, atr_ids)
    keys = dict.fromkeys(r.type_code for r in rows)
    by_type = tuple(tally(key, [r for r in rows if r.type_code == key]) for key in keys)
    return _Figures(tally("", rows), by_type, _days(queries.activity(session, round_id, atr_ids)), now)


def unit_line(row: queries.Line) -> UnitLine:
    """A row of `queries.units` as shown."""
    delivery, disposition = Delivery(row.delivery), Disposition(row.disposition)
    response = ResponseState(row.state) if row.state else ResponseState.NOT_STARTED
    progress = 100 if response in ANSWERED else round(100 * (row.answered or 0) / row.required) if row.required else 0
    shown = states.label(delivery, response, disposition)
    return UnitLine(
        row.code,
        row.name,
        row.type_code,
        shown,
        tone(delivery, response, disposition),
        progress,
        bool(row.no_address),
        row.records,
        row.answered or 0,
        row.promised_on if response not in SENT_ONCE else None,
    )


def tone(delivery: Delivery, response: ResponseState, disposition: Disposition) -> str:
    """How a state is coloured; the word always stands beside the colour."""
    if response in ANSWERED and disposition is not Disposition.EXCLUDED:
        return "good"
    if delivery is Delivery.BOUNCED or disposition is Disposition.WRONG_CONTACT:
        return "bad"
    if disposition is not Disposition.NONE:
        return "idle"
    return "busy" if response is not ResponseState.NOT_STARTED else "idle"


def _disposed(row: queries.Line) -> bool:
    """Whether no answer is expected: staff left it out, whatever it sent; or it said so, and has sent nothing."""
    left_out = row.disposition == Disposition.EXCLUDED
    return left_out or (row.disposition in NOT_EXPECTED and row.state not in SENT_ONCE)


def tally(key: str, rows: Sequence[queries.Line]) -> Tally:
    """The counts of rows that begin as those of `queries.counts` do; ``units`` is how many units a row stands for."""

    def total(keep: Callable[[queries.Line], bool]) -> int:
        return sum(r.units for r in rows if keep(r))

    return Tally(
        key=key,
        asked=total(lambda r: True),
        answered=total(lambda r: r.state in ANSWERED and r.disposition != Disposition.EXCLUDED),
        begun=total(lambda r: r.state in BEGUN),
        disposed=total(_disposed),
        no_address=total(lambda r: r[4]),
        records=sum(listed) if (listed := [r.records for r in rows if r.records is not None]) else None,
        sent_records=sum(r.sent_records or 0 for r in rows),
    )


def _days(hours: Sequence[tuple[datetime, int, int]]) -> tuple[tuple[date, int, int], ...]:
    opened, submitted = Counter[date](), Counter[date]()
    for hour, first, sent in hours:
        opened[local_day(hour)] += first
        submitted[local_day(hour)] += sent
    return tuple((day, opened[day], submitted[day]) for day in sorted(opened, reverse=True))
