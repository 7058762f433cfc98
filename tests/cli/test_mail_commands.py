"""flask mail check, flask mail read: what they print and how they end."""

import json
from dataclasses import replace

import pytest
from flask import Flask

from questionari import cli
from questionari.settings import MailSettings, Settings
from questionari.store.sealing import Keyring
from questionari.store.session import Database
from questionari.usecases.house import House
from tests.cli.conftest import Run
from tests.mail.returned import letter
from tests.services.imap import USER, PostOffice, post_office
from tests.services.smtp import Sink

pytestmark = pytest.mark.engine("sqlite")


def commands(database: Database, settings: Settings) -> Run:
    """The commands with these settings."""
    app = Flask("mail-commands")
    app.extensions.update(house=House(settings, Keyring(settings.encryption_keys)), database=database)
    cli.register(app)
    return lambda *words: app.test_cli_runner().invoke(args=[str(word) for word in words])


def settings_for(tmp_path: object, office: PostOffice | None = None, port: int = 1) -> Settings:
    base = Settings("test", tmp_path, "", None, "s" * 32, {1: b"k" * 32}, "http://localhost", ("localhost",))
    mail = MailSettings(port=port, sender=USER, reply_to=USER, timeout_s=5)
    return replace(base, mail=mail, mailbox=office.settings() if office else None)


def test_a_mailbox_is_read_by_hand(database: Database, tmp_path: object) -> None:
    with post_office() as office:
        office.deliver(letter(), letter("Altro", Message_ID="<2@x.example>"))
        run = commands(database, settings_for(tmp_path, office))
        assert (run("mail", "read").exit_code, run("mail", "read", "--once").stderr) == (0, "nothing new\n")
    ended = commands(database, settings_for(tmp_path, office))("mail", "read")
    assert ended.exit_code == 1 and "check IMAP_HOST" in ended.stderr
    ended = commands(database, settings_for(tmp_path))("mail", "read")
    assert ended.exit_code == 2 and "IMAP_HOST" in ended.stderr


def test_a_check_ends_with_one_on_a_fault_and_never_sends(
    database: Database, tmp_path: object, smtp_sink: Sink
) -> None:
    with post_office() as office:
        run = commands(database, settings_for(tmp_path, office, smtp_sink.port))
        ended = run("mail", "check", "--no-dns", "--format", "json")
    assert ended.exit_code == 0 and smtp_sink.messages == []
    found = {one["what"]: one["verdict"] for one in json.loads(ended.stdout)}
    assert (found["smtp"], found["imap"], found["spf"]) == ("ok", "ok", "warning")
    ended = commands(database, settings_for(tmp_path))("mail", "check", "--no-dns")
    assert ended.exit_code == 1 and "fault\tsmtp\t127.0.0.1:1" in ended.stdout
