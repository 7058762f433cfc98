"""Instrument E in its two parts: who is asked which, what ties them, what nobody learns of the other's part."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from stdnum import luhn

from questionari.engine.dataset import Submission
from questionari.engine.headless import run
from questionari.engine.roles import facts_of_others, parts, read_of_others
from questionari.store.models.access import AuditEvent
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.store.sealing import Keyring
from questionari.store.session import Database
from questionari.usecases import datasets, responding, rotation
from questionari.usecases.fields import Invalid
from questionari.usecases.house import House, NotFound, Refused
from questionari.usecases.responding import documents, redact, reopen
from questionari.usecases.responding.facts import CODE_ALPHABET, random_code
from questionari.usecases.rounds import drafting
from tests import factories
from tests.instruments.example import example, instrument
from tests.usecases.parts_acts import CENTRE, OPERATOR, OTHER, STAFF, VALUES, E, Transfers
from tests.usecases.responding_acts import NOW, Respondent

pytestmark = pytest.mark.engine("sqlite")
BOTH = pytest.mark.engine("sqlite", "postgresql")  # where rows are locked, joined or held apart by a constraint
OTHERS = {"E1_02", "E1_03", "E1_07", "E1_10", "E1_11", "E1_13", "E1_14"}


def submissions(transfers: Transfers, now: datetime = NOW) -> Sequence[Submission]:
    with transfers.database.reading() as session:
        round_id = session.scalars(select(Invitation.round_id)).first()
        assert round_id is not None
    with transfers.database.reading() as session:  # of its own: a snapshot begins before the first query
        around = datasets.dataset_round(session, now, round_id)
        found = list(datasets.submissions(session, transfers.house, now, round_id))
    assert around.submitted == len(found)
    return found


def refusal(transfers: Transfers, code: str, by: str = CENTRE) -> str:
    with pytest.raises(Refused) as refused:
        transfers.follow(code, by)
    return refused.value.code


def response_id(transfers: Transfers, record: Respondent) -> UUID:
    with transfers.database.reading() as session:
        invitation, _, number = record.public_id.partition(".")
        own = (Invitation.public_id == invitation, Response.number == int(number))
        return session.scalars(select(Response.id).join(Invitation).where(*own)).one()


def test_a_code_ties_the_parts_of_a_transfer() -> None:
    found = parts(instrument("E"))
    assert found is not None
    assert (found.first, found.code, found.following, found.typed) == ("1522", "E1_01", "referente", "E2_01")
    assert parts(instrument("D")) is None  # its code ties nothing


def test_a_part_reads_of_the_other_what_its_conditions_and_checks_name() -> None:
    assert read_of_others(instrument("E"), "referente") == {"E1_01", "E1_04", "E1_05", "E1_09"}
    assert facts_of_others(instrument("E"), "referente") == {"E1_01"}
    assert read_of_others(instrument("E"), "1522") == set()


def test_a_run_for_a_role_exports_its_own_part_alone() -> None:
    given = {**example("E")["context"], "role": "referente"}
    exported = run(instrument("E"), example("E")["answers"], given)["exported"]["stati"]
    assert exported["E1_09"] == exported["E3_01"] == -1 != exported["E2_02"]


def test_staff_say_who_begins_and_everybody_else_follows(transfers: Transfers) -> None:
    with transfers.database.reading() as session:
        found = session.execute(select(Invitation.census, Invitation.role)).all()
    assert {row.census["code"]: row.role for row in found} == {
        OPERATOR: "1522",
        CENTRE: "referente",
        OTHER: "referente",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"units": (CENTRE,)}, "first"),
        ({"units": (CENTRE,), "first": ("BA-999",)}, "first"),
        ({"units": (OPERATOR,), "first": (OPERATOR,)}, "units"),
        ({"types": ("20",), "first": (OPERATOR,), "questionnaire": "R"}, "first"),
        ({"types": ("20",), "questionnaire": "T"}, "questionnaire"),
    ],
)
def test_a_round_in_parts_needs_somebody_for_each(database: Database, changes: dict[str, Any], field: str) -> None:
    with database.writing() as session:
        factories.census_of_bari(session)
        for path in (E, factories.DOCUMENTS / "respond.json", factories.DOCUMENTS / "roles.json"):
            factories.publish(session, path)
        values = {**VALUES, "questionnaire": changes.pop("questionnaire", "E")}
        with pytest.raises(Invalid) as refused:
            drafting.create_round(session, NOW, STAFF, drafting.RoundForm(values, **changes))
    assert [fault.field for fault in refused.value.faults] == [field]


def test_each_service_sees_its_own_pages_alone(transfers: Transfers) -> None:
    first = transfers.call()
    second = transfers.follow(transfers.code(first))
    assert [page for section in second.review().sections for page in [p.page.code for p in section.pages]] == ["E2"]
    for record, page in ((second, "E1a"), (second, "E3"), (transfers.service(OPERATOR).record(), "E2")):
        with pytest.raises(Refused) as refused:
            record.page(page)
        assert refused.value.code == "off_path"


def test_of_the_other_part_only_what_is_read_is_given(transfers: Transfers) -> None:
    second = transfers.follow(transfers.code(transfers.call()))
    case = second.page("E2").case
    assert dict(case.context.given) == {"E1_04": "2", "E1_05": "1", "E1_09": "1"}
    assert not OTHERS & {*case.answers, *case.context.given}
    transfers.answer(second)
    with transfers.database.reading() as session:
        row = session.get_one(Response, case.response_id)
        content = documents.open_document(second.key(), row.id, row.receipt_number or "", row.document or b"")
    assert not [code for code in OTHERS if f'"{code}"' in json.dumps(content)]
    assert {code for code in content["answers"] if not code.startswith("E2_")} == set()


def test_a_part_that_contradicts_the_other_is_asked_why_without_being_told(transfers: Transfers) -> None:
    second = transfers.follow(transfers.code(transfers.call()))
    second.save("E2", {"E2_02": ["3"]})
    found = [finding for finding in second.page("E2").findings if finding.code == "E2_02.contrasto"]
    assert found and "accolta" not in found[0].message


def test_the_code_is_checked_random_and_told_once_the_first_part_is_sent(transfers: Transfers) -> None:
    begun = transfers.service(OPERATOR).record()
    unsent = str((begun.page("E1a").case.context.linked or {})["E1_01"])
    assert (transfers.code(begun), refusal(transfers, unsent)) == ("", "pass_unknown")
    code = transfers.code(transfers.call())
    assert len(code) == 8 and luhn.is_valid(code, CODE_ALPHABET) and code != unsent


def test_a_code_may_be_typed_as_it_is_read_aloud(transfers: Transfers) -> None:
    code = transfers.code(transfers.call())
    record = transfers.follow(f" {code[:4].lower()} {code[4:]}-")
    assert record.public_id.endswith(".1")
    assert record.page("E2").drafts["E2_01"].raw == {"": (code,)}  # proposed: she has typed it already


def test_what_is_no_code_and_what_is_nobody_s_are_refused_in_two_ways(transfers: Transfers) -> None:
    code = transfers.code(transfers.call())
    other = next(sign for sign in CODE_ALPHABET if sign != code[3])
    misread = ("", "K7QM", f"{code[:3]}{other}{code[4:]}", code + code, "<script>", "ç" * 8)
    assert {refusal(transfers, typed) for typed in misread} == {"pass_misread"}
    assert refusal(transfers, random_code(8)) == "pass_unknown"


@BOTH
def test_a_code_begins_one_record_and_leads_back_to_it(transfers: Transfers) -> None:
    code = transfers.code(transfers.call())
    once, again = transfers.follow(code), transfers.follow(code)
    assert once.public_id == again.public_id
    assert refusal(transfers, code, OTHER) == "pass_unknown"  # used elsewhere, and no word of it


@BOTH
def test_a_draft_that_is_deleted_gives_its_code_back(transfers: Transfers) -> None:
    code = transfers.code(transfers.call())
    second = transfers.follow(code)
    with transfers.database.writing() as session:
        responding.discard_record(session, transfers.house, NOW, second.public_id)
    assert transfers.follow(code, OTHER).public_id.endswith(".1")


def test_where_nothing_was_transferred_nobody_is_to_follow(transfers: Transfers) -> None:
    assert transfers.code(transfers.call(E1_05=["2"], E1_12=["1"])) == ""


def test_a_part_that_follows_is_added_by_its_code_only_and_a_first_one_is_not(transfers: Transfers) -> None:
    with pytest.raises(Refused) as refused:
        transfers.service(CENTRE).record()
    assert refused.value.code == "by_code"
    with pytest.raises(NotFound):
        transfers.follow(random_code(8), OPERATOR)


def test_the_code_stands_in_no_column_no_trail_and_no_mail(transfers: Transfers) -> None:
    first = transfers.call()
    code = transfers.code(first)
    transfers.answer(transfers.follow(code))
    with transfers.database.reading() as session:
        told = [str(row) for row in session.execute(select(AuditEvent.__table__)).all()]
        mails = [str(row) for row in session.execute(select(OutboxMessage.__table__)).all()]
        stored = [str(row) for row in session.execute(select(Response.__table__)).all()]
    assert not [text for text in (*told, *mails, *stored) if code in text]


@BOTH
def test_a_pair_is_one_row_of_the_dataset_without_its_code(transfers: Transfers) -> None:
    first = transfers.call()
    transfers.answer(transfers.follow(transfers.code(first)))
    (row,) = submissions(transfers)
    assert (row.answers["E1_09"], row.answers["E2_03"], row.service, row.second_service) == ("1", "2", OPERATOR, CENTRE)
    assert (row.context.linked or {})["record_state"] == row.answers["E3_01"] == "1"
    assert row.context.role is None


def test_a_first_part_alone_is_a_row_and_says_when_the_other_is_late(transfers: Transfers) -> None:
    transfers.call()
    (row,) = submissions(transfers)
    (later,) = submissions(transfers, NOW + timedelta(days=8))
    states = [{k: (one.context.linked or {})[k] for k in ("record_state", "part_2_late")} for one in (row, later)]
    assert states == [{"record_state": "2", "part_2_late": "2"}, {"record_state": "2", "part_2_late": "1"}]
    assert (row.second_service, row.second_day) == ("", None)


def test_parts_that_contradict_each_other_are_told_in_the_dataset(transfers: Transfers) -> None:
    second = transfers.follow(transfers.code(transfers.call()))
    second.save("E2", {"E2_02": ["3"]})
    second.save("E2", {"E2_02": ["3"], "_why:E2_02.contrasto": ["La linea è caduta"]})
    second.submit()
    (row,) = submissions(transfers)
    assert (row.context.linked or {})["record_state"] == row.answers["E3_01"] == "3"


def test_a_part_given_back_leaves_the_row_and_comes_back_with_what_it_was_given(transfers: Transfers) -> None:
    second = transfers.answer(transfers.follow(transfers.code(transfers.call())))
    with transfers.database.writing() as session:
        reopen(session, transfers.house, NOW, STAFF, response_id(transfers, second), "Controlli l'esito")
    assert [one.second_service for one in submissions(transfers)] == [""]
    assert second.page("E2").case.context.given["E1_09"] == "1"
    second.submit()
    assert [one.second_service for one in submissions(transfers)] == [CENTRE]


def test_what_is_erased_in_one_part_is_forgotten_in_the_other(transfers: Transfers) -> None:
    first = transfers.call()
    second = transfers.answer(transfers.follow(transfers.code(first)))
    with transfers.database.writing() as session:
        redact(session, transfers.house, NOW, STAFF, response_id(transfers, first), "E1_09")
    with transfers.database.reading() as session:
        row = session.get_one(Response, response_id(transfers, second))
        content = documents.open_document(second.key(), row.id, row.receipt_number or "", row.document or b"")
    assert set(content["context"]["given"]) == {"E1_04", "E1_05"}


def test_a_code_holds_after_the_instance_s_key_has_changed(transfers: Transfers) -> None:
    first = transfers.call()
    code = transfers.code(first)
    both = House(transfers.house.settings, Keyring({**transfers.house.keyring.keys, 2: b"\x02" * 32}))
    with transfers.database.writing() as session:
        while rotation.rotate(session, both, NOW):
            session.flush()
    only = Transfers(transfers.database, House(transfers.house.settings, Keyring({2: b"\x02" * 32})))
    assert only.code(first) == code
    assert only.follow(code).public_id.endswith(".1")


@BOTH
def test_codes_of_a_round_are_never_the_same(transfers: Transfers, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["K7QM2XH9", "K7QM2XH9", "K7QM2XHA"])
    monkeypatch.setattr("questionari.usecases.responding.passing.random_code", lambda length: next(drawn))
    operators = transfers.service(OPERATOR)
    codes = [(operators.record().page("E1a").case.context.linked or {})["E1_01"] for _ in range(2)]
    assert codes == ["K7QM2XH9", "K7QM2XHA"]
    with transfers.database.reading() as session:
        assert session.scalar(select(func.count(Response.pass_hash.distinct()))) == 2
