"""Whoever must approve is reminded: after some days, before the deadline, only while the answers wait for her."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from questionari.store import leases
from questionari.store.models.approvals import Approval
from questionari.store.models.messages import OutboxMessage
from questionari.usecases import responding
from questionari.usecases.outbox.recheck import Verdict, verdict
from questionari.usecases.responding import approval_mail, approval_reminders
from tests.usecases.responding_acts import NOW, Respondent
from tests.usecases.test_approvals import HEAD, Head, service, take_back

pytestmark = pytest.mark.engine("sqlite")
__all__ = ["service"]


def remind(service: Respondent, now: datetime) -> int:
    with service.database.writing() as session:
        return approval_reminders.remind(session, service.house, now)


def reminders(service: Respondent) -> list[OutboxMessage]:
    with service.database.reading() as session:
        wanted = select(OutboxMessage).where(OutboxMessage.kind == "approval_reminder")
        return list(session.scalars(wanted.order_by(OutboxMessage.id)))


def test_who_must_approve_is_reminded_after_some_days_and_before_the_deadline_once_each(service: Respondent) -> None:
    head, day = Head(service), timedelta(days=1)
    end = service.review().case.header.deadline_at - timedelta(hours=9)
    at_night = NOW + 3 * day - timedelta(hours=NOW.hour - 3)
    assert [remind(service, hour) for hour in (NOW, NOW + 2 * day, at_night)] == [0, 0, 0]
    assert [remind(service, NOW + 3 * day) for _ in range(2)] == [1, 0]
    assert [remind(service, hour) for hour in (end - 3 * day, end - 2 * day, end - day, end + day)] == [0, 1, 0, 0]
    assert [(one.recipient, one.context) for one in reminders(service)] == [(HEAD, reminders(service)[0].context)] * 2
    with service.database.writing() as session:
        row = session.scalars(select(Approval)).one()
        text = approval_mail.mail_values(session, service.house, NOW, str(row.id), HEAD)["link_visto"]
    assert head.act(lambda s: responding.enter_approval(s, NOW, text.rpartition("/")[2])) == head.key


def test_a_reminder_does_not_leave_once_the_answers_wait_no_more(service: Respondent) -> None:
    Head(service)
    remind(service, NOW + timedelta(days=3))
    (message,) = reminders(service)

    def judged() -> Verdict:
        with service.database.writing() as session:
            (found,) = leases.locked(session, [message.id])
        return verdict(found, NOW + timedelta(days=3))

    assert judged().go
    take_back(service)
    assert (judged().go, judged().reason) == (False, "approval_ended")
    assert remind(service, NOW + timedelta(days=4)) == 0
