"""Whom a round prepared from another would ask, beside those the other asked: each difference with its reason.

Staff confirm the list before the round opens; who is new may be left out, who is missing brought in. What was confirmed
is known by its hash: where the census changes afterwards, the list is to be confirmed again.
"""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.canonical import sha256
from questionari.engine.states import Disposition
from questionari.store import census, differing as store, succession
from questionari.store.differing import AskedBefore
from questionari.store.models.rounds import Round
from questionari.usecases import audit
from questionari.usecases.census import vocabulary
from questionari.usecases.house import Actor, Refused
from questionari.usecases.rounds import previewing
from questionari.usecases.rounds.basics import get_round, may, round_of_code
from questionari.usecases.rounds.drafting import AGREED, LEFT_OUT, PREVIOUS
from questionari.usecases.rounds.previewing import Excluded, Receiver
from questionari.usecases.rounds.recipients import ADDRESS_REASONS

LEAVE, BRING = "left_out", "brought_in"
#: kind -> (what it is called, what may be chosen of each of its services)
KINDS: Mapping[str, tuple[str, str]] = {
    "merged": ("Uniti ad altri", ""),
    "split": ("Divisi", ""),
    "closed": ("Cessati secondo il censimento: non sono più invitati", ""),
    "said_closed": ("Avevano detto di aver cessato, ma per il censimento sono attivi", LEAVE),
    "said_wrong": ("Avevano segnalato un recapito sbagliato, e nel censimento è ancora quello", LEAVE),
    "new": ("Nuovi: la tornata precedente non li aveva chiamati", LEAVE),
    "missing": ("La tornata precedente li aveva chiamati, ma non rientrano più nella scelta", BRING),
    "moved": ("Passati a un altro territorio", ""),
    "retyped": ("Con un'altra tipologia", ""),
    "contact": ("Con un altro recapito", ""),
    "no_contact": ("Senza un recapito funzionante: non riceverebbero l'invito", ""),
}
NOT_AGREED = Refused(
    "differences", "Le differenze dalla tornata precedente non sono confermate, o il censimento è cambiato: le guardi."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One service and what is different. ``chosen``: the choice of its kind holds (left out)."""

    kind: str
    code: str
    name: str
    detail: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Differences:
    """All of them, in the order of KINDS then of name. ``same``: how many services are as they were."""

    before_code: str
    before_title: str
    lines: tuple[Difference, ...]
    same: int
    sha256: str
    agreed_at: datetime | None
    agreed_by: str
    agreed: bool  # what was confirmed is what is shown

    @property
    def groups(self) -> Mapping[str, tuple[Difference, ...]]:
        """The kinds that occur."""
        found = {kind: tuple(one for one in self.lines if one.kind == kind) for kind in KINDS}
        return {kind: lines for kind, lines in found.items() if lines}


Now = Receiver | Excluded


@dataclass(frozen=True, slots=True)
class _Both:
    """A unit in both rounds, or in one of them. ``atrs``: its territories of today, code -> name."""

    then: AskedBefore | None
    now: Now | None
    atrs: Mapping[str, str]
    today: date  # or the day on which the draft opens

    @property
    def ended(self) -> date | None:
        """Its last day, gone by then."""
        last = self.then.active_to if self.then else None
        return last if last and last < self.today else None


def round_before(session: Session, row: Round) -> Round | None:
    """The round that a draft was prepared from; None of one that was prepared anew."""
    code = row.selection.get(PREVIOUS)
    return round_of_code(session, code) if code else None


def differences(session: Session, now: datetime, round_id: uuid.UUID) -> Differences | None:
    """The differences of a draft from the round it was prepared from; None of one that was prepared anew."""
    row = get_round(session, round_id)
    before = round_before(session, row)
    if before is None:
        return None
    then = {one.unit_id: one for one in store.asked_in(session, before.id)}
    today = {one.unit_id: one for one in previewing.judged(session, row, now) if _concerns(one, then)}
    day = previewing.opening_day(row, now)
    ids = [*then, *(unit_id for unit_id in today if unit_id not in then)]
    atrs = census.members(session, ids, local_day(now))
    turned = succession.since(session, ids, local_day(before.opens_at))
    gone = {line[0].old_id for line in turned}
    names = {one: {atr.code: atr.name for atr in atrs.get(one, ())} for one in ids}
    pairs = {one: _Both(then.get(one), today.get(one), names[one], day) for one in ids}
    lines = [*_turned(turned, today), *(line for one, both in pairs.items() for line in _of(both, one in gone))]
    order = list(KINDS)
    lines.sort(key=lambda line: order.index(line.kind))  # of one kind: by name, as they were found
    differing = {line.code for line in lines}
    same = sum(both.then is not None and both.then.code not in differing for both in pairs.values())
    return _judged(row, before, tuple(lines), same)


def _concerns(one: Now, then: Collection[uuid.UUID]) -> bool:
    """Whether a unit of the draft's choice is of interest: who is inactive and was not asked before is not."""
    return isinstance(one, Receiver) or one.reason != "inactive" or one.unit_id in then


def _judged(row: Round, before: Round, lines: tuple[Difference, ...], same: int) -> Differences:
    digest = sha256([[one.kind, one.code, one.detail, one.chosen] for one in lines])
    agreed = row.selection.get(AGREED) or {}
    at = datetime.fromisoformat(agreed["at"]) if agreed else None
    holds = agreed.get("sha256") == digest
    return Differences(before.code, before.title, lines, same, digest, at, agreed.get("by", ""), holds)


def _turned(found: Sequence[succession.Line], today: Mapping[uuid.UUID, Now]) -> Iterator[Difference]:
    for line, old, new in found:
        asked = _is_asked(today.get(new.id))
        where = "" if asked else ", che non è nella tornata"
        detail = f"{vocabulary.BECAME[line.kind, True]} {new.name} ({new.code}) dal {line.day:%d/%m/%Y}{where}"
        yield Difference(line.kind, old.code, old.name, detail)


def _is_asked(one: Now | None) -> bool:
    return isinstance(one, Receiver) or (one is not None and one.asked)


def _of(both: _Both, gone: bool) -> Iterator[Difference]:
    """What is different of one unit; of one that was merged or split that alone is told."""
    now, then = both.now, both.then
    if then is None and now is not None:
        left = isinstance(now, Excluded) and now.reason == LEFT_OUT
        yield Difference("new", now.code, now.name, ", ".join(both.atrs.values()), left)
    if then is not None and both.ended and not gone:
        yield Difference("closed", then.code, then.name, f"attivo fino al {both.ended:%d/%m/%Y}")
    elif then is not None and now is None and not gone:
        yield Difference("missing", then.code, then.name, ", ".join(both.atrs.values()))
    if isinstance(now, Excluded) and now.reason in ADDRESS_REASONS.values():
        yield Difference("no_contact", now.code, now.name, now.text)
    if then is not None and now is not None and not both.ended:
        yield from _changed(then, now, both)


def _changed(then: AskedBefore, now: Now, both: _Both) -> Iterator[Difference]:
    names = dict(zip(then.census.get("atr_codes", ()), then.census.get("atr_names", ()), strict=False))
    then_type, type_now = (vocabulary.types().get(code, code) for code in (then.type_then, then.type_code))
    left = isinstance(now, Excluded) and now.reason == LEFT_OUT
    rules = (
        ("said_closed", then.disposition == Disposition.CLOSED_SERVICE, "nella tornata precedente", left),
        ("said_wrong", _still_wrong(then, now, left), then.census.get("email") or "–", left),
        ("moved", set(names) != set(both.atrs), _from_to(names.values(), both.atrs.values()), False),
        ("retyped", then.type_then != then.type_code, _from_to([then_type], [type_now]), False),
        ("contact", _other_address(then, now), _from_to([then.census.get("email") or "–"], [_email(now)]), False),
    )
    for kind, holds, detail, chosen in rules:
        if holds:
            yield Difference(kind, then.code, then.name, detail, chosen)


def _still_wrong(then: AskedBefore, now: Now, left: bool) -> bool:
    """Whether mail would go again to an address of which the service said that it is not the right one."""
    said = then.disposition == Disposition.WRONG_CONTACT and (left or isinstance(now, Receiver))
    return said and not _other_address(then, now)


def _from_to(old: Collection[str], new: Collection[str]) -> str:
    return f"da {', '.join(old) or '–'} a {', '.join(new) or '–'}"


def _email(now: Now) -> str:
    return now.email if isinstance(now, Receiver) else ""


def _other_address(then: AskedBefore, now: Now) -> bool:
    """Whether mail would go elsewhere than when the round before opened; who has no address is told apart."""
    new = _email(now)
    return bool(new) and str(then.census.get("email") or "").lower() != new.lower()


def agree(
    session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, seen: str, chosen: Mapping[str, Collection[str]]
) -> int:
    """Confirm what was shown (``seen``: its hash), with the codes ``chosen`` under LEAVE and BRING; how many lines.

    Raises Refused when the round is no draft of another, or when what was shown is no more what there is.
    """
    row = get_round(session, round_id, lock=True)
    may(row, now, "agree")
    shown = differences(session, now, row.id)
    if shown is None:
        raise Refused("no_previous", "La tornata non è stata preparata da un'altra: non ci sono differenze.")
    if shown.sha256 != seen:
        raise Refused("stale", "Nel frattempo il censimento o la bozza sono cambiati: guardi di nuovo le differenze.")
    _choose(row, shown, chosen)
    session.flush()
    after = differences(session, now, row.id)
    digest = after.sha256 if after else ""
    kept = {"sha256": digest, "at": now.isoformat(), "by": actor.id or actor.kind}
    row.selection = {**row.selection, AGREED: kept}
    detail = {kind: len(lines) for kind, lines in shown.groups.items()}
    audit.record(session, now, actor, "round.differences_agreed", ("round", row.id), **detail)
    return len(shown.lines)


def _choose(row: Round, shown: Differences, chosen: Mapping[str, Collection[str]]) -> None:
    """Only services that stand in the list can be chosen."""
    offered = {choice: {one.code for one in shown.lines if KINDS[one.kind][1] == choice} for choice in (LEAVE, BRING)}
    left = (set(row.selection.get(LEFT_OUT, ())) - offered[LEAVE]) | (offered[LEAVE] & set(chosen.get(LEAVE, ())))
    brought = [code for code in chosen.get(BRING, ()) if code in offered[BRING]]
    units = list(dict.fromkeys((*row.selection.get("units", ()), *brought)))
    row.selection = {**row.selection, LEFT_OUT: sorted(left), "units": units}


def require_agreed(session: Session, now: datetime, row: Round) -> None:
    """A round prepared from another opens once its differences are confirmed as they are. Raises Refused."""
    found = differences(session, now, row.id)
    if found is not None and not found.agreed:
        raise NOT_AGREED
