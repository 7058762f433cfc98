"""A query that waits for a service whose contact changes: it waits for the new one, by a link of her own."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from questionari.store import census
from questionari.store.models.census import Unit
from questionari.store.models.messages import OutboxMessage
from questionari.usecases import querying, responding
from questionari.usecases.census import editing
from questionari.usecases.house import NotFound
from questionari.usecases.querying.asking import pass_on
from tests.usecases.querying_acts import LATER, NOW, STAFF, Desk
from tests.usecases.responding_acts import Respondent

pytestmark = pytest.mark.engine("sqlite")
NEW = "nuova@servizio.example"


def test_what_waits_for_a_contact_waits_for_the_next_one_and_the_earlier_link_opens_nothing(
    finished: Respondent,
) -> None:
    finished.submit()
    Desk(finished).ask("Q2")
    with finished.database.writing() as session:
        unit = session.get_one(Unit, finished.invited.unit_id)
        seen = editing.Seen(unit.code, editing.version_of(unit))
        editing.correct_contact(session, NOW + timedelta(hours=1), STAFF, seen, {"email": NEW, "reason": "cambio"})
        _, holder = census.open_contacts(session, [unit.id])[unit.id]
        assert pass_on(session, NOW + timedelta(hours=2), unit.id, holder.id) == 0
        asked = select(OutboxMessage.recipient, OutboxMessage.state).where(OutboxMessage.kind == "verification")
        former, today = session.execute(asked.order_by(OutboxMessage.id)).all()
    assert former.state == "cancelled" and tuple(today) == (NEW, "queued")
    with finished.database.reading() as session, pytest.raises(NotFound):
        querying.load_answering(session, finished.house, LATER, finished.public_id)
    with finished.database.reading() as session, pytest.raises(NotFound):
        responding.open_link(session, finished.house, NOW, finished.invited.token)
