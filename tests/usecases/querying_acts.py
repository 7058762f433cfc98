"""The staff who ask a service to verify some answers, and the service they ask."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from questionari.store.responses import by_public_id
from questionari.usecases import querying
from questionari.usecases.house import Actor
from questionari.usecases.responding.cells import Writer
from tests import factories
from tests.usecases.responding_acts import Respondent

NOW = factories.NOW
LATER = NOW + timedelta(days=40)  # the round is closed by then
STAFF = Actor("staff", "lenove.1")
TEXT = "Sono davvero 12? Nel 2025 erano 120."
Form = Mapping[str, list[str]]


class Desk:
    """The staff, and the service they ask."""

    def __init__(self, service: Respondent) -> None:
        self.service, self.house = service, service.house
        with service.database.reading() as session:
            header = by_public_id(session, service.public_id)
        assert header is not None and header.response_id is not None
        self.response_id: uuid.UUID = header.response_id

    def ask(self, *codes: str, text: str = TEXT, until: str = "") -> bool:
        values = {"text": text, "until": until}
        with self.service.database.writing() as session:
            return querying.ask(session, self.house, NOW, STAFF, self.response_id, values, codes)

    def page(self) -> querying.QueryPage:
        with self.service.database.writing() as session:
            return querying.open_page(session, self.house, NOW, STAFF, self.response_id)

    def settle(self, go: str, mark: str = "") -> None:
        standing = self.page().standing
        values = {"go": go, "text": "", "mark": mark or (standing.mark if standing else "")}
        with self.service.database.writing() as session:
            querying.settle(session, self.house, NOW, STAFF, self.response_id, values)

    def seen(self) -> querying.Answering:
        with self.service.database.reading() as session:
            return querying.load_answering(session, self.house, LATER, self.service.public_id)

    def answer(self, go: str, text: str = "", mark: str = "", **fields: list[str]) -> querying.Answering:
        """What the page of the query posts, as it is drawn, with these fields typed."""
        found = self.seen()
        case = found.amendment.after if found.amendment else None
        codes = found.amendment.open if found.amendment else ()
        stored = {
            f"{code}:{key}" if key else code: list(values)
            for code in codes
            for key, values in (case.draft(code).raw.items() if case else ())
        }
        marks = {"_q": [f"{code}@1" for code in {*codes, *fields}], "_mark": [mark or found.query.mark]}
        return self.post({**stored, **fields, **marks, "_go": [go], "_text": [text]})

    def post(self, form: Form) -> querying.Answering:
        with self.service.database.writing() as session:
            return querying.answer(session, self.house, LATER, self.service.public_id, form, Writer("m1", "Rosa"))
