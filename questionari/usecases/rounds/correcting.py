"""A correction of messages that have left: to exactly those whom the ledger says were reached, each once.

An act is what was queued of one kind on one day of a round. Those whom it has not reached (waiting, cancelled, failed)
are told nothing: their messages are stopped or cancelled instead.
"""

import hashlib
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from questionari.clock import end_of_day, local_day, start_of_day
from questionari.engine.states import Outbox
from questionari.mail.messages import Message, compose, kind_of
from questionari.mail.messages.corrections import filled, text_faults
from questionari.mail.messages.kinds import worded_for
from questionari.store import corrections as store, outbox as outbox_store
from questionari.store.models.messages import OutboxMessage
from questionari.store.rounds import Line
from questionari.usecases import audit, fields
from questionari.usecases.fields import refuse
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.outbox import Post, digests, enqueue, enqueue_all
from questionari.usecases.outbox.tongues import asked_of, tongue_of
from questionari.usecases.outbox.values import gather, mark_of
from questionari.usecases.rounds.basics import LAUNCHED, get_round, require
from questionari.usecases.rounds.wording import SAMPLE_CODE

#: Kinds that can be corrected -> the kind that does it: with a new link only where they carried one.
BY: Mapping[str, str] = {
    **dict.fromkeys(("invitation", "reminder_1", "reminder_2", "nudge", "query", "verification"), "correction"),
    **dict.fromkeys(("thanks", "atr_note"), "correction_plain"),
}
#: Whom a message has reached, as far as we know.
REACHED = (Outbox.SENT, Outbox.DELIVERED, Outbox.UNCERTAIN, Outbox.PEC_ACCEPTED, Outbox.PEC_DELIVERED)
WAITING = (Outbox.QUEUED, Outbox.DEFERRED)
LONGEST = 3000
NO_ACT = NotFound("invio")


@dataclass(frozen=True, slots=True)
class Act:
    """What was sent of a kind on a day: how many were reached, are leaving now, wait, were cancelled, have failed."""

    kind: str
    title: str
    day: date
    reached: int
    leaving: int
    waiting: int
    cancelled: int
    failed: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A correction as its first recipient would read it; ``number`` get it, ``revoked`` do not: their links are.

    ``mails``: in so many mails, for one person with several services gets one.
    """

    recipient: str
    message: Message
    number: int
    revoked: int
    mails: int


def acts_of(session: Session, round_id: uuid.UUID) -> tuple[Act, ...]:
    """The acts of a round that can be corrected, the latest first."""
    found: defaultdict[tuple[date, str], Counter[str]] = defaultdict(Counter)
    for one in store.sent_by_hour(session, round_id, BY):
        found[local_day(datetime.fromtimestamp(int(one.hour), UTC)), one.kind][one.state] += one.units
    return tuple(_act(day, kind, counts) for (day, kind), counts in sorted(found.items(), reverse=True))


def _act(day: date, kind: str, counts: Counter[str]) -> Act:
    groups = (REACHED, (Outbox.SENDING,), WAITING, (Outbox.CANCELLED,))
    reached, leaving, waiting, cancelled = (sum(counts[state] for state in group) for group in groups)
    failed = counts.total() - reached - leaving - waiting - cancelled
    return Act(kind, kind_of(kind).title, day, reached, leaving, waiting, cancelled, failed)


def act_behind(row: OutboxMessage) -> tuple[str, str] | None:
    """Kind and day (ISO) of the act that a message which has left belongs to; None where it can not be corrected."""
    known = row.round_id and row.kind in BY and row.state in REACHED
    return (row.kind, str(local_day(row.created_at))) if known else None


def act_of(session: Session, round_id: uuid.UUID, kind: str, day: str) -> Act:
    """One of them, by kind and day (ISO). Raises NotFound."""
    found = (one for one in acts_of(session, round_id) if (one.kind, str(one.day)) == (kind, day))
    act = next(found, None)
    if act is None:
        raise NO_ACT
    return act


def prepare(session: Session, house: House, round_id: uuid.UUID, act: Act, typed: str) -> Prepared:
    """Show the correction as its first recipient would read it. Raises Invalid, Refused "nobody"."""
    text = _text(typed)
    found = _whom(session, round_id, act)
    (case,) = outbox_store.load_cases(session, [found.first.id])
    values = gather(session, house, case, None)
    values.setdefault("codice", SAMPLE_CODE)
    values["testo"] = filled(text, values)
    kind, tongue = BY[act.kind], tongue_of(session, house, BY[act.kind], case.round, case.language)
    named = worded_for(kind, asked_of(session, case.round))
    message = compose(named, values, None, mark_of(case.round), tongue)
    mails = digests.mails(((kind, one.recipient) for one in found.to), bool(case.round and case.round.is_test))
    return Prepared(found.first.recipient, message, len(found.to), found.revoked, mails)


def send(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, act: Act, typed: str) -> int:
    """Queue the correction, once for each; how many. The same text again adds those reached since.

    Raises Invalid, Refused ("nobody", "sent", or that the round is none that was sent).
    """
    row = get_round(session, round_id, lock=True)
    require(row, now, LAUNCHED, "inviare una rettifica")
    text, to = _text(typed), _whom(session, round_id, act).to
    seq = hashlib.sha256(f"{act.kind}:{act.day}:{text}".encode()).hexdigest()[:16]
    queued = _queue(session, now, round_id, BY[act.kind], to, text, seq)
    if not queued:
        raise SENT
    detail = {"kind": act.kind, "day": str(act.day), "queued": queued}
    audit.record(session, now, actor, "round.corrected", ("round", round_id), **detail)
    return queued


SENT = Refused("sent", "Questa rettifica è già in coda o partita per tutti coloro che l'invio aveva raggiunto.")
NOBODY = Refused("nobody", "L'invio non ha ancora raggiunto nessuno: basta annullare i messaggi in coda.")


def _queue(
    session: Session, now: datetime, round_id: uuid.UUID, kind: str, to: Sequence[Line], text: str, seq: str
) -> int:
    context = {"testo": text}
    if kind == "correction":
        posts = [Post(one.recipient, one.invitation_id, one.contact_id, context) for one in to]
        return enqueue_all(session, now, kind, round_id, posts, seq)
    made = (enqueue(session, now, kind, one.recipient, round_id=round_id, context=context, seq=seq) for one in to)
    return sum(one is not None for one in made)


@dataclass(frozen=True, slots=True)
class _Whom:
    first: Line
    to: Sequence[Line]
    revoked: int


def _whom(session: Session, round_id: uuid.UUID, act: Act) -> _Whom:
    """Each once, in the order in which they were written to."""
    bounds = (start_of_day(act.day), end_of_day(act.day))
    rows = store.reached(session, round_id, act.kind, bounds, REACHED)
    by_link = BY[act.kind] == "correction"
    once = {one.invitation_id if by_link else one.recipient.lower(): one for one in rows}
    to = [one for one in once.values() if not (by_link and one.revoked)]
    if not to:
        raise NOBODY
    return _Whom(to[0], to, len(once) - len(to))


def _text(typed: str) -> str:
    try:
        text: str = fields.required(fields.paragraphs(LONGEST))(typed.strip())
    except fields.FieldError as error:
        raise refuse("testo", str(error)) from error
    faults = text_faults(text)
    if faults:
        raise refuse("testo", " ".join(faults))
    return text
