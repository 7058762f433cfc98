"""What a mail says of the days is true when it leaves, whenever its text was made."""

from datetime import datetime, timedelta

import pytest

from questionari.clock import local_day
from questionari.store import rounds
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, Round
from questionari.usecases.house import SYSTEM
from questionari.usecases.outbox.ending import Sender
from questionari.usecases.outbox.port import Deferred, SendError, Uncertain, Unreachable
from questionari.usecases.outbox.preparing import claim
from questionari.usecases.outbox.values import long_day
from questionari.usecases.rounds import changing
from tests.factories import NOW
from tests.mail.desk import CALM, Desk, Probe, campaign, one
from tests.mail.test_tokens import text_of

LATER = NOW + timedelta(days=40)
DEAD = Sender("dead", CALM)


def days(text: str) -> list[str]:
    """The lines of a mail that name its deadline."""
    return [line for line in text.splitlines() if "entro il" in line.lower() or "scadenza" in line.lower()]


def move(desk: Desk, row: OutboxMessage, to: datetime) -> None:
    """The round is extended."""
    desk.change(Round, row.round_id, deadline_at=to, closes_at=to)


@pytest.mark.parametrize("error", [Unreachable("away"), Deferred("451"), Uncertain("closed")])
def test_a_mail_that_waits_frozen_says_the_days_that_hold_when_it_leaves(desk: Desk, error: SendError) -> None:
    row = one(desk)
    desk.drain(Probe(errors={row.recipient: error}))
    frozen = desk.house.keyring.unseal(desk.row(row.id).raw_mime or b"", f"outbox:{row.id}")
    move(desk, row, LATER)
    desk.clock.ahead(minutes=2)
    last = Probe()
    assert desk.drain(last).sent == 1
    ((_, sent),) = last.sent
    assert days(text_of(frozen)) and days(text_of(sent)) and days(text_of(frozen)) != days(text_of(sent))
    assert desk.row(row.id).message_id in sent.decode()
    assert (desk.row(row.id).message_id or "-") in frozen.decode()


def test_a_unit_with_a_deadline_of_its_own_reads_that(desk: Desk) -> None:
    row = one(desk)
    desk.drain(Probe(errors={row.recipient: Deferred("451")}))
    before = desk.row(row.id).raw_mime
    desk.change(Invitation, row.invitation_id, deadline_at=LATER)
    desk.clock.ahead(minutes=2)
    assert desk.drain(Probe()).sent == 1
    assert desk.row(row.id).raw_mime != before


def test_a_claimed_mail_whose_days_are_moved_is_made_anew_before_it_leaves(desk: Desk) -> None:
    with desk.database.writing() as session:
        campaign(session, 2)
    first, second = desk.rows()
    sent = Probe()

    def extend_once() -> None:
        sent.watch = lambda: None
        move(desk, first, LATER)

    sent.watch = extend_once
    assert desk.drain(sent).sent == 2
    before, after = (days(text_of(raw)) for _, raw in sent.sent)
    assert before != after
    assert {row.attempts for row in desk.rows()} == {1}


def test_a_mail_given_back_unsent_does_not_forbid_to_take_an_extension_back(desk: Desk) -> None:
    """Those tried once may have been read: they do forbid it. The text of the others goes with the extension."""
    with desk.database.writing() as session:
        campaign(session, 2)
    tried, untried = desk.rows()
    round_id = tried.round_id
    assert round_id is not None
    with desk.database.reading() as session:
        earlier = session.get_one(Round, round_id).deadline_at - timedelta(seconds=1)
    with desk.database.writing() as session:
        changing.extend(session, NOW, SYSTEM, round_id, f"{LATER:%d/%m/%Y}")
    desk.drain(Probe(errors={row.recipient: Unreachable("away") for row in desk.rows()}))
    assert [row.state for row in desk.rows()] == ["deferred", "queued"]
    assert untried.message_id is None and desk.row(untried.id).message_id is not None
    with desk.database.reading() as session:
        assert rounds.frozen_since(session, round_id, NOW) == 1
    desk.change(OutboxMessage, tried.id, state="cancelled")
    with desk.database.writing() as session:
        changing.shorten(session, NOW, SYSTEM, round_id)
    desk.clock.ahead(minutes=2)
    last = Probe()
    assert desk.drain(last).sent == 1
    said = " ".join(text_of(last.sent[0][1]).split())
    assert long_day(local_day(earlier)) in said and long_day(local_day(LATER)) not in said


def test_what_a_worker_that_died_had_frozen_is_made_anew_when_its_days_were_moved(desk: Desk) -> None:
    row = one(desk)
    with desk.database.writing() as session:
        claim(session, desk.house, NOW, DEAD)
    held = desk.row(row.id)
    assert held.state == "sending" and held.raw_mime is not None
    move(desk, row, LATER)
    desk.clock.ahead(minutes=3)
    assert desk.drain(Probe()).sent == 1
    assert desk.row(row.id).raw_mime != held.raw_mime
