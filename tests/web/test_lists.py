"""Lists keep what was asked of them in their address, and the pages reached from them find the way back."""

import pytest
from sqlalchemy import select

from questionari.store.models.messages import OutboxMessage
from questionari.store.session import Database
from tests.web.browser import Browser
from tests.web.managing import ROUND, follow, found, invitation_path


def test_the_way_back_finds_the_list_as_it_was_left(staff: Browser) -> None:
    staff.get("/gestione/censimento?cerca=mola&ordine=codice")
    kept = found(staff)
    assert kept.endswith("servizi con questi filtri")
    follow(staff, "Centro antiviolenza del Comune di Mola di Bari")
    follow(staff, "Cambia il recapito")
    for reason, email in (("", "x"), ("cambiata", "mola@rete-bari.example")):
        assert staff.response is not None
        staff.post(staff.response.request.full_path, {**staff.fields(), "reason": reason, "email": email})
    assert "Il recapito è aggiornato" in staff.text
    follow(staff, "Censimento</a><span")
    assert found(staff) == kept


@pytest.mark.parametrize("hostile", ["_external=1&_scheme=javascript", "code=XX&endpoint=y", "%00=1", "a" * 900])
def test_a_list_made_up_by_a_stranger_leads_nowhere_else(staff: Browser, hostile: str) -> None:
    address = "/gestione/censimento/BA-005?elenco=" + hostile.replace("&", "%26").replace("=", "%3D")
    assert staff.get(address).status_code == 200
    follow(staff, "Censimento</a><span")
    assert staff.path == "/gestione/censimento"


def test_filters_are_cleared_by_one_link_which_is_there_only_with_filters(staff: Browser) -> None:
    staff.get("/gestione/censimento?ordine=codice")
    assert "Azzera i filtri" not in staff.text
    staff.get("/gestione/censimento?cerca=nessuno+al+mondo")
    assert "Nessun servizio corrisponde a questi filtri" in staff.text
    follow(staff, "Azzera i filtri")
    assert found(staff) == "30 servizi"


def test_the_census_is_narrowed_to_those_that_cannot_be_reached(staff: Browser) -> None:
    staff.get("/gestione/censimento/BA-005/recapito/sospendi")
    staff.post(staff.path, staff.fields())
    staff.get("/gestione/censimento?recapito=inutilizzabile&attivita=attivi")
    assert found(staff) == "1 servizio con questi filtri"
    staff.get("/gestione/censimento?attivita=non-attivi")
    assert found(staff) == "0 servizi con questi filtri"


def test_the_services_of_a_round_are_searched_and_sorted(centres: Browser) -> None:
    centres.get(f"{ROUND}?cerca=mola")
    assert found(centres) == "1 servizio con questi filtri"
    for order in ("invio", "avanzamento", "indietro"):
        centres.get(f"{ROUND}?ordine={order}")
        assert found(centres) == "3 servizi"
    centres.get(f"{ROUND}?mostra=risposte")
    assert found(centres) == "0 servizi con questi filtri"
    centres.get(f"{ROUND}?mostra=mancanti&cerca=%27;--")
    assert found(centres) == "0 servizi con questi filtri"


def test_the_outbox_is_searched_by_address_round_and_kind(centres: Browser, store: Database) -> None:
    answers = {
        "cerca=servizio05": 1,
        "tornata=2026-1&messaggio=invitation": 3,
        "tornata=nessuna": 0,
        "stato=in-coda&ordine=destinatario": 3,
        "stato=inviati": 0,
        "messaggio=niente": 3,
    }
    for query, number in answers.items():
        centres.get(f"/gestione/posta?{query}")
        assert found(centres).startswith(f"{number} "), query
    with store.writing() as session:
        session.scalars(select(OutboxMessage).limit(1)).one().state = "bounced"
    centres.get("/gestione/posta?stato=rifiutati")
    assert found(centres) == "1 messaggio con questi filtri"


def test_rounds_are_searched_and_narrowed(centres: Browser) -> None:
    answers = {
        "": 1,
        "stato=in-corso": 1,
        "stato=bozza": 0,
        "tipo=prova": 0,
        "cerca=semestre+2026": 1,
        "ordine=titolo": 1,
    }
    for query, number in answers.items():
        centres.get(f"/gestione/tornate?{query}")
        assert found(centres).startswith(f"{number} "), query


def test_every_page_of_the_staff_says_where_it_is(centres: Browser, store: Database) -> None:
    inside = invitation_path(store)
    pages = ("censimento", "tornate", "posta", "segnalazioni", "dataset", "censimento/BA-005", "tornate/nuova")
    acts = ("tornate/2026-1/chiudi", "tornate/2026-1/dataset", "invii/ferma", "censimento/BA-005/modifica")
    for page in (*(f"/gestione/{page}" for page in (*pages, *acts)), inside, f"{inside}/revoca"):
        centres.get(page)
        assert '<a href="/gestione/">Oggi</a>' in centres.text.partition("<h1")[0], page
        assert centres.text.count('aria-current="page">') >= 1
