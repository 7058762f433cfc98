"""F13: an import of responses is killed half-way; it has left whole responses alone, and run again it doubles none."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from questionari.store.models.census import Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import DraftCell, Response
from questionari.store.session import Database
from tests import factories
from tests.faults.ledger import FIGURES
from tests.faults.mother import Mother
from tests.faults.sizes import size
from tests.services.run import PATIENCE_S

SERVICES, KILLS = size(12, 2_000), size(2, 50)
ROW = {"Q1": "1", "Q2": "12", "Q3": "Prova", "M1_1_a": "10", "M1_1_b": "1", "M1_2_a": "1", "M1_2_b": "0"}


@pytest.fixture
def file(database: Database, tmp_path: Path) -> Path:
    """A row for each service of an open round."""
    with database.writing() as session:
        round_ = factories.add_round(session, factories.publish(session), code="2026")
        for number in range(SERVICES):
            factories.invite(session, round_, f"Centro {number}")
        codes = list(session.scalars(select(Unit.code).order_by(Unit.code)))
    lines = [";".join(("servizio", *ROW)), *(";".join((code, *ROW.values())) for code in codes)]
    path = tmp_path / "prima.csv"
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def imports(database_url: str, file: Path) -> Iterator[Mother]:
    """Processes that import it; none outlives the test."""
    mother = Mother("tests.faults.import_process", database_url, "2026", str(file))
    yield mother
    mother.end()


def stored(database: Database) -> tuple[int, int, int]:
    """(responses, of these sent, draft cells)."""
    with database.reading() as session:
        counts = select(func.count(), func.count(Response.receipt_number)).select_from(Response)
        return (*session.execute(counts).one(), session.scalar(select(func.count()).select_from(DraftCell)) or 0)


def wait_for(database: Database, number: int) -> None:
    """Until so many responses are there."""
    end = time.monotonic() + PATIENCE_S
    while stored(database)[0] < number:
        assert time.monotonic() < end, "nothing more is imported"


@pytest.mark.faults
def test_an_import_killed_again_and_again_leaves_whole_responses_and_ends_with_each_of_them_once(
    database: Database, imports: Mother
) -> None:
    for kill in range(1, KILLS + 1):
        imports.start()
        wait_for(database, kill * SERVICES // (KILLS + 1))
        imports.kill()
        assert imports.outcome() in (-signal.SIGKILL, 0)
        begun, sent, drafts = stored(database)
        assert (begun, drafts) == (sent, 0), "half a response"
    imports.start()
    assert imports.outcome() == 0
    assert stored(database) == (SERVICES, SERVICES, 0)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0
    FIGURES.append(f"F13: {SERVICES} responses imported once each, {KILLS} kills")
