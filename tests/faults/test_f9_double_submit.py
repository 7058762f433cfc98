"""F9, small form: the final act twice and fifty times at once gives one submission and one receipt."""

import http.client
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from questionari import clock
from questionari.application import create_app
from questionari.store.models.access import AuditEvent
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.session import Database
from questionari.usecases.house import Refused
from tests import factories
from tests.services.run import PATIENCE_S
from tests.services.web import serving
from tests.usecases.responding_acts import NOW, Respondent
from tools.ports import free_port

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def finished(database: Database, database_url: str, tmp_path: Path) -> Respondent:
    with database.writing() as session:
        invited = factories.invited(session)
    service = Respondent(database, factories.house_of(factories.settings_for(database_url, tmp_path)), invited)
    service.fill()
    return service


@pytest.mark.faults
@pytest.mark.parametrize("times", [2, 50])
def test_submitting_many_times_at_once_gives_one_receipt(finished: Respondent, times: int) -> None:
    together = Barrier(times)

    def submit(_: int) -> tuple[str, bool]:
        together.wait(timeout=PATIENCE_S)
        receipt = finished.submit()
        return receipt.number, receipt.first

    with ThreadPoolExecutor(times) as pool:
        given = list(pool.map(submit, range(times)))
    assert len({number for number, _ in given}) == 1
    assert sum(first for _, first in given) == 1
    with finished.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1
        receipts = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "receipt")
        assert session.scalar(receipts) == 1
        submits = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "response.submit")
        assert session.scalar(submits) == 1


@pytest.fixture
def site(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The product behind real sockets, a thread for each request."""
    monkeypatch.setattr(clock, "utc_now", lambda: factories.NOW)
    port = free_port()
    product = create_app(factories.settings_for(database_url, tmp_path, BASE_URL=f"http://127.0.0.1:{port}"))
    with serving(product, port) as address:
        yield address
    product.extensions["database"].dispose()


@pytest.mark.faults
@pytest.mark.engine("postgresql")
def test_fifty_posts_at_once_over_the_network_store_one_response_and_lead_to_one_receipt(
    finished: Respondent, site: str
) -> None:
    """The same form of one browser, as often as somebody presses; each answer leads to the receipt."""
    together, browser = Barrier(50), Person(site)
    link, base = f"/q/{finished.invited.token}", f"/rispondi/{finished.public_id}"
    browser.ask("POST", link, browser.form(link))
    form = browser.form(f"{base}/riepilogo")

    def press(_: int) -> tuple[int, str]:
        together.wait(timeout=PATIENCE_S)
        status, _, address = browser.ask("POST", f"{base}/invio", form)
        return status, address

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(press, range(50))) == {(303, f"{base}/ricevuta")}
    with finished.database.reading() as session:
        (number,) = session.scalars(select(Response.receipt_number)).all()
        receipts = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "receipt")
        assert session.scalar(receipts) == 1
    assert f"<strong>{number}</strong>" in browser.ask("GET", f"{base}/ricevuta")[1]


class Person:
    """One browser over real connections, each of its own."""

    def __init__(self, site: str) -> None:
        self.host, self.cookie = site.removeprefix("http://"), ""

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """Status, text and Location."""
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE_S)
        connection.request(method, path, body, {**FORM, "Cookie": self.cookie})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        self.cookie = (response.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        return response.status, text, response.getheader("Location") or ""

    def form(self, path: str) -> str:
        """The form of a page with nothing typed, as posted."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.ask("GET", path)[1])
        assert found is not None
        return f"csrf_token={found[1]}"


@pytest.mark.faults
def test_a_save_that_was_acknowledged_is_in_the_document_whatever_the_order(finished: Respondent) -> None:
    """Where two differ, nothing can be submitted: each is then the draft's answer, or waits for a choice."""
    together = Barrier(9)
    forms = {text: finished.typed("P3", {"L1": [text]}) for text in (f"Testo {number}" for number in range(8))}

    def save(text: str) -> str | None:
        together.wait(timeout=PATIENCE_S)
        try:
            finished.post("P3", forms[text])
        except Refused:
            return None
        return text

    def submit() -> bool:
        together.wait(timeout=PATIENCE_S)
        try:
            finished.submit()
        except Refused as refused:
            assert refused.code == "not_ready"
            return False
        return True

    with ThreadPoolExecutor(9) as pool:
        last = pool.submit(submit)
        acknowledged = [text for text in pool.map(save, forms) if text]
        accepted = last.result(PATIENCE_S)
    kept = [finished.document()["answers"]["L1"]] if accepted else _drafted(finished)
    assert sorted(kept) == sorted(acknowledged or ["Poche risorse."])


def _drafted(service: Respondent) -> list[str]:
    """The answer that counts in the draft, and those that wait for a choice."""
    case = service.page("P3").case
    raws = [case.draft("L1").raw, *(held.raw for held in case.waiting("L1").entries)]
    return ["".join(raw[""]) for raw in raws]


@pytest.mark.faults
def test_entering_fifty_times_at_once_makes_one_response(database: Database, database_url: str, tmp_path: Path) -> None:
    with database.writing() as session:
        invited = factories.invited(session)
    house = factories.house_of(factories.settings_for(database_url, tmp_path))
    with ThreadPoolExecutor(50) as pool:
        entered = list(pool.map(lambda _: Respondent(database, house, invited).public_id, range(50)))
    assert set(entered) == {invited.public_id}
    with database.reading() as session:
        assert session.scalars(select(Response.opened_at)).all() == [NOW]
