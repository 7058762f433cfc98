"""The staff's side: what waits for an answer, the thread, the answer in the page and by mail."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.definition import Question, say
from questionari.engine.wording import ITALIAN, translated
from questionari.store import census as census_store, helping as store, responses
from questionari.store.headers import Header
from questionari.store.helping import Said
from questionari.store.models.helping import HelpThread
from questionari.store.models.rounds import Invitation, Round
from questionari.store.rounds import Line
from questionari.usecases import audit, outbox
from questionari.usecases.fields import paragraphs, read_fields, required
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.responding.cases import data_key
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.rounds.recipients import address_for

KIND = "help_answer"
READERS = {"text": required(paragraphs(4000))}
CORRECTION = "correzione delle risposte inviate"
OVERTAKEN = "Nel frattempo il servizio ha scritto ancora: lo rilegga qui sopra, poi risponda."


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A thread in the list of the staff."""

    id: uuid.UUID
    unit_name: str
    round_title: str
    round_code: str
    invitation_id: uuid.UUID
    code: str
    asked_at: datetime
    answered_at: datetime | None
    waits: bool


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A thread with what was said. ``mark``: of the latest message, from which an answer must begin."""

    line: HelpLine
    question: str
    messages: tuple[Said, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class _Held:
    """A thread with all it stands in."""

    row: HelpThread
    header: Header
    unit_id: uuid.UUID
    invitation: Invitation
    round: Round
    line: HelpLine
    question: Question | None  # None: what is to be corrected of a response that was sent

    @property
    def about(self) -> str:
        """What it is about, in the language of who asked."""
        language = self.header.language or ITALIAN
        if self.question is None:
            return translated(CORRECTION, language)
        return f"{self.row.code} – {say(self.question.text, language)}"


def list_threads(session: Session, only_waiting: bool = True) -> tuple[HelpLine, ...]:
    """The threads that wait for the staff, or all of them."""
    wanted = (store.WAITS,) if only_waiting else ()
    return tuple(_line(found) for found in store.lines(session, *wanted))


def open_thread(session: Session, house: House, now: datetime, actor: Actor, thread_id: uuid.UUID) -> HelpPage:
    """One thread; that somebody read an answer shown in it is recorded. Raises NotFound, WrongKey."""
    held = _held(session, thread_id)
    said = store.messages(session, data_key(house, held.header), held.row.id)
    if any(one.value for one in said):
        _audit(session, now, actor, "help.read", held)
    return HelpPage(held.line, say(held.question.text) if held.question else CORRECTION, said, str(len(said)))


def answer(
    session: Session, house: House, now: datetime, actor: Actor, thread_id: uuid.UUID, values: Mapping[str, str]
) -> bool:
    """Answer in the page, and by mail to the contact of the service; whether a mail could be queued.

    ``values``: "text", and "mark" of the thread as it was read. Raises NotFound, Invalid, Refused "overtaken".
    """
    held = _as_read(session, thread_id, values.get("mark", ""))
    text, key = read_fields(values, READERS)["text"], data_key(house, held.header)
    store.say(session, key, now, held.row, actor.id or actor.kind, {"text": text})
    held.row.answered_at = held.row.settled_at = now
    _audit(session, now, actor, "help.answered", held)
    return _mail(session, house, now, held, text)


def _as_read(session: Session, thread_id: uuid.UUID, mark: str) -> _Held:
    """A thread, held for a change, that says no more than was read. Raises NotFound, Refused "overtaken"."""
    store.lock(session, thread_id)
    held = _held(session, thread_id)
    if mark != str(store.count(session, thread_id)):
        raise Refused("overtaken", OVERTAKEN)
    return held


def settle(session: Session, now: datetime, actor: Actor, thread_id: uuid.UUID, mark: str) -> None:
    """Close a thread without an answer (it was given on the telephone). Raises NotFound, Refused "overtaken"."""
    held = _as_read(session, thread_id, mark)
    held.row.settled_at = now
    _audit(session, now, actor, "help.settled", held)


def _audit(session: Session, now: datetime, actor: Actor, act: str, held: _Held) -> None:
    audit.record(session, now, actor, act, ("response", held.row.response_id), question=held.row.code)


def _mail(session: Session, house: House, now: datetime, held: _Held, text: str) -> bool:
    """What the staff wrote goes by mail as well; what she asked, and any answer, never does."""
    holder = census_store.open_contacts(session, [held.unit_id]).get(held.unit_id)
    address = address_for(held.round, holder[1] if holder else None)
    changed = address is not None and held.invitation.contact_id not in (None, address.contact_id)
    if address is None or (changed and not held.round.rehearsal) or held.invitation.revoked_at is not None:
        return False
    outbox.enqueue(
        session,
        now,
        KIND,
        address.email,
        round_id=held.round.id,
        invitation_id=held.invitation.id,
        contact_id=address.contact_id,
        context={
            "domanda": held.about,
            "testo": outbox.sealed(house.keyring, text),
        },
        seq=f"{held.row.id}:{now.isoformat()}",
    )
    return True


def _held(session: Session, thread_id: uuid.UUID) -> _Held:
    found = next(iter(store.lines(session, HelpThread.id == thread_id)), None)
    header = responses.by_response(session, found[1].id) if found else None
    if found is None or header is None:
        raise NotFound("richiesta di aiuto")
    question = definition_of(session, header.questionnaire_sha256).questions.get(found[0].code)
    return _Held(found[0], header, found[3].id, found[2], found[4], _line(found), question)


def _line(found: Line) -> HelpLine:
    row, _, invitation, unit, round_ = found
    return HelpLine(
        id=row.id,
        unit_name=unit.name,
        round_title=round_.title,
        round_code=round_.code,
        invitation_id=invitation.id,
        code=row.code,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        waits=row.settled_at is None,
    )
