"""Rotation of the encryption key: everything opens under the new version alone, however often it was interrupted."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.application import create_app
from questionari.engine.states import Outbox
from questionari.store.models.access import AuditEvent, User
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import ResponseKey
from questionari.store.sealing import WrongKey
from questionari.store.session import Database
from questionari.usecases import keys, links, mail_acts, outbox, responding, rotation
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.intake import keeping
from questionari.usecases.intake.importing import Source
from questionari.usecases.outbox.freezing import thaw
from questionari.usecases.outbox.queueing import enqueue, opened, place_of, sealed
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import app, hour, new_browser, store
from tests.web.filling import submit
from tests.web.neighbours import enrolled_account

__all__ = ["app", "hour", "new_browser", "store"]
BOTH, NEW = f"{factories.KEY},2:{'cd' * 32}", f"2:{'cd' * 32}"


@pytest.fixture
def at_work(
    app: Flask, store: Database, new_browser: Callable[[], Browser]
) -> Iterator[tuple[Flask, list[factories.Invited]]]:
    """A submitted response, a draft, a frozen mail and a second factor, all under version 1."""
    with store.writing() as session:
        keys.ensure_canary(session, app.extensions["house"], factories.NOW)
        round_ = factories.add_round(session, factories.publish(session))
        services = [factories.invite(session, round_, name) for name in ("Centro Uno", "Centro Due")]
    browsers = [new_browser() for _ in services]
    for browser, service in zip(browsers, services, strict=True):
        browser.enter(service.token)
        browser.get(f"/rispondi/{service.public_id}/P1")
        browser.fill({"Q1": "1", "Q3": "Comitato delle rose"})
    submit(browsers[0], services[0].public_id)
    enrolled_account(app, store)
    house: House = app.extensions["house"]
    with store.writing() as session:
        mail = session.scalars(select(OutboxMessage)).first()
        assert mail is not None, "the receipt"
        mail.raw_mime = house.keyring.seal(b"frozen", place_of(mail.id))
        context = {"testo": sealed(house.keyring, "non ancora partito"), "mittente": "rete@altrove.example"}
        enqueue(session, factories.NOW, "false_message", "aiuto@lenove.example", context=context)
    yield app, services


def house_with(app: Flask, key_text: str) -> House:
    settings = app.extensions["house"].settings
    return factories.house_of(
        factories.settings_for(settings.database_url, settings.instance, ENCRYPTION_KEYS=key_text)
    )


def rotate_fully(store: Database, house: House, limit: int = 1) -> int:
    """Batch by batch, as the command does; how many batches had something to do."""
    batches, done = 0, 1
    while done:
        with store.writing() as session:
            done = rotation.rotate(session, house, factories.NOW, limit)
        batches += bool(done)
    return batches


def test_after_a_rotation_the_old_key_is_needed_no_more(
    at_work: tuple[Flask, list[factories.Invited]], store: Database, tmp_path: Path
) -> None:
    app, services = at_work
    both = house_with(app, BOTH)
    with store.writing() as session:
        keys.ensure_canary(session, both, factories.NOW)
    assert rotate_fully(store, both) == 2
    assert rotate_fully(store, both) == 0
    with store.writing() as session:
        rotation.retire(session, both)
    url = app.extensions["house"].settings.database_url
    renewed = create_app(factories.settings_for(url, tmp_path, BASE_URL="https://localhost", ENCRYPTION_KEYS=NEW))
    browser = Browser(renewed)
    browser.enter(services[1].token)
    browser.get(f"/rispondi/{services[1].public_id}/P1")
    assert "Comitato delle rose" in browser.text
    alone: House = renewed.extensions["house"]
    with store.reading() as session:
        assert set(session.scalars(select(ResponseKey.version))) == {2}
        sealed = session.scalars(select(OutboxMessage).where(OutboxMessage.raw_mime.is_not(None))).one()
        assert thaw(alone, sealed) == b"frozen"
        user = session.scalars(select(User).where(User.totp_secret.is_not(None))).one()
        assert alone.keyring.unseal(user.totp_secret or b"", f"totp:{user.id}")
        detail = [
            event.detail for event in session.scalars(select(AuditEvent).where(AuditEvent.action == "key.rotated"))
        ]
    assert sum(found["responses"] for found in detail) == 2
    renewed.extensions["database"].dispose()


def test_a_file_that_waits_to_be_imported_is_read_by_the_new_key_alone(
    at_work: tuple[Flask, list[factories.Invited]], store: Database
) -> None:
    (app, services), staff = at_work, Actor("staff", "rossi.m")
    round_id = services[0].round_id
    with store.writing() as session:
        source = Source("prima.csv", b"servizio;Q1", {})
        import_id = keeping.keep(session, app.extensions["house"], factories.NOW, staff, round_id, source)
    rotate_fully(store, house_with(app, BOTH))
    with store.reading() as session:
        assert keeping.kept(session, house_with(app, NEW), round_id, import_id).content == b"servizio;Q1"


def test_a_message_that_waits_is_read_by_the_new_key_alone(
    at_work: tuple[Flask, list[factories.Invited]], store: Database
) -> None:
    rotate_fully(store, house_with(at_work[0], BOTH))
    alone = house_with(at_work[0], NEW)
    with store.reading() as session:
        waiting = session.scalars(select(OutboxMessage.context).where(OutboxMessage.kind == "false_message")).one()
    told = [opened(alone.keyring, value) for value in waiting.values()]
    assert told == ["non ancora partito", "rete@altrove.example"]


@pytest.fixture
def failed(at_work: tuple[Flask, list[factories.Invited]], store: Database) -> uuid.UUID:
    """An answer to a request of help, sealed in its row, that did not arrive."""
    app, (service, _) = at_work
    with store.writing() as session:
        row = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "receipt")).one()
        row.kind, row.raw_mime, row.invitation_id = "help_answer", None, service.invitation_id
        row.context = {"domanda": "Q3", "testo": sealed(app.extensions["house"].keyring, "Scriva il nome intero")}
        row.state, row.ended_at = Outbox.TECHNICAL_FAILURE.value, factories.NOW
        return row.id


def test_what_did_not_arrive_is_sent_anew_under_the_new_key_alone(
    at_work: tuple[Flask, list[factories.Invited]], store: Database, failed: uuid.UUID
) -> None:
    rotate_fully(store, house_with(at_work[0], BOTH))
    alone = house_with(at_work[0], NEW)
    with store.writing() as session:
        anew = mail_acts.send_anew(session, alone, factories.NOW, Actor("staff", "rossi.m"), failed)
        context = session.get_one(OutboxMessage, anew).context
    assert opened(alone.keyring, context["testo"]) == "Scriva il nome intero"


def test_of_a_key_given_up_too_early_staff_are_told_and_an_erasure_is_not_stopped(
    at_work: tuple[Flask, list[factories.Invited]], store: Database, failed: uuid.UUID
) -> None:
    alone = house_with(at_work[0], NEW)
    with pytest.raises(Refused, match="chiave che non c'è più"), store.writing() as session:
        mail_acts.send_anew(session, alone, factories.NOW, Actor("staff", "rossi.m"), failed)
    with store.writing() as session:
        invitation_id = session.get_one(OutboxMessage, failed).invitation_id
        assert invitation_id is not None
        assert outbox.forget(session, alone, factories.NOW, invitation_id, lambda _: False) == 1
        assert session.get_one(OutboxMessage, failed).context == {}


def test_a_code_of_a_letter_needs_the_key_it_was_printed_under_and_the_command_names_its_round(
    at_work: tuple[Flask, list[factories.Invited]], store: Database
) -> None:
    app, (service, _) = at_work
    both, alone = house_with(app, BOTH), house_with(app, NEW)
    with store.writing() as session:
        assert rotation.letters_at_stake(session, factories.NOW) == ()
        code = links.mint_code(session, app.extensions["house"].keyring, service.invitation_id, factories.NOW)
        round_ = session.get_one(factories.Round, service.round_id)
        assert rotation.letters_at_stake(session, factories.NOW) == (round_.code,)
        assert rotation.letters_at_stake(session, round_.closes_at) == ()
        assert responding.identify(session, both, code)
        with pytest.raises(NotFound):
            responding.identify(session, alone, code)


def test_a_rotation_without_the_old_key_changes_nothing(
    at_work: tuple[Flask, list[factories.Invited]], store: Database
) -> None:
    with pytest.raises(WrongKey, match="version 1"), store.writing() as session:
        rotation.rotate(session, house_with(at_work[0], NEW), factories.NOW)
    with store.reading() as session:
        assert set(session.scalars(select(ResponseKey.version))) == {1}
