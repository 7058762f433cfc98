"""What is sealed apart from the answers of a response: contact answers, who has compiled. Nothing here commits."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from questionari.store.models.responses import Compiler, ResponseContact
from questionari.store.sealing import seal, unseal


def contacts(session: Session, response_id: uuid.UUID, key: bytes) -> Mapping[str, Any]:
    """The answers of a submission that are contacts, as JSON: "answers", "aside". Raises WrongKey."""
    sealed = session.scalar(select(ResponseContact.sealed).where(ResponseContact.response_id == response_id))
    if sealed is None:
        return {"answers": {}, "aside": {}}
    content: Mapping[str, Any] = json.loads(unseal(key, sealed, f"response_contact:{response_id}"))
    return content


def said(session: Session, response_id: uuid.UUID, key: bytes) -> dict[str, str] | None:
    """ "name" and "role" in clear, None where nothing was said. Raises WrongKey."""
    row = session.get(Compiler, response_id)
    return None if row is None else _opened(key, row)


def keep(session: Session, response_id: uuid.UUID, key: bytes, content: Mapping[str, str], at: datetime) -> None:
    """What was said takes the place of what had been said."""
    sealed = seal(key, json.dumps(dict(content)).encode(), _place(response_id))
    session.merge(Compiler(response_id=response_id, sealed=sealed, said_at=at))


def forget(session: Session, response_id: uuid.UUID) -> None:
    """Nobody is named any more."""
    session.execute(delete(Compiler).where(Compiler.response_id == response_id))


def reseal(session: Session, response_id: uuid.UUID, old: bytes, new: bytes) -> None:
    """The names under another key."""
    row = session.get(Compiler, response_id)
    if row is not None:
        row.sealed = seal(new, json.dumps(_opened(old, row)).encode(), _place(response_id))


def _opened(key: bytes, row: Compiler) -> dict[str, str]:
    content: dict[str, str] = json.loads(unseal(key, row.sealed, _place(row.response_id)))
    return content


def _place(response_id: uuid.UUID) -> str:
    return f"compiler:{response_id}"
