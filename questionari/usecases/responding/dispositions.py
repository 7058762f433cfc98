"""What a service may say instead of answering: wrong contact, closed, declined, answered elsewhere."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from questionari.engine.states import Disposition
from questionari.store import responses
from questionari.store.models.rounds import Invitation
from questionari.usecases import audit
from questionari.usecases.house import House, NotFound, Refused
from questionari.usecases.responding.landing import respondent
from questionari.usecases.responding.standing import require_open
from questionari.usecases.rounds import reasons_told

#: What a respondent may declare, and whether she must say why (or whom to write to instead).
DECLARABLE: Mapping[Disposition, bool] = {
    Disposition.WRONG_CONTACT: False,
    Disposition.CLOSED_SERVICE: False,
    Disposition.DECLINED: True,
    Disposition.ANSWERED_ELSEWHERE: False,
}
LONGEST_REASON = 1000


def decline(session: Session, house: House, now: datetime, public_id: str, kind: str, reason: str) -> Disposition:
    """Record what she declared; entering the questionnaire again takes it back.

    Raises NotFound, Refused ("choice_missing", "reason_missing", "reason_too_long", or that nothing may be written).
    """
    header = responses.by_public_id(session, public_id)
    if header is None or header.revoked_at is not None:
        raise NotFound("questionario")
    require_open(header, now)
    disposition = _checked(kind, reason.strip())
    session.execute(
        update(Invitation)
        .where(Invitation.id == header.invitation_id)
        .values(
            disposition=disposition.value,
            disposition_reason=reasons_told.sealed(house.keyring, header.invitation_id, reason.strip()),
            disposition_at=now,
        )
    )
    target = ("invitation", header.invitation_id)
    audit.record(session, now, respondent(header), "invitation.declare", target, disposition=disposition.value)
    return disposition


def _checked(kind: str, reason: str) -> Disposition:
    disposition = next((d for d in DECLARABLE if d.value == kind), None)
    if disposition is None:
        raise Refused("choice_missing", "Scelga una delle voci: ci serve per sapere come procedere.")
    if DECLARABLE[disposition] and not reason:
        raise Refused("reason_missing", "Scriva in poche parole il motivo del rifiuto.")
    if len(reason) > LONGEST_REASON:
        raise Refused("reason_too_long", "Il testo è troppo lungo: lo accorci a 1000 caratteri.")
    return disposition
