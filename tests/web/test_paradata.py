"""How questionnaires are filled in is counted for all together: shown once there are enough, of nobody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from questionari.store.models.paradata import Paradata
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from questionari.usecases.responding import paradata
from tests import factories
from tests.web import managing
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.filling import submit
from tests.web.managing import words

PAGE = "/gestione/questionari/pubblicati/R/2026.1/difficolta"


def counts(store: Database) -> dict[tuple[str, str, str], int]:
    """Every counter."""
    with store.reading() as session:
        rows = session.execute(select(Paradata.page, Paradata.measure, Paradata.bucket, Paradata.count)).all()
        return {(row.page, row.measure, row.bucket): row.count for row in rows}


def test_a_submission_adds_one_to_its_classes(
    new_browser: Callable[[], Browser], invited: factories.Invited, store: Database, hour: Clock
) -> None:
    with store.writing() as session:
        others = [factories.invite(session, session.get_one(Round, invited.round_id), f"Servizio {n}") for n in (1, 2)]
    for asked in (invited, *others):
        service = new_browser()
        service.enter(asked.token)
        service.get(f"/rispondi/{asked.public_id}/P1")
        hour.forward(minutes=4)
        service.fill({"Q1": "2"})
        hour.forward(hours=2)
        submit(service, asked.public_id)
    found = counts(store)
    assert found["P1", "minutes", "3"] == found["", "minutes", "3"] == found["", "device", "computer"] == 3
    assert found["P1", "saves", "1"] == 3
    assert not any(str(asked.invitation_id) in str(found) for asked in (invited, *others))


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("how", ["off", "test", "staff"])
def test_what_does_not_count(
    opened: Browser, invited: factories.Invited, store: Database, app: Flask, how: str
) -> None:
    if how == "off":
        house = app.extensions["house"]
        app.extensions["house"] = replace(house, settings=replace(house.settings, paradata=False))
    with store.writing() as session:
        session.execute(update(Round).values(is_test=how == "test"))
    if how == "staff":
        with store.reading() as session:
            code = session.scalars(select(Round.code)).one()
        opened = managing.login(opened, store)
        place = f"/gestione/tornate/{code}/inviti/{invited.invitation_id}/inserimento"
        assert managing.send(opened, place, mode="paper", reason="Modulo") == 200
    submit(opened, invited.public_id)
    assert counts(store) == {}


@pytest.mark.engine("sqlite")
def test_staff_read_them_once_there_are_enough_and_services_the_usual_time(
    staff: Browser, invited: factories.Invited, store: Database, browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    assert "Ancora troppo poche" in words(staff.get(PAGE).get_data(as_text=True))
    with store.writing() as session:
        sha256 = session.get_one(Round, invited.round_id).questionnaire_sha256
        shared = {"questionnaire_sha256": sha256, "count": paradata.LEAST_TOLD}
        for page, measure, bucket in (("", "minutes", "20"), ("P1", "minutes", "5"), ("P1", "saves", "2")):
            session.add(Paradata(page=page, measure=measure, bucket=bucket, **shared))
        session.add(Paradata(page="P1", measure="warning", bucket="Q2.molte", **shared | {"count": 4}))
        session.add(Paradata(page="P2", measure="minutes", bucket="1", **shared | {"count": 2}))
    page = words(staff.get(PAGE).get_data(as_text=True))
    assert "fra 20 e 30 minuti" in page and "fra 5 e 8 minuti" in page and "Q2 – Donne accolte nel periodo" in page
    assert "P2" not in page
    service = new_browser()
    service.get(f"/q/{invited.token}")
    assert "di solito fra 20 e 30 minuti" in words(service.text)
    with store.writing() as session:
        assert paradata.forget(session, factories.NOW) == 0
        session.execute(delete(Response))
        assert paradata.forget(session, factories.NOW + 2 * paradata.KEPT + timedelta(days=1)) == 5
