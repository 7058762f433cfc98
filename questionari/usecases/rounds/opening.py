"""Opening a round: the list of units and the state freeze in one transaction, invitations follow in batches.

Each batch is one transaction that adds invitations together with their outbox rows, so a process killed half way leaves
whole batches behind and the next run goes on from there (reliability.md, F13).
"""

import secrets
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.states import RoundState
from questionari.store import census as census_store, opening as opening_store, rounds as store
from questionari.store.models.census import Atr, Contact, Unit
from questionari.store.models.rounds import Invitation, InvitationAtr, Round
from questionari.store.types import new_id
from questionari.usecases import audit
from questionari.usecases.census.facts import census_facts
from questionari.usecases.house import Actor, Refused
from questionari.usecases.links import MOST_SHARED
from questionari.usecases.outbox import Post, enqueue, enqueue_all
from questionari.usecases.rounds.basics import get_round, may
from questionari.usecases.rounds.differing import require_agreed
from questionari.usecases.rounds.drafting import text_faults
from questionari.usecases.rounds.naming import unit_called
from questionari.usecases.rounds.previewing import Preview, preview
from questionari.usecases.rounds.recipients import address_for
from questionari.usecases.rounds.sharing import Share, begin_with, share_of

BATCH = 1000
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without look-alikes: the code is read aloud
FROZEN = "frozen"  # key of Round.selection while invitations are being made: how many units were to be asked


def open_round(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID) -> int:
    """Freeze who is asked and launch; returns how many units. `continue_opening` makes the invitations."""
    row = get_round(session, round_id, lock=True)
    may(row, now, "open")
    if row.deadline_at <= now:
        raise Refused("deadline_past", "Scadenza: è già passata. La sposti in avanti prima di aprire la tornata.")
    faults = text_faults(row.texts)
    if faults:
        raise Refused("texts", f"Testi dei messaggi: {faults[0].message}")
    require_agreed(session, now, row)
    shown = preview(session, now, round_id)
    if not shown.receive:
        raise Refused("nobody", "Nessun servizio riceverebbe l'invito: controlli la scelta delle unità e i recapiti.")
    opening_store.freeze(session, row.id, _turns(shown))
    row.selection = {**row.selection, FROZEN: len(shown.asked)}
    row.stored_state = RoundState.OPEN
    row.launched_at = now
    audit.record(session, now, actor, "round.opened", ("round", row.id), code=row.code, units=len(shown.asked))
    return len(shown.asked)


def _turns(shown: Preview) -> Iterator[Sequence[uuid.UUID]]:
    """Those asked, in order; services of one address have their turn together, as many as one mail may name: else a
    mail might leave for some of them before the others have theirs.
    """
    together = defaultdict[str, list[uuid.UUID]](list)
    for one in shown.receive:
        together[one.email.lower()].append(one.unit_id)
    for ids in together.values():
        yield from (ids[begin : begin + MOST_SHARED] for begin in range(0, len(ids), MOST_SHARED))
    yield from ([one.unit_id] for one in shown.excluded if one.asked)


def continue_opening(session: Session, now: datetime, round_id: uuid.UUID, limit: int = BATCH) -> int:
    """Make the next invitations of a launched round with their mails; returns how many units are left."""
    row = get_round(session, round_id, lock=True)
    ids = opening_store.next_pending(session, round_id, limit)
    _invite(session, now, row, ids)
    left = opening_store.settle(session, round_id, ids)
    if FROZEN in row.selection and not left:
        row.selection = {name: value for name, value in row.selection.items() if name != FROZEN}
    return left


def unfinished(session: Session) -> list[uuid.UUID]:
    """Launched rounds whose invitations are not all made."""
    return [row.id for row in store.launched(session) if FROZEN in row.selection]


def add_unit(
    session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, unit_code: str, begins: bool = False
) -> uuid.UUID:
    """Ask one more unit, by code or whole name, in a round that is running; returns its invitation.

    ``begins``: of a questionnaire in parts it fills in the first. Raises Invalid, Refused.
    """
    row = get_round(session, round_id, lock=True)
    may(row, now, "add_unit")
    unit = unit_called(session, "unit_code", unit_code)
    asked = session.scalar(_invitation_of(round_id, unit.id))
    if asked or opening_store.is_pending(session, round_id, unit.id):
        raise Refused("already_invited", f"«{unit.name}» fa già parte della tornata.")
    if begins:
        begin_with(session, row, unit.code)
    _invite(session, now, row, [unit.id])
    added = session.scalars(_invitation_of(round_id, unit.id)).one()
    audit.record(session, now, actor, "round.unit_added", ("invitation", added), code=unit.code)
    return added


