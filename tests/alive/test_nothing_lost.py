"""What was typed outlives whatever goes wrong meanwhile, and stays in the page alone: nothing of it on the computer."""

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from questionari.store.models.access import AuditEvent
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from tests import factories
from tests.alive.desk import Desk

pytestmark = pytest.mark.browser
#: What a browser would keep when the page is gone.
KEPT = """async () => [
  localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
  (await navigator.serviceWorker?.getRegistrations() ?? []).length, (await globalThis.caches?.keys() ?? []).length,
]"""
#: A telephone at the edge of its network: half a second there and back, 30 KB a second.
SLOW = {"offline": False, "latency": 500, "downloadThroughput": 30_000, "uploadThroughput": 30_000}


def test_an_expired_form_and_a_server_with_too_much_to_do_lose_nothing(desk: Desk) -> None:
    def busy(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        route.fulfill(
            status=503, headers={"Retry-After": "20"}, content_type="application/json", body='{"message": ""}'
        )

    desk.page.clock.install()
    desk.open()
    desk.page.evaluate("document.getElementById('pagina').elements.csrf_token.value = 'scaduto'")
    desk.field("Q3").fill("Scritto per mezz'ora")
    desk.field("Q3").press("Tab")
    desk.saved()
    desk.page.route("**/P1", busy)
    desk.field("Q3").fill("Scritto nell'ultima ora utile")
    desk.field("Q3").press("Tab")
    expect(desk.line).to_contain_text("il sistema è occupato. Riproviamo da soli.")
    expect(desk.field("Q3")).to_have_value("Scritto nell'ultima ora utile")
    desk.page.unroute("**/P1")
    desk.page.clock.run_for(20_500)
    desk.saved()
    assert desk.answer("Q3") == "Scritto nell'ultima ora utile"


def test_what_waits_without_network_is_marked_kept_in_the_page_alone_and_sent_when_it_is_back(desk: Desk) -> None:
    desk.open()
    desk.page.context.set_offline(True)
    desk.field("Q3").fill("Nome che nessuno deve ritrovare")
    desk.choose("Q4", "1")
    expect(desk.line).to_have_class("q-unsaved")
    expect(desk.page.locator("[data-dirty]")).to_have_count(2)
    assert desk.page.evaluate(KEPT) == [0, 0, 0, 0, 0]
    desk.page.context.set_offline(False)
    desk.saved()
    assert desk.answer("Q3") == "Nome che nessuno deve ritrovare"
    assert desk.page.evaluate(KEPT) == [0, 0, 0, 0, 0]


def test_on_a_slow_network_what_is_typed_while_a_save_is_under_way_arrives_too(desk: Desk) -> None:
    desk.open()
    desk.choose("Q1", "2")
    desk.saved()
    desk.page.context.new_cdp_session(desk.page).send("Network.emulateNetworkConditions", SLOW)
    desk.field("Q3").fill("Prima")
    with desk.page.expect_request(lambda request: request.method == "POST"):
        desk.field("Q3").press("Tab")
    desk.field("Q3").fill("Prima e dopo")
    desk.page.get_by_role("button", name="Salva e continua").last.click()
    desk.page.wait_for_url("**/P2")
    desk.open()
    expect(desk.field("Q3")).to_have_value("Prima e dopo")


def test_a_scanner_that_runs_scripts_and_clicks_nothing_opens_nothing(desk: Desk, page: Page) -> None:
    with desk.store.writing() as session:
        invited = factories.invited(session)
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method != "GET" else None)
    before = _known(desk.store)
    page.goto(f"{desk.address}/q/{invited.token}", wait_until="networkidle")
    expect(page.get_by_role("button", name="Apri il questionario")).to_be_visible()
    assert posts == [] and _known(desk.store) == before
    with desk.store.reading() as session:
        assert session.get_one(Invitation, invited.invitation_id).first_opened_at is None


def _known(store: Database) -> tuple[int | None, int | None]:
    with store.reading() as session:
        counts = (session.scalar(select(func.count()).select_from(table)) for table in (Response, AuditEvent))
        return next(counts), next(counts)
