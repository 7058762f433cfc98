"""Accounts: passwords that are refused, links used once, codes spent once, waiting after failures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.settings import load_settings
from questionari.store.models.access import AuditEvent, LoginSession, RecoveryCode, User
from questionari.store.models.census import Atr
from questionari.store.models.messages import OutboxMessage
from questionari.store.sealing import Keyring
from questionari.store.session import Database
from questionari.usecases import sessions
from questionari.usecases.accounts import credentials, login, passwords, second_factor
from questionari.usecases.house import SYSTEM, House, Refused
from tests import thrift

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
GOOD = "quattro gatti sul tetto blu"


@pytest.fixture
def house(tmp_path: Path) -> House:
    settings = load_settings({"MODE": "test", "INSTANCE": str(tmp_path)})
    return House(settings, Keyring(settings.encryption_keys))


@pytest.fixture
def session(database: Database):
    with database.writing() as session:
        yield session


def new_user(session: Session, code: str = "rossi.m") -> User:
    return credentials.create_user(session, NOW, SYSTEM, code, "M. Rossi", "m@ente.example", "staff")


def with_password(session: Session) -> User:
    user = new_user(session)
    credentials.set_password(session, NOW, credentials.mint(session, user.id, NOW), GOOD)
    return user


@pytest.mark.parametrize(
    "typed", ["corta", "passwordpassword"[:8], "123456789012"[:11], "antiviolenza12", "aaaaaaaaaaaaaaa", "x" * 129]
)
def test_weak_passwords_are_refused_with_a_reason(typed: str) -> None:
    assert passwords.faults(typed)


@pytest.mark.parametrize("typed", [GOOD, "caffè ☕ e cornetto", "zrt9-Kp2m-Wq81-xx"])
def test_any_character_is_allowed_in_a_long_password(typed: str) -> None:
    assert passwords.faults(typed) == []
    assert passwords.matches(passwords.hash_password(typed), typed)


def test_a_password_kept_is_argon2id_and_never_matches_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", thrift.SHIPPED)
    kept = passwords.hash_password(GOOD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.matches(kept, GOOD + "!")
    assert not passwords.matches(None, "nessuno possiede questa parola")


def test_a_set_password_link_works_once_and_ends_every_session(session: Session) -> None:
    user = new_user(session)
    sessions.start(session, user.id, NOW)
    token = credentials.mint(session, user.id, NOW)
    credentials.set_password(session, NOW, token, GOOD)
    assert session.scalars(select(LoginSession)).all() == []
    with pytest.raises(Refused) as refusal:
        credentials.set_password(session, NOW, token, GOOD)
    assert refusal.value.code == "dead_link"


def test_a_set_password_link_dies_after_48_hours_and_when_a_newer_one_is_made(session: Session) -> None:
    user = new_user(session)
    first = credentials.mint(session, user.id, NOW)
    second = credentials.mint(session, user.id, NOW)
    assert credentials.user_of(session, first, NOW) is None
    assert credentials.user_of(session, second, NOW + timedelta(hours=47)) is not None
    assert credentials.user_of(session, second, NOW + timedelta(hours=48, seconds=1)) is None


def test_a_reset_request_for_an_unknown_code_sends_nothing_and_says_nothing(session: Session) -> None:
    new_user(session)
    credentials.request_reset(session, NOW, "nessuno")
    assert session.scalars(select(OutboxMessage)).all() == []
    credentials.request_reset(session, NOW, "rossi.m")
    message = session.scalars(select(OutboxMessage)).one()
    assert (message.kind, message.recipient) == ("set_password", "m@ente.example")


def test_the_whole_first_login_sets_up_the_second_factor(session: Session, house: House) -> None:
    user = with_password(session)
    step = login.check_password(session, NOW, "rossi.m", GOOD)
    assert step is not None and not step.enrolled
    secret = second_factor.new_secret()
    token, codes = login.enrol(session, house, NOW, user.id, secret, pyotp.TOTP(secret).at(NOW))
    account = sessions.account_of(session, token, NOW)
    assert account is not None and account.code == "rossi.m" and len(codes) == 8
    assert user.totp_secret is not None and secret.encode() not in user.totp_secret


def test_a_code_is_spent_once_and_the_next_step_still_works(session: Session, house: House) -> None:
    user = with_password(session)
    secret = second_factor.new_secret()
    login.enrol(session, house, NOW, user.id, secret, pyotp.TOTP(secret).at(NOW))
    later = NOW + timedelta(seconds=30)
    code = pyotp.TOTP(secret).at(later)
    assert login.check_code(session, house, later, user.id, code)
    assert login.check_code(session, house, later, user.id, code) is None


def test_a_recovery_code_replaces_the_telephone_once(session: Session, house: House) -> None:
    user = with_password(session)
    secret = second_factor.new_secret()
    _, codes = login.enrol(session, house, NOW, user.id, secret, pyotp.TOTP(secret).at(NOW))
    typed = f"{codes[0][:5]}-{codes[0][5:]}".upper()
    assert login.check_code(session, house, NOW, user.id, typed)
    assert login.check_code(session, house, NOW, user.id, typed) is None
    assert codes[0] not in [row.code_sha256 for row in session.scalars(select(RecoveryCode))]


def test_after_five_failures_the_right_password_must_wait_but_is_never_locked_out(session: Session) -> None:
    with_password(session)
    for _ in range(5):
        assert login.check_password(session, NOW, "rossi.m", "sbagliata sbagliata") is None
    assert login.check_password(session, NOW + timedelta(seconds=10), "rossi.m", GOOD) is None
    assert login.check_password(session, NOW + timedelta(minutes=16), "rossi.m", GOOD) is not None


def test_unknown_and_disabled_codes_fail_like_a_wrong_password_and_are_audited(session: Session) -> None:
    user = with_password(session)
    user.disabled_at = NOW
    assert login.check_password(session, NOW, "rossi.m", GOOD) is None
    assert login.check_password(session, NOW, "nessuno", GOOD) is None
    failures = session.scalars(select(AuditEvent).where(AuditEvent.action == "account.login_failed")).all()
    assert len(failures) == 2


def test_a_session_ends_after_8_idle_hours_24_hours_in_all_and_at_disabling(session: Session) -> None:
    user = new_user(session)
    token = sessions.start(session, user.id, NOW)
    assert sessions.account_of(session, token, NOW + timedelta(hours=7, minutes=59))
    assert sessions.account_of(session, token, NOW + timedelta(hours=8, minutes=1)) is None
    sessions.touch(session, token, NOW + timedelta(hours=23))
    assert sessions.account_of(session, token, NOW + timedelta(hours=23, minutes=30))
    assert sessions.account_of(session, token, NOW + timedelta(hours=24, minutes=1)) is None
    user.disabled_at = NOW
    session.flush()
    assert sessions.account_of(session, token, NOW) is None


def test_an_atr_account_needs_a_known_territory(session: Session) -> None:
    with pytest.raises(Refused, match="territorio"):
        credentials.create_user(session, NOW, SYSTEM, "bari", "Bari", "b@x.example", "atr")
    with pytest.raises(Refused, match="072"):
        credentials.create_user(session, NOW, SYSTEM, "bari", "Bari", "b@x.example", "atr", ["072"])
    session.add(Atr(code="072", name="Provincia di Bari", kind="provincia"))
    session.flush()
    user = credentials.create_user(session, NOW, SYSTEM, "bari", "Bari", "b@x.example", "atr", ["072"])
    token = sessions.start(session, user.id, NOW)
    account = sessions.account_of(session, token, NOW)
    assert account is not None and len(account.atr_ids) == 1
