"""Lists of a round's units: fifty a page, forwards and back, narrowed in the database, the same whatever their size."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from questionari.store import paging
from questionari.store.models.rounds import InvitationAtr, Round
from questionari.store.session import Database
from questionari.usecases import completion, kept
from questionari.usecases.rounds import asked
from tests import factories
from tests.web import neighbours
from tests.web.browser import Browser
from tests.web.neighbours import Neighbours

NAMES = [f"Centro {number:03}" for number in range(120)]
PAGES = {"atr_here": "/atr/tornate/{}", "staff": "/gestione/tornate/{}"}


@pytest.fixture(params=[True, False], ids=["large", "small"])
def found(request: pytest.FixtureRequest, app: Flask, store: Database, monkeypatch: pytest.MonkeyPatch) -> Neighbours:
    """A round of Bari with 120 services more; the way of large rounds and that of small ones."""
    if request.param:
        for module in (completion, asked):
            monkeypatch.setattr(module, "LARGE", 10)
    built = neighbours.build(app, store)
    with store.writing() as session:
        round_ = session.get_one(Round, built.here.round_id)
        for name in NAMES:
            joined = factories.invite(session, round_, name)
            session.add(InvitationAtr(invitation_id=joined.invitation_id, atr_id=built.territories["072"]))
    return built


def shown(browser: Browser) -> list[str]:
    """The new services in the page, in its order."""
    return re.findall(r"Centro \d{3}(?=</)", browser.text)


def follow(browser: Browser, words: str) -> None:
    """Press a link of the pager."""
    link = re.search(rf'href="([^"]*)#servizi">{words}</a>', browser.text)
    assert link is not None, f"no link «{words}»"
    browser.get(link[1].replace("&amp;", "&"))


@pytest.mark.parametrize("role", sorted(PAGES))
def test_every_unit_is_on_one_page_forwards_and_back(app: Flask, store: Database, found: Neighbours, role: str) -> None:
    browser = neighbours.visitor(app, store, found, role)
    browser.get(PAGES[role].format(found.round))
    assert "Servizi precedenti" not in browser.text
    pages = [shown(browser)]
    while "Servizi successivi" in browser.text:
        follow(browser, "Servizi successivi")
        pages.append(shown(browser))
    assert sum(pages, []) == NAMES
    assert len(pages) == 3
    follow(browser, "Servizi precedenti")
    assert shown(browser) == pages[1]
    follow(browser, "Servizi precedenti")
    assert shown(browser) == pages[0]
    follow(browser, "Servizi successivi")
    follow(browser, "Inizio dell'elenco")
    assert shown(browser) == pages[0]


def test_a_filter_is_kept_from_page_to_page(app: Flask, store: Database, found: Neighbours) -> None:
    browser = neighbours.visitor(app, store, found, "atr_here")
    browser.get(f"/atr/tornate/{found.round}?mostra=mancanti")
    follow(browser, "Servizi successivi")
    assert "mostra=mancanti" in browser.text
    assert len(shown(browser)) == paging.PAGE_SIZE
    assert "Centro Levante" not in browser.text  # it has answered


def test_the_place_of_a_foreign_service_is_not_told(app: Flask, store: Database, found: Neighbours) -> None:
    browser = neighbours.visitor(app, store, found, "atr_here")
    first = browser.get(f"/atr/tornate/{found.round}").text
    with store.reading() as session:
        foreign = session.get_one(factories.Unit, found.there.unit_id).code
    for turn in (f"dopo={foreign}", f"prima={foreign}", "dopo=%27%3B--", "prima=NIENTE"):
        assert shown_of(browser.get(f"/atr/tornate/{found.round}?{turn}").text) == shown_of(first)


def shown_of(text: str) -> list[str]:
    return re.findall(r'<tr><th scope="row">([^<]+)</th>', text)


def test_the_figures_of_a_large_round_are_kept_for_a_minute_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LARGE", 10)
    counts, memory = iter((100, 200)), kept.Kept[int]()

    def at(**after: float) -> int:
        return memory.get("round", factories.NOW + timedelta(**after), lambda: next(counts), int)

    assert [at(), at(seconds=59), at(seconds=60)] == [100, 100, 200]


def test_the_figures_of_a_small_round_are_counted_at_every_view() -> None:
    counts, memory = iter((3, 4)), kept.Kept[int]()
    found = [memory.get("round", factories.NOW, lambda: next(counts), int) for _ in range(2)]
    assert found == [3, 4]
