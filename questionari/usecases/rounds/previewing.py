"""Before opening: who will receive what and when, who will not and why."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.working_days import place_of
from questionari.store import approvals, opening as store
from questionari.store.models.rounds import Round
from questionari.store.opening import Chosen, Reached
from questionari.usecases.census import vocabulary
from questionari.usecases.census.listing import is_active
from questionari.usecases.outbox import digests
from questionari.usecases.outbox.hours import Hours, leaves_at
from questionari.usecases.rounds.basics import get_round
from questionari.usecases.rounds.drafting import LEFT_OUT
from questionari.usecases.rounds.recipients import REASONS, address_fault, address_for
from questionari.usecases.rounds.sharing import selected, share_of

NOT_ASKED = ("inactive", LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Receiver:
    """A unit that gets a mail: where, which kind, when."""

    unit_id: uuid.UUID
    code: str
    name: str
    type_name: str
    contact: str
    email: str
    kind: str
    when: datetime
    part: str = ""  # of a questionnaire in parts: the one it fills in
    place: str = ""  # whose feasts it keeps


@dataclass(frozen=True, slots=True)
class Excluded:
    """A unit that gets no mail. ``asked``: it is in the round all the same, and counts in its rates."""

    unit_id: uuid.UUID
    code: str
    name: str
    reason: str
    text: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What opening a round would do."""

    receive: tuple[Receiver, ...]
    excluded: tuple[Excluded, ...]
    mails: int  # one person with several services gets one

    @property
    def parts(self) -> Mapping[str, int]:
        """How many receive each part of a questionnaire in parts; none where there are no parts."""
        return Counter(one.part for one in self.receive if one.part)

    @property
    def asked(self) -> tuple[uuid.UUID, ...]:
        """The units that would be in the round."""
        return (*(r.unit_id for r in self.receive), *(e.unit_id for e in self.excluded if e.asked))


def preview(session: Session, now: datetime, round_id: uuid.UUID, hours: Hours | None = None) -> Preview:
    """Who receives the invitation of a draft, and who does not; with `hours`, when it would leave by these."""
    row = get_round(session, round_id)
    found = list(judged(session, row, now))
    receive = tuple(one for one in found if isinstance(one, Receiver))
    mails = digests.mails(((one.kind, one.email) for one in receive), row.is_test)
    timed = _by_day(receive, hours) if hours and not row.rehearsal else receive
    return Preview(timed, tuple(one for one in found if isinstance(one, Excluded)), mails)


def _by_day(found: Sequence[Receiver], hours: Hours) -> tuple[Receiver, ...]:
    """The same, none of them by night or on a feast of its place."""
    when = {key: leaves_at(key[0], hours, key[1]) for key in {(one.when, one.place) for one in found}}
    return tuple(replace(one, when=when[one.when, one.place]) for one in found)


def without_approver(session: Session, round_id: uuid.UUID, found: Preview) -> tuple[str, ...]:
    """Who of them could not send, by name: the round demands an approval, and the census names nobody to give it."""
    if not get_round(session, round_id).approval_must:
        return ()
    lacking = approvals.without_approver(session)
    known = [(one.unit_id, one.name) for one in found.receive]
    known += [(one.unit_id, one.name) for one in found.excluded if one.asked]
    return tuple(name for unit_id, name in known if unit_id in lacking)


def opening_day(row: Round, now: datetime) -> date:
    """The day on which a draft would open: today at the earliest."""
    return max(local_day(now), local_day(row.opens_at))


def judged(session: Session, row: Round, now: datetime) -> Iterator[Receiver | Excluded]:
    """Every unit of the draft's choice, in order of name; active is who will be when the round opens."""
    day = opening_day(row, now)
    today, share, left_out = local_day(now), share_of(session, row), frozenset(row.selection.get(LEFT_OUT, ()))
    for unit, contact in store.candidates(session, selected(row.selection), today):
        reason = "inactive" if not is_active(unit, day) else LEFT_OUT if unit.code in left_out else ""
        reason = reason or address_fault(row, contact)
        if reason:
            yield Excluded(unit.id, unit.code, unit.name, reason, REASONS[reason], reason not in NOT_ASKED)
        else:
            yield _receiver(row, unit, contact, now, share.title(share.role(unit.code)))


def _receiver(row: Round, unit: Chosen, contact: Reached | None, now: datetime, part: str) -> Receiver:
    address = address_for(row, contact)
    return Receiver(
        unit.id,
        unit.code,
        unit.name,
        vocabulary.types().get(unit.type_code, unit.type_code),
        contact.name if contact else "",
        address.email if address else "",
        "invitation",
        max(now, row.opens_at),
        part,
        place_of(unit.comune, unit.province),
    )
