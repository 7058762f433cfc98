"""Two drains side by side: each message once, both on their way at the same time, one report."""

import threading
from dataclasses import replace
from functools import partial

import pytest

from questionari.usecases.outbox.port import Unreachable
from tests.mail.desk import CALM, Desk, Probe, campaign, transport_to
from tests.services.smtp import Sink

SMALL = replace(CALM, batch=4)  # no hand takes everything at once


def campaign_of(desk: Desk, size: int) -> None:
    """That many queued invitations."""
    with desk.database.writing() as session:
        campaign(session, size)


def away(desk: Desk) -> Probe:
    """A connection that the server refuses."""
    return Probe(errors={row.recipient: Unreachable("421 too many connections") for row in desk.rows()})


@pytest.mark.usefixtures("mail_context")
def test_every_message_leaves_once_whatever_the_hands(desk: Desk, smtp_sink: Sink) -> None:
    campaign_of(desk, 22)
    report = desk.drain_side_by_side(*(transport_to(smtp_sink.port) for _ in range(4)), limits=SMALL)
    assert (report.states, report.more, report.unreachable) == ({"sent": 22}, False, "")
    assert len(smtp_sink.messages) == len({message.recipients for message in smtp_sink.messages}) == 22


def meet_once(probe: Probe, both: threading.Barrier) -> None:
    """Wait for the other hand, before the first message only."""
    probe.watch = lambda: None
    both.wait(60)


@pytest.mark.engine("postgresql")
def test_both_hands_have_a_message_on_its_way_at_the_same_time(desk: Desk) -> None:
    campaign_of(desk, 8)
    both = threading.Barrier(2, timeout=60)

    probes = [Probe(), Probe()]
    for probe in probes:
        probe.watch = partial(meet_once, probe, both)
    assert desk.drain_side_by_side(*probes, limits=SMALL).states == {"sent": 8}
    assert all(probe.sent for probe in probes)


@pytest.mark.engine("sqlite")
def test_one_writer_has_one_hand(desk: Desk) -> None:
    campaign_of(desk, 8)
    probes = [Probe(), Probe()]
    names = set[str]()
    probes[0].watch = lambda: names.add(threading.current_thread().name)
    assert desk.drain_side_by_side(*probes, limits=SMALL).states == {"sent": 8}
    assert not any(name.startswith("drain") for name in names)


def test_a_server_that_is_away_is_told_and_one_that_answers_anybody_is_not_away(desk: Desk) -> None:
    campaign_of(desk, 8)
    report = desk.drain_side_by_side(away(desk), away(desk), limits=SMALL)
    assert report.unreachable == "421 too many connections"
    assert sum(row.attempts for row in desk.rows()) <= 2
    desk.clock.ahead(minutes=2)
    again = desk.drain_side_by_side(Probe(), away(desk), limits=SMALL)
    assert not again.unreachable
    assert again.sent


def test_what_a_hand_raises_is_raised(desk: Desk) -> None:
    campaign_of(desk, 8)

    def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        desk.drain_side_by_side(Probe(watch=broken), Probe(watch=broken), limits=SMALL)
