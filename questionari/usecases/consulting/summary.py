"""What a consultation leaves with the version it led to: questions, comments, answers, by kind of body; no name."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.store import consultations as store
from questionari.store.models.consultations import Consultation
from questionari.usecases import audit
from questionari.usecases.consulting import answering
from questionari.usecases.consulting.answering import OUTCOMES, ConsultationPage
from questionari.usecases.consulting.basics import last_day
from questionari.usecases.house import Actor, House


@dataclass(frozen=True, slots=True)
class Item:
    """A comment as it is published."""

    question: str
    text: str
    body: str
    comment: str
    outcome: str
    answer: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A consultation as it is published. ``bodies``: kind of body -> how many were asked."""

    opened: date
    until: date
    bodies: Mapping[str, int]
    items: tuple[Item, ...]


def hindrance(session: Session, draft_id: uuid.UUID) -> str:
    """Why a draft that was shown in a consultation cannot be published yet; "" when it can."""
    if store.going_on(session, draft_id) is not None:
        return "La consultazione su questa bozza non è chiusa: la chiuda prima di pubblicare."
    left = store.unanswered(session, draft_id)
    waits = "1 commento aspetta" if left == 1 else f"{left} commenti aspettano"
    return f"Nella consultazione {waits} una risposta: le risposte si pubblicano con la versione." if left else ""


def publish(session: Session, house: House, now: datetime, actor: Actor, draft_id: uuid.UUID, sha256: str) -> None:
    """Tie the consultations of a draft to the version it became, and erase what is not published of them."""
    for row in store.of_draft(session, draft_id):
        shown = answering.page(session, house, now, row.id)
        row.summary, row.published_sha256 = _frozen(row, shown), sha256
        ids = [line.guest.id for line in shown.guests]
        store.forget_links(session, ids)
        store.forget_comments(session, ids)
        audit.record(session, now, actor, "consultation.published", ("consultation", row.id), sha256=sha256)


def _frozen(row: Consultation, shown: ConsultationPage) -> dict[str, Any]:
    items = [
        {
            "question": about.code,
            "text": about.text,
            "body": comment.body,
            "comment": comment.wording or comment.text,
            "outcome": comment.outcome,
            "answer": comment.answer,
        }
        for about in shown.abouts
        for comment in about.comments
    ]
    bodies = Counter(line.guest.body for line in shown.guests)
    days = {"opened": local_day(row.opened_at).isoformat(), "until": last_day(row).isoformat()}
    return {**days, "bodies": dict(sorted(bodies.items())), "items": items}


def with_version(session: Session, sha256: str) -> Sequence[Summary]:
    """What was published with a version, in order of time."""
    return tuple(_summary(row.summary) for row in store.published_with(session, sha256) if row.summary)


def _summary(kept: Mapping[str, Any]) -> Summary:
    items = tuple(Item(**{**item, "outcome": OUTCOMES[item["outcome"]]}) for item in kept["items"])
    first, last = date.fromisoformat(kept["opened"]), date.fromisoformat(kept["until"])
    return Summary(first, last, kept["bodies"], items)
