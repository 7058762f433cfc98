"""Erasing one answer everywhere: "Ho scritto per errore dati personali"."""

import pytest
from sqlalchemy import select

from questionari.store.models.access import AuditEvent
from questionari.store.models.responses import DraftCell, Response, Revision
from questionari.store.responses import Cell
from questionari.store.sealing import WrongKey
from questionari.usecases import responding
from questionari.usecases.house import Actor, NotFound
from questionari.usecases.responding import documents
from questionari.usecases.responding.cells import opened
from tests.usecases.responding_acts import NOW, Respondent

STAFF = Actor("staff", "rossi.m")


def redact(service: Respondent, code: str) -> None:
    with service.database.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.redact(session, service.house, NOW, STAFF, response_id, code)


def revision_of(service: Respondent) -> Revision:
    with service.database.reading() as session:
        return session.scalars(select(Revision)).one()


@pytest.fixture
def written(finished: Respondent) -> Respondent:
    """A response submitted with personal data in L1, reopened, corrected."""
    finished.save("P3", {"L1": ["La signora abita in via Roma."]})
    finished.submit()
    with finished.database.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.reopen(session, finished.house, NOW, STAFF, response_id, "Dati personali")
    finished.save("P3", {"L1": ["Corretto"]})
    return finished


def test_the_value_leaves_drafts_history_and_revisions(written: Respondent) -> None:
    redact(written, "L1")
    kept = revision_of(written)
    document = documents.open_document(written.key(), kept.response_id, kept.receipt_number, kept.document)
    with written.database.reading() as session:
        row = session.scalars(select(DraftCell).where(DraftCell.code == "L1")).one()
        assert opened(written.key(), row.response_id, Cell(row.code, row.version, row.sealed)) == {"raw": {}}
    assert "L1" not in document["answers"]
    assert document["redacted"] == ["L1"]


def test_a_page_drawn_before_cannot_bring_the_value_back(written: Respondent) -> None:
    """Another tab still shows the value; its marker names a version that is gone."""
    version = written.page("P3").case.draft("L1").version
    redact(written, "L1")
    written.post("P3", {"_q": [f"L1@{version}"], "L1": ["Corretto"]})
    assert written.page("P3").case.draft("L1").raw == {}


def test_everything_else_stays_readable(written: Respondent) -> None:
    redact(written, "L1")
    case = written.page("P1").case
    assert case.answers["Q3"] == "Sportello Aurora"
    assert case.answers["C1"] == "aurora@servizio.example"
    assert "L1" not in case.answers


def test_the_old_key_opens_nothing_any_more(written: Respondent) -> None:
    old = written.key()
    redact(written, "L1")
    kept = revision_of(written)
    assert written.key() != old
    with pytest.raises(WrongKey):
        documents.open_document(old, kept.response_id, kept.receipt_number, kept.document)


def test_a_submitted_response_keeps_its_receipt(finished: Respondent) -> None:
    receipt = finished.submit()
    redact(finished, "L1")
    assert "L1" not in finished.document()["answers"]
    with finished.database.reading() as session:
        assert (
            responding.load_receipt(session, responding.receipt_header(session, finished.public_id)).hash
            == receipt.hash
        )


def test_the_act_is_logged_without_the_value(written: Respondent) -> None:
    redact(written, "L1")
    with written.database.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "response.redact")).one()
    assert event.detail == {"question": "L1"}


def test_an_unknown_question_is_not_found(written: Respondent) -> None:
    with pytest.raises(NotFound):
        redact(written, "ZZ")
