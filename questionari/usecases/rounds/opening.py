"""Opening a round: the list of units and the state freeze in one transaction, invitations follow in batches.

Each batch is one transaction that adds invitations together with their outbox rows, so a process killed half way leaves
whole batches behind and the next run goes on from there (reliability.md, F13).
"""

import secrets
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.states import RoundState
from questionari.store import census as census_store, rounds as store
from questionari.store.models.census import Atr, Contact, Unit
from questionari.store.models.rounds import Invitation, InvitationAtr, Round
from questionari.usecases import audit
from questionari.usecases.census.facts import census_facts
from questionari.usecases.house import Actor, NotFound, Refused
from questionari.usecases.outbox import enqueue
from questionari.usecases.rounds.basics import RUNNING, get_round, require
from questionari.usecases.rounds.drafting import text_faults
from questionari.usecases.rounds.previewing import preview
from questionari.usecases.rounds.recipients import address_for

BATCH = 1000
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without look-alikes: the code is read aloud
FROZEN = "frozen"  # key of Round.selection while invitations are still being made


def open_round(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID) -> int:
    """Freeze who is asked and launch; returns how many units. `continue_opening` makes the invitations."""
    row = get_round(session, round_id, lock=True)
    require(row, now, frozenset({RoundState.DRAFT}), "aprirla")
    if row.deadline_at <= now:
        raise Refused("deadline_past", "Scadenza: è già passata. La sposti in avanti prima di aprire la tornata.")
    faults = text_faults(row.texts)
    if faults:
        raise Refused("texts", f"Testi dei messaggi: {faults[0].message}")
    shown = preview(session, now, round_id)
    if not shown.receive:
        raise Refused("nobody", "Nessun servizio riceverebbe l'invito: controlli la scelta delle unità e i recapiti.")
    frozen = [str(unit_id) for unit_id in shown.asked]
    row.selection = {**row.selection, FROZEN: frozen}
    row.stored_state = RoundState.OPEN
    row.launched_at = now
    audit.record(session, now, actor, "round.opened", ("round", row.id), code=row.code, units=len(frozen))
    return len(frozen)


def continue_opening(session: Session, now: datetime, round_id: uuid.UUID, limit: int = BATCH) -> int:
    """Make the next invitations of a launched round with their mails; returns how many units are left."""
    row = get_round(session, round_id, lock=True)
    frozen = [uuid.UUID(text) for text in row.selection.get(FROZEN, ())]
    done = store.invited_units(session, round_id)
    left = [unit_id for unit_id in frozen if unit_id not in done]
    _invite(session, now, row, left[:limit])
    if FROZEN in row.selection and len(left) <= limit:
        # The invitations are the list now; every page of the round would read it otherwise.
        row.selection = {name: value for name, value in row.selection.items() if name != FROZEN}
    return max(0, len(left) - limit)


def unfinished(session: Session) -> list[uuid.UUID]:
    """Launched rounds whose invitations are not all made."""
    return [row.id for row in store.launched(session) if FROZEN in row.selection]


def add_unit(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, unit_code: str) -> uuid.UUID:
    """Ask one more unit in a round that is running; returns its invitation."""
    row = get_round(session, round_id, lock=True)
    require(row, now, RUNNING, "aggiungere un servizio")
    unit = census_store.units_by_code(session, [unit_code]).get(unit_code)
    if unit is None:
        raise NotFound("servizio")
    if unit.id in store.invited_units(session, round_id) or str(unit.id) in row.selection.get(FROZEN, ()):
        raise Refused("already_invited", f"«{unit.name}» fa già parte della tornata.")
    _invite(session, now, row, [unit.id])
    added = session.scalars(
        select(Invitation.id).where(Invitation.round_id == round_id, Invitation.unit_id == unit.id)
    ).one()
    audit.record(session, now, actor, "round.unit_added", ("invitation", added), code=unit_code)
    return added


@dataclass(frozen=True, slots=True)
class _Known:
    """What the invitations of a batch need, read at once."""

    units: Mapping[uuid.UUID, Unit]
    contacts: Mapping[uuid.UUID, Contact]
    atrs: Mapping[uuid.UUID, tuple[Atr, ...]]
    bodies: Mapping[str, tuple[str, ...]]  # owner -> codes of its units


def _known(session: Session, ids: Collection[uuid.UUID], now: datetime) -> _Known:
    units = census_store.units_by_id(session, ids)
    holders = {unit_id: contact for unit_id, (_, contact) in census_store.open_contacts(session, ids).items()}
    owners = {unit.owner for unit in units.values() if unit.owner}
    bodies: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for owner, code in session.execute(select(Unit.owner, Unit.code).where(Unit.owner.in_(owners)).order_by(Unit.code)):
        bodies[owner] += (code,)
    return _Known(units, holders, census_store.members(session, ids, local_day(now)), bodies)


def _invite(session: Session, now: datetime, row: Round, ids: Sequence[uuid.UUID]) -> None:
    known = _known(session, ids, now)
    made = [_invitation(now, row, known.units[unit_id], known) for unit_id in ids if unit_id in known.units]
    session.add_all(made)
    session.flush()
    for invitation in made:
        atrs = known.atrs.get(invitation.unit_id, ())
        session.add_all(InvitationAtr(invitation_id=invitation.id, atr_id=atr.id) for atr in atrs)
    session.flush()
    for invitation in made:
        send_invitation(session, now, row, invitation, known.contacts.get(invitation.unit_id))


def _invitation(now: datetime, row: Round, unit: Unit, known: _Known) -> Invitation:
    contact = known.contacts.get(unit.id)
    facts: dict[str, Any] = dict(
        census_facts(unit, contact, known.atrs.get(unit.id, ()), known.bodies.get(unit.owner, (unit.code,)))
    )
    return Invitation(
        public_id=secrets.token_urlsafe(16),
        round_id=row.id,
        unit_id=unit.id,
        contact_id=contact.id if contact else None,
        type_code=unit.type_code,
        census=facts,
        verify_code="".join(secrets.choice(CODE_ALPHABET) for _ in range(10)),
        delivery="none",
        disposition="none",
        created_at=now,
    )


def send_invitation(
    session: Session, now: datetime, row: Round, invitation: Invitation, contact: Contact | None, seq: str = "1"
) -> bool:
    """Queue the mail with the link; False when the unit has no address that may be used."""
    address = address_for(row, contact)
    if address is None:
        return False
    enqueue(
        session,
        now,
        "invitation",
        address.email,
        round_id=row.id,
        invitation_id=invitation.id,
        contact_id=address.contact_id,
        seq=seq,
    )
    return True
