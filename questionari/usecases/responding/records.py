"""The records of a service, where a questionnaire is answered once per contact or call: listed, added, deleted.

The list is the unit's own response (store/places.py): what counts units, or reminds them, looks at it alone. Its state
follows from here: in progress once a record is added, submitted when it is declared complete (completing.py).
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from questionari.engine.definition import Question, Questionnaire
from questionari.engine.states import RESPONSE_TRANSITIONS, ResponseState
from questionari.engine.wording import ITALIAN
from questionari.store import (
    attachments,
    delegations,
    helping,
    passing as passes,
    records as store,
    remarks,
    response_keys,
    responses,
)
from questionari.store.headers import Header
from questionari.store.models.responses import DraftCell
from questionari.store.places import WHOLE, address
from questionari.usecases import audit
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.responding import passing
from questionari.usecases.responding.beginning import Entered, begin
from questionari.usecases.responding.cases import required_id
from questionari.usecases.responding.definitions import definition_of, is_list
from questionari.usecases.responding.landing import respondent
from questionari.usecases.responding.passing import follows
from questionari.usecases.responding.reasons import read as read_reason, with_reason
from questionari.usecases.responding.standing import Standing, closing, require_held, require_open, standing

AT_ONCE = 50
LONGEST_ONCE = 40
DRAFTS = frozenset({ResponseState.OPENED, ResponseState.IN_PROGRESS})
FINISHED = Refused("list_finished", "Ha dichiarato completo questo elenco: prima di aggiungere una scheda lo riapra.")
BY_CODE = Refused("by_code", "Per aggiungere una scheda scriva il codice che Le è stato comunicato.")
SENT = Refused("sent_once", "Questa scheda è stata inviata: non si può eliminare. Per correggerla chiami l'assistenza.")


@dataclass(frozen=True, slots=True)
class Added:
    """What a new record begins with: the form that adds it, the part it follows, the staff who enter it."""

    once: str | None = None
    tie: passing.Tie | None = None
    entered: Entered | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A record as the list shows it. ``reason``: what staff asked when they gave it back."""

    number: int
    public_id: str
    state: ResponseState
    saved_at: datetime | None
    submitted_at: datetime | None
    receipt_number: str | None
    reason: str

    @property
    def draft(self) -> bool:
        """Whether it was never sent: it may still be deleted."""
        return self.state in DRAFTS


@dataclass(frozen=True, slots=True)
class RecordList:
    """A page of the records of a service. ``once`` names the form that adds one; ``complete``: declared finished."""

    header: Header
    definition: Questionnaire
    standing: Standing
    closes_at: datetime
    counts: store.Counts
    records: tuple[Record, ...]
    page: int
    pages: int
    once: str

    @property
    def code_asked(self) -> Question | None:
        """The question that a code answers, where each record begins by one that was told."""
        tied = follows(self.header, self.definition)
        return self.definition.questions[tied.typed] if tied else None

    @property
    def complete(self) -> bool:
        """Whether the service has declared that these are all."""
        return self.standing is Standing.SUBMITTED

    @property
    def language(self) -> str:
        """The language the service answers in."""
        return self.header.language or ITALIAN


