"""Help at a question: who sees what, what goes by mail, what is forgotten with an erased answer."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from questionari.store.models.access import AuditEvent
from questionari.store.models.helping import HelpMessage, HelpThread
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.usecases import helping, responding
from questionari.usecases.house import Actor, NotFound, Refused
from questionari.usecases.outbox.queueing import opened
from tests import factories
from tests.usecases.responding_acts import Respondent

pytestmark = pytest.mark.engine("sqlite")
NOW = factories.NOW
STAFF = Actor("staff", "lenove.1")
ASKED = "Contiamo anche chi ha solo telefonato?"


def ask(session: Session, service: Respondent, text: str = ASKED, code: str = "Q1", shows: bool = False) -> None:
    helping.ask(session, service.house, NOW, service.public_id, code, (text, shows))


def page(session: Session, service: Respondent) -> helping.HelpPage:
    (line,) = helping.list_threads(session)
    return helping.open_thread(session, service.house, NOW, STAFF, line.id)


def acts(session: Session) -> set[str]:
    return set(session.scalars(select(AuditEvent.action)))


def test_staff_read_the_question_and_the_answer_only_if_it_is_shown(finished: Respondent) -> None:
    with finished.database.writing() as session:
        ask(session, finished)
        assert [one.value for one in page(session, finished).messages] == [None]
        assert "help.read" not in acts(session)
        ask(session, finished, "E così?", shows=True)
        shown = page(session, finished)
        assert [one.text for one in shown.messages] == [ASKED, "E così?"]
        assert shown.messages[1].value
        assert "help.read" in acts(session)


def test_what_was_asked_is_sealed_and_said_once_however_often_it_is_sent(finished: Respondent) -> None:
    with finished.database.writing() as session:
        ask(session, finished, shows=True)
        ask(session, finished, shows=True)
        (sealed,) = session.scalars(select(HelpMessage.sealed))
        assert b"telefonato" not in sealed


def test_the_answer_stands_in_the_page_and_goes_by_mail_without_what_was_asked(finished: Respondent) -> None:
    with finished.database.writing() as session:
        ask(session, finished, shows=True)
        found = page(session, finished)
        values = {"text": "Sì, anche le telefonate.", "mark": found.mark}
        assert helping.answer(session, finished.house, NOW, STAFF, found.line.id, values)
        assert helping.list_threads(session) == ()
        asking = helping.load_asking(session, finished.house, NOW, finished.public_id, "Q1")
        assert [(one.asks, one.text) for one in asking.messages] == [(True, ASKED), (False, values["text"])]
        mail = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "help_answer")).one()
        told = {name: opened(finished.house.keyring, value) for name, value in mail.context.items()}
        assert told["testo"] == values["text"] and "telefonato" not in str(told)
        assert told["domanda"].count("Q1") == 1
        ask(session, finished, "E le e-mail?")
        assert len(helping.list_threads(session)) == 1


def test_an_answer_that_she_showed_is_not_read_again_without_a_code_once_it_was_sent(finished: Respondent) -> None:
    def said() -> list[tuple[str, bool]]:
        with finished.database.reading() as session:
            asking = helping.load_asking(session, finished.house, NOW, finished.public_id, "Q1")
            return [(one.text, bool(one.value)) for one in asking.messages]

    with finished.database.writing() as session:
        ask(session, finished, shows=True)
    assert said() == [(ASKED, True)]
    finished.submit()
    assert said() == [(ASKED, False)]


def test_an_answer_to_what_is_overtaken_is_not_sent(finished: Respondent) -> None:
    with finished.database.writing() as session:
        ask(session, finished)
        found = page(session, finished)
        ask(session, finished, "Anzi, un'altra cosa.")
        with pytest.raises(Refused, match="ha scritto ancora"):
            helping.answer(session, finished.house, NOW, STAFF, found.line.id, {"text": "Sì", "mark": found.mark})


def test_a_revoked_invitation_gets_the_answer_in_the_page_alone(finished: Respondent) -> None:
    with finished.database.writing() as session:
        ask(session, finished)
        found = page(session, finished)
        session.execute(update(Invitation).values(revoked_at=NOW))
        values = {"text": "Sì", "mark": found.mark}
        assert not helping.answer(session, finished.house, NOW, STAFF, found.line.id, values)


def test_an_erased_answer_takes_its_help_along_and_leaves_the_rest_readable(finished: Respondent) -> None:
    with finished.database.writing() as session:
        ask(session, finished, shows=True)
        ask(session, finished, "Altra domanda", code="Q2")
        header = session.scalars(select(HelpThread.response_id)).first()
        responding.redact(session, finished.house, NOW, STAFF, header, "Q1")
        (line,) = helping.list_threads(session)
        kept = helping.open_thread(session, finished.house, NOW, STAFF, line.id)
        assert (line.code, [one.text for one in kept.messages]) == ("Q2", ["Altra domanda"])
        assert session.scalar(select(func.count()).select_from(HelpMessage)) == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "a\x00b"])
def test_what_cannot_be_taken_is_refused(finished: Respondent, text: str) -> None:
    with finished.database.writing() as session, pytest.raises(Refused) as refusal:
        ask(session, finished, text)
    assert refusal.value.code == "help"


def test_no_help_is_asked_about_what_is_no_question_nor_without_end(finished: Respondent) -> None:
    with finished.database.writing() as session:
        with pytest.raises(NotFound):
            ask(session, finished, code="ZZ")
        for number in range(30):
            ask(session, finished, f"{number}?")
        with pytest.raises(Refused, match="molte volte"):
            ask(session, finished, "ancora?")
        helping.ask(session, finished.house, NOW + timedelta(days=2), finished.public_id, "Q1", ("ancora?", False))


def test_a_thread_closed_without_an_answer_waits_no_more(finished: Respondent) -> None:
    with finished.database.writing() as session:
        ask(session, finished)
        found = page(session, finished)
        ask(session, finished, "E le e-mail?")
        with pytest.raises(Refused, match="ha scritto ancora"):  # it would never be read
            helping.settle(session, NOW, STAFF, found.line.id, found.mark)
        helping.settle(session, NOW, STAFF, found.line.id, page(session, finished).mark)
        assert (len(helping.list_threads(session)), len(helping.list_threads(session, only_waiting=False))) == (0, 1)


def test_a_correction_is_asked_after_the_submission_and_waits_until_the_response_is_reopened(
    finished: Respondent,
) -> None:
    with finished.database.writing() as session, pytest.raises(NotFound):
        helping.ask_correction(session, finished.house, NOW, finished.public_id, "prima dell'invio")
    finished.submit()
    with finished.database.writing() as session:
        for _ in range(2):
            helping.ask_correction(session, finished.house, NOW, finished.public_id, "Q2: erano 13")
        shown = page(session, finished)
        assert ([one.text for one in shown.messages], shown.line.code) == (["Q2: erano 13"], "")
        assert "correzione" in shown.question
        response_id = session.scalars(select(HelpThread.response_id)).one()
        responding.reopen(session, finished.house, NOW, STAFF, response_id, "Q2: erano 13")
        assert helping.list_threads(session) == ()
        responding.redact(session, finished.house, NOW, STAFF, response_id, "Q2")
        assert session.scalar(select(func.count()).select_from(HelpMessage)) == 0  # it may quote the value


def test_a_correction_may_be_answered_instead(finished: Respondent) -> None:
    finished.submit()
    with finished.database.writing() as session:
        helping.ask_correction(session, finished.house, NOW, finished.public_id, "Va bene lo stesso?")
        shown = page(session, finished)
        values = {"text": "Sì, va bene.", "mark": shown.mark}
        assert helping.answer(session, finished.house, NOW, STAFF, shown.line.id, values)
        mail = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "help_answer")).one()
        assert mail.context["domanda"] == "correzione delle risposte inviate"
        found = helping.load_correcting(session, finished.house, NOW, finished.public_id)
        assert [one.text for one in found.messages] == ["Va bene lo stesso?", "Sì, va bene."]


@pytest.mark.engine("postgresql")  # on SQLite one transaction writes at a time
def test_neither_side_writes_while_an_erasure_changes_the_key(finished: Respondent) -> None:
    with finished.database.writing() as session:
        ask(session, finished)
        found = page(session, finished)

    def answer(session: Session) -> None:
        values = {"text": "Sì", "mark": found.mark}
        helping.answer(session, finished.house, NOW, STAFF, found.line.id, values)

    for act in (answer, lambda session: ask(session, finished, "Ancora?")):
        with finished.database.writing() as session:
            act(session)
            with finished.database.writing() as other, pytest.raises(OperationalError):
                other.execute(select(Response.id).with_for_update(nowait=True))
