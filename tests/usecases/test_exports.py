"""Datasets asked for: requests with leases, and what may enter a dataset."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from questionari.catalogue import SCHEMI
from questionari.engine.dataset import Submission
from questionari.store.models.access import AuditEvent
from questionari.store.models.messages import ExportRequest
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases import datasets, exports, responding
from questionari.usecases.exports import Claimed, ExportLine
from questionari.usecases.house import Actor, House, NotFound, Refused
from tests import factories
from tests.factories import NOW
from tests.usecases.responding_acts import Respondent

D = SCHEMI / "questionari" / "D" / "2026.1.json"
STAFF = Actor("staff", "lenove.1")


@pytest.fixture
def round_id(database: Database) -> uuid.UUID:
    """An open round."""
    with database.writing() as session:
        return factories.add_round(session, factories.publish(session)).id


def ask(database: Database, round_id: uuid.UUID, later: timedelta = timedelta()) -> uuid.UUID:
    with database.writing() as session:
        return exports.request(session, NOW + later, STAFF, round_id)


def claim(database: Database, owner: str, later: timedelta = timedelta()) -> Claimed | None:
    with database.writing() as session:
        return exports.claim(session, NOW + later, owner)


def taken(database: Database, owner: str = "w1", later: timedelta = timedelta()) -> Claimed:
    found = claim(database, owner, later)
    assert found is not None
    return found


def line(database: Database, round_id: uuid.UUID) -> ExportLine:
    with database.reading() as session:
        return exports.history(session, round_id)[0]


def audited(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.at, AuditEvent.id)))


def change_round(database: Database, **values: object) -> None:
    with database.writing() as session:
        session.execute(update(Round).values(**values))


def test_a_request_waits_is_made_and_is_ready_for_seven_days(database: Database, round_id: uuid.UUID) -> None:
    ask(database, round_id)
    assert line(database, round_id).label == "in coda" and line(database, round_id).waiting
    held = taken(database)
    assert line(database, round_id).label == "in corso"
    with database.writing() as session:
        assert exports.finish(session, NOW, held, "dataset.zip", 3)
    ready = line(database, round_id)
    assert (ready.label, ready.rows, ready.expires) == ("pronto", 3, NOW + timedelta(days=7))
    assert audited(database) == ["dataset.requested", "dataset.done"]


def test_a_second_click_does_not_ask_twice(database: Database, round_id: uuid.UUID) -> None:
    assert ask(database, round_id) == ask(database, round_id)
    taken(database)
    ask(database, round_id)
    with database.reading() as session:
        assert [found.label for found in exports.history(session, round_id)].count("in coda") == 1
        assert len(exports.history(session, round_id)) == 2


@pytest.mark.parametrize(
    ("values", "code"), [({"is_test": True}, "test_round"), ({"stored_state": "draft"}, "round_state")]
)
def test_a_rehearsal_and_a_draft_have_no_dataset(
    database: Database, round_id: uuid.UUID, values: dict[str, object], code: str
) -> None:
    change_round(database, **values)
    with pytest.raises(Refused) as refused:
        ask(database, round_id)
    assert refused.value.code == code
    with pytest.raises(Refused), database.reading() as session:
        datasets.dataset_round(session, NOW, round_id)


def test_single_records_that_may_not_be_public_stay_with_their_service(database: Database) -> None:
    with database.writing() as session:
        many = factories.add_round(session, factories.publish(session, factories.DOCUMENTS / "many.json")).id
        kept = factories.add_round(session, factories.publish(session, D)).id
        assert exports.request(session, NOW, STAFF, many)
        with pytest.raises(Refused, match="restano al servizio"):
            exports.request(session, NOW, STAFF, kept)
        assert "tabelle aggregate" in exports.refusal(session, NOW, kept)


def test_an_unknown_format_and_an_unknown_round_are_refused(database: Database, round_id: uuid.UUID) -> None:
    with pytest.raises(Refused, match="formato"), database.writing() as session:
        exports.request(session, NOW, STAFF, round_id, "spss")
    with pytest.raises(NotFound):
        ask(database, uuid.uuid4())


def test_a_killed_worker_loses_its_lease_and_another_begins_again(database: Database, round_id: uuid.UUID) -> None:
    ask(database, round_id)
    first = taken(database)
    assert claim(database, "w2", exports.LEASE - timedelta(seconds=1)) is None
    second = taken(database, "w2", exports.LEASE)
    assert (second.id, second.attempt) == (first.id, 2)
    with database.writing() as session:
        assert not exports.renew(session, NOW, first, 500)
        assert not exports.finish(session, NOW, first, "dataset.zip", 1)
        exports.fail(session, NOW, first, "tardi")
    assert line(database, round_id).label == "in corso"


def test_a_renewed_lease_holds(database: Database, round_id: uuid.UUID) -> None:
    ask(database, round_id)
    held = taken(database)
    with database.writing() as session:
        assert exports.renew(session, NOW + timedelta(minutes=9), held, 500)
    assert claim(database, "w2", timedelta(minutes=18)) is None
    assert (line(database, round_id).label, line(database, round_id).rows) == ("in corso", 500)


def test_what_is_begun_again_is_counted_from_nothing(database: Database, round_id: uuid.UUID) -> None:
    ask(database, round_id)
    held = taken(database)
    with database.writing() as session:
        exports.renew(session, NOW, held, 500)
        exports.fail(session, NOW, held, "Disco pieno.")
    assert line(database, round_id).rows is None
    taken(database, "w2", exports.PAUSE)
    assert line(database, round_id).rows == 0


def test_three_lost_attempts_are_a_failure_in_plain_words(database: Database, round_id: uuid.UUID) -> None:
    ask(database, round_id)
    for number in range(3):
        taken(database, f"w{number}", number * exports.LEASE)
    assert claim(database, "w3", 3 * exports.LEASE) is None
    failed = line(database, round_id)
    assert (failed.label, failed.error, failed.waiting) == ("fallito", exports.KILLED, False)
    assert audited(database)[-1] == "dataset.failed"


def test_a_failed_attempt_is_tried_again_after_a_pause_until_the_third(database: Database, round_id: uuid.UUID) -> None:
    ask(database, round_id)
    labels = []
    for number in range(3):
        at = number * exports.PAUSE
        held = taken(database, "w1", at)
        with database.writing() as session:
            exports.fail(session, NOW + at, held, "Disco pieno.")
        labels.append(line(database, round_id).label)
        assert claim(database, "w1", at + exports.PAUSE - timedelta(seconds=1)) is None
    assert labels == ["in coda", "in coda", "fallito"]
    assert line(database, round_id).error == "Disco pieno."


def test_the_oldest_request_comes_first(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        other = factories.add_round(session, factories.publish(session)).id
    second, first = ask(database, round_id, timedelta(minutes=1)), ask(database, other)
    assert [taken(database, later=timedelta(minutes=2)).id for _ in range(2)] == [first, second]


def made(database: Database, house: House, round_id: uuid.UUID) -> uuid.UUID:
    """A dataset that is ready, with its file."""
    ask(database, round_id)
    held = taken(database)
    path = exports.file_of(house, held.id)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"PK")
    with database.writing() as session:
        exports.finish(session, NOW, held, "dataset.zip", 1)
    return held.id


def test_a_download_is_recorded_and_of_its_own_round(database: Database, house: House, round_id: uuid.UUID) -> None:
    request_id = made(database, house, round_id)
    with database.writing() as session:
        found = exports.download(session, house, NOW, STAFF, round_id, request_id)
    assert (found.name, found.path.read_bytes()) == ("dataset.zip", b"PK")
    assert audited(database)[-1] == "dataset.downloaded"
    for wrong in ((uuid.uuid4(), request_id), (round_id, uuid.uuid4())):
        with pytest.raises(NotFound), database.writing() as session:
            exports.download(session, house, NOW, STAFF, *wrong)


def test_a_file_expires_after_seven_days_and_once(database: Database, house: House, round_id: uuid.UUID) -> None:
    request_id = made(database, house, round_id)
    counts = []
    for at in (exports.KEPT - timedelta(seconds=1), exports.KEPT, exports.KEPT):
        with database.writing() as session:
            counts.append(exports.expire(session, NOW + at))
    assert counts == [0, 1, 0]
    assert line(database, round_id).label == "scaduto" and not line(database, round_id).ready
    with database.reading() as session:
        assert exports.files_kept(session) == frozenset()
    with pytest.raises(NotFound), database.writing() as session:
        exports.download(session, house, NOW, STAFF, round_id, request_id)


def rows(database: Database, house: House, round_id: uuid.UUID) -> Sequence[Submission]:
    with database.reading() as session:
        datasets.dataset_round(session, NOW, round_id)
        return list(datasets.submissions(session, house, NOW, round_id))


def test_only_submitted_responses_enter_a_dataset(finished: Respondent) -> None:
    database, house, round_id = finished.database, finished.house, finished.invited.round_id
    assert rows(database, house, round_id) == []
    finished.submit()
    (found,) = rows(database, house, round_id)
    assert found.answers["Q2"] == 12 and "C1" not in found.answers
    with database.writing() as session:
        session.execute(update(Invitation).values(disposition="excluded"))
    assert rows(database, house, round_id) == []
    with database.reading() as session:
        around = datasets.dataset_round(session, NOW, round_id)
    assert (around.asked, around.submitted, around.excluded, around.provisional) == (1, 1, 1, True)


def test_a_response_given_back_is_counted_and_left_out(finished: Respondent) -> None:
    finished.submit()
    with finished.database.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.reopen(session, finished.house, NOW, STAFF, response_id, "Manca il totale")
    assert rows(finished.database, finished.house, finished.invited.round_id) == []
    with finished.database.reading() as session:
        around = datasets.dataset_round(session, NOW, finished.invited.round_id)
    assert (around.submitted, around.reopened) == (0, 1)


def test_a_submission_names_its_service_by_codes_alone(finished: Respondent) -> None:
    facts = {"code": "BA-001", "type": "03", "province": "072", "atr_codes": ["072", "110"], "email": "x@rete.example"}
    with finished.database.writing() as session:
        session.execute(update(Invitation).values(census=facts))
    finished.submit()
    (found,) = rows(finished.database, finished.house, finished.invited.round_id)
    assert (found.service, found.type_code, found.province, found.atrs) == ("BA-001", "03", "072", ("072", "110"))
    assert found.day == NOW.date() and "x@rete.example" not in str(found.answers)


def test_the_id_of_a_response_in_a_dataset_is_always_the_same_and_tells_no_hour(finished: Respondent) -> None:
    finished.submit()
    (found,) = rows(finished.database, finished.house, finished.invited.round_id)
    (again,) = rows(finished.database, finished.house, finished.invited.round_id)
    with finished.database.reading() as session:
        begun = session.scalars(select(Response.id)).one()
    assert found.response_id == again.response_id
    assert begun.hex[:12] not in uuid.UUID(found.response_id).hex  # its first 48 bits are milliseconds


def test_erasing_a_value_takes_back_the_files_that_hold_it(finished: Respondent) -> None:
    finished.submit()
    database, round_id = finished.database, finished.invited.round_id
    made(database, finished.house, round_id)
    ask(database, round_id)
    running = taken(database, "w2")
    with database.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.redact(session, finished.house, NOW, STAFF, response_id, "L1")
    with database.writing() as session:
        assert not exports.finish(session, NOW, running, "dataset.zip", 1)
        assert exports.files_kept(session) == frozenset()
    with database.reading() as session:
        assert set(session.scalars(select(ExportRequest.state))) == {"done", "queued"}
    assert audited(database).count("dataset.withdrawn") == 2
