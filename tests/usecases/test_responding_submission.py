"""Submitting, receipts, re-opening, reading, erasing: what a submission stores and sets off."""

import hashlib
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from questionari.engine.canonical import canonical
from questionari.store import notices
from questionari.store.models.access import AuditEvent
from questionari.store.models.census import Variation
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import AccessCode, DraftCell, Response, ResponseContact, Revision
from questionari.store.models.rounds import Invitation
from questionari.store.sealing import Keyring, WrongKey
from questionari.usecases import responding
from questionari.usecases.house import Actor, NotFound, Refused
from questionari.usecases.responding import documents
from questionari.usecases.rounds import reasons_told
from questionari.usecases.short_codes import check_characters
from tests import factories
from tests.usecases.responding_acts import NOW, Respondent

STAFF = Actor("staff", "rossi.m")


def actions(finished: Respondent) -> list[str]:
    with finished.database.reading() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_a_submission_stores_one_document_and_erases_the_drafts(finished: Respondent) -> None:
    receipt = finished.submit()
    with finished.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DraftCell)) == 0
        (found,) = responding.submitted_documents(session, finished.house, NOW, finished.invited.round_id)
    assert found.receipt_number == receipt.number
    assert found.answers["Q2"] == Decimal(12)
    assert found.answers["M1"][("2", "b")] == 0
    assert found.answers["R1"] == ({"comune": "072006", "ore": Decimal(3)},)
    assert "C1" not in found.answers
    assert found.context.round is not None


def test_the_receipt_proves_what_was_sent(finished: Respondent) -> None:
    receipt = finished.submit()
    document = finished.document()
    assert hashlib.sha256(bytes.fromhex(receipt.salt) + canonical(document)).hexdigest() == receipt.hash
    body = receipt.number[:9].replace("-", "")
    assert check_characters(body) == receipt.number[-2:]


def test_check_characters_catch_a_misread_letter_and_an_exchange() -> None:
    right = check_characters("K7QM2XHD")
    assert check_characters("K7QM2XHC") != right
    assert check_characters("7KQM2XHD") != right


def test_contact_answers_are_kept_apart(finished: Respondent) -> None:
    finished.submit()
    with finished.database.writing() as session:
        row = session.scalars(select(ResponseContact)).one()
        view = responding.read_submitted(session, finished.house, NOW, STAFF, row.response_id)
    assert [line.text for line in view.contacts] == ["aurora@servizio.example"]
    assert "C1" not in {line.code for section in view.sections for line in section.lines}


def test_an_incomplete_response_is_not_submitted(service: Respondent) -> None:
    service.save("P1", {"Q1": ["1"]})
    with pytest.raises(Refused) as refusal:
        service.submit()
    assert refusal.value.code == "not_ready"
    with pytest.raises(NotFound), service.database.reading() as session:
        responding.load_receipt(session, responding.receipt_header(session, service.public_id))


def test_hidden_answers_are_kept_aside_and_never_exported(finished: Respondent) -> None:
    finished.save("P1", {"Q4": ["1"]})
    finished.submit()
    with finished.database.reading() as session:
        (found,) = responding.submitted_documents(session, finished.house, NOW, finished.invited.round_id)
    assert "Q4.98" not in found.answers
    assert finished.document()["aside"]["Q4.98"] == {"": ["Fondazione"]}


def test_an_answer_that_waits_where_nothing_is_asked_outlives_the_submission(finished: Respondent) -> None:
    def second_answer(version: int) -> None:
        finished.post("P1", {"Q4": ["98"], "Q4.98": ["Ente"], "_q": [f"Q4.98@{version}"], "_sheet": ["b"]})

    version = finished.page("P1").drafts["Q4.98"].version
    finished.save("P1", {"Q4.98": ["Cooperativa"]})
    second_answer(version)
    assert finished.review().case.waiting("Q4.98").entries
    finished.save("P1", {"Q4": ["1"]})
    finished.submit()
    assert finished.document()["held"].keys() == {"Q4.98"}
    with finished.database.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.reopen(session, finished.house, NOW, STAFF, response_id, "Q4")
    finished.save("P1", {"Q4": ["98"]})
    (held,) = finished.review().case.waiting("Q4.98").entries
    assert held.raw == {"": ("Ente",)} and not finished.review().ready
    finished.save("P1", {"Q4": ["1"]})
    finished.submit()
    with finished.database.writing() as session:
        responding.redact(session, finished.house, NOW, STAFF, response_id, "Q4.98")
    assert "Ente" not in str(finished.document()) and "Q4.98" not in finished.document()["held"]


