"""The wrapped keys of responses, which stand apart from the answers (models.responses.ResponseKey). Never commits."""

import uuid
from typing import Any

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from questionari.store.models.responses import Response, ResponseKey
from questionari.store.sealing import DataKey


def wrapped(of: Any = Response) -> ColumnElement[Any]:
    """The wrapped key as a column of a statement on responses.

    Not of one that locks them: what waited for a lock would find the new answers and the key of before (`of`).
    """
    return _column(ResponseKey.wrapped, of)


def wrapped_by(of: Any = Response) -> ColumnElement[Any]:
    """The version of the instance's key that wraps it, likewise."""
    return _column(ResponseKey.version, of)


def _column(wanted: InstrumentedAttribute[Any], of: Any) -> ColumnElement[Any]:
    own: Select[Any] = select(wanted).where(ResponseKey.response_id == of.id)
    return own.correlate(of).scalar_subquery()


def of(session: Session, response_id: uuid.UUID) -> tuple[bytes, int]:
    """(wrapped key, version of the instance's key) of a response whose row is locked, as it stands now."""
    query = select(ResponseKey.wrapped, ResponseKey.version).where(ResponseKey.response_id == response_id)
    row = session.execute(query).one()
    return row.wrapped, row.version


def add(session: Session, response_id: uuid.UUID, key: DataKey) -> None:
    """The first key of a response."""
    session.add(ResponseKey(response_id=response_id, key_id=key.id, wrapped=key.wrapped, version=key.version))
    session.flush()


def replace(session: Session, response_id: uuid.UUID, key: DataKey) -> None:
    """Another key in the place of the one there was, which is gone."""
    own = ResponseKey.response_id == response_id
    values = {"key_id": key.id, "wrapped": key.wrapped, "version": key.version}
    session.execute(update(ResponseKey).where(own).values(values))
    session.execute(update(Response).where(Response.id == response_id).values(key_id=key.id))
