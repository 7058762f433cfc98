"""A service and a territory that are asked for comments on a draft, an approver, a colleague, as their mails need."""

import json
from collections.abc import Callable

from sqlalchemy import select

from questionari.store import approvals, census, consultations, delegations, handovers, response_keys, responses
from questionari.store.models.access import User, UserAtr
from questionari.store.models.approvals import Approval, UnitApprover
from questionari.store.models.census import Atr, Unit
from questionari.store.models.delegations import Delegation
from questionari.store.models.handovers import Handover
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.types import new_id
from questionari.usecases import outbox
from questionari.usecases.consulting import opening
from questionari.usecases.house import SYSTEM
from questionari.usecases.responding.beginning import begin
from questionari.usecases.workbench import drafts
from tests import factories
from tests.factories import NOW, Invited
from tests.mail.desk import Desk


def consulted(desk: Desk, service: Invited) -> tuple[dict[str, str], str]:
    """A service that is asked for comments on a draft: what its mail is queued with, and its own address."""
    with desk.database.writing() as session:
        draft = drafts.begin_from(session, NOW, SYSTEM, "R", "2026.1")
        code = session.get_one(Unit, service.unit_id).code
        asked = opening.Asked({"deadline": "31/12/2026"}, units=(code,))
        row = opening.open_consultation(session, NOW, SYSTEM, draft, 1, asked)
        (line,) = consultations.guests(session, row.id)
        message = session.get_one(OutboxMessage, line.guest.message_id)
        outbox.recall(session, NOW, [message.id], "contact_changed")  # the tests queue their own
        return {"guest_id": str(line.guest.id)}, message.recipient


def consulted_area(desk: Desk) -> tuple[dict[str, str], str]:
    """A territory that is asked for comments on a draft: what the mail of its account is queued with, its address."""
    with desk.database.writing() as session:
        draft = drafts.begin_from(session, NOW, SYSTEM, "R", "2026.1")
        atr = Atr(id=new_id(), code="058", name="Provincia di prova", kind="provincia")
        user = User(id=new_id(), code="ATR.PROVA", name="Ufficio", email="Ufficio@provincia.example", role="atr")
        user.created_at = NOW
        session.add_all((atr, user))
        session.flush()
        session.add(UserAtr(user_id=user.id, atr_id=atr.id))
        session.flush()
        row = opening.open_consultation(
            session, NOW, SYSTEM, draft, 1, opening.Asked({"deadline": "31/12/2026"}, ("058",))
        )
        (line,) = consultations.guests(session, row.id)
        message = session.get_one(OutboxMessage, line.guest.message_id)
        outbox.recall(session, NOW, [message.id], "contact_changed")  # the tests queue their own
        return {"guest_id": str(line.guest.id)}, message.recipient


def awaiting(desk: Desk) -> tuple[Invited, dict[str, str], str]:
    """A service that waits for an approval: what the mail is queued with, and the address of who may give it."""
    with desk.database.writing() as session:
        service = factories.invited(session, approval=True)
        header = responses.by_public_id(session, service.public_id)
        begin(session, desk.house, NOW, header)
        row = session.scalars(select(Response).where(Response.invitation_id == service.invitation_id)).one()
        key = desk.house.keyring.data_key(f"response:{row.id}", *response_keys.of(session, row.id))
        approval = Approval(id=new_id(), public_id=f"{service.public_id[:21]}a", response_id=row.id, asked_at=NOW)
        approval.sealed = approvals.sealed(key, approval.id, {"compiler": "A", "approver": "B", "note": ""})
        email = "responsabile@ente.example"
        session.add(UnitApprover(unit_id=service.unit_id, email=email, name="", set_at=NOW, set_by="tests"))
        session.add(approval)
        row.awaiting_at = NOW
        return service, {"approval_id": str(approval.id)}, email


def entrusted(desk: Desk) -> tuple[Invited, dict[str, str], str]:
    """A service that asks a colleague for help: what the mail is queued with, and her address."""
    with desk.database.writing() as session:
        service = factories.invited(session)
        begin(session, desk.house, NOW, responses.by_public_id(session, service.public_id))
        row = session.scalars(select(Response).where(Response.invitation_id == service.invitation_id)).one()
        key = desk.house.keyring.data_key(f"response:{row.id}", *response_keys.of(session, row.id))
        email = "anna@servizio.example"
        one = Delegation(id=new_id(), public_id="~" + "a" * 22, response_id=row.id, waits=False, asked_at=NOW)
        one.sections = ["S2"]
        one.sealed = delegations.sealed(key, one.id, {"name": "Anna", "email": email, "by": "Carla"})
        session.add(one)
        return service, {"delegation_id": str(one.id)}, email


def passing(state: str, email: str = "") -> Callable[[Desk], tuple[Invited, dict[str, str], str]]:
    """A questionnaire that passes: what the mail of that state is queued with, to whom it goes ("": the contact)."""

    def made(desk: Desk) -> tuple[Invited, dict[str, str], str]:
        with desk.database.writing() as session:
            service = factories.invited(session)
            holder = census.open_contacts(session, [service.unit_id])[service.unit_id][1]
            row = Handover(id=new_id(), invitation_id=service.invitation_id, contact_id=holder.id, kind="handover")
            row.state, row.asked_at = state, NOW
            if state == "accepted":
                row.ended_at, row.outcome = NOW, "accepted"
            names = {"name": "Marta", "email": email or "m@servizio.example", "by": "Carla", "note": ""}
            row.sealed = desk.house.keyring.seal(json.dumps(names).encode(), handovers.place_of(row.id))
            session.add(row)
            return service, {"handover_id": str(row.id)}, email or holder.email

    return made
