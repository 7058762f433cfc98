"""When a campaign will have left: by the provider's limits, quiet hours and holidays."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date
from sqlalchemy.orm import Session

from questionari.clock import ROME, local_day
from questionari.engine.quota import Used, finishes
from questionari.settings import MailSettings
from questionari.store import quota as store
from questionari.usecases.outbox.hours import leaves_at
from questionari.usecases.outbox.limits import Limits, quota_of
from questionari.usecases.outbox.recheck import BY_DAY
from questionari.usecases.outbox.routing import MAIL, PEC

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Room:
    """How many messages a claim may take: of what somebody waits for, of campaigns, of both together."""

    urgent: int
    bulk: int


def room(session: Session, now: datetime, limits: Limits) -> Room:
    """What the provider still takes; where it has limits, other claims wait meanwhile."""
    if not limits.quota:
        return Room(limits.batch, limits.batch)
    store.one_at_a_time(session, limits.takes, now)
    used = Used(*store.used(session, limits.takes, now, limits.doubt))
    return Room(*(min(limits.batch, limits.quota.left(used, urgent=urgent)) for urgent in (True, False)))


@dataclass(frozen=True, slots=True)
class Forecast:
    """Messages of campaigns that wait, and when the last of them will have left; None: not within a year."""

    waiting: int
    ends: datetime | None
    words: str


def forecast(
    session: Session, now: datetime, mail: MailSettings, more: int = 0, begins: datetime | None = None
) -> Forecast:
    """When those that wait, and so many more, will have left; the more from an instant on, which may be when the others
    have long gone.
    """
    waits, quota = store.waiting(session, BY_DAY), quota_of(mail)
    used = Used(*store.used(session, (MAIL, PEC), now)) if quota else Used()
    start = max(now, begins or now)

    def ended(instant: datetime, number: int) -> datetime | None:
        return finishes(instant, number, quota, used, lambda at: leaves_at(at, mail.hours))

    gone = ended(now, waits)
    ends = ended(start, more) if more and gone is not None and gone <= start else ended(now, waits + more)
    return Forecast(waits, ends, _said(ends, now))


def _said(ends: datetime | None, now: datetime) -> str:
    if ends is None:
        return "con questi limiti non finirebbe entro un anno"
    return "parte subito, senza attese" if ends <= now else f"finirà {moment(ends + HOUR, now)}"


def moment(instant: datetime, now: datetime) -> str:
    """An hour as people say it: "oggi alle 15", "domani alle 11", "mercoledì 25 novembre alle 9"."""
    local = instant.astimezone(ROME)
    days = {local_day(now): "oggi", local_day(now) + DAY: "domani"}
    of_year = "EEEE d MMMM" if local.year == local_day(now).year else "EEEE d MMMM y"
    day = days.get(local.date()) or format_date(local.date(), of_year, locale="it")
    hour = local.hour
    return f"{day} all'1" if hour == 1 else f"{day} alle {hour}"
