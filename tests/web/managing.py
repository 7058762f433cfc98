"""Acts and looks of the staff that several tests of their pages begin with."""

import re
from dataclasses import replace
from datetime import datetime
from html import unescape

from flask import Flask
from sqlalchemy import select

from questionari.store.models.access import AuditEvent
from questionari.store.models.census import Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from questionari.usecases import links
from questionari.usecases.house import House
from tests import factories
from tests.web.browser import Browser

ROUND = "/gestione/tornate/2026-1"
DRAFT = {
    "code": "2026-1",
    "title": "Primo semestre 2026",
    "period_start": "01/01/2026",
    "period_end": "30/06/2026",
    "opens": "22/11/2026",
    "deadline": "13/12/2026",
    "closes": "20/12/2026",
    "types": "01",
}


def login(
    browser: Browser, store: Database, role: str = "staff", code: str = "lenove.1", now: datetime = factories.NOW
) -> Browser:
    """The browser with a session of that role, begun at an hour."""
    with store.writing() as session:
        token = factories.staff_session(session, now, role, code)
    with browser.client.session_transaction(base_url="https://localhost") as cookie:
        cookie["login"] = token
    return browser


def send(browser: Browser, path: str, **values: str) -> int:
    """Open a form, type into it, press its button; the status."""
    browser.get(path)
    return browser.post(path, {**browser.fields(), **values}).status_code


def draft(staff: Browser, **values: str | list[str]) -> int:
    """Prepare a round by its form; the status."""
    staff.get("/gestione/tornate/nuova")
    name = re.findall(r'<option value="([^"]+@[^"]+)"', staff.text)[0]
    return staff.post(
        "/gestione/tornate/nuova", {**staff.fields(), "questionnaire": name, **DRAFT, **values}
    ).status_code


def invitation_path(store: Database, code: str = "BA-005") -> str:
    """The page of a service within the round."""
    with store.reading() as session:
        query = select(Invitation.id).join(Unit, Unit.id == Invitation.unit_id).where(Unit.code == code)
        return f"{ROUND}/inviti/{session.scalars(query).one()}"


def mails(store: Database, kind: str = "invitation") -> list[str]:
    """The recipients of the messages of a kind."""
    with store.reading() as session:
        query = select(OutboxMessage.recipient).where(OutboxMessage.kind == kind)
        return list(session.scalars(query.order_by(OutboxMessage.created_at, OutboxMessage.recipient)))


def audited(store: Database) -> set[str]:
    """The acts in the audit trail."""
    with store.reading() as session:
        return set(session.scalars(select(AuditEvent.action)))


def mint(store: Database) -> str:
    """A link as a mail of today would carry it."""
    with store.writing() as session:
        invitation = session.scalars(select(Invitation).join(Unit).where(Unit.code == "BA-005")).one()
        return links.mint(session, invitation.id, "invitation", factories.NOW)


def submitted(invitation: Invitation) -> Response:
    """A submitted response without its document: enough to be counted."""
    return Response(
        invitation_id=invitation.id,
        round_id=invitation.round_id,
        state="submitted",
        opened_at=factories.NOW,
        submitted_at=factories.NOW,
    )


def words(html: str) -> str:
    """What a piece of a page says."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def found(staff: Browser) -> str:
    """How many a list says it has found."""
    line = re.search(r'<p class="q-found"[^>]*>(.*?)</p>', staff.text, re.S)
    return words(line[1]) if line else ""


def needs(staff: Browser) -> list[str]:
    """What the first page says needs somebody, line by line, without the links."""
    staff.get("/gestione/")
    lines = re.findall(r'<strong class="q-need-number">.*?</li>', staff.text, re.S)
    return [words(line.partition("<a ")[0]) for line in lines]


def follow(staff: Browser, name: str) -> None:
    """Follow the first link whose words begin so."""
    link = re.search(rf'<a [^>]*href="([^"]*)"[^>]*>{name}', staff.text)
    assert link is not None, f"no link «{name}»"
    staff.get(unescape(link[1]))


def days(staff: Browser) -> list[str]:
    """The lines of a round's calendar."""
    lines = re.findall(r'<li class="q-moment[^>]*>(.*?)</li>', staff.text, re.S)
    return [words(line).removesuffix(" (passato)") for line in lines]


def with_settings(app: Flask, **changes: object) -> House:
    """The surroundings of an application with other settings."""
    house: House = app.extensions["house"]
    return replace(house, settings=replace(house.settings, **changes))
