"""Two territories in one round, a test round and a draft beside it, and visitors of every role at their doors."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyotp
from flask import Flask
from sqlalchemy.orm import Session

from questionari.store import consultations
from questionari.store.models.access import User
from questionari.store.models.census import Atr, Unit, UnitAtr, Variation
from questionari.store.models.consultations import ConsultationGuest, ConsultationLink
from questionari.store.models.rounds import InvitationAtr, Round
from questionari.store.session import Database
from questionari.usecases import exports, links, sessions
from questionari.usecases.accounts import credentials, second_factor
from questionari.usecases.consulting import opening
from questionari.usecases.consulting.opening import Asked
from questionari.usecases.house import SYSTEM
from questionari.usecases.workbench import drafts
from tests import factories
from tests.web.browser import Browser
from tests.web.filling import submit

BARI, TERAMO = "072", "067"
PASSWORD = "quattro gatti sul tetto blu"
ROLES = ("anonymous", "respondent", "atr_there", "atr_here", "staff")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands in the database. ``here`` (Bari) has submitted, ``there`` (Teramo) has only opened its link."""

    round: str
    test_round: str
    draft: str
    here: factories.Invited
    there: factories.Invited
    apart: factories.Invited  # a service of Teramo in a round of its own
    here_code: str
    variation: uuid.UUID
    dataset: uuid.UUID
    accounts: dict[str, uuid.UUID]
    territories: dict[str, uuid.UUID]
    password_token: str
    written: uuid.UUID  # a questionnaire in draft, on which Teramo and its service are consulted
    consultation: uuid.UUID
    guests: dict[str, ConsultationGuest]  # "there": the service, "atr_there": the territory


def build(app: Flask, store: Database) -> Neighbours:
    """Fill an empty database."""
    with store.writing() as session:
        found = _write(session)
    Browser(app).enter(found.there.token)
    answering = Browser(app)
    answering.enter(found.here.token)
    submit(answering, found.here.public_id)
    return found


def _write(session: Session) -> Neighbours:
    atrs = {code: Atr(code=code, name=name, kind="Provincia") for code, name in ((BARI, "Bari"), (TERAMO, "Teramo"))}
    session.add_all(atrs.values())
    session.flush()
    sha256 = factories.publish(session)
    shared, apart, test, draft = (
        _round(session, sha256, code, **more)
        for code, more in (("COMUNE", {}), ("TERAMO", {}), ("PROVA", {"is_test": True}), ("BOZZA", DRAFT))
    )
    here = _invite(session, shared, atrs[BARI], "Centro Levante")
    there = _invite(session, shared, atrs[TERAMO], "Centro Ponente")
    alone = _invite(session, apart, atrs[TERAMO], "Centro Isolato")
    _invite(session, test, atrs[BARI], "Centro di prova")
    variation = Variation(unit_id=here.unit_id, effect="nome", text="Nuovo nome", detail={}, created_at=factories.NOW)
    session.add(variation)
    users = {role: _account(session, role, role_atrs) for role, role_atrs in ACCOUNTS.items()}
    session.flush()
    token = credentials.mint(session, users["atr_here"].id, factories.NOW)
    code = session.get_one(Unit, here.unit_id).code
    dataset = exports.request(session, factories.NOW, SYSTEM, shared.id)
    written = drafts.begin_from(session, factories.NOW, SYSTEM, "R", "2026.1")
    territories = {code: atr.id for code, atr in atrs.items()}
    accounts = {role: user.id for role, user in users.items()}
    consulted = _consult(session, written, there)
    shown = (here, there, alone, code, variation.id, dataset, accounts, territories, token, written)
    return Neighbours(shared.code, test.code, draft.code, *shown, *consulted)


