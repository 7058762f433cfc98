"""Files that answer a question: sealed, replaced, kept with a submission, erased, read by staff on the record."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from questionari.store.models.responses import AccessCode, Attachment
from questionari.store.session import Database
from questionari.usecases import backup, responding
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.responding import attaching
from tests import factories
from tests.attached_files import HIDDEN, jpeg, office, pdf, png
from tests.clamd import MARK, clamd
from tests.engine.builders import DOCUMENTS
from tests.usecases.responding_acts import NOW, Respondent
from tests.usecases.test_responding_submission import actions

FORM = DOCUMENTS / "valid" / "attachments.json"
STAFF = Actor("staff", "rossi.m")

pytestmark = pytest.mark.engine("sqlite")  # nothing asked of the database differs between the two


@pytest.fixture
def service(database: Database, house: House) -> Respondent:
    """A service that is asked for files."""
    with database.writing() as session:
        invited = factories.invited(session, FORM)
    return Respondent(database, house, invited)


def attach(service: Respondent, content: bytes, code: str = "Q1", name: str = "statuto.pdf") -> bool:
    with service.database.reading() as session:
        found = responding.examine(session, service.house, NOW, service.public_id, code, (name, content))
    responding.scan(service.house, found)
    with service.database.writing() as session:
        responding.attach(session, service.house, NOW, service.public_id, code, found)
    return found.stripped


def detach(service: Respondent, code: str = "Q1") -> None:
    with service.database.writing() as session:
        responding.detach(session, service.house, NOW, service.public_id, code)


def own(service: Respondent, code: str = "Q1") -> responding.File:
    with service.database.reading() as session:
        return responding.own_file(session, service.house, NOW, service.public_id, code)


def stored(service: Respondent) -> list[Attachment]:
    with service.database.reading() as session:
        rows = list(session.scalars(select(Attachment).order_by(Attachment.saved_at, Attachment.id)))
        session.expunge_all()
    return rows


def submitted(service: Respondent) -> uuid.UUID:
    service.submit()
    with service.database.reading() as session:
        found = session.scalar(select(Attachment.response_id).limit(1))
    assert found is not None
    return found


def read(service: Respondent, response_id: uuid.UUID, code: str = "Q1", number: int = 0) -> responding.File:
    with service.database.writing() as session:
        return responding.read_file(session, service.house, NOW, STAFF, response_id, code, number)


def reread_file(service: Respondent, spent: str, now: datetime = NOW, code: str = "Q1") -> responding.File:
    with service.database.writing() as session:
        return responding.reread_file(session, service.house, now, service.public_id, code, spent)


def test_a_file_is_sealed_given_back_and_replaced_by_the_next_one(service: Respondent) -> None:
    assert attach(service, pdf())
    assert own(service).media_type == "application/pdf"
    (row,) = stored(service)
    assert b"PDF" not in row.sealed
    assert HIDDEN.encode() not in own(service).content
    assert attach(service, jpeg(), name="foto.jpg")
    assert own(service).name == "foto.jpg"
    assert len(stored(service)) == 1
    detach(service)
    assert stored(service) == []
    with pytest.raises(NotFound):
        own(service)


def test_a_file_is_an_answer_of_its_page_and_no_page_can_post_one(service: Respondent) -> None:
    assert service.review().case.answers == {}
    attach(service, pdf())
    value = service.review().case.answers["Q1"]
    assert getattr(value, "words", "") == "statuto.pdf"
    service.save("PS1", {"Q1": ["0" * 32], "Q1:name": ["altro.pdf"], "Q1:size": ["5"], "Q2": ["1"]})
    assert service.review().case.answers == {"Q1": value, "Q2": "1"}
    detach(service)
    with pytest.raises(Refused) as refusal:
        service.submit()
    assert refusal.value.code == "not_ready"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", attaching.EMPTY.message),
        (png(), "tipo ammesso"),
        (b"<html>", "tipo ammesso"),
        (pdf() + b" " * 2_000_000, "al massimo 1 MB"),
        (office(word__comments__xml=b"x"), "commenti"),
    ],
)
def test_what_is_not_to_be_kept_leaves_the_answer_as_it_was(service: Respondent, content: bytes, message: str) -> None:
    attach(service, pdf())
    with pytest.raises(Refused) as refusal:
        attach(service, content)
    assert (refusal.value.code, message in refusal.value.message) == ("file_refused", True)
    assert own(service).name == "statuto.pdf"


def test_all_files_of_a_response_have_a_limit_together(service: Respondent, monkeypatch: pytest.MonkeyPatch) -> None:
    service.save("PS1", {"Q2": ["1"]})
    attach(service, pdf())
    monkeypatch.setattr(attaching, "MEGA", len(pdf()))
    monkeypatch.setattr(attaching, "TOTAL_MB", 1)
    with pytest.raises(Refused, match="superano insieme"):
        attach(service, pdf(), "Q3")
    assert len(stored(service)) == 1


@pytest.mark.parametrize("code", ["Q2", "Q3", "ZZ"])
def test_a_question_that_is_not_asked_or_takes_no_file_has_no_page(service: Respondent, code: str) -> None:
    with pytest.raises(NotFound):
        attach(service, pdf(), code)


def test_staff_read_a_submitted_file_and_no_draft_and_it_is_recorded(service: Respondent) -> None:
    attach(service, pdf())
    response_id = stored(service)[0].response_id
    with pytest.raises(NotFound):
        read(service, response_id)
    service.submit()
    assert read(service, response_id).name == "statuto.pdf"
    assert actions(service)[-1] == "response.file"
    with pytest.raises(NotFound):
        read(service, response_id, "Q3")
    with pytest.raises(Refused):
        attach(service, pdf())


def test_a_reopened_response_keeps_the_file_of_the_earlier_submission_beside_the_new_one(service: Respondent) -> None:
    attach(service, pdf())
    response_id = submitted(service)
    with service.database.writing() as session:
        responding.reopen(session, service.house, NOW, STAFF, response_id, "Manca la firma.")
    assert own(service).name == "statuto.pdf"
    attach(service, jpeg(), name="foto.jpg")
    assert sorted(row.kept for row in stored(service)) == [False, True]
    service.submit()
    assert [row.kept for row in stored(service)] == [True, True]
    assert read(service, response_id).name == "foto.jpg"
    assert read(service, response_id, number=1).name == "statuto.pdf"
    for number in (2, -1, 2**63):
        with pytest.raises(NotFound):
            read(service, response_id, number=number)
    with service.database.writing() as session:
        view = responding.read_submitted(session, service.house, NOW, STAFF, response_id)
        before = responding.read_submitted(session, service.house, NOW, STAFF, response_id, 1)
    assert [(one.number, one.reason) for one in view.earlier] == [(1, "Manca la firma.")]
    assert before.receipt_number == view.earlier[0].receipt_number != view.receipt_number
    assert [line.text for line in before.sections[0].lines] == ["statuto.pdf (1 kB)"]


def test_what_was_given_back_and_not_sent_again_has_no_earlier_submission(service: Respondent) -> None:
    attach(service, pdf())
    response_id = submitted(service)
    with service.database.writing() as session:
        responding.reopen(session, service.house, NOW, STAFF, response_id, "Manca la firma.")
        assert responding.read_submitted(session, service.house, NOW, STAFF, response_id).earlier == ()


def test_the_service_saves_its_own_file_for_a_while_after_a_code_was_spent(service: Respondent) -> None:
    attach(service, pdf())
    service.submit()
    with service.database.writing() as session:
        responding.request_code(session, service.house, NOW, service.public_id)
    code = service.sent_code()
    with service.database.writing() as session:
        found = responding.reread(session, service.house, NOW, service.public_id, code)
    assert found is not None
    assert reread_file(service, found.spent.hex).name == "statuto.pdf"
    assert actions(service)[-1] == "response.reread_file"
    with pytest.raises(NotFound):
        reread_file(service, found.spent.hex, code="Q3")
    for spent, now in (("", NOW), ("0" * 32, NOW), (found.spent.hex, NOW + timedelta(minutes=15))):
        with pytest.raises(Refused) as refusal:
            reread_file(service, spent, now)
        assert refusal.value.code == "code_needed"


def test_a_code_that_was_sent_and_not_typed_opens_no_file(service: Respondent) -> None:
    attach(service, pdf())
    service.submit()
    with service.database.writing() as session:
        responding.request_code(session, service.house, NOW, service.public_id)
        unspent = session.scalars(select(AccessCode.id)).one()
    with pytest.raises(Refused, match="serve un altro codice"):
        reread_file(service, unspent.hex)


def test_an_antivirus_sees_what_would_be_kept_and_no_file_passes_without_its_verdict(service: Respondent) -> None:
    with clamd(None) as (address, seen):
        service.house = guarded(service.house, address)
        attach(service, pdf())
        assert seen == [own(service).content]
        with pytest.raises(Refused, match="programma pericoloso"):
            attach(service, pdf(b"% " + MARK))
    with pytest.raises(Refused, match="ora non risponde"):
        attach(service, jpeg(), name="foto.jpg")
    assert own(service).name == "statuto.pdf"


def guarded(house: House, address: str) -> House:
    """The same installation, with an antivirus."""
    return replace(house, settings=replace(house.settings, clamav_socket=address))


def test_erasing_an_answer_destroys_its_files_and_seals_the_others_anew(service: Respondent) -> None:
    service.save("PS1", {"Q2": ["1"]})
    attach(service, pdf())
    attach(service, png(), "Q3", "regolamento.png")
    before = {row.code: row.sealed for row in stored(service)}
    with service.database.writing() as session:
        assert "Statuto" in responding.erase(session, service.house, NOW, service.public_id, responding.Wish("Q1"))
    (left,) = stored(service)
    assert left.code == "Q3" and left.sealed != before["Q3"]
    assert own(service, "Q3").name == "regolamento.png"
    attach(service, pdf())
    response_id = submitted(service)
    with service.database.writing() as session:
        responding.redact(session, service.house, NOW, STAFF, response_id, "Q1")
    assert [row.code for row in stored(service)] == ["Q3"]
    assert read(service, response_id, "Q3").name == "regolamento.png"
    with pytest.raises(NotFound):
        read(service, response_id)


def test_a_backup_carries_files(service: Respondent, other_database: Database, tmp_path: Path) -> None:
    attach(service, pdf())
    with service.database.reading() as session:
        backup.write(session, tmp_path / "all.tar.gz", NOW)
    with other_database.writing() as session:
        assert backup.restore(session, tmp_path / "all.tar.gz", NOW)["attachment"] == 1
    kept = own(service)
    service.database = other_database
    assert own(service) == kept


def test_a_file_of_a_hidden_question_is_kept_aside(service: Respondent) -> None:
    service.save("PS1", {"Q2": ["1"]})
    attach(service, pdf())
    attach(service, png(), "Q3", "regolamento.png")
    service.save("PS1", {"Q2": ["2"]})
    response_id = submitted(service)
    assert len(stored(service)) == 2
    with pytest.raises(NotFound):
        read(service, response_id, "Q3")
