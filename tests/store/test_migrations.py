"""The migrations make what the models say, on both databases, and the audit trail refuses to be rewritten."""

from pathlib import Path

import pytest
from sqlalchemy import delete, inspect, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from questionari import clock
from questionari.settings import normalise_database_url
from questionari.store import migrate, opening
from questionari.store.models import Base
from questionari.store.models.access import AuditEvent
from questionari.store.models.census import Unit
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database, open_database
from tests import factories


@pytest.fixture
def database(database_url: str) -> Database:
    return open_database(normalise_database_url(database_url))


def test_models_and_migrations_agree(database: Database) -> None:
    assert migrate.differences(database) == []


def test_a_migrated_database_is_at_the_newest_revision_and_stays_there(database: Database) -> None:
    migrate.upgrade(database)
    assert migrate.current(database) == migrate.newest()


def test_an_opening_that_was_going_on_keeps_the_units_that_were_left(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/old.db")
    migrate.upgrade(database, "0002")
    with database.writing() as session:
        later = _later_columns(session)
        for table, column in later:  # the models of today know them
            session.execute(text(f"ALTER TABLE {table} ADD COLUMN {column} TEXT"))
        round_ = factories.add_round(session, factories.publish(session))
        done, left = (factories.invite(session, round_).unit_id for _ in range(2))
        session.execute(text("DELETE FROM link"))
        session.execute(delete(Invitation).where(Invitation.unit_id == left))
        round_.selection = {"types": ["01"], "frozen": [str(done), str(left)]}
        session.flush()
        for table, column in later:
            session.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        round_id = round_.id
    migrate.upgrade(database)
    with database.reading() as session:
        assert opening.next_pending(session, round_id, 9) == [left]
        assert session.get_one(Round, round_id).selection == {"types": ["01"], "frozen": 2}
        assert session.scalars(select(Unit.sort_name).distinct()).all() == ["sportello aurora"]
    database.dispose()


def _later_columns(session: Session) -> list[tuple[str, str]]:
    """The columns that the tables of now have more than those of this database."""
    looked = inspect(session.connection())
    known = {name: {column["name"] for column in looked.get_columns(name)} for name in looked.get_table_names()}
    tables = (table for table in Base.metadata.sorted_tables if table.name in known)
    return [
        (table.name, column.name)
        for table in tables
        for column in table.columns
        if column.name not in known[table.name]
    ]


def test_sqlite_refuses_to_change_or_remove_an_audit_event(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.writing() as session:
        session.add(AuditEvent(at=clock.utc_now(), actor_kind="system", action="test.done", detail={}))
    for statement in ("UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"):
        with pytest.raises(DatabaseError, match="append-only"), database.writing() as session:
            session.execute(text(statement))


def test_an_interrupted_migration_leaves_nothing_behind(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(f"sqlite:///{tmp_path}/new.db")
    monkeypatch.setattr("alembic.command.upgrade", _upgrade_then_die)
    with pytest.raises(KeyboardInterrupt):
        migrate.upgrade(database)
    monkeypatch.undo()
    with database.reading() as session:
        assert session.scalars(text("SELECT name FROM sqlite_master")).all() == []
    migrate.upgrade(database)
    assert migrate.differences(database) == []


_upgrade = migrate.command.upgrade


def _upgrade_then_die(*arguments: object) -> None:
    _upgrade(*arguments)  # type: ignore[arg-type]  # handed through
    raise KeyboardInterrupt
