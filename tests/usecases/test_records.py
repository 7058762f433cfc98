"""Records: several responses of one invitation, each filled and sent by itself, and the list of them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import ColumnElement, and_, func, select

from questionari.store.models.access import AuditEvent
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import DraftCell, Response
from questionari.store.places import address, invitation_of, parsed
from questionari.store.session import Database, open_database
from questionari.usecases import responding
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.responding import RecordList, Standing
from tests import factories
from tests.factories import NOW
from tests.services.run import PATIENCE_S

STAFF = Actor("staff", "lenove.1")
NOBODY = UUID(int=0)
MANY = factories.DOCUMENTS / "many.json"


@dataclass(frozen=True)
class Service:
    """A service with records; every act is one transaction, as in the views."""

    database: Database
    house: House
    invited: factories.Invited

    @property
    def public_id(self) -> str:
        return self.invited.public_id

    def own(self, number: int) -> ColumnElement[bool]:
        return and_(Response.invitation_id == self.invited.invitation_id, Response.number == number)

    def enter(self) -> str:
        with self.database.writing() as session:
            return responding.enter(session, self.house, NOW, self.invited.token)

    def add(self, once: str = "") -> str:
        with self.database.writing() as session:
            return responding.add_record(session, self.house, NOW, self.public_id, once)

    def save(self, record: str, channel: str = "1") -> None:
        with self.database.writing() as session:
            page = responding.load_page(session, self.house, NOW, record, "P1")
            marks = [f"{code}@{page.drafts[code].version}" for code in ("Q1", "Q2")]
            form = {"_q": marks, "Q1": [channel], "Q2": ["30"]}
            responding.save_page(session, self.house, NOW, record, "P1", form)

    def submit(self, record: str) -> responding.Receipt:
        with self.database.writing() as session:
            return responding.submit(session, self.house, NOW, record)

    def send_one(self) -> str:
        """A record added, filled, sent."""
        record = self.add()
        self.save(record)
        self.submit(record)
        return record

    def discard(self, record: str) -> None:
        with self.database.writing() as session:
            responding.discard_record(session, self.house, NOW, record)

    def complete(self) -> responding.Receipt:
        with self.database.writing() as session:
            return responding.complete_list(session, self.house, NOW, self.public_id)

    def resume(self, now: datetime = NOW) -> None:
        with self.database.writing() as session:
            responding.resume_list(session, now, self.public_id)

    def reopen(self, record: str, reason: str = "Manca il canale") -> None:
        with self.database.writing() as session:
            row = session.scalars(select(Response).where(self.own(parsed(record)[1]))).first()
            responding.reopen(session, self.house, NOW, STAFF, row.id if row else NOBODY, reason)

    def listed(self, page: int = 1) -> RecordList:
        with self.database.reading() as session:
            found = responding.home(session, self.house, NOW, self.public_id, page)
        assert isinstance(found, RecordList)
        return found

    @contextmanager
    def whole(self) -> Iterator[Response]:
        """The row of the list."""
        with self.database.reading() as session:
            yield session.scalars(select(Response).where(self.own(0))).one()


def asked(database: Database, house: House) -> Service:
    with database.writing() as session:
        service = Service(database, house, factories.invited(session, MANY))
    service.enter()
    return service


@pytest.fixture
def records(database: Database, house: House) -> Service:
    return asked(database, house)


@given(st.text(alphabet="abcXYZ019-_", min_size=1), st.integers(1, 999_999))
def test_the_address_of_a_record_names_its_invitation_and_its_number(invitation: str, number: int) -> None:
    assert parsed(address(invitation, number)) == (invitation, number)
    assert invitation_of(address(invitation, number)) == invitation
    assert parsed(invitation) == (invitation, 0)


def test_each_record_is_filled_and_sent_by_itself_and_the_list_when_they_are_all(records: Service) -> None:
    first, second = records.add(), records.add()
    assert (first, second) == (f"{records.public_id}.1", f"{records.public_id}.2")
    records.save(first, "1")
    records.save(second, "2")
    receipt = records.submit(first)
    assert receipt.record == 1
    found = records.listed()
    assert [(r.number, r.state.value) for r in found.records] == [(2, "in_progress"), (1, "submitted")]
    assert (found.counts.sent, found.counts.unsent, found.standing) == (1, 1, Standing.OPEN)
    with pytest.raises(Refused, match="non ancora inviate"):
        records.complete()
    records.submit(second)
    done = records.complete()
    assert (done.records, done.record, done.first) == (2, 0, True)
    assert records.complete().number == done.number
    with records.whole() as row:
        assert (row.state, row.answered, row.required, row.document) == ("submitted", 2, 2, None)
    with records.database.reading() as session:
        sent = session.scalars(select(OutboxMessage.dedupe_key).where(OutboxMessage.kind == "receipt")).all()
    assert len(sent) == 1
    assert done.number in sent[0]
    with records.database.reading() as session:
        rows = list(responding.submitted_documents(session, records.house, NOW, records.invited.round_id))
    assert [(row.number, row.answers["Q1"]) for row in rows] == [(1, "1"), (2, "2")]


def test_answers_of_one_record_never_stand_in_another(records: Service) -> None:
    first, second = records.add(), records.add()
    records.save(first, "1")
    with records.database.reading() as session:
        pages = [responding.load_page(session, records.house, NOW, record, "P1") for record in (first, second)]
    assert [page.drafts["Q1"].raw for page in pages] == [{"": ("1",)}, {}]
    codes = {page.case.context.linked["D1"] for page in pages if page.case.context.linked}
    assert len(codes) == 2


def test_pressing_twice_adds_one_record(records: Service) -> None:
    assert records.add("form") == records.add("form")
    assert records.add("other") == f"{records.public_id}.2"
    records.discard(f"{records.public_id}.2")
    assert records.add("other") == records.public_id
    assert len(records.listed().records) == 2


def test_a_deleted_draft_leaves_its_number_and_nothing_else(records: Service) -> None:
    record = records.add()
    records.save(record)
    with records.database.reading() as session:
        before = session.scalars(select(Response.key_id).where(Response.number == 1)).one()
    records.discard(record)
    with pytest.raises(NotFound):
        records.save(record)
    with records.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DraftCell)) == 0
        assert session.scalars(select(Response.key_id).where(Response.number == 1)).one() != before
        acts = session.scalars(select(AuditEvent.action).where(AuditEvent.action == "record.discard")).all()
    assert len(acts) == 1
    assert [(r.number, r.state.value) for r in records.listed().records] == [(1, "discarded")]
    assert records.add() == f"{records.public_id}.2"


def test_a_sent_record_is_not_deleted_and_one_that_nobody_added_is_not_there(records: Service) -> None:
    record = records.send_one()
    with pytest.raises(Refused, match="non si può eliminare"):
        records.discard(record)
    for unknown in (f"{records.public_id}.7", "nobody.1"):
        with pytest.raises(NotFound):
            records.submit(unknown)


def test_a_service_without_contacts_says_so_and_may_think_again_until_the_end(records: Service) -> None:
    assert records.complete().records == 0
    with pytest.raises(Refused, match="lo riapra"):
        records.add()
    records.resume()
    assert records.listed().standing is Standing.OPEN
    records.send_one()
    assert records.complete().records == 1
    with records.database.reading() as session:  # a receipt that holds no more is not mailed
        assert sorted(session.scalars(select(OutboxMessage.state))) == ["cancelled", "queued"]
    with pytest.raises(Refused, match="termine"):
        records.resume(factories.CLOSES)


def test_a_record_given_back_brings_its_list_back_until_it_is_sent_again(records: Service) -> None:
    record = records.send_one()
    records.complete()
    records.reopen(record)
    with records.whole() as row:
        assert (row.state, row.answered) == ("query_open", 0)
    assert records.listed().header.reopen_reason == f"Scheda n. 1: {records.listed().records[0].reason}"
    records.save(record, "2")
    records.submit(record)
    with records.whole() as row:
        assert (row.state, row.answered) == ("in_progress", 1)
    assert records.complete().records == 1


def test_a_list_asks_no_question_and_a_response_has_no_list(records: Service) -> None:
    with pytest.raises(Refused, match="per schede"):
        records.submit(records.public_id)
    with records.database.writing() as session:
        once = factories.invited(session)
        responding.enter(session, records.house, NOW, once.token)
        with pytest.raises(NotFound):
            responding.add_record(session, records.house, NOW, once.public_id, "")
        with pytest.raises(NotFound):
            responding.complete_list(session, records.house, NOW, once.public_id)


def test_two_who_add_at_once_get_two_records_and_one_form_one(records: Service) -> None:
    together = Barrier(4)

    def add(once: str) -> str:
        together.wait(timeout=PATIENCE_S)
        return records.add(once)

    with ThreadPoolExecutor(4) as pool:
        given_back = list(pool.map(add, ("a", "a", "b", "c")))
    assert given_back[0] == given_back[1]
    assert len(set(given_back)) == 3
    assert [record.number for record in records.listed().records] == [3, 2, 1]


def test_sending_one_record_while_others_are_saved_added_and_declared_complete(records: Service) -> None:
    first, second = records.add(), records.add()
    records.save(first)
    together = Barrier(4)

    def act(number: int) -> None:
        acts = (lambda: records.submit(first), lambda: records.save(second), records.add, records.complete)
        together.wait(timeout=PATIENCE_S)
        try:
            acts[number]()
        except Refused as refusal:
            assert number == 3
            assert refusal.code == "records_unsent"

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(4)))
    states = [(record.number, record.state.value) for record in records.listed().records]
    assert states == [(3, "opened"), (2, "in_progress"), (1, "submitted")]
    with records.whole() as row:
        assert (row.state, row.answered, row.required) == ("in_progress", 1, 3)


NAMES = st.sampled_from(["add", "save", "submit", "discard", "complete", "resume", "reopen"])
OF_LISTS = frozenset({"add", "complete", "resume"})


def test_whatever_is_done_a_list_says_what_its_records_say(sqlite_url: str, tmp_path: Path) -> None:
    database = open_database(sqlite_url)
    house = factories.house_of(factories.settings_for(sqlite_url, tmp_path))

    @settings(max_examples=12)
    @given(acts=st.lists(st.tuples(NAMES, st.integers(1, 3)), max_size=14))
    def walk(acts: list[tuple[str, int]]) -> None:
        service = asked(database, house)
        for name, number in acts:
            with suppress(Refused):
                getattr(service, name)(*(() if name in OF_LISTS else (address(service.public_id, number),)))
        agrees(service)

    walk()
    database.dispose()


def agrees(service: Service) -> None:
    """Hold the list against its records."""
    found = service.listed()
    with service.whole() as row:
        assert (row.state == "submitted") == found.complete
        assert not (found.complete and found.counts.unsent)
        assert (row.answered, row.required) == (found.counts.sent, found.counts.records)
        assert (row.state == "query_open") == bool(found.counts.given_back)
    assert [record.number for record in found.records] == list(range(found.counts.rows, 0, -1))
    assert found.counts.highest == found.counts.rows
