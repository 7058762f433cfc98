"""The forms of the territories are read by the other ATRs, without contacts, and each reading is recorded."""

import json
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.engine.answer_document import read_answers
from questionari.engine.headless import context_of
from questionari.engine.path import find_path
from questionari.engine.shared import is_shared, shared_sections
from questionari.engine.states import Disposition
from questionari.store.models.access import AuditEvent
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, InvitationAtr, Round
from questionari.store.session import Database
from questionari.usecases.house import Actor
from questionari.usecases.responding import reopen
from tests import factories
from tests.instruments.example import example, instrument
from tests.web import neighbours
from tests.web.browser import Browser
from tests.web.filling import submit
from tests.web.neighbours import Neighbours

pytestmark = pytest.mark.engine("sqlite")
BOTH = pytest.mark.engine("sqlite", "postgresql")
PLACE = "/atr/schede"
POST, WORDS = "referente@example.it", "Poche risorse nelle aree interne"


@pytest.fixture
def found(app: Flask, store: Database) -> Neighbours:
    """Two territories, each with its account."""
    return neighbours.build(app, store)


def sent(app: Flask, store: Database, found: Neighbours, folder: Path, code: str = "X", **changes: object) -> UUID:
    """A form that the office of Bari has sent."""
    document = json.loads((factories.DOCUMENTS / "respond.json").read_text())
    document |= {"code": code, "unit": "atr", "shared_with": "atr", **changes}
    path = folder / f"{code}.json"
    path.write_text(json.dumps({key: value for key, value in document.items() if value}))
    with store.writing() as session:
        round_ = factories.add_round(session, factories.publish(session, path, "atr"), code=f"SCHEDE-{code}")
        office = factories.invite(session, round_, f"Ufficio {code}")
        session.add(InvitationAtr(invitation_id=office.invitation_id, atr_id=found.territories["072"]))
    browser = Browser(app)
    browser.enter(office.token)
    browser.get(f"/rispondi/{office.public_id}/P3")
    browser.fill({"C1": POST, "L1": WORDS})
    submit(browser, office.public_id)
    with store.reading() as session:
        return session.scalars(select(Response.id).where(Response.invitation_id == office.invitation_id)).one()


def listed(atr: Browser) -> list[str]:
    atr.get(PLACE)
    return [part.partition('"')[0] for part in atr.text.split(f'action="{PLACE}/')[1:]]


def read(atr: Browser, response_id: UUID) -> int:
    return atr.post(f"{PLACE}/{response_id}", {"csrf_token": atr.token()}).status_code


@BOTH
def test_another_atr_reads_a_form_without_contacts_and_the_reading_is_recorded(
    app: Flask, store: Database, found: Neighbours, tmp_path: Path
) -> None:
    form = sent(app, store, found, tmp_path)
    there = neighbours.visitor(app, store, found, "atr_there")
    assert listed(there) == [str(form)]
    assert "Bari" in there.text and read(there, form) == 200
    text = unescape(there.text)
    assert WORDS in text and "Difficoltà incontrate" in text
    assert POST not in text and "Posta di chi compila" not in text
    with store.reading() as session:
        told = [row for row in session.scalars(select(AuditEvent)) if row.action == "response.shared_read"]
    assert [(row.actor_kind, row.object_id) for row in told] == [("atr", str(form))]
    assert there.get(f"{PLACE}/{form}").status_code == 405


def test_what_the_questionnaire_does_not_share_nobody_reads(
    app: Flask, store: Database, found: Neighbours, tmp_path: Path
) -> None:
    own = sent(app, store, found, tmp_path, shared_with=None)
    there = neighbours.visitor(app, store, found, "atr_there")
    assert listed(there) == []
    assert "Nessun ambito ha ancora inviato" in there.text
    there.get("/atr/")
    assert read(there, own) == 404


def test_a_form_given_back_excluded_or_of_a_test_round_is_not_shown(
    app: Flask, store: Database, found: Neighbours, tmp_path: Path
) -> None:
    forms = {code: sent(app, store, found, tmp_path, code) for code in ("X", "Y", "Z")}
    with store.writing() as session:
        reopen(session, app.extensions["house"], factories.NOW, Actor("staff", "s"), forms["X"], "Da rivedere")
        rows = {code: session.get_one(Response, form) for code, form in forms.items()}
        session.get_one(Invitation, rows["Y"].invitation_id).disposition = Disposition.EXCLUDED
        session.get_one(Round, rows["Z"].round_id).is_test = True
    there = neighbours.visitor(app, store, found, "atr_there")
    assert listed(there) == []
    there.get("/atr/")
    assert {read(there, form) for form in forms.values()} == {404}


def test_whoever_answers_is_told_before_sending(app: Flask, store: Database, tmp_path: Path) -> None:
    document = json.loads((factories.DOCUMENTS / "respond.json").read_text()) | {"unit": "atr", "shared_with": "atr"}
    (tmp_path / "X.json").write_text(json.dumps(document))
    with store.writing() as session:
        office = factories.invited(session, tmp_path / "X.json")
    browser = Browser(app)
    browser.enter(office.token)
    browser.get(f"/rispondi/{office.public_id}/riepilogo")
    assert "Le leggono anche gli altri ambiti territoriali" in unescape(browser.text)


def test_contacts_and_what_is_never_exported_stay_out() -> None:
    definition = instrument("B")
    assert definition.shared_with == "atr"
    context = context_of(definition, example("B")["context"])
    answers = read_answers(definition, example("B")["answers"]).answers
    path = find_path(definition, answers, context)
    views = shared_sections(path, {**path.computed, **answers}, "it")
    told = {line.code for view in views for line in view.lines}
    kept = {code for code, question in definition.questions.items() if not is_shared(question)}
    assert {"B1_01", "B6_01", "B4"} <= told
    assert "B1_09.nome" in kept and not told & kept
    network = next(line for view in views for line in view.lines if line.code == "B4")
    headers = " ".join(network.table.headers if network.table else ())
    assert "Referente" not in headers and "E-mail" not in headers and len(headers.split()) > 3
