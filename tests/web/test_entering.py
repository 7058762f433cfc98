"""Staff enter answers on behalf of a service, on its own pages, as long as it has written nothing itself."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from questionari.store import response_keys
from questionari.store.models.access import AuditEvent
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import DraftCell, Response, StaffEntry
from questionari.store.models.rounds import Invitation, Round
from questionari.store.outbox import load_cases
from questionari.store.responses import Cell
from questionari.store.session import Database
from questionari.usecases import datasets
from questionari.usecases.outbox import freezing
from questionari.usecases.responding.cells import opened as opened_cell
from tests import factories
from tests.web import managing
from tests.web.browser import Browser
from tests.web.filling import fill_everything
from tests.web.managing import words

TOLD = "Il coordinatore, per telefono, il 20 novembre"


@pytest.fixture
def place(invited: factories.Invited, store: Database) -> str:
    """The staff's page of the service."""
    with store.reading() as session:
        code = session.scalars(select(Round.code)).one()
    return f"/gestione/tornate/{code}/inviti/{invited.invitation_id}"


@pytest.fixture
def desk(new_browser: Callable[[], Browser], store: Database, invited: factories.Invited) -> Browser:
    """A staff member."""
    return managing.login(new_browser(), store)


def enter(desk: Browser, place: str, mode: str = "telephone", reason: str = TOLD) -> int:
    """Open the questionnaire on behalf of the service; the status."""
    return managing.send(desk, f"{place}/inserimento", mode=mode, reason=reason)


def row_of(store: Database) -> Response:
    with store.reading() as session:
        found = session.scalars(select(Response)).one()
        session.expunge(found)
    return found


def sent_by(store: Database) -> tuple[str, str | None]:
    """Who sent the response, as the audit trail has it."""
    with store.reading() as session:
        sent = session.scalars(select(AuditEvent).where(AuditEvent.action == "response.submit")).one()
        return sent.actor_kind, sent.actor_id


def contents(app: Flask, store: Database) -> list[dict[str, object]]:
    """Every cell of an answer, in clear."""
    with store.reading() as session:
        row = session.scalars(select(Response)).one()
        key = app.extensions["house"].keyring.data_key(f"response:{row.id}", *response_keys.of(session, row.id))
        cells = session.execute(select(DraftCell.code, DraftCell.version, DraftCell.sealed)).all()
        return [opened_cell(key, row.id, Cell(*cell)) for cell in cells if not cell.code.startswith("_")]


def test_what_staff_enter_says_so_and_the_receipt_goes_to_the_service(
    desk: Browser, place: str, invited: factories.Invited, app: Flask, store: Database
) -> None:
    desk.get(place)
    managing.follow(desk, "Inserisci le risposte per il servizio")
    assert enter(desk, place) == 200
    assert desk.path == f"/rispondi/{invited.public_id}"
    assert "Sta inserendo le risposte per conto del servizio (telefono)" in words(desk.text)
    fill_everything(desk, invited.public_id)
    kept = contents(app, store)
    assert kept and all(content["mode"] == "telephone" and content["by"] for content in kept)
    desk.post(f"/rispondi/{invited.public_id}/invio", {"csrf_token": desk.token()})
    assert "inserite dall'assistenza per conto del servizio (telefono)" in words(desk.text)
    assert "Rileggere le risposte" not in desk.text and "chieda una correzione</a>" not in desk.text
    row = row_of(store)
    assert (row.state, row.mode, row.entered_by) == ("submitted", "telephone", "lenove.1")
    assert sent_by(store) == ("staff", "lenove.1")
    with store.writing() as session:
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "receipt")).one()
        case = load_cases(session, [message.id])[-1]
        mail = freezing.freeze_case(session, app.extensions["house"], factories.NOW, case, []).decode()
        (one,) = datasets.submissions(session, app.extensions["house"], factories.NOW, invited.round_id)
    assert "inserite dall'assistenza" in mail.replace("=\r\n", "") and one.mode == "telephone"
    desk.get(place)
    assert "inserita dall'assistenza: telefono" in words(desk.text) and "Inserisci le risposte" not in desk.text
    desk.get(f"{place}/risposta")
    desk.post(desk.path, desk.fields())
    assert TOLD in desk.text


