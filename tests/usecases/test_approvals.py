"""Approval of a finished response: asked, read, returned with a note, sent; nothing is written meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from questionari.mail.messages import MessageFault
from questionari.store.models.access import AuditEvent
from questionari.store.models.approvals import Approval, UnitApprover
from questionari.store.models.census import Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import DraftCell, Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.outbox import load_cases
from questionari.store.places import SHOWN
from questionari.usecases import outbox, responding
from questionari.usecases.house import Actor, NotFound, Refused
from questionari.usecases.outbox.values import standing
from questionari.usecases.responding import Standing, approval_mail
from questionari.usecases.rounds.invitations import On, revoke
from tests import factories
from tests.usecases.responding_acts import COMPLETE, NOW, Respondent

HEAD = "responsabile@comune.example"
STAFF = Actor("staff", "rossi.m")
pytestmark = pytest.mark.engine("sqlite")  # the pages go through the same acts on both databases
ASKED = {"email": HEAD, "name": " Anna  Compila "}
LATER = factories.CLOSES + timedelta(minutes=1)


@pytest.fixture
def service(finished: Respondent) -> Respondent:
    """A finished response of a round with approvals, and who may give one."""
    with finished.database.writing() as session:
        session.execute(update(Round).values(approval=True))
        approver = UnitApprover(
            unit_id=finished.invited.unit_id, name="Direzione", email=HEAD, set_at=NOW, set_by="tests"
        )
        session.add(approver)
    return finished


class Head:
    """Whoever approves, through the link of her mail."""

    def __init__(self, service: Respondent) -> None:
        self.service = service
        with service.database.writing() as session:
            responding.ask_approval(session, service.house, NOW, service.public_id, ASKED)
        with service.database.writing() as session:
            row = session.scalars(select(Approval).where(Approval.ended_at.is_(None))).one()
            values = approval_mail.mail_values(session, service.house, NOW, str(row.id), HEAD)
        self.token = values["link_visto"].rpartition("/")[2]
        self.key = self.act(lambda session: responding.enter_approval(session, NOW, self.token))

    def act(self, act: Callable[[Any], Any]) -> Any:
        with self.service.database.writing() as session:
            return act(session)

    def read(self) -> responding.ToApprove:
        return self.act(lambda s: responding.read_approval(s, self.service.house, NOW, self.key))

    def give_back(self, note: str = "Ricontrolli le donne accolte") -> None:
        self.act(lambda s: responding.give_back(s, self.service.house, NOW, self.key, note))

    def approve(self, name: str = "Dott.ssa Prova", now: Any = NOW) -> responding.Receipt:
        return self.act(lambda s: responding.approve(s, self.service.house, now, self.key, name))


def states(service: Respondent) -> tuple[str, str]:
    """The state stored, and the one shown."""
    with service.database.reading() as session:
        stored, shown = session.execute(select(Response.state, SHOWN)).one()
    return stored, shown


def take_back(service: Respondent) -> None:
    with service.database.writing() as session:
        responding.take_back(session, NOW, service.public_id)


def approving(service: Respondent) -> responding.Approving | None:
    with service.database.reading() as session:
        header = responding.review(session, service.house, NOW, service.public_id).case.header
        return responding.approving(session, service.house, header)


def test_an_approver_reads_what_was_answered_and_sends_it_as_it_stands(service: Respondent) -> None:
    head = Head(service)
    assert states(service) == ("in_progress", "awaiting")
    view = head.read()
    said = {line.code: line.text for section in view.sections for line in section.lines}
    assert said["Q3"] == "Sportello Aurora" and (view.compiler, view.approver) == ("Anna Compila", "Direzione")
    receipt = head.approve()
    assert states(service) == ("submitted", "submitted") and service.document()["answers"]["Q3"] == "Sportello Aurora"
    assert head.approve("Altra") == receipt or head.approve("Altra").number == receipt.number
    shown = head.read()
    assert (shown.outcome, shown.sections, shown.receipt_number) == ("approved", (), receipt.number)
    with service.database.reading() as session:
        actions = session.execute(select(AuditEvent.action, AuditEvent.actor_id).order_by(AuditEvent.id)).all()
    assert ("response.submit", head.key) in [tuple(row) for row in actions]
    assert [row.action for row in actions].count("approval.read") == 1


def test_nothing_is_written_while_an_approval_is_awaited(service: Respondent) -> None:
    Head(service)
    with service.database.reading() as session:
        before = session.scalars(select(DraftCell.sealed).order_by(DraftCell.code, DraftCell.version)).all()
        form = {"Q3": ["Altro nome"], "_q": ["Q3@1"]}
    acts: list[Callable[[Any], object]] = [
        lambda s: responding.save_page(s, service.house, NOW, service.public_id, "P1", form),
        lambda s: responding.submit(s, service.house, NOW, service.public_id),
        lambda s: responding.decline(s, service.house, NOW, service.public_id, "declined", "No"),
        lambda s: responding.erase(s, service.house, NOW, service.public_id, "Q3"),
        lambda s: responding.ask_approval(s, service.house, NOW, service.public_id, ASKED),
    ]
    for act in acts:
        with pytest.raises(Refused) as refused, service.database.writing() as session:
            act(session)
        assert refused.value.code == "awaiting_approval"
    with service.database.reading() as session:
        assert session.scalars(select(DraftCell.sealed).order_by(DraftCell.code, DraftCell.version)).all() == before


def test_a_note_brings_the_response_back_to_who_compiles_it_and_stands_in_no_mail(service: Respondent) -> None:
    head = Head(service)
    with pytest.raises(Refused, match="Scriva che cosa va rivisto"):
        head.give_back(" ")
    head.give_back()
    assert states(service) == ("in_progress", "in_progress")
    found = approving(service)
    assert found is not None and found.last is not None
    assert (found.last.outcome, found.last.note) == ("returned", "Ricontrolli le donne accolte")
    with service.database.reading() as session:
        mails = session.execute(select(OutboxMessage.kind, OutboxMessage.context)).all()
    assert [kind for kind, _ in mails] == ["approval", "approval_returned"]
    assert "Ricontrolli" not in str(mails)
    for again in (head.give_back, head.approve):
        with pytest.raises(Refused) as refused:
            again()
        assert refused.value.code == "approval_ended"
    service.save("P1", COMPLETE["P1"] | {"Q3": ["Altro nome"]})
    second = Head(service)
    second.approve()
    assert service.document()["answers"]["Q3"] == "Altro nome"


def test_who_compiles_may_take_the_response_back_and_the_link_is_dead(service: Respondent) -> None:
    head = Head(service)
    take_back(service)
    take_back(service)
    assert states(service) == ("in_progress", "in_progress") and head.read().sections == ()
    with service.database.reading() as session:
        (message,) = session.scalars(select(OutboxMessage))
        assert (message.state, message.reason) == ("cancelled", "approval_ended")
        row = session.scalars(select(Approval)).one()
    with pytest.raises(MessageFault), service.database.writing() as session:
        approval_mail.mail_values(session, service.house, NOW, str(row.id), HEAD)


def test_the_closing_of_the_round_ends_writing_for_the_approver_too(service: Respondent) -> None:
    head = Head(service)
    with pytest.raises(Refused) as refused:
        head.approve(now=LATER)
    assert refused.value.code == "round_closed" and states(service)[0] == "in_progress"
    assert service.review(LATER).standing is Standing.CLOSED


def test_a_revoked_invitation_takes_the_link_of_its_approver_along(service: Respondent) -> None:
    head = Head(service)
    with service.database.writing() as session:
        revoke(session, NOW, STAFF, On(service.invited.round_id, service.invited.invitation_id))
    with service.database.writing() as session:
        session.execute(update(Invitation).values(revoked_at=None))  # a link sent again later
    assert states(service) == ("in_progress", "in_progress")
    for dead in (head.read, lambda: head.act(lambda s: responding.enter_approval(s, NOW, head.token))):
        with pytest.raises(NotFound):
            dead()


def test_an_approval_is_asked_of_the_census_alone_for_a_finished_response_with_a_name(service: Respondent) -> None:
    def ask(**changes: str) -> str:
        with pytest.raises(Refused) as refused, service.database.writing() as session:
            responding.ask_approval(session, service.house, NOW, service.public_id, ASKED | changes)
        return refused.value.code

    assert ask(email="altri@altrove.example") == "approver_missing"
    assert (ask(name=" "), ask(name="x" * 101)) == ("name_missing", "name_missing")
    service.save("P1", COMPLETE["P1"] | {"Q2": [""]})
    assert ask() == "not_ready"
    with service.database.writing() as session:
        session.execute(update(Round).values(approval=False))
    assert ask() == "not_found" and approving(service) is None


def test_whoever_approves_for_another_service_of_the_same_body_may_be_asked(service: Respondent) -> None:
    with service.database.writing() as session:
        session.execute(update(Unit).values(owner="Comune di Bari"))
        other = factories.invited(session)
        session.execute(update(Unit).where(Unit.id == other.unit_id).values(owner="comune di Bari "))
        strange, namesake = factories.invited(session), factories.invited(session)
        far = {"owner": "Comune di Bari", "province": "015"}
        session.execute(update(Unit).where(Unit.id == namesake.unit_id).values(far))
        for unit_id, email in (
            (other.unit_id, "ente@comune.example"),
            (strange.unit_id, "altro@ente.example"),
            (namesake.unit_id, "omonimo@ente.example"),
        ):
            session.add(UnitApprover(unit_id=unit_id, name="", email=email, set_at=NOW, set_by="tests"))
    with service.database.reading() as session:
        header = responding.review(session, service.house, NOW, service.public_id).case.header
        found = responding.approving(session, service.house, header)
    assert found is not None and [one.email for one in found.approvers] == [HEAD, "ente@comune.example"]


def test_a_reminder_says_that_an_approval_is_awaited(service: Respondent) -> None:
    Head(service)
    with service.database.writing() as session:
        about = {"round_id": service.invited.round_id, "invitation_id": service.invited.invitation_id}
        reminder = outbox.enqueue(session, NOW, "reminder_1", "a@servizio.example", **about)
        (case,) = load_cases(session, [reminder])
    assert standing(case) == "in attesa del visto del responsabile"


def test_names_and_note_are_sealed_and_follow_the_key_of_the_response(service: Respondent) -> None:
    head = Head(service)
    with service.database.reading() as session:
        assert b"Compila" not in session.scalars(select(Approval.sealed)).one()
        response_id = session.scalars(select(Response.id)).one()
    with service.database.writing() as session:
        responding.redact(session, service.house, NOW, STAFF, response_id, "L1")
    assert head.read().compiler == "Anna Compila"
    head.approve()
    assert "Compila" not in str(service.document())
    with service.database.reading() as session:
        signed = responding.signatures(session, service.house, service.public_id)
    assert signed == ("Anna Compila", "Dott.ssa Prova")


def test_an_approval_given_once_sends_nothing_that_was_given_back_since(service: Respondent) -> None:
    head = Head(service)
    head.approve()
    with service.database.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.reopen(session, service.house, NOW, STAFF, response_id, "Q3 va corretta")
    with pytest.raises(Refused) as refused:
        head.approve()
    assert refused.value.code == "approval_ended" and states(service)[0] == "query_open"


def test_whoever_approves_no_more_neither_reads_nor_decides(service: Respondent) -> None:
    head = Head(service)
    with service.database.writing() as session:
        session.execute(update(UnitApprover).values(email="altra@comune.example"))
    for act in (head.read, head.give_back, head.approve):
        with pytest.raises(NotFound):
            act()
    take_back(service)
    assert states(service) == ("in_progress", "in_progress")


def test_an_erased_answer_takes_along_the_note_that_may_quote_it(service: Respondent) -> None:
    Head(service).give_back("Q3: «Sportello Aurora» non va")
    with service.database.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.redact(session, service.house, NOW, STAFF, response_id, "Q3")
    found = approving(service)
    assert found is not None and found.last is not None
    assert (found.last.note, found.last.compiler) == ("", "Anna Compila")


def test_a_submission_without_approval_bears_no_names(service: Respondent) -> None:
    Head(service).give_back()
    service.submit()
    with service.database.reading() as session:
        assert responding.signatures(session, service.house, service.public_id) is None


def test_a_round_that_demands_an_approval_is_sent_by_whoever_gives_it_alone(service: Respondent) -> None:
    with service.database.writing() as session:
        session.execute(update(Round).values(approval_must=True))
    with pytest.raises(Refused) as refused:
        service.submit()
    assert refused.value.code == "approval_needed"
    assert Head(service).approve().first and states(service) == ("submitted", "submitted")
