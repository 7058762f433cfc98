"""Lists longer than a statement may have parameters: PostgreSQL takes 65 535."""

import uuid
from collections.abc import Collection
from typing import Any

import pytest
from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.store import census, opening
from questionari.store.among import among
from questionari.store.models.census import Contact, Unit
from questionari.store.session import Database
from questionari.store.types import ListOf
from questionari.usecases.outbox import Post, enqueue_all
from tests import factories
from tests.factories import NOW, Invited

STRANGERS = [uuid.uuid4() for _ in range(70_000)]
CODES = [f"X{number}" for number in range(70_000)]
TODAY = local_day(NOW)


@pytest.fixture
def invited(database: Database) -> Invited:
    with database.writing() as session:
        return factories.invited(session)


def code_of(session: Session, unit_id: uuid.UUID) -> str:
    return session.get_one(Unit, unit_id).code


def test_a_list_of_ids_may_be_as_long_as_it_likes(database: Database, invited: Invited) -> None:
    ids = [*STRANGERS, invited.unit_id]
    with database.reading() as session:
        assert list(census.units_by_id(session, ids)) == [invited.unit_id]
        assert list(census.open_contacts(session, ids)) == [invited.unit_id]
        assert list(census.codes_of(session, ids)) == [invited.unit_id]
        assert list(census.members(session, ids, TODAY)) == []


def test_a_list_of_codes_may_be_as_long_as_it_likes(database: Database, invited: Invited) -> None:
    with database.reading() as session:
        code = code_of(session, invited.unit_id)
        assert list(census.units_by_code(session, [*CODES, code])) == [code]
        assert census.atrs_by_code(session, CODES) == {}
        assert census.codes_by_owner(session, [*CODES, ""]) == {"": (code,)}
        chosen = {"atrs": [], "types": [], "units": [*CODES, code]}
        assert [unit.code for unit, _ in opening.candidates(session, chosen, TODAY)] == [code]


@pytest.mark.parametrize("strangers", [STRANGERS[:3], STRANGERS])
def test_a_long_list_says_the_same_as_a_short_one(
    database: Database, invited: Invited, strangers: Collection[uuid.UUID]
) -> None:
    with database.reading() as session:

        def found(values: Collection[Any]) -> list[uuid.UUID]:
            return list(session.scalars(select(Unit.id).where(among(session, Unit.id, values))))

        assert found([*strangers, invited.unit_id]) == [invited.unit_id]
        assert found(strangers) == []


def test_a_campaign_is_queued_once(database: Database, invited: Invited) -> None:
    with database.writing() as session:
        contact_id = session.scalars(select(Contact.id)).one()
        posts = [Post("una@servizio.example", invited.invitation_id, contact_id)]
        assert enqueue_all(session, NOW, "reminder_1", invited.round_id, posts) == 1
        assert enqueue_all(session, NOW, "reminder_1", invited.round_id, posts) == 0
        assert enqueue_all(session, NOW, "reminder_1", invited.round_id, []) == 0


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("ids", [[], STRANGERS[:1], [STRANGERS[0], None, STRANGERS[1]]])
def test_a_list_of_identifiers_arrives_as_it_was_given(database: Database, ids: list[uuid.UUID | None]) -> None:
    with database.reading() as session:
        given = literal(ids, ListOf(Unit.id.type))
        assert session.execute(select(given, func.cardinality(given))).one() == (ids, len(ids))
