"""The row of an erasure, written in the act itself: what was treated where, which keys are gone, never the value."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.store import redactions as store
from questionari.store.headers import Header
from questionari.store.models.redactions import Redaction
from questionari.usecases.house import Actor
from questionari.usecases.responding.cases import required_id
from questionari.usecases.responding.compiling import NAMED
from questionari.usecases.responding.rekeying import Rekeyed
from questionari.usecases.short_codes import new_code

SIGNS = 8  # of its code, before the check characters


@dataclass(frozen=True, slots=True)
class Act:
    """The erasure: of which response and question, by whom, under which event of the audit trail."""

    header: Header
    question: str
    actor: Actor
    event_id: uuid.UUID


def note(
    session: Session, now: datetime, act: Act, own: Rekeyed, told: Sequence[Rekeyed], beside: Mapping[str, int]
) -> str:
    """Write the row; its code. ``told``: the responses that had been told the answer; ``beside``: mails, notices."""
    header, code = act.header, new_code(SIGNS)
    places = sum((one.places for one in told), Counter(own.places)) + Counter(beside)
    facts: dict[str, Any] = {
        "round": header.round_title,
        "service": str(header.census.get("code") or header.census.get("name", "")),
        "record": header.number,
        "receipts": list(own.receipts),
        "keys": [own.destroyed, *(one.destroyed for one in told)],
        "places": dict(sorted(places.items())),
        "copies": _copies(session, act, own),
    }
    session.add(
        Redaction(
            code=code,
            response_id=required_id(header),
            round_id=header.round_id,
            question=act.question,
            at=now,
            actor_kind=act.actor.kind,
            actor_id=act.actor.id,
            event_id=act.event_id,
            facts=facts,
        )
    )
    session.flush()
    return code


def _copies(session: Session, act: Act, own: Rekeyed) -> dict[str, Any]:
    """Datasets that were taken away with what is erased in them; who has compiled is in none."""
    if own.receipts and act.question != NAMED:
        return store.copies_taken(session, act.header.round_id)
    return {"taken": 0, "last": None}
