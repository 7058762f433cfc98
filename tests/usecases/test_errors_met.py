"""At which questions errors are met: noted sealed with the drafts, counted at submission for all together."""

import pytest
from sqlalchemy import func, select

from questionari.store.models.paradata import Paradata
from questionari.store.models.responses import DraftCell
from questionari.usecases.responding.cells import MET
from tests.usecases.responding_acts import COMPLETE, Respondent

pytestmark = pytest.mark.engine("sqlite")


def counted(service: Respondent) -> dict[tuple[str, str], int]:
    """The errors counted: (page, question) -> responses."""
    with service.database.reading() as session:
        rows = session.execute(select(Paradata).where(Paradata.measure == "error")).scalars().all()
        return {(row.page, row.bucket): row.count for row in rows}


def notes(service: Respondent) -> int:
    with service.database.reading() as session:
        return session.scalar(select(func.count()).select_from(DraftCell).where(DraftCell.code == MET)) or 0


def test_an_error_counts_once_a_response_at_its_question_and_only_once_it_is_sent(service: Respondent) -> None:
    service.save("P1", {"Q1": ["1"], "Q2": ["dodici"]})
    service.save("P1", {"Q1": ["1"], "Q2": ["tredici"]})
    assert (notes(service), counted(service)) == (1, {})
    service.fill()
    service.submit()
    assert (notes(service), counted(service)) == (0, {("P1", "Q2"): 1})


def test_an_answer_not_yet_given_and_a_page_without_faults_are_no_errors(service: Respondent) -> None:
    service.save("P1", {"Q1": ["1"]})
    service.save("P1", COMPLETE["P1"])
    assert notes(service) == 0
    service.fill()
    service.submit()
    assert counted(service) == {}
