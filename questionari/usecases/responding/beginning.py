"""Making the row of a response: a unit's own, the list of its records, or one record."""

from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.wording import ITALIAN
from questionari.store.models.responses import Response
from questionari.store.places import WHOLE
from questionari.store.responses import Header
from questionari.store.types import new_id
from questionari.usecases.house import House
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.facts import keep_facts


def begin(
    session: Session, house: House, now: datetime, header: Header, number: int = WHOLE, once: str | None = None
) -> None:
    """A blank response with its own key and what its questionnaire reads of the world; a list reads nothing."""
    response_id = new_id()
    key = house.keyring.new_data_key(f"response:{response_id}")
    definition = definition_of(session, header.questionnaire_sha256)
    listed = number == WHOLE and definition.cardinality == "many"
    session.add(
        Response(
            id=response_id,
            invitation_id=header.invitation_id,
            number=number,
            once=once,
            records=0 if listed else None,
            round_id=header.round_id,
            state="opened",
            language=header.language or ITALIAN,
            data_key=key.wrapped,
            key_version=key.version,
            opened_at=now,
            notice_version=definition.notice_version,
        )
    )
    session.flush()
    if not listed:
        keep_facts(session, house, now, header, (response_id, key.key, definition))
