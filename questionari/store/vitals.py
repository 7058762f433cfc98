"""Cheap counts of how the system does, for monitors: they name nobody, and every process reads the same."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from questionari.store.models.incoming import MailboxState
from questionari.store.models.messages import ExportRequest, Heartbeat, OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import PendingUnit, Round
from questionari.store.queue import URGENT, WAITING, stopped


def leaving(
    before: datetime, now: datetime, kinds: Sequence[str], takes: Sequence[str], urgent: bool = False
) -> ColumnElement[bool]:
    """Whether a mail should have left by those ways, due since ``before`` at least: held back by no stop, or left by a
    dead sender. ``urgent``: of those alone that somebody waits for.
    """
    which = (OutboxMessage.kind.in_(URGENT),) if urgent else ()
    waits = OutboxMessage.state.in_(WAITING)
    abandoned = and_(OutboxMessage.state == "sending", OutboxMessage.lease_until <= now)
    own = (OutboxMessage.ended_at.is_(None), OutboxMessage.route.in_(takes), OutboxMessage.not_before <= before)
    return and_(*own, or_(waits, abandoned), *which, ~stopped(kinds))


def oldest_leaving(
    session: Session, now: datetime, kinds: Sequence[str], takes: Sequence[str], urgent: bool = False
) -> datetime | None:
    """Since when the longest-waiting mail should have left."""
    own = leaving(now, now, kinds, takes, urgent)
    return session.scalar(select(func.min(OutboxMessage.not_before)).where(own))


def mails(session: Session) -> Sequence[tuple[str, str, int]]:
    """(route, state, messages)."""
    route, state = OutboxMessage.route, OutboxMessage.state
    rows = session.execute(select(route, state, func.count()).group_by(route, state).order_by(route, state))
    return [(one, two, number) for one, two, number in rows]


def responses(session: Session) -> Sequence[tuple[str, int]]:
    """(state, responses), whatever their round."""
    rows = session.execute(select(Response.state, func.count()).group_by(Response.state).order_by(Response.state))
    return [(state, number) for state, number in rows]


def exports(session: Session) -> Sequence[tuple[str, int]]:
    """(state, datasets asked for)."""
    state = ExportRequest.state
    return [
        (one, number) for one, number in session.execute(select(state, func.count()).group_by(state).order_by(state))
    ]


def open_rounds(session: Session, now: datetime) -> int:
    """Rounds in which somebody may answer now."""
    own = (Round.stored_state == "open", Round.closed_at.is_(None), Round.opens_at <= now, Round.closes_at > now)
    return session.scalar(select(func.count()).select_from(Round).where(*own)) or 0


def openings_stuck(session: Session, before: datetime) -> int:
    """Rounds launched before an instant whose invitations are not all made."""
    waits = exists().where(PendingUnit.round_id == Round.id)
    own = (Round.stored_state == "open", Round.launched_at < before, waits)
    return session.scalar(select(func.count()).select_from(Round).where(*own)) or 0


def mailboxes(session: Session) -> Sequence[tuple[datetime | None, bool]]:
    """(last read, whether it fails) of every mailbox, in order of their names, which are addresses and stay here."""
    query = select(MailboxState.read_at, MailboxState.failing_since).order_by(MailboxState.mailbox)
    return [(read_at, failing is not None) for read_at, failing in session.execute(query)]


def beat(session: Session, name: str, now: datetime) -> None:
    """A process says that it is alive."""
    session.merge(Heartbeat(name=name, at=now))


def last_beat(session: Session, name: str) -> datetime | None:
    """When it last did; None where it never has."""
    return session.scalar(select(Heartbeat.at).where(Heartbeat.name == name))


CERTIFICATE = "tls "  # before the name of a server: until when the certificate is good that it shows


def keep_certificates(session: Session, servers: Collection[str], found: Mapping[str, datetime]) -> None:
    """Until when the certificates of these servers are good, as far as they were found; others are forgotten."""
    known = [f"{CERTIFICATE}{server}" for server in servers]
    gone = delete(Heartbeat).where(Heartbeat.name.startswith(CERTIFICATE), Heartbeat.name.not_in(known))
    session.execute(gone.execution_options(synchronize_session=False))
    for server, until in found.items():
        beat(session, f"{CERTIFICATE}{server}", until)


def certificates_ending(session: Session, before: datetime) -> int:
    """How many certificates of our servers end before an instant."""
    own = (Heartbeat.name.startswith(CERTIFICATE), Heartbeat.at < before)
    return session.scalar(select(func.count()).select_from(Heartbeat).where(*own)) or 0


def silent(name: str, since: datetime) -> ScalarSelect[int]:
    """1 where a process that was alive once has said nothing since then."""
    own = (Heartbeat.name == name, Heartbeat.at < since)
    return select(func.count()).select_from(Heartbeat).where(*own).scalar_subquery()
