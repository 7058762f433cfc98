"""What a request knows of its case before it reads any answer: invitation, round and response in one row."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func

from questionari.store.models.delegations import Delegation
from questionari.store.models.handovers import Handover
from questionari.store.models.helping import HelpThread
from questionari.store.models.querying import ResponseQuery
from questionari.store.models.responses import Compiler, Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.places import WHOLE, address
from questionari.store.response_keys import wrapped, wrapped_by


@dataclass(frozen=True, slots=True)
class Header:
    """An invitation, its round and its response (None where nobody has entered yet). Instants are UTC."""

    invitation_id: uuid.UUID
    invited_as: str  # the invitation's public id
    unit_id: uuid.UUID
    contact_id: uuid.UUID | None
    census: Mapping[str, Any]
    disposition: str
    disposition_at: datetime | None
    own_deadline_at: datetime | None
    revoked_at: datetime | None
    verify_code: str
    round_id: uuid.UUID
    round_title: str
    questionnaire_sha256: str
    period_start: date
    period_end: date
    opens_at: datetime
    deadline_at: datetime
    closes_at: datetime
    stored_state: str
    is_test: bool  # it counts nowhere
    pilot: bool  # a test with real services, who are written to and may comment
    response_id: uuid.UUID | None
    state: str | None
    language: str | None
    page: str | None
    key_id: str | None
    data_key: bytes | None
    key_version: int | None
    saved_at: datetime | None
    submitted_at: datetime | None
    receipt_number: str | None
    receipt_hash: str | None
    salt: bytes | None
    reopened_at: datetime | None
    reopen_reason: str | None
    first_opened_at: datetime | None
    saves: int | None
    present: Mapping[str, Any] | None
    awaiting_at: datetime | None  # an approval: nothing may be written meanwhile
    approval: bool  # whether the round lets a service ask for one
    approval_must: bool  # whether nothing is sent without
    compiler_must: bool  # whether who sends says who has compiled
    number: int  # 0 the unit's own, else one of its records
    role: str | None  # whose part of a record it fills in
    mode: str | None  # engine.states.Mode
    entered_by: str | None  # staff, while all that is written is theirs
    helped: bool  # help was asked for at a question of it
    queried: bool  # staff have asked about an answer of it
    entrusted: bool  # colleagues were asked to fill in part of it
    named: bool  # who has compiled it was said
    left_out_at: datetime | None  # staff left out this record, its service stays
    passing: bool  # the questionnaire is to pass to another person, who has not accepted yet

    @property
    def period(self) -> tuple[date, date]:
        """First and last day of the period that is asked about."""
        return self.period_start, self.period_end

    @property
    def rehearsal(self) -> bool:
        """Whether mail about it goes to staff only."""
        return self.is_test and not self.pilot

    @property
    def public_id(self) -> str:
        """How addresses name the response."""
        return address(self.invited_as, self.number)


def _has(beside: type[HelpThread | ResponseQuery | Delegation | Compiler]) -> ColumnElement[bool]:
    """Whether there is one about the response: most have none, and are spared the statement that looks for them."""
    return exists().where(beside.response_id == Response.id)


#: The version a response was begun, moved to or sent under; one that says none has that of its round.
VERSION = func.coalesce(Response.questionnaire_sha256, Round.questionnaire_sha256)
COLUMNS: tuple[ColumnElement[Any], ...] = (
    Invitation.id.label("invitation_id"),
    Invitation.public_id.label("invited_as"),
    Invitation.unit_id.label("unit_id"),
    Invitation.contact_id.label("contact_id"),
    Invitation.census.label("census"),
    Invitation.disposition.label("disposition"),
    Invitation.disposition_at.label("disposition_at"),
    Invitation.deadline_at.label("own_deadline_at"),
    Invitation.revoked_at.label("revoked_at"),
    Invitation.verify_code.label("verify_code"),
    Round.id.label("round_id"),
    Round.title.label("round_title"),
    VERSION.label("questionnaire_sha256"),
    Round.period_start.label("period_start"),
    Round.period_end.label("period_end"),
    Round.opens_at.label("opens_at"),
    Round.deadline_at.label("deadline_at"),
    Round.closes_at.label("closes_at"),
    Round.stored_state.label("stored_state"),
    Round.is_test.label("is_test"),
    Round.pilot.label("pilot"),
    Response.id.label("response_id"),
    Response.state.label("state"),
    Response.language.label("language"),
    Response.page.label("page"),
    Response.key_id.label("key_id"),
    wrapped().label("data_key"),
    wrapped_by().label("key_version"),
    Response.saved_at.label("saved_at"),
    Response.submitted_at.label("submitted_at"),
    Response.receipt_number.label("receipt_number"),
    Response.receipt_hash.label("receipt_hash"),
    Response.salt.label("salt"),
    Response.reopened_at.label("reopened_at"),
    Response.reopen_reason.label("reopen_reason"),
    Invitation.first_opened_at.label("first_opened_at"),
    Response.saves.label("saves"),
    Response.present.label("present"),
    Response.awaiting_at.label("awaiting_at"),
    Round.approval.label("approval"),
    Round.approval_must.label("approval_must"),
    Round.compiler_must.label("compiler_must"),
    func.coalesce(Response.number, WHOLE).label("number"),
    Invitation.role.label("role"),
    Response.mode.label("mode"),
    Response.entered_by.label("entered_by"),
    _has(HelpThread).label("helped"),
    _has(ResponseQuery).label("queried"),
    _has(Delegation).label("entrusted"),
    _has(Compiler).label("named"),
    Response.left_out_at.label("left_out_at"),
    exists().where(Handover.invitation_id == Invitation.id, Handover.ended_at.is_(None)).label("passing"),
)
WIDTH = len(fields(Header))
