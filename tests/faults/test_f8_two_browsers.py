"""F8: two windows or two people on one link save at the same instant; nothing acknowledged is lost.

Measured of a peer: two windows that save different pages at once lose an answer in 43 of 60 trials. The ledger holds
every save that was acknowledged; after each trial each of them stands in the response, or waits there for a choice.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from questionari.engine.validation import progress
from questionari.store.models.access import AuditEvent
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.usecases import responding
from tests import factories
from tests.faults.ledger import FIGURES, Ledger
from tests.faults.sizes import at_once, size
from tests.usecases.responding_acts import Respondent
from tests.web.browser import Browser

pytestmark = pytest.mark.faults
TRIALS = size(3, 1000)
#: Name of the race -> (page, question) of each of the two.
RACES = {
    "different pages": (("P1", "Q3"), ("P3", "L1")),
    "different questions of a page": (("P1", "Q3"), ("P1", "Q4.98")),
    "different cells of a table": (("P2", "M1:1:a"), ("P2", "M1:2:b")),
    "the same question": (("P3", "L1"), ("P3", "L1")),
}
COOKIE = "__Host-questionari"
Spot = tuple[str, str]


@pytest.fixture
def invited(app: Flask) -> factories.Invited:
    with app.extensions["database"].writing() as session:
        return factories.invited(session)


@pytest.mark.parametrize("race", RACES)
def test_two_saves_at_the_same_instant_lose_nothing(
    app: Flask, invited: factories.Invited, ledger: Ledger, race: str
) -> None:
    two = (Browser(app), Browser(app))
    for browser in two:
        browser.enter(invited.token)
    two[0].get(f"/rispondi/{invited.public_id}/P1")
    two[0].fill({"Q1": "1", "Q4": "98"}, press="_go=list")
    lost = 0
    with ThreadPoolExecutor(2) as pool:
        for trial in range(1, TRIALS + 1):
            texts = (str(10 * trial), str(10 * trial + 5))
            spots = zip(two, RACES[race], texts, strict=True)
            at_once(pool, [saving(browser, invited, ledger, spot, text) for browser, spot, text in spots])
            lost += sum(not stands(app, invited, kept) for kept in ledger.acts()[-2:])
    assert len(ledger.acts()) == 2 * TRIALS
    FIGURES.append(f"F8 {race}, {app.extensions['database'].write_engine.name}: {lost} lost in {TRIALS} trials")
    assert lost == 0


def saving(browser: Browser, invited: factories.Invited, ledger: Ledger, spot: Spot, text: str) -> Callable[[], None]:
    """A save of one field, from a page that was drawn before the race begins."""
    page, field = spot
    path = f"/rispondi/{invited.public_id}/{page}"
    browser.get(path)
    fields = {**browser.fields(), field: text}

    def save() -> None:
        assert browser.post(path, fields, "_go=list", follow=False).status_code == 303
        ledger.write(f"{field}={text}")

    return save


def stands(app: Flask, invited: factories.Invited, kept: str) -> bool:
    """Whether what was acknowledged is stored, or waits beside what is; the count in clear is that of a recount."""
    field, _, text = kept.partition("=")
    code, _, key = field.partition(":")
    with app.extensions["database"].reading() as session:
        case = responding.review(session, app.extensions["house"], factories.NOW, invited.public_id).case
        row = session.scalars(select(Response)).one()
        assert (row.answered, row.required) == progress(case.definition, case.answers, case.path)
    raws = [case.draft(code).raw, *(held.raw for held in case.waiting(code).entries)]
    return any(raw.get(key) == (text,) for raw in raws)


def test_two_clicks_on_the_button_that_sends_store_one_submission(app: Flask, ledger: Ledger) -> None:
    """Measured of a peer: stored twice in 15 of 15 double clicks."""
    database, house = app.extensions["database"], app.extensions["house"]
    with database.writing() as session:
        round_ = factories.add_round(session, factories.publish(session))
        services = [factories.invite(session, round_, f"Centro {n}") for n in range(TRIALS)]
    with ThreadPoolExecutor(2) as pool:
        for invited in services:
            Respondent(database, house, invited).fill()
            browser = Browser(app)
            browser.enter(invited.token)
            browser.get(f"/rispondi/{invited.public_id}/riepilogo")
            at_once(pool, [sending(app, browser, invited, ledger)] * 2)
    acts = ledger.acts()
    with database.reading() as session:
        stored = session.scalars(select(Response.receipt_number)).all()
        submits = select(func.count()).where(AuditEvent.action == "response.submit")
        mails = select(func.count()).where(OutboxMessage.kind == "receipt")
        counts = (session.scalar(submits), session.scalar(mails))
    FIGURES.append(f"F9 double clicks, {database.write_engine.name}: {len(stored)} stored in {TRIALS} trials")
    assert counts == (TRIALS, TRIALS)
    assert sorted(acts) == sorted([str(number) for number in stored] * 2)


def sending(app: Flask, browser: Browser, invited: factories.Invited, ledger: Ledger) -> Callable[[], None]:
    """One of the clicks, to the receipt it leads to."""
    fields, cookie = {"csrf_token": browser.token()}, browser.client.get_cookie(COOKIE)
    assert cookie is not None

    def send() -> None:
        click = Browser(app)
        click.client.set_cookie(COOKIE, cookie.value, secure=True)
        click.post(f"/rispondi/{invited.public_id}/invio", fields)
        ledger.write(click.title().split()[1])

    return send
