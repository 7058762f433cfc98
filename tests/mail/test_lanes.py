"""Several connections at once: as many messages on their way, never one more; a server decides how many it takes."""

import threading

import pytest

from questionari.mail.transport import FlaskMailTransport
from questionari.store.models.messages import SendStop
from questionari.usecases.outbox.port import AddressRejected, Deferred, Unreachable
from tests import factories
from tests.factories import NOW
from tests.mail.desk import EACH, Desk, Probe, campaign, queue, transport_to
from tests.services.smtp import Received, Sink
from tests.web.counting import statements

FOUR = 4


def campaign_of(desk: Desk, size: int) -> None:
    """That many queued invitations."""
    with desk.database.writing() as session:
        campaign(session, size)


def away(desk: Desk) -> Probe:
    """A connection that the server refuses."""
    return Probe(errors={row.recipient: Unreachable("421 too many connections") for row in desk.rows()})


def test_every_message_leaves_once_whatever_the_connections(
    desk: Desk, transport: FlaskMailTransport, smtp_sink: Sink
) -> None:
    campaign_of(desk, 10)
    report = desk.drain(transport, *(transport_to(smtp_sink.port) for _ in range(FOUR - 1)))
    assert report.states == {"sent": 10}
    assert len(smtp_sink.messages) == len({message.recipients for message in smtp_sink.messages}) == 10


def test_messages_of_a_turn_are_on_their_way_together(desk: Desk) -> None:
    campaign_of(desk, 1 + 2 * FOUR)
    together = threading.Barrier(FOUR, timeout=30)
    probes = [Probe() for _ in range(FOUR)]

    def after_the_first() -> None:
        for probe in probes:
            probe.watch = lambda: together.wait(30) and None

    probes[0].watch = after_the_first
    assert desk.drain(*probes).sent == 1 + 2 * FOUR
    assert [len(probe.sent) for probe in probes] == [3, 2, 2, 2]


def test_a_turn_of_several_needs_as_many_statements_as_a_turn_of_one(desk: Desk) -> None:
    found = []
    for size in (1 + FOUR, 1 + 3 * FOUR):
        campaign_of(desk, size)
        with statements(desk.database) as made:
            assert desk.drain(*(Probe() for _ in range(FOUR))).sent == size
        found.append(len(made))
    assert found[1] - found[0] == 2 * EACH[desk.database.write_engine.dialect.name]  # of two turns more


def test_a_server_that_is_away_costs_one_attempt_however_many_connections(desk: Desk) -> None:
    campaign_of(desk, 6)
    report = desk.drain(*(away(desk) for _ in range(FOUR)))
    assert report.unreachable == "421 too many connections"
    assert sorted(row.attempts for row in desk.rows()) == [0, 0, 0, 0, 0, 1]


def test_a_server_that_takes_two_connections_is_used_with_two(desk: Desk) -> None:
    campaign_of(desk, 12)
    good = Probe(), Probe()
    report = desk.drain(*good, away(desk), away(desk))
    assert (report.states, report.unreachable) == ({"sent": 10, "deferred": 2}, "")
    assert all(len(probe.sent) > 1 for probe in good)
    desk.clock.ahead(minutes=1)
    assert desk.drain(*good).sent == 2


def test_a_server_that_goes_away_in_the_middle_ends_the_drain(desk: Desk) -> None:
    campaign_of(desk, 12)
    first = Probe()
    gone = [away(desk) for _ in range(FOUR - 1)]
    report = desk.drain(first, *gone)
    assert report.states["sent"] == 9 and not report.unreachable
    desk.clock.ahead(minutes=1)
    assert desk.drain(*gone).unreachable


def test_what_no_transport_should_raise_leaves_the_others_their_outcomes(desk: Desk) -> None:
    campaign_of(desk, 8)

    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        desk.drain(Probe(), Probe(watch=broken), Probe(), Probe())
    states = [row.state for row in desk.rows()]
    assert {state: states.count(state) for state in states} == {"sent": 4, "sending": 1, "queued": 3}


@pytest.mark.usefixtures("mail_context")
def test_sends_stopped_while_a_turn_is_on_its_way_stop_after_it(desk: Desk, smtp_sink: Sink) -> None:
    campaign_of(desk, 12)
    seen: list[Received] = []

    def stop(message: Received) -> None:
        seen.append(message)
        if len(seen) == 3:
            with desk.database.writing() as session:
                session.add(SendStop(id=1, stopped_at=NOW, stopped_by="tests"))

    smtp_sink.on_message = stop
    report = desk.drain(*(transport_to(smtp_sink.port) for _ in range(FOUR)))
    assert report.states == {"sent": 1 + FOUR, "queued": 12 - 1 - FOUR}


def test_an_address_refused_in_one_turn_gets_nothing_in_the_next(desk: Desk) -> None:
    with desk.database.writing() as session:
        service = factories.invited(session)
        _, second = queue(session, service), queue(session, service, "reminder_1")
    refused = {row.recipient: AddressRejected("550 5.1.1 unknown", 550) for row in desk.rows()}
    assert desk.drain(Probe(errors=refused), Probe()).states == {"permanent_failure": 1, "cancelled": 1}
    assert desk.row(second).reason == "address_bounced"


def test_a_deferred_message_does_not_hold_its_connection_up(desk: Desk) -> None:
    campaign_of(desk, 9)
    late = desk.rows()[2].recipient
    probes = [Probe(errors={late: Deferred("451 later", 451)}) for _ in range(FOUR)]
    assert desk.drain(*probes).states == {"sent": 8, "deferred": 1}