def _invitation_of(round_id: uuid.UUID, unit_id: uuid.UUID) -> Select[uuid.UUID]:
    return select(Invitation.id).where(Invitation.round_id == round_id, Invitation.unit_id == unit_id)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the invitations of a batch need, read at once."""

    units: Mapping[uuid.UUID, Unit]
    contacts: Mapping[uuid.UUID, Contact]
    atrs: Mapping[uuid.UUID, tuple[Atr, ...]]
    bodies: Mapping[str, tuple[str, ...]]  # owner -> codes of its units
    share: Share


def _known(session: Session, row: Round, ids: Collection[uuid.UUID], now: datetime) -> _Known:
    units = census_store.units_by_id(session, ids)
    holders = {unit_id: contact for unit_id, (_, contact) in census_store.open_contacts(session, ids).items()}
    bodies = census_store.codes_by_owner(session, {unit.owner for unit in units.values() if unit.owner})
    return _Known(units, holders, census_store.members(session, ids, local_day(now)), bodies, share_of(session, row))


def _invite(session: Session, now: datetime, row: Round, ids: Sequence[uuid.UUID]) -> None:
    """Invitations, the territories they count in, their mails: three inserts, however many units there are."""
    known = _known(session, row, ids, now)
    made = _ask(session, now, row, ids, known)
    addresses = [(one["id"], address_for(row, known.contacts.get(one["unit_id"]))) for one in made]
    posts = [Post(address.email, one, address.contact_id) for one, address in addresses if address]
    enqueue_all(session, now, "invitation", row.id, posts)


def ask_silently(session: Session, now: datetime, row: Round, unit_id: uuid.UUID) -> uuid.UUID:
    """The invitation of a unit to a round made for earlier responses: no mail is made, no link. Gives its id."""
    (made,) = _ask(session, now, row, [unit_id], _known(session, row, [unit_id], now))
    invitation_id: uuid.UUID = made["id"]
    return invitation_id


def _ask(session: Session, now: datetime, row: Round, ids: Sequence[uuid.UUID], known: _Known) -> list[dict[str, Any]]:
    made = [_invitation(now, row, known.units[unit_id], known) for unit_id in ids if unit_id in known.units]
    belongs = [
        {"invitation_id": one["id"], "atr_id": atr.id} for one in made for atr in known.atrs.get(one["unit_id"], ())
    ]
    for table, rows in ((Invitation, made), (InvitationAtr, belongs)):
        if rows:
            session.execute(insert(table), rows)
    return made


def _invitation(now: datetime, row: Round, unit: Unit, known: _Known) -> dict[str, Any]:
    contact = known.contacts.get(unit.id)
    siblings = known.bodies.get(unit.owner, (unit.code,))
    return {
        "id": new_id(),
        "public_id": secrets.token_urlsafe(16),
        "round_id": row.id,
        "unit_id": unit.id,
        "contact_id": contact.id if contact else None,
        "type_code": unit.type_code,
        "role": known.share.role(unit.code),
        "census": dict(census_facts(unit, contact, known.atrs.get(unit.id, ()), siblings)),
        "verify_code": "".join(secrets.choice(CODE_ALPHABET) for _ in range(10)),
        "created_at": now,
    }


def send_invitation(
    session: Session,
    now: datetime,
    row: Round,
    invitation: Invitation,
    contact: Contact | None,
    seq: str = "1",
    kind: str = "invitation",
) -> bool:
    """Queue the mail with the link (or another kind that has it); False where the unit has no address to be used."""
    address = address_for(row, contact)
    if address is None:
        return False
    enqueue(
        session,
        now,
        kind,
        address.email,
        round_id=row.id,
        invitation_id=invitation.id,
        contact_id=address.contact_id,
        seq=seq,
    )
    return True
