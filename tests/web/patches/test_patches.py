"""A defect found while a round is open is mended: two persons, every draft tried, nothing lost, both versions told."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.jobs import trials
from questionari.store.models.rounds import Round, RoundPatch
from questionari.store.session import Database
from questionari.usecases import datasets
from questionari.usecases.house import House
from questionari.usecases.responding import reopen, saving
from questionari.usecases.rounds import patching
from tests.factories import NOW, Invited
from tests.web import managing
from tests.web.browser import Browser
from tests.web.filling import submit
from tests.web.patches.acts import MENDED, ONE, PATIENCE_S, TWO, kept, publish, response, taken


def test_two_persons_put_a_mended_version_in_use_after_it_was_tried_on_every_draft(
    app: Flask, store: Database, mended: str, round_code: str, staff_of_two: tuple[Browser, Browser]
) -> None:
    one, two = staff_of_two
    page = f"/gestione/tornate/{round_code}/correzione"
    assert managing.send(one, page, reason="") == 422
    assert managing.send(one, page, reason="La domanda 1 era ambigua") == 200
    assert managing.send(two, f"{page}/approva") == 422
    assert "La prova sulle bozze non è ancora finita" in two.text
    with app.app_context():
        trials.try_patches()
    one.get(page)
    tried = managing.words(one.text)
    assert "su 1 compilazioni; in 1 cambia qualcosa" in tried
    assert "Osservazioni che cadono 1" in tried
    assert "2000" not in tried
    assert managing.send(one, f"{page}/approva") == 422
    assert "la deve approvare un&#39;altra persona" in one.text
    assert managing.send(two, f"{page}/approva") == 200
    assert "Compilazioni spostate: 1; risposte già inviate, rimaste com'erano: 1" in two.text
    assert {"round.patch_proposed", "round.patched"} <= managing.audited(store)
    with store.reading() as session:
        assert session.scalars(select(Round.questionnaire_sha256)).one() == mended
    for version in ("2026.1", "2026.1.1"):
        one.get(f"/gestione/questionari/pubblicati/R/{version}")
        assert f'href="/gestione/tornate/{round_code}"' in one.text


def test_drafts_move_with_their_answers_and_what_was_sent_stays(
    app: Flask, store: Database, opened: Browser, invited: Invited, other: Invited, mended: str
) -> None:
    old, before = response(store, other).questionnaire_sha256, response(store, invited).required
    assert taken(store, invited.round_id) == (1, 1)
    assert [response(store, one).questionnaire_sha256 for one in (invited, other)] == [mended, old]
    with app.app_context():
        trials.count_drafts_anew()
    assert response(store, invited).required == before - 1
    opened.get(f"/rispondi/{invited.public_id}/P1")
    assert "Il servizio è aperto?" in opened.text
    assert opened.fields()["Q2"] == ["2000"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestOnOneDatabase:
    def test_a_version_that_does_more_than_mend_is_told_and_refused(
        self, browser: Browser, store: Database, round_code: str, tmp_path: Path
    ) -> None:
        publish(store, tmp_path, version="2026.2", unit="atr")
        staff = managing.login(browser, store)
        page = f"/gestione/tornate/{round_code}/correzione"
        staff.get(page)
        assert "cambia chi risponde" in staff.text
        assert "Proponi questa versione" not in staff.text
        given = {"csrf_token": staff.token(), "version": "2026.2", "reason": "Per forza"}
        assert staff.post(page, given).status_code == 422
        assert "chiuda la tornata e ne apra un&#39;altra" in staff.text
        assert staff.post(page, {**given, "version": "1999"}).status_code == 404

    def test_a_proposal_can_be_taken_back_and_there_is_one_at_a_time(
        self, browser: Browser, store: Database, round_code: str, tmp_path: Path
    ) -> None:
        publish(store, tmp_path, **MENDED)
        staff = managing.login(browser, store)
        page = f"/gestione/tornate/{round_code}/correzione"
        staff.get(page)
        given = {**staff.fields(), "reason": "Un refuso"}
        assert staff.post(page, given).status_code == 200
        assert staff.post(page, given).status_code == 422
        assert managing.send(staff, f"{page}/ritira") == 200
        assert managing.send(staff, page, reason="Un altro refuso") == 200

    def test_a_response_given_back_goes_on_under_the_version_of_today(
        self, app: Flask, store: Database, other: Invited, tmp_path: Path
    ) -> None:
        new = publish(store, tmp_path, **MENDED)
        taken(store, other.round_id)
        house: House = app.extensions["house"]
        with store.writing() as session:
            reopen(session, house, NOW, ONE, response(store, other).id, "Ci manca un dato")
        assert response(store, other).questionnaire_sha256 == new

    def test_the_dataset_says_which_version_each_response_has_read(
        self, app: Flask, store: Database, opened: Browser, invited: Invited, other: Invited, tmp_path: Path
    ) -> None:
        publish(store, tmp_path, **MENDED)
        taken(store, other.round_id)
        submit(opened, invited.public_id)
        house: House = app.extensions["house"]
        with store.reading() as session:
            around = datasets.dataset_round(session, NOW, other.round_id)
            found = {one.response_id: one.version for one in datasets.submissions(session, house, NOW, other.round_id)}
        assert around.versions == ("2026.1", "2026.1.1")
        assert around.definition.version == "2026.1.1"
        versions = [found[datasets.id_in_dataset(response(store, one).id)] for one in (other, invited)]
        assert versions == ["2026.1", "2026.1.1"]

    def test_an_answer_that_would_be_read_otherwise_stops_the_approval(
        self, store: Database, invited: Invited, tmp_path: Path
    ) -> None:
        publish(store, tmp_path, **MENDED)
        with store.writing() as session:
            patching.propose(session, NOW, ONE, invited.round_id, "2026.1.1", "Un refuso")
            totals = {"drafts": 1, "totals": {"altered": 1}, "lines": []}
            session.scalars(select(RoundPatch)).one().trial = totals
            with pytest.raises(patching.Refused) as refused:
                patching.approve(session, NOW, TWO, invited.round_id)
        assert refused.value.code == "altered"


def test_a_save_that_the_move_overtakes_begins_again_and_loses_nothing(
    app: Flask,
    store: Database,
    opened: Browser,
    invited: Invited,
    moving: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened.fill({"Q1": "1"})
    prepare, moved = saving._prepare, []

    def overtaken(session: Any, *rest: Any) -> saving.Write:
        write = prepare(session, *rest)
        if session.get_bind().dialect.name == "postgresql" and not moved:  # SQLite has one writer: nobody overtakes
            moved.append(moving())
        return write

    monkeypatch.setattr(saving, "_prepare", overtaken)
    assert opened.fill({"Q2": "7"}, "_go=list").status_code == 200
    if not moved:
        moving()
    assert kept(app, store, invited) == ("2026.1.1", {"Q1": ("1",), "Q2": ("7",)})


def test_saves_and_the_move_at_the_same_moment_lose_nothing(
    app: Flask, store: Database, opened: Browser, invited: Invited, moving: Callable[[], None]
) -> None:
    opened.fill({"Q1": "1"})
    begin = threading.Barrier(2)

    def move() -> None:
        begin.wait(PATIENCE_S)
        moving()

    mover = threading.Thread(target=move)
    mover.start()
    begin.wait(PATIENCE_S)
    for value in ("1", "2", "3", "4"):
        opened.get(f"/rispondi/{invited.public_id}/P1")
        assert opened.fill({"Q2": value}, "_go=list").status_code == 200
    mover.join(PATIENCE_S)
    assert kept(app, store, invited) == ("2026.1.1", {"Q1": ("1",), "Q2": ("4",)})
