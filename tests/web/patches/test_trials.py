"""A version is tried on every draft by the worker: what fails is told, what was sent is counted by version."""

from pathlib import Path

import pytest
from flask import Flask
from rq.timeouts import JobTimeoutException

from questionari.jobs import trials
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from questionari.usecases.rounds import closing, patching
from tests.factories import NOW, Invited
from tests.web import managing
from tests.web.browser import Browser
from tests.web.filling import submit
from tests.web.patches.acts import MENDED, ONE, publish, taken

pytestmark = pytest.mark.engine("sqlite")  # nothing asked of the database differs between the two


def over(*_: object) -> None:
    """A job's time ends."""
    raise JobTimeoutException


@pytest.fixture
def proposed(store: Database, browser: Browser, round_code: str, tmp_path: Path) -> Browser:
    """One of the staff, on the page of the proposal."""
    publish(store, tmp_path, **MENDED)
    staff = managing.login(browser, store)
    assert managing.send(staff, f"/gestione/tornate/{round_code}/correzione", reason="Un refuso") == 200
    return staff


def test_a_trial_that_always_fails_is_made_thrice_told_and_made_again_when_somebody_asks(
    app: Flask, proposed: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, made = proposed.path, []

    def fails(*_: object) -> None:
        made.append(_)
        raise ValueError("no draft is read")

    with app.app_context(), monkeypatch.context() as broken:
        broken.setattr(trials.trial, "make", fails)
        assert [trials.try_patches() for _ in range(5)] == [True, True, True, False, False]
    assert len(made) == 3
    proposed.get("/gestione/")
    assert "non si è potuta provare sulle compilazioni in corso" in proposed.text
    managing.follow(proposed, "Vedi la proposta")
    assert proposed.path == page and "Tre tentativi non sono arrivati alla fine" in proposed.text
    assert proposed.post(f"{page}/riprova", {"csrf_token": proposed.token()}).status_code == 200
    with app.app_context():
        assert trials.try_patches()
    proposed.get(page)
    assert "su 0 compilazioni; in 0 cambia qualcosa" in proposed.text
    assert proposed.post(f"{page}/riprova", {"csrf_token": proposed.token()}).status_code == 404


def test_a_trial_whose_time_is_over_ends_its_job_and_counts(
    app: Flask, store: Database, invited: Invited, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(store, tmp_path, **MENDED)
    with store.writing() as session:
        patching.propose(session, NOW, ONE, invited.round_id, "2026.1.1", "Un refuso")
    monkeypatch.setattr(trials.trial, "make", over)
    with app.app_context():
        for _ in range(3):
            with pytest.raises(JobTimeoutException):
                trials.try_patches()
        assert not trials.try_patches()


def test_a_draft_that_cannot_be_counted_holds_up_no_other(
    app: Flask,
    store: Database,
    opened: Browser,
    invited: Invited,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened.fill({"Q1": "1"})
    publish(store, tmp_path, **MENDED)
    taken(store, invited.round_id)

    def fails(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(trials.patching, "count_anew", fails)
    with app.app_context():
        assert [trials.count_drafts_anew() for _ in range(2)] == [True, False]


def test_the_closing_record_names_every_version_and_how_many_answered_each(
    app: Flask, browser: Browser, store: Database, opened: Browser, invited: Invited, other: Invited, tmp_path: Path
) -> None:
    publish(store, tmp_path, **MENDED)
    taken(store, other.round_id)
    submit(opened, invited.public_id)
    with store.writing() as session:
        record = closing.close(session, app.extensions["house"], NOW, ONE, other.round_id)
        code = session.get_one(Round, other.round_id).code
    assert record["versions"] == {"2026.1": 1, "2026.1.1": 1}
    staff = managing.login(browser, store, code="lenove.3")
    staff.get(f"/gestione/tornate/{code}")
    assert "Versioni del questionario: 2026.1 (1 inviata), 2026.1.1 (1 inviata)." in managing.words(staff.text)
