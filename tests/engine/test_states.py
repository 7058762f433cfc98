"""States: which word is shown, and which step may follow which."""

from datetime import UTC, datetime, timedelta

import pytest

from questionari.engine.round_acts import ASKING, BY_TIME, LAUNCHED, ROUND_ACTS, RUNNING
from questionari.engine.states import (
    DELIVERY_LABELS,
    DISPOSITION_LABELS,
    OUTBOX_TRANSITIONS,
    RESPONSE_LABELS,
    RESPONSE_TRANSITIONS,
    ROUND_LABELS,
    TOLD,
    Delivery,
    Disposition,
    Outbox,
    ResponseState,
    RoundState,
    label,
    round_state,
)

OPENS = datetime(2026, 3, 1, tzinfo=UTC)
DEADLINE, CLOSES = OPENS + timedelta(days=20), OPENS + timedelta(days=30)
INSTANT = timedelta(microseconds=1)
ANSWERED = (ResponseState.SUBMITTED, ResponseState.QUERY_OPEN, ResponseState.VALIDATED)


@pytest.mark.parametrize("response", ANSWERED)
def test_an_answer_given_outweighs_a_refusal_and_a_lost_mail(response: ResponseState) -> None:
    assert label(Delivery.BOUNCED, response, Disposition.DECLINED) == RESPONSE_LABELS[response]


@pytest.mark.parametrize("response", [ResponseState.OPENED, ResponseState.IN_PROGRESS, ResponseState.AWAITING])
@pytest.mark.parametrize("disposition", DISPOSITION_LABELS)
def test_why_a_service_will_not_answer_outweighs_what_was_begun(
    response: ResponseState, disposition: Disposition
) -> None:
    assert label(Delivery.SENT, response, disposition) == DISPOSITION_LABELS[disposition]


def test_what_was_begun_outweighs_what_the_mail_did() -> None:
    assert label(Delivery.SENT, ResponseState.OPENED, Disposition.NONE) == "aperta"
    assert label(Delivery.BOUNCED, ResponseState.IN_PROGRESS, Disposition.NONE) == "in compilazione"


@pytest.mark.parametrize("delivery", Delivery)
def test_before_anything_is_opened_the_mail_is_told(delivery: Delivery) -> None:
    assert label(delivery, ResponseState.NOT_STARTED, Disposition.NONE) == DELIVERY_LABELS[delivery]


def test_every_state_has_a_word_and_different_states_of_a_service_are_told_apart() -> None:
    assert set(DISPOSITION_LABELS) == set(Disposition) - {Disposition.NONE}
    assert set(RESPONSE_LABELS) == set(ResponseState) - {ResponseState.NOT_STARTED}
    assert set(ROUND_LABELS) == set(RoundState)
    words = [*DISPOSITION_LABELS.values(), *RESPONSE_LABELS.values(), *ROUND_LABELS.values()]
    assert all(words)
    assert len(set(RESPONSE_LABELS.values())) == len(RESPONSE_LABELS)
    assert len(set(ROUND_LABELS.values())) == len(ROUND_LABELS)
    assert len(set(DISPOSITION_LABELS.values())) == len(DISPOSITION_LABELS)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (OPENS - INSTANT, RoundState.SCHEDULED),
        (OPENS, RoundState.OPEN),
        (DEADLINE - INSTANT, RoundState.OPEN),
        (DEADLINE, RoundState.EXTENDED),
        (CLOSES - INSTANT, RoundState.EXTENDED),
        (CLOSES, RoundState.CLOSED),
    ],
)
def test_a_launched_round_follows_its_dates_whose_ends_are_outside(at: datetime, state: RoundState) -> None:
    assert round_state(RoundState.OPEN, OPENS, DEADLINE, CLOSES, at) is state


def test_a_round_without_an_extension_is_closed_from_its_deadline_on() -> None:
    assert round_state(RoundState.OPEN, OPENS, DEADLINE, DEADLINE, DEADLINE) is RoundState.CLOSED


