"""The respondent's pages through a browser without JavaScript, on both databases."""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from questionari.settings import ROOT
from questionari.store.models.access import AuditEvent
from questionari.store.models.responses import DraftCell, Response
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.counting import statements

INSTRUMENT_A = ROOT / "schemi" / "questionari" / "A" / "2026.1.json"
OF_A = {"A0_04": ["1"], "A0_07": ["1"]}


@pytest.fixture
def invited(store: Database) -> factories.Invited:
    with store.writing() as session:
        return factories.invited(session)


@pytest.fixture
def opened(browser: Browser, invited: factories.Invited) -> Browser:
    """A browser on the first page."""
    browser.enter(invited.token)
    browser.get(f"/rispondi/{invited.public_id}/P1")
    return browser


def fill_everything(browser: Browser, public_id: str) -> None:
    """Fill the small questionnaire up to the review."""
    browser.get(f"/rispondi/{public_id}/P1")
    browser.fill({"Q1": "2"})
    browser.fill({})
    if not browser.path.endswith("riepilogo"):
        browser.get(f"/rispondi/{public_id}/riepilogo")


def submit(browser: Browser, public_id: str) -> None:
    """Fill and submit."""
    fill_everything(browser, public_id)
    browser.post(f"/rispondi/{public_id}/invio", {"csrf_token": browser.token()})


def test_a_service_fills_submits_and_keeps_its_receipt(browser: Browser, invited: factories.Invited) -> None:
    browser.enter(invited.token)
    assert browser.path == f"/rispondi/{invited.public_id}"
    browser.get(f"/rispondi/{invited.public_id}/P1")
    assert 'value="Sportello Aurora"' in browser.text
    browser.fill({"Q1": "1", "Q4": "98", "Q4.98": "Fondazione"})
    assert browser.path.endswith("/P1")
    assert "nuove domande" in browser.text
    browser.fill({"Q2": "1.200"})
    assert browser.path.endswith("/P1")
    assert "è un numero molto alto" in browser.text
    assert browser.title().startswith("Errore: ")
    browser.fill({"_why:Q2.molte": "Il servizio è regionale"})
    assert browser.path.endswith("/P2")
    browser.fill({"M1:1:a": "1000", "M1:1:b": "200"}, press="_do=zero/M1")
    assert 'name="M1:2:b" value="0"' in browser.text
    browser.fill({"H1:lun:1:from": "9:00", "H1:lun:1:to": "13:00"})
    assert browser.path.endswith("/P3")
    browser.fill({"R1:0:comune": "Bari", "C1": "aurora@servizio.example", "D1": "1/2/2003"})
    assert browser.path.endswith("/riepilogo")
    assert "Tutto è pronto" in browser.text
    browser.post(f"/rispondi/{invited.public_id}/invio", browser.fields())
    assert browser.path.endswith("/ricevuta")
    assert browser.title().startswith("Ricevuta ")


def test_loading_a_page_takes_two_statements_and_saving_it_three(
    opened: Browser, store: Database, invited: factories.Invited
) -> None:
    opened.fill({"Q1": "1"})
    path = f"/rispondi/{invited.public_id}/P1"
    with statements(store) as loading:
        opened.get(path)
    assert len(loading) <= 2
    fields = {**opened.fields(), "Q2": "1200", "Q3": "Altro nome", "Q4": "1", "Q5": ["01", "02"]}
    with statements(store) as saving:
        opened.post(path, fields, "_go=continue", follow=False)
    assert len(saving) <= 3
    opened.get(path)
    fields = {**opened.fields(), "Q2": "1300", "_why:Q2.molte": "Vero"}
    with statements(store) as with_a_reason:
        opened.post(path, fields, "_go=continue", follow=False)
    assert len(with_a_reason) <= 3


def test_a_get_changes_nothing(opened: Browser, store: Database, invited: factories.Invited) -> None:
    opened.fill({"Q1": "1", "Q3": "x"})
    base = f"/rispondi/{invited.public_id}"
    with statements(store) as sent:
        for path in (f"/q/{invited.token}", base, f"{base}/P1", f"{base}/riepilogo", f"{base}/segnalazione"):
            assert opened.get(path).status_code == 200
    assert [s for s in sent if not s.lstrip().upper().startswith("SELECT")] == []


def test_the_landing_page_alone_creates_no_response(
    browser: Browser, store: Database, invited: factories.Invited
) -> None:
    browser.get(f"/q/{invited.token}")
    assert "1522" in browser.text
    assert "112" in browser.text
    with store.reading() as session:
        assert session.scalars(select(Response)).all() == []


