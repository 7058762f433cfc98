"""Acts on one response that several tests begin with, through the use-cases."""

from datetime import datetime
from typing import Any

from questionari.store.session import Database
from questionari.usecases import responding
from questionari.usecases.house import House
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

    def page(self, page: str, now: datetime = NOW) -> responding.PageState:
        with self.database.reading() as session:
            return responding.load_page(session, self.house, now, self.public_id, page)

    def save(self, page: str, answers: dict[str, list[str]], now: datetime = NOW, **more: Any) -> responding.Saved:
        """Save a page as it is drawn now, with these fields typed."""
        state = self.page(page, now)
        codes = [c for c in state.shown if state.case.definition.questions[c].type not in responding.SILENT]
        stored = {
            f"{code}:{key}" if key else code: list(values)
            for code in codes
            for key, values in state.drafts[code].raw.items()
        }
        marks = {"_q": [f"{code}@{state.drafts[code].version}" for code in codes]}
        return self.post(page, {**stored, **answers, **marks, **more}, now)

    def post(self, page: str, form: dict[str, list[str]], now: datetime = NOW) -> responding.Saved:
        with self.database.writing() as session:
            return responding.save_page(session, self.house, now, self.public_id, page, form)

    def fill(self) -> None:
        """Answer everything."""
        for page in ("P1", *COMPLETE):
            self.save(page, {k: v for k, v in COMPLETE[page].items() if page != "P1" or k != "Q2" or self.asks("Q2")})

    def asks(self, code: str) -> bool:
        return code in self.page("P1").shown

    def review(self, now: datetime = NOW) -> responding.Review:
        with self.database.reading() as session:
            return responding.review(session, self.house, now, self.public_id)

    def submit(self, now: datetime = NOW) -> responding.Receipt:
        with self.database.writing() as session:
            return responding.submit(session, self.house, now, self.public_id)

    @property
    def response_id(self) -> Any:
        return self.page("P1").case.response_id
