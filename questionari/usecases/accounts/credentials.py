"""Setting a password: by a mailed link that is used once and expires (ASVS 6.4.1); a reset keeps the second factor."""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questionari.store.models.access import CredentialToken, User, UserAtr
from questionari.store.models.census import Atr
from questionari.usecases import audit, outbox, sessions
from questionari.usecases.accounts import login, passwords
from questionari.usecases.house import Actor, Refused
from questionari.usecases.sessions import actor_of

LIVES = timedelta(hours=48)
WRONG_CURRENT = "La password attuale non è corretta."
CODE_RULE = "lettere, cifre, punto e trattino, da 3 a 40"


def create_user(
    session: Session, now: datetime, actor: Actor, code: str, name: str, email: str, role: str, atrs: Sequence[str] = ()
) -> User:
    """A new account without password. Raises Refused for a code in use, a bad code or role, an unknown territory."""
    code = code.strip()
    if not 3 <= len(code) <= 40 or not all(c.isalnum() or c in ".-" for c in code):
        raise Refused("bad_code", f"Il codice identificativo ha {CODE_RULE} caratteri.")
    if role not in ("staff", "atr"):
        raise Refused("bad_role", "Il ruolo è staff oppure atr.")
    if (role == "atr") != bool(atrs):
        raise Refused("atr_needed", "Un'utenza ATR ha almeno un territorio; un'utenza staff nessuno.")
    if session.scalar(select(User.id).where(User.code == code)):
        raise Refused("code_taken", f"Il codice {code} esiste già.")
    territories = [_atr(session, atr) for atr in atrs]
    user = User(code=code, name=name.strip(), email=email.strip().lower(), role=role, created_at=now)
    session.add(user)
    session.flush()
    session.add_all(UserAtr(user_id=user.id, atr_id=atr_id) for atr_id in territories)
    audit.record(session, now, actor, "account.create", ("account", user.code), role=role, atrs=list(atrs))
    return user


def _atr(session: Session, code: str) -> uuid.UUID:
    found = session.scalar(select(Atr.id).where(Atr.code == code))
    if found is None:
        raise Refused("unknown_atr", f"Non esiste un ATR con codice {code}.")
    return found


def mint(session: Session, user_id: uuid.UUID, now: datetime) -> str:
    """A token to set the password with; earlier unused ones die."""
    session.execute(
        update(CredentialToken)
        .where(CredentialToken.user_id == user_id, CredentialToken.used_at.is_(None))
        .values(used_at=now)
    )
    token = secrets.token_urlsafe(32)
    session.add(CredentialToken(user_id=user_id, token_sha256=_sha(token), expires_at=now + LIVES))
    return token


def send_link(session: Session, now: datetime, user: User) -> None:
    """Queue the mail with the set-password link; the token is minted when the mail is frozen."""
    outbox.enqueue(
        session,
        now,
        "set_password",
        user.email,
        context={"user_id": str(user.id)},
        seq=now.isoformat(timespec="minutes"),
    )


def request_reset(session: Session, now: datetime, code: str) -> None:
    """Someone forgot a password. Says nothing of whether the code exists (ASVS 6.3)."""
    user = session.scalar(select(User).where(User.code == code.strip(), User.disabled_at.is_(None)))
    audit.record(session, now, Actor("anonymous"), "account.reset_request", ("account", user.code if user else "-"))
    if user is not None:
        send_link(session, now, user)


def user_of(session: Session, token: str, now: datetime) -> User | None:
    """The account a live token belongs to, or None."""
    return session.scalar(
        select(User)
        .join(CredentialToken, CredentialToken.user_id == User.id)
        .where(
            CredentialToken.token_sha256 == _sha(token),
            CredentialToken.used_at.is_(None),
            CredentialToken.expires_at > now,
            User.disabled_at.is_(None),
        )
    )


def set_password(session: Session, now: datetime, token: str, password: str) -> None:
    """Set the password, spend the token, end every session. Raises Refused("dead_link") or Refused("weak")."""
    user = user_of(session, token, now)
    if user is None:
        raise Refused("dead_link", "Il collegamento non è più valido: ne chieda uno nuovo.")
    _store(session, now, user, password)
    session.execute(update(CredentialToken).where(CredentialToken.user_id == user.id).values(used_at=now))
    audit.record(session, now, actor_of(user), "account.password_set", ("account", user.code))


def change_password(session: Session, now: datetime, user_id: uuid.UUID, current: str, password: str) -> bool:
    """Change one's own password; False when the current one, which is needed (ASVS 6.2.3), is wrong.

    The caller commits either way: failures are counted as at the login, and make the account wait. Raises
    Refused("weak").
    """
    user = session.get_one(User, user_id, with_for_update=True)
    held = login.waiting(user, now)
    if held or not passwords.matches(user.password_hash, current):
        login.failed(session, now, user, "account.password_change_failed", counts=not held, actor=actor_of(user))
        return False
    _store(session, now, user, password)
    audit.record(session, now, actor_of(user), "account.password_change", ("account", user.code))
    return True


def _store(session: Session, now: datetime, user: User, password: str) -> None:
    found = passwords.faults(password, (user.code, user.name.split(" ")[0], user.email.partition("@")[0]))
    if found:
        raise Refused("weak", " ".join(found))
    user.password_hash = passwords.hash_password(password)
    user.failed_count = 0
    sessions.end_all(session, user.id)


def _sha(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
