"""The code of a part of a draft changed: the examples of its questionnaire follow, and the history says so."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.editing.aliases import alias
from questionari.engine.editing.places import EditError
from questionari.usecases.house import Actor, Refused
from questionari.usecases.words import counted
from questionari.usecases.workbench import examples, structured
from questionari.usecases.workbench.structured import Act

FOLLOW = ("esempio di risposte la segue", "esempi di risposte la seguono")


def rename(session: Session, now: datetime, actor: Actor, draft_id: uuid.UUID, act: Act, place: tuple[str, str]) -> int:
    """Make the act that gives a part (address) another code. Raises NotFound, Refused as `structured.edit`."""
    address, code = place
    shaped = structured.load(session, draft_id)
    note = f"Codice nuovo di {address}: {code}"
    try:
        found = alias(shaped.document, address, code)
    except EditError as error:
        raise Refused("edit", str(error)) from error
    known = examples.naming(session, shaped.definition.code, found) if found else ()
    if known:
        note += f"; {counted(len(known), *FOLLOW)}"
    number = structured.edit(session, now, actor, draft_id, act, note)
    if found and number:
        examples.follow(known, found)
    return number
