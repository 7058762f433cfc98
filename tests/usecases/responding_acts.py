"""Acts on one response that several tests begin with, through the use-cases."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.responses import by_public_id
from questionari.store.session import Database
from questionari.usecases import responding
from questionari.usecases.house import House
from questionari.usecases.outbox.queueing import opened
from questionari.usecases.responding import documents
from questionari.usecases.responding.cases import data_key
from tests import factories

COMPLETE: dict[str, dict[str, list[str]]] = {
    "P1": {"Q1": ["1"], "Q2": ["12"], "Q3": ["Sportello Aurora"], "Q4": ["98"], "Q4.98": ["Fondazione"]},
    "P2": {"M1:1:a": ["10"], "M1:1:b": ["1"], "M1:2:a": ["1"], "M1:2:b": ["0"]},
    "P3": {"R1:0:comune": ["Bari"], "R1:0:ore": ["3"], "C1": ["aurora@servizio.example"], "L1": ["Poche risorse."]},
}
NOW = factories.NOW


class Respondent:
    """One service that answers; every act is one transaction, as in the views."""

    def __init__(self, database: Database, house: House, invited: factories.Invited) -> None:
        self.database, self.house, self.invited = database, house, invited
        with database.writing() as session:
            self.public_id = responding.enter(session, house, NOW, invited.token)

    def record(self) -> "Respondent":
        """The same service, on a record that it adds to its list."""
        with self.database.writing() as session:
            self.public_id = responding.add_record(session, self.house, NOW, self.invited.public_id, "")
        return self

    def page(self, page: str, now: datetime = NOW) -> responding.PageState:
        with self.database.reading() as session:
            return responding.load_page(session, self.house, now, self.public_id, page)

    def save(self, page: str, answers: dict[str, list[str]], now: datetime = NOW, **more: Any) -> responding.Saved:
        """Save a page as it is drawn now, with these fields typed."""
        return self.post(page, {**self.typed(page, answers, now), **more}, now)

    def typed(self, page: str, answers: dict[str, list[str]], now: datetime = NOW) -> dict[str, list[str]]:
        """What a page drawn now sends with these fields typed."""
        state = self.page(page, now)
        codes = [c for c in state.shown if state.case.definition.questions[c].type not in responding.SILENT]
        stored = {
            f"{code}:{key}" if key else code: list(values)
            for code in codes
            for key, values in state.drafts[code].raw.items()
        }
        marks = {"_q": [f"{code}@{state.drafts[code].version}" for code in codes]}
        return {**stored, **answers, **marks}

    def post(self, page: str, form: dict[str, list[str]], now: datetime = NOW) -> responding.Saved:
        with self.database.writing() as session:
            return responding.save_page(session, self.house, now, self.public_id, page, form)

    def fill(self) -> None:
        """Answer everything; the first page twice, since a question appears on it."""
        for page in ("P1", *COMPLETE):
            self.save(page, COMPLETE[page])

    def review(self, now: datetime = NOW) -> responding.Review:
        with self.database.reading() as session:
            return responding.review(session, self.house, now, self.public_id)

    def submit(self, now: datetime = NOW) -> responding.Receipt:
        with self.database.writing() as session:
            return responding.submit(session, self.house, now, self.public_id)

    def sent_code(self) -> str:
        """The one-time code that was sent last."""
        with self.database.reading() as session:
            newest = select(OutboxMessage).where(OutboxMessage.kind == "access_code").order_by(OutboxMessage.id.desc())
            message = session.scalars(newest.limit(1)).one()
        return opened(self.house.keyring, message.context["codice_accesso"])

    def key(self) -> bytes:
        """The response's own key."""
        with self.database.reading() as session:
            header = by_public_id(session, self.public_id)
        assert header is not None
        return data_key(self.house, header)

    def receipt_number(self) -> str:
        """The number of the receipt in force."""
        with self.database.reading() as session:
            return session.scalars(select(Response.receipt_number)).one() or ""

    def document(self) -> dict[str, Any]:
        """The submitted document, opened."""
        with self.database.reading() as session:
            row = session.scalars(select(Response)).one()
        return documents.open_document(self.key(), row.id, row.receipt_number or "", row.document or b"")
