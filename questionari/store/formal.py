"""Letters to territories for the Department's register. Nothing here commits."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from questionari.store.models.census import Atr
from questionari.store.models.formal import FormalLetter
from questionari.store.models.rounds import Round

Line = tuple[FormalLetter, Atr, Round]
MOST = 20  # letters that a search shows


def lines(session: Session, *wanted: ColumnElement[bool], most: int | None = None) -> Sequence[Line]:
    """(letter, territory, round), the latest first."""
    query = (
        select(FormalLetter, Atr, Round)
        .join(Atr, Atr.id == FormalLetter.atr_id)
        .join(Round, Round.id == FormalLetter.round_id)
        .where(*wanted)
        .order_by(FormalLetter.made_at.desc(), FormalLetter.id.desc())
        .limit(most)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def of_round(session: Session, round_id: uuid.UUID) -> Sequence[Line]:
    """Those of a round."""
    return lines(session, FormalLetter.round_id == round_id)


def one(session: Session, round_id: uuid.UUID, letter_id: uuid.UUID) -> Line | None:
    """One of a round; None where it is of another, or none."""
    return next(iter(lines(session, FormalLetter.round_id == round_id, FormalLetter.id == letter_id)), None)


def numbered(session: Session, text: str) -> Sequence[Line]:
    """Those whose number in the register has that text in it."""
    return lines(session, FormalLetter.protocol_number.icontains(text, autoescape=True), most=MOST)


def latest(session: Session, round_id: uuid.UUID, atr_id: uuid.UUID) -> FormalLetter | None:
    """The last one made for a territory in a round."""
    own = (FormalLetter.round_id == round_id, FormalLetter.atr_id == atr_id)
    query = select(FormalLetter).where(*own).order_by(FormalLetter.made_at.desc(), FormalLetter.id.desc())
    return session.scalars(query.limit(1)).first()


def held(session: Session, letter_id: uuid.UUID) -> FormalLetter | None:
    """One, locked, as the database has it now."""
    return session.get(FormalLetter, letter_id, with_for_update=True, populate_existing=True)
