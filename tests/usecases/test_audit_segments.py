"""Whole months of the audit trail go after two years, each before a signed checkpoint; the chain goes on from there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DatabaseError

from questionari.store.models.access import AuditCheckpoint, AuditEvent, AuditSeal
from questionari.store.sealing import Keyring
from questionari.store.session import Database
from questionari.usecases import audit, audit_segments, retention
from questionari.usecases.audit_chain import ChainReport, seal, verify
from questionari.usecases.house import SYSTEM, House, Refused
from tests import factories
from tests.factories import NOW

OLD = NOW - timedelta(days=800)  # two months of long ago, three events in each; one of today
MONTHS = (OLD, OLD + timedelta(days=32))


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> House:
    """The keys."""
    return factories.house_of(factories.settings_for(database_url, tmp_path))


@pytest.fixture
def trail(database: Database) -> Iterator[Database]:
    """Seven events, each sealed."""
    with database.writing() as session:
        for at in (*(month + timedelta(minutes=n) for month in MONTHS for n in range(3)), NOW):
            audit.record(session, at, SYSTEM, "round.opened", ("round", 1))
        seal(session, NOW)
    yield database


def erase(database: Database, house: House, now: datetime = NOW) -> int:
    with database.writing() as session:
        return retention.erase_due(session, house, now, "audit_trail")


def left(database: Database) -> tuple[int, int]:
    """(seals, events of rounds) that are there."""
    with database.reading() as session:
        events = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "round.opened")
        return session.scalar(select(func.count()).select_from(AuditSeal)) or 0, session.scalar(events) or 0


def test_a_month_goes_at_a_time_and_the_chain_holds_from_its_checkpoint(trail: Database, house: House) -> None:
    assert erase(trail, house, MONTHS[0] + timedelta(days=730)) == 0, "its month is not over for two years"
    assert (erase(trail, house), left(trail)) == (3, (4, 4))
    assert (erase(trail, house), left(trail)) == (3, (1, 1))
    assert (erase(trail, house), left(trail)) == (0, (1, 1))
    with trail.reading() as session:
        assert verify(session) == ChainReport(7)
        assert [(one.seq, one.holds) for one in audit_segments.checkpoints(session, house)] == [(3, True), (6, True)]
    with trail.writing() as session:
        assert seal(session, NOW) == 2, "each dropping is itself in the trail"
        assert verify(session) == ChainReport(9)


def test_a_chain_of_which_nothing_is_left_goes_on_from_its_checkpoint(trail: Database, house: House) -> None:
    later = NOW + timedelta(days=900)
    assert [erase(trail, house, later) for _ in range(3)] == [3, 3, 1]
    assert left(trail) == (0, 0)
    with trail.writing() as session:
        seal(session, later)
        assert verify(session) == ChainReport(10)


@pytest.mark.engine("sqlite")
def test_what_no_checkpoint_covers_cannot_be_deleted_and_a_checkpoint_not_changed(
    trail: Database, house: House
) -> None:
    erase(trail, house)
    for statement in ("DELETE FROM audit_event", "DELETE FROM audit_seal", "UPDATE audit_checkpoint SET hash = ''"):
        with pytest.raises(DatabaseError, match="append-only"), trail.writing() as session:
            session.execute(text(statement))


@pytest.mark.engine("sqlite")
def test_a_month_that_was_tampered_with_stays(trail: Database, house: House) -> None:
    with trail.writing() as session:
        session.execute(text("DROP TRIGGER audit_event_no_update"))
        session.execute(update(AuditEvent).where(AuditEvent.at == OLD).values(action="round.closed"))
    with pytest.raises(Refused, match="does not hold at seal 1"):
        erase(trail, house)
    assert left(trail)[0] == 7


@pytest.mark.engine("sqlite")
def test_a_checkpoint_holds_after_its_key_was_given_up_once_the_next_goes_on_from_it(
    trail: Database, house: House
) -> None:
    newer = {2: b"\x02" * 32}
    both, only = (replace(house, keyring=Keyring(keys)) for keys in ({**house.keyring.keys, **newer}, newer))
    erase(trail, house)
    with trail.reading() as session:
        assert [one.holds for one in audit_segments.checkpoints(session, only)] == [False]
    erase(trail, both)
    with trail.writing() as session:
        assert [one.holds for one in audit_segments.checkpoints(session, only)] == [True, True]
        session.execute(text("DROP TRIGGER audit_checkpoint_no_update"))
        session.execute(update(AuditCheckpoint).where(AuditCheckpoint.seq == 3).values(hash="0" * 64))
        session.expire_all()
        assert [one.holds for one in audit_segments.checkpoints(session, only)] == [False, True]


@pytest.mark.engine("sqlite")
def test_a_checkpoint_that_this_house_did_not_sign_or_that_says_something_else_does_not_hold(
    trail: Database, house: House
) -> None:
    erase(trail, house)
    with trail.writing() as session:
        other = replace(house, keyring=replace(house.keyring, keys={house.keyring.version: bytes(32)}))
        assert [one.holds for one in audit_segments.checkpoints(session, other)] == [False]
        session.execute(text("DROP TRIGGER audit_checkpoint_no_update"))
        session.execute(update(AuditCheckpoint).values(seq=2))
        session.expire_all()
        assert [one.holds for one in audit_segments.checkpoints(session, house)] == [False]
