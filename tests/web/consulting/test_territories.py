"""Territories are told of a consultation; the staff are told what it waits for; a guest tries what is proposed."""

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.store.models.consultations import (
    ConsultationGuest,
)
from questionari.store.session import Database
from tests.web import managing
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.consulting.acts import ASKED, answer, states, territory

ONE = pytest.mark.engine("sqlite")  # nothing asked of the database differs between the two


@ONE
def test_every_account_of_a_territory_is_written_to_and_no_mail_leaves_once_its_invitation_is_taken_away(
    app: Flask, staff: Browser, store: Database, draft: str
) -> None:
    territory(app, store)
    assert managing.send(staff, f"{draft}/consultazione/2", **ASKED) == 200
    assert "Nessuna utenza segue" not in staff.text
    assert managing.mails(store, "consultation_atr") == ["atr.bari@staff.example"]
    page = staff.path
    with store.reading() as session:
        found = session.scalars(select(ConsultationGuest)).all()
    asked = next(one for one in found if one.atr_id)
    for act in ("invia", "revoca"):
        assert managing.send(staff, f"{page}/inviti/{asked.id}/{act}") == 200
    assert states(store) == ["cancelled"]
    assert managing.send(staff, f"{page}/inviti/{asked.id}/invia") == 200
    assert states(store) == ["cancelled", "queued"]
    assert managing.send(staff, f"{page}/chiudi") == 200
    assert states(store) == ["cancelled", "cancelled"]


@ONE
def test_a_territory_that_nobody_follows_is_asked_and_the_staff_are_told(staff: Browser, draft: str) -> None:
    assert managing.send(staff, f"{draft}/consultazione/2", **ASKED) == 200
    assert "Nessuna utenza segue Provincia di Bari: nessuno è avvisato." in staff.text


def test_the_first_page_of_the_staff_says_what_a_consultation_waits_for(
    staff: Browser, store: Database, consultation: str, area: Browser, hour: Clock
) -> None:
    staff.get("/gestione/")
    assert "2 commenti a «Questionario di prova»" in managing.words(staff.text)
    assert f'href="{consultation}"' in staff.text and "ha passato il termine" not in staff.text
    assert answer(staff, consultation, "Non è chiaro") == 200
    hour.forward(days=9)
    managing.login(staff, store, code="lenove.2", now=hour.now)
    staff.get("/gestione/")
    said = managing.words(staff.text)
    assert "1 commento a «Questionario di prova» aspetta una risposta" in said
    assert "ha passato il termine del 30/11/2026" in said
    assert managing.send(staff, f"{consultation}/chiudi") == 200
    assert answer(staff, consultation, "lo dice Maria") == 200
    staff.get("/gestione/")
    assert "Questionario di prova" not in staff.text.partition("Tornate in corso")[0]


@ONE
def test_a_proposal_that_a_guest_empties_is_not_proposed_again(service: Browser) -> None:
    page = f"{service.path}/P1"
    service.get(page)
    assert service.fields()["Q3"] == ["Centro Antiviolenza di Bari"]
    service.fill({"Q3": ""}, "_go=show")
    assert service.fields()["Q3"] == [""]
