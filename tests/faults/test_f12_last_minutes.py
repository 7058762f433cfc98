"""F12: everybody comes in the last minutes, more than two processors can serve, and a worker is killed at the peak.

What was acknowledged is stored; whoever finds no room is told when to come back and has her text; nothing is a 500.
"""

import http.client
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from questionari import clock
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.responses import by_public_id
from questionari.store.session import Database
from questionari.usecases.house import House
from questionari.usecases.responding import documents
from questionari.usecases.responding.cases import data_key
from tests import factories
from tests.faults.ledger import FIGURES, Ledger
from tests.faults.sizes import size
from tests.services.deployed import Deployed, deployed
from tests.services.run import PATIENCE_S

SERVICES, TOGETHER = size(20, 10_000), size(10, 200)
ROOM = size({"WEB_THREADS": "1", "WEB_WAITING": "2"}, {})  # in the full form as it is deployed
PATIENCE_FOR_ALL_S = size(PATIENCE_S, 3_600)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DOCUMENT = factories.DOCUMENTS / "minimal.json"


@dataclass
class Crowd:
    """What happened to all of them."""

    server: Deployed
    ledger: Ledger
    answers: Counter[int] = field(default_factory=Counter)
    served: threading.Condition = field(default_factory=threading.Condition)
    lost: int = 0

    def answered(self, status: int) -> None:
        """One answer more. For each one served, two of those who were told to wait try again."""
        with self.served:
            self.answers[status] += 1
            if status != 503:
                self.served.notify(2)

    def wait_for_another(self) -> None:
        """Come back when somebody has been served, or after a second at most."""
        with self.served:
            self.served.wait(1)


class Person:
    """A respondent's browser that does what it is told: comes back after a 503, tries again when nothing answers."""

    def __init__(self, crowd: Crowd, number: int, invited: factories.Invited) -> None:
        self.crowd, self.number, self.invited, self.cookie = crowd, number, invited, ""

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """Status, text and Location of the first answer that is not "come back"."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            try:
                status, text, headers = self._once(method, path, body)
            except (OSError, http.client.HTTPException):
                self.crowd.lost += 1
                self.crowd.wait_for_another()
                continue
            self.crowd.answered(status)
            if status != 503:
                return status, text, headers.get("Location", "")
            assert 10 <= int(headers["Retry-After"]) <= 30
            assert method == "GET" or not body.startswith("Q2=") or f'value="{self.number}"' in text
            self.crowd.wait_for_another()
        raise TimeoutError(f"{method} {path} is never answered")

    def _once(self, method: str, path: str, body: str) -> tuple[int, str, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.crowd.server.port, timeout=60)
        began = {"X-Request-Start": f"t={time.time():.3f}", "X-Forwarded-For": f"10.0.{self.number % 250}.1"}
        connection.request(method, path, body, {**FORM, **began, "Cookie": self.cookie})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        set_cookie = response.getheader("Set-Cookie")
        self.cookie = set_cookie.partition(";")[0] if set_cookie else self.cookie
        return response.status, text, dict(response.getheaders())

    def token(self, path: str) -> str:
        """The form token of a page, as posted."""
        status, text, _ = self.ask("GET", path)
        found = re.search(r'name="csrf_token" value="([^"]+)"', text)
        assert found is not None, (status, text[:2000])
        return f"csrf_token={found[1]}"

    def answer(self) -> str:
        """Open the link, save a number of her own, send; the receipt's number."""
        base, link = f"/rispondi/{self.invited.public_id}", f"/q/{self.invited.token}"
        self.ask("POST", link, self.token(link))
        fields = f"Q2={self.number}&Q1=1&_q=Q1%400&_q=Q2%400&_go=list&{self.token(f'{base}/P1')}"
        status, _, address = self.ask("POST", f"{base}/P1", fields)
        assert status == 303, address
        self.crowd.ledger.write(f"saved {self.invited.public_id} {self.number}")
        status, text, address = self.ask("POST", f"{base}/invio", self.token(f"{base}/riepilogo"))
        assert (status, address) == (303, f"{base}/ricevuta"), text[:2000]
        found = re.search(r"<strong>(\w{4}-\w{4}-\w{2})</strong>", self.ask("GET", address)[1])
        assert found is not None
        self.crowd.ledger.write(f"sent {self.invited.public_id} {found[1]}")
        return found[1]


@pytest.fixture
def invited(database: Database) -> list[factories.Invited]:
    """Services of a round that ends soon."""
    now, day = clock.utc_now(), timedelta(days=1)
    with database.writing() as session:
        hours = {"opens_at": now - day, "deadline_at": now + day, "closes_at": now + day}
        round_ = factories.add_round(session, factories.publish(session, DOCUMENT), **hours)
        return [factories.invite(session, round_, f"Centro {number}") for number in range(SERVICES)]


@pytest.mark.faults
@pytest.mark.engine("postgresql")
def test_in_the_last_minutes_nothing_acknowledged_is_lost(
    database: Database, database_url: str, invited: list[factories.Invited], ledger: Ledger, tmp_path: Path
) -> None:
    house = factories.house_of(factories.settings_for(database_url, tmp_path))
    with deployed(database_url, tmp_path, **ROOM) as server, ThreadPoolExecutor(TOGETHER) as pool:
        crowd, began = Crowd(server, ledger), time.monotonic()
        told = [pool.submit(Person(crowd, number, one).answer) for number, one in enumerate(invited, 1)]
        told[SERVICES // 3].result(PATIENCE_FOR_ALL_S)
        server.kill_one()
        numbers = [one.result(PATIENCE_FOR_ALL_S) for one in told]
        spent = time.monotonic() - began
        assert set(crowd.answers) <= {200, 303, 503}, crowd.answers
    assert "unhandled error" not in server.log.read_text()
    assert [act for act in ledger.acts() if not kept(database, house, act)] == []
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == len(set(numbers)) == SERVICES
        mails = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "receipt")
        assert session.scalar(mails) == SERVICES
    FIGURES.append(
        f"F12: {SERVICES} respondents, {TOGETHER} at once, in {spent:.0f} s: {dict(crowd.answers)}, "
        f"{crowd.lost} requests lost with the worker, {len(ledger.acts())} acknowledged acts, all stored"
    )


def kept(database: Database, house: House, act: str) -> bool:
    """Whether what was acknowledged stands in the database: a number in the answers that were sent, a receipt."""
    what, public_id, said = act.split()
    with database.reading() as session:
        header = by_public_id(session, public_id)
        assert header is not None
        row = session.get_one(Response, header.response_id)
        number = row.receipt_number or ""
        content = documents.open_document(data_key(house, header), row.id, number, row.document or b"")
    return bool(content["answers"]["Q2"] == int(said)) if what == "saved" else number == said
