"""A version that mends, published; taken in place of the one asked; what is stored after."""

import json
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from questionari.store.models.responses import Response
from questionari.store.models.rounds import RoundPatch
from questionari.store.session import Database
from questionari.usecases.house import Actor
from questionari.usecases.responding.cases import load_case
from questionari.usecases.rounds import patching
from tests import factories
from tests.factories import DOCUMENTS, NOW, Invited

ONE, TWO = Actor("staff", "lenove.1"), Actor("staff", "lenove.2")
PATIENCE_S = 60
MENDED = {"version": "2026.1.1"}


def publish(database: Database, folder: Path, **changes: Any) -> str:
    """Another version of R: one question reworded, one with an answer more, one free and without check; its hash."""
    document = json.loads((DOCUMENTS / "respond.json").read_text()) | changes
    first, second, _, fourth, *_ = document["sections"][0]["pages"][0]["questions"]
    first["text"]["it"] = "Il servizio è aperto?"
    second.pop("checks")
    second["required"] = False
    fourth["options"].append({"code": "3", "text": {"it": "Mista"}})
    path = folder / f"{document['version']}.json"
    path.write_text(json.dumps(document))
    with database.writing() as session:
        return factories.publish(session, path)


def response(database: Database, invited: Invited) -> Response:
    with database.reading() as session:
        return session.scalars(select(Response).where(Response.invitation_id == invited.invitation_id)).one()


def taken(database: Database, round_id: Any) -> tuple[int, int]:
    """The version proposed and approved by the use-cases, its trial made."""
    with database.writing() as session:
        patching.propose(session, NOW, ONE, round_id, "2026.1.1", "Un refuso")
        session.scalars(select(RoundPatch)).one().trial = {"drafts": 0, "totals": {}, "lines": []}
        return patching.approve(session, NOW, TWO, round_id)


def kept(app: Flask, database: Database, invited: Invited) -> tuple[str, dict[str, Any]]:
    """The version of a draft, and what is stored in it."""
    with database.reading() as session:
        case = load_case(session, app.extensions["house"], NOW, invited.public_id)
    return case.definition.version, {code: case.draft(code).raw[""] for code in ("Q1", "Q2")}