@pytest.mark.parametrize("stored", [RoundState.DRAFT, RoundState.ARCHIVED])
@pytest.mark.parametrize("at", [OPENS - INSTANT, OPENS, CLOSES])
def test_a_draft_and_an_archived_round_stay_what_they_are(stored: RoundState, at: datetime) -> None:
    assert round_state(stored, OPENS, DEADLINE, CLOSES, at) is stored


def test_a_mail_that_reached_its_end_never_leaves_again() -> None:
    ends = {state for state, after in OUTBOX_TRANSITIONS.items() if not after}
    failed = {Outbox.PERMANENT_FAILURE, Outbox.TECHNICAL_FAILURE, Outbox.CANCELLED}
    assert ends == {Outbox.BOUNCED, Outbox.PEC_DELIVERED, *failed}
    for state in (Outbox.SENT, *TOLD, *ends):
        assert Outbox.SENDING not in OUTBOX_TRANSITIONS[state]
    assert OUTBOX_TRANSITIONS[Outbox.UNCERTAIN] == {Outbox.SENDING, Outbox.SENT, Outbox.TECHNICAL_FAILURE} | TOLD


def test_a_submitted_response_is_written_again_only_by_a_query() -> None:
    assert set(OUTBOX_TRANSITIONS) == set(Outbox)
    assert set(RESPONSE_TRANSITIONS) == set(ResponseState)
    before = {state for state, after in RESPONSE_TRANSITIONS.items() if ResponseState.QUERY_OPEN in after}
    assert before == {ResponseState.SUBMITTED, ResponseState.VALIDATED, ResponseState.AWAITING}
    assert RESPONSE_TRANSITIONS[ResponseState.QUERY_OPEN] == {ResponseState.AWAITING, ResponseState.SUBMITTED}
    assert all(ResponseState.IN_PROGRESS not in RESPONSE_TRANSITIONS[state] for state in ANSWERED)


RUNS = [
    "add_unit",
    "send_again",
    "patch",
    "stop",
    "calendar",
    "follow",
    "extend",
    "shorten",
    "extend_unit",
    "end_unit_extension",
    "exclude",
]
AFTER = ["extend", "shorten", "extend_unit", "end_unit_extension", "exclude", "close", "archive"]


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        (RoundState.DRAFT, ["change", "agree", "delete", "open"]),
        (RoundState.SCHEDULED, RUNS),
        (RoundState.OPEN, [*RUNS, "remind", "close"]),
        (RoundState.EXTENDED, [*RUNS, "remind", "close"]),
        (RoundState.CLOSED, AFTER),
        (RoundState.ARCHIVED, ["unarchive"]),
    ],
)
def test_in_each_state_of_a_round_these_acts_are_possible_and_no_other(state: RoundState, acts: list[str]) -> None:
    assert {name for name, act in ROUND_ACTS.items() if state in act.allowed} == set(acts)


def test_most_acts_leave_a_round_as_it_is_and_the_others_lead_where_they_say() -> None:
    scheduled, open_, extended = RoundState.SCHEDULED, RoundState.OPEN, RoundState.EXTENDED
    moving = {name: act.leads for name, act in ROUND_ACTS.items() if act.leads != act.allowed}
    assert moving == {
        "delete": set(),
        "open": {scheduled, open_},
        "extend": {scheduled, open_, extended},
        "close": {RoundState.CLOSED},
        "archive": {RoundState.ARCHIVED},
        "unarchive": {RoundState.CLOSED},
    }
    assert ASKING < RUNNING < LAUNCHED == {scheduled, open_, extended, RoundState.CLOSED}


def test_time_alone_opens_extends_and_closes() -> None:
    onward = {state: after for state, after in BY_TIME.items() if after}
    assert onward == {
        RoundState.SCHEDULED: {RoundState.OPEN},
        RoundState.OPEN: {RoundState.EXTENDED, RoundState.CLOSED},
        RoundState.EXTENDED: {RoundState.CLOSED},
    }
    assert set(BY_TIME) == set(RoundState)
