"""The staff's side of what was written to us: what waits, the thread, an answer by mail, words erased.

Who opens a thread reads what a person wrote: that is recorded. ATR accounts never see any of it.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from questionari.mail.incoming import Kind
from questionari.mail.messages import MessageFault
from questionari.mail.messages.safety import address
from questionari.store import incoming as store
from questionari.store.models.census import Unit
from questionari.store.models.incoming import Letter, LetterThread
from questionari.usecases import audit, outbox
from questionari.usecases.fields import line, paragraphs, read_fields, required
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.mail_list import STATE_NAMES
from questionari.usecases.rounds.naming import unit_called

KIND = "staff_reply"
PAGE_SIZE = 50
READERS = {"text": required(paragraphs(4000))}
NAMING = {"unit": required(line(200))}
OVERTAKEN = "Nel frattempo è arrivato o partito un altro messaggio: lo legga qui sopra, poi continui."
NO_SENDER = "Il messaggio non porta un indirizzo a cui rispondere: telefoni, poi segni la conversazione come sistemata."
UNKNOWN = "Mittente che non è nel censimento"
#: what the list shows -> which threads
SHOWN: Mapping[str, tuple[ColumnElement[bool], ...]] = {
    "": (store.WAITS,),
    "non-attribuite": (LetterThread.unit_id.is_(None),),
    "tutte": (),
}


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread in the list; nothing of what it says."""

    id: uuid.UUID
    kind: str
    unit_code: str
    unit_name: str
    round_code: str
    round_title: str
    invitation_id: uuid.UUID | None
    written_at: datetime
    answered_at: datetime | None
    waits: bool
    suspect: bool


