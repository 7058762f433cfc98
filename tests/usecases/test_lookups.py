"""Facts that follow from what is being answered: the 1522 referent at the hour of a call (E1_06, E1_08)."""

from typing import Any

import pytest

from questionari.store.models.rounds import Invitation
from questionari.usecases import responding
from tests.usecases.responding_acts import NOW, Respondent
from tests.usecases.test_facts import STAFF, World, answer, linked, world

__all__ = ["world"]
pytestmark = pytest.mark.engine("sqlite")
BARI = {"E1_03": ["1"], "E1_03.1": ["Bari"], "E1_04": ["2"], "E1_05": ["1"]}
FRIDAY, NIGHT, FERRAGOSTO = "20/11/2026 10:35", "20/11/2026 22:10", "12/08/2026 10:00"


def form_of(world: World, **changes: list[str]) -> None:
    """The territory's form, in which S1 answers the 1522 in the mornings and S2 stands in for it."""
    office = world.begin("B")
    answer(office, "B")
    office.save("B6", {"B6_01": ["S1"], "B6_05": ["S2"], **changes})
    office.submit()


def call(world: World, moment: str, **changes: list[str]) -> Respondent:
    """A record of the operators, its first page saved."""
    operators = world.begin("E", "1522")
    with world.database.writing() as session:
        session.get_one(Invitation, operators.invited.invitation_id).role = "1522"
    record = operators.record()
    for _ in range(2):
        record.save("E1a", {"E1_02": [moment], **BARI, **changes})
    return record


def told(record: Respondent) -> dict[str, Any]:
    return {name: value for name, value in linked(record, "E1a").items() if name != "E1_01"}


def test_the_referent_is_proposed_by_the_hour_of_the_call(world: World) -> None:
    form_of(world)
    record = call(world, FRIDAY)
    assert told(record) == {"proposed_unit": "S1", "in_hours": "1", "referent_weekly_hours": 20}
    page = record.page("E1b")
    assert page.drafts["E1_07"].raw == {"": ("Servizio S1 [S1]",), "code": ("S1",)}
    assert record.page("E1b").case.path.computed["E1_06"] == "S1"
    assert told(call(world, NIGHT)) == {"proposed_unit": "S2", "in_hours": "2", "referent_weekly_hours": 20}
    assert told(call(world, FERRAGOSTO))["in_hours"] == "3"


def test_another_hour_is_looked_up_anew_and_no_hour_is_forgotten(world: World) -> None:
    form_of(world)
    record = call(world, FRIDAY)
    record.save("E1a", {"E1_02": [NIGHT]})
    assert told(record)["in_hours"] == "2"
    record.save("E1a", {"E1_03": ["98"]})
    record.save("E1a", {"E1_03": ["1"], "E1_03.1": ["Foggia"]})
    assert told(record) == {}


def test_out_of_hours_the_alternative_offered_is_asked(world: World) -> None:
    form_of(world)
    record = call(world, NIGHT)
    assert "E1_12" in record.page("E1b").shown
    assert "E1_12" not in call(world, FRIDAY).page("E1b").shown


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        ({"B6_01": ["Ufficio del dottor Tale"], "B6_05": [""]}, {"in_hours": "1", "referent_weekly_hours": 20}),
        ({"B6_06.dal": ["21/11/2026"]}, {}),
    ],
)
def test_only_services_of_the_census_are_proposed_and_only_while_the_form_is_in_force(
    world: World, changes: dict[str, list[str]], known: dict[str, Any]
) -> None:
    form_of(world, **changes)
    assert told(call(world, FRIDAY)) == known


def test_a_territory_that_has_told_nothing_proposes_nothing(world: World) -> None:
    assert told(call(world, FRIDAY)) == {}


def test_what_was_looked_up_stays_with_the_record_when_it_is_sent_and_given_back(world: World) -> None:
    form_of(world)
    record = call(world, FRIDAY)
    for _ in range(2):
        record.save("E1b", {"E1_09": ["1"], "E1_11": ["1"], "E1_10": ["20"]})
    response_id = record.page("E1a").case.response_id
    record.submit()
    with world.database.writing() as session:
        responding.reopen(session, world.house, NOW, STAFF, response_id, "Controlli l'ora")
    assert told(record)["proposed_unit"] == "S1"
    record.save("E1a", {"E1_02": [NIGHT]})
    assert told(record)["in_hours"] == "2"
