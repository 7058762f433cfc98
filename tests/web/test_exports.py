"""The dataset page, from the request to the file, with the worker in between."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from esportazioni.errors import TooLarge
from questionari import clock
from questionari.jobs import exports as job
from questionari.jobs.export_files import folder
from questionari.store.models.access import AuditEvent
from questionari.store.models.messages import ExportRequest
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from questionari.usecases import exports
from tests import factories
from tests.usecases.responding_acts import Respondent
from tests.web.browser import Browser
from tests.web.conftest import Clock


@pytest.fixture
def place(app: Flask, store: Database, browser: Browser) -> str:
    """The address of the dataset page of a round with one submitted response; the browser is staff's."""
    with store.writing() as session:
        invited = factories.invited(session)
        token = factories.staff_session(session)
        code = session.get_one(Round, invited.round_id).code
    with browser.client.session_transaction(base_url="https://localhost") as cookie:
        cookie["login"] = token
    service = Respondent(store, app.extensions["house"], invited)
    service.fill()
    service.submit()
    return f"/gestione/tornate/{code}/dataset"


def ask(browser: Browser, place: str, form: str = "csv") -> None:
    browser.get(place)
    assert browser.post(place, {"csrf_token": browser.token(), "format": form}).status_code == 200


def work(app: Flask) -> None:
    """What the export worker does when it is rung."""
    with app.app_context():
        job.drain_exports()


def files(app: Flask) -> list[Path]:
    with app.app_context():
        return sorted(folder().iterdir())


def address(store: Database, place: str) -> str:
    with store.reading() as session:
        return f"{place}/{session.scalars(select(ExportRequest.id)).one()}"


def test_a_dataset_is_asked_for_made_and_downloaded(app: Flask, store: Database, browser: Browser, place: str) -> None:
    ask(browser, place)
    assert "in coda" in browser.text and "Scarica" not in browser.text
    work(app)
    browser.get(place)
    assert "pronto" in browser.text and "lenove.1" in browser.text
    answer = browser.post(address(store, place), {"csrf_token": browser.token()}, follow=False)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert "attachment; filename=dataset_" in answer.headers["Content-Disposition"].replace('"', "")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        inside = {name.split("/")[1]: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert {"dati.csv", "dati_excel.csv", "stati.csv", "variabili.csv", "manifest.json", "LEGGIMI.txt"} <= set(inside)
    assert "Poche risorse." in inside["dati.csv"] and "aurora@servizio" not in "".join(inside.values())
    with store.reading() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("dataset."))).all()
    assert sorted(actions) == ["dataset.done", "dataset.downloaded", "dataset.requested"]


def test_a_workbook_is_asked_for_beside_the_csv_files(
    app: Flask, store: Database, browser: Browser, place: str
) -> None:
    ask(browser, place, "xlsx")
    work(app)
    browser.get(place)
    assert "Excel (XLSX)" in browser.text
    answer = browser.post(address(store, place), {"csrf_token": browser.token()}, follow=False)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = {name.split("/")[1] for name in archive.namelist()}
        page = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("dizionario.html"))
    assert names == {"dataset.xlsx", "dizionario.html", "codebook.json", "manifest.json", "LEGGIMI.txt"}
    assert "Libro dei codici" in page


def test_the_page_shows_how_far_a_dataset_is(app: Flask, store: Database, browser: Browser, place: str) -> None:
    ask(browser, place)
    browser.get(place)
    assert "data-waiting" in browser.text
    with app.app_context(), store.writing() as session:
        held = exports.claim(session, clock.utc_now(), "w1")
        assert held is not None and exports.renew(session, clock.utc_now(), held, 1)
    browser.get(place)
    assert "in corso" in browser.text and "1 di 1" in browser.text


def test_too_many_answers_for_excel_are_sent_to_csv_at_once(
    app: Flask, browser: Browser, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise TooLarge("sheet dati: row 1048577")

    monkeypatch.setattr(job, "EXPORTS", {"xlsx": full})
    ask(browser, place, "xlsx")
    work(app)
    browser.get(place)
    assert "fallito" in browser.text and "chieda il formato CSV" in browser.text and "data-waiting" not in browser.text


def test_a_format_that_is_not_offered_is_refused(browser: Browser, place: str) -> None:
    browser.get(place)
    answer = browser.post(place, {"csrf_token": browser.token(), "format": "spss"})
    assert answer.status_code == 422 and "non è fra quelli disponibili" in browser.text


def test_ready_files_are_private_and_leave_no_draft(app: Flask, browser: Browser, place: str) -> None:
    ask(browser, place)
    work(app)
    (found,) = files(app)
    assert found.suffix == ".zip" and found.stat().st_mode & 0o777 == 0o600
    assert found.parent.stat().st_mode & 0o777 == 0o700


def test_files_go_after_seven_days_with_what_killed_workers_left(
    app: Flask, store: Database, browser: Browser, place: str, hour: Clock
) -> None:
    ask(browser, place)
    work(app)
    (found,) = files(app)
    found.with_name("0198-left-by-a-killed-worker").mkdir()
    work(app)
    assert files(app) == [found]
    hour.forward(days=7)
    work(app)
    assert files(app) == []
    with store.writing() as session:
        token = factories.staff_session(session, hour.now, code="lenove.2")
    with browser.client.session_transaction(base_url="https://localhost") as cookie:
        cookie["login"] = token
    browser.get(place)
    assert "scaduto" in browser.text and "Scarica" not in browser.text
    answer = browser.post(address(store, place), {"csrf_token": browser.token()})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("error", "words"), [(OSError("no room left"), "spazio su disco"), (ValueError("a fault"), "assistenza")]
)
def test_a_failure_is_told_in_plain_words_and_tried_three_times(
    app: Flask,
    browser: Browser,
    place: str,
    hour: Clock,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    words: str,
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(job, "EXPORTS", {"csv": broken})
    ask(browser, place)
    for _ in range(3):
        work(app)
        hour.now += timedelta(minutes=2)
    browser.get(place)
    assert "fallito" in browser.text and words in browser.text and str(error) not in browser.text
    assert files(app) == []


def test_a_worker_that_lost_its_lease_throws_its_file_away(
    app: Flask, store: Database, browser: Browser, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = job.EXPORTS["csv"]

    def slow(*arguments: Any) -> object:
        with store.writing() as session:
            session.execute(update(ExportRequest).values(lease_owner="another"))
        return write(*arguments)

    monkeypatch.setattr(job, "EXPORTS", {"csv": slow})
    ask(browser, place)
    work(app)
    browser.get(place)
    assert "in corso" in browser.text and files(app) == []


def test_a_rehearsal_offers_no_dataset_and_refuses_one(store: Database, browser: Browser, place: str) -> None:
    browser.get(place)
    token = browser.token()
    with store.writing() as session:
        session.execute(update(Round).values(is_test=True, selection={"test_recipient": "prova@rete.example"}))
    browser.get(place)
    assert "Prepara il dataset" not in browser.text and "Tornata di prova" in browser.text
    answer = browser.post(place, {"csrf_token": token})
    assert answer.status_code == 422 and "non entrano in alcun dataset" in browser.text


def test_only_staff_see_the_page(store: Database, new_browser: Callable[[], Browser], place: str) -> None:
    with store.writing() as session:
        token = factories.staff_session(session, role="atr", code="atr.1")
    stranger, atr = new_browser(), new_browser()
    with atr.client.session_transaction(base_url="https://localhost") as cookie:
        cookie["login"] = token
    assert atr.get(place).status_code == 404
    assert stranger.get(place).request.path == "/accesso/"
