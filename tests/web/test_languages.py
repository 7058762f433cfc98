"""A respondent's language: which ones are offered, that the choice is kept, that no page falls back to Italian."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.mail.messages import Tongue, compose
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from questionari.usecases import responding
from questionari.usecases.house import Actor
from questionari.usecases.outbox.tongues import tongue_of
from questionari.usecases.responding import read_submitted
from tests import factories
from tests.mail.test_messages import VALUES
from tests.usecases.responding_acts import COMPLETE, Respondent
from tests.web.browser import Browser
from tests.web.marking import italian_left

pytestmark = pytest.mark.engine("sqlite")

SIGNED = {"state": "reviewed", "reviewer": "Nome di prova", "on": "2026-11-01"}


#: The pages beside those of questions.
OUTSIDE = ("", "/P1", "/riepilogo", "/segnalazione", "/dati-personali", "/informativa", "/preparazione", "/modulo")


def bilingual(node: Any) -> Any:
    """The document with a German beside each Italian text, between marks."""
    if isinstance(node, list):
        return [bilingual(item) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("it"), str):
        return {"it": node["it"], "de": f"‹{node['it']}›"}
    return {key: bilingual(value) for key, value in node.items()}


def invited(store: Database, folder: Path, state: Mapping[str, str] = SIGNED) -> factories.Invited:
    """A service invited to a questionnaire in two languages."""
    document = json.loads((factories.DOCUMENTS / "respond.json").read_text())
    path = folder / "two.json"
    path.write_text(json.dumps(bilingual(document) | {"languages": ["it", "de"], "translations": {"de": state}}))
    with store.writing() as session:
        return factories.invited(session, path)


def stored(store: Database) -> str:
    with store.reading() as session:
        return session.scalars(select(Response.language)).one()


def test_a_language_that_nobody_has_signed_is_not_offered(browser: Browser, store: Database, tmp_path: Path) -> None:
    there = invited(store, tmp_path)  # the questionnaire is signed, the interface is not
    browser.get(f"/q/{there.token}?lingua=de")
    assert '<html lang="it">' in browser.text
    assert "Deutsch" not in browser.text


@pytest.mark.usefixtures("unsigned")
def test_a_translation_to_be_reviewed_is_not_offered(browser: Browser, store: Database, tmp_path: Path) -> None:
    there = invited(store, tmp_path, {"state": "to_review"})
    browser.get(f"/q/{there.token}?lingua=de")
    assert '<html lang="it">' in browser.text
    assert "Deutsch" not in browser.text


@pytest.mark.usefixtures("unsigned")
def test_the_language_chosen_on_the_first_page_is_kept_with_the_response(
    browser: Browser, new_browser: Callable[[], Browser], store: Database, tmp_path: Path
) -> None:
    there = invited(store, tmp_path)
    browser.get(f"/q/{there.token}")
    assert 'href="?lingua=de"' in browser.text
    browser.get(f"/q/{there.token}?lingua=de")
    assert '<html lang="de">' in browser.text
    browser.post(f"/q/{there.token}", browser.fields(0))
    assert "Liste der Abschnitte" in browser.title()
    assert stored(store) == "de"
    other = new_browser()
    other.get(f"/q/{there.token}")
    assert '<html lang="de">' in other.text


@pytest.mark.usefixtures("unsigned")
def test_changing_the_language_on_a_page_saves_what_is_written_there(
    browser: Browser, store: Database, tmp_path: Path
) -> None:
    there = invited(store, tmp_path)
    browser.enter(there.token)
    browser.get(f"/rispondi/{there.public_id}/P1")
    assert 'form="pagina" name="_go" value="lingua:de"' in browser.text
    browser.fill({"Q1": ["1"]})
    browser.fill({"Q2": ["1200"]}, "_go=lingua:de")
    assert browser.path.endswith("/P1")
    assert "Speichern und weiter" in browser.text
    assert 'data-words="{' in browser.text
    browser.fill({}, "_go=lingua:de")
    assert 'value="1200"' in browser.text
    browser.get(f"/rispondi/{there.public_id}/riepilogo")
    choice = {"csrf_token": browser.token(), "lingua": "it", "dove": "respond.review"}
    browser.post(f"/rispondi/{there.public_id}/lingua", choice)
    assert browser.path.endswith("/riepilogo")
    assert "<h1>Riepilogo</h1>" in browser.text
    assert stored(store) == "it"


@pytest.mark.usefixtures("unsigned")
def test_a_language_that_is_not_offered_changes_nothing(browser: Browser, store: Database, tmp_path: Path) -> None:
    there = invited(store, tmp_path)
    browser.enter(there.token)
    for wanted in ("fr", "xx", ""):
        fields = {"csrf_token": browser.token(), "lingua": wanted, "dove": "https://altrove.example"}
        browser.post(f"/rispondi/{there.public_id}/lingua", fields)
        assert browser.path == f"/rispondi/{there.public_id}"
    assert stored(store) == "it"


@pytest.mark.usefixtures("unsigned")
def test_a_page_that_saves_by_itself_answers_in_her_language(browser: Browser, store: Database, tmp_path: Path) -> None:
    there = invited(store, tmp_path)
    browser.get(f"/q/{there.token}?lingua=de")
    browser.post(f"/q/{there.token}", browser.fields(0))
    browser.get(f"/rispondi/{there.public_id}/P1")
    browser.fill({"Q1": ["1"]})
    fields = {**browser.fields(), "Q2": ["x"]}
    headers = {"X-Requested-With": "autosave", "Referer": "https://localhost/"}
    answer = browser.client.post(browser.path, data=fields, base_url="https://localhost", headers=headers)
    assert "Schreiben Sie eine Zahl nur mit Ziffern" in json.dumps(answer.json, ensure_ascii=False)


def test_a_mail_about_a_response_speaks_its_language_and_an_invitation_names_the_others() -> None:
    receipt = compose("receipt", VALUES, tongue=Tongue("de"))
    assert "Empfangsbestätigung" in receipt.subject
    assert "Nummer der Empfangsbestätigung" in receipt.text
    assert '<html lang="de">' in receipt.html
    assert receipt.headers["Content-Language"] == "de"
    invitation = compose("invitation", VALUES, tongue=Tongue("it", ("de", "sl")))
    assert "Gentile referente" in invitation.text
    assert "auf Deutsch" in invitation.text
    assert '<p lang="sl"' in invitation.html
    assert invitation.headers["Content-Language"] == "it, de, sl"


@pytest.mark.usefixtures("unsigned")
def test_staff_read_in_italian_what_was_answered_in_another_language(
    app: Flask, browser: Browser, store: Database, tmp_path: Path
) -> None:
    there = invited(store, tmp_path)
    base = f"/rispondi/{there.public_id}"
    browser.get(f"/q/{there.token}?lingua=de")
    browser.post(f"/q/{there.token}", browser.fields(0))
    for page in ("P1", *COMPLETE):
        browser.get(f"{base}/{page}")
        browser.fill(COMPLETE[page])
    browser.post(f"{base}/invio", {"csrf_token": browser.token()})
    with store.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        staff = Actor("staff", "lenove.1")
        view = read_submitted(session, app.extensions["house"], factories.NOW, staff, response_id)
        round_ = session.get_one(Round, there.round_id)
        tongues = [tongue_of(session, app.extensions["house"], kind, round_) for kind in ("invitation", "atr_note")]
    assert view.sections[0].title == "Il servizio"
    assert "‹" not in str(view.sections)
    assert tongues == [Tongue("it", ("de",)), Tongue("it")]


@pytest.mark.usefixtures("unsigned")
def test_the_language_of_each_answer_is_kept_with_the_submission_and_after_it(
    app: Flask, browser: Browser, store: Database, tmp_path: Path
) -> None:
    there, house = invited(store, tmp_path), app.extensions["house"]
    service = Respondent(store, house, there)
    browser.enter(there.token)
    browser.get(f"/rispondi/{there.public_id}/P1")
    browser.fill({"Q1": ["2"], "Q3": ["Sportello"]}, "_go=lingua:de")  # what was typed before the switch is Italian
    browser.get(f"/rispondi/{there.public_id}/P3")
    browser.fill({"L1": "Zu wenig Mittel."}, "_go=list")
    service.submit()
    document = service.document()
    assert (document["language"], document["languages"]) == ("de", {"Q1": "it", "Q3": "it"})
    with store.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.reopen(session, house, factories.NOW, Actor("staff", "lenove.1"), response_id, "Manca un dato")
    drafts = service.page("P1").case.drafts
    assert [drafts[code].language for code in ("Q1", "Q3", "L1")] == ["it", "it", "de"]


@pytest.mark.usefixtures("unsigned")
def test_of_two_answers_the_one_that_is_kept_keeps_the_language_it_was_written_in(
    app: Flask, new_browser: Callable[[], Browser], store: Database, tmp_path: Path
) -> None:
    there = invited(store, tmp_path)
    first, second, page = new_browser(), new_browser(), f"/rispondi/{there.public_id}/P1"
    for one in (first, second):
        one.enter(there.token)
        one.get(page)
    first.fill({"Q3": ["Sportello"]}, "_go=list")
    second.fill({"Q3": ["Centro"]}, "_go=lingua:de")  # written in Italian, chosen in German
    second.get(page)
    assert stored(store) == "de"
    mine = re.findall(r'name="_do" value="(take/[^"]+)"', second.text)[0]
    second.fill({}, press=f"_do={mine}")
    service = Respondent(store, app.extensions["house"], there)
    draft = service.page("P1").case.draft("Q3")
    assert (draft.value, draft.language) == ("Centro", "it")


@pytest.mark.usefixtures("unsigned", "marked")
def test_no_page_of_a_respondent_says_a_word_of_its_own(browser: Browser, store: Database, tmp_path: Path) -> None:
    there = invited(store, tmp_path)
    base = f"/rispondi/{there.public_id}"
    seen: dict[str, list[str]] = {}

    def look(path: str) -> None:
        browser.get(path)
        seen[path] = italian_left(browser.text)

    look(f"/q/{there.token}?lingua=de")
    browser.post(f"/q/{there.token}", browser.fields(0))
    for place in OUTSIDE:
        look(base + place)
    browser.get(f"{base}/P1")
    browser.fill({"Q1": ["1"], "Q2": ["x"], "Q4": ["98"]})
    seen["P1 again"] = italian_left(browser.text)
    for page in ("P1", *COMPLETE):
        look(f"{base}/{page}")
        browser.fill({**COMPLETE[page], **({"Q2": ["1001"]} if page == "P1" else {})})
    for place in ("/P1?esamina=1", "/P2?esamina=1", "/P3", "/riepilogo", "/dati-personali"):
        look(base + place)
    browser.post(f"{base}/segnalazione", {"csrf_token": browser.token(), "kind": "declined", "reason": ""})
    seen["refused"] = italian_left(browser.text)
    assert {path: words for path, words in seen.items() if words} == {}


@pytest.mark.usefixtures("unsigned", "marked")
def test_what_follows_the_submission_says_no_word_of_its_own(browser: Browser, store: Database, tmp_path: Path) -> None:
    there = invited(store, tmp_path)
    base = f"/rispondi/{there.public_id}"
    browser.get(f"/q/{there.token}?lingua=de")
    browser.post(f"/q/{there.token}", browser.fields(0))
    for page in ("P1", *COMPLETE):
        browser.get(f"{base}/{page}")
        browser.fill(COMPLETE[page])
    browser.post(f"{base}/invio", {"csrf_token": browser.token()})
    seen = {"receipt": italian_left(browser.text)}
    for place in ("/lettura", "/lettura?inviato=1", "/dati-personali"):
        browser.get(base + place)
        seen[place] = italian_left(browser.text)
    browser.post(f"{base}/uscita", {"csrf_token": browser.token()})
    seen["goodbye"] = italian_left(browser.text)
    browser.get(f"{base}/P1")
    seen["closed"] = italian_left(browser.text)
    browser.get(f"/q/{'x' * 43}")
    seen["dead"] = italian_left(browser.text)
    assert {path: words for path, words in seen.items() if words} == {}
