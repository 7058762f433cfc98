"""Queries on versions that take the place of others in open rounds. They order their rows and never commit."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, QuestionnaireVersion, RoundPatch
from questionari.store.places import address, parsed
from questionari.store.responses import WRITABLE

#: What may still be written: a list of records has no answers of its own, and is of whatever version its round is.
_DRAFT = (Response.state.in_(WRITABLE), Response.records.is_(None))
_UNTRIED = (RoundPatch.ended_at.is_(None), RoundPatch.trial_at.is_(None))
#: How many proposals wait for their trial, as a column of any statement.
UNTRIED = select(func.count()).select_from(RoundPatch).where(*_UNTRIED).scalar_subquery()


def pending(session: Session, round_id: uuid.UUID, lock: bool = False) -> RoundPatch | None:
    """The version proposed for a round that nobody has approved or withdrawn yet."""
    query = select(RoundPatch).where(RoundPatch.round_id == round_id, RoundPatch.ended_at.is_(None))
    return session.scalars(query.with_for_update() if lock else query).first()


def approved(session: Session, round_id: uuid.UUID) -> Sequence[RoundPatch]:
    """The versions a round has taken, in order of time."""
    query = select(RoundPatch).where(RoundPatch.round_id == round_id, RoundPatch.approved)
    return session.scalars(query.order_by(RoundPatch.ended_at, RoundPatch.id)).all()


def earlier_of_rounds(session: Session) -> dict[uuid.UUID, list[str]]:
    """Round -> the versions it asked before those that took their place."""
    found: dict[uuid.UUID, list[str]] = {}
    query = select(RoundPatch.round_id, RoundPatch.from_sha256).where(RoundPatch.approved)
    for round_id, sha256 in session.execute(query.order_by(RoundPatch.ended_at, RoundPatch.id)):
        found.setdefault(round_id, []).append(sha256)
    return found


def untried(session: Session) -> Sequence[RoundPatch]:
    """Proposals whose trial was not made yet, the oldest first."""
    query = select(RoundPatch).where(*_UNTRIED)
    return session.scalars(query.order_by(RoundPatch.asked_at, RoundPatch.id)).all()


def uncounted(session: Session) -> Sequence[RoundPatch]:
    """Approved versions after which the progress of the drafts was not counted anew yet."""
    query = select(RoundPatch).where(RoundPatch.approved, RoundPatch.recounted_at.is_(None))
    return session.scalars(query.order_by(RoundPatch.ended_at, RoundPatch.id)).all()


def draft(session: Session, public_id: str) -> Response | None:
    """One response or record, locked."""
    invited_as, number = parsed(public_id)
    query = select(Response).join(Invitation, Invitation.id == Response.invitation_id)
    own = (Invitation.public_id == invited_as, Response.number == number)
    return session.scalars(query.where(*own).with_for_update(of=Response)).first()


def names(session: Session, sha256s: Sequence[str]) -> dict[str, str]:
    """SHA-256 -> the number of the version."""
    query = select(QuestionnaireVersion.sha256, QuestionnaireVersion.version)
    return {row.sha256: row.version for row in session.execute(query.where(QuestionnaireVersion.sha256.in_(sha256s)))}


def others_of(session: Session, code: str, sha256: str) -> Sequence[QuestionnaireVersion]:
    """The other published versions of a questionnaire, the latest first."""
    query = select(QuestionnaireVersion).where(QuestionnaireVersion.code == code, QuestionnaireVersion.sha256 != sha256)
    order = (QuestionnaireVersion.published_at.desc(), QuestionnaireVersion.sha256)
    return session.scalars(query.order_by(*order)).all()


def drafts(session: Session, round_id: uuid.UUID) -> Sequence[str]:
    """The public ids of the responses and records of a round that may still be written, by invitation."""
    query = (
        select(Invitation.public_id, Response.number)
        .join(Response, Response.invitation_id == Invitation.id)
        .where(Response.round_id == round_id, *_DRAFT)
        .order_by(Invitation.id, Response.number)
    )
    return [address(invited_as, number) for invited_as, number in session.execute(query)]


def sent_by_version(session: Session, round_id: uuid.UUID) -> dict[str | None, int]:
    """SHA-256 of a version (None: that of the round) -> responses and records that were sent under it and stand so."""
    query = select(Response.questionnaire_sha256, func.count()).where(
        Response.round_id == round_id, Response.state.not_in(WRITABLE), Response.document.is_not(None)
    )
    return {sha256: number for sha256, number in session.execute(query.group_by(Response.questionnaire_sha256))}


def move(session: Session, round_id: uuid.UUID, old: str, new: str) -> tuple[int, int]:
    """Drafts to the new version, what was sent fixed to the old one; (moved, kept).

    Drafts first: whoever is saving or submitting one at this moment is waited for, then judged as she left it; a save
    that began under the old version finds it gone and begins again (`responses.update_if_writable`).
    """
    of_round = (Response.round_id == round_id,)
    once = {"synchronize_session": False}
    to_new = update(Response).where(*of_round, *_DRAFT).values(questionnaire_sha256=new)
    moved = session.execute(to_new.returning(Response.id).execution_options(**once)).all()
    sent = (Response.state.not_in(WRITABLE), Response.document.is_not(None))
    session.execute(
        update(Response)
        .where(*of_round, *sent, Response.questionnaire_sha256.is_(None))
        .values(questionnaire_sha256=old)
        .execution_options(**once)
    )
    kept = session.scalars(select(Response.id).where(*of_round, *sent)).all()
    return len(moved), len(kept)
