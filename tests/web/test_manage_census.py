"""The census in the staff's hands: list, add, correct with history, contacts, territories."""

from collections.abc import Callable

import pytest
from markupsafe import escape
from sqlalchemy import select

from questionari.store.models.census import Atr, CensusChange, Contact, Unit, Variation
from questionari.store.session import Database
from questionari.usecases.census.history import By, FieldChange, record
from questionari.usecases.house import SYSTEM
from tests.factories import NOW
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.managing import follow, found, login, needs, send


def test_the_list_is_searched_filtered_and_sorted_through_allow_lists(staff: Browser) -> None:
    staff.get("/gestione/censimento")
    assert found(staff) == "30 servizi"
    staff.get("/gestione/censimento?cerca=mola&ordine=codice")
    assert "BA-003" in staff.text and "BA-001" not in staff.text
    staff.get("/gestione/censimento?tipologia=20")
    assert found(staff) == "7 servizi con questi filtri"
    staff.get("/gestione/censimento?cerca=%25&ordine=;drop&pagina=99&tipologia=x&recapito=x")
    assert "Nessun servizio corrisponde" in staff.text


def test_a_service_is_added_with_its_contact_and_territory(staff: Browser, store: Database) -> None:
    values = {"code": "BA-031", "name": "Sportello Levante", "type_code": "03", "comune": "Monopoli", "atr": "072"}
    assert (
        send(staff, "/gestione/censimento/nuovo", **values, email="levante@rete.example", contact_name="Ufficio") == 200
    )
    assert "Sportello Levante" in staff.text and "Monopoli (BA)" in staff.text and "levante@rete.example" in staff.text
    assert "lenove.1: inserimento" in staff.text


def test_wrong_fields_are_told_beside_them_and_nothing_typed_is_lost(staff: Browser) -> None:
    status = send(
        staff,
        "/gestione/censimento/nuovo",
        code="BA-001",
        name="Sportello <b>",
        type_code="01",
        comune="Atlantide",
        email="x@",
    )
    assert status == 422
    assert staff.title().startswith("Errore: ")
    for text in ("Atlantide", "ISTAT", "indirizzo e-mail completo", "Scelga il territorio", "Sportello &lt;b&gt;"):
        assert text in staff.text
    assert 'aria-invalid="true"' in staff.text


def test_a_correction_keeps_both_values_who_when_and_why(staff: Browser, store: Database) -> None:
    path = "/gestione/censimento/BA-005/modifica"
    assert send(staff, path, name="Centro Antiviolenza Nuovo") == 422
    assert "Questo campo è obbligatorio" in staff.text
    assert send(staff, path, name="Centro Antiviolenza Nuovo", reason="comunicato dal servizio") == 200
    with store.reading() as session:
        change = session.scalars(select(CensusChange).where(CensusChange.field == "name")).one()
    assert (change.old, change.new) == ("Centro Antiviolenza di Bari", "Centro Antiviolenza Nuovo")
    assert (change.actor, change.reason) == ("lenove.1", "comunicato dal servizio")
    assert "comunicato dal servizio" in staff.text


def test_a_correction_without_changes_is_told_so(staff: Browser) -> None:
    assert send(staff, "/gestione/censimento/BA-005/modifica", reason="nulla") == 422
    assert "Nessun dato è cambiato" in staff.text


def test_a_colleagues_change_is_not_overwritten_unseen(
    staff: Browser, new_browser: Callable[[], Browser], store: Database, hour: Clock
) -> None:
    path = "/gestione/censimento/BA-005/modifica"
    staff.get(path)
    mine = {**staff.fields(), "owner": "Mio", "reason": "r"}
    hour.forward(minutes=1)
    colleague = login(new_browser(), store, code="lenove.2")
    assert send(colleague, path, owner="Suo", reason="r") == 200
    assert staff.post(path, mine).status_code == 422
    assert "un&#39;altra persona ha cambiato" in staff.text and 'value="Mio"' in staff.text and "Suo" in staff.text
    assert staff.post(path, {**staff.fields(), "reason": "visto"}).status_code == 200


def test_a_shelter_has_no_comune(staff: Browser) -> None:
    path = "/gestione/censimento/BA-005/modifica"
    assert send(staff, path, type_code="02", reason="tipologia") == 422
    assert "si registra solo la provincia" in staff.text
    assert send(staff, path, type_code="02", comune="", province="BA", reason="tipologia") == 200
    assert "provincia di Bari" in staff.text


def test_another_address_closes_the_earlier_contact(staff: Browser, store: Database) -> None:
    path = "/gestione/censimento/BA-005/recapito"
    assert send(staff, path, email="nuova@rete.example", reason="referente cambiata") == 200
    assert "Recapiti precedenti" in staff.text and "servizio05@rete-bari.example" in staff.text
    with store.reading() as session:
        assert session.scalar(select(Contact.id).where(Contact.email == "nuova@rete.example"))


def test_a_contact_is_paused_and_taken_up_again(staff: Browser) -> None:
    assert send(staff, "/gestione/censimento/BA-005/recapito/sospendi") == 200
    assert "sospeso" in staff.text and "Riattiva il recapito" in staff.text
    assert send(staff, "/gestione/censimento/BA-005/recapito/sospendi") == 422
    assert send(staff, "/gestione/censimento/BA-005/recapito/riattiva") == 200
    assert "Riattiva il recapito" not in staff.text


