"""The ATR's page: right counts of its own services, nothing of the others, never an answer, never a link."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from questionari.store.models.census import Contact, UnitContact
from questionari.store.models.rounds import Invitation, InvitationAtr, Round
from questionari.store.session import Database
from tests import factories
from tests.web import neighbours
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.filling import submit
from tests.web.neighbours import Neighbours

SECRET_ANSWER = "Comitato delle rose"


@pytest.fixture
def found(app: Flask, store: Database) -> Neighbours:
    return neighbours.build(app, store)


@pytest.fixture
def here(app: Flask, store: Database, found: Neighbours) -> Browser:
    """The ATR of Bari."""
    return neighbours.visitor(app, store, found, "atr_here")


def join(store: Database, found: Neighbours, name: str, **state: object) -> factories.Invited:
    """One more service of Bari in the common round."""
    with store.writing() as session:
        round_ = session.get_one(Round, found.here.round_id)
        joined = factories.invite(session, round_, name)
        session.add(InvitationAtr(invitation_id=joined.invitation_id, atr_id=found.territories["072"]))
        if state:
            session.execute(update(Invitation).where(Invitation.id == joined.invitation_id).values(**state))
    return joined


def figures(browser: Browser) -> list[str]:
    """The figures at the head of the page, each as its words."""
    found = re.search(r'<ul class="q-figures">(.*?)</ul>', browser.text, re.S)
    items = re.findall(r"<li>(.*?)</li>", found[1], re.S) if found else []
    return [" ".join(re.sub(r"<[^>]+>", " ", item).split()) for item in items]


def row(browser: Browser, name: str) -> str:
    """The words of a service's row."""
    found = re.search(rf"<tr><th scope=\"row\">(?:<a [^>]*>)?{name}(?:</a>)?</th>(.*?)</tr>", browser.text, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def test_counts_and_rates_of_a_small_round(
    here: Browser, store: Database, found: Neighbours, new_browser: Callable[[], Browser]
) -> None:
    waiting = join(store, found, "Centro Sud")
    join(store, found, "Centro Cessato", disposition="closed_service")
    join(store, found, "Centro Contrario", disposition="declined")
    bounced = join(store, found, "Centro Respinto", delivery="bounced")
    with store.writing() as session:
        contact = session.query(UnitContact).filter_by(unit_id=bounced.unit_id).one().contact_id
        session.execute(update(Contact).where(Contact.id == contact).values(bounced_at=factories.NOW))
    new_browser().enter(waiting.token)
    here.get(f"/atr/tornate/{found.round}")
    assert '<a href="/atr/" aria-current="true">Il Suo territorio</a>' in here.text
    assert figures(here)[:3] == [
        "25 % 1 su 4 servizi hanno risposto",
        "1 aperti o in compilazione",
        "1 senza un recapito funzionante",
    ]
    assert figures(here)[3].startswith("22 giorni alla scadenza")
    assert "inviata" in row(here, "Centro Levante")
    assert "100 %" in row(here, "Centro Levante")
    assert "aperta" in row(here, "Centro Sud")
    assert "recapito da correggere" in row(here, "Centro Respinto")


def test_the_lists_filters_keep_what_they_say(here: Browser, store: Database, found: Neighbours) -> None:
    join(store, found, "Centro Sud")
    path = f"/atr/tornate/{found.round}"
    here.get(f"{path}?mostra=mancanti")
    assert (row(here, "Centro Sud") != "", row(here, "Centro Levante")) == (True, "")
    here.get(f"{path}?mostra=risposte")
    assert (row(here, "Centro Sud"), row(here, "Centro Levante") != "") == ("", True)
    here.get(f"{path}?mostra=recapito")
    assert "Nessun servizio corrisponde" in here.text
    here.get(f"{path}?mostra=%27;drop")
    assert row(here, "Centro Sud") and row(here, "Centro Levante")


def test_activity_is_shown_by_day_and_never_by_the_hour(here: Browser, found: Neighbours) -> None:
    here.get(f"/atr/tornate/{found.round}")
    assert '<th scope="row">22/11/2026</th>' in here.text
    assert not re.search(r"ore \d|\d\d:\d\d", here.text.partition("<footer")[0])


def test_no_answer_no_link_no_address_is_in_the_page(
    app: Flask, here: Browser, store: Database, found: Neighbours, new_browser: Callable[[], Browser]
) -> None:
    joined = join(store, found, "Centro Sud")
    answering = new_browser()
    answering.enter(joined.token)
    answering.get(f"/rispondi/{joined.public_id}/P1")
    answering.fill({"Q1": "1", "Q3": SECRET_ANSWER})
    submit(answering, joined.public_id)
    pages = []
    for path in ("/atr/", f"/atr/tornate/{found.round}", f"/atr/tornate/{found.round}?mostra=risposte"):
        here.get(path)
        pages.append(here.text)
    hidden = (
        SECRET_ANSWER,
        joined.token,
        joined.public_id,
        found.here.public_id,
        "/q/",
        "/rispondi/",
        "@servizio.example",
    )
    assert [word for word in hidden for page in pages if word in page] == []


def test_tests_drafts_and_rounds_of_others_are_not_there(here: Browser, found: Neighbours) -> None:
    here.get("/atr/")
    assert set(re.findall(r'href="/atr/tornate/(\w+)', here.text)) == {found.round}
    for code in (found.test_round, found.draft, "TERAMO", "NIENTE"):
        assert here.get(f"/atr/tornate/{code}").status_code == 404


def test_a_territory_without_rounds_is_told_so(app: Flask, store: Database, browser: Browser, hour: Clock) -> None:
    with store.writing() as session:
        factories.census_of_bari(session)
    person = neighbours.enrolled_account(app, store, "atr.bari", ("072",))
    browser.get("/accesso/")
    browser.post("/accesso/", {**browser.fields(), "code": person.code, "password": person.password})
    browser.post(browser.path, {**browser.fields(), "typed": person.typed(hour.now)})
    assert "Per ora nessuna tornata riguarda il Suo territorio" in browser.text


@pytest.mark.parametrize(
    ("forward", "words"), [(21, "1 giorno alla scadenza"), (22, "oggi è il giorno"), (23, "scaduta il 14/12/2026")]
)
def test_the_deadline_is_counted_in_days(
    here: Browser, store: Database, found: Neighbours, hour: Clock, forward: int, words: str
) -> None:
    hour.forward(days=forward)
    atr = neighbours.enter_again(here, store, found, "atr_here", hour.now)
    atr.get(f"/atr/tornate/{found.round}")
    assert words in figures(atr)[3]
