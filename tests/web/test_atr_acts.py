"""An ATR acts on a service of its own that has not answered, and on no other; the staff confirm what it says."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update

from questionari.store.models.atr_acts import AtrAct
from questionari.store.models.census import Unit
from questionari.store.models.handovers import Handover
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, InvitationAtr, Round
from questionari.store.sealing import SEALED
from questionari.store.session import Database
from questionari.usecases import overtaken
from questionari.usecases.rounds import reasons_told
from tests.web import neighbours
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.filling import submit
from tests.web.managing import audited, needs, words
from tests.web.neighbours import Neighbours

pytestmark = pytest.mark.engine("sqlite")
NAMED = {"name": "Marta Blu", "email": "marta.blu@servizio.example"}


@pytest.fixture
def found(app: Flask, store: Database) -> Neighbours:
    built = neighbours.build(app, store)
    with store.writing() as session:
        session.execute(update(Invitation).values(delivery="sent"))
    return built


@pytest.fixture
def there(app: Flask, store: Database, found: Neighbours) -> Browser:
    """The ATR of Teramo, whose service has only opened its link."""
    return neighbours.visitor(app, store, found, "atr_there")


@pytest.fixture
def office(app: Flask, store: Database, found: Neighbours) -> Browser:
    return neighbours.visitor(app, store, found, "staff")


def place(store: Database, found: Neighbours) -> str:
    with store.reading() as session:
        return f"/atr/tornate/{found.round}/servizi/{session.get_one(Unit, found.there.unit_id).code}"


def act(browser: Browser, path: str, which: str, /, **typed: str) -> int:
    browser.get(path)
    return browser.post(f"{path}/{which}", {**browser.fields(), **typed}).status_code


def invitation(store: Database, found: Neighbours) -> Invitation:
    with store.reading() as session:
        return session.get_one(Invitation, found.there.invitation_id)


def nudges(store: Database) -> list[OutboxMessage]:
    with store.reading() as session:
        return list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "nudge")))


def test_a_nudge_names_the_atr_and_goes_to_the_service_alone_once_a_day_and_three_times_in_all(
    there: Browser, store: Database, found: Neighbours, hour: Clock
) -> None:
    path = place(store, found)
    assert act(there, path, "sollecito") == 200
    assert "Il sollecito è in coda" in there.text and "sollecito inviato al servizio" in there.text
    assert act(there, path, "sollecito") == 422
    assert "ne può mandare un altro da domani" in there.text
    for _ in range(2):
        hour.forward(days=1)
        neighbours.enter_again(there, store, found, "atr_there", hour.now)
        assert act(there, path, "sollecito") == 200
    hour.forward(days=1)
    neighbours.enter_again(there, store, found, "atr_there", hour.now)
    assert act(there, path, "sollecito") == 422 and "già ricevuto 3 solleciti" in there.text
    assert {(row.invitation_id, row.context["atr_scrivente"]) for row in nudges(store)} == {
        (found.there.invitation_id, "Teramo")
    }
    assert len(nudges(store)) == 3 and "atr.nudged" in audited(store)


def test_the_page_of_a_service_shows_no_hour_no_link_no_address(
    there: Browser, store: Database, found: Neighbours
) -> None:
    act(there, place(store, found), "sollecito")
    there.get(place(store, found))
    page = there.text.partition("<footer")[0]
    for hidden in (found.there.token, found.there.public_id, "/q/", "@", ":00", "ore 1"):
        assert hidden not in page, hidden


def test_two_territories_of_one_service_nudge_it_once_a_day_together(
    app: Flask, there: Browser, store: Database, found: Neighbours
) -> None:
    with store.writing() as session:
        own = {"invitation_id": found.there.invitation_id, "atr_id": found.territories["072"]}
        session.add(InvitationAtr(**own))
    assert act(there, place(store, found), "sollecito") == 200
    bari = neighbours.visitor(app, store, found, "atr_here")
    assert act(bari, place(store, found), "sollecito") == 422
    assert act(bari, place(store, found), "promessa", promised="10/12/2026") == 200
    assert "(ATR Bari)" in bari.text and "(ATR Teramo)" in bari.text


def test_a_service_of_another_territory_does_not_exist(app: Flask, store: Database, found: Neighbours) -> None:
    bari, path = neighbours.visitor(app, store, found, "atr_here"), place(store, found)
    assert bari.get(path).status_code == 404
    bari.get("/atr/schede")
    fields = {"csrf_token": re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', bari.text)[0]}
    for name in ("sollecito", "promessa", "togli-promessa", "segnala", "ritira", "referente"):
        typed = {**fields, **NAMED, "kind": "declined", "how": "phone", "promised": "10/12/2026"}
        assert bari.post(f"{path}/{name}", typed).status_code == 404
    assert nudges(store) == []
    with store.reading() as session:
        assert session.scalars(select(AtrAct)).all() == []


def test_what_an_atr_says_waits_for_the_staff_and_can_be_undone(
    there: Browser, office: Browser, store: Database, found: Neighbours, new_browser: Callable[[], Browser], app: Flask
) -> None:
    path = place(store, found)
    assert act(there, path, "segnala", kind="excluded", how="phone") == 422
    assert act(there, path, "segnala", kind="closed_service", how="") == 422
    assert "Scelga come lo ha saputo" in there.text and 'value="closed_service" selected' in there.text
    assert act(there, path, "segnala", kind="declined", how="phone") == 200
    assert act(there, path, "segnala", kind="closed_service", how="deed") == 200
    assert "LeNove la deve ancora leggere" in there.text and "sostituita" in there.text
    assert invitation(store, found).disposition == "none"
    assert "1 segnalazione di un ATR su un servizio che manca aspetta il Suo sì." in needs(office)
    office.get("/gestione/segnalazioni/atr")
    assert "ha cessato l&#39;attività" in office.text
    with store.reading() as session:
        (waiting,) = session.scalars(select(AtrAct.id).where(AtrAct.ended_at.is_(None)))
    fields = office.fields()
    assert office.post(f"/gestione/segnalazioni/atr/{waiting}", {**fields, "go": "yes"}).status_code == 200
    row = invitation(store, found)
    assert (row.disposition, row.disposition_reason.startswith(SEALED)) == ("closed_service", True)
    assert reasons_told.opened(app.extensions["house"].keyring, row.id, row.disposition_reason) == (
        "Lo ha detto l'ATR Teramo, che lo ha saputo da un atto dell'ente."
    )
    office.post(f"/gestione/segnalazioni/atr/{waiting}", {**fields, "go": "no"})
    assert "già stata decisa" in office.text
    there.get(path)
    assert "confermata da LeNove" in there.text and "Invia il sollecito" not in there.text
    answering = new_browser()
    answering.enter(found.there.token)
    assert invitation(store, found).disposition == "none"


def test_a_report_is_withdrawn_or_not_confirmed_and_nothing_changes(
    there: Browser, office: Browser, store: Database, found: Neighbours
) -> None:
    path = place(store, found)
    act(there, path, "segnala", kind="answered_elsewhere", how="mail")
    assert act(there, path, "ritira") == 200 and act(there, path, "ritira") == 422
    act(there, path, "segnala", kind="declined", how="person")
    with store.reading() as session:
        (waiting,) = session.scalars(select(AtrAct.id).where(AtrAct.ended_at.is_(None)))
    office.get("/gestione/segnalazioni/atr")
    office.post(f"/gestione/segnalazioni/atr/{waiting}", {**office.fields(), "go": "no"})
    there.get(path)
    assert "non confermata da LeNove" in there.text and "Invia il sollecito" in there.text
    assert invitation(store, found).disposition == "none"
    office.get(f"/gestione/tornate/{found.round}/inviti/{found.there.invitation_id}")
    assert "il servizio rifiuta di rispondere (di persona) – non confermata" in office.text


def test_another_contact_is_a_proposal_that_the_staff_see_and_changes_nothing_by_itself(
    there: Browser, office: Browser, store: Database, found: Neighbours
) -> None:
    path = place(store, found)
    assert act(there, path, "referente", name="http://x", email="x") == 422
    assert "sole lettere" in there.text
    assert act(there, path, "referente", **NAMED) == 200
    assert act(there, path, "referente", **NAMED) == 422
    with store.reading() as session:
        (row,) = session.scalars(select(Handover))
        assert (row.kind, row.state) == ("atr", "staff")
        assert not session.scalars(select(OutboxMessage).where(OutboxMessage.kind.like("contact%"))).all()
    office.get("/gestione/segnalazioni/persone")
    assert "Marta Blu" in office.text and "lo indica l&#39;ATR Teramo" in office.text
    assert NAMED["email"] not in there.text


def test_a_promised_day_of_the_atr_stands_in_its_list_and_stops_a_nudge(
    there: Browser, store: Database, found: Neighbours
) -> None:
    path = place(store, found)
    assert act(there, path, "promessa", promised="31/12/2030") == 422
    assert act(there, path, "promessa", promised="10/12/2026") == 200
    assert invitation(store, found).promised_on == date(2026, 12, 10)
    assert "ha promesso la risposta" in there.text
    there.get(f"/atr/tornate/{found.round}")
    assert "risposta promessa per il 10/12/2026" in there.text
    assert act(there, path, "togli-promessa") == 200 and invitation(store, found).promised_on is None


def test_nothing_can_be_done_about_a_service_that_has_answered(
    there: Browser, store: Database, found: Neighbours, new_browser: Callable[[], Browser]
) -> None:
    path, answering = place(store, found), new_browser()
    there.get(path)
    fields = there.fields()
    answering.enter(found.there.token)
    submit(answering, found.there.public_id)
    for name in ("sollecito", "promessa", "segnala", "referente"):
        typed = {"promised": "10/12/2026", "kind": "declined", "how": "phone", **NAMED}
        assert there.post(f"{path}/{name}", {**fields, **typed}).status_code == 422
    there.get(path)
    assert "Il servizio ha già risposto" in there.text


def test_what_waits_for_the_staffs_word_ends_by_itself_once_the_service_has_answered(
    there: Browser,
    office: Browser,
    store: Database,
    found: Neighbours,
    new_browser: Callable[[], Browser],
    hour: Clock,
) -> None:
    path, answering = place(store, found), new_browser()
    act(there, path, "segnala", kind="declined", how="phone")
    act(there, path, "referente", **NAMED)
    assert settled(store, hour) == 0
    answering.enter(found.there.token)
    submit(answering, found.there.public_id)
    assert settled(store, hour) == 2
    assert not {one for one in needs(office) if "ATR" in one or "persona da coinvolgere" in one}
    there.get(path)
    assert "il servizio rifiuta di rispondere (per telefono): superata: il servizio ha risposto" in words(there.text)
    office.get(f"/gestione/tornate/{found.round}/inviti/{found.there.invitation_id}")
    assert "superata: il servizio ha risposto" in office.text
    assert {"atr.settled", "handover.settle"} <= set(audited(store))


def test_a_report_ends_with_the_signed_closing_and_a_proposal_not_with_the_word_of_the_former_contact(
    there: Browser, store: Database, found: Neighbours, hour: Clock
) -> None:
    path = place(store, found)
    act(there, path, "segnala", kind="closed_service", how="deed")
    act(there, path, "referente", **NAMED)
    with store.writing() as session:
        session.execute(update(Invitation).values(disposition="declined"))
    assert settled(store, hour) == 1
    there.get(path)
    assert "superata: il servizio non deve più rispondere" in there.text
    with store.writing() as session:
        session.execute(update(Round).values(closed_at=hour.now))
    assert settled(store, hour) == 1
    with store.reading() as session:
        assert session.scalars(select(Handover.outcome)).all() == ["over"]


def settled(store: Database, hour: Clock) -> int:
    """How many ended by themselves."""
    number = 0
    with store.writing() as session:
        while overtaken.settle_next(session, hour.now):
            number += 1
    return number


def test_the_notes_to_the_atrs_are_seen_changed_and_sent_by_the_staff_alone(
    office: Browser, there: Browser, store: Database, found: Neighbours
) -> None:
    path = f"/gestione/tornate/{found.round}/note"
    assert there.get(path).status_code == 404
    office.get(path)
    assert "Centro Ponente: questionario aperto, ancora senza risposte" in office.text
    assert "Centro Levante" not in office.text
    assert office.post(path, {**office.fields(-2), "days": "domani", "067": "senza chiocciola"}).status_code == 422
    assert "«domani»" in office.text and "senza chiocciola" in office.text
    assert office.post(path, {**office.fields(-2), "days": "", "067": "capo@rete.example"}).status_code == 200
    assert "capo@rete.example" in office.text
    assert office.post(path, office.fields(), "go=send").status_code == 200
    assert office.post(path, office.fields(), "go=send").status_code == 422
    with store.reading() as session:
        sent = session.scalars(select(OutboxMessage.recipient).where(OutboxMessage.kind == "atr_note")).all()
        assert sent == ["capo@rete.example"]
    office.get(f"/gestione/tornate/{found.test_round}/note")
    assert "In una tornata di prova gli ATR non ricevono note." in office.text and "Invia oggi" not in office.text
