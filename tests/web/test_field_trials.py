"""A field trial: real mail, marked on every page, outside rates and datasets, with comments on every question."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from questionari.store.models.helping import Remark
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.filling import submit
from tests.web.managing import draft, login, words

pytestmark = pytest.mark.engine("sqlite")
MARK = "Le risposte servono a provare il questionario"
New = Callable[[], Browser]


@pytest.fixture
def invited(store: Database) -> factories.Invited:
    with store.writing() as session:
        return factories.invited(session, is_test=True, pilot=True)


def comments(store: Database) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(Remark)) or 0


def autosave(browser: Browser, **fields: str) -> dict[str, object]:
    answer = browser.client.post(
        browser.path,
        data={"csrf_token": browser.token(), **fields},
        base_url="https://localhost",
        headers={"X-Requested-With": "autosave", "Referer": f"https://localhost{browser.path}"},
    )
    found: dict[str, object] = answer.get_json()
    return found


def test_every_page_says_that_it_is_a_trial(browser: Browser, invited: factories.Invited) -> None:
    assert MARK in browser.get(f"/q/{invited.token}").get_data(as_text=True)
    browser.enter(invited.token)
    own = f"/rispondi/{invited.public_id}"
    for page in ("", "/P1", "/riepilogo", "/segnalazione", "/informativa", "/aiuto/Q1", "/dati-personali", "/persone"):
        assert MARK in browser.get(own + page).get_data(as_text=True), page
    submit(browser, invited.public_id)
    assert browser.path.endswith("/ricevuta") and MARK in browser.text


def test_a_round_that_counts_has_no_mark_and_no_box(browser: Browser, store: Database) -> None:
    with store.writing() as session:
        ordinary = factories.invited(session)
    browser.enter(ordinary.token)
    browser.get(f"/rispondi/{ordinary.public_id}/P1")
    assert MARK not in browser.text and "_note:" not in browser.text
    browser.post(browser.path, {**browser.fields(), "_note:Q1": "non richiesto"})
    assert comments(store) == 0


def test_a_comment_is_kept_with_the_page_and_by_itself_and_only_staff_read_it(
    opened: Browser, invited: factories.Invited, store: Database, new_browser: New
) -> None:
    opened.fill({"_note:Q1": "Le voci <b>2</b> e 3 si somigliano."}, "_go=list")
    opened.get(f"/rispondi/{invited.public_id}/P1")
    assert "Le voci &lt;b&gt;2&lt;/b&gt; e 3 si somigliano.</textarea>" in opened.text
    assert "saved_at" in autosave(opened, **{"_note:Q1": "Le voci 2 e 3 si somigliano."}) and comments(store) == 1
    staff = login(new_browser(), store)
    with store.reading() as session:
        code = session.get_one(Round, invited.round_id).code
    staff.get(f"/gestione/tornate/{code}/commenti")
    assert "1 commento di 1 servizio" in words(staff.text) and "Le voci 2 e 3 si somigliano." in staff.text
    assert "Sportello Aurora" in staff.text
    atr = login(new_browser(), store, "atr", "atr.bari")
    assert atr.get(f"/gestione/tornate/{code}/commenti").status_code == 404


def test_two_people_do_not_write_over_one_another_and_a_blank_page_takes_nothing_away(
    opened: Browser, invited: factories.Invited, store: Database, new_browser: New
) -> None:
    opened.fill({"_note:Q1": "prima"}, "_go=list")
    other = new_browser()
    other.enter(invited.token)
    other.get(f"/rispondi/{invited.public_id}/P1")
    assert "Commento già lasciato:" in other.text and "prima</textarea>" not in other.text
    other.fill({"_note:Q1": "seconda"}, "_go=list")
    opened.get(f"/rispondi/{invited.public_id}/P1")
    assert "prima</textarea>" in opened.text and "seconda" in opened.text
    opened.fill({"_note:Q1": ""}, "_go=list")
    assert comments(store) == 2
    opened.get(f"/rispondi/{invited.public_id}/P1")
    autosave(opened, **{"_note:Q1": ""})
    assert comments(store) == 1


def test_a_comment_that_quotes_what_is_erased_goes_with_it(
    opened: Browser, invited: factories.Invited, store: Database
) -> None:
    opened.fill({"Q1": "1", "_note:Q1": "chiara"}, "_go=list")
    opened.get(f"/rispondi/{invited.public_id}/P1")
    opened.fill({"Q3": "Casa Segreta", "_note:Q2": "non sarà casa segreta?", "_note:Q3": "si capisce"}, "_go=list")
    assert comments(store) == 3
    opened.get(f"/rispondi/{invited.public_id}/dati-personali")
    opened.post(opened.path, {**opened.fields(), "question": "Q3"})
    opened.get(f"/rispondi/{invited.public_id}/P1")
    assert comments(store) == 1 and "chiara</textarea>" in opened.text


def test_a_trial_needs_chosen_services_and_is_no_rehearsal(staff: Browser, store: Database) -> None:
    draft(staff, pilot="y", atrs=[], types=[])
    assert "Una prova sul campo si fa con servizi scelti" in staff.text
    draft(staff, pilot="y", is_test="y", types=["01"])
    assert "Scelga una sola prova" in staff.text
    draft(staff, pilot="y", types=["01"])
    assert "Prova sul campo" in staff.text and "[PROVA SUL CAMPO]" in staff.text
    assert staff.text.count(MARK) == 3, "each of the messages, as services will read them, says so at once"
    with store.reading() as session:
        row = session.scalars(select(Round)).one()
    assert row.pilot and row.is_test and not row.rehearsal
