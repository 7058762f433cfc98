"""A connection of PostgreSQL that has rested is asked before it is used; a busy one is not asked each time."""

import pytest
from sqlalchemy import select, text

from questionari.store import session as sessions
from questionari.store.session import Database
from tests.web.counting import statements

PID = text("SELECT pg_backend_pid()")


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the clock of the connections shows: its only value."""
    shown = [0.0]
    monkeypatch.setattr(sessions, "monotonic", lambda: shown[0])
    return shown


@pytest.mark.engine("postgresql")
def test_a_connection_that_the_server_ended_while_it_rested_is_not_used(
    database: Database, seconds: list[float]
) -> None:
    with database.reading() as other:
        kept = other.scalar(PID)
        with database.reading() as session:
            ended = session.scalar(PID)
        other.execute(text(f"SELECT pg_terminate_backend({ended}, 5000)"))
    seconds[0] += sessions.RESTED_S + 1
    with database.reading() as one, database.reading() as two:
        found = {one.scalar(PID), two.scalar(PID)}
    assert len(found - {kept, ended}) >= 1
    assert ended not in found


@pytest.mark.engine("postgresql")
def test_a_busy_connection_is_asked_nothing_between_two_transactions(
    database: Database, seconds: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(database.read_engine.dialect, "do_ping", asked.append)
    for passed in (0.0, sessions.RESTED_S, sessions.RESTED_S * 2):
        seconds[0] += passed
        with database.reading() as session, statements(database) as made:
            session.scalar(select(1))
        assert len(made) == 1
    assert len(asked) == 1


@pytest.mark.engine("postgresql")
def test_what_is_streamed_is_planned_to_be_read_to_its_end(database: Database) -> None:
    for _ in range(2):  # a connection that comes back from its rest still knows it
        with database.reading() as session:
            assert session.scalar(text("SHOW cursor_tuple_fraction")) == "1"
