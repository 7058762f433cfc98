"""One token bucket a domain, common to all workers: a campaign to one provider does not hold the others up.

The tokens of a batch are taken when it is claimed. One that is not used after all (a message cancelled meanwhile, a
server that is away) is lost: slower than allowed is no harm.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from questionari.store import pace as store
from questionari.store.pace import Level
from questionari.usecases.outbox.limits import Limits


def waits(session: Session, now: datetime, limits: Limits, recipients: Sequence[str]) -> list[timedelta]:
    """How long the message to each recipient must wait, in their order: zero for those that may leave now."""
    domains = [limits.bucket or address.rpartition("@")[2].lower() for address in recipients]
    found = store.locked(session, domains, Level(limits.domain_burst, now))
    levels = {domain: _refilled(level, now, limits) for domain, level in found.items()}
    behind, answer = Counter[str](), list[timedelta]()
    for domain in domains:
        if levels[domain] >= 1:
            levels[domain] -= 1
            answer.append(timedelta(0))
        else:
            behind[domain] += 1  # those left over come due one after the other, as tokens do
            answer.append(timedelta(seconds=(behind[domain] - levels[domain]) / limits.domain_per_second))
    store.keep(session, levels, now)
    return answer


def _refilled(level: Level, now: datetime, limits: Limits) -> float:
    passed = max(0.0, (now - level.at).total_seconds())
    return min(limits.domain_burst, level.mails + passed * limits.domain_per_second)
