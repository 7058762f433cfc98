"""Staff import earlier responses on a page: a historic round, a file tried, its columns named, rows imported."""

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from questionari import clock
from questionari.jobs.imports import import_next
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import ImportTask, Response, ResponseImport
from questionari.store.session import Database
from questionari.usecases import questionnaires, responding, retention
from questionari.usecases.house import SYSTEM, Actor
from questionari.usecases.intake import working
from tests import factories
from tests.web.browser import Browser
from tests.web.managing import send, words

pytestmark = pytest.mark.engine("sqlite")  # the queries are tried on both by the command
PLACE = "/gestione/tornate/2025/importazione"
ROW = {"Q1": "1", "Q2": "12", "Q3": "Prova", "M1_1_a": "10", "M1_1_b": "1", "M1_2_a": "1", "M1_2_b": "0"}


@pytest.fixture
def archive(staff: Browser) -> Browser:
    """A staff member before the page of a historic round where a file is chosen."""
    values = {"code": "2025", "title": "Prima", "period_start": "01/01/2025", "period_end": "30/06/2025"}
    staff.get("/gestione/tornate/storica")
    found = staff.text.split('<option value="')[1].split('"')[0]
    assert send(staff, "/gestione/tornate/storica", questionnaire=found, **values) == 200
    assert staff.path == PLACE, staff.text
    return staff


def look(staff: Browser, content: bytes, name: str = "prima.csv") -> int:
    """Choose a file and have it tried; the status."""
    staff.get(PLACE)
    data = {**staff.fields(), "file": (io.BytesIO(content), name)}
    headers = {"Referer": f"https://localhost{PLACE}"}
    return staff._arrive(
        staff.client.post(
            PLACE, data=data, base_url="https://localhost", headers=headers, content_type="multipart/form-data"
        )
    ).status_code


def csv_of(*rows: dict[str, str]) -> bytes:
    return "\n".join(";".join(cells) for cells in (rows[0], *(row.values() for row in rows))).encode()


def imported(store: Database) -> int:
    """How many responses came from a file."""
    with store.reading() as session:
        return len(session.scalars(select(Response.id).where(Response.mode == "imported")).all())


def press(staff: Browser, what: str, **values: str) -> int:
    """Press a button of the page of a tried file; the status."""
    action = re.findall(rf'action="({PLACE}/[^"]+)"', staff.text)[0]
    return staff.post(action, {**staff.fields(), **values}, f"_do={what}").status_code


def test_a_file_is_tried_its_columns_are_named_and_its_rows_imported(archive: Browser, store: Database) -> None:
    rows = csv_of({"centro": "BA-005", **ROW}, {"centro": "BA-006", **ROW, "Q2": "99"})
    assert look(archive, rows) == 422 and "Manca la colonna «servizio»" in archive.text
    rows = csv_of({"servizio": "BA-005", "ente": "1", **ROW}, {"servizio": "BA-006", "ente": "2", **ROW, "Q2": "99"})
    assert look(archive, rows) == 200
    page = words(archive.text)
    assert "1 da importare, 0 già importate, 1 rifiutate" in page and "non coincide" in page
    assert imported(store) == 0
    assert press(archive, "try", **{"campo.1": "Q4"}) == 200 and "Colonna non riconosciuta" not in archive.text
    assert press(archive, "import", **{"campo.1": "Q4"}) == 200
    assert archive.path == "/gestione/tornate/2025" and imported(store) == 1
    assert "Tornata storica" in archive.text and "Togli dall" not in archive.text
    with store.reading() as session:
        (kept,) = session.scalars(select(ResponseImport).where(ResponseImport.rows > 0))
        assert (kept.mapping, kept.sealed, kept.file_name) == ({"ente": "Q4"}, None, "prima.csv")
        assert not session.scalars(select(OutboxMessage)).all()
    assert look(archive, rows) == 200 and 'value="Q4"' in archive.text
    assert "1 già importate" in words(archive.text)


def test_a_required_answer_kept_apart_is_in_no_file_and_refuses_no_row(staff: Browser, store: Database) -> None:
    text = (factories.DOCUMENTS / "respond.json").read_text(encoding="utf-8").replace("2026.1", "2026.9")
    text = text.replace('"store": "contacts"', '"store": "contacts", "required": true')
    with store.writing() as session:
        questionnaires.publish(session, factories.NOW, SYSTEM, text.encode())
    values = {"code": "2025", "title": "Prima", "period_start": "01/01/2025", "period_end": "30/06/2025"}
    staff.get("/gestione/tornate/storica")
    assert send(staff, "/gestione/tornate/storica", questionnaire="R@2026.9", **values) == 200
    assert look(staff, csv_of({"servizio": "BA-005", **ROW})) == 200
    assert "1 da importare, 0 già importate, 0 rifiutate" in words(staff.text)


