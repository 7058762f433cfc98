"""A backup restores elsewhere, refuses to be half a backup, and holds the mail."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from questionari.store.models.access import AuditEvent, User
from questionari.store.models.census import Atr, Unit
from questionari.store.models.messages import SendStop
from questionari.store.session import Database
from questionari.usecases import backup

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def fill(database: Database) -> None:
    with database.writing() as session:
        session.add(Atr(code="072", name="Provincia di Bari", kind="provincia"))
        session.add(Unit(code="BA-001", name="Servizio «à»", type_code="01", updated_at=NOW, comune="072006"))
        session.add(
            User(code="prova", name="Prova", email="p@x.example", role="staff", created_at=NOW, totp_secret=b"\x00\xff")
        )


def test_a_backup_restores_on_either_database(database: Database, other_database: Database, tmp_path: Path) -> None:
    fill(database)
    with database.reading() as session:
        written = backup.write(session, tmp_path / "b.tar.gz", NOW)
    with other_database.writing() as session:
        assert backup.restore(session, tmp_path / "b.tar.gz", NOW) == written
    with other_database.reading() as session:
        assert session.scalar(select(User.totp_secret)) == b"\x00\xff"
        assert session.scalar(select(Unit.updated_at)) == NOW
        stop = session.get(SendStop, 1)
        assert stop is not None and stop.stopped_at == NOW
        assert session.scalar(select(func.count()).where(AuditEvent.action == "backup.restore")) == 1


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.98])
def test_a_truncated_backup_is_refused_before_anything_is_written(
    database: Database, tmp_path: Path, keep: float
) -> None:
    fill(database)
    whole = tmp_path / "b.tar.gz"
    with database.reading() as session:
        backup.write(session, whole, NOW)
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * keep)])
    with pytest.raises(backup.BadBackup, match="whole backup|truncated"):
        backup.read_manifest(cut)


def test_a_database_with_rows_is_not_overwritten(database: Database, tmp_path: Path) -> None:
    fill(database)
    with database.reading() as session:
        backup.write(session, tmp_path / "b.tar.gz", NOW)
    with pytest.raises(backup.BadBackup, match="not empty"), database.writing() as session:
        backup.restore(session, tmp_path / "b.tar.gz", NOW)
