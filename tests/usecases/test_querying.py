"""Queries pinned to questions: what a service may change, what stays as it was sent, who reads what."""

import pytest
from sqlalchemy import func, select, update

from questionari.store.models.access import AuditEvent
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.querying import QueryTurn, ResponseQuery
from questionari.store.models.responses import DraftCell, Response, Revision
from questionari.store.models.rounds import Invitation, Round
from questionari.usecases import querying, responding
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from tests.usecases.parts_acts import Transfers
from tests.usecases.querying_acts import LATER, NOW, STAFF, TEXT, Desk, Form
from tests.usecases.responding_acts import Respondent

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def desk(finished: Respondent) -> Desk:
    finished.submit()
    return Desk(finished)


def acts(desk: Desk) -> list[str]:
    with desk.service.database.reading() as session:
        return list(session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("query.%"))))


def test_the_mail_says_that_something_is_asked_and_nothing_of_it(desk: Desk) -> None:
    assert desk.ask("Q2", until="30/11/2026")
    with desk.service.database.reading() as session:
        mail = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "verification")).one()
        assert mail.context == {"quando": "entro il 30/11/2026"}
        assert b"davvero" not in session.scalars(select(QueryTurn.sealed)).one()


def test_before_an_answer_nothing_of_what_was_sent_changes(desk: Desk) -> None:
    before = desk.service.document()
    desk.ask("Q2")
    seen = desk.seen()
    assert [turn.text for turn in seen.query.turns] == [TEXT]
    assert seen.amendment is not None and seen.amendment.open == ("Q2",)
    assert [state.shown for state in seen.states] == [("Q2",)]
    assert desk.service.document() == before
    with desk.service.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(DraftCell)) == 0
        assert session.scalars(select(Response.state)).one() == "submitted"


def test_a_service_confirms_in_words_and_nothing_else_changes(desk: Desk) -> None:
    before, number = desk.service.document(), desk.service.receipt_number()
    desk.ask("Q2", "R1")  # a table too: untouched it is no correction
    assert desk.answer(querying.CONFIRM).error == "Scriva perché le risposte sono giuste."
    assert desk.answer(querying.CONFIRM, "Lo sportello è chiuso da maggio.").query.row.state == "confirmed"
    assert (desk.service.document(), desk.service.receipt_number()) == (before, number)
    assert [turn.text for turn in desk.page().queries[0].turns] == [TEXT, "Lo sportello è chiuso da maggio."]


def test_a_correction_gives_a_new_receipt_and_keeps_both_values_who_when_why(desk: Desk) -> None:
    number = desk.service.receipt_number()
    desk.ask("L1")
    desk.answer(querying.CORRECT, "Avevo sbagliato riga.", L1=["Nessuna difficoltà."])
    assert desk.service.document()["answers"]["L1"] == "Nessuna difficoltà."
    assert desk.service.receipt_number() != number
    turn = desk.page().queries[0].turns[-1]
    assert turn.changed == {"L1": ("Poche risorse.", "Nessuna difficoltà.")}
    assert (turn.author, turn.name, turn.at, turn.text) == ("respondent", "Rosa", LATER, "Avevo sbagliato riga.")
    with desk.service.database.reading() as session:
        revision = session.scalars(select(Revision)).one()
        assert (revision.receipt_number, revision.number) == (number, 1)
        assert TEXT not in revision.reason and "riga" not in revision.reason
        assert b"Nessuna" not in b"".join(session.scalars(select(QueryTurn.sealed)))
        receipts = select(func.count()).where(OutboxMessage.kind == "receipt")
        assert session.scalar(receipts) == 2
    assert acts(desk) == ["query.asked", "query.corrected", "query.read"]


def test_the_answers_kept_apart_and_those_not_asked_about_stay(desk: Desk) -> None:
    before = desk.service.document()
    desk.ask("L1")
    desk.answer(querying.CORRECT, L1=["Altro."])
    after = desk.service.document()
    assert {code: value for code, value in after["answers"].items() if code != "L1"} == {
        code: value for code, value in before["answers"].items() if code != "L1"
    }
    with desk.service.database.writing() as session:
        view = responding.read_submitted(session, desk.house, NOW, STAFF, desk.response_id)
    assert [line.text for line in view.contacts] == ["aurora@servizio.example"]


def test_an_answer_kept_apart_is_corrected_and_neither_value_stands_in_what_was_said(desk: Desk) -> None:
    desk.ask("C1")
    found = desk.answer(querying.CORRECT, C1=["nuova@servizio.example"])
    assert found.query.row.state == "corrected"
    assert dict(found.query.turns[-1].changed) == {"C1": ("recapito di prima", "recapito nuovo")}
    assert "C1" not in desk.service.document()["answers"]
    with desk.service.database.writing() as session:
        view = responding.read_submitted(session, desk.house, NOW, STAFF, desk.response_id)
    assert [line.text for line in view.contacts] == ["nuova@servizio.example"]


