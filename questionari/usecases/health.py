"""How the system is, in figures that name nobody: for monitors and for whoever is called at night.

Mail that should leave and does not is told by the web process, which reads the tables: the process that should send it
cannot be the one that tells.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from questionari.engine.quota import Used
from questionari.store import outbox, quota as quotas, vitals
from questionari.usecases.house import House
from questionari.usecases.outbox.limits import for_route
from questionari.usecases.outbox.recheck import HELD
from questionari.usecases.outbox.routing import Route, routes

ALARM = timedelta(minutes=15)  # mail due for longer is not leaving; a timer silent for longer is not running
#: Every hour the calendar queues what is due: silent for longer, it fails each time, and nothing is sent though due.
CALENDAR_ALARM = timedelta(hours=3)
OPENING_ALARM = timedelta(hours=1)  # a round launched longer ago has all its invitations
TIMER, CALENDAR = "timer", "calendar"


@dataclass(frozen=True, slots=True)
class Health:
    """``mail_late_s``: how long the oldest mail that should have left has waited, 0 when none does; ``sends_stopped``:
    on purpose; ``timer_silent_s``, ``calendar_silent_s``: since the timer was last alive, since the calendars of the
    rounds were last gone through, None where they never were; ``openings_stuck``: launched rounds whose invitations
    are not made.
    """

    mail_late_s: int
    sends_stopped: bool
    timer_silent_s: int | None
    calendar_silent_s: int | None = None
    openings_stuck: int = 0

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is wrong, in stable words; empty when all is well."""
        limit, hours = ALARM.total_seconds(), CALENDAR_ALARM.total_seconds()
        found = (
            ("posta ferma", self.mail_late_s > limit),
            ("timer fermo", (self.timer_silent_s or 0) > limit),
            ("calendario fermo", (self.calendar_silent_s or 0) > hours),
            ("inviti non preparati", self.openings_stuck > 0),
        )
        return tuple(name for name, wrong in found if wrong)


def health(session: Session, house: House, now: datetime) -> Health:
    """The state of mail and timer. Raises OperationalError when the database does not answer."""
    oldest = min(filter(None, (_oldest(session, now, route) for route in routes(house.settings))), default=None)
    alive, calendar = (vitals.last_beat(session, one) for one in (TIMER, CALENDAR))
    return Health(
        _seconds(now, oldest) or 0,
        outbox.all_stopped_at(session) is not None,
        _seconds(now, alive),
        _seconds(now, calendar),
        vitals.openings_stuck(session, now - OPENING_ALARM),
    )


def _oldest(session: Session, now: datetime, route: Route) -> datetime | None:
    """Since when the oldest message should have left that way."""
    return vitals.oldest_leaving(session, now, HELD, route.takes, urgent=spread(session, now, route))


def spread(session: Session, now: datetime, route: Route) -> bool:
    """Whether the provider's limits hold campaigns back: spread over hours, they are not late while some leave."""
    quota = for_route(route).quota
    used = Used(*quotas.used(session, route.takes, now)) if quota else Used()
    return bool(quota) and (used.hour > 0 or not quota.left(used, urgent=False))


def late(session: Session, house: House, now: datetime, since: timedelta) -> ColumnElement[bool]:
    """Whether a message should have left so long ago: held back by no stop, limit, hour or missing PEC."""
    ways = [
        vitals.leaving(now - since, now, HELD, route.takes, urgent=spread(session, now, route))
        for route in routes(house.settings)
    ]
    return or_(*ways)


def _seconds(now: datetime, since: datetime | None) -> int | None:
    return None if since is None else max(0, round((now - since).total_seconds()))


def beat(session: Session, now: datetime, what: str = TIMER) -> None:
    """The timer is alive, or the calendars were gone through."""
    vitals.beat(session, what, now)


def keep_certificates(session: Session, servers: Collection[str], found: Mapping[str, datetime]) -> None:
    """Until when the certificates are good that the site and the mail servers show."""
    vitals.keep_certificates(session, servers, found)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a monitor may draw: counts by state, no name of a service, a round or a person."""

    health: Health
    mails: Sequence[tuple[str, str, int]]  # route, state, number
    responses: Sequence[tuple[str, int]]
    exports: Sequence[tuple[str, int]]
    open_rounds: int
    mailboxes: Sequence[tuple[datetime | None, bool]]  # last read, failing


def measure(session: Session, house: House, now: datetime) -> Figures:
    """Everything, read from the tables: whichever process answers says the same."""
    return Figures(
        health(session, house, now),
        vitals.mails(session),
        vitals.responses(session),
        vitals.exports(session),
        vitals.open_rounds(session, now),
        vitals.mailboxes(session),
    )
