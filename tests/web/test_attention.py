"""The first page of the staff: one number, one sentence, one link to the very list; never more than ten statements."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from questionari.store.models.messages import ExportRequest, OutboxMessage
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.counting import statements
from tests.web.managing import ROUND, days, draft, follow, found, login, needs, send, words

Change = Callable[[Database], None]
PAGES = ("", "posta", "censimento", "tornate", "segnalazioni", "dataset")


def change_mails(**values: object) -> Change:
    """Every message of the outbox as these values say."""

    def change(store: Database) -> None:
        with store.writing() as session:
            for row in session.scalars(select(OutboxMessage)):
                for name, value in values.items():
                    setattr(row, name, value)

    return change


def fail_an_export(store: Database) -> None:
    with store.writing() as session:
        round_id = session.scalars(select(Round.id)).one()
        session.add(
            ExportRequest(
                round_id=round_id, requested_by="lenove.1", format="csv", state="failed", created_at=factories.NOW
            )
        )


def test_nothing_to_do_says_so_and_what_comes_next(centres: Browser) -> None:
    assert needs(centres) == []
    assert "Oggi nulla richiede la Sua attenzione" in centres.text
    assert "Il prossimo appuntamento è il 03/12/2026: primo sollecito" in words(centres.text)


def test_with_no_round_at_all_the_next_step_is_offered(staff: Browser) -> None:
    assert needs(staff) == []
    assert "Nessuna tornata è in corso: ne può preparare una." in words(staff.text)
    staff.get("/gestione/tornate")
    assert "Prepari la prima" in staff.text


@pytest.mark.parametrize(
    ("change", "sentence", "link", "result"),
    [
        (change_mails(state="permanent_failure"), "3 messaggi non sono arrivati", "Vedi i messaggi", "3 messaggi"),
        (
            change_mails(not_before=factories.NOW - timedelta(hours=2)),
            "3 messaggi dovevano partire da più di un'ora",
            "Vedi i messaggi",
            "3 messaggi",
        ),
        (fail_an_export, "1 dataset non è stato preparato", "Vedi i dataset", "1 richiesta"),
    ],
    ids=["refused", "stuck", "export"],
)
def test_each_line_leads_to_the_list_that_has_that_many(
    centres: Browser, store: Database, change: Change, sentence: str, link: str, result: str
) -> None:
    change(store)
    (line,) = needs(centres)
    assert line.startswith(sentence)
    follow(centres, link)
    assert found(centres) == f"{result} con questi filtri"


def test_a_failed_mail_is_settled_once_another_was_written(centres: Browser, store: Database) -> None:
    change_mails(state="bounced")(store)
    with store.writing() as session:
        first = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).first()
        assert first is not None
        again = {"round_id": first.round_id, "invitation_id": first.invitation_id, "recipient": first.recipient}
        session.add(
            OutboxMessage(
                kind="invitation",
                dedupe_key="again",
                context={},
                state="sent",
                not_before=factories.NOW,
                created_at=first.created_at + timedelta(minutes=1),
                **again,
            )
        )
    assert [line[:29] for line in needs(centres)] == ["2 messaggi non sono arrivati:"]


def test_a_round_near_its_deadline_says_who_is_missing(centres: Browser, store: Database, hour: Clock) -> None:
    hour.forward(days=18)
    login(centres, store, code="lenove.2", now=hour.now)
    with store.writing() as session:
        for row in session.scalars(select(OutboxMessage)):
            row.state = "sent"
    (line,) = needs(centres)
    assert (
        line
        == "3 servizi non hanno ancora risposto a «Primo semestre 2026»: la scadenza è il 13/12/2026, fra 3 giorni."
    )
    follow(centres, "Vedi chi manca")
    assert found(centres) == "3 servizi con questi filtri"


def test_drafts_tests_and_unsigned_rounds_are_told(staff: Browser, store: Database, hour: Clock) -> None:
    assert draft(staff) == 200
    assert draft(staff, code="PROVA", is_test="y") == 200
    assert send(staff, "/gestione/tornate/PROVA/apri") == 200
    with store.writing() as session:
        for row in session.scalars(select(OutboxMessage)):
            row.state = "sent"
        session.scalars(select(Round).where(Round.code == "2026-1")).one().opens_at = factories.NOW - timedelta(days=3)
    assert needs(staff) == [
        "1 tornata è ancora in bozza, ma il giorno dell'apertura è passato.",
        "1 tornata di prova è in corso: quando ha finito, la chiuda.",
    ]
    follow(staff, "Apri l&#39;elenco")
    assert found(staff) == "1 tornata con questi filtri"


def test_the_pages_of_lists_send_at_most_ten_statements(centres: Browser, store: Database) -> None:
    for page in PAGES:
        with statements(store) as sent:
            assert centres.get(f"/gestione/{page}").status_code == 200
        assert len(sent) <= 10, page
    with statements(store) as sent:
        assert centres.get(f"{ROUND}?cerca=bari&mostra=mancanti&ordine=invio").status_code == 200
    assert len(sent) <= 10


def test_a_new_round_begins_with_a_sensible_proposal(staff: Browser) -> None:
    staff.get("/gestione/tornate/nuova")
    proposed = {name: values[0] for name, values in staff.fields().items()}
    assert (proposed["code"], proposed["title"]) == ("2026-S1", "Primo semestre 2026")
    assert (proposed["period_start"], proposed["period_end"]) == ("2026-01-01", "2026-06-30")
    assert (proposed["opens"], proposed["deadline"], proposed["closes"]) == ("2026-11-22", "2026-12-22", "2027-01-05")
    assert draft(staff, code="2026-S1") == 200
    staff.get("/gestione/tornate/nuova")
    again = staff.fields()
    assert (again["code"], again["title"]) == (["2026-S1-2"], ["Primo semestre 2026, rilevazione 2"])


def test_an_extension_is_taken_back_until_somebody_was_told(centres: Browser, store: Database) -> None:
    assert send(centres, f"{ROUND}/proroga", deadline="2027-01-10") == 200
    assert (
        "Proroga: scadenza il 10/01/2027 invece del 13/12/2026, chiusura il 10/01/2027 invece del 20/12/2026"
        in words(centres.text)
    )
    follow(centres, "Annulla la proroga")
    assert "La scadenza torna al 13/12/2026, la chiusura al 20/12/2026." in centres.text
    assert centres.post(centres.path, centres.fields()).status_code == 200
    assert "13/12/2026 Scadenza" in days(centres)
    assert send(centres, f"{ROUND}/annulla-proroga") == 422
    assert send(centres, f"{ROUND}/proroga", deadline="2027-01-10") == 200
    change_mails(state="sent", sent_at=factories.NOW)(store)
    assert send(centres, f"{ROUND}/annulla-proroga") == 422
    assert "3 messaggi partiti dopo la proroga dicono la nuova scadenza" in centres.text


def test_a_service_loses_its_own_extension_again(centres: Browser, store: Database) -> None:
    with store.reading() as session:
        path = f"{ROUND}/inviti/{session.scalars(select(Invitation.id).limit(1)).one()}"
    assert send(centres, f"{path}/togli-proroga") == 422
    assert send(centres, f"{path}/proroga", deadline="2027-01-15") == 200
    follow(centres, "Togli la proroga")
    assert centres.post(centres.path, centres.fields()).status_code == 200
    with store.reading() as session:
        assert set(session.scalars(select(Invitation.deadline_at))) == {None}


def test_an_archived_round_comes_back(centres: Browser) -> None:
    assert send(centres, f"{ROUND}/chiudi", confirm="2026-1") == 200
    assert send(centres, f"{ROUND}/archivia") == 200
    follow(centres, "Toglila dall&#39;archivio")
    assert centres.post(centres.path, centres.fields()).status_code == 200
    assert "Tornata <strong>chiusa</strong>" in centres.text


def test_an_earlier_contact_is_put_back_by_one_press(centres: Browser) -> None:
    address = "/gestione/censimento/BA-005/recapito"
    assert send(centres, address, email="nuova@rete.example", reason="cambiata") == 200
    follow(centres, "ripristina")
    assert centres.post(f"{centres.path}", centres.fields()).status_code == 200
    assert "servizio05@rete-bari.example" in centres.text.partition("Recapiti precedenti")[0]


def test_the_consequences_of_an_act_are_told_in_numbers(centres: Browser, store: Database) -> None:
    said = {
        "proroga": "3 servizi non hanno ancora risposto.",
        "ferma": "3 messaggi sono in coda per questa tornata.",
        "sollecita": "0 servizi ricevono il messaggio.",
    }
    for act, sentence in said.items():
        centres.get(f"{ROUND}/{act}")
        assert f"<strong>{sentence}</strong>" in centres.text
    assert send(centres, f"{ROUND}/proroga", deadline="mai", closes="") == 422
    assert 'href="#f-deadline">Nuova scadenza (ultimo giorno): ' in centres.text and 'value="mai"' in centres.text
