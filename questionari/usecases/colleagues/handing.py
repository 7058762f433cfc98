"""A questionnaire passes to another person: who holds the link proposes her, or says that she is not the right contact.

Nobody gets a link by that alone. The contact whom the census names confirms it from her own mailbox, or the staff by
telephone; then the new person accepts, and only with that the census, the links and the mailbox change. The earlier
contact is told.
"""

import json
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.engine.states import Disposition
from questionari.engine.wording import ITALIAN
from questionari.store import census, delegations, handovers as store, responses
from questionari.store.headers import Header
from questionari.store.models.census import Contact, Unit
from questionari.store.models.handovers import Handover
from questionari.store.models.rounds import Invitation, Round
from questionari.store.types import new_id
from questionari.usecases import audit, outbox
from questionari.usecases.census import contacts
from questionari.usecases.census.drafts import ContactDraft
from questionari.usecases.census.history import By
from questionari.usecases.colleagues.addresses import is_known, judge, name_of, person, require_room
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.links import token_sha256
from questionari.usecases.outbox.queueing import recall
from questionari.usecases.querying.asking import pass_on
from questionari.usecases.responding.landing import respondent
from questionari.usecases.responding.standing import Standing, last_day, require_open, standing
from questionari.usecases.rounds import sending
from questionari.usecases.rounds.invitations import end_links_of_former

STAFF, CONFIRM, OFFERED = "staff", "confirm", "offered"
HANDOVER, WRONG, BY_ATR = "handover", "wrong", "atr"
MAILS = {CONFIRM: "contact_confirm", OFFERED: "contact_offer"}
OVER = Refused("handover_over", "Questa richiesta non è più aperta: è già stata decisa, ritirata o non serve più.")
REHEARSAL = Refused("rehearsal", "In una tornata di prova il recapito del servizio non cambia.")


@dataclass(frozen=True, slots=True)
class Passing:
    """What the page of a link says: whose questionnaire passes, from whom, to whom. ``state``: who is asked there."""

    state: str
    kind: str
    unit_name: str
    round_title: str
    last_day: date
    language: str
    name: str
    email: str
    by: str


def propose(
    session: Session, house: House, now: datetime, public_id: str, kind: str, values: Mapping[str, str]
) -> None:
    """Name another person: "name", "email" hers, "by" of who proposes (of a handover alone). An earlier one gives way.

    Raises NotFound, Refused ("name_wrong", "email_wrong", "by_wrong", "too_many", "rehearsal", or that nothing may be
    written).
    """
    header = responses.by_public_id(session, public_id)
    if header is None or header.revoked_at is not None or header.number:
        raise NotFound("questionario")
    require_open(header, now)
    if header.rehearsal:
        raise REHEARSAL
    by = values.get("by", "")
    judge(lambda: person(values), lambda: name_of(by, "by_wrong") if kind == HANDOVER else "")
    to, by = person(values), name_of(by, "by_wrong") if kind == HANDOVER else ""
    require_room(session, now, header.unit_id)
    recall(session, now, store.end(session, now, "replaced", header.invitation_id), "handover_over")
    row = _new(session, now, header, kind)
    _write(house, row, {"name": to.name, "email": to.email, "by": by, "note": ""})
    at_once = kind == HANDOVER and row.contact_id is not None and is_known(session, header.unit_id, to.email)
    row.state = CONFIRM if at_once else STAFF
    session.add(row)
    session.flush()
    if at_once:
        _mail(session, house, now, header, row)
    target = ("invitation", header.invitation_id)
    audit.record(session, now, respondent(header), "handover.propose", target, kind=kind, waits=not at_once)


def _new(session: Session, now: datetime, header: Header, kind: str) -> Handover:
    holder = census.open_contacts(session, [header.unit_id]).get(header.unit_id)
    contact_id = holder[1].id if holder else None
    return Handover(id=new_id(), invitation_id=header.invitation_id, kind=kind, asked_at=now, contact_id=contact_id)


