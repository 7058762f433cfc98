"""Who acts on a service locks as those who send do: messages first, then its invitation, then what was said of it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from questionari.store.models.atr_acts import AtrAct
from questionari.store.models.census import Atr
from questionari.store.models.rounds import InvitationAtr, Round
from questionari.store.session import Database
from questionari.usecases.chasing import acts, settling
from questionari.usecases.chasing.acts import Caller
from questionari.usecases.house import Actor, House
from questionari.usecases.rounds import reminding
from tests.usecases.test_rounds_sending import FIRST, STAFF, invitation_of, open_round

pytestmark = pytest.mark.engine("postgresql")
CODE = "BA-024"
TABLES = {"outbox": "messages", "invitation": "invitation", "atr_act": "report"}


@pytest.fixture
def round_id(database: Database) -> uuid.UUID:
    with database.writing() as session:
        made = open_round(session)
        reminding.run_calendar(session, FIRST)
        return made


def caller(session: Session) -> Caller:
    own = select(InvitationAtr.atr_id).where(InvitationAtr.invitation_id == invitation_of(session, CODE).id)
    return Caller(Actor("atr", "atr.bari"), session.scalars(select(Atr.id).where(Atr.id.in_(own))).all())


@contextmanager
def locked(session: Session) -> Iterator[list[str]]:
    """What is held meanwhile, in the order in which it was first."""
    engine, found = session.get_bind(), list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        words = statement.split()
        table = (
            words[1] if words[0] == "UPDATE" else words[words.index("FROM") + 1] if "FOR UPDATE" in statement else ""
        )
        if TABLES.get(table, "") not in ("", *found):
            found.append(TABLES[table])

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_a_promise_recalls_the_reminders_before_it_holds_the_invitation(
    database: Database, round_id: uuid.UUID
) -> None:
    with database.writing() as session:
        who, code = caller(session), session.get_one(Round, round_id).code
        with locked(session) as order:
            acts.promise(session, FIRST, who, code, CODE, "10/12/2026")
            session.flush()
    assert order == ["messages", "invitation"]


def test_a_report_is_confirmed_in_the_order_of_the_senders_and_of_the_atr(
    database: Database, round_id: uuid.UUID, house: House
) -> None:
    with database.writing() as session:
        who, code = caller(session), session.get_one(Round, round_id).code
        with locked(session) as order:
            acts.report(session, FIRST, who, code, CODE, {"kind": "declined", "how": "phone"})
            session.flush()
    assert order == ["invitation", "report"]
    with database.writing() as session:
        which = session.scalars(select(AtrAct.id)).one()
        with locked(session) as order:
            settling.settle(session, house, FIRST, STAFF, which, yes=True)
            session.flush()
    assert order == ["messages", "invitation", "report"]
    with database.reading() as session:
        assert invitation_of(session, CODE).disposition == "declined"
