"""Staff correct a wrong message: how many it has reached, the text, the preview, the sending."""

import re

import pytest
from sqlalchemy import select, update

from questionari.clock import local_day
from questionari.store.models.messages import OutboxMessage
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.managing import ROUND, audited, mails, send

pytestmark = pytest.mark.engine("sqlite")
DAY = local_day(factories.NOW)
MESSAGE = re.compile(r"/gestione/posta/([0-9a-f-]{36})")


def test_a_wrong_invitation_is_corrected_to_those_who_had_it(centres: Browser, store: Database) -> None:
    with store.writing() as session:
        first = select(OutboxMessage.id).where(OutboxMessage.kind == "invitation").limit(2)
        session.execute(update(OutboxMessage).where(OutboxMessage.id.in_(first)).values(state="sent"))
    send(centres, f"{ROUND}/ferma")
    centres.get(ROUND)
    assert "Quanti sono partiti, e prepara una rettifica" in centres.text
    for state in ("inviati", "in-coda"):
        centres.get(f"/gestione/posta?stato={state}")
        centres.get(f"/gestione/posta/{MESSAGE.findall(centres.text)[0]}")
        assert (f"{ROUND}/rettifica/invitation/{DAY}" in centres.text) is (state == "inviati")
    centres.get(f"{ROUND}/rettifica")
    assert 'data-label="Partiti">2<' in centres.text and 'data-label="In coda">1<' in centres.text
    path = f"{ROUND}/rettifica/invitation/{DAY}"
    assert send(centres, path, testo="Vada a http://x.example, {link}") == 422
    assert "Non scriva indirizzi di pagine" in centres.text and "Vada a http://x.example, {link}" in centres.text
    assert send(centres, path, testo="La scadenza è il {scadenza}.") == 200
    assert "La scadenza è il 13 dicembre 2026." in centres.text and "[collegamento personale]" in centres.text
    assert mails(store, "correction") == []
    fields = centres.fields(-2)
    assert centres.post(path, fields, "go=send").status_code == 200
    assert "La rettifica è in coda: 2 destinatari." in centres.text and len(mails(store, "correction")) == 2
    assert centres.post(path, fields, "go=send").status_code == 422
    assert len(mails(store, "correction")) == 2 and "round.corrected" in audited(store)
    centres.get(ROUND)
    assert "Rettifica inviata a 2 destinatari" in centres.text


def test_an_act_that_there_was_not_is_not_found(centres: Browser) -> None:
    for which in (f"reminder_1/{DAY}", "invitation/2020-01-01", "invitation/ieri", f"set_password/{DAY}"):
        assert centres.get(f"{ROUND}/rettifica/{which}").status_code == 404