@pytest.mark.parametrize("fields", [{"Q3": ["Un altro nome"]}, {"C1": ["altra@servizio.example"]}, {"M1:1:a": ["1"]}])
def test_what_was_not_asked_about_cannot_be_changed_by_a_form_of_ones_own(desk: Desk, fields: Form) -> None:
    before = desk.service.document()
    desk.ask("L1")
    found = desk.answer(querying.CORRECT, **fields)
    assert found.error.startswith("Non ha cambiato nessuna risposta")
    code = next(iter(fields)).partition(":")[0]
    desk.post(
        {**fields, "_q": [f"{code}@1", "L1@1"], "L1": ["Altro."], "_mark": [found.query.mark], "_go": ["correct"]}
    )
    after = desk.service.document()
    assert after["answers"].pop("L1") == "Altro."
    before["answers"].pop("L1")
    assert after["answers"] == before["answers"]


def test_a_total_that_no_longer_agrees_is_told_and_its_other_side_may_be_changed(desk: Desk) -> None:
    before = desk.service.document()
    desk.ask("Q2")
    found = desk.answer(querying.CORRECT, Q2=["13"])
    assert found.error and found.amendment is not None
    assert [finding.code for finding in found.amendment.broken] == ["M1.somma"]
    assert set(found.amendment.open) == {"Q2", "M1"}
    assert desk.service.document() == before
    cells = {"M1:1:a": ["11"], "M1:1:b": ["1"], "M1:2:a": ["1"], "M1:2:b": ["0"]}
    form = {"Q2": ["13"], **cells, "_q": ["Q2@1", "M1@1"], "_mark": [found.query.mark], "_go": ["correct"]}
    assert desk.post(form).query.row.state == "corrected"
    assert desk.page().queries[0].turns[-1].changed.keys() == {"Q2", "M1"}


def test_a_question_that_is_asked_only_now_must_be_answered_and_hidden_ones_are_not_lost(desk: Desk) -> None:
    desk.ask("Q1")
    desk.answer(querying.CORRECT, Q1=["2"])
    document = desk.service.document()
    assert "Q2" not in document["answers"] and document["aside"]["Q2"] == {"": ["12"]}
    changed = desk.page().queries[0].turns[-1].changed
    assert changed["Q2"] == ("12 donne", "")
    desk.settle(querying.ACCEPT)
    desk.ask("Q1")
    found = desk.answer(querying.CORRECT, Q1=["1"])
    assert found.query.row.state == "corrected", "what was put aside answers again"
    assert desk.service.document()["answers"]["Q2"] is not None


def test_a_warning_that_a_correction_calls_forth_is_to_be_confirmed(desk: Desk) -> None:
    desk.ask("Q2", "M1")
    form = {"Q2": ["2000"], "M1:1:a": ["1998"], "M1:1:b": ["1"], "M1:2:a": ["1"], "M1:2:b": ["0"]}
    asked = {"_q": ["Q2@1", "M1@1"], "_mark": [desk.seen().query.mark], "_go": ["correct"]}
    found = desk.post({**form, **asked})
    assert found.error and found.amendment and [f.code for f in found.amendment.broken] == ["Q2.molte"]
    assert desk.post({**form, **asked, "_why:Q2.molte": ["Sì, tutte."]}).query.row.state == "corrected"
    assert desk.service.document()["confirmed"]["Q2.molte"]["reason"] == "Sì, tutte."


def test_pressed_twice_it_is_sent_once(desk: Desk) -> None:
    desk.ask("L1")
    mark = desk.seen().query.mark
    form = {"L1": ["Altro."], "_q": ["L1@1"], "_mark": [mark], "_go": ["correct"]}
    assert [desk.post(form).query.row.state for _ in range(2)] == ["corrected", "corrected"]
    with desk.service.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Revision)) == 1


def test_staff_insist_and_the_page_of_before_is_no_answer(desk: Desk) -> None:
    desk.ask("L1")
    stale = desk.seen().query.mark
    desk.answer(querying.CONFIRM, "È così.")
    values = {"text": "Lo ricontrolli, per favore.", "mark": desk.page().queries[0].mark}
    with desk.service.database.writing() as session:
        assert querying.insist(session, desk.house, LATER, STAFF, desk.response_id, values)
    with pytest.raises(Refused) as refused:
        desk.answer(querying.CORRECT, mark=stale, L1=["Altro."])
    assert refused.value.code == "overtaken"
    desk.answer(querying.CORRECT, L1=["Altro."])
    assert [turn.kind for turn in desk.page().queries[0].turns] == ["asked", "confirmed", "asked", "corrected"]


def test_staff_do_not_close_what_they_have_not_read(desk: Desk) -> None:
    desk.ask("L1")
    mark = desk.page().queries[0].mark
    desk.answer(querying.CONFIRM, "È così.")
    with pytest.raises(Refused, match="Nel frattempo"):
        desk.settle(querying.WITHDRAW, mark)
    desk.settle(querying.ACCEPT)
    with pytest.raises(Refused, match="già chiusa"):
        desk.settle(querying.ACCEPT, mark)
    assert desk.seen().amendment is None


