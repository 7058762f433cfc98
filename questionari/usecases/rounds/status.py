"""What became of a round: counts by territory, type and state, from one grouped query."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product

from sqlalchemy.orm import Session

from questionari.engine import states
from questionari.engine.states import Delivery, Disposition, ResponseState
from questionari.store import census, rounds as store
from questionari.store.models.rounds import Round
from questionari.usecases import completion
from questionari.usecases.completion import RoundLine, Tally
from questionari.usecases.kept import LARGE, Kept
from questionari.usecases.rounds.basics import get_round


@dataclass(frozen=True, slots=True)
class Group:
    """Units that are alike in what the list of a round may be narrowed to."""

    label: str
    type_code: str
    atrs: tuple[str, ...]
    units: int


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
    groups: tuple[Group, ...]
    counted_at: datetime

    @property
    def kept(self) -> bool:
        """Whether the counts may be a minute old: the page then says of when they are."""
        return self.total.asked > LARGE

    def matching(self, label: str = "", type_code: str = "", atr_code: str = "") -> int:
        """How many units have that state, type and territory; "" is any."""
        return sum(
            one.units
            for one in self.groups
            if label in ("", one.label) and type_code in ("", one.type_code) and atr_code in ("", *one.atrs)
        )


_kept: Kept[RoundStatus] = Kept()


def status(session: Session, now: datetime, round_id: uuid.UUID) -> RoundStatus:
    """The counts of a round now; those of a large one may be a minute old."""
    row = get_round(session, round_id)
    found = _kept.get(
        round_id,
        now,
        lambda: count(session, now, row, store.counts(session, row.id)),
        lambda counted: counted.total.asked,
    )
    return replace(found, line=completion.line(row, now))


def count(session: Session, now: datetime, row: Round, rows: Sequence[store.Line]) -> RoundStatus:
    """The counts of a round made anew from its grouped rows."""
    groups = tuple(Group(label_of(one), one.type_code, tuple(one.atrs.split()), one.units) for one in rows)
    by_state: Counter[str] = Counter()
    for group in groups:
        by_state[group.label] += group.units
    types = sorted({group.type_code for group in groups})
    atrs = sorted({code for group in groups for code in group.atrs})
    return RoundStatus(
        completion.line(row, now),
        row.is_test,
        completion.tally("", rows),
        dict(sorted(by_state.items())),
        tuple(completion.tally(key, [line for line in rows if line.type_code == key]) for key in types),
        tuple(completion.tally(key, [line for line in rows if key in line.atrs.split()]) for key in atrs),
        {code: atr.name for code, atr in census.atrs_by_code(session, atrs).items()},
        groups,
        now,
    )


def label_of(line: store.Line) -> str:
    """The Italian state of a row that has delivery, state and disposition."""
    return label_of_states(line.delivery, line.state, line.disposition)


def label_of_states(delivery: str, response: str | None, disposition: str) -> str:
    """The Italian state from the three stored ones; no response yet is None."""
    answer = ResponseState(response) if response else ResponseState.NOT_STARTED
    return states.label(Delivery(delivery), answer, Disposition(disposition))


def states_of_label(label: str) -> tuple[tuple[str, str, str], ...]:
    """Every (delivery, response, disposition) that is shown under that Italian state."""
    every = product(Delivery, ResponseState, Disposition)
    return tuple((str(d), str(r), str(x)) for d, r, x in every if states.label(d, r, x) == label)


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
