"""The pages of those who are no contact: colleagues, who takes a questionnaire over, who approves, guests."""

from collections.abc import Callable

import pytest
from flask import Flask

from questionari.store.session import Database
from tests import factories
from tests.everybody.looking import Looker, see
from tests.web import colleagues, managing, neighbours, test_approvals, test_handing_over
from tests.web.browser import Browser
from tests.web.consulting import acts
from tests.web.consulting.conftest import area, consultation, draft, service
from tests.web.test_approvals import HEAD, enter, ready

__all__ = ["area", "consultation", "draft", "ready", "service"]
pytestmark = [pytest.mark.browser, pytest.mark.engine("sqlite")]
New = Callable[[], Browser]
APPROVAL = ("respond/approval.html", "respond/approval_landing.html", "respond/approver.html")


@pytest.mark.shows(
    "respond/people_preview.html", "respond.part_landing", "respond/part_landing.html", "respond/part.html"
)
def test_a_colleague_is_asked_fills_in_and_is_thanked(
    opened: Browser, invited: factories.Invited, look: Looker, app: Flask, store: Database, new_browser: New
) -> None:
    colleagues.ask(opened, invited.public_id, name="")
    look(opened, "nobody named")
    colleagues.ask(opened, invited.public_id, "S2")
    look(opened, "preview")
    colleagues.send(opened)
    look(opened, "asked")
    address = colleagues.link(colleagues.mail(app, store)[1])
    anna = new_browser()
    anna.get(address)
    look(anna)
    anna.post(address, {"csrf_token": anna.token()})
    look(anna, "her sections")
    anna.get(f"{anna.path}/P3")
    look(anna, "her page")
    opened.get(f"/rispondi/{invited.public_id}/persone")
    look(opened, "opened")
    opened.post(f"{opened.path}/ripresa", opened.fields(-1))
    look(opened, "taken back")
    anna.get(anna.path)
    look(anna, "no longer hers")
    new = new_browser()
    new.get(address)
    look(new, "no longer hers")


@pytest.mark.shows("respond.passing", "respond/passing.html")
def test_a_questionnaire_passes_to_another_person(
    opened: Browser, invited: factories.Invited, look: Looker, app: Flask, store: Database, new_browser: New
) -> None:
    test_handing_over.propose(opened, invited.public_id, name="")
    look(opened, "nobody named")
    test_handing_over.propose(opened, invited.public_id)
    look(opened, "asked")
    address = test_handing_over.link(colleagues.mail(app, store, "contact_confirm")[1])
    former, head = new_browser(), new_browser()
    former.get(address)
    look(former)
    test_handing_over.say(former, address)
    look(former, "confirmed")
    former.get(address)
    look(former, "again")
    address = test_handing_over.link(colleagues.mail(app, store, "contact_offer")[1])
    head.get(address)
    look(head, "offered")
    test_handing_over.say(head, address)
    look(head, "accepted")
    opened.get(f"/rispondi/{invited.public_id}/miei")
    look(opened, "no longer hers")


@pytest.mark.shows("manage.people")
def test_staff_decide_on_people_outside(
    opened: Browser, invited: factories.Invited, look: Looker, store: Database, new_browser: New
) -> None:
    test_handing_over.propose(opened, invited.public_id, email=test_handing_over.OUTSIDE)
    colleagues.ask(opened, invited.public_id, "S2", email=colleagues.OUTSIDE)
    colleagues.send(opened)
    look(opened, "waits for staff")
    staff = managing.login(new_browser(), store)
    staff.get("/gestione/segnalazioni/persone")
    look(staff, "two wait")
    staff.fill({"note": " "}, "go=phone")
    look(staff, "nothing said")


@pytest.mark.shows("respond.ask_approval", "respond.approval_landing", "respond.approval", *APPROVAL)
def test_an_approval_is_asked_returned_and_given(
    ready: Browser, invited: factories.Invited, look: Looker, app: Flask, store: Database, new_browser: New
) -> None:
    look(ready, "with an approver")
    managing.follow(ready, "Chiedi il visto del responsabile")
    look(ready)
    ready.post(ready.path, {**ready.fields(), "name": ""})
    look(ready, "nobody named")
    ready.post(ready.path, {**ready.fields(), "name": "Anna Compila"})
    look(ready, "waits")
    link, head = test_approvals.link_of(app, store), new_browser()
    head.get(link)
    look(head)
    enter(head, link)
    look(head)
    place = head.path
    for note, state in ((" ", "nothing said"), ("Manca una voce", "returned")):
        head.post(f"{place}/rinvio", {**head.fields(1), "note": note})
        look(head, state)
    head.get(link)
    look(head, "no longer asked")
    ready.get(f"/rispondi/{invited.public_id}")
    look(ready, "to be looked at again")


def test_an_approval_is_given(
    ready: Browser, invited: factories.Invited, look: Looker, app: Flask, store: Database, new_browser: New
) -> None:
    look(ready, "with an approver")
    test_approvals.ask(ready, invited)
    head = new_browser()
    enter(head, test_approvals.link_of(app, store))
    place, form = head.path, head.fields(0)
    for name, state in (("", "no name"), (HEAD, "sent")):
        head.post(f"{place}/invio", {**form, "name": name})
        look(head, state)


@pytest.mark.shows("consult.landing", "consult/landing.html")
def test_a_guest_comments_on_a_draft(
    store: Database, staff: Browser, consultation: str, look: Looker, new_browser: New
) -> None:
    see(look, staff, consultation)
    guest = new_browser()
    guest.get(f"/consultazione/apri/{neighbours.consult_link(store, acts.guest(store).id)}")
    look(guest)
    guest.post(guest.path, {"csrf_token": guest.token()})
    home = guest.path
    see(look, guest, home, f"{home}/P1")
    for said, state in (("x" * 5000, "too long"), ("Non è chiaro che cosa sia attivo.", "a comment")):
        acts.say(guest, f"{home}/P1", Q1=said)
        look(guest, state)
    see(look, guest, home)
    managing.send(staff, f"{consultation}/chiudi")
    for path in (home, f"{home}/P1"):
        guest.get(path)
        look(guest, "closed")


@pytest.mark.shows("atr.consultation", "atr.consultation_page")
def test_a_territory_comments_and_staff_answer(staff: Browser, consultation: str, area: Browser, look: Looker) -> None:
    look(area, "a comment")
    see(look, area, f"{area.path}/P1", "/atr/")
    see(look, staff, consultation)
    managing.send(staff, f"{consultation}/chiudi")
    look(staff, "closed, comments to answer")
    acts.answer(staff, consultation, "Troppo lungo", answer="")
    look(staff, "no answer given")
    acts.answer(staff, consultation, "Troppo lungo")
    look(staff, "answered")