@pytest.mark.engine("sqlite")
def test_every_opening_is_recorded_and_its_note_is_sealed(desk: Browser, place: str, store: Database) -> None:
    assert enter(desk, place, mode="") == 422 and TOLD in desk.text
    assert enter(desk, place, reason=" ") == 422 and "Chi le ha date, e quando: questo campo" in desk.text
    assert enter(desk, place, mode="imported") == 422
    for _ in range(2):
        assert enter(desk, place, "paper") == 200
    with store.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "response.enter_for")).all()
        notes = session.scalars(select(StaffEntry)).all()
        assert [event.detail for event in events] == [{"mode": "paper"}] * 2
        assert len(notes) == 2 and all(TOLD.encode() not in note.sealed for note in notes)


def test_the_service_sees_it_at_once_and_takes_over_by_a_button_or_by_saving(
    desk: Browser, place: str, invited: factories.Invited, browser: Browser, store: Database
) -> None:
    enter(desk, place)
    page = f"/rispondi/{invited.public_id}/P1"
    desk.get(page)
    desk.fill({"Q3": "Scritto dall'assistenza"})
    browser.enter(invited.token)
    assert "L'assistenza sta inserendo le risposte" in words(browser.text)
    browser.post(f"/rispondi/{invited.public_id}/da-soli", {"csrf_token": browser.token()})
    assert "non vede più le risposte" in browser.text and "sta inserendo" not in browser.text
    assert row_of(store).mode == "mixed" and row_of(store).entered_by is None
    for path in (page, f"/rispondi/{invited.public_id}", f"/rispondi/{invited.public_id}/riepilogo"):
        assert desk.get(path).status_code == 403
        assert "Scritto" not in desk.text and "ha ripreso la compilazione" in desk.text
    assert enter(desk, place) == 422 and "ha già scritto qualche risposta" in words(desk.text)
    desk.get(place)
    assert "Inserisci le risposte" not in desk.text


def test_a_save_of_the_service_shuts_staff_out_who_keep_what_they_typed(
    desk: Browser, place: str, invited: factories.Invited, opened: Browser, app: Flask, store: Database
) -> None:
    assert enter(desk, place) == 200  # the service has only looked
    page = f"/rispondi/{invited.public_id}/P1"
    desk.get(page)
    stale = {**desk.fields(), "Q3": "Scritto al telefono"}
    opened.fill({"Q3": "Scritto dal servizio"})
    refused = desk.post(page, {**stale, "_go": "continue"})
    assert refused.status_code == 403 and "Scritto al telefono" in desk.text and "dal servizio" not in desk.text
    assert all("mode" not in content for content in contents(app, store))
    assert row_of(store).mode == "web"
    headers = {"X-Requested-With": "autosave", "Referer": f"https://localhost{page}"}
    told = desk.client.post(page, data=stale, base_url="https://localhost", headers=headers)
    assert told.status_code == 403 and "dal servizio" not in told.get_data(as_text=True)


class Meanwhile(dict[str, str]):
    """The words of the modes, read while a page is drawn: just then the service saves."""

    store: Database

    def __getitem__(self, key: str) -> str:
        with self.store.writing() as session:
            session.execute(update(Response).values(entered_by=None))
        return super().__getitem__(key)


@pytest.mark.engine("sqlite")
def test_no_page_drawn_while_the_service_took_over_reaches_staff(
    desk: Browser, place: str, invited: factories.Invited, store: Database, app: Flask
) -> None:
    enter(desk, place)
    known = Meanwhile(app.jinja_env.globals["entry_modes"])
    known.store = store
    app.jinja_env.globals["entry_modes"] = known
    assert desk.get(f"/rispondi/{invited.public_id}/P1").status_code == 403
    assert "Nome del servizio" not in desk.text


@pytest.mark.engine("sqlite")
def test_what_is_the_services_alone_stays_shut_to_staff(
    desk: Browser, place: str, invited: factories.Invited, store: Database
) -> None:
    enter(desk, place)
    assert desk.post(f"/rispondi/{invited.public_id}/da-soli", {"csrf_token": desk.token()}).status_code == 403
    for rest in ("segnalazione", "dati-personali", "lettura", "rettifica", "aiuto/Q3"):
        assert desk.get(f"/rispondi/{invited.public_id}/{rest}").status_code in (403, 404), rest
    desk.get(f"/rispondi/{invited.public_id}")
    desk.post(f"/rispondi/{invited.public_id}/uscita", {"csrf_token": desk.token()})
    assert desk.path == place
    assert desk.get(f"/rispondi/{invited.public_id}").status_code == 403


