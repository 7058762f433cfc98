"""A defect found while a round is open is mended: two persons, every draft tried, nothing lost, both versions told."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.jobs import trials
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Round, RoundPatch
from questionari.store.session import Database
from questionari.usecases import datasets
from questionari.usecases.house import Actor, House
from questionari.usecases.responding import reopen, saving
from questionari.usecases.responding.cases import load_case
from questionari.usecases.rounds import patching
from tests import factories
from tests.factories import DOCUMENTS, NOW, Invited
from tests.web import managing
from tests.web.browser import Browser
from tests.web.filling import submit

ONE, TWO = Actor("staff", "lenove.1"), Actor("staff", "lenove.2")
PATIENCE_S = 60
MENDED = {"version": "2026.1.1"}


def publish(database: Database, folder: Path, **changes: Any) -> str:
    """Another version of R: one question reworded, one with an answer more, one free and without check; its hash."""
    document = json.loads((DOCUMENTS / "respond.json").read_text()) | changes
    first, second, _, fourth, *_ = document["sections"][0]["pages"][0]["questions"]
    first["text"]["it"] = "Il servizio è aperto?"
    second.pop("checks")
    second["required"] = False
    fourth["options"].append({"code": "3", "text": {"it": "Mista"}})
    path = folder / f"{document['version']}.json"
    path.write_text(json.dumps(document))
    with database.writing() as session:
        return factories.publish(session, path)


@pytest.fixture
def round_code(store: Database, invited: Invited) -> str:
    with store.reading() as session:
        return session.get_one(Round, invited.round_id).code


@pytest.fixture
def other(store: Database, invited: Invited, new_browser: Callable[[], Browser]) -> Invited:
    """A second service of the same round, that has sent its answers."""
    with store.writing() as session:
        found = factories.invite(session, session.get_one(Round, invited.round_id), "Sportello Inviato")
    browser = new_browser()
    browser.enter(found.token)
    submit(browser, found.public_id)
    return found


def response(database: Database, invited: Invited) -> Response:
    with database.reading() as session:
        return session.scalars(select(Response).where(Response.invitation_id == invited.invitation_id)).one()


def taken(database: Database, round_id: Any) -> tuple[int, int]:
    """The version proposed and approved by the use-cases, its trial made."""
    with database.writing() as session:
        patching.propose(session, NOW, ONE, round_id, "2026.1.1", "Un refuso")
        session.scalars(select(RoundPatch)).one().trial = {"drafts": 0, "totals": {}, "lines": []}
        return patching.approve(session, NOW, TWO, round_id)


@pytest.fixture
def mended(store: Database, opened: Browser, other: Invited, tmp_path: Path) -> str:
    """The hash of the mended version, after one has begun to answer and the other has sent."""
    opened.fill({"Q1": "1"})
    opened.fill({"Q2": "2000"}, "_go=list")
    return publish(store, tmp_path, **MENDED)


@pytest.fixture
def staff_of_two(store: Database, new_browser: Callable[[], Browser]) -> tuple[Browser, Browser]:
    """Two persons of the staff."""
    return managing.login(new_browser(), store), managing.login(new_browser(), store, code="lenove.2")


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
            found = {one.response_id: one.version for one in datasets.submissions(session, house, other.round_id)}
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


@pytest.fixture
def moving(store: Database, invited: Invited, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """What moves the drafts of the round to the mended version, in a transaction of its own."""
    publish(store, tmp_path, **MENDED)
    yield lambda: taken(store, invited.round_id) and None


def kept(app: Flask, database: Database, invited: Invited) -> tuple[str, dict[str, Any]]:
    """The version of a draft, and what is stored in it."""
    with database.reading() as session:
        case = load_case(session, app.extensions["house"], NOW, invited.public_id)
    return case.definition.version, {code: case.draft(code).raw[""] for code in ("Q1", "Q2")}


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
