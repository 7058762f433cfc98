"""Services of the census chosen in an answer: found by letters, by name, by code; shelters stay hidden."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from questionari.store.models.census import Atr, Unit, UnitAtr
from questionari.store.models.rounds import InvitationAtr
from questionari.store.session import Database, open_database
from questionari.store.types import new_id
from questionari.usecases import responding
from questionari.usecases.house import House, NotFound, Refused
from questionari.usecases.responding.units import assumed
from tests import factories
from tests.engine.builders import DOCUMENTS, stored
from tests.usecases.responding_acts import NOW, Respondent

DAY = date(2026, 1, 1)
FORM = DOCUMENTS / "valid" / "units.json"
#: Code, name, type, whether it stands in the service's own territory.
CENSUS = (
    ("BA-005", "Centro antiviolenza Città di Bari", "01", True),
    ("BA-006", "Sportello di Bari", "03", True),
    ("BA-007", "Consultorio di Bari", "04", True),
    ("BA-008", "Casa rifugio di Bari", "02", True),
    ("TO-001", "Sportello di Torino", "03", False),
    ("TO-002", "Sportello di Torino", "03", False),
)


def asked(database: Database, house: House) -> Respondent:
    """A service of Bari that has entered a questionnaire about other services."""
    with database.writing() as session:
        invited = factories.invited(session, FORM)
        here, there = (Atr(id=new_id(), code=code, name=code, kind="provincia") for code in ("072", "001"))
        session.add_all((here, there))
        session.flush()
        session.add(InvitationAtr(invitation_id=invited.invitation_id, atr_id=here.id))
        for code, name, kind, own in CENSUS:
            add(session, here if own else there, code, name, kind)
    return Respondent(database, house, invited)


def add(session: Session, atr: Atr, code: str, name: str, kind: str) -> None:
    unit = Unit(id=new_id(), code=code, name=name, type_code=kind, updated_at=NOW)
    session.add(unit)
    session.flush()
    session.add(UnitAtr(unit_id=unit.id, atr_id=atr.id, valid_from=DAY))


@pytest.fixture
def service(sqlite_url: str, tmp_path: Path) -> Iterator[Respondent]:
    opened = open_database(sqlite_url)
    yield asked(opened, factories.house_of(factories.settings_for(sqlite_url, tmp_path)))
    opened.dispose()


def offered(service: Respondent, field: str, text: str) -> tuple[str, ...]:
    with service.database.reading() as session:
        return responding.services_named(session, service.house, NOW, service.public_id, field, text)


def test_letters_find_the_services_that_the_question_asks_for(database: Database, house: House) -> None:
    service = asked(database, house)
    both = ("Centro antiviolenza Città di Bari [BA-005]", "Sportello di Bari [BA-006]")
    assert offered(service, "Q1", "bari") == both  # neither the consultorio nor the shelter
    assert offered(service, "Q1", "citta CENTRO") == both[:1]
    assert offered(service, "Q1", "ba-006") == both[1:]
    assert offered(service, "Q1", "torino") == ()
    assert offered(service, "Q2:0:servizio", "torino") == (
        "Sportello di Torino [TO-001]",
        "Sportello di Torino [TO-002]",
    )
    assert [offered(service, "Q1", text) for text in ("", "b", "%%", "__")] == [()] * 4


@pytest.mark.parametrize("typed", ["BA-006", "sportello di BARI", "Sportello di Bari [BA-006]", "Altro nome [BA-006]"])
def test_a_code_a_name_or_a_label_becomes_the_service(service: Respondent, typed: str) -> None:
    service.save("PS1", {"Q1": [typed]})
    state = service.page("PS1")
    assert state.case.answers["Q1"] == "BA-006"
    assert state.drafts["Q1"].raw == {"": ("Sportello di Bari [BA-006]",), "code": ("BA-006",)}


def test_rows_hold_services_too(service: Respondent) -> None:
    service.save("PS1", {"Q2:0:servizio": ["TO-001"], "Q2:1:servizio": ["Parrocchia"], "Q2:1:ore": ["3"]})
    first, second = service.page("PS1").case.answers["Q2"]
    assert (first["servizio"], first["servizio"].words) == ("TO-001", "Sportello di Torino")
    assert second["servizio"] == "Parrocchia"


def test_a_text_that_is_no_service_is_kept_with_what_it_may_mean(service: Respondent) -> None:
    service.save("PS1", {"Q1": ["Bari"], "Q2:0:servizio": ["Sportello di Torino"]})
    state = service.page("PS1")
    assert "Q1" not in state.case.answers and state.drafts["Q1"].raw == {"": ("Bari",)}
    assert state.candidates["Q1"] == ("Centro antiviolenza Città di Bari [BA-005]", "Sportello di Bari [BA-006]")
    assert len(state.candidates["Q2:0:servizio"]) == 2


def test_a_code_that_a_page_posts_is_not_believed(service: Respondent) -> None:
    service.save("PS1", {"Q3": ["Parrocchia"], "Q3:code": ["BA-008"], "Q1": ["Ignoto"], "Q1:code": ["BA-005"]})
    assert service.page("PS1").case.answers == {"Q3": "Parrocchia"}


@pytest.mark.parametrize("typed", ["BA-008", "Casa rifugio di Bari", "Casa rifugio di Bari [BA-008]", "casa rifugio"])
def test_a_shelter_is_not_found_by_its_code_or_name(service: Respondent, typed: str) -> None:
    service.save("PS1", {"Q3": [typed], "Q2:0:servizio": [typed]})
    state = service.page("PS1")
    assert not hasattr(state.case.answers["Q3"], "words") and state.candidates == {}


def test_a_service_that_left_the_census_stays_where_it_was_chosen(service: Respondent) -> None:
    service.save("PS1", {"Q1": ["BA-006"]})
    with service.database.writing() as session:
        session.query(Unit).filter(Unit.code == "BA-006").update({"active_to": NOW.date() - timedelta(days=1)})
    service.save("PS1", {"Q3": ["Altro"]})
    assert service.page("PS1").case.answers["Q1"] == "BA-006"
    assert offered(service, "Q1", "sportello") == ()


def test_the_name_is_kept_as_it_was_and_shown_to_who_reads(service: Respondent) -> None:
    service.save("PS1", {"Q1": ["BA-006"]})
    service.submit()
    answers = service.document()["answers"]
    assert answers["Q1"] == {"code": "BA-006", "name": "Sportello di Bari"}


def test_in_a_preview_what_is_typed_counts_as_a_service_where_one_is_asked() -> None:
    questions = stored("units").questions
    assert assumed(questions["Q1"], {"": ("Prova",)}) == {"": ("Prova",), "code": ("Prova",)}
    assert assumed(questions["Q1"], {"": ("Prova [X1]",), "code": ("Y",)})["code"] == ("X1",)
    assert assumed(questions["Q3"], {"": ("Prova",)}) == {"": ("Prova",)}


def test_nobody_searches_from_a_field_that_is_none_or_after_sending(service: Respondent) -> None:
    for field in ("", "ZZ", "Q2", "Q2:0:ore", "Q2:0:zz"):
        with pytest.raises(NotFound):
            offered(service, field, "bari")
    service.submit()
    with pytest.raises(Refused):
        offered(service, "Q1", "bari")
