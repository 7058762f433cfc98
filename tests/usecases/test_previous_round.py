"""The previous round of a response that begins: found, compared, told, proposed, forgotten when it is erased."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database, open_database
from questionari.usecases import responding
from questionari.usecases.house import Actor, House
from tests import factories
from tests.engine.builders import DOCUMENTS, document, question
from tests.services.run import PATIENCE_S
from tests.usecases.responding_acts import NOW, Respondent

STAFF = Actor("staff", "rossi.m")
VALID = DOCUMENTS / "valid"
#: Three rounds: a year, then two halves of the next.
YEAR = {"period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31), "title": "Anno 2024"}
FIRST = {"period_start": date(2025, 1, 1), "period_end": date(2025, 6, 30), "title": "Primo semestre 2025"}
SECOND = {"period_start": date(2025, 7, 1), "period_end": date(2025, 12, 31), "title": "Secondo semestre 2025"}


class Service:
    """One service asked again and again."""

    def __init__(self, database: Database, house: House) -> None:
        self.database, self.house = database, house
        self.unit_id: Any = None

    def invited(self, path: Path = VALID / "previous.json", **round_: Any) -> factories.Invited:
        """Invited to a round of a document."""
        with self.database.writing() as session:
            invited = factories.invited(session, path, **round_)
            self.unit_id = self.unit_id or invited.unit_id
            session.get_one(Invitation, invited.invitation_id).unit_id = self.unit_id
        return invited

    def asked(self, path: Path = VALID / "previous.json", **round_: Any) -> Respondent:
        """Invited, and entered."""
        return Respondent(self.database, self.house, self.invited(path, **round_))

    def told(self, answers: dict[str, list[str]], path: Path = VALID / "previous.json", **round_: Any) -> Respondent:
        """Asked, answered and submitted."""
        asked = self.asked(path, **round_)
        asked.save("PS1", answers)
        asked.submit()
        return asked

    def redact(self, respondent: Respondent, code: str, patience: str = "") -> None:
        with self.database.writing() as session:
            if patience:
                session.execute(text(f"SET LOCAL lock_timeout = '{patience}'"))
            own = select(Response.id).where(Response.invitation_id == respondent.invited.invitation_id)
            responding.redact(session, self.house, NOW, STAFF, session.scalars(own).one(), code)


@pytest.fixture
def service(sqlite_url: str, tmp_path: Path) -> Any:
    opened = open_database(sqlite_url)
    yield Service(opened, factories.house_of(factories.settings_for(sqlite_url, tmp_path)))
    opened.dispose()


def previous(respondent: Respondent) -> dict[str, Any]:
    return dict(respondent.page("PS1").case.context.previous or {})


def found(respondent: Respondent) -> set[str]:
    return {finding.code for finding in respondent.page("PS1").findings}


def test_a_response_is_compared_with_that_of_the_round_before(database: Database, house: House) -> None:
    service = Service(database, house)
    service.told({"Q1": ["80"], "Q2": ["Via Roma"]}, **YEAR)
    service.told({"Q1": ["40"], "Q2": ["Via Bari"]}, **FIRST)
    now = service.asked(**SECOND)
    assert previous(now) == {"Q1": 40, "Q2": "Via Bari"}
    now.save("PS1", {"Q1": ["12"]})
    assert {"Q1.previous", "Q1.calo"} <= found(now)


def test_periods_of_different_length_are_compared_per_month_and_it_is_said(service: Service) -> None:
    service.told({"Q1": ["80"]}, **YEAR)
    now = service.asked(**FIRST)
    told = now.page("PS1").told["Q1"]
    assert (told.round_title, told.answer, told.then, told.now, told.monthly) == ("Anno 2024", "80", "12", "6", "6,67")
    now.save("PS1", {"Q1": ["41"]})
    assert "Q1.previous" not in found(now)


def test_what_was_told_in_the_round_before_is_said_beside_the_question(service: Service) -> None:
    service.told({"Q1": ["40"], "Q2": ["Via Bari"]}, **FIRST)
    page = service.asked(**SECOND).page("PS1")
    assert {code: told.answer for code, told in page.told.items()} == {"Q1": "40", "Q2": "Via Bari"}
    assert page.drafts["Q2"].value == "Via Bari" and page.proposed == {"Q2"}


@pytest.mark.parametrize("changes", [{"is_test": True}, {"period_start": date(2025, 8, 1)}])
def test_a_test_round_and_one_of_a_period_that_overlaps_are_not_the_round_before(
    service: Service, changes: dict[str, Any]
) -> None:
    service.told({"Q1": ["40"]}, **{**SECOND, **changes})
    assert previous(service.asked(**SECOND)) == {}


def test_the_round_before_in_which_nothing_was_submitted_is_not_skipped(service: Service) -> None:
    service.told({"Q1": ["80"]}, **YEAR)
    service.asked(**FIRST).save("PS1", {"Q1": ["40"]})
    now = service.asked(**SECOND)
    assert now.page("PS1").case.context.previous is None and now.page("PS1").told == {}


def test_another_service_is_told_nothing(service: Service) -> None:
    service.told({"Q1": ["40"]}, **FIRST)
    service.unit_id = None
    assert previous(service.asked(**SECOND)) == {}


def test_records_have_no_round_before(service: Service, tmp_path: Path) -> None:
    content = json.loads((VALID / "previous.json").read_text()) | {"cardinality": "many"}
    (tmp_path / "many.json").write_text(json.dumps(content))
    first = service.asked(tmp_path / "many.json", **FIRST).record()
    first.save("PS1", {"Q1": ["40"]})
    first.submit()
    assert previous(service.asked(tmp_path / "many.json", **SECOND).record()) == {}


def test_a_reopened_response_goes_on_being_compared(service: Service) -> None:
    service.told({"Q1": ["40"]}, **FIRST)
    now = service.told({"Q1": ["41"]}, **SECOND)
    with service.database.writing() as session:
        own = select(Response.id).where(Response.invitation_id == now.invited.invitation_id)
        responding.reopen(session, service.house, NOW, STAFF, session.scalars(own).one(), "Da rivedere.")
    assert previous(now) == {"Q1": 40}
    assert now.page("PS1").told["Q1"].round_title == FIRST["title"]


def test_a_service_confirms_rows_and_choices_instead_of_typing_them_again(service: Service) -> None:
    path = VALID / "confirmed.json"
    typed = {"sedi:0:comune": ["Bari"], "sedi:0:ore": ["3,5"], "sedi:1:ore": ["2"], "posti": ["8"], "gestione": ["2"]}
    before = service.told(typed, path, **FIRST)
    kept = dict(before.page("PS1").case.answers)
    now = service.asked(path, **SECOND)
    assert now.page("PS1").proposed == {"sedi", "posti", "gestione"} and not kept
    now.save("PS1", {})
    answers = now.page("PS1").case.answers
    assert answers["sedi"] == ({"comune": "072006", "ore": 3.5}, {"ore": 2})
    assert (answers["posti"], answers["gestione"]) == (8, "2")


def test_data_that_was_not_available_then_is_not_proposed(service: Service) -> None:
    path = VALID / "confirmed.json"
    service.told({"posti:_nd": ["-7"]}, path, **FIRST)
    assert "posti" not in service.asked(path, **SECOND).page("PS1").proposed


def test_a_new_version_is_told_by_concept(service: Service, tmp_path: Path) -> None:
    concept = {"concept": "women.new", "compare_previous": {"relative": 0.5, "absolute": 10}}
    for version, code in (("2025.1", "Q1"), ("2025.2", "N1")):
        content = document(question(code, "integer", **concept), version=version)
        content["sections"][0]["pages"][0]["code"] = "PS1"
        (tmp_path / f"{version}.json").write_text(json.dumps(content))
    service.told({"Q1": ["40"]}, tmp_path / "2025.1.json", **FIRST)
    assert previous(service.asked(tmp_path / "2025.2.json", **SECOND)) == {"N1": 40}


def test_an_erased_answer_does_not_survive_in_the_round_after(service: Service) -> None:
    before = service.told({"Q1": ["40"], "Q2": ["Via Roma, dalla signora del terzo piano"]}, **FIRST)
    drafted = service.asked(**SECOND)
    key = drafted.key()
    service.redact(before, "Q2")
    assert previous(drafted) == {"Q1": 40}
    assert drafted.key() != key
    drafted.save("PS1", {"Q1": ["39"]})
    assert drafted.page("PS1").case.answers["Q1"] == 39


def test_an_erased_answer_does_not_survive_in_what_was_submitted_after(service: Service) -> None:
    before = service.told({"Q1": ["40"], "Q2": ["La signora del terzo piano"]}, **FIRST)
    after = service.told({"Q1": ["41"], "Q2": ["Via Bari"]}, **SECOND)
    service.redact(before, "Q2")
    with service.database.reading() as session:
        own = select(Response).where(Response.invitation_id == after.invited.invitation_id)
        row = session.scalars(own).one()
        number, sealed = row.receipt_number or "", row.document or b""
        document = responding.documents.open_document(after.key(), row.id, number, sealed)
    assert document["context"]["previous"]["answers"] == {"Q1": 40}
    assert document["answers"]["Q2"] == "Via Bari" and "redacted" not in document


def test_what_is_erased_from_a_response_does_not_come_back_as_what_was_told_before(service: Service) -> None:
    service.told({"Q1": ["40"], "Q2": ["La signora del terzo piano"]}, **FIRST)
    now = service.asked(**SECOND)
    now.save("PS1", {"Q2": ["La signora del terzo piano"]})
    service.redact(now, "Q2")
    assert "Q2" not in now.page("PS1").told and now.page("PS1").drafts["Q2"].raw == {}


@pytest.mark.engine("postgresql")  # on SQLite one transaction writes at a time
def test_an_erasure_waits_for_a_response_that_is_being_told_the_answer(database: Database, house: House) -> None:
    service = Service(database, house)
    before = service.told({"Q1": ["40"], "Q2": ["Via Bari"]}, **FIRST)
    invited = service.invited(**SECOND)
    with database.writing() as session:
        responding.enter(session, house, NOW, invited.token)
        with pytest.raises(OperationalError, match="lock timeout"):
            service.redact(before, "Q2", "1ms")
    now = Respondent(database, house, invited)
    assert previous(now) == {"Q1": 40, "Q2": "Via Bari"}
    service.redact(before, "Q2")
    assert previous(now) == {"Q1": 40}


@pytest.mark.engine("postgresql")
def test_two_who_erase_at_once_both_succeed(database: Database, house: House) -> None:
    service = Service(database, house)
    told = service.told({"Q1": ["40"], "Q2": ["Via Bari"]}, **FIRST)
    together = Barrier(2)

    def erase(code: str) -> None:
        together.wait(timeout=PATIENCE_S)
        service.redact(told, code)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(erase, ("Q2", "Q1")))
    assert told.document()["redacted"] == ["Q1", "Q2"]
