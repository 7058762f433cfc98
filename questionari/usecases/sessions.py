"""Login sessions of staff and ATR: rows in the database, ended by deleting them (ASVS 7.2–7.4)."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from questionari.store.models.access import LoginSession, User, UserAtr
from questionari.usecases.house import Actor

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(hours=24)
TOUCH_EVERY = timedelta(minutes=5)  # so that reading a page seldom writes


@dataclass(frozen=True, slots=True)
class Account:
    """The logged-in account, as pages see it. `atr_ids` are the territories an ATR account follows."""

    id: uuid.UUID
    code: str
    name: str
    email: str
    role: Literal["staff", "atr"]
    atr_ids: tuple[uuid.UUID, ...]
    seen_at: datetime


def actor_of(user: User) -> Actor:
    """The account as the audit trail knows it."""
    return Actor(cast(Literal["staff", "atr"], user.role), user.code)


def _sha(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def start(session: Session, user_id: uuid.UUID, now: datetime) -> str:
    """Open a session; the token is returned once, only its hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(token_sha256=_sha(token), user_id=user_id, created_at=now, last_seen_at=now, authenticated_at=now)
    )
    return token


#: Built once, read without objects: it stands before every page of staff and ATR.
ACCOUNT = (
    select(User.id, User.code, User.name, User.email, User.role, LoginSession.last_seen_at, UserAtr.atr_id)
    .join(LoginSession, LoginSession.user_id == User.id)
    .outerjoin(UserAtr, UserAtr.user_id == User.id)
    .where(
        LoginSession.token_sha256 == bindparam("token"),
        LoginSession.last_seen_at > bindparam("seen_after"),
        LoginSession.created_at > bindparam("begun_after"),
        User.disabled_at.is_(None),
    )
)


def account_of(session: Session, token: str, now: datetime) -> Account | None:
    """The account of a live session, or None: unknown, idle for 8 h, older than 24 h, or of a disabled account."""
    asked = {"token": _sha(token), "seen_after": now - IDLE, "begun_after": now - ABSOLUTE}
    rows = session.execute(ACCOUNT, asked).all()
    if not rows:
        return None
    user_id, code, name, email, role, seen_at, _ = rows[0]
    atrs = tuple(row.atr_id for row in rows if row.atr_id is not None)
    return Account(user_id, code, name, email, cast(Literal["staff", "atr"], role), atrs, seen_at)


def needs_touch(account: Account, now: datetime) -> bool:
    """Whether the last-seen instant is stale enough to be worth a write."""
    return now - account.seen_at > TOUCH_EVERY


def touch(session: Session, token: str, now: datetime) -> None:
    """Note that the session is in use."""
    session.execute(update(LoginSession).where(LoginSession.token_sha256 == _sha(token)).values(last_seen_at=now))


def end(session: Session, token: str) -> None:
    """Log out."""
    session.execute(delete(LoginSession).where(LoginSession.token_sha256 == _sha(token)))


def end_all(session: Session, user_id: uuid.UUID) -> None:
    """End every session of an account: after a password change, a reset, a disabling."""
    session.execute(delete(LoginSession).where(LoginSession.user_id == user_id))
