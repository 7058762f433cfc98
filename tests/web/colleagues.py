"""A colleague on the pages: asked by the holder of the link, entering by the link of her mail."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy

from flask import Flask
from sqlalchemy import select

from questionari.store.models.delegations import Delegation
from questionari.store.models.messages import OutboxMessage
from questionari.store.outbox import load_cases
from questionari.store.session import Database
from questionari.usecases import links
from questionari.usecases.outbox import freezing
from tests import factories
from tests.web.browser import Browser

ANNA = "anna.verdi@servizio.example"  # the domain of the census contact
OUTSIDE = "anna.verdi@altrove.example"
ASKED = {"name": "Anna Verdi", "email": ANNA, "by": "Dott.ssa Carla D'Amico"}


def ask(holder: Browser, public_id: str, *sections: str, **typed: str) -> None:
    """Ask by the form, as far as the preview."""
    address = f"/rispondi/{public_id}/persone"
    holder.get(address)
    holder.post(address, {**holder.fields(), **ASKED, "section": list(sections), **typed})


def send(holder: Browser) -> None:
    """From the preview on."""
    holder.post(holder.path, holder.fields(), "go=send")


def mail(app: Flask, store: Database, kind: str = "delegation") -> tuple[str, str]:
    """To whom the latest mail of a kind goes, and its text."""
    with store.writing() as session:
        ids = session.scalars(select(OutboxMessage.id).where(OutboxMessage.kind == kind)).all()
        case = load_cases(session, ids)[-1]
        minted = list[links.Row]()
        raw = freezing.freeze_case(session, app.extensions["house"], factories.NOW, case, minted)
        links.keep(session, minted)
    parts = message_from_bytes(raw, policy=policy.default).walk()
    return case.message.recipient, "".join(str(one.get_content()) for one in parts if not one.is_multipart())


def mails(store: Database, kind: str = "delegation") -> int:
    """How many mails of a kind were queued."""
    with store.reading() as session:
        return len(session.scalars(select(OutboxMessage.id).where(OutboxMessage.kind == kind)).all())


def link(text: str) -> str:
    """The address in a mail to a colleague."""
    return re.findall(r"/colleghi/apri/[\w-]{43}", text)[0]


def seat(store: Database, email: str = "") -> str:
    """The address of the part given last."""
    with store.reading() as session:
        return session.scalars(select(Delegation.public_id).order_by(Delegation.id.desc())).first() or email


def entered(
    holder: Browser, invited: factories.Invited, app: Flask, new: Callable[[], Browser], *given: str
) -> Browser:
    """A colleague who was given these sections, at the list of hers."""
    ask(holder, invited.public_id, *given)
    send(holder)
    address = link(mail(app, app.extensions["database"])[1])
    anna = new()
    anna.get(address)
    anna.post(address, {"csrf_token": anna.token()})
    return anna
