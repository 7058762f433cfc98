"""Names stand where a reader of Italian looks for them, on both databases, on every page and backwards too."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, true
from sqlalchemy.orm import Session

from questionari.store import census, completion, paging
from questionari.store.models.census import Atr, Unit
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from questionari.store.types import new_id
from tests import factories

NAMES = ["Aied", "ASL Bari", "«Casa» delle donne", "centro 7", "Città", "Cittadella", "D.i.Re", "Èlite", "Zeta"]


def pages(session: Session, round_: Round) -> Iterator[tuple[str, ...]]:
    """The names, page by page."""
    turn, later = paging.Turn(), True
    while later:
        sheet = paging.turn_to(session, turn, completion.asked(round_.id, None), true(), many=True)
        units = [session.get_one(Unit, found) for found in sheet.ids]
        yield tuple(unit.name for unit in units)
        turn, later = paging.Turn(after=units[-1].code), sheet.later


def test_services_are_listed_in_reading_order_page_by_page(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE_SIZE", 4)
    with database.write() as session:
        round_ = factories.add_round(session, factories.publish(session))
        for name in reversed(NAMES):
            factories.invite(session, round_, name)
        assert sum(pages(session, round_), ()) == tuple(NAMES)
        renamed = session.scalars(select(Unit).where(Unit.name == "Aied")).one()
        renamed.name = "zètta"
        session.flush()
        assert sum(pages(session, round_), ()) == (*NAMES[1:], "zètta")
        last = session.scalars(select(Unit.code).where(Unit.name == "zètta")).one()
        before = paging.turn_to(
            session, paging.Turn(before=last), completion.asked(round_.id, None), true(), many=False
        )
        assert [session.get_one(Unit, found).name for found in before.ids] == NAMES[-4:]


def test_territories_are_listed_in_reading_order(database: Database) -> None:
    with database.write() as session:
        session.add_all(
            Atr(id=new_id(), code=f"{number:03}", name=name, kind="provincia")
            for number, name in enumerate(NAMES[::-1])
        )
        session.flush()
        assert [atr.name for atr in census.atrs_by_code(session).values()] == NAMES
