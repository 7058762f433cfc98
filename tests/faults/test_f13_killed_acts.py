"""F13: openings, imports, erasures, migrations killed before any of their statements and commits.

Expected: what is half done is not there, a second run finishes, nobody is written to twice.
"""

import json
import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from questionari.store import migrate
from questionari.store.models.census import Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.redactions import Redaction
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.response_keys import of
from questionari.store.session import Database, open_database
from questionari.usecases.responding import documents
from tests import factories
from tests.faults.ledger import FIGURES
from tests.faults.mother import Mother
from tests.faults.sizes import FULL
from tests.usecases.responding_acts import Respondent

pytestmark = pytest.mark.faults
WORDS = "Poche risorse."
#: What is no matter of SQL is tried on both databases at full size.
ONE_ENGINE = pytest.mark.engine(*(("sqlite", "postgresql") if FULL else ("sqlite",)))
EVERYBODY = {"atrs": [], "types": [], "units": [], "first": [], "test_recipient": None}


def instants() -> Iterator[int]:
    """Before which statement to die: each of them at full size, ever farther apart else."""
    before, at = 1, 2
    for step in count(1):
        yield step if FULL else before
        before, at = at, before + at


class Deaths:
    """Does an act again and again, killed each time a little later, until it ends by itself."""

    def __init__(self, folder: Path, mother: Mother) -> None:
        self.folder, self.mother = folder, mother

    def run(self, act: str, database: Database, check: Callable[[], None], **words: Any) -> int:
        """How often it was killed. `check` looks at what is there after each death."""
        url = database.write_engine.url.render_as_string(hide_password=False)
        for killed, at in enumerate(instants()):
            (self.folder / "act").write_text(json.dumps({"act": act, "url": url, "at": at, **words}))
            self.mother.start()
            code = self.mother.outcome()
            check()
            if code == 0:
                FIGURES.append(f"F13 {act}, {database.write_engine.dialect.name}: killed {killed} times, then finished")
                return killed
            assert code == -signal.SIGKILL
        raise AssertionError("there is always a next instant")


@pytest.fixture
def deaths(tmp_path: Path) -> Iterator[Deaths]:
    """Processes to be killed; none outlives the test."""
    mother = Mother("tests.faults.act_process", str(tmp_path))
    yield Deaths(tmp_path, mother)
    mother.end()


def counted(database: Database, what: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


def test_an_opening_invites_everybody_once_whenever_it_is_killed(deaths: Deaths, database: Database) -> None:
    with database.writing() as session:
        factories.census_of_bari(session)
        round_ = factories.add_round(session, factories.publish(session), stored_state="draft", selection=EVERYBODY)
        round_id, asked = round_.id, set(session.scalars(select(Unit.id).where(Unit.active_to.is_(None))))

    def check() -> None:
        with database.reading() as session:
            invited = session.scalars(select(Invitation.unit_id)).all()
            mails = session.scalars(select(OutboxMessage.invitation_id)).all()
            state = session.get_one(Round, round_id).stored_state
        assert len(invited) == len(set(invited)) and len(mails) == len(set(mails)) <= len(invited)
        assert state == "open" or not invited

    assert deaths.run("opening", database, check, round=str(round_id)) > 5
    with database.reading() as session:
        assert set(session.scalars(select(Invitation.unit_id))) == asked
        reached = select(func.count()).where(Invitation.contact_id.is_not(None))
        assert counted(database, OutboxMessage) == session.scalar(reached) > 5


@ONE_ENGINE
def test_an_import_is_there_whole_or_not_at_all(deaths: Deaths, database: Database) -> None:
    whole: set[int] = set()
    assert deaths.run("import", database, lambda: whole.add(counted(database, Unit))) > 5
    assert len(whole - {0}) == 1 and max(whole) > 20


@ONE_ENGINE
def test_an_erasure_leaves_the_whole_answer_or_nothing_of_it(deaths: Deaths, database: Database) -> None:
    house = factories.house_of(factories.settings_for("sqlite://", Path("/nonexistent")))
    with database.writing() as session:
        invited = factories.invited(session)
    respondent = Respondent(database, house, invited)
    respondent.fill()
    respondent.submit()
    with database.reading() as session:
        response_id = session.scalars(select(Response.id)).one()
    seen: list[bool] = []

    def check() -> None:
        with database.reading() as session:
            row = session.get_one(Response, response_id)
            key = house.keyring.data_key(f"response:{response_id}", *of(session, response_id))
            document = documents.open_document(key, response_id, row.receipt_number or "", row.document or b"")
            erased = bool(session.scalars(select(Redaction.id)).all())
        assert erased is (WORDS not in json.dumps(document))
        assert erased is ("L1" in document.get("redacted", ()))
        seen.append(erased)

    assert deaths.run("erasure", database, check, response=str(response_id), code="L1") > 5
    assert seen[0] is False and seen[-1] is True and counted(database, Redaction) == 1


def test_a_migration_is_done_or_not_begun(deaths: Deaths, tmp_path: Path) -> None:
    database, newest = open_database(f"sqlite:///{tmp_path}/new.db"), migrate.newest()
    assert deaths.run("migration", database, lambda: _is_whole(database, newest)) > 5
    assert migrate.current(database) == newest and migrate.differences(database) == []
    database.dispose()


def _is_whole(database: Database, newest: str | None) -> None:
    assert migrate.current(database) in (None, newest)
