"""What became of each unit, and the rates made of it."""

from collections import Counter
from itertools import product

import pytest

from questionari.engine.response_rates import OUTCOME_LABELS, Outcome, Rates, Standing, outcome, rates
from questionari.engine.states import Delivery as D, Disposition as X, ResponseState as R


@pytest.mark.parametrize(
    ("delivery", "response", "disposition", "no_address", "expected"),
    [
        (D.SENT, R.SUBMITTED, X.NONE, False, Outcome.COMPLETE),
        (D.SENT, R.VALIDATED, X.DECLINED, False, Outcome.COMPLETE),
        (D.BOUNCED, R.SUBMITTED, X.CLOSED_SERVICE, True, Outcome.COMPLETE),
        (D.SENT, R.SUBMITTED, X.EXCLUDED, False, Outcome.NOT_ELIGIBLE),
        (D.SENT, R.QUERY_OPEN, X.CLOSED_SERVICE, False, Outcome.PARTIAL),
        (D.SENT, R.IN_PROGRESS, X.NONE, False, Outcome.PARTIAL),
        (D.SENT, R.AWAITING, X.NONE, False, Outcome.PARTIAL),
        (D.SENT, R.IN_PROGRESS, X.DECLINED, False, Outcome.REFUSAL),
        (D.SENT, R.NOT_STARTED, X.CLOSED_SERVICE, False, Outcome.NOT_ELIGIBLE),
        (D.SENT, R.IN_PROGRESS, X.ANSWERED_ELSEWHERE, False, Outcome.NOT_ELIGIBLE),
        (D.BOUNCED, R.NOT_STARTED, X.NONE, False, Outcome.NON_CONTACT),
        (D.QUEUED, R.NOT_STARTED, X.NONE, False, Outcome.NON_CONTACT),
        (D.NONE, R.NOT_STARTED, X.NONE, False, Outcome.NON_CONTACT),
        (D.SENT, R.NOT_STARTED, X.NONE, True, Outcome.NON_CONTACT),
        (D.SENT, R.QUERY_OPEN, X.EXCLUDED, False, Outcome.NOT_ELIGIBLE),
        (D.BOUNCED, R.IN_PROGRESS, X.WRONG_CONTACT, True, Outcome.PARTIAL),
        (D.BOUNCED, R.NOT_STARTED, X.DECLINED, True, Outcome.REFUSAL),
        (D.NONE, R.NOT_STARTED, X.NONE, True, Outcome.NON_CONTACT),
        (D.SENT, R.NOT_STARTED, X.WRONG_CONTACT, False, Outcome.NON_CONTACT),
        (D.NONE, R.OPENED, X.NONE, True, Outcome.SILENT),
        (D.DELIVERED, R.NOT_STARTED, X.NONE, False, Outcome.SILENT),
    ],
)
def test_each_unit_has_one_outcome(
    delivery: D, response: R, disposition: X, no_address: bool, expected: Outcome
) -> None:
    assert outcome(Standing(delivery, response, disposition, no_address)) is expected


def test_every_state_has_an_outcome_with_its_words() -> None:
    found = Counter(outcome(Standing(*one)) for one in product(D, R, X, (True, False)))
    assert set(found) == set(Outcome) == set(OUTCOME_LABELS)


def test_outcomes_are_written_as_signed_records_have_them() -> None:
    written = ["complete", "partial", "refusal", "non_contact", "silent", "not_eligible"]
    assert [str(one) for one in Outcome] == written


def test_rates_are_thousandths_of_those_who_were_to_answer() -> None:
    counts = {
        Outcome.COMPLETE: 5,
        Outcome.PARTIAL: 1,
        Outcome.REFUSAL: 1,
        Outcome.NON_CONTACT: 1,
        Outcome.SILENT: 1,
        Outcome.NOT_ELIGIBLE: 4,
    }
    assert rates(counts) == Rates(556, 667, 714, 111, 889)
    assert rates({Outcome.COMPLETE: 1, Outcome.SILENT: 15}).response == 63  # 62.5
    assert rates({Outcome.NOT_ELIGIBLE: 3}) == Rates(None, None, None, None, None)
