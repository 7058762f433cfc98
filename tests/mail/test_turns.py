"""What a turn asks the database: by the keys of its messages, however many others have been sent before."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.mail.desk import Desk, Probe, campaign

QUEUE_INDEX = "ix_outbox_due"


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
