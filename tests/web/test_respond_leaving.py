"""Going away from a shared computer, and erasing by oneself what should never have been written."""

from collections.abc import Callable

from sqlalchemy import select

from questionari.store.models.access import AuditEvent
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.filling import submit


def leave(browser: Browser, public_id: str) -> None:
    """Press «Esci»."""
    browser.post(f"/rispondi/{public_id}/uscita", {"csrf_token": browser.token()})


def test_whoever_leaves_closes_every_questionnaire_on_this_device(browser: Browser, store: Database) -> None:
    with store.writing() as session:
        round_ = factories.add_round(session, factories.publish(session))
        one, two = (factories.invite(session, round_, name) for name in ("Centro Uno", "Centro Due"))
    for invitation in (one, two):
        browser.enter(invitation.token)
    leave(browser, two.public_id)
    assert browser.path == "/uscita"
    assert "Quello che aveva salvato è al sicuro" in browser.text
    for invitation in (one, two):
        assert browser.get(f"/rispondi/{invitation.public_id}").status_code == 403


def test_leaving_from_a_page_saves_it_first(opened: Browser, invited: factories.Invited) -> None:
    assert 'form="pagina" name="_go" value="exit">Salva ed esci</button>' in opened.text
    opened.fill({"Q3": "Scritto prima di uscire"}, press="_go=exit")
    assert opened.path == "/uscita"
    opened.enter(invited.token)
    opened.get(f"/rispondi/{invited.public_id}/P1")
    assert opened.fields()["Q3"] == ["Scritto prima di uscire"]


def test_a_page_left_open_too_long_says_how_to_leave(opened: Browser, invited: factories.Invited) -> None:
    place = f"/rispondi/{invited.public_id}/uscita"
    assert opened.post(place, {"csrf_token": "vecchio"}).status_code == 400
    assert "prema di nuovo «Esci»" in opened.text
    opened.post(place, {"csrf_token": opened.token()})
    assert opened.path == "/uscita"


def test_leaving_works_when_the_session_is_over(opened: Browser, invited: factories.Invited, hour: Clock) -> None:
    hour.forward(hours=9)
    leave(opened, invited.public_id)
    assert opened.path == "/uscita"


def test_what_names_a_person_is_erased_by_whoever_wrote_it(
    opened: Browser, store: Database, invited: factories.Invited
) -> None:
    place = f"/rispondi/{invited.public_id}/dati-personali"
    opened.fill({"Q1": "1", "Q3": "Sportello Luna"}, press="_go=list")
    opened.get(f"/rispondi/{invited.public_id}/P3")
    opened.fill({"L1": "La signora Tizia di via Roma", "R1:0:comune": "Bari"}, press="_go=list")
    opened.get(place)
    assert "La signora Tizia" in opened.text
    assert 'value="Q1"' not in opened.text
    assert opened.post(place, opened.fields()).status_code == 422
    assert "Scelga la risposta da cancellare" in opened.text
    opened.post(place, {**opened.fields(), "question": "L1"})
    assert "è cancellata" in opened.text
    assert "La signora Tizia" not in opened.text
    opened.get(f"/rispondi/{invited.public_id}/P3")
    assert opened.fields()["L1"] == [""]
    assert opened.fields()["R1:0:comune"] == ["Bari (BA)"]
    with store.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "response.redact")).one()
        assert "Tizia" not in str(vars(event))
        assert event.actor_kind == "respondent"


def test_a_reason_given_for_a_warning_is_erased_with_its_answer(opened: Browser, invited: factories.Invited) -> None:
    opened.fill({"Q1": "1"})
    opened.fill({"Q2": "1200"})
    opened.fill({"_why:Q2.molte": "Lo dice Tizia"}, press="_go=list")
    opened.get(f"/rispondi/{invited.public_id}/dati-personali")
    assert "Lo dice Tizia" in opened.text
    opened.post(opened.path, {**opened.fields(), "question": "Q2"})
    opened.get(f"/rispondi/{invited.public_id}/P1")
    assert opened.fields()["Q2"] == [""]


def test_after_the_submission_a_link_leads_to_the_code_or_to_the_help_desk(
    browser: Browser, invited: factories.Invited, new_browser: Callable[[], Browser]
) -> None:
    browser.enter(invited.token)
    submit(browser, invited.public_id)
    other = new_browser()
    other.enter(invited.token)
    other.get(f"/rispondi/{invited.public_id}/dati-personali")
    assert "già inviato" in other.text and "con un codice" in other.text
    fields = {"csrf_token": other.token(), "question": "Q3"}
    assert other.post(other.path, fields).status_code == 422
