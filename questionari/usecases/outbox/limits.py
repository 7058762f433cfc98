"""How patient the outbox is: leases, back-off, pace. Injected, so that tests need no sleeping."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from random import SystemRandom
from typing import Any

from questionari.engine.quota import Quota
from questionari.mail_settings import Hours, MailSettings
from questionari.usecases.outbox.routing import MAIL, PEC, Route

#: Waits after the first, second … failed attempt; afterwards 2 h plus up to one more (reliability.md).
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
LATER, SPREAD = timedelta(hours=2), timedelta(hours=1)
GIVE_UP = timedelta(days=5)
RECEIPTS = timedelta(hours=24)  # by then a PEC provider has said what became of a message (RFC 6109, 3.3)
FINAL_REPLY_S = 600.0  # RFC 5321, 4.5.3.2.6: wait 10 minutes for the reply to the text
LOOKED = timedelta(minutes=15)  # how lately a mailbox was read to its end, for what is not in it not to have come
#: Every PEC goes through our own provider first: one pace, slower than what a receiver's server takes.
ONE_PROVIDER: Mapping[str, Any] = {"bucket": PEC, "domain_burst": 20.0, "domain_per_second": 1.0}
STEPS = 12  # replies and connections before the text, each up to the configured timeout


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one drain. `claim_lease` holds a message that waits its turn, `send_lease` one that is being sent."""

    batch: int = 50
    messages: int = 2_000
    slice: timedelta = timedelta(seconds=120)
    claim_lease: timedelta = timedelta(minutes=2)
    send_lease: timedelta = timedelta(minutes=25)
    domain_burst: float = 100.0
    domain_per_second: float = 5.0
    jitter: Callable[[], float] = SystemRandom().random
    quota: Quota = Quota()
    hours: Hours | None = None  # in which campaigns leave (settings, MAIL_HOURS)
    doubt: timedelta = timedelta(0)  # at least so long a message waits of which it is uncertain whether it left
    receipts: str = ""  # the mailbox that tells of it; with `doubt` and none, nothing in doubt leaves again
    takes: tuple[str, ...] = (MAIL, PEC)  # the messages that leave by this way
    bucket: str = ""  # one pace for all of them, whatever their domains

    def wait(self, attempts: int) -> timedelta:
        """How long to wait after that many attempts (1 = the first has just failed)."""
        return BACKOFF[attempts - 1] if attempts <= len(BACKOFF) else LATER + SPREAD * self.jitter()


def quota_of(mail: MailSettings) -> Quota:
    """What the provider of a sender takes."""
    return Quota(mail.per_hour, mail.per_day)


def for_route(route: Route) -> Limits:
    """Limits whose lease outlasts the slowest honest conversation with that server."""
    lease = timedelta(seconds=STEPS * route.mail.timeout_s + FINAL_REPLY_S)
    usual = Limits(send_lease=lease, takes=route.takes, hours=route.mail.hours, quota=quota_of(route.mail))
    if not route.mail.certified:
        return usual
    receipts = route.mailbox.name if route.mailbox else ""
    certified = replace(usual, doubt=RECEIPTS, receipts=receipts)
    return replace(certified, **ONE_PROVIDER) if route.name == PEC else certified
