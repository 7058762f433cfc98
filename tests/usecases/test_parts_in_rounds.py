"""Who begins is added later, two take one code at once, a territory counts pairs."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from questionari.store.models.census import Atr
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases import responding
from questionari.usecases.house import Refused
from questionari.usecases.rounds import opening
from questionari.usecases.rounds.passes import Taken, taken_within
from tests import factories
from tests.services.run import PATIENCE_S
from tests.usecases.parts_acts import CENTRE, OPERATOR, OTHER, STAFF, Transfers
from tests.usecases.responding_acts import NOW

pytestmark = pytest.mark.engine("sqlite")
BOTH = pytest.mark.engine("sqlite", "postgresql")


@BOTH
def test_of_two_who_take_a_code_at_once_one_has_it_and_the_other_is_told(transfers: Transfers) -> None:
    code = transfers.code(transfers.call())
    services = {by: transfers.service(by) for by in (CENTRE, OTHER)}
    together = Barrier(2)

    def take(by: str) -> str:
        together.wait(timeout=PATIENCE_S)
        try:
            with transfers.database.writing() as session:
                return responding.follow_record(session, transfers.house, NOW, services[by].public_id, code)
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(take, services))
    assert sorted(answer.endswith(".1") for answer in told) == [False, True]
    assert "pass_unknown" in told
    with transfers.database.reading() as session:
        assert session.scalar(select(func.count()).where(Response.first_id.is_not(None))) == 1


def test_whoever_begins_may_be_added_to_a_round_that_is_open(transfers: Transfers) -> None:
    with transfers.database.writing() as session:
        round_id = session.scalars(select(Round.id)).one()
        for code, begins in (("BA-010", True), ("BA-007", False)):
            opening.add_unit(session, NOW, STAFF, round_id, code, begins)
    with transfers.database.reading() as session:
        found = session.execute(select(Invitation.census, Invitation.role)).all()
        kept = session.get_one(Round, round_id).selection["first"]
    roles = {row.census["code"]: row.role for row in found}
    assert (roles["BA-010"], roles["BA-007"], kept) == ("1522", "referente", [OPERATOR, "BA-010"])


def test_nobody_begins_a_questionnaire_without_parts(database: Database) -> None:
    with database.writing() as session:
        factories.census_of_bari(session)
        factories.invited(session)
    with pytest.raises(Refused) as refused, database.writing() as session:
        opening.add_unit(session, NOW, STAFF, session.scalars(select(Round.id)).one(), "BA-010", begins=True)
    assert refused.value.code == "no_parts"


@BOTH
def test_a_territory_counts_the_pairs_its_services_have_taken_once_each(transfers: Transfers) -> None:
    def taken(code: str) -> Taken | None:
        with transfers.database.reading() as session:
            round_id = session.scalars(select(Round.id)).one()
            atr_id = session.scalars(select(Atr.id).where(Atr.code == code)).one()
            return taken_within(session, round_id, [atr_id])

    transfers.call()  # nobody has taken it yet
    second = transfers.follow(transfers.code(transfers.call()))
    assert taken("072") == Taken(1, 0)
    transfers.answer(second)
    assert (taken("072"), taken("078045")) == (Taken(1, 1), Taken(0, 0))
