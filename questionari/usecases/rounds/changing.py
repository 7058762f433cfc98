"""A round that is running: extended, archived once it is closed; sends stopped and taken up again."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.clock import end_of_day, local_day
from questionari.engine.states import RoundState
from questionari.store import rounds as store
from questionari.store.models.messages import SendStop
from questionari.store.models.rounds import Round
from questionari.usecases import audit, fields
from questionari.usecases.completion import last_day
from questionari.usecases.fields import read_fields, refuse
from questionari.usecases.house import Actor, Refused
from questionari.usecases.rounds.basics import get_invitation, get_round, may
from questionari.usecases.rounds.drafting import READERS
from questionari.usecases.words import counted

EXTENDED = "extended"  # key of Round.selection: the bounds before the last extension, and when that was
ALL_SENDS = 1  # the one row of send_stop


def extend(
    session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, deadline: str = "", closes: str = ""
) -> None:
    """Move deadline, closing or both forward; days as typed, blank = as it is. Raises Invalid and Refused."""
    row = get_round(session, round_id, lock=True)
    may(row, now, "extend")
    if row.closed_at is not None:
        raise Refused("signed", "La chiusura è già stata firmata: la tornata non si può più prorogare.")
    new_deadline, new_closes = _extension(row, local_day(now), deadline, closes)
    before = {"deadline": str(last_day(row.deadline_at)), "closes": str(last_day(row.closes_at))}
    earlier = {"deadline": row.deadline_at.isoformat(), "closes": row.closes_at.isoformat(), "at": now.isoformat()}
    row.selection = {**row.selection, EXTENDED: earlier}
    row.deadline_at, row.closes_at = end_of_day(new_deadline), end_of_day(new_closes)
    after = {"deadline": str(new_deadline), "closes": str(new_closes)}
    audit.record(session, now, actor, "round.extended", ("round", row.id), before=before, after=after)


def _extension(row: Round, today: date, deadline: str, closes: str) -> tuple[date, date]:
    old_deadline, old_closes = last_day(row.deadline_at), last_day(row.closes_at)
    readers = {name: fields.optional(READERS[name]) for name in ("deadline", "closes")}
    read = read_fields({"deadline": deadline, "closes": closes}, readers)
    new_deadline = read["deadline"] or old_deadline
    new_closes = read["closes"] or max(old_closes, new_deadline)
    if (new_deadline, new_closes) == (old_deadline, old_closes):
        raise refuse("deadline", "Indichi una nuova scadenza, una nuova chiusura, o entrambe.")
    if new_deadline < old_deadline:
        raise refuse("deadline", f"La scadenza è il {old_deadline:%d/%m/%Y}: una proroga la sposta solo in avanti.")
    if new_closes < max(new_deadline, today):
        raise refuse("closes", "La chiusura viene prima della scadenza o di oggi: scelga un giorno successivo.")
    if new_closes < old_closes:
        raise refuse("closes", f"La chiusura è il {old_closes:%d/%m/%Y}: per anticiparla usi «Chiudi la tornata».")
    return new_deadline, new_closes


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds that a round had before its last extension, and since when it has others."""

    deadline: datetime
    closes: datetime
    since: datetime

    @property
    def days(self) -> tuple[date, date]:
        """Last days of deadline and closing."""
        return last_day(self.deadline), last_day(self.closes)


def shortening(row: Round, now: datetime) -> Bounds | None:
    """What the last extension can be taken back to; None without one, or once an earlier bound has gone by."""
    kept = row.selection.get(EXTENDED)
    if not kept or row.closed_at is not None:
        return None
    found = Bounds(*(datetime.fromisoformat(kept[name]) for name in ("deadline", "closes", "at")))
    return found if found.deadline > now else None


def shorten(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID) -> None:
    """Take the last extension back. Raises Refused when it is too late, or when a mail has told of the new deadline."""
    row = get_round(session, round_id, lock=True)
    may(row, now, "shorten")
    earlier = shortening(row, now)
    if earlier is None:
        raise Refused("no_extension", "Non c'è una proroga che si possa ancora annullare.")
    told = store.frozen_since(session, round_id, earlier.since)
    if told:
        raise Refused("told", f"{counted(told, *TOLD)} la nuova scadenza: la proroga non si può più annullare.")
    before = {"deadline": str(last_day(row.deadline_at)), "closes": str(last_day(row.closes_at))}
    row.deadline_at, row.closes_at = earlier.deadline, earlier.closes
    row.selection = {name: value for name, value in row.selection.items() if name != EXTENDED}
    after = {"deadline": str(earlier.days[0]), "closes": str(earlier.days[1])}
    audit.record(session, now, actor, "round.shortened", ("round", row.id), before=before, after=after)


