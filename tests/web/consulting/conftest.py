"""A draft that is consulted on: the staff, a centre, a territory, each at its page."""

import pytest
from flask import Flask

from questionari.store.session import Database
from tests.web import managing, neighbours
from tests.web.browser import Browser
from tests.web.consulting.acts import ASKED, FROM, guest, say, territory


@pytest.fixture
def draft(staff: Browser) -> str:
    """A draft of the next version of R; its page."""
    staff.get(FROM)
    staff.post(f"{FROM}/bozza", {"csrf_token": staff.token()})
    page = staff.path
    staff.get(f"{page}/testo")
    text = staff.fields()["text"][0].replace("Nome del servizio", "Nome di chi risponde")
    staff.post(f"{page}/testo", {**staff.fields(), "text": text})
    return page


@pytest.fixture
def consultation(staff: Browser, draft: str) -> str:
    """A consultation on its second revision, of the territory of Bari and one centre; its page."""
    assert managing.send(staff, f"{draft}/consultazione/2", **ASKED) == 200
    return staff.path


@pytest.fixture
def service(app: Flask, store: Database, consultation: str) -> Browser:
    """The centre, on its page of the consultation."""
    found = Browser(app)
    neighbours.consult(found, store, guest(store).id)
    return found


@pytest.fixture
def area(app: Flask, store: Database, service: Browser) -> Browser:
    """The territory, after it and the centre have commented."""
    assert say(service, f"{service.path}/P1", Q1="Non è chiaro che cosa sia attivo.") == 200
    found = territory(app, store)
    found.get("/atr/")
    managing.follow(found, "Questionario di prova")
    found.fill({"commento.": "Troppo lungo: lo dice Maria."}, "")
    assert "Il commento è salvato." in found.text
    return found
