"""Acts on a consultation that several tests begin with."""

import re
from html import unescape

from flask import Flask
from sqlalchemy import select

from questionari.store import consultations as store
from questionari.store.models.access import User, UserAtr
from questionari.store.models.census import Atr
from questionari.store.models.consultations import (
    Consultation,
    ConsultationComment,
)
from questionari.store.models.messages import OutboxMessage
from questionari.store.session import Database
from tests.web import managing
from tests.web.browser import Browser

FROM = "/gestione/questionari/pubblicati/R/2026.1"
SERVICE = "BA-005"
ASKED = {"deadline": "30/11/2026", "units": SERVICE, "atrs": "072", "text": "Guardi soprattutto le età."}


def guest(database: Database) -> object:
    with database.reading() as session:
        lines = store.guests(session, session.scalars(select(Consultation.id)).one())
    return next(line.guest for line in lines if line.guest.unit_id)


def territory(app: Flask, database: Database) -> Browser:
    """An account of the territory of Bari."""
    found = managing.login(Browser(app), database, "atr", "atr.bari")
    with database.writing() as session:
        user, atr = session.scalars(select(User.id).where(User.code == "atr.bari")).one(), Atr.code == "072"
        session.add(UserAtr(user_id=user, atr_id=session.scalars(select(Atr.id).where(atr)).one()))
    return found


def say(browser: Browser, page: str, press: str = "_go=show", **comments: str) -> int:
    """Write comments on a page, and press; the status."""
    browser.get(page)
    return browser.fill({f"commento.{code}": text for code, text in comments.items()}, press).status_code


def answer(staff: Browser, consultation: str, said: str, **values: str) -> int:
    """Answer the comment that says so; the status."""
    staff.get(consultation)
    part = staff.text.partition(said)[2]
    action, mark = (re.search(f'{name}="([^"]+)"', part)[1] for name in ("action", 'name="mark" value'))
    given = {"outcome": "accepted", "answer": "Ha ragione: si cambia.", **values}
    return staff.post(unescape(action), {"csrf_token": staff.token(), "mark": mark, **given}).status_code


def states(database: Database) -> list[str]:
    """What became of the mails to accounts of a territory."""
    with database.reading() as session:
        mails = select(OutboxMessage.state).where(OutboxMessage.kind == "consultation_atr")
        return list(session.scalars(mails.order_by(OutboxMessage.id)))


def versions(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(ConsultationComment.version)))


def service_fields(service: Browser, page: str) -> dict[str, list[str]]:
    service.get(page)
    return service.fields()