def test_a_service_joins_and_leaves_a_territory(staff: Browser) -> None:
    staff.get("/gestione/censimento/BA-006")
    fields = staff.fields()
    staff.post("/gestione/censimento/BA-006/territorio/aggiungi", fields)
    assert "Scelga prima il territorio" in staff.text  # none is chosen for whom presses too soon
    fields = {**staff.fields(), "atr": "078045"}
    assert 'value="078045">Comune di Cosenza</option>' in staff.text
    staff.post("/gestione/censimento/BA-006/territorio/aggiungi", fields)
    assert "I territori del servizio sono aggiornati" in staff.text
    assert "Togli da Comune di Cosenza" in staff.text
    assert 'value="078045">Comune di Cosenza</option>' not in staff.text  # it is offered to whom has it not
    staff.post("/gestione/censimento/BA-006/territorio/togli", {**staff.fields(), "atr": "072"})
    assert "Togli da Provincia di Bari" not in staff.text
    staff.post("/gestione/censimento/BA-006/territorio/aggiungi", {**staff.fields(), "atr": "078045"})
    assert "fa già parte di Comune di Cosenza" in staff.text


def test_a_declared_variation_waits_until_somebody_has_handled_it(staff: Browser, store: Database) -> None:
    with store.writing() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.code == "BA-008")).one()
        detail = {"type_code": ["04", "21"]}
        row = Variation(unit_id=unit_id, effect="A1_02", text="Tipologia diversa", detail=detail, created_at=NOW)
        session.add(row)
    assert needs(staff) == ["1 servizio ha dichiarato dati diversi dal censimento."]
    follow(staff, "Leggi le segnalazioni")
    assert "Tipologia diversa" in staff.text
    staff.get("/gestione/censimento/BA-008")
    assert "tipologia: «04» diventa «21»" in staff.text
    assert send(staff, f"/gestione/variazioni/{row.id}") == 200
    assert "gestita il 22/11/2026" in staff.text
    assert needs(staff) == []
    assert staff.get(f"/gestione/variazioni/{row.id}").status_code == 404


def test_a_variation_marked_by_mistake_is_put_back(staff: Browser, store: Database) -> None:
    with store.writing() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.code == "BA-008")).one()
        row = Variation(unit_id=unit_id, effect="A1_02", text="Tipologia diversa", detail={}, created_at=NOW)
        session.add(row)
    assert staff.get(f"/gestione/variazioni/{row.id}/riapri").status_code == 404
    assert send(staff, f"/gestione/variazioni/{row.id}") == 200
    follow(staff, "Rimettila fra le cose da fare")
    assert staff.post(staff.path, staff.fields()).status_code == 200
    assert needs(staff) == ["1 servizio ha dichiarato dati diversi dal censimento."]


def test_a_code_that_is_an_address_of_the_site_is_refused(staff: Browser) -> None:
    assert send(staff, "/gestione/censimento/nuovo", code="nuovo", name="Uno", type_code="01", atr="072") == 422
    assert "è un indirizzo del sito" in staff.text


def test_an_unknown_service_is_not_found(staff: Browser) -> None:
    for path in ("", "/modifica", "/recapito", "/recapito/sospendi"):
        assert staff.get(f"/gestione/censimento/ZZ-9{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["", "censimento", "censimento/nuovo", "tornate", "tornate/nuova", "posta", "invii/ferma"]
)
def test_pages_of_the_staff_are_not_for_others(browser: Browser, store: Database, path: str) -> None:
    assert browser.client.get(f"/gestione/{path}", base_url="https://localhost").status_code == 302
    login(browser, store, role="atr", code="atr.1")
    assert browser.get(f"/gestione/{path}").status_code == 404


def test_a_post_without_its_token_changes_nothing(staff: Browser, store: Database) -> None:
    values = {"name": "Senza", "type_code": "01", "reason": "x"}
    assert staff.post("/gestione/censimento/BA-005/modifica", values).status_code == 400
    with store.reading() as session:
        assert session.scalar(select(Unit.name).where(Unit.code == "BA-005")) == "Centro Antiviolenza di Bari"


def test_the_history_names_territories_and_the_system(staff: Browser, store: Database) -> None:
    with store.writing() as session:
        unit = session.scalars(select(Unit).where(Unit.code == "BA-005")).one()
        record(session, unit.id, By(SYSTEM, NOW), FieldChange("atr", "072", "999"))
    staff.get("/gestione/censimento/BA-005")
    history = staff.text.partition("<h2>Storia</h2>")[2]
    with store.reading() as session:
        name = session.scalars(select(Atr.name).where(Atr.code == "072")).one()
    assert name != "072"
    assert f'<td data-label="Prima">{escape(name)}</td><td data-label="Dopo">999</td>' in history
    assert '<td data-label="Chi e perché">sistema</td>' in history


def test_a_merger_is_recorded_and_taken_back_on_the_pages_of_both(staff: Browser) -> None:
    path = "/gestione/censimento/BA-005/unione"
    assert send(staff, path, kind="merged", codes="XX-9", day="01/12/2026", reason="delibera") == 422
    assert "Codici sconosciuti: XX-9" in staff.text and 'value="XX-9"' in staff.text
    assert send(staff, path, kind="merged", codes="BA-006", day="01/12/2026", reason="delibera") == 200
    assert "Unioni e divisioni" in staff.text and "unito a" in staff.text
    forms = staff.text.count("<form")
    fields = next(found for found in map(staff.fields, range(forms)) if "day" in found)
    staff.get("/gestione/censimento/BA-006")
    assert "comprende quello che era" in staff.text
    staff.post("/gestione/censimento/BA-005/unione/annulla", fields)
    assert "è annullata" in staff.text and "Unioni e divisioni" not in staff.text
