"""A questionnaire passes to another person: proposed, confirmed by a channel of the census, accepted, told."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from questionari.store import census
from questionari.store.models.census import Contact, UnitContact
from questionari.store.models.handovers import Handover
from questionari.store.models.rounds import Invitation, Round
from questionari.store.sealing import Keyring
from questionari.store.session import Database
from questionari.usecases import retention, rotation
from questionari.usecases.colleagues import handing
from tests import factories
from tests.web import managing
from tests.web.browser import Browser
from tests.web.colleagues import mail, mails
from tests.web.managing import follow, words

New = Callable[[], Browser]
pytestmark = pytest.mark.engine("sqlite")
NEW = "marta.blu@servizio.example"
OUTSIDE = "marta.blu@altrove.example"
TYPED = {"name": "Marta Blu", "email": NEW, "by": "Carla D'Amico"}


def propose(holder: Browser, public_id: str, **typed: str) -> None:
    """Ask by the form."""
    address = f"/rispondi/{public_id}/nuovo-referente"
    holder.get(address)
    holder.post(address, {**holder.fields(), **TYPED, **typed})


def link(text: str) -> str:
    """The address in a mail about it."""
    return re.findall(r"/passaggio/[\w-]{43}", text)[0]


def say(who: Browser, address: str, word: str = "yes") -> int:
    """Open a link and press a button."""
    if (status := who.get(address).status_code) != 200:
        return status
    return who.post(address, who.fields(), f"go={word}").status_code


def address_of(store: Database, invited: factories.Invited) -> str:
    """The census contact of the service."""
    with store.reading() as session:
        return census.open_contacts(session, [invited.unit_id])[invited.unit_id][1].email


def outcome(store: Database) -> str | None:
    """How the latest one ended."""
    with store.reading() as session:
        return session.scalars(select(Handover.outcome).order_by(Handover.id.desc())).first()


def test_it_passes_after_the_census_contact_has_confirmed_and_the_new_one_accepted(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    former = address_of(store, invited)
    propose(opened, invited.public_id)
    assert "La richiesta è registrata" in opened.text and mails(store, "contact_offer") == 0
    recipient, text = mail(app, store, "contact_confirm")
    assert recipient == former and "Marta Blu" in text and NEW in text
    anybody = new_browser()
    anybody.get(link(text))
    assert mails(store, "contact_offer") == 0 and address_of(store, invited) == former
    assert say(anybody, link(text)) == 200
    recipient, offer = mail(app, store, "contact_offer")
    assert recipient == NEW and link(offer) != link(text) and "/q/" not in offer
    assert say(anybody, link(text)) == 409 and address_of(store, invited) == former
    assert opened.get(f"/rispondi/{invited.public_id}/P1").status_code == 200
    assert say(new_browser(), link(offer)) == 200
    assert address_of(store, invited) == NEW and outcome(store) == "accepted"
    assert opened.get(f"/rispondi/{invited.public_id}/P1").status_code == 404
    assert new_browser().get(f"/q/{invited.token}").status_code == 404
    assert say(new_browser(), link(offer)) == 409


def test_the_earlier_contact_is_told_and_the_new_one_goes_on_where_she_stopped(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    opened.fill({"Q1": "2", "Q3": "Nostro"})
    former = address_of(store, invited)
    propose(opened, invited.public_id)
    say(new_browser(), link(mail(app, store, "contact_confirm")[1]))
    say(new_browser(), link(mail(app, store, "contact_offer")[1]))
    told, text = mail(app, store, "contact_told")
    assert told == former and "Marta Blu" in text and "/q/" not in text and "/passaggio/" not in text
    recipient, text = mail(app, store, "invitation")
    marta = new_browser()
    marta.enter(re.findall(r"/q/([\w-]{43})", text)[0])
    marta.get(f"{marta.path}/P1")
    assert recipient == NEW and 'value="Nostro"' in marta.text


def test_an_address_that_is_not_the_bodys_waits_for_the_staff_who_may_hear_the_contact_by_telephone(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    propose(opened, invited.public_id, email=OUTSIDE)
    assert "La richiesta è registrata" in opened.text and mails(store, "contact_confirm") == 0
    staff = managing.login(new_browser(), store)
    staff.get("/gestione/")
    follow(staff, "Decidi")
    assert OUTSIDE in staff.text and "passaggio chiesto da Carla D" in words(staff.text)
    place = re.findall(r'action="([^"]+passaggi/[^"]+)"', staff.text)[0]
    staff.post(place, {**staff.fields(), "note": " "}, "go=phone")
    assert "Scriva con chi ha parlato" in staff.text and mails(store, "contact_offer") == 0
    staff.post(place, {**staff.fields(), "note": "La responsabile, 080 000"}, "go=phone")
    assert mail(app, store, "contact_offer")[0] == OUTSIDE and mails(store, "contact_confirm") == 0
    with store.reading() as session:
        assert b"080 000" not in session.scalars(select(Handover.sealed)).one()
    staff.post(place, {**staff.fields(0), "note": "x"}, "go=yes")
    assert "non è più aperta" in staff.text
    assert say(new_browser(), link(mail(app, store, "contact_offer")[1]), "no") == 200
    assert outcome(store) == "denied" and mails(store, "contact_told") == 0


def test_who_asks_again_reads_first_that_one_was_asked_for_and_when_but_not_for_whom(
    opened: Browser, invited: factories.Invited
) -> None:
    place, told = f"/rispondi/{invited.public_id}/nuovo-referente", "Un passaggio è già stato chiesto il"
    opened.get(place)
    assert told not in opened.text
    propose(opened, invited.public_id, email=OUTSIDE)
    opened.get(place)
    assert re.search(rf"{told} \d\d?/\d\d?/\d{{4}}: una nuova richiesta prende il suo posto\.", words(opened.text))
    assert "Marta" not in opened.text and OUTSIDE not in opened.text
    opened.post(place, {**opened.fields(), **TYPED, "name": " "})
    assert told in opened.text and "Scriva nome e cognome." in opened.text


def test_who_is_not_the_right_contact_may_say_who_is(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    place, former = f"/rispondi/{invited.public_id}/segnalazione", address_of(store, invited)
    opened.get(place)
    opened.post(place, {**opened.fields(), "kind": "wrong_contact", "name": "Marta 2000", "email": NEW})
    assert opened.response.status_code == 422 and "Marta 2000" in opened.text
    opened.post(place, {**opened.fields(), "kind": "wrong_contact", "name": "Marta Blu", "email": NEW})
    assert "Segnalazione ricevuta" in opened.text and mails(store, "contact_confirm") == 0
    staff = managing.login(new_browser(), store)
    staff.get("/gestione/segnalazioni/persone")
    assert "dice che il recapito è sbagliato" in words(staff.text)
    staff.post(re.findall(r'action="([^"]+passaggi/[^"]+)"', staff.text)[0], staff.fields(), "go=yes")
    assert mail(app, store, "contact_confirm")[0] == former
    assert say(new_browser(), link(mail(app, store, "contact_confirm")[1])) == 200
    assert say(new_browser(), link(mail(app, store, "contact_offer")[1])) == 200
    with store.reading() as session:
        assert session.get_one(Invitation, invited.invitation_id).disposition == "none"
    assert address_of(store, invited) == NEW and mail(app, store, "invitation")[0] == NEW


def test_names_are_sealed_anew_under_a_new_key_and_forgotten_a_month_after_the_end(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database
) -> None:
    propose(opened, invited.public_id)
    house = app.extensions["house"]
    both = replace(house, keyring=Keyring({1: bytes.fromhex("ab" * 32), 2: bytes.fromhex("cd" * 32)}))
    with store.writing() as session:
        while rotation.rotate(session, both, factories.NOW):
            pass
        row = session.scalars(select(Handover)).one()
        assert row.sealed[0] == 2 and handing.said(both, row)["name"] == "Marta Blu"
        row.ended_at, row.outcome = factories.NOW, "denied"
        session.flush()
        assert retention.erase_due(session, both, factories.NOW + timedelta(days=29), "handovers") == 0
        assert retention.erase_due(session, both, factories.NOW + timedelta(days=31), "handovers") == 1
        assert session.scalars(select(Handover)).all() == []


def test_what_has_changed_meanwhile_ends_it(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    propose(opened, invited.public_id)
    first = link(mail(app, store, "contact_confirm")[1])
    propose(opened, invited.public_id, name="Rita Rossi")
    assert say(new_browser(), first) == 409
    second = link(mail(app, store, "contact_confirm")[1])
    with store.writing() as session:
        other = Contact(email="altra@servizio.example")
        session.add(other)
        session.flush()
        session.execute(update(UnitContact).values(contact_id=other.id))
    assert say(new_browser(), second) == 409 and address_of(store, invited) == "altra@servizio.example"


def test_nothing_passes_in_a_rehearsal_nor_more_than_five_times_a_day(
    opened: Browser, invited: factories.Invited, store: Database
) -> None:
    for _ in range(6):
        propose(opened, invited.public_id)
    assert "sono già partite cinque richieste" in opened.text and mails(store, "contact_confirm") == 5
    with store.writing() as session:
        session.execute(update(Round).values(is_test=True))
    propose(opened, invited.public_id)
    assert "In una tornata di prova" in opened.text and opened.response.status_code == 422


def test_a_link_of_one_step_is_good_for_no_other(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    propose(opened, invited.public_id)
    confirm = link(mail(app, store, "contact_confirm")[1])
    assert new_browser().get(confirm.replace("/passaggio/", "/q/")).status_code == 404
    assert new_browser().get(confirm.replace("/passaggio/", "/colleghi/apri/")).status_code == 404
    assert new_browser().get("/passaggio/" + "x" * 43).status_code == 404
    assert new_browser().get(f"/passaggio/{invited.token}").status_code == 404
    assert say(new_browser(), confirm) == 200 and say(new_browser(), confirm) == 409
    assert address_of(store, invited) != NEW


def test_who_holds_the_link_reads_that_one_is_pending_and_takes_it_back(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    home, pending = f"/rispondi/{invited.public_id}", "È stato chiesto di passare questo questionario"
    opened.get(home)
    assert pending not in opened.text
    propose(opened, invited.public_id)
    confirm = link(mail(app, store, "contact_confirm")[1])
    opened.get(home)
    assert pending in opened.text and "Marta" not in opened.text
    follow(opened, "Veda da quando, o ritiri la richiesta")
    fields = opened.fields(1)
    opened.post(f"{opened.path}/ritiro", fields)
    assert "La richiesta di passaggio è ritirata" in opened.text and pending not in opened.text
    assert outcome(store) == "withdrawn" and say(new_browser(), confirm) == 409
    opened.post(f"/rispondi/{invited.public_id}/nuovo-referente/ritiro", fields)
    assert "Nessuna richiesta di passaggio è in corso" in opened.text
    assert new_browser().post(f"/rispondi/{invited.public_id}/nuovo-referente/ritiro", {}).status_code in (400, 403)


def test_staff_clear_away_what_nobody_can_accept_any_more(
    opened: Browser, invited: factories.Invited, store: Database, new_browser: New
) -> None:
    propose(opened, invited.public_id, email=OUTSIDE)
    with store.writing() as session:
        past = factories.NOW - timedelta(days=1)
        session.execute(update(Round).values(opens_at=past - timedelta(days=9), deadline_at=past, closes_at=past))
    staff = managing.login(new_browser(), store)
    staff.get("/gestione/segnalazioni/persone")
    place = re.findall(r'action="([^"]+passaggi/[^"]+)"', staff.text)[0]
    fields = staff.fields()
    staff.post(place, fields, "go=yes")
    assert "non è più aperta" in staff.text and outcome(store) is None
    staff.post(place, fields, "go=no")
    assert "La richiesta è chiusa" in staff.text and outcome(store) == "refused" and OUTSIDE not in staff.text
    staff.post(place, fields, "go=no")
    assert "non è più aperta" in staff.text


def test_all_that_a_form_got_wrong_is_said_at_once(opened: Browser, invited: factories.Invited) -> None:
    propose(opened, invited.public_id, name="Marta 2000", email="nessuno", by="")
    for said in ("con sole lettere", "indirizzo e-mail completo", "Scriva il Suo nome e cognome."):
        assert said in words(opened.text)
    assert opened.text.count('aria-invalid="true"') == 3 and opened.fields()["name"] == ["Marta 2000"]
    opened.get(f"/rispondi/{invited.public_id}/persone")
    opened.post(opened.path, {**opened.fields(), "name": "x@y", "email": "no", "by": "7"}, "go=look")
    assert opened.text.count('aria-invalid="true"') == 3 and "Scelga almeno una sezione" in opened.text