def test_a_receipt_is_queued_once_and_holds_no_answer(finished: Respondent) -> None:
    finished.submit()
    finished.submit()
    with finished.database.reading() as session:
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "receipt")).one()
    assert message.recipient.endswith("@servizio.example")
    assert "Fondazione" not in str(message.context)


def test_an_effect_becomes_a_notice_with_both_values(finished: Respondent) -> None:
    finished.save("P1", {"Q3": ["Sportello Alba"]})
    finished.submit()
    with finished.database.reading() as session:
        notice = session.scalars(select(Variation)).one()
    assert notices.opened(finished.key(), notice) == {"name": ["Sportello Aurora", "Sportello Alba"]}


def test_a_correction_updates_the_notice_until_it_is_handled(finished: Respondent) -> None:
    for name, handled in (("Alba", None), ("Bora", None), ("Cima", NOW)):
        if finished.review().case.header.state != "in_progress":
            with finished.database.writing() as session:
                session.execute(update(Variation).values(handled_at=handled))
                responding.reopen(session, finished.house, NOW, STAFF, response_of(finished), "Nome")
        finished.save("P1", {"Q3": [name]})
        finished.submit()
    with finished.database.reading() as session:
        told = notices.opened(finished.key(), session.scalars(select(Variation)).one())
    assert told == {"name": ["Sportello Aurora", "Bora"]}


def test_without_a_change_there_is_no_notice(finished: Respondent) -> None:
    finished.submit()
    with finished.database.reading() as session:
        assert session.scalars(select(Variation)).all() == []


def test_a_response_reopened_keeps_its_answers_and_its_first_receipt(finished: Respondent) -> None:
    finished.save("P1", {"Q2": ["1200"]})
    finished.save("P1", {"_why:Q2.molte": ["Vero"]})
    finished.save("P2", {"M1:1:a": ["1198"]})
    first = finished.submit()
    response_id = response_of(finished)
    with finished.database.writing() as session:
        responding.reopen(session, finished.house, NOW, STAFF, response_id, "Manca il totale")
    review = finished.review()
    assert review.ready
    assert review.case.header.reopen_reason == "Manca il totale"
    assert finished.page("P1").case.answers["Q4.98"] == "Fondazione"
    finished.save("P3", {"L1": ["Nessuna."]})
    second = finished.submit(NOW + timedelta(days=1))
    assert second.number != first.number
    with finished.database.reading() as session:
        kept = session.scalars(select(Revision)).one()
        (found,) = responding.submitted_documents(session, finished.house, NOW, finished.invited.round_id)
    assert (kept.receipt_number, kept.receipt_hash, kept.number) == (first.number, first.hash, 1)
    assert found.answers["L1"] == "Nessuna."


def response_of(finished: Respondent):
    with finished.database.reading() as session:
        return session.scalars(select(Response.id)).one()


@pytest.mark.parametrize(
    ("reason", "now", "code"), [(" ", NOW, "reason_missing"), ("Perché", factories.CLOSES, "round_closed")]
)
def test_reopening_needs_a_reason_and_an_open_round(finished: Respondent, reason: str, now, code: str) -> None:
    finished.submit()
    with pytest.raises(Refused) as refusal, finished.database.writing() as session:
        responding.reopen(session, finished.house, now, STAFF, response_of(finished), reason)
    assert refusal.value.code == code


def test_a_draft_cannot_be_read_by_staff(finished: Respondent) -> None:
    with pytest.raises(NotFound), finished.database.writing() as session:
        responding.read_submitted(session, finished.house, NOW, STAFF, response_of(finished))
    assert "response.read" not in actions(finished)


def test_every_reading_is_in_the_audit_trail(finished: Respondent) -> None:
    finished.submit()
    with finished.database.writing() as session:
        responding.read_submitted(session, finished.house, NOW, STAFF, response_of(finished))
    assert actions(finished)[-1] == "response.read"


