"""«Da rivedere»: what is found in the responses of a round, what is kept of it, what staff decide."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.models.vetting import Doubt, Examination
from questionari.store.session import Database
from questionari.usecases import querying, responding, vetting
from questionari.usecases.house import House, Refused
from questionari.usecases.vetting import DoubtFilter
from tests import factories
from tests.usecases.querying_acts import LATER, NOW, STAFF, Desk
from tests.usecases.responding_acts import COMPLETE, Respondent

pytestmark = pytest.mark.engine("sqlite")
MANY = {"Q1": ["1"], "Q2": ["2000"], "Q3": ["Aurora"], "_why:Q2.molte": ["Sì, tutte."]}
CELLS = {"M1:1:a": ["1998"], "M1:1:b": ["1"], "M1:2:a": ["1"], "M1:2:b": ["0"]}


def answered(service: Respondent, page: dict[str, list[str]], cells: dict[str, list[str]]) -> Desk:
    """A service that has sent its response."""
    service.save("P1", page)
    service.save("P1", page)
    service.save("P2", cells)
    service.save("P3", COMPLETE["P3"])
    service.submit()
    return Desk(service)


@pytest.fixture
def desk(service: Respondent) -> Desk:
    """A response with a warning confirmed."""
    return answered(service, MANY, CELLS)


def examine(desk: Desk) -> int:
    with desk.service.database.writing() as session:
        (round_id,) = vetting.due(session)
        found = vetting.examine(session, desk.house, LATER, round_id)
        return vetting.keep(session, desk.house, found)


def listed(desk: Desk, **asked: str) -> vetting.DoubtList:
    with desk.service.database.reading() as session:
        return vetting.list_doubts(session, desk.house, DoubtFilter(**asked))


def do(desk: Desk, act: str) -> None:
    with desk.service.database.writing() as session:
        getattr(vetting, act)(session, NOW, STAFF, desk.response_id)


def state(desk: Desk) -> str:
    with desk.service.database.reading() as session:
        return session.scalars(select(Response.state)).one()


def test_a_confirmed_warning_is_found_and_said_without_the_answer(desk: Desk) -> None:
    assert examine(desk) == 1
    (line,) = listed(desk).lines
    assert line.reasons == (("avviso confermato", "Q2"),)
    assert listed(desk, kind="avvisi").total == 1 and listed(desk, kind="lontani").total == 0
    with desk.service.database.reading() as session:
        assert b"Q2" not in session.scalars(select(Doubt.sealed)).one()
        (reason,) = vetting.reasons_of(session, desk.house, desk.response_id)
        assert (reason.question, reason.label) == ("Q2", "Donne accolte nel periodo")
        assert session.scalar(select(vetting.WAITING)) == 1


def test_a_round_is_examined_again_only_after_something_was_sent(desk: Desk) -> None:
    examine(desk)
    with desk.service.database.writing() as session:
        assert vetting.due(session) == []
        session.execute(update(Response).values(submitted_at=LATER))
        assert len(vetting.due(session)) == 1
        session.execute(update(Round).values(is_test=True))
        assert vetting.due(session) == []


def test_a_response_without_a_doubt_is_not_listed(finished: Respondent) -> None:
    finished.submit()
    desk = Desk(finished)
    assert examine(desk) == 0 and listed(desk).total == 0


def test_a_submission_sent_anew_is_not_judged_by_what_was_found_in_the_former(desk: Desk) -> None:
    examine(desk)
    desk.ask("L1")
    desk.answer(querying.CORRECT, L1=["Altro."])
    assert listed(desk, stands="in-verifica").total == 0
    examine(desk)
    assert listed(desk, stands="in-verifica").total == 1 and listed(desk).total == 0


def test_a_response_is_taken_as_good_and_looked_at_again(desk: Desk) -> None:
    examine(desk)
    do(desk, "validate")
    (line,) = listed(desk, stands="validate").lines
    assert (line.label, line.decided) == ("validata", ("lenove.1", NOW))
    assert listed(desk).total == 0 and state(desk) == "validated"
    with pytest.raises(Refused, match="già validata"):
        do(desk, "validate")
    do(desk, "take_back")
    assert listed(desk).total == 1 and state(desk) == "submitted"
    with pytest.raises(Refused, match="non è validata"):
        do(desk, "take_back")


def test_what_is_asked_about_is_not_good_and_does_not_become_so(desk: Desk) -> None:
    do(desk, "validate")
    desk.ask("L1")
    assert state(desk) == "submitted"
    with pytest.raises(Refused, match="richiesta di verifica aperta"):
        do(desk, "validate")


def test_a_response_given_back_is_good_no_more(desk: Desk) -> None:
    do(desk, "validate")
    with desk.service.database.writing() as session:
        responding.reopen(session, desk.house, NOW, STAFF, desk.response_id, "Riveda.")
        assert vetting.validated(session, desk.response_id) is None
    with pytest.raises(Refused, match="solo una risposta inviata"):
        do(desk, "validate")


def test_one_that_is_left_out_stands_apart(desk: Desk) -> None:
    examine(desk)
    with desk.service.database.writing() as session:
        session.execute(update(Invitation).values(disposition="excluded"))
    assert (listed(desk).total, listed(desk, stands="escluse").total) == (0, 1)
    with pytest.raises(Refused):
        do(desk, "validate")


def test_an_erased_answer_takes_along_what_was_found_and_the_round_is_examined_anew(desk: Desk) -> None:
    examine(desk)
    with desk.service.database.writing() as session:
        round_id = session.scalars(select(Round.id)).one()
        found = vetting.examine(session, desk.house, LATER, round_id)
        responding.redact(session, desk.house, NOW, STAFF, desk.response_id, "Q3")
        assert session.scalar(select(func.count()).select_from(Doubt)) == 0
        assert session.scalars(select(Examination.at)).one() is None
        assert vetting.due(session) == [round_id]
        assert vetting.keep(session, desk.house, found) == 0, "what was read before is not kept"
    assert listed(desk).total == 0


def test_what_was_read_by_a_former_key_is_not_kept_and_does_no_harm_where_it_was(desk: Desk) -> None:
    with desk.service.database.writing() as session:
        (round_id,) = vetting.due(session)
        found = vetting.examine(session, desk.house, LATER, round_id)
        responding.redact(session, desk.house, NOW, STAFF, desk.response_id, "Q3")
        assert vetting.keep(session, desk.house, found) == 0
        session.execute(update(Examination).values(at=None))
    examine(desk)
    with desk.service.database.writing() as session:
        session.execute(update(Doubt).values(sealed=b"x" * 80))
        assert vetting.reasons_of(session, desk.house, desk.response_id) == ()
    assert [line.reasons for line in listed(desk).lines] == [()]


def test_a_number_far_from_those_of_the_same_type_is_found(database: Database, house: House) -> None:
    with database.writing() as session:
        row = factories.add_round(session, factories.publish(session))
        services = [factories.invite(session, row, f"Servizio {place}") for place in range(9)]
    for place, invited in enumerate(services):
        women = 10 + place if place else 900
        page = {"Q1": ["1"], "Q2": [str(women)], "Q3": [f"Servizio {place}"]}
        service = Respondent(database, house, invited)
        service.save("P1", page)
        service.save("P1", page)
        service.save("P2", {"M1:1:a": [str(women)], "M1:1:b": ["0"], "M1:2:a": ["0"], "M1:2:b": ["0"]})
        service.save("P3", {})
        service.submit()
    with database.writing() as session:
        assert vetting.keep(session, house, vetting.examine(session, house, LATER, services[0].round_id)) == 1
        (line,) = vetting.list_doubts(session, house, DoubtFilter(kind="lontani")).lines
        assert (line.unit_name, line.reasons) == (
            "Servizio 0",
            (("lontana dai servizi dello stesso tipo", "Q2"),),
        )
        (reason,) = vetting.reasons_of(session, house, _response(session, line.invitation_id))
        assert reason.text == ("ha risposto 900; la mediana delle 9 risposte di servizi dello stesso tipo è 15")


def _response(session: Session, invitation_id: object) -> object:
    return session.scalars(select(Response.id).where(Response.invitation_id == invitation_id)).one()