def test_nothing_is_accepted_before_an_answer_and_one_query_stands_at_a_time(desk: Desk) -> None:
    desk.ask("L1")
    with pytest.raises(Refused, match="non ha ancora risposto"):
        desk.settle(querying.ACCEPT)
    with pytest.raises(Refused, match="già una richiesta"):
        desk.ask("Q2")
    desk.settle(querying.WITHDRAW)
    form = {"L1": ["Altro."], "_q": ["L1@1"], "_mark": [desk.seen().query.mark], "_go": ["correct"]}
    assert desk.post(form).query.row.state == "withdrawn"
    desk.ask("Q2")


@pytest.mark.parametrize("codes", [(), ("Q9",), ("N1",), ("T1",), ("Q4.98",)])
def test_only_questions_that_take_an_answer_are_asked_about(desk: Desk, codes: tuple[str, ...]) -> None:
    with pytest.raises(Invalid, match="Scelga le domande"):
        desk.ask(*codes)


@pytest.mark.parametrize(
    ("values", "message"), [({"text": " "}, "obbligatorio"), ({"until": "22/11/2026"}, "dopo oggi")]
)
def test_what_is_asked_must_make_sense(desk: Desk, values: dict[str, str], message: str) -> None:
    with pytest.raises(Invalid, match=message):
        desk.ask("Q2", **values)


def test_a_question_that_was_not_put_to_the_service_is_not_asked_about(service: Respondent) -> None:
    service.save("P1", {"Q1": ["2"], "Q3": ["Aurora"]})
    service.submit()
    with pytest.raises(Invalid, match="non sono state poste"):
        Desk(service).ask("Q2")


@pytest.mark.parametrize(
    "change",
    [
        update(Invitation).values(revoked_at=NOW),
        update(Invitation).values(disposition="excluded"),
        update(Round).values(stored_state="archived"),
        update(Response).values(state="query_open"),
    ],
    ids=["revoked", "excluded", "archived", "given back"],
)
def test_where_nothing_may_be_written_no_query_is_read_or_answered(desk: Desk, change: object) -> None:
    desk.ask("L1")
    mark, number = desk.seen().query.mark, desk.service.receipt_number()
    with desk.service.database.writing() as session:
        session.execute(change)
    with pytest.raises(NotFound):
        desk.seen()
    with pytest.raises(NotFound):
        desk.post({"L1": ["Altro."], "_q": ["L1@1"], "_mark": [mark], "_go": ["correct"]})
    assert desk.service.receipt_number() == number


def test_a_response_given_back_as_a_whole_is_asked_about_no_more(desk: Desk) -> None:
    desk.ask("L1")
    with desk.service.database.writing() as session:
        responding.reopen(session, desk.house, NOW, STAFF, desk.response_id, "Riveda tutto.")
    with desk.service.database.reading() as session:
        assert session.scalars(select(ResponseQuery.state)).one() == "withdrawn"
    with pytest.raises(Refused, match="solo di una risposta inviata"):
        desk.ask("L1")


def test_a_response_corrected_so_can_be_given_back_and_sent_again(desk: Desk) -> None:
    desk.ask("L1")
    desk.answer(querying.CORRECT, L1=["Altro."])
    with desk.service.database.writing() as session:
        responding.reopen(session, desk.house, NOW, STAFF, desk.response_id, "Riveda tutto.")
    desk.service.submit()
    assert desk.service.document()["answers"]["L1"] == "Altro."
    with desk.service.database.reading() as session:
        assert list(session.scalars(select(Revision.number).order_by(Revision.number))) == [1, 2]


def test_an_erased_answer_takes_along_what_was_asked_about_it_and_leaves_the_rest_readable(desk: Desk) -> None:
    desk.ask("L1")
    desk.answer(querying.CORRECT, L1=["Altro."])
    desk.settle(querying.ACCEPT)
    desk.ask("Q3", text="Il nome è questo?")
    with desk.service.database.writing() as session:
        responding.redact(session, desk.house, NOW, STAFF, desk.response_id, "L1")
    (kept,) = desk.page().queries
    assert [turn.text for turn in kept.turns] == ["Il nome è questo?"]
    with desk.service.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(QueryTurn)) == 1
    desk.answer(querying.CORRECT, Q3=["Aurora"])
    assert desk.service.document()["redacted"] == ["L1"]


def test_a_record_is_asked_about_by_itself_and_the_code_it_has_passed_on_stays(transfers: Transfers) -> None:
    record = transfers.call()
    desk = Desk(record)
    with desk.service.database.reading() as session:
        passed = responding.code_to_pass(session, desk.house, responding.receipt_header(session, record.public_id))
    desk.ask("E1_10")
    with desk.service.database.reading() as session:
        assert querying.numbers_asked(session, record.invited.invitation_id) == [1]
    desk.answer(querying.CORRECT, E1_10=["50"])
    assert desk.page().queries[0].turns[-1].changed.keys() == {"E1_10"}
    with desk.service.database.reading() as session:
        assert querying.numbers_asked(session, record.invited.invitation_id) == []
        again = responding.code_to_pass(session, desk.house, responding.receipt_header(session, record.public_id))
        assert again == passed
        receipts = select(func.count()).where(OutboxMessage.kind == "receipt")
        assert session.scalar(receipts) == 0, "a record has no mail of its own"