def test_reading_again_needs_the_code_sent_to_the_census_contact(finished: Respondent) -> None:
    finished.submit()
    with finished.database.writing() as session:
        responding.request_code(session, finished.house, NOW, finished.public_id)
    with finished.database.reading() as session:
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "access_code")).one()
        stored = session.scalars(select(AccessCode)).one()
    code = finished.sent_code()
    assert code not in str(message.context)
    assert code not in stored.code_sha256
    assert reread(finished, "000000" if code != "000000" else "111111") is None
    found = reread(finished, f"{code[:3]} {code[3:]}")
    assert found is not None
    assert found.view.sections[0].lines[0].text == "Sì"
    assert reread(finished, code) is None


def reread(finished: Respondent, code: str, now=NOW) -> responding.Reread | None:
    with finished.database.writing() as session:
        return responding.reread(session, finished.house, now, finished.public_id, code)


def test_a_code_ends_after_fifteen_minutes_or_five_tries(finished: Respondent) -> None:
    finished.submit()
    for minutes, tries in ((15, 0), (1, 5)):
        with finished.database.writing() as session:
            session.execute(update(AccessCode).values(issued_at=NOW - timedelta(days=1)))
            responding.request_code(session, finished.house, NOW, finished.public_id)
        code = finished.sent_code()
        for _ in range(tries):
            assert reread(finished, "x") is None
        assert reread(finished, code, NOW + timedelta(minutes=minutes)) is None


def test_codes_are_not_sent_without_end(finished: Respondent) -> None:
    finished.submit()
    with pytest.raises(Refused) as refusal:
        for _ in range(4):
            with finished.database.writing() as session:
                responding.request_code(session, finished.house, NOW, finished.public_id)
    assert refusal.value.code == "too_many_codes"


@pytest.mark.parametrize(
    ("kind", "reason", "code"),
    [
        ("declined", "", "reason_missing"),
        ("excluded", "x", "choice_missing"),
        ("declined", "x" * 1001, "reason_too_long"),
    ],
)
def test_a_declaration_is_checked(finished: Respondent, kind: str, reason: str, code: str) -> None:
    with pytest.raises(Refused) as refusal, finished.database.writing() as session:
        responding.decline(session, finished.house, NOW, finished.public_id, kind, reason)
    assert refusal.value.code == code


def test_a_declaration_is_kept_with_its_reason(finished: Respondent) -> None:
    with finished.database.writing() as session:
        responding.decline(session, finished.house, NOW, finished.public_id, "wrong_contact", "Scrivete al consultorio")
    with finished.database.reading() as session:
        row = session.scalars(select(Invitation)).one()
        assert reasons_told.of(session, finished.house.keyring, row.id) == "Scrivete al consultorio"
    assert row.disposition == "wrong_contact" and "consultorio" not in row.disposition_reason


def test_reasons_written_before_they_were_sealed_are_sealed_by_night_and_follow_the_key(finished: Respondent) -> None:
    ring, both = finished.house.keyring, Keyring({**finished.house.keyring.keys, 2: bytes.fromhex("cd" * 32)})
    with finished.database.writing() as session:
        row = session.scalars(select(Invitation)).one()
        row.disposition, row.disposition_reason = "declined", "Chiedete alla dottoressa"
        session.flush()
        assert reasons_told.of(session, ring, row.id) == "Chiedete alla dottoressa"
        assert [reasons_told.seal_old(session, ring) for _ in range(2)] == [1, 0]
        assert "dottoressa" not in row.disposition_reason
        assert [reasons_told.rotate(session, both) for _ in range(2)] == [1, 0]
        assert reasons_told.of(session, Keyring({2: both.keys[2]}), row.id) == "Chiedete alla dottoressa"


def test_a_document_moved_to_another_response_does_not_open(finished: Respondent) -> None:
    finished.submit()
    with finished.database.reading() as session:
        sealed = session.scalars(select(Response.document)).one()
    with pytest.raises(WrongKey):
        documents.open_document(finished.key(), finished.invited.unit_id, finished.receipt_number(), sealed or b"")
