"""A round made for responses of before: archived from its first day, so that no mail ever leaves for it."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.clock import end_of_day, local_day, start_of_day
from questionari.engine.states import RoundState
from questionari.store.models.rounds import Round
from questionari.usecases import audit, fields, questionnaires
from questionari.usecases.house import Actor
from questionari.usecases.rounds.drafting import READERS, date_faults

FIELDS = ("code", "title", "questionnaire", "period_start", "period_end")


def create_historic(session: Session, now: datetime, actor: Actor, values: Mapping[str, str]) -> uuid.UUID:
    """The round; ``values`` by field (FIELDS). Services enter it with their responses. Raises Invalid, NotFound."""
    read = fields.read_fields(values, {name: READERS[name] for name in FIELDS})
    faults = date_faults(read, local_day(now))
    if faults:
        raise fields.Invalid(tuple(faults))
    if read["period_end"] >= local_day(now):
        raise fields.refuse("period_end", "Il periodo non è ancora finito: per questo serve una tornata ordinaria.")
    if session.scalar(select(Round.id).where(Round.code == read["code"])):
        raise fields.refuse("code", f"Esiste già una tornata con il codice «{read['code']}»: ne scelga un altro.")
    row = _row(session, read)
    row.launched_at = row.closed_at = row.created_at = now
    row.closed_by = row.created_by = actor.id or actor.kind
    session.add(row)
    session.flush()
    audit.record(session, now, actor, "round.historic", ("round", row.id), code=row.code)
    return row.id


def _row(session: Session, read: Mapping[str, Any]) -> Round:
    first, last = read["period_start"], read["period_end"]
    found = questionnaires.find(session, str(read["questionnaire"]))
    end = end_of_day(last)
    return Round(
        code=read["code"],
        title=read["title"],
        questionnaire_sha256=found.sha256,
        period_start=first,
        period_end=last,
        opens_at=start_of_day(first),
        deadline_at=end,
        first_deadline_at=end,
        closes_at=end,
        stored_state=RoundState.ARCHIVED,
        historic=True,
        selection={},
        texts={},
    )
