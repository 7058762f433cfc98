"""F2: the mail worker is killed in the worst places; nothing is lost, a kill repeats at most one message a connection.

Small form: 60 mails, 6 kills; full: 3 000 mails, 150 kills.
"""

import signal
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select, update

from questionari.settings import Settings
from questionari.store.models.census import UnitContact
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.usecases.outbox.drain import DrainReport
from tests.faults.ledger import FIGURES
from tests.faults.mother import Mother
from tests.faults.sizes import FULL, size
from tests.mail.desk import CALM, Desk, campaign, transport_to
from tests.mail.test_digests import text_of
from tests.services.smtp import Received, Sink

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("mail_context")]
MAILS = size(60, 3_000)
#: After which mail to kill, and how many milliseconds after its text has arrived: 0 = before the 250 leaves,
#: the others fall around the reply, the commit and the next message's preparation.
DELAYS = (0, 2, 5, 0, 10, 20)
MANY = {20 * number - 10: DELAYS[number % len(DELAYS)] for number in range(1, 151)}
KILLS = MANY if FULL else {4: 0, 11: 2, 19: 5, 28: 0, 36: 10, 45: 20}
FEW_KILLS = MANY if FULL else {7: 0, 29: 5}


@dataclass(slots=True)
class Killer:
    """Kills the worker of the moment when the mails of `kills` have arrived."""

    workers: Mother
    kills: Mapping[int, int]
    seen: int = 0
    timers: list[threading.Timer] = field(default_factory=list)

    def __call__(self, _message: Received) -> None:
        """Called by the mail server after it has kept a message and before it replies."""
        self.seen += 1
        delay = self.kills.get(self.seen)
        if delay == 0:
            self.workers.kill()
        elif delay:
            self.timers.append(threading.Timer(delay / 1000, self.workers.kill))
            self.timers[-1].start()


@pytest.fixture
def workers(settings: Settings, smtp_sink: Sink, connections: int) -> Iterator[Mother]:
    """Worker processes on the test's database and mail server; none outlives the test."""
    mother = Mother("tests.faults.drain_process", settings.database_url, str(smtp_sink.port), str(connections))
    yield mother
    mother.end()


def run_until_nothing_is_due(workers: Mother) -> int:
    """Start workers one after the other until one ends by itself; how many were killed."""
    for killed in range(len(KILLS) + 1):
        workers.start()
        code = workers.outcome()
        if code == 0:
            return killed
        assert code == -signal.SIGKILL
    raise AssertionError("somebody else kills the workers")


@pytest.mark.parametrize(("connections", "kills"), [(1, KILLS), (4, FEW_KILLS)], ids=["1", "4"])
def test_a_worker_killed_again_and_again_loses_nothing_and_repeats_identical_bytes(
    desk: Desk, workers: Mother, smtp_sink: Sink, connections: int, kills: Mapping[int, int]
) -> None:
    with desk.database.writing() as session:
        campaign(session, MAILS)
    smtp_sink.on_message = Killer(workers, kills)
    killed = run_until_nothing_is_due(workers)
    assert killed >= len([delay for delay in kills.values() if delay == 0])
    final = finish_abandoned(desk, smtp_sink)
    assert final.states.get("sent", 0) <= killed * 8
    copies = [smtp_sink.to(row.recipient) for row in desk.rows()]
    assert {row.state for row in desk.rows()} == {"sent"}
    assert all(copies), "a mail was lost"
    assert len(smtp_sink.messages) - MAILS <= killed * connections
    assert all(len({copy.raw for copy in copied}) == 1 for copied in copies)
    assert len({copied[0].parsed["Message-ID"] for copied in copies}) == MAILS
    more = len(smtp_sink.messages) - MAILS
    FIGURES.append(f"F2 {connections} connections: {MAILS} mails, {killed} kills, none lost, {more} copies more")


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("connections", [1])
def test_a_worker_killed_in_a_mail_about_several_services_loses_none_of_them(
    desk: Desk, workers: Mother, smtp_sink: Sink
) -> None:
    with desk.database.writing() as session:
        ids = campaign(session, 12)
        pairs = list(zip(ids[::2], ids[1::2], strict=True))
        for first, second in pairs:
            kept, other = session.get_one(OutboxMessage, first), session.get_one(OutboxMessage, second)
            unit = select(Invitation.unit_id).where(Invitation.id == other.invitation_id)
            session.execute(update(UnitContact).where(UnitContact.unit_id.in_(unit)).values(contact_id=kept.contact_id))
            other.contact_id, other.recipient = kept.contact_id, kept.recipient
    smtp_sink.on_message = Killer(workers, {2: 0, 4: 2})
    killed = run_until_nothing_is_due(workers)
    finish_abandoned(desk, smtp_sink)
    rows = desk.rows()
    assert killed and {row.state for row in rows} == {"sent"}
    assert [row.carried_by for row in rows] == [one for first, _ in pairs for one in (None, first)]
    for row in rows[::2]:
        copies = smtp_sink.to(row.recipient)
        assert copies and {copy.raw for copy in copies} == {copies[0].raw} and "/miei/" in text_of(copies[0].raw)
    assert len(smtp_sink.messages) - len(pairs) <= killed


def finish_abandoned(desk: Desk, sink: Sink) -> DrainReport:
    """Once the leases of the dead have ended, the next drain takes their messages up."""
    desk.clock.now += CALM.send_lease
    return desk.drain(transport_to(sink.port))
