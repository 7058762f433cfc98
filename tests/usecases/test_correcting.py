"""A correction reaches exactly those whom the wrong message had reached, once, and nobody else."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from questionari.usecases.fields import Invalid
from questionari.usecases.house import House, Refused
from questionari.usecases.rounds import correcting, reminding
from questionari.usecases.rounds.correcting import Act
from tests.usecases.test_rounds_sending import FIRST, STAFF, open_round

pytestmark = pytest.mark.engine("sqlite")
TEXT = "Il termine è il {scadenza}, non il 3 dicembre. Per dubbi: {telefono}."
STATES = ("sent", "delivered", "uncertain", "cancelled", "queued", "bounced", "pec_delivered")


@pytest.fixture
def round_id(database: Database) -> uuid.UUID:
    """Seven reminders, each in another state."""
    with database.writing() as session:
        made = open_round(session)
        reminding.run_calendar(session, FIRST)
        rows = session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == "reminder_1").order_by(OutboxMessage.id)
        )
        for row, state in zip(rows, STATES, strict=True):
            row.state = state
        return made


def reminder(session: Session, round_id: uuid.UUID) -> Act:
    return next(act for act in correcting.acts_of(session, round_id) if act.kind == "reminder_1")


def corrections(session: Session) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.kind.like("correction%"))
    return list(session.scalars(query.order_by(OutboxMessage.recipient)))


def reached(session: Session) -> set[str]:
    query = select(OutboxMessage.recipient).where(OutboxMessage.kind == "reminder_1")
    states = ("sent", "delivered", "uncertain", "pec_delivered")
    return set(session.scalars(query.where(OutboxMessage.state.in_(states))))


def test_the_ledger_says_how_many_each_act_has_reached(database: Database, round_id: uuid.UUID) -> None:
    with database.reading() as session:
        act = reminder(session, round_id)
        assert (act.reached, act.leaving, act.waiting, act.cancelled, act.failed) == (4, 0, 1, 1, 1)


def test_those_who_were_reached_get_it_once_whatever_is_posted_again(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        act = reminder(session, round_id)
        assert correcting.send(session, FIRST, STAFF, round_id, act, TEXT) == 4
        with pytest.raises(Refused, match="già in coda"):
            correcting.send(session, FIRST, STAFF, round_id, act, f"  {TEXT} ")
        assert {row.recipient for row in corrections(session)} == reached(session)
        assert all(row.invitation_id and row.context == {"testo": TEXT} for row in corrections(session))
        session.execute(update(OutboxMessage).where(OutboxMessage.state == "queued").values(state="sent"))
        later = FIRST + timedelta(hours=1)
        assert correcting.send(session, later, STAFF, round_id, reminder(session, round_id), TEXT) == 1


def test_the_preview_is_the_mail_of_a_real_recipient_with_its_link_hidden(
    database: Database, round_id: uuid.UUID, house: House
) -> None:
    with database.reading() as session:
        found = correcting.prepare(session, house, round_id, reminder(session, round_id), TEXT)
        assert found.number == 4 and found.recipient in reached(session)
        assert "Il termine è il 13 dicembre 2026, non il 3 dicembre." in found.message.text
        assert "[collegamento personale]" in found.message.text and "/q/" not in found.message.text


def test_a_text_with_a_link_an_address_or_an_unknown_name_is_refused(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        act = reminder(session, round_id)
        for wrong in ("", "  ", "Vada a {link}", "{servizio}", "{Scadenza}", "http://x.example", "a" * 3001):
            with pytest.raises(Invalid):
                correcting.send(session, FIRST, STAFF, round_id, act, wrong)
        assert corrections(session) == []


def test_whose_links_are_revoked_gets_none_and_a_message_without_link_is_corrected_without_one(
    database: Database, round_id: uuid.UUID
) -> None:
    with database.writing() as session:
        first = session.scalars(
            select(Invitation)
            .join(OutboxMessage)
            .where(OutboxMessage.kind == "reminder_1", OutboxMessage.state == "sent")
        ).one()
        first.revoked_at = FIRST
        session.add(
            OutboxMessage(
                kind="atr_note",
                dedupe_key="note",
                recipient="ufficio@provincia.example",
                round_id=round_id,
                context={},
                state="sent",
                not_before=FIRST,
                created_at=FIRST,
            )
        )
        session.flush()
        assert correcting.send(session, FIRST, STAFF, round_id, reminder(session, round_id), TEXT) == 3
        note = next(act for act in correcting.acts_of(session, round_id) if act.kind == "atr_note")
        assert correcting.send(session, FIRST, STAFF, round_id, note, TEXT) == 1
        (plain,) = [row for row in corrections(session) if row.kind == "correction_plain"]
        assert (plain.recipient, plain.invitation_id) == ("ufficio@provincia.example", None)


def test_what_has_reached_nobody_needs_no_correction(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        session.execute(update(OutboxMessage).values(state="cancelled"))
        with pytest.raises(Refused, match="nessuno"):
            correcting.send(session, FIRST, STAFF, round_id, reminder(session, round_id), TEXT)
