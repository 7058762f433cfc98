"""What one instrument may read of another: of its own territories only."""

import uuid
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.store import linked
from questionari.store.models.census import Atr, Unit, UnitAtr
from questionari.store.models.responses import Response
from questionari.store.models.rounds import QuestionnaireVersion
from questionari.store.session import Database
from questionari.store.types import new_id
from tests import factories
from tests.factories import NOW

DAY = date(2026, 1, 1)


def territory(session: Session, code: str) -> uuid.UUID:
    atr = Atr(id=new_id(), code=code, name=f"Territorio {code}", kind="provincia")
    session.add(atr)
    session.flush()
    return atr.id


def answered(session: Session, atr_id: uuid.UUID) -> factories.Invited:
    """A service of the territory that has sent an instrument."""
    found = factories.invited(session)
    session.add(UnitAtr(unit_id=found.unit_id, atr_id=atr_id, valid_from=DAY))
    session.add(
        Response(
            id=new_id(),
            invitation_id=found.invitation_id,
            round_id=found.round_id,
            state="submitted",
            document=b"sealed",
            opened_at=NOW,
            submitted_at=NOW,
        )
    )
    session.flush()
    return found


@pytest.mark.parametrize("named_by", ["code", "name"])
def test_a_service_of_another_territory_says_nothing_even_to_who_names_it(database: Database, named_by: str) -> None:
    with database.writing() as session:
        here, there = territory(session, "072"), territory(session, "075")
        unit = session.get_one(Unit, answered(session, there).unit_id)
        instrument = session.scalars(select(QuestionnaireVersion.code)).one()
        name = str(getattr(unit, named_by))
        assert linked.last_of_unit(session, instrument, name, [there], DAY) is not None
        assert linked.last_of_unit(session, instrument, name, [here], DAY) is None
