"""Reading the mailbox: each mail once, in a transaction of its own, whatever the others are like.

The second use-case that owns its transactions, and for the same reason as the drain: it stands between the network and
the database, and holds neither while it waits for the other. A mail is dealt with when its row is committed; killed
before, the next reading begins with it again. Two readings at once wait for each other at the row of the mailbox.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.mail.incoming import LARGEST, Incoming, Kind, read as read_mail
from questionari.store import incoming as store
from questionari.store.models.incoming import IncomingMail, MailboxState
from questionari.store.session import Database
from questionari.usecases.house import House
from questionari.usecases.incoming.letters import receive
from questionari.usecases.incoming.port import Mailbox, MailboxFault
from questionari.usecases.incoming.reports import NotYet, apply

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
MOST = 200  # mails of one reading
SLICE = timedelta(seconds=60)
AGAIN, LATER, FAILED = "already read", "later", "failed"


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What one reading did: kind of mail -> how many; `more` when some are left; `fault` when it could not be read."""

    kinds: Mapping[str, int]
    more: bool = False
    fault: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether another reading would find something else than what could not be dealt with."""
        return self.more and not set(self.kinds) <= {LATER, FAILED}


@dataclass(slots=True)
class _Reading:
    database: Database
    house: House
    mailbox: Mailbox
    clock: Clock
    validity: int = 0
    kinds: Counter[str] = field(default_factory=Counter)


def read(database: Database, house: House, mailbox: Mailbox, clock: Clock, most: int = MOST) -> ReadReport:
    """Read what is new, for at most one slice. Several readings may run at once; each may be killed at any instant."""
    reading = _Reading(database, house, mailbox, clock)
    try:
        reading.validity = mailbox.open()
        more = _read(reading, most)
        return ReadReport(dict(reading.kinds), more)
    except MailboxFault as fault:
        _note_fault(reading, str(fault))
        return ReadReport(dict(reading.kinds), fault=str(fault))
    finally:
        mailbox.close()


def _read(reading: _Reading, most: int) -> bool:
    """Whether mails are left."""
    first, since, done = _begin(reading)
    newest = max(done, default=0)  # mails older than that were tried before: they come after the new ones
    found = [uid for uid in reading.mailbox.uids(first, since) if uid not in done]
    waiting = sorted(found, key=lambda uid: (uid < newest, uid))
    end, left = reading.clock() + SLICE, list[int]()
    turn, rest = waiting[:most], waiting[most:]
    for position, uid in enumerate(turn):
        if reading.clock() >= end:
            rest = [*turn[position:], *rest]
            break
        if not _take(reading, uid):
            left.append(uid)
    following = max((*waiting, *done, first - 1)) + 1
    _finish(reading, min((*left, *rest, following)), whole=not left and not rest)
    return bool(rest)


def _begin(reading: _Reading) -> tuple[int, date, frozenset[int]]:
    """(first UID to ask for, since which day, those from it on that were read)."""
    with reading.database.reading() as session:
        found = store.state_of(session, reading.mailbox.name)
        first = found.next_uid if found is not None and found.validity == reading.validity else 1
        done = store.read_from(session, reading.mailbox.name, reading.validity, first)
        sent = store.first_sent(session)
    now = reading.clock()
    return first, local_day(sent or now) - timedelta(days=1), done


def _take(reading: _Reading, uid: int) -> bool:
    """Deal with one mail; False when it is to be read again: what cannot be dealt with is told in the log."""
    raw = reading.mailbox.fetch(uid, LARGEST + 1)
    if raw is None:
        return True
    mail = read_mail(raw)
    try:
        with reading.database.writing() as session:
            _hold(session, reading)
            said = _deal(session, reading, uid, mail)
    except NotYet:
        said = LATER
    except Exception as fault:  # the mails behind it must not wait for this one; its words stay out of the log
        log.error("mail %d of %s cannot be dealt with: %s", uid, reading.mailbox.name, type(fault).__name__)
        said = FAILED
    reading.kinds[said] += 1
    return said not in (LATER, FAILED)


def _hold(session: Session, reading: _Reading) -> MailboxState:
    """The row of the mailbox, held: one reader at a time from here on."""
    found = store.state_of(session, reading.mailbox.name, lock=True)
    if found is None:
        found = MailboxState(mailbox=reading.mailbox.name, validity=reading.validity, next_uid=1)
        session.add(found)
        session.flush()
    return found


def _deal(session: Session, reading: _Reading, uid: int, mail: Incoming) -> str:
    name, now = reading.mailbox.name, reading.clock()
    if uid in store.read_from(session, name, reading.validity, uid):
        return AGAIN
    known = store.is_known(session, name, mail.fingerprint)
    about, fate = None, mail.reports[0].fate if mail.reports else None
    if mail.reports and not known:
        about, fate = apply(session, now, mail.reports)
    if not known and mail.kind is not Kind.REPORT:
        receive(session, reading.house, now, mail)
    session.add(
        IncomingMail(
            mailbox=name,
            validity=reading.validity,
            uid=uid,
            fingerprint=mail.fingerprint,
            kind=mail.kind,
            fate=fate,
            outbox_id=about,
            read_at=now,
        )
    )
    return AGAIN if known else mail.kind


def _finish(reading: _Reading, next_uid: int, whole: bool) -> None:
    with reading.database.writing() as session:
        found = _hold(session, reading)
        if found.validity != reading.validity or next_uid > found.next_uid:
            found.validity, found.next_uid = reading.validity, next_uid
        found.read_at, found.failing_since, found.fault = reading.clock(), None, None
        found.emptied_at = reading.clock() if whole else found.emptied_at
        read = {reading.mailbox.name, *(box.name for box in reading.house.settings.mailboxes)}
        others = MailboxState.mailbox.not_in(read)  # one that is not read any more fails nobody
        session.execute(update(MailboxState).where(others).values(failing_since=None, fault=None))


def _note_fault(reading: _Reading, fault: str) -> None:
    log.warning("the mailbox %s cannot be read: %s", reading.mailbox.name, fault)
    with reading.database.writing() as session:
        found = _hold(session, reading)
        found.failing_since, found.fault = found.failing_since or reading.clock(), fault[:200]
