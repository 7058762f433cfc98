"""Making the row of a response: a unit's own, the list of its records, or one record."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.wording import ITALIAN
from questionari.store import response_keys
from questionari.store.headers import Header
from questionari.store.models.responses import Response
from questionari.store.places import WHOLE
from questionari.store.sealing import DataKey
from questionari.store.types import new_id
from questionari.usecases.house import Actor, House
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.facts import keep_facts
from questionari.usecases.responding.passing import Tie, yielding


@dataclass(frozen=True, slots=True)
class Entered:
    """Staff who enter answers on behalf of a service, and how they came (engine.states.Mode)."""

    actor: Actor
    mode: str

    @property
    def columns(self) -> dict[str, str | None]:
        """What the row of the response says of it."""
        return {"mode": self.mode, "entered_by": self.actor.id}


def begin(
    session: Session,
    house: House,
    now: datetime,
    header: Header,
    number: int = WHOLE,
    once: str | None = None,
    tie: Tie | None = None,
    entered: Entered | None = None,
) -> None:
    """A blank response with its own key and what its questionnaire reads of the world; a list reads nothing.

    ``tie``: the part of a record that it follows; a first part yields a code of its own. ``entered``: by staff.
    """
    response_id = new_id()
    key = house.keyring.new_data_key(f"response:{response_id}")
    definition = definition_of(session, header.questionnaire_sha256)
    listed = number == WHOLE and definition.cardinality == "many"
    tied = Tie() if listed else tie or yielding(session, house, header, definition, response_id)
    columns = {"number": number, "once": once, "records": 0 if listed else None, **tied.columns}
    columns |= entered.columns if entered else {}
    session.add(_row(response_id, key, header, now, {**columns, "notice_version": definition.notice_version}))
    session.flush()
    response_keys.add(session, response_id, key)
    if not listed:
        known = {"linked": tied.linked, "given": tied.given}
        keep_facts(session, house, now, header, (response_id, key.key, definition), known)


def _row(response_id: uuid.UUID, key: DataKey, header: Header, now: datetime, columns: Mapping[str, Any]) -> Response:
    return Response(
        id=response_id,
        invitation_id=header.invitation_id,
        round_id=header.round_id,
        state="opened",
        language=header.language or ITALIAN,
        key_id=key.id,
        opened_at=now,
        **columns,
    )
