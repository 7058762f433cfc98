"""F1: the web server is killed during submits whose clients try again; what was acknowledged is stored."""

import http.client
import re
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.session import Database
from tests import factories
from tests.faults.ledger import FIGURES, Ledger
from tests.faults.mother import Mother
from tests.faults.sizes import size
from tests.services.run import PATIENCE_S
from tests.usecases.responding_acts import Respondent
from tools.ports import free_port

SERVICES, KILLS = size(8, 5000), size(3, 150)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Server:
    """The web server's process; `up` is set while it listens."""

    def __init__(self, database_url: str) -> None:
        self.port = free_port()
        self.mother = Mother("tests.faults.web_process", database_url, str(self.port))
        self.up = threading.Event()
        self.start()

    def start(self) -> None:
        """Start it, or start it again."""
        self.mother.start()
        self.up.set()

    def kill(self) -> None:
        """Kill -9."""
        self.up.clear()
        self.mother.kill()
        assert self.mother.outcome() == -signal.SIGKILL


class Client:
    """One respondent's browser over real HTTP, that tries again until the server answers."""

    def __init__(self, server: Server) -> None:
        self.server, self.cookie = server, ""

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """Status, text and Location; a lost connection is asked again."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            assert self.server.up.wait(PATIENCE_S)
            try:
                return self._once(method, path, body)
            except (OSError, http.client.HTTPException):
                continue
        raise TimeoutError(f"{method} {path} is never answered")

    def _once(self, method: str, path: str, body: str) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        connection.request(method, path, body, {**FORM, "Cookie": self.cookie})
        response = connection.getresponse()
        text = response.read().decode()
        set_cookie = response.getheader("Set-Cookie")
        self.cookie = set_cookie.partition(";")[0] if set_cookie else self.cookie
        return response.status, text, response.getheader("Location") or ""

    def token(self, path: str) -> str:
        """The form token of a page, as posted."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.ask("GET", path)[1])
        assert found is not None
        return f"csrf_token={found[1]}"

    def submit(self, invited: factories.Invited) -> str:
        """Open the link, submit, read the receipt's number."""
        self.ask("POST", f"/q/{invited.token}", self.token(f"/q/{invited.token}"))
        base = f"/rispondi/{invited.public_id}"
        status, _, address = self.ask("POST", f"{base}/invio", self.token(f"/q/{invited.token}"))
        assert (status, address) == (303, f"{base}/ricevuta")
        found = re.search(r"<strong>(\w{4}-\w{4}-\w{2})</strong>", self.ask("GET", address)[1])
        assert found is not None
        return found[1]


@pytest.fixture
def invited(database: Database, database_url: str, tmp_path: Path) -> list[factories.Invited]:
    """Services that have answered everything."""
    house = factories.house_of(factories.settings_for(database_url, tmp_path))
    with database.writing() as session:
        round_ = factories.add_round(session, factories.publish(session))
        services = [factories.invite(session, round_, f"Centro {n}") for n in range(SERVICES)]
    for service in services:
        Respondent(database, house, service).fill()
    return services


@pytest.fixture
def server(database_url: str) -> Iterator[Server]:
    """The server; it does not outlive the test."""
    started = Server(database_url)
    yield started
    started.mother.end()


@pytest.mark.faults
def test_acknowledged_submits_survive_a_killed_server(
    database: Database, server: Server, invited: list[factories.Invited], ledger: Ledger
) -> None:
    acknowledged = threading.Semaphore(0)

    def submit(service: factories.Invited) -> str:
        number = Client(server).submit(service)
        ledger.write(number)
        acknowledged.release()
        return number

    with ThreadPoolExecutor(3) as pool:
        pending = [pool.submit(submit, service) for service in invited]
        for _ in range(KILLS):
            for _ in range(SERVICES // KILLS):
                assert acknowledged.acquire(timeout=PATIENCE_S)
            server.kill()
            server.start()
        told = [future.result(PATIENCE_S) for future in pending]
    server.kill()
    server.start()
    assert Client(server).submit(invited[0]) == told[0]
    with database.reading() as session:
        stored = session.scalars(select(Response.receipt_number)).all()
        mails = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "receipt")
        assert session.scalar(mails) == SERVICES
    FIGURES.append(f"F1: {len(stored)} stored of {len(ledger.acts())} acknowledged, {KILLS} kills")
    assert sorted(stored, key=str) == sorted(told) == sorted(ledger.acts())
