"""Back-off, leases and pace: how patiently the outbox tries, and that nobody waits for somebody else's trouble."""

from datetime import timedelta

import pytest

from questionari.store.models.census import Contact
from questionari.store.models.messages import OutboxMessage
from questionari.usecases.outbox.limits import BACKOFF, GIVE_UP, Limits
from questionari.usecases.outbox.port import Deferred, Unreachable
from tests.factories import CLOSES, NOW
from tests.mail.desk import CALM, Desk, Probe, campaign, one
from tests.mail.test_digests import Doubtful


def test_retries_back_off_and_end_with_the_round(desk: Desk) -> None:
    row = one(desk)
    probe = Probe(errors={row.recipient: Deferred("451 later", 451)})
    waits = []
    while desk.row(row.id).state != "permanent_failure":
        before = desk.clock.now
        desk.drain(probe)
        waits.append(desk.row(row.id).not_before - before)
        desk.clock.now = max(desk.row(row.id).not_before, desk.clock.now)
    assert tuple(waits[:5]) == BACKOFF
    assert set(waits[5:-1]) == {timedelta(hours=2.5)}
    assert NOW + GIVE_UP - timedelta(hours=3) <= desk.clock.now <= NOW + GIVE_UP


@pytest.mark.engine("sqlite")
def test_a_message_that_stays_in_doubt_ends_as_a_failure_of_ours_and_is_the_same_to_the_last_byte(desk: Desk) -> None:
    row, doubtful = one(desk), Doubtful()
    while desk.row(row.id).state != "technical_failure":
        desk.clock.now = max(desk.row(row.id).not_before, desk.clock.now)
        assert desk.drain(doubtful).states.keys() <= {"uncertain", "technical_failure"}
    assert len(set(doubtful.sent)) == 1
    assert NOW + GIVE_UP - timedelta(hours=3) <= desk.clock.now <= NOW + GIVE_UP
    assert desk.drain(doubtful).states == {}


def test_no_retry_is_planned_after_the_round_has_closed(desk: Desk) -> None:
    row = one(desk)
    desk.clock.now = CLOSES - timedelta(seconds=30)
    desk.drain(Probe(errors={row.recipient: Deferred("451 later", 451)}))
    assert desk.row(row.id).state == "permanent_failure"


def test_an_unreachable_server_ends_the_drain_and_costs_one_attempt(desk: Desk) -> None:
    with desk.database.writing() as session:
        campaign(session, 4)
    first = desk.rows()[0]
    report = desk.drain(Probe(errors={row.recipient: Unreachable("connection refused") for row in desk.rows()}))
    assert report.unreachable == "connection refused"
    states = [(row.state, row.attempts) for row in desk.rows()]
    assert sorted(states) == [("deferred", 1), ("queued", 0), ("queued", 0), ("queued", 0)]
    assert desk.row(first.id).lease_owner is None
    desk.clock.ahead(minutes=1)
    assert desk.drain(Probe()).sent == 4


def test_two_drains_never_send_the_same_message(desk: Desk) -> None:
    with desk.database.writing() as session:
        campaign(session, 12)
    second = Probe()
    first = Probe(watch=lambda: desk.drain(second, limits=Limits(batch=2, messages=2, domain_burst=1e6)))
    desk.drain(first, limits=Limits(batch=3, domain_burst=1e6))
    assert len(first.sent) + len(second.sent) == 12
    assert len({rcpt for rcpt, _ in first.sent + second.sent}) == 12


def test_a_message_whose_sender_died_is_taken_up_when_the_lease_ends(desk: Desk) -> None:
    row = one(desk)

    def die() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.drain(Probe(watch=die))
    assert desk.row(row.id).state == "sending"
    assert desk.drain(Probe()).sent == 0
    desk.clock.now += CALM.send_lease
    assert desk.drain(Probe()).sent == 1


def test_one_domain_over_its_pace_does_not_hold_the_others_up(desk: Desk) -> None:
    with desk.database.writing() as session:
        campaign(session, 6)
        other = campaign(session, 1)[0]
    desk.change(OutboxMessage, other, recipient="una@altro.example")
    desk.change(Contact, desk.row(other).contact_id, email="una@altro.example")
    report = desk.drain(Probe(), limits=Limits(domain_burst=2, domain_per_second=0.5))
    assert report.states == {"sent": 3, "queued": 4}
    assert desk.row(other).state == "sent"
    desk.clock.ahead(seconds=2)
    assert desk.drain(Probe(), limits=Limits(domain_burst=2, domain_per_second=0.5)).sent == 1


def test_messages_over_the_pace_of_their_domain_come_due_one_after_the_other(desk: Desk) -> None:
    with desk.database.writing() as session:
        campaign(session, 4)
    desk.drain(Probe(), limits=Limits(domain_burst=1, domain_per_second=0.5))
    assert [row.not_before - NOW for row in desk.rows()][1:] == [timedelta(seconds=s) for s in (2, 4, 6)]


def test_two_workers_keep_the_pace_of_one(desk: Desk) -> None:
    with desk.database.writing() as session:
        campaign(session, 6)
    slow = Limits(batch=2, domain_burst=3, domain_per_second=0.5)
    second = Probe()
    first = Probe(watch=lambda: desk.drain(second, limits=slow))
    desk.drain(first, limits=slow)
    assert len(first.sent) + len(second.sent) == 3


def test_a_clock_set_back_gives_no_tokens_away(desk: Desk) -> None:
    with desk.database.writing() as session:
        campaign(session, 2, now=NOW - timedelta(days=2), opens_at=NOW - timedelta(days=3))
    slow = Limits(domain_burst=1, domain_per_second=0.5)
    assert desk.drain(Probe(), limits=slow).sent == 1
    desk.clock.ahead(days=-1)
    assert desk.drain(Probe(), limits=slow).sent == 0


def test_what_a_person_waits_for_goes_first(desk: Desk) -> None:
    with desk.database.writing() as session:
        campaign(session, 3)
    waited_for = one(desk, "query", {"elenco_quesiti": "A5_02"})
    probe = Probe()
    desk.drain(probe)
    assert probe.sent[0][0] == waited_for.recipient
