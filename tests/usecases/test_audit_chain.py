"""The audit chain: sealing adds to it, any later change of a sealed event is found."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from questionari.settings import normalise_database_url
from questionari.store.session import Database, open_database
from questionari.usecases import audit
from questionari.usecases.audit_chain import ChainReport, seal, verify
from questionari.usecases.house import SYSTEM
from tests.factories import NOW


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A clean database with five audit events, three of them sealed first."""
    found = open_database(normalise_database_url(database_url))
    for start, number in ((0, 3), (3, 2)):
        with found.writing() as session:
            for minute in range(start, start + number):
                at = NOW + timedelta(minutes=minute)
                audit.record(session, at, SYSTEM, "round.opened", ("round", minute), units=30)
        with found.writing() as session:
            assert seal(session, NOW + timedelta(hours=1)) == number
    yield found
    found.dispose()


def chain(database: Database) -> ChainReport:
    """Verify."""
    with database.reading() as session:
        return verify(session)


def test_sealing_in_several_goes_makes_one_whole_chain(database: Database) -> None:
    assert chain(database) == ChainReport(5)
    with database.writing() as session:
        assert seal(session, NOW + timedelta(hours=1)) == 0


def test_events_later_than_the_sealing_hour_wait(database: Database) -> None:
    with database.writing() as session:
        audit.record(session, NOW + timedelta(days=1), SYSTEM, "round.closed")
    with database.writing() as session:
        assert seal(session, NOW + timedelta(hours=2)) == 0
        assert seal(session, NOW + timedelta(days=1)) == 1
    assert chain(database).checked == 6


def unprotect(session: Session) -> None:
    """Do what somebody with the whole database in hand can do: take the append-only triggers away."""
    if session.get_bind().dialect.name == "sqlite":
        for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(text(f"DROP TRIGGER {name}"))


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_event SET action = 'round.closed' WHERE object_id = '3'",
        "UPDATE audit_event SET actor_id = 'altri' WHERE object_id = '3'",
        "DELETE FROM audit_event WHERE object_id = '3'",
        "DELETE FROM audit_seal WHERE seq = 4",
        "UPDATE audit_seal SET hash = '00' WHERE seq = 4",
    ],
)
def test_a_changed_or_removed_event_breaks_the_chain_where_it_stood(database: Database, tampering: str) -> None:
    with database.writing() as session:
        unprotect(session)
        session.execute(text(tampering))
    report = chain(database)
    assert not report.whole
    assert report.broken_at in (4, 5)
