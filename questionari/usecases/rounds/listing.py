"""The rounds as a list: searched, narrowed, sorted. They are few: all are read, then sifted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.states import RoundState
from questionari.store import rounds as store
from questionari.store.models.rounds import Round
from questionari.usecases import completion
from questionari.usecases.completion import RoundLine
from questionari.usecases.rounds.basics import RUNNING
from questionari.usecases.rounds.timeline import Moment, planned

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class RoundInList:
    """A round in the list of all rounds. ``coming``: the days of its calendar after today, in order."""

    line: RoundLine
    is_test: bool
    pilot: bool
    questionnaire: str
    asked: int
    answered: int
    signed: bool
    coming: tuple[Moment, ...]

    @property
    def missing(self) -> int:
        """Services that have not answered."""
        return self.asked - self.answered


@dataclass(frozen=True, slots=True)
class RoundFilter:
    """What is asked of the list; unknown values count as blank."""

    search: str = ""
    state: str = ""
    kind: str = ""  # "vere", "prova"
    sort: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class RoundList:
    """One page of the list."""

    lines: tuple[RoundInList, ...]
    total: int
    page: int
    pages: int


Keep = Callable[[RoundInList, date], bool]
#: state in the address -> which rounds it lets through
STATES: Mapping[str, Keep] = {
    "in-corso": lambda found, _: found.line.state in RUNNING,
    "bozza": lambda found, _: found.line.state is RoundState.DRAFT,
    "bozza-in-ritardo": lambda found, today: found.line.state is RoundState.DRAFT and found.line.opens < today,
    "da-firmare": lambda found, _: found.line.state is RoundState.CLOSED and not found.signed,
    "chiusa": lambda found, _: found.line.state is RoundState.CLOSED,
    "archiviata": lambda found, _: found.line.state is RoundState.ARCHIVED,
}
KINDS: Mapping[str, bool] = {"vere": False, "prova": True}
SORTS: Mapping[str, Callable[[RoundInList], tuple[object, ...]]] = {
    "scadenza": lambda found: (found.line.deadline, found.line.code),
    "titolo": lambda found: (found.line.title.lower(), found.line.code),
    "risposte": lambda found: (found.answered / (found.asked or 1), found.line.code),
}


def list_rounds(session: Session, now: datetime) -> tuple[RoundInList, ...]:
    """Every round, the latest first."""
    found = store.all_rounds(session)
    return tuple(_in_list(row, f"{code}@{version}", counts, now) for row, code, version, *counts in found)


def _in_list(row: Round, name: str, counts: Sequence[int], now: datetime) -> RoundInList:
    today = local_day(now)
    coming = [moment for moment in planned(row, today) if moment.day > today]
    order = tuple(sorted(coming, key=lambda moment: moment.day))
    asked, answered = counts
    line = completion.line(row, now)
    return RoundInList(line, row.is_test, row.pilot, name, asked, answered, row.closed_at is not None, order)


def sift(found: Sequence[RoundInList], asked: RoundFilter, today: date, size: int = PAGE_SIZE) -> RoundList:
    """A page of the rounds that a filter lets through."""
    kept = [one for one in found if _wanted(one, asked, today)]
    if asked.sort in SORTS:
        kept.sort(key=SORTS[asked.sort])
    pages = max(1, -(-len(kept) // size))
    page = min(max(1, asked.page), pages)
    return RoundList(tuple(kept[(page - 1) * size : page * size]), len(kept), page, pages)


def _wanted(found: RoundInList, asked: RoundFilter, today: date) -> bool:
    words = asked.search[:100].lower().split()
    named = f"{found.line.title} {found.line.code} {found.questionnaire}".lower()
    keep = STATES.get(asked.state)
    kind = KINDS.get(asked.kind)
    return all(word in named for word in words) and (not keep or keep(found, today)) and kind in (None, found.is_test)
