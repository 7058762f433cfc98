"""What the records of the 1522 tell other instruments: transfers to a service, calls from a territory."""

from typing import Any

import pytest

from questionari.catalogue import SCHEMI
from questionari.store.models.rounds import Invitation, InvitationAtr, Round
from questionari.usecases.responding.transfer_sources import protected
from tests import factories
from tests.usecases.responding_acts import NOW, Respondent
from tests.usecases.test_facts import World, linked, world
from tests.usecases.test_lookups import call

__all__ = ["world"]
pytestmark = pytest.mark.engine("sqlite")
PERIOD = ("11/05/2026 10:00", "12/05/2026 10:00", "13/05/2026 10:00", "01/07/2026 10:00")


def service(world: World, instrument: str, code: str) -> dict[str, Any]:
    """The facts with which a service of the census begins an instrument."""
    path = SCHEMI / "questionari" / instrument / "2026.1.json"
    with world.database.writing() as session:
        invited = factories.invited(session, path)
        invitation = session.get_one(Invitation, invited.invitation_id)
        invitation.census = {**invitation.census, "code": code}
        session.add(InvitationAtr(invitation_id=invitation.id, atr_id=world.atr_id))
    begun = Respondent(world.database, world.house, invited)
    return linked(begun, {"A": "A0a", "C": "C1a"}[instrument])


def transferred(world: World) -> None:
    """A transfer to S1 on each of the days, the last one after the period."""
    for moment in PERIOD:
        record = call(world, moment)
        for _ in range(2):
            record.save("E1b", {"E1_07": ["Servizio S1 [S1]"], "E1_09": ["1"], "E1_10": ["9"], "E1_11": ["1"]})
        record.submit()
    with world.database.writing() as session:
        for round_ in session.query(Round):
            round_.launched_at = NOW


def test_transfers_are_counted_for_the_service_and_the_territory_they_are_about(world: World) -> None:
    transferred(world)
    assert service(world, "A", "S1")["transfers_1522"] == 3
    assert service(world, "A", "S2")["transfers_1522"] == 0
    figures = {"calls_1522": 3, "attempts_1522": 3, "transferred_1522": 3, "out_of_hours_1522": 0}
    told = service(world, "C", "S1")
    assert {name: told.get(name) for name in figures} == figures


def test_where_no_round_of_transfers_covers_the_period_nothing_is_told(world: World) -> None:
    assert "transfers_1522" not in service(world, "A", "S1")


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        ((0, 0, 0), "all"),
        ((9, 6, 3), "all"),
        ((2, 0, 0), ""),
        ((9, 2, 0), "w"),
        ((9, 7, 0), "w"),  # two were not attempted
        ((9, 6, 4), "w"),  # two attempts failed
        ((3, 3, 3), "all"),
    ],
)
def test_no_small_figure_is_told_nor_what_gives_one(figures: tuple[int, ...], told: str) -> None:
    given = dict(zip("wab", figures, strict=True))
    assert "".join(protected(given)) == {"all": "wab"}.get(told, told)
