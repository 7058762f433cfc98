"""What quotes an erased answer goes with it: reasons, notes, requests of help, mails; and reasons stand sealed."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from questionari.store import handovers, incoming
from questionari.store.models.handovers import Handover
from questionari.store.models.incoming import Letter, LetterThread
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response, Revision
from questionari.store.sealing import SEALED
from questionari.store.types import new_id
from questionari.usecases import helping, outbox, responding
from questionari.usecases.house import Actor
from questionari.usecases.outbox.queueing import place_of
from questionari.usecases.redactions import certificates
from questionari.usecases.responding import reasons
from questionari.usecases.responding.quoted import Quoted, words_of
from questionari.usecases.rounds import sending
from tests.usecases.responding_acts import NOW, Respondent

pytestmark = pytest.mark.engine("sqlite")
STAFF = Actor("staff", "rossi.m")
WORDS = "La signora abita in via Roma."


def given_back(service: Respondent, reason: str) -> None:
    with service.database.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.reopen(session, service.house, NOW, STAFF, response_id, reason)


def redact(service: Respondent, code: str, everything: bool = False) -> None:
    with service.database.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.redact(session, service.house, NOW, STAFF, response_id, code, everything)


def asked_about(service: Respondent, code: str, text: str) -> None:
    with service.database.writing() as session:
        helping.ask(session, service.house, NOW, service.public_id, code, (text, False))


@pytest.fixture
def written(finished: Respondent) -> Respondent:
    """Personal data in L1, sent; given back with a reason that repeats them."""
    finished.save("P3", {"L1": [WORDS]})
    finished.submit()
    given_back(finished, "In L1 si legge «la  Signora abita in via Roma.»: la tolga.")
    return finished


def reasons_of(service: Respondent) -> tuple[str, str]:
    """(of the re-opening that stands, of the submission replaced), in clear."""
    with service.database.reading() as session:
        row, old = session.scalars(select(Response)).one(), session.scalars(select(Revision)).one()
        key = service.key()
        return (
            reasons.opened(key, row.id, row.reopen_reason),
            reasons.opened_of(key, row.id, old.number, old.reason),
        )


def test_reasons_are_stored_sealed_and_read_by_those_they_are_for(written: Respondent) -> None:
    with written.database.reading() as session:
        stored = [*session.scalars(select(Response.reopen_reason)), *session.scalars(select(Revision.reason))]
    assert all(one.startswith(SEALED) for one in stored)
    assert written.review().case.header.reopen_reason == reasons_of(written)[1]


def test_a_reason_that_quotes_the_answer_goes_with_it(written: Respondent) -> None:
    redact(written, "L1")
    assert reasons_of(written) == ("", "")


def test_a_reason_about_something_else_stays(written: Respondent) -> None:
    redact(written, "Q4")
    assert "via Roma" in reasons_of(written)[0]


def test_a_request_of_help_at_another_question_that_quotes_it_goes(written: Respondent) -> None:
    asked_about(written, "Q3", "Va bene se in L1 scrivo: la signora abita in via Roma.?")
    asked_about(written, "Q1", "Che cosa vuol dire?")
    redact(written, "L1")
    with written.database.reading() as session:
        said = [
            helping.load_asking(session, written.house, NOW, written.public_id, code).messages for code in ("Q3", "Q1")
        ]
    assert said[0] == ()
    assert said[1][0].text == "Che cosa vuol dire?"


def test_whoever_asks_for_it_erases_all_that_was_written_beside_the_answers(written: Respondent) -> None:
    asked_about(written, "Q1", "Ne parlavo con Lei al telefono.")
    redact(written, "Q3", everything=True)
    with written.database.reading() as session:
        assert helping.load_asking(session, written.house, NOW, written.public_id, "Q1").messages == ()
    assert reasons_of(written) == ("", "")


def test_the_reason_lies_in_no_queue_and_a_mail_that_quotes_does_not_leave(written: Respondent) -> None:
    with written.database.writing() as session:
        assert sending.ask_again(session, NOW, written.invited.invitation_id)
        query = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "query")).one()
        assert query.context == {}
        query.raw_mime = written.house.keyring.seal(
            b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
            b"TGEgc2lnbm9yYSBhYml0YSBpbiB2aWEgUm9tYS4=\n",
            place_of(query.id),
        )
    redact(written, "L1")
    with written.database.reading() as session:
        query = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "query")).one()
        receipt = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "receipt")).one()
    assert (query.state, query.reason, query.raw_mime) == ("cancelled", "redacted", None)
    assert receipt.state == "queued"


def test_an_answer_of_the_staff_that_quotes_is_taken_out_of_the_queue(written: Respondent) -> None:
    context = {"testo": outbox.sealed(written.house.keyring, WORDS), "domanda": "L1"}
    with written.database.writing() as session:
        about = {"round_id": written.invited.round_id, "invitation_id": written.invited.invitation_id}
        outbox.enqueue(session, NOW, "help_answer", "a@servizio.example", context=context, **about)
    redact(written, "L1")
    with written.database.reading() as session:
        mail = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "help_answer")).one()
    assert (mail.state, mail.context) == ("cancelled", {})


def test_letters_and_notes_that_passed_it_on_lose_what_quotes(written: Respondent) -> None:
    keyring, invitation_id = written.house.keyring, written.invited.invitation_id
    with written.database.writing() as session:
        thread, note = LetterThread(id=new_id(), invitation_id=invitation_id, kind="reply", written_at=NOW), new_id()
        session.add(thread)
        session.flush()
        for text in (f"> {WORDS} Va tolto?", "Grazie!"):
            incoming.keep(
                session, keyring, NOW, thread.id, incoming.Draft("", "reply", {"subject": "Re", "text": text})
            )
        told = json.dumps({"name": "A", "email": "a@b.example", "by": "", "note": f"Attenzione: {WORDS}"}).encode()
        sealed = keyring.seal(told, handovers.place_of(note))
        about = {"invitation_id": invitation_id, "kind": "handover", "state": "offered", "asked_at": NOW}
        session.add(Handover(id=note, **about, sealed=sealed))
    redact(written, "L1")
    with written.database.reading() as session:
        kept = [incoming.opened(keyring, row) for row in session.scalars(select(Letter).order_by(Letter.id))]
        passed = json.loads(keyring.unseal(session.scalars(select(Handover.sealed)).one(), handovers.place_of(note)))
        _, tables = certificates.waiting(session)
    assert kept == [None, {"subject": "Re", "text": "Grazie!"}]
    assert (passed["note"], passed["name"]) == ("", "A")
    assert {"letter", "handover", "outbox", "response_key"} <= tables


def test_letters_known_by_their_sender_and_what_staff_answered_lose_what_quotes(written: Respondent) -> None:
    keyring = written.house.keyring
    with written.database.writing() as session:
        thread = LetterThread(id=new_id(), unit_id=written.invited.unit_id, kind="letter", written_at=NOW)
        session.add(thread)
        session.flush()
        for text in (WORDS, "Grazie!"):
            context = {"testo": outbox.sealed(keyring, text)}
            mail = outbox.enqueue(session, NOW, "staff_reply", "a@servizio.example", context=context, seq=text)
            answer = incoming.Draft("rossi.m", "staff_reply", {"to": "", "text": text}, outbox_id=mail)
            incoming.keep(session, keyring, NOW, thread.id, answer)
            incoming.keep(session, keyring, NOW, thread.id, incoming.Draft("", "letter", {"text": f"> {text}"}))
    redact(written, "L1")
    with written.database.reading() as session:
        kept = [(incoming.opened(keyring, row) or {}).get("text") for row in session.scalars(select(Letter))]
        mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "staff_reply"))
        states = sorted((row.state, bool(row.context)) for row in mails)
    assert sorted(filter(None, kept)) == ["> Grazie!", "Grazie!"]
    assert states == [("cancelled", False), ("queued", True)]


def test_letters_of_nobody_we_know_lose_what_quotes_but_those_of_before_the_response_began(
    written: Respondent,
) -> None:
    keyring = written.house.keyring
    with written.database.writing() as session:
        thread = LetterThread(id=new_id(), sender_mark="x", kind="letter", written_at=NOW)
        session.add(thread)
        session.flush()
        for at, text in ((NOW, WORDS), (NOW, "Grazie!"), (NOW - timedelta(days=400), f"Un anno fa: {WORDS}")):
            incoming.keep(session, keyring, at, thread.id, incoming.Draft("", "letter", {"text": text}))
    redact(written, "L1")
    with written.database.reading() as session:
        kept = [(incoming.opened(keyring, row) or {}).get("text") for row in session.scalars(select(Letter))]
    assert sorted(filter(None, kept)) == ["Grazie!", f"Un anno fa: {WORDS}"]


def test_reasons_of_before_are_sealed_by_night_once(written: Respondent) -> None:
    with written.database.writing() as session:
        session.execute(update(Response).values(reopen_reason="Manca un dato"))
        session.execute(update(Revision).values(reason="Manca un dato"))
    assert reasons_of(written) == ("Manca un dato", "Manca un dato")
    with written.database.writing() as session:
        assert reasons.seal_old(session, written.house) == 2
        assert reasons.seal_old(session, written.house) == 0
    assert reasons_of(written) == ("Manca un dato", "Manca un dato")
    with written.database.reading() as session:
        assert "Manca" not in f"{session.scalars(select(Response.reopen_reason)).one()}"


def test_an_answer_sent_again_after_the_erasure_goes_on(written: Respondent) -> None:
    redact(written, "L1")
    written.save("P3", {"L1": ["Corretto"]})
    written.submit(NOW + timedelta(minutes=1))
    assert written.document()["answers"]["L1"] == "Corretto"


def test_short_words_are_known_nowhere() -> None:
    quoted = Quoted(words_of([{"": ["12", "Bari", "Maria  ROSSI"]}]))
    assert not quoted.quotes("Siamo in 12 a Bari")
    assert quoted.quotes("il nome maria rossi va tolto")
