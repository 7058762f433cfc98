"""Logging in: code and password, then the second factor. Every failure looks and lasts the same (ASVS 6.3)."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.store.models.access import User
from questionari.usecases import audit, sessions
from questionari.usecases.accounts import passwords, second_factor
from questionari.usecases.house import Actor, House, Refused
from questionari.usecases.sessions import actor_of

FREE_TRIES = 5
NOBODY = Actor("anonymous")
LONGEST_WAIT = timedelta(minutes=15)
WRONG = "Codice o password non corretti. Controlli e riprovi; dopo più errori deve aspettare qualche minuto."
WRONG_CODE = "Il codice non è corretto, o è già stato usato. Aspetti il prossimo e riprovi."


@dataclass(frozen=True, slots=True)
class FirstStep:
    """The password was right: who must now give the second factor, and whether it is still to be set up."""

    user_id: uuid.UUID
    enrolled: bool


def waiting(user: User, now: datetime) -> bool:
    """Whether the account must wait: 30 s after 5 failures, doubling up to 15 minutes; never for good (6.1.1)."""
    if user.failed_count < FREE_TRIES or user.failed_at is None:
        return False
    wait = min(timedelta(seconds=30 << min(user.failed_count - FREE_TRIES, 10)), LONGEST_WAIT)
    return now < user.failed_at + wait


def check_password(session: Session, now: datetime, code: str, password: str) -> FirstStep | None:
    """The first step, or None. The caller commits either way: failures are counted."""
    user = session.scalar(select(User).where(User.code == code.strip()).with_for_update())
    good = passwords.matches(user.password_hash if user else None, password)
    held = user is not None and waiting(user, now)
    if user is None or user.disabled_at is not None or held or not good:
        failed(session, now, user, "account.login_failed", counts=not held)
        return None
    return FirstStep(user.id, user.totp_secret is not None)


def check_code(session: Session, house: House, now: datetime, user_id: uuid.UUID, typed: str) -> str | None:
    """The second step: a login token when the code is good, else None."""
    user = session.get_one(User, user_id, with_for_update=True)  # tries made at once are counted one by one
    if waiting(user, now) or user.disabled_at is not None:
        return None
    how = second_factor.accept(session, house.keyring, user, typed, now)
    if how is None:
        failed(session, now, user, "account.code_failed")
        return None
    return _enter(session, now, user, how)


def enrol(
    session: Session, house: House, now: datetime, user_id: uuid.UUID, secret: str, typed: str
) -> tuple[str, list[str]]:
    """Set up the second factor and log in: (login token, recovery codes). Raises Refused (wrong_code, enrolled)."""
    user = session.get_one(User, user_id)
    if user.totp_secret is not None:
        raise Refused("enrolled", "Il secondo fattore è già attivo: usi il codice della Sua applicazione.")
    step = second_factor.matching_step(secret, typed, now, 0)
    if step is None:
        raise Refused("wrong_code", WRONG_CODE)
    codes = second_factor.enrol(session, house.keyring, user, secret, step)
    audit.record(session, now, actor_of(user), "account.second_factor_set", ("account", user.code))
    return _enter(session, now, user, "totp"), codes


def demo_entry(session: Session, house: House, now: datetime, code: str) -> str | None:
    """Enter without credentials: the demonstration only."""
    user = session.scalar(select(User).where(User.code == code))
    return _enter(session, now, user, "demo") if user is not None and house.settings.demo else None


def logout(session: Session, now: datetime, actor: Actor, token: str) -> None:
    """End this session."""
    sessions.end(session, token)
    audit.record(session, now, actor, "account.logout")


def _enter(session: Session, now: datetime, user: User, how: str) -> str:
    user.failed_count = 0
    audit.record(session, now, actor_of(user), "account.login", ("account", user.code), second_factor=how)
    return sessions.start(session, user.id, now)


def failed(
    session: Session, now: datetime, user: User | None, action: str, counts: bool = True, actor: Actor = NOBODY
) -> None:
    """Note a failure; one made while the account waits does not prolong the wait, else it could last for good."""
    if user is not None and counts:
        user.failed_count += 1
        user.failed_at = now
    audit.record(session, now, actor, action, ("account", user.code if user else "-"))
