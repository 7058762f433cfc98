"""A transfer of a call: a round of instrument E with who begins and who follows, as staff open it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.catalogue import SCHEMI
from questionari.store.models.census import Unit
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from questionari.usecases import links, responding
from questionari.usecases.house import Actor, House
from questionari.usecases.rounds import drafting, opening
from tests import factories
from tests.usecases.responding_acts import NOW, Respondent

STAFF = Actor("staff", "lenove.1")
E = SCHEMI / "questionari" / "E" / "2026.1.json"
#: Who begins (the operators of the 1522), and two services that follow.
OPERATOR, CENTRE, OTHER = "BA-024", "BA-005", "BA-006"
VALUES = {
    "code": "2026-E",
    "title": "Raccordo 2026",
    "questionnaire": "E",
    "period_start": "01/01/2026",
    "period_end": "31/12/2026",
    "opens": "22/11/2026",
    "deadline": "13/12/2026",
    "closes": "20/12/2026",
}
CALL = {"E1_02": ["21/11/2026 10:35"], "E1_03": ["98"], "E1_04": ["2"], "E1_05": ["1"]}
OUTCOME = {"E1_07": ["Centro"], "E1_09": ["1"], "E1_10": ["40"], "E1_11": ["1"]}
ARRIVED = {"E2_02": ["1"], "E2_03": ["2"], "E2_04": ["3"]}


@dataclass(frozen=True, slots=True)
class Transfers:
    """A round of E; every act is one transaction, as in the views."""

    database: Database
    house: House

    def service(self, code: str) -> Respondent:
        """A service that has entered."""
        with self.database.writing() as session:
            found = session.scalars(select(Invitation).join(Unit).where(Unit.code == code)).one()
            token = links.mint(session, found.id, "invitation", NOW)
            invited = factories.Invited(found.id, found.public_id, token, found.unit_id, found.round_id)
        return Respondent(self.database, self.house, invited)

    def call(self, **changes: list[str]) -> Respondent:
        """A first part, filled in by the operators and sent."""
        record = self.service(OPERATOR).record()
        for page, fields in (("E1a", CALL), ("E1a", CALL), ("E1b", OUTCOME), ("E1b", OUTCOME)):
            shown = record.page(page).shown
            record.save(page, {code: value for code, value in {**fields, **changes}.items() if code in shown})
        record.submit()
        return record

    def code(self, record: Respondent) -> str:
        """What the receipt of a first part tells."""
        with self.database.reading() as session:
            told = responding.code_to_pass(session, self.house, responding.receipt_header(session, record.public_id))
        return told.code if told else ""

    def follow(self, code: str, by: str = CENTRE) -> Respondent:
        """The record that a service begins with a code."""
        service = self.service(by)
        with self.database.writing() as session:
            service.public_id = responding.follow_record(session, self.house, NOW, service.public_id, code)
        return service

    def answer(self, record: Respondent, **changes: list[str]) -> Respondent:
        """A part that follows, filled in and sent."""
        record.save("E2", {**ARRIVED, **changes})
        record.save("E2", {**ARRIVED, **changes})
        record.submit()
        return record


def open_round(session: Session, **changes: str) -> None:
    """The round, opened by staff."""
    factories.census_of_bari(session)
    factories.publish(session, E)
    form = drafting.RoundForm({**VALUES, **changes}, units=(CENTRE, OTHER), first=(OPERATOR,))
    round_id = drafting.create_round(session, NOW, STAFF, form)
    opening.open_round(session, NOW, STAFF, round_id)
    opening.continue_opening(session, NOW, round_id)
