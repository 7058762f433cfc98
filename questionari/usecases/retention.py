"""How long each class of data is kept, and erasing what has lasted longer: in batches, audited, again and again.

Mail bodies, files of datasets and sessions in use have rules of their own (outbox/erasing.py, exports.py, sessions.py).
Of the audit trail whole months go, each before a signed checkpoint (audit_segments.py).
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from questionari.store import imports, incoming, response_keys, retention as store
from questionari.store.clearing import clear
from questionari.store.models.access import CredentialToken, LoginSession
from questionari.store.models.delegations import Delegation, DelegationLink
from questionari.store.models.handovers import Handover, HandoverLink
from questionari.store.models.helping import FalseMessage, HelpMessage, HelpThread
from questionari.store.models.incoming import Letter
from questionari.store.models.responses import (
    AccessCode,
    Compiler,
    ImportTask,
    Response,
    ResponseContact,
    ResponseImport,
)
from questionari.usecases import audit, audit_segments
from questionari.usecases.house import SYSTEM, House

BATCH = 200
EVERY = 1_000_000  # when they are only counted
Ids = Sequence[uuid.UUID]


@dataclass(frozen=True, slots=True)
class Rule:
    """A class of data: how long it is kept, from when (in words), what is due, how it goes."""

    kept: timedelta
    since: str
    due: Callable[[Session, datetime, int], Ids]
    erase: Callable[[Session, House, datetime, Ids], None]


@dataclass(frozen=True, slots=True)
class Due:
    """What a rule finds."""

    name: str
    kept: timedelta
    since: str
    number: int


def _drafts(session: Session, house: House, _now: datetime, ids: Ids) -> None:
    """All that was written goes, and the key that opened it in older copies."""
    for response_id in ids:
        row = session.get_one(Response, response_id, with_for_update=True)
        clear(session, response_id)
        row.answered, row.present = 0, None
        response_keys.replace(session, response_id, house.keyring.new_data_key(f"response:{response_id}"))


def _threads(session: Session, _house: House, _now: datetime, ids: Ids) -> None:
    session.execute(delete(HelpMessage).where(HelpMessage.thread_id.in_(ids)))
    session.execute(delete(HelpThread).where(HelpThread.id.in_(ids)))


def _reports(session: Session, _house: House, _now: datetime, ids: Ids) -> None:
    session.execute(delete(FalseMessage).where(FalseMessage.id.in_(ids)))


def _delegations(session: Session, _house: House, _now: datetime, ids: Ids) -> None:
    session.execute(delete(DelegationLink).where(DelegationLink.delegation_id.in_(ids)))
    session.execute(delete(Delegation).where(Delegation.id.in_(ids)))


def _handovers(session: Session, _house: House, _now: datetime, ids: Ids) -> None:
    session.execute(delete(HandoverLink).where(HandoverLink.handover_id.in_(ids)))
    session.execute(delete(Handover).where(Handover.id.in_(ids)))


def _contacts(session: Session, _house: House, _now: datetime, ids: Ids) -> None:
    session.execute(delete(ResponseContact).where(ResponseContact.response_id.in_(ids)))
    session.execute(delete(Compiler).where(Compiler.response_id.in_(ids)))


def _codes(session: Session, _house: House, _now: datetime, ids: Ids) -> None:
    session.execute(delete(AccessCode).where(AccessCode.id.in_(ids)))


def _credentials(session: Session, _house: House, _now: datetime, ids: Ids) -> None:
    session.execute(delete(CredentialToken).where(CredentialToken.id.in_(ids)))


def _sessions(session: Session, _house: House, _now: datetime, ids: Ids) -> None:
    session.execute(delete(LoginSession).where(LoginSession.id.in_(ids)))


def _imports(session: Session, _house: House, _now: datetime, ids: Ids) -> None:
    session.execute(delete(ImportTask).where(ImportTask.import_id.in_(ids)))
    session.execute(update(ResponseImport).where(ResponseImport.id.in_(ids)).values(sealed=None))


def _letters(session: Session, _house: House, now: datetime, ids: Ids) -> None:
    """That they were written stays."""
    gone = {"sealed": None, "suspect": "", "erased_at": now}
    session.execute(update(Letter).where(Letter.id.in_(ids)).values(gone))


MONTH = timedelta(days=30)
CLOSING, EXPIRY, THEIR_END = "the closing of the round", "its expiry", "their end"
RULES: Mapping[str, Rule] = {
    "drafts_never_sent": Rule(MONTH, CLOSING, store.unsent_drafts, _drafts),
    "contacts_of_responses": Rule(24 * MONTH, CLOSING, store.contacts, _contacts),
    "help_threads": Rule(12 * MONTH, CLOSING, store.help_threads, _threads),
    "false_messages": Rule(12 * MONTH, "being looked into", store.false_messages, _reports),
    "entrusted_sections": Rule(12 * MONTH, THEIR_END, store.delegations, _delegations),
    "handovers": Rule(MONTH, THEIR_END, store.handovers, _handovers),
    "reading_codes": Rule(MONTH, EXPIRY, store.access_codes, _codes),
    "password_links": Rule(MONTH, EXPIRY, store.credential_tokens, _credentials),
    "files_not_imported": Rule(MONTH, "the day they were chosen", imports.left_there, _imports),
    "login_sessions": Rule(MONTH, "the login", store.login_sessions, _sessions),
    "letters": Rule(timedelta(days=365), "the settling of their thread", incoming.settled_letters, _letters),
    #: The last: where it may not, or the chain does not hold, the others are done.
    "audit_trail": Rule(timedelta(days=730), "the end of their month", audit_segments.due, audit_segments.drop),
}


def due(session: Session, now: datetime) -> tuple[Due, ...]:
    """What would be erased now, rule by rule."""
    return tuple(
        Due(name, rule.kept, rule.since, len(rule.due(session, now - rule.kept, EVERY))) for name, rule in RULES.items()
    )


def erase_due(session: Session, house: House, now: datetime, name: str, limit: int = BATCH) -> int:
    """Erase a batch of a class; how many, 0 when nothing is left. Each batch is in the audit trail."""
    rule = RULES[name]
    found = rule.due(session, now - rule.kept, limit)
    if found:
        rule.erase(session, house, now, found)
        audit.record(session, now, SYSTEM, "retention.erased", ("retention", name), number=len(found))
    return len(found)
