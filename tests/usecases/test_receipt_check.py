"""Whether a receipt is ours: number and hash together tell questionnaire, round and day; half of it nothing."""

from sqlalchemy import select

from questionari.store.models.responses import Response
from questionari.usecases import responding
from questionari.usecases.house import Actor
from questionari.usecases.receipt_check import CheckedReceipt, check_receipt
from questionari.usecases.short_codes import new_code
from tests.usecases.responding_acts import NOW, Respondent


def checked(service: Respondent, number: str, proof: str) -> CheckedReceipt | None:
    with service.database.reading() as session:
        return check_receipt(session, number, proof)


def reopen(service: Respondent) -> None:
    with service.database.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.reopen(session, service.house, NOW, Actor("staff", "rossi.m"), response_id, "Da verificare")


def test_a_receipt_is_known_by_its_number_and_hash_however_they_are_typed(finished: Respondent) -> None:
    receipt = finished.submit()
    found = checked(finished, receipt.number, receipt.hash)
    assert found is not None and found.standing == "valid"
    assert (found.round_title, found.day.isoformat()) == ("Tornata di prova", "2026-11-22")
    spaced = " ".join(receipt.hash[i : i + 8].upper() for i in range(0, 64, 8))
    assert checked(finished, f" {receipt.number.lower().replace('-', ' ')} ", spaced) == found


def test_one_half_of_a_receipt_tells_nothing(finished: Respondent) -> None:
    receipt = finished.submit()
    wrong = "0" * 64
    pairs = ((receipt.number, wrong), (receipt.number, ""), (receipt.number, receipt.hash[:63]), ("", receipt.hash))
    pairs += ((new_code(8), receipt.hash), (receipt.number[:-1] + "?", receipt.hash), (receipt.number, "%" * 64))
    assert [checked(finished, *pair) for pair in pairs] == [None] * len(pairs)


def test_a_receipt_says_that_the_response_was_given_back_and_then_replaced(finished: Respondent) -> None:
    first = finished.submit()
    reopen(finished)
    given_back = checked(finished, first.number, first.hash)
    second = finished.submit()
    replaced, valid = checked(finished, first.number, first.hash), checked(finished, second.number, second.hash)
    found = [one.standing for one in (given_back, replaced, valid) if one is not None]
    assert found == ["given_back", "replaced", "valid"]
    assert checked(finished, first.number, second.hash) is None
