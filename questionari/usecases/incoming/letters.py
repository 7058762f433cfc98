"""A letter finds its thread: by the message it answers, by an earlier letter, by its sender's address, else alone.

Nothing is thrown away; what opens a questionnaire is taken out of it, for people quote our mails. Who writes is not
proved: an address in a mail is whatever its sender typed. Therefore the thread says how it was found, and no letter
changes anything but its thread.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from questionari.engine.validating.sensitive import likenesses
from questionari.mail.incoming import Incoming, Kind
from questionari.store import incoming as store
from questionari.store.models.incoming import Letter, LetterThread
from questionari.store.types import new_id
from questionari.usecases.feedback import without_links
from questionari.usecases.house import House

SENDERS = "letter_sender"  # what the marks of unknown addresses are made for
NARRATIVE = 1_500  # characters of her own from which a text tells a story
ENDLESS = re.compile(r"\S{1000,}")
UNREADABLE = "[testo illeggibile]"
STORY = "un racconto lungo"
WAITS = (Kind.LETTER, Kind.CHALLENGE)


def receive(session: Session, house: House, now: datetime, mail: Incoming) -> None:
    """Keep a letter in its thread; one that a person wrote, or must answer, makes the thread wait. What no person wrote
    hides neither: the thread goes on saying what waits.
    """
    thread = _thread(session, house, now, mail)
    if mail.kind in WAITS:
        thread.kind, thread.written_at, thread.settled_at = mail.kind, now, None
    subject, text = _safe(mail.subject), _safe(mail.text)
    content = {
        "sender": mail.sender,
        "name": mail.sender_name,
        "subject": subject,
        "text": text,
        "attachments": [[one.type, one.size] for one in mail.attachments],
        "complete": mail.complete,
    }
    suspect = ", ".join(suspicions(mail))[:100] if mail.kind is Kind.LETTER else ""
    session.flush()
    draft = store.Draft("", mail.kind, content, store.reference_of(mail.message_id), suspect)
    store.keep(session, house.keyring, now, thread.id, draft)


def _safe(text: str) -> str:
    """A text without what opens a questionnaire. No word is so long, and looking into one would take for ever."""
    return without_links(ENDLESS.sub(UNREADABLE, text))


def suspicions(mail: Incoming) -> Sequence[str]:
    """What looks like personal data of somebody else in what the sender wrote herself; cautious, to be looked at."""
    own = own_words(mail.text)
    for known in (mail.sender_name, mail.sender):
        own = own.replace(known, " ") if known else own
    found = likenesses(f"{mail.subject}\n{own}")
    return (*found, STORY) if len(own) > NARRATIVE else found


def own_words(text: str) -> str:
    """A text without what it quotes: lines that begin with ">", and what follows the line that announces the quote."""
    lines = []
    for line in text.splitlines():
        if _announces(line):
            break
        if not line.lstrip().startswith(">"):
            lines.append(line)
    return "\n".join(lines)


def _announces(line: str) -> bool:
    plain = line.strip().lower()
    forwarded = plain.startswith("-----") and plain.endswith("-----")
    said = plain.endswith(("ha scritto:", "wrote:", "schrieb:", "a écrit :", "je napisal:"))
    return (forwarded and len(plain) > len("----------")) or said


def _thread(session: Session, house: House, now: datetime, mail: Incoming) -> LetterThread:
    return _by_message(session, mail, now) or _by_letter(session, mail) or _by_sender(session, house, mail, now)


def _by_message(session: Session, mail: Incoming, now: datetime) -> LetterThread | None:
    """The thread about the invitation whose message it answers, or in which staff wrote that message."""
    ours = store.answered_messages(session, mail.references)
    named = next((ours[reference] for reference in mail.references if reference in ours), None)
    if named is None:
        return None
    message_id, invitation_id = named
    written = store.thread_of_letter(session, Letter.outbox_id == message_id)
    if written is not None or invitation_id is None:
        return written
    own = LetterThread.invitation_id == invitation_id
    found = store.thread_of(session, own)
    return found or _new(session, mail, now, invitation_id=invitation_id, unit_id=store.unit_of(session, invitation_id))


def _by_letter(session: Session, mail: Incoming) -> LetterThread | None:
    marks = [mark for reference in mail.references if (mark := store.reference_of(reference))]
    return store.thread_of_letter(session, Letter.reference.in_(marks)) if marks else None


def _by_sender(session: Session, house: House, mail: Incoming, now: datetime) -> LetterThread:
    """Under the one unit that has that address today; those whose address nobody has, together by address."""
    units = store.units_writing_from(session, mail.sender) if mail.sender else ()
    if len(units) == 1:
        own: ColumnElement[bool] = LetterThread.unit_id == units[0]
        found = store.thread_of(session, own, LetterThread.invitation_id.is_(None))
        return found or _new(session, mail, now, unit_id=units[0])
    mark = house.keyring.marks(mail.sender, SENDERS)[0] if mail.sender else None
    known = store.thread_of(session, LetterThread.sender_mark == mark) if mark else None
    return known or _new(session, mail, now, sender_mark=mark)


def _new(session: Session, mail: Incoming, now: datetime, **known: object) -> LetterThread:
    """A thread of its own; what no person wrote waits for nobody."""
    settled = None if mail.kind in WAITS else now
    thread = LetterThread(id=new_id(), kind=mail.kind, written_at=now, settled_at=settled, **known)
    session.add(thread)
    session.flush()
    return thread