@pytest.mark.engine("sqlite")
def test_the_session_of_the_staff_must_last(
    desk: Browser, place: str, invited: factories.Invited, new_browser: Callable[[], Browser], store: Database
) -> None:
    enter(desk, place)
    with desk.client.session_transaction(base_url="https://localhost") as cookie:
        cookie.pop("login")
    assert desk.get(f"/rispondi/{invited.public_id}/P1").status_code == 403
    territory = managing.login(new_browser(), store, "atr", "atr.1")
    assert territory.get(f"{place}/inserimento").status_code == 404
    assert territory.get(f"/rispondi/{invited.public_id}").status_code == 403


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"revoked_at": factories.NOW}, "revocati"),
        ({"disposition": "declined"}, "lo riammetta"),
        ({"disposition": "excluded"}, "escluso"),
    ],
)
@pytest.mark.engine("sqlite")
def test_staff_enter_nothing_where_nothing_may_be_written(
    desk: Browser, place: str, store: Database, change: dict[str, object], why: str
) -> None:
    with store.writing() as session:
        session.execute(update(Invitation).values(**change))
    assert enter(desk, place) == 422 and why in words(desk.text)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 0


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    "change", [{"closes_at": factories.NOW, "deadline_at": factories.NOW}, {"stored_state": "archived"}]
)
def test_staff_enter_nothing_in_a_round_that_is_over(
    desk: Browser, place: str, store: Database, change: dict[str, object]
) -> None:
    with store.writing() as session:
        session.execute(update(Round).values(**change))
    assert enter(desk, place) in (404, 422)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 0


@pytest.mark.engine("sqlite")
def test_of_a_list_staff_open_their_own_records_and_none_of_the_services(
    new_browser: Callable[[], Browser], store: Database
) -> None:
    with store.writing() as session:
        asked = factories.invited(session, factories.DOCUMENTS / "many.json")
        code = session.scalars(select(Round.code)).one()
    desk, service, home = managing.login(new_browser(), store), new_browser(), f"/rispondi/{asked.public_id}"
    service.enter(asked.token)
    service.post(f"{home}/schede", {"csrf_token": service.token(), "once": "a"})
    assert enter(desk, f"/gestione/tornate/{code}/inviti/{asked.invitation_id}") == 200
    desk.post(f"{home}/schede", {"csrf_token": desk.token(), "once": "b"})
    assert desk.path == f"{home}.2" and desk.get(f"{home}.1/P1").status_code == 403
    desk.get(f"{home}.2/P1")
    desk.fill({"Q1": "1"})
    desk.post(f"{home}.2/invio", {"csrf_token": desk.token()})
    assert desk.path == f"{home}.2/ricevuta"
    assert sent_by(store) == ("staff", "lenove.1")
    with store.reading() as session:
        modes = session.execute(select(Response.number, Response.mode).order_by(Response.number)).all()
    assert [tuple(one) for one in modes] == [(0, "web"), (1, "web"), (2, "telephone")]
    desk.get(home)
    assert f'action="{home}.1' not in desk.text
    desk.post(f"{home}.1/eliminazione", {"csrf_token": desk.token()})
    assert desk.path == f"{home}.1/eliminazione" and desk.response and desk.response.status_code == 403


@pytest.mark.engine("sqlite")
def test_another_account_at_the_same_browser_opens_it_for_herself_and_is_recorded(
    desk: Browser, place: str, invited: factories.Invited, store: Database
) -> None:
    assert enter(desk, place) == 200
    managing.login(desk, store, code="lenove.2")
    assert desk.get(f"/rispondi/{invited.public_id}").status_code == 403 and "Nome del servizio" not in desk.text
    assert enter(desk, place) == 200
    with store.reading() as session:
        assert session.scalars(select(StaffEntry.begun_by).order_by(StaffEntry.begun_at, StaffEntry.id)).all() == [
            "lenove.1",
            "lenove.2",
        ]
