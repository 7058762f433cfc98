"""The head of a round's pages, its texts as a form, the messages to one of its services."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.mail.messages import kind_of
from questionari.store import rounds as store
from questionari.usecases import completion, questionnaires
from questionari.usecases.completion import RoundLine, last_day
from questionari.usecases.house import NotFound
from questionari.usecases.mail_words import reason
from questionari.usecases.rounds import calendar, changing
from questionari.usecases.rounds.basics import get_round
from questionari.usecases.rounds.drafting import PREVIOUS, RoundForm
from questionari.usecases.rounds.opening import FROZEN
from questionari.usecases.rounds.sharing import FIRST
from questionari.usecases.rounds.stops import Stop, stops_since


@dataclass(frozen=True, slots=True)
class RoundHead:
    """What every page of a round shows."""

    id: uuid.UUID
    line: RoundLine
    is_test: bool
    pilot: bool
    test_recipient: str
    questionnaire: str
    questionnaire_title: str
    stopped_at: datetime | None
    stops: tuple[Stop, ...]
    unfinished: bool
    signed_at: datetime | None
    closing: Mapping[str, Any] | None
    shortening: changing.Bounds | None  # what an extension can be taken back to
    historic: bool  # made for responses of before
    thanks: bool  # whoever has answered is thanked after the closing


def head(session: Session, now: datetime, code: str) -> RoundHead:
    """The head of a round's pages. Raises NotFound."""
    return head_of(find(session, code), now)


def find(session: Session, code: str) -> store.Known:
    """The round behind a code. Raises NotFound."""
    found = store.known(session, code)
    if found is None:
        raise NotFound("tornata")
    return found


def head_of(found: store.Known, now: datetime) -> RoundHead:
    """The head of the pages of a round that was read already."""
    row = found.row
    return RoundHead(
        row.id,
        completion.line(row, now),
        row.is_test,
        row.pilot,
        str(row.selection.get("test_recipient") or ""),
        found.questionnaire,
        found.title,
        row.sends_stopped_at,
        stops_since(found.all_stopped_at, [row]),
        FROZEN in row.selection,
        row.closed_at,
        row.closing,
        changing.shortening(row, now),
        row.historic,
        calendar.thanks_day(row) is not None,
    )


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message to the unit; never its body."""

    id: uuid.UUID
    title: str
    recipient: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    why: str


def messages(session: Session, invitation_id: uuid.UUID) -> tuple[MessageView, ...]:
    """Every message of an invitation, the latest first."""
    return tuple(
        MessageView(
            row.id,
            kind_of(row.kind).title,
            row.recipient,
            row.state,
            row.created_at,
            row.sent_at,
            reason(row) or row.last_text or "",
        )
        for row in store.messages_of(session, invitation_id)
    )


def form_of(session: Session, round_id: uuid.UUID) -> RoundForm:
    """A round as the texts of its form."""
    row = get_round(session, round_id)
    version = next(v for v in questionnaires.list_published(session) if v.sha256 == row.questionnaire_sha256)
    days = {
        "period_start": row.period_start,
        "period_end": row.period_end,
        "opens": local_day(row.opens_at),
        "deadline": last_day(row.deadline_at),
        "closes": last_day(row.closes_at),
    }
    values = {"code": row.code, "title": row.title, "questionnaire": version.name}
    values |= {name: day.strftime("%d/%m/%Y") for name, day in days.items()}
    values |= calendar.as_typed(row)
    values["test_recipient"] = row.selection.get("test_recipient") or ""
    atrs, types, units, first = (tuple(row.selection.get(name, ())) for name in ("atrs", "types", "units", FIRST))
    previous = str(row.selection.get(PREVIOUS) or "")
    marks = {mark: getattr(row, mark) for mark in ("approval", "pilot", "approval_must", "compiler_must")}
    return RoundForm(values, atrs, types, units, first, row.rehearsal, row.texts, previous=previous, **marks)
