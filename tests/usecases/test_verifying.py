"""What staff say of a transfer once its first part is sent (E3): proposed, kept, in the dataset, forgotten."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from questionari.store.models.access import AuditEvent
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.store.models.verifications import RecordVerification
from questionari.usecases import datasets, responding
from questionari.usecases.house import NotFound
from questionari.usecases.responding import Verification, redact, reopen
from questionari.usecases.responding.verifying import INCOMPLETE, OVERTAKEN
from tests.usecases.parts_acts import CENTRE, STAFF, Transfers
from tests.usecases.responding_acts import NOW, Respondent

pytestmark = pytest.mark.engine("sqlite")
BOTH = pytest.mark.engine("sqlite", "postgresql")
NOTE = "Il servizio era chiuso per trasloco"
CLOSED = {"E3_01": ["4"], "E3_01.4": [NOTE], "E3_02": ["1", "3"]}


def id_of(transfers: Transfers, record: Respondent) -> UUID:
    invitation, _, number = record.public_id.partition(".")
    own = (Invitation.public_id == invitation, Response.number == int(number))
    with transfers.database.reading() as session:
        return session.scalars(select(Response.id).join(Invitation).where(*own)).one()


def say(transfers: Transfers, response_id: UUID, base: int, typed: Mapping[str, list[str]]) -> Verification:
    form = {"_q": [f"{code}@0" for code in ("E3_01", "E3_01.4", "E3_02")], **typed}
    with transfers.database.writing() as session:
        return responding.verify(session, transfers.house, NOW, STAFF, response_id, base, form)


def shown(transfers: Transfers, response_id: UUID) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """What the fields show, proposals too."""
    with transfers.database.reading() as session:
        found = responding.verification(session, transfers.house, NOW, response_id)
    return {code: draft.raw for state in found.pages for code, draft in state.drafts.items()}


def exported(transfers: Transfers) -> Mapping[str, object]:
    with transfers.database.reading() as session:
        round_id = session.scalars(select(Invitation.round_id)).first()
        assert round_id is not None
    with transfers.database.reading() as session:  # of its own: a snapshot begins before the first query
        datasets.dataset_round(session, NOW + timedelta(hours=1), round_id)
        (row,) = datasets.submissions(session, transfers.house, NOW + timedelta(hours=1), round_id)
    return {code: row.answers.get(code) for code in ("E3_01", "E3_01.4", "E3_02")}


def test_the_verdict_of_the_product_is_proposed_and_goes_on_following_what_services_send(transfers: Transfers) -> None:
    first = transfers.call()
    pair = id_of(transfers, first)
    assert shown(transfers, pair)["E3_01"] == {"": ("2",)}
    assert say(transfers, pair, 0, {"E3_01": ["2"], "E3_02": ["1"]}).failure == ""
    assert exported(transfers) == {"E3_01": "2", "E3_01.4": None, "E3_02": ("1",)}
    transfers.answer(transfers.follow(transfers.code(first)))
    assert exported(transfers)["E3_01"] == "1"


@BOTH
def test_what_staff_say_is_kept_sealed_and_exported_without_the_note(transfers: Transfers) -> None:
    pair = id_of(transfers, transfers.call())
    assert say(transfers, pair, 0, CLOSED).version == 1
    assert shown(transfers, pair)["E3_01.4"] == {"": (NOTE,)}
    assert exported(transfers) == {"E3_01": "4", "E3_01.4": None, "E3_02": ("1", "3")}
    with transfers.database.reading() as session:
        kept = session.scalars(select(RecordVerification)).one()
        trail = [str(row) for row in session.execute(select(AuditEvent.__table__)).all()]
    assert NOTE.encode() not in (kept.texts or b"") and b"E3_02" not in kept.answers
    assert any("record.verified" in line for line in trail)
    assert not [line for line in trail if NOTE in line]


def test_a_pair_closed_without_its_note_is_not_kept_and_what_was_typed_is_shown(transfers: Transfers) -> None:
    pair = id_of(transfers, transfers.call())
    told = say(transfers, pair, 0, {"E3_01": ["4"], "E3_02": ["5", "1"]})
    assert (told.failure, told.version) == (INCOMPLETE, 0)
    assert told.pages[0].drafts["E3_01"].raw == {"": ("4",)}
    assert exported(transfers)["E3_01"] == "2"


def test_of_two_who_verify_at_once_the_later_is_told(transfers: Transfers) -> None:
    pair = id_of(transfers, transfers.call())
    say(transfers, pair, 0, CLOSED)
    told = say(transfers, pair, 0, {"E3_01": ["3"], "E3_02": []})
    assert (told.failure, told.version) == (OVERTAKEN, 1)
    assert exported(transfers)["E3_01"] == "4"
    assert say(transfers, pair, 1, {"E3_01": ["3"], "E3_02": []}).failure == ""
    assert shown(transfers, pair)["E3_01"] == {"": ("3",)}


@pytest.mark.parametrize("erased", ["E1_13", "E2_02", "E3_01.4"])
def test_the_note_goes_with_an_answer_that_it_may_quote(transfers: Transfers, erased: str) -> None:
    first = transfers.call()
    second = transfers.answer(transfers.follow(transfers.code(first)))
    pair = id_of(transfers, first)
    say(transfers, pair, 0, CLOSED)
    with transfers.database.writing() as session:
        owner = id_of(transfers, second) if erased == "E2_02" else pair
        redact(session, transfers.house, NOW, STAFF, owner, erased)
    told = shown(transfers, pair)
    assert (told["E3_01"], told["E3_02"], told["E3_01.4"]) == ({"": ("4",)}, {"": ("1", "3")}, {})


def test_nothing_is_said_of_a_part_that_follows_nor_of_one_that_was_given_back(transfers: Transfers) -> None:
    first = transfers.call()
    second = transfers.answer(transfers.follow(transfers.code(first), CENTRE))
    with transfers.database.writing() as session:
        reopen(session, transfers.house, NOW, STAFF, id_of(transfers, first), "Manca l'esito")
    for record in (first, second):
        with pytest.raises(NotFound):
            say(transfers, id_of(transfers, record), 0, CLOSED)
