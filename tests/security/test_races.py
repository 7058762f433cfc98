"""Two acts on one response at the same instant: nothing becomes unreadable, nothing acknowledged is lost."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.store.models.responses import Response
from questionari.store.session import Database, open_database
from questionari.usecases import responding
from questionari.usecases.house import Actor, House
from questionari.usecases.responding import Writer, saving
from questionari.usecases.responding.saving import Write
from tests import factories
from tests.usecases.responding_acts import COMPLETE, NOW, Respondent

STAFF = Actor("staff", "rossi.m")


@pytest.fixture
def answered(pg_url: str, tmp_path: Any) -> Respondent:
    """A service with a first page saved, on PostgreSQL: SQLite lets one writer in at a time."""
    database = open_database(pg_url)
    with database.writing() as session:
        invited = factories.invited(session)
    found = Respondent(database, factories.house_of(factories.settings_for(pg_url, tmp_path)), invited)
    found.save("P1", COMPLETE["P1"])
    return found


def redact(database: Database, house: House, code: str) -> None:
    with database.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.redact(session, house, NOW, STAFF, response_id, code)


def test_a_save_that_overlaps_a_redaction_stays_readable(answered: Respondent, monkeypatch: pytest.MonkeyPatch) -> None:
    """The save had read the old key; what it writes must open with the new one."""
    store, done = saving._store, []

    def after_a_redaction(session: Session, write: Write, who: Writer, now: datetime) -> bool:
        if not done:
            done.append(redact(answered.database, answered.house, "Q4"))
        return store(session, write, who, now)

    monkeypatch.setattr(saving, "_store", after_a_redaction)
    answered.post("P1", {"_q": ["Q3@1"], "Q3": ["Nome corretto"]})
    case = answered.page("P1").case
    assert case.answers["Q3"] == "Nome corretto"
    assert "Q4" not in case.answers


def test_of_two_saves_of_different_questions_at_once_both_are_counted(
    answered: Respondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What staff see of the progress is that of all answers, whichever save ends last."""
    prepare, done = saving._prepare, []

    def after_another(*values: Any) -> Write:
        write = prepare(*values)
        if not done:
            done.append(True)
            answered.post("P2", {"_q": ["M1@0"], **COMPLETE["P2"]})
        return write

    monkeypatch.setattr(saving, "_prepare", after_another)
    answered.post("P1", {"_q": ["Q3@1"], "Q3": [""]})
    with answered.database.reading() as session:
        row = session.scalars(select(Response)).one()
        assert (row.answered, row.required, row.saves) == (2, 4, 3)
