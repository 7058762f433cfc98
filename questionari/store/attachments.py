"""Sealed files of a response. A draft's file goes with its answer; one that was submitted stays with the submission."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from questionari.store.models.responses import Attachment
from questionari.store.sealing import seal, unseal


def _place(response_id: uuid.UUID, file_id: uuid.UUID) -> str:
    return f"attachment:{response_id}:{file_id}"


def add(
    session: Session, response_id: uuid.UUID, code: str, file_id: uuid.UUID, content: bytes, key: bytes, now: datetime
) -> None:
    """Keep a file, sealed with the response's key."""
    sealed = seal(key, content, _place(response_id, file_id))
    size = len(content)
    session.add(
        Attachment(id=file_id, response_id=response_id, code=code, size=size, kept=False, sealed=sealed, saved_at=now)
    )
    session.flush()


def content(session: Session, response_id: uuid.UUID, file_id: uuid.UUID, key: bytes) -> bytes | None:
    """A file in clear; None where it is not there. Raises WrongKey."""
    own = (Attachment.id == file_id, Attachment.response_id == response_id)
    sealed = session.scalar(select(Attachment.sealed).where(*own))
    return None if sealed is None else unseal(key, sealed, _place(response_id, file_id))


def total(session: Session, response_id: uuid.UUID) -> int:
    """Bytes of all files of a response."""
    return session.scalar(select(func.sum(Attachment.size)).where(Attachment.response_id == response_id)) or 0


def drop_drafts(
    session: Session, response_id: uuid.UUID, but: Collection[uuid.UUID] = (), code: str | None = None
) -> None:
    """Delete the files that were never submitted, of one question or of all, but those that still answer."""
    own = [Attachment.response_id == response_id, Attachment.kept.is_(False), Attachment.id.not_in(but)]
    own += [Attachment.code == code] if code is not None else []
    session.execute(delete(Attachment).where(*own))


def keep(session: Session, response_id: uuid.UUID, files: Collection[uuid.UUID]) -> None:
    """From now on these are part of a submission."""
    own = (Attachment.response_id == response_id, Attachment.id.in_(files))
    session.execute(update(Attachment).where(*own).values(kept=True))


def drop(session: Session, response_id: uuid.UUID, file_id: uuid.UUID) -> None:
    """Delete one, submitted or not."""
    session.execute(delete(Attachment).where(Attachment.response_id == response_id, Attachment.id == file_id))


def all_of(session: Session, response_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """Id and question of each file."""
    rows = session.execute(select(Attachment.id, Attachment.code).where(Attachment.response_id == response_id))
    return [(row.id, row.code) for row in rows]


def reseal(session: Session, response_id: uuid.UUID, file_id: uuid.UUID, old: bytes, new: bytes) -> None:
    """The same file under another key."""
    plain = content(session, response_id, file_id, old)
    if plain is not None:
        sealed = seal(new, plain, _place(response_id, file_id))
        session.execute(update(Attachment).where(Attachment.id == file_id).values(sealed=sealed))
