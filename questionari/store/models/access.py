"""Accounts of staff and ATR: credentials, sessions, one-time codes, the audit trail."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Blob, Code, Key, Long, Short


class User(Base):
    """A person with an identification code (protocol, Piano delle attività 3). ATR users see their territories only."""

    __tablename__ = "account"  # "user" is a reserved word
    __table_args__ = (CheckConstraint("role IN ('staff', 'atr')", name="known_role"),)
    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Short]
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(10))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed with the instance key
    totp_last_step: Mapped[int] = mapped_column(default=0)  # a code is used once (ASVS 6.5.1)
    failed_count: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class UserAtr(Base):
    """The territories an ATR user follows."""

    __tablename__ = "account_atr"
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    atr_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("atr.id"), primary_key=True)


class RecoveryCode(Base):
    """A hashed one-time replacement of the TOTP code."""

    __tablename__ = "recovery_code"
    id: Mapped[Key]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    code_sha256: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class CredentialToken(Base):
    """A link by which a person sets her password; stored as its hash, used once."""

    __tablename__ = "credential_token"
    id: Mapped[Key]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginSession(Base):
    """A server-side login session; deleting the row ends it at once (ASVS 7.4)."""

    __tablename__ = "login_session"
    id: Mapped[Key]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    authenticated_at: Mapped[datetime]  # last time password or code were given (7.5.1)


class AuditEvent(Base):
    """One line of the audit trail. Actor ids only; the sealer job fills seq and hash, never the request path."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_at", "at"), Index("ix_audit_event_object", "object_kind", "object_id"))
    id: Mapped[Key]
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(12))  # staff | atr | respondent | system | anonymous
    actor_id: Mapped[str | None] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(60))
    object_kind: Mapped[str | None] = mapped_column(String(30))
    object_id: Mapped[str | None] = mapped_column(String(60))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class AuditSeal(Base):
    """The chain over audit events, one row an event, written by the sealer alone."""

    __tablename__ = "audit_seal"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(String(64))


class AuditCheckpoint(Base):
    """A signed statement that stands in the place of the oldest months of the audit trail; the chain goes on from it.

    ``seq``, ``hash``: of the last seal that went. ``statement``: canonical JSON, as it was signed.
    """

    __tablename__ = "audit_checkpoint"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    statement: Mapped[Long]
    signature: Mapped[Blob]
    public_key: Mapped[Blob]


class KeyCanary(Base):
    """A known text sealed with the encryption key: start-up refuses a wrong key by name (decisions.md 40)."""

    __tablename__ = "key_canary"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[Blob]
    created_at: Mapped[datetime]
    recovery_confirmed_at: Mapped[datetime | None]


class SigningKey(Base):
    """A public key of the house from before a rotation, as the key that came after it signed that it was ours."""

    __tablename__ = "signing_key"
    public_key: Mapped[str] = mapped_column(String(64), primary_key=True)  # hexadecimal
    next_key: Mapped[str] = mapped_column(String(64))
    statement: Mapped[Long]
    signature: Mapped[Blob]
