"""A service that was merged or split between two rounds: why nothing of the round before stands beside its answers."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire
from questionari.engine.linked import previous_codes
from questionari.store import linked, succession
from questionari.store.headers import Header
from questionari.usecases.census.vocabulary import SHELTER


@dataclass(frozen=True, slots=True)
class Changed:
    """From which day it is another, and the services that it became or came from; a shelter by its code alone."""

    day: date
    others: tuple[str, ...]


def changed_since(session: Session, header: Header, definition: Questionnaire) -> Changed | None:
    """What happened to a service since the round before, in which it or what it came from was asked; None for most."""
    if definition.cardinality != "one" or not previous_codes(definition):
        return None
    found = succession.of_unit(session, header.unit_id)
    olds = {header.unit_id, *(row.old_id for row, *_ in found)} if found else set()
    before = [linked.round_before(session, definition.code, one, header.period, header.rehearsal) for one in olds]
    starts = [earlier.period_start for earlier in before if earlier]
    if not starts:
        return None
    since = [line for line in found if min(starts) < line[0].day <= header.period_end]
    others = [new if row.old_id == header.unit_id else old for row, old, new in since]
    names = dict.fromkeys(one.code if one.type_code == SHELTER else one.name for one in others)
    return Changed(since[0][0].day, tuple(names)) if since else None
