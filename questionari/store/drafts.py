"""Queries on questionnaires being written. They order their rows and never commit."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from questionari.engine.states import Job
from questionari.store.models.drafts import DraftProof, DraftRevision, QuestionnaireDraft


def living(session: Session) -> Sequence[QuestionnaireDraft]:
    """Drafts neither published nor thrown away, the latest saved first."""
    query = select(QuestionnaireDraft).where(
        QuestionnaireDraft.dropped_at.is_(None), QuestionnaireDraft.published_sha256.is_(None)
    )
    return session.scalars(query.order_by(QuestionnaireDraft.saved_at.desc(), QuestionnaireDraft.id)).all()


def history(session: Session, draft_id: uuid.UUID) -> Sequence[tuple[int, datetime, str, str]]:
    """(revision, when, by whom, note), the latest first; never the texts."""
    query = (
        select(DraftRevision.revision, DraftRevision.saved_at, DraftRevision.saved_by, DraftRevision.note)
        .where(DraftRevision.draft_id == draft_id)
        .order_by(DraftRevision.revision.desc())
    )
    return [(number, at, by, note) for number, at, by, note in session.execute(query)]


def next_proof(session: Session, now: datetime) -> DraftProof | None:
    """The oldest proof that waits or whose worker died, locked."""
    free = or_(DraftProof.lease_until.is_(None), DraftProof.lease_until <= now)
    query = (
        select(DraftProof)
        .where(DraftProof.state.in_((Job.QUEUED, Job.RUNNING)), free)
        .order_by(DraftProof.asked_at, DraftProof.draft_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(query).first()


def owned_proof(session: Session, draft_id: uuid.UUID, revision: int, owner: str) -> DraftProof | None:
    """A running proof, locked, if the lease is still that owner's."""
    query = select(DraftProof).where(
        DraftProof.draft_id == draft_id, DraftProof.revision == revision, DraftProof.lease_owner == owner
    )
    return session.scalars(query.with_for_update()).first()
