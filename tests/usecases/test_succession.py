"""A service merged into another or split: from then on nothing of before stands beside its answers."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from questionari.store.models.access import AuditEvent
from questionari.store.models.census import CensusChange, Unit, UnitSuccession
from questionari.store.session import Database
from questionari.usecases.census import editing, succession
from questionari.usecases.fields import Invalid
from questionari.usecases.house import Actor, House, Refused
from questionari.usecases.responding.landing import open_link
from tests import factories
from tests.factories import NOW
from tests.usecases.test_previous_round import FIRST, SECOND, Service, found, previous

STAFF = Actor("staff", "rossi.m")
MERGED = {"kind": "merged", "codes": "BA-006", "day": "01/12/2026", "reason": "delibera"}

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def bari(database: Database) -> Database:
    with database.writing() as session:
        factories.census_of_bari(session)
    return database


def act(database: Database, code: str, goes_on: bool = False, **values: str) -> None:
    with database.writing() as session:
        unit = session.scalars(select(Unit).where(Unit.code == code)).one()
        seen = editing.Seen(code, editing.version_of(unit))
        succession.succeed(session, NOW, STAFF, seen, {**MERGED, **values}, goes_on)


def undo(database: Database, code: str, day: str) -> None:
    with database.writing() as session:
        unit = session.scalars(select(Unit).where(Unit.code == code)).one()
        succession.take_back(session, NOW, STAFF, editing.Seen(code, editing.version_of(unit)), day)


def last_day(database: Database, code: str) -> date | None:
    with database.reading() as session:
        return session.scalars(select(Unit.active_to).where(Unit.code == code)).one()


def test_a_merger_ends_the_service_the_day_before_and_is_in_the_history_of_both(bari: Database) -> None:
    act(bari, "BA-005")
    assert last_day(bari, "BA-005") == date(2026, 11, 30) and last_day(bari, "BA-006") is None
    with bari.reading() as session:
        told = session.scalars(select(CensusChange.new).where(CensusChange.field == "succession")).all()
        acts = session.scalars(select(AuditEvent.action)).all()
    assert set(told) == {"unito a BA-006 dal 01/12/2026", "comprende quello che era BA-005 dal 01/12/2026"}
    assert "unit.succeeded" in acts


def test_a_split_may_leave_the_service_with_the_rest(bari: Database) -> None:
    act(bari, "BA-005", True, kind="split", codes="BA-006")
    assert last_day(bari, "BA-005") is None
    with pytest.raises(Invalid, match="almeno due codici"):
        act(bari, "BA-007", kind="split", codes="BA-006")
    act(bari, "BA-007", kind="split", codes="BA-006 BA-008")
    assert last_day(bari, "BA-007") == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"codes": "XX-1"}, "Codici sconosciuti: XX-1"),
        ({"codes": "BA-005"}, "non può diventare sé stesso"),
        ({"codes": "BA-006 BA-007"}, "si unisce a uno solo"),
        ({"day": "01/12/2028"}, "troppo lontana"),
        ({"day": "ieri"}, "Scriva la data"),
        ({"kind": "eaten"}, "non è fra le scelte"),
        ({"reason": ""}, "obbligatorio"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(bari: Database, values: dict[str, str], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        act(bari, "BA-005", **values)
    assert last_day(bari, "BA-005") is None


def test_a_service_ends_once_and_never_becomes_what_it_came_from(bari: Database) -> None:
    act(bari, "BA-005")
    with pytest.raises(Invalid, match="già stato unito o diviso"):
        act(bari, "BA-005", codes="BA-007", day="02/12/2026")
    with pytest.raises(Invalid, match="non è attivo: BA-005"):
        act(bari, "BA-007", codes="BA-005", day="05/12/2026")
    act(bari, "BA-008", True, kind="split", codes="BA-009")
    with pytest.raises(Invalid, match="porterebbe a un giro"):
        act(bari, "BA-009", codes="BA-008", day="05/12/2026")


def test_an_act_recorded_by_mistake_is_taken_back(bari: Database) -> None:
    act(bari, "BA-005")
    with pytest.raises(Refused):
        undo(bari, "BA-006", "2026-12-01")
    undo(bari, "BA-005", "2026-12-01")
    assert last_day(bari, "BA-005") is None
    with bari.reading() as session:
        assert session.scalars(select(UnitSuccession)).all() == []
    act(bari, "BA-005")


def test_a_last_day_that_was_corrected_since_is_not_overwritten(bari: Database) -> None:
    act(bari, "BA-005")
    with bari.writing() as session:
        session.scalars(select(Unit).where(Unit.code == "BA-005")).one().active_to = date(2026, 10, 1)
    with pytest.raises(Refused, match="cambiato dopo"):
        undo(bari, "BA-005", "2026-12-01")
    assert last_day(bari, "BA-005") == date(2026, 10, 1)


@pytest.mark.parametrize(("day", "known"), [("2025-01-01", True), ("2025-07-01", False), ("2026-01-01", True)])
@pytest.mark.parametrize("old", [True, False])
def test_the_round_before_is_unknown_to_a_service_that_was_another_then(
    database: Database, house: House, day: str, known: bool, old: bool
) -> None:
    """Known where it was the same in both periods: changed before the first began, or after the second ended."""
    service: Any = Service(database, house)
    service.told({"Q1": ["80"]}, **FIRST)
    with database.writing() as session:
        other = Unit(code="ALTRO", name="Servizio Altro", type_code="01", updated_at=NOW)
        session.add(other)
        session.flush()
        pair = (service.unit_id, other.id) if old else (other.id, service.unit_id)
        row = {"kind": "merged", "day": date.fromisoformat(day), "ends": False, "recorded_at": NOW}
        session.add(UnitSuccession(old_id=pair[0], new_id=pair[1], recorded_by="rossi.m", **row))
    now = service.asked(**SECOND)
    with database.reading() as session:
        landing = open_link(session, house, NOW, now.invited.token)
    assert previous(now) == ({"Q1": 80} if known else {})
    now.save("PS1", {"Q1": ["12"]})
    assert ("Q1.previous" in found(now)) is known
    assert (landing.changed is None) is known
    if landing.changed:
        assert (landing.changed.day, landing.changed.others) == (date(2025, 7, 1), ("Servizio Altro",))


def test_a_shelter_is_known_to_another_service_by_its_code_alone(database: Database, house: House) -> None:
    service: Any = Service(database, house)
    service.told({"Q1": ["80"]}, **FIRST)
    with database.writing() as session:
        shelter = Unit(code="RIFUGIO-1", name="Casa Segreta", type_code="02", updated_at=NOW)
        session.add(shelter)
        session.flush()
        row = {"kind": "merged", "day": date(2025, 7, 1), "ends": False, "recorded_at": NOW, "recorded_by": "rossi.m"}
        session.add(UnitSuccession(old_id=shelter.id, new_id=service.unit_id, **row))
    now = service.asked(**SECOND)
    with database.reading() as session:
        landing = open_link(session, house, NOW, now.invited.token)
    assert landing.changed is not None and landing.changed.others == ("RIFUGIO-1",)
