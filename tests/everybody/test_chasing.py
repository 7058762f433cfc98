"""What territories and staff meet about services that have not answered, and about messages that were wrong."""

import pytest
from flask import Flask
from sqlalchemy import update

from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from tests.everybody.looking import Looker, see
from tests.web import managing, neighbours, test_atr_acts
from tests.web.browser import Browser
from tests.web.test_corrections import DAY

pytestmark = [pytest.mark.browser, pytest.mark.engine("sqlite")]


@pytest.mark.shows("atr.service", "atr/service.html", "manage/atr_reports.html", "manage/atr_notes.html")
def test_a_service_that_is_silent(app: Flask, store: Database, look: Looker) -> None:
    found = neighbours.build(app, store)
    with store.writing() as session:
        session.execute(update(Invitation).values(delivery="sent"))
    there, path = neighbours.visitor(app, store, found, "atr_there"), test_atr_acts.place(store, found)
    see(look, there, path)
    for which, typed in (("segnala", {}), ("segnala", {"kind": "declined", "how": "phone"}), ("sollecito", {})):
        test_atr_acts.act(there, path, which, **typed)
        look(there, f"{which} {len(typed)}")
    test_atr_acts.act(there, path, "promessa", promised="10/12/2026")
    see(look, there, path, "/atr/", f"/atr/tornate/{found.round}")
    office, own = neighbours.visitor(app, store, found, "staff"), f"/gestione/tornate/{found.round}"
    see(look, office, "/gestione/", "/gestione/segnalazioni/atr", f"{own}/inviti/{found.there.invitation_id}")
    see(look, office, f"{own}/note")
    office.post(f"{own}/note", {**office.fields(-2), "days": "domani"})
    look(office, "no day")


@pytest.mark.shows("manage.correct_act", "manage/correction.html", "manage/corrections.html")
def test_a_message_that_was_wrong(centres: Browser, store: Database, look: Looker) -> None:
    with store.writing() as session:
        session.execute(update(OutboxMessage).values(state="sent"))
    path = f"{managing.ROUND}/rettifica"
    see(look, centres, path, f"{path}/invitation/{DAY}")
    managing.send(centres, f"{path}/invitation/{DAY}", testo="{link}")
    look(centres, "a link in it")
    managing.send(centres, f"{path}/invitation/{DAY}", testo="La scadenza è il {scadenza}.")
    look(centres, "as it is read")