def _consult(
    session: Session, draft_id: uuid.UUID, service: factories.Invited
) -> tuple[uuid.UUID, dict[str, ConsultationGuest]]:
    code = session.get_one(Unit, service.unit_id).code
    asked = Asked({"deadline": "31/12/2026"}, (TERAMO,), (), (code,))
    consulted = opening.open_consultation(session, factories.NOW, SYSTEM, draft_id, 1, asked).id
    lines = consultations.guests(session, consulted)
    return consulted, {"there" if line.guest.unit_id else "atr_there": line.guest for line in lines}


DRAFT: dict[str, Any] = {"stored_state": "draft", "launched_at": None}
ACCOUNTS: dict[str, tuple[str, ...]] = {"staff": (), "atr_here": (BARI,), "atr_there": (TERAMO,)}


def _round(session: Session, sha256: str, code: str, **more: Any) -> Round:
    chosen = {"atrs": [], "types": [], "units": [], "test_recipient": "prova@staff.example"}
    return factories.add_round(session, sha256, code=code, selection=chosen, **({"launched_at": factories.NOW} | more))


def _invite(session: Session, round_: Round, atr: Atr, name: str) -> factories.Invited:
    invited = factories.invite(session, round_, name)
    session.add(InvitationAtr(invitation_id=invited.invitation_id, atr_id=atr.id))
    session.add(UnitAtr(unit_id=invited.unit_id, atr_id=atr.id, valid_from=date(2026, 1, 1)))
    return invited


def _account(session: Session, role: str, atrs: tuple[str, ...]) -> User:
    kind, code = ("atr" if atrs else "staff"), role.replace("_", ".")
    return credentials.create_user(session, factories.NOW, SYSTEM, code, role, f"{code}@rete.example", kind, atrs)


def visitor(app: Flask, store: Database, found: Neighbours, role: str) -> Browser:
    """A browser in that role: logged in, holding a link (of ``there``), or neither."""
    browser = Browser(app)
    if role == "respondent":
        browser.enter(found.there.token)
        consult(browser, store, found.guests["there"].id)
    return enter_again(browser, store, found, role, factories.NOW) if role in found.accounts else browser


def consult(browser: Browser, store: Database, guest_id: uuid.UUID) -> str:
    """Open a consultation by the link of a mail; the page."""
    browser.get(f"/consultazione/apri/{consult_link(store, guest_id)}")
    browser.post(browser.path, {"csrf_token": browser.token()})
    return browser.path


def consult_link(store: Database, guest_id: uuid.UUID) -> str:
    """The token of a link to a consultation, as a mail of today would carry it."""
    token = secrets.token_urlsafe(32)
    with store.writing() as session:
        sha256 = links.token_sha256(token)
        session.add(ConsultationLink(guest_id=guest_id, token_sha256=sha256, issued_at=factories.NOW))
    return token


def enter_again(browser: Browser, store: Database, found: Neighbours, role: str, now: datetime) -> Browser:
    """The browser with a login session that begins now."""
    with store.writing() as session:
        token = sessions.start(session, found.accounts[role], now)
    with browser.client.session_transaction(base_url="https://localhost") as cookie:
        cookie["login"] = token
    return browser


@dataclass(frozen=True, slots=True)
class Person:
    """An account that can log in by the ordinary way."""

    code: str
    password: str
    secret: str

    def typed(self, now: datetime = factories.NOW) -> str:
        """The six digits of that instant."""
        return pyotp.TOTP(self.secret).at(now)


def enrolled_account(app: Flask, store: Database, code: str = "verdi.a", atrs: tuple[str, ...] = ()) -> Person:
    """An account with password and second factor."""
    secret = second_factor.new_secret()
    with store.writing() as session:
        role = "atr" if atrs else "staff"
        user = credentials.create_user(session, factories.NOW, SYSTEM, code, "A. Verdi", "a@ente.example", role, atrs)
        credentials.set_password(session, factories.NOW, credentials.mint(session, user.id, factories.NOW), PASSWORD)
        second_factor.enrol(session, app.extensions["house"].keyring, user, secret, 0)
    return Person(code, PASSWORD, secret)