@dataclass(frozen=True, slots=True)
class ThreadList:
    """One page of them."""

    lines: tuple[ThreadLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class LetterShown:
    """A letter as staff read it; ``erased``: nothing of it is left. ``state``: of the answer's mail, in words."""

    id: uuid.UUID
    author: str
    kind: str
    at: datetime
    sender: str
    name: str
    subject: str
    text: str
    attachments: tuple[tuple[str, int], ...]
    complete: bool
    suspect: str
    erased: bool
    state: str


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A thread with its letters. ``to``: where an answer goes; ``mark``: of the latest letter, from which it begins."""

    line: ThreadLine
    letters: tuple[LetterShown, ...]
    to: str
    known: bool  # that is an address of the service today; even so, anybody may type it into a mail
    mark: str


@dataclass(frozen=True, slots=True)
class MailboxLine:
    """How the reading of the mailbox goes. ``read_at`` None: never yet."""

    name: str
    read_at: datetime | None
    failing_since: datetime | None
    fault: str


def mailbox_lines(session: Session, house: House) -> tuple[MailboxLine, ...]:
    """The mailboxes that are read; none where none is set."""
    return tuple(_mailbox_line(session, box.name) for box in house.settings.mailboxes)


def _mailbox_line(session: Session, name: str) -> MailboxLine:
    found = store.state_of(session, name)
    if found is None:
        return MailboxLine(name, None, None, "")
    return MailboxLine(name, found.read_at, found.failing_since, found.fault or "")


def list_threads(session: Session, shown: str = "", search: str = "", page: int = 1) -> ThreadList:
    """The threads that wait, the longest waiting first; or others, by `SHOWN` and words in a service's name."""
    words = search[:100].split()[:5]
    named = [
        or_(Unit.name.icontains(word, autoescape=True), Unit.code.icontains(word, autoescape=True)) for word in words
    ]
    wanted = [*SHOWN.get(shown, SHOWN[""]), *named]
    total = store.count(session, wanted)
    pages = max(1, -(-total // PAGE_SIZE))
    at = min(max(1, page), pages)
    found = store.lines(session, wanted, PAGE_SIZE, (at - 1) * PAGE_SIZE)
    return ThreadList(tuple(map(_line, found)), total, at, pages)


def open_thread(session: Session, house: House, now: datetime, actor: Actor, thread_id: uuid.UUID) -> ThreadPage:
    """One thread; that somebody read it is recorded. Raises NotFound, WrongKey."""
    found = next(iter(store.lines(session, (LetterThread.id == thread_id,), 1, 0)), None)
    if found is None:
        raise NotFound("conversazione")
    letters = tuple(_shown(house, letter, state) for letter, state in store.letters(session, thread_id))
    audit.record(session, now, actor, "letter.read", ("letter_thread", thread_id))
    to = _answers_to(letters)
    known = found[0].unit_id is not None and found[0].unit_id in store.units_writing_from(session, to)
    return ThreadPage(_line(found), letters, to, known, str(len(letters)))


def _answers_to(letters: Sequence[LetterShown]) -> str:
    """The address of the latest letter that a person wrote."""
    wrote = (one.sender for one in reversed(letters) if not one.author and one.kind == Kind.LETTER and one.sender)
    return next(wrote, "")


def answer(
    session: Session, house: House, now: datetime, actor: Actor, thread_id: uuid.UUID, values: Mapping[str, str]
) -> str:
    """Answer by mail to whoever wrote last; returns the address. ``values``: "text", "mark" of the thread as read.

    Raises NotFound, Invalid, Refused "overtaken", "no_sender".
    """
    thread = _as_read(session, thread_id, values.get("mark", ""))
    text = read_fields(values, READERS)["text"]
    letters = tuple(_shown(house, letter, state) for letter, state in store.letters(session, thread_id))
    to = _usable(house, _answers_to(letters))
    context = {"testo": outbox.sealed(house.keyring, text)}
    message_id = outbox.enqueue(session, now, KIND, to, context=context, seq=f"{thread_id}:{len(letters)}")
    draft = store.Draft(actor.id or actor.kind, KIND, {"to": to, "text": text}, outbox_id=message_id)
    store.keep(session, house.keyring, now, thread_id, draft)
    thread.answered_at = thread.settled_at = now
    audit.record(session, now, actor, "letter.answered", ("letter_thread", thread_id))
    return to


def _usable(house: House, to: str) -> str:
    """An address that a mail can go to, and not our own: two mailboxes would answer each other."""
    known = (house.settings.mail, house.settings.pec)
    ours = {address.lower() for mail in known if mail for address in (mail.sender, mail.reply_to)}
    try:
        if to and to not in ours:
            return address("recipient", to)
    except MessageFault:
        pass
    raise Refused("no_sender", NO_SENDER)


def settle(session: Session, now: datetime, actor: Actor, thread_id: uuid.UUID, mark: str, done: bool = True) -> None:
    """Close a thread without an answer, or let it wait again. Raises NotFound, Refused "overtaken"."""
    thread = _as_read(session, thread_id, mark)
    thread.settled_at = now if done else None
    audit.record(session, now, actor, "letter.settled" if done else "letter.reopened", ("letter_thread", thread_id))


def attribute(session: Session, now: datetime, actor: Actor, thread_id: uuid.UUID, values: Mapping[str, str]) -> str:
    """Put a thread of an unknown sender under a service; returns its name. ``values``: "unit", "mark".

    Raises NotFound, Invalid, Refused "overtaken", "attributed".
    """
    thread = _as_read(session, thread_id, values.get("mark", ""))
    if thread.unit_id is not None:
        raise Refused("attributed", "La conversazione sta già sotto un servizio.")
    unit = unit_called(session, "unit", read_fields(values, NAMING)["unit"])
    thread.unit_id = unit.id
    audit.record(session, now, actor, "letter.attributed", ("letter_thread", thread_id), unit=unit.code)
    return unit.name


def check_letter(session: Session, thread_id: uuid.UUID, letter_id: uuid.UUID) -> Letter:
    """A letter of a thread whose words are still there. Raises NotFound."""
    letter = session.get(Letter, letter_id)
    if letter is None or letter.thread_id != thread_id or letter.sealed is None:
        raise NotFound("messaggio")
    return letter


def erase(session: Session, now: datetime, actor: Actor, thread_id: uuid.UUID, letter_id: uuid.UUID) -> None:
    """Erase the words of one letter for good; that it existed stays. Raises NotFound, of one erased too."""
    letter = check_letter(session, thread_id, letter_id)
    letter.sealed, letter.suspect = None, ""
    letter.erased_at, letter.erased_by = now, actor.id or actor.kind
    audit.record(session, now, actor, "letter.erased", ("letter", letter_id))


def _as_read(session: Session, thread_id: uuid.UUID, mark: str) -> LetterThread:
    """A thread, held for a change, that says no more than was read."""
    thread = session.get(LetterThread, thread_id, with_for_update=True)
    if thread is None:
        raise NotFound("conversazione")
    if mark != str(store.numbers(session, thread_id)):
        raise Refused("overtaken", OVERTAKEN)
    return thread


def _line(found: store.Line) -> ThreadLine:
    row, unit_code, unit_name, round_code, round_title, suspect = found
    return ThreadLine(
        id=row.id,
        kind=row.kind,
        unit_code=unit_code or "",
        unit_name=unit_name or UNKNOWN,
        round_code=round_code or "",
        round_title=round_title or "",
        invitation_id=row.invitation_id,
        written_at=row.written_at,
        answered_at=row.answered_at,
        waits=row.settled_at is None,
        suspect=suspect,
    )


def _shown(house: House, letter: Letter, state: str | None) -> LetterShown:
    said: Mapping[str, Any] = store.opened(house.keyring, letter) or {}
    return LetterShown(
        id=letter.id,
        author=letter.author,
        kind=letter.kind,
        at=letter.at,
        sender=said.get("sender", ""),
        name=said.get("name", ""),
        subject=said.get("subject", ""),
        text=said.get("text", ""),
        attachments=tuple((kind, size) for kind, size in said.get("attachments", ())),
        complete=said.get("complete", True),
        suspect=letter.suspect,
        erased=letter.sealed is None,
        state=STATE_NAMES[state] if state else "",
    )
