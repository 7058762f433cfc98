"""The acts of an ATR on one of its services: a day promised, a nudge, a report, another contact.

What it says of a service is a report that the staff confirm: the service may say otherwise. It writes no texts: the
mails are ours, and what it may have heard of persons is not kept. It sees no answer and no hour.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day, start_of_day
from questionari.engine.states import Delivery, Disposition
from questionari.store import atr_acts as store, census, handovers
from questionari.store.models.atr_acts import AtrAct
from questionari.store.models.census import Atr, Contact, Unit
from questionari.store.models.rounds import Invitation, Round
from questionari.store.types import new_id
from questionari.usecases import audit, outbox
from questionari.usecases.colleagues import handing
from questionari.usecases.colleagues.addresses import require_room
from questionari.usecases.fields import FieldFault, Invalid
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.rounds import promises
from questionari.usecases.rounds.changing import sends_stopped
from questionari.usecases.rounds.invitations import On
from questionari.usecases.rounds.recipients import REASONS, address_fault

MOST = 3  # nudges to a service in a round, by all its ATRs
#: What an ATR may say of a service, in words.
REPORTS: Mapping[str, str] = {
    Disposition.DECLINED: "rifiuta di rispondere",
    Disposition.CLOSED_SERVICE: "ha cessato l'attività",
    Disposition.ANSWERED_ELSEWHERE: "ha già risposto altrove, o risponde per lui un altro servizio",
}
#: How it knows.
WAYS: Mapping[str, str] = {
    "phone": "per telefono",
    "mail": "per e-mail o PEC",
    "person": "di persona",
    "deed": "da un atto dell'ente",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A service of an ATR in a round, and the territory in whose name the ATR acts."""

    invitation: Invitation
    unit: Unit
    round: Round
    atr: Atr

    @property
    def on(self) -> On:
        """Its invitation, as the acts on invitations name it."""
        return On(self.round.id, self.invitation.id)


@dataclass(frozen=True, slots=True)
class Caller:
    """An account of ATRs: who it is in the audit trail, and its territories."""

    actor: Actor
    atr_ids: Sequence[uuid.UUID]


def find(session: Session, who: Caller, code: str, unit_code: str, lock: bool = False) -> Place:
    """The service of a round. Raises NotFound for whatever is not of these territories."""
    found = store.place(session, who.atr_ids, code, unit_code, lock)
    if found is None:
        raise NotFound("servizio")
    return Place(*found)


def promise(session: Session, now: datetime, who: Caller, code: str, unit_code: str, typed: str) -> None:
    """The day by which the service says that it will answer. Raises as `promises.promise`.

    The invitation is not held before: senders lock their messages first, which a promise recalls.
    """
    place = find(session, who, code, unit_code)
    day = promises.promise(session, now, who.actor, place.on, typed)
    _keep(session, now, who, place, "promised", day=day)


def end_promise(session: Session, now: datetime, who: Caller, code: str, unit_code: str) -> None:
    """The service did not promise it after all. Raises as `promises.withdraw_promise`."""
    place = find(session, who, code, unit_code, lock=True)
    promises.withdraw_promise(session, now, who.actor, place.on)
    _keep(session, now, who, place, "unpromised")


def report(session: Session, now: datetime, who: Caller, code: str, unit_code: str, values: Mapping[str, str]) -> None:
    """Say that a service will not answer: "kind" of REPORTS, "how" of WAYS. The staff confirm it or not; an earlier
    report of the same ATR gives way. Raises Invalid, Refused, NotFound.
    """
    place = find(session, who, code, unit_code, lock=True)
    promises.require_silent(session, now, place.round, place.invitation)
    kind, how = values.get("kind", ""), values.get("how", "")
    asked = ((kind in REPORTS, FieldFault("kind", CHOOSE)), (how in WAYS, FieldFault("how", HOW)))
    if not all(known for known, _ in asked):
        raise Invalid(tuple(fault for known, fault in asked if not known))
    store.end(session, now, "replaced", place.invitation.id, place.atr.id)
    _keep(session, now, who, place, kind, how=how)
    target = ("invitation", place.invitation.id)
    audit.record(session, now, who.actor, "atr.reported", target, kind=kind, how=how, atr=place.atr.code)


STANDS = Refused("stands", "Per questo servizio c'è già una richiesta di nuovo referente: LeNove la sta guardando.")
CHOOSE = "Scelga che cosa Le ha detto il servizio."
HOW = "Scelga come lo ha saputo."


def withdraw(session: Session, now: datetime, who: Caller, code: str, unit_code: str) -> None:
    """Take back a report that the staff have not looked at yet. Raises Refused, NotFound."""
    place = find(session, who, code, unit_code, lock=True)
    if not store.end(session, now, "withdrawn", place.invitation.id, place.atr.id):
        raise Refused("no_report", "La segnalazione non è più in attesa: LeNove l'ha già letta.")
    audit.record(session, now, who.actor, "atr.withdrew", ("invitation", place.invitation.id), atr=place.atr.code)


