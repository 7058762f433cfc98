"""Scanners of mail follow every personal link, by GET, by HEAD, ahead of time: nothing changes, the link stays good."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from questionari.store.models import Base
from questionari.store.models.approvals import UnitApprover
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from questionari.usecases import links as personal
from tests import factories
from tests.web.browser import Browser
from tests.web.colleagues import mail
from tests.web.filling import fill_everything

pytestmark = pytest.mark.engine("sqlite")
HEAD_OF = {"name": "Direzione", "email": "capo@ente.example", "set_at": factories.NOW, "set_by": "tests"}
AHEAD = {"Purpose": "prefetch", "Sec-Purpose": "prefetch;prerender", "User-Agent": "Mozilla/5.0 (scanner)"}


def everything(store: Database) -> Mapping[str, list[Any]]:
    """All rows of all tables."""
    with store.reading() as session:
        return {table.name: session.execute(select(table)).all() for table in Base.metadata.sorted_tables}


def test_no_personal_link_is_spent_by_looking_at_it(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database
) -> None:
    base = f"/rispondi/{invited.public_id}"
    person = {"name": "Marta Blu", "email": "marta@servizio.example", "by": "Carla Verdi"}
    opened.get(f"{base}/persone")
    opened.post(opened.path, {**opened.fields(), **person, "section": "tutto"}, "go=send")
    opened.get(f"{base}/nuovo-referente")
    opened.post(opened.path, {**opened.fields(), **person})
    with store.writing() as session:
        session.execute(update(Round).values(approval=True))
        session.add(UnitApprover(unit_id=invited.unit_id, **HEAD_OF))
    fill_everything(opened, invited.public_id)
    opened.get(f"{base}/visto")
    opened.post(opened.path, {**opened.fields(), "name": "Anna Compila"})
    texts = [mail(app, store, kind)[1] for kind in ("delegation", "contact_confirm", "approval")]
    links = [re.findall(r"/(?:colleghi/apri|passaggio|visto/apri)/[\w-]{43}", text)[0] for text in texts]
    with store.writing() as session:
        rows: list[personal.Row] = []
        of_several = personal.mint_shared(rows, [invited.invitation_id], "invitation", factories.NOW)
        code = personal.mint_code(session, app.extensions["house"].keyring, invited.invitation_id, factories.NOW)
        personal.keep(session, rows)
    before, scanner = everything(store), app.test_client()
    for link in (f"/q/{invited.token}", f"/q/{code}", f"/miei/{of_several}", *links):
        for method in ("GET", "HEAD", "GET"):
            answer = scanner.open(link, method=method, base_url="https://localhost", headers=AHEAD)
            # a questionnaire that waits for an approval passes to nobody: that link says so, the others open
            assert answer.status_code == (409 if "/passaggio/" in link else 200), link
    assert everything(store) == before
