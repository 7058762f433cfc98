"""F15: what waited when a backup was made may have left since; after a restore no mail leaves until a person says."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from questionari.store.session import Database
from questionari.usecases import backup
from questionari.usecases.accounts import credentials
from questionari.usecases.house import SYSTEM, Actor
from questionari.usecases.outbox import enqueue
from questionari.usecases.rounds import changing
from tests.factories import NOW
from tests.mail.desk import Desk, Probe, campaign

pytestmark = pytest.mark.engine("sqlite")
LATER = NOW + timedelta(hours=2)
STAFF = Actor("staff", "lenove.1")


@pytest.fixture
def restored(desk: Desk, other_database: Database, tmp_path: Path) -> Iterator[Desk]:
    """A house restored from a backup made while three invitations and the link to a password waited."""
    with desk.database.writing() as session:
        campaign(session, 3)
        user = credentials.create_user(session, NOW, SYSTEM, "verdi.a", "A. Verdi", "a@ente.example", "staff")
        enqueue(session, NOW, "set_password", "a@ente.example", context={"user_id": str(user.id)})
    with desk.database.reading() as session:
        backup.write(session, tmp_path / "b.tar.gz", NOW)
    with other_database.writing() as session:
        backup.restore(session, tmp_path / "b.tar.gz", LATER)
    found = Desk(other_database, desk.house)
    found.clock.now = LATER
    yield found


def test_nothing_leaves_after_a_restore_not_even_what_leaves_while_sends_are_stopped(restored: Desk) -> None:
    probe = Probe()
    restored.drain(probe)
    restored.clock.ahead(days=1)
    restored.drain(probe)
    assert probe.sent == [] and {row.state for row in restored.rows()} == {"queued"}


def test_stopping_what_a_restore_has_stopped_lets_nothing_go(restored: Desk) -> None:
    with restored.database.writing() as session:
        changing.stop_sends(session, LATER, STAFF)
    probe = Probe()
    restored.drain(probe)
    assert probe.sent == []


def test_all_of_it_leaves_once_when_a_person_resumes(restored: Desk) -> None:
    with restored.database.writing() as session:
        changing.resume_sends(session, LATER, STAFF)
    probe = Probe()
    for _ in range(3):
        restored.drain(probe)
    recipients = [recipient for recipient, _ in probe.sent]
    assert len(recipients) == len(set(recipients)) == len(restored.rows())
    assert {row.state for row in restored.rows()} == {"sent"}
