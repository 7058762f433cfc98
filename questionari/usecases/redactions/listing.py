"""What was erased, as staff and the service itself see it. Never what it said."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.store import redactions as store
from questionari.store.models.redactions import Redaction
from questionari.usecases.redactions.words import ROLES

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class RedactionLine:
    """One erasure. ``ready``: its certificate is signed."""

    code: str
    at: datetime
    round: str
    service: str
    record: int
    question: str
    by: str
    copies: int  # of datasets that were taken away before
    ready: bool


@dataclass(frozen=True, slots=True)
class RedactionList:
    """One page of them, the newest first."""

    lines: tuple[RedactionLine, ...]
    total: int
    page: int
    pages: int


def list_redactions(session: Session, page: int = 1) -> RedactionList:
    """Every erasure."""
    total = store.count(session)
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(1, page), pages)
    rows = store.latest(session, (shown - 1) * PAGE_SIZE, PAGE_SIZE)
    return RedactionList(tuple(map(_line, rows)), total, shown, pages)


def of_response(session: Session, response_id: uuid.UUID) -> tuple[RedactionLine, ...]:
    """Those of one response."""
    return tuple(map(_line, store.of_response(session, response_id)))


def _line(row: Redaction) -> RedactionLine:
    facts = row.facts
    return RedactionLine(
        row.code,
        row.at,
        facts["round"],
        facts["service"],
        facts["record"],
        row.question,
        ROLES[row.actor_kind],
        facts["copies"]["taken"],
        row.statement is not None,
    )
