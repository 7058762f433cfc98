"""A round in the staff's hands, from its draft to the signed closing, with the acts on one service."""

import uuid
from datetime import timedelta

from sqlalchemy import func, select

from questionari.store.models.census import Contact, Unit, UnitContact
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.counting import statements
from tests.web.managing import (
    ROUND,
    audited,
    days,
    draft,
    follow,
    found,
    invitation_path,
    mails,
    needs,
    send,
    submitted,
)


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


def test_the_page_of_a_round_counts_and_filters(centres: Browser) -> None:
    centres.get(ROUND)
    assert "0 su 3 servizi attesi" in centres.text and "invito in coda" in centres.text
    assert {"03/12/2026 Primo sollecito", "15/12/2026 Secondo sollecito"} <= set(days(centres))
    centres.get(f"{ROUND}?tipologia=20")
    assert "Nessun servizio corrisponde" in centres.text
    centres.get(f"{ROUND}?territorio=072&stato=invito+in+coda")
    assert found(centres) == "3 servizi con questi filtri"


def test_reminders_go_to_those_who_were_invited_and_have_not_answered(centres: Browser, store: Database) -> None:
    centres.get(f"{ROUND}/sollecita")
    assert "l&#39;invito è ancora in coda" in centres.text
    with store.writing() as session:
        for invitation in session.scalars(select(Invitation)):
            invitation.delivery = "sent"
        answered = session.scalars(select(Invitation).join(Unit).where(Unit.code == "BA-006")).one()
        session.add(submitted(answered))
    centres.get(f"{ROUND}/sollecita")
    assert "Chi riceve il sollecito (2)" in centres.text and "ha già risposto" in centres.text
    fields = centres.fields()
    assert centres.post(f"{ROUND}/sollecita", fields).status_code == 200
    assert "I solleciti sono in coda" in centres.text
    assert centres.post(f"{ROUND}/sollecita", fields).status_code == 200
    assert "Nessun sollecito parte" in centres.text
    assert mails(store, "reminder_1") == ["servizio05@rete-bari.example", "servizio07@rete-bari.example"]


def test_a_round_is_extended_closed_and_archived(centres: Browser, store: Database, hour: Clock) -> None:
    assert send(centres, f"{ROUND}/proroga", deadline="01/12/2026") == 422
    assert "una proroga la sposta solo in avanti" in centres.text
    assert send(centres, f"{ROUND}/proroga", deadline="10/01/2027") == 200
    assert {"10/01/2027 Scadenza", "13/12/2026 Prima scadenza, poi prorogata"} <= set(days(centres))
    assert send(centres, f"{ROUND}/archivia") == 422
    centres.get(f"{ROUND}/chiudi")
    assert "0 su 3</strong>servizi attesi hanno risposto" in centres.text and "stanno ancora compilando" in centres.text
    assert "alla scadenza (10/01/2027)" in centres.text and "il codice della tornata" in centres.text
    assert send(centres, f"{ROUND}/chiudi", confirm="2026-2") == 422
    assert "per chiuderla scriva 2026-1" in centres.text and 'value="2026-2"' in centres.text
    assert send(centres, f"{ROUND}/chiudi", confirm=" 2026-1 ") == 200
    assert "Verbale di chiusura" in centres.text and "Impronta SHA-256" in centres.text
    assert send(centres, f"{ROUND}/proroga", deadline="20/01/2027") == 422
    assert send(centres, f"{ROUND}/archivia") == 200
    assert "archiviata" in centres.text
    assert {"round.extended", "round.closed", "round.archived"} <= audited(store)


def test_a_service_is_added_late_once(centres: Browser, store: Database) -> None:
    assert send(centres, f"{ROUND}/aggiungi", unit_code="ZZ") == 422
    assert send(centres, f"{ROUND}/aggiungi", unit_code="asl consultori") == 422
    assert "Quale servizio? Ne scriva il codice. ASL BA – Consultori: BA-010." in centres.text
    assert send(centres, f"{ROUND}/aggiungi", unit_code="progetto art. 18") == 422
    assert "Ce ne sono altri: scriva più parole del nome." in centres.text
    assert send(centres, f"{ROUND}/aggiungi", unit_code="Ospedale san paolo") == 200
    assert send(centres, f"{ROUND}/aggiungi", unit_code="BA-010") == 200
    assert "servizio10@rete-bari.example" in mails(store)
    assert send(centres, f"{ROUND}/aggiungi", unit_code="BA-010") == 422


def test_all_sends_are_stopped_and_resumed_from_the_first_page(centres: Browser, store: Database) -> None:
    centres.get("/gestione/")
    assert "Ferma tutti gli invii" in centres.text and "Primo semestre 2026" in centres.text
    assert send(centres, "/gestione/invii/ferma") == 200
    assert "Tutti gli invii sono fermi" in centres.text
    assert send(centres, "/gestione/invii/riprendi") == 200
    assert "Ferma tutti gli invii" in centres.text
    assert send(centres, f"{ROUND}/ferma") == 200
    assert "Gli invii della tornata «Primo semestre 2026» sono fermi" in centres.text


def test_stopped_sends_are_told_wherever_mail_is_spoken_of(centres: Browser, store: Database) -> None:
    path = invitation_path(store)
    assert send(centres, f"{ROUND}/ferma") == 200
    assert send(centres, "/gestione/invii/ferma") == 200
    pages = ("/gestione/", "/gestione/posta", ROUND, f"{ROUND}/anteprima", f"{ROUND}/sollecita", path, f"{path}/invia")
    for page in pages:
        centres.get(page)
        assert "Gli invii della tornata «" in centres.text and "Tutti gli invii sono fermi" in centres.text
        assert f'href="{ROUND}/riprendi"' in centres.text and 'href="/gestione/invii/riprendi"' in centres.text
    assert send(centres, f"{path}/invia") == 200
    assert "Il messaggio è in coda. Gli invii sono fermi dal " in centres.text
    assert send(centres, "/gestione/invii/riprendi") == 200
    centres.get("/gestione/posta")
    assert "Gli invii della tornata «" in centres.text and "Tutti gli invii sono fermi" not in centres.text