TOLD = ("messaggio partito dopo la proroga dice", "messaggi partiti dopo la proroga dicono")


def extend_unit(
    session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, invitation_id: uuid.UUID, deadline: str
) -> None:
    """A deadline of its own for one unit; it may lie after the closing of the round. Raises Invalid and Refused."""
    row = get_round(session, round_id)
    may(row, now, "extend_unit")
    if row.closed_at is not None:
        raise Refused("signed", "La chiusura è già stata firmata: le proroghe non sono più possibili.")
    invitation = get_invitation(session, invitation_id, round_id)
    day = read_fields({"deadline": deadline}, {"deadline": READERS["deadline"]})["deadline"]
    if day < local_day(now) or end_of_day(day) <= row.deadline_at:
        raise refuse("deadline", "Scelga un giorno da oggi in poi, successivo alla scadenza della tornata.")
    invitation.deadline_at = end_of_day(day)
    audit.record(session, now, actor, "invitation.extended", ("invitation", invitation_id), deadline=str(day))


def end_unit_extension(
    session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, invitation_id: uuid.UUID
) -> None:
    """The round's deadline holds for a unit again. Raises Refused when it has none of its own."""
    row = get_round(session, round_id)
    may(row, now, "end_unit_extension")
    invitation = get_invitation(session, invitation_id, round_id)
    if row.closed_at is not None or invitation.deadline_at is None:
        raise Refused("no_extension", "Il servizio non ha una proroga che si possa togliere.")
    invitation.deadline_at = None
    audit.record(session, now, actor, "invitation.extension_ended", ("invitation", invitation_id))


def archive(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID) -> None:
    """Put a closed round away: links stop showing the receipt."""
    row = get_round(session, round_id, lock=True)
    may(row, now, "archive")
    if row.closed_at is None:
        raise Refused("not_signed", "Prima di archiviare la tornata firmi la chiusura.")
    row.stored_state = RoundState.ARCHIVED
    audit.record(session, now, actor, "round.archived", ("round", row.id))


def unarchive(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID) -> None:
    """Take a round out of the archive: it is closed as before, links show the receipt again. Raises Refused."""
    row = get_round(session, round_id, lock=True)
    may(row, now, "unarchive")
    if row.historic:
        raise Refused("historic", "Questa tornata raccoglie risposte di prima: resta in archivio, nessuno vi scrive.")
    row.stored_state = RoundState.OPEN
    audit.record(session, now, actor, "round.unarchived", ("round", row.id))


def stop_sends(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID | None = None) -> None:
    """Hold back invitations and reminders: of a round, or of everything. What is queued stays queued."""
    _set_stop(session, now, actor, round_id, True)
    audit.record(session, now, actor, "sends.stopped", ("round", round_id) if round_id else None)


def resume_sends(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID | None = None) -> None:
    """Let messages leave again."""
    _set_stop(session, now, actor, round_id, False)
    audit.record(session, now, actor, "sends.resumed", ("round", round_id) if round_id else None)


def _set_stop(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID | None, stop: bool) -> None:
    if round_id is not None:
        row = get_round(session, round_id, lock=True)
        may(row, now, "stop")
        row.sends_stopped_at = now if stop else None
        return
    everything = session.get(SendStop, ALL_SENDS) or SendStop(id=ALL_SENDS)
    if stop and everything.stopped_at:
        return  # that of a restore holds back more than ours: only going on again ends it
    everything.stopped_at = now if stop else None
    everything.stopped_by = (actor.id or actor.kind) if stop else None
    session.add(everything)


def sends_stopped(session: Session) -> datetime | None:
    """Since when all sends are stopped, or None."""
    row = session.get(SendStop, ALL_SENDS)
    return row.stopped_at if row else None
