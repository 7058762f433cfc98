"""A draft is shown to territories and services: their comments, the staff's answers, what is published of them."""

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from questionari.jobs import proofs
from questionari.store.models.consultations import (
    Consultation,
    ConsultationComment,
    ConsultationLink,
)
from questionari.store.models.messages import OutboxMessage
from questionari.store.sealing import Keyring
from questionari.store.session import Database
from questionari.usecases.house import House
from questionari.usecases.rotation import rotate
from tests import factories
from tests.web import managing, neighbours
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.consulting.acts import (
    ASKED,
    SERVICE,
    answer,
    guest,
    say,
    service_fields,
    versions,
)


def test_a_draft_is_published_with_the_comments_and_their_answers_and_no_name(
    app: Flask, staff: Browser, store: Database, draft: str, consultation: str, area: Browser
) -> None:
    assert managing.send(staff, f"{consultation}/chiudi") == 200
    assert answer(staff, consultation, "Non è chiaro") == 200
    shorter = {"outcome": "declined", "answer": "Serve tutto.", "wording": "Troppo lungo."}
    assert answer(staff, consultation, "lo dice Maria", **shorter) == 200
    with app.app_context():
        proofs.prove_next()
    assert managing.send(staff, f"{draft}/pubblica/2") == 200, staff.text
    for reader, place in ((staff, "/gestione/questionari/pubblicati"), (area, "/atr/questionari")):
        reader.get(f"{place}/R/2026.2")
        said = managing.words(reader.text.partition("Commenti e risposte")[2].partition("</table>")[0])
        assert "Ambito territoriale di rete Troppo lungo. non accolto : Serve tutto." in said
        assert "Non è chiaro che cosa sia attivo. accolto : Ha ragione: si cambia." in said
        assert "Maria" not in said
        assert SERVICE not in said
    with store.reading() as session:
        assert session.query(ConsultationComment).count() == session.query(ConsultationLink).count() == 0
    acts = {"opened", "commented", "closed", "answered", "published"}
    assert {f"consultation.{act}" for act in acts} <= managing.audited(store)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestOnOneDatabase:
    def test_a_draft_is_not_published_before_its_comments_are_answered(
        self, staff: Browser, store: Database, draft: str, consultation: str, area: Browser
    ) -> None:
        assert len(managing.mails(store, "consultation")) == 1
        assert "Guardi soprattutto le età." in area.text
        assert "Non è chiaro" not in area.text
        assert managing.send(staff, f"{draft}/pubblica/2") == 422
        assert "La consultazione su questa bozza non è chiusa" in staff.text
        staff.get(f"{consultation}/chiudi")
        assert "Invitati: 2; hanno scritto commenti: 2." in staff.text
        assert "2 commenti aspettano ancora una risposta." in staff.text
        assert managing.send(staff, f"{consultation}/chiudi") == 200
        assert answer(staff, consultation, "Non è chiaro") == 200
        assert managing.send(staff, f"{draft}/pubblica/2") == 422
        assert "1 commento aspetta una risposta" in staff.text

    def test_the_same_comment_twice_is_one_and_it_can_be_changed_and_taken_back(
        self, store: Database, service: Browser
    ) -> None:
        page = f"{service.path}/P1"
        service.get(page)
        fields = {**service.fields(), "commento.Q1": "Una volta"}
        for _ in range(2):
            assert service.post(page, fields, "_go=show").status_code == 200
        assert say(service, page, Q1="Meglio così") == 200
        service.get(page)
        assert service.fields()["commento.Q1"] == ["Meglio così"]
        assert versions(store) == [2]
        assert say(service, page, Q1="") == 200
        with store.reading() as session:
            assert session.scalars(select(ConsultationComment.sealed)).one() is None

    def test_two_who_write_from_one_link_lose_nothing(self, service: Browser) -> None:
        page = f"{service.path}/P1"
        service.get(page)
        before = service.fields()
        say(service, page, Q1="Di una")
        assert say(service, page, Q1="Di una, corretto") == 200
        late = service.post(page, {**before, "_v.Q1": "1", "commento.Q1": "Dell'altra"}, "_go=continue")
        assert late.status_code == 409
        assert "Di una, corretto" in service.text
        assert service.fields()["commento.Q1"] == ["Dell'altra"]
        service.fill({}, "_go=show")
        assert service.fields()["commento.Q1"] == ["Dell'altra"]

    def test_the_draft_is_seen_as_a_respondent_would_and_nothing_tried_is_kept(self, service: Browser) -> None:
        page = f"{service.path}/P1"
        service.get(page)
        assert "Domande di questa pagina che qui non si vedono" in service.text
        service.fill({"Q1": "1"}, "_go=continue")
        assert "ci sono nuove domande" in service.text
        service.fill({"Q2": "7"}, "_go=page:P2")
        assert "Donne accolte per età" in service.text
        service.get(page)
        assert 'value="7"' not in service.text

    def test_after_the_last_day_what_is_written_is_shown_back_and_not_saved(
        self, store: Database, service: Browser, hour: Clock
    ) -> None:
        page = f"{service.path}/P1"
        service.get(page)
        hour.forward(days=9)
        neighbours.consult(service, store, guest(store).id)
        late = service.post(page, {**service_fields(service, page), "commento.Q1": "In ritardo"}, "_go=continue")
        assert late.status_code == 409
        assert "Il termine per commentare è passato" in service.text
        assert "In ritardo" in service.text
        assert versions(store) == []

    def test_a_comment_too_long_is_shown_back(self, store: Database, service: Browser) -> None:
        assert say(service, f"{service.path}/P1", Q1="a" * 4001) == 422
        assert "al massimo 4000" in service.text
        assert service.fields()["commento.Q1"] == ["a" * 4001]
        assert versions(store) == []

    def test_a_link_taken_away_opens_nothing_and_no_mail_leaves(
        self, staff: Browser, store: Database, consultation: str, service: Browser
    ) -> None:
        page, invited = service.path, guest(store)
        assert managing.send(staff, f"{consultation}/inviti/{invited.id}/revoca") == 200
        assert service.get(page).status_code == 404
        with store.reading() as session:
            assert session.get_one(OutboxMessage, invited.message_id).state == "cancelled"
            assert session.query(ConsultationLink).count() == 0
        assert service.get("/consultazione/apri/" + "x" * 43).status_code == 404
        for _ in range(2):  # a second press sends nothing more
            assert managing.send(staff, f"{consultation}/inviti/{invited.id}/invia") == 200
        with store.reading() as session:
            assert sorted(session.scalars(select(OutboxMessage.state))) == ["cancelled", "queued"]
        assert service.get(page).status_code == 200

    def test_what_was_typed_when_the_invitation_was_taken_away_is_shown_back(
        self, staff: Browser, consultation: str, area: Browser, service: Browser
    ) -> None:
        area.get(area.path)
        staff.get(consultation)
        for place in re.findall(r'href="([^"]+/revoca)"', staff.text):
            assert managing.send(staff, place) == 200
        assert area.fill({"commento.": "Ancora una cosa"}, "").status_code == 404
        assert "Ancora una cosa" in area.text
        assert service.fill({"commento.Q1": "Due parole"}, "").status_code == 404
        assert "Due parole" in service.text

    def test_a_closed_consultation_tells_so_and_its_end_can_be_moved_before(
        self, staff: Browser, consultation: str, service: Browser
    ) -> None:
        page = service.path
        assert managing.send(staff, f"{consultation}/termine", deadline="01/01/2020") == 422
        assert managing.send(staff, f"{consultation}/termine", deadline="15/12/2026") == 200
        service.get(page)
        assert "15/12/2026" in service.text
        assert managing.send(staff, f"{consultation}/chiudi") == 200
        service.get(page)
        assert "La consultazione è conclusa" in service.text
        assert service.get(f"{page}/P1").request.path == page

    def test_a_consultation_that_asks_nobody_or_is_the_second_is_refused_with_what_was_typed(
        self, staff: Browser, draft: str
    ) -> None:
        place = f"{draft}/consultazione/2"
        assert managing.send(staff, place, deadline="30/11/2026", text="Perché") == 422
        assert "Nessuno a cui chiedere" in staff.text
        assert staff.fields()["text"] == ["Perché"]
        assert managing.send(staff, place, **{**ASKED, "units": "XX-1"}) == 422
        assert "XX-1" in staff.text
        assert managing.send(staff, place, **ASKED) == 200
        assert managing.send(staff, place, **ASKED) == 422
        assert "già una consultazione in corso" in staff.text
        assert managing.send(staff, f"{draft}/elimina") == 422
        for revision in (0, 3, 2**63):
            assert staff.get(f"{draft}/consultazione/{revision}").status_code == 404

    def test_an_answer_to_a_comment_that_changed_meanwhile_is_shown_back(
        self, staff: Browser, consultation: str, service: Browser
    ) -> None:
        page = f"{service.path}/P1"
        say(service, page, Q1="Prima")
        staff.get(consultation)
        place, mark = (
            re.search(p, staff.text)[1] for p in (r'action="([^"]+commenti[^"]+)"', 'name="mark" value="([^"]+)"')
        )
        say(service, page, Q1="Dopo")
        given = {"csrf_token": staff.token(), "mark": mark, "outcome": "partly", "answer": "Vediamo"}
        assert staff.post(place, given).status_code == 409
        assert "Vediamo" in staff.text
        assert answer(staff, consultation, "Dopo", answer="") == 422
        assert answer(staff, consultation, "Dopo") == 200
        say(service, page, Q1="Dopo ancora")
        staff.get(consultation)
        assert "cambiato dopo la risposta" in staff.text

    def test_comments_are_sealed_and_the_key_that_seals_them_can_be_changed(
        self, app: Flask, staff: Browser, store: Database, consultation: str, service: Browser
    ) -> None:
        say(service, f"{service.path}/P1", Q1="Segreto fino alla pubblicazione")
        house: House = app.extensions["house"]
        both = Keyring({**house.keyring.keys, 2: b"k" * 32})
        with store.writing() as session:
            before = session.scalars(select(ConsultationComment.sealed)).one()
            assert b"Segreto" not in before
            rotate(session, House(house.settings, both), factories.NOW)
            session.execute(update(Consultation).values(text="Dopo"))
        app.extensions["house"] = House(house.settings, Keyring({2: b"k" * 32}))
        staff.get(consultation)
        assert "Segreto fino alla pubblicazione" in staff.text