def test_the_preview_of_a_message_does_not_call_the_preparation_sheet_a_personal_link(centres: Browser) -> None:
    centres.get(f"{ROUND}/anteprima")
    invitation = centres.text.split("Che cosa tenere a portata di mano:")[1]
    assert invitation.lstrip().startswith("[collegamento al foglio di preparazione]")


def test_a_test_round_is_marked_on_every_page_and_writes_to_the_staff(staff: Browser, store: Database) -> None:
    assert draft(staff, is_test="y") == 200
    assert send(staff, f"{ROUND}/apri") == 200
    assert set(mails(store)) == {"lenove.1@staff.example"}
    for path in (ROUND, f"{ROUND}/anteprima", f"{ROUND}/chiudi", invitation_path(store)):
        staff.get(path)
        assert "Tornata di prova" in staff.text


def test_what_waits_for_a_person_is_on_the_first_page(centres: Browser, store: Database) -> None:
    with store.writing() as session:
        invitation = session.scalars(select(Invitation).join(Unit).where(Unit.code == "BA-005")).one()
        invitation.disposition, invitation.disposition_reason = "wrong_contact", "Scrivere alla segreteria"
        session.scalars(select(Contact).where(Contact.email.startswith("servizio06"))).one().bounced_at = factories.NOW
    assert needs(centres) == [
        "1 servizio dice che il recapito è sbagliato.",
        "1 servizio attivo non ha un recapito che funzioni: non può essere invitato.",
    ]
    follow(centres, "Correggi i recapiti")
    assert "Scrivere alla segreteria" in centres.text and found(centres) == "1 segnalazione con questi filtri"
    centres.get("/gestione/")
    follow(centres, "Vedi i servizi")
    assert "servizio06@rete-bari.example" in centres.text and found(centres) == "1 servizio con questi filtri"


def test_a_corrected_contact_leaves_the_list_and_the_link_is_offered(centres: Browser, store: Database) -> None:
    path = invitation_path(store)
    with store.writing() as session:
        invitation = session.get_one(Invitation, uuid.UUID(path.rsplit("/", 1)[1]))
        invitation.disposition, invitation.disposition_at = "wrong_contact", factories.NOW - timedelta(days=1)
        code = session.get_one(Unit, invitation.unit_id).code
    assert send(centres, f"/gestione/censimento/{code}/recapito", email="x", phone="y", reason="") == 422
    for text in ("Motivo: questo campo è obbligatorio.", 'href="#f-email">E-mail: ', 'href="#f-phone">Telefono: '):
        assert text in centres.text
    address = f"/gestione/censimento/{code}/recapito"
    assert send(centres, address, email="nuovo@rete-bari.example", phone="", reason="Segnalato") == 200
    assert f'<a href="{path}/invia">Invia di nuovo il collegamento – Primo semestre 2026</a>' in centres.text
    assert needs(centres) == ["1 servizio ha il recapito corretto e aspetta di nuovo il collegamento."]
    follow(centres, "Invia i collegamenti")
    assert f'<a href="{path}/invia">invia di nuovo</a>' in centres.text
    assert send(centres, f"{path}/invia") == 200
    assert needs(centres) == []


def test_an_invitation_that_had_not_left_goes_to_the_corrected_contact(centres: Browser, store: Database) -> None:
    address = "/gestione/censimento/BA-005/recapito"
    assert send(centres, address, email="nuovo@rete-bari.example", phone="", reason="Segnalato") == 200
    assert "parte subito verso il nuovo indirizzo" in centres.text and "Invia di nuovo" not in centres.text
    assert "nuovo@rete-bari.example" in mails(store)


def test_the_outbox_is_listed_without_bodies(centres: Browser) -> None:
    centres.get("/gestione/posta")
    assert found(centres) == "3 messaggi" and "in coda" in centres.text
    centres.get("/gestione/posta?stato=sent")
    assert "Nessun messaggio" in centres.text


def test_the_pages_of_a_round_send_as_many_statements_for_thirty_services_as_for_three(
    staff: Browser, store: Database
) -> None:
    draft(staff)
    draft(staff, code="2026-3", types=[])
    counts = []
    for code in ("2026-1", "2026-3"):
        send(staff, f"/gestione/tornate/{code}/apri")
        with statements(store) as sent:
            assert staff.get(f"/gestione/tornate/{code}").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 10


def test_the_calendar_is_chosen_in_the_draft_and_changed_while_it_lies_ahead(staff: Browser, store: Database) -> None:
    assert draft(staff, r1="5", r1_how="prima-l", r2="", thanks="x") == 422
    assert "Ringraziamento: scriva un numero di giorni" in staff.text and 'value="5"' in staff.text
    assert draft(staff, r1="5", r1_how="prima-l", r2="", thanks="1") == 200
    assert {"04/12/2026 Primo sollecito", "21/12/2026 Ringraziamento"} <= set(days(staff))
    assert send(staff, f"{ROUND}/apri") == 200
    assert send(staff, f"{ROUND}/calendario", r1="90") == 422 and "Primo sollecito: scriva un numero" in staff.text
    assert send(staff, f"{ROUND}/calendario", r1="1", r1_how="dopo", thanks="") == 200
    assert "14/12/2026 Primo sollecito" in days(staff) and "Ringraziamento" not in staff.text
    assert "round.calendar_changed" in audited(store)
