"""What staff and territories meet once there is something: requests, letters, queries, doubts, imports."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.jobs import trials
from questionari.store.models.census import Unit, Variation
from questionari.store.models.paradata import Paradata
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from questionari.usecases.incoming.reading import read
from questionari.usecases.intake import working
from questionari.usecases.responding import paradata
from tests import factories
from tests.everybody.looking import Looker, see
from tests.mail.returned import Box, letter
from tests.usecases.parts_acts import CENTRE, OPERATOR
from tests.web import managing, neighbours, test_intake, test_queries, test_shared_forms
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.filling import submit
from tests.web.patches.conftest import mended, other, round_code, staff_of_two
from tests.web.test_correspondence import AURORA, PLACE, thread
from tests.web.test_intake import ROW, archive, csv_of
from tests.web.test_paradata import PAGE
from tests.web.test_parts import called, entered, round_of_e
from tests.web.test_redactions import certify
from tests.web.test_respond_records import form_to
from tests.web.test_vetting import place

__all__ = ["archive", "mended", "other", "place", "round_code", "round_of_e", "staff_of_two"]
pytestmark = [pytest.mark.browser, pytest.mark.engine("sqlite")]
New = Callable[[], Browser]


@pytest.mark.shows("manage/response.html")
def test_responses_to_be_looked_at(place: str, new_browser: New, store: Database, look: Looker) -> None:
    desk = managing.login(new_browser(), store)
    see(look, desk, "/gestione/", "/gestione/da-rivedere", "/gestione/da-rivedere?stato=validate", place)
    assert managing.send(desk, f"{place}/risposta") == 200
    look(desk, "read")
    managing.send(desk, f"{place}/risposta/valida")
    look(desk, "validated")
    managing.send(desk, f"{place}/escludi", reason="")
    look(desk, "no reason")
    managing.send(desk, f"{place}/escludi", reason="fuori dal campo di rilevazione")
    look(desk, "left out")
    see(look, desk, place.partition("/inviti")[0], f"{place.partition('/inviti')[0]}?mostra=risposte")


@pytest.mark.shows("manage.response_query")
def test_a_query_from_the_staff(
    opened: Browser, invited: factories.Invited, look: Looker, new_browser: New, store: Database
) -> None:
    submit(opened, invited.public_id)
    with store.reading() as session:
        code = session.get_one(Round, invited.round_id).code
    own = f"/gestione/tornate/{code}/inviti/{invited.invitation_id}/risposta/chiedi-verifica"
    desk = managing.login(new_browser(), store)
    test_queries.ask(desk, own, text="")
    look(desk, "nothing asked")
    test_queries.ask(desk, own, "Q3")
    look(desk, "asked")
    see(look, desk, own, "/gestione/segnalazioni/verifiche")
    opened.get(f"/rispondi/{invited.public_id}/verifica")
    opened.fill({"_text": "È questo."}, "_go=confirm")
    see(look, desk, "/gestione/", "/gestione/segnalazioni/verifiche", own)
    desk.fill({"text": " "}, "go=insist")
    look(desk, "no reason to insist")
    desk.fill({}, "go=accept")
    look(desk, "closed")


@pytest.mark.shows("manage.help_thread", "manage/help_thread.html")
def test_requests_false_messages_and_certificates(
    opened: Browser, invited: factories.Invited, look: Looker, app: Flask, new_browser: New, store: Database
) -> None:
    opened.fill({"Q1": "1"}, "_go=aiuto:Q1")
    opened.fill({"text": "Anche le minori?", "value": "1"}, "")
    submit(opened, invited.public_id)
    own = f"/rispondi/{invited.public_id}/dati-personali"
    opened.get(own)
    opened.post(own, {**opened.fields(), "question": "Q3"})
    certify(app)
    opened.get("/verifica/segnalazione?codice=ZZ99ZZ99ZZ")
    opened.fill({"sender": "rete@altrove.example", "text": "Chiede la password."}, "")
    look(opened, "told")
    desk = managing.login(new_browser(), store)
    see(look, desk, "/gestione/", "/gestione/segnalazioni", "/gestione/segnalazioni/messaggi-falsi")
    desk.fill({"outcome": " "}, "")
    look(desk, "no outcome")
    see(look, desk, "/gestione/segnalazioni/aiuto")
    managing.follow(desk, "Sportello Aurora")
    look(desk)
    desk.fill({"text": " "}, "go=answer")
    look(desk, "nothing answered")
    desk.fill({"text": "Sì."}, "go=answer")
    look(desk, "answered")
    see(look, desk, "/gestione/cancellazioni")
    atr = managing.login(new_browser(), store, "atr", "atr.bari")
    see(look, atr, "/atr/")


@pytest.mark.shows("manage.correspondence_thread", "manage/correspondence_thread.html", "manage.erase_letter")
def test_letters_that_came_back(staff: Browser, app: Flask, store: Database, look: Looker, hour: Clock) -> None:
    mails = [letter("La signora Anna Bianchi è stata qui.", sender=AURORA)]
    mails.append(letter("Siamo il centro", sender="nuova@altrove.example", Message_ID="<2@x.example>"))
    read(store, app.extensions["house"], Box(mails), hour)
    see(look, staff, "/gestione/", PLACE, f"{PLACE}?mostra=non-attribuite")
    own = thread(staff)
    see(look, staff, own)
    staff.post(own, {**staff.fields(), "text": " ", "go": "answer"})
    look(staff, "nothing answered")
    staff.post(f"{own}/servizio", {**staff.fields(), "unit": "niente"})
    look(staff, "no such service")
    staff.get(own)
    erase = re.search(own + "/[0-9a-f-]{36}/cancella", staff.text)
    assert erase is not None
    see(look, staff, erase[0])
    staff.post(staff.path, staff.fields())
    look(staff, "erased")


@pytest.mark.shows("manage/import_tried.html")
def test_a_file_is_imported(archive: Browser, look: Looker) -> None:
    look(archive, "no file")
    test_intake.look(archive, b"PK\x03\x04 rotto")
    look(archive, "unreadable")
    test_intake.look(archive, csv_of({"servizio": "BA-005", "ente": "1", **ROW}, {"servizio": "X", "ente": "2", **ROW}))
    look(archive, "tried")
    test_intake.press(archive, "try", **{"campo.1": "Q4"})
    look(archive, "columns named")
    test_intake.press(archive, "import", **{"campo.1": "Q4"})
    look(archive, "imported")
    see(look, archive, test_intake.PLACE)


@pytest.mark.shows("manage.import_progress", "manage/import_progress.html")
def test_a_long_file_is_in_the_hands_of_a_worker(
    archive: Browser, look: Looker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "AT_ONCE", 1)
    assert test_intake.look(archive, csv_of({"servizio": "BA-005", **ROW}, {"servizio": "X", **ROW})) == 303
    assert archive.response is not None
    see(look, archive, archive.response.headers["Location"])


@pytest.mark.shows("manage.enter_for")
def test_answers_entered_on_behalf(invited: factories.Invited, new_browser: New, store: Database, look: Looker) -> None:
    with store.reading() as session:
        code = session.get_one(Round, invited.round_id).code
    own, desk = f"/gestione/tornate/{code}/inviti/{invited.invitation_id}", managing.login(new_browser(), store)
    managing.send(desk, f"{own}/inserimento", mode="telephone", reason="")
    look(desk, "nobody named")
    managing.send(desk, f"{own}/inserimento", mode="telephone", reason="Il coordinatore, il 20 novembre")
    look(desk, "entered")
    see(look, desk, f"/rispondi/{invited.public_id}/P1", f"/rispondi/{invited.public_id}/riepilogo", own)


@pytest.mark.shows("manage.reopen_variation")
def test_difficult_questions_and_declared_changes(staff: Browser, store: Database, look: Looker) -> None:
    with store.writing() as session:
        sha256 = factories.publish(session)
        shared = {"questionnaire_sha256": sha256, "count": paradata.LEAST_TOLD}
        for page, measure, bucket in (("", "minutes", "20"), ("P1", "minutes", "5"), ("P1", "warning", "Q2.molte")):
            session.add(Paradata(page=page, measure=measure, bucket=bucket, **shared))
        unit_id = session.scalars(select(Unit.id).where(Unit.code == "BA-008")).one()
        row = Variation(unit_id=unit_id, effect="A1_02", text="Altro tipo", detail={}, created_at=factories.NOW)
        session.add(row)
    see(look, staff, PAGE, "/gestione/segnalazioni", "/gestione/censimento/BA-008")
    managing.send(staff, f"/gestione/variazioni/{row.id}")
    look(staff, "handled")
    see(look, staff, f"/gestione/variazioni/{row.id}/riapri")


@pytest.mark.shows("manage.verification", "manage/verification.html")
def test_a_transfer_in_two_parts(round_of_e: Browser, store: Database, new_browser: New, look: Looker) -> None:
    look(round_of_e, "who receives which part")
    managing.send(round_of_e, f"{managing.ROUND}/apri")
    operators, centre = new_browser(), new_browser()
    called(store, operators)
    look(operators, "a code to pass on")
    own = entered(store, centre, CENTRE)
    centre.post(f"{own}/passaggio", {**form_to(centre, f"{own}/passaggio"), "codice": "K7QM x"})
    look(centre, "a wrong code")
    transfer = managing.invitation_path(store, OPERATOR)
    see(look, round_of_e, managing.ROUND, transfer, f"{transfer}/verifica?scheda=1")
    round_of_e.post(f"{transfer}/verifica?scheda=1", {**round_of_e.fields(), "E3_01": "4", "E3_02": "1"})
    look(round_of_e, "an error")


@pytest.mark.shows("atr/shared_form.html")
def test_forms_of_other_territories(app: Flask, store: Database, tmp_path: Path, look: Looker) -> None:
    found = neighbours.build(app, store)
    form = test_shared_forms.sent(app, store, found, tmp_path)
    atr = neighbours.visitor(app, store, found, "atr_there")
    see(look, atr, "/atr/schede")
    assert test_shared_forms.read(atr, form) == 200
    look(atr, "read")


@pytest.mark.shows("manage.approve_patch", "manage.withdraw_patch")
@pytest.mark.usefixtures("mended")
def test_a_mended_version_is_proposed_and_approved(
    app: Flask, round_code: str, staff_of_two: tuple[Browser, Browser], look: Looker
) -> None:
    one, two = staff_of_two
    page = f"/gestione/tornate/{round_code}/correzione"
    see(look, one, page)
    managing.send(one, page, reason="")
    look(one, "no reason")
    managing.send(one, page, reason="La domanda 1 era ambigua")
    look(one, "to be tried")
    with app.app_context():
        trials.try_patches()
    see(look, one, page, f"{page}/ritira")
    see(look, two, f"{page}/approva")
    managing.send(two, two.path)
    look(two, "in use")