def propose_contact(
    session: Session, house: House, now: datetime, who: Caller, on: tuple[str, str], values: Mapping[str, str]
) -> None:
    """Name who is the right contact ("name", "email"): she becomes it as the rules of handing over say, after the
    staff and a channel of the census have confirmed her. ``on``: codes of round and service. Raises as `handing`.
    """
    place = find(session, who, *on)
    promises.require_silent(session, now, place.round, place.invitation)
    require_room(session, now, place.unit.id)  # holds the service, as whoever else proposes somebody does first
    if handovers.standing_since(session, place.invitation.id) is not None:
        raise STANDS
    handing.propose_by_atr(session, house, now, place.invitation.public_id, place.atr.name, values)
    _keep(session, now, who, place, "contact")
    target = ("invitation", place.invitation.id)
    audit.record(session, now, who.actor, "atr.contact", target, atr=place.atr.code)


def nudge(session: Session, now: datetime, who: Caller, code: str, unit_code: str) -> None:
    """Have us remind one service in the name of its ATR, by a link of its own to its contact. Raises Refused, NotFound.

    The text is ours. At most one a day and `MOST` a round, whichever of its ATRs asks.
    """
    place = find(session, who, code, unit_code, lock=True)
    contact = _contact(session, place)
    why = _refused(session, now, place, contact)
    if why is not None:
        raise why
    queued = outbox.enqueue(
        session,
        now,
        "nudge",
        contact.email if contact else "",
        round_id=place.round.id,
        invitation_id=place.invitation.id,
        contact_id=contact.id if contact else None,
        context={"atr_scrivente": place.atr.name},
        seq=str(local_day(now)),
    )
    if queued is None:
        raise TODAY
    _keep(session, now, who, place, "nudge")
    target = ("invitation", place.invitation.id)
    audit.record(session, now, who.actor, "atr.nudged", target, atr=place.atr.code)


def may_nudge(session: Session, now: datetime, place: Place) -> Refused | None:
    """Why a service cannot be nudged now; None where it can."""
    return _refused(session, now, place, _contact(session, place))


TODAY = Refused("nudged", "Oggi il servizio ha già ricevuto un sollecito: ne può mandare un altro da domani.")
TOO_MANY = Refused("too_many", f"Il servizio ha già ricevuto {MOST} solleciti del territorio in questa tornata.")
STOPPED = Refused("stopped", "LeNove ha sospeso gli invii: il sollecito si può mandare quando riprendono.")


def _refused(session: Session, now: datetime, place: Place, contact: Contact | None) -> Refused | None:
    try:
        promises.require_silent(session, now, place.round, place.invitation)
    except Refused as refusal:
        return refusal
    row, told, today = place.invitation, store.nudges(session, place.invitation.id), start_of_day(local_day(now))
    fault = "wrong_contact" if row.disposition == Disposition.WRONG_CONTACT else address_fault(place.round, contact)
    fault = "revoked" if row.revoked_at is not None else fault
    promised = row.promised_on is not None and row.promised_on >= local_day(now)
    rules = (
        (bool(fault), Refused("address", f"Non si può scrivere al servizio: {REASONS.get(fault, '')}.")),
        (row.delivery in (Delivery.NONE, Delivery.QUEUED), NOT_YET),
        (promised, Refused("promised", "Il servizio ha promesso la risposta per un giorno che deve ancora passare.")),
        (place.round.sends_stopped_at is not None or bool(sends_stopped(session)), STOPPED),
        (len(told) >= MOST, TOO_MANY),
        (any(at >= today for at in told) or store.reminded_since(session, row.id, today), TODAY),
        (now < place.round.opens_at, NOT_YET),
    )
    return next((refusal for holds, refusal in rules if holds), None)


NOT_YET = Refused("not_invited", "Il servizio non ha ancora ricevuto l'invito.")


def _contact(session: Session, place: Place) -> Contact | None:
    holder = census.open_contacts(session, [place.unit.id]).get(place.unit.id)
    return holder[1] if holder else None


def _keep(
    session: Session, now: datetime, who: Caller, place: Place, kind: str, day: date | None = None, how: str = ""
) -> None:
    """The act in the ledger; a report stands until it is settled, the others are done."""
    row = AtrAct(id=new_id(), invitation_id=place.invitation.id, atr_id=place.atr.id, kind=kind, day=day, how=how)
    row.made_at, row.made_by = now, who.actor.id or who.actor.kind
    if kind not in REPORTS:
        row.ended_at, row.outcome = now, "done"
    session.add(row)
    session.flush()
