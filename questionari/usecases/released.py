"""What a correction changes in data already released: the datasets that hold the response as it was sent before."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.store import released as store
from questionari.store.models.messages import ExportRequest
from questionari.usecases.exports import FORMATS

Span = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Released:
    """A dataset that holds a response. ``downloads`` None: it was made by command line, and is out already."""

    at: datetime
    form: str
    downloads: int | None
    superseded: datetime | None = None


def released_with(session: Session, response_id: uuid.UUID) -> tuple[Released, ...]:
    """The datasets that hold a response, the latest first: still to be had, or downloaded, or made by command line.

    Which responses a file holds is not kept: it holds those that stood as sent at some time while it was made.
    """
    spans, held = store.spans(session, response_id), _held(session, response_id)
    counted = store.downloads(session, [row.id for row in held]) if held else {}
    files = [
        Released(row.created_at, FORMATS.get(row.format, row.format), number, row.superseded_at)
        for row in held
        if (number := counted.get(str(row.id), 0)) or row.file_name is not None
    ]
    lines = [Released(at, "", None) for at in store.by_command(session, response_id) if _stood(spans, at, at)]
    return tuple(sorted((*files, *lines), key=lambda one: one.at, reverse=True))


def supersede(session: Session, now: datetime, response_id: uuid.UUID) -> None:
    """A corrected response has been sent: mark the datasets that hold it as it was before."""
    for row in _held(session, response_id, before=now):
        row.superseded_at = now


def _held(session: Session, response_id: uuid.UUID, before: datetime | None = None) -> Sequence[ExportRequest]:
    """The datasets made, at least in part, while a submission stood; ``before``: one sent earlier than that."""
    spans = [span for span in store.spans(session, response_id) if before is None or span[0] < before]
    rows = store.made_for(session, response_id)
    return [row for row in rows if _stood(spans, row.created_at, row.ended_at)]


def _stood(spans: Sequence[Span], begun: datetime, ended: datetime | None) -> bool:
    return any((until is None or begun <= until) and (ended is None or sent <= ended) for sent, until in spans)