def test_an_erasure_leaves_neither_the_file_nor_what_proves_a_guess_of_its_row(
    archive: Browser, store: Database, app: Flask
) -> None:
    rows, house = csv_of({"servizio": "BA-005", **ROW}), app.extensions["house"]
    assert look(archive, rows) == 200 and press(archive, "import", reason="La signora Bianchi conferma") == 200
    assert look(archive, rows) == 200
    with store.writing() as session:
        response = session.scalars(select(Response).where(Response.mode == "imported")).one()
        assert response.once
        responding.redact(session, house, factories.NOW, Actor("staff", "rossi.m"), response.id, "Q3")
    with store.reading() as session:
        assert session.scalars(select(Response.once).where(Response.mode == "imported")).all() == [None]
        assert session.scalars(select(ResponseImport.sealed).where(ResponseImport.sealed.is_not(None))).all() == []
    assert look(archive, rows) == 200 and "ha già una risposta" in archive.text and imported(store) == 1


def test_what_cannot_be_read_or_is_not_there_is_refused(archive: Browser, store: Database) -> None:
    assert look(archive, b"") == 422 and "Scelga un file" in archive.text
    assert look(archive, b"PK\x03\x04 rotto") == 422 and "non si legge" in archive.text
    rows = csv_of({"servizio": "BA-005", **ROW})
    assert look(archive, rows) == 200
    assert press(archive, "import") == 200
    archive.get(PLACE)
    with store.reading() as session:
        done = session.scalars(select(ResponseImport.id).where(ResponseImport.rows > 0)).one()
    assert archive.post(f"{PLACE}/{done}", {"csrf_token": archive.token(), "_do": "import"}).status_code == 404
    values = {"code": "2026", "title": "Ora", "period_start": "01/01/2026", "period_end": "31/12/2026"}
    assert send(archive, "/gestione/tornate/storica", **values) == 422
    assert "non è ancora finito" in archive.text or "Questionario" in archive.text


def work(app: Flask) -> bool:
    """What the exports worker does once."""
    with app.app_context():
        return import_next()


def test_a_long_file_is_tried_and_imported_by_a_worker_while_its_page_says_how_far_it_is(
    archive: Browser, store: Database, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("questionari.usecases.intake.working.AT_ONCE", 1)
    rows = csv_of({"servizio": "BA-005", **ROW}, {"servizio": "BA-006", **ROW, "Q2": "99"})
    assert look(archive, rows) == 303
    page = archive.response.headers["Location"]
    archive.get(page)
    assert "In coda" in archive.text
    assert archive.post(page, {"csrf_token": archive.token(), "_do": "import"}).status_code == 422
    assert work(app) and not work(app)
    archive.get(page)
    assert "1 da importare, 0 già importate, 1 rifiutate" in words(archive.text)
    assert "non coincide" in archive.text and imported(store) == 0
    press(archive, "import", reason="La signora Bianchi conferma")
    assert work(app) and imported(store) == 1
    archive.get(page)
    assert "Importazione finita" in archive.text and "Vai alla tornata" in archive.text
    with store.reading() as session:
        assert b"Bianchi" not in session.scalars(select(ImportTask.sealed)).one()
    assert retention_of(store, app) == 1
    assert archive.get(page).status_code == 404


def test_an_import_that_waits_or_runs_is_not_let_go_for_another_file(
    archive: Browser, store: Database, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("questionari.usecases.intake.working.AT_ONCE", 0)
    rows = csv_of({"servizio": "BA-005", **ROW})
    look(archive, rows)
    page = archive.response.headers["Location"]
    assert work(app)
    archive.get(page)
    press(archive, "import")
    assert look(archive, csv_of({"servizio": "BA-006", **ROW})) == 422 and "attenda la fine" in archive.text
    assert work(app) and imported(store) == 1
    assert look(archive, csv_of({"servizio": "BA-006", **ROW})) == 303


def retention_of(store: Database, app: Flask) -> int:
    """How many files, or what was said of them, go after a month."""
    with store.writing() as session:
        later = clock.utc_now() + timedelta(days=31)
        return retention.erase_due(session, app.extensions["house"], later, "files_not_imported")


def test_a_task_that_was_killed_is_taken_up_again_and_given_up_after_three_times(
    archive: Browser, store: Database, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("questionari.usecases.intake.working.AT_ONCE", 0)
    look(archive, csv_of({"servizio": "BA-005", **ROW}))
    now, house = clock.utc_now(), app.extensions["house"]
    for attempt in range(1, 5):
        with store.writing() as session:
            held = working.claim(session, house, now + attempt * 2 * working.LEASE)
            assert (held.attempt if held else None) == (attempt if attempt < 4 else None)
            assert working.claim(session, house, now + attempt * 2 * working.LEASE) is None
    with store.reading() as session:
        found = working.progress(session, house, session.scalars(select(ImportTask.import_id)).one())
    assert found is not None and "più volte" in found.error
