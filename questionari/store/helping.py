"""Queries on help threads. They never commit."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from questionari.store.models.census import Unit
from questionari.store.models.helping import HelpMessage, HelpThread
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.rounds import Line
from questionari.store.sealing import seal, unseal
from questionari.store.types import new_id

RESPONDENT = "respondent"
WHOLE = ""  # the code of the thread about a response that was sent: what is to be corrected
WAITS = HelpThread.settled_at.is_(None)
#: How many threads wait for the staff, as a column of any statement.
WAITING = select(func.count()).select_from(HelpThread).where(WAITS).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Said:
    """A message in clear."""

    author: str
    at: datetime
    text: str
    value: str | None

    @property
    def asks(self) -> bool:
        """Whether the respondent wrote it."""
        return self.author == RESPONDENT


def thread(session: Session, response_id: uuid.UUID, code: str) -> HelpThread | None:
    """The thread of a question. Whoever writes to it holds the response: a page that reads waits for nobody."""
    own = (HelpThread.response_id == response_id, HelpThread.code == code)
    return session.scalars(select(HelpThread).where(*own)).first()


def lock(session: Session, thread_id: uuid.UUID) -> None:
    """One at a time from here on the response of a thread: neither its key nor the thread changes meanwhile."""
    own = select(HelpThread.response_id).where(HelpThread.id == thread_id).scalar_subquery()
    session.execute(select(Response.id).where(Response.id == own).with_for_update())


def count(session: Session, thread_id: uuid.UUID) -> int:
    """How many messages a thread has."""
    query = select(func.count()).select_from(HelpMessage).where(HelpMessage.thread_id == thread_id)
    return session.scalar(query) or 0


def of_response(session: Session, response_id: uuid.UUID) -> Sequence[tuple[str, datetime | None, datetime | None]]:
    """(question, answered at, settled at) of each thread of a response."""
    columns = (HelpThread.code, HelpThread.answered_at, HelpThread.settled_at)
    query = select(*columns).where(HelpThread.response_id == response_id).order_by(HelpThread.asked_at)
    return [(code, answered, settled) for code, answered, settled in session.execute(query)]


def threads_of(session: Session, response_id: uuid.UUID) -> Sequence[tuple[uuid.UUID, str]]:
    """(thread, question) of each thread of a response."""
    query = select(HelpThread.id, HelpThread.code).where(HelpThread.response_id == response_id)
    return [(thread_id, code) for thread_id, code in session.execute(query)]


def _place(thread_id: uuid.UUID, message_id: uuid.UUID) -> str:
    return f"help_message:{thread_id}:{message_id}"


def say(session: Session, key: bytes, now: datetime, row: HelpThread, author: str, content: Mapping[str, Any]) -> None:
    """Add a message."""
    message_id = new_id()
    sealed = seal(key, json.dumps(content, ensure_ascii=False).encode(), _place(row.id, message_id))
    session.add(HelpMessage(id=message_id, thread_id=row.id, author=author, sealed=sealed, at=now))


def messages(session: Session, key: bytes, thread_id: uuid.UUID) -> tuple[Said, ...]:
    """What was said, in order. Raises WrongKey."""
    rows = session.scalars(
        select(HelpMessage).where(HelpMessage.thread_id == thread_id).order_by(HelpMessage.at, HelpMessage.id)
    )
    return tuple(_opened(key, row) for row in rows)


def _opened(key: bytes, row: HelpMessage) -> Said:
    content = json.loads(unseal(key, row.sealed, _place(row.thread_id, row.id)))
    return Said(row.author, row.at, content["text"], content.get("value"))


def drop(session: Session, response_id: uuid.UUID, code: str | None = None) -> None:
    """Delete a thread with all that was said in it, or every thread of a response."""
    own = [HelpThread.response_id == response_id, *([HelpThread.code == code] if code is not None else [])]
    ids = select(HelpThread.id).where(*own)
    session.execute(delete(HelpMessage).where(HelpMessage.thread_id.in_(ids)))
    session.execute(delete(HelpThread).where(*own))


def settle(session: Session, response_id: uuid.UUID, code: str, now: datetime) -> None:
    """A thread that waits has got what it asked for."""
    own = (HelpThread.response_id == response_id, HelpThread.code == code, WAITS)
    session.execute(update(HelpThread).where(*own).values(settled_at=now))


def reseal(session: Session, response_id: uuid.UUID, old: bytes, new: bytes) -> None:
    """Every message of a response under another key."""
    query = select(HelpMessage).join(HelpThread, HelpThread.id == HelpMessage.thread_id)
    for row in session.scalars(query.where(HelpThread.response_id == response_id)):
        place = _place(row.thread_id, row.id)
        sealed = seal(new, unseal(old, row.sealed, place), place)
        session.execute(update(HelpMessage).where(HelpMessage.id == row.id).values(sealed=sealed))


def lines(session: Session, *wanted: ColumnElement[bool]) -> Sequence[Line]:
    """(thread, response, invitation, unit, round): what waits comes first, the longest waiting before."""
    query = (
        select(HelpThread, Response, Invitation, Unit, Round)
        .join(Response, Response.id == HelpThread.response_id)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Unit, Unit.id == Invitation.unit_id)
        .join(Round, Round.id == Invitation.round_id)
        .where(*wanted)
        .order_by(HelpThread.settled_at.is_not(None), HelpThread.asked_at, HelpThread.id)
    )
    return session.execute(query).all()


def lately(session: Session, response_id: uuid.UUID, since: datetime) -> int:
    """How many messages the respondent wrote since then."""
    query = select(func.count()).select_from(HelpMessage).join(HelpThread, HelpThread.id == HelpMessage.thread_id)
    own = (HelpThread.response_id == response_id, HelpMessage.author == RESPONDENT, HelpMessage.at > since)
    return session.scalar(query.where(*own)) or 0
