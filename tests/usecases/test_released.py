"""Datasets that a correction changes: named before it is asked for, marked once it is sent."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.states import Job
from questionari.store.models.messages import ExportRequest
from questionari.usecases import audit, exports, querying, responding
from questionari.usecases.released import released_with
from tests.usecases.querying_acts import LATER, NOW, STAFF, Desk
from tests.usecases.responding_acts import Respondent

pytestmark = pytest.mark.engine("sqlite")
HOUR = timedelta(hours=1)


def made(
    session: Session, desk: Desk, at: datetime, state: str = Job.DONE, file: str | None = "d.zip"
) -> ExportRequest:
    """A dataset asked for and made at an hour."""
    about = {"round_id": desk.service.invited.round_id, "requested_by": "lenove.1", "format": "csv"}
    ended = at + HOUR if state == Job.DONE else None
    row = ExportRequest(**about, state=state, file_name=file, created_at=at, ended_at=ended)
    session.add(row)
    session.flush()
    return row


def marks(desk: Desk) -> list[datetime | None]:
    with desk.service.database.reading() as session:
        return list(session.scalars(select(ExportRequest.superseded_at).order_by(ExportRequest.created_at)))


@pytest.fixture
def desk(finished: Respondent) -> Desk:
    finished.submit()
    return Desk(finished)


def test_those_that_somebody_may_hold_are_named(desk: Desk) -> None:
    with desk.service.database.writing() as session:
        made(session, desk, NOW - 5 * HOUR)
        taken, kept = made(session, desk, NOW + HOUR, file=None), made(session, desk, NOW + 3 * HOUR)
        made(session, desk, NOW + 5 * HOUR, file=None)
        for _ in range(2):
            audit.record(session, NOW + 2 * HOUR, STAFF, "dataset.downloaded", ("export_request", taken.id))
        exports.announce(session, NOW + 7 * HOUR, STAFF, desk.service.invited.round_id, "csv")
        found = released_with(session, desk.response_id)
        assert [(one.at, one.downloads) for one in found] == [
            (NOW + 7 * HOUR, None),
            (kept.created_at, 0),
            (taken.created_at, 2),
        ]


def test_a_correction_marks_those_made_before_it_and_no_later_one(desk: Desk) -> None:
    with desk.service.database.writing() as session:
        made(session, desk, NOW - 5 * HOUR)
        made(session, desk, NOW + HOUR)
    desk.ask("L1")
    desk.answer(querying.CONFIRM, "È così.")
    assert marks(desk) == [None, None]
    desk.settle(querying.ACCEPT)
    desk.ask("L1")
    desk.answer(querying.CORRECT, L1=["Altro."])
    with desk.service.database.writing() as session:
        made(session, desk, LATER + HOUR)
    assert marks(desk) == [None, LATER, None]


def test_a_response_given_back_marks_them_when_it_is_sent_again(desk: Desk) -> None:
    with desk.service.database.writing() as session:
        made(session, desk, NOW + HOUR)
        responding.reopen(session, desk.house, NOW + 4 * HOUR, STAFF, desk.response_id, "Riveda.")
        made(session, desk, NOW + 5 * HOUR)
    assert marks(desk) == [None, None]
    desk.service.submit(NOW + 8 * HOUR)
    assert marks(desk) == [NOW + 8 * HOUR, None], "while it was given back it was in no dataset"


def test_one_that_is_begun_anew_reads_what_is_there_now(desk: Desk) -> None:
    with desk.service.database.writing() as session:
        row = made(session, desk, NOW + HOUR, Job.QUEUED, None)
        row.superseded_at = NOW
        session.flush()
        assert exports.claim(session, LATER, "worker") is not None and row.superseded_at is None
