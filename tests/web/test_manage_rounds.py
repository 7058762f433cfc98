"""A round in the staff's hands, from its draft to the signed closing, with the acts on one service."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from questionari.store.models.access import AuditEvent
from questionari.store.models.census import Contact, Unit, UnitContact
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases import links
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.filling import submit
from tests.web.test_manage_census import login, send

ROUND = "/gestione/tornate/2026-1"
DRAFT = {
    "code": "2026-1",
    "title": "Primo semestre 2026",
    "period_start": "01/01/2026",
    "period_end": "30/06/2026",
    "opens": "22/11/2026",
    "deadline": "13/12/2026",
    "closes": "20/12/2026",
    "types": "01",
}


@pytest.fixture
def staff(browser: Browser, store: Database) -> Browser:
    """A staff member with the census of Bari and a published questionnaire."""
    with store.writing() as session:
        factories.census_of_bari(session)
        factories.publish(session)
    return login(browser, store)


def draft(staff: Browser, **values: str) -> int:
    staff.get("/gestione/tornate/nuova")
    name = re.findall(r'<option value="([^"]+@[^"]+)"', staff.text)[0]
    return staff.post(
        "/gestione/tornate/nuova", {**staff.fields(), "questionnaire": name, **DRAFT, **values}
    ).status_code


@pytest.fixture
def opened(staff: Browser) -> Browser:
    """The three centres against violence of Bari are asked."""
    assert draft(staff) == 200
    assert send(staff, f"{ROUND}/apri") == 200
    return staff


def invitation_path(store: Database, code: str = "BA-005") -> str:
    with store.reading() as session:
        query = select(Invitation.id).join(Unit, Unit.id == Invitation.unit_id).where(Unit.code == code)
        return f"{ROUND}/inviti/{session.scalars(query).one()}"


def mails(store: Database, kind: str = "invitation") -> list[str]:
    with store.reading() as session:
        query = select(OutboxMessage.recipient).where(OutboxMessage.kind == kind)
        return list(session.scalars(query.order_by(OutboxMessage.created_at, OutboxMessage.recipient)))


def audited(store: Database) -> set[str]:
    with store.reading() as session:
        return set(session.scalars(select(AuditEvent.action)))


def test_a_draft_shows_who_receives_who_does_not_and_the_mail(staff: Browser, store: Database) -> None:
    with store.writing() as session:
        unit = session.scalars(select(Unit).where(Unit.code == "BA-006")).one()
        link = session.scalars(select(UnitContact).where(UnitContact.unit_id == unit.id)).one()
        session.get_one(Contact, link.contact_id).bounced_at = factories.NOW
    assert draft(staff) == 200
    assert "Chi riceve l'invito (2)" in staff.text and "servizio05@rete-bari.example" in staff.text
    assert "Chi non lo riceve (1)" in staff.text and "ha respinto i messaggi" in staff.text
    assert "richiesta di compilazione entro il 13 dicembre 2026" in staff.text
    assert "[collegamento personale]" in staff.text
    assert mails(store) == []


def test_wrong_fields_of_a_round_are_told_and_what_was_typed_stays(staff: Browser) -> None:
    values = {"deadline": "13/11/2026", "closes": "mai", "invitation.body": "Senza {lnk}", "invitation.subject": "Ciao"}
    assert draft(staff, **values) == 422
    for text in ("La scadenza è già passata", "Scriva la data", "{lnk} qui non esiste", "Manca {link}", 'value="mai"'):
        assert text in staff.text
    assert "Senza {lnk}</textarea>" in staff.text
    assert draft(staff) == 200
    assert draft(staff) == 422
    assert "Esiste già una tornata" in staff.text


def test_a_draft_is_changed_and_thrown_away(staff: Browser, store: Database) -> None:
    draft(staff)
    assert send(staff, f"{ROUND}/modifica", title="Un altro titolo", types="20") == 200
    assert "Un altro titolo" in staff.text and "Chi riceve l'invito (7)" in staff.text
    assert send(staff, f"{ROUND}/elimina") == 200
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Round)) == 0


def test_opening_asks_first_and_invites_once(staff: Browser, store: Database) -> None:
    draft(staff)
    staff.get(f"{ROUND}/apri")
    assert "Che cosa succede" in staff.text and mails(store) == []
    fields = staff.fields()
    assert staff.post(f"{ROUND}/apri", fields).status_code == 200
    assert len(mails(store)) == 3
    assert staff.post(f"{ROUND}/apri", fields).status_code == 422
    assert len(mails(store)) == 3
    assert "round.opened" in audited(store)


def test_the_page_of_a_round_counts_and_filters(opened: Browser) -> None:
    opened.get(ROUND)
    assert "0 su 3 servizi attesi" in opened.text and "invito in coda" in opened.text
    assert "03/12/2026: Primo sollecito" in opened.text and "15/12/2026: Secondo sollecito" in opened.text
    opened.get(f"{ROUND}?tipologia=20")
    assert "Nessun servizio corrisponde" in opened.text
    opened.get(f"{ROUND}?territorio=072&stato=invito+in+coda")
    assert "3 servizi" in opened.text


def test_the_link_is_sent_again_to_the_contact_of_today(opened: Browser, store: Database) -> None:
    path = invitation_path(store)
    send(opened, "/gestione/censimento/BA-005/recapito", email="nuova@rete.example", reason="cambiata")
    assert send(opened, f"{path}/invia") == 200
    assert len(mails(store)) == 4 and "nuova@rete.example" in mails(store)


def test_a_revoked_link_is_dead_at_once_and_only_a_new_one_works(
    opened: Browser, new_browser: Callable[[], Browser], store: Database
) -> None:
    path = invitation_path(store)
    token, service = mint(store), new_browser()
    assert service.enter(token).status_code == 200
    before = service.path
    assert send(opened, f"{path}/revoca") == 200
    assert send(opened, f"{path}/revoca") == 422
    assert service.get(before).status_code == 404
    assert send(opened, f"{path}/invia") == 200
    assert service.get(before).status_code == 404
    assert new_browser().get(f"/q/{token}").status_code == 404
    assert new_browser().get(f"/q/{mint(store)}").status_code == 200


def mint(store: Database) -> str:
    """A link as a mail of today would carry it."""
    with store.writing() as session:
        invitation = session.scalars(select(Invitation).join(Unit).where(Unit.code == "BA-005")).one()
        return links.mint(session, invitation.id, "invitation", factories.NOW)


def test_a_service_is_excluded_with_a_reason_and_taken_in_again(opened: Browser, store: Database) -> None:
    path = invitation_path(store)
    assert send(opened, f"{path}/escludi") == 422
    assert send(opened, f"{path}/escludi", reason="fuori dal campo di rilevazione") == 200
    assert "esclusa" in opened.text and "fuori dal campo" in opened.text
    opened.get(ROUND)
    assert "0 su 2 servizi attesi" in opened.text
    assert send(opened, f"{path}/invia") == 422
    assert send(opened, f"{path}/riammetti") == 200
    opened.get(ROUND)
    assert "0 su 3 servizi attesi" in opened.text


def test_reminders_go_to_those_who_were_invited_and_have_not_answered(opened: Browser, store: Database) -> None:
    opened.get(f"{ROUND}/sollecita")
    assert "l&#39;invito è ancora in coda" in opened.text
    with store.writing() as session:
        for invitation in session.scalars(select(Invitation)):
            invitation.delivery = "sent"
        answered = session.scalars(select(Invitation).join(Unit).where(Unit.code == "BA-006")).one()
        session.add(submitted(answered))
    opened.get(f"{ROUND}/sollecita")
    assert "Chi riceve il sollecito (2)" in opened.text and "ha già risposto" in opened.text
    fields = opened.fields()
    assert opened.post(f"{ROUND}/sollecita", fields).status_code == 200
    assert opened.post(f"{ROUND}/sollecita", fields).status_code == 200
    assert mails(store, "reminder_1") == ["servizio05@rete-bari.example", "servizio07@rete-bari.example"]


def submitted(invitation: Invitation) -> Response:
    """A submitted response without its document: enough to be counted."""
    return Response(
        invitation_id=invitation.id,
        round_id=invitation.round_id,
        state="submitted",
        data_key=b"",
        key_version=1,
        opened_at=factories.NOW,
        submitted_at=factories.NOW,
    )


def test_a_round_is_extended_closed_and_archived(opened: Browser, store: Database, hour: Clock) -> None:
    assert send(opened, f"{ROUND}/proroga", deadline="01/12/2026") == 422
    assert "una proroga la sposta solo in avanti" in opened.text
    assert send(opened, f"{ROUND}/proroga", deadline="10/01/2027") == 200
    assert "10/01/2027: Scadenza" in opened.text and "13/12/2026: Prima scadenza, poi prorogata" in opened.text
    assert send(opened, f"{ROUND}/archivia") == 422
    assert send(opened, f"{ROUND}/chiudi") == 200
    assert "Verbale di chiusura" in opened.text and "Impronta SHA-256" in opened.text
    assert send(opened, f"{ROUND}/proroga", deadline="20/01/2027") == 422
    assert send(opened, f"{ROUND}/archivia") == 200
    assert "archiviata" in opened.text
    assert {"round.extended", "round.closed", "round.archived"} <= audited(store)


def test_one_service_gets_a_deadline_of_its_own(opened: Browser, store: Database) -> None:
    path = invitation_path(store)
    assert send(opened, f"{path}/proroga", deadline="12/12/2026") == 422
    assert send(opened, f"{path}/proroga", deadline="15/01/2027") == 200
    assert "fino al 15/01/2027" in opened.text


def test_a_service_is_added_late_once(opened: Browser, store: Database) -> None:
    assert send(opened, f"{ROUND}/aggiungi", unit_code="ZZ") == 404
    assert send(opened, f"{ROUND}/aggiungi", unit_code="BA-010") == 200
    assert "servizio10@rete-bari.example" in mails(store)
    assert send(opened, f"{ROUND}/aggiungi", unit_code="BA-010") == 422


def test_all_sends_are_stopped_and_resumed_from_the_first_page(opened: Browser, store: Database) -> None:
    opened.get("/gestione/")
    assert "Ferma tutti gli invii" in opened.text and "Primo semestre 2026" in opened.text
    assert send(opened, "/gestione/invii/ferma") == 200
    assert "Tutti gli invii sono fermi" in opened.text
    assert send(opened, "/gestione/invii/riprendi") == 200
    assert "Ferma tutti gli invii" in opened.text
    assert send(opened, f"{ROUND}/ferma") == 200
    assert "Gli invii di questa tornata sono fermi" in opened.text


def test_a_test_round_is_marked_on_every_page_and_writes_to_the_staff(staff: Browser, store: Database) -> None:
    assert draft(staff, is_test="y") == 200
    assert send(staff, f"{ROUND}/apri") == 200
    assert set(mails(store)) == {"lenove.1@staff.example"}
    for path in (ROUND, f"{ROUND}/anteprima", f"{ROUND}/chiudi", invitation_path(store)):
        staff.get(path)
        assert "Tornata di prova" in staff.text


def test_what_waits_for_a_person_is_on_the_first_page(opened: Browser, store: Database) -> None:
    with store.writing() as session:
        invitation = session.scalars(select(Invitation).join(Unit).where(Unit.code == "BA-005")).one()
        invitation.disposition, invitation.disposition_reason = "wrong_contact", "Scrivere alla segreteria"
        session.scalars(select(Contact).where(Contact.email.startswith("servizio06"))).one().bounced_at = factories.NOW
    opened.get("/gestione/")
    assert "Scrivere alla segreteria" in opened.text and "servizio06@rete-bari.example" in opened.text


def test_the_outbox_is_listed_without_bodies(opened: Browser) -> None:
    opened.get("/gestione/posta")
    assert "3 messaggi" in opened.text and "in coda" in opened.text
    opened.get("/gestione/posta?stato=sent")
    assert "Nessun messaggio" in opened.text


def test_foreign_and_unknown_objects_are_not_found(opened: Browser, store: Database) -> None:
    assert draft(opened, code="2026-2") == 200
    foreign = invitation_path(store).replace("2026-1", "2026-2")
    unknown = f"{ROUND}/inviti/00000000-0000-7000-8000-000000000000"
    for path in (foreign, f"{foreign}/revoca", unknown, f"{unknown}/risposta", "/gestione/tornate/nessuna"):
        assert opened.get(path).status_code == 404
    assert opened.get(f"{invitation_path(store)}/risposta").status_code == 404


def test_a_submitted_response_is_read_reopened_and_cleaned(
    browser: Browser, new_browser: Callable[[], Browser], store: Database, invited: factories.Invited
) -> None:
    service = new_browser()
    service.enter(invited.token)
    submit(service, invited.public_id)
    login(browser, store)
    with store.reading() as session:
        code = session.get_one(Round, invited.round_id).code
    path = f"/gestione/tornate/{code}/inviti/{invited.invitation_id}"
    browser.get(f"{path}/risposta")
    assert "La lettura viene registrata" in browser.text and "response.read" not in audited(store)
    assert send(browser, f"{path}/risposta") == 200
    assert "Questa lettura è stata registrata" in browser.text and "response.read" in audited(store)
    assert send(browser, f"{path}/risposta/riapri") == 422
    assert send(browser, f"{path}/risposta/riapri", reason="Verifichi il numero delle donne") == 200
    assert "da integrare" in browser.text and len(mails(store, "query")) == 1
    assert send(browser, f"{path}/risposta/cancella") == 422
    assert send(browser, f"{path}/risposta/cancella", question="Q1") == 200
    assert "response.redact" in audited(store)
