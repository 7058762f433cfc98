"""The provider's limits hold over all drains, processes and restarts: what has left is counted in the outbox."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from questionari.engine.quota import Quota
from questionari.mail_settings import Hours, MailSettings
from questionari.store.models.messages import OutboxMessage
from questionari.usecases.outbox.forecast import forecast, moment, room
from questionari.usecases.outbox.limits import RECEIPTS
from tests import factories
from tests.mail.desk import CALM, Desk, Probe, campaign, queue
from tests.mail.test_digests import one_person

LIMITED = replace(CALM, quota=Quota(10, 20))


def drained(desk: Desk, *, width: int = 1) -> int:
    """How many leave in one drain."""
    probe = Probe()
    desk.drain(*[probe] * width, limits=LIMITED)
    return len(probe.sent)


def test_no_drain_takes_more_than_the_provider_does(desk: Desk) -> None:
    with desk.database.writing() as session:
        campaign(session, 30)
    assert [drained(desk), drained(desk, width=2)] == [9, 0]  # a tenth is kept for what somebody waits for
    desk.clock.ahead(minutes=61)
    assert [drained(desk), drained(desk)] == [9, 0]
    desk.clock.ahead(minutes=61)
    assert drained(desk) == 0  # 18 of a day have left
    desk.clock.ahead(hours=22)
    assert drained(desk) == 9


@pytest.mark.engine("sqlite")
def test_a_code_leaves_while_a_campaign_has_used_up_its_share(desk: Desk) -> None:
    with desk.database.writing() as session:
        campaign(session, 12)
    assert drained(desk) == 9
    with desk.database.writing() as session:
        service = factories.invited(session)
        for number in range(3):
            context = {"codice_accesso": "1234", "validita": "15 minuti"}
            queue(session, service, "access_code", context=context, seq=str(number))
    assert [drained(desk), drained(desk)] == [1, 0]


@pytest.mark.engine("sqlite")
def test_the_many_services_of_one_person_fill_no_more_mails_than_may_leave(desk: Desk) -> None:
    with desk.database.writing() as session:
        round_ = factories.add_round(session, factories.publish(session))
        for one in one_person(session, round_, [f"Servizio {number}" for number in range(45)]):
            queue(session, one, "invitation")
    sent = []
    for _ in range(4):
        probe = Probe()
        desk.drain(probe, limits=replace(CALM, quota=Quota(2, 0)))  # one of campaigns, one for what somebody waits for
        sent.append(len(probe.sent))
        desk.clock.ahead(minutes=61)
    assert sent == [1, 1, 1, 0]


@pytest.mark.engine("sqlite")
def test_what_may_have_left_counts(desk: Desk) -> None:
    with desk.database.writing() as session:
        ids = campaign(session, 12)
    for message_id in ids[:4]:
        desk.change(OutboxMessage, message_id, state="uncertain", not_before=desk.clock.now.replace(year=2027))
    assert drained(desk) == 5


@pytest.mark.engine("sqlite")
def test_what_has_long_been_in_doubt_holds_no_room_of_the_hour(desk: Desk) -> None:
    certified = replace(LIMITED, doubt=RECEIPTS)
    with desk.database.writing() as session:
        ids = campaign(session, 20)
        assert room(session, desk.clock.now, certified).bulk == 9
    for message_id in ids[:9]:
        desk.change(OutboxMessage, message_id, state="uncertain", not_before=desk.clock.now + RECEIPTS)
    for later, left in ((0, 0), (61, 9), (24 * 60, 9), (25 * 60, 9)):
        with desk.database.writing() as session:
            assert room(session, desk.clock.now + timedelta(minutes=later), certified).bulk == left


@pytest.mark.engine("sqlite")
def test_the_end_of_a_campaign_is_foretold(desk: Desk) -> None:
    with desk.database.writing() as session:
        campaign(session, 30)
    friday = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
    with desk.database.reading() as session:
        assert forecast(session, friday, MailSettings()).words == "parte subito, senza attese"
        found = forecast(session, friday, MailSettings(per_hour=10, hours=Hours(8, 19)))
        assert (found.waiting, found.words) == (30, "finirà lunedì 30 novembre alle 10")
        more = forecast(session, friday, MailSettings(per_hour=1000), more=5000)
        assert more.words == "finirà oggi alle 23"
        later = friday + timedelta(days=14)
        after = forecast(session, friday, MailSettings(per_hour=10, hours=Hours(8, 19)), 5, later)
        assert (after.waiting, after.words) == (30, "finirà venerdì 11 dicembre alle 18")
    assert moment(friday.replace(hour=23, minute=10), friday) == "domani alle 0"
    assert moment(friday.replace(year=2027), friday) == "sabato 27 novembre 2027 alle 17"
