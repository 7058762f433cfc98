"""The notes to the ATRs: on which days, to whom, what they say, never twice, never a link, never of a rehearsal."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from questionari.mail.messages import MessageFault
from questionari.store.models.access import User, UserAtr
from questionari.store.models.census import Atr, Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, InvitationAtr, Round
from questionari.store.session import Database
from questionari.store.types import new_id
from questionari.usecases.chasing import notes, silent
from questionari.usecases.fields import Invalid
from questionari.usecases.house import Refused
from questionari.usecases.rounds import changing, promises, timeline
from questionari.usecases.rounds.invitations import On
from questionari.usecases.rounds.note_days import days_for
from tests.usecases.test_rounds_sending import NOW, STAFF, invitation_of, open_round

pytestmark = pytest.mark.engine("sqlite")
#: The deadline is Sunday 13 December 2026, the closing Sunday the 20th.
FIRST = datetime(2026, 12, 14, 9, tzinfo=UTC)
PEC = "protocollo@pec.provincia.example"


@pytest.fixture
def round_id(database: Database) -> uuid.UUID:
    with database.writing() as session:
        made = open_round(session)
        session.execute(update(Atr).where(Atr.code == "072").values(pec=PEC, email="sociale@provincia.example"))
        user = User(id=new_id(), code="atr.bari", name="Ufficio", email="Ufficio@provincia.example", role="atr")
        user.created_at = NOW
        session.add(user)
        session.flush()
        session.add(UserAtr(user_id=user.id, atr_id=session.scalars(select(Atr.id).where(Atr.code == "072")).one()))
        return made


def queued(database: Database) -> list[OutboxMessage]:
    with database.reading() as session:
        query = select(OutboxMessage).where(OutboxMessage.kind == "atr_note").order_by(OutboxMessage.recipient)
        return list(session.scalars(query))


def test_the_days_are_proposed_from_the_calendar_and_are_working_days(database: Database, round_id: uuid.UUID) -> None:
    with database.reading() as session:
        row = session.get_one(Round, round_id)
        assert days_for(row) == (date(2026, 12, 14), date(2026, 12, 15), date(2026, 12, 18))
        planned = [one.day for one in timeline.timeline(session, NOW, round_id) if one.text == "Nota agli ATR"]
        assert planned == list(days_for(row))
        assert notes.note_recipients(session, row, date(2026, 12, 16)) == ()
        (bari,) = notes.note_recipients(session, row, date(2026, 12, 14))
        assert (bari.code, bari.silent, bari.recipients) == ("072", 7, (PEC, "ufficio@provincia.example"))


def test_each_day_writes_once_and_days_that_went_by_make_one_note(database: Database, round_id: uuid.UUID) -> None:
    hours = [NOW + timedelta(hours=hour) for hour in range(0, 24 * 24, 9)]
    for now in [*hours, FIRST, FIRST]:
        with database.writing() as session:
            notes.run_notes(session, now)
    assert [row.recipient for row in queued(database)] == [PEC] * 2 + ["ufficio@provincia.example"] * 2
    with database.writing() as session:
        late = datetime(2026, 12, 18, 9, tzinfo=UTC)
        assert [notes.run_notes(session, late) for _ in range(2)] == [2, 0]
    with database.reading() as session:
        done = [one for one in timeline.timeline(session, late, round_id) if "inviata a 1 territorio" in one.text]
        assert len(done) == 3


def test_the_list_says_names_states_and_days_as_they_are_and_of_a_shelter_its_code(
    database: Database, round_id: uuid.UUID
) -> None:
    with database.writing() as session:
        promises.promise(session, NOW, STAFF, On(round_id, invitation_of(session, "BA-024").id), "16/12/2026")
        answered, shelter = invitation_of(session, "BA-025"), invitation_of(session, "BA-026")
        session.add(Response(invitation_id=answered.id, round_id=round_id, state="submitted", opened_at=NOW))
        unit = session.get_one(Unit, shelter.unit_id)
        unit.type_code, unit.comune = "02", None  # since the opening
        invitation_of(session, "BA-027").disposition = "declined"
        session.flush()
        names = dict(session.execute(select(Unit.code, Unit.name)).all())
        atr_id = session.scalars(select(Atr.id).where(Atr.code == "072")).one()
        said = silent.listed(session, round_id, atr_id)
        state = "questionario non ancora aperto; risposta promessa per il 16/12/2026"
        assert f"{names['BA-024']}: {state}" in said.splitlines()
        assert "Casa rifugio (codice BA-026): questionario non ancora aperto" in said.splitlines()
        for hidden in ("BA-025", "BA-026", "BA-027"):
            assert names[hidden] not in said
        assert "http" not in said and len(said.splitlines()) == 5
        for invitation in session.scalars(select(Invitation)):
            invitation.disposition = "declined"
        session.flush()
        assert silent.listed(session, round_id, atr_id) == silent.NONE_LEFT
        assert notes.run_notes(session, FIRST) == 0


def test_nobody_is_written_to_of_a_rehearsal_at_night_or_while_sends_are_stopped(
    database: Database, round_id: uuid.UUID
) -> None:
    with database.writing() as session:
        assert notes.run_notes(session, FIRST.replace(hour=5)) == 0
        changing.stop_sends(session, FIRST, STAFF, round_id)
        assert notes.run_notes(session, FIRST) == 0
        changing.resume_sends(session, FIRST, STAFF, round_id)
        session.get_one(Round, round_id).is_test = True
        session.flush()
        assert notes.run_notes(session, FIRST) == 0
        with pytest.raises(Refused):
            notes.send_now(session, FIRST, STAFF, round_id)


def test_staff_choose_days_and_recipients_and_may_write_today(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        for wrong in ("domani", "22/11/2026", "19/12/2026", "21/12/2026"):
            with pytest.raises(Invalid):
                notes.change(session, NOW, STAFF, round_id, {"days": wrong})
        with pytest.raises(Invalid):
            notes.change(session, NOW, STAFF, round_id, {"days": "", "072": "non è un indirizzo"})
        typed = {"days": "16/12/2026\n17/12/2026", "072": "capo@provincia.example"}
        notes.change(session, NOW, STAFF, round_id, typed)
        row = session.get_one(Round, round_id)
        assert days_for(row) == (date(2026, 12, 16), date(2026, 12, 17))
        assert notes.run_notes(session, FIRST) == 0
        assert notes.send_now(session, FIRST, STAFF, round_id) == 1
        with pytest.raises(Refused):
            notes.send_now(session, FIRST, STAFF, round_id)
        assert notes.run_notes(session, datetime(2026, 12, 16, 9, tzinfo=UTC)) == 1
        notes.change(session, FIRST, STAFF, round_id, {"days": "", "072": ""})
        assert days_for(row) == ()
        (bari,) = notes.notes(session, round_id).territories
        assert bari.recipients == (PEC, "ufficio@provincia.example")
    assert {row.recipient for row in queued(database)} == {"capo@provincia.example"}


def test_a_service_of_two_territories_stands_in_both_lists_and_in_no_third(
    database: Database, round_id: uuid.UUID
) -> None:
    with database.writing() as session:
        teramo = session.scalars(select(Atr).where(Atr.code == "067")).one()
        teramo.email = "teramo@provincia.example"
        shared = invitation_of(session, "BA-024")
        session.add(InvitationAtr(invitation_id=shared.id, atr_id=teramo.id))
        session.flush()
        name = session.get_one(Unit, shared.unit_id).name
        assert silent.listed(session, round_id, teramo.id) == f"{name}: questionario non ancora aperto"
        assert notes.run_notes(session, FIRST) == 3


def test_a_note_that_waits_is_made_as_things_stand_and_for_an_address_of_the_territory_alone(
    database: Database, round_id: uuid.UUID
) -> None:
    with database.writing() as session:
        notes.run_notes(session, FIRST)
        atr_id = str(session.scalars(select(Atr.id).where(Atr.code == "072")).one())
        invitation_of(session, "BA-024").disposition = "closed_service"
        session.flush()
        values = silent.mail_values(session, round_id, atr_id, PEC.upper())
        assert values["atr"] == "Provincia di Bari" and len(values["elenco_servizi"].splitlines()) == 6
        with pytest.raises(MessageFault):
            silent.mail_values(session, round_id, atr_id, "altri@altrove.example")