def list_of(
    session: Session, house: House, now: datetime, header: Header, definition: Questionnaire, page: int = 1
) -> RecordList:
    """The records behind the address of a list, the last added first. Raises Refused (never entered)."""
    required_id(header)
    counted = store.counts(session, header.invitation_id)
    pages = max(1, -(-counted.rows // AT_ONCE))
    shown = min(max(1, page), pages)
    rows = store.rows(session, header.invitation_id, (shown - 1) * AT_ONCE, AT_ONCE)
    return RecordList(
        with_reason(house, header),
        definition,
        standing(header, now),
        closing(header),
        counted,
        tuple(_record(session, house, header, row) for row in rows),
        shown,
        pages,
        secrets.token_urlsafe(16),
    )


def _record(session: Session, house: House, header: Header, row: store.Row) -> Record:
    state = ResponseState(row.state)
    given_back = state is ResponseState.QUERY_OPEN
    reason = read_reason(session, house, row.response_id, row.reopen_reason) if given_back else ""
    place = address(header.invited_as, row.number)
    return Record(row.number, place, state, row.saved_at, row.submitted_at, row.receipt_number, reason)


def locked_list(session: Session, public_id: str) -> tuple[Header, Questionnaire]:
    """The list behind an address, its row locked. Raises NotFound: unknown, revoked, a record, asked only once."""
    store.lock(session, public_id)
    header = responses.by_public_id(session, public_id)
    definition = definition_of(session, header.questionnaire_sha256) if header else None
    if header is None or definition is None or header.revoked_at is not None or not is_list(header, definition):
        raise NotFound("elenco")
    return header, definition


def add_record(
    session: Session, house: House, now: datetime, public_id: str, once: str, entered: Entered | None = None
) -> str:
    """Add a blank record to a list; gives its address. The same form sent again gives the same record.

    Where that record has been deleted meanwhile, the address of the list. Raises NotFound, Refused (not entered,
    "list_finished", or nothing may be written).
    """
    header, definition = locked_list(session, public_id)
    required_id(header)
    if follows(header, definition):
        raise BY_CODE
    known = store.by_once(session, header.invitation_id, once) if once else None
    if known is not None:
        return address(header.invited_as, WHOLE if known[1] == ResponseState.DISCARDED else known[0])
    return _added(session, house, now, header, Added(once[:LONGEST_ONCE] or None, entered=entered))


def follow_record(
    session: Session, house: House, now: datetime, public_id: str, text: str, entered: Entered | None = None
) -> str:
    """Add the record that follows another's, by the code that was told; the same code again gives the same record.

    Raises NotFound, Refused ("pass_misread", "pass_unknown", not entered, "list_finished", or nothing may be written).
    """
    header, definition = locked_list(session, public_id)
    required_id(header)
    tied = follows(header, definition)
    if tied is None:
        raise NotFound("elenco")
    first = passing.found(session, house, header, passing.typed(text, tied.length))
    known = passes.following(session, first.response_id)
    if known is not None and known.invitation_id != header.invitation_id:
        raise passing.UNKNOWN
    if known is not None:
        return address(header.invited_as, known.number)
    return _added(
        session, house, now, header, Added(None, passing.following(house, header, definition, first), entered)
    )


def _added(session: Session, house: House, now: datetime, header: Header, added: Added) -> str:
    """A new record of a list whose row is locked; its address."""
    if standing(header, now) is Standing.SUBMITTED:
        raise FINISHED
    require_open(header, now)
    number = store.counts(session, header.invitation_id).highest + 1
    begin(session, house, now, header, number, added.once, added.tie, added.entered)
    recount_list(session, now, header.invitation_id)
    who = added.entered.actor if added.entered else respondent(header)
    audit.record(session, now, who, "record.add", ("invitation", header.invitation_id), number=number)
    return address(header.invited_as, number)


def record_to_discard(session: Session, now: datetime, public_id: str) -> Header:
    """The draft behind the address of a record, before the question whether to delete it.

    Raises NotFound; Refused "sent_once", or that nothing may be written.
    """
    header = responses.by_public_id(session, public_id)
    if header is None or header.revoked_at is not None or header.number == WHOLE:
        raise NotFound("scheda")
    if ResponseState.DISCARDED not in RESPONSE_TRANSITIONS[ResponseState(header.state or "")]:
        raise SENT
    require_open(header, now)
    return header


def discard_record(session: Session, house: House, now: datetime, public_id: str, actor: Actor | None = None) -> Header:
    """Delete a record that was never sent: its answers and their key are gone; number and day stay in the list.

    Raises as `record_to_discard`.
    """
    store.lock(session, public_id)
    header = record_to_discard(session, now, public_id)
    require_held(header, actor is not None and actor.kind == "staff")
    response_id = required_id(header)
    session.execute(delete(DraftCell).where(DraftCell.response_id == response_id))
    attachments.drop_drafts(session, response_id)
    helping.drop(session, response_id)
    remarks.drop(session, response_id)
    delegations.drop(session, response_id, now)
    key = house.keyring.new_data_key(f"response:{response_id}")  # what opened the answers in older copies is gone too
    gone: dict[str, object] = {"state": ResponseState.DISCARDED.value, "saved_at": now, "answered": 0, "required": 0}
    gone |= {"present": None}
    gone |= {"first_id": None, "pass_hash": None, "pass_sealed": None}  # the code it was begun with may be used again
    response_keys.replace(session, response_id, key)
    store.change(session, header.invitation_id, header.number, gone)
    recount_list(session, now, header.invitation_id)
    target = ("response", response_id)
    audit.record(session, now, actor or respondent(header), "record.discard", target, number=header.number)
    return header


def recount_list(session: Session, now: datetime, invitation_id: uuid.UUID) -> None:
    """Bring a list to what its records say, once one was added, sent, deleted or given back; its row is locked."""
    counted = store.counts(session, invitation_id)
    after = ResponseState.QUERY_OPEN if counted.given_back else ResponseState.IN_PROGRESS
    values: dict[str, object] = {"answered": counted.sent, "required": counted.records, "records": counted.records}
    values |= {"saved_at": now, "state": after.value}
    store.change(session, invitation_id, WHOLE, values)
