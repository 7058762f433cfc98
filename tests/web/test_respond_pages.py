"""The respondent's pages through a browser without JavaScript, on both databases."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import DraftCell, Response
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from questionari.usecases import responding
from questionari.usecases.outbox.queueing import opened as opened_secret
from tests import factories
from tests.web.browser import Browser
from tests.web.counting import statements
from tests.web.filling import submit


def test_a_service_fills_submits_and_keeps_its_receipt(browser: Browser, invited: factories.Invited) -> None:
    browser.enter(invited.token)
    assert browser.path == f"/rispondi/{invited.public_id}"
    browser.get(f"/rispondi/{invited.public_id}/P1")
    assert 'value="Sportello Aurora"' in browser.text
    browser.fill({"Q1": "1", "Q4": "98", "Q4.98": "Fondazione"})
    assert browser.path.endswith("/P1")
    assert "nuove domande" in browser.text
    assert '<a href="#q-Q2">Donne accolte nel periodo</a>' in browser.text
    assert '<small class="q-code">Q2</small>' in browser.text
    browser.fill({"Q2": "1.200"})
    assert browser.path.endswith("/P1")
    assert "è un numero molto alto" in browser.text
    assert browser.title().startswith("Errore: ")
    browser.fill({"_why:Q2.molte": "Il servizio è regionale"})
    assert browser.path.endswith("/P2")
    browser.fill({"M1:1:a": "1000", "M1:1:b": "200"}, press="_do=zero/M1")
    assert 'name="M1:2:b" value="0"' in browser.text
    browser.fill({"H1:lun:1:from": "9:00", "H1:lun:1:to": "13:00"})
    assert browser.path.endswith("/P3")
    browser.fill({"R1:0:comune": "Bari", "C1": "aurora@servizio.example", "D1": "1/2/2003"})
    assert browser.path.endswith("/riepilogo")
    assert "Tutto è pronto" in browser.text
    browser.post(f"/rispondi/{invited.public_id}/invio", browser.fields())
    assert browser.path.endswith("/ricevuta")
    assert browser.title().startswith("Ricevuta ")


def test_loading_a_page_takes_two_statements_and_saving_it_three(
    opened: Browser, store: Database, invited: factories.Invited
) -> None:
    opened.fill({"Q1": "1"})
    path = f"/rispondi/{invited.public_id}/P1"
    with statements(store) as loading:
        opened.get(path)
    assert len(loading) <= 2
    fields = {**opened.fields(), "Q2": "1200", "Q3": "Altro nome", "Q4": "1", "Q5": ["01", "02"]}
    with statements(store) as saving:
        opened.post(path, fields, "_go=continue", follow=False)
    assert len(saving) <= 3
    opened.get(path)
    fields = {**opened.fields(), "Q2": "1300", "_why:Q2.molte": "Vero"}
    with statements(store) as with_a_reason:
        opened.post(path, fields, "_go=continue", follow=False)
    assert len(with_a_reason) <= 3


def test_a_get_changes_nothing(opened: Browser, store: Database, invited: factories.Invited) -> None:
    opened.fill({"Q1": "1", "Q3": "x"})
    base = f"/rispondi/{invited.public_id}"
    with statements(store) as sent:
        for path in (f"/q/{invited.token}", base, f"{base}/P1", f"{base}/riepilogo", f"{base}/segnalazione"):
            assert opened.get(path).status_code == 200
    assert [s for s in sent if not s.lstrip().upper().startswith("SELECT")] == []


def test_the_landing_page_alone_creates_no_response(
    browser: Browser, store: Database, invited: factories.Invited
) -> None:
    browser.get(f"/q/{invited.token}")
    assert "1522" in browser.text
    assert "112" in browser.text
    with store.reading() as session:
        assert session.scalars(select(Response)).all() == []


def test_only_marked_questions_are_written(opened: Browser, store: Database, invited: factories.Invited) -> None:
    opened.fill({"Q1": "1", "Q5": ["01"], "Q3": "Nome"})
    fields = opened.fields()
    without = {**fields, "_q": [m for m in fields["_q"] if not m.startswith("Q5")]}
    without.pop("Q5")
    opened.post(f"/rispondi/{invited.public_id}/P1", without, "_go=list")
    opened.get(f"/rispondi/{invited.public_id}/P1")
    assert opened.fields()["Q5"] == ["01"]
    wiped = opened.fields()
    wiped.pop("Q5")
    opened.post(f"/rispondi/{invited.public_id}/P1", wiped, "_go=list")
    opened.get(f"/rispondi/{invited.public_id}/P1")
    assert "Q5" not in opened.fields()


def test_a_page_saved_unchanged_writes_no_version(opened: Browser, store: Database) -> None:
    opened.fill({"Q1": "1", "Q3": "Nome"})
    with store.reading() as session:
        before = len(session.scalars(select(DraftCell)).all())
    opened.fill({})
    with store.reading() as session:
        assert len(session.scalars(select(DraftCell)).all()) == before


def test_unreadable_text_is_kept_as_written_and_blocks_submission_only(
    opened: Browser, invited: factories.Invited
) -> None:
    opened.fill({"Q1": "1", "Q2": ""})
    opened.fill({"Q2": "circa dodici"})
    assert 'value="circa dodici"' in opened.text
    assert 'aria-invalid="true"' in opened.text
    opened.fill({})
    assert opened.path.endswith("/P2")
    opened.get(f"/rispondi/{invited.public_id}/riepilogo")
    assert "Donne accolte nel periodo" in opened.text
    opened.post(f"/rispondi/{invited.public_id}/invio", {"csrf_token": opened.token()})
    assert opened.path.endswith("/riepilogo")


def test_two_questionnaires_in_two_tabs_never_mix(browser: Browser, store: Database) -> None:
    with store.writing() as session:
        round_ = factories.add_round(session, factories.publish(session))
        one, two = (factories.invite(session, round_, name) for name in ("Centro Uno", "Centro Due"))
    for invitation in (one, two):
        browser.enter(invitation.token)
    browser.get(f"/rispondi/{one.public_id}/P1")
    page_of_one = browser.fields()
    browser.get(f"/rispondi/{two.public_id}/P1")
    browser.fill({"Q1": "2"}, press="_go=list")
    browser.post(f"/rispondi/{one.public_id}/P1", {**page_of_one, "Q1": "1"}, "_go=list")
    for invitation, name, active in ((one, "Centro Uno", "1"), (two, "Centro Due", "2")):
        browser.get(f"/rispondi/{invitation.public_id}/P1")
        assert browser.fields()["Q3"] == [name]
        assert browser.fields()["Q1"] == [active]


def test_declaring_the_wrong_contact_needs_no_opening_and_is_undone_by_entering(
    browser: Browser, store: Database, invited: factories.Invited
) -> None:
    browser.get(f"/q/{invited.token}")
    browser.post(f"/q/{invited.token}", {"csrf_token": browser.token(), "go": "tell"})
    assert browser.path.endswith("/segnalazione")
    fields = {"csrf_token": browser.token(), "kind": "declined", "reason": " "}
    assert browser.post(browser.path, fields).status_code == 422
    browser.post(browser.path, {**fields, "kind": "wrong_contact", "reason": "Scrivete al consultorio"})
    assert "Segnalazione ricevuta" in browser.text
    with store.reading() as session:
        assert session.scalars(select(Invitation.disposition)).one() == "wrong_contact"
        assert session.scalars(select(Response)).all() == []
    browser.get(f"/q/{invited.token}")
    said = "Segnalazione registrata il 22/11/2026: «Non siamo il contatto giusto per questo servizio»."
    assert said in browser.text
    browser.enter(invited.token)
    with store.reading() as session:
        assert session.scalars(select(Invitation.disposition)).one() == "none"


def test_the_preparation_sheet_is_public(browser: Browser, invited: factories.Invited) -> None:
    assert browser.get("/preparazione/R/01").status_code == 200
    assert "Registro delle accolte" in browser.text
    assert browser.get("/preparazione/ZZ/01").status_code == 404
    browser.enter(invited.token)
    browser.get(f"/rispondi/{invited.public_id}/preparazione")
    assert browser.path == "/preparazione/R/01"


def test_a_warning_may_be_confirmed_from_the_review(opened: Browser, invited: factories.Invited) -> None:
    opened.fill({"Q1": "1"})
    opened.fill({"Q2": "1200"}, press="_go=list")
    opened.get(f"/rispondi/{invited.public_id}/riepilogo")
    reasons = opened.fields(1)
    assert reasons["_why:Q2.molte"] == [""]
    opened.post(f"/rispondi/{invited.public_id}/P1", {**reasons, "_why:Q2.molte": "Vero"}, "_go=review")
    assert opened.path.endswith("/riepilogo")
    assert "Confermato: «Vero»" in opened.text
    assert "Confermati (1)" in opened.text
    assert "oppure da confermare" not in opened.text
    assert "_why:Q2.molte" not in opened.text
    opened.get(f"/rispondi/{invited.public_id}/P1")
    assert opened.fields()["Q2"] == ["1200"]


def test_saving_no_reason_at_all_is_said_where_reasons_are_missing(opened: Browser, invited: factories.Invited) -> None:
    opened.fill({"Q1": "1"})
    opened.fill({"Q2": "1200"}, press="_go=list")
    opened.get(f"/rispondi/{invited.public_id}/riepilogo")
    assert "Qui non ha scritto nulla" not in opened.text
    opened.post(f"/rispondi/{invited.public_id}/P1", {**opened.fields(1), "_why:Q2.molte": " "}, "_go=review")
    assert opened.path.endswith("/riepilogo")
    assert "Qui non ha scritto nulla: scriva il motivo" in opened.text
    assert 'aria-describedby="e-Q2.molte d-Q2.molte" aria-invalid="true" autofocus' in opened.text


def test_the_review_names_the_parts_nobody_has_begun(opened: Browser, invited: factories.Invited) -> None:
    opened.fill({"Q1": "2"}, press="_go=list")
    opened.get(f"/rispondi/{invited.public_id}/riepilogo")
    assert opened.text.count("Questa parte non è stata ancora compilata.") == 1
    assert "Può inviare, ma una parte non è stata ancora compilata" in opened.text
    assert "Tutto è pronto" not in opened.text
    assert "0 risposte su 4 domande" in opened.text
    opened.post(f"/rispondi/{invited.public_id}/invio", {"csrf_token": opened.token()})
    assert opened.path.endswith("/ricevuta")


def test_more_than_a_thousand_fields_are_read_and_a_huge_body_is_refused_in_words(
    opened: Browser, invited: factories.Invited
) -> None:
    path = f"/rispondi/{invited.public_id}/P1"
    many = {**opened.fields(), **{f"M1:{n}:a": "1" for n in range(1500)}, "Q1": "2"}
    assert opened.post(path, many, "_go=list").status_code == 200
    opened.get(path)
    assert opened.fields()["Q1"] == ["2"]
    huge = {**opened.fields(), "Q3": "x" * (2 * 1024 * 1024 + 1)}
    assert opened.post(path, huge, "_go=list").status_code == 413
    assert "Invio troppo grande" in opened.text


def test_a_busy_database_gives_the_text_back(
    opened: Browser, invited: factories.Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*_: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    monkeypatch.setattr(responding, "save_page", unavailable)
    fields = {**opened.fields(), "Q3": "Testo da non perdere"}
    response = opened.post(f"/rispondi/{invited.public_id}/P1", fields, "_go=list")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "Testo da non perdere" in opened.text


def test_answers_are_shown_again_against_a_mailed_code(
    browser: Browser, store: Database, invited: factories.Invited, app: Flask
) -> None:
    browser.enter(invited.token)
    submit(browser, invited.public_id)
    base = f"/rispondi/{invited.public_id}"
    browser.get(f"{base}/lettura")
    browser.post(f"{base}/lettura/codice", browser.fields(1))
    assert "Codice di 6 cifre" in browser.text
    with store.reading() as session:
        row = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "access_code")).one()
    code = opened_secret(app.extensions["house"].keyring, row.context["codice_accesso"])
    assert browser.post(f"{base}/lettura", {**browser.fields(), "code": "1"}).status_code == 422
    assert "Sportello Aurora" not in browser.text
    browser.post(f"{base}/lettura", {**browser.fields(), "code": code})
    assert "Nome del servizio" in browser.text
    assert "Sportello Aurora" in browser.text


def test_a_place_of_several_names_offers_them(opened: Browser, invited: factories.Invited) -> None:
    opened.get(f"/rispondi/{invited.public_id}/P3")
    opened.fill({"R1:0:comune": "Castro"})
    assert opened.path.endswith("/P3")
    assert "<option>Castro (BG)" in opened.text
    opened.fill({"R1:0:comune": "Castro (LE)"})
    opened.get(f"/rispondi/{invited.public_id}/P3")
    assert 'value="Castro (LE)"' in opened.text


def test_a_page_that_left_the_path_leads_back_to_the_list_and_loses_no_text(
    opened: Browser, invited: factories.Invited
) -> None:
    opened.fill({"Q1": "1"})
    opened.get(f"/rispondi/{invited.public_id}/P2")
    page = {**opened.fields(), "M1:1:a": "77"}
    opened.get(f"/rispondi/{invited.public_id}/P1")
    opened.fill({"Q1": "2"}, press="_go=list")
    assert opened.post(f"/rispondi/{invited.public_id}/P2", page, "_go=list").status_code == 409
    assert "77" in opened.text
    opened.get(f"/rispondi/{invited.public_id}/P2")
    assert opened.path == f"/rispondi/{invited.public_id}"
    assert "non fa più parte del questionario" in opened.text


def test_a_forged_row_number_does_not_draw_a_hundred_thousand_rows(opened: Browser, invited: factories.Invited) -> None:
    path = opened.get(f"/rispondi/{invited.public_id}/P3").request.path
    opened.post(path, {**opened.fields(), "R1:99999:comune": "Bari", "R1:9998:comune": "Bitonto"}, "_go=list")
    opened.get(path)
    assert opened.text.count("<legend>Riga") == 1
    assert 'value="Bitonto' in opened.text
