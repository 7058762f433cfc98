"""What became of a round: counts by territory, type and state, from one grouped query."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine import states
from questionari.engine.states import Delivery, Disposition, ResponseState
from questionari.store import census, rounds as store
from questionari.usecases import completion
from questionari.usecases.completion import RoundLine, Tally
from questionari.usecases.rounds.basics import get_round


@dataclass(frozen=True, slots=True)
class RoundStatus:
    """Counts of a round. A unit of two territories counts in each and once in the total. Keys are codes."""

    line: RoundLine
    is_test: bool
    total: Tally
    by_state: Mapping[str, int]
    by_type: tuple[Tally, ...]
    by_atr: tuple[Tally, ...]
    atr_names: Mapping[str, str]


def status(session: Session, now: datetime, round_id: uuid.UUID) -> RoundStatus:
    """The counts of a round now."""
    row = get_round(session, round_id)
    rows = store.counts(session, round_id)
    by_state: Counter[str] = Counter()
    for line in rows:
        by_state[label_of(line)] += line.units
    types = sorted({line.type_code for line in rows})
    atrs = sorted({code for line in rows for code in line.atrs.split()})
    names = census.atrs_by_code(session, atrs)
    return RoundStatus(
        completion.line(row, now),
        row.is_test,
        completion.tally("", rows),
        dict(sorted(by_state.items())),
        tuple(completion.tally(key, [line for line in rows if line.type_code == key]) for key in types),
        tuple(completion.tally(key, [line for line in rows if key in line.atrs.split()]) for key in atrs),
        {code: atr.name for code, atr in names.items()},
    )


def label_of(line: store.Line) -> str:
    """The Italian state of a row that has delivery, state and disposition."""
    return label_of_states(line.delivery, line.state, line.disposition)


def label_of_states(delivery: str, response: str | None, disposition: str) -> str:
    """The Italian state from the three stored ones; no response yet is None."""
    answer = ResponseState(response) if response else ResponseState.NOT_STARTED
    return states.label(Delivery(delivery), answer, Disposition(disposition))


@dataclass(frozen=True, slots=True)
class RoundInList:
    """A round in the list of all rounds."""

    line: RoundLine
    is_test: bool
    questionnaire: str
    asked: int
    answered: int


def list_rounds(session: Session, now: datetime) -> tuple[RoundInList, ...]:
    """Every round, the latest first."""
    return tuple(
        RoundInList(completion.line(row, now), row.is_test, f"{code}@{version}", asked, answered)
        for row, code, version, asked, answered in store.all_rounds(session)
    )


def as_json(found: RoundStatus) -> Mapping[str, object]:
    """The shape of `flask round status --format json`."""
    line = found.line
    return {
        "code": line.code,
        "title": line.title,
        "state": line.state,
        "test": found.is_test,
        "deadline": line.deadline,
        "closes": line.closes,
        "total": _tally_json(found.total),
        "by_state": found.by_state,
        "by_type": _tallies_json(found.by_type),
        "by_atr": _tallies_json(found.by_atr),
    }


def _tallies_json(tallies: Iterable[Tally]) -> dict[str, Mapping[str, int]]:
    return {tally.key: _tally_json(tally) for tally in tallies}


def _tally_json(tally: Tally) -> Mapping[str, int]:
    names = ("asked", "answered", "begun", "disposed", "no_address", "rate")
    return {name: getattr(tally, name) for name in names}
