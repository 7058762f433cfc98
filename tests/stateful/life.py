"""One service, its database, its letter-box: every act is one transaction at its own hour, as in the views."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.store.session import open_database
from questionari.usecases import datasets, querying, responding
from questionari.usecases.house import Actor
from questionari.usecases.responding.cells import Writer
from questionari.usecases.rounds import changing, closing, invitations, sending
from questionari.usecases.rounds.invitations import On
from tests import factories
from tests.mail.desk import Clock, Desk, Probe
from tests.mail.test_tokens import TOKEN, text_of
from tests.services import migrated

STAFF = Actor("staff", "rossi.m")
Found = TypeVar("Found")


class Life:
    """The life of one invitation."""

    def __init__(self, folder: Path, document: Path = factories.DOCUMENTS / "respond.json", **census: Any) -> None:
        url = migrated.fresh_sqlite(folder)
        self.database = open_database(url)
        self.house = factories.house_of(factories.settings_for(url, folder))
        self.clock = Clock()
        with self.database.writing() as session:
            round_ = factories.add_round(session, factories.publish(session, document))
            self.invited = factories.invite(session, round_, **census)
        self.round_id, self.invitation_id = self.invited.round_id, self.invited.invitation_id

    @property
    def now(self) -> Any:
        """The present instant."""
        return self.clock.now

    def write(self, act: Callable[..., Found], *values: Any) -> Found:
        """An act that needs session, house and hour."""
        self.clock.now += timedelta(minutes=1)
        with self.database.writing() as session:
            return act(session, self.house, self.now, *values)

    def staff(self, act: Callable[..., Found], *values: Any) -> Found:
        """An act of staff on the round."""
        self.clock.now += timedelta(minutes=1)
        with self.database.writing() as session:
            return act(session, self.now, STAFF, *values)

    def read(self, act: Callable[..., Found], *values: Any) -> Found:
        """A page that is only looked at."""
        with self.database.reading() as session:
            return act(session, self.house, self.now, *values)

    def row(self) -> Response | None:
        """The response as it is stored; there is at most one."""
        with self.database.reading() as session:
            return session.scalars(select(Response)).one_or_none()

    def invitation(self) -> Invitation:
        """The invitation as it is stored."""
        with self.database.reading() as session:
            return session.get_one(Invitation, self.invitation_id)

    def reopen(self, reason: str) -> None:
        """Re-open and ask the service to complete, as the page of staff does."""

        def act(session: Session, house: Any, now: Any) -> None:
            row = session.scalars(select(Response)).one()
            responding.reopen(session, house, now, STAFF, row.id, reason)
            sending.ask_again(session, now, self.invitation_id)

        self.write(act)

    def verify(self, code: str, words: str) -> str:
        """Staff ask about one answer, the service corrects it, staff accept; the state in which the query ended."""
        row = self.row()
        assert row is not None
        values = {"text": "È giusto?", "until": ""}
        self.write(querying.ask, STAFF, row.id, values, [code])
        mark = self.read(querying.load_answering, self.invited.public_id).query.mark
        form = {code: [words], "_q": [f"{code}@1"], querying.MARK: [mark], querying.GO: [querying.CORRECT]}
        found = self.write(querying.answer, self.invited.public_id, form, Writer())
        state = str(found.query.row.state)
        self.write(querying.settle, STAFF, row.id, {"go": querying.ACCEPT, "text": "", "mark": found.query.mark})
        return state

    def redact(self, code: str) -> None:
        """Erase one answer everywhere."""
        row = self.row()
        assert row is not None
        self.write(responding.redact, STAFF, row.id, code)

    def revoke(self) -> None:
        """End every link."""
        self.staff(invitations.revoke, On(self.round_id, self.invitation_id))

    def send_again(self) -> None:
        """Queue the link once more."""
        self.staff(sending.send_again, self.round_id, self.invitation_id)

    def extend(self, day: str) -> None:
        """A later deadline for everybody."""
        self.staff(changing.extend, self.round_id, day)

    def extend_unit(self, day: str) -> None:
        """A later deadline for this service."""
        self.staff(changing.extend_unit, self.round_id, self.invitation_id, day)

    def sign(self) -> None:
        """Close the round and sign what came of it."""
        self.staff(lambda session, now, actor: closing.close(session, self.house, now, actor, self.round_id))

    def deliver(self) -> frozenset[str]:
        """Send what is queued; the tokens that arrive."""
        transport = Probe()
        Desk(self.database, self.house, self.clock).drain(transport)
        return frozenset(token for _, raw in transport.sent for token in TOKEN.findall(text_of(raw)))

    def exported(self) -> list[Any]:
        """The submissions a dataset is made of."""
        with self.database.reading() as session:
            return list(datasets.submissions(session, self.house, self.now, self.round_id))

    def form_of(self, page: responding.PageState) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """The fields of a page as drawn, by question."""
        questions = page.case.definition.questions
        return {c: dict(page.drafts[c].raw) for c in page.shown if questions[c].type not in responding.SILENT}
