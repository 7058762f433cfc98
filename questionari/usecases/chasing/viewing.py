"""What was done about a service, as its ATRs and the staff read it; what an ATR may do about it now."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.store import atr_acts as store, completion as queries, handovers
from questionari.store.models.atr_acts import AtrAct
from questionari.usecases import completion
from questionari.usecases.chasing.acts import MOST, REPORTS, WAYS, Caller, Place, find, may_nudge
from questionari.usecases.completion import RoundLine, UnitLine, last_day
from questionari.usecases.house import Refused
from questionari.usecases.rounds.promises import require_silent

TEXTS: Mapping[str, str] = {
    "nudge": "sollecito inviato al servizio",
    "promised": "risposta promessa per il {day}",
    "unpromised": "data promessa tolta",
    "contact": "indicato un altro referente",
    **{kind: f"il servizio {words}" for kind, words in REPORTS.items()},
}
OUTCOMES: Mapping[str | None, str] = {
    None: "LeNove la deve ancora leggere",
    "accepted": "confermata da LeNove",
    "refused": "non confermata da LeNove",
    "withdrawn": "ritirata",
    "replaced": "sostituita",
    "answered": "superata: il servizio ha risposto",
    "over": "superata: la tornata è finita",
    "decided": "superata: il servizio non deve più rispondere",
}


@dataclass(frozen=True, slots=True)
class Acted:
    """One act of an ATR. The hour and who are for the staff alone."""

    at: datetime
    by: str
    atr_name: str
    text: str
    outcome: str  # of a report

    @property
    def day(self) -> date:
        """The day it was made."""
        return local_day(self.at)


@dataclass(frozen=True, slots=True)
class Service:
    """A service as its ATR follows it. ``why``, ``why_nudge``: why nothing, or no nudge, is possible now, or ""."""

    round: RoundLine
    line: UnitLine
    acts: tuple[Acted, ...]
    last_day: date
    why: str
    why_nudge: str
    nudges_left: int
    reported: bool  # a report of this ATR waits
    contact_asked: bool  # another contact was proposed, by whomever


def acts_of(session: Session, invitation_id: uuid.UUID) -> tuple[Acted, ...]:
    """What ATRs did about a service in a round, the latest first."""
    return tuple(_acted(row, atr.name) for row, atr in store.of_invitation(session, invitation_id))


def _acted(row: AtrAct, atr_name: str) -> Acted:
    text = TEXTS[row.kind].format(day=f"{row.day:%d/%m/%Y}" if row.day else "")
    how = f" ({WAYS[row.how]})" if row.how in WAYS else ""
    outcome = OUTCOMES[row.outcome] if row.kind in REPORTS else ""
    return Acted(row.made_at, row.made_by, atr_name, f"{text}{how}", outcome)


def service(session: Session, now: datetime, who: Caller, code: str, unit_code: str) -> Service:
    """The page of one service of an ATR. Raises NotFound for whatever is not of its territories."""
    place = find(session, who, code, unit_code)
    (row,) = queries.units(session, place.round.id, [place.unit.id])
    acts = store.of_invitation(session, place.invitation.id)
    refusal = may_nudge(session, now, place)
    ends = max(place.round.closes_at, place.invitation.deadline_at or place.round.closes_at)
    return Service(
        completion.line(place.round, now),
        completion.unit_line(row),
        tuple(_acted(act, atr.name) for act, atr in acts),
        last_day(ends),
        _why(session, now, place),
        refusal.message if refusal else "",
        max(0, MOST - sum(act.kind == "nudge" for act, _ in acts)),
        any(act.ended_at is None and atr.id == place.atr.id for act, atr in acts),
        handovers.standing_since(session, place.invitation.id) is not None,
    )


def _why(session: Session, now: datetime, place: Place) -> str:
    try:
        require_silent(session, now, place.round, place.invitation)
    except Refused as refusal:
        return refusal.message
    return ""
