"""Draining: what leaves, what is held, what is never sent, and that no transaction is open meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from questionari.mail.transport import FlaskMailTransport
from questionari.store import responses
from questionari.store.models.census import Contact
from questionari.store.models.messages import OutboxMessage, SendStop
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.usecases import links
from questionari.usecases.house import SYSTEM
from questionari.usecases.outbox.limits import Limits
from questionari.usecases.outbox.port import AddressRejected, Deferred, Rejected, Uncertain, Unreachable
from questionari.usecases.rounds.invitations import On, revoke
from questionari.usecases.rounds.sending import send_again
from tests import factories
from tests.factories import NOW
from tests.mail.desk import EACH, Desk, Probe, campaign, one, queue
from tests.services.smtp import Sink
from tests.web.counting import statements


def test_a_campaign_leaves_through_a_real_server_with_working_links(
    desk: Desk, transport: FlaskMailTransport, smtp_sink: Sink
) -> None:
    with desk.database.writing() as session:
        campaign(session, 5)
    report = desk.drain(transport)
    assert (report.sent, report.more) == (5, False)
    assert len(smtp_sink.messages) == 5
    for received in smtp_sink.messages:
        text_part = received.parsed.get_body(("plain",)).get_content()
        token = text_part.partition("/q/")[2].split()[0]
        with desk.database.reading() as session:
            found = responses.by_token(session, links.token_sha256(token))
            contact = session.get_one(Contact, found.contact_id)
        assert received.recipients == (contact.email,)
        assert received.raw.endswith(b"\r\n")
    assert {row.state for row in desk.rows()} == {"sent"}


def test_no_transaction_is_open_while_a_message_is_being_sent(desk: Desk) -> None:
    open_now: list[int] = []
    event.listen(desk.database.write_engine, "begin", lambda _: open_now.append(1))
    for ending in ("commit", "rollback"):
        event.listen(desk.database.write_engine, ending, lambda _: open_now.pop())
    with desk.database.writing() as session:
        campaign(session, 60)

    def watch() -> None:
        assert open_now == []

    assert desk.drain(Probe(watch=watch), limits=Limits(batch=7, domain_burst=1e6)).sent == 60


def test_the_bytes_are_frozen_once_and_kept_sealed(desk: Desk) -> None:
    row = one(desk)
    probe = Probe(errors={row.recipient: Uncertain("closed")})
    desk.drain(probe)
    first = desk.row(row.id)
    assert first.state == "uncertain" and b"Subject" not in first.raw_mime
    desk.clock.ahead(minutes=2)
    desk.drain(Probe(errors={row.recipient: Deferred("451")}))
    desk.clock.ahead(minutes=6)
    last = Probe()
    desk.drain(last)
    again = desk.row(row.id)
    assert again.state == "sent" and again.raw_mime == first.raw_mime and again.attempts == 3
    assert last.sent[0][1] == desk.house.keyring.unseal(first.raw_mime, f"outbox:{row.id}")
    with desk.database.reading() as session:
        minted = session.execute(text("SELECT count(*) FROM link")).scalar()
    assert minted == 2  # the factory's and this message's own


CHANGES = [
    ("already_submitted", Response, {"state": "submitted"}),
    ("disposition_declined", Invitation, {"disposition": "declined"}),
    ("revoked", Invitation, {"revoked_at": NOW}),
    ("round_closed", Round, {"closed_at": NOW}),
    ("round_closed", Round, {"deadline_at": NOW, "closes_at": NOW, "opens_at": NOW - timedelta(days=9)}),
    ("round_not_open", Round, {"stored_state": "archived"}),
    ("address_bounced", Contact, {"bounced_at": NOW}),
    ("address_paused", Contact, {"paused_at": NOW}),
    ("contact_changed", Contact, {"email": "nuova@servizio.example"}),
]


@pytest.mark.parametrize("kind", ["invitation", "reminder_1", "reminder_2"])
@pytest.mark.parametrize(("reason", "what", "values"), CHANGES, ids=[f"{c[0]}-{c[1].__name__}" for c in CHANGES])
def test_an_invitation_or_reminder_that_lost_its_reason_is_cancelled_with_the_reason(
    desk: Desk, kind: str, reason: str, what: type, values: dict[str, object]
) -> None:
    row = one(desk, kind)
    _change(desk, row, what, values)
    probe = Probe()
    desk.drain(probe)
    after = desk.row(row.id)
    assert (after.state, after.reason, probe.sent) == ("cancelled", reason, [])
    assert after.raw_mime is None and after.ended_at == NOW


def _change(desk: Desk, row: OutboxMessage, what: type, values: dict[str, object]) -> None:
    with desk.database.writing() as session:
        invitation = session.get_one(Invitation, row.invitation_id)
        if what is Response:
            session.add(
                Response(
                    invitation_id=invitation.id,
                    round_id=row.round_id,
                    opened_at=NOW,
                    **values,
                )
            )
            return
        ids = {Invitation: invitation.id, Round: row.round_id, Contact: row.contact_id}
        for name, value in values.items():
            setattr(session.get_one(what, ids[what]), name, value)


@pytest.mark.parametrize("kind", ["query", "correction", "access_code"])
def test_what_answers_an_act_goes_whatever_became_of_the_round(desk: Desk, kind: str) -> None:
    context = {
        "elenco_quesiti": "A5_02",
        "testo": "La scadenza è un'altra.",
        "codice_accesso": "123",
        "validita": "15 minuti",
    }
    row = one(desk, kind, context)
    _change(desk, row, Invitation, {"disposition": "declined"})
    _change(desk, row, Round, {"closed_at": NOW})
    assert desk.drain(Probe()).sent == 1


@pytest.mark.parametrize("kind", ["query", "receipt", "access_code", "correction"])
def test_nothing_ever_goes_to_a_bounced_address(desk: Desk, kind: str) -> None:
    row = one(desk, kind)
    _change(desk, row, Contact, {"bounced_at": NOW})
    assert desk.drain(Probe()).sent == 0
    assert desk.row(row.id).reason == "address_bounced"


@pytest.mark.parametrize("scope", ["round", "all"])
def test_stopped_sends_stay_queued_and_go_when_resumed(desk: Desk, scope: str) -> None:
    row = one(desk)
    with desk.database.writing() as session:
        stop = SendStop(id=1, stopped_at=NOW, stopped_by="tests")
        held = session.get_one(Round, row.round_id)
        if scope == "all":
            session.add(stop)
        else:
            held.sends_stopped_at = NOW
    assert desk.drain(Probe()).states == {}
    assert desk.row(row.id).state == "queued"
    with desk.database.writing() as session:
        session.get_one(Round, row.round_id).sends_stopped_at = None
        session.execute(text("DELETE FROM send_stop"))
    assert desk.drain(Probe()).sent == 1


def test_sends_stopped_in_the_middle_of_a_batch_stop_at_once(desk: Desk) -> None:
    with desk.database.writing() as session:
        campaign(session, 10)
    probe = Probe()

    def stop() -> None:
        if len(probe.sent) == 2:
            with desk.database.writing() as session:
                session.add(SendStop(id=1, stopped_at=NOW, stopped_by="tests"))

    probe.watch = stop
    assert desk.drain(probe).sent == 3
    assert [row.state for row in desk.rows()].count("queued") == 7


def test_a_link_ended_after_its_mail_was_frozen_does_not_leave(desk: Desk) -> None:
    with desk.database.writing() as session:
        first, second, third = campaign(session, 3)
    second_row = desk.row(second)
    on = On(second_row.round_id, second_row.invitation_id)
    probe = Probe(errors={desk.row(first).recipient: Deferred("451")})

    def revoke_and_send_again() -> None:
        probe.watch = lambda: None
        with desk.database.writing() as session:
            revoke(session, NOW, SYSTEM, on)
            send_again(session, NOW, SYSTEM, on.round_id, on.invitation_id)

    probe.watch = revoke_and_send_again
    assert desk.drain(probe).states == {"deferred": 1, "sent": 2, "cancelled": 1}
    assert (desk.row(second).state, desk.row(second).reason) == ("cancelled", "link_ended")
    assert [rcpt for rcpt, _ in probe.sent].count(second_row.recipient) == 1  # the new link alone
    assert desk.row(third).state == "sent"


def test_a_link_ended_while_its_mail_is_leaving_is_not_tried_again(desk: Desk) -> None:
    row = one(desk)

    def revoke_now() -> None:
        with desk.database.writing() as session:
            revoke(session, NOW, SYSTEM, On(row.round_id, row.invitation_id))

    assert desk.drain(Probe(errors={row.recipient: Deferred("451")}, watch=revoke_now)).states == {"deferred": 1}
    with desk.database.writing() as session:
        send_again(session, NOW, SYSTEM, row.round_id, row.invitation_id)
    desk.clock.ahead(minutes=2)
    assert desk.drain(Probe()).states == {"sent": 1, "cancelled": 1}
    assert desk.row(row.id).reason == "link_ended"


def test_a_batch_given_back_after_its_lease_was_lost_changes_nothing(desk: Desk) -> None:
    with desk.database.writing() as session:
        campaign(session, 3)
    second = Probe()

    def taken_over() -> None:
        desk.clock.ahead(minutes=3)
        desk.drain(second)

    report = desk.drain(Probe(watch=taken_over, errors={desk.rows()[0].recipient: Unreachable("gone")}))
    assert report.unreachable
    assert [row.state for row in desk.rows()] == ["deferred", "sent", "sent"]


def test_freezing_needs_the_same_statements_for_a_whole_batch_as_for_two(desk: Desk) -> None:
    sent = []
    for size in (2, 12):
        with desk.database.writing() as session:
            campaign(session, size)
        with statements(desk.database) as found:
            assert desk.drain(Probe()).sent == size
        sent.append(len(found))
    assert sent[1] - sent[0] == 10 * EACH[desk.database.write_engine.dialect.name]


def test_an_invitation_waits_for_the_opening_of_its_round(desk: Desk) -> None:
    opens = NOW + timedelta(days=2)
    row = one(desk, opens_at=opens)
    assert desk.drain(Probe()).states == {"queued": 1}
    assert desk.row(row.id).not_before == opens
    desk.clock.ahead(days=2)
    assert desk.drain(Probe()).sent == 1


def test_a_message_that_cannot_be_made_fails_alone(desk: Desk) -> None:
    with desk.database.writing() as session:
        good, bad = campaign(session, 2)
    desk.change(Round, desk.row(bad).round_id, title="Tornata\nBcc: altri@esempio.example")
    with desk.database.writing() as session:
        other = campaign(session, 1)[0]
    assert desk.drain(Probe()).states == {"technical_failure": 2, "sent": 1}
    assert desk.row(good).reason == "subject: control character refused"
    assert desk.row(other).state == "sent"


def test_the_invitation_follows_its_mail(desk: Desk) -> None:
    row = one(desk)
    assert _delivery(desk, row) == "queued"
    desk.drain(Probe(errors={row.recipient: AddressRejected("550 5.1.1 unknown", 550)}))
    assert (desk.row(row.id).state, _delivery(desk, row)) == ("permanent_failure", "bounced")
    with desk.database.reading() as session:
        assert session.get_one(Contact, row.contact_id).bounced_at == NOW
    sent = one(desk)
    desk.drain(Probe())
    assert _delivery(desk, sent) == "sent"


def test_a_refusal_that_is_not_about_the_address_leaves_the_address_good(desk: Desk) -> None:
    row = one(desk)
    desk.drain(Probe(errors={row.recipient: Rejected("554 policy", 554)}))
    assert (desk.row(row.id).state, desk.row(row.id).last_code, _delivery(desk, row)) == (
        "permanent_failure",
        554,
        "none",
    )
    with desk.database.reading() as session:
        assert session.get_one(Contact, row.contact_id).bounced_at is None


def _delivery(desk: Desk, row: OutboxMessage) -> str:
    with desk.database.reading() as session:
        return session.get_one(Invitation, row.invitation_id).delivery


def test_queueing_the_same_message_twice_adds_nothing(desk: Desk) -> None:
    with desk.database.writing() as session:
        service = factories.invited(session)
        assert queue(session, service) is not None
        assert queue(session, service) is None
        assert queue(session, service, seq="2") is not None
    assert len(desk.rows()) == 2
