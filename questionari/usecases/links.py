"""Personal links: bearer tokens for one invitation, kept as hashes (decisions.md 30; ASVS 11.5.1, 6.5.2)."""

import hashlib
import secrets
import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.store.models.rounds import Link


def token_sha256(token: str) -> str:
    """The form in which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def mint(session: Session, invitation_id: uuid.UUID, kind: str, now: datetime) -> str:
    """A new link of an invitation for one message; the token is returned once and never stored in clear."""
    token = secrets.token_urlsafe(32)
    session.add(Link(invitation_id=invitation_id, token_sha256=token_sha256(token), kind=kind, issued_at=now))
    return token
