"""How patient the outbox is: leases, back-off, pace. Injected, so that tests need no sleeping."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import SystemRandom

from questionari.settings import MailSettings

#: Waits after the first, second … failed attempt; afterwards 2 h plus up to one more (reliability.md).
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
LATER, SPREAD = timedelta(hours=2), timedelta(hours=1)
GIVE_UP = timedelta(days=5)
FINAL_REPLY_S = 600.0  # RFC 5321, 4.5.3.2.6: wait 10 minutes for the reply to the text
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

    def wait(self, attempts: int) -> timedelta:
        """How long to wait after that many attempts (1 = the first has just failed)."""
        return BACKOFF[attempts - 1] if attempts <= len(BACKOFF) else LATER + SPREAD * self.jitter()


def for_mail(mail: MailSettings) -> Limits:
    """Limits whose lease outlasts the slowest honest conversation with that server."""
    return Limits(send_lease=timedelta(seconds=STEPS * mail.timeout_s + FINAL_REPLY_S))


@dataclass(slots=True)
class Buckets:
    """One token bucket a domain: a campaign to one provider does not hold the others up."""

    limits: Limits
    levels: dict[str, tuple[float, datetime]] = field(default_factory=dict)

    def wait(self, recipient: str, now: datetime) -> timedelta:
        """Take a token of the recipient's domain; zero when there was one, else how long until the next."""
        domain = recipient.rpartition("@")[2].lower()
        level, at = self.levels.get(domain, (self.limits.domain_burst, now))
        level = min(self.limits.domain_burst, level + (now - at).total_seconds() * self.limits.domain_per_second)
        if level < 1:
            self.levels[domain] = (level, now)
            return timedelta(seconds=(1 - level) / self.limits.domain_per_second)
        self.levels[domain] = (level - 1, now)
        return timedelta(0)
