"""The services asked in a round as a list: searched, narrowed, sorted, a page at a time."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.states import MODE_LABELS, Delivery, Disposition, Mode, ResponseState
from questionari.store import completion as follow_store, rounds as store
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.paging import LARGE, Turn as Turn, sorted_page, turn_to  # the pages name a turn
from questionari.usecases import completion
from questionari.usecases.census import vocabulary
from questionari.usecases.completion import ANSWERED, SENT_ONCE, last_day
from questionari.usecases.rounds.basics import get_round
from questionari.usecases.rounds.recipients import REASONS, address_fault
from questionari.usecases.rounds.status import RoundStatus, label_of_states, states_of_label

FIRST = Turn()
_SHARE = func.coalesce(Response.answered, 0) * 1.0 / func.coalesce(func.nullif(Response.required, 0), 1)
#: Orders besides that by name, which has pages of its own.
SORTS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "invio": (Response.submitted_at.is_(None), Response.submitted_at.desc()),
    "avanzamento": (_SHARE.desc(),),
    "indietro": (_SHARE.asc(),),
}
#: Views that cut across states -> their names in `store.completion.WANTED`.
VIEWS: Mapping[str, str] = {"mancanti": "missing", "risposte": "answered", "recapito": "no_address"}


@dataclass(frozen=True, slots=True)
class Promised:
    """By when a unit will answer, when that was recorded, and by whom."""

    day: date
    at: datetime | None
    by: str


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
    own_deadline: date | None
    promised: Promised | None
    response_id: uuid.UUID | None
    answered: bool
    reopenable: bool
    submitted: date | None
    records: int | None  # of a list of records …
    sent_records: int  # … those sent
    mode: str  # how the answers came in, where not from the service alone; else ""
    enterable: bool  # whether staff may enter answers on its behalf: it has written none


@dataclass(frozen=True, slots=True)
class InvitationFilter:
    """What is asked of the list of a round; unknown values give nothing, an unknown order is that by name."""

    label: str = ""
    type_code: str = ""
    atr_code: str = ""
    search: str = ""
    view: str = ""
    sort: str = ""
    page: int = 1

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same for the database."""
        asked = (
            (self.label, store.in_states(states_of_label(self.label))),
            (self.type_code, store.of_type(self.type_code)),
            (self.atr_code, store.in_territory(self.atr_code)),
            (self.view in VIEWS, follow_store.WANTED[VIEWS.get(self.view, "")]),
            (self.search.strip(), follow_store.named_like(self.search)),
        )
        return [condition for value, condition in asked if value]


@dataclass(frozen=True, slots=True)
class InvitationList:
    """A page of the list of a round. ``total`` of the whole. By name it is turned (``earlier``, ``later``: are there
    pages on that side), else it has a number (``page`` of ``pages``)."""

    lines: tuple[InvitationLine, ...]
    total: int
    earlier: bool = False
    later: bool = False
    page: int = 1
    pages: int = 1


def list_invitations(
    session: Session, counts: RoundStatus, asked: InvitationFilter, turn: Turn = FIRST
) -> InvitationList:
    """A page of the units asked in a round that a filter lets through."""
    row = get_round(session, counts.line.id)
    chosen = follow_store.asked(row.id, None, *asked.conditions())
    total = _total(session, counts, asked)
    if asked.sort in SORTS:
        ids, page, pages = sorted_page(session, chosen, SORTS[asked.sort], total, asked.page)
        place = {unit_id: number for number, unit_id in enumerate(ids)}
        found = sorted(_rows(session, row, ids), key=lambda one: place[one[1].id])
        return InvitationList(tuple(_line(row, one) for one in found), total, page=page, pages=pages)
    sheet = turn_to(session, turn, chosen, follow_store.place_known(row.id, None), total > LARGE)
    return InvitationList(
        tuple(_line(row, one) for one in _rows(session, row, sheet.ids)), total, sheet.earlier, sheet.later
    )


def _rows(session: Session, row: Round, unit_ids: tuple[uuid.UUID, ...]) -> list[store.Line]:
    return list(store.invitations(session, row.id, store.of_units(unit_ids)))


def _total(session: Session, counts: RoundStatus, asked: InvitationFilter) -> int:
    """How many a filter lets through: known from the counts of the page, but for what they do not tell apart."""
    if not asked.search.strip() and asked.view not in VIEWS:
        return counts.matching(asked.label, asked.type_code, asked.atr_code)
    return follow_store.how_many(session, follow_store.asked(counts.line.id, None, *asked.conditions()))


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
    return InvitationLine(
        id=invitation.id,
        code=unit.code,
        name=unit.name,
        type_code=invitation.type_code,
        type_name=vocabulary.types().get(invitation.type_code, invitation.type_code),
        label=label_of_states(invitation.delivery, found.shown, disposition),
        tone=completion.tone(Delivery(invitation.delivery), response, disposition),
        progress=100 if response in ANSWERED else _percent(found),
        email=contact.email if contact else "",
        trouble=REASONS[fault] if fault else "",
        revoked=invitation.revoked_at is not None,
        disposition=disposition,
        own_deadline=last_day(invitation.deadline_at) if invitation.deadline_at else None,
        promised=_promised(invitation),
        response_id=found[3] if response in SENT_ONCE and found.has_document else None,
        answered=response in SENT_ONCE,
        reopenable=response in ANSWERED,
        submitted=local_day(found.submitted_at) if found.submitted_at else None,
        records=found.records,
        sent_records=found.answered,
        mode="" if found.mode in (None, Mode.WEB) else MODE_LABELS[Mode(found.mode)],
        enterable=found.records is not None or found.entered_by is not None or found.saved_at is None,
    )


def _percent(found: store.Line) -> int:
    return round(100 * found.answered / found.required) if found.required else 0


def _promised(invitation: Invitation) -> Promised | None:
    day = invitation.promised_on
    return Promised(day, invitation.promised_at, invitation.promised_by or "") if day else None
