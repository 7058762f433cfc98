"""The migrations make what the models say, on both databases, and the audit trail refuses to be rewritten."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from questionari import clock
from questionari.settings import normalise_database_url
from questionari.store import migrate
from questionari.store.models.access import AuditEvent
from questionari.store.session import Database, open_database


@pytest.fixture
def database(database_url: str) -> Database:
    return open_database(normalise_database_url(database_url))


def test_models_and_migrations_agree(database: Database) -> None:
    assert migrate.differences(database) == []


def test_a_migrated_database_is_at_the_newest_revision_and_stays_there(database: Database) -> None:
    migrate.upgrade(database)
    assert migrate.current(database) == migrate.newest()


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
