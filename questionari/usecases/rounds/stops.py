"""What holds messages back now: the stop of everything, the stop of one round."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.store import rounds as store
from questionari.store.models.rounds import Round
from questionari.usecases.rounds.changing import sends_stopped


@dataclass(frozen=True, slots=True)
class Stop:
    """Sends stopped since an instant: of a round, or with a blank code of everything."""

    since: datetime
    code: str = ""
    title: str = ""
    round_id: uuid.UUID | None = None


def stops(session: Session) -> tuple[Stop, ...]:
    """Every stop there is now, that of everything first."""
    return stops_since(sends_stopped(session), store.launched(session))


def stops_of(session: Session, row: Round) -> tuple[Stop, ...]:
    """The stops that hold back the mail of one round."""
    return stops_since(sends_stopped(session), [row])


def stops_since(everything: datetime | None, rows: Iterable[Round]) -> tuple[Stop, ...]:
    """The stops of rounds, and that of everything since an instant, as it was read already."""
    first = (Stop(everything),) if everything else ()
    return (*first, *(Stop(row.sends_stopped_at, row.code, row.title, row.id) for row in rows if row.sends_stopped_at))
