"""Production starts with everything it needs or not at all, and says what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from questionari.settings import REQUIRED_IN_PRODUCTION, SettingsError, load_settings

ROOT = Path(__file__).resolve().parent.parent.parent
WHOLE = {
    "MODE": "production",
    "DATABASE_URL": "postgresql://questionari@/questionari",
    "REDIS_URL": "redis://127.0.0.1/0",
    "SECRET_KEY": "s" * 64,
    "ENCRYPTION_KEYS": "1:" + "ab" * 32,
    "BASE_URL": "https://monitoraggio.example",
    "TRUSTED_HOSTS": "monitoraggio.example",
    "MAIL_HOST": "mail.example",
    "MAIL_SENDER": "monitoraggio@rete.example",
}
WEAK = {
    "BASE_URL": ("http://monitoraggio.example", "https://"),
    "SECRET_KEY": ("short", "32 characters"),
    "ENCRYPTION_KEYS": ("1:abcd", "64 hexadecimal"),
    "MAIL_TLS": ("none", "MAIL_TLS=none"),
    "MAIL_PORT": ("twenty-five", "MAIL_PORT"),
    "MAIL_CONNECTIONS": ("0", "MAIL_CONNECTIONS must be between 1 and 20"),
    "PROXIES": ("one", "PROXIES"),
    "MODE": ("live", "MODE must be one of"),
}


def test_a_whole_environment_is_accepted() -> None:
    found = load_settings(WHOLE)
    assert (found.https, found.trusted_hosts, found.mail.tls) == (True, ("monitoraggio.example",), "starttls")


@pytest.mark.parametrize("name", REQUIRED_IN_PRODUCTION)
def test_what_is_missing_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({**WHOLE, name: ""})


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as error:
        load_settings({"MODE": "production"})
    assert all(name in str(error.value) for name in REQUIRED_IN_PRODUCTION)


@pytest.mark.parametrize("name", WEAK)
def test_what_is_too_weak_or_unreadable_is_refused(name: str) -> None:
    value, words = WEAK[name]
    with pytest.raises(SettingsError, match=words):
        load_settings({**WHOLE, name: value})


def test_a_process_ends_with_one_sentence_instead_of_a_traceback(tmp_path: Path) -> None:
    environment = {**os.environ, **WHOLE, "SECRET_KEY": "", "INSTANCE": str(tmp_path)}
    words = [sys.executable, "-c", "import app"]
    ended = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines() == [
        "questionari: production needs SECRET_KEY: set them in the environment (docs/operations.md)"
    ]