def test_the_token_is_neither_in_addresses_nor_pages_nor_logs_after_opening(
    browser: Browser, store: Database, invited: factories.Invited, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    browser.enter(invited.token)
    for path in ("", "/P1", "/riepilogo", "/segnalazione"):
        browser.get(f"/rispondi/{invited.public_id}{path}")
        assert invited.token not in browser.text
        assert invited.token not in browser.path
    submit(browser, invited.public_id)
    assert invited.token not in browser.text
    own = [r for r in caplog.records if r.name.startswith("questionari")]
    assert all(invited.token not in record.getMessage() for record in own)
    with store.reading() as session:
        assert all(invited.token not in str(e.detail) for e in session.scalars(select(AuditEvent)))


def test_only_marked_questions_are_written(opened: Browser, store: Database, invited: factories.Invited) -> None:
    opened.fill({"Q1": "1", "Q5": ["01"], "Q3": "Nome"})
    fields = opened.fields()
    without = {**fields, "_q": [m for m in fields["_q"] if not m.startswith("Q5")]}
    without.pop("Q5")
    opened.post(f"/rispondi/{invited.public_id}/P1", without, "_go=list")
    opened.get(f"/rispondi/{invited.public_id}/P1")
    assert opened.fields()["Q5"] == ["01"]
    wiped = opened.fields()
    wiped.pop("Q5")
    opened.post(f"/rispondi/{invited.public_id}/P1", wiped, "_go=list")
    opened.get(f"/rispondi/{invited.public_id}/P1")
    assert "Q5" not in opened.fields()


def test_a_page_saved_unchanged_writes_no_version(opened: Browser, store: Database) -> None:
    opened.fill({"Q1": "1", "Q3": "Nome"})
    with store.reading() as session:
        before = len(session.scalars(select(DraftCell)).all())
    opened.fill({})
    with store.reading() as session:
        assert len(session.scalars(select(DraftCell)).all()) == before


def test_unreadable_text_is_kept_as_written_and_blocks_submission_only(
    opened: Browser, invited: factories.Invited
) -> None:
    opened.fill({"Q1": "1", "Q2": ""})
    opened.fill({"Q2": "circa dodici"})
    assert 'value="circa dodici"' in opened.text
    assert 'aria-invalid="true"' in opened.text
    opened.fill({})
    assert opened.path.endswith("/P2")
    opened.get(f"/rispondi/{invited.public_id}/riepilogo")
    assert "Donne accolte nel periodo" in opened.text
    opened.post(f"/rispondi/{invited.public_id}/invio", {"csrf_token": opened.token()})
    assert opened.path.endswith("/riepilogo")


def test_two_people_on_one_link_lose_nothing(
    new_browser: Callable[[], Browser], store: Database, invited: factories.Invited
) -> None:
    first, second = new_browser(), new_browser()
    for browser in (first, second):
        browser.enter(invited.token)
        browser.get(f"/rispondi/{invited.public_id}/P1")
    first.fill({"Q1": "1", "Q3": "Nome della prima"}, press="_go=list")
    second.fill({"Q3": "Nome della seconda", "Q4": "2"})
    assert "Nel frattempo" in second.text
    assert "Nome della prima" in second.text
    assert second.fields()["Q3"] == ["Nome della seconda"]
    assert second.fields()["Q1"] == ["1"]
    with store.reading() as session:
        cells = session.scalars(select(DraftCell).where(DraftCell.code == "Q3")).all()
    assert sorted(c.version for c in cells) == [1, 2]


def test_two_questionnaires_in_two_tabs_never_mix(browser: Browser, store: Database) -> None:
    with store.writing() as session:
        round_ = factories.add_round(session, factories.publish(session))
        one, two = (factories.invite(session, round_, name) for name in ("Centro Uno", "Centro Due"))
    for invitation in (one, two):
        browser.enter(invitation.token)
    browser.get(f"/rispondi/{one.public_id}/P1")
    page_of_one = browser.fields()
    browser.get(f"/rispondi/{two.public_id}/P1")
    browser.fill({"Q1": "2"}, press="_go=list")
    browser.post(f"/rispondi/{one.public_id}/P1", {**page_of_one, "Q1": "1"}, "_go=list")
    for invitation, name, active in ((one, "Centro Uno", "1"), (two, "Centro Due", "2")):
        browser.get(f"/rispondi/{invitation.public_id}/P1")
        assert browser.fields()["Q3"] == [name]
        assert browser.fields()["Q1"] == [active]


def test_an_invitation_not_opened_here_is_refused_like_one_that_does_not_exist(
    browser: Browser, invited: factories.Invited
) -> None:
    known = browser.get(f"/rispondi/{invited.public_id}/P1")
    unknown = browser.get("/rispondi/aaaaaaaaaaaaaaaaaaaaaa/P1")
    assert known.status_code == unknown.status_code == 403
    assert known.get_data() == unknown.get_data()


def test_a_wrong_link_and_a_revoked_one_look_the_same(
    browser: Browser, store: Database, invited: factories.Invited
) -> None:
    wrong = browser.get("/q/" + "x" * 43)
    with store.writing() as session:
        session.execute(update(Invitation).values(revoked_at=factories.NOW))
    revoked = browser.get(f"/q/{invited.token}")
    assert wrong.status_code == revoked.status_code == 404
    assert wrong.get_data() == revoked.get_data()


def test_a_revoked_link_dies_at_once_also_for_who_is_inside(
    opened: Browser, store: Database, invited: factories.Invited
) -> None:
    fields = opened.fields()
    with store.writing() as session:
        session.execute(update(Invitation).values(revoked_at=factories.NOW))
    for path in ("", "/P1", "/riepilogo", "/ricevuta"):
        assert opened.get(f"/rispondi/{invited.public_id}{path}").status_code == 404
    assert opened.post(f"/rispondi/{invited.public_id}/P1", fields, "_go=list").status_code == 404
    with store.reading() as session:
        assert session.scalars(select(DraftCell)).all() == []


def test_after_submission_the_link_shows_the_receipt_only(
    browser: Browser, new_browser: Callable[[], Browser], invited: factories.Invited
) -> None:
    browser.enter(invited.token)
    submit(browser, invited.public_id)
    number = browser.title()
    later = new_browser()
    later.enter(invited.token)
    assert later.title() == number
    for path in ("", "/P1", "/riepilogo"):
        later.get(f"/rispondi/{invited.public_id}{path}")
        assert later.path.endswith("/ricevuta")
        assert "Il servizio è attivo" not in later.text


def test_submitting_again_and_the_back_button_give_the_same_receipt(
    browser: Browser, store: Database, invited: factories.Invited, hour: Clock
) -> None:
    browser.enter(invited.token)
    fill_everything(browser, invited.public_id)
    token = browser.token()
    browser.post(f"/rispondi/{invited.public_id}/invio", {"csrf_token": token})
    first = browser.text
    hour.forward(hours=3)
    browser.post(f"/rispondi/{invited.public_id}/invio", {"csrf_token": token})
    assert browser.path.endswith("/ricevuta")
    assert re.findall(r"[\w]{4}-[\w]{4}-[\w]{2}", browser.text) == re.findall(r"[\w]{4}-[\w]{4}-[\w]{2}", first)
    with store.reading() as session:
        assert len(session.scalars(select(AuditEvent).where(AuditEvent.action == "response.submit")).all()) == 1


def test_the_session_lasts_eight_hours_idle_and_a_day_at_most(
    opened: Browser, invited: factories.Invited, hour: Clock
) -> None:
    path = f"/rispondi/{invited.public_id}/P1"
    for _ in range(3):
        hour.forward(hours=7, minutes=50)
        assert opened.get(path).status_code == 200
    hour.forward(minutes=31)
    assert opened.get(path).status_code == 403
    opened.enter(invited.token)
    hour.forward(hours=8, seconds=1)
    assert opened.get(path).status_code == 403


def test_what_was_typed_comes_back_when_the_session_has_ended(
    opened: Browser, invited: factories.Invited, hour: Clock
) -> None:
    fields = {**opened.fields(), "Q3": "Mezz'ora di testo"}
    hour.forward(hours=9)
    path = f"/rispondi/{invited.public_id}/P1"
    assert opened.post(path, fields, "_go=list").status_code == 403
    assert "Mezz&#39;ora di testo" in opened.text
    kept = opened.fields()
    opened.enter(invited.token)
    opened.post(path, {**kept, "csrf_token": opened_token(opened, path)})
    opened.get(path)
    assert opened.fields()["Q3"] == ["Mezz'ora di testo"]


def opened_token(browser: Browser, path: str) -> str:
    """A fresh token, as the kept page has it once the link was opened in another tab."""
    browser.get(path)
    return browser.token()


def test_what_was_typed_comes_back_when_the_token_is_stale(opened: Browser, invited: factories.Invited) -> None:
    path = f"/rispondi/{invited.public_id}/P1"
    assert opened.post(path, {**opened.fields(), "csrf_token": "x", "Q3": "Testo lungo"}).status_code == 400
    assert "Testo lungo" in opened.text
    opened.post(path, opened.fields())
    opened.get(path)
    assert opened.fields()["Q3"] == ["Testo lungo"]


@pytest.mark.parametrize(("early", "accepted"), [(1, True), (0, False), (-1, False)])
def test_writing_ends_exactly_at_the_closing(
    opened: Browser, invited: factories.Invited, hour: Clock, early: int, accepted: bool
) -> None:
    hour.now = factories.CLOSES - timedelta(hours=1)
    opened.enter(invited.token)
    opened.get(f"/rispondi/{invited.public_id}/P1")
    fields = {**opened.fields(), "Q1": "2", "Q3": "Ultimo momento"}
    hour.now = factories.CLOSES - timedelta(milliseconds=early)
    response = opened.post(f"/rispondi/{invited.public_id}/P1", fields, "_go=list")
    assert (response.status_code == 200) is accepted
    if not accepted:
        assert response.status_code == 409
        assert "Ultimo momento" in opened.text
        assert "termine per rispondere è scaduto" in opened.text


def test_declaring_the_wrong_contact_needs_no_opening_and_is_undone_by_entering(
    browser: Browser, store: Database, invited: factories.Invited
) -> None:
    browser.get(f"/q/{invited.token}")
    browser.post(f"/q/{invited.token}", {"csrf_token": browser.token(), "go": "tell"})
    assert browser.path.endswith("/segnalazione")
    fields = {"csrf_token": browser.token(), "kind": "declined", "reason": " "}
    assert browser.post(browser.path, fields).status_code == 422
    browser.post(browser.path, {**fields, "kind": "wrong_contact", "reason": "Scrivete al consultorio"})
    assert "Segnalazione ricevuta" in browser.text
    with store.reading() as session:
        assert session.scalars(select(Invitation.disposition)).one() == "wrong_contact"
        assert session.scalars(select(Response)).all() == []
    browser.enter(invited.token)
    with store.reading() as session:
        assert session.scalars(select(Invitation.disposition)).one() == "none"


def test_the_preparation_sheet_is_public(browser: Browser, invited: factories.Invited) -> None:
    assert browser.get("/preparazione/R/01").status_code == 200
    assert "Registro delle accolte" in browser.text
    assert browser.get("/preparazione/ZZ/01").status_code == 404
    browser.enter(invited.token)
    browser.get(f"/rispondi/{invited.public_id}/preparazione")
    assert browser.path == "/preparazione/R/01"


def pages_of(browser: Browser, public_id: str) -> Iterator[str]:
    """Every page on the path, drawn."""
    browser.get(f"/rispondi/{public_id}")
    pages = re.findall(rf'href="(/rispondi/{public_id}/[^"?/]+)"', browser.text)
    for path in dict.fromkeys(p for p in pages if not p.endswith(("riepilogo", "preparazione", "segnalazione"))):
        browser.get(f"{path}?esamina=1")
        yield browser.text


@pytest.fixture(params=[factories.DOCUMENTS / "respond.json", INSTRUMENT_A], ids=["small", "A"])
def walked(request: pytest.FixtureRequest, browser: Browser, store: Database) -> Iterator[Iterator[str]]:
    """Pages of a questionnaire whose modules are open."""
    path: Path = request.param
    with store.writing() as session:
        invitation = factories.invited(session, path)
    browser.enter(invitation.token)
    first = {"respond.json": ("P1", {"Q1": "1"})}.get(path.name, ("A0b", OF_A))
    for _ in range(2):
        browser.get(f"/rispondi/{invitation.public_id}/{first[0]}")
        browser.fill(first[1])
    yield pages_of(browser, invitation.public_id)


def test_every_page_is_light_and_sound(walked: Iterator[str]) -> None:
    count = 0
    for html in walked:
        count += 1
        inputs = len(re.findall(r"<(?:input|textarea|select)\b(?![^>]*type=\"hidden\")", html))
        assert len(html.encode()) <= 8192 + 250 * inputs
        assert html.count("<h1") == 1
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        labels = set(re.findall(r'<label for="([^"]+)"', html))
        fields = re.findall(r"<(?:input|textarea|select)\b([^>]*)>", html)
        for field in fields:
            named = re.search(r'\bid="([^"]+)"', field)
            assert 'type="hidden"' in field or "aria-labelledby=" in field or (named and named[1] in labels), field
        for target in re.findall(r'href="#([^"]+)"', html):
            assert target in ids, target
        described = " ".join(re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', html)).split()
        assert set(described) <= set(ids)
        assert "style=" not in html
        assert "<script" not in html
    assert count >= 3