def propose_by_atr(
    session: Session, house: House, now: datetime, public_id: str, atr_name: str, values: Mapping[str, str]
) -> None:
    """A territory of the service names the right contact ("name", "email"): the staff look at it, whoever she is.

    One that stands already, or too many of a day, are for whoever calls it to refuse. Raises as `propose`.
    """
    header = responses.by_public_id(session, public_id)
    if header is None or header.revoked_at is not None:
        raise NotFound("questionario")
    require_open(header, now)
    to = person(values)
    row = _new(session, now, header, BY_ATR)
    row.state = STAFF
    _write(house, row, {"name": to.name, "email": to.email, "by": f"L'ATR {atr_name}", "note": ""})
    session.add(row)
    session.flush()


def propose_instead(
    session: Session, house: House, now: datetime, public_id: str, told: str, values: Mapping[str, str]
) -> None:
    """With "non siamo il contatto giusto": who is, if anybody was named. Raises as `propose`."""
    if told == Disposition.WRONG_CONTACT and any(value.strip() for value in values.values()):
        propose(session, house, now, public_id, WRONG, values)


def said(house: House, row: Handover) -> dict[str, str]:
    """The names in clear. Raises WrongKey."""
    content: dict[str, str] = json.loads(house.keyring.unseal(row.sealed, store.place_of(row.id)))
    return content


def _write(house: House, row: Handover, content: Mapping[str, str]) -> None:
    row.sealed = house.keyring.seal(json.dumps(content).encode(), store.place_of(row.id))


def _mail(session: Session, house: House, now: datetime, header: Header, row: Handover) -> None:
    """Ask whoever must answer next: the contact of the census, then the person named."""
    holder = session.get(Contact, row.contact_id) if row.contact_id else None
    to = said(house, row)["email"] if row.state == OFFERED else holder.email if holder else ""
    row.message_id = _queue(session, now, header, MAILS[row.state], to, row) if to else None


def _queue(session: Session, now: datetime, header: Header, kind: str, to: str, row: Handover) -> uuid.UUID | None:
    context = {"handover_id": str(row.id)}
    about = {"round_id": header.round_id, "invitation_id": header.invitation_id}
    return outbox.enqueue(session, now, kind, to, context=context, seq=f"{row.id}:{row.state}", **about)


def _behind(session: Session, token: str) -> tuple[Handover, str]:
    found = store.by_token(session, token_sha256(token))
    if found is None:
        raise NotFound("collegamento")
    return found


def _standing(session: Session, now: datetime, row: Handover, state: str) -> Header:
    """The invitation of one that stands in that state. Raises Refused "handover_over"."""
    invitation = session.get_one(Invitation, row.invitation_id)
    header = responses.by_public_id(session, invitation.public_id)
    holder = census.open_contacts(session, [invitation.unit_id]).get(invitation.unit_id)
    same = (holder[1].id if holder else None) == row.contact_id
    open_still = header is not None and header.revoked_at is None and standing(header, now) is Standing.OPEN
    if header is None or row.ended_at is not None or row.state != state or not same or not open_still:
        raise OVER
    return header


def open_handover(session: Session, house: House, now: datetime, token: str) -> Passing:
    """The page of a link; changes nothing. Raises NotFound, Refused "handover_over"."""
    row, state = _behind(session, token)
    header = _standing(session, now, row, state)
    names = said(house, row)
    return Passing(
        state,
        row.kind,
        str(header.census.get("name", "")),
        header.round_title,
        last_day(header),
        header.language or ITALIAN,
        names["name"],
        names["email"],
        names["by"],
    )


def answer(session: Session, house: House, now: datetime, token: str, yes: bool) -> str:
    """Yes or no of whoever the link was sent to: "confirmed", "accepted", "denied".

    Raises NotFound, Refused "handover_over": also where two answer at once.
    """
    found, state = _behind(session, token)
    unit_id = session.get_one(Invitation, found.invitation_id).unit_id
    delegations.lock_unit(session, unit_id)  # as whoever proposes: the unit first, else each could wait for the other
    row = store.held(session, found.id) or found
    header = _standing(session, now, row, state)
    actor = Actor("respondent", header.public_id)
    if not yes:
        row.ended_at, row.outcome = now, "denied"
        outcome = "denied"
    elif state == CONFIRM:
        _offer(session, house, now, header, row)
        outcome = "confirmed"
    else:
        _accept(session, house, now, header, row)
        outcome = "accepted"
    audit.record(session, now, actor, f"handover.{outcome}", ("invitation", header.invitation_id))
    return outcome


