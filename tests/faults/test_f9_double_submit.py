"""F9, small form: the final act twice and fifty times at once gives one submission and one receipt."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from questionari.store.models.access import AuditEvent
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.session import Database
from questionari.usecases.house import Refused
from tests import factories
from tests.services.run import PATIENCE_S
from tests.usecases.responding_acts import NOW, Respondent


@pytest.fixture
def finished(database: Database, database_url: str, tmp_path: Path) -> Respondent:
    with database.writing() as session:
        invited = factories.invited(session)
    service = Respondent(database, factories.house_of(factories.settings_for(database_url, tmp_path)), invited)
    service.fill()
    return service


@pytest.mark.faults
@pytest.mark.parametrize("times", [2, 50])
def test_submitting_many_times_at_once_gives_one_receipt(finished: Respondent, times: int) -> None:
    together = Barrier(times)

    def submit(_: int) -> tuple[str, bool]:
        together.wait(timeout=PATIENCE_S)
        receipt = finished.submit()
        return receipt.number, receipt.first

    with ThreadPoolExecutor(times) as pool:
        given = list(pool.map(submit, range(times)))
    assert len({number for number, _ in given}) == 1
    assert sum(first for _, first in given) == 1
    with finished.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1
        receipts = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "receipt")
        assert session.scalar(receipts) == 1
        submits = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "response.submit")
        assert session.scalar(submits) == 1


@pytest.mark.faults
def test_a_save_that_was_acknowledged_is_in_the_document_whatever_the_order(finished: Respondent) -> None:
    """Where two differ, nothing can be submitted: each is then the draft's answer, or waits for a choice."""
    together = Barrier(9)
    forms = {text: finished.typed("P3", {"L1": [text]}) for text in (f"Testo {number}" for number in range(8))}

    def save(text: str) -> str | None:
        together.wait(timeout=PATIENCE_S)
        try:
            finished.post("P3", forms[text])
        except Refused:
            return None
        return text

    def submit() -> bool:
        together.wait(timeout=PATIENCE_S)
        try:
            finished.submit()
        except Refused as refused:
            assert refused.code == "not_ready"
            return False
        return True

    with ThreadPoolExecutor(9) as pool:
        last = pool.submit(submit)
        acknowledged = [text for text in pool.map(save, forms) if text]
        accepted = last.result(PATIENCE_S)
    kept = [finished.document()["answers"]["L1"]] if accepted else _drafted(finished)
    assert sorted(kept) == sorted(acknowledged or ["Poche risorse."])


def _drafted(service: Respondent) -> list[str]:
    """The answer that counts in the draft, and those that wait for a choice."""
    case = service.page("P3").case
    raws = [case.draft("L1").raw, *(held.raw for held in case.waiting("L1").entries)]
    return ["".join(raw[""]) for raw in raws]


@pytest.mark.faults
def test_entering_fifty_times_at_once_makes_one_response(database: Database, database_url: str, tmp_path: Path) -> None:
    with database.writing() as session:
        invited = factories.invited(session)
    house = factories.house_of(factories.settings_for(database_url, tmp_path))
    with ThreadPoolExecutor(50) as pool:
        entered = list(pool.map(lambda _: Respondent(database, house, invited).public_id, range(50)))
    assert set(entered) == {invited.public_id}
    with database.reading() as session:
        assert session.scalars(select(Response.opened_at)).all() == [NOW]
