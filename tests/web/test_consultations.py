"""A draft is shown to territories and services: their comments, the staff's answers, what is published of them."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select, update

from questionari.jobs import proofs
from questionari.store import consultations as store
from questionari.store.models.access import User, UserAtr
from questionari.store.models.census import Atr
from questionari.store.models.consultations import (
    Consultation,
    ConsultationComment,
    ConsultationGuest,
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

FROM = "/gestione/questionari/pubblicati/R/2026.1"
SERVICE = "BA-005"
ASKED = {"deadline": "30/11/2026", "units": SERVICE, "atrs": "072", "text": "Guardi soprattutto le età."}


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


def guest(database: Database) -> object:
    with database.reading() as session:
        lines = store.guests(session, session.scalars(select(Consultation.id)).one())
    return next(line.guest for line in lines if line.guest.unit_id)


def territory(app: Flask, database: Database) -> Browser:
    """An account of the territory of Bari."""
    found = managing.login(Browser(app), database, "atr", "atr.bari")
    with database.writing() as session:
        user, atr = session.scalars(select(User.id).where(User.code == "atr.bari")).one(), Atr.code == "072"
        session.add(UserAtr(user_id=user, atr_id=session.scalars(select(Atr.id).where(atr)).one()))
    return found


def say(browser: Browser, page: str, press: str = "_go=show", **comments: str) -> int:
    """Write comments on a page, and press; the status."""
    browser.get(page)
    return browser.fill({f"commento.{code}": text for code, text in comments.items()}, press).status_code


def answer(staff: Browser, consultation: str, said: str, **values: str) -> int:
    """Answer the comment that says so; the status."""
    staff.get(consultation)
    part = staff.text.partition(said)[2]
    action, mark = (re.search(f'{name}="([^"]+)"', part)[1] for name in ("action", 'name="mark" value'))
    given = {"outcome": "accepted", "answer": "Ha ragione: si cambia.", **values}
    return staff.post(unescape(action), {"csrf_token": staff.token(), "mark": mark, **given}).status_code


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

    def test_every_account_of_a_territory_is_written_to_and_no_mail_leaves_once_its_invitation_is_taken_away(
        self, app: Flask, staff: Browser, store: Database, draft: str
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

    def test_a_territory_that_nobody_follows_is_asked_and_the_staff_are_told(self, staff: Browser, draft: str) -> None:
        assert managing.send(staff, f"{draft}/consultazione/2", **ASKED) == 200
        assert "Nessuna utenza segue Provincia di Bari: nessuno è avvisato." in staff.text

    def test_the_first_page_of_the_staff_says_what_a_consultation_waits_for(
        self, staff: Browser, store: Database, consultation: str, area: Browser, hour: Clock
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

    def test_a_proposal_that_a_guest_empties_is_not_proposed_again(self, service: Browser) -> None:
        page = f"{service.path}/P1"
        service.get(page)
        assert service.fields()["Q3"] == ["Centro Antiviolenza di Bari"]
        service.fill({"Q3": ""}, "_go=show")
        assert service.fields()["Q3"] == [""]

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


def states(database: Database) -> list[str]:
    """What became of the mails to accounts of a territory."""
    with database.reading() as session:
        mails = select(OutboxMessage.state).where(OutboxMessage.kind == "consultation_atr")
        return list(session.scalars(mails.order_by(OutboxMessage.id)))


def versions(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(ConsultationComment.version)))


def service_fields(service: Browser, page: str) -> dict[str, list[str]]:
    service.get(page)
    return service.fields()
