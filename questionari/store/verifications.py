"""Queries on what staff say of a pair of records in parts. They never commit."""

import json
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questionari.store.models.responses import Response
from questionari.store.models.verifications import RecordVerification
from questionari.store.sealing import seal, unseal


def known(session: Session, response_id: uuid.UUID) -> RecordVerification | None:
    """What was said of the pair that a first part begins."""
    return session.get(RecordVerification, response_id, populate_existing=True)


def days_of(session: Session, invitation_id: uuid.UUID) -> Mapping[uuid.UUID, datetime]:
    """Of the first parts of a service: when staff last said something."""
    query = select(RecordVerification.response_id, RecordVerification.saved_at).join(
        Response, Response.id == RecordVerification.response_id
    )
    return dict(session.execute(query.where(Response.invitation_id == invitation_id)).all())


def opened(key: bytes, response_id: uuid.UUID, sealed: bytes | None) -> dict[str, Any]:
    """Answers or texts by question, as JSON; none where nothing is kept. Raises WrongKey."""
    if sealed is None:
        return {}
    content: dict[str, Any] = json.loads(unseal(key, sealed, place(response_id)))
    return content


def sealed(key: bytes, response_id: uuid.UUID, content: Mapping[str, Any]) -> bytes | None:
    """The same, sealed with the key of the first part; None where there is nothing."""
    return seal(key, json.dumps(content).encode(), place(response_id)) if content else None


def reseal(
    session: Session, response_id: uuid.UUID, old: bytes, new: bytes, erased: Collection[str], quoted: bool
) -> None:
    """Under another key, without what is erased; ``quoted``: what was typed freely may repeat it, and goes."""
    row = known(session, response_id)
    if row is None:
        return
    kept = {c: data for c, data in opened(old, response_id, row.answers).items() if c not in erased}
    row.answers = seal(new, json.dumps(kept).encode(), place(response_id))
    row.texts = None if quoted else sealed(new, response_id, opened(old, response_id, row.texts))


def forget_texts(session: Session, response_id: uuid.UUID) -> None:
    """Forget what was typed freely about a pair."""
    own = update(RecordVerification).where(RecordVerification.response_id == response_id)
    session.execute(own.values(texts=None))


def place(response_id: uuid.UUID) -> str:
    """What the sealed values of a pair are bound to."""
    return f"record_verification:{response_id}"
