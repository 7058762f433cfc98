"""The second factor: TOTP (RFC 6238), codes used once (ASVS 6.5.1), hashed recovery codes (6.5.2)."""

import hashlib
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from questionari.store.models.access import RecoveryCode, User
from questionari.store.sealing import Keyring

ISSUER = "Rete Nazionale Antiviolenza"
STEP_S = 30
WINDOW = 1  # one step of drift either way
RECOVERY_CODES = 8
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no look-alike letters


def new_secret() -> str:
    """A base32 secret for an authenticator."""
    return pyotp.random_base32()


def address(secret: str, code: str) -> str:
    """The otpauth:// address shown as a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=code, issuer_name=ISSUER)


def matching_step(secret: str, typed: str, now: datetime, after: int) -> int | None:
    """The time step whose code was typed, if later than the last one used; None otherwise."""
    totp = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP_S
    digits = typed.replace(" ", "")
    steps = range(max(current - WINDOW, after + 1), current + WINDOW + 1)
    return (
        next((s for s in steps if secrets.compare_digest(totp.at(s * STEP_S), digits)), None)
        if digits.isascii() and digits.isdigit()
        else None
    )


def enrol(session: Session, keyring: Keyring, user: User, secret: str, step: int) -> list[str]:
    """Keep the confirmed secret (sealed) and give the recovery codes, shown once."""
    user.totp_secret = keyring.seal(secret.encode(), f"totp:{user.id}")
    user.totp_last_step = step
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user.id, code_sha256=_sha(code)) for code in codes)
    return codes


def accept(session: Session, keyring: Keyring, user: User, typed: str, now: datetime) -> str | None:
    """ "totp" or "recovery" when the code is good (and now spent), None otherwise."""
    if user.totp_secret is None:
        return None
    secret = keyring.unseal(user.totp_secret, f"totp:{user.id}").decode()
    step = matching_step(secret, typed, now, user.totp_last_step)
    if step is not None:
        spent = session.execute(
            update(User)
            .where(User.id == user.id, User.totp_last_step < step)
            .values(totp_last_step=step)
            .returning(User.id)
        ).first()
        return "totp" if spent else None
    return "recovery" if _spend_recovery(session, user, typed, now) else None


def _spend_recovery(session: Session, user: User, typed: str, now: datetime) -> bool:
    wanted = typed.strip().lower().replace("-", "").replace(" ", "")
    spent = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id, RecoveryCode.code_sha256 == _sha(wanted), RecoveryCode.used_at.is_(None)
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    ).first()
    return spent is not None


def _sha(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
