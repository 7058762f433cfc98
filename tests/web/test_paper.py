"""The blank form on the pages: staff print any version, a service the one of its round, cut for its type."""

from flask import Flask
from sqlalchemy import update

from questionari.settings import ROOT
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from tests import factories
from tests.web import neighbours
from tests.web.browser import Browser
from tests.web.managing import follow, words

D = ROOT / "schemi" / "questionari" / "D" / "2026.1.json"
VERSION = "/gestione/questionari/pubblicati/R/2026.1"


def test_staff_reach_the_form_from_the_version_and_keep_it_as_a_pdf(staff: Browser) -> None:
    staff.get(VERSION)
    follow(staff, "Modulo da stampare")
    assert "Modulo intero" in staff.text and "q-tick-box" in staff.text
    assert f'href="{VERSION}/modulo.pdf" download' in staff.text
    assert staff.client.get(f"{VERSION}/modulo.pdf", base_url="https://localhost").data.startswith(b"%PDF-")
    assert '<option value="02">' in staff.text
    staff.get(f"{VERSION}/modulo?tipo=02")
    assert "Casa rifugio" in words(staff.text) and "modulo.pdf?tipo=02" in staff.text


def test_a_service_prints_the_form_of_its_round(opened: Browser, invited: factories.Invited, store: Database) -> None:
    opened.get(f"/rispondi/{invited.public_id}")
    follow(opened, "Modulo da stampare e compilare a mano")
    assert "Centro antiviolenza" in words(opened.text) and "<select" not in opened.text
    answer = opened.client.get(f"/rispondi/{invited.public_id}/modulo.pdf", base_url="https://localhost")
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF-")


def test_staff_print_the_form_in_each_language_of_the_questionnaire(staff: Browser, store: Database) -> None:
    with store.writing() as session:
        factories.publish(session, D)
    place = "/gestione/questionari/pubblicati/D/2026.1/modulo"
    staff.get(place)
    assert '<option value="de">Deutsch</option>' in staff.text
    staff.get(f"{place}?lingua=de")
    assert "Ganzes Formular" in staff.text and "modulo.pdf?lingua=de" in staff.text
    answer = staff.client.get(f"{place}.pdf?lingua=de", base_url="https://localhost")
    assert answer.headers["Content-Disposition"].endswith("-de.pdf")
    staff.get(f"{place}?lingua=fr")
    assert "Modulo intero" in staff.text


def test_a_revoked_link_prints_nothing_more(opened: Browser, invited: factories.Invited, store: Database) -> None:
    with store.writing() as session:
        session.execute(update(Invitation).values(revoked_at=factories.NOW))
    for name in ("modulo", "modulo.pdf"):
        assert opened.get(f"/rispondi/{invited.public_id}/{name}").status_code == 404


def test_an_atr_prints_the_form_too(app: Flask, store: Database) -> None:
    found = neighbours.build(app, store)
    atr = neighbours.visitor(app, store, found, "atr_here")
    atr.get("/atr/questionari/R/2026.1")
    atr.get("/atr/questionari/R/2026.1/modulo?tipo=02")
    assert "Donne accolte nel periodo" in atr.text and "Orari di apertura" not in atr.text
    assert "modulo.pdf?tipo=02" in atr.text
    assert atr.get("/atr/questionari/R/2026.1/modulo.pdf?tipo=02").data.startswith(b"%PDF-")
