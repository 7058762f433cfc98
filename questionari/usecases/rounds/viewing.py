"""The page of a round: its calendar, what it is made of, the list of those who were asked."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.calendar import reminder_days
from questionari.engine.states import Delivery, Disposition, ResponseState
from questionari.mail.messages import kind_of
from questionari.store import completion as follow_store, rounds as store
from questionari.store.models.rounds import Round
from questionari.store.paging import LARGE, Turn as Turn, turn_to  # the pages name a turn
from questionari.usecases import completion, questionnaires
from questionari.usecases.census import vocabulary
from questionari.usecases.completion import ANSWERED, SENT_ONCE, RoundLine, last_day
from questionari.usecases.rounds.basics import get_round, round_of_code
from questionari.usecases.rounds.drafting import RoundForm
from questionari.usecases.rounds.opening import FROZEN
from questionari.usecases.rounds.recipients import REASONS, address_fault
from questionari.usecases.rounds.sending import DONE
from questionari.usecases.rounds.status import label_of_states, states_of_label
from questionari.usecases.rounds.stops import Stop, stops_of

FIRST = Turn()
KIND_NAMES: Mapping[str, str] = {"reminder_1": "Primo sollecito", "reminder_2": "Secondo sollecito"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the timeline. ``done`` also of days gone by."""

    day: date
    text: str
    done: bool


@dataclass(frozen=True, slots=True)
class RoundHead:
    """What every page of a round shows."""

    id: uuid.UUID
    line: RoundLine
    is_test: bool
    test_recipient: str
    questionnaire: str
    questionnaire_title: str
    stopped_at: datetime | None
    stops: tuple[Stop, ...]
    unfinished: bool
    signed_at: datetime | None
    closing: Mapping[str, Any] | None
    timeline: tuple[Moment, ...]


def head(session: Session, now: datetime, code: str) -> RoundHead:
    """The head of a round's pages. Raises NotFound."""
    row = round_of_code(session, code)
    version = next(v for v in questionnaires.list_published(session) if v.sha256 == row.questionnaire_sha256)
    return RoundHead(
        row.id,
        completion.line(row, now),
        row.is_test,
        str(row.selection.get("test_recipient") or ""),
        version.name,
        version.title,
        row.sends_stopped_at,
        stops_of(session, row),
        FROZEN in row.selection,
        row.closed_at,
        row.closing,
        tuple(_timeline(row, local_day(now))),
    )


def _timeline(row: Round, today: date) -> list[Moment]:
    opens, deadline, closes = local_day(row.opens_at), last_day(row.deadline_at), last_day(row.closes_at)
    sent = row.selection.get(DONE, {})
    moments = [(opens, "Apertura"), (deadline, "Scadenza"), (closes, "Chiusura della compilazione")]
    first = last_day(row.first_deadline_at)
    if first < deadline:
        moments.append((first, "Prima scadenza, poi prorogata"))
    planned = reminder_days(opens, deadline, closes)
    moments += [(day, KIND_NAMES[kind]) for kind, day in planned.items() if kind not in sent]
    done = [Moment(date.fromisoformat(day), f"{KIND_NAMES[kind]} inviato", True) for kind, day in sent.items()]
    return sorted([*done, *(Moment(day, text, day < today) for day, text in moments)], key=lambda m: m.day)


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """One unit asked. ``trouble``: why it cannot be written to, or "". ``response_id``: a submitted response."""

    id: uuid.UUID
    code: str
    name: str
    type_code: str
    type_name: str
    label: str
    tone: str
    progress: int
    email: str
    trouble: str
    revoked: bool
    disposition: str
    disposition_reason: str
    own_deadline: date | None
    response_id: uuid.UUID | None
    answered: bool
    reopenable: bool


@dataclass(frozen=True, slots=True)
class InvitationFilter:
    """What is asked of the list of a round; unknown values give nothing."""

    label: str = ""
    type_code: str = ""
    atr_code: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same for the database."""
        asked = (
            (self.label, store.in_states(states_of_label(self.label))),
            (self.type_code, store.of_type(self.type_code)),
            (self.atr_code, store.in_territory(self.atr_code)),
        )
        return [condition for value, condition in asked if value]


@dataclass(frozen=True, slots=True)
class InvitationList:
    """One page of the list of a round. ``total`` of the whole; ``earlier``, ``later``: are there pages on that side."""

    lines: tuple[InvitationLine, ...]
    total: int
    earlier: bool
    later: bool


def list_invitations(
    session: Session, round_id: uuid.UUID, total: int, asked: InvitationFilter, turn: Turn = FIRST
) -> InvitationList:
    """A page of the units asked in a round that a filter lets through, by name; ``total`` is how many these are."""
    row = get_round(session, round_id)
    chosen = follow_store.asked(round_id, None, *asked.conditions())
    sheet = turn_to(session, turn, chosen, follow_store.place_known(round_id, None), total > LARGE)
    lines = tuple(_line(row, found) for found in store.invitations(session, round_id, store.of_units(sheet.ids)))
    return InvitationList(lines, total, sheet.earlier, sheet.later)


def one_invitation(session: Session, round_id: uuid.UUID, invitation_id: uuid.UUID) -> InvitationLine | None:
    """One line of the list, None when the round has no such invitation."""
    row = get_round(session, round_id)
    found = store.invitations(session, round_id, store.is_invitation(invitation_id))
    return _line(row, found[0]) if found else None


def _line(row: Round, found: store.Line) -> InvitationLine:
    invitation, unit, contact = found[0], found[1], found[2]
    response = ResponseState(found.state) if found.state else ResponseState.NOT_STARTED
    disposition = Disposition(invitation.disposition)
    fault = address_fault(row, contact)
    percent = round(100 * found.answered / found.required) if found.required else 0
    return InvitationLine(
        id=invitation.id,
        code=unit.code,
        name=unit.name,
        type_code=invitation.type_code,
        type_name=vocabulary.types().get(invitation.type_code, invitation.type_code),
        label=label_of_states(invitation.delivery, found.state, disposition),
        tone=completion.tone(Delivery(invitation.delivery), response, disposition),
        progress=100 if response in ANSWERED else percent,
        email=contact.email if contact else "",
        trouble=REASONS[fault] if fault else "",
        revoked=invitation.revoked_at is not None,
        disposition=disposition,
        disposition_reason=invitation.disposition_reason,
        own_deadline=last_day(invitation.deadline_at) if invitation.deadline_at else None,
        response_id=found[3] if response in SENT_ONCE else None,
        answered=response in SENT_ONCE,
        reopenable=response in ANSWERED,
    )


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message to the unit; never its body."""

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
            kind_of(row.kind).title,
            row.recipient,
            row.state,
            row.created_at,
            row.sent_at,
            row.reason or row.last_text or "",
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
    values["test_recipient"] = row.selection.get("test_recipient") or ""
    chosen = {name: tuple(row.selection.get(name, ())) for name in ("atrs", "types", "units")}
    return RoundForm(values, **chosen, is_test=row.is_test, texts=row.texts)
