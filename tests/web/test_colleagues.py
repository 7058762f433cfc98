"""Sections entrusted to a colleague: asked, filled in, seen from afar, taken back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from questionari.store.models.access import AuditEvent
from questionari.store.models.delegations import Delegation
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from questionari.usecases.responding import minutes_left
from questionari.usecases.responding.cases import load_case
from tests import factories
from tests.web import colleagues, managing
from tests.web.browser import Browser
from tests.web.colleagues import ANNA, ASKED, OUTSIDE, ask, entered, mail, mails, seat, send
from tests.web.filling import fill_everything, submit
from tests.web.managing import follow, words

New = Callable[[], Browser]
pytestmark = pytest.mark.engine("sqlite")


def test_a_colleague_fills_in_her_section_and_the_holder_sees_how_far_she_is(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    ask(opened, invited.public_id, "S2")
    assert "Non è ancora partito nulla" in opened.text and "Gentile Anna Verdi" in opened.text and not mails(store)
    send(opened)
    assert "La richiesta è registrata" in opened.text and "o non è ancora stata aperta" in opened.text
    recipient, text = mail(app, store)
    assert recipient == ANNA and "Sedi e contatti" in text and "Carla D" in text and "Il servizio" not in text
    anna, address = new_browser(), colleagues.link(text)
    anna.get(address)
    assert "Sedi e contatti" in anna.text and "Nome del servizio" not in anna.text
    anna.post(address, {"csrf_token": anna.token()})
    assert "Le sezioni affidate a Lei" in anna.text and "Dati generali" not in anna.text
    key = seat(store)
    anna.get(f"/rispondi/{key}/P3")
    assert "Dati generali" not in anna.text and invited.public_id not in anna.text
    anna.fill({"D1": "01/02/2026"})
    assert anna.path == f"/rispondi/{key}" or "P3" in anna.path
    opened.get(f"/rispondi/{invited.public_id}/persone")
    assert "Ha salvato l'ultima volta" in words(opened.text)
    opened.get(f"/rispondi/{invited.public_id}/P3")
    assert 'value="01/02/2026"' in opened.text


def test_a_message_that_was_read_again_is_changed_without_typing_it_anew(
    opened: Browser, invited: factories.Invited, store: Database
) -> None:
    ask(opened, invited.public_id, "S2", name="Ana Verdi")
    assert "Gentile Ana Verdi" in opened.text
    opened.post(opened.path, opened.fields(), "go=edit")
    typed = opened.fields()
    assert [typed[name] for name in ("name", "email", "by", "section")] == [
        ["Ana Verdi"],
        [ANNA],
        [ASKED["by"]],
        ["S2"],
    ]
    assert not mails(store)


def test_the_time_told_to_a_colleague_is_that_of_her_sections(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database
) -> None:
    with store.reading() as session:
        case = load_case(session, app.extensions["house"], factories.NOW, invited.public_id)
    long = replace(case, definition=replace(case.definition, minutes=(60, 120)))
    assert 0 < minutes_left(replace(long, only=frozenset({"S2"}))) < minutes_left(long) == 120


def test_where_two_disagree_the_colleague_is_named(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    anna = entered(opened, invited, app, new_browser, "S2")
    anna.get(f"/rispondi/{seat(store)}/P3")
    opened.get(f"/rispondi/{invited.public_id}/P3")
    anna.fill({"D1": "01/02/2026"})
    opened.fill({"D1": "03/04/2026"})
    opened.get(f"/rispondi/{invited.public_id}/P3")
    assert "Anna Verdi" in opened.text and "Tengo la mia" in opened.text


#: Addresses behind a colleague's own that are none of hers.
PLACES = """P1 P2 riepilogo ricevuta persone visto lettura dati-personali segnalazione risposte.pdf confronto correzione
    modulo modulo.pdf preparazione aiuto?page=P1 aiuto/Q1 allegato/Q3 allegato/Q3/file lettura/allegato/Q3"""
ACTS = """P1 P2 invio persone persone/ripresa visto visto/ripresa lingua schede lettura/codice aiuto/Q1 allegato/Q3
    completo riapertura"""


def test_nothing_outside_her_sections_opens_to_a_colleague(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    opened.fill({"Q1": "1", "Q2": "2000", "Q3": "Riservato"})
    anna = entered(opened, invited, app, new_browser, "S2")
    key = seat(store)
    assert "Riservato" not in anna.text
    for place in PLACES.split():
        assert anna.get(f"/rispondi/{key}/{place}").status_code == 404, place
        assert "Riservato" not in anna.text
    for place in ("", "/P3", "/persone"):
        assert anna.get(f"/rispondi/{invited.public_id}{place}").status_code == 403
    anna.get(f"/rispondi/{key}/P3")
    posted = {**anna.fields(), **ASKED, "_q": ["Q3@1"], "Q3": "Altro", "lingua": "it", "text": "x", "section": "tutto"}
    for place in ACTS.split():
        assert anna.post(f"/rispondi/{key}/{place}", posted).status_code in (404, 405), place
    with store.reading() as session:
        assert session.scalars(select(Response.state)).one() == "in_progress" and mails(store) == 1
    opened.get(f"/rispondi/{invited.public_id}/P1")
    assert 'value="Riservato"' in opened.text


def test_a_page_of_hers_writes_no_answer_and_confirms_no_warning_of_other_sections(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    opened.fill({"Q1": "1", "Q2": "2000", "Q3": "Nostro"})
    anna = entered(opened, invited, app, new_browser, "S2")
    key = seat(store)
    anna.get(f"/rispondi/{key}/P3")
    strange = {
        "_q": ["Q3@1", "D1@0"],
        "Q3": "Loro",
        "D1": "01/02/2026",
        "_why:Q2.molte": "va bene così",
        "_go": "lingua:de",
    }
    anna.post(f"/rispondi/{key}/P3", {**anna.fields(), **strange})
    saving = {"X-Requested-With": "autosave", "Referer": "https://localhost/"}
    anna.get(f"/rispondi/{key}/P3")
    answer = anna.client.post(
        f"/rispondi/{key}/P3", data={**anna.fields(), **strange}, base_url="https://localhost", headers=saving
    )
    assert answer.status_code == 200 and "Il servizio" not in (answer.get_json()["sections"] or "")
    assert anna.client.get(f"/rispondi/{key}/servizi?campo=Q3&q=aa", base_url="https://localhost").status_code == 404
    opened.get(f"/rispondi/{invited.public_id}/P1")
    assert 'value="Nostro"' in opened.text and "va bene così" not in opened.text
    opened.get(f"/rispondi/{invited.public_id}/P3")
    assert 'value="01/02/2026"' in opened.text


def test_what_is_taken_back_is_closed_at_once_and_nothing_typed_is_lost(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    anna = entered(opened, invited, app, new_browser, "S2")
    key, text = seat(store), mail(app, store)[1]
    anna.get(f"/rispondi/{key}/P3")
    opened.get(f"/rispondi/{invited.public_id}/persone")
    opened.post(f"/rispondi/{invited.public_id}/persone/ripresa", opened.fields(1 if "Esci" in opened.text else 0))
    assert "Le sezioni non sono più affidate" in opened.text
    anna.fill({"D1": "01/02/2026"})
    assert anna.response.status_code == 403 and "01/02/2026" in anna.text and "non sono più aperte" in anna.text
    assert anna.get(f"/rispondi/{key}").status_code == 403
    assert new_browser().get(colleagues.link(text)).status_code == 403
    opened.get(f"/rispondi/{invited.public_id}/P3")
    assert "01/02/2026" not in opened.text


def test_a_part_ends_with_the_submission_and_with_the_links_of_the_service(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    anna = entered(opened, invited, app, new_browser, "tutto")
    key = seat(store)
    assert anna.get(f"/rispondi/{key}/P1").status_code == 200
    assert anna.post(f"/rispondi/{key}/invio", {"csrf_token": anna.token()}).status_code == 404
    submit(opened, invited.public_id)
    assert anna.get(f"/rispondi/{key}/P1").status_code == 403
    assert anna.get(f"/rispondi/{key}/ricevuta").status_code == 404
    with store.reading() as session:
        assert session.scalars(select(Delegation.outcome)).one() == "submitted"


def test_a_service_opens_no_part_of_another_and_takes_none_back(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    anna, key = entered(opened, invited, app, new_browser, "S2"), seat(store)
    with store.writing() as session:
        other = factories.invited(session)
    stranger = new_browser()
    stranger.enter(other.token)
    assert stranger.get(f"/rispondi/{key}").status_code == 403
    stranger.get(f"/rispondi/{other.public_id}/persone")
    taken = stranger.post(
        f"/rispondi/{other.public_id}/persone/ripresa", {"csrf_token": stranger.token(), "which": key}
    )
    assert taken.status_code == 404 and anna.get(f"/rispondi/{key}/P3").status_code == 200
    ask(stranger, other.public_id, "S2")
    send(stranger)
    assert anna.get(f"/rispondi/{seat(store)}").status_code == 403


def test_what_is_no_name_or_section_is_refused_with_what_was_typed(
    opened: Browser, invited: factories.Invited, store: Database
) -> None:
    for section, typed in (
        ("S2", {"name": "Vinci su evil.example"}),
        ("S2", {"by": "Carla <b>"}),
        ("S2", {"email": "anna@@servizio.example"}),
        ("P1", {}),
    ):
        ask(opened, invited.public_id, section, **typed)
        assert opened.response.status_code == 422 and opened.title().startswith("Errore")
        assert "Anna Verdi" in opened.text or "evil.example" in opened.text
    assert mails(store) == 0


def test_five_a_day_for_a_service_and_not_one_more(
    opened: Browser, invited: factories.Invited, store: Database, hour: object
) -> None:
    for _ in range(6):
        ask(opened, invited.public_id, "S2")
        send(opened)
    assert mails(store) == 5 and "sono già partite cinque richieste" in opened.text
    with store.writing() as session:
        session.execute(update(Delegation).values(asked_at=factories.NOW - timedelta(days=1, minutes=1)))
    ask(opened, invited.public_id, "S2")
    send(opened)
    assert mails(store) == 6


def test_an_address_that_is_none_of_the_bodys_waits_for_the_staff_and_the_reply_is_the_same(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    ask(opened, invited.public_id, "S2")
    send(opened)
    known = opened.text
    ask(opened, invited.public_id, "S2", email=OUTSIDE)
    send(opened)
    assert mails(store) == 1
    assert opened.text.count("La richiesta è registrata") == known.count("La richiesta è registrata") == 1
    assert opened.text.count("o non è ancora stata aperta") == 2
    staff = managing.login(new_browser(), store)
    staff.get("/gestione/")
    follow(staff, "Decidi")
    assert OUTSIDE in staff.text and "Anna Verdi" in staff.text and "Sedi e contatti" in staff.text
    staff.post(staff.path + "/" + which(store), {**staff.fields(), "go": "yes"})
    assert mails(store) == 2 and mail(app, store)[0] == OUTSIDE and mails(store, "delegation_settled") == 1
    staff.post(f"/gestione/segnalazioni/persone/{which(store)}", {**staff.fields(0), "go": "no"})
    assert "è già stata decisa" in staff.text and mails(store, "delegation_settled") == 1


def which(store: Database) -> str:
    """The part whose address the staff were asked about."""
    with store.reading() as session:
        return str(session.scalars(select(Delegation.id).order_by(Delegation.id.desc())).first())


def test_a_refusal_is_told_to_who_asked_and_opens_nothing(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    ask(opened, invited.public_id, "S2", email="anna.verdi@gmail.com")
    send(opened)
    staff = managing.login(new_browser(), store)
    staff.get("/gestione/segnalazioni/persone")
    staff.post(f"/gestione/segnalazioni/persone/{which(store)}", {**staff.fields(), "go": "no"})
    recipient, text = mail(app, store, "delegation_settled")
    assert recipient.endswith("@servizio.example") and "non è partita" in text and mails(store) == 0
    opened.get(f"/rispondi/{invited.public_id}/persone")
    assert "L'assistenza non l'ha inviata" in words(opened.text)


def test_staff_see_who_is_concerned_and_the_trail_holds_no_name_nor_address(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    opened.fill({"Q1": "1", "Q2": "2", "Q3": "Riservato"})
    anna = entered(opened, invited, app, new_browser, "S2")
    anna.get(f"/rispondi/{seat(store)}/P3")
    staff = managing.login(new_browser(), store)
    staff.get(f"/gestione/tornate/{round_code(store)}/inviti/{invited.invitation_id}")
    assert "Anna Verdi" in staff.text and "Sedi e contatti" in staff.text and "Riservato" not in staff.text
    with store.reading() as session:
        trail = [f"{row.actor_id} {row.object_id} {row.detail}" for row in session.scalars(select(AuditEvent))]
        row = session.scalars(select(Delegation)).one()
    assert not any("Anna" in line or "@" in line for line in trail)
    assert b"Anna" not in row.sealed and any(row.public_id in line for line in trail)


def round_code(store: Database) -> str:
    """The code of the only round."""
    with store.reading() as session:
        return session.scalars(select(Round.code)).one()


def test_a_response_that_awaits_approval_is_only_read_by_a_colleague(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    anna, key = entered(opened, invited, app, new_browser, "S2"), seat(store)
    fill_everything(opened, invited.public_id)
    with store.writing() as session:
        session.execute(update(Response).values(awaiting_at=factories.NOW))
    anna.get(f"/rispondi/{key}")
    assert "in attesa del visto" in anna.text
    anna.get(f"/rispondi/{key}/P3")
    assert 'value="continue"' not in anna.text
