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


IMAP = {"IMAP_HOST": "posta.example", "IMAP_USER": "monitoraggio@rete.example", "IMAP_PASSWORD": "parola"}
TOKEN = {"OAUTH_TOKEN_URL": "https://accesso.example/token", "OAUTH_CLIENT_ID": "c", "OAUTH_REFRESH_TOKEN": "segreto"}


def test_a_mailbox_is_read_over_tls_unless_told_otherwise() -> None:
    assert load_settings(WHOLE).mailbox is None
    found = load_settings({**WHOLE, **IMAP}).mailbox
    assert (found.port, found.tls, found.folder, found.oauth) == (993, "tls", "INBOX", None)
    assert found.name == "monitoraggio@rete.example@posta.example/INBOX" and "parola" not in repr(found)


def test_a_token_takes_the_place_of_the_password() -> None:
    by_token = {**WHOLE, **IMAP, **TOKEN, "IMAP_AUTH": "xoauth2", "IMAP_PASSWORD": "", "MAIL_AUTH": "xoauth2"}
    found = load_settings({**by_token, "MAIL_USERNAME": "monitoraggio@rete.example"})
    assert found.mail.oauth == found.mailbox.oauth and "segreto" not in repr(found)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"IMAP_USER": ""}, "IMAP_USER"),
        ({"IMAP_PASSWORD": ""}, "IMAP_PASSWORD"),
        ({"IMAP_TLS": "none"}, "IMAP_IN_CLEAR"),
        ({"IMAP_TLS": "ssl"}, "IMAP_TLS"),
        ({"IMAP_PORT": "x"}, "IMAP_PORT"),
        ({"IMAP_FOLDER": 'IN"BOX'}, "IMAP_FOLDER"),
        ({"IMAP_FOLDER": "Posta in arrivò"}, "IMAP_FOLDER"),
        ({"IMAP_AUTH": "basic"}, "IMAP_AUTH"),
        ({"IMAP_AUTH": "xoauth2"}, "OAUTH_TOKEN_URL"),
        ({**TOKEN, "IMAP_AUTH": "xoauth2", "OAUTH_TOKEN_URL": "http://accesso.example/token"}, "OAUTH_TOKEN_URL"),
        ({**TOKEN, "IMAP_AUTH": "xoauth2", "OAUTH_REFRESH_TOKEN": ""}, "OAUTH_REFRESH_TOKEN"),
        ({**TOKEN, "MAIL_AUTH": "xoauth2"}, "MAIL_USERNAME"),
        ({"MAIL_PEC": "1", "MAIL_USERNAME": "altra@pec.example"}, "MAIL_PEC"),
    ],
)
def test_a_mailbox_half_set_or_in_clear_is_refused(changes: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load_settings({**WHOLE, **IMAP, **changes})


PEC = {
    "PEC_HOST": "smtps.pec.example",
    "PEC_USERNAME": "monitoraggio@pec.rete.example",
    "PEC_PASSWORD": "segreta",
    "PEC_IMAP_HOST": "imaps.pec.example",
}


def test_pec_has_a_server_and_a_mailbox_of_its_own_and_one_account_for_both() -> None:
    found = load_settings({**WHOLE, **IMAP, **PEC})
    assert (found.pec.host, found.pec.port, found.pec.tls, found.pec.connections) == (
        "smtps.pec.example",
        465,
        "tls",
        1,
    )
    assert found.pec.sender == found.pec.reply_to == found.pec_mailbox.username == PEC["PEC_USERNAME"]
    assert (found.pec.certified, found.mail.certified) == (True, False) and "segreta" not in repr(found)
    assert [box.host for box in found.mailboxes] == [found.mailbox.host, "imaps.pec.example"]
    own = {"PEC_AUTH": "xoauth2", "PEC_OAUTH_TOKEN_URL": "https://pec.example/token", "PEC_OAUTH_CLIENT_ID": "nostro"}
    by_token = load_settings({**WHOLE, **PEC, **own, "PEC_OAUTH_REFRESH_TOKEN": "x"})
    assert by_token.pec.oauth.client_id == "nostro" and load_settings(WHOLE).pec is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"PEC_PASSWORD": ""}, "PEC_PASSWORD"),
        ({"PEC_SENDER": "altra@pec.example"}, "PEC_USERNAME = PEC_SENDER"),
        ({"PEC_USERNAME": ""}, "PEC_USERNAME|PEC_IMAP_USER"),
        ({"PEC_TLS": "none"}, "PEC_IN_CLEAR"),
        ({"PEC_IMAP_HOST": ""}, "PEC_IMAP_HOST"),
        ({"PEC_IMAP_TLS": "none"}, "PEC_IMAP_IN_CLEAR"),
        ({"PEC_AUTH": "xoauth2"}, "OAUTH_TOKEN_URL"),
        ({"PEC_CONNECTIONS": "0"}, "PEC_CONNECTIONS"),
    ],
)
def test_pec_half_set_is_refused_in_production(changes: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load_settings({**WHOLE, **PEC, **changes})


def test_a_key_of_our_own_signs_ordinary_mail_where_it_is_named(tmp_path: Path) -> None:
    key = tmp_path / "dkim.pem"
    key.write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    own = {"DKIM_KEY_FILE": str(key), "DKIM_SELECTOR": "s1"}
    found = load_settings({**WHOLE, **PEC, **own}).mail.dkim
    domain = WHOLE["MAIL_SENDER"].rpartition("@")[2]
    assert (found.selector, found.domain) == ("s1", domain) and "AAAA" not in repr(found)
    assert load_settings(WHOLE).mail.dkim is None and load_settings({**WHOLE, **PEC, **own}).pec.dkim is None
    wrong = ({"DKIM_KEY_FILE": str(tmp_path / "altrove")}, {"DKIM_SELECTOR": ""}, {"DKIM_DOMAIN": "altri.example"})
    for changes in wrong:
        with pytest.raises(SettingsError, match="DKIM"):
            load_settings({**WHOLE, **own, **changes})
    key.write_text("-----BEGIN PUBLIC KEY-----\n")
    with pytest.raises(SettingsError, match="DKIM_KEY_FILE"):
        load_settings({**WHOLE, **own})
    with pytest.raises(SettingsError, match="METRICS_TOKEN"):
        load_settings({**WHOLE, "METRICS_TOKEN": "corto"})


def test_who_takes_the_risk_of_clear_text_says_so() -> None:
    clear = {"IMAP_TLS": "none", "IMAP_IN_CLEAR": "1", "MAIL_TLS": "none", "MAIL_IN_CLEAR": "1"}
    found = load_settings({**WHOLE, **IMAP, **clear})
    assert (found.mailbox.tls, found.mailbox.port, found.mail.tls) == ("none", 143, "none")
    assert load_settings({**WHOLE, **IMAP, "IMAP_TLS": "none", "IMAP_HOST": "127.0.0.1"}).mailbox is not None
