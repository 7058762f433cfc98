"""What a turn asks the database: by the keys of its messages, however many others have been sent before."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.mail.desk import Desk, Probe, campaign
from tests.mail.test_digests import asked

QUEUE_INDEX = "ix_outbox_waiting"


@contextmanager
def statements(engine: Engine) -> Iterator[dict[str, Any]]:
    """Statement -> parameters of what is run meanwhile (of its last run)."""
    seen: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        seen[statement] = parameters

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.engine("postgresql")
def test_messages_of_a_turn_are_found_by_their_keys(desk: Desk) -> None:
    """The index of the queue holds every message that has been "sending" since the last vacuum."""
    with desk.database.writing() as session:
        campaign(session, 9)
    with statements(desk.database.write_engine) as seen:
        assert desk.drain(*[Probe() for _ in range(4)]).sent == 9
    ours = {statement: parameters for statement, parameters in seen.items() if "lease_owner" in statement}
    with desk.database.reading() as session:
        run = session.connection().exec_driver_sql
        plans = ["\n".join(run(f"EXPLAIN {one}", parameters).scalars()) for one, parameters in ours.items()]
    assert len(plans) >= 4
    assert not [plan for plan in plans if QUEUE_INDEX in plan]


def heads(desk: Desk) -> list[str]:
    """How PostgreSQL looks for what is due, statement by statement, in one drain."""
    with statements(desk.database.write_engine) as seen:
        desk.drain(Probe())
    with desk.database.reading() as session:
        run = session.connection().exec_driver_sql
        for choice in ("seqscan", "bitmapscan", "sort"):  # tables this small are read whole
            run(f"SET LOCAL enable_{choice} = off")
        looked = [(one, parameters) for one, parameters in seen.items() if "SKIP LOCKED" in one]
        return ["\n".join(run(f"EXPLAIN {one}", parameters).scalars()) for one, parameters in looked]


@pytest.mark.engine("postgresql")
def test_due_messages_are_read_from_the_head_of_an_index(desk: Desk) -> None:
    """However long the queue is: nothing of it is sorted but what a person waits for, which is never much. What is due
    besides to the same addresses is looked for by these, and asked for only where there is some.
    """
    with desk.database.writing() as session:
        campaign(session, 3)
    urgent, others = heads(desk)
    assert "ix_outbox_waiting" in urgent
    assert "Index Scan using ix_outbox_waiting on outbox" in others
    assert "Sort" not in others and "ix_outbox_waiting_recipient" in others
    asked(desk)
    *first, same = heads(desk)
    assert len(first) == 2
    assert "ix_outbox_waiting" in same
