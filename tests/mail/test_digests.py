"""One person with several services gets one mail; each service keeps its own check, outcome and link."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questionari.mail.messages.kind import MailKind
from questionari.mail.messages.kinds import WORDED
from questionari.mail.messages.templates import placeholders
from questionari.store.models.census import Contact, UnitContact
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Link, Round
from questionari.usecases import links
from questionari.usecases.colleagues import several
from questionari.usecases.house import Actor, NotFound
from questionari.usecases.outbox.port import AddressRejected, Deferred, SendError, Uncertain
from questionari.usecases.rounds import invitations
from questionari.usecases.rounds.invitations import On
from tests import factories
from tests.factories import NOW, Invited
from tests.mail.desk import Desk, Probe, queue
from tests.mail.reading import read_in, returned

STAFF = Actor("staff", "lenove.1")
NAMES = ("Sportello Aurora", "Casa Bianca", "Centro Ulivo")
TOKEN = re.compile(r"/miei/([\w-]{43})")


@dataclass(slots=True)
class Doubtful:
    """A server that takes the text and says nothing."""

    sent: list[bytes] = field(default_factory=list)

    def send(self, frozen: bytes, envelope_from: str, rcpt: str) -> None:
        """Keep it, and leave the sender in doubt."""
        self.sent.append(frozen)
        raise Uncertain("no reply")

    def close(self) -> None:
        """Nothing is open."""


def one_person(session: Session, round_: Round, names: Sequence[str] = NAMES) -> list[Invited]:
    """Services that answer through one contact."""
    services = [factories.invite(session, round_, name) for name in names]
    first = session.get_one(Invitation, services[0].invitation_id).contact_id
    units = [one.unit_id for one in services]
    session.execute(update(UnitContact).where(UnitContact.unit_id.in_(units)).values(contact_id=first))
    session.execute(update(Invitation).where(Invitation.unit_id.in_(units)).values(contact_id=first))
    session.flush()
    return services


def asked(desk: Desk, kind: str = "invitation", **changes: object) -> list[Invited]:
    """A round that asks three services of one person and one of somebody else, their messages queued."""
    with desk.database.writing() as session:
        round_ = factories.add_round(session, factories.publish(session), **changes)
        services = [*one_person(session, round_), factories.invite(session, round_, "Altro servizio")]
        for one in services:
            queue(session, one, kind)
    return services


def text_of(raw: bytes) -> str:
    part = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    return str(part.get_content()) if part else ""


def answer(desk: Desk, *services: Invited) -> None:
    with desk.database.writing() as session:
        for one in services:
            about = {"invitation_id": one.invitation_id, "round_id": one.round_id, "opened_at": NOW}
            session.add(Response(**about, state="submitted", submitted_at=NOW))


def deliveries(desk: Desk, services: Sequence[Invited]) -> list[str]:
    with desk.database.reading() as session:
        return [session.get_one(Invitation, one.invitation_id).delivery for one in services]


def states(desk: Desk) -> list[tuple[str, str | None]]:
    return [(row.state, row.reason) for row in desk.rows()]


def test_one_mail_names_all_and_each_service_keeps_its_row(desk: Desk) -> None:
    services = asked(desk)
    probe = Probe()
    report = desk.drain(probe)
    assert (len(probe.sent), report.sent) == (2, 2)
    text = text_of(probe.sent[0][1])
    assert all(f"– {name}, " in text for name in NAMES) and "Altro servizio" not in text and "/q/" not in text
    assert "entro il 14 dicembre 2026" in text or "entro il" in text
    rows = desk.rows()
    assert [row.state for row in rows] == ["sent"] * 4 and deliveries(desk, services) == ["sent"] * 4
    assert [row.carried_by for row in rows] == [None, rows[0].id, rows[0].id, None]
    assert [row.message_id is not None for row in rows] == [True, False, False, True]


@pytest.mark.engine("sqlite")
def test_the_one_link_opens_her_own_questionnaires_and_no_other(desk: Desk) -> None:
    services = asked(desk)
    probe = Probe()
    desk.drain(probe)
    (token,) = set(TOKEN.findall(text_of(probe.sent[0][1])))
    with desk.database.writing() as session:
        found = several.open_several(session, desk.house, NOW, token)
        assert [one.public_id for _, one in found.lines] == [one.public_id for one in services[:3]]
        assert several.enter_one(session, desk.house, NOW, token, 1) == services[1].public_id
        stored = set(session.scalars(select(Link.token_sha256)))
        assert links.token_sha256(token) not in stored
        invitations.revoke(session, NOW, STAFF, On(services[1].round_id, services[1].invitation_id))
        assert len(several.open_several(session, desk.house, NOW, token).lines) == 2
        for number in (1, 3, 20, -1):
            with pytest.raises(NotFound):
                several.enter_one(session, desk.house, NOW, token, number)
        with pytest.raises(NotFound):
            several.open_several(session, desk.house, NOW, "x" * 43)


def test_who_answers_before_the_mail_leaves_is_not_named_in_it(desk: Desk) -> None:
    services = asked(desk, "reminder_1")
    rcpt = desk.rows()[0].recipient
    desk.drain(Probe({rcpt: Deferred("later", 451)}))
    assert [state for state, _ in states(desk)] == ["deferred"] * 3 + ["sent"]
    answer(desk, services[1])
    desk.clock.ahead(minutes=2)
    probe = Probe()
    desk.drain(probe)
    desk.drain(probe)
    (mail,) = probe.sent
    assert NAMES[0] in text_of(mail[1]) and NAMES[2] in text_of(mail[1]) and NAMES[1] not in text_of(mail[1])
    assert states(desk)[1] == ("cancelled", "already_submitted")
    answer(desk, services[0])
    assert [state for state, _ in states(desk)] == ["sent", "cancelled", "sent", "sent"]


def test_an_answer_in_mid_batch_stops_the_mail_that_names_the_service(desk: Desk) -> None:
    services = asked(desk, "reminder_1")
    with desk.database.writing() as session:  # the first mail of the batch is somebody else's
        first = desk.rows()[3].id
        session.execute(update(OutboxMessage).where(OutboxMessage.id != first).values(not_before=NOW))
    probe = Probe()
    answered: list[Invited] = []

    def watch() -> None:
        if not answered:
            answered.append(services[0])
            answer(desk, services[0])

    with desk.database.writing() as session:
        earlier = OutboxMessage.id == first
        session.execute(update(OutboxMessage).where(earlier).values(not_before=NOW.replace(hour=1)))
    probe.watch = watch
    desk.drain(probe)
    texts = [text_of(raw) for _, raw in probe.sent]
    assert len(texts) == 2 and NAMES[0] not in "".join(texts) and NAMES[1] in texts[1]
    assert states(desk)[0] == ("cancelled", "already_submitted")


@pytest.mark.engine("sqlite")
def test_the_last_one_left_gets_an_ordinary_mail(desk: Desk) -> None:
    services = asked(desk)
    desk.drain(Probe({desk.rows()[0].recipient: Deferred("later", 451)}))
    answer(desk, services[0], services[2])
    desk.clock.ahead(minutes=2)
    probe = Probe()
    desk.drain(probe)
    desk.drain(probe)
    ((_, raw),) = probe.sent
    assert NAMES[1] in text_of(raw) and "/q/" in text_of(raw) and "/miei/" not in text_of(raw)
    assert desk.rows()[1].carried_by is None


def test_what_is_uncertain_is_repeated_byte_for_byte_whatever_was_queued_meanwhile(desk: Desk) -> None:
    services = asked(desk)
    doubtful = Doubtful()
    desk.drain(doubtful)
    with desk.database.writing() as session:
        more = factories.invite(session, session.get_one(Round, services[0].round_id), "Sportello Nuovo")
        contact = session.get_one(Invitation, services[0].invitation_id).contact_id
        session.execute(update(UnitContact).where(UnitContact.unit_id == more.unit_id).values(contact_id=contact))
        session.flush()
        queue(session, more)
    desk.clock.ahead(minutes=2)
    probe = Probe()
    desk.drain(probe)
    sent = [raw for _, raw in probe.sent]
    assert doubtful.sent[0] in sent and len(sent) == 3
    assert sum("Sportello Nuovo" in text_of(raw) for raw in sent) == 1


def test_an_address_that_is_refused_is_wrong_for_all_of_them(desk: Desk) -> None:
    services = asked(desk)
    rcpt = desk.rows()[0].recipient
    errors: dict[str, SendError] = {rcpt: AddressRejected("unknown", 550)}
    desk.drain(Probe(errors))
    assert deliveries(desk, services) == ["bounced"] * 3 + ["sent"]
    assert [state for state, _ in states(desk)] == ["permanent_failure"] * 3 + ["sent"]
    with desk.database.reading() as session:
        assert len(session.scalars(select(Contact.id).where(Contact.bounced_at.is_not(None))).all()) == 1


@pytest.mark.engine("sqlite")
def test_a_link_that_was_revoked_leaves_the_others_their_mail(desk: Desk) -> None:
    services = asked(desk)
    desk.drain(Probe({desk.rows()[0].recipient: Deferred("later", 451)}))
    with desk.database.writing() as session:
        invitations.revoke(session, NOW, STAFF, On(services[0].round_id, services[0].invitation_id))
    desk.clock.ahead(minutes=2)
    probe = Probe()
    desk.drain(probe)
    ((_, raw),) = probe.sent
    assert NAMES[0] not in text_of(raw) and NAMES[1] in text_of(raw) and NAMES[2] in text_of(raw)
    assert desk.rows()[2].carried_by == desk.rows()[1].id


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(("status", "action"), [("2.0.0", "delivered"), ("5.1.1", "failed"), ("4.2.2", "failed")])
def test_what_comes_back_tells_nothing_of_a_service_that_had_dropped_out(desk: Desk, status: str, action: str) -> None:
    services = asked(desk)
    desk.drain(Probe({desk.rows()[0].recipient: Deferred("later", 451)}))
    with desk.database.writing() as session:
        invitations.revoke(session, NOW, STAFF, On(services[1].round_id, services[1].invitation_id))
    desk.clock.ahead(minutes=2)
    desk.drain(Probe())
    head, dropped = desk.rows()[0], desk.rows()[1]
    assert (head.state, dropped.state) == ("sent", "cancelled")
    before = deliveries(desk, services)[1]
    read_in(desk, returned(head, status, action))
    assert desk.rows()[0].state != "sent" and desk.rows()[2].state == desk.rows()[0].state
    assert (desk.rows()[1].state, desk.rows()[1].reason, desk.rows()[1].sent_at) == ("cancelled", "link_ended", None)
    assert deliveries(desk, services)[1] == before


@pytest.mark.parametrize(
    ("status", "action", "state"), [("5.1.1", "failed", "bounced"), ("2.0.0", "delivered", "delivered")]
)
def test_what_comes_back_about_one_mail_holds_for_each_of_its_services(
    desk: Desk, status: str, action: str, state: str
) -> None:
    services = asked(desk)
    desk.drain(Probe())
    read_in(desk, returned(desk.rows()[0], status, action))
    assert [one for one, _ in states(desk)] == [state] * 3 + ["sent"]
    assert deliveries(desk, services) == [state] * 3 + ["sent"]
    with desk.database.reading() as session:
        wrong = session.scalars(select(Contact.id).where(Contact.bounced_at.is_not(None))).all()
    assert len(wrong) == (state == "bounced")


@pytest.mark.engine("sqlite")
def test_what_staff_wrote_stays_and_the_list_joins_it(desk: Desk) -> None:
    own = {"subject": "Per {servizio}", "body": "Saluti da {tornata} a «{servizio}».\n\n{link}"}
    asked(desk, texts={"invitation": own})
    probe = Probe()
    desk.drain(probe)
    text = text_of(probe.sent[0][1])
    assert "Saluti da" in text and f"«{NAMES[0]}», «{NAMES[1]}»" in text and f"– {NAMES[2]}" in text


@pytest.mark.engine("sqlite")
def test_a_subject_that_several_names_make_too_long_gives_way_to_ours(desk: Desk) -> None:
    asked(desk, texts={"invitation": {"subject": "Per {servizio}" + " sì" * 85}})
    probe = Probe()
    assert desk.drain(probe).sent == 2 and b"3 questionari da compilare" in probe.sent[0][1]


@pytest.mark.engine("sqlite")
def test_rounds_of_one_day_share_a_mail_and_a_rehearsal_stays_apart(desk: Desk) -> None:
    with desk.database.writing() as session:
        sha256 = factories.publish(session)
        first = factories.add_round(session, sha256, title="Primo semestre")
        second = factories.add_round(session, sha256, title="Secondo semestre")
        services = one_person(session, first, NAMES[:1])
        contact = session.get_one(Invitation, services[0].invitation_id).contact_id
        other = factories.invite(session, second, NAMES[1])
        session.execute(update(UnitContact).where(UnitContact.unit_id == other.unit_id).values(contact_id=contact))
        session.flush()
        for one in (*services, other):
            queue(session, one)
    probe = Probe()
    desk.drain(probe)
    ((_, raw),) = probe.sent
    assert "Primo semestre" in text_of(raw) and "Secondo semestre" in text_of(raw)
    assert isinstance(desk.rows()[0].id, uuid.UUID)


@pytest.mark.parametrize("kind", [kind for name, kind in WORDED.items() if name.endswith("@several")])
def test_a_text_about_several_services_lists_them_and_has_one_link(kind: MailKind) -> None:
    assert {"link", "elenco_questionari"} <= placeholders(kind.body) <= kind.known
    assert placeholders(kind.subject) == {"quanti"}
