"""The mail that asks for an approval: its own personal link, made when the mail is."""

import secrets
import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.mail.messages import MessageFault
from questionari.store import approvals
from questionari.store.models.approvals import Approval, ApprovalLink
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.usecases.house import House
from questionari.usecases.links import token_sha256

KIND = "approval"


def mail_values(session: Session, house: House, now: datetime, approval_id: str, recipient: str) -> dict[str, str]:
    """The placeholders of the request. Raises MessageFault where it must not go any more, or not to that address."""
    row = session.get(Approval, uuid.UUID(approval_id))
    if row is None or row.ended_at is not None:
        raise MessageFault("the request for approval has ended")
    _must_be_known(session, row, recipient)
    token = secrets.token_urlsafe(32)
    session.add(ApprovalLink(approval_id=row.id, token_sha256=token_sha256(token), issued_at=now))
    return {"link_visto": f"{house.settings.base_url}/visto/apri/{token}"}


def _must_be_known(session: Session, row: Approval, recipient: str) -> None:
    """A personal link goes to an address of the census; in a test round to staff, whatever the census says."""
    invitation = session.get_one(Invitation, session.get_one(Response, row.response_id).invitation_id)
    known = {one.email.lower() for one in approvals.approvers(session, invitation.unit_id)}
    if recipient.lower() not in known and not session.get_one(Round, invitation.round_id).rehearsal:
        raise MessageFault("the address is not one of those that may approve any more")