def _offer(session: Session, house: House, now: datetime, header: Header, row: Handover) -> None:
    row.state = OFFERED
    session.flush()
    _mail(session, house, now, header, row)


def _accept(session: Session, house: House, now: datetime, header: Header, row: Handover) -> None:
    """She is the contact from now on: the census says so, the earlier links die, hers goes to her."""
    names = said(house, row)
    former = session.get(Contact, row.contact_id) if row.contact_id else None
    row.ended_at, row.outcome = now, "accepted"
    session.flush()
    unit = session.get_one(Unit, header.unit_id, with_for_update=True)
    by = By(Actor("respondent", header.public_id), now, "passaggio del questionario")
    contacts.settle(session, unit, ContactDraft(names["email"], names["name"]), by)
    session.flush()
    _, holder = census.open_contacts(session, [unit.id])[unit.id]
    end_links_of_former(session, now, unit.id, holder.id)
    pass_on(session, now, unit.id, holder.id)
    _send_links(session, now, by, unit)
    if former is not None:
        _queue(session, now, header, "contact_told", former.email, row)


def _send_links(session: Session, now: datetime, by: By, unit: Unit) -> None:
    """Her link in every round that waits for the unit, but for rehearsals; an address that is paused gets none."""
    for one in sending.sendable(session, now, unit.code):
        invitation = session.get_one(Invitation, one.invitation_id)
        if not session.get_one(Round, invitation.round_id).rehearsal:
            with suppress(Refused):
                sending.send_again(session, now, by.actor, invitation.round_id, invitation.id)


def _refuse(session: Session, now: datetime, actor: Actor, row: Handover) -> None:
    """The staff say no, also where it can be accepted no more: the round is over, the links are revoked.

    Raises Refused "handover_over" where it has ended.
    """
    if row.ended_at is not None:
        raise OVER
    recall(session, now, [row.message_id] if row.message_id else [], "handover_over")
    row.ended_at, row.outcome, row.settled_by = now, "refused", actor.id or actor.kind
    audit.record(session, now, actor, "handover.settle", ("invitation", row.invitation_id), way="no")


def staff_settle(
    session: Session, house: House, now: datetime, actor: Actor, handover_id: uuid.UUID, way: str, note: str
) -> None:
    """The staff's word: "yes" (the census contact is asked by mail), "phone" (she has said yes, with a note), "no".

    Raises NotFound, Refused ("handover_over", "note_missing", "no_contact").
    """
    row = store.held(session, handover_id)
    if row is None:
        raise NotFound("richiesta")
    if way == "no":
        _refuse(session, now, actor, row)
        return
    if row.state not in (store.OPEN_STATES if way == "phone" else (STAFF,)):
        raise OVER
    header = _standing(session, now, row, row.state)
    audit.record(session, now, actor, "handover.settle", ("invitation", row.invitation_id), way=way)
    row.settled_by = actor.id or actor.kind
    if way == "phone":
        _by_phone(house, row, note)
        _offer(session, house, now, header, row)
        return
    if row.contact_id is None:
        raise Refused("no_contact", "Il servizio non ha un recapito nel censimento: chieda conferma per telefono.")
    row.state = CONFIRM
    session.flush()
    _mail(session, house, now, header, row)


def _by_phone(house: House, row: Handover, note: str) -> None:
    if not 0 < len(note.strip()) <= 1000:
        raise Refused("note_missing", "Scriva con chi ha parlato e a quale numero, al massimo 1000 caratteri.")
    _write(house, row, {**said(house, row), "note": note.strip()})
