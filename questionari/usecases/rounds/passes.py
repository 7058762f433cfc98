"""First parts of records and the parts that follow them, as staff see them: states and days, never an answer."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.roles import parts
from questionari.store import passing as store
from questionari.store.models.rounds import Round
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.pairing import LATE_AFTER
from questionari.usecases.rounds.basics import get_round


@dataclass(frozen=True, slots=True)
class Passes:
    """Of a round in parts: first parts that another is to follow, those followed, those waited for too long."""

    awaited: int
    followed: int
    late: int
    days: int  # from which on it is too long


def passes(session: Session, now: datetime, row: Round) -> Passes | None:
    """The counts of a round; None where its questionnaire has no parts."""
    if parts(definition_of(session, row.questionnaire_sha256)) is None:
        return None
    return Passes(*store.counts(session, row.id, now - LATE_AFTER), LATE_AFTER.days)


@dataclass(frozen=True, slots=True)
class Taken:
    """Of a round in parts: the pairs whose second part services of some territories have begun, and of these sent.

    Which territory a pair that nobody has taken was meant for, an answer says: it is told to no territory.
    """

    begun: int
    sent: int


def taken_within(session: Session, round_id: uuid.UUID, atr_ids: Sequence[uuid.UUID]) -> Taken | None:
    """The pairs of some territories; None where the questionnaire of the round has no parts."""
    row = get_round(session, round_id)
    if parts(definition_of(session, row.questionnaire_sha256)) is None:
        return None
    return Taken(*store.taken(session, round_id, atr_ids))


def follow_ups(session: Session, now: datetime, invitation_id: uuid.UUID) -> Mapping[uuid.UUID, str]:
    """Of the first parts of a service: what became of the part that follows, in words."""
    return {pair.first_id: _words(pair, now) for pair in store.pairs_of(session, invitation_id)}


def _words(pair: store.Pair, now: datetime) -> str:
    if pair.sent_at is not None:
        return f"seconda parte inviata il {local_day(pair.sent_at):%d/%m/%Y} da {pair.service}"
    waited = now - pair.first_sent_at
    how_long = f", da {waited.days} giorni" if waited > LATE_AFTER else ""
    where = f"in compilazione presso {pair.service}" if pair.service else "non ancora aperta"
    return f"seconda parte {where}{how_long}"
