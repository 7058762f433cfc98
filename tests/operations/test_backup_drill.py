"""The drill: a backup is taken while people save, restored elsewhere, and what it holds is one moment of the house."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from questionari.store.models import Base
from questionari.store.models.access import AuditEvent
from questionari.store.models.census import Contact, Unit, UnitContact
from questionari.store.session import Database
from questionari.store.types import new_id
from questionari.usecases import audit, backup
from questionari.usecases.house import SYSTEM
from tests.factories import NOW
from tests.services.run import PATIENCE_S

ACTS = 60


class Busy(threading.Thread):
    """Somebody who adds services: a unit, its contact, the link between them and a line of audit in one commit."""

    def __init__(self, database: Database) -> None:
        super().__init__(daemon=True)
        self.database, self.going, self.stop = database, threading.Event(), threading.Event()
        self.acknowledged = 0

    def run(self) -> None:
        """Work until told to stop, and at least for ACTS."""
        while self.acknowledged < ACTS or not self.stop.is_set():
            self.act(self.acknowledged)
            self.acknowledged += 1
            self.going.set()

    def act(self, number: int) -> None:
        """One act, committed."""
        with self.database.writing() as session:
            unit = Unit(id=new_id(), code=f"D{number}", name=f"Servizio {number}", type_code="01", updated_at=NOW)
            contact = Contact(id=new_id(), email=f"d{number}@servizio.example")
            session.add_all((unit, contact))
            session.flush()
            session.add(UnitContact(unit_id=unit.id, contact_id=contact.id, valid_from=NOW))
            audit.record(session, NOW, SYSTEM, "unit.added", ("unit", unit.id))


def numbers(database: Database) -> dict[str, int]:
    """Rows of the tables that an act writes."""
    with database.reading() as session:
        tables = (Unit, Contact, UnitContact)
        found = {table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
        acts = select(func.count()).where(AuditEvent.action == "unit.added")
        return {**found, "audit": session.scalar(acts) or 0}


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but for what the restore itself writes."""
    with database.reading() as session:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in ("audit_event", "send_stop")]
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
            for table in tables
        }


@pytest.fixture
def busy(database: Database) -> Busy:
    return Busy(database)


def test_a_backup_under_load_restores_to_one_moment(
    database: Database, other_database: Database, busy: Busy, tmp_path: Path
) -> None:
    busy.start()
    try:
        assert busy.going.wait(PATIENCE_S)
        before = busy.acknowledged
        with database.reading() as session:
            written = backup.write(session, tmp_path / "b.tar.gz", NOW)
        after = busy.acknowledged
    finally:
        busy.stop.set()
        busy.join(PATIENCE_S)
    assert not busy.is_alive()
    with other_database.writing() as session:
        assert backup.restore(session, tmp_path / "b.tar.gz", NOW) == written
    found = numbers(other_database)
    assert len(set(found.values())) == 1, f"half an act was restored: {found}"
    assert before <= found["unit"] <= after + 1, "an act acknowledged before the backup is missing"


def test_a_backup_of_a_quiet_house_restores_every_row(
    database: Database, other_database: Database, busy: Busy, tmp_path: Path
) -> None:
    for number in range(5):
        busy.act(number)
    with database.reading() as session:
        backup.write(session, tmp_path / "b.tar.gz", NOW)
    with other_database.writing() as session:
        backup.restore(session, tmp_path / "b.tar.gz", NOW)
    assert contents(other_database) == contents(database)
