"""A census field that a service corrects in its answers: a notice with both values, whatever the author foresaw."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from questionari.store import notices as told
from questionari.store.models.census import Variation
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.store.session import open_database
from questionari.usecases import responding
from questionari.usecases.house import Actor
from questionari.usecases.responding.corrections import corrects
from tests import factories
from tests.engine.builders import document, question
from tests.usecases.responding_acts import NOW, Respondent

STAFF = Actor("staff", "rossi.m")
FORM = document(
    question("Q1", prefill="name"),
    question("Q2", "comune", prefill="comune", visible_if="census.type != '02'", concept="service.seat"),
    question("Q3", "phone", prefill="phone", visible_if="census.type != '02'"),
    question("Q4", "yes_no", required=True),
    question("Q5", prefill="owner", visible_if="Q4 == '2'"),
    effects=[{"kind": "variation", "when": "Q4 == '2'", "fields": ["Q1", "Q3"], "text": {"it": "Nome cambiato."}}],
)
CENSUS = {"name": "Sportello Aurora", "type": "01", "comune": "072006", "owner": "Comune di Bari"}


@pytest.fixture
def asked(sqlite_url: str, tmp_path: Path) -> Iterator[Respondent]:
    """A service whose census fields are proposed."""
    opened = open_database(sqlite_url)
    (tmp_path / "form.json").write_text(json.dumps(FORM))
    with opened.writing() as session:
        invited = factories.invited(session, tmp_path / "form.json")
        session.get_one(Invitation, invited.invitation_id).census = CENSUS
    yield Respondent(opened, factories.house_of(factories.settings_for(sqlite_url, tmp_path)), invited)
    opened.dispose()


def notices(service: Respondent) -> dict[str, Any]:
    with service.database.reading() as session:
        return {row.text: told.opened(service.key(), row) for row in session.scalars(select(Variation))}


def again(service: Respondent, answers: dict[str, list[str]]) -> None:
    with service.database.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.reopen(session, service.house, NOW, STAFF, response_id, "Da rivedere.")
    service.save("P1", answers)
    service.submit()


def test_a_corrected_field_makes_a_notice_though_no_effect_names_it(asked: Respondent) -> None:
    asked.save("P1", {"Q4": ["1"], "Q2": ["Bitonto"]})
    asked.submit()
    detail = {"comune": ["Bari (BA)", "Bitonto (BA)"]}
    assert notices(asked) == {"Il servizio ha corretto dati precompilati dal censimento.": detail}


def test_what_the_census_did_not_know_is_told_by_an_effect_alone(asked: Respondent) -> None:
    asked.save("P1", {"Q4": ["1"], "Q3": ["080 5772390"]})
    asked.submit()
    assert notices(asked) == {}
    again(asked, {"Q4": ["2"]})
    assert notices(asked) == {"Nome cambiato.": {"phone": ["", "080 577 2390"]}}


def test_what_an_effect_has_told_is_not_told_twice(asked: Respondent) -> None:
    asked.save("P1", {"Q4": ["2"], "Q1": ["Sportello Alba"]})
    asked.submit()
    assert notices(asked) == {"Nome cambiato.": {"name": ["Sportello Aurora", "Sportello Alba"]}}


@pytest.mark.parametrize("answers", [{}, {"Q2": [""]}, {"Q1": ["  Sportello  Aurora "]}])
def test_a_field_confirmed_left_blank_or_spaced_otherwise_is_no_correction(
    asked: Respondent, answers: dict[str, list[str]]
) -> None:
    asked.save("P1", {"Q4": ["1"], **answers})
    asked.submit()
    assert notices(asked) == {}


def test_a_correction_taken_back_asks_nothing_any_more(asked: Respondent) -> None:
    asked.save("P1", {"Q4": ["1"], "Q1": ["Alba"]})
    asked.submit()
    again(asked, {"Q1": ["Sportello Aurora"]})
    assert notices(asked) == {}


def test_a_notice_that_was_handled_stays_as_it_was(asked: Respondent) -> None:
    asked.save("P1", {"Q4": ["1"], "Q1": ["Alba"]})
    asked.submit()
    with asked.database.writing() as session:
        session.execute(update(Variation).values(handled_at=NOW))
    again(asked, {"Q1": ["Sportello Aurora"]})
    assert [detail["name"][1] for detail in notices(asked).values()] == ["Alba"]


def test_the_proposal_says_that_it_is_the_census_s(asked: Respondent) -> None:
    page = asked.page("P1")
    questions = page.case.definition.questions
    assert {code for code in page.proposed if corrects(questions[code])} == {"Q1", "Q2"}
